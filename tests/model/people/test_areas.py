"""Areas that split, merge or change their boundaries: nobody is lost, nothing is made up, and it is said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.formats.population.folder import read_enrolment
from xuewei.model.people.areas import Boundaries, Restated, restated
from xuewei.model.population import AreaChange, BirthsRow, EnrolmentRow, Lacking
from xuewei.model.pupils.record import enrolment_history
from xuewei.model.pupils.review import Gap, Turnover, gaps, turnovers
from xuewei.model.stages import Stage

from inside import run

PRIMARY = Stage("primary", 6, 2, 45)
SPLIT = (
    AreaChange(2018, "甲", "乙", 0.6, "derived", "公告"),
    AreaChange(2018, "甲", "丙", 0.4, "derived", "公告"),
)
MERGE = (AreaChange(2018, "甲", "丙", 1.0, "published", "公告"), AreaChange(2018, "乙", "丙", 1.0, "published", "公告"))
MOVED = (AreaChange(2018, "甲", "甲", 0.8, "derived", "公告"), AreaChange(2018, "甲", "乙", 0.2, "derived", "公告"))


def row(area: str, year: int, pupils: float, grade: int | None = 1, published: int | None = None) -> EnrolmentRow:
    """Pupils of primary."""
    return EnrolmentRow(area, year, "primary", grade, pupils, "published", "学籍", published)


def moved(rows: Sequence[EnrolmentRow], *changes: AreaChange) -> Restated:
    """Pupils in the areas of today."""
    return restated(rows, [], changes, [PRIMARY])


def figures(found: Restated) -> dict[tuple[str, int, int | None, int | None], float]:
    """Pupils by area, year, grade and vintage."""
    return {(each.area, each.year, each.grade, each.published_year): each.pupils for each in found.enrolment}


def test_a_split_shares_out_earlier_years_and_leaves_later_ones_alone() -> None:
    """Sixty and forty in a hundred before the change; the rows of the new areas stay the very rows of the file."""
    new = [row("乙", 2018, 70), row("丙", 2018, 41)]
    found = moved([row("甲", 2017, 110), *new], *SPLIT)
    assert figures(found) == {
        ("乙", 2018, 1, None): 70,
        ("丙", 2018, 1, None): 41,
        ("乙", 2017, 1, None): pytest.approx(66),
        ("丙", 2017, 1, None): pytest.approx(44),
    }
    assert found.enrolment[:2] == tuple(new)
    assert {(each.basis, each.source) for each in found.enrolment[2:]} == {("derived", "学籍；公告")}
    assert found.changes == SPLIT


def test_a_merge_adds_and_keeps_the_basis() -> None:
    """A sum of published figures of whole areas is as published; births are added like pupils."""
    births = [BirthsRow(area, 2016, 50, "published", "公报", date(2016, 12, 31)) for area in ("甲", "乙")]
    found = restated([row("甲", 2017, 110), row("乙", 2017, 90)], births, MERGE, [PRIMARY])
    assert figures(found) == {("丙", 2017, 1, None): 200}
    assert found.enrolment[0].basis == "published"
    assert [(each.area, each.births, each.period_end) for each in found.births] == [("丙", 100, date(2016, 12, 31))]


def test_a_part_that_moves_is_added_to_what_its_neighbour_had() -> None:
    """A fifth of 甲 goes to 乙, which keeps its own rows."""
    assert figures(moved([row("甲", 2017, 100), row("乙", 2017, 30), row("甲", 2018, 80)], *MOVED)) == {
        ("甲", 2018, 1, None): 80,
        ("甲", 2017, 1, None): 80,
        ("乙", 2017, 1, None): 50,
    }


def test_a_merge_that_lacks_a_part_is_a_gap_and_a_zero_is_none() -> None:
    """A year without a row of one part has no sum, also before the first that has one; an explicit zero is a figure."""
    rows = [row("甲", year, 100) for year in range(2014, 2018)] + [row("乙", year, 0) for year in (2015, 2017)]
    found = moved([*rows, row("丙", 2018, 100)], *MERGE)
    assert figures(found) == {("丙", year, 1, None): 100 for year in (2018, 2015, 2017)}
    assert found.lacking == tuple(Lacking("丙", year, "primary", 1, ("乙",)) for year in (2014, 2016))
    history = enrolment_history(found.enrolment, [], [Stage("primary", 6, 1, 45)], (8, 31))
    assert gaps(history, found.lacking) == [Gap("丙", "primary", 1, (2014, 2016))]


def test_changes_follow_each_other() -> None:
    """甲 becomes 乙, 乙 becomes 丙 with part of 丁, and 丙 takes its old name back."""
    changes = [
        AreaChange(2015, "甲", "乙", 1.0, "published", "一"),
        AreaChange(2018, "乙", "丙", 1.0, "published", "二"),
        AreaChange(2018, "丁", "丙", 0.25, "assumed", "三"),
        AreaChange(2018, "丁", "丁", 0.75, "assumed", "三"),
        AreaChange(2020, "丙", "甲", 1.0, "published", "四"),
    ]
    rows = [row("甲", 2014, 10), row("乙", 2016, 20), row("丙", 2019, 30), row("甲", 2020, 40)]
    rows += [row("丁", year, 8) for year in (2014, 2016, 2019)]
    found = moved(rows, *changes)
    assert figures(found) == {
        ("甲", 2020, 1, None): 40,
        ("甲", 2019, 1, None): 30,
        ("甲", 2016, 1, None): 22,
        ("甲", 2014, 1, None): 12,
        ("丁", 2019, 1, None): 8,
        ("丁", 2016, 1, None): 6,
        ("丁", 2014, 1, None): 6,
    }
    (oldest,) = (each for each in found.enrolment if (each.area, each.year) == ("甲", 2014))
    assert set(oldest.source.split("；")) == {"学籍", "一", "二", "三", "四"}


def test_vintages_stay_apart() -> None:
    """A sum is known once each part is, and again whenever a part is revised, with the newest of the others."""
    rows = [
        row("甲", 2016, 100, published=2016),
        row("甲", 2016, 90, published=2020),
        row("乙", 2016, 10, published=2017),
    ]
    assert figures(moved(rows, *MERGE)) == {("丙", 2016, 1, 2017): 110, ("丙", 2016, 1, 2020): 100}
    alone = moved(rows[:2], *SPLIT)
    assert figures(alone)[("乙", 2016, 1, 2016)] == pytest.approx(60)
    assert figures(alone)[("乙", 2016, 1, 2020)] == pytest.approx(54)


def test_grades_of_one_part_are_added_up_for_the_whole_stage_of_another() -> None:
    """One area has grades, the other the whole stage: the stage of both is known, the grades are not."""
    rows = [row("甲", 2017, 30, 1), row("甲", 2017, 40, 2), row("乙", 2017, 50, None)]
    found = moved(rows, *MERGE)
    assert figures(found) == {("丙", 2017, None, None): 120}
    assert [(each.grade, each.without) for each in found.lacking] == [(1, ("乙",)), (2, ("乙",))]


World = tuple[list[EnrolmentRow], list[BirthsRow], list[AreaChange]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Complete records of up to four areas a year, and how each year's areas came from those of the year before."""
    areas = draw(st.sets(st.sampled_from("甲乙丙丁"), min_size=1).map(sorted))
    pupils, births, changes = [], [], []
    for year in range(2014, 2018):
        if year > 2014 and draw(st.booleans()):
            following: set[str] = set()
            for area in areas:
                into = draw(st.lists(st.sampled_from("甲乙丙丁戊己"), min_size=1, max_size=3, unique=True))
                weights = [draw(st.integers(1, 9)) for _ in into]
                following |= set(into)
                if into != [area]:
                    changes += [
                        AreaChange(year, area, name, weight / sum(weights), "derived", "公告")
                        for name, weight in zip(into, weights, strict=True)
                    ]
            areas = sorted(following)
        for area in areas:
            counts = draw(st.integers(0, 500)), draw(st.integers(0, 500))
            pupils += [row(area, year, counts[0], 1), row(area, year, counts[1], 2), row(area, year, sum(counts), None)]
            births.append(BirthsRow(area, year, draw(st.integers(0, 500)), "published", "公报", date(year, 12, 31)))
    return pupils, births, changes


@settings(max_examples=200)
@given(worlds())
def test_nobody_is_lost_and_nobody_is_made_up(
    world: tuple[list[EnrolmentRow], list[BirthsRow], list[AreaChange]],
) -> None:
    """Over all areas there are as many pupils of each year, stage and grade, and as many births, as in the file."""
    pupils, births, changes = world
    found = restated(pupils, births, changes, [PRIMARY])
    assert found.lacking == ()
    for year in range(2014, 2018):
        for grade in (1, 2, None):
            before, after = (
                sum(each.pupils for each in rows if (each.year, each.grade) == (year, grade))
                for rows in (pupils, found.enrolment)
            )
            assert after == pytest.approx(before)
        assert sum(each.births for each in found.births if each.year == year) == pytest.approx(
            sum(each.births for each in births if each.year == year)
        )
    last = {each.area for each in pupils if each.year == 2017}
    assert {each.area for each in found.enrolment} <= last


@given(st.permutations([*SPLIT, *(AreaChange(2020, "乙", name, 0.5, "derived", "公告") for name in "乙丁")]))
def test_the_order_of_the_rows_says_nothing(changes: list[AreaChange]) -> None:
    """Changes are taken by year, whatever their order in the file."""
    found = Boundaries(tuple(changes), {"甲": [2017]})
    assert found.origins("丁", 2017) == {"甲": 0.3}
    assert found.origins("乙", 2017) == {"甲": 0.3}
    assert found.origins("丙", 2017) == {"甲": 0.4}
    assert found.origins("甲", 2017) == {}


def test_areas_that_end_as_others_begin_are_a_sign() -> None:
    """甲 ends before 2018 and 乙 and 丙 begin in it; 丁, which goes on, and what begins without an end, are none."""
    rows = [row("甲", 2016, 9), row("甲", 2017, 9), row("乙", 2018, 5), row("丙", 2018, 4), row("戊", 2017, 1)]
    rows += [row("丁", year, 9) for year in (2016, 2017, 2018)] + [row("戊", 2018, 1)]
    history = enrolment_history(rows, [], [PRIMARY], (8, 31))
    assert turnovers(history) == [Turnover(2018, ("甲",), ("乙", "丙"))]
    joined = moved(rows, *SPLIT)
    assert turnovers(enrolment_history(joined.enrolment, [], [PRIMARY], (8, 31))) == []


PUPILS = "area,year,stage,grade,pupils,basis,source\n"
CHANGES = "year,from,to,share,basis,source\n2018,甲县,甲东,0.6,derived,民政公告\n2018,甲县,甲西,0.4,derived,民政公告\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A county that is split in 2018, on record before and after; 1,000 pupils a grade, and 100 births a year."""
    rows = []
    births = []
    for year in range(2010, 2024):
        for area, of in [("甲县", 1000)] if year < 2018 else [("甲东", 600), ("甲西", 400)]:
            rows += [f"{area},{year},primary,{grade},{of},published,学籍" for grade in range(1, 7)]
            births.append(f"{area},{year},{of / 10:g},published,公报")
    (tmp_path / "enrolment.csv").write_text(PUPILS + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "births.csv").write_text("area,year,births,basis,source\n" + "\n".join(births) + "\n", encoding="utf-8")
    (tmp_path / "areas.csv").write_text(CHANGES, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_split_record_is_one_record(folder: Path, encoding: str) -> None:
    """Pupils and births of all years are of the areas of today, in every encoding that we read."""
    (folder / "areas.csv").write_text(CHANGES, encoding=encoding)
    found = read_enrolment(folder)
    assert found.history.areas == ("甲东", "甲西")
    assert found.history.years == range(2010, 2024)
    assert {(each.area, each.births) for each in found.rows.births} == {("甲东", 60), ("甲西", 40)}


def test_forecast_and_backtest_say_what_was_restated(folder: Path) -> None:
    """Areas, shares and sources stand under the tables and in JSON; constant pupils forecast themselves."""
    told = "Earlier pupils and births are restated in the areas of today: 2018 甲县 → 甲东 60%, 甲西 40% "
    told += "(“民政公告” (in Chinese))."
    shown: dict[str, Any] = {}
    for words in (["forecast", "--population", str(folder)], ["backtest", str(folder)]):
        assert told in " ".join(run(*words, "--lang", "en", COLUMNS="400").stdout.split())
        shown = json.loads(run(*words, "--format", "json").stdout)
        assert [(each["from"], each["to"], each["share"]) for each in shown["restated"]] == [
            ("甲县", "甲东", 0.6),
            ("甲县", "甲西", 0.4),
        ]
        assert shown["lacking"] == []
    assert {each["mape"] for each in shown["rows"] if each["method"] == "grades"} == {0}
    table = run("forecast", "--population", folder, "--area", "甲西", "--lang", "en").stdout
    assert "2,400" in table


def test_an_area_of_old_is_told_what_it_is_today(folder: Path) -> None:
    """On the command line, and in a plan whose census knows the areas of today."""
    done = run("forecast", "--population", folder, "--area", "甲县", "--lang", "en")
    assert done.returncode == 2
    assert "甲县 is 甲东, 甲西 today, by areas.csv" in done.stderr
    people = [
        f"{area},{sex},{age},{'' if age == 60 else age},100,2020-11-01,published,普查"
        for area in ("甲东", "甲西")
        for sex in ("male", "female")
        for age in range(61)
    ]
    head = "area,sex,age_from,age_to,persons,date,basis,source\n"
    (folder / "census.csv").write_text(head + "\n".join(people) + "\n", encoding="utf-8")
    (folder / "assumptions.yaml").write_text("scope: {}\nhorizon: 2030\n", encoding="utf-8")
    school = "{id: a, type: primary, seats: {primary: 540}, planned: 2021}"
    plan = f"plan: 试\narea: 甲县\nyears: [2021, 2025]\nschools: [{school}]\n"
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    words = ("gap", "--plan", folder / "plan.yaml", "--population", folder, "--lang", "en")
    done = run(*words)
    assert done.returncode == 3
    assert "is not an area of the population data (found 甲县). Did you mean 甲东, 甲西?" in done.stderr
    (folder / "plan.yaml").write_text(plan.replace("甲县", "甲西"), encoding="utf-8")
    done = run(*words, COLUMNS="400")
    assert done.returncode == 0, done.stderr
    assert "restated in the areas of today: 2018 甲县 → 甲西 40% (“民政公告” (in Chinese))" in done.stdout


def test_without_a_mapping_the_notes_point_to_it(folder: Path) -> None:
    """The forecast of the new areas and the backtest both say what they see."""
    (folder / "areas.csv").unlink()
    for words in (["forecast", "--population", str(folder)], ["backtest", str(folder)]):
        told = " ".join(run(*words, "--lang", "en", COLUMNS="400").stdout.split())
        assert "from 2018 on there is no 甲县, but 甲东, 甲西. If so, an areas.csv in the population folder" in told


def test_a_check_counts_changes_and_reads_them(folder: Path) -> None:
    """Shares rest on something, like every figure; a fault in them is a fault of the folder."""
    assert "changes of areas" in run("check", folder, "--lang", "en").stdout
    (folder / "areas.csv").write_text(CHANGES.replace("0.4", "0.5"), encoding="utf-8")
    done = run("check", folder / "areas.csv", "--lang", "en")
    assert done.returncode == 3
    assert "areas.csv:2: share: the shares of 甲县 in 2018 must add up to 1, not 1.1" in done.stderr
