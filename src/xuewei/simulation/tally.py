"""What many draws say: quantiles, the probability of a shortage, and what it would be on average."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.model.shocks import Floats
from xuewei.simulation.area_draws import AreaDraws, Wholes

QUANTILES = (0.1, 0.5, 0.9)
QUANTITIES = ("demand", "seats", "balance")


@dataclass(frozen=True, eq=False, repr=False)
class Tally:
    """The answer of one area. ``quantiles (quantity, quantile, cell)`` in whole persons and seats; ``p_short (cell,)``
    the share of draws with a shortage; ``expected (cell,)`` the mean shortage in seats, nothing where there is none;
    ``matters (source, cell)`` the part of the balance's spread that goes where a source is frozen at its median."""

    area: str
    quantiles: NDArray[np.int64]
    p_short: Floats
    expected: Floats
    matters: Floats


def tally(area: str, draws: AreaDraws) -> Tally:
    """The tally of an area's draws."""
    demand, seats = draws.demand, draws.seats
    of_demand, ordered = quantiles(demand)
    if seats.shape[1] == 1:  # seats without chance: the balance mirrors demand
        of_seats = np.repeat(seats.T, len(QUANTILES), axis=0)
        of_balance = of_seats - of_demand[::-1]
        worst = seats[:, 0] - ordered[:, -1]
    else:
        of_seats, _ = quantiles(seats)
        of_balance, of_worst = quantiles(seats - demand)
        worst = of_worst[:, 0].astype(np.float64)
    p_short, expected = np.zeros(len(demand)), np.zeros(len(demand))
    for cell in np.flatnonzero(worst < 0):
        short = np.minimum(seats[cell] - demand[cell], 0.0)
        p_short[cell] = np.count_nonzero(short) / len(short)
        expected[cell] = -short.sum() / len(short)
    frozen, spread = draws.spreads[:-1], draws.spreads[-1]
    matters = 1 - np.divide(frozen, spread, out=np.ones_like(frozen), where=spread > 0)
    whole = np.rint(np.stack([of_demand, of_seats, of_balance])).astype(np.int64)
    return Tally(area, whole, p_short, expected, matters)


def quantiles(draws: Floats) -> tuple[Floats, Wholes]:
    """The QUANTILES of whole ``draws (cell, draw)`` by ``(quantile, cell)``, in straight lines between the draws around
    them, and the draws in order.

    >>> quantiles(np.arange(11.0)[None, ::-1])[0][:, 0].tolist()
    [1.0, 5.0, 9.0]
    """
    ordered = draws.astype(np.int32)
    ordered.sort(axis=1)
    found = np.empty((len(QUANTILES), len(draws)))
    for n, share in enumerate(QUANTILES):
        below = int(share * (draws.shape[1] - 1))
        above = min(below + 1, draws.shape[1] - 1)
        rest = share * (draws.shape[1] - 1) - below
        found[n] = ordered[:, below] + rest * (ordered[:, above].astype(np.float64) - ordered[:, below])
    return found, ordered


@dataclass(eq=False, repr=False)
class Totals:
    """Sums over areas by ``(cell, draw)``, all whole numbers below 2⁵³ and so the same in whatever parts they were
    added: ``demand``, ``seats``, and ``missing``, the shortages of the areas that have one."""

    demand: Floats
    seats: Floats
    missing: Floats

    @classmethod
    def nothing(cls, cells: int, draws: int) -> Totals:
        """The sums over no area."""
        return cls(*(np.zeros((cells, draws)) for _ in range(3)))

    def add(self, draws: AreaDraws) -> None:
        """Add one area."""
        self.demand += draws.demand
        self.seats += draws.seats
        self.missing += np.maximum(draws.demand - draws.seats, 0.0)

    def join(self, other: Totals) -> None:
        """Add the sums of other areas."""
        self.demand += other.demand
        self.seats += other.seats
        self.missing += other.missing
