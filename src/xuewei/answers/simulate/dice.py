"""What an area is before any draw, what is drawn that is no area's own, and the room that draws are written into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.estates import AreaEstates
from xuewei.answers.simulate.normals import normals
from xuewei.answers.simulate.openings import Openings
from xuewei.answers.simulate.shocks import Floats, Singles
from xuewei.late import dataclass
from xuewei.model.assumptions import Uncertainty
from xuewei.model.streams import stream

Wholes = NDArray[np.int32]
MOST_FREEDOM = 30
"""Degrees of freedom from which an error is as good as known."""
AT_ONCE = 1024
"""Draws of which demand is made at a time: what one step writes is in the cache when the next one reads it."""


@dataclass(frozen=True, eq=False, repr=False)
class AreaCase:
    """One area before any draw. Cells are ``(stage, year)``, stage by stage. ``people`` and ``records (stage,)`` name
    whose errors it has: its own, or those of the census area of which several areas are parts.

    ``demand (cell,)`` is the medium answer, in which a half is a half (``model.rounding.exact``). ``weights (cell,
    path)``, in whole steps of a power of two, are the response to the births of every year, in steps of their grid, and
    to the shock to its net migration and what lasts of it. ``*_from`` is the index of the first year that
    wanders,
    ``factors (factor, stage, year)`` the standard deviations of participation and of the level, ``error (part, stage,
    year)`` those of the error of a forecast from pupils on record: what all areas share, what is its own, and births
    that were not known; 0 in years that are known. ``freedom (part, stage)`` are the degrees of freedom behind each, 0
    where it is as good as known. ``untold (stage, year)``: forecasts of which no past errors tell how far they may be
    off. ``even (stage, year)``: balances that are even because they were set so, whatever the demand. ``estates``:
    those that move its demand (None: there are none). ``acts_from`` is the index of the first year in which a factor or
    an error acts, and ``runs`` are years in a row with the same factors.
    """

    area: str
    people: str
    records: tuple[str, ...]
    demand: Floats
    weights: Floats
    births_from: int
    moves_from: int
    stages: tuple[str, ...]
    factors: Floats
    error: Floats
    freedom: NDArray[np.int64]
    untold: NDArray[np.bool_]
    even: NDArray[np.bool_]
    openings: Openings
    acts_from: int
    runs: Sequence[slice]
    estates: AreaEstates | None = None

    @property
    def years(self) -> int:
        """The number of years."""
        return int(self.weights.shape[1]) // 2


def runs_of(factors: Floats) -> list[slice]:
    """Years in a row that have the same ``factors (factor, stage, year)``; none that have none.

    >>> runs_of(np.array([[[0.0, 0.1, 0.1, 0.2]]]))
    [slice(1, 3, None), slice(3, 4, None)]
    """
    changed = (factors[:, :, 1:] != factors[:, :, :-1]).any(axis=(0, 1))
    ends = [0, *(np.flatnonzero(changed) + 1).tolist(), factors.shape[2]]
    return [slice(a, b) for a, b in pairwise(ends) if factors[:, :, a].any()]


@dataclass(frozen=True, eq=False, repr=False)
class Dice:
    """Everything drawn that is no area's own: ``draws`` and ``seed``, the ``uncertainty``, what the part of births
    that all areas share adds to the normals of each, ``(year, draw)``, which are times ``own`` before, and the normals
    of the ``level`` ``(draw,)``, which one census makes too high or low everywhere; ``errors``: those of the error that
    all areas share, by stage, as far as any was asked for."""

    seed: int
    draws: int
    uncertainty: Uncertainty
    common: Singles
    own: np.float32
    level: Singles
    errors: dict[str, Singles] = field(default_factory=dict)

    def error_of(self, stage: str) -> Singles:
        """Normals ``(year and degree of freedom, draw)`` of a stage's error that all areas share."""
        if stage not in self.errors:
            self.errors[stage] = self.normals(stage, part=3)
        return self.errors[stage]

    def normals(self, name: str, part: int) -> Singles:
        """Normals ``(year and degree of freedom, draw)`` of a stream."""
        return normals(stream(self.seed, name, part), len(self.common) + MOST_FREEDOM, self.draws)


def dice(seed: int, draws: int, years: int, uncertainty: Uncertainty) -> Dice:
    """The dice of a run."""
    common, share = normals(stream(seed, "", part=1), years, draws), np.float32(uncertainty.births.common.value)
    common *= np.sqrt(share)
    return Dice(seed, draws, uncertainty, common, np.sqrt(1 - share), normals(stream(seed, "", part=2), draws))


@dataclass(frozen=True, eq=False, repr=False)
class Space:
    """Arrays that the draws of one area after another are written into: ``normals`` and ``demand (stage, year, draw)``
    of all draws; of some draws at a time, ``steps (path, draw)``, and by ``(cell and draw,)`` the ``sums`` of demand
    and what those ``born`` add to them."""

    normals: Singles
    demand: Wholes
    steps: Floats
    sums: Floats
    born: Floats


def space(stages: int, years: int, draws: int) -> Space:
    """Room for areas of so many stages and years."""
    some = min(draws, AT_ONCE)
    return Space(
        np.empty((2 * years + stages, draws), dtype=np.float32),
        np.empty((stages, years, draws), dtype=np.int32),
        np.empty((2 * years, some)),
        np.empty(stages * years * some),
        np.empty(stages * years * some),
    )
