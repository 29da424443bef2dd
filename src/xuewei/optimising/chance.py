"""Demand under chance: how high it is in nine draws of ten, and how likely seats are not to suffice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xuewei.assessment import Assessment
from xuewei.optimising.case import Wholes, counted
from xuewei.optimising.rows import Numbers
from xuewei.simulation.area_draws import dice, draw, space
from xuewei.simulation.blocks import cases

SHORT = 0.1
"""The probability of a shortage that is allowed, in each stage and year of each area."""


@dataclass(frozen=True)
class Robust:
    """So many ``draws`` of demand from a ``seed``."""

    draws: int
    seed: int = 1


@dataclass(frozen=True, eq=False, repr=False)
class Demands:
    """Demand in whole persons ``(area, stage, year, draw)``."""

    drawn: Wholes

    @property
    def high(self) -> Wholes:
        """The least seats with which at most SHORT of the draws of a cell are short: an order statistic, so that the
        chance constraint of a cell is met by these seats and by no fewer."""
        ordered = np.sort(self.drawn, axis=-1)
        draws = ordered.shape[-1]
        return np.asarray(ordered[..., draws - 1 - int(SHORT * draws + 1e-9)])

    def p_short(self, seats: Numbers) -> np.ndarray:
        """The share of draws of each cell in which ``seats`` do not suffice."""
        return np.asarray((self.drawn > seats[..., None]).mean(axis=-1))


def demands(found: Assessment, robust: Robust) -> Demands:
    """The demand that `simulate` draws for the areas of an assessment. ValueError without figures of uncertainty."""
    unsure = found.assumptions.uncertainty
    if unsure is None:
        raise ValueError("the assumptions say nothing of uncertainty")
    years, shape = counted(found), (len(found.stages), len(found.years), robust.draws)
    thrown = dice(robust.seed, robust.draws, len(found.years), unsure)
    room = space(len(found.stages), len(found.years), robust.draws)
    drawn = [draw(case, thrown, room).demand.reshape(shape).astype(np.int64) for case in cases(found, thrown)]
    return Demands(np.stack(drawn)[:, :, years.start - found.years.start :])
