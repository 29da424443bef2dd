"""How unsure demand is that follows no pupils on record: what may become of the people known at the start.

No past forecast tests it. The figures are those of ``uncertainty`` in the assumptions, and the response that they are
multiplied with is the one that draws of chance are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Assumptions, Uncertainty, Wander
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import AGES, BORN, GRADES, LEAVERS, SCALED, Demand, Flowed
from xuewei.model.pupils.past_spread import PastSpread
from xuewei.model.record_error import record_error
from xuewei.model.response import Response, response
from xuewei.model.spread import Spread
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
PARTS = ("births", "net_migration", "participation", "level")
"""What makes demand by people unsure."""
AT_ONCE = 512
"""Areas whose errors are computed together: the response of a country in one piece takes more memory than its people.
"""
OF_PEOPLE = (AGES, SCALED, BORN)
"""Methods of demand that comes of people; leavers come of them where the stage that they left does."""


def root(demand: Demand, area: str, stage: Stage) -> str:
    """The method of a stage's demand; of one that comes of leavers that of the stage that they left."""
    method = demand.grounds[area, stage.name].method
    before = next((each for each in demand.stages if each.name == stage.after), None) if method == LEAVERS else None
    return method if before is None else root(demand, area, before)


def roots(demand: Demand, *methods: str) -> NDArray[np.bool_]:
    """The areas and stages ``(area, stage)`` of which the :func:`root` is one of some methods."""
    return np.array([[root(demand, area, stage) in methods for stage in demand.stages] for area in demand.areas])


def level_of(unsure: Uncertainty, stage: Stage, demand: Demand) -> float | None:
    """The relative standard deviation of the level of a stage's demand: its own, else that of the stage that it
    follows; None where none is assumed."""
    after = {each.name: each.after for each in demand.stages}
    name: str | None = stage.name
    while name is not None and name not in unsure.level:
        name = after.get(name)
    return None if name is None else unsure.level[name].value


def ahead(demand: Demand, area: str, stage: Stage) -> NDArray[np.bool_]:
    """The years ``(year,)`` whose demand of a stage is a forecast of this project."""
    how = demand.grounds[area, stage.name]
    found = np.arange(demand.years.start, demand.years.stop) > how.known_to
    if how.given:
        found[[year - demand.years.start for year in how.given if year in demand.years]] = False
    return found


def factor_deviations(demand: Demand, unsure: Uncertainty) -> tuple[Floats, Floats]:
    """The relative standard deviations ``(area, stage, year)`` of the factors that a whole path has: of participation,
    none where pupils on record hold it already, and of the level; 0 where they act on nothing."""
    went, level = np.zeros((2, len(demand.areas), len(demand.stages), len(demand.years)))
    people = roots(demand, *OF_PEOPLE)
    for s, stage in enumerate(demand.stages):
        share, height = unsure.participation.get(stage.name), level_of(unsure, stage, demand)
        grounds = [demand.grounds[area, stage.name] for area in demand.areas]
        years = np.stack([ahead(demand, area, stage) for area in demand.areas])
        goes = [
            not how.record and (born or how.method == LEAVERS) for how, born in zip(grounds, people[:, s], strict=True)
        ]
        if share is not None:
            went[:, s] = np.where(years & np.array(goes)[:, None], share.value, 0.0)
        level[:, s] = np.where(years & people[:, [s]], height or 0.0, 0.0)
    return went, level


def covariances(wander: Wander, first: NDArray[np.int64], years: int, *, step: float | None = None) -> Floats:
    """Covariances ``(area, year, year)`` of a path that wanders from the index ``first (area,)`` of a year on.

    >>> from xuewei.model.assumptions import Figure
    >>> covariances(Wander(Figure(2.0), Figure(0.5)), np.array([1]), 3)[0].tolist()
    [[0.0, 0.0, 0.0], [0.0, 4.0, 2.0], [0.0, 2.0, 5.0]]
    """
    each = wander.step.value if step is None else step
    steps = np.arange(years)
    gone = steps[:, None] - steps[None, :]
    weights = np.where(gone >= 0, wander.persistence.value ** np.maximum(gone, 0), 0.0)  # of the normals in a path
    mine = weights[None] * (steps >= first[:, None])[:, None, :]
    return np.asarray(each**2 * mine @ mine.swapaxes(1, 2))


def people_spread(demand: Demand, answer: Response, unsure: Uncertainty, error: Spread) -> Spread:
    """The PARTS of the error of demand ``(area, stage, year)`` of stages that come of people, from the ``answer`` of
    demand to births and moves, and those of the ``error`` of pupils on record, which stages have whose pupils left one
    that follows them: NaN in all others and where there are no pupils, 0 in years that are known."""
    years, people = len(demand.years), roots(demand, *OF_PEOPLE)[..., None]
    left = roots(demand, GRADES)[..., None] & ~_methods(demand, GRADES)[..., None]
    whole = np.stack([demand.whole[stage.name].T for stage in demand.stages], axis=1)
    whole = np.where((people | left) & (whole > 0), whole, np.nan)
    born = np.where(left[..., None], 0.0, answer.births)
    births = _deviations(born, covariances(unsure.births, answer.births_from, years)) / whole
    moves = _deviations(answer.moves, covariances(unsure.net_migration, answer.moves_from, years, step=1.0)) / whole
    parts = np.stack([births, moves, *factor_deviations(demand, unsure)])
    found = np.concatenate([parts, np.where(people, 0.0, error.deviations)]) + 0 * whole
    shares = np.full(found.shape, np.inf)
    shares[0], shares[len(parts) :] = born.sum(axis=3) / whole, 1.0
    degrees = np.full(found.shape, np.inf)
    degrees[len(parts) :] = error.degrees
    return Spread((*PARTS, *error.parts), found, degrees, shares)


def spread_of_people(
    demand: Demand,
    population: Population,
    assumptions: Assumptions,
    records: Mapping[int, PastSpread],
    end: int | None = None,
    at_once: int = AT_ONCE,
) -> Spread:
    """The same from the people and what past forecasts on ``records`` were off by, of the years before ``end`` (None:
    all), of so many areas ``at_once``; NaN throughout where the assumptions say nothing of uncertainty."""
    unsure, areas, end = assumptions.uncertainty, len(demand.areas), end or demand.years.stop
    if unsure is None:
        cells = (1, areas, len(demand.stages), end - demand.years.start)
        return Spread(("unknown",), np.full(cells, np.nan), np.full(cells, np.inf))
    found = []
    for first in range(0, areas, at_once):
        part = _part(demand, slice(first, first + at_once), end, assumptions)
        answer = response(part, population, assumptions, unsure)
        found.append(people_spread(part, answer, unsure, record_error(part, records)))
    tables = zip(*((each.deviations, each.degrees, each.shares) for each in found), strict=True)
    return Spread(found[0].parts, *(np.concatenate(each, axis=1) for each in tables))


def _part(demand: Demand, some: slice, end: int, assumptions: Assumptions) -> Demand:
    """The demand of some areas in the years before ``end``, with their people and what acts on them; nothing of what
    lies beyond the forecast."""
    areas, years = demand.areas[some], range(demand.years.start, end)
    if (areas, years) == (demand.areas, demand.years):
        return demand
    counted, projections = demand.census[some], []
    census, held = counted.copy(), [assumptions.census_area(area) for area in areas]
    for each in demand.projections:
        there = {one.area for one in each.areas}
        mine = (counted >= 0) & [area in there for area in held]
        if mine.any():
            places, census[mine] = np.unique(counted[mine], return_inverse=True)
            projections.append(each.part(places.tolist(), end))

    cells = slice(len(years)), some
    return replace(
        demand,
        years=years,
        areas=areas,
        pupils={name: each[cells] for name, each in demand.pupils.items()},
        whole={name: each[cells] for name, each in demand.whole.items()},
        projections=tuple(projections),
        census=census,
        scopes=demand.scopes[some],
        residents=demand.residents[cells],
        flowed={name: Flowed(each.own[cells], each.ratio[cells]) for name, each in demand.flowed.items()},
        beyond=None,
    )


def _methods(demand: Demand, method: str) -> NDArray[np.bool_]:
    """The areas and stages ``(area, stage)`` that are forecast by one method."""
    grounds = demand.grounds
    return np.array([[grounds[area, stage.name].method == method for stage in demand.stages] for area in demand.areas])


def _deviations(response: Floats, covariance: Floats) -> Floats:
    """Standard deviations ``(area, stage, year)`` of what a path does to demand, in pupils."""
    variance = ((response @ covariance[:, None]) * response).sum(axis=3)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))
