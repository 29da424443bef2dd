"""One sheet of a workbook: its cells by row and column, and what to call each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xuewei.errors import Cell
from xuewei.files.books.sheet_xml import At, letters_of

Hidden = tuple[Sequence[int], Sequence[int]]
"""Rows and columns, from 0."""
_ROW, _SHEET = 1 << 15, 1 << 36
"""Steps of a cell's number: column by column, then row by row, then sheet by sheet. A row as a whole has column 0."""


@dataclass(frozen=True, eq=False)
class BookSheet:
    """The cells of a sheet, rows and columns from 0. ``merged`` are the first and last cell of each merged range;
    ``wrong`` the cells with an error or a formula that nobody computed, by the kind of fault."""

    file: str
    name: str
    number: int
    rows: list[list[Any]]
    merged: Sequence[tuple[At, At]]
    wrong: dict[At, str]
    find_formulas: Callable[[], set[At]]
    find_hidden: Callable[[], Hidden] = field(default=lambda: ((), ()))

    @cached_property
    def hidden(self) -> Hidden:
        """Rows and columns that nobody sees; none where the kind of file does not tell."""
        return self.find_hidden()

    @cached_property
    def formulas(self) -> set[At]:
        """Cells that hold a formula; empty where the kind of file does not tell."""
        return self.find_formulas()

    def order(self, row: int, column: int | None = None) -> int:
        """The number of a cell (of a row without ``column``), which stands for its place while faults are looked for.

        >>> sheet = BookSheet("a.xlsx", "台账", 0, [], (), {}, set)
        >>> place_in(sheet.order(11, 7))
        (0, 11, 7)
        """
        return self.number * _SHEET + (row + 1) * _ROW + (0 if column is None else column + 1)

    def ref(self, row: int, column: int | None = None) -> str:
        """A cell as people write it.

        >>> BookSheet("a.xlsx", "我的 台账", 0, [], (), {}, set).ref(11, 7)
        "'我的 台账'!H12"
        """
        plain = self.name.isidentifier() or all(char.isalnum() or char == "_" for char in self.name)
        name = self.name if plain else "'" + self.name.replace("'", "''") + "'"
        return f"{name}!{letters_of(column or 0)}{row + 1}"

    def cell(self, row: int, column: int | None, title: str) -> Cell:
        """A cell as a place for faults."""
        return Cell(self.order(row, column), self.file, self.ref(row, column), title)


def place_in(order: int) -> tuple[int, int, int | None]:
    """Sheet, row and column (None: the whole row) of a cell's number."""
    sheet, rest = divmod(order, _SHEET)
    row, column = divmod(rest, _ROW)
    return sheet, row - 1, column - 1 if column else None
