"""Demand forecast from a population folder alone: what :func:`~xuewei.assessment.assess` says of its areas, by all that
is on file or by what was known in an earlier year; by grade progression alone where nobody was counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xuewei.assessment import Assessment, assess
from xuewei.model.assumptions import Assumptions
from xuewei.model.demand import AGES, GRADES
from xuewei.model.fertility import projected
from xuewei.model.other_births import last_years, other_projections
from xuewei.model.plan import BaseSeats, Plan
from xuewei.model.population import Population
from xuewei.model.progression import Forecast
from xuewei.model.pupils_ahead import PupilsAhead, record_forecast
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
FIRST_DAY = (1, 1)


@dataclass(frozen=True, eq=False, repr=False)
class Course:
    """Demand of one stage of one area in every year after the origin, by ``method``. ``grades (year, grade)`` is None
    where the stage is known only as a whole and nothing says how to split it; ``entrants (year,)`` are then its first
    grade, where that is known. ``known_to``: the last year whose demand is no forecast; ``share``: that of the pupils
    on record that these are; ``record``: the last year of these, None where demand has no use of pupils."""

    area: str
    stage: str
    method: str
    whole: Floats
    grades: Floats | None
    entrants: Floats | None
    known_to: int
    share: float = 1.0
    record: int | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Outlook:
    """Courses after ``origin`` for ``years``. ``first``: the first year with pupils on record, None without any.
    ``silent``: areas and stages of which nothing can be said. ``forecasts``: those by grades, by the last year of their
    record; ``pupils``: what was decided by them. ``held``: areas whose births after the last known year stay what they
    were, because no census was known. ``then``: only what was known at the origin counts."""

    origin: int
    years: range
    areas: tuple[str, ...]
    stages: tuple[Stage, ...]
    courses: Mapping[tuple[str, str], Course]
    first: int | None
    silent: tuple[tuple[str, str], ...]
    forecasts: tuple[Forecast, ...]
    pupils: tuple[PupilsAhead, ...] = ()
    held: tuple[str, ...] = ()
    then: bool = False

    @property
    def progression(self) -> Forecast | None:
        """The forecast by grades from the last year on record; None without any."""
        return max(self.forecasts, key=lambda each: each.origin, default=None)


def start_of(population: Population) -> int | None:
    """The year after which a population is forecast by all that it knows: the last with pupils on record, or the one
    before its people were counted, if that is later; None without pupils."""
    pupils = [row.year for row in population.enrolment]
    return max([*pupils, *(row.date.year - 1 for row in population.census)]) if pupils else None


def outlook(
    population: Population, assumptions: Assumptions, *, origin: int, last: int, method: str | None = None, then: bool
) -> Outlook:
    """Demand from ``origin`` + 1 to ``last``, by all that is on file, or (``then``) by what was known at ``origin``;
    ``method`` forces one.

    Raises InputError where the people known do not suffice for a forecast by ages.
    """
    known = known_at(population, origin) if then else population
    stages = tuple(sorted(assumptions.stages, key=lambda stage: stage.entry_age))
    years, areas = range(origin + 1, last + 1), areas_of(population, assumptions)
    recorded = dict.fromkeys(row.area for row in known.enrolment) if method != AGES else {}
    courses: dict[tuple[str, str], Course] = {}
    forecasts: list[Forecast] = []
    pupils: list[PupilsAhead] = []
    counted = _counted(areas, known, assumptions)
    for group in counted.values():
        found = assess(
            _bare(group, known, origin), known, assumptions, horizon=last, method=AGES if method == AGES else None
        )
        kept = (each for each in _assessed(found, years) if method in (None, each.method))
        courses |= {(each.area, each.stage): each for each in kept}
        if found.pupils is not None:
            pupils.append(found.pupils)
            forecasts += found.pupils.forecasts.values()
    within = {area for group in counted.values() for area in group}
    held = tuple(area for area in recorded if area not in within)
    for record in sorted({last_years(known)[area] for area in held}):
        others = other_projections(known, assumptions, stages)
        alone = record_forecast(known, assumptions, stages, record, (), others, last=last)
        forecasts.append(alone)
        courses |= {(each.area, each.stage): each for each in _progressed(alone, years) if each.area in held}
    silent = tuple((area, each.name) for area in areas for each in stages if (area, each.name) not in courses)
    first = min((row.year for row in population.enrolment), default=None)
    return Outlook(origin, years, areas, stages, courses, first, silent, tuple(forecasts), tuple(pupils), held, then)


def progression(population: Population, assumptions: Assumptions, origin: int) -> Forecast:
    """Grade progression of every area with pupils on record, one year from ``origin`` on, by all that the population
    knows: what the demand of those whose record ends there rests on. Raises InputError where people cannot be
    projected."""
    areas = dict.fromkeys(row.area for row in population.enrolment)
    projections = [
        projected(population, _census(group, assumptions), assumptions, max(origin + 1, year))
        for year, group in _counted(tuple(areas), population, assumptions).items()
    ]
    return record_forecast(population, assumptions, assumptions.stages, origin, projections, last=origin + 1)


def areas_of(population: Population, assumptions: Assumptions) -> tuple[str, ...]:
    """Areas with pupils on record, then the planned areas, or, where no area is planned, the census areas but the
    nation."""
    counted = [row.area for row in population.census if row.area != assumptions.nation]
    return tuple(dict.fromkeys([*(row.area for row in population.enrolment), *(assumptions.scope or counted)]))


def known_at(population: Population, origin: int) -> Population:
    """What was known in ``origin``: pupils up to it, people counted by its end, and of births and pupils what had been
    published by then, or, where the file says that the pupils of the origin were published later, by that year."""
    published = [row.published_year or row.year for row in population.enrolment if row.year == origin]
    moment = max(origin, min(published, default=origin))
    end = date(origin + 1, *FIRST_DAY)
    born, lent = (
        tuple(row for row in rows if row.period_end.year <= origin and (row.published_year or 0) <= moment)
        for rows in (population.births, population.lent_births)
    )
    return replace(
        population,
        census=tuple(row for row in population.census if row.date < end),
        births=born,
        totals=tuple(row for row in population.totals if row.date < end),
        enrolment=tuple(
            row for row in population.enrolment if row.year <= origin and (row.published_year or row.year) <= moment
        ),
        lent_census=tuple(row for row in population.lent_census if row.date < end),
        lent_births=lent,
    )


def _census(areas: Sequence[str], assumptions: Assumptions) -> tuple[str, ...]:
    """The census areas that hold these areas."""
    return tuple(dict.fromkeys(map(assumptions.census_area, areas)))


def _counted(areas: Sequence[str], known: Population, assumptions: Assumptions) -> dict[int, list[str]]:
    """The areas whose people were counted, by the year of their last census."""
    days: dict[str, int] = {}
    for row in known.census:
        days[row.area] = max(row.date.year, days.get(row.area, 0))
    groups: dict[int, list[str]] = {}
    for area in areas:
        census = assumptions.census_area(area)
        if census in days:
            groups.setdefault(days[census], []).append(area)
    return dict(sorted(groups.items()))


def _bare(areas: Sequence[str], known: Population, origin: int) -> Plan:
    """A plan of these areas without a school."""
    nothing = {area: {stage.name: 0 for stage in known.assumptions.stages} for area in areas}
    base = BaseSeats(origin, nothing)
    return Plan("", areas[0], (), (origin, origin), areas=tuple(areas[1:]), base_seats=base, file=known.folder)


def _assessed(found: Assessment, years: range) -> Iterator[Course]:
    """Courses of every area and stage of an assessment."""
    after = slice(years.start - found.years.start, None)
    for n, area in enumerate(found.areas):
        for stage in found.stages:
            grades = found.demand[stage.name][after, n]
            how, method = found.followed(area, stage.name), found.method(area, stage.name)
            known = found.known_to(area, stage.name)
            whole = grades.sum(axis=1)
            if how is None:
                yield Course(area, stage.name, method, whole, grades, None, known)
            else:
                yield Course(area, stage.name, method, whole, grades, None, known, how.share, how.origin)


def _progressed(found: Forecast, years: range) -> Iterator[Course]:
    """Courses of the areas and stages that grade progression reaches in every year."""
    after = slice(years.start - found.origin, None)
    for n, area in enumerate(found.history.areas):
        for stage in found.history.stages:
            lines = found.history.lines(stage)
            grades, whole = found.pupils[after, n, lines], found.pupils[after, n, lines.stop]
            if not np.isfinite(whole).all():
                continue
            split = bool(np.isfinite(grades).all())
            entrants = grades[:, 0] if not split and np.isfinite(grades[:, 0]).all() else None
            apart = grades if split else None
            yield Course(area, stage.name, GRADES, whole, apart, entrants, found.origin, record=found.origin)
