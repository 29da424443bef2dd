"""Schools that stand near children: as many of these as they have seats for need no site.

Children are divided among the schools within their stage's distance as flows, as many as can be. A site then serves
those who are left: with it, more children have a seat within reach than without it, by as many as it has seats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
SLIGHT = 0.5
"""Seats below which a school has none."""


def seating(children: Floats, seats: Floats, place: Wholes, school: Wholes) -> Floats:
    """A flow ``(way,)`` that seats as many ``children (place,)`` as can be in the ``seats (school,)`` within reach;
    way ``w`` leads from ``place[w]`` to ``school[w]``.

    >>> flow = seating(np.array([30.0, 50.0]), np.array([60.0, 40.0]), np.array([0, 1, 0]), np.array([0, 0, 1]))
    >>> float(flow.sum())
    80.0
    """
    import highspy

    if not len(place):
        return np.zeros(0)
    ends = np.stack([place, len(children) + school], axis=1).ravel()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(place), len(children) + len(seats)
    lp.col_cost_ = np.full(len(place), -1.0)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(place)), np.full(len(place), np.inf)
    lp.row_lower_, lp.row_upper_ = np.full(lp.num_row_, -np.inf), np.r_[children, seats]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = (2 * np.arange(len(place) + 1)).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = ends.astype(np.int32), np.ones(len(ends))
    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    engine.silent()
    engine.passModel(lp)
    engine.run()
    return np.asarray(np.maximum(engine.getSolution().col_value, 0.0), np.float64)


@dataclass(frozen=True, eq=False, repr=False)
class Standing:
    """Schools of one area and stage near its children: ways from ``place`` to ``school (way,)``, by index of all places
    and of ``seats (school,)``; ``flow (way,)`` seats as many as can be."""

    place: Wholes
    school: Wholes
    seats: Floats
    flow: Floats


@dataclass(eq=False, repr=False)
class Beside:
    """What schools of one area and stage leave of the children near a site, year by year: ``children (year, place)``,
    ``seats (year, school)``, and ways as of :class:`Standing`. What was asked once is remembered."""

    children: Floats
    seats: Floats
    place: Wholes
    school: Wholes
    known: dict[tuple[int, bytes], float] = field(default_factory=dict)

    def left(self, near: Wholes, since: int) -> tuple[float, float]:
        """Of the places ``near`` a site the most children whom the schools leave, in a year from ``since`` on, and all
        children there in that year."""
        there = self.children[:, near].sum(axis=1)
        best, all_ = 0.0, float(there[since:].max(initial=0.0))
        for year in sorted(range(since, len(there)), key=lambda y: -float(there[y])):
            if there[year] <= best:
                break
            others = np.setdiff1d(np.unique(self.place), near)
            rest = self._seated(year, np.unique(self.place)) - self._seated(year, others)
            if there[year] - rest > best + 1e-9:
                best, all_ = float(there[year] - rest), float(there[year])
        return best, all_

    def _seated(self, year: int, places: Wholes) -> float:
        """Children of some places who have a seat within reach, as many as can be."""
        key = year, places.tobytes()
        if key not in self.known:
            some = np.isin(self.place, places)
            flow = seating(self.children[year], self.seats[year], self.place[some], self.school[some])
            self.known[key] = float(flow.sum())
        return self.known[key]

    def standing(self, near: Wholes, since: int) -> Standing | None:
        """The schools that matter to sites with these places ``near`` them; None where there are none. Each place is
        taken in its year with most children, each school in that with fewest seats, from ``since`` on: what no year
        would allow is not allowed."""
        children = self.children[since:].max(axis=0, initial=0.0)
        seats = self.seats[since:].min(axis=0, initial=np.inf)
        open_ = seats[self.school] >= SLIGHT
        some = np.isin(self.place, near) & open_
        while True:  # what another place takes of a school, a third school may give back
            schools = np.unique(self.school[some])
            more = np.isin(self.place, self.place[np.isin(self.school, schools)]) & open_
            if more.sum() == some.sum():
                break
            some = more
        if not some.any():
            return None
        place, school = self.place[some], np.searchsorted(schools, self.school[some])
        return Standing(place, school, seats[schools], seating(children, seats[schools], place, school))


def ways(metres: Floats, limit: float, same: NDArray[np.bool_]) -> tuple[Wholes, Wholes]:
    """Places and schools, by index, of the ways of ``metres (place, school)`` that are no longer than the ``limit``
    and within one area (``same``, of the same shape)."""
    place, school = np.nonzero((metres <= limit) & same)
    return place.astype(np.int64), school.astype(np.int64)


Nearby = Mapping[tuple[int, int], Standing]
"""Schools that stand near children, by area and stage."""
