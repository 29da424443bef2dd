"""Rows and columns of a programme, one after another, as a sparse matrix wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(eq=False, repr=False)
class Rows:
    """``lower ≤ Σ value · column ≤ upper``, row by row."""

    start: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, parts: Mapping[int, float], lower: float = -np.inf, upper: float = np.inf) -> int:
        """A row of the coefficients by column; its number.

        >>> Rows().add({0: 1.0, 3: -1.0}, 0.0)
        0
        """
        self.index += parts.keys()
        self.value += parts.values()
        self.start.append(len(self.index))
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1


@dataclass(eq=False, repr=False)
class Columns:
    """Columns one after another: upper bounds (lower ones are 0), and whether each is a whole number."""

    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)

    def add(self, upper: float, *, integer: bool = True) -> int:
        """A column; its number."""
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.upper) - 1

    def block(self, upper: float, *shape: int) -> Numbers:
        """Columns of whole numbers in an array of this shape; their numbers."""
        found = [self.add(upper) for _ in range(int(np.prod(shape)))]
        return np.array(found, dtype=np.int64).reshape(shape)


def added(parts: Iterable[Mapping[int, float]]) -> dict[int, float]:
    """Coefficients by column, added up.

    >>> added([{0: 1.0}, {0: 2.0, 1: 1.0}])
    {0: 3.0, 1: 1.0}
    """
    found: dict[int, float] = {}
    for part in parts:
        for column, value in part.items():
            found[column] = found.get(column, 0.0) + value
    return found
