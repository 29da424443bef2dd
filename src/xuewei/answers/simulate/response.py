"""Response of demand to births and to net migration: pupils for each unit of a path, area by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Uncertainty
from xuewei.model.demand import factors
from xuewei.model.people.fertility import FEMALE, fertility_shape, rest_of_year
from xuewei.model.people.migration import age_shares
from xuewei.model.people.mortality import life_table
from xuewei.model.population import SEXES
from xuewei.model.pupils.births_after import Marks, births_known_to, births_reach
from xuewei.model.pupils.born import births_in
from xuewei.model.pupils.grounds import GRADES, SCALED
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
Lines = Sequence[tuple[Stage, slice]]
"""Stages, each with those of its grades that are meant."""


@dataclass(frozen=True, eq=False, repr=False)
class Response:
    """Pupils by ``(area, stage, year, year of the path)``.

    ``births``: for births of a calendar year that are twice as many as in the medium answer. ``moves``: for net
    migration of the twelve months to a year's cut-off that is one step of its path higher. ``births_from`` and
    ``moves_from (area,)``: the index of the first year that is not known.
    """

    births: Floats
    moves: Floats
    births_from: NDArray[np.int64]
    moves_from: NDArray[np.int64]


def response(found: Assessment, uncertainty: Uncertainty) -> Response:
    """The response of every area of an assessment, to the first order: to the children who move with their parents, and
    to those born to women who moved. Stages that follow grades answer to births alone, and only as far as those who
    enter come of births."""
    areas, years = len(found.areas), len(found.years)
    lines, leaving = _lines(found)
    shape = (areas, len(lines), years, years)
    births, moves = np.zeros(shape), np.zeros(shape)
    first_births = np.array([_first_unknown(found, area) for area in found.areas])
    first_moves = np.array([_last_total(found, area) for area in found.areas]) + 1 - found.years.start
    shares = _cohort_shares(found)
    came, women = np.zeros((years, areas, _oldest(found), years)), np.zeros((years, years, areas))
    if found.projection.areas:
        came, women = _arrivals(found, uncertainty.net_migration.step.value)
    reach = {origin: births_reach(each) for origin, each in found.demand.forecasts.items()}
    for n, (stage, grades) in enumerate(lines):
        pupils = (np.nan_to_num(found.demand[stage.name]) * _reached(found, stage, reach))[:, :, grades]
        per_child = _per_child(found, stage)
        for grade, age in enumerate(stage.ages[grades]):
            for t in range(years):
                cohort = t - age
                if cohort > 0:
                    births[:, n, t] += pupils[t, :, grade, None] * shares[cohort].T
                for moved in range(max(1, t - age), t + 1):
                    children = came[moved, :, age - (t - moved), t - moved]
                    moves[:, n, t, moved] += children * found.scopes * per_child[t]
    known = np.arange(years)
    births *= (known >= first_births[:, None])[:, None, None]
    written = [year - found.years.start for year in found.assumptions.fertility.births if year in found.years]
    births[..., written] = 0.0
    _follow_grades(found, lines, births, moves)
    moves += np.einsum("asty,yma->astm", births, women)
    moves *= (known >= first_moves[:, None])[:, None, None]
    _count_pupils(found, lines, births, moves)
    if leaving:
        _follow_leavers(found, leaving, births, moves)
        _count_pupils(found, lines, births, moves)
    births, moves = births[:, : len(found.stages)], moves[:, : len(found.stages)]
    return Response(births, moves, np.clip(first_births, 1, years), np.clip(first_moves, 1, years))


def _lines(found: Assessment) -> tuple[Lines, dict[str, int]]:
    """All stages with all of their grades, then the last grade of each that another follows; and the places of these by
    the name of the stage."""
    followed = dict.fromkeys(stage.after for stage in found.stages if stage.after)
    last = [(found.stage(name), slice(found.stage(name).grades - 1, None)) for name in followed]
    places = {name: len(found.stages) + n for n, name in enumerate(followed)}
    return [*((stage, slice(None)) for stage in found.stages), *last], places


def _follow_leavers(found: Assessment, leaving: Mapping[str, int], births: Floats, moves: Floats) -> None:
    """Put in what a stage after another answers to: what its leavers did, times its pupils of each grade for each of
    them. Children who move when they have left count for nothing."""
    for s, stage in enumerate(found.stages):
        if stage.after is None:
            continue
        before = found.demand[stage.after][:, :, -1]
        own = [n for n, area in enumerate(found.areas) if found.grounds(area, stage.name).method != GRADES]
        at = leaving[stage.after]
        for answer in (births, moves):
            answer[own, s] = 0.0
            if stage.name in leaving:
                answer[own, leaving[stage.name]] = 0.0
            for t in range(1, len(found.years)):
                for grade in range(min(stage.grades, t)):
                    left = before[t - 1 - grade, own]
                    each = np.divide(
                        found.demand[stage.name][t, own, grade], left, out=np.zeros_like(left), where=left > 0
                    )
                    came = each[:, None] * answer[own, at, t - 1 - grade]
                    answer[own, s, t] += came
                    if stage.name in leaving and grade == stage.grades - 1:
                        answer[own, leaving[stage.name], t] = came


def _per_child(found: Assessment, stage: Stage) -> Floats:
    """Pupils ``(year, area)`` for each child of a stage's ages who moves: as factors say, at the level of the pupils on
    record where ages are scaled to it."""
    by_factors = [factors(found.assumptions, stage.name, 1.0, year).product for year in found.years]
    per_child = np.repeat(np.array(by_factors)[:, None], len(found.areas), axis=1)
    if stage.name in found.demand.flowed:
        at_home = [factors(found.assumptions, stage.name, 1.0, year, flowed=1.0).product for year in found.years]
        ratio = found.demand.flowed[stage.name].ratio
        per_child = np.where(np.isnan(ratio), per_child, np.array(at_home)[:, None] * ratio)
    for n, area in enumerate(found.areas):
        how = found.grounds(area, stage.name)
        if how.method == SCALED:
            per_child[:, n] *= [how.filled[year].ratio if year in how.filled else 0.0 for year in found.years]
    return per_child


def _first_unknown(found: Assessment, area: str) -> int:
    """The index of the first calendar year whose births are not known."""
    one = found.counted(area)
    known = [row.year for row in births_in(area, found.population.births, found.assumptions)]
    return max(one.births.years if one else known, default=found.years.start) + 1 - found.years.start


def _last_total(found: Assessment, area: str) -> int:
    """The last year whose people are known; of an area where nobody was counted, the last on record."""
    one = found.counted(area)
    return one.last_known if one else max(found.known_to(area, stage.name) for stage in found.stages)


def _reached(found: Assessment, stage: Stage, reach: Mapping[int, Mapping[str, Marks]]) -> Marks:
    """Whether births decide demand ``(year, area, grade)`` of a stage, as far as it is forecast: by ages always, by
    grades where those who entered came of births."""
    marks = np.ones(found.demand[stage.name].shape, dtype=bool)
    for n, area in enumerate(found.areas):
        how = found.grounds(area, stage.name)
        if how.method == GRADES:
            by_grades = found.demand.forecasts[how.origin]
            first = found.years.start - by_grades.work.years.start
            place = by_grades.history.areas.index(how.record)
            marks[:, n] = reach[how.origin][stage.name][first : first + len(found.years), place]
    return marks


def _follow_grades(found: Assessment, lines: Lines, births: Floats, moves: Floats) -> None:
    """Take out what a forecast by grades does not answer to: births that the area knows, and children who move."""
    for n, area in enumerate(found.areas):
        for s, (stage, _) in enumerate(lines):
            how = found.grounds(area, stage.name)
            if how.method == GRADES:
                last = births_known_to(found.demand.forecasts[how.origin], how.record)
                births[n, s, :, : max(last + 1 - found.years.start, 0)] = 0.0
                moves[n, s] = 0.0


def _count_pupils(found: Assessment, lines: Lines, births: Floats, moves: Floats) -> None:
    """Take out what pupils on record have settled: their number, and the moves that they have made by then."""
    for n, area in enumerate(found.areas):
        for s, (stage, _) in enumerate(lines):
            how = found.grounds(area, stage.name)
            if how.record:
                known = how.known_to + 1 - found.years.start
                births[n, s, :known] = 0.0
                moves[n, s, :known] = 0.0
                moves[n, s, :, :known] = 0.0
            if how.given:
                given = [found.years.index(year) for year in how.given]
                births[n, s, given] = 0.0
                moves[n, s, given] = 0.0


def _cohort_shares(found: Assessment) -> Floats:
    """Shares ``(cohort, calendar year, area)`` of the births of each school year that are births of a calendar year."""
    projection, rest = found.projection, rest_of_year(found.assumptions)
    years = len(found.years)
    shares = np.zeros((years, years, len(found.areas)))
    by_year, born = _of_areas(found, projection.births_by_year), _of_areas(found, projection.births)
    by_year[:, found.census < 0] = born[:, found.census < 0] = 1.0  # as many in every year
    for t in range(1, years):
        total = np.where(born[t] > 0, born[t], 1.0)
        shares[t, t - 1], shares[t, t] = rest * by_year[t - 1] / total, (1 - rest) * by_year[t] / total
    return shares


def _oldest(found: Assessment) -> int:
    """The age from which nobody is a pupil."""
    return max(stage.ages.stop for stage in found.stages)


def _arrivals(found: Assessment, step: float) -> tuple[Floats, Floats]:
    """What one ``step`` of net migration, a share of the residents, brings to the census areas.

    Children ``(year, area, age on arrival, years since)``, those who live on, up to the age of the oldest pupils; and
    the births to women who moved, ``(year, year of the move, area)``, as a share of the births of the year.
    """
    projection, years = found.projection, len(found.years)
    oldest = _oldest(found)
    shape = fertility_shape(found.assumptions, projection.people.shape[3] - 1)
    bearing = int(np.flatnonzero(shape)[-1]) + 1
    shares, survive = _shares(found)
    lasting = np.ones((bearing, years))
    for since in range(1, years):
        ages = np.minimum(np.arange(bearing) + since - 1, len(survive) - 1)
        lasting[:, since] = lasting[:, since - 1] * survive[ages]
    residents, shares = _of_areas(found, projection.people).sum(axis=(2, 3)), _of_areas(found, shares)
    arrived = (step * residents)[:, :, None] * shares.sum(axis=2)
    children = arrived[:, :, :oldest, None] * lasting[:oldest]
    moved = (step * residents)[:, :, None] * shares[:, :, FEMALE]
    births, born = np.zeros((years, years, len(found.areas))), _of_areas(found, projection.births_by_year)
    fertility = _of_areas(found, projection.fertility)
    for at in range(1, years):
        for t in range(at + 1, min(years, at + bearing)):
            since = t - at
            women = moved[at, :, : bearing - since] * lasting[: bearing - since, since]
            births[t, at] = fertility[t] * (women @ shape[since:bearing])
    return children, births / np.where(born > 0, born, 1.0)[:, None]


def _of_areas(found: Assessment, of_census: Floats) -> Floats:
    """Values ``(year, census area, …)`` for the areas that lie in them, ``(year, area, …)``; 0 where nobody was
    counted."""
    counted = found.census >= 0
    values = np.zeros((of_census.shape[0], len(found.areas), *of_census.shape[2:]))
    values[:, counted] = of_census[:, found.census[counted]]
    return values


def _shares(found: Assessment) -> tuple[Floats, Floats]:
    """Shares ``(year, census area, sex, age)`` in which net migration reaches ages, and the survival of both sexes
    together ``(age,)``."""
    projection = found.projection
    people = projection.people
    last_age = people.shape[3] - 1
    tables = [life_table(found.assumptions.survival, sex, last_age) for sex in SEXES]
    survive = np.stack([table.ages for table in tables])
    boys = np.array([one.boys for one in projection.areas])
    newborn = np.stack([boys, 1 - boys], axis=1) * np.array([table.birth for table in tables])
    rates = np.stack([np.ones(last_age + 1) if one.moves is None else one.moves for one in projection.areas])
    shares = np.zeros_like(people)
    for t in range(1, len(people)):
        living = people[t - 1] * survive
        aged = np.concatenate([(projection.births[t][:, None] * newborn)[:, :, None], living[:, :, :-1]], axis=2)
        aged[:, :, -1] += living[:, :, -1]
        shares[t] = age_shares(aged, rates)
    return shares, survive.mean(axis=0)
