"""How many areas, and how many seats, may be short at once: areas are off together by what they share, and each by what
it does alone."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass

Floats = NDArray[np.float64]
STEPS = 21
"""Cases, alike likely, that what all areas share is taken in, and in each of them what they do alone."""
FARTHEST = 5.0
"""Standard deviations beyond which no area is taken to be short."""
LEAP = 8
"""How far the cases of a second cause are ahead of those of the first, so that neither follows the other."""


@dataclass(frozen=True)
class Shortages:
    """From how many to how many ``areas`` are short of seats at once, and what they lack together (``missing``), as far
    as a band holds; nobody's seats serve another area."""

    areas: tuple[int, int]
    missing: tuple[int, int]


def shortages(pupils: Floats, seats: Floats, shared: Floats, own: Floats, level: float) -> Shortages:
    """Shortages of areas with so many ``pupils`` and ``seats (area,)``, of which the logarithms of demand spread by
    what is ``shared (cause, area)``, of at most two causes, and by each one's ``own (area,)``, all of them standard
    deviations; ``level``: that of the ends.

    Half of a hundred areas whose seats are just enough are short, some more or fewer where each is off alone, nearly
    none or nearly all where they are off together:

    >>> alike, none = np.full(100, 1000.0), np.zeros((1, 100))
    >>> alone = shortages(alike, alike + 0.5, none, np.full(100, 0.04), 0.8)
    >>> together = shortages(alike, alike + 0.5, np.full((1, 100), 0.04), np.full(100, 0.01), 0.8)
    >>> alone.areas, together.areas
    ((43, 55), (0, 100))

    What is rarer than the end of a band is not in it, however few the areas:

    >>> one, none = np.array([100.0, 100.0]), np.zeros((1, 2))
    >>> [shortages(one, one + spare, none, np.full(2, 0.05), 0.8).areas for spare in (12, 0.5)]
    [(0, 0), (0, 2)]
    """
    near = seats < pupils * np.exp(FARTHEST * (shared.sum(axis=0) + own)) + 1
    pupils, seats, shared, own = pupils[near], seats[near], shared[:, near], own[near]
    points = np.array([NormalDist().inv_cdf((n + 0.5) / STEPS) for n in range(STEPS)])
    found, none = np.empty((2, STEPS, STEPS)), np.empty(STEPS)
    for n in range(STEPS):
        moved = points[[n, n * LEAP % STEPS][: len(shared)]] @ shared
        *both, none[n] = _expected(pupils * np.exp(moved), seats, own)
        for means, (mean, variance) in zip(found, both, strict=True):
            means[n] = mean + points * math.sqrt(variance)
    ends = [(1 - level) / 2, (1 + level) / 2]
    areas, missing = (np.quantile(np.maximum(each, 0.0), ends).round().astype(int).tolist() for each in found)
    some = [bool(none.mean() < end) for end in ends]
    areas = [min(max(n, 1), len(pupils)) if short else 0 for n, short in zip(areas, some, strict=True)]
    missing = [max(n, 1) if short else 0 for n, short in zip(missing, some, strict=True)]
    return Shortages((areas[0], areas[1]), (missing[0], missing[1]))


Moments = tuple[float, float]
"""A mean and a variance."""


def _expected(pupils: Floats, seats: Floats, own: Floats) -> tuple[Moments, Moments, float]:
    """How many areas are short, and what they lack, on average, each with its variance; and how likely none is."""
    sure = own <= 0
    width = np.where(sure, 1.0, pupils * own)
    over = (pupils - seats) / width
    chance = np.where(sure, pupils > seats + 0.5, _below(over - 0.5 / width))
    height, below = np.exp(-(over**2) / 2) / math.sqrt(2 * math.pi), _below(over)
    lack = np.where(sure, np.maximum(pupils - seats, 0.0), np.maximum(width * (over * below + height), 0.0))
    squares = np.where(sure, lack**2, width**2 * ((1 + over**2) * below + over * height))
    of_areas, of_seats = chance * (1 - chance), np.maximum(squares - lack**2, 0.0)
    return (
        (float(chance.sum()), float(of_areas.sum())),
        (float(lack.sum()), float(of_seats.sum())),
        float((1 - chance).prod()),
    )


def _below(over: Floats) -> Floats:
    """The share of a normal distribution below so many standard deviations, within 1e-7.

    Source: Abramowitz and Stegun (1964), 26.2.17.

    >>> _below(np.array([0.0, 1.2816, -40.0])).round(4).tolist()
    [0.5, 0.9, 0.0]
    """
    far = 1 / (1 + 0.2316419 * np.abs(over))
    terms = (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429)
    tail = np.exp(-(over**2) / 2) / math.sqrt(2 * math.pi) * sum(each * far ** (n + 1) for n, each in enumerate(terms))
    return np.where(over > 0, 1 - tail, tail)
