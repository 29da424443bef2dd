"""Ratios as a common part, the same in all areas, times a local one; and entrants who are followed from themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.pupils.ratios import (
    APART,
    ITSELF_ALONE,
    POOLING,
    SLOW,
    SMOOTHING,
    STEPS,
    Choice,
    Floats,
    Judged,
    Pairs,
    Ratios,
    Sums,
    as_good,
    distances,
    faded_sums,
    fit,
    levels,
    logarithms,
    ratios,
    trust,
    usual,
)

MEMBERS = (0.0, 0.3, 0.6, 1.0)
"""Weights of the newest year whose equal mean the common part is: few years never tell which of them is right."""
UNHEARD = 4
"""Years that the record is given beforehand, as if changes had lasted in all of them; 2 to 8 err alike."""
ROUNDED = 1e-18
"""Sum of squared changes that is none: numbers are rounded."""
UNTOLD = 0.5
"""Pooling where fewer than two areas have ratios of STEPS years, so that nobody knows how far areas lie apart."""
SHARE = 0.3
"""Weight of the newest year in an area's share of all who enter."""


def estimated(
    pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats] = (), smoothing: Sequence[float] = SMOOTHING
) -> Ratios:
    """Ratios of ``pupils`` to ``source``, both ``(year, area, line)``, as :func:`~xuewei.model.pupils.ratios.fit` takes
    them. Of several areas, where smoothing may be chosen, the common change is taken apart: the local part's smoothing
    and pooling are the least wrong, one to three years ahead, of pupils whose common ratio is known. Where no
    ``smoothing`` is offered, the source is the line itself, a year earlier.

    >>> source = np.full((5, 2, 1), 100.0)
    >>> found = estimated(source * np.array([[0.8], [1.0]]), source, np.ones((5, 2, 1)))
    >>> found.common[-1].round(3), found.ahead(1)[:, 0].round(3)
    (array([0.9]), array([0.8, 1. ]))
    """
    known = Pairs(pupils, source, trust)
    if not smoothing:
        only = Choice(SHARE, 0.0, 0.0, way=ITSELF_ALONE)
        return replace(given(pupils, source, trust, only), tried=1, as_good=(only,), pooled_as_good=(0.0,))
    if len(smoothing) == 1 or pupils.shape[1] == 1:
        return fit(pupils, source, believed(known), ahead, smoothing)
    every = together(known)
    own = own_share(known)
    whole = fit(every.pupils, every.source, _heard(every, own), (), smoothing)
    smoothing = SMOOTHING if smoothing == SLOW else smoothing
    record = Judged(pupils, source * every.ratio, trust, ())
    sums = {each: local_sums(record.pairs, each) for each in smoothing}

    def errors(choice: Choice) -> Floats:
        level, _ = levels(sums[choice.smoothing], choice)
        return record.errors(level, np.zeros((len(level), level.shape[2])), choice)

    def least(choices: list[Choice]) -> tuple[Choice, Floats]:
        found = np.stack([errors(choice) for choice in choices])
        return choices[int(found.sum(axis=1).argmin())], found

    offered = POOLING if np.count_nonzero(long_enough(known)) > 1 else (UNTOLD,)
    start, _ = least([Choice(each, share, 0.0) for share in offered for each in smoothing])
    pooled, by_share = least([Choice(start.smoothing, share, 0.0) for share in offered])
    damping = whole.choice.damping
    tried = [Choice(each, pooled.pooling, damping, record.judged, APART, whole.choice, own) for each in smoothing]
    best, by_rate = least(tried)
    loss = float(by_rate.sum(axis=1).min()) / record.judged if record.judged else np.inf
    return replace(
        given(pupils, source, trust, best),
        loss=loss,
        tried=len(tried),
        as_good=tuple(choice for choice, good in zip(tried, as_good(by_rate), strict=True) if good),
        pooled_as_good=tuple(share for share, good in zip(offered, as_good(by_share), strict=True) if good),
    )


def given(pupils: Floats, source: Floats, trust: Floats, choice: Choice) -> Ratios:
    """The same under a given choice, in the way that it says."""
    if choice.way == ITSELF_ALONE:
        return returning(pupils, source, trust, choice)
    known = Pairs(pupils, source, trust)
    if choice.way != APART:
        return ratios(pupils, source, believed(known), choice)
    common, trends = common_part(known, choice)
    local = local_part(Pairs(pupils, source * together(known).ratio, trust), choice)
    return Ratios(common[:, None] * local, trends, choice, common=common)


def common_part(known: Pairs, choice: Choice) -> tuple[Floats, Floats]:
    """The ratio of all areas ``(year, line)`` as it is forecast from each year, and its trend: what areas together
    would be forecast to do as one, and the mean of MEMBERS, as far as changes last, else that of all years; the more
    areas do by themselves, the more of the latter, for the better the common change is told from theirs."""
    every = together(known)
    over, under = (np.nan_to_num(each[:, 0]) for each in (every.pupils, every.source))
    heard = trust(far_together(every.pupils, every.source))[:, 0] * every.trust[:, 0]
    members = [_faded(over * heard, under * heard, weight * heard) for weight in MEMBERS]
    lasts = lasting_share(every.ratio[:, 0])
    mean = (1 - lasts) * members[0] + lasts * np.mean(members, axis=0)
    if choice.whole is None:
        return mean, np.zeros_like(mean)
    whole = ratios(every.pupils, every.source, _heard(every, choice.own), choice.whole)
    alone = whole.levels[:, 0]
    level = np.where((mean > 0) & (alone > 0), mean**choice.own * alone ** (1 - choice.own), alone)
    return level, (1 - choice.own) * whole.trends


def _faded(over: Floats, under: Floats, fading: Floats) -> Floats:
    """Quotients ``(year, line)`` of sums up to each year, of which older ones fade."""
    sums = np.stack([over, under])
    for t in range(1, len(over)):
        sums[:, t] += (1 - fading[t]) * sums[:, t - 1]
    return np.asarray(np.divide(sums[0], sums[1], out=np.full_like(over, np.nan), where=sums[1] > 0))


@dataclass(frozen=True, eq=False, repr=False)
class Together:
    """All areas as one, ``(year, 1, line)``: ``pupils`` and ``source`` by the ``ratio`` of those that are trusted, NaN
    where there are none; ``trust`` is the share of the source that is."""

    pupils: Floats
    source: Floats
    ratio: Floats
    trust: Floats


def together(known: Pairs) -> Together:
    """All areas as one: however many parts an area is cut into, together they are what it was. Areas with ratios of
    fewer than STEPS years are left out where others have more: who joins late would look like a change of all.

    >>> half = np.array([30.0, 20.0]).reshape(2, 1, 1)
    >>> every = together(Pairs(np.repeat(half, 2, axis=1), np.full((2, 2, 1), 50.0), np.ones((2, 2, 1))))
    >>> every.pupils[:, 0, 0], every.source[:, 0, 0]
    (array([60., 40.]), array([100., 100.]))
    """
    told = long_enough(known)
    every = told[:, None] | ~told.any()
    pupils, source = (np.where(every, each, 0.0) for each in (known.pupils, known.source))
    over, under = ((each * known.trust).sum(axis=1, keepdims=True) for each in (pupils, source))
    there = under > 0
    source = np.where(there, source.sum(axis=1, keepdims=True), np.nan)
    ratio = np.divide(over, under, out=np.full_like(over, np.nan), where=there)
    return Together(ratio * source, source, ratio, np.where(there, under / np.where(there, source, 1.0), 0.0))


def long_enough(known: Pairs) -> NDArray[np.bool_]:
    """The areas ``(area,)`` with ratios of STEPS years."""
    return np.asarray((known.trust > 0).any(axis=2).sum(axis=0) >= STEPS)


def believed(known: Pairs) -> Floats:
    """The trust in each pair, at most that in all areas as one: a year that is broken where they are counted together
    is so in every part."""
    if np.count_nonzero(known.trust.any(axis=(0, 2))) < 2:
        return known.trust
    every = together(known)
    return np.asarray(np.minimum(known.trust, trust(distances(every.pupils, every.source))))


def _heard(every: Together, own: float) -> Floats:
    """How far each year of all areas together is believed where they are taken for one: as that of one, and the less
    for being far from its neighbours the more areas show by themselves that it is a year of all."""
    alone = np.minimum(trust(distances(every.pupils, every.source)), every.trust)
    return np.asarray(alone * trust(far_together(every.pupils, every.source)) ** own)


def own_share(known: Pairs) -> float:
    """The share, 0 to 1, of yearly change that areas have by themselves: mean square of the change of logarithms, each
    area by its size. 0 where all go the same way as one, and nearly so where one has nearly all the pupils.

    >>> source = np.full((3, 2, 1), 100.0)
    >>> own_share(Pairs(np.array([[90.0, 45], [80, 40], [90, 45]])[:, :, None], source, np.ones((3, 2, 1))))
    0.0
    """
    every = together(known)
    usually = trust(far_together(every.pupils, every.source))
    weight = known.trust * known.source * usually
    both = np.where(weight[:-1] > 0, known.trust[:-1] * usually[:-1], 0.0) * weight[1:]
    change = np.where(both > 0, np.nan_to_num(np.diff(logarithms(known.pupils, known.source), axis=0)), 0.0)
    size = both.sum(axis=1, keepdims=True)
    share = both / np.where(size > 0, size, 1.0)
    common = (share * change).sum(axis=1, keepdims=True)
    own, common = ((share * each**2).sum() for each in (change - common, common))
    return float(own / (own + common)) if own > ROUNDED else 0.0


def sums_of_all(known: Pairs) -> tuple[Floats, Floats]:
    """Pupils and sources of all areas together ``(year, 1, line)``, see :func:`together`; no pupils and NaN where there
    are none."""
    every = together(known)
    return np.nan_to_num(every.pupils), every.source


def far_together(pupils: Floats, source: Floats) -> Floats:
    """How far the ratio ``(year, 1, line)`` of all areas lies from its neighbours, as :func:`distances` counts, or all
    lines of its year, whichever is more: a year that takes a little from every grade is far in none. The source is
    given: of many areas it is no matter of chance.

    >>> source = np.full((9, 1, 6), 1e6); source[4] *= np.exp([[0.02, -0.02] * 3]); source[7] *= 0.98
    >>> pupils = np.full((9, 1, 6), 1e6); pupils[5] *= 0.97; pupils[6::2] *= 1.01; pupils[2, 0, :3] *= 1.01
    >>> (far_together(pupils, source)[:, 0] > 3.5).all(axis=1)
    array([False, False, False, False, False,  True, False, False, False])
    """
    logs = logarithms(pupils, source)
    expected = np.exp(usual(logs)) * source
    every = np.nansum(expected, axis=2, keepdims=True)
    off = np.exp(shared(logarithms(pupils, expected)))
    with np.errstate(invalid="ignore"):
        year = distances(off * every, np.where(every > 0, every, np.nan), sure=True)
    return np.maximum(distances(pupils, source, sure=True), np.where(np.isfinite(logs), year, 0.0))


def shared(off: Floats) -> Floats:
    """What all lines of ``off (year, 1, line)`` were off in common ``(year, 1, 1)``: the middle one; of two, the
    smaller, and nothing where they contradict each other; NaN without any.

    >>> shared(np.array([[[-0.1, -0.2, 0.5]], [[-0.1, -0.2, np.nan]], [[-0.1, 0.2, np.nan]]]))[:, 0, 0]
    array([-0.1, -0.1,  0. ])
    """
    inside = np.sort(off, axis=2)  # NaN goes last
    known = np.isfinite(off).sum(axis=2, keepdims=True)
    low, high = (
        np.take_along_axis(inside, np.maximum(at, 0), 2)
        for at in ((known - 1) // 2, np.minimum(known // 2, off.shape[2] - 1))
    )
    smaller = np.where(np.abs(low) < np.abs(high), low, high)
    return np.where(np.isnan(low) | (low * high > 0), smaller, 0.0)


def lasting_share(ratios: Floats) -> float:
    """The share, 0 to 1, of yearly changes of ratios ``(year, line)`` that lasts: all, until years speak against it.
    Two years on, ratios of which every change lasts are √2 times as far off as one year on, and those which each year
    draws anew just as far; UNHEARD years are taken to have said that all lasts.

    >>> steady, back = np.exp([[0.0], [0.1], [0.2], [0.3]]), np.exp([[0.0], [0.1], [0.0], [0.1]])
    >>> lasting_share(steady), round(lasting_share(back), 3)
    (1.0, 0.667)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(ratios)
        one, two = ((logs[n:] - logs[:-n]) ** 2 for n in (1, 2))
    years = int(np.isfinite(two).any(axis=1).sum())
    one, two = one[np.isfinite(one)], two[np.isfinite(two)]
    if not len(two) or not one.any():
        return 1.0
    seen = min(max(float(two.mean() / one.mean()) - 1, 0.0), 1.0)
    return (UNHEARD + years * seen) / (UNHEARD + years)


def local_sums(known: Pairs, smoothing: float) -> Sums:
    """Sums up to each year of pupils over those whom the common ratio makes expect, to be drawn to 1. What 1 weighs is
    the same in all years, as much as it does in the last: how far areas lie apart does not grow with the record."""
    sums = faded_sums(known, smoothing)
    last = np.broadcast_to(sums.mean[-1], sums.mean.shape)
    return replace(sums, pooled=np.ones_like(sums.pooled), mean=last)


def local_part(known: Pairs, choice: Choice) -> Floats:
    """Pupils over those whom the common ratio makes expect ``(year, area, line)``, smoothed, and drawn to 1; 1 where
    nothing is known."""
    level, _ = levels(local_sums(known, choice.smoothing), choice)
    return level


def returning(pupils: Floats, source: Floats, trust: Floats, choice: Choice) -> Ratios:
    """Ratios of entrants to those of the year before, where nothing else is known of them. In the first year ahead an
    area comes back to its usual share of all who enter, and all to the mean of their levels under MEMBERS; from year to
    year all change by the mean of past years, as far as their own record bears that out."""
    known = Pairs(pupils, source, trust)
    total, first = _course(known)
    level = np.mean([_smoothed(total[first:], weight) for weight in MEMBERS], axis=0)
    since = range(1, len(level) + 1)
    drift = np.array([0.0] * first + [borne_out(total[first : first + n], level[:n]) for n in since])
    own = np.where(np.isfinite(pupils), pupils, 0.0)
    begun = np.maximum.accumulate(own > 0, axis=0)
    heard = np.where(np.isfinite(pupils) & begun, trust, 0.0)
    every = np.broadcast_to(np.exp(total)[:, None, None], pupils.shape)
    shares = faded_sums(Pairs(np.where(heard > 0, own, np.nan), every, heard), choice.smoothing)
    usual = np.divide(shares.over, shares.under, out=np.zeros_like(own), where=shares.under > 0)[-1]
    back = np.divide(usual * np.exp(level[-1]), own[-1], out=np.ones_like(usual), where=(own[-1] > 0) & (usual > 0))
    there = (known.source > 0).any(axis=0)
    if choice.pooling >= 1:
        back, there = np.full_like(usual, np.exp(level[-1] - total[-1])), np.full_like(there, there.any())
    found = np.where(there, np.exp(drift)[:, None, None], np.nan)
    return Ratios(found, np.zeros((len(pupils), pupils.shape[2])), choice, back=back)


def _course(known: Pairs) -> tuple[Floats, int]:
    """The logarithm ``(year,)`` of how many enter in all areas together, for each one of the first year, and the place
    of that year: nobody entered before, or it is not on record."""
    over, under = (each[:, 0, 0] for each in sums_of_all(known))
    going = (over > 0) & np.isfinite(under)
    total = np.cumsum(np.log(np.divide(over, under, out=np.ones_like(over), where=going)))
    return total, max(int(going.argmax()) - 1, 0)


def course_of_all(known: Pairs) -> tuple[Floats, Floats]:
    """Entrants ``(year, 1, 1)`` in all areas together who are followed from themselves, and how many there are in a
    usual year, the same in all; NaN before the first."""
    total, first = _course(known)
    usually = float(np.median(known.pupils.sum(axis=(1, 2))[first:]))
    course = np.where(np.arange(len(total)) < first, np.nan, np.exp(total - np.median(total[first:])) * usually)
    return course[:, None, None], np.full((len(total), 1, 1), usually if usually > 0 else np.nan)


def _smoothed(values: Floats, weight: float) -> Floats:
    """Values ``(year,)``, each year's the mean of all up to it with so much weight on the newest, at least that of one
    year among all."""
    found = values.copy()
    for t in range(1, len(values)):
        found[t] += (1 - max(weight, 1 / (t + 1))) * (found[t - 1] - values[t])
    return found


def borne_out(total: Floats, level: Floats) -> float:
    """The yearly change of a ``total (year,)`` (logarithm): the mean of all years, times the share, 0 to 1, of it that
    was seen, one to three years on from the ``level`` of each, where it had been expected.

    >>> falling = np.arange(8) * -0.1
    >>> round(borne_out(falling, falling), 3), borne_out(np.array([0.0, 0.1, 0.0, 0.1, 0.0]), np.zeros(5))
    (-0.1, 0.0)
    """
    if len(total) < STEPS:
        return 0.0
    means = (total - total[0]) / np.maximum(np.arange(len(total)), 1)
    pairs = [(total[t + n] - level[t], means[t] * n) for n in range(1, STEPS + 1) for t in range(2, len(total) - n)]
    seen = sum(came * expected for came, expected in pairs)
    noise = float(np.diff(total).var())
    squares = sum(expected**2 for _, expected in pairs) + noise
    return float(means[-1] * np.clip(seen / squares, 0.0, 1.0)) if squares > 0 else 0.0
