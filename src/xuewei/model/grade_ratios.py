"""Ratios of pupils to where they came from: smoothed over years, shrunk to the pooled ratio, with a damped trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 3
"""Years ahead at which a choice is judged."""
SMOOTHING = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
"""Weights of the newest year that are tried: 0 gives every year the same, 1 keeps the newest alone."""
POOLING = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
"""Weights of the pooled ratio in an area of mean size that are tried: 0 keeps areas apart, 1 has one ratio for all."""
NEWEST = (1.0,)
"""Smoothing of a whole stage: most of its pupils were in it a year earlier, so it goes on from the newest ratio."""
DAMPING = (0.0, 0.5, 0.7, 0.85)
"""Shares of a trend that last from year to year that are tried: 0 has no trend."""


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
    yearly change of their logarithm. ``loss``: mean error of the choice, in pupils over the root of pupils."""

    levels: Floats
    trends: Floats
    choice: Choice
    loss: float = np.inf

    def ahead(self, years: int) -> Floats:
        """Ratios ``(area, line)`` so many years after the last: the trend goes on, damped from year to year."""
        return np.asarray(self.levels[-1] * np.exp(self.trends[-1] * lasting(self.choice.damping, years)))

    def was_ahead(self, years: int) -> Floats:
        """Ratios ``(year, area, line)`` that would have been forecast for each year so many years before it."""
        found = np.full_like(self.levels, np.nan)
        growth = np.exp(self.trends[:-years] * lasting(self.choice.damping, years))
        found[years:] = self.levels[:-years] * growth[:, None]
        return found


def fit(
    pupils: Floats,
    source: Floats,
    trust: Floats,
    ahead: Sequence[Floats] = (),
    smoothing: Sequence[float] = SMOOTHING,
) -> Ratios:
    """Ratios of ``pupils`` to ``source``, both ``(year, area, line)``, NaN where unknown; ``trust`` from 0 to 1.

    Smoothing, pooling and damping are judged by the errors of the ratios known in each earlier year, one to three
    years ahead: pooling by the smallest, the others by :func:`simplest`, ``smoothing`` being offered simplest first.
    ``ahead``: the source of each year as it would have been forecast one, two and three years before, where that
    differs from what it became. A ratio is a quotient of sums, so that years and areas without pupils do no harm.

    >>> steady = np.full((5, 1, 1), 90.0)
    >>> fit(steady, steady / 0.9, np.ones((5, 1, 1))).ahead(2).round(6)
    array([[0.9]])
    """
    known = _Known(pupils, source, trust, ahead)
    sums = {each: _sums(known, each) for each in smoothing}
    shares = POOLING if pupils.shape[1] > 1 else POOLING[:1]
    flat = [Choice(each, share, 0.0) for share in shares for each in smoothing]
    pooling = min(flat, key=lambda choice: float(_errors(known, sums[choice.smoothing], choice).sum())).pooling
    tried = [Choice(each, pooling, damping) for damping in DAMPING for each in smoothing]
    errors = np.stack([_errors(known, sums[choice.smoothing], choice) for choice in tried])
    at = simplest(errors)
    best = replace(tried[at], judged=known.judged)
    loss = float(errors[at].sum()) / known.judged if known.judged else np.inf
    return Ratios(*_levels(*sums[best.smoothing], best), best, loss)


def simplest(errors: Floats) -> int:
    """The first of some choices, the simplest first, whose ``errors (choice, year)`` are within one standard error of
    the best choice's (Breiman and others 1984): what few years say must be clear to be heard.

    >>> simplest(np.array([[5.0, 3.0], [3.0, 4.0]])), simplest(np.array([[5.0, 6.0], [3.0, 4.0]]))
    (0, 1)
    """
    judged = errors[:, errors.any(axis=0)]
    years = judged.shape[1]
    if years < 2:
        return 0
    more = judged - judged[judged.sum(axis=1).argmin()]
    error = np.sqrt(((more - more.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / (years - 1) * years)
    return int(np.argmax(more.sum(axis=1) <= error))


def ratios(pupils: Floats, source: Floats, trust: Floats, choice: Choice) -> Ratios:
    """Ratios under a given choice; arguments as for :func:`fit`."""
    return Ratios(*_levels(*_sums(_Known(pupils, source, trust), choice.smoothing), choice), choice)


def lasting(damping: float, years: int) -> float:
    """How many years of the full trend pass in ``years``: damping + damping² + …

    >>> lasting(0.5, 2)
    0.75
    """
    return float(sum(damping**n for n in range(1, years + 1)))


class _Known:
    """Pupils and sources where both are known, 0 elsewhere, with the trust in each pair (0 where there is none)."""

    def __init__(self, pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats] = ()) -> None:
        there = np.isfinite(pupils) & np.isfinite(source) & (source > 0)
        self.pupils, self.source = np.where(there, pupils, 0.0), np.where(there, source, 0.0)
        self.trust = np.where(there, trust, 0.0)
        self.ahead = ahead or (self.source,) * STEPS
        self.root = np.sqrt(np.maximum(self.pupils, 1.0))
        self.judged = 0


def _sums(known: _Known, smoothing: float) -> tuple[Floats, Floats]:
    """Sums of pupils and of sources up to each year. Older years fade as far as the newest is trusted: a broken year
    wipes nothing out, and a year without pupils leaves the sums as they were."""
    sums = np.stack([known.pupils * known.trust, known.source * known.trust])
    fading = 1 - smoothing * known.trust
    for t in range(1, len(fading)):
        sums[:, t] += fading[t] * sums[:, t - 1]
    return sums[0], sums[1]


def _levels(over: Floats, under: Floats, choice: Choice) -> tuple[Floats, Floats]:
    """Ratios ``(year, area, line)``, each area's shrunk to the pooled one, and trends ``(year, line)`` of the pooled;
    NaN where nothing is known."""
    every, base = over.sum(axis=1), under.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = every / base
        if choice.pooling >= 1:
            level = np.broadcast_to(pooled[:, None], over.shape)
        else:
            there = np.maximum((under > 0).sum(axis=1), 1)
            prior = (base / there * (choice.pooling / (1 - choice.pooling)))[:, None]
            level = (over + prior * pooled[:, None]) / (under + prior)
            level = np.where(under > 0, level, pooled[:, None])
    return level, _trends(pooled, choice)


def _trends(pooled: Floats, choice: Choice) -> Floats:
    """The trend ``(year, line)`` of the logarithm of pooled ratios, smoothed like the ratios themselves."""
    found = np.zeros_like(pooled)
    if choice.damping == 0:
        return found
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.diff(np.log(pooled), axis=0)
    change = np.where(np.isfinite(change), change, 0.0)
    for t in range(1, len(pooled)):
        found[t] = choice.smoothing * change[t - 1] + (1 - choice.smoothing) * choice.damping * found[t - 1]
    return found


def _errors(known: _Known, sums: tuple[Floats, Floats], choice: Choice) -> Floats:
    """Errors ``(year,)`` of ratios known one to STEPS years before each year, added over areas, lines and steps."""
    past = Ratios(*_levels(*sums, choice), choice)
    found = np.zeros(len(known.pupils))
    known.judged = 0
    for step in range(1, min(STEPS, len(known.pupils) - 1) + 1):
        expected = past.was_ahead(step)[step:] * known.ahead[step - 1][step:]
        weight = np.where(np.isfinite(expected), known.trust[step:], 0.0)
        error = np.abs(np.where(weight > 0, expected, 0.0) - known.pupils[step:]) / known.root[step:]
        found[step:] += (weight * error).sum(axis=(1, 2))
        known.judged += int((weight > 0).sum())
    return found
