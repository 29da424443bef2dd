"""A view as tables on the screen, with rich."""

from __future__ import annotations

from typing import IO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xuewei.show.view import Sheet, View
from xuewei.words.shown import visible

PIPE_WIDTH = 160
"""Columns assumed where the output is no terminal: wide enough that no table folds."""


def show(view: View, stream: IO[str]) -> None:
    """Write every sheet to ``stream``. Names are text, never markup or commands to a terminal; long cells fold,
    nothing is cut off."""
    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in console._environ:
        console = Console(file=stream, markup=False, highlight=False, emoji=False, width=PIPE_WIDTH)
    for sheet in view.sheets:
        console.print(_text(sheet.title, "bold"))
        if sheet.rows:
            console.print(_table(sheet))
        for note in sheet.notes:
            console.print(_text(note))
        console.print()
    for note in view.notes:
        console.print(_text(note, "dim"))


def _text(text: str, style: str = "") -> Text:
    return Text(visible(text), style=style, overflow="fold")


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
