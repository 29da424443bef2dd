"""Rows and columns of a programme, many at once, as a sparse matrix wants them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Entries:
    """Coefficients: ``value`` in ``column`` of the row or cell ``at``."""

    at: Numbers
    column: Numbers
    value: Floats

    def of(self, wanted: NDArray[np.bool_], numbers: Numbers) -> Entries:
        """The entries of the ``wanted`` rows or cells, each under its number in ``numbers``."""
        kept = wanted[self.at]
        return Entries(numbers[self.at[kept]], self.column[kept], self.value[kept])

    def times(self, factors: ArrayLike) -> Entries:
        """The entries multiplied."""
        return Entries(self.at, self.column, self.value * np.asarray(factors))

    def sums(self, columns: Floats, size: int) -> Floats:
        """``Σ value · column`` of each of ``size`` rows or cells."""
        return np.bincount(self.at, weights=self.value * columns[self.column], minlength=size).astype(np.float64)

    def by_column(self, size: int) -> Floats:
        """The sum of the coefficients of each of ``size`` columns."""
        return np.bincount(self.column, weights=self.value, minlength=size).astype(np.float64)


def entries(at: ArrayLike, column: ArrayLike, value: ArrayLike = 1.0) -> Entries:
    """Entries from arrays that are stretched to one length.

    >>> entries([0, 1], [4, 5], 2.0).value.tolist()
    [2.0, 2.0]
    """
    rows, columns, values = np.broadcast_arrays(at, column, value)
    return Entries(rows.ravel().astype(np.int64), columns.ravel().astype(np.int64), values.ravel().astype(np.float64))


def together(*parts: Entries) -> Entries:
    """Entries of several by ``at``; of one row or cell in the order in which they come."""
    at = np.concatenate([part.at for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    order = np.argsort(at, kind="stable")
    column = np.concatenate([part.column for part in parts]) if parts else at
    value = np.concatenate([part.value for part in parts]) if parts else np.zeros(0)
    return Entries(at[order], column[order], value[order])


@dataclass(eq=False, repr=False)
class Rows:
    """``lower ≤ Σ value · column ≤ upper``, row by row, in blocks of rows."""

    blocks: list[Entries] = field(default_factory=list)
    lowers: list[Floats] = field(default_factory=list)
    uppers: list[Floats] = field(default_factory=list)
    count: int = 0

    def add(self, count: int, *parts: Entries, lower: ArrayLike = -np.inf, upper: ArrayLike = np.inf) -> int:
        """``count`` rows whose entries are numbered from 0 on; the number of the first.

        >>> rows = Rows()
        >>> rows.add(2, entries([0, 1], [3, 3]), lower=0.0), rows.add(1, upper=[5.0])
        (0, 2)
        """
        first, held = self.count, together(*parts)
        self.blocks.append(Entries(held.at + first, held.column, held.value))
        self.lowers.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), (count,)))
        self.uppers.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), (count,)))
        self.count += count
        return first

    def held(self) -> tuple[Entries, Floats, Floats]:
        """All entries by row, and the bounds of the rows."""
        none = [np.zeros(0)]
        return together(*self.blocks), np.concatenate(none + self.lowers), np.concatenate(none + self.uppers)


@dataclass(eq=False, repr=False)
class Columns:
    """Columns one after another: upper bounds (lower ones are 0), and whether each is a whole number."""

    uppers: list[Floats] = field(default_factory=list)
    wholes: list[NDArray[np.bool_]] = field(default_factory=list)
    count: int = 0

    def add(self, upper: ArrayLike, *, integer: ArrayLike = True) -> Numbers:
        """Columns of these upper bounds; their numbers, in an array of the same shape.

        >>> columns = Columns()
        >>> columns.add([1.0, 2.0]).tolist(), columns.add([[3.0]]).tolist(), columns.upper.tolist()
        ([0, 1], [[2]], [1.0, 2.0, 3.0])
        """
        bounds = np.asarray(upper, dtype=np.float64)
        found = np.arange(self.count, self.count + bounds.size, dtype=np.int64).reshape(bounds.shape)
        self.uppers.append(bounds.ravel())
        self.wholes.append(np.broadcast_to(np.asarray(integer, dtype=bool), bounds.shape).ravel())
        self.count += bounds.size
        return found

    @property
    def upper(self) -> Floats:
        """The upper bounds of all columns."""
        return np.concatenate([np.zeros(0), *self.uppers])

    @property
    def integer(self) -> NDArray[np.bool_]:
        """Whether each column is a whole number."""
        return np.concatenate([np.zeros(0, dtype=bool), *self.wholes])
