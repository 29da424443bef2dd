"""Ratios of pupils to where they came from: which years are outliers, and how ratios follow the others, chosen by
errors on the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass

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
SLOW = (0.0, 0.3)
"""Smoothing whose equal mean stands, without a trend, where everybody has to come: what changes the ratio of entrants
to births is chance, moves and births that were counted anew, of which nobody knows how long it lasts."""
NEWEST_DAMPING = 0.4
"""Share of the last change of the ratio of a whole stage that lasts into each further year; too few years tell, so it
is not chosen."""
FAR = 3.5
"""Robust standard deviations from the median beyond which a ratio is broken (Iglewicz and Hoaglin 1993, 3.5)."""
NEIGHBOURS = range(5)
"""The years of a window: each with two on both sides."""
TOGETHER, APART, ITSELF_ALONE, STEADY = "together", "apart", "itself", "steady"
LEAST = 0.5
"""Pupils that 0 counts as where a logarithm is taken."""
PER_MAD = 1.4826
"""Standard deviations in a median absolute deviation of normal errors."""


def distances(pupils: Floats, source: Floats, *, sure: bool = False) -> Floats:
    """How far each ratio ``(year, area, line)`` lies from the median of itself and two years on each side, in robust
    standard deviations (Hampel's filter); 0 where a ratio is unknown. What changes for good is far for a year or two.

    The deviation is that of the median step from year to year over all areas and lines, so that a steady trend is not
    broken, and at least that of counting the pupils, or as many as usual (√(1/pupils + 1/source)), so that small areas
    are not broken by chance. A ``sure`` source is no count by chance: only pupils are (√(1/pupils)).

    >>> pupils = np.full((6, 1, 1), 1000.0); pupils[3] = 10000
    >>> distances(pupils, np.full((6, 1, 1), 1000.0))[:, 0, 0].round() > FAR
    array([False, False, False,  True, False, False])
    """
    logs = logarithms(pupils, source)
    expected = usual(logs)
    with np.errstate(divide="ignore", invalid="ignore"):
        counted = np.fmax(pupils, np.exp(expected) * source)  # a slip that loses pupils is no small grade
        chance = np.sqrt(1 / np.maximum(counted, LEAST) + (0 if sure else 1 / source))
    steps = np.abs(np.diff(logs, axis=0))
    steps = steps[np.isfinite(steps)]
    if not len(steps):
        return np.zeros_like(pupils)
    deviation = PER_MAD * np.median(steps) / np.sqrt(2)
    return np.asarray(np.nan_to_num(np.abs(logs - expected) / np.maximum(deviation, chance)))


def logarithms(pupils: Floats, source: Floats) -> Floats:
    """Logarithms of ratios ``(year, area, line)``; no pupils count as half a one; NaN where a ratio is unknown."""
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


@dataclass(frozen=True)
class Choice:
    """How ratios follow history: a member each of SMOOTHING, POOLING and DAMPING. ``judged``: cells of known history
    that the choice was judged on; with none, every year counts the same and there is no trend. ``way``: whether the
    common change is taken APART from what areas do by themselves, or a line follows ITSELF_ALONE; see
    :mod:`~xuewei.model.pupils.common`; STEADY: the mean of SLOW. Where it is taken apart, ``whole`` is how all areas
    together would follow their history as one, and ``own`` the share, 0 to 1, of change that areas have by themselves;
    the trend is that of the whole."""

    smoothing: float
    pooling: float
    damping: float
    judged: int = 0
    way: str = TOGETHER
    whole: Choice | None = None
    own: float = 1.0


@dataclass(frozen=True, eq=False, repr=False)
class Ratios:
    """Ratios ``levels (year, area, line)`` as they stood in each year of a history, and ``trends (year, line)``, the
    yearly change of their logarithm. ``loss``: mean error of the choice, in pupils over the root of pupils. Of the
    ``tried`` pairs of smoothing and damping ``as_good`` are within one standard error of the best, and so are the
    weights ``pooled_as_good`` of those of pooling; all empty where nothing was chosen. ``ones (area,)``: areas whose
    ratios ahead are taken to be 1, because they show none. ``common (year, line)``: the part of the levels that is the
    same in all areas (None: not taken apart). ``back (area, line)``: what the first year ahead is multiplied by, so
    that it starts from a usual year and not from the last; ``again (area, line)``: likewise, for those who stayed away
    and come back."""

    levels: Floats
    trends: Floats
    choice: Choice
    loss: float = np.inf
    tried: int = 0
    as_good: tuple[Choice, ...] = ()
    pooled_as_good: tuple[float, ...] = ()
    ones: NDArray[np.bool_] | None = None
    common: Floats | None = None
    back: Floats | None = None
    again: Floats | None = None

    def ahead(self, years: int) -> Floats:
        """Ratios ``(area, line)`` so many years after the last: the trend goes on, damped from year to year."""
        found = np.asarray(self.levels[-1] * np.exp(self.trends[-1] * lasting(self.choice.damping, years)))
        if self.back is not None and years == 1:
            found = found * self.back
        found = found if self.ones is None else np.where(self.ones[:, None], 1.0, found)
        return found if self.again is None or years != 1 else np.asarray(found * self.again)

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
    sums = {each: faded_sums(known, each) for each in members(choice)}
    level, trend = mean_levels(sums, choice)
    nothing = sums[choice.smoothing].mean == 0
    return Ratios(np.where(nothing[:, None], np.nan, level), trend, choice)


def members(choice: Choice) -> tuple[float, ...]:
    """The weights of the newest year whose equal mean a choice is."""
    return SLOW if choice.way == STEADY else (choice.smoothing,)


def mean_levels(sums: Mapping[float, Sums], choice: Choice) -> tuple[Floats, Floats]:
    """The mean of the :func:`levels` of a choice's members, and its trends; ``sums`` are by smoothing."""
    found, trend = levels(sums[choice.smoothing], choice)
    if choice.way == STEADY:
        found = np.mean([levels(sums[each], choice)[0] for each in SLOW], axis=0)
    return found, trend


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


def fit(
    pupils: Floats,
    source: Floats,
    trust: Floats,
    ahead: Sequence[Floats] = (),
    smoothing: Sequence[float] = SMOOTHING,
) -> Ratios:
    """Ratios of ``pupils`` to ``source``, both ``(year, area, line)``, NaN where unknown; ``trust`` from 0 to 1.

    Smoothing, pooling and damping are judged by the errors of the ratios known in each earlier year, one to three
    years ahead: pooling by the smallest, the others by :func:`simplest`, ``smoothing`` being offered simplest first;
    where only one is offered, damping is NEWEST_DAMPING, and where SLOW is, nothing is chosen but pooling.
    ``ahead``: the source of each year as it would have been forecast one, two and three years before, where that
    differs from what it became.

    >>> steady = np.full((5, 1, 1), 90.0)
    >>> fit(steady, steady / 0.9, np.ones((5, 1, 1))).ahead(2).round(6)
    array([[0.9]])
    """
    record = Judged(pupils, source, trust, ahead)
    sums = {each: faded_sums(record.pairs, each) for each in smoothing}

    def errors(choice: Choice) -> Floats:
        return record.errors(*mean_levels(sums, choice), choice)

    pooling, pooled_as_good = POOLING[0], tuple(POOLING[:1])
    if pupils.shape[1] > 1:
        middle = POOLING[len(POOLING) // 2]
        at = min(smoothing, key=lambda each: float(errors(Choice(each, middle, 0.0)).sum()))
        pooled = np.stack([errors(Choice(at, share, 0.0)) for share in POOLING])
        pooling = POOLING[int(pooled.sum(axis=1).argmin())]
        pooled_as_good = tuple(share for share, alike in zip(POOLING, as_good(pooled), strict=True) if alike)
    trends = DAMPING if len(smoothing) > 1 else (NEWEST_DAMPING,)
    tried = [Choice(each, pooling, damping, record.judged) for damping in trends for each in smoothing]
    if smoothing == SLOW:
        tried = [Choice(SLOW[-1], pooling, 0.0, record.judged, STEADY)]
    found = np.stack([errors(choice) for choice in tried])
    best = simplest(found)
    loss = float(found[best].sum()) / record.judged if record.judged else np.inf
    alike = tuple(choice for choice, good in zip(tried, as_good(found), strict=True) if good)
    chosen = ratios(pupils, source, trust, tried[best])
    return replace(chosen, loss=loss, tried=len(tried), as_good=alike, pooled_as_good=pooled_as_good)


def simplest(errors: Floats) -> int:
    """The first of some choices, the simplest first, that is :func:`as_good` as the best (Breiman and others 1984):
    what few years say must be clear to be heard.

    >>> simplest(np.array([[5.0, 3.0], [3.0, 4.0]])), simplest(np.array([[5.0, 6.0], [3.0, 4.0]]))
    (0, 1)
    """
    return int(np.argmax(as_good(errors)))


def as_good(errors: Floats) -> NDArray[np.bool_]:
    """Whether the ``errors (choice, year)`` of each choice are within one standard error, over years, of the best
    choice's; all are where fewer than two years can be judged.

    >>> as_good(np.array([[5.0, 6.0], [3.0, 4.0], [4.0, 3.0]])).tolist()
    [False, True, True]
    """
    judged = errors[:, errors.any(axis=0)]
    years = judged.shape[1]
    if years < 2:
        return np.ones(len(errors), dtype=bool)
    more = judged - judged[judged.sum(axis=1).argmin()]
    error = np.sqrt(((more - more.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / (years - 1) * years)
    return np.asarray(more.sum(axis=1) <= error)


class Judged:
    """A record on which choices are judged: for each number of years ahead, the sources as they would have been
    forecast and the weight of each error, 0 where there is nothing to judge. ``judged`` counts the others."""

    def __init__(self, pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats]) -> None:
        self.pairs = Pairs(pupils, source, trust)
        root = np.sqrt(np.maximum(self.pairs.pupils, 1.0))
        begun = np.cumsum(self.pairs.trust.sum(axis=1), axis=0) > 0
        self.sources: list[Floats] = []
        self.weights: list[Floats] = []
        self.judged = 0
        for step in range(1, min(STEPS, len(pupils) - 1) + 1):
            forecast = (ahead[step - 1] if ahead else self.pairs.source)[step:]
            judged = np.isfinite(forecast) & begun[:-step, None]
            weight = np.where(judged, self.pairs.trust[step:], 0.0)
            self.sources.append(np.where(judged, forecast, 0.0))
            self.weights.append(weight / root[step:])
            self.judged += int((weight > 0).sum())

    def errors(self, level: Floats, trend: Floats, choice: Choice) -> Floats:
        """Errors ``(year,)`` of ratios of one to STEPS years before each year, added over areas, lines and steps, each
        in pupils over the root of pupils."""
        found = np.zeros(len(level))
        for step, (source, weight) in enumerate(zip(self.sources, self.weights, strict=True), start=1):
            wrong = level[:-step] * source
            if choice.damping > 0:
                wrong *= np.exp(trend[:-step] * lasting(choice.damping, step))[:, None]
            wrong -= self.pairs.pupils[step:]
            np.abs(wrong, out=wrong)
            found[step:] += np.einsum("tal,tal->t", wrong, weight)
        return found
