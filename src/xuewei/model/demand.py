"""Demand for seats (学位需求): children of a stage's ages who go to school in the area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import ModelError
from xuewei.model.assumptions import Assumptions
from xuewei.model.stages import Stage

GRADES, AGES, SCALED = "grades", "ages", "scaled"
METHODS = (GRADES, AGES)
"""How demand is forecast: by grade progression from pupils on record, or by the ages of the people. Where pupils do not
suffice for the first, ages are scaled to the level of those that are on record."""


@dataclass(frozen=True)
class Factors:
    """What turns one child of the census area into demand: ``scope × participation × inflow``."""

    scope: float
    participation: float
    inflow: float

    @property
    def product(self) -> float:
        """Pupils per child of the census area.

        >>> Factors(0.5, 0.9, 2.0).product
        0.9
        """
        return self.scope * self.participation * self.inflow


def factors(assumptions: Assumptions, stage: str, scope: float, year: int) -> Factors:
    """The factors of a stage and year; 1 where nothing is assumed."""
    participation = assumptions.participation.get(stage)
    inflow = assumptions.inflow.get(stage)
    return Factors(scope, participation.at(year) if participation else 1.0, inflow.value if inflow else 1.0)


def demand(
    people: NDArray[np.float64], years: range, scopes: NDArray[np.float64], stage: Stage, assumptions: Assumptions
) -> NDArray[np.float64]:
    """Pupils ``(year, area, grade)`` of one stage, from ``people (year, area, sex, age)`` of the census areas that
    hold the planned areas and the planned areas' ``scopes (area,)``.

    Raises ValueError where the stage reaches into the open last age: no single ages are known there.
    """
    if stage.ages.stop >= people.shape[3]:
        raise ModelError("open_age", stage=stage.name, last=stage.ages.stop - 1, single=people.shape[3] - 2)
    children = people[:, :, :, stage.ages.start : stage.ages.stop].sum(axis=2)
    per_child = np.array([factors(assumptions, stage.name, 1.0, year).product for year in years])
    pupils: NDArray[np.float64] = children * scopes[None, :, None] * per_child[:, None, None]
    return pupils
