"""How areas changed (``areas.csv``), and pupils and births in the areas of today."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from xuewei.errors import Fault, Place, in_order, nearest
from xuewei.formats.csv import BASIS_AND_SOURCE, YEAR, YEARS, Cell, UpTo, words
from xuewei.formats.places import AnyPath, exists, inside
from xuewei.formats.population.tables import Rows, table_place, table_rows
from xuewei.formats.shapes import Faults
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.people.areas import restated
from xuewei.model.population import AreaChange, EnrolmentRow, Population
from xuewei.model.pupils.school_sums import apart, moved, over_areas, with_sums

AREAS = {
    "year": YEAR,
    "from": Cell(words),
    "to": Cell(words),
    "share": Cell(UpTo(1), optional=True),
    **BASIS_AND_SOURCE,
}
AREAS_FILE = "areas.csv"
TOLERANCE = 1e-6
"""How far the shares of an area may be from adding up to 1."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class AreaLine:
    """A line of a table that speaks of an area in a year."""

    area: str
    year: int
    file: str
    line: int


def areas_key(row: Row) -> Hashable:
    """What no two rows of changes share."""
    return row["year"], row["from"], row["to"]


def area_change(row: Row) -> AreaChange:
    """The change in one line; an empty share is the whole."""
    return AreaChange(row["year"], row["from"], row["to"], share_of(row), row["basis"], row["source"])


def share_of(row: Row) -> float:
    """The share in one line, 1 where it is empty."""
    return 1.0 if row["share"] is None else float(row["share"])


def check_shares(rows: Sequence[Row], faults: Faults) -> None:
    """Note every area whose shares do not add up to 1, and every one that comes back to itself within a year."""
    areas: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        areas.setdefault((row["year"], row["from"]), []).append(row)
    for (year, area), parts in areas.items():
        added = sum(map(share_of, parts))
        if abs(added - 1) > TOLERANCE:
            faults.note(parts[0]["line"], "share", "share_sum", area=area, year=year, added=added)
        into = {
            name: [each["to"] for each in found if share_of(each)] for (at, name), found in areas.items() if at == year
        }
        round_trip = [] if area in into[area] else _round_trip(area, into)
        if round_trip:
            faults.note(parts[0]["line"], "to", "area_cycle", area=area, chain=" → ".join(round_trip))


def _round_trip(area: str, into: Mapping[str, Sequence[str]]) -> list[str]:
    """The areas through which one comes back to itself, itself first and last; none if it does not."""
    ways = [[area]]
    seen = set()
    for way in ways:
        for name in into.get(way[-1], ()):
            if name == area:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def check_areas(rows: Sequence[Row], mentions: Iterable[AreaLine], others: Collection[str], faults: Faults) -> None:
    """Note every area that occurs nowhere else, and every one that has given itself up and is still on record. An area
    that begins after the record ends occurs nowhere yet.

    ``mentions`` are the lines of pupils and births; ``others`` are areas that occur elsewhere.
    """
    lines: dict[str, list[AreaLine]] = {}
    for each in mentions:
        lines.setdefault(each.area, []).append(each)
    known = {*lines, *others}
    last = max((each.year for found in lines.values() for each in found), default=YEARS.start)
    made: dict[str, list[int]] = {}
    gone: dict[str, int] = {}
    for row in rows:
        made.setdefault(row["to"], []).append(row["year"])
        gone[row["from"]] = max(gone.get(row["from"], 0), row["year"])
    first = {area: min(years) for area, years in made.items()}
    for row in rows:
        begun = first.get(row["from"], YEARS.stop) < row["year"]
        goes_on = row["year"] > last or gone.get(row["to"], 0) > row["year"]
        for end, between in (("from", begun), ("to", goes_on)):
            if row[end] not in known and not between:
                faults.note(row["line"], end, "no_area", found=row[end], near=nearest(row[end], known))
    for row in _given_up(rows):
        area, year = row["from"], row["year"]
        again = min((each for each in made.get(area, ()) if each > year), default=YEARS.stop)
        still = next((each for each in lines.get(area, ()) if year <= each.year < again), None)
        if still is not None:
            where = f"{still.file}:{still.line}"
            faults.note(row["line"], "from", "area_stays", area=area, year=year, where=where)


def _given_up(rows: Sequence[Row]) -> list[Row]:
    """The first row of every area that keeps no part of itself."""
    kept = {(row["year"], row["from"]) for row in rows if row["from"] == row["to"] and share_of(row)}
    first: dict[tuple[int, str], Row] = {}
    for row in rows:
        first.setdefault((row["year"], row["from"]), row)
    return [row for key, row in first.items() if key not in kept]


def area_changes(
    folder: AnyPath,
    pupils: Rows,
    births: Rows,
    places: Callable[[], Collection[str]],
    assumptions: Assumptions | None,
    broken: list[Fault],
) -> list[AreaChange]:
    """The changes in ``areas.csv``, none without it; faults go to ``broken``. ``places`` are areas of other tables;
    changes are held against pupils and births where these could be read."""
    read = not broken
    place = inside(folder, AREAS_FILE)
    rows = table_rows(place if exists(place) else None, AREAS, areas_key, broken)
    if not rows or any(fault.place.file == str(place) for fault in broken):
        return []  # a row that could not be read would show as a missing share
    faults = Faults(str(place))
    check_shares(rows, faults)
    if read:
        mentions = [
            AreaLine(row["area"], row["year"], os.path.basename(str(table_place(folder, name))), row["line"])
            for name, table in (("enrolment", pupils), ("births", births))
            for row in table
        ]
        scope = assumptions.scope if assumptions else {}
        check_areas(rows, mentions, {*places(), *scope, *(each.census_area for each in scope.values())}, faults)
    broken += faults.in_order()
    return [area_change(row) for row in rows]


def in_areas_of_today(population: Population, changes: Sequence[AreaChange]) -> Population:
    """The population with pupils and births restated by ``changes``; the pupils of single schools are taken apart, and
    their sums are those of areas without rows of their own."""
    stages = population.assumptions.stages
    own, schools = apart(population.enrolment)
    if schools:
        schools, _ = moved(schools, changes)
        population = replace(population, enrolment=own, of_schools=schools)
    if changes:
        found = restated(own, population.births, changes, stages)
        own = found.enrolment
        population = replace(population, enrolment=own, births=found.births, areas=found.changes, lacking=found.lacking)
    if not schools:
        return population
    every = with_sums(own, schools, stages)
    made = {(row.area, row.year, row.stage, row.grade) for row in every}
    lacking = tuple(x for x in population.lacking if (x.area, x.year, x.stage, x.grade) not in made)
    return replace(population, enrolment=every, lacking=lacking)


def school_faults(file: str, rows: Sequence[EnrolmentRow], changes: Sequence[AreaChange]) -> list[Fault]:
    """Schools that are in several areas at once, and areas with fewer pupils than their schools."""
    own, schools = apart(rows)
    found = [
        Fault(
            Place(file, each.row.line),
            "area",
            "school_split" if each.among else "school_areas",
            {"school": each.row.school, "area": each.area, "areas": ", ".join(each.among)},
            each.row.area,
        )
        for each in moved(schools, changes)[1]
    ]
    for each in over_areas(own, schools):
        row = each.row
        values = {"area": row.area, "year": row.year, "added": each.added, "n": each.added - row.pupils}
        found.append(Fault(Place(file, row.line), "pupils", "schools_over_area", values, f"{row.pupils:.15g}"))
    return in_order(found)
