"""Registers of children by month of birth, and how many of them are of an age when a school year begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.calendar import MONTHS, cutoff_moment, month_of
from xuewei.model.population import CHILDREN_KINDS, BirthsRow, ChildrenRow
from xuewei.model.rounding import NOISE_DIGITS

Floats = NDArray[np.float64]
Written = tuple[str, date, float]
"""A place, the day on which twelve months of birth end, and the persons who were born in them."""


@dataclass(frozen=True, eq=False, repr=False)
class Monthly:
    """Children by month of birth: ``table (place, month)`` from month ``first`` (counted from year 0) on; NaN where
    nobody knows."""

    first: int
    table: Floats

    def cohort(self, end: int) -> Floats:
        """Children of every place ``(place,)`` who were born in the twelve months before month ``end``; NaN where a
        month is unknown."""
        low = end - MONTHS - self.first
        if low < 0 or low + MONTHS > self.table.shape[1]:
            return np.full(len(self.table), np.nan)
        return np.asarray(self.table[:, low : low + MONTHS].sum(axis=1).round(NOISE_DIGITS))

    def held(self, end: int) -> Monthly:
        """The same up to month ``end``: after the last month that is known of a place as in its last twelve.

        >>> Monthly(0, np.array([[1.0] * 12 + [2.0] * 12, [np.nan] * 12 + [3.0] * 12])).held(36).cohort(36).tolist()
        [24.0, 36.0]
        """
        months = end - self.first
        table = np.full((len(self.table), max(months, self.table.shape[1])), np.nan)
        table[:, : self.table.shape[1]] = self.table
        for n in np.flatnonzero(np.isfinite(self.table).any(axis=1)).tolist():
            last = int(np.flatnonzero(np.isfinite(table[n]))[-1]) + 1
            table[n, last:] = np.mean(table[n, max(last - MONTHS, 0) : last])
        return Monthly(self.first, table)

    def known_to(self, place: int) -> int | None:
        """The last month that is known of a place; None where none is."""
        there = np.flatnonzero(np.isfinite(self.table[place]))
        return self.first + int(there[-1]) if len(there) else None

    def entering(self, years: range, age: int, cutoff: tuple[int, int]) -> Floats:
        """Children ``(year, place)`` who are of ``age`` at the cut-off of each school year."""
        return np.stack([self.cohort(born_before(year, age, cutoff)) for year in years])


def born_before(year: int, age: int, cutoff: tuple[int, int]) -> int:
    """The month before which those are born who are ``age`` at the cut-off of a school year.

    >>> divmod(born_before(2026, 6, (8, 31)), 12)
    (2020, 8)
    """
    return round(month_of(cutoff_moment(year - age, cutoff)))


def month_after(day: date) -> int:
    """The month that begins after a day, or nearest to that.

    >>> divmod(month_after(date(2020, 8, 31)), 12), divmod(month_after(date(2020, 12, 31)), 12)
    ((2020, 8), (2021, 0))
    """
    return round(month_of(day + timedelta(days=1)))


def monthly(rows: Sequence[Written], places: Mapping[str, int]) -> Monthly:
    """Children by month of birth of ``places``: a row spreads evenly over its twelve months, and of two that speak of a
    month the later one in ``rows`` counts.

    >>> found = monthly([("甲", date(2019, 12, 31), 120.0), ("甲", date(2020, 12, 31), 240.0)], {"甲": 0})
    >>> found.entering(range(2026, 2028), 6, (8, 31)).tolist()
    [[200.0], [nan]]
    """
    kept = [row for row in rows if row[0] in places]
    if not kept:
        return Monthly(0, np.empty((len(places), 0)))
    months = {day: month_after(day) for day in {row[1] for row in kept}}
    ends = np.array([months[row[1]] for row in kept])
    first = int(ends.min()) - MONTHS
    table = np.full((len(places), int(ends.max()) - first), np.nan)
    at, persons = np.array([places[row[0]] for row in kept]), np.array([row[2] for row in kept], np.float64)
    inside = ends[:, None] - first - MONTHS + np.arange(MONTHS)
    table[at[:, None], inside] = persons[:, None] / MONTHS
    return Monthly(first, table)


def whole_rows(rows: Iterable[ChildrenRow]) -> list[ChildrenRow]:
    """The rows whose twelve months were over on the day of the register, oldest registers first."""
    return sorted((row for row in rows if row.day >= row.period_end), key=lambda row: row.day)


def registers(rows: Iterable[ChildrenRow], places: Mapping[str, int]) -> dict[str, Monthly]:
    """The registers of ``places`` by kind, of several days the newest; kinds without a row are not in it."""
    by_kind: dict[str, list[Written]] = {}
    for row in whole_rows(rows):
        by_kind.setdefault(row.kind, []).append((row.area, row.period_end, row.persons))
    return {kind: monthly(by_kind[kind], places) for kind in CHILDREN_KINDS if kind in by_kind}


def births_by_month(rows: Iterable[BirthsRow], places: Mapping[str, int]) -> Monthly:
    """Births of ``places``, of several vintages of a year the newest."""
    ordered = sorted(rows, key=lambda row: row.published_year or 0)
    return monthly([(row.area, row.period_end, row.births) for row in ordered], places)
