"""Response of demand to births and to net migration: pupils for each unit of a path, area by area.

What :mod:`xuewei.model.people_spread` makes bands of, and what draws of chance multiply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions, Uncertainty
from xuewei.model.demand import factors
from xuewei.model.people.alike import by_area
from xuewei.model.people.fertility import FEMALE, fertility_shape, rest_of_year
from xuewei.model.people.inhabitants import Inhabitants
from xuewei.model.people.migration import age_shares
from xuewei.model.people.mortality import life_table
from xuewei.model.people.projection import Projection
from xuewei.model.population import SEXES, Population
from xuewei.model.pupils.births_after import Marks, births_known_to, births_reach
from xuewei.model.pupils.born import births_in
from xuewei.model.pupils.grounds import GRADES, SCALED, Demand
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


@dataclass(frozen=True, eq=False, repr=False)
class Counted:
    """The areas ``at (area,)`` of a demand over ``years`` whose people are those of ``census (area,)`` in a
    ``projection``; there are ``areas`` in all."""

    projection: Projection
    at: NDArray[np.intp]
    census: NDArray[np.intp]
    years: range
    areas: int

    def of_areas(self, of_census: Floats) -> Floats:
        """Values ``(year, census area, …)`` for the areas that lie in them, ``(year, area, …)``; 0 in all others, and
        before people were counted."""
        values = np.zeros((len(self.years), self.areas, *of_census.shape[2:]))
        values[self.projection.base_year - self.years.start :, self.at] = of_census[:, self.census]
        return values


@dataclass(frozen=True, eq=False, repr=False)
class Answering:
    """A ``demand`` with the people that it is of: what ``assumptions`` say of them, the last birth known in each area
    ``(area,)`` and the last total as calendar and school year, and where they were ``counted``."""

    demand: Demand
    assumptions: Assumptions
    births_to: NDArray[np.int64]
    total_to: NDArray[np.int64]
    counted: tuple[Counted, ...]

    @property
    def years(self) -> range:
        """Those of the demand."""
        return self.demand.years


def response(demand: Demand, population: Population, assumptions: Assumptions, uncertainty: Uncertainty) -> Response:
    """The response of every area of a demand, to the first order: to the children who move with their parents, and
    to those born to women who moved. Stages that follow grades answer to births alone, and only as far as those who
    enter come of births."""
    found = _answering(demand, population, assumptions)
    areas, years = len(demand.areas), len(demand.years)
    lines, leaving = _lines(demand)
    shape = (areas, len(lines), years, years)
    births, moves = np.zeros(shape), np.zeros(shape)
    first_births, first_moves = (each + 1 - demand.years.start for each in (found.births_to, found.total_to))
    shares = _cohort_shares(found)
    came, lasting, women = _arrivals(found, uncertainty.net_migration.step.value)
    came = np.ascontiguousarray(came.swapaxes(1, 2))  # year, age on arrival, area
    reach = {origin: births_reach(each) for origin, each in demand.forecasts.items()}
    since = np.arange(years)[:, None] - np.arange(years)  # by year, and year of the move
    for n, (stage, grades) in enumerate(lines):
        pupils = (np.nan_to_num(demand[stage.name]) * _reached(demand, stage, reach))[:, :, grades]
        per_child = _per_child(demand, assumptions, stage)
        born, brought = np.zeros((2, years, years, areas))  # by year, year of birth or move, and area
        for grade, age in enumerate(stage.ages[grades]):
            born[age + 1 :] += pupils[age + 1 :, None, :, grade] * shares[1 : max(years - age, 1)]
            t, moved = np.nonzero((since >= 0) & (since <= age) & (np.arange(years) > 0))
            arrived = age - t + moved
            children = came[moved, arrived] * lasting[arrived, t - moved, None]
            brought[t, moved] += children * demand.scopes * per_child[t]
        births[:, n], moves[:, n] = born.transpose(2, 0, 1), brought.transpose(2, 0, 1)
    known = np.arange(years)
    births *= (known >= first_births[:, None])[:, None, None]
    written = [year - demand.years.start for year in assumptions.fertility.births if year in demand.years]
    births[..., written] = 0.0
    _follow_grades(demand, lines, births, moves)
    moves += _of_women(births, women)
    moves *= (known >= first_moves[:, None])[:, None, None]
    _count_pupils(demand, lines, births, moves)
    if leaving:
        _follow_leavers(demand, leaving, births, moves)
        _count_pupils(demand, lines, births, moves)
    births, moves = births[:, : len(demand.stages)], moves[:, : len(demand.stages)]
    return Response(births, moves, np.clip(first_births, 1, years), np.clip(first_moves, 1, years))


def _of_women(births: Floats, women: Floats) -> Floats:
    """What demand ``(area, stage, year, year of the move)`` answers to children whose mothers moved: those of births
    ``(area, stage, year, year of birth)`` who are children of women who moved before, a share ``(year of birth, year of
    the move, area)`` of them. Nobody is a pupil before the year of birth."""
    found = np.zeros_like(births)
    for born in range(1, len(women)):
        found[:, :, born:, :born] += births[:, :, born:, born, None] * women[born, :born].T[:, None, None]
    return found


def _answering(demand: Demand, population: Population, assumptions: Assumptions) -> Answering:
    """A demand with its people."""
    names = [{one.area for one in each.areas} for each in demand.projections]
    held = [assumptions.census_area(area) for area in demand.areas]
    known = demand.census >= 0
    counted, people = [], dict[int, Inhabitants]()
    for projection, areas in zip(demand.projections, names, strict=True):
        at = [n for n, area in enumerate(held) if known[n] and area in areas]
        counted.append(Counted(projection, np.array(at, int), demand.census[at], demand.years, len(held)))
        people |= {n: projection.areas[int(demand.census[n])] for n in at}
    rows = by_area(population.births) if len(people) < len(held) else {}
    births_to, total_to = np.zeros((2, len(held)), dtype=np.int64)
    for n, area in enumerate(demand.areas):
        if n in people:
            born, total_to[n] = people[n].births.years, people[n].last_known
        else:
            own = [row for place in dict.fromkeys((area, held[n])) for row in rows.get(place, ())]
            born = tuple(row.year for row in births_in(area, own, assumptions))
            total_to[n] = max(demand.grounds[area, stage.name].known_to for stage in demand.stages)
        births_to[n] = max(born, default=demand.years.start)
    return Answering(demand, assumptions, births_to, total_to, tuple(counted))


def _lines(found: Demand) -> tuple[Lines, dict[str, int]]:
    """All stages with all of their grades, then the last grade of each that another follows; and the places of these by
    the name of the stage."""
    kinds = {stage.name: stage for stage in found.stages}
    followed = dict.fromkeys(stage.after for stage in found.stages if stage.after)
    last = [(kinds[name], slice(kinds[name].grades - 1, None)) for name in followed]
    places = {name: len(found.stages) + n for n, name in enumerate(followed)}
    return [*((stage, slice(None)) for stage in found.stages), *last], places


def _follow_leavers(found: Demand, leaving: Mapping[str, int], births: Floats, moves: Floats) -> None:
    """Put in what a stage after another answers to: what its leavers did, times its pupils of each grade for each of
    them. Children who move when they have left count for nothing."""
    for s, stage in enumerate(found.stages):
        if stage.after is None:
            continue
        before = found[stage.after][:, :, -1]
        own = [n for n, area in enumerate(found.areas) if found.grounds[area, stage.name].method != GRADES]
        at = leaving[stage.after]
        for answer in (births, moves):
            answer[own, s] = 0.0
            if stage.name in leaving:
                answer[own, leaving[stage.name]] = 0.0
            for t in range(1, len(found.years)):
                for grade in range(min(stage.grades, t)):
                    left = before[t - 1 - grade, own]
                    each = np.divide(found[stage.name][t, own, grade], left, out=np.zeros_like(left), where=left > 0)
                    came = each[:, None] * answer[own, at, t - 1 - grade]
                    answer[own, s, t] += came
                    if stage.name in leaving and grade == stage.grades - 1:
                        answer[own, leaving[stage.name], t] = came


def _per_child(found: Demand, assumptions: Assumptions, stage: Stage) -> Floats:
    """Pupils ``(year, area)`` for each child of a stage's ages who moves: as factors say, at the level of the pupils on
    record where ages are scaled to it."""
    by_factors = [factors(assumptions, stage.name, 1.0, year).product for year in found.years]
    per_child = np.repeat(np.array(by_factors)[:, None], len(found.areas), axis=1)
    if stage.name in found.flowed:
        at_home = [factors(assumptions, stage.name, 1.0, year, flowed=1.0).product for year in found.years]
        ratio = found.flowed[stage.name].ratio
        per_child = np.where(np.isnan(ratio), per_child, np.array(at_home)[:, None] * ratio)
    for n, area in enumerate(found.areas):
        how = found.grounds[area, stage.name]
        if how.method == SCALED:
            per_child[:, n] *= [how.filled[year].ratio if year in how.filled else 0.0 for year in found.years]
    return per_child


def _reached(found: Demand, stage: Stage, reach: Mapping[int, Mapping[str, Marks]]) -> Marks:
    """Whether births decide demand ``(year, area, grade)`` of a stage, as far as it is forecast: by ages always, by
    grades where those who entered came of births."""
    marks = np.ones(found[stage.name].shape, dtype=bool)
    for n, area in enumerate(found.areas):
        how = found.grounds[area, stage.name]
        if how.method == GRADES:
            by_grades = found.forecasts[how.origin]
            first = found.years.start - by_grades.work.years.start
            place = by_grades.history.places[how.record]
            marks[:, n] = reach[how.origin][stage.name][first : first + len(found.years), place]
    return marks


def _follow_grades(found: Demand, lines: Lines, births: Floats, moves: Floats) -> None:
    """Take out what a forecast by grades does not answer to: births that the area knows, and children who move."""
    for n, area in enumerate(found.areas):
        for s, (stage, _) in enumerate(lines):
            how = found.grounds[area, stage.name]
            if how.method == GRADES:
                last = births_known_to(found.forecasts[how.origin], how.record)
                births[n, s, :, : max(last + 1 - found.years.start, 0)] = 0.0
                moves[n, s] = 0.0


def _count_pupils(found: Demand, lines: Lines, births: Floats, moves: Floats) -> None:
    """Take out what pupils on record have settled: their number, and the moves that they have made by then."""
    for n, area in enumerate(found.areas):
        for s, (stage, _) in enumerate(lines):
            how = found.grounds[area, stage.name]
            if how.record:
                known = how.known_to + 1 - found.years.start
                births[n, s, :known] = 0.0
                moves[n, s, :known] = 0.0
                moves[n, s, :, :known] = 0.0
            if how.given:
                given = [found.years.index(year) for year in how.given if year in found.years]
                births[n, s, given] = 0.0
                moves[n, s, given] = 0.0


def _cohort_shares(found: Answering) -> Floats:
    """Shares ``(cohort, calendar year, area)`` of the births of each school year that are births of a calendar year."""
    rest, years, areas = rest_of_year(found.assumptions), len(found.years), len(found.demand.areas)
    shares = np.zeros((years, years, areas))
    by_year, born = np.ones((2, years, areas))  # where nobody was counted, as many in every year
    for each in found.counted:
        by_year[:, each.at] = each.of_areas(each.projection.births_by_year)[:, each.at]
        born[:, each.at] = each.of_areas(each.projection.births)[:, each.at]
    for t in range(1, years):
        total = np.where(born[t] > 0, born[t], 1.0)
        shares[t, t - 1], shares[t, t] = rest * by_year[t - 1] / total, (1 - rest) * by_year[t] / total
    return shares


def _oldest(found: Answering) -> int:
    """The age from which nobody is a pupil."""
    return max(stage.ages.stop for stage in found.demand.stages)


def _arrivals(found: Answering, step: float) -> tuple[Floats, Floats, Floats]:
    """What one ``step`` of net migration, a share of the residents, brings to the census areas.

    Children ``(year, area, age on arrival)`` up to the age of the oldest pupils, the share of them who live on ``(age
    on arrival, years since)``, and the births to women who moved, ``(year, year of the move, area)``, as a share of
    the births of the year.
    """
    years, areas, oldest = len(found.years), len(found.demand.areas), _oldest(found)
    children, lasting = np.zeros((years, areas, oldest)), np.ones((oldest, years))
    births, born = np.zeros((years, years, areas)), np.zeros((years, areas))
    for each in found.counted:
        lasting = _arrived(each, found.assumptions, step, children, births)
        born += each.of_areas(each.projection.births_by_year)
    return children, lasting, births / np.where(born > 0, born, 1.0)[:, None]


def _arrived(counted: Counted, assumptions: Assumptions, step: float, children: Floats, births: Floats) -> Floats:
    """Put the children who came to the areas of one projection, and the births to the women, into what holds all; the
    share who live on."""
    projection, years, oldest = counted.projection, len(counted.years), children.shape[2]
    shape = fertility_shape(assumptions, projection.people.shape[3] - 1)
    bearing = int(np.flatnonzero(shape)[-1]) + 1
    survive = _survival(projection, assumptions).mean(axis=0)
    lasting = np.ones((bearing, years))
    for since in range(1, years):
        ages = np.minimum(np.arange(bearing) + since - 1, len(survive) - 1)
        lasting[:, since] = lasting[:, since - 1] * survive[ages]
    census = projection.people.shape[:2]
    young, women_of = np.zeros((*census, oldest)), np.zeros((*census, bearing))
    for t, shares in _shares(projection, assumptions):
        came = (step * projection.people[t].sum(axis=(1, 2)))[:, None]
        young[t] = came * shares[..., :oldest].sum(axis=1)
        women_of[t] = came * shares[:, FEMALE, :bearing]
    children += counted.of_areas(young)
    moved = counted.of_areas(women_of)
    fertility = counted.of_areas(projection.fertility)
    for since in range(1, min(years, bearing)):
        at = np.arange(1, years - since)
        women = moved[at, :, : bearing - since] * lasting[: bearing - since, since]
        births[at + since, at] += fertility[at + since] * (women @ shape[since:bearing])
    return lasting


def _survival(projection: Projection, assumptions: Assumptions) -> Floats:
    """The share ``(sex, age)`` of those of an age who live on for a year."""
    last_age = projection.people.shape[3] - 1
    return np.stack([life_table(assumptions.survival, sex, last_age).ages for sex in SEXES])


def _shares(projection: Projection, assumptions: Assumptions) -> Iterator[tuple[int, Floats]]:
    """Shares ``(census area, sex, age)`` in which net migration reaches ages, year by year: those of all years would be
    as many numbers as the people."""
    people, survive = projection.people, _survival(projection, assumptions)
    last_age = people.shape[3] - 1
    boys = np.array([one.boys for one in projection.areas])
    births = np.array([life_table(assumptions.survival, sex, last_age).birth for sex in SEXES])
    newborn = np.stack([boys, 1 - boys], axis=1) * births
    rates = np.stack([np.ones(last_age + 1) if one.moves is None else one.moves for one in projection.areas])
    for t in range(1, len(people)):
        living = people[t - 1] * survive
        aged = np.concatenate([(projection.births[t][:, None] * newborn)[:, :, None], living[:, :, :-1]], axis=2)
        aged[:, :, -1] += living[:, :, -1]
        yield t, age_shares(aged, rates)
