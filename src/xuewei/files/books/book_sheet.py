"""One sheet of a workbook: its cells by row and column, and what to call each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xuewei.errors import Place
from xuewei.files.books.sheet_xml import At, letters_of

Hidden = tuple[Sequence[int], Sequence[int]]
"""Rows and columns, from 0."""


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

    def spot(self, row: int, column: int | None = None) -> tuple[int, int, int]:
        """Sheet, row and column of a cell (0: of a row as a whole) as a place counts them.

        >>> BookSheet("a.xlsx", "台账", 0, [], (), {}, set).spot(11, 7)
        (0, 12, 8)
        """
        return self.number, row + 1, 0 if column is None else column + 1

    def ref(self, row: int, column: int | None = None) -> str:
        """A cell as people write it.

        >>> BookSheet("a.xlsx", "我的 台账", 0, [], (), {}, set).ref(11, 7)
        "'我的 台账'!H12"
        """
        plain = self.name.isidentifier() or all(char.isalnum() or char == "_" for char in self.name)
        name = self.name if plain else "'" + self.name.replace("'", "''") + "'"
        return f"{name}!{letters_of(column or 0)}{row + 1}"

    def cell(self, row: int, column: int | None, title: str) -> Place:
        """A cell as a place, under the title of its column."""
        sheet, line, place = self.spot(row, column)
        return Place(self.file, line, sheet=sheet, column=place, cell=self.ref(row, column), entry=title)
