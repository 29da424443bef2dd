"""The seats of every cell as a sum over columns, what is missing and idle there, as rows of a programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xuewei.answers.optimise.case import TEMPORARY, Case
from xuewei.late import dataclass
from xuewei.model.rounding import NOISE_DIGITS, wholes

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


def cells_of(case: Case, opens: Sequence[Numbers], levers: Sequence[Numbers], moves: Numbers) -> Cells:
    """The cells of a case whose columns are ``opens``, ``levers`` and ``moves``, as of a programme."""
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
        come = ((lever.stage, lever.seats),)
        turns = come if lever.kind == TEMPORARY else ((lever.stage, -lever.seats), (lever.target, lever.gain))
        for moved, seats in turns:
            first = np.ravel_multi_index((lever.area, moved, 0), shape)
            found.append(entries(first + times, units, seats))
            (greatest if seats > 0 else fewest)[lever.area, moved] += lever.most * seats
            broken[lever.area, moved] |= bool(seats % 1)
    for move, column in zip(case.closings.moves, moves, strict=True):
        stage, year = np.nonzero(move.table)
        cell = np.ravel_multi_index((np.full(len(stage), move.area), stage, year), shape)
        found.append(entries(cell, column, move.table[stage, year]))
        broken[move.area] |= move.table % 1 != 0
    for area, table in _all_closed(case):
        fewest[area] += table
    uneven = broken.ravel()
    offset = np.where(uneven, case.standing.ravel(), wholes(case.standing.ravel()))
    demand, least = case.demand.ravel(), offset + fewest.ravel()
    cells = Cells(demand, offset, together(*found), least, offset + greatest.ravel(), uneven, 0.0)
    still = ~cells.filled() & ~uneven & (least >= demand)
    return replace(cells, idle_elsewhere=float((offset[still] - demand[still]).sum()))


def _all_closed(case: Case) -> Iterator[tuple[int, Floats]]:
    """Of every school that may close its area and the most seats ``(stage, year)`` that go with it, negative."""
    held: dict[str, tuple[int, Floats]] = {}
    for move in case.closings.moves:
        most = held[move.school][1] if move.school in held else np.zeros_like(move.table)
        held[move.school] = move.area, np.minimum(most, move.table)
    yield from held.values()


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
    """What is missing in a cell where everything that could add to it does; nothing where classes may grow."""
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
