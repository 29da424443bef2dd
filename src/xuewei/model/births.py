"""Births that are known: by month, by calendar year, by school year."""

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


def cohort_weights(ages: range, moment: float, area: KnownBirths, nation: KnownBirths) -> NDArray[np.float64]:
    """Shares (summing to one) of single ages in an age group counted at month ``moment``, by the births of the
    twelve months that made each age: the area's own where all are known, else the nation's, else even."""
    end = round(moment)
    for known in (area, nation):
        made = _made(known, ages, end)
        births = np.array(made)
        if len(made) == len(ages) and births.sum() > 0:
            shares: NDArray[np.float64] = births / births.sum()
            return shares
    return np.full(len(ages), 1 / len(ages))


def _made(known: KnownBirths, ages: range, end: int) -> list[float]:
    """Births of the twelve months that made each age, up to the first age of which they are not known."""
    made: list[float] = []
    for age in ages:
        births = known.between(end - (age + 1) * MONTHS, end - age * MONTHS)
        if births is None:
            break
        made.append(births)
    return made
