"""The choice as a mixed-integer programme: columns, rows and objectives, still without a solver.

Columns of openings count how many of a group open with a size in a year. ``unmet`` and ``large`` are seats of a cell
that are missing, or found in larger classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np

from xuewei.optimising.candidates import CENT
from xuewei.optimising.case import Case, Floats
from xuewei.optimising.cells import cells_of
from xuewei.optimising.levers import TEMPORARY, Lever
from xuewei.optimising.rows import Columns, Numbers, Rows, added
from xuewei.optimising.shortage import idle_seats, least_missing, needs, rounding

UNMET, LARGE, COST, IDLE = "unmet", "large", "cost", "idle"
ORDER = (UNMET, LARGE, COST, IDLE)


@dataclass(frozen=True, eq=False, repr=False)
class Programme:
    """``opens[group] (size, opening)`` are the columns of a group, ``levers[n] (year,)`` those of a lever.

    ``objectives`` are coefficients and a constant by name, in the order in which they count, ``stakes`` the steps
    in which each goes (0: none). ``musts`` are the rows that say how many of a group open (by group), ``budgets`` those
    of spending by year. ``least`` are missing seats, by column, that nothing at hand can bring.
    """

    case: Case
    columns: Columns
    rows: Rows
    opens: tuple[Numbers, ...]
    levers: tuple[Numbers, ...]
    objectives: dict[str, tuple[Floats, float]]
    stakes: dict[str, float]
    musts: dict[int, int]
    budgets: dict[int, int]
    least: dict[int, float]


def programme(case: Case) -> Programme:
    """The programme of a case."""
    columns, rows = Columns(), Rows()
    opens = tuple(columns.block(len(each.members), len(each.sizes), len(each.years)) for each in case.groups)
    levers = tuple(columns.block(each.most, len(case.years)) for each in case.levers)
    musts = _once(case, rows, opens)
    _turned(case, columns, rows, opens, levers)
    cells = cells_of(case, opens, levers)
    room = {cell: (cells.parts[cell], cells.offset[cell]) for cell in cells.parts}
    for cell in sorted(cells.broken):
        cells.parts[cell], cells.offset[cell] = rounding(columns, rows, cells, cell)
    unmet, large = needs(case, columns, rows, cells, room)
    spent = _spent(case, opens, levers)
    budgets = {year: rows.add(spent[year], upper=most) for year, most in case.budget.items() if spent.get(year)}
    idle, constant = idle_seats(cells, unmet, large)
    costs, n = added(spent.values()), len(columns.upper)
    found = {UNMET: _vector(dict.fromkeys(unmet.values(), 1.0), n), COST: _vector(costs, n), IDLE: _vector(idle, n)}
    if large:
        found[LARGE] = _vector(dict.fromkeys(large.values(), 1.0), n)
    objectives = {name: (found[name], constant if name == IDLE else 0.0) for name in ORDER if name in found}
    stakes = {UNMET: 1.0, LARGE: 1.0, IDLE: 1.0, COST: _step(costs.values())}
    least = least_missing(cells, unmet, large)
    return Programme(case, columns, rows, opens, levers, objectives, stakes, musts, budgets, least)


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


def _once(case: Case, rows: Rows, opens: Sequence[Numbers]) -> dict[int, int]:
    """No more of a group open than there are, and all that must."""
    musts = {}
    for g, (group, block) in enumerate(zip(case.groups, opens, strict=True)):
        if block.size or group.must:
            count = float(len(group.members))
            musts[g] = rows.add(dict.fromkeys(block.ravel().tolist(), 1.0), count if group.must else 0.0, count)
    return musts


def _turned(case: Case, columns: Columns, rows: Rows, opens: Sequence[Numbers], levers: Sequence[Numbers]) -> None:
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
            rows.add({unit: 1.0, **_open(case, lever, opens, year)}, upper=0.0)


def _open(case: Case, lever: Lever, opens: Sequence[Numbers], year: int) -> dict[int, float]:
    """轨 of a group that are there by a year, negative."""
    by = sum(opening <= year for opening in case.groups[lever.group].years)
    sizes = zip(opens[lever.group], lever.tracks, strict=True)
    return {int(column): -float(tracks) for block, tracks in sizes for column in block[:by]}


def _spent(case: Case, opens: Sequence[Numbers], levers: Sequence[Numbers]) -> dict[int, dict[int, float]]:
    """万元 by year and column: schools and conversions in the year before, temporary classes in their own."""
    parts: dict[int, list[dict[int, float]]] = {}
    for group, block in zip(case.groups, opens, strict=True):
        for k, year in enumerate(group.years):
            parts.setdefault(year - 1, []).append(dict(zip(block[:, k].tolist(), group.wan, strict=True)))
    for lever, units in zip(case.levers, levers, strict=True):
        for t, year in enumerate(case.years):
            if lever.kind == TEMPORARY:
                parts.setdefault(year, []).append({int(units[t]): lever.wan})
            else:
                parts.setdefault(year - 1, []).append(_rise(units, t, lever.wan))
    return {year: added(each) for year, each in sorted(parts.items())}


def _rise(columns: Numbers, t: int, value: float) -> dict[int, float]:
    """``value`` times what a column has risen by since the one before it."""
    return {int(columns[t]): value, **({int(columns[t - 1]): -value} if t else {})}
