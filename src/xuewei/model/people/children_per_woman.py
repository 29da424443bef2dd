"""Children per woman behind known, written and assumed births: which are unusual or impossible, and which line they
come from.

Births are held against the women there are (:mod:`xuewei.model.people.fertility`): what no women of these ages could
have borne would go on for as long as the forecast does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

import numpy as np

from xuewei.errors import Fault, InputError, Place, key_place, not_computed
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.people.inhabitants import Inhabitants, inhabitants
from xuewei.model.people.projection import Projection, project
from xuewei.model.population import BirthsRow, Population

USUAL = (0.3, 8.0)
"""Children per woman (total fertility) without a remark: no country was ever outside."""
MOST = 15.0
"""Children per woman from which births are refused: no population ever had more than about ten."""
AT_ONCE = 1000
"""Areas that are reviewed together: memory holds their people of every year."""
NOBODY = 1e-9
"""Women, weighted by the ages at which they have children, that are none."""


@dataclass(frozen=True)
class Unusual:
    """Births that mean an unusual number of ``children`` per woman in a calendar year of ``area``."""

    area: str
    year: int
    births: float
    children: float


def unusual(projection: Projection, *, last_known: bool = False) -> list[Unusual]:
    """Births on record, or written, that mean fewer or more children per woman than :data:`USUAL`, by area and year.

    ``last_known``: only of the last known year of each area, whose children per woman the years to come follow.
    """
    low, high = USUAL
    found = projection.fertility
    odd = (found < low) | (found > high)
    areas = np.flatnonzero(odd.any(axis=0))
    return [
        Unusual(one.area, year, float(projection.births_by_year[t, n]), float(found[t, n]))
        for n in areas.tolist()
        for one in [projection.areas[n]]
        for t, year in enumerate(projection.years)
        if odd[t, n] and _on_record(projection, n, year) and (not last_known or year == _last(projection, n))
    ]


def projected(
    population: Population,
    areas: Sequence[str],
    assumptions: Assumptions,
    horizon: int,
    counted: Callable[[Population, tuple[str, ...], Assumptions], list[Inhabitants]] = inhabitants,
) -> Projection:
    """The people of census ``areas`` up to ``horizon``, as :func:`~xuewei.model.people.projection.project` has them,
    from those who were ``counted``.

    Raises InputError where they cannot be computed, and where births mean more than :data:`MOST` children per woman.
    """
    try:
        found = project(counted(population, tuple(areas), assumptions), assumptions, horizon)
    except ValueError as broken:
        raise InputError([not_computed(population.folder, broken)]) from broken
    faults = list(unbelievable(found, population, assumptions))
    if faults:
        raise InputError(faults)
    return found


def reviewed(population: Population) -> list[Unusual]:
    """Unusual births of every census area of a population but the nation, up to the last year with births on record.

    Areas whose people cannot be projected are left out. Raises InputError for births that nobody believes.
    """
    groups: dict[tuple[int, int], list[str]] = {}
    newest: dict[str, tuple[date, int]] = {}
    for row in population.census:
        newest[row.area] = max(newest.get(row.area, (row.date, 0)), (row.date, row.age_from))
    for area, (day, oldest) in newest.items():
        if area != population.assumptions.nation:
            groups.setdefault((day.year, oldest), []).append(area)
    last = max((row.year for row in population.births), default=0)
    found: list[Unusual] = []
    wrong: list[Fault] = []
    for (year, _), areas in groups.items():
        for start in range(0, len(areas), AT_ONCE):
            block = tuple(areas[start : start + AT_ONCE])
            try:
                folk = inhabitants(population, block, population.assumptions)
                known = project(folk, population.assumptions, max(last, year))
            except ValueError:
                continue
            found += unusual(known)
            wrong += unbelievable(known, population, population.assumptions)
    if wrong:
        raise InputError(wrong)
    return found


def unbelievable(projection: Projection, population: Population, assumptions: Assumptions) -> Iterator[Fault]:
    """A fault for each area whose births mean more than :data:`MOST` children per woman, where the first year that
    does comes from: a line of births, the census without any, a year that a scenario writes, or a path."""
    beyond = ~(projection.fertility <= MOST)
    for n in np.flatnonzero(beyond.any(axis=0)).tolist():
        t = int(np.argmax(beyond[:, n]))
        year, births = projection.years[t], float(projection.births_by_year[t, n])
        children = float(projection.fertility[t, n])
        kind = "fertility" if births > children * NOBODY else "no_women"
        fault, meant = _fault_at(projection, n, year, population, assumptions)
        values = {"area": projection.areas[n].area, "year": meant, "children": children, "most": MOST}
        yield fault(kind, values, f"{births:,.0f}")


def _fault_at(
    projection: Projection, n: int, year: int, population: Population, assumptions: Assumptions
) -> tuple[Callable[..., Fault], int]:
    """The place that decides births of ``year`` in area ``n``, as a fault that wants its kind, values and finding; and
    the year that is written there."""
    fertility = assumptions.fertility
    one = projection.areas[n]
    if year in fertility.births:
        return _assumed_at(assumptions, year, f"population.births.{year}"), year
    if year != projection.base_year and not _on_record(projection, n, year):
        return _assumed_at(assumptions, fertility.path, f"fertility.paths.{fertility.path}"), year
    rows = [row for row in population.births if row.area == one.area]
    if not rows:
        return partial(Fault, Place(_file(population, "census")), one.area), year
    row = _deciding(rows, year if _on_record(projection, n, year) else one.births.years[-1])
    file = population.births_file or _file(population, "births")
    return partial(Fault, Place(file, row.line), "births"), row.year


def _assumed_at(assumptions: Assumptions, key: int | str, field: str) -> Callable[..., Fault]:
    """The line of a scenario or of assumptions where births are written."""
    at = assumptions.fertility.places.get(key)
    if at:
        return partial(Fault, at, "")
    return partial(Fault, key_place(assumptions, field), field)


def _deciding(rows: Sequence[BirthsRow], year: int) -> BirthsRow:
    """The row that births of ``year`` follow: its own, newest, or that of the nearest year before it, else after it."""
    return max(rows, key=lambda row: (row.year <= year, -abs(row.year - year), row.published_year or 0))


def _last(projection: Projection, n: int) -> int:
    """The last calendar year of which births of an area are known, or the base year."""
    return max((*projection.areas[n].births.years, projection.base_year))


def _on_record(projection: Projection, n: int, year: int) -> bool:
    """Whether births of a year of an area are known, put in between known ones, or stand for a later base year."""
    late = year == projection.base_year == _last(projection, n)
    return late or projection.areas[n].births.in_year(year) is not None


def _file(population: Population, table: str) -> str:
    return f"{population.folder}/{table}.csv" if population.folder else f"{table}.csv"
