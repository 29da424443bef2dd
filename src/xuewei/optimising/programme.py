"""The choice as a mixed-integer programme: columns, rows and objectives, still without a solver.

Columns of openings (see :mod:`xuewei.optimising.runs`) count what is open by a year and never fall. What opens in a
year is a difference of two of them, so every seat is linear in them, and a school that opens all at once touches one
cell a stage and year. ``unmet`` and ``large`` are seats of a cell that are missing, or found in larger classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import gcd

import numpy as np
from numpy.typing import NDArray

from xuewei.optimising.candidates import CENT
from xuewei.optimising.case import Case, Floats, Group
from xuewei.optimising.cells import Cell, Cells, cells_of
from xuewei.optimising.levers import TEMPORARY, Lever
from xuewei.optimising.rows import Rows, added
from xuewei.optimising.runs import Run, runs_of, terms

UNMET, LARGE, COST, IDLE = "unmet", "large", "cost", "idle"
ORDER = (UNMET, LARGE, COST, IDLE)
Numbers = NDArray[np.int64]
TIE = 1e-4
"""How near to a half seats must be to count as one: parts of seats are no finer than this."""


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


@dataclass(frozen=True, eq=False, repr=False)
class Programme:
    """``runs[group]`` are the columns of a group, ``levers[n]`` those of a lever by year.

    ``objectives`` are coefficients and a constant by name, in the order in which they count. ``musts`` are the rows
    that say how many of a group open (by group), ``budgets`` those of spending by year. ``stakes``: the steps in which
    each objective goes, 0 where it goes in none. ``least`` are missing seats, by column, that nothing at hand can bring;
    ``slack`` those columns that take up what a choice leaves missing.
    """

    case: Case
    columns: Columns
    rows: Rows
    runs: tuple[tuple[Run, ...], ...]
    levers: tuple[Numbers, ...]
    objectives: dict[str, tuple[Floats, float]]
    stakes: dict[str, float]
    musts: dict[int, int]
    budgets: dict[int, int]
    least: dict[int, float]
    slack: frozenset[int]


def programme(case: Case) -> Programme:
    """The programme of a case."""
    columns, rows = Columns(), Rows()
    runs = tuple(_runs(columns, each) for each in case.groups)
    levers = tuple(columns.block(each.most, len(case.years)) for each in case.levers)
    musts = _ever(case, rows, runs)
    _turned(case, columns, rows, runs, levers)
    cells = cells_of(case, runs, levers)
    room = {cell: (cells.parts[cell], cells.offset[cell]) for cell in cells.parts}
    for cell in sorted(cells.broken):
        cells.parts[cell], cells.offset[cell] = _rounding(columns, rows, cells, cell)
    unmet, large = _needs(case, columns, rows, cells, room)
    spent = _spent(case, runs, levers)
    budgets = {year: rows.add(spent[year], upper=most) for year, most in case.budget.items() if spent.get(year)}
    idle, constant = _idle(cells, unmet, large)
    costs, n = added(spent.values()), len(columns.upper)
    found = {UNMET: _vector(dict.fromkeys(unmet.values(), 1.0), n), COST: _vector(costs, n), IDLE: _vector(idle, n)}
    if large:
        found[LARGE] = _vector(dict.fromkeys(large.values(), 1.0), n)
    objectives = {name: (found[name], constant if name == IDLE else 0.0) for name in ORDER if name in found}
    stakes = {UNMET: 1.0, LARGE: 1.0, IDLE: 1.0, COST: _step(costs.values())}
    least = _least(cells, unmet, large)
    return Programme(
        case, columns, rows, runs, levers, objectives, stakes, musts, budgets, least, frozenset(unmet.values())
    )


def _vector(parts: Mapping[int, float], n: int) -> Floats:
    found = np.zeros(n)
    found[list(parts)] = list(parts.values())
    return found


def _step(values: Iterable[float]) -> float:
    """The largest step, in 万元, of which all costs are multiples.

    >>> _step([8100.0, 5400.0, 0.0])
    2700.0
    """
    return gcd(*(round(abs(value) * 10**CENT) for value in values)) / 10**CENT


def _ever(case: Case, rows: Rows, runs: tuple[tuple[Run, ...], ...]) -> dict[int, int]:
    """What is open stays open; no more open than there are, and all that must."""
    musts = {}
    for g, (group, parts) in enumerate(zip(case.groups, runs, strict=True)):
        for run in parts:
            for k in range(len(group.years)):
                _rises(rows, run, k)
        count = float(len(group.members))
        if len(group.years) and (group.must or len(parts) > 1):
            ever = {int(run.y[-1]): 1.0 for run in parts}
            musts[g] = rows.add(ever, count if group.must else 0.0, count)
    return musts


def _rises(rows: Rows, run: Run, k: int) -> None:
    """Neither column of a run falls, and the schools of an opening year are no larger than the largest size."""
    count = _rise(run.y, k, 1.0)
    if k:
        rows.add(count, 0.0)
    if run.z is not None:
        if k:
            rows.add(_rise(run.z, k, 1.0), 0.0)
        rows.add({**_rise(run.z, k, 1.0), **_rise(run.y, k, 1.0 - len(run.sizes))}, upper=0.0)


def _rise(columns: Numbers, k: int, value: float) -> dict[int, float]:
    """``value`` times what a column has risen by since the one before it."""
    return {int(columns[k]): value, **({int(columns[k - 1]): -value} if k else {})}


def _runs(columns: Columns, group: Group) -> tuple[Run, ...]:
    """The columns of a group."""
    count, years, found = len(group.members), len(group.years), []
    for sizes in runs_of(group):
        y = columns.block(count, years)
        found.append(Run(sizes, y, columns.block(count * (len(sizes) - 1), years) if len(sizes) > 1 else None))
    return tuple(found)


def _turned(
    case: Case, columns: Columns, rows: Rows, runs: tuple[tuple[Run, ...], ...], levers: tuple[Numbers, ...]
) -> None:
    """What has turned stays so, and no more turns than is there."""
    for lever, units in zip(case.levers, levers, strict=True):
        if lever.kind == TEMPORARY:
            continue
        for t, (year, unit) in enumerate(zip(case.years, units.tolist(), strict=True)):
            if t:
                rows.add({unit: 1.0, int(units[t - 1]): -1.0}, 0.0)
            if lever.group < 0:
                columns.upper[unit] = 0.0 if year < lever.first else float(lever.most)
                continue
            rows.add({unit: 1.0, **_open(case, lever, runs, year)}, upper=0.0)


def _open(case: Case, lever: Lever, runs: tuple[tuple[Run, ...], ...], year: int) -> dict[int, float]:
    """轨 of a group that are there by a year, negative."""
    opening = case.groups[lever.group].years
    if not len(opening) or year < opening.start:
        return {}
    k, found = min(year, opening.stop - 1) - opening.start, {}
    for run in runs[lever.group]:
        found[int(run.y[k])] = -float(lever.tracks[run.sizes[0]])
        if run.z is not None:
            steps = [lever.tracks[s] - lever.tracks[run.sizes[0]] for s in run.sizes]
            found[int(run.z[k])] = -float(min(step // n for n, step in enumerate(steps) if n))
    return found


def _rounding(columns: Columns, rows: Rows, cells: Cells, cell: Cell) -> tuple[dict[int, float], float]:
    """Seats of a cell rounded as :func:`xuewei.model.rounding.whole` rounds: two columns, ``seats = 2 · half + odd``, the
    nearest whole number, and of two equally near the even one."""
    parts, offset = cells.parts[cell], cells.offset[cell]
    shift = 2.0 * np.ceil(max(0.0, -cells.least[cell]) / 2 + 1)
    half, odd = columns.add(np.inf), columns.add(1.0)
    less = {column: -value for column, value in parts.items()}
    rows.add({half: 2.0, odd: 1.0 + TIE, **less}, upper=offset + shift + 0.5)
    rows.add({half: 2.0, odd: 1.0 - TIE, **less}, lower=offset + shift - 0.5)
    return {half: 2.0, odd: 1.0}, -shift


def _needs(
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


def _least(cells: Cells, unmet: Mapping[Cell, int], large: Mapping[Cell, int]) -> dict[int, float]:
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


def _spent(case: Case, runs: tuple[tuple[Run, ...], ...], levers: tuple[Numbers, ...]) -> dict[int, dict[int, float]]:
    """万元 by year and column: schools and conversions in the year before, temporary classes in their own."""
    parts: dict[int, list[dict[int, float]]] = {}
    for group, held in zip(case.groups, runs, strict=True):
        for term in (term for run in held for term in terms(group, run)):
            for k, year in enumerate(group.years):
                parts.setdefault(year - 1, []).append(_rise(term.columns, k, term.wan))
    for lever, units in zip(case.levers, levers, strict=True):
        for t, year in enumerate(case.years):
            if lever.kind == TEMPORARY:
                parts.setdefault(year, []).append({int(units[t]): lever.wan})
            else:
                parts.setdefault(year - 1, []).append(_rise(units, t, lever.wan))
    return {year: added(each) for year, each in sorted(parts.items())}


def _idle(
    cells: Cells, unmet: Mapping[Cell, int], large: Mapping[Cell, int]
) -> tuple[dict[int, float], float]:
    """Seats beyond demand: seats less demand, plus what is missing."""
    parts, constant = [], 0.0
    for cell in cells.touched():
        constant += cells.offset[cell] - cells.demand[cell]
        missing = {held[cell]: 1.0 for held in (unmet, large) if cell in held}
        parts += [dict(cells.parts[cell]), missing]
    return added(parts), constant + cells.idle_elsewhere
