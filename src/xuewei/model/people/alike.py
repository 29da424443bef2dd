"""Census areas whose tables are alike but for the figures: computed at once, arrays ``(area,)`` in place of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np

from xuewei.late import dataclass
from xuewei.model.people.births import Amount, Born
from xuewei.model.people.migration import Counted
from xuewei.model.population import BirthsRow, CensusRow, TotalRow

Row = TypeVar("Row", CensusRow, BirthsRow, TotalRow)
AT_ONCE = 1000
"""Areas that are computed together at the most: more would be in no cache."""
AREA, PERSONS, BIRTHS = attrgetter("area"), attrgetter("persons"), attrgetter("births")
HOW_COUNTED = attrgetter("date", "sex", "age_from", "age_to")
HOW_BORN = attrgetter("year", "period_end", "published_year")
DAY = attrgetter("date")


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class CountedTogether:
    """A line of the census of several areas: ``persons (area,)``."""

    date: date
    sex: str
    age_from: int
    age_to: int | None
    persons: Amount


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class BornTogether:
    """A line of births of several areas: ``births (area,)``."""

    year: int
    period_end: date
    published_year: int | None
    births: Amount


@dataclass(frozen=True, eq=False, repr=False)
class Alike:
    """Areas with the same lines of census, births and totals, whose figures are arrays ``(area,)``; those of a single
    area are numbers."""

    areas: tuple[str, ...]
    census: Sequence[Counted]
    births: Sequence[Born]
    totals: Mapping[date, Amount]


def by_area(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by their area, in their order.

    >>> day = date(2023, 1, 1)
    >>> rows = [TotalRow(area, day, 1, "", "") for area in ("甲", "乙", "甲")]
    >>> {area: len(own) for area, own in by_area(rows).items()}
    {'甲': 2, '乙': 1}
    """
    found: dict[str, list[Row]] = {}
    for area, run in groupby(rows, AREA):
        found.setdefault(area, []).extend(run)
    return found


def alike(
    areas: Iterable[str],
    census: Mapping[str, Sequence[CensusRow]],
    births: Mapping[str, Sequence[BirthsRow]],
    totals: Mapping[str, Sequence[TotalRow]],
) -> Iterator[Alike]:
    """The ``areas``, each once, in groups that have the same lines; each has a census."""
    groups: dict[object, list[str]] = {}
    for area in dict.fromkeys(areas):
        how = tuple(map(HOW_COUNTED, census[area])), tuple(map(HOW_BORN, births.get(area, ())))
        groups.setdefault((*how, tuple(map(DAY, totals.get(area, ())))), []).append(area)
    for names in groups.values():
        for first in range(0, len(names), AT_ONCE):
            yield _group(tuple(names[first : first + AT_ONCE]), census, births, totals)


def _group(
    areas: tuple[str, ...],
    census: Mapping[str, Sequence[CensusRow]],
    births: Mapping[str, Sequence[BirthsRow]],
    totals: Mapping[str, Sequence[TotalRow]],
) -> Alike:
    """Areas whose lines are the same."""
    own, born, known = census[areas[0]], births.get(areas[0], ()), totals.get(areas[0], ())
    if len(areas) == 1:
        return Alike(areas, own, born, {row.date: float(row.persons) for row in known})
    persons, made, everybody = (
        _columns(areas, tables, amount) for tables, amount in ((census, PERSONS), (births, BIRTHS), (totals, PERSONS))
    )
    return Alike(
        areas,
        [CountedTogether(*HOW_COUNTED(row), each) for row, each in zip(own, persons, strict=True)],
        [BornTogether(*HOW_BORN(row), each) for row, each in zip(born, made, strict=True)],
        {row.date: each for row, each in zip(known, everybody, strict=True)},
    )


def _columns(areas: Sequence[str], tables: Mapping[str, Sequence[Any]], amount: Callable[[Any], float]) -> Amount:
    """Amounts ``(line, area)`` of areas that have as many lines."""
    found = np.array([list(map(amount, tables.get(area, ()))) for area in areas], dtype=np.float64)
    return np.ascontiguousarray(found.T)
