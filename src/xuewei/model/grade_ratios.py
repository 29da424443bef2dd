"""Ratios of pupils to where they came from: smoothed over years, shrunk to the pooled ratio, with a damped trend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """How ratios follow history: a member each of SMOOTHING, POOLING and DAMPING. ``judged``: cells of known history
    that the choice was judged on; with none, every year counts the same and there is no trend."""

    smoothing: float
    pooling: float
    damping: float
    judged: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class Ratios:
    """Ratios ``levels (year, area, line)`` as they stood in each year of a history, and ``trends (year, line)``, the
    yearly change of their logarithm. ``loss``: mean error of the choice, in pupils over the root of pupils. Of the
    ``tried`` pairs of smoothing and damping ``as_good`` are within one standard error of the best, and so are the
    weights ``pooled_as_good`` of those of pooling; all empty where nothing was chosen."""

    levels: Floats
    trends: Floats
    choice: Choice
    loss: float = np.inf
    tried: int = 0
    as_good: tuple[Choice, ...] = ()
    pooled_as_good: tuple[float, ...] = ()

    def ahead(self, years: int) -> Floats:
        """Ratios ``(area, line)`` so many years after the last: the trend goes on, damped from year to year."""
        return np.asarray(self.levels[-1] * np.exp(self.trends[-1] * lasting(self.choice.damping, years)))

    def was_ahead(self, years: int) -> Floats:
        """Ratios ``(year, area, line)`` that would have been forecast for each year so many years before it."""
        found = np.full_like(self.levels, np.nan)
        growth = np.exp(self.trends[:-years] * lasting(self.choice.damping, years))
        found[years:] = self.levels[:-years] * growth[:, None]
        return found


def ratios(pupils: Floats, source: Floats, trust: Floats, choice: Choice) -> Ratios:
    """Ratios of ``pupils`` to ``source``, both ``(year, area, line)``, NaN where unknown, under a given choice;
    ``trust`` from 0 to 1 says how far each pair is believed. A ratio is a quotient of sums, so that years and areas
    without pupils do no harm; where nothing at all is known it is NaN."""
    known = Pairs(pupils, source, trust)
    sums = faded_sums(known, choice.smoothing)
    level, trend = levels(sums, choice)
    nothing = sums.mean == 0
    return Ratios(np.where(nothing[:, None], np.nan, level), trend, choice)


def lasting(damping: float, years: int) -> float:
    """How many years of the full trend pass in ``years``: damping + damping² + …

    >>> lasting(0.5, 2)
    0.75
    """
    return float(sum(damping**n for n in range(1, years + 1)))


class Pairs:
    """Pupils and sources where both are known, 0 elsewhere, with the trust in each pair (0 where there is none)."""

    def __init__(self, pupils: Floats, source: Floats, trust: Floats) -> None:
        there = np.isfinite(pupils) & np.isfinite(source) & (source > 0)
        self.pupils, self.source = np.where(there, pupils, 0.0), np.where(there, source, 0.0)
        self.trust = np.where(there, trust, 0.0)


@dataclass(frozen=True, eq=False, repr=False)
class Sums:
    """Sums of pupils ``over`` and of sources ``under`` up to each year, ``(year, area, line)``; the ``pooled`` ratio of
    all areas and the source of a ``mean`` area, ``(year, line)``, 0 where nothing is known."""

    over: Floats
    under: Floats
    pooled: Floats
    mean: Floats


def faded_sums(known: Pairs, smoothing: float) -> Sums:
    """Sums up to each year. Older years fade as far as the newest is trusted: a broken year wipes nothing out, and a
    year without pupils leaves the sums as they were."""
    sums = np.stack([known.pupils * known.trust, known.source * known.trust])
    fading = 1 - smoothing * known.trust
    for t in range(1, len(fading)):
        sums[:, t] += fading[t] * sums[:, t - 1]
    over, under = sums
    every, base = sums.sum(axis=2)
    areas = (under > 0).sum(axis=1)
    return Sums(over, under, every / np.where(base > 0, base, 1.0), base / np.maximum(areas, 1))


def levels(sums: Sums, choice: Choice) -> tuple[Floats, Floats]:
    """Ratios ``(year, area, line)``, each area's shrunk to the pooled one, and trends ``(year, line)`` of the logarithm
    of the pooled, smoothed like the ratios themselves; 0 where nothing is known."""
    pooled = sums.pooled
    if choice.pooling >= 1:
        level = np.broadcast_to(pooled[:, None], sums.over.shape)
    else:
        prior = (sums.mean * (choice.pooling / (1 - choice.pooling)))[:, None]
        under = sums.under + prior
        level = sums.over + prior * pooled[:, None]
        level /= np.where(under > 0, under, 1.0)
        level = np.where(sums.under > 0, level, pooled[:, None])
    trend = np.zeros_like(pooled)
    if choice.damping > 0:
        both = (pooled[:-1] > 0) & (pooled[1:] > 0)
        change = np.log(np.where(both, pooled[1:], 1.0) / np.where(both, pooled[:-1], 1.0))
        for t in range(1, len(pooled)):
            lasts = (1 - choice.smoothing) * choice.damping * trend[t - 1]
            trend[t] = choice.smoothing * change[t - 1] + lasts
    return level, trend
