"""How far demand may be off: independent parts of its error, and the ends of the band that they make together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass

Floats = NDArray[np.float64]

STUDENT: Mapping[float, Mapping[float, float]] = {
    0.5: {1: 1.000, 2: 0.816, 3: 0.765, 4: 0.741, 5: 0.727, 6: 0.718, 8: 0.706, 10: 0.700, 15: 0.691, 30: 0.683},
    0.8: {1: 3.078, 2: 1.886, 3: 1.638, 4: 1.533, 5: 1.476, 6: 1.440, 8: 1.397, 10: 1.372, 15: 1.341, 30: 1.310},
    0.95: {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 8: 2.306, 10: 2.228, 15: 2.131, 30: 2.042},
}
"""Standard errors on each side of an interval, by its level and by degrees of freedom (Student 1908)."""
NORMAL: Mapping[float, float] = {0.5: 0.6745, 0.8: 1.2816, 0.95: 1.9600}
"""The same where the standard error is known."""
NOTHING_LEFT = 1e-9 - 1
"""How much demand is lost at most: nearly all, so that it has a logarithm."""


def student(freedom: Floats, level: float = 0.95) -> Floats:
    """Standard errors on each side of an interval of a ``level`` (0.5, 0.8 or 0.95), by degrees of freedom of at least
    one; infinite ones are those of an error that is known.

    >>> student(np.array([1.0, 5.0, np.inf])).round(2), student(np.array([5.0]), 0.8).round(2)
    (array([12.71,  2.57,  1.96]), array([1.48]))
    """
    table = STUDENT[level]
    at = [0.0, *(1 / each for each in reversed(table))]
    return np.asarray(np.interp(1 / np.maximum(freedom, 1.0), at, [NORMAL[level], *reversed([*table.values()])]))


@dataclass(frozen=True, eq=False, repr=False)
class Spread:
    """Independent parts of the error of demand. ``deviations (part, …)`` are standard deviations, relative to it, NaN
    where nothing is known of one; ``degrees (part, …)`` the degrees of freedom behind each, infinite for one that is
    assumed or comes of very many errors. ``shares (part, …)``: the share of demand whose logarithm a part moves, while
    the rest stays as it is; infinite where a part adds pupils, as many to one side as to the other.

    >>> found = Spread(("common", "local"), np.array([[0.03], [0.04]]), np.array([[3.0], [np.inf]]))
    >>> [end.round(3) for end in found.factors(0.8)]
    [array([0.931]), array([1.074])]
    """

    parts: tuple[str, ...]
    deviations: Floats
    degrees: Floats
    shares: Floats | float = 1.0

    def factors(self, level: float) -> tuple[Floats, Floats]:
        """What demand is multiplied by at the low and the high end ``(…)`` of a band of ``level``: the logarithms of
        what each part alone would do, squared, added up, and their root. The low end is never below 0.

        >>> half_births = Spread(("births",), np.array([0.1]), np.array([np.inf]), np.array([0.5]))
        >>> [float(end.round(3)) for end in half_births.factors(0.8)]  # half stays, half times e to the ±1.28 × 0.2
        [0.887, 1.146]
        """
        low, high = (np.sqrt((each**2).sum(axis=0)) for each in self.logarithms(level))
        return np.exp(-low), np.exp(high)

    def logarithms(self, level: float) -> tuple[Floats, Floats]:
        """How far down and up ``(part, …)`` each part alone reaches in a band of ``level``, as logarithms of demand,
        none below 0."""
        reach = student(self.degrees, level) * self.deviations
        return -self._logarithms(-reach), self._logarithms(reach)

    def _logarithms(self, reach: Floats) -> Floats:
        """The logarithms ``(part, …)`` of demand that each part alone moves by ``reach``."""
        shares = np.broadcast_to(np.asarray(self.shares, dtype=float), reach.shape)
        adds = np.isinf(shares) | (shares <= 0)
        of_share = np.where(adds, 1.0, shares)
        moved = np.where(adds, reach, of_share * np.expm1(reach / of_share))
        return np.asarray(np.log1p(np.maximum(moved, NOTHING_LEFT)))
