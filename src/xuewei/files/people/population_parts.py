"""People from Parquet tables: checked as arrays, told of row by row only where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any

from xuewei.errors import Fault, InputError
from xuewei.files.people.census_groups import group_faults
from xuewei.files.people.far_years import far_years
from xuewei.files.people.people_tables import TABLES, note_rows, table_file
from xuewei.files.people.sound_parts import of_areas, suspects
from xuewei.files.written.parquet import ParquetTable, open_parquet, strict_rows
from xuewei.files.written.parquet_columns import Part
from xuewei.files.written.place import AnyPath
from xuewei.files.written.shapes import Faults
from xuewei.model.population import BirthsRow, CensusRow, EnrolmentRow, TotalRow

KEPT = {"census": CensusRow, "totals": TotalRow, "enrolment": EnrolmentRow}
Kept = dict[str, tuple[Any, ...]]


def open_tables(folder: AnyPath, broken: list[Fault]) -> dict[str, ParquetTable]:
    """The Parquet tables of a folder by name; what is wrong with their heads goes to ``broken``."""
    found = {}
    for name, table in TABLES.items():
        place = table_file(folder, name)
        if place is not None:
            faults = Faults(str(place))
            try:
                opened = open_parquet(place, table.columns, faults)
                if opened is not None:
                    found[name] = opened
            except InputError as wrong:
                broken += wrong.faults
            broken += faults.found
    return found


def population_rows(folder: AnyPath, broken: list[Fault]) -> Kept:
    """The rows of every table of a folder in Parquet; its faults go to ``broken``."""
    tables = open_tables(folder, broken)
    parts = {}
    for name, table in tables.items():
        try:
            parts[name] = table.whole()
        except InputError as wrong:
            broken += wrong.faults
    broken += part_faults(tables, parts)
    kept = {} if broken else kept_rows(parts)
    for name in ("births", "enrolment"):
        years = (row.year for row in kept.get(name, ()))
        broken += far_years(tables[name].place if name in tables else "", zip(years, count(1), strict=False))
    return kept


def part_faults(tables: Mapping[str, ParquetTable], parts: Mapping[str, Part]) -> list[Fault]:
    """Everything that is wrong in ``parts`` of ``tables``, told as it is of CSV, with rows in the place of lines."""
    areas = suspects(parts)
    if not areas:
        return []
    found: list[Fault] = []
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for name, part in parts.items():
        faults = Faults(tables[name].place)
        spoilt: list[dict[str, Any]] = []
        rows[name] = strict_rows(tables[name], part.only(of_areas(part, areas)), faults, spoilt)
        note_rows(rows[name], spoilt, TABLES[name].key_of, faults, TABLES[name].alone)
        found += faults.in_order()
    wrong = {fault.place.file for fault in found}
    if rows["census"] and tables["census"].place not in wrong:
        sound = "totals" in tables and tables["totals"].place not in wrong
        found += group_faults(tables["census"].place, rows["census"], rows["totals"] if sound else [])
    return found


def kept_rows(parts: Mapping[str, Part]) -> Kept:
    """Good rows as the model wants them."""
    found: Kept = dict.fromkeys(TABLES, ())
    for name, part in parts.items():
        if name == "births":
            found[name] = tuple(_births(part))
        else:
            found[name] = tuple(map(KEPT[name], *(part.columns[each].values() for each in TABLES[name].columns)))
    return found


def _births(part: Part) -> Iterator[BirthsRow]:
    """Births with the day on which their twelve months end: one object a day, not one a row."""
    ends: dict[int, date] = {}
    for line, area, year, births, basis, source, end, published in zip(
        part.rows.tolist(), *(part.columns[name].values() for name in TABLES["births"].columns), strict=True
    ):
        if end is None:
            end = ends.get(year) or ends.setdefault(year, date(year, 12, 31))
        yield BirthsRow(area, year, births, basis, source, end, published, line)
