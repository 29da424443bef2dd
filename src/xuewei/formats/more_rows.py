"""Rows put into a table in CSV, of people or of schools: what is there stays as it is written, what differs is told."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.coordinates import GCJ02, WGS84, crs
from xuewei.formats.csv import BadCellError
from xuewei.formats.guard import forced
from xuewei.formats.places import CSV_LIMIT, AnyPath, decoded, exists, read_bytes
from xuewei.formats.population.map_form import is_of_map
from xuewei.formats.population.tables import is_parquet, table_place
from xuewei.formats.writing import replacing
from xuewei.late import dataclass


@dataclass(frozen=True)
class Form:
    """A table: the ``columns`` that rows of ours fill, in the order of a new file, what no two rows share (``key``; a
    column with others behind | is the first of these that is filled), and the ``figures`` that two rows for the same
    must have alike, where both have them. ``updated``: rows for the same replace what stands there; ``more`` columns
    stand only where a row fills them."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    figures: tuple[str, ...]
    updated: bool = False
    more: tuple[str, ...] = ()


WHENCE = ("basis", "source")
"""Columns that say where a figure is from: alone they make no row another."""
FORMS: Mapping[str, Form] = {
    "enrolment": Form(
        ("area", "year", "stage", "grade", "pupils", "basis", "source", "school", "classes"),
        ("school|area", "year", "stage", "grade"),
        ("area", "pupils", "classes"),
    ),
    "births": Form(("area", "year", "births", "basis", "source"), ("area", "year"), ("births",)),
    "census": Form(
        ("area", "sex", "age_from", "age_to", "persons", "date", "basis", "source"),
        ("area", "sex", "date", "age_from", "age_to"),
        ("persons",),
    ),
    "totals": Form(("area", "date", "persons", "basis", "source"), ("area", "date"), ("persons",)),
    "estates": Form(
        ("id", "name", "area", "zone", "dwellings", "floor_area_m2", "kind", "completes", "basis", "source"),
        ("id", "completes"),
        ("dwellings", "floor_area_m2"),
        more=("occupancy", "approved", "lon", "lat", "crs"),
    ),
    "children": Form(
        ("area", "birth_year", "age", "persons", "kind", "date", "basis", "source"),
        ("area", "kind", "date", "birth_year|age"),
        ("persons",),
    ),
}
VINTAGE = "published_year|area"
"""Part of the key of tables that keep what was published earlier: the year of it, or that there is none."""


def replacing_form(name: str) -> Form:
    """The form of a table whose rows replace those for the same; what was published earlier stays."""
    form = FORMS[name]
    key = (*form.key, VINTAGE) if name in ("births", "enrolment") else form.key
    return replace(form, key=key, updated=True)


@dataclass(frozen=True)
class NewRow:
    """A row to be put in: its cells by column, and where they come from."""

    cells: Mapping[str, str]
    place: Place


@dataclass(frozen=True)
class TableChange:
    """What a table becomes: its file, all of its new content, the rows that are ``added``, those that are ``replaced``
    with what stood there, and how many were there already (``same``); ``anew``: there is no such file yet."""

    name: str
    path: str
    raw: bytes
    added: Sequence[Mapping[str, str]]
    replaced: Sequence[tuple[Mapping[str, str], Mapping[str, str]]]
    same: int
    anew: bool

    @property
    def unchanged(self) -> bool:
        """Whether everything stands there already."""
        return not self.added and not self.replaced

    def write(self) -> None:
        """Write the table, whole or not at all."""
        os.makedirs(os.path.dirname(self.path) or ".", exist_ok=True)
        with replacing(self.path, change=not self.anew) as spare:
            Path(spare).write_bytes(self.raw)


def with_rows(folder: AnyPath, name: str, rows: Sequence[NewRow], form: Form | None = None) -> TableChange:
    """A table of a population folder with more rows, as :func:`put_into` does; ``form`` where it is not the usual one.
    Raises InputError also where the table is none of CSV."""
    place = table_place(folder, name)
    if is_parquet(place) or is_of_map(place):
        raise InputError([Fault(Place(str(place)), "", "people_parquet" if is_parquet(place) else "people_map")])
    return put_into(place, name, form or FORMS[name], rows)


def put_into(place: AnyPath, name: str, form: Form, rows: Sequence[NewRow]) -> TableChange:
    """A table with more rows; one for what is there already says the same, or replaces it where the form or the run
    says so, or is a fault. Raises InputError with every such fault, and where the table cannot be read."""
    there = exists(place)
    text, encoding = decoded(read_bytes(place, CSV_LIMIT), str(place), form.columns) if there else ("", "utf-8")
    end = "\r\n" if "\r\n" in text else "\n"
    head, old = _read(text, str(place), form)
    first = len(old)
    head = head or [*form.columns]
    known = (*form.columns, *form.more)
    head += [each for each in known if each not in head and any(row.cells.get(each) for row in rows)]
    at = {_key(form, cells): n for n, cells in reversed([*enumerate(old)])}
    before = [dict(cells) for cells in old]
    added: list[Mapping[str, str]] = []
    replaced: dict[int, Mapping[str, str]] = {}
    wrong, same = _systems(old, rows, str(place)), 0
    for row in rows:
        n = at.setdefault(_key(form, row.cells), len(old))
        if n == len(old):
            old.append({**row.cells})
            added.append(row.cells)
            continue
        compared = [each for each in known if each not in WHENCE] if form.updated else form.figures
        differing = [each for each in compared if _differ(old[n].get(each, ""), row.cells.get(each, ""), form.updated)]
        if not differing:
            same += 1
        elif n < first and (forced() or form.updated):
            old[n] |= {column: each for column, each in row.cells.items() if each}
            replaced[n] = row.cells
        else:
            values = {"other": _said(old[n], differing), "line": n + 2, "file": str(place)}
            kind = "people_differs" if n < first else "list_differs"
            wrong.append(Fault(row.place, "", kind, values, _said(row.cells, differing)))
    if wrong:
        raise InputError(wrong)
    pairs = [(before[n], cells) for n, cells in replaced.items()]
    return TableChange(name, str(place), _text(head, old, end).encode(encoding), added, pairs, same, not there)


def _systems(old: Sequence[Mapping[str, str]], rows: Sequence[NewRow], file: str) -> list[Fault]:
    """The first of new coordinates that are not in the system of those that a table has, where one of both is
    GCJ-02."""
    there = next((found for row in old if row.get("lon", "").strip() and (found := _crs(row))), WGS84)
    for row in rows:
        own = _crs(row.cells) or WGS84
        if row.cells.get("lon") and (own == GCJ02) != (there == GCJ02) and any(each.get("lon") for each in old):
            return [Fault(row.place, "crs", "crs_other", {"known": there, "file": file}, own)]
    return []


def _crs(cells: Mapping[str, str]) -> str:
    """The system of coordinates of a row; empty where it says none that is known."""
    try:
        return crs(cells.get("crs", "").strip())
    except BadCellError:
        return ""


def _read(text: str, file: str, form: Form) -> tuple[list[str], list[dict[str, str]]]:
    """The head and the rows of a table as they are written."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [cells for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as broken:
        raise InputError([Fault(Place(file, reader.line_num), "", "csv", {"why": str(broken)})]) from None
    if not lines:
        return [], []
    head = [cell.strip() for cell in lines[0]]
    lacking = [column for column in form.key if not set(column.split("|")) & set(head)]
    if lacking:
        raise InputError([Fault(Place(file, 1), each, "missing_column", {"column": each}) for each in lacking])
    wide = next((n for n, cells in enumerate(lines, start=1) if len(cells) != len(head)), None)
    if wide is not None:
        values = {"wanted": len(head), "cells": len(lines[wide - 1])}
        raise InputError([Fault(Place(file, wide), "", "cells", values)])
    return head, [dict(zip(head, cells, strict=True)) for cells in lines[1:]]


def _key(form: Form, cells: Mapping[str, str]) -> tuple[str, ...]:
    """What tells a row from others; a row of an area is none of its schools."""
    found = []
    for column in form.key:
        each = next((name for name in column.split("|") if cells.get(name, "").strip()), column)
        found.append(f"{each}={cells.get(each, '').strip()}" if "|" in column else cells.get(each, "").strip())
    return tuple(found)


def _differ(one: str, other: str, updated: bool) -> bool:
    """Whether two figures of the same differ; an empty one says nothing, but that it is to be filled in."""
    one, other = one.strip(), other.strip()
    if not other or not one:
        return updated and bool(other)
    try:
        return float(one) != float(other)
    except ValueError:
        return one != other


def _said(cells: Mapping[str, str], columns: Sequence[str]) -> str:
    """Cells as faults show them: of several, or without a value, each with its column."""
    if len(columns) == 1 and cells.get(columns[0]):
        return cells[columns[0]]
    return ", ".join(f"{column} {cells.get(column) or '—'}" for column in columns)


def _text(head: Sequence[str], rows: Sequence[Mapping[str, str]], end: str) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=end)
    writer.writerow(head)
    writer.writerows([row.get(column, "") for column in head] for row in rows)
    return file.getvalue()
