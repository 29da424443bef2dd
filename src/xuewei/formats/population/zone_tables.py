"""Registers of children, zones and flows of a population folder, in ``children``, ``zones`` and ``flows``, each in CSV
or in Parquet: read whole and held against each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import PurePath
from typing import Any

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.coordinates import GCJ02, in_wgs84
from xuewei.formats.csv import BASIS_AND_SOURCE, UNREAD, YEAR, BadCellError, Cell, UpTo, Whole, day, number, words
from xuewei.formats.degrees import SOMEWHERE
from xuewei.formats.places import AnyPath
from xuewei.formats.population.map_form import is_of_map, map_tables
from xuewei.formats.population.tables import Row, Rows, estate_tables, has_table, table_file, table_rows
from xuewei.formats.shapes import Faults
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.population import (
    BORN,
    CHILDREN_KINDS,
    HUKOU,
    MIGRANT,
    RESIDENT,
    VACCINATED,
    ChildrenRow,
    FlowRow,
    Population,
    ZoneRow,
)

CHINESE = {"户籍": HUKOU, "常住": RESIDENT, "出生登记": BORN, "预防接种": VACCINATED, "随迁": MIGRANT}
"""Kinds of registers as bureaus call them."""
OLDEST = 30
"""Completed years of the oldest who are in a register of children."""
NEAR_ONE = 1e-6
"""How far shares may be over 1: that of the last digit that was printed."""


def kind(text: str) -> str:
    """The kind of a register, in English or in Chinese; BadCellError, with the nearest one, for any other.

    >>> kind("户籍"), kind("born")
    ('hukou', 'born')
    """
    found = CHINESE.get(text.removesuffix("子女"), text)
    if found not in CHILDREN_KINDS:
        known = (*CHILDREN_KINDS, *CHINESE)
        raise BadCellError("choice", known=", ".join(known), near=nearest(text, known))
    return found


CHILDREN = {
    "area": Cell(words),
    "birth_year": Cell(YEAR.read, optional=True),
    "age": Cell(Whole(0, OLDEST), optional=True),
    "persons": Cell(number),
    "kind": Cell(kind),
    "date": Cell(day),
    **BASIS_AND_SOURCE,
    "period_end": Cell(day, optional=True),
}
SHARE = UpTo(1)
ZONES = {
    "area": Cell(words),
    "part_of": Cell(words),
    "share": Cell(SHARE, optional=True),
    **BASIS_AND_SOURCE,
    **SOMEWHERE,
}
ANYWHERE = Cell(str, optional=True)
FLOWS = {
    "from_area": ANYWHERE,
    "to_area": ANYWHERE,
    "stage": Cell(words),
    "share": Cell(SHARE),
    **BASIS_AND_SOURCE,
}


def born_until(row: Row) -> date | None:
    """The last birthday of those in a row: its ``period_end``, the end of their year of birth, or, of those of an age
    on the day of the register, that day so many years earlier. None where it cannot be read."""
    end, year, age, day = (row[name] for name in ("period_end", "birth_year", "age", "date"))
    if UNREAD in (end, year, age, day) or (year is None) == (age is None):
        return None
    if year is not None:
        return end or date(year, 12, 31)
    return date(day.year - age, day.month, min(day.day, 28) if day.month == 2 else day.day)


def children_row(row: Row) -> ChildrenRow:
    """Children of one line."""
    end = born_until(row)
    assert end is not None
    year = end.year if row["birth_year"] is None else row["birth_year"]
    about = row["kind"], row["date"], row["basis"], row["source"]
    return ChildrenRow(row["area"], year, row["persons"], *about, end, row["line"])


def check_children(rows: Rows, faults: Faults) -> None:
    """Note every row with a year of birth and an age, or with neither, and every period that is not of its year."""
    for row in rows:
        year, age, end = row["birth_year"], row["age"], row["period_end"]
        if UNREAD in (year, age, end):
            continue
        if (year is None) == (age is None):
            faults.note(row["line"], "birth_year", "year_or_age" if year is None else "year_and_age")
        elif end is not None and age is not None:
            faults.note(row["line"], "period_end", "age_and_period")
        elif end is not None and year is not None and not year <= end.year <= year + 1:
            faults.note(row["line"], "period_end", "period_far", found=end, year=year)


def check_zones(rows: Rows, faults: Faults) -> None:
    """Note zones of two areas, of themselves, and whose shares of an area are more than it; and halves of places."""
    in_wgs84(rows, faults, None)
    first: dict[str, Row] = {}
    shares: dict[str, float] = {}
    for row in rows:
        area, whole, share = row["area"], row["part_of"], row["share"]
        if UNREAD not in (row["lon"], row["lat"]) and (row["lon"] is None) != (row["lat"] is None):
            faults.note(row["line"], "lat" if row["lat"] is None else "lon", "place_half")
        if UNREAD in (area, whole):
            continue
        if area == whole:
            faults.note(row["line"], "part_of", "zone_itself", found=whole)
        elif first.setdefault(area, row)["part_of"] != whole:
            values = {"other": first[area]["part_of"], "first": first[area]["line"]}
            faults.note(row["line"], "part_of", "zone_two_areas", found=whole, **values)
        if share is None or share is UNREAD:
            continue
        before = shares.get(whole, 0.0)
        shares[whole] = before + share
        if before <= 1 + NEAR_ONE < shares[whole]:
            faults.note(row["line"], "share", "zone_shares_of_area", area=whole, added=shares[whole])


def check_flows(rows: Rows, faults: Faults) -> None:
    """Note flows from nowhere to nowhere or to where they began, and more pupils of an area than it has."""
    shares: dict[tuple[str, str], float] = {}
    for row in rows:
        origin, target, stage, share = (row[name] for name in ("from_area", "to_area", "stage", "share"))
        if origin is None and target is None:
            faults.note(row["line"], "from_area", "flow_nowhere")
        elif origin == target and origin is not UNREAD:
            faults.note(row["line"], "to_area", "flow_itself", found=target)
        if origin is None or UNREAD in (origin, stage, share):
            continue
        before = shares.get((origin, stage), 0.0)
        shares[origin, stage] = before + share
        if before <= 1 + NEAR_ONE < shares[origin, stage]:
            faults.note(row["line"], "share", "flow_shares", area=origin, stage=stage, added=shares[origin, stage])


@dataclass(frozen=True, eq=False, repr=False)
class ZoneTable:
    """A table: its columns, what no two rows share, how a row is kept, and what is wrong with rows of it alone."""

    columns: Mapping[str, Cell]
    key: Callable[[Mapping[str, Any]], Hashable]
    row: Callable[[Row], Any]
    alone: Callable[[Rows, Faults], None]


def _same_children(row: Mapping[str, Any]) -> Hashable:
    end = born_until(dict(row))
    return (row["area"], row["kind"], row["date"], UNREAD if end is None else end)


ZONE_TABLES = {
    "children": ZoneTable(CHILDREN, _same_children, children_row, check_children),
    "zones": ZoneTable(
        ZONES,
        lambda row: (row["area"], row["part_of"]),
        lambda row: ZoneRow(*(row[name] for name in (*ZONES, "line") if name != "crs")),
        check_zones,
    ),
    "flows": ZoneTable(
        FLOWS,
        lambda row: (row["from_area"], row["to_area"], row["stage"]),
        lambda row: FlowRow(
            row["from_area"] or "", row["to_area"] or "", *(row[n] for n in (*list(FLOWS)[2:], "line"))
        ),
        check_flows,
    ),
}
"""The tables of children, in the order in which they are read."""


Read = dict[str, tuple[str, Rows]]
"""The place and the rows of each table."""


def has_zone_tables(folder: AnyPath) -> bool:
    """Whether a folder has any table of children, or of estates."""
    return any(has_table(folder, name) for name in (*ZONE_TABLES, "estates"))


def read_zone_tables(folder: AnyPath, broken: list[Fault]) -> Read:
    """The rows of every table of children of a folder; what is wrong with each alone goes to ``broken``."""
    found: Read = {}
    tables = dict(ZONE_TABLES)
    if has_table(folder, "estates"):
        own = estate_tables()
        tables["estates"] = ZoneTable(own.COLUMNS, own.key, own.estate_parts, own.alone)
    for name, table in tables.items():
        try:
            place = table_file(folder, name)
        except InputError as wrong:
            broken += wrong.faults
            continue
        own_faults: list[Fault] = []
        try:
            rows = table_rows(_plain(place, table), table.columns, table.key, own_faults, table.alone)
        except InputError as wrong:  # a file of a map that cannot be read
            rows, own_faults = [], [*wrong.faults]
        if rows and not own_faults:
            faults = Faults(str(place))
            table.alone(rows, faults)
            own_faults += faults.in_order()
        if name == "estates" and _listed(own_faults):
            own_faults.append(Fault(Place(str(place), 1), "", "estates_listed"))
        if is_of_map(place):
            own_faults = map_tables().at_features(own_faults, place)
            rows = [{**row, "line": map_tables().feature(place, row["line"])} for row in rows]
        broken += own_faults
        found[name] = str(place), rows
    return found


def _plain(place: AnyPath | None, table: ZoneTable) -> AnyPath | None:
    """A table as CSV or Parquet."""
    return map_tables().as_table(place, table.columns) if is_of_map(place) else place


def _listed(faults: Sequence[Fault]) -> bool:
    """Whether a head lacks columns though it has titles in Chinese: that of a list as it was handed over."""
    lacking = [each for each in faults if each.kind == "missing_column"]
    return any("(" in str(each.values["column"]) for each in lacking)


def with_zone_tables(people: Population, read: Read) -> Population:
    """The population with tables of children that are good each alone. As :func:`zone_tables_of` does."""
    tables: Sequence[Sequence[Any]] = (people.census, people.totals, people.births, people.enrolment)
    found = zone_tables_of(read, {row.area for rows in tables for row in rows}, people.assumptions)
    return replace(people, **found) if found else people


def zone_tables_of(read: Read, areas: Collection[str], assumptions: Assumptions) -> dict[str, Any]:
    """The rows of each table, by its name in a population, held against the ``areas`` of the other tables. Raises
    InputError with those that nothing in the folder knows."""
    if not any(rows for _, rows in read.values()):
        return {}
    scope = assumptions.scope
    broken = _strange_estates(read, assumptions)
    broken += _strange(read, {*areas, *scope, *(each.census_area for each in scope.values())})
    if broken:
        raise InputError(broken)
    found = {name: tuple(map(table.row, read[name][1])) for name, table in ZONE_TABLES.items()}
    if "estates" in read:
        curves = assumptions.estates.curves if assumptions.estates else ()
        parts = (estate_tables().estate_parts(row, curves) for row in read["estates"][1])
        found["estates"] = tuple(chain.from_iterable(parts))
    turned = (PurePath(file).name for file, rows in read.values() if any(row.get("crs") == GCJ02 for row in rows))
    return {**found, "turned": tuple(turned)}


def _strange_estates(read: Read, assumptions: Assumptions) -> list[Fault]:
    """What is wrong with estates beside zones and what is assumed of them."""
    if "estates" not in read or assumptions.estates is None:
        return []
    faults = Faults(read["estates"][0])
    zones = {row["area"]: row["part_of"] for row in read["zones"][1]}
    estate_tables().strange_estates(read["estates"][1], zones, assumptions.estates.curves, faults)
    return faults.in_order()


def _strange(read: Read, known: Collection[str]) -> list[Fault]:
    """Areas of which zones are part, or between which pupils go, that nothing else knows; and flows between a zone and
    an area."""
    zones = {row["area"] for row in read["zones"][1]}
    areas = {*known, *(row["area"] for row in read["children"][1])} - zones
    areas |= set() if areas else {row["part_of"] for row in read["zones"][1]}  # known by their zones alone
    faults, found = Faults(read["zones"][0]), list[Fault]()
    for row in read["zones"][1]:
        whole = row["part_of"]
        if whole not in areas:
            faults.note(row["line"], "part_of", "no_zone_area", found=whole, near=nearest(whole, areas))
    found += faults.in_order()
    faults, every = Faults(read["flows"][0]), {*areas, *zones}
    for row in read["flows"][1]:
        ends = {name: row[name] for name in ("from_area", "to_area") if row[name]}
        strange = [name for name, end in ends.items() if end not in every]
        for name in strange:
            faults.note(row["line"], name, "no_flow_area", found=ends[name], near=nearest(ends[name], every))
        if not strange and len({end in zones for end in ends.values()}) > 1:
            faults.note(row["line"], "to_area", "flow_mixed", found=row["to_area"])
    return [*found, *faults.in_order()]
