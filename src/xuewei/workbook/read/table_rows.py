"""The rows of a table in a sheet, cell by cell as values with their places and faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache, cached_property
from typing import Any, TypeAlias

from xuewei.errors import Fault, Place
from xuewei.formats.book.sheet import (
    ERROR_WORDS,
    BookSheet,
    Typed,
    blank,
    day_of,
    number_of,
    text_of,
    truth_of,
    year_of,
)
from xuewei.formats.yaml import Common, Node
from xuewei.late import dataclass
from xuewei.model.school_fields import INPUTS, ONLY_LISTED, FieldKind
from xuewei.workbook.columns import VOCABULARY, Vocabulary, says_total
from xuewei.workbook.read.heads import Head
from xuewei.workbook.read.labels import SURE, kind_of_label


@dataclass
class BookFaults:
    """Faults and the cells that have any: a cell has at most one."""

    found: list[Fault] = field(default_factory=list)
    cells: set[Place] = field(default_factory=set)

    def add(self, fault: Fault) -> None:
        """Add a fault, unless its cell has one."""
        if not fault.place.line or fault.place not in self.cells:
            self.found.append(fault)
            self.cells.add(fault.place)

    def note(
        self,
        sheet: BookSheet,
        head: Head,
        at: tuple[int, str],
        kind: str,
        shown: object = None,
        near: str | None = None,
        **values: object,
    ) -> None:
        """Note a fault of the cell in a row and the column of a key."""
        row, key = at
        column = head.columns.get(key)
        text = None if shown is None else str(shown)
        self.add(Fault(sheet.cell(row, column, head.title(key)), "", kind, values, text, near))


WORDS = frozenset({*VOCABULARY, "from", "to"})
"""Columns whose cells are words of the contract."""
_READERS: Mapping[FieldKind, Callable[[Any], Typed]] = {
    FieldKind.YEAR: year_of,
    FieldKind.DAY: day_of,
    FieldKind.TRUTH: truth_of,
    FieldKind.AMOUNT: number_of,
    FieldKind.SEATS: number_of,
    FieldKind.COUNT: number_of,
    FieldKind.DEGREES: number_of,
}
_KINDS = {
    **{name: each.kind for each in INPUTS for name in (each.key, each.target) if name},
    **{each.name: each.kind for each in ONLY_LISTED},
    "year": FieldKind.YEAR,
    "opening": FieldKind.YEAR,
    "date": FieldKind.DAY,
}
LOOK = Common(None, 0)
"""Stands for a cell that is wrong, may be blank, or holds no word that is known."""
Column: TypeAlias = "list[Common | None]"
NUMBERED = 3
"""Rows below a head in which the columns' own numbers (1, 2, 3 …) may stand."""
SERIES = ("甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "一二三四五六七八九十")
"""Signs that number columns beside digits, each in its order."""


@dataclass(frozen=True)
class Rows:
    """The rows of a sheet below its head. ``inputs`` are the columns that people fill in, ``totals`` the
    rows of sums that were left out, each with the column that says so, but for our own above all others.
    ``registered``: they are those of the register."""

    sheet: BookSheet
    head: Head
    inputs: Sequence[str]
    words: Vocabulary
    faults: BookFaults
    totals: list[tuple[int, int]] = field(default_factory=list)
    registered: bool = False
    _columns: dict[str, Column] = field(default_factory=dict)
    _looks: dict[str, Sequence[int]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[int]:
        """The rows that hold something of their own: not the columns' numbers, not a total, not a spare row."""
        self._unmerge()
        columns = self.head.columns
        places = [columns[key] for key in self.inputs if key in columns]
        rows, wrong = self.sheet.rows, {row for row, column in self.sheet.wrong if column in places}
        labels = [columns[key] for key in ("number", "id", "key") if key in columns]
        unnamed = "id" in columns and "name" in columns  # a school without an id may be called a total
        for n in range(self.head.first, len(rows)):
            row = rows[n]
            for place in places:
                if (cell := row[place]) != "" and not blank(cell):
                    break
            else:
                if n not in wrong:
                    continue
            if n < self.head.first + NUMBERED and is_numbering(row):
                continue
            total = None
            for place in labels:
                if (cell := row[place]).__class__ is str and cell and kind_of_label(cell) == SURE:
                    total = place
                    break
            if total is None and unnamed and blank(row[columns["id"]]) and says_total([row[columns["name"]]]):
                total = columns["name"]
            if total is None:
                yield n
            elif n > self.head.first + NUMBERED:
                self.totals.append((n, total))

    def _unmerge(self) -> None:
        """Give the value of a merged range to all its cells; seats and cost cannot be shared by rows."""
        keys = {place: key for key, place in self.head.columns.items()}
        for (top, left), (bottom, right) in self.sheet.merged:
            if bottom < self.head.first or (top, left) == (bottom, right) or top >= len(self.sheet.rows):
                continue
            value = self.sheet.rows[top][left] if left < len(self.sheet.rows[top]) else ""
            for row in range(max(top, self.head.first), min(bottom + 1, len(self.sheet.rows))):
                for column in range(left, min(right + 1, len(self.sheet.rows[row]))):
                    key = keys.get(column, "")
                    if kind_of(key) in (FieldKind.AMOUNT, FieldKind.SEATS):
                        if not says_total([value]) and not blank(value):
                            self.faults.note(self.sheet, self.head, (top, key), "book_merged", text_of(value))
                    else:
                        self.sheet.rows[row][column] = value

    @cached_property
    def _wrong(self) -> Mapping[int, Sequence[int]]:
        """By column the rows in which its cell holds an error or a formula without a computed value."""
        found: dict[int, list[int]] = {}
        for row, column in self.sheet.wrong:
            if row < len(self.sheet.rows):
                found.setdefault(column, []).append(row)
        return found

    def cell(self, row: int, key: str) -> Any:
        """What stands in a row under a key; empty where the column is missing."""
        column = self.head.columns.get(key)
        return "" if column is None else self.sheet.rows[row][column]

    def has(self, key: str) -> bool:
        """Whether any cell under a key holds something, or is wrong."""
        column = self.head.columns.get(key)
        if column is None or self.sheet.wrong:
            return column is not None
        return any(row[column] != "" for row in self.sheet.rows[self.head.first :])

    def wrong(self, row: int, key: str) -> bool:
        """Whether a cell holds an error or a formula without a computed value; a fault is noted then."""
        column = self.head.columns.get(key, -1)
        kind = self.sheet.wrong.get((row, column))
        value = self.sheet.rows[row][column] if column >= 0 else ""
        if kind is None and isinstance(value, str) and value[:1] in ("#", "E") and ERROR_WORDS.fullmatch(value.strip()):
            kind = "book_error"
        if kind is not None:
            shown = text_of(value) if kind == "book_error" else None
            self.faults.note(self.sheet, self.head, (row, key), kind, shown)
        return kind is not None

    def column(self, key: str) -> Column:
        """What the cells under a key hold, by row: a node for each value, however often it stands there; None where a
        cell is empty, :data:`LOOK` where it must be looked at by itself."""
        found = self._columns.get(key)
        if found is None:
            place, rows = self.head.columns.get(key), self.sheet.rows
            found = [None] * len(rows)
            if place is not None:
                cells, known = [row[place] for row in rows], _Known(self, key, place)
                found = list(map(known.__getitem__, zip(map(type, cells), cells, strict=True)))
                wrong = self._wrong.get(place, ())
                for row in wrong:
                    found[row] = LOOK
                if wrong or known.looks:
                    self._looks[key] = [n for n, node in enumerate(found) if node is LOOK]
            self._columns[key] = found
        return found

    def looks(self, key: str) -> Sequence[int]:
        """The rows in which the cell under a key must be looked at by itself."""
        self.column(key)
        return self._looks.get(key, ())

    def node(self, row: int, key: str) -> Node | None:
        """The value of a cell as the format has it; None where it is empty (or a fault is noted)."""
        found = self.shared(row, key)
        return Node(found.value, self.sheet.spot(row, self.head.columns[key])) if isinstance(found, Common) else found

    def shared(self, row: int, key: str) -> Node | None:
        """As :meth:`node`, but one node for all rows with the same value, where nothing is wrong with it."""
        known = self._columns.get(key)
        found = (self.column(key) if known is None else known)[row]
        if found is not LOOK:
            return found
        column = self.head.columns[key]
        cell = self.sheet.rows[row][column]
        if self.wrong(row, key) or blank(cell):
            return None
        value = self.word(row, key, text_of(cell) or "") if key in WORDS else reader(key)(cell)
        return None if value is None and key in WORDS else Node(value, self.sheet.spot(row, column))

    def word(self, row: int, key: str, text: str) -> str | None:
        """The key of the word in a cell; None, with a fault, where there is no such word."""
        vocabulary = "stage" if key in ("from", "to") else key
        found = self.words.key(vocabulary, text)
        if found is None:
            lang = self.head.lang
            known, near = ", ".join(self.words.known(vocabulary, lang)), self.words.near(vocabulary, text, lang)
            self.faults.note(self.sheet, self.head, (row, key), "choice", text, near, known=known)
        return found


class _Known(dict[tuple[type, Any], "Common | None"]):
    """What the cells of a column hold, by their values: each is read when it is met for the first time."""

    def __init__(self, rows: Rows, key: str, place: int) -> None:
        self._words = rows.words if key in WORDS else None
        self._of, self._read = "stage" if key in ("from", "to") else key, reader(key)
        self._at, self.looks = (rows.sheet.number, 0, place + 1), False

    def __missing__(self, typed: tuple[type, Any]) -> Common | None:
        cell = typed[1]
        found: Common | None = None
        if isinstance(cell, str) and cell and (cell[0] in "#E" or cell[0].isspace()):
            found = LOOK
        elif cell != "":
            value: Typed
            value = self._words.key(self._of, text_of(cell) or "") if self._words else self._read(cell)
            found = Common(value, self._at) if value is not None else LOOK
        self[typed], self.looks = found, self.looks or found is LOOK
        return found


def kind_of(key: str) -> FieldKind:
    """What the cells of a column, or of a target of lists, hold; text where nothing is known of it.

    >>> [kind_of(key).name for key in ("held", "seats.primary", "unit", "rooms")]
    ['TRUTH', 'SEATS', 'TEXT', 'COUNT']
    """
    return _KINDS.get(key.partition(".")[0], FieldKind.TEXT)


@cache
def reader(key: str) -> Callable[[Any], Typed]:
    """What reads the cells of a column that holds no words."""
    return _READERS.get(kind_of(key), text_of)


def is_numbering(row: Sequence[Any]) -> bool:
    """Whether a row holds the columns' own numbers.

    >>> is_numbering(["", 1.0, 3.0, 2.0, "", 4.0]), is_numbering([1.0, "a", 2.0])
    (True, False)
    >>> is_numbering(["甲", "乙", "丙", 1.0, 2.0, 3.0, "丁"]), is_numbering(["甲", "丙", 1.0, 2.0])
    (True, False)
    """
    filled = [cell for cell in row if not blank(cell)]
    if len(filled) <= 3:
        return False
    of_series: dict[str, list[int]] = {}
    for cell in filled:
        text = (text_of(cell) or "").strip().upper() if isinstance(cell, str) else ""
        series = next((signs for signs in SERIES if len(text) == 1 and text in signs), "")
        number = series.index(text) + 1 if series else number_of(cell)
        if not isinstance(number, int) or isinstance(number, bool):
            return False
        of_series.setdefault(series, []).append(number)
    return all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in of_series.values())
