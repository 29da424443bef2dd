"""Where pupils come from: cohorts of births and of entrants, year by year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FIRST_RATIOS = 3
"""Years whose ratio is carried back to cohorts that entered before the record begins."""


def later(values: Floats, years: int) -> Floats:
    """Values ``(year, …)`` moved so many years later; NaN where none come from.

    >>> later(np.array([1.0, 2.0, 3.0]), 1)
    array([nan,  1.,  2.])
    """
    moved = np.full_like(values, np.nan)
    moved[years:] = values[: len(values) - years]
    return moved


def window(cohorts: Floats, grades: int) -> Floats:
    """Sums ``(year, …)`` of the cohorts that entered in a year and in the ``grades`` − 1 years before it.

    >>> window(np.array([1.0, 2.0, 3.0]), 2)
    array([nan,  3.,  5.])
    """
    return np.asarray(sum(later(cohorts, n) for n in range(grades)))


def bridged(by_year: Floats) -> Floats:
    """Values ``(year, area)`` with the unknown ones between two known ones put in, in a straight line.

    >>> bridged(np.array([[np.nan], [90.0], [np.nan], [120.0], [np.nan]]))[:, 0]
    array([ nan,  90., 105., 120.,  nan])
    """
    found, years = by_year.copy(), np.arange(len(by_year))
    for n in range(by_year.shape[1]):
        known = np.isfinite(by_year[:, n])
        if known.any():
            found[:, n] = np.interp(years, years[known], by_year[known, n], np.nan, np.nan)
    return found


def school_births(by_year: Floats, before: float) -> Floats:
    """Births ``(year, area)`` of the school years that end in each year, from those of calendar years, NaN where
    unknown. After the last known year there are as many as in it; ``before`` is the share of the year before.

    >>> school_births(np.array([[90.0], [120.0], [np.nan]]), 1 / 3)[:, 0]
    array([ nan, 110., 120.])
    """
    known = by_year.copy()
    for t in range(1, len(known)):
        ended = ~np.isfinite(by_year[t:]).any(axis=0)
        known[t] = np.where(ended, known[t - 1], known[t])
    found = np.full_like(known, np.nan)
    found[1:] = before * known[:-1] + (1 - before) * known[1:]
    return found


def carried_back(entrants: Floats, source: Floats) -> Floats:
    """Entrants ``(year, area)`` with the cohorts before the first on record put in: their source times the ratio of
    the first three years on record."""
    there = np.isfinite(entrants)
    known = there & np.isfinite(source) & (source > 0)
    first = known & (known.cumsum(axis=0) <= FIRST_RATIOS)
    over, under = (np.where(first, values, 0.0).sum(axis=0) for values in (entrants, source))
    ratio = np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)
    return np.where(there.cumsum(axis=0) == 0, ratio * source, entrants)
