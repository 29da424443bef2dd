"""Rows put into a table of a population folder: what is there stays as it is written, what differs is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.guard import forced
from xuewei.formats.places import CSV_LIMIT, AnyPath, decoded, exists, inside, read_bytes
from xuewei.formats.population.tables import TABLES, is_parquet, table_place

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "enrolment": ("area", "year", "stage", "grade", "pupils", "basis", "source", "school", "classes"),
    "births": ("area", "year", "births", "basis", "source"),
    "zones": ("area", "part_of", "share", "basis", "source"),
}
"""Columns that rows of ours fill, in the order of a new file."""
KEYS: Mapping[str, tuple[str, ...]] = {
    "enrolment": ("school", "year", "stage", "grade"),
    "births": ("area", "year"),
    "zones": ("area",),
}
FIGURES: Mapping[str, tuple[str, ...]] = {
    "enrolment": ("area", "pupils", "classes"),
    "births": ("births",),
    "zones": ("part_of",),
}
"""What two rows for the same must have alike; an empty figure says nothing."""


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


def with_rows(folder: AnyPath, name: str, rows: Sequence[NewRow]) -> TableChange:
    """A table of a folder with more rows; one for what is there already says the same, or is a fault unless the run is
    told to replace it. Raises InputError with every such fault, and where the table cannot be added to."""
    place = inside(folder, f"{name}.csv") if name not in TABLES else table_place(folder, name)
    if is_parquet(place):
        raise InputError([Fault(Place(str(place)), "", "people_parquet")])
    there = exists(place)
    text, encoding = decoded(read_bytes(place, CSV_LIMIT), str(place), COLUMNS[name]) if there else ("", "utf-8")
    end = "\r\n" if "\r\n" in text else "\n"
    head, old, first = _read(text, str(place), name)
    if len(rows) and not there:
        head = [*COLUMNS[name]]
    head += [column for column in COLUMNS[name] if column not in head and any(row.cells.get(column) for row in rows)]
    at = {_key(name, cells): n for n, cells in enumerate(old)}
    added: list[Mapping[str, str]] = []
    replaced: list[tuple[Mapping[str, str], Mapping[str, str]]] = []
    wrong, same = [], 0
    for row in rows:
        key = _key(name, row.cells)
        n = at.get(key)
        if n is None:
            at[key] = len(old)
            old.append({**row.cells})
            added.append(row.cells)
            continue
        differing = [each for each in FIGURES[name] if _differ(old[n].get(each, ""), row.cells.get(each, ""))]
        if not differing:
            same += 1
        elif forced() and n < first:
            replaced.append((dict(old[n]), row.cells))
            old[n] = {**old[n], **{column: each for column, each in row.cells.items() if each}}
        else:
            values = {"other": _said(old[n], differing), "line": n + 2, "file": str(place)}
            kind = "people_differs" if n < first else "list_differs"
            wrong.append(Fault(row.place, "", kind, values, _said(row.cells, differing)))
    if wrong:
        raise InputError(wrong)
    raw = _text(head, old, end).encode(encoding)
    return TableChange(name, str(place), raw, added, replaced, same, not there)


def _read(text: str, file: str, name: str) -> tuple[list[str], list[dict[str, str]], int]:
    """The head and the rows of a table as they are written, and how many there are."""
    if not text.strip():
        return [], [], 0
    lines = [cells for cells in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in cells)]
    head = [cell.strip() for cell in lines[0]]
    lacking = [column for column in KEYS[name] if column not in head and column != "school"]
    wide = next((n for n, cells in enumerate(lines, start=1) if len(cells) != len(head)), None)
    if lacking:
        raise InputError([Fault(Place(file, 1), each, "missing_column", {"column": each}) for each in lacking])
    if wide is not None:
        values = {"wanted": len(head), "cells": len(lines[wide - 1])}
        raise InputError([Fault(Place(file, wide), "", "cells", values)])
    rows = [dict(zip(head, cells, strict=True)) for cells in lines[1:]]
    return head, rows, len(rows)


def _key(name: str, cells: Mapping[str, str]) -> tuple[str, ...]:
    """What tells a row from others; a row of an area is none of its schools."""
    own = tuple(cells.get(column, "").strip() for column in KEYS[name])
    return own if name != "enrolment" or own[0] else (cells.get("area", ""), *own)


def _differ(one: str, other: str) -> bool:
    if not one.strip() or not other.strip():
        return False
    try:
        return float(one) != float(other)
    except ValueError:
        return one.strip() != other.strip()


def _said(cells: Mapping[str, str], columns: Sequence[str]) -> str:
    return ", ".join(cells.get(column, "") for column in columns)


def _text(head: Sequence[str], rows: Sequence[Mapping[str, str]], end: str) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=end)
    writer.writerow(head)
    writer.writerows([row.get(column, "") for column in head] for row in rows)
    return file.getvalue()
