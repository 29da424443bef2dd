"""Paths of births and net migration, drawn so that the same seed gives the same bits on any machine.

Only +, ×, maximum and rounding are used, which IEEE arithmetic settles to the last bit; exponentials of the numeric
library differ between processors. Paths end on a grid, so that sums of them are exact in any order.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
WEIGHT_BITS = 28
"""Weights are whole numbers up to 2 to this power: times a path, and added up over a century of years, they stay below
2⁵³, up to which float64 knows every whole number."""
HALVINGS = 6
"""exp(x) is (1 + y + y²/2) to the power of 2 to this, y = x ÷ that: off by under 1e-4 of itself for x up to 1."""


def wandering(normals: Singles, step: float, persistence: float) -> Singles:
    """Paths ``(year, draw)`` that wander, in the place of ``normals``.

    >>> wandering(np.ones((3, 1), np.float32), 0.5, 0.5)[:, 0].tolist()
    [0.5, 0.75, 0.875]
    """
    normals *= np.float32(step)
    share = np.float32(persistence)
    for before, now in pairwise(normals):
        now += share * before
    return normals


def lasting(years: int, persistence: float) -> Floats:
    """What is left in each year of a shock to an earlier one, ``(year, year of the shock)``.

    >>> lasting(3, 0.5).tolist()
    [[1.0, 0.0, 0.0], [0.5, 1.0, 0.0], [0.25, 0.5, 1.0]]
    """
    after = np.arange(years)[:, None] - np.arange(years)
    return np.where(after >= 0, persistence ** np.maximum(after, 0.0), 0.0)


@dataclass(frozen=True)
class Grid:
    """Whole multiples of 2^−``bits`` up to ``largest``, beyond which no path of a sensible spread goes."""

    bits: int
    largest: float

    @property
    def worth(self) -> float:
        """One step of the grid."""
        return float(2.0**-self.bits)

    def steps(self, values: Singles) -> Singles:
        """Values that are not beyond the largest, in whole steps, in their own place.

        >>> Grid(14, 7.0).steps(np.array([0.5, 0.25], np.float32)).tolist()
        [8192.0, 4096.0]
        """
        values *= np.float32(2.0**self.bits)
        return np.rint(values, out=values)


GROWTHS = Grid(14, 7.0)
"""Growths of births, in shares of them: at most 17 bits; none is beyond 6.4. Normals of net migration have as many."""


def growth(paths: Singles) -> Singles:
    """``exp(path) − 1``, by multiplication alone.

    >>> growth(np.array([0.0, 0.5], np.float32)).round(4).tolist()
    [0.0, 0.6486999988555908]
    """
    part = np.minimum(paths, np.float32(2.0))
    np.maximum(part, np.float32(-2.0), out=part)
    part *= np.float32(2.0**-HALVINGS)
    found = part * part
    found *= np.float32(0.5)
    found += part
    # (1 + a)² − 1 = a·(a + 2): small growths keep their digits
    for _ in range(HALVINGS):
        np.add(found, np.float32(2.0), out=part)
        found *= part
    return found


def erring(normals: Singles, deviations: Floats, freedom: int) -> Singles:
    """Paths ``(year, draw)`` of an error with ``deviations (year,)``, from ``normals (year and degree of freedom,
    draw)``: a walk from the first year on that has an error, divided by the root of the years that it took, so that
    neighbouring years agree and each has its own deviation; with any degrees of ``freedom``, of Student's spread.

    >>> erring(np.ones((3, 1), np.float32), np.array([0.0, 0.5, 0.5]), 0)[:, 0].round(3).tolist()
    [0.0, 0.5, 0.7070000171661377]
    """
    years, acts = len(deviations), np.flatnonzero(deviations > 0)
    found, walked = np.zeros((years, normals.shape[1]), np.float32), np.zeros(normals.shape[1], np.float32)
    first = int(acts[0]) if len(acts) else years
    scales = on_grid(deviations / np.sqrt(np.maximum(np.arange(years) - first + 1, 1)))
    for t in range(first, years):
        walked += normals[t]
        np.multiply(walked, scales[t], out=found[t])
    if freedom:
        squares = np.zeros_like(walked)
        for each in normals[years : years + freedom]:
            squares += each * each
        found *= np.sqrt(np.float32(freedom) / squares)
    return found


def on_grid(values: Floats) -> Singles:
    """Values in whole steps of 2⁻²⁰, the same where a numeric library differs in the last bit."""
    return (np.rint(values * 2.0**20) * 2.0**-20).astype(np.float32)


def exact_weights(weights: Floats) -> tuple[Floats, float]:
    """``weights`` in whole steps of a power of two, at most 2 to the power of WEIGHT_BITS of them, and what a step is
    worth, 0 where all are 0: their products with a path on the grid add up exactly in any order.

    >>> exact_weights(np.array([3.0, 1.5, 0.0]))[0].tolist()
    [3.0, 1.5, 0.0]
    """
    worth = _worth(float(np.abs(weights).max(initial=0.0)))
    return _stepped(weights, worth or 1.0), worth


def exact_of_each(weights: Floats) -> Floats:
    """``weights (area, cell, path)``, those of each area by :func:`exact_weights`."""
    worths = [_worth(each) or 1.0 for each in np.abs(weights).max(axis=(1, 2)).tolist()]
    return _stepped(weights, np.array(worths)[:, None, None])


def _worth(largest: float) -> float:
    return float(2.0 ** (np.ceil(np.log2(largest)) - WEIGHT_BITS)) if largest > 0 else 0.0


def _stepped(weights: Floats, worth: float | Floats) -> Floats:
    found = weights / worth
    np.rint(found, out=found)
    found *= worth
    return found
