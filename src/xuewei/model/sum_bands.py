"""How far the demand of several areas together may be off: what they share adds up, what each does alone adds up in
squares."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.pupils.error_growth import COMMON, LOCAL
from xuewei.model.pupils.grounds import LEAVERS, Demand
from xuewei.model.pupils.past_spread import BIRTHS
from xuewei.model.spread import NORMAL, Spread, student

Floats = NDArray[np.float64]
Areas = NDArray[np.intp]
FEWEST_DEGREES = 3.0
"""Degrees of freedom below which errors of areas that have nothing in common are not taken to be."""
SLOWNESS = 1.8
"""How slowly a sum of independent errors of few degrees of freedom comes to be normal (derived: sums of up to 10,000
errors of 3 to 30 degrees, folded; the widths of 50, 80 and 95 % are met within 2 %)."""


@dataclass(frozen=True, eq=False, repr=False)
class Sources:
    """Whose errors areas have: those of the ``people (area,)`` and of the ``record (area, stage)`` by the name of the
    census area where several areas are parts of it, so that they are off together; else by their own."""

    people: NDArray[np.object_]
    record: NDArray[np.object_]


def record_of(demand: Demand, area: str, stage: str) -> str:
    """Whose pupils on record decide a stage of an area; of one that comes of leavers those of the stage that they left;
    without any, the area itself."""
    after, how = {each.name: each.after for each in demand.stages}, demand.grounds[area, stage]
    before = after[stage]
    while how.method == LEAVERS and before in after:
        how, before = demand.grounds[area, before], after[before]
    return how.record or area


def sources(demand: Demand, held: Sequence[str]) -> Sources:
    """The sources of the areas of a demand, of which each is ``held`` by a census area."""
    names = np.array(demand.areas, dtype=object)
    of_record = np.array(
        [[record_of(demand, area, stage.name) for stage in demand.stages] for area in demand.areas], dtype=object
    ).reshape(len(names), len(demand.stages))
    columns = [_shared(names, of_record[:, s]) for s in range(len(demand.stages))]
    return Sources(_shared(names, np.array(held, dtype=object)), np.stack(columns, axis=1))


def _shared(names: NDArray[np.object_], held: NDArray[np.object_]) -> NDArray[np.object_]:
    """The sources of areas: who holds them, where it holds several."""
    _, places, counts = np.unique(held, return_inverse=True, return_counts=True)
    return np.where(counts[places] > 1, held, names)


@dataclass(frozen=True, eq=False, repr=False)
class Sums:
    """The ``error`` of demand that follows pupils on record and, where any comes of people, that of ``people``, both
    ``(part, area, stage, year)``; ``births`` is the share of the variance of births that all areas have in common."""

    demand: Demand
    error: Spread
    people: Spread | None
    sources: Sources
    births: float

    def ends(self, at: Areas, followed: NDArray[np.bool_], stage: str, year: int, level: float) -> tuple[float, float]:
        """The ends, in pupils, of the band of the demand of a stage of the areas ``at (area,)`` together, all of them
        forecast here, from pupils that are ``followed (area,)`` on record or from people; NaN where nothing tells how
        sure one of them is."""
        s, t = [each.name for each in self.demand.stages].index(stage), self.demand.years.index(year)
        pupils = self.demand.whole[stage][t, at]
        total, low, high = float(pupils.sum()), 0.0, 0.0
        for part, spread in self._parts(at, s, t, followed):
            down, up = (end[0] for end in spread.logarithms(level))
            moved = pupils * -np.expm1(-down), pupils * np.expm1(up)
            fewer, more = (self._of_part(part, each, spread.degrees[0], level, at, s, t) for each in moved)
            low, high = low + _squared_log(1 - fewer / total), high + _squared_log(1 + more / total)
        return total * float(np.exp(-np.sqrt(low))), total * float(np.exp(np.sqrt(high)))

    def apart(
        self, at: Areas, followed: NDArray[np.bool_], stage: str, year: int, level: float
    ) -> tuple[Floats, Floats]:
        """How far up each of the areas ``at (area,)`` reaches in a band of ``level``, as logarithms, by what it shares
        with all others that follow a record or that do not ``(kind, area)``, and by what it does alone ``(area,)``."""
        s, t = [each.name for each in self.demand.stages].index(stage), self.demand.years.index(year)
        shared, own = np.zeros((2, len(at)))
        for part, spread in self._parts(at, s, t, followed):
            squares = spread.logarithms(level)[1][0] ** 2
            share = self.births if part in (BIRTHS, "people.births") else float(part in (COMMON, "people.level"))
            shared, own = shared + share * squares, own + (1 - share) * squares
        return np.sqrt(np.stack([np.where(followed, shared, 0.0), np.where(followed, 0.0, shared)])), np.sqrt(own)

    @cached_property
    def _codes(self) -> tuple[Areas, Areas]:
        """The sources of people ``(area,)`` and records ``(area, stage)`` as numbers from 0 on."""
        shapes = self.sources.people.shape, self.sources.record.shape
        codes = [np.unique(each, return_inverse=True)[1] for each in (self.sources.people, self.sources.record)]
        return codes[0].reshape(shapes[0]), codes[1].reshape(shapes[1])

    def _parts(self, at: Areas, s: int, t: int, followed: NDArray[np.bool_]) -> list[tuple[str, Spread]]:
        """The parts of the errors of areas, each by its name and as a spread of its own ``(1, area)``; births of those
        who follow a record and of people are two."""
        mine = np.where(followed, self.error.deviations[:, at, s, t], 0.0)
        degrees = self.error.degrees[:, at, s, t]
        found = [(each, Spread((each,), mine[[n]], degrees[[n]])) for n, each in enumerate(self.error.parts)]
        if self.people is None or followed.all():
            return found
        every, alone = self.people, len(self.people.parts) - len(found)
        deviations = np.where(followed, 0.0, every.deviations[:, at, s, t])
        shares = np.where(followed, 1.0, np.broadcast_to(every.shares, every.deviations.shape)[:, at, s, t])
        for n, part in enumerate(every.parts):
            if n >= alone:  # the error of those who left a stage that follows a record
                deviations[n] += mine[n - alone]
            of_part = Spread(
                (part,), deviations[[n]], np.where(followed, np.inf, every.degrees[n, at, s, t])[None], shares[[n]]
            )
            if n < alone:
                found.append((f"people.{part}", of_part))
            else:
                found[n - alone] = part, Spread((part,), deviations[[n]], degrees[[n - alone]])
        return found

    def _of_part(self, part: str, moved: Floats, degrees: Floats, level: float, at: Areas, s: int, t: int) -> float:
        """How many pupils a part moves of all areas together, of so many ``moved (area,)`` of each."""
        if not moved.any():
            return 0.0
        freedom = float(degrees[moved > 0].min(initial=np.inf))
        if part == "people.level":
            return float(moved.sum())
        if part == COMMON:
            return self._walked(part, moved, at, s, t)
        of_people, of_record = self._codes
        source = of_people[at] if part.startswith("people.") else of_record[at, s]
        if part == "people.participation":
            source = np.arange(len(at))
        own = _alone(moved, source, freedom, level)
        if part in (LOCAL, "people.net_migration", "people.participation"):
            return own
        shared = self._walked(part, moved, at, s, t) if part == BIRTHS else float(moved.sum())
        return float(np.sqrt(self.births * shared**2 + (1 - self.births) * own**2))

    def _walked(self, part: str, moved: Floats, at: Areas, s: int, t: int) -> float:
        """The same of an error that all areas share from the year on from which each has it: a walk, of which those
        that began later have seen less."""
        first = (self.error.deviations[self.error.parts.index(part), at, s] > 0).argmax(axis=1)
        starts, places = np.unique(first, return_inverse=True)
        sums, long = np.bincount(places, moved, len(starts)), np.maximum(t - starts + 1, 1)
        both = np.sqrt(np.minimum(long[:, None], long) / np.maximum(long[:, None], long))
        return float(np.sqrt(sums @ both @ sums))


def _squared_log(share: float) -> float:
    """The square of the logarithm of a share of demand that is left, which is never nothing."""
    return float(np.log(max(share, 1e-9)) ** 2)


def _alone(moved: Floats, source: Areas, freedom: float, level: float) -> float:
    """How many pupils errors move together that have nothing in common but their ``source (area,)``.

    >>> float(_alone(np.array([3.0, 4.0]), np.array([0, 1]), np.inf, 0.8))
    5.0
    >>> float(_alone(np.array([3.0, 4.0]), np.array([0, 0]), np.inf, 0.8))
    7.0
    """
    squares = np.bincount(source, moved) ** 2
    total = float(squares.sum())
    if np.count_nonzero(squares) == 1:
        return float(np.sqrt(total))
    return float(np.sqrt(total)) * wider(freedom, total**2 / float((squares**2).sum()), level)


def wider(freedom: float, count: float, level: float) -> float:
    """How much further than the root of squares a sum of so many alike errors of Student's t reaches: long tails are
    narrow in the middle, and a sum of many is normal.

    >>> [round(wider(4.0, count, 0.8), 2) for count in (1, 2, 10, 1000)], wider(np.inf, 9, 0.8)
    ([1.0, 1.06, 1.13, 1.18], 1.0)
    """
    degrees = max(freedom, FEWEST_DEGREES)
    one = float(student(np.array(degrees), level))
    many = NORMAL[level] / float(np.sqrt(1 - 2 / degrees))
    return float((many + (one - many) * count ** (SLOWNESS / degrees - 1)) / one)
