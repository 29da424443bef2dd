"""A year without births between two that have them is told, with what stands in for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xuewei.answers.explain.explanation import explain
from xuewei.model.assessment import Assessment, assess
from xuewei.model.plan import BaseSeats, Plan
from xuewei.tables.birth_notes import birth_gap_notes
from xuewei.tables.notes import notes

from builders import assumptions, level, population, pupils

NATION = "全国"


def found(births: dict[tuple[str, int], float], *, counted: bool = True) -> Assessment:
    """An area with a census of 2020 (or with births alone, beside one with a census), and a nation."""
    ages = {"甲" if counted else "乙": level(45)}
    base = BaseSeats(2022, {"甲": {"kindergarten": 300, "primary": 600, "middle": 300}})
    people = population(ages, births=births, assumed=replace(assumptions(), nation=NATION, horizon=2030))
    plan = Plan("p", "甲", (), (2023, 2025), areas=() if counted else ("乙",), base_seats=base)
    return assess(plan, people, horizon=2030)


BORN = {("甲", year): 100.0 for year in range(2018, 2026) if year != 2022}
NATIONS = {(NATION, year): 1000.0 if year != 2022 else 500.0 for year in range(2018, 2026)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_year_missing_is_put_in_by_the_nation_and_told(lang: str) -> None:
    """100 of 1,000 before and after: of 500 in 2022 a tenth, 50 children fewer than with a straight line; the year is
    named, once, and among what the figures rest on."""
    held = found(BORN | NATIONS)
    (one,) = held.projection.areas
    assert (one.births.filled, one.births.in_year(2022)) == ((2022,), pytest.approx(50.0))
    (told,) = birth_gap_notes(held, lang)
    assert "甲 2022" in told
    assert "births.csv" in told
    assert ("用全国出生 × 本地份额补" if lang == "zh" else "the nation's × the area's share") in told
    assert told in notes(held, lang)
    first = 2022 + held.stages[0].entry_age
    assert birth_gap_notes(held, lang, last=first - 1) == [], "its children are not at school yet"
    assert birth_gap_notes(held, lang, last=first) == [told]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_the_nation_a_straight_line_stands_in(lang: str) -> None:
    """100 before and 80 after: 90."""
    held = found({**BORN, **{("甲", year): 80.0 for year in (2023, 2024, 2025)}})
    (one,) = held.projection.areas
    assert one.births.in_year(2022) == pytest.approx(90.0)
    (told,) = birth_gap_notes(held, lang)
    assert "甲 2022" in told
    assert ("用前后两年间的直线补" if lang == "zh" else "a straight line between") in told


def test_the_nations_births_of_that_year_alone_are_no_share() -> None:
    """100 before, 80 after, and the nation's births of the missing year only: a straight line, 90, told as one, and no
    source of a cohort in `explain`."""
    held = found({**BORN, **{("甲", year): 80.0 for year in (2023, 2024, 2025)}, (NATION, 2022): 500.0})
    (one,) = held.projection.areas
    assert one.births.in_year(2022) == pytest.approx(90.0)
    assert one.births.straight == (2022,)
    (told,) = birth_gap_notes(held, "zh")
    assert "用前后两年间的直线补" in told
    stage = held.stages[0]
    row = held.row(2022 + stage.entry_age + 1, "甲", stage.name)
    sources = {line.source for line in explain(held, row.year, "甲", stage.name).ages if line.basis == "derived"}
    assert "甲" in sources
    assert NATION not in sources


def test_an_area_without_a_census_is_told_too() -> None:
    """Its children are those born: the gap of 2022 is theirs; years that nobody in school was born in are not told."""
    long_ago = {("甲", year): 100.0 for year in (*range(1990, 1995), *range(1998, 2026)) if year != 2022}
    held = found(long_ago, counted=False)
    assert list(held.uncounted) == ["甲"]
    (told,) = birth_gap_notes(held, "zh")
    assert "甲 2022，" in told
    assert "1995" not in told


def test_nothing_is_said_where_no_number_rests_on_it() -> None:
    """All years are there; or the year was counted by the census since; or pupils on record tell it already."""
    assert birth_gap_notes(found(BORN | {("甲", 2022): 90.0}), "zh") == []
    before = {("甲", year): 100.0 for year in range(2010, 2026) if year != 2015}
    assert birth_gap_notes(found(before), "zh") == []
    held = found(BORN | NATIONS)
    grades = [(year, grade) for year in range(2018, 2023) for grade in range(1, 7)]
    counts: dict[tuple[str, int, str, int | None], int] = {
        ("甲", y, "primary", grade): 90 + grade for y, grade in grades
    }
    people = replace(held.population, enrolment=pupils(counts))
    with_pupils = assess(held.plan, people, horizon=2030)
    assert sum("2022" in each and "births.csv" in each for each in notes(with_pupils, "zh")) == 1
