"""The seats of every cell as a sum over columns, and which cells can be short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from xuewei.model.rounding import exact, whole
from xuewei.optimising.case import Case
from xuewei.optimising.levers import TEMPORARY
from xuewei.optimising.rows import Numbers

Cell = tuple[int, int, int]


@dataclass(frozen=True, eq=False, repr=False)
class Cells:
    """By cell ``(area, stage, year)``, all by index: ``demand``, and seats = ``offset + Σ part · column``.

    ``least`` are the fewest seats there can be, ``most`` a bound on the most. In ``broken`` cells there may be parts of
    seats, or a half; in all others what is chosen is whole, and ``offset`` is rounded. ``idle_elsewhere`` are the seats
    beyond demand where nothing is chosen and nothing can be short.
    """

    demand: dict[Cell, int]
    offset: dict[Cell, float]
    parts: dict[Cell, dict[int, float]]
    least: dict[Cell, float]
    most: dict[Cell, float]
    broken: frozenset[Cell]
    idle_elsewhere: float

    def touched(self) -> Iterator[Cell]:
        """Cells that a choice touches, or that can be short."""
        return (cell for cell in self.parts if self.parts[cell] or self.least[cell] < self.demand[cell])

    def at_risk(self) -> Iterator[Cell]:
        """Cells that can be short."""
        return (cell for cell in self.parts if self.least[cell] < self.demand[cell] + (cell in self.broken))


def cells_of(case: Case, opens: Sequence[Numbers], levers: Sequence[Numbers]) -> Cells:
    """The cells of a case whose columns are ``opens`` and ``levers``, as of a programme."""
    parts: dict[Cell, dict[int, float]] = {cell: {} for cell in np.ndindex(case.demand.shape)}
    fewest: dict[Cell, float] = dict.fromkeys(parts, 0.0)
    greatest = dict(fewest)
    broken = {cell for cell, seats in np.ndenumerate(case.standing) if exact(float(seats)) % 1 == 0.5}
    for group, block in zip(case.groups, opens, strict=True):
        for size, k, stage, year in np.argwhere(group.tables).tolist():
            parts[group.area, stage, year][int(block[size, k])] = float(group.tables[size, k, stage, year])
        best = len(group.members) * group.tables.max(axis=(0, 1), initial=0.0)
        for stage, year in zip(*np.nonzero(best), strict=True):
            greatest[group.area, int(stage), int(year)] += float(best[stage, year])
        worst = len(group.members) * group.tables.min(axis=(0, 1), initial=0.0)
        uneven = (group.tables % 1 != 0).any(axis=(0, 1))
        for stage, year in zip(*np.nonzero(worst), strict=True):
            fewest[group.area, int(stage), int(year)] += float(worst[stage, year])
        broken |= {(group.area, int(stage), int(year)) for stage, year in zip(*np.nonzero(uneven), strict=True)}
    for lever, units in zip(case.levers, levers, strict=True):
        for t, unit in enumerate(units.tolist()):
            cell = lever.area, lever.stage, t
            ends = [(cell, 1.0)] if lever.kind == TEMPORARY else [(cell, -1.0), ((lever.area, lever.target, t), 1.0)]
            for end, way in ends:
                parts[end][unit] = way * lever.seats
                (greatest if way > 0 else fewest)[end] += way * lever.most * lever.seats
                if lever.seats % 1:
                    broken.add(end)
    offset = {
        cell: float(seats) if cell in broken else float(whole(float(seats)))
        for cell, seats in np.ndenumerate(case.standing)
    }
    demand = {cell: int(pupils) for cell, pupils in np.ndenumerate(case.demand)}
    least = {cell: offset[cell] + fewest[cell] for cell in parts}
    most = {cell: offset[cell] + greatest[cell] for cell in parts}
    elsewhere = sum(
        whole(offset[cell]) - demand[cell]
        for cell in parts
        if not parts[cell] and cell not in broken and least[cell] >= demand[cell]
    )
    return Cells(demand, offset, parts, least, most, frozenset(broken), elsewhere)
