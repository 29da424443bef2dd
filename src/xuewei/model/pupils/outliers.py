"""Years whose ratios do not belong to the others: a clean-up of the register, a moved boundary, a closed spring."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FAR = 3.5
"""Robust standard deviations from the median beyond which a ratio is broken (Iglewicz and Hoaglin 1993, 3.5)."""
NEIGHBOURS = range(5)
"""The years of a window: each with two on both sides."""
LEAST = 0.5
"""Pupils that nobody counts as where a logarithm is taken."""
PER_MAD = 1.4826
"""Standard deviations in a median absolute deviation of normal errors."""


def distances(pupils: Floats, source: Floats) -> Floats:
    """How far each ratio ``(year, area, line)`` lies from the median of itself and two years on each side, in robust
    standard deviations (Hampel's filter); 0 where a ratio is unknown. What changes for good is far for a year or two.

    The deviation is that of the median step from year to year over all areas and lines, so that a steady trend is not
    broken, and at least that of counting the pupils, or as many as usual (√(1/pupils + 1/source)), so that small areas
    are not broken by chance.

    >>> pupils = np.full((6, 1, 1), 1000.0); pupils[3] = 10000
    >>> distances(pupils, np.full((6, 1, 1), 1000.0))[:, 0, 0].round() > FAR
    array([False, False, False,  True, False, False])
    """
    logs = logarithms(pupils, source)
    expected = usual(logs)
    with np.errstate(divide="ignore", invalid="ignore"):
        counted = np.fmax(pupils, np.exp(expected) * source)  # a slip that loses pupils is no small grade
        chance = np.sqrt(1 / np.maximum(counted, LEAST) + 1 / source)
    steps = np.abs(np.diff(logs, axis=0))
    steps = steps[np.isfinite(steps)]
    if not len(steps):
        return np.zeros_like(pupils)
    deviation = PER_MAD * np.median(steps) / np.sqrt(2)
    return np.asarray(np.nan_to_num(np.abs(logs - expected) / np.maximum(deviation, chance)))


def logarithms(pupils: Floats, source: Floats) -> Floats:
    """Logarithms of ratios ``(year, area, line)``; nobody counts as half a pupil; NaN where a ratio is unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(np.maximum(pupils, LEAST) / source)
    found[~np.isfinite(found)] = np.nan
    return np.asarray(found)


def usual(ratios: Floats) -> Floats:
    """The median ``(year, …)`` of each year and its neighbours, two on each side; NaN where all are unknown.

    >>> usual(np.array([1.0, 9.0, 2.0, 3.0]))
    array([2. , 2.5, 2.5, 3. ])
    """
    reach = len(NEIGHBOURS) // 2
    wide = np.full((len(ratios) + 2 * reach, *ratios.shape[1:]), np.nan)
    wide[reach : reach + len(ratios)] = ratios
    near = np.sort(np.stack([wide[n : n + len(ratios)] for n in NEIGHBOURS]), axis=0)  # NaN goes last
    known = np.isfinite(near).sum(axis=0)
    low, high = (np.take_along_axis(near, np.maximum(at, 0)[None], 0)[0] for at in ((known - 1) // 2, known // 2))
    return np.where(known > 0, (low + np.where(known > 1, np.where(known % 2, low, high), low)) / 2, np.nan)


def trust(far: Floats) -> Floats:
    """Weights from 0 to 1 by distance: 1 within FAR, beyond it falling with the square of the distance.

    >>> trust(np.array([0.0, 3.5, 35.0]))
    array([1.  , 1.  , 0.01])
    """
    return np.asarray((FAR / np.maximum(far, FAR)) ** 2)
