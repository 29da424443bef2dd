"""CSV tables with known columns, read strictly, each row with its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.places import CSV_LIMIT, AnyPath, read_text
from xuewei.formats.shapes import Faults
from xuewei.model.plan import BASES

MOST_COLUMNS = 1000
"""Columns of a table in CSV."""
YEARS = range(1900, 2101)
_THOUSANDS = re.compile(r"-?[0-9]{1,3}([,， ’'][0-9]{3})+(\.[0-9]*)?\Z")


class BadCellError(Exception):
    """A cell that cannot be read; ``kind`` and ``values`` make the fault."""

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.kind, self.values = kind, values


@dataclass(frozen=True)
class Cell:
    """How a column is read. ``optional``: the cell may be empty and the column may be missing."""

    read: Callable[[str], Any]
    optional: bool = False


def words(text: str) -> str:
    """Any text that is not empty."""
    if not text:
        raise BadCellError("text_empty")
    return text


@dataclass(frozen=True)
class Whole:
    """A reader of whole numbers from ``low`` to ``high``, written in plain digits.

    >>> Whole(0, 10)("7")
    7
    """

    low: int
    high: int

    def __call__(self, text: str) -> int:
        """The number; BadCellError for anything else."""
        refuse_thousands(text)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 16 and self.low <= int(text) <= self.high):
            raise BadCellError("whole", low=self.low, high=self.high)
        return int(text)


MOST = 10**10
"""The largest number of persons that is read."""


@dataclass(frozen=True)
class UpTo:
    """A reader of numbers from 0 to ``high``, with or without a fraction.

    >>> UpTo(1)("0.25")
    0.25
    """

    high: float

    def __call__(self, text: str) -> float:
        """The number; BadCellError for anything else."""
        refuse_thousands(text)
        try:
            value = float(text) if text.isascii() and "_" not in text else -1.0
        except ValueError:
            value = -1.0
        if not 0 <= value <= self.high:
            raise BadCellError("number", low=0, high=float(self.high))
        return value


number = UpTo(MOST)
"""Reads a number of persons."""


def refuse_thousands(text: str) -> None:
    """Raise BadCellError for a number with separators of thousands."""
    if _THOUSANDS.match(text):
        raise BadCellError("thousands")


def day(text: str) -> date:
    """An ISO date of :data:`YEARS`: a census of the year 202 would be carried forward for two thousand years."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadCellError("date") from None
    if found.year not in YEARS:
        raise BadCellError("far_date", low=YEARS.start, high=YEARS.stop - 1)
    return found


@dataclass(frozen=True)
class OneOf:
    """A reader of one of a few words."""

    known: tuple[str, ...]

    def __call__(self, text: str) -> str:
        """The word; BadCellError, with the nearest known one, for any other."""
        if text not in self.known:
            raise BadCellError("choice", known=", ".join(self.known), near=nearest(text, self.known))
        return text


BASIS_AND_SOURCE = {"basis": Cell(OneOf(BASES)), "source": Cell(words)}
YEAR = Cell(Whole(YEARS.start, YEARS.stop - 1))


UNREAD = object()
"""Stands in a row with a fault for every value that could not be read."""


def read_table(
    place: AnyPath, columns: Mapping[str, Cell], faults: Faults, spoilt: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """The rows of a CSV file, each with its ``line``; rows with a fault are left out, and come to ``spoilt`` as far as
    they could be read.

    Raises InputError where the file as a whole cannot be read; everything else is noted in ``faults``.
    """
    text = read_text(place, CSV_LIMIT, expected=tuple(columns))
    reader = csv.reader(narrow_lines(text, place), strict=True)
    rows: list[dict[str, Any]] = []
    try:
        head = [cell.strip() for cell in next(reader, [])]
        if not read_head(head, columns, faults, 1):
            return []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = read_row(head, cells, columns, reader.line_num, faults, spoilt)
            if row is not None:
                rows.append(row)
    except csv.Error as broken:
        faults.note(reader.line_num, "", "csv", why=str(broken))
        return rows
    if not rows and not faults.found:
        faults.note(0, "", "no_rows")
    return rows


def narrow_lines(text: str, place: AnyPath, separator: str = ",") -> Iterator[str]:
    """The lines of a table, with their ends. Raises InputError at a first line of more than :data:`MOST_COLUMNS` cells,
    and at any line of many times as many: cells hold separators, but not so many."""
    start, number, most = 0, 1, MOST_COLUMNS
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        if end - start > most and text.count(separator, start, end) >= most:
            raise InputError([Fault(Place(str(place), number), "", "columns", {"limit": MOST_COLUMNS})])
        yield text[start:end]
        start, number, most = end, number + 1, 10 * MOST_COLUMNS


def read_head(head: list[str], columns: Mapping[str, Cell], faults: Faults, line: int) -> bool:
    """Whether ``head`` names every column that is needed, once, and no other; what is wrong is noted at ``line``.

    Where it names fewer than half of them the file is of another kind, and nothing of its text is noted.
    """
    before = len(faults.found)
    if not any(head):
        faults.note(0, "", "empty")
        return False
    needed = [name for name, cell in columns.items() if not cell.optional]
    ours = 2 * sum(name in head for name in needed) >= len(needed)
    spare = [name for name in head if name not in columns] if ours else []
    for name in spare:
        faults.note(line, name, "unknown_column", near=nearest(name, [each for each in columns if each not in head]))
    for name in {name for name in head if ours and head.count(name) > 1}:
        faults.note(line, name, "repeated_column")
    for name in needed:
        if name not in head:
            faults.note(line, name, "missing_column", column=name, near=nearest(name, spare))
    return len(faults.found) == before


def read_row(
    head: list[str],
    cells: list[str],
    columns: Mapping[str, Cell],
    line: int,
    faults: Faults,
    spoilt: list[dict[str, Any]] | None = None,
) -> dict[str, Any] | None:
    """The values of one row with its ``line``, None for columns that are missing; None after a fault, and the row to
    ``spoilt``."""
    if len(cells) != len(head):
        faults.note(line, "", "cells", wanted=len(head), cells=len(cells))
        return None
    row: dict[str, Any] = dict.fromkeys(columns)
    row["line"] = line
    good = True
    for name, text in zip(head, cells, strict=True):
        text = text.strip()
        if not text and columns[name].optional:
            continue
        try:
            row[name] = columns[name].read(text)
        except BadCellError as bad:
            good, row[name] = False, UNREAD
            near = bad.values.pop("near", None)
            faults.note(line, name, bad.kind, found=text or None, near=str(near) if near else None, **bad.values)
    if not good and spoilt is not None:
        spoilt.append(row)
    return row if good else None
