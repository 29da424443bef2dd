"""How sure a ratio is: refitted without each year of its record in turn, its choices held fixed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.broken_years import distances, trust
from xuewei.model.grade_ratios import Choice, Pairs, ratios

Floats = NDArray[np.float64]
STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 8: 2.306, 10: 2.228, 15: 2.131, 30: 2.042}
"""Standard errors on each side of an interval of 95 %, by degrees of freedom (Student 1908)."""
NORMAL = 1.960
"""The same where the degrees of freedom are without number."""


@dataclass(frozen=True, eq=False, repr=False)
class Sureness:
    """Ratios ``(area, line)`` for the first year ahead, their standard ``error``, and half the width of an interval of
    95 %, ``reach``; NaN where fewer than two years are on record. ``miss``: by how much the ratios that came lay off
    those expected a year before, root mean square, NaN where none was expected. ``pairs`` and ``broken (year, area,
    line)`` mark the years with a ratio on record, and those that are trusted less."""

    ratio: Floats
    error: Floats
    reach: Floats
    miss: Floats
    pairs: NDArray[np.bool_]
    broken: NDArray[np.bool_]


def sureness(pupils: Floats, source: Floats, choice: Choice) -> Sureness:
    """The jackknife over years (Tukey 1958) of ratios of ``pupils`` to ``source``, both ``(year, area, line)``.

    A year that is left out is as a year without rows, in all areas at once: what happens in a year happens to all.
    The trust in the other years stays what it was.

    >>> pupils = np.array([90.0, 92.0, 88.0]).reshape(3, 1, 1)
    >>> sureness(pupils, np.full((3, 1, 1), 100.0), Choice(0.0, 0.0, 0.0)).error.round(4)
    array([[0.0115]])
    """
    weights = trust(distances(pupils, source))
    known = Pairs(pupils, source, weights)
    pairs = known.trust > 0
    heard = _weight(known, choice)
    used = heard > 0
    without = np.full_like(weights, np.nan)
    for t in np.flatnonzero(pairs.any(axis=(1, 2))):
        kept = weights.copy()
        kept[t] = 0.0
        without[t] = ratios(pupils, source, kept, choice).ahead(1)
    chosen = ratios(pupils, source, weights, choice)
    found = chosen.ahead(1)
    years = used.sum(axis=0)
    held = np.where(used, without - found, 0.0)  # about the ratio itself, so that what is constant has no error
    off = np.where(used, held - held.sum(axis=0) / np.maximum(years, 1), 0.0)
    error = np.sqrt((off**2).sum(axis=0) * (years - 1) / np.maximum(years, 1))
    error = np.where(years > 1, error, np.nan)
    miss = _miss(known.pupils, known.source, chosen.was_ahead(1))
    return Sureness(found, error, error * student(_freedom(heard)), miss, pairs, pairs & (known.trust < 1))


def together(pupils: Floats, source: Floats, choice: Choice) -> Sureness:
    """The same of all areas together, as a single one. A year is broken where it is in any area."""
    found = sureness(pupils, source, replace(choice, pooling=1.0))
    known = Pairs(pupils, source, np.ones_like(pupils))
    expected = ratios(pupils, source, trust(distances(pupils, source)), replace(choice, pooling=1.0)).was_ahead(1)
    over, under = (each.sum(axis=1, keepdims=True) for each in (known.pupils, known.source))
    pairs, broken = (np.asarray(each.any(axis=1, keepdims=True)) for each in (found.pairs, found.broken))
    miss = _miss(over, under, expected[:, :1])
    return Sureness(found.ratio[:1], found.error[:1], found.reach[:1], miss, pairs, broken)


def student(freedom: Floats) -> Floats:
    """Standard errors on each side of an interval of 95 %, by degrees of freedom of at least one.

    >>> student(np.array([1.0, 5.0, 1e9])).round(2)
    array([12.71,  2.57,  1.96])
    """
    at = [0.0, *(1 / each for each in reversed(STUDENT))]
    return np.asarray(np.interp(1 / freedom, at, [NORMAL, *reversed(STUDENT.values())]))


def _miss(pupils: Floats, source: Floats, expected: Floats) -> Floats:
    """Root mean square ``(area, line)`` of ratios on record less those expected; NaN where there are none."""
    there = (source > 0) & np.isfinite(expected)
    off = np.where(there, pupils / np.where(source > 0, source, 1.0) - np.where(there, expected, 0.0), 0.0)
    years = there.sum(axis=0)
    return np.where(years > 0, np.sqrt((off**2).sum(axis=0) / np.maximum(years, 1)), np.nan)


def _weight(known: Pairs, choice: Choice) -> Floats:
    """What each year ``(year, area, line)`` weighs in a ratio: its source, as far as trusted, faded by later years. An
    area that borrows hears the years of all areas."""
    later = np.ones_like(known.trust)
    later[:-1] = np.cumprod((1 - choice.smoothing * known.trust)[:0:-1], axis=0)[::-1]
    weight = known.source * known.trust
    faded = weight * later
    if choice.pooling > 0:
        faded = np.broadcast_to(faded.sum(axis=1, keepdims=True), faded.shape)
        weight = np.broadcast_to(weight.sum(axis=1, keepdims=True), weight.shape)
    # a year that has faded away is still a year that could have come instead
    return np.where(weight > 0, np.maximum(faded, np.finfo(float).tiny), 0.0)


def _freedom(weight: Floats) -> Floats:
    """Degrees of freedom: the number of years of equal weight that would say as much (Kish 1965) less one; at least
    one."""
    share = weight / np.maximum(weight.max(axis=0), np.finfo(float).tiny)
    years = share.sum(axis=0) ** 2 / np.maximum((share**2).sum(axis=0), 1.0)
    return np.asarray(np.maximum(years - 1, 1.0))
