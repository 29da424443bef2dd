"""Small plans and populations, written in code so that a test shows all that matters to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.assumptions import Assumptions, Figure, Series, Survival
from xuewei.model.estate_rules import EstateRules
from xuewei.model.plan import BaseSeats, Plan, School
from xuewei.model.population import BirthsRow, CensusRow, EnrolmentRow, EstateRow, Population, TotalRow

CUTOFF_DAY = date(2020, 9, 1)
"""A census on the first day after the cut-off: ages need no moving."""


def immortal() -> Survival:
    """Nobody dies below the open age, near enough to check sums by hand."""
    nobody = Figure(0.0, "", "assumed", "test")
    old = Figure(99.0, "years", "assumed", "test")
    return Survival(nobody, nobody, {"male": old, "female": old}, Figure(0.3, "", "assumed", "test"))


def assumptions(**changes: object) -> Assumptions:
    """The shipped assumptions without scope, with everybody at school and nothing moving, then ``changes``."""
    shipped = read_assumptions()
    everybody = {stage.name: Series({2020: 1.0}) for stage in shipped.stages}
    return replace(shipped, scope={}, participation=everybody, **changes)  # type: ignore[arg-type]


def census(area: str, ages: Sequence[int], day: date = CUTOFF_DAY) -> list[CensusRow]:
    """As many boys and girls as ``ages`` says at each single age; the last age is open."""
    last = len(ages) - 1
    return [
        CensusRow(area, sex, age, None if age == last else age, count, day, "published", "test")
        for sex in ("male", "female")
        for age, count in enumerate(ages)
    ]


def population(
    ages: Mapping[str, Sequence[int]],
    *,
    births: Mapping[tuple[str, int], float] | None = None,
    totals: Mapping[tuple[str, date], int] | None = None,
    assumed: Assumptions | None = None,
) -> Population:
    """A population of some areas from single ages, births by (area, year) and totals by (area, day)."""
    return Population(
        census=tuple(row for area, counts in ages.items() for row in census(area, counts)),
        births=tuple(
            BirthsRow(area, year, count, "published", "test", date(year, 12, 31))
            for (area, year), count in (births or {}).items()
        ),
        totals=tuple(TotalRow(area, day, count, "published", "test") for (area, day), count in (totals or {}).items()),
        enrolment=(),
        assumptions=assumed or assumptions(),
    )


def pupils(counts: Mapping[tuple[str, int, str, int | None], int]) -> tuple[EnrolmentRow, ...]:
    """Pupils on record by area, year, stage and grade (None: the whole stage)."""
    return tuple(EnrolmentRow(*key, count, "published", "学籍") for key, count in counts.items())


def level(count: int, ages: int = 60) -> list[int]:
    """The same number of boys (and of girls) at every age."""
    return [count] * ages


def school(name: str, /, area: str = "甲", **changes: object) -> School:
    """A primary school of 540 seats planned for 2021 with the id ``name``, with ``changes``."""
    plain = School(id=name, type="primary", area=area, seats={"primary": 540}, planned=2021)
    return replace(plain, **changes)  # type: ignore[arg-type]


def plan(*schools: School, area: str = "甲", **changes: object) -> Plan:
    """A plan of some schools with no seats in use before it, with ``changes``."""
    nothing = dict.fromkeys(("kindergarten", "primary", "middle"), 0)
    areas = {each.area for each in schools} | {area}
    base = BaseSeats(2020, dict.fromkeys(areas, nothing))
    return replace(Plan("试", area, schools, (2021, 2025), base_seats=base), **changes)  # type: ignore[arg-type]


def estate(id: str = "a", **changes: object) -> EstateRow:
    """An estate of 100 dwellings in 甲, completed in 2022, with ``changes``."""
    plain = EstateRow(id, "", "甲", "", 100.0, None, "", 2022, "", "assumed", "规划")
    if "floor_area_m2" in changes:
        changes = {"dwellings": None, **changes}
    return replace(plain, **changes)  # type: ignore[arg-type]


def estate_rules(
    counted: str | None = "extra",
    curve: Mapping[int, float] | None = None,
    yields: Mapping[str, float] | None = None,
    kinds: Mapping[str, float] | None = None,
) -> EstateRules:
    """What is assumed of estates: all dwellings are lived in a year after completion, 10 pupils per 100 in each
    stage."""
    usual = dict.fromkeys(("kindergarten", "primary", "middle"), 10.0)
    return EstateRules(
        counted,
        "usual",
        {"usual": Series(curve or {1: 1.0})},
        Figure(120.0),
        {stage: Series({1: value}) for stage, value in (yields or usual).items()},
        {kind: Figure(value) for kind, value in (kinds or {}).items()},
    )
