"""The seats of every cell as a sum over columns, and which cells can be short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.rounding import NOISE_DIGITS, wholes
from xuewei.optimising.case import Case
from xuewei.optimising.levers import TEMPORARY
from xuewei.optimising.rows import Entries, Floats, Numbers, entries, together

Marks = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class Cells:
    """By cell, ``(area, stage, year)`` by index and counted through in that order: ``demand``, and seats =
    ``offset + Σ value · column`` over the ``parts`` of the cell.

    ``least`` are the fewest seats there can be, ``most`` a bound on the most. In ``broken`` cells there may be parts of
    seats, or a half; in all others what is chosen is whole, and ``offset`` is rounded. ``idle_elsewhere`` are the seats
    beyond demand where nothing is chosen and nothing can be short.
    """

    demand: Numbers
    offset: Floats
    parts: Entries
    least: Floats
    most: Floats
    broken: Marks
    idle_elsewhere: float

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.demand)

    def filled(self) -> Marks:
        """Cells to which a choice can add, or of which it can take."""
        return np.bincount(self.parts.at, minlength=self.count) > 0

    def touched(self) -> Marks:
        """Cells that a choice touches, or that can be short."""
        return np.asarray(self.filled() | (self.least < self.demand))

    def at_risk(self) -> Numbers:
        """Cells that can be short."""
        return np.flatnonzero(self.least < self.demand + self.broken)


def cells_of(case: Case, opens: Sequence[Numbers], levers: Sequence[Numbers]) -> Cells:
    """The cells of a case whose columns are ``opens`` and ``levers``, as of a programme."""
    shape = case.demand.shape
    fewest, greatest = np.zeros(shape), np.zeros(shape)
    broken, found = case.standing.round(NOISE_DIGITS) % 1 == 0.5, []
    for group, block in zip(case.groups, opens, strict=True):
        size, opening, stage, year = np.nonzero(group.tables)
        cell = np.ravel_multi_index((np.full(len(stage), group.area), stage, year), shape)
        found.append(entries(cell, block[size, opening], group.tables[size, opening, stage, year]))
        greatest[group.area] += len(group.members) * group.tables.max(axis=(0, 1), initial=0.0)
        fewest[group.area] += len(group.members) * group.tables.min(axis=(0, 1), initial=0.0)
        broken[group.area] |= (group.tables % 1 != 0).any(axis=(0, 1))
    times = np.arange(shape[2])
    for lever, units in zip(case.levers, levers, strict=True):
        way = 1.0 if lever.kind == TEMPORARY else -1.0
        for stage, sign in ((lever.stage, way), *(() if lever.kind == TEMPORARY else ((lever.target, 1.0),))):
            first = np.ravel_multi_index((lever.area, stage, 0), shape)
            found.append(entries(first + times, units, sign * lever.seats))
            (greatest if sign > 0 else fewest)[lever.area, stage] += sign * lever.most * lever.seats
            broken[lever.area, stage] |= bool(lever.seats % 1)
    uneven = broken.ravel()
    offset = np.where(uneven, case.standing.ravel(), wholes(case.standing.ravel()))
    demand, least = case.demand.ravel(), offset + fewest.ravel()
    cells = Cells(demand, offset, together(*found), least, offset + greatest.ravel(), uneven, 0.0)
    still = ~cells.filled() & ~uneven & (least >= demand)
    return replace(cells, idle_elsewhere=float((offset[still] - demand[still]).sum()))
