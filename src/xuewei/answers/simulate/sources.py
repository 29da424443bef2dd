"""Which source of chance matters most: the spread of the balance with each of them frozen at its median in turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xuewei.answers.simulate.openings import LateSeats
from xuewei.answers.simulate.shocks import Singles

SOURCES = ("births", "net_migration", "participation", "opening_delay", "delivered_share")
"""What is uncertain, in the order in which it is told."""
OF_DEMAND = 3
"""The first so many are sources of demand, the others of seats."""


@dataclass(frozen=True, eq=False, repr=False)
class FewDraws:
    """Demand of the first draws, not rounded, by ``(stage, year, draw)``: the ``medium`` (one draw) and what ``births``
    and ``moves`` add to it, times the ``factor (stage, draw)`` of participation from the year ``since`` on."""

    medium: Singles
    births: Singles
    moves: Singles
    factor: Singles
    since: int

    def frozen(self) -> Singles:
        """Demand ``(source of demand, stage, year, draw)`` with each source at its median, and last with none."""
        found = np.empty((OF_DEMAND + 1, *self.births.shape), dtype=np.float32)
        np.add(self.medium, self.moves, out=found[0])
        np.add(self.medium, self.births, out=found[1])
        np.add(found[1], self.moves, out=found[2])
        found[3] = found[2]
        for n in (0, 1, 3):
            found[n, :, self.since :] *= self.factor[:, None]
        return found


def spreads(few: FewDraws, seats: LateSeats, begin: int) -> Singles:
    """Standard deviations of the balance ``(source, stage, year)``, last with nothing frozen; 0 before the year
    ``begin``, when nothing is uncertain."""
    stages, later, draws = few.births.shape
    years = begin + later
    found = np.zeros((len(SOURCES) + 1, stages, years), dtype=np.float32)
    demand = few.frozen()
    of_moving = demand[-1].reshape(-1, draws)
    there = seats.standing.astype(np.float32).reshape(stages, years, 1)[:, begin:]
    if not len(seats.moving):
        np.subtract(there, demand, out=demand)
        found[[0, 1, 2, 5], :, begin:] = _deviation(demand)
        found[3:5] = found[5]
        return found
    at = seats.moving - begin * (seats.moving // years + 1)
    there = np.repeat(there, draws, axis=2)
    there.reshape(-1, draws)[at] = seats.moved[:, :draws]
    ways = [np.asarray(each, dtype=np.float32) - of_moving[at] for each in (seats.punctual, seats.delivered)]
    np.subtract(there, demand, out=demand)
    found[[0, 1, 2, 5], :, begin:] = _deviation(demand)
    found[3:5] = found[5]
    flat = found.reshape(len(found), -1)
    for n, balance in enumerate(ways):
        flat[OF_DEMAND + n, seats.moving] = _deviation(balance)
    return found


def _deviation(values: Singles) -> Singles:
    """Standard deviations over draws, the last axis."""
    flat = values.reshape(-1, values.shape[-1])
    apart = flat - flat.mean(axis=1, keepdims=True)
    found = np.sqrt(np.einsum("cd,cd->c", apart, apart) / values.shape[-1])
    return np.asarray(found, dtype=np.float32).reshape(values.shape[:-1])
