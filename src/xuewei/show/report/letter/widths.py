"""How wide the columns of a table must be, before anybody has laid it out: figures are never folded, words are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf

from rich.cells import cell_len

from xuewei.show.view import Column, text_of

WIDTH = 8844
"""Twentieths of a point between the margins of A4: 156 mm."""
SIZES = (17, 16, 15, 14)
"""Half-points of the text of tables, the most wanted first."""
TWENTIETHS, PADDING = 10, 125
"""Twentieths of a point in a half-point, and beside the text of a cell."""
NARROW, WIDE = ",.:;|!' \u00b7", {"%": 0.95, "+": 0.84, "m": 0.95, "M": 1.0, "w": 0.86, "W": 1.1}
"""Characters that take half of a figure's room, and those that take more than one's, in ems of the widest face that
stands in for Times (DejaVu Serif)."""
FIGURE, HALF, BOLD, MARK = 0.64, 0.32, 1.12, 1.0
"""Ems of a figure or letter and of a narrow sign; how much wider bold is; ems of a footnote's mark."""
LONGEST_WORD, LONGEST_TEXT, NARROWEST, SHORTEST = 9.0, 24.0, 5.0, 2.0
"""Ems of a word above which it is broken, of a text above which it is folded, into which no text is
squeezed, and no title."""

Cell = str | tuple[str, str]
Cells = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Room:
    """What a page has for tables: twentieths of a point between its margins, and sizes of text (half-points), the most
    wanted first."""

    width: int = WIDTH
    sizes: tuple[int, ...] = SIZES


A4 = Room()


def ems(text: str) -> float:
    """How wide a text is at most, in ems.

    >>> round(ems("余 16,199"), 2)
    4.84
    """
    return sum(1.0 if cell_len(each) == 2 else HALF if each in NARROW else WIDE.get(each, FIGURE) for each in text)


def longest_word(text: str) -> float:
    """Ems of what is not folded: a Chinese character, or a word up to its hyphen.

    >>> longest_word("中心城区 2021") == ems("2021")
    True
    """
    longest = width = 0.0
    for each in text:
        width = 0.0 if each.isspace() or cell_len(each) == 2 else width + ems(each)
        longest = max(longest, width, ems(each))
        if each == "-":
            width = 0.0
    return min(longest, LONGEST_WORD)


def column_widths(
    columns: Sequence[Column], rows: Cells, size: int, marked: Collection[int] = (), width: int = WIDTH
) -> list[int]:
    """Widths in twentieths of a point that fill the page, at ``size`` half-points; ``marked`` columns have footnotes.

    >>> sum(column_widths([Column("year"), Column("balance", number=True)], [["2021", "short 20"]], 17)) == WIDTH
    True
    """
    least, wanted = _least(columns, rows, size, marked), _wanted(columns, rows, size, marked)
    short = sum(wanted) - width
    if short > 0:
        loose = sum(wanted) - sum(least)
        share = min(short / loose, 1.0) if loose else 0.0
        wanted = [most - share * (most - few) for few, most in zip(least, wanted, strict=True)]
    total = sum(wanted)
    widths = [int(each * width / total) for each in wanted]
    widths[-1] += width - sum(widths)
    return widths


def size_for(columns: Sequence[Column], rows: Cells, marked: Collection[int] = (), room: Room = A4) -> int:
    """The largest size at which a table has room without a word or a figure broken; the smallest where it has at
    none."""
    sizes = room.sizes
    return next((size for size in sizes if sum(_least(columns, rows, size, marked)) <= room.width), sizes[-1])


def _least(columns: Sequence[Column], rows: Cells, size: int, marked: Collection[int]) -> list[float]:
    """The least that each column needs: figures whole, words unbroken."""
    return [
        _room(
            max((_whole(row[place]) if column.number else _folded(row[place]) for row in rows), default=0),
            BOLD * max(longest_word(column.title), min(ems(column.title), SHORTEST)),
            size,
            place in marked,
        )
        for place, column in enumerate(columns)
    ]


def _whole(cell: Cell) -> float:
    """Ems of a cell that is not folded; red ones are bold."""
    return ems(text_of(cell)) * (BOLD if isinstance(cell, tuple) and cell[1] == "red" else 1.0)


def _folded(cell: Cell) -> float:
    return max(longest_word(text_of(cell)), min(_whole(cell), NARROWEST))


def _wanted(columns: Sequence[Column], rows: Cells, size: int, marked: Collection[int]) -> list[float]:
    """What each column would like to have."""
    return [
        _room(
            max((min(_whole(row[place]), inf if column.number else LONGEST_TEXT) for row in rows), default=0),
            BOLD * min(ems(column.title), LONGEST_WORD),
            size,
            place in marked,
        )
        for place, column in enumerate(columns)
    ]


def _room(text: float, title: float, size: int, marked: bool) -> float:
    return TWENTIETHS * size * max(text + (MARK if marked else 0), title, 1.0) + PADDING
