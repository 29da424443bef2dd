"""How unsure demand is that follows no pupils on record: what may become of the people known at the start.

No past forecast tests it. The figures are those of ``uncertainty`` in the assumptions, and the response that they are
multiplied with is the one that draws of chance are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Assumptions, Uncertainty, Wander
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import AGES, BORN, GRADES, LEAVERS, SCALED, Demand
from xuewei.model.pupils.past_spread import PastSpread
from xuewei.model.record_error import record_error
from xuewei.model.response import Response, response
from xuewei.model.spread import Spread
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
PARTS = ("births", "net_migration", "participation", "level")
"""What makes demand by people unsure."""
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
    demand: Demand, population: Population, assumptions: Assumptions, records: Mapping[int, PastSpread]
) -> Spread:
    """The same from the people and what past forecasts on ``records`` were off by; NaN throughout where the assumptions
    say nothing of uncertainty."""
    unsure = assumptions.uncertainty
    if unsure is None:
        cells = (1, len(demand.areas), len(demand.stages), len(demand.years))
        return Spread(("unknown",), np.full(cells, np.nan), np.full(cells, np.inf))
    answer = response(demand, population, assumptions, unsure)
    return people_spread(demand, answer, unsure, record_error(demand, records))


def _methods(demand: Demand, method: str) -> NDArray[np.bool_]:
    """The areas and stages ``(area, stage)`` that are forecast by one method."""
    grounds = demand.grounds
    return np.array([[grounds[area, stage.name].method == method for stage in demand.stages] for area in demand.areas])


def _deviations(response: Floats, covariance: Floats) -> Floats:
    """Standard deviations ``(area, stage, year)`` of what a path does to demand, in pupils."""
    variance = ((response @ covariance[:, None]) * response).sum(axis=3)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))
