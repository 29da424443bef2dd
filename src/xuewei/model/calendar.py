"""Months and school years. A month is counted from the year 0: September 2020 is ``2020 * 12 + 8``."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = 12
DAYS_PER_MONTH = 365.25 / MONTHS
FIRST_DAY = (9, 1)
"""Month and day on which a school year begins."""
LAST_OPENING_DAY = (9, 30)
"""Schools open in September: one that takes pupils by this day counts in the school year that has just begun."""


def month_of(day: date) -> float:
    """Months from year 0 to the start of ``day``.

    >>> month_of(date(2020, 11, 1)) - month_of(date(2020, 9, 1))
    2.0
    """
    return day.year * MONTHS + day.month - 1 + (day.day - 1) / DAYS_PER_MONTH


def cutoff_moment(year: int, cutoff: tuple[int, int]) -> date:
    """The first day after the cut-off of school year ``year``: ages are counted at its start.

    >>> cutoff_moment(2020, (8, 31))
    datetime.date(2020, 9, 1)
    """
    return date(year, *cutoff) + timedelta(days=1)


def months_after_cutoff(cutoff: tuple[int, int]) -> int:
    """Whole months from the cut-off to the end of the calendar year: 4 for 31 August, 0 for 31 December.

    >>> months_after_cutoff((8, 31)), months_after_cutoff((12, 31))
    (4, 0)
    """
    return round((2000 + 1) * MONTHS - month_of(cutoff_moment(2000, cutoff)))


def born_between(year: int, ages: range, cutoff: tuple[int, int]) -> tuple[date, date]:
    """The first and the last birthday of the children who are of ``ages`` at the cut-off of school year ``year``.

    >>> [day.isoformat() for day in born_between(2024, range(12, 15), (8, 31))]
    ['2009-09-01', '2012-08-31']
    """
    return cutoff_moment(year - ages[-1] - 1, cutoff), date(year - ages[0], *cutoff)


def school_year(day: date) -> int:
    """The school year in which ``day`` lies, by the year of its 1 September.

    >>> school_year(date(2023, 8, 31)), school_year(date(2023, 9, 1))
    (2022, 2023)
    """
    return day.year if (day.month, day.day) >= FIRST_DAY else day.year - 1


def first_year(day: date) -> int:
    """The first school year in which seats count that are in use from ``day`` on.

    >>> first_year(date(2023, 2, 20)), first_year(date(2023, 9, 30)), first_year(date(2023, 10, 1))
    (2023, 2023, 2024)
    """
    return day.year if (day.month, day.day) <= LAST_OPENING_DAY else day.year + 1
