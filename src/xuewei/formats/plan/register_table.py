"""The rows of a register's file, in CSV or in the sheets of a workbook, each cell with its place."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, NamedTuple

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.archive import BOOK_LIMIT
from xuewei.formats.book.sheet import BookSheet, text_of, year_of
from xuewei.formats.book.sheets import Workbook, is_workbook
from xuewei.formats.csv import narrow_lines
from xuewei.formats.places import CSV_LIMIT, AnyPath, read_bytes, read_text
from xuewei.formats.plan.register_words import COLUMNS, FIGURES, STAFF, column_of, titles
from xuewei.formats.shapes import Faults
from xuewei.language.shown import folded
from xuewei.late import dataclass
from xuewei.model.school_fields import FieldKind

LOOKED_AT = 10
"""Rows of a sheet in which its head may stand."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file: the number (from 1) and the title of each column that we know, and its sheet (None: CSV)."""

    file: str
    columns: dict[str, tuple[int, str]] = field(default_factory=dict)
    sheet: BookSheet | None = None

    def at(self, line: int, column: str) -> Place:
        """The place of a cell; one of a column that is not there stands for the row."""
        number, title = self.columns.get(column, (0, column))
        if self.sheet is not None:
            return self.sheet.cell(line - 1, number - 1 if number else None, title)
        return Place(self.file, line, column=number, entry=title)


class Line(NamedTuple):
    """A row of a table: its number, and its cells by column (those that are not empty)."""

    table: Table
    number: int
    cells: Mapping[str, str]

    def at(self, column: str = "") -> Place:
        """The place of a cell, or of the row."""
        return self.table.at(self.number, column)


def register_lines(place: AnyPath, faults: Faults) -> list[Line]:
    """The rows of a register; what is wrong with its form is noted.

    Raises InputError for what is no register, with nothing of its text.
    """
    if is_workbook(read_bytes(place, max(CSV_LIMIT, BOOK_LIMIT))):
        lines = _of_book(place, faults)
    else:
        lines = _of_csv(place, faults)
    if not lines and not faults.found:
        faults.note(0, "", "no_rows")
    return lines


def is_register(place: AnyPath) -> bool:
    """Whether a CSV file has the head of a register."""
    cells = next(csv.reader([read_text(place, CSV_LIMIT).split("\n", 1)[0]]), [])
    return _suits([column_of(cell) for cell in cells])


def _suits(columns: Sequence[str]) -> bool:
    """Whether columns are those of a register: a school, a stage and a figure of it."""
    return all(not set(each).isdisjoint(columns) for each in NEEDED)


NEEDED = (("id", "name"), ("stage",), (*FIGURES, "classes_1"))
"""Of each of these, a register has one at least."""


def _of_csv(place: AnyPath, faults: Faults) -> list[Line]:
    text = read_text(place, CSV_LIMIT, expected=("name", "id", "学校", "名"))
    reader = csv.reader(narrow_lines(text, place), strict=True)
    lines: list[Line] = []
    try:
        head = [cell.strip() for cell in next(reader, [])]
        if not any(head):
            raise InputError([Fault(Place(str(place)), "", "empty")])
        if 2 * sum(bool(column_of(title)) for title in head) < min(len(head), 4):
            raise InputError([Fault(Place(str(place)), "", "no_register_file")])
        table = Table(str(place))
        _read_head(table, head, 1, faults)
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(head):
                faults.note(reader.line_num, "", "cells", wanted=len(head), cells=len(cells))
                continue
            found = {column: text for column, (n, _) in table.columns.items() if (text := cells[n - 1].strip())}
            if found:
                lines.append(Line(table, reader.line_num, found))
    except csv.Error as broken:
        faults.note(reader.line_num, "", "csv", why=str(broken))
    return lines


def _read_head(table: Table, head: Sequence[str], line: int, faults: Faults) -> None:
    """Read the titles of a table; those that mean nothing, or the same as another, and what is missing are noted."""
    for n, title in enumerate(head, start=1):
        column = column_of(title)
        if column and column not in table.columns:
            table.columns[column] = n, title
        elif title or table.sheet is None:
            at = table.sheet.cell(line - 1, n - 1, title) if table.sheet else line
            near = None if column else nearest(folded(title), titles())
            kind = "repeated_column" if column else "unknown_column"
            faults.note(at, title or str(n), kind, near=titles()[near] if near else None)
    for needed in NEEDED:
        if set(needed).isdisjoint(table.columns):
            shown = " | ".join(each for each in needed if each != "classes_1")
            faults.note(line, shown, "missing_column", column=shown)


def _of_book(place: AnyPath, faults: Faults) -> list[Line]:
    """The rows of every sheet that is seen and has the head of a register."""
    book = Workbook(place)
    lines: list[Line] = []
    found = False
    for name in book.names:
        if name in book.unseen:
            continue
        sheet = book.sheet(name)
        for n, row in enumerate(sheet.rows[:LOOKED_AT]):
            head = [text_of(cell) or "" for cell in row]
            if _suits([column_of(title) for title in head]):
                table = Table(str(place), sheet=sheet)
                _read_head(table, head, n + 1, faults)
                lines += _of_sheet(table, sheet, n + 1, faults)
                found = True
                break
    if not found:
        raise InputError([Fault(Place(str(place)), "", "no_register_file")])
    return lines


def _of_sheet(table: Table, sheet: BookSheet, first: int, faults: Faults) -> list[Line]:
    """The rows of a sheet from ``first`` on (from 0). What is merged over several schools stands for each of them,
    unless it is a number."""
    over: dict[tuple[int, int], int] = {}
    columns = {n - 1: column for column, (n, _) in table.columns.items()}
    for (top, left), (bottom, _) in sheet.merged:
        column = columns.get(left)
        if column and bottom > top >= first:
            if _figure(column):
                faults.note(table.at(top + 1, column), column, "book_merged")
            over |= {(row, left): top for row in range(top + 1, bottom + 1)}
    for (row, place), kind in sheet.wrong.items():
        if row >= first and place in columns:
            faults.note(table.at(row + 1, columns[place]), columns[place], kind)
    lines = []
    for n in range(first, len(sheet.rows)):
        cells = {}
        own = False
        for place, column in columns.items():
            from_row = n if _figure(column) else over.get((n, place), n)
            cell = sheet.rows[from_row][place] if place < len(sheet.rows[from_row]) else None
            text = _text(cell, column)
            if text:
                cells[column] = text
                own = own or from_row == n
        if own:
            lines.append(Line(table, n + 1, cells))
    return lines


def _figure(column: str) -> bool:
    return column in FIGURES or column == STAFF or column.startswith("classes_")


def _text(cell: Any, column: str) -> str | None:
    """A cell as a text file would have it."""
    if isinstance(cell, bool):
        return str(cell).lower()
    found = year_of(cell) if COLUMNS.get(column) is FieldKind.YEAR else cell
    return text_of(found)
