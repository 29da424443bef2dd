"""Net migration: its profile by age from two censuses, and its path by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Migration
from xuewei.model.people.births import Amount

GROUP = 5
SETTLED_SHARE = 0.2
"""Where arrivals and departures nearly cancel, the profile's shares explode; below this ratio of net to gross the
people's own ages are used."""
BOARDING_FROM = 15
"""From this age on cohort ratios hold boarding pupils and students; they must not reach younger ages."""


class Counted(Protocol):
    """Persons of a line of a census, of one area or of several."""

    @property
    def sex(self) -> str:
        """One of the sexes."""

    @property
    def age_from(self) -> int:
        """The first age."""

    @property
    def age_to(self) -> int | None:
        """The last age; None where it is open."""

    @property
    def persons(self) -> Amount:
        """How many."""

    @property
    def date(self) -> Any:
        """The census day."""


def five_year(rows: Iterable[Counted], day: date) -> dict[int, Amount]:
    """Persons of both sexes by the first age of their five-year group; the open group by its first age. Empty where
    groups do not fit into five years."""
    groups: dict[int, Amount] = {}
    for row in rows:
        if row.date == day:
            start = row.age_from - row.age_from % GROUP
            if row.age_to is not None and row.age_to >= start + GROUP:
                return {}
            groups[start] = groups.get(start, 0.0) + row.persons
    return groups


def yearly_rates(
    area: Sequence[Counted], nation: Callable[[date], Mapping[int, float]], days: tuple[date, ...], last_age: int
) -> NDArray[np.float64] | None:
    """Net migrants per person and year by age ``(age,)``, or None where two counts ten years apart are missing.
    ``nation`` gives its persons on a census day as :func:`five_year` does. Of several areas ``(age, area)``, NaN for
    those in which a group is empty, for which alone there is None.

    A cohort's ratio between the counts, divided by the nation's, is what moving did in ten years; its yearly rate
    stands for the ages around the middle of the way. Ages under 15 take the cohort of 0–4, because the next one
    holds boarding pupils of 高中 and colleges at its end.
    """
    if len(days) < 2 or days[-1].year - days[-2].year != 2 * GROUP:
        return None
    was, now = (five_year(area, day) for day in days[-2:])
    nation_was, nation_now = (nation(day) for day in days[-2:])
    if not (was and now and nation_was and nation_now) or {max(was), max(now)} != {max(nation_was)}:
        return None
    last = max(now)
    rates = np.zeros((last_age + 1, *np.shape(now[last])))
    for start in range(0, last - GROUP, GROUP):
        older = start + 2 * GROUP
        before, before_nation = was[start], nation_was[start]
        if older == last:
            before = sum(persons for age, persons in was.items() if age >= start)
            before_nation = sum(persons for age, persons in nation_was.items() if age >= start)
        there = (before != 0) & (now[older] != 0)
        if not np.any(there):
            return None
        ratio = (now[older] / np.where(there, before, 1.0)) / (nation_now[older] / before_nation)
        ages = slice(start + GROUP, last_age + 1 if older == last else older)
        rates[ages] = np.where(there, _tenth_root(ratio) - 1, np.nan)
    rates[:BOARDING_FROM] = rates[GROUP]
    return rates


def _tenth_root(ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """What grows to ``ratio`` in ten years; number by number, for arrays may round otherwise on another machine."""
    return np.reshape([each ** (1 / (2 * GROUP)) for each in np.ravel(ratio).tolist()], np.shape(ratio))


def age_shares(people: NDArray[np.float64], rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of net migration by ``(area, sex, age)``, summing to one in each area, from the ``people`` of the year
    and the yearly ``rates (area, age)``.

    The rates hold, not the shares: where children halve, they are half as many of those who move. Where arrivals and
    departures nearly cancel, everybody is as likely to move.
    """
    moves = people * rates[:, None, :]
    net, gross = moves.sum(axis=(1, 2)), np.abs(moves).sum(axis=(1, 2))
    even = np.abs(net) <= SETTLED_SHARE * gross
    moves[even] = people[even]
    net[even] = moves[even].sum(axis=(1, 2))
    moves /= np.where(net == 0, 1.0, net)[:, None, None]
    return moves


def path(
    migration: Migration, mean: NDArray[np.float64], last_known: NDArray[np.int64], year: int
) -> NDArray[np.float64]:
    """Net migration ``(area,)`` of a calendar year from ``last_known`` on, in persons; ``mean`` is that of the known
    years.

    >>> from xuewei.model.assumptions import Figure
    >>> path(Migration(Figure(2035)), np.array([12000.0]), np.array([2023]), 2029).tolist()
    [6000.0]
    """
    if migration.path in ("high", "low"):
        later = mean if migration.path == "high" else np.zeros_like(mean)
        return np.where(year <= last_known, mean, later)
    fades_by = migration.fades_by.value
    left = np.maximum(0.0, (fades_by - year) / np.where(fades_by > last_known, fades_by - last_known, 1))
    return np.where(year <= last_known, mean, np.where(fades_by > last_known, mean * left, 0.0))
