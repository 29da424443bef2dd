"""A schedule under chance: what `simulate` says of it, and the seats that would have to be certain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xuewei.assessment import Assessment
from xuewei.optimising.case import Floats, Wholes, counted
from xuewei.optimising.running import Stop
from xuewei.simulation.area_draws import dice, draw, space
from xuewei.simulation.blocks import cases

SHORT = 0.1
"""The probability of a shortage that is allowed, in each stage and year of each area."""


@dataclass(frozen=True)
class Robust:
    """So many ``draws`` from a ``seed``."""

    draws: int
    seed: int = 1


@dataclass(frozen=True, eq=False, repr=False)
class Chances:
    """By cell ``(area, stage, year)``: ``p_short``, the share of draws in which seats do not suffice; ``expected``, the
    seats missing on average; ``high``, the demand that at most SHORT of the draws exceed; ``wanting``, the seats that
    every draw would need more so that at most SHORT of them are short."""

    p_short: Floats
    expected: Floats
    high: Wholes
    wanting: Wholes


def chances(found: Assessment, robust: Robust, first: int | None = None) -> Chances:
    """What becomes of an assessment in the draws of `simulate` with the same seed: births, net migration,
    participation, late openings and delivered shares, in the school years from ``first`` on. ValueError without figures
    of uncertainty."""
    drawn = chances_unless(Stop(), found, robust, first)
    assert drawn is not None
    return drawn


def chances_unless(stop: Stop, found: Assessment, robust: Robust, first: int | None = None) -> Chances | None:
    """The same, but None as soon as somebody asks for the end."""
    unsure = found.assumptions.uncertainty
    if unsure is None:
        raise ValueError("the assumptions say nothing of uncertainty")
    since = counted(found, first).start - found.years.start
    thrown = dice(robust.seed, robust.draws, len(found.years), unsure)
    room = space(len(found.stages), len(found.years), robust.draws)
    p_short, expected, high, wanting = [], [], [], []
    for case in cases(found, thrown):
        if stop.asked:
            return None
        drawn = draw(case, thrown, room)
        p_short.append((drawn.missing > 0).mean(axis=-1))
        expected.append(drawn.missing.mean(axis=-1))
        high.append(enough(drawn.demand))
        wanting.append(enough(drawn.missing))
    return Chances(*(np.stack(each)[:, :, since:] for each in (p_short, expected, high, wanting)))


def enough(draws: Floats) -> Wholes:
    """The least number that at most SHORT of the draws ``(…, draw)`` exceed: an order statistic.

    >>> enough(np.arange(20.0)[None])
    array([17])
    """
    last = draws.shape[-1] - 1
    return np.sort(draws, axis=-1)[..., last - int(SHORT * draws.shape[-1] + 1e-9)].astype(np.int64)
