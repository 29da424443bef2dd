"""CSV tables with known columns, read strictly, each row with its line."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.places import CSV_LIMIT, AnyPath, read_text
from xuewei.formats.shapes import Faults
from xuewei.late import dataclass, pattern
from xuewei.model.plan import BASES
from xuewei.model.population import Unwritten

MOST_COLUMNS = 1000
"""Columns of a table in CSV."""
YEARS = range(1900, 2101)
_THOUSANDS = pattern(r"-?[0-9]{1,3}([,， ’'][0-9]{3})+(\.[0-9]*)?\Z")


class BadCellError(Exception):
    """A cell that cannot be read; ``kind`` and ``values`` make the fault."""

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.kind, self.values = kind, values


@dataclass(frozen=True)
class Cell:
    """How a column is read. ``optional``: the cell may be empty and the column may be missing; ``unsaid``: in CSV it
    may too, and what stands for it is said wherever it is shown."""

    read: Callable[[str], Any]
    optional: bool = False
    unsaid: bool = False


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
    """A reader of numbers from ``low`` to ``high``, with or without a fraction.

    >>> UpTo(1)("0.25")
    0.25
    """

    high: float
    low: float = 0

    def __call__(self, text: str) -> float:
        """The number; BadCellError for anything else."""
        refuse_thousands(text)
        try:
            value = float(text) if text.isascii() and "_" not in text else self.low - 1.0
        except ValueError:
            value = self.low - 1.0
        if not self.low <= value <= self.high:
            raise BadCellError("number", low=self.low, high=float(self.high))
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
            raise BadCellError("choice", known=", ".join(self.known), near=lambda: nearest(text, self.known))
        return text


BASIS_AND_SOURCE = {"basis": Cell(OneOf(BASES), unsaid=True), "source": Cell(words, unsaid=True)}
YEAR = Cell(Whole(YEARS.start, YEARS.stop - 1))


SEEN = 10_000
"""Cells of a column whose values are kept: years, areas and stages come again and again, names of schools do not."""
UNREAD = object()
"""Stands in a row with a fault for every value that could not be read."""
Row = dict[str, Any]
Seen = dict[str, dict[str, Any]]
"""By column: cells that were read, and their values."""
Turn = Callable[[str], tuple[str, ...]]
"""Makes the cells of one or more columns of ours from one cell."""
SEPARATORS = ",;\t，；"


@dataclass(frozen=True)
class Head:
    """The head of a table: columns of ours and, beside each, the title that the file has; how many cells the file's own
    head has, which of them are turned into those of one or more columns, and the column that ``other`` titles would
    mean. Cells ``across`` are each a row of its own: their title, and what stands in the columns before the last, which
    holds the cell itself."""

    names: list[str]
    titles: Sequence[str]
    width: int
    turns: Mapping[int, Turn] = field(default_factory=dict)
    other: Mapping[str, str] = field(default_factory=dict)
    across: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def rows(self, cells: list[str]) -> list[tuple[str, list[str]]]:
        """The rows that a line is, by columns of ours, each with the title it stands under if it is one of several."""
        if not self.turns and not self.across:
            return [("", cells)]
        kept = [(n, cell) for n, cell in enumerate(cells) if n not in self.across]
        row = [each for n, cell in kept for each in (self.turns[n](cell) if n in self.turns else (cell,))]
        several = [(title, [*row, *more, cells[n]]) for n, (title, *more) in self.across.items() if cells[n].strip()]
        return several if self.across else [("", row)]


def open_table(place: AnyPath, columns: Mapping[str, Cell]) -> tuple[Head, Any]:
    """The head of a CSV file with columns of ours, and the reader of the rows below it. A head in keys of the contract
    is taken as it stands; any other may be in titles and separators that people use.

    Raises InputError where the file as a whole cannot be read, csv.Error where its head is no CSV.
    """
    text = read_text(place, CSV_LIMIT, expected=tuple(columns))
    first = _trimmed(text.partition("\n")[0].split(","))
    if first and all(cell in columns for cell in first):
        reader, cells = _begun(text, place, ",")
        return Head(cells, cells, len(cells)), reader
    titles = _titles()
    text = read_text(place, CSV_LIMIT, expected=(*columns, *titles.titles_of(columns)))
    reader, cells = _begun(text, place, max(SEPARATORS, key=text.partition("\n")[0].count))
    return titles.understood(cells, columns), reader


def _begun(text: str, place: AnyPath, separator: str) -> tuple[Any, list[str]]:
    reader = csv.reader(narrow_lines(text, place, separator), delimiter=separator, strict=True)
    return reader, _trimmed(next(reader, []))


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Cells without spaces around them, and without empty ones at the end."""
    found = [cell.strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


def read_table(
    place: AnyPath, columns: Mapping[str, Cell], faults: Faults, spoilt: list[Row] | None = None
) -> list[Row]:
    """The rows of a CSV file, each with its ``line``; rows with a fault are left out, and come to ``spoilt`` as far as
    they could be read. Titles and cells may be as Chinese tables have them; what is not said of basis and source is
    :class:`~xuewei.model.population.Unwritten`.

    Raises InputError where the file as a whole cannot be read; everything else is noted in ``faults``.
    """
    rows: list[Row] = []
    reader = None
    try:
        head, reader = open_table(place, columns)
        blank = _unwritten(place, columns)
        if not read_head(head.names, columns, faults, 1, head):
            return []
        for name in [name for name in head.names[:-1] if head.across and columns[name].read is number]:
            faults.note(1, head.titles[head.names.index(name)], "grades_across")
        seen: Seen = {name: {} for name in head.names}
        faults.called = dict(zip(head.names, head.titles, strict=True)) if head.other else {}
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            while len(cells) > head.width and not cells[-1].strip():
                cells.pop()
            if len(cells) != head.width:
                faults.note(reader.line_num, "", "cells", wanted=head.width, cells=len(cells))
                continue
            for title, own in head.rows(cells):
                if title:
                    faults.called = {**faults.called, head.names[-1]: title}
                row = read_row(head.names, own, columns, reader.line_num, faults, spoilt, blank, seen)
                if row and head.other and _titles().of_sums(row):
                    faults.note(row["line"], "area", "total_row", found=row["area"])
                elif row:
                    rows.append(row)
    except csv.Error as broken:
        faults.note(reader.line_num if reader else 1, "", "csv", why=str(broken))
        return rows
    if not rows and not faults.found:
        faults.note(0, "", "no_rows")
    return rows


def _titles() -> Any:
    """The module that reads what people write instead of keys of the contract, which need none of it."""
    from xuewei.formats import titles

    return titles


def _unwritten(place: AnyPath, columns: Mapping[str, Cell]) -> Row:
    """What stands in a row that does not say it: of the basis the weakest there is, of the source the file itself."""
    weakest = {"basis": "assumed", "source": os.path.basename(str(place))}
    return {name: Unwritten(weakest[name]) if cell.unsaid else None for name, cell in columns.items()}


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


def read_head(
    head: list[str], columns: Mapping[str, Cell], faults: Faults, line: int, people: Head | None = None
) -> bool:
    """Whether ``head`` names every column that is needed, once, and no other; what is wrong is noted at ``line``.
    ``people``: what they call these columns in CSV, where they may leave some unsaid.

    Where it names fewer than half of them the file is of another kind, and nothing of its text is noted.
    """
    before = len(faults.found)
    if not any(head):
        faults.note(0, "", "empty")
        return False
    needed = [name for name, cell in columns.items() if not (cell.optional or (people and cell.unsaid))]
    ours = 2 * sum(name in head for name in needed) >= len(needed)
    spare = [name for name in head if name not in columns] if ours else []
    other, titles = (people.other, people.titles) if people else ({}, head)
    known = [name for name in (*columns, *other) if len(name) > 1 and other.get(name, name) not in head]
    for name in spare:
        faults.note(line, name, "unknown_column", near=nearest(name, known))
    for name in sorted({name for name in head if ours and head.count(name) > 1}):
        same = [title for each, title in zip(head, titles, strict=True) if each == name]
        if len(set(same)) > 1:
            faults.note(line, same[1], "title_twice", column=name, other=same[0])
        else:
            faults.note(line, same[0], "repeated_column")
    for name in needed:
        if name not in head:
            title = next((each for each, column in other.items() if column == name), None)
            shown = f"{name} ({title})" if title and not "".join(titles).isascii() else name
            faults.note(line, name, "missing_column", column=shown, near=nearest(name, spare))
    return len(faults.found) == before


def read_row(
    head: list[str],
    cells: list[str],
    columns: Mapping[str, Cell],
    line: int,
    faults: Faults,
    spoilt: list[Row] | None = None,
    blank: Row | None = None,
    seen: Seen | None = None,
) -> Row | None:
    """The values of one row with its ``line``, None for columns that are missing; None after a fault, and the row to
    ``spoilt``. ``blank``: what a row of CSV is where it says nothing; its cells may hold what people write instead.
    ``seen`` remembers what was read in the rows before."""
    row: Row = dict.fromkeys(columns) if blank is None else blank.copy()
    row["line"] = line
    good = True
    for name, cell in zip(head, cells, strict=True):
        known = None if seen is None else seen[name]
        if known and cell in known:
            row[name] = known[cell]
            continue
        text = cell.strip()
        if not text and (columns[name].optional or row[name] is not None):
            continue
        try:
            row[name] = columns[name].read(text)
            if known is not None and len(known) < SEEN:
                known[cell] = row[name]
        except BadCellError as bad:
            row[name] = UNREAD if blank is None else _coded(name, text, columns, bad)
            if row[name] is not UNREAD:
                continue
            good, near = False, bad.values.pop("near", None)
            near = near() if callable(near) else near
            faults.note(line, name, bad.kind, found=text or None, near=str(near) if near else None, **bad.values)
    if not good and spoilt is not None:
        spoilt.append(row)
    return row if good else None


def _coded(name: str, text: str, columns: Mapping[str, Cell], bad: BadCellError) -> Any:
    """What people mean by a cell that the contract does not know; :data:`UNREAD`, with ``bad`` saying why, where that
    is nothing."""
    try:
        found = _titles().meant(name, text, columns)
    except BadCellError as other:
        bad.kind, bad.values, found = other.kind, other.values, None
    return UNREAD if found is None else found
