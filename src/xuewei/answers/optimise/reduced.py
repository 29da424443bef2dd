"""A programme of which only some columns are free: the others stay as they are, so that a solver has less to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xuewei.answers.optimise.case import Floats
from xuewei.answers.optimise.cells import Entries, Marks, Numbers
from xuewei.answers.optimise.programme import Programme
from xuewei.answers.optimise.solver import Search, best_columns, engine_of, rows_of
from xuewei.late import dataclass

if TYPE_CHECKING:
    import highspy

CHAIN = 4
"""Steps in which what follows from a choice follows from it: seats, what is missing, larger classes, closed."""


@dataclass(frozen=True, eq=False, repr=False)
class Whole:
    """All rows of a programme and a task, ready to be cut; ``when`` says in which year each column is decided (0: it
    follows from others)."""

    programme: Programme
    task: Search
    parts: Entries
    lower: Floats
    upper: Floats
    when: Numbers

    def following(self, chosen: Marks) -> Marks:
        """These columns and all that follow from them."""
        found = chosen.copy()
        for _ in range(CHAIN):
            rows = np.zeros(len(self.lower), dtype=bool)
            rows[self.parts.at[found[self.parts.column]]] = True
            more = rows[self.parts.at] & (self.when[self.parts.column] == 0) & ~found[self.parts.column]
            if not more.any():
                break
            found[self.parts.column[more]] = True
        return found


def whole(programme: Programme, task: Search, when: Numbers) -> Whole:
    """A programme with the rows that a task holds, ready to be cut."""
    return Whole(programme, task, *rows_of(programme, task), when)


@dataclass(frozen=True, eq=False, repr=False)
class Cut:
    """A solver that holds the ``free`` columns alone, all others being ``values``."""

    engine: highspy.Highs
    free: Marks
    values: Floats

    def solution(self) -> Floats | None:
        """All columns of the best solution found; None where there is none."""
        return self.with_free(best_columns(self.engine))

    def with_free(self, found: Floats | None) -> Floats | None:
        """All columns, of which the free ones are ``found``; None without these."""
        if found is None:
            return None
        every = self.values.copy()
        every[self.free] = found
        return every


def cut(held: Whole, free: Marks, values: Floats, integer: Marks) -> Cut:
    """The programme of the ``free`` columns, of which those that are ``integer`` are whole numbers."""
    parts, task = held.parts, held.task
    mine = free[parts.column]
    rows = np.zeros(len(held.lower), dtype=bool)
    rows[parts.at[mine]] = True
    rest = ~mine & rows[parts.at]
    stays = np.bincount(parts.at[rest], parts.value[rest] * values[parts.column[rest]], minlength=len(held.lower))
    row, column = np.cumsum(rows) - 1, np.cumsum(free) - 1
    left = Entries(row[parts.at[mine]], column[parts.column[mine]], parts.value[mine])
    bounds = (held.lower - stays)[rows], (held.upper - stays)[rows]
    most = held.programme.columns.upper if task.upper is None else task.upper
    return Cut(engine_of(task.objective[free], most[free], (left, *bounds), integer[free]), free, values)
