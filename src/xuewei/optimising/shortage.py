"""What is missing and what is idle in every cell, as rows and columns of a programme."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from xuewei.optimising.case import Case
from xuewei.optimising.cells import Cell, Cells
from xuewei.optimising.rows import Columns, Rows, added

TIE = 1e-4
"""How near to a half seats must be to count as one: parts of seats are no finer than this."""


def rounding(columns: Columns, rows: Rows, cells: Cells, cell: Cell) -> tuple[dict[int, float], float]:
    """Seats of a cell rounded as :func:`xuewei.model.rounding.whole` rounds: two columns, ``seats =
    2 · half + odd``, the nearest whole number, and of two equally near the even one."""
    parts, offset = cells.parts[cell], cells.offset[cell]
    shift = 2.0 * np.ceil(max(0.0, -cells.least[cell]) / 2 + 1)
    half, odd = columns.add(np.inf), columns.add(1.0)
    less = {column: -value for column, value in parts.items()}
    rows.add({half: 2.0, odd: 1.0 + TIE, **less}, upper=offset + shift + 0.5)
    rows.add({half: 2.0, odd: 1.0 - TIE, **less}, lower=offset + shift - 0.5)
    return {half: 2.0, odd: 1.0}, -shift


def needs(
    case: Case, columns: Columns, rows: Rows, cells: Cells, room: Mapping[Cell, tuple[Mapping[int, float], float]]
) -> tuple[dict[Cell, int], dict[Cell, int]]:
    """Columns of what is missing and of what larger classes hold, by cell, in cells that can be short; ``room``: the
    seats of a cell before they are rounded, in parts and an offset."""
    unmet: dict[Cell, int] = {}
    large: dict[Cell, int] = {}
    for cell in cells.at_risk():
        parts = cells.parts[cell]
        unmet[cell] = columns.add(np.inf, integer=False)
        wanted = cells.demand[cell] - cells.offset[cell]
        held = {unmet[cell]: 1.0}
        squeeze = case.squeeze[cell[1]] if len(case.squeeze) else 0.0
        if squeeze > 0:
            large[cell] = columns.add(np.inf)
            held[large[cell]] = 1.0
            seats, offset = room[cell]
            less = {column: -squeeze * value for column, value in seats.items()}
            rows.add({large[cell]: 1.0, **less}, upper=squeeze * offset)
        rows.add({**held, **parts}, lower=wanted)
        if cell not in cells.broken:
            _rounded(rows, held, parts, wanted)
    return unmet, large


def least_missing(cells: Cells, unmet: Mapping[Cell, int], large: Mapping[Cell, int]) -> dict[int, float]:
    """What is missing in a cell where everything that could add to it does; nothing is said where classes may grow."""
    if large or cells.broken:
        return {}
    return {column: max(0.0, cells.demand[cell] - cells.most[cell]) for cell, column in unmet.items()}


def _rounded(rows: Rows, held: Mapping[int, float], parts: Mapping[int, float], wanted: float) -> None:
    """Mixed-integer rounding: where seats come in steps, the last step covers only the rest of the shortage."""
    step = float(np.gcd.reduce([round(value) for value in parts.values()])) if parts else 0.0
    rest = wanted % step if step > 1 else 0.0
    if wanted > 0 and rest:
        steps = {column: rest / step * value for column, value in parts.items()}
        rows.add({**held, **steps}, lower=rest * np.ceil(wanted / step))


def idle_seats(cells: Cells, unmet: Mapping[Cell, int], large: Mapping[Cell, int]) -> tuple[dict[int, float], float]:
    """Seats beyond demand: seats less demand, plus what is missing."""
    parts, constant = [], 0.0
    for cell in cells.touched():
        constant += cells.offset[cell] - cells.demand[cell]
        missing = {held[cell]: 1.0 for held in (unmet, large) if cell in held}
        parts += [dict(cells.parts[cell]), missing]
    return added(parts), constant + cells.idle_elsewhere
