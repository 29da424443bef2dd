"""What the advice rests on that may not be so is said beside it: pupils of new estates, demand counted twice."""

from __future__ import annotations

import shutil
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.cautions import cautions
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.gap.words import say
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.model.assessment import Assessment, assess
from xuewei.model.balance import BalanceRow
from xuewei.model.bands import demand_bands
from xuewei.model.plan import BaseSeats, School

from program import TOP

DAY = date(2026, 11, 28)
DISTRICT = str(TOP / "examples" / "district" / "plan.yaml")
COUNTIES = str(TOP / "examples" / "counties" / "plan.yaml")


def said(found: Assessment, lang: str = "zh") -> list[str]:
    """The cautions of an assessment; each stands in its advice too."""
    told = Conclusion.of(found, found.rows(), None, DAY)
    sentences = cautions(told.ahead, told.todo, told.unmet, lang)
    assert set(sentences) <= set(told.to_do(lang))
    return sentences


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_seats_that_are_short_for_pupils_of_estates_alone_are_said(lang: str) -> None:
    """As many of the shortage as estates bring pupils, and no more than are short: the demand with the estates less
    that without them. Without estates nothing is said."""
    plan, people = read_project(DISTRICT)
    found = assess(plan, people)
    bare = assess(plan, replace(people, estates=()))
    (told,) = said(found, lang)
    short = Conclusion.of(found, found.rows(), None, DAY).unmet
    assert short
    for one in short:
        with_them, without = (
            next(iter(each.rows([one.worst], [one.stage], [one.area]))).demand for each in (found, bare)
        )
        n = min(with_them - without, one.seats)
        assert n > 0
        assert f"{one.seats:,}" in told
        assert any(f"{each:,}" in told for each in (n - 1, n, n + 1)), "rounded apart"
    assert said(bare, lang) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_part_of_estates_is_said_of_every_shortage_that_is_told(lang: str) -> None:
    """Whether what is recommended fills it or not, and where nothing can be recommended any more: with no shortage
    left in the end, the largest of every stage that the rows are short of has its part."""
    plan, people = read_project(DISTRICT)
    found = assess(plan, people)
    bare = assess(plan, replace(people, estates=()))
    (worst, *_) = sorted(Conclusion.of(found, found.rows(), None, DAY).ahead.rows, key=lambda row: row.balance)
    over = range(found.known.start, worst.year + 1)
    for rows, day in ((found.rows(), DAY), (found.rows(over), date(2040, 1, 1))):
        told = Conclusion.of(found, rows, None, day)
        assert (told.todo is None) == (day != DAY)
        (sentence,) = cautions(told.ahead, told.todo, [], lang)
        for stage in told.ahead.stages:
            row = told.ahead.tightest(stage)
            without = next(iter(bare.rows([row.year], [stage], [row.area]))).demand
            part = min(row.demand - without, -row.balance)
            name = named("stage", stage, lang)
            said = f"{name} {row.year} 年 {-row.balance:,} 个中" if lang == "zh" else f"{name} {row.year}: up to"
            assert (said in sentence) == (part > 0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_shortage_that_is_not_planned_is_called_so(lang: str) -> None:
    """What lacks more if a project is not built, and what is left once a school stays: each beside the one that the
    table has, which is told without any condition; the same shortage is not told twice."""
    plan, people = read_project(DISTRICT)
    built = School("ms", "middle", "合成区", {"middle": 200}, opens=2028, planned=2027, status="planned")
    gone = tuple(replace(each, closes=2028) if each.id == "s03" else each for each in plan.schools)
    for schools, key, part in (((*plan.schools, built), "unbuilt", 200), (gone, "kept", None)):
        found = assess(replace(plan, schools=schools), people)
        told = Conclusion.of(found, found.rows(), None, DAY)
        (sentence,) = cautions(told.ahead, told.todo, told.unmet, lang)
        row = told.ahead.tightest("middle")
        assert row.balance < 0
        name = named("stage", "middle", lang)
        plainly = f"：{name} {row.year} 年 {-row.balance:,} 个中" if lang == "zh" else f": {name} {row.year}: up to"
        assert plainly in sentence
        (left,) = (each for each in told.unmet if each.stage == "middle")
        seats = part or left.seats
        when = say(f"do.estates.{key}", lang)
        assert f"{when}{name} " in sentence
        assert f"{seats:,} " in sentence.split(when)[1]
        same = part is not None and left.seats == -row.balance
        assert (say("do.estates.kept", lang) in sentence) != same


class High(Ahead):
    """Where high demand is a thousand more."""

    def low(self, row: BalanceRow) -> int:
        """A thousand less."""
        return row.balance - 1000


def test_a_shortage_of_high_demand_alone_has_its_part_of_estates_too() -> None:
    """It is called so; a shortage by the forecast is not."""
    plan, people = read_project(DISTRICT)
    found = assess(plan, people)
    most = {stage.name: max(row.demand for row in found.rows(stages=[stage.name])) for stage in found.stages}
    rich = replace(plan, schools=(), base_seats=BaseSeats(2025, {found.areas[0]: {k: n + 10 for k, n in most.items()}}))
    enough = assess(rich, replace(people, of_schools=()))
    ahead = Ahead.of(enough, enough.rows(), None, DAY)
    bands = demand_bands(enough.demand, enough.population, enough.assumptions, 0.8)
    high = High(**{each.name: getattr(ahead, each.name) for each in fields(Ahead)} | {"bands": bands})
    assert cautions(ahead, None, [], "zh") == []
    (sentence,) = cautions(high, None, [], "zh")
    assert "若需求偏高，" in sentence
    assert "中至多" in sentence


def test_areas_without_pupils_on_record_beside_one_with_them_may_count_children_twice(tmp_path: Path) -> None:
    """Children of the one may go to school in the other: said of the stage and the short areas, not where none or all
    have pupils on record."""
    people = tmp_path / "people"
    shutil.copytree(TOP / "examples" / "counties" / "population", people)
    plan, held = read_project(COUNTIES, (), str(people))
    assert said(assess(plan, held)) == []
    rows = [
        f"临猗县,primary,{grade},{year},2500,assumed,made-up" for year in range(2018, 2026) for grade in range(1, 7)
    ]
    (people / "enrolment.csv").write_text(
        "\n".join(["area,stage,grade,year,pupils,basis,source", *rows]) + "\n", encoding="utf-8"
    )
    plan, held = read_project(COUNTIES, (), str(people))
    found = assess(plan, held)
    short = Conclusion.of(found, found.rows(), None, DAY).unmet
    wanted = [one.area for one in short if one.stage == "primary" and one.area != "临猗县"]
    told = said(found)
    assert bool(told) == bool(wanted)
    assert wanted
    assert all("小学" in each for each in told)
    assert wanted[0] in told[0]
    assert "初中" not in told[0]
