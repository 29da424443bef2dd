"""Figures held against the people whom they are of: pupils, seats in use, ages of a census, shares that go to school.

What this yields are remarks (:mod:`xuewei.model.remarks`); the bounds are ours (assumed).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from xuewei.errors import Fault, Place
from xuewei.model.assumptions import Assumptions
from xuewei.model.in_use import WRITTEN, rule
from xuewei.model.plan import Plan
from xuewei.model.population import CensusRow, EnrolmentRow, Population
from xuewei.model.series import FEW, odd_ones
from xuewei.model.stages import Stage

TIMES = 4.0
"""How many times more, or less, than the children of its ages pupils or seats in use may be."""
NEAR = 10
"""Years from a census in which pupils are held against it."""
OLDEST = 80
"""Ages from which every year of age has far fewer people than the one before."""
COMPULSORY = range(6, 15)
"""Ages at which school is compulsory (primary and middle)."""
ATTENDING = (0.3, 1.2)
"""Pupils per child of a stage of compulsory age."""
ANY = (0.2, 2.0)
"""Pupils per child of any other stage."""
Ages = dict[int, float]


def base_remarks(plan: Plan, stages: Iterable[Stage], demand: Callable[[str, str], float]) -> Iterator[Fault]:
    """Written seats in use before the plan that are many times more or less than the demand (of an area, a stage) of
    their year, or none where there is demand."""
    base = plan.base_seats
    for area in plan.all_areas():
        for stage in stages:
            if base is None or rule(base, area, stage.name) != WRITTEN:
                continue
            seats, wanted = base.seats[area][stage.name], demand(area, stage.name)
            if _far_apart(seats, wanted):
                field = f"base_seats.seats.{area}.{stage.name}"
                values = {"pupils_of": (stage.name, None), "area": area, "year": base.year, "demand": wanted}
                yield Fault(Place(plan.file), field, "odd_base", values, f"{seats:,}")


def census_remarks(population: Population, file: str) -> Iterator[Fault]:
    """Age groups of a census with many times more or fewer people to a year of age than those around them."""
    series: dict[tuple[str, date, str], dict[int, CensusRow]] = {}
    for row in population.census:
        if row.age_to is not None and row.age_from < OLDEST:
            series.setdefault((row.area, row.date, row.sex), {})[row.age_from] = row
    for (area, day, sex), rows in series.items():
        for age, beside in odd_ones({age: row.persons / _width(row) for age, row in rows.items()}):
            row = rows[age]
            ages = str(age) if row.age_to == age else f"{age}–{row.age_to}"
            values = {"area": area, "date": day, "sex": sex, "ages": ages, "beside": beside * _width(row)}
            yield Fault(Place(file), "persons", "odd_age", values, f"{row.persons:,}")


def pupil_remarks(population: Population, file: str, told: Iterable[EnrolmentRow]) -> Iterator[Fault]:
    """Pupils that are many times more or fewer than the children of their ages whom the census nearest to them counted,
    or more than everybody; each stage and grade of an area once. ``told`` are rows of which something is said."""
    counted = _by_age(population)
    stages = {stage.name: stage for stage in population.assumptions.stages}
    done = {(row.area, row.stage, row.grade) for row in told}
    for row in population.enrolment:
        here, stage = (row.area, row.stage, row.grade), stages.get(row.stage)
        scope = population.assumptions.scope.get(row.area)
        census = counted.get(population.assumptions.census_area(row.area), {})
        day = min(census, key=lambda each: abs(each.year - row.year), default=None)
        if here in done or stage is None or day is None or abs(day.year - row.year) > NEAR:
            continue
        share = scope.share.value if scope else 1.0
        ages = stage.ages if row.grade is None else stage.ages[row.grade - 1 : row.grade]
        children, people = (share * sum(census[day].get(age, 0.0) for age in each) for each in (ages, census[day]))
        if _far_apart(row.pupils, children) if children else row.pupils > people:
            done.add(here)
            values = {"pupils_of": (row.stage, row.grade), "area": row.area, "year": row.year}
            values |= {"date": day, "children": children, "people": people}
            yield Fault(Place(file, row.line), "pupils", "odd_share", values, f"{row.pupils:,.10g}")


def attendance_remarks(assumptions: Assumptions) -> Iterator[Fault]:
    """Shares of the children of a stage who go to school that no stage has."""
    for stage in assumptions.stages:
        series = assumptions.participation.get(stage.name)
        must = stage.entry_age in COMPULSORY and stage.ages[-1] in COMPULSORY
        low, high = ATTENDING if must else ANY
        for year, share in series.values.items() if series and not series.default else ():
            if not low <= share <= high:
                values = {"pupils_of": (stage.name, None), "low": low, "high": high}
                field = f"participation.{stage.name}.values.{year}"
                yield Fault(Place(assumptions.file), field, "odd_attendance", values, f"{share:g}")


def _by_age(population: Population) -> Mapping[str, Mapping[date, Ages]]:
    """People of both sexes by single age, of every census of an area; the open last group at its first age."""
    found: dict[str, dict[date, Ages]] = {}
    for row in population.census if population.enrolment else ():
        ages = found.setdefault(row.area, {}).setdefault(row.date, {})
        for age in range(row.age_from, row.age_from + _width(row)):
            ages[age] = ages.get(age, 0.0) + row.persons / _width(row)
    return found


def _width(row: CensusRow) -> int:
    """Years of age of a group."""
    return 1 if row.age_to is None else row.age_to - row.age_from + 1


def _far_apart(figure: float, children: float) -> bool:
    """Whether one of the two is :data:`TIMES` times the other, and more than a few."""
    return max(figure, children) >= FEW and not children / TIMES <= figure <= children * TIMES
