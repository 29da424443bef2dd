"""What is missing and what is idle in every cell, as rows and columns of a programme."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from xuewei.model.rounding import wholes
from xuewei.optimising.case import Case
from xuewei.optimising.cells import Cells, Marks
from xuewei.optimising.rows import Columns, Entries, Floats, Numbers, Rows, entries, together

TIE = 1e-4
"""How near to a half seats must be to count as one: parts of seats are no finer than this."""
NONE = -1


@dataclass(frozen=True, eq=False, repr=False)
class Needs:
    """The columns that follow from a choice: of broken ``cells``, by number, ``half`` and ``odd`` and by how much they
    are shifted; of those at ``risk`` what is ``unmet`` and, where classes may grow by the share ``squeeze``, what
    ``large`` classes hold (NONE: nothing). ``seats`` are the cells before they are rounded."""

    seats: Cells
    broken: Numbers
    half: Numbers
    odd: Numbers
    shift: Floats
    risk: Numbers
    unmet: Numbers
    large: Numbers
    squeeze: Floats

    def fill(self, values: Floats) -> None:
        """Put what follows from the openings and units in ``values`` there too."""
        cells = self.seats
        seats = cells.offset + cells.parts.sums(values, cells.count)
        counted = wholes(seats)
        shifted = counted[self.broken] + self.shift.astype(np.int64)
        values[self.half], values[self.odd] = shifted // 2, shifted % 2
        short = np.maximum(cells.demand - counted, 0)[self.risk]
        room = np.floor((np.maximum(seats[self.risk], 0.0) * self.squeeze).round(6))
        held = np.where(self.large != NONE, np.minimum(short, room), 0.0)
        values[self.unmet] = short - held
        values[self.large[self.large != NONE]] = held[self.large != NONE]


def rounded(columns: Columns, rows: Rows, cells: Cells) -> tuple[Cells, Numbers, Floats]:
    """Seats of broken cells rounded as :func:`xuewei.model.rounding.whole` rounds: two columns each, ``seats =
    2 · half + odd``, the nearest whole number, and of two equally near the even one. Cells, the columns ``(cell, 2)``
    and by how much each cell is shifted so that no column is negative."""
    at = np.flatnonzero(cells.broken)
    shift = 2.0 * np.ceil(np.maximum(0.0, -cells.least[at]) / 2 + 1)
    pair = columns.add(np.tile([np.inf, 1.0], (len(at), 1)))
    number = np.zeros(cells.count, dtype=np.int64)
    number[at] = np.arange(len(at))
    less, n = cells.parts.of(cells.broken, number).times(-1.0), np.arange(len(at))
    found, lower, upper = [], np.full((len(at), 2), -np.inf), np.full((len(at), 2), np.inf)
    for row, near in ((0, 1.0 + TIE), (1, 1.0 - TIE)):
        found += [entries(2 * n + row, pair[:, 0], 2.0), entries(2 * n + row, pair[:, 1], near)]
        found.append(Entries(2 * less.at + row, less.column, less.value))
    upper[:, 0] = lower[:, 1] = cells.offset[at] + shift
    rows.add(2 * len(at), *found, lower=(lower - 0.5).ravel(), upper=(upper + 0.5).ravel())
    kept = cells.parts.of(~cells.broken, np.arange(cells.count))
    parts = together(kept, entries(at, pair[:, 0], 2.0), entries(at, pair[:, 1], 1.0))
    offset = cells.offset.copy()
    offset[at] = -shift
    return replace(cells, parts=parts, offset=offset), pair, shift


def needs(case: Case, columns: Columns, rows: Rows, seats: Cells) -> tuple[Cells, Needs]:
    """The cells rounded, and columns of what is missing and of what larger classes hold in cells that can be short."""
    cells, pair, shift = rounded(columns, rows, seats)
    risk = cells.at_risk()
    squeeze = np.zeros(len(case.stages)) if not len(case.squeeze) else case.squeeze
    share = squeeze[risk // case.demand.shape[2] % case.demand.shape[1]]
    grows = share > 0
    place = np.cumsum(1 + grows) - (1 + grows)
    new = columns.add(np.full(int((1 + grows).sum()), np.inf), integer=_integer(place, grows))
    unmet, large = new[place], np.where(grows, new[(place + grows)] if len(new) else 0, NONE)
    found = Needs(seats, np.flatnonzero(cells.broken), pair[:, 0], pair[:, 1], shift, risk, unmet, large, share)
    _rows(rows, cells, found)
    return cells, found


def _integer(place: Numbers, grows: Marks) -> Marks:
    """Which of the columns of needs are whole numbers: those of larger classes, each after that of its cell."""
    found = np.zeros(int((1 + grows).sum()), dtype=bool)
    found[place[grows] + 1] = True
    return found


def _rows(rows: Rows, cells: Cells, found: Needs) -> None:
    """The rows of needs, cell by cell: what larger classes can hold, what is wanted, and that again in whole steps."""
    risk, grows = found.risk, found.large != NONE
    number, at_risk = np.zeros(cells.count, dtype=np.int64), np.zeros(cells.count, dtype=bool)
    number[risk], at_risk[risk] = np.arange(len(risk)), True
    parts, room = cells.parts.of(at_risk, number), found.seats.parts.of(at_risk, number)
    wanted = cells.demand[risk] - cells.offset[risk]
    step = _steps(parts, len(risk))
    rest = np.where(step > 1, wanted % np.where(step > 1, step, 1), 0.0)
    steps = ~cells.broken[risk] & (wanted > 0) & (rest != 0)
    heights = 1 + grows + steps
    first = np.cumsum(heights) - heights
    total = int(heights.sum())
    lower, upper = np.full(total, -np.inf), np.full(total, np.inf)
    upper[first[grows]] = (found.squeeze * found.seats.offset[risk])[grows]
    lower[first + grows] = wanted
    last = first + grows + 1
    lower[last[steps]] = (rest * np.ceil(wanted / np.where(step > 1, step, 1)))[steps]
    held = _held(found, first + grows), _held(found, last, steps)
    squeezed = room.of(grows, first).times(-found.squeeze[room.at[grows[room.at]]])
    stepped = parts.of(steps, last).times((rest / np.where(step > 1, step, 1))[parts.at[steps[parts.at]]])
    moved = parts.of(np.ones(len(risk), dtype=bool), first + grows)
    large = entries(first[grows], found.large[grows])
    rows.add(total, large, squeezed, *held[0], moved, *held[1], stepped, lower=lower, upper=upper)


def _held(found: Needs, row: Numbers, wanted: Marks | None = None) -> tuple[Entries, Entries]:
    """What is missing and what larger classes hold, in the row of each cell that is ``wanted``."""
    asked = np.ones(len(row), dtype=bool) if wanted is None else wanted
    both = asked & (found.large != NONE)
    return entries(row[asked], found.unmet[asked]), entries(row[both], found.large[both])


def _steps(parts: Entries, count: int) -> Floats:
    """The step in which the seats of each cell come: the greatest common divisor of its parts, 0 without any."""
    found = np.zeros(count)
    if len(parts.at):
        begins = np.flatnonzero(np.diff(parts.at, prepend=-1))
        found[parts.at[begins]] = np.abs(np.gcd.reduceat(np.rint(parts.value).astype(np.int64), begins))
    return found


def least_missing(cells: Cells, found: Needs) -> dict[int, float]:
    """What is missing in a cell where everything that could add to it does; nothing is said where classes may grow."""
    if (found.large != NONE).any() or cells.broken.any():
        return {}
    least = np.maximum(0.0, cells.demand[found.risk] - cells.most[found.risk])
    return dict(zip(found.unmet.tolist(), least.tolist(), strict=True))


def idle_seats(cells: Cells, found: Needs, columns: int) -> tuple[Floats, float]:
    """Seats beyond demand, by column and a constant: seats less demand, plus what is missing."""
    touched = cells.touched()
    constant = float((cells.offset[touched] - cells.demand[touched]).sum()) + cells.idle_elsewhere
    idle = cells.parts.by_column(columns)
    idle[found.unmet] += 1.0
    idle[found.large[found.large != NONE]] += 1.0
    return idle, constant
