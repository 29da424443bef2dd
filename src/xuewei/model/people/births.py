"""Known births: by month, calendar year and school year.

Births may be those of several areas at once, arrays ``(area,)`` in the place of numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from datetime import date
from itertools import pairwise, repeat
from math import ceil
from operator import is_
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.calendar import MONTHS, month_of

Amount = Any
"""Births or persons: a number, or an array ``(area,)`` of those of several areas; of months None where unknown."""
Monthly = list[Amount]


class Born(Protocol):
    """Births of a line, of one area or of several."""

    @property
    def year(self) -> int:
        """The calendar year."""

    @property
    def births(self) -> Amount:
        """How many."""

    @property
    def period_end(self) -> date:
        """The last day of their twelve months."""

    @property
    def published_year(self) -> int | None:
        """The vintage."""


@dataclass(frozen=True, eq=False, repr=False)
class KnownBirths:
    """Births a month of one area: ``monthly`` from month ``first`` on, counted from year 0, None where unknown.
    ``filled`` are calendar years that no row gives and that were put in between known years, ``straight`` those of them
    that lie on a straight line, for want of the nation's births.

    A list, not a table by month: a country has tens of thousands of areas with hundreds of months each.
    """

    first: int = 0
    monthly: Sequence[Amount] = ()
    filled: tuple[int, ...] = ()
    years: tuple[int, ...] = field(default=())
    straight: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        """The month after the last that is known."""
        return self.first + len(self.monthly)

    def between(self, start: int, end: int) -> Amount:
        """Births in months ``start`` up to ``end`` (not included), or None where a month is unknown."""
        months = self.months(start, end)
        return sum(months) if len(months) == end - start and not _unknown(months) else None

    def in_year(self, year: int) -> Amount:
        """Births of a calendar year, or None where it is unknown."""
        return self.between(year * MONTHS, (year + 1) * MONTHS)

    def months(self, start: int, end: int) -> Sequence[Amount]:
        """What is known of months ``start`` up to ``end``, of those outside the list nothing."""
        return self.monthly[max(start - self.first, 0) : max(end - self.first, 0)]

    def counted(self, start: int, end: int) -> int:
        """Of months ``start`` up to ``end`` those that rows give."""
        months = zip(range(max(start, self.first), end), self.months(start, end), strict=False)
        return sum(births is not None and month // MONTHS not in self.filled for month, births in months)

    def apart(self, count: int) -> list[KnownBirths]:
        """Those of each of so many areas.

        >>> one, other = KnownBirths(0, [np.array([1.0, 2.0]), None]).apart(2)
        >>> one.monthly, other.monthly
        ((1.0, None), (2.0, None))
        """
        columns = {id(each): np.broadcast_to(each, count).tolist() for each in self.monthly if each is not None}
        none = [None] * count
        each = zip(*(none if births is None else columns[id(births)] for births in self.monthly), strict=True)
        return [replace(self, monthly=months) for months in each] if self.monthly else [self] * count


def _unknown(months: Sequence[Amount]) -> int:
    """How many of some months are unknown."""
    return sum(map(is_, months, repeat(None)))


def known_births(rows: Iterable[Born]) -> KnownBirths:
    """Births by month from the rows of one area; of several vintages of a year the newest counts.

    A row spreads evenly over the twelve months that end at its ``period_end``; months of its ``year`` that no
    period covers take the same rate.
    """
    newest: dict[int, Born] = {}
    for row in sorted(rows, key=lambda row: row.published_year or 0):
        newest[row.year] = row
    if not newest:
        return KnownBirths()
    ends = [round(month_of(row.period_end) + 0.5) for row in newest.values()]
    first = min(*(end - MONTHS for end in ends), *(year * MONTHS for year in newest))
    found: Monthly = [None] * (max(*ends, *((year + 1) * MONTHS for year in newest)) - first)
    periods = [(end - MONTHS, row) for end, row in zip(ends, newest.values(), strict=True)]
    elsewhere = [(row.year * MONTHS, row) for start, row in periods if start != row.year * MONTHS]
    for start, row in (*periods, *elsewhere):
        _put(found, start - first, [row.births / MONTHS] * MONTHS)
    return KnownBirths(first, found, years=tuple(sorted(newest)))


def _put(found: Monthly, at: int, births: Sequence[Amount]) -> None:
    """Put births of some months in where none are known."""
    there = found[at : at + len(births)]
    if _unknown(there) < len(there):
        births = [new if old is None else old for old, new in zip(there, births, strict=True)]
    found[at : at + len(births)] = births


def fill_gaps(area: KnownBirths, nation: KnownBirths) -> KnownBirths:
    """``area`` with the calendar years that lie between its known ones put in.

    A missing year takes the area's share of the nation's births, in a straight line between the shares of the known
    years around it; without the nation's births, a straight line between the births themselves.
    """
    found, filled, straight = list(area.monthly), [], []
    for earlier, later in pairwise(area.years):
        if later == earlier + 1:
            continue
        first, last = area.in_year(earlier), area.in_year(later)
        if first is None or last is None:
            continue
        for year in range(earlier + 1, later):
            weight = (year - earlier) / (later - earlier)
            around = [nation.in_year(each) for each in (earlier, year, later)]
            if all(around):
                start, here, end = (births for births in around if births)
                births = here * ((1 - weight) * first / start + weight * last / end)
            else:
                births = (1 - weight) * first + weight * last
                straight.append(year)
            filled.append(year)
            _put(found, year * MONTHS - area.first, [births / MONTHS] * MONTHS)
    return replace(area, monthly=found, filled=tuple(filled), straight=tuple(straight))


def with_nation(area: KnownBirths, nation: KnownBirths) -> KnownBirths:
    """``area`` with the nation's births in every month that it does not know itself, times its share of them in the
    nearest twelve months that both know. An area without births takes the nation's as they are.

    >>> area, nation = KnownBirths(24, [2.0] * 12), KnownBirths(0, [100.0] * 48)
    >>> with_nation(area, nation).between(0, 48)
    96.0
    """
    start, end = max(area.first, nation.first), min(area.end, nation.end)
    pairs = zip(range(start, end), area.months(start, end), nation.months(start, end), strict=True)
    both = [(month, own, whole) for month, own, whole in pairs if own is not None and whole]
    if not both:
        return area if area.monthly else nation
    nearest = both[:MONTHS], both[-MONTHS:]
    first, last = (sum(own for _, own, _ in part) / sum(whole for *_, whole in part) for part in nearest)
    middle = ceil((both[0][0] + both[-1][0]) / 2)
    start, end = min(area.first, nation.first), max(area.end, nation.end)
    found: Monthly = [None] * (end - start)
    _put(found, area.first - start, area.monthly)
    lent = [
        None if births is None else births * share
        for share, months in ((first, nation.months(nation.first, middle)), (last, nation.months(middle, nation.end)))
        for births in months
    ]
    _put(found, nation.first - start, lent)
    return replace(area, first=start, monthly=found)


def births_of_age(known: KnownBirths, age: int, moment: float) -> Amount:
    """Births of the twelve months that made those aged ``age`` at month ``moment``; None where one is unknown."""
    end = round(moment)
    return known.between(end - (age + 1) * MONTHS, end - age * MONTHS)


def cohort_weights(ages: range, moment: float, known: KnownBirths) -> NDArray[np.float64]:
    """Shares ``(…, age)`` (summing to one) of single ages in an age group counted at month ``moment``, by the births of
    the twelve months that made each age; even where those of one age are unknown, or nobody was born."""
    made = [births_of_age(known, age, moment) for age in ages]
    if _unknown(made):
        return np.full(len(ages), 1 / len(ages))
    births = np.stack(np.broadcast_arrays(*made), axis=-1, dtype=np.float64)
    total = births.sum(axis=-1, keepdims=True)
    shares: NDArray[np.float64] = births / np.where(total > 0, total, 1.0)
    return np.where(total > 0, shares, 1 / len(ages))


def twelve_months(areas: Sequence[KnownBirths], ends: Sequence[int]) -> NDArray[np.float64]:
    """Births ``(end, area)`` of the twelve months before each of the months ``ends``, as :meth:`KnownBirths.between`
    has them; NaN where a month is unknown.

    >>> twelve_months([KnownBirths(0, [1.0] * 13), KnownBirths(12, [2.0] * 12)], [12, 13, 24]).tolist()
    [[12.0, nan], [12.0, nan], [nan, 24.0]]
    """
    found = np.full((len(ends), len(areas)), np.nan)
    groups: dict[tuple[int, int], list[int]] = {}
    for n, one in enumerate(areas):
        groups.setdefault((one.first, len(one.monthly)), []).append(n)
    for (first, months), at in groups.items():
        table = np.array([areas[n].monthly for n in at], dtype=np.float64).T.copy()
        for row, end in zip(found, ends, strict=True):
            low = end - MONTHS - first
            if 0 <= low <= months - MONTHS:
                row[at] = sum(table[low : low + MONTHS])  # one month after another, as of one area
    return found
