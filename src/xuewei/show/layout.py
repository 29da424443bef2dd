"""Where the columns of a table go in a window: how wide each is, and which are named below the table instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from xuewei.show.folding import longest
from xuewei.show.view import Sheet, text_of
from xuewei.words.shown import visible

BETWEEN = 2
"""Columns of the screen between two columns of a table."""
NARROW = 60
"""Columns of a window in which a table that has no room becomes blocks; in a wider one it leaves columns out."""
TITLE = 12
"""Columns that a title keeps: it folds no narrower than that."""
TEXT, NAME = 18, 22
"""Columns that a text keeps, and a name: they fold no narrower than that."""


@dataclass(frozen=True)
class Layout:
    """The places of the columns that are shown and how wide each is, and the titles of the others. In ``blocks`` a row
    is a block of lines and nothing is left out."""

    places: tuple[int, ...]
    widths: tuple[int, ...]
    left_out: tuple[str, ...] = ()
    blocks: bool = False


def layout(sheet: Sheet, width: int | None, *, whole: bool = False) -> Layout:
    """The layout of a table in ``width`` columns of the screen; None: every cell on one line, however wide.

    A figure is never folded and a row's names are always shown. Where titles and texts that fold do not make enough
    room, columns come in by rank as long as they have room. A table whose names have none, or whose window is narrow,
    becomes blocks. ``whole``: nothing may be left out, so the table is wider than ``width`` where it has to be.

    >>> from xuewei.show.view import Column
    >>> columns = [Column("学段", rank=0), Column("学位", number=True), Column("来源", rank=2)]
    >>> table = Sheet("", columns, [["小学", "1,234,567,890", "教育事业统计公报" * 5]])
    >>> layout(table, 100).widths, layout(table, 60).widths, layout(table, 59).blocks
    ((4, 13, 79), (4, 13, 39), True)
    """
    places = range(len(sheet.columns))
    natural, least = _natural(sheet), _least(sheet)
    if width is None or _sum(natural) <= width:
        return Layout(tuple(places), tuple(natural))
    if whole:
        return Layout(tuple(places), tuple(_widened(sheet, natural, least, max(width, _sum(least)))))
    kept = names_of(sheet)
    if width < NARROW or _sum([least[n] for n in kept]) > width:
        return Layout(tuple(places), (), blocks=True)
    for n in sorted(set(places) - set(kept), key=lambda n: (sheet.columns[n].rank, n)):
        if _sum([least[each] for each in (*kept, n)]) <= width:
            kept.append(n)
    kept.sort()
    shown = Sheet("", [sheet.columns[n] for n in kept], ())
    widths = _widened(shown, [natural[n] for n in kept], [least[n] for n in kept], width)
    left_out = tuple(column.told or column.title for n, column in enumerate(sheet.columns) if n not in kept)
    return Layout(tuple(kept), tuple(widths), left_out)


def names_of(sheet: Sheet) -> list[int]:
    """The places of the columns that name a row, at least one."""
    return [n for n, column in enumerate(sheet.columns) if column.rank == 0] or [0]


def _sum(widths: Sequence[int]) -> int:
    return sum(widths) + BETWEEN * (len(widths) - 1)


def _natural(sheet: Sheet) -> list[int]:
    """The width of every column with nothing folded."""
    return [
        max(cell_len(visible(text)) for text in (column.title, *(text_of(row[n]) for row in sheet.rows)))
        for n, column in enumerate(sheet.columns)
    ]


def _least(sheet: Sheet) -> list[int]:
    """The least width of every column: that of its figures, or of its text well folded; its title may fold."""
    found = []
    for n, column in enumerate(sheet.columns):
        widest = max((cell_len(visible(text_of(row[n]))) for row in sheet.rows), default=0)
        title = visible(column.title)
        own = max(longest(title), min(cell_len(title), TITLE))
        found.append(max(own, widest if column.number else min(widest, NAME if column.rank == 0 else TEXT)))
    return found


def _widened(sheet: Sheet, natural: Sequence[int], least: Sequence[int], width: int) -> list[int]:
    """Widths that share out what ``width`` leaves over the least ones: titles of figures get theirs first, then each
    text by its length."""
    found, spare = list(least), width - _sum(least)
    for n, column in enumerate(sheet.columns):
        if column.number:
            more = min(natural[n] - least[n], spare)
            found[n] += more
            spare -= more
    wished = {n: natural[n] - least[n] for n, column in enumerate(sheet.columns) if not column.number}
    total = sum(wished.values())
    for n, wish in wished.items():
        found[n] += wish if total <= spare else wish * spare // total
    return found
