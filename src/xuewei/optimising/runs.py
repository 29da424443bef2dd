"""Sizes of a group in runs: where they go up in equal steps two columns a year say all, however many there are.

``y`` counts the schools of a run that are open, each with the smallest size; ``z`` counts, over all of them, the steps
by which they are larger. Neither ever falls, and ``z`` rises by at most ``n − 1`` steps a school that opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.optimising.case import Floats, Group

Numbers = NDArray[np.int64]
NEAR = 1e-6


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """``sizes`` of a group (indices, smallest first) with the columns ``(opening,)`` of ``y`` and, of several sizes,
    ``z``."""

    sizes: tuple[int, ...]
    y: Numbers
    z: Numbers | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Term:
    """What columns ``(opening,)`` of a run add where they go up: seats ``table (opening, stage, year)`` and ``wan``
    万元."""

    columns: Numbers
    table: Floats
    wan: float


def runs_of(group: Group) -> list[tuple[int, ...]]:
    """The sizes of a group, smallest first, cut where seats or cost do not go up in equal steps."""
    order = sorted(range(len(group.sizes)), key=lambda s: sum(group.sizes[s].values()))
    found: list[list[int]] = []
    for s in order:
        if found and _fits(group, found[-1], s):
            found[-1].append(s)
        else:
            found.append([s])
    return [tuple(each) for each in found]


def _fits(group: Group, run: Sequence[int], s: int) -> bool:
    """Whether a size is one more step of a run."""
    if len(run) == 1:
        return True
    step = group.tables[run[1]] - group.tables[run[0]]
    wan = group.wan[run[1]] - group.wan[run[0]]
    near = np.abs(group.tables[s] - group.tables[run[-1]] - step).max(initial=0.0) < NEAR
    return bool(near) and abs(group.wan[s] - group.wan[run[-1]] - wan) < NEAR


def terms(group: Group, run: Run) -> list[Term]:
    """What the columns of a run add."""
    low = run.sizes[0]
    found = [Term(run.y, group.tables[low], group.wan[low])]
    if run.z is not None:
        high = run.sizes[1]
        found.append(Term(run.z, group.tables[high] - group.tables[low], group.wan[high] - group.wan[low]))
    return found


def opened_by(group: Group, runs: Sequence[Run], values: Numbers) -> Numbers:
    """How many of a group open ``(size, opening)``, from the values of all columns."""
    found = np.zeros((len(group.sizes), len(group.years)), dtype=np.int64)
    for run in runs:
        count = np.diff(values[run.y], prepend=0)
        steps = np.zeros_like(count) if run.z is None else np.diff(values[run.z], prepend=0)
        for k in np.flatnonzero(count):
            left = int(steps[k])
            for school in range(int(count[k])):
                more = -(-left // (int(count[k]) - school))
                found[run.sizes[more], k] += 1
                left -= more
    return found
