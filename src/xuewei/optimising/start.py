"""A choice to begin with: everything opens as early and as large as it can."""

from __future__ import annotations

import numpy as np

from xuewei.optimising.case import Floats
from xuewei.optimising.programme import Programme

NEAR = 1e-6


def everything(programme: Programme) -> Floats | None:
    """The columns of everything at once, without levers; None where rows, such as those of budgets, forbid it."""
    values = np.zeros(len(programme.columns.upper))
    for group, runs in zip(programme.case.groups, programme.runs, strict=True):
        count, largest = len(group.members), runs[-1] if runs else None
        if largest is not None and len(group.years):
            values[largest.y] = count
            if largest.z is not None:
                values[largest.z] = count * (len(largest.sizes) - 1)
    return completed(programme, values)


def completed(programme: Programme, values: Floats) -> Floats | None:
    """``values`` with the columns of what is missing as the rows ask; None where other rows are not met."""
    rows = programme.rows
    starts = np.array(rows.start[:-1])
    index, value = np.array(rows.index, dtype=np.int64), np.array(rows.value)
    lower, upper = np.array(rows.lower), np.array(rows.upper)
    found = values.copy()
    sums = np.add.reduceat(value * values[index], starts) if len(starts) else np.zeros(0)
    for row in np.flatnonzero(sums < lower - NEAR):
        column = int(index[starts[row]])
        if column not in programme.slack:
            return None
        short = np.ceil((lower[row] - sums[row]) / value[starts[row]] - NEAR)
        found[column] = max(found[column], values[column] + short)
    return None if (sums > upper + NEAR).any() else found
