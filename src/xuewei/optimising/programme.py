"""The choice as a mixed-integer programme: columns, rows and objectives, still without a solver.

Columns of openings (see :mod:`xuewei.optimising.runs`) count what is open by a year and never fall. What opens in a
year is a difference of two of them, so every seat is linear in them, and a school that opens all at once touches one
cell a stage and year. ``unmet`` and ``large`` are seats of a cell that are missing, or found in larger classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import gcd

import numpy as np

from xuewei.optimising.candidates import CENT
from xuewei.optimising.case import Case, Floats, Group
from xuewei.optimising.cells import cells_of
from xuewei.optimising.levers import TEMPORARY, Lever
from xuewei.optimising.rows import Columns, Numbers, Rows, added
from xuewei.optimising.runs import Run, runs_of, terms
from xuewei.optimising.shortage import idle_seats, least_missing, needs, rounding

UNMET, LARGE, COST, IDLE = "unmet", "large", "cost", "idle"
ORDER = (UNMET, LARGE, COST, IDLE)


@dataclass(frozen=True, eq=False, repr=False)
class Programme:
    """``runs[group]`` are the columns of a group, ``levers[n]`` those of a lever by year.

    ``objectives`` are coefficients and a constant by name, in the order in which they count, ``stakes`` the steps
    in which each goes (0: none). ``musts`` are the rows that say how many of a group open (by group), ``budgets`` those
    of spending by year. ``least`` are missing seats, by column, that nothing at hand can bring; ``slack`` the columns
    that take up what a choice leaves missing.
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
        cells.parts[cell], cells.offset[cell] = rounding(columns, rows, cells, cell)
    unmet, large = needs(case, columns, rows, cells, room)
    spent = _spent(case, runs, levers)
    budgets = {year: rows.add(spent[year], upper=most) for year, most in case.budget.items() if spent.get(year)}
    idle, constant = idle_seats(cells, unmet, large)
    costs, n = added(spent.values()), len(columns.upper)
    found = {UNMET: _vector(dict.fromkeys(unmet.values(), 1.0), n), COST: _vector(costs, n), IDLE: _vector(idle, n)}
    if large:
        found[LARGE] = _vector(dict.fromkeys(large.values(), 1.0), n)
    objectives = {name: (found[name], constant if name == IDLE else 0.0) for name in ORDER if name in found}
    stakes = {UNMET: 1.0, LARGE: 1.0, IDLE: 1.0, COST: _step(costs.values())}
    least = least_missing(cells, unmet, large)
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
    return float(gcd(*(round(abs(value) * 10**CENT) for value in values))) / 10.0**CENT


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
