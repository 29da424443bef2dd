"""How demand answers to births and to net migration: pupils for each unit of a path, area by area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.assessment import Assessment
from xuewei.model.assumptions import Uncertainty
from xuewei.model.demand import factors
from xuewei.model.life_table import life_table
from xuewei.model.migration import age_shares
from xuewei.model.modelled_births import rest_of_year
from xuewei.model.population import SEXES

Floats = NDArray[np.float64]


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
    """The response of every area of an assessment, to the first order: those who move have no children in it."""
    areas, years = len(found.areas), len(found.years)
    shape = (areas, len(found.stages), years, years)
    births, moves = np.zeros(shape), np.zeros(shape)
    first_births = np.array([_first_unknown(found, int(census)) for census in found.census])
    last_totals = [found.projection.areas[int(census)].last_known for census in found.census]
    first_moves = np.array(last_totals) + 1 - found.years.start
    shares = _cohort_shares(found)
    arrivals = _arrivals(found, uncertainty.net_migration.step.value)
    for n, stage in enumerate(found.stages):
        pupils = found.demand[stage.name]
        per_child = np.array([factors(found.assumptions, stage.name, 1.0, year).product for year in found.years])
        for grade, age in enumerate(stage.ages):
            for t in range(years):
                cohort = t - age
                if cohort > 0:
                    births[:, n, t] += pupils[t, :, grade, None] * shares[cohort].T
                for moved in range(max(1, t - age), t + 1):
                    came = arrivals[moved, :, age - (t - moved), t - moved]
                    moves[:, n, t, moved] += came * found.scopes * per_child[t]
    known = np.arange(years)
    births *= (known >= first_births[:, None])[:, None, None]
    moves *= (known >= first_moves[:, None])[:, None, None]
    return Response(births, moves, np.clip(first_births, 1, years), np.clip(first_moves, 1, years))


def _first_unknown(found: Assessment, census: int) -> int:
    """The index of the first calendar year whose births are neither known nor written."""
    area = found.projection.areas[census]
    known = {*area.births.years, *found.assumptions.fertility.births}
    return max(known, default=found.years.start) + 1 - found.years.start


def _cohort_shares(found: Assessment) -> Floats:
    """Shares ``(cohort, calendar year, area)`` of the births of each school year that are births of a calendar year."""
    projection, rest = found.projection, rest_of_year(found.assumptions)
    years = len(found.years)
    shares = np.zeros((years, years, len(found.areas)))
    by_year, born = projection.births_by_year[:, found.census], projection.births[:, found.census]
    for t in range(1, years):
        total = np.where(born[t] > 0, born[t], 1.0)
        shares[t, t - 1], shares[t, t] = rest * by_year[t - 1] / total, (1 - rest) * by_year[t] / total
    return shares


def _arrivals(found: Assessment, step: float) -> Floats:
    """People of the census area ``(year, area, age on arrival, years since)`` for one ``step`` of net migration, a
    share of the residents: those who live on, of both sexes, up to the age of the oldest pupils."""
    projection, survival = found.projection, found.assumptions.survival
    people = projection.people
    oldest = max(stage.ages.stop for stage in found.stages)
    last_age = people.shape[3] - 1
    tables = [life_table(survival, sex, last_age) for sex in SEXES]
    survive = np.stack([table.ages for table in tables])
    births_survive = np.array([table.birth for table in tables])
    boys = np.array([one.boys for one in projection.areas])
    rates = np.stack([np.ones(last_age + 1) if one.moves is None else one.moves for one in projection.areas])
    lasting = np.ones((oldest, len(found.years)))
    for since in range(1, len(found.years)):
        ages = np.minimum(np.arange(oldest) + since - 1, last_age)
        lasting[:, since] = lasting[:, since - 1] * survive.mean(axis=0)[ages]
    arrived = np.zeros((len(found.years), len(found.areas), oldest, len(found.years)))
    sexes = np.stack([boys, 1 - boys], axis=1)
    for t in range(1, len(found.years)):
        aged = np.zeros_like(people[t])
        living = people[t - 1] * survive
        aged[:, :, 1:] = living[:, :, :-1]
        aged[:, :, -1] += living[:, :, -1]
        aged[:, :, 0] = projection.births[t][:, None] * sexes * births_survive
        shares = age_shares(aged, rates)[found.census, :, :oldest].sum(axis=1)
        residents = people[t, found.census].sum(axis=(1, 2))
        arrived[t] = (step * residents[:, None] * shares)[:, :, None] * lasting
    return arrived
