"""How unsure demand is that follows no pupils on record: what may become of the people known at the start.

No past forecast tests it. The figures are those of ``uncertainty`` in the assumptions, and the response that they are
multiplied with is the one that draws of chance are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Uncertainty, Wander
from xuewei.model.pupils.grounds import AGES, BORN, LEAVERS, SCALED, Demand
from xuewei.model.response import Response
from xuewei.model.spread import Spread
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
PARTS = ("births", "net_migration", "participation", "level")
"""What makes demand by people unsure."""
OF_PEOPLE = (AGES, SCALED, BORN)
"""Methods of demand that comes of people; leavers come of them where the stage that they left does."""


def of_people(demand: Demand, area: str, stage: Stage) -> bool:
    """Whether demand of a stage comes of people, and not of pupils on record or of what was forecast elsewhere."""
    kinds = {each.name: each for each in demand.stages}
    while demand.grounds[area, stage.name].method == LEAVERS and stage.after in kinds:
        stage = kinds[stage.after]
    return demand.grounds[area, stage.name].method in OF_PEOPLE


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
    return np.array([year > how.known_to and year not in how.given for year in demand.years])


def factor_deviations(demand: Demand, unsure: Uncertainty) -> tuple[Floats, Floats]:
    """The relative standard deviations ``(area, stage, year)`` of the factors that a whole path has: of participation,
    none where pupils on record hold it already, and of the level; 0 where they act on nothing."""
    went, level = np.zeros((2, len(demand.areas), len(demand.stages), len(demand.years)))
    for s, stage in enumerate(demand.stages):
        share, height = unsure.participation.get(stage.name), level_of(unsure, stage, demand)
        for n, area in enumerate(demand.areas):
            if of_people(demand, area, stage):
                years = ahead(demand, area, stage)
                went[n, s, years] = 0.0 if share is None or demand.grounds[area, stage.name].record else share.value
                level[n, s, years] = height or 0.0
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


def people_spread(demand: Demand, answer: Response, unsure: Uncertainty) -> Spread:
    """The PARTS of the error of demand ``(area, stage, year)`` of stages that come of people, from the ``answer`` of
    demand to births and moves: NaN in the others and where there are no pupils, 0 in years that are known."""
    years = len(demand.years)
    whole = np.stack([demand.whole[stage.name].T for stage in demand.stages], axis=1)
    known = np.array([[of_people(demand, area, stage) for stage in demand.stages] for area in demand.areas])
    whole = np.where(known[..., None] & (whole > 0), whole, np.nan)
    births = _deviations(answer.births, covariances(unsure.births, answer.births_from, years)) / whole
    moves = _deviations(answer.moves, covariances(unsure.net_migration, answer.moves_from, years, step=1.0)) / whole
    found = np.stack([births, moves, *factor_deviations(demand, unsure)]) + 0 * whole
    shares = np.full(found.shape, np.inf)
    shares[0] = answer.births.sum(axis=3) / whole
    return Spread(PARTS, found, np.full(found.shape, np.inf), shares)


def _deviations(response: Floats, covariance: Floats) -> Floats:
    """Standard deviations ``(area, stage, year)`` of what a path does to demand, in pupils."""
    variance = ((response @ covariance[:, None]) * response).sum(axis=3)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))
