"""Known births: by month, calendar year and school year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from xuewei.model.calendar import MONTHS, month_of
from xuewei.model.population import BirthsRow


@dataclass(frozen=True, eq=False, repr=False)
class KnownBirths:
    """Births a month of one area, by month counted from year 0. ``filled`` are calendar years that no row gives and
    that were put in between known years."""

    by_month: Mapping[int, float]
    filled: tuple[int, ...] = ()
    years: tuple[int, ...] = field(default=())

    def between(self, start: int, end: int) -> float | None:
        """Births in months ``start`` up to ``end`` (not included), or None where a month is unknown."""
        try:
            return sum([self.by_month[month] for month in range(start, end)])
        except KeyError:
            return None

    def in_year(self, year: int) -> float | None:
        """Births of a calendar year, or None where it is unknown."""
        return self.between(year * MONTHS, (year + 1) * MONTHS)


def known_births(rows: Iterable[BirthsRow]) -> KnownBirths:
    """Births by month from the rows of one area; of several vintages of a year the newest counts.

    A row spreads evenly over the twelve months that end at its ``period_end``; months of its ``year`` that no
    period covers take the same rate.
    """
    newest: dict[int, BirthsRow] = {}
    for row in sorted(rows, key=lambda row: row.published_year or 0):
        newest[row.year] = row
    by_month: dict[int, float] = {}
    elsewhere: list[BirthsRow] = []
    for row in newest.values():
        end = round(month_of(row.period_end) + 0.5)
        monthly = row.births / MONTHS
        for month in range(end - MONTHS, end):
            by_month.setdefault(month, monthly)
        if end != (row.year + 1) * MONTHS:
            elsewhere.append(row)
    for row in elsewhere:
        for month in range(row.year * MONTHS, (row.year + 1) * MONTHS):
            by_month.setdefault(month, row.births / MONTHS)
    return KnownBirths(by_month, years=tuple(sorted(newest)))


def fill_gaps(area: KnownBirths, nation: KnownBirths) -> KnownBirths:
    """``area`` with the calendar years that lie between its known ones put in.

    A missing year takes the area's share of the nation's births, in a straight line between the shares of the known
    years around it; without the nation's births, a straight line between the births themselves.
    """
    by_month, filled = dict(area.by_month), []
    for earlier, later in pairwise(area.years):
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
            filled.append(year)
            for month in range(year * MONTHS, (year + 1) * MONTHS):
                by_month.setdefault(month, births / MONTHS)
    return KnownBirths(by_month, tuple(filled), area.years)


def with_nation(area: KnownBirths, nation: KnownBirths) -> KnownBirths:
    """``area`` with the nation's births in every month that it does not know itself, times its share of them in the
    nearest twelve months that both know. An area without births takes the nation's as they are.

    >>> area, nation = KnownBirths(dict.fromkeys(range(24, 36), 2.0)), KnownBirths(dict.fromkeys(range(48), 100.0))
    >>> with_nation(area, nation).between(0, 48)
    96.0
    """
    both = sorted(month for month in area.by_month if nation.by_month.get(month))
    if not both:
        return nation if not area.by_month else area
    first, last = (_share(area, nation, months) for months in (both[:MONTHS], both[-MONTHS:]))
    middle = (both[0] + both[-1]) / 2
    lent = {month: births * (first if month < middle else last) for month, births in nation.by_month.items()}
    return KnownBirths({**lent, **area.by_month}, area.filled, area.years)


def _share(area: KnownBirths, nation: KnownBirths, months: list[int]) -> float:
    """The area's births ÷ the nation's over ``months``."""
    return sum(area.by_month[month] for month in months) / sum(nation.by_month[month] for month in months)


def births_of_age(known: KnownBirths, age: int, moment: float) -> float | None:
    """Births of the twelve months that made those aged ``age`` at month ``moment``; None where one is unknown."""
    end = round(moment)
    return known.between(end - (age + 1) * MONTHS, end - age * MONTHS)


def cohort_weights(ages: range, moment: float, known: KnownBirths) -> NDArray[np.float64]:
    """Shares (summing to one) of single ages in an age group counted at month ``moment``, by the births of the
    twelve months that made each age; even where those of one age are unknown, or nobody was born."""
    made = [births_of_age(known, age, moment) for age in ages]
    births = np.array([each or 0.0 for each in made])
    if None in made or births.sum() <= 0:
        return np.full(len(ages), 1 / len(ages))
    shares: NDArray[np.float64] = births / births.sum()
    return shares
