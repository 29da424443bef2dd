"""A view as tables on the screen, with rich."""

from __future__ import annotations

from typing import IO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xuewei.show.view import Sheet, View

PIPE_WIDTH = 160
"""Columns assumed where the output is no terminal: wide enough that no table folds."""


def show(view: View, stream: IO[str]) -> None:
    """Write every sheet to ``stream``. Names are text, never markup; long cells fold, nothing is cut off."""
    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in console._environ:
        console = Console(file=stream, markup=False, highlight=False, emoji=False, width=PIPE_WIDTH)
    for sheet in view.sheets:
        console.print(Text(sheet.title, style="bold", overflow="fold"))
        if sheet.rows:
            console.print(_table(sheet))
        for note in sheet.notes:
            console.print(Text(note, overflow="fold"))
        console.print()
    for note in view.notes:
        console.print(Text(note, style="dim", overflow="fold"))


def _table(sheet: Sheet) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for column in sheet.columns:
        table.add_column(
            Text(column.title),
            justify="right" if column.number else "left",
            overflow="fold",
            no_wrap=column.number,
        )
    for row in sheet.rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else Text(cell[0], style=cell[1]) for cell in row))
    return table
