"""What matters most: the spread of the balance with each source of chance held at its median, over the first draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.estates import OF_ESTATES
from xuewei.answers.simulate.openings import LateSeats
from xuewei.answers.simulate.shocks import Singles
from xuewei.late import dataclass

RANKED = 250
"""Draws that tell which source matters most."""
OF_DEMAND = ("births", "net_migration", "participation", "level", "forecast")
"""Sources of demand: paths that add pupils, then factors."""
OF_SEATS = ("opening_delay", "delivered_share")
SOURCES = (*OF_DEMAND[:3], *OF_SEATS, *OF_DEMAND[3:], *OF_ESTATES)
"""What is uncertain, in the order of columns."""
_PLACES = {name: n for n, name in enumerate(SOURCES)}
_SEATS = [[_PLACES[each]] for each in OF_SEATS]
_NONE = len(SOURCES)
"""Where sources stand among all, and the case in which none is held."""


@dataclass(frozen=True, eq=False, repr=False)
class FewDraws:
    """Demand of the first draws, not rounded, by ``(stage, year, draw)``: the ``medium`` (one draw) and what ``births``
    and ``moves`` add to it, None where they add nothing, times the ``factors`` by their source, of one year where
    they are alike in all. ``held``: the medium with a source of estates at its median; empty where there are none."""

    medium: Singles
    births: Singles | None
    moves: Singles | None
    factors: Mapping[str, Singles]
    size: int
    held: Mapping[str, Singles] = field(default_factory=dict)

    def held_at_median(self) -> tuple[list[int], Singles]:
        """The sources of demand that act, as places among SOURCES, and demand ``(source, stage, year, draw)`` with each
        of them at its median, and last with none."""
        parts = {"births": self.births, "net_migration": self.moves}
        paths = {name: each for name, each in parts.items() if each is not None}
        names = [*(name for name in OF_DEMAND if name in paths or name in self.factors), *self.held]
        found = np.empty((len(names) + 1, *self.medium.shape[:2], self.size), dtype=np.float32)
        whole = _added(self.medium, paths.values(), found[-1])
        for name, out in zip(names, found, strict=False):
            if name in paths or name in self.held:
                others = (each for other, each in paths.items() if other != name)
                _added(self.held.get(name, self.medium), others, out)
            else:
                out[...] = whole
        for source, factor in self.factors.items():
            n = names.index(source)
            found[:n] *= factor
            found[n + 1 :] *= factor
        return [*(_PLACES[name] for name in names), _NONE], found


def spreads(few: FewDraws, seats: LateSeats, moving: NDArray[np.intp], begin: int) -> Singles:
    """Standard deviations of the balance ``(source, stage, year)``, last with none held; 0 before the year
    ``begin``, when nothing is uncertain. From it on seats move in the rows ``moving``, stage by stage."""
    of_demand, demand = few.held_at_median()
    _, stages, later, draws = demand.shape
    found = np.zeros((len(SOURCES) + 1, stages, begin + later), dtype=np.float32)
    there = seats.standing.astype(np.float32).reshape(stages, -1, 1)[:, begin:]
    ways = np.empty((len(OF_SEATS), len(moving), draws), dtype=np.float32)
    if len(moving):
        there = np.repeat(there, draws, axis=2)
        there.reshape(-1, draws)[moving] = seats.moved.take(seats.which[:draws], axis=1)
        ways[:] = seats.punctual, seats.delivered
        ways -= demand[-1].reshape(-1, draws)[moving]
    every = _deviation(np.subtract(there, demand, out=demand))
    found[:, :, begin:] = every[-1]
    found[of_demand, :, begin:] = every
    if len(moving):
        found.reshape(len(found), -1)[_SEATS, seats.moving] = _deviation(ways)
    return found


def _added(medium: Singles, parts: Iterable[Singles], out: Singles) -> Singles:
    """The medium and some parts, into ``out``."""
    total = medium
    for each in parts:
        total = np.add(total, each, out=out)
    if total is medium:
        out[...] = medium
    return out


def _deviation(values: Singles) -> Singles:
    """Standard deviations over draws, the last axis of ``values``; they become their distances from the mean."""
    apart = values.reshape(-1, values.shape[-1])
    apart -= np.add.reduce(apart, axis=1, keepdims=True) / apart.shape[1]
    found = np.sqrt(np.einsum("cd,cd->c", apart, apart) / values.shape[-1])
    return np.asarray(found, dtype=np.float32).reshape(values.shape[:-1])
