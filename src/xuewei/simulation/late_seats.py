"""Seats of one area when its unfinished schools open late and bring less, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Chances, Uncertainty
from xuewei.model.shocks import exact_weights
from xuewei.model.streams import stream
from xuewei.simulation.openings import Openings

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class LateSeats:
    """Seats by ``(cell,)`` as they stand, and those of the ``moving`` cells (indices), which chance has a say in:
    ``(moving cell, draw)``, unrounded. ``punctual`` and ``delivered`` are the same over the first draws alone, with
    delays or the delivered share frozen at their medians."""

    standing: Floats
    moving: NDArray[np.intp]
    moved: Floats
    punctual: Floats
    delivered: Floats


def late_seats(
    openings: Openings, own: np.random.Generator, area: str, seed: int, uncertainty: Uncertainty, draws: int, few: int
) -> LateSeats:
    """Seats in every draw; ``few`` of them with a source frozen. Every school is late by a stream of its own, so that a
    further one changes no other."""
    standing = openings.standing.reshape(-1)
    if not openings.schools:
        nothing = np.empty((0, draws))
        return LateSeats(standing, np.empty(0, dtype=np.intp), nothing, nothing, nothing)
    share, usual_share = _drawn(uncertainty.delivered_share, own.random(draws))
    delays = sorted(uncertainty.opening_delay.values)
    late = np.empty((len(openings.schools), draws))
    for n, school in enumerate(openings.schools):
        stream(seed, f"{area}/{school}").random(out=late[n])
    drawn, usual_delay = _drawn(uncertainty.opening_delay, late)
    tables, unit = exact_weights(openings.tables.reshape(len(delays), len(standing), -1))
    moving = np.flatnonzero(tables.any(axis=(0, 2)))
    tables = tables[:, moving] * unit
    happened = np.concatenate([drawn == delay for delay in delays]).astype(np.float64)
    # whole numbers of a power of two, below 2^53: exact in any order
    brought = np.concatenate(list(tables), axis=1) @ happened
    punctual = tables[delays.index(usual_delay)].sum(axis=1, keepdims=True)
    base = standing[moving, None]
    return LateSeats(
        standing,
        moving,
        base + brought * share,
        base + punctual * share[:few],
        base + brought[:, :few] * usual_share,
    )


def _drawn(chances: Chances, uniform: Floats) -> tuple[Floats, float]:
    """What happens in each draw, and the median."""
    values = np.array(sorted(chances.values))
    upto = np.cumsum([chances.values[value] for value in values])
    at = np.minimum(np.searchsorted(upto, uniform, side="right"), len(values) - 1)
    return values[at], float(values[min(int(np.searchsorted(upto, 0.5)), len(values) - 1)])
