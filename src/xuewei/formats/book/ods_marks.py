"""What an OpenDocument sheet says beside its values: ranges that are merged, rows and columns that are hidden.

Calamine tells neither. The text may have hundreds of MB: it is looked through piece by piece, no further than to the
last place that says anything of the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from xml.parsers.expat import ExpatError, ParserCreate

from xuewei.formats.archive import LAST_COLUMN, LAST_ROW
from xuewei.formats.book.sheet_xml import At
from xuewei.late import dataclass

SIGNS = (b"-spanned=", b":visibility=")
"""What stands wherever cells are merged, or rows or columns hidden."""
HIDDEN = ("collapse", "filter")
CELLS = ("table-cell", "covered-table-cell")
MOST_HIDDEN = 1_000
"""Rows and columns of a sheet that are named as hidden, and equal rows that stand as one and hold merged cells."""


@dataclass
class Marks:
    """Of one sheet: ``merged`` ranges by their first and last cell, hidden ``rows`` and ``columns``, all from 0."""

    merged: list[tuple[At, At]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)


class _EnoughError(Exception):
    """All that was looked for is found, or the text is of another kind."""


@dataclass
class _Reader:
    """The place in the text of all sheets; ``left`` are the signs that are still to come, ``tables`` and
    ``bare_cells`` the names that tables and cells have in this text."""

    left: int
    most: int
    found: dict[str, Marks] = field(default_factory=dict)
    sheet: Marks = field(default_factory=Marks)
    depth: int = 0
    row: int = 0
    next_row: int = 0
    column: int = 0
    tables: set[str] = field(default_factory=set)
    bare_cells: set[str] = field(default_factory=set)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Read one tag."""
        if not attributes and self.depth == 1 and name in self.bare_cells:
            self.column += 1  # most of a large sheet: nothing is said of them
            return
        kind = _local(name)
        if kind in CELLS:
            self.bare_cells.add(name)
        if kind == "table":
            self.tables.add(name)
            self.depth += 1
            if self.depth == 1:
                self.sheet = self.found.setdefault(_named(attributes, "name") or "", Marks())
                self.next_row = self.column = 0
        elif self.depth == 1 and kind == "table-column":
            repeated = _count(attributes, "number-columns-repeated")
            if self._hidden(attributes):
                self._note(self.sheet.columns, self.column, repeated, LAST_COLUMN)
            self.column += repeated
        elif self.depth == 1 and kind == "table-row":
            self.row, self.column = self.next_row, 0
            repeated = _count(attributes, "number-rows-repeated")
            if self._hidden(attributes):
                self._note(self.sheet.rows, self.row, repeated, LAST_ROW)
            self.next_row += repeated
        elif self.depth == 1 and kind in CELLS:
            self._cell(attributes)
        if not self.left and self.depth <= 1:
            raise _EnoughError

    def end(self, name: str) -> None:
        """Leave one tag."""
        if name in self.tables:
            self.depth -= 1

    def _cell(self, attributes: Mapping[str, str]) -> None:
        spans = [_named(attributes, key) for key in ("number-rows-spanned", "number-columns-spanned")]
        self.left -= sum(each is not None for each in spans)
        down, right = (min(_number(each), most) for each, most in zip(spans, (LAST_ROW, LAST_COLUMN), strict=True))
        if down > 1 or right > 1:
            for row in range(self.row, min(self.next_row, self.row + MOST_HIDDEN) if down == 1 else self.row + 1):
                self.sheet.merged.append(((row, self.column), (row + down - 1, self.column + right - 1)))
            if len(self.sheet.merged) > self.most:
                raise _EnoughError
        self.column += _count(attributes, "number-columns-repeated")

    def _hidden(self, attributes: Mapping[str, str]) -> bool:
        word = _named(attributes, "visibility")
        self.left -= word is not None
        return word in HIDDEN

    def _note(self, places: list[int], first: int, repeated: int, last: int) -> None:
        room = MOST_HIDDEN - len(places)
        places.extend(range(first, min(first + repeated, first + room, last)))


def marks(pieces: Callable[[], Iterable[bytes]], most: int) -> dict[str, Marks]:
    """The marks of every sheet that has any, up to ``most`` merged ranges; nothing of a text that is no XML.

    >>> text = b'<t xmlns:table="t"><table:table table:name="a"><table:table-row><table:table-cell/>'
    >>> text += b'<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="1"/>'
    >>> marks(lambda: [text + b"</table:table-row></table:table></t>"], 10)["a"].merged
    [((0, 1), (0, 2))]
    """
    reader = _Reader(sum(_counted(pieces())), most)
    if not reader.left:
        return {}

    def declared(*_: object) -> None:
        raise _EnoughError

    parser = ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = declared
    try:
        for piece in pieces():
            parser.Parse(piece, False)
    except (ExpatError, _EnoughError):
        pass
    return reader.found


def _counted(pieces: Iterable[bytes]) -> Iterator[int]:
    """How many signs there are in each piece."""
    edge = max(len(sign) for sign in SIGNS) - 1
    tail = b""
    for piece in pieces:
        for sign in SIGNS:
            yield (tail[len(tail) - len(sign) + 1 :] + piece).count(sign)
        tail = (tail + piece)[-edge:]


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _named(attributes: Mapping[str, str], wanted: str) -> str | None:
    return next((value for key, value in attributes.items() if _local(key) == wanted), None)


def _number(text: str | None) -> int:
    """A number of cells; 1 where none, or no possible one, is written."""
    return max(int(text), 1) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1


def _count(attributes: Mapping[str, str], wanted: str) -> int:
    return _number(_named(attributes, wanted))
