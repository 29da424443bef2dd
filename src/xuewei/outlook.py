"""Demand forecast from an earlier year: by grade progression where pupils are on record, by ages elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xuewei.assessment import assess
from xuewei.model.assumptions import Assumptions
from xuewei.model.births_ahead import births_ahead
from xuewei.model.demand import AGES, GRADES
from xuewei.model.enrolment_history import EnrolmentHistory
from xuewei.model.fertility import projected
from xuewei.model.plan import BaseSeats, Plan
from xuewei.model.population import Population
from xuewei.model.progression import BirthsAhead, Forecast, forecast
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
FIRST_DAY = (1, 1)


@dataclass(frozen=True, eq=False, repr=False)
class Course:
    """Demand of one stage of one area in every year after the origin, by ``method``. ``grades (year, grade)`` is None
    where the stage is known only as a whole; ``entrants (year,)`` are then its first grade, where that is known."""

    area: str
    stage: str
    method: str
    whole: Floats
    grades: Floats | None = None
    entrants: Floats | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Outlook:
    """Courses after ``origin`` for ``years``. ``first``: the first year with pupils on record, None without any.
    ``silent``: areas and stages of which nothing can be said. ``progression``: the forecast by grades, if any.
    ``held``: areas whose births after the last known year stay what they were, because no census was known."""

    origin: int
    years: range
    areas: tuple[str, ...]
    stages: tuple[Stage, ...]
    courses: Mapping[tuple[str, str], Course]
    first: int | None
    silent: tuple[tuple[str, str], ...]
    progression: Forecast | None
    held: tuple[str, ...] = ()


def outlook(
    history: EnrolmentHistory | None,
    population: Population | None,
    assumptions: Assumptions,
    *,
    origin: int,
    last: int,
    method: str | None = None,
) -> Outlook:
    """Demand from ``origin`` + 1 to ``last`` from what was known at ``origin``; ``method`` forces one.

    Raises InputError where the people known at the origin do not suffice for a forecast by ages.
    """
    stages = tuple(sorted(assumptions.stages, key=lambda stage: stage.entry_age))
    areas = areas_of(history, population, assumptions)
    found: Forecast | None = None
    held: tuple[str, ...] = ()
    courses: dict[tuple[str, str], Course] = {}
    counted = None if population is None else known_people(population, origin)
    if history is not None and method != AGES and origin >= history.years.start:
        ahead, held = _births_ahead(history, counted, assumptions, last)
        found = forecast(history.known_at(origin), last, births_ahead=ahead)
        courses = {(each.area, each.stage): each for each in _by_grades(found)}
    missing = [(area, stage.name) for area in areas for stage in stages if (area, stage.name) not in courses]
    if counted is not None and missing and method != GRADES:
        wanted = tuple(dict.fromkeys(area for area, _ in missing if _counted(area, counted, assumptions)))
        for each in _by_ages(counted, assumptions, wanted, origin, last) if wanted else ():
            courses.setdefault((each.area, each.stage), each)
    silent = tuple(key for key in missing if key not in courses)
    first = history.years.start if history is not None else None
    return Outlook(origin, range(origin + 1, last + 1), areas, stages, courses, first, silent, found, held)


def _births_ahead(
    history: EnrolmentHistory, people: Population | None, assumptions: Assumptions, last: int
) -> tuple[BirthsAhead | None, tuple[str, ...]]:
    """Births after the last known year by the people that were known, and the areas of which none were: their births
    stay what they were. Raises InputError where people cannot be projected."""
    if people is None:
        return None, history.areas
    days = {row.area: row.date for row in sorted(people.census, key=lambda row: row.date)}
    inside = [assumptions.census_area(area) for area in history.areas]
    held = tuple(area for area, census in zip(history.areas, inside, strict=True) if census not in days)
    found: list[BirthsAhead] = []
    for year in sorted({days[census].year for census in inside if census in days}):
        counted = tuple(dict.fromkeys(each for each in inside if each in days and days[each].year == year))
        projection = projected(people, counted, assumptions, last)
        places = [counted.index(each) if each in counted else None for each in inside]
        found.append(births_ahead(history, projection, places))
    return _one_after_another(found), held


def _one_after_another(found: Sequence[BirthsAhead]) -> BirthsAhead:
    """Continues births by each of ``found``, which speak of different areas."""

    def continued(years: range, births: Floats) -> Floats:
        for each in found:
            births = each(years, births)
        return births

    return continued


def areas_of(
    history: EnrolmentHistory | None, population: Population | None, assumptions: Assumptions
) -> tuple[str, ...]:
    """Areas with pupils on record, then the planned areas, or, where no area is planned, the census areas but the
    nation."""
    counted = [row.area for row in population.census if row.area != assumptions.nation] if population else []
    return tuple(dict.fromkeys([*(history.areas if history else ()), *(assumptions.scope or counted)]))


def known_people(population: Population, origin: int) -> Population | None:
    """The people that were known in ``origin``: counted and published by its end; None without a census by then."""
    end = date(origin + 1, *FIRST_DAY)
    census = tuple(row for row in population.census if row.date < end)
    if not census:
        return None
    born, lent = (
        tuple(row for row in rows if max(row.period_end.year, row.published_year or 0) <= origin)
        for rows in (population.births, population.lent_births)
    )
    totals = tuple(row for row in population.totals if row.date < end)
    lent_census = tuple(row for row in population.lent_census if row.date < end)
    return replace(population, census=census, births=born, totals=totals, lent_census=lent_census, lent_births=lent)


def _by_grades(found: Forecast) -> list[Course]:
    """Courses of the areas and stages that grade progression reaches in every year."""
    courses = []
    for n, area in enumerate(found.history.areas):
        for stage in found.history.stages:
            lines = found.history.lines(stage)
            grades, whole = found.pupils[1:, n, lines], found.pupils[1:, n, lines.stop]
            if not np.isfinite(whole).all():
                continue
            if np.isfinite(grades).all():
                courses.append(Course(area, stage.name, GRADES, whole, grades))
            else:
                entrants = grades[:, 0] if np.isfinite(grades[:, 0]).all() else None
                courses.append(Course(area, stage.name, GRADES, whole, None, entrants))
    return courses


def _counted(area: str, people: Population, assumptions: Assumptions) -> bool:
    """Whether the census area that holds ``area`` was counted."""
    return assumptions.census_area(area) in {row.area for row in people.census}


def _by_ages(
    people: Population, assumptions: Assumptions, areas: Sequence[str], origin: int, last: int
) -> list[Course]:
    """Courses of whole areas by the ages of their people."""
    nothing = {area: {stage.name: 0 for stage in assumptions.stages} for area in areas}
    plan = Plan(
        "",
        areas[0],
        (),
        (origin, origin),
        areas=tuple(areas[1:]),
        base_seats=BaseSeats(origin, nothing),
        file=people.folder,
    )
    found = assess(plan, people, assumptions, horizon=last, method=AGES)
    after = slice(origin + 1 - found.years.start, None)
    return [
        Course(area, stage.name, AGES, grades.sum(axis=1), grades)
        for n, area in enumerate(found.areas)
        for stage in found.stages
        for grades in [found.demand[stage.name][after, n]]
    ]
