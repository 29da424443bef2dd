"""What the advice rests on that may not be so is said beside it: pupils of new estates, demand counted twice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from xuewei.answers.gap.cautions import cautions
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess

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
