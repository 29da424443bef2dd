"""Columns of a Parquet file as arrays, so that good rows are checked without a look at each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.files.written.table import MOST, Cell, OneOf, Whole, number

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class Column:
    """Cells of one column. ``key`` are numbers, or places in ``words`` where that is not None; where ``known`` is false
    the cell is empty. ``odd`` are cells that are no good value, by their place."""

    key: NDArray[Any]
    known: Mask
    words: Sequence[Any] | None = None
    odd: Mapping[int, object] = field(default_factory=dict)

    def values(self) -> list[Any]:
        """The cells as Python values, None where empty."""
        found: list[Any]
        if self.words is None:
            found = self.key.tolist()
            for place in np.flatnonzero(~self.known).tolist():
                found[place] = None
        else:
            table = np.empty(len(self.words) + 1, dtype=object)
            table[:-1], table[-1] = self.words, None
            found = table[np.where(self.known, self.key, len(self.words))].tolist()
        for place, value in self.odd.items():
            found[place] = value
        return found

    def texts(self) -> list[str]:
        """The cells as CSV would have them."""
        return ["" if value is None else str(value) for value in self.values()]

    def bad(self, cell: Cell) -> Mask:
        """Cells that ``cell`` would refuse, and perhaps a few that it would not."""
        wrong = np.zeros(len(self.key), dtype=bool) if cell.optional else ~self.known
        if isinstance(cell.read, OneOf):
            strange = np.array([word not in cell.read.known for word in self.words or ()] or [False])
            wrong = wrong | (self.known & strange[np.where(self.known, self.key, 0)])
        elif isinstance(cell.read, Whole):
            wrong = wrong | (self.known & ((self.key < cell.read.low) | (self.key > cell.read.high)))
        elif cell.read is number:
            wrong = wrong | (self.known & ~((self.key >= 0) & (self.key <= MOST)))
        wrong[list(self.odd)] = True
        return wrong


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """Some rows of a table: their numbers in the file, from 1, and their columns; missing ones are empty."""

    rows: NDArray[np.int64]
    columns: dict[str, Column]

    def only(self, chosen: Mask) -> Part:
        """The rows where ``chosen`` is true."""
        places = np.flatnonzero(chosen)
        new = {old: n for n, old in enumerate(places.tolist())}
        return Part(
            self.rows[chosen],
            {
                name: Column(
                    each.key[chosen],
                    each.known[chosen],
                    each.words,
                    {new[old]: value for old, value in each.odd.items() if old in new},
                )
                for name, each in self.columns.items()
            },
        )
