"""A view as tables on the screen, with rich."""

from __future__ import annotations

from typing import IO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xuewei.show.view import Sheet, View, text_of
from xuewei.words.labels import say
from xuewei.words.shown import visible

PIPE_WIDTH = 160
"""Columns assumed where the output is no terminal: wide enough that no table folds."""


BETWEEN = 2
"""Columns of the screen between two columns of a table."""


def show(view: View, stream: IO[str], lang: str) -> None:
    """Write every sheet to ``stream``. Names are text, never markup or commands to a terminal; long cells fold,
    nothing is cut off. Columns that a narrow window has no room for are named below their table."""
    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in console._environ:
        console = Console(file=stream, markup=False, highlight=False, emoji=False, width=PIPE_WIDTH)
    if view.heading:
        console.print(_text(view.heading, "bold"))
    for sheet in view.sheets:
        console.print(_text(sheet.title, "bold"))
        if sheet.rows:
            shown, left_out = _fitting(sheet, console.width)
            console.print(_table(shown))
            if left_out:
                console.print(_text(say("left_out", lang, columns=say("listed", lang).join(left_out)), "dim"))
        for note in sheet.notes:
            console.print(_text(note))
        console.print()
    for note in view.notes:
        console.print(_text(note, "dim"))


def _text(text: str, style: str = "") -> Text:
    return Text(visible(text), style=style, overflow="fold")


def _fitting(sheet: Sheet, width: int) -> tuple[Sheet, list[str]]:
    """The sheet with as many of its columns as ``width`` has room for, and the titles of the others."""
    needed = [
        max(cell_len(visible(text)) for text in (column.title, *(text_of(row[n]) for row in sheet.rows)))
        for n, column in enumerate(sheet.columns)
    ]
    kept = list(range(len(sheet.columns)))
    while sum(needed[n] + BETWEEN for n in kept) - BETWEEN > width:
        last = max(kept, key=lambda n: sheet.columns[n].rank)
        if sheet.columns[last].rank == 0:
            break
        kept.remove(last)
    if len(kept) == len(sheet.columns):
        return sheet, []
    rows = [[row[n] for n in kept] for row in sheet.rows]
    left_out = [column.title for n, column in enumerate(sheet.columns) if n not in kept]
    return Sheet(sheet.title, [sheet.columns[n] for n in kept], rows), left_out


def _table(sheet: Sheet) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for column in sheet.columns:
        table.add_column(
            _text(column.title),
            justify="right" if column.number else "left",
            overflow="fold",
            no_wrap=column.number,
        )
    for row in sheet.rows:
        table.add_row(*(_text(cell) if isinstance(cell, str) else _text(*cell) for cell in row))
    return table
