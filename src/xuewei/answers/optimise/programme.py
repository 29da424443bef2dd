"""The choice as a mixed-integer programme: columns, rows and objectives, still without a solver.

Columns of openings count how many of a group open with a size in a year. ``unmet`` and ``large`` are seats of a cell
that are missing, or found in larger classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import gcd

import numpy as np

from xuewei.answers.optimise.case import TEMPORARY, Case, Floats, Lever
from xuewei.answers.optimise.cells import (
    NONE,
    Cells,
    Columns,
    Entries,
    Needs,
    Numbers,
    Rows,
    cells_of,
    entries,
    idle_seats,
    least_missing,
    needs,
    together,
)
from xuewei.answers.optimise.closing_rows import closing_rows
from xuewei.answers.optimise.closing_saved import POSTS, RUNNING
from xuewei.answers.optimise.sites import site_rows
from xuewei.late import dataclass
from xuewei.model.seats.costs import CENT

UNMET, LARGE, COST, IDLE, WALK = "unmet", "large", "cost", "idle", "walk"
ORDER = (UNMET, LARGE, COST, POSTS, IDLE, WALK)


@dataclass(frozen=True, eq=False, repr=False)
class Programme:
    """``opens[group] (size, opening)`` are the columns of a group, ``levers[n] (year,)`` those of a lever,
    ``moves`` those of closings, ``needs`` those that follow from them.

    ``objectives`` are coefficients and a constant by name, in the order in which they count, ``stakes`` the steps
    in which each goes (0: none). ``musts`` are the rows that say how many of a group open (by group), ``budgets`` those
    of spending by year. ``least`` are missing seats, by column, that nothing at hand can bring.
    """

    case: Case
    columns: Columns
    rows: Rows
    opens: tuple[Numbers, ...]
    levers: tuple[Numbers, ...]
    needs: Needs
    objectives: dict[str, tuple[Floats, float]]
    stakes: dict[str, float]
    musts: dict[int, int]
    budgets: dict[int, int]
    least: dict[int, float]
    moves: Numbers


def programme(case: Case) -> Programme:
    """The programme of a case."""
    columns, rows = Columns(), Rows()
    opens = tuple(columns.add(np.full((len(each.sizes), len(each.years)), len(each.members))) for each in case.groups)
    levers = tuple(columns.add(_most(case, each)) for each in case.levers)
    moves = columns.add(np.ones(len(case.closings.moves)))
    musts = _once(case, rows, opens)
    _turned(case, rows, opens, levers)
    _shared(case, rows, levers)
    seats = cells_of(case, opens, levers, moves)
    _kept(case, rows, seats)
    site_rows(case, columns, rows, opens)
    closing_rows(case, columns, rows, seats, moves, levers)
    cells, found = needs(case, columns, rows, seats)
    years, spent = _spent(case, opens, levers)
    _, payable = _spent(case, opens, levers, budgeted=True)
    budgets = {}
    for year, most in case.budget.items():
        parts = payable.of(years == year, np.zeros(len(years), dtype=np.int64))
        if len(parts.at):
            budgets[year] = rows.add(1, parts, upper=most)
    n = columns.count
    idle, constant = idle_seats(cells, found, n)
    costs, unmet, large = spent.by_column(n), np.zeros(n), np.zeros(n)
    unmet[found.unmet], large[found.large[found.large != NONE]] = 1.0, 1.0
    posts, walk, ways = np.zeros(n), np.zeros(n), case.closings.moves
    walk[moves], posts[moves] = [each.walked(case.years) for each in ways], [-each.saved.posts.sum() for each in ways]
    if RUNNING in case.closings.count:
        costs[moves] = [-round(float(each.saved.wan.sum()), CENT) for each in ways]
    every = {UNMET: unmet, LARGE: large, COST: costs, POSTS: posts, IDLE: idle, WALK: walk}
    asked = {LARGE: bool(large.any()), POSTS: POSTS in case.closings.count and bool(ways), WALK: bool(ways)}
    objectives = {
        name: (each, constant if name == IDLE else 0.0) for name, each in every.items() if asked.get(name, True)
    }
    stakes = {**dict.fromkeys(ORDER, 1.0), COST: _step(costs.tolist())}
    least = least_missing(cells, found)
    return Programme(case, columns, rows, opens, levers, found, objectives, stakes, musts, budgets, least, moves)


def _most(case: Case, lever: Lever) -> Floats:
    """The most units of a lever in each year."""
    years = np.array(case.years)
    return np.where(years >= lever.first, float(lever.most), 0.0)


def _step(values: Iterable[float]) -> float:
    """The largest step, in 万元, of which all costs are multiples.

    >>> _step([8100.0, 5400.0, 0.0])
    2700.0
    """
    return float(gcd(*(round(abs(value) * 10**CENT) for value in values))) / 10.0**CENT


def _once(case: Case, rows: Rows, opens: Sequence[Numbers]) -> dict[int, int]:
    """No more of a group open than there are, and all that must."""
    groups = [g for g, block in enumerate(opens) if block.size or case.groups[g].must]
    counts = np.array([len(case.groups[g].members) for g in groups], dtype=np.float64)
    must = np.array([case.groups[g].must for g in groups], dtype=bool)
    parts = [entries(n, opens[g]) for n, g in enumerate(groups)]
    first = rows.add(len(groups), *parts, lower=np.where(must, counts, 0.0), upper=counts)
    return {g: first + n for n, g in enumerate(groups)}


def _turned(case: Case, rows: Rows, opens: Sequence[Numbers], levers: Sequence[Numbers]) -> None:
    """What has turned stays so, and no more turns than is there."""
    later = np.arange(1, len(case.years))
    for lever, units in zip(case.levers, levers, strict=True):
        if lever.kind == TEMPORARY:
            continue
        if lever.group < 0:
            stays = entries(later - 1, units[1:]), entries(later - 1, units[:-1], -1.0)
            rows.add(len(later), *stays, lower=0.0)
            continue
        # a row of what stays, but for the first year, and one of what is there, in turn
        stays = entries(2 * later - 1, units[1:]), entries(2 * later - 1, units[:-1], -1.0)
        there = [entries(2 * np.arange(len(units)), units), *_open(case, lever, opens)]
        lower, upper = np.full(2 * len(units) - 1, -np.inf), np.full(2 * len(units) - 1, np.inf)
        lower[1::2], upper[::2] = 0.0, 0.0
        rows.add(len(lower), *stays, *there, lower=lower, upper=upper)


def _shared(case: Case, rows: Rows, levers: Sequence[Numbers]) -> None:
    """Of the seats of a stage of a school no more turn to all other stages together than there are."""
    alike: dict[tuple[str, int], list[int]] = {}
    for n, lever in enumerate(case.levers):
        if lever.school:
            alike.setdefault((lever.school, lever.stage), []).append(n)
    for several in alike.values():
        if len(several) > 1:
            years = np.arange(len(case.years))
            rows.add(len(years), *(entries(years, levers[n]) for n in several), upper=case.levers[several[0]].most)


def _kept(case: Case, rows: Rows, cells: Cells) -> None:
    """Of the seats that must stay as many are there in every year, or as many as stand anyway where they are fewer."""
    if not case.keep.any():
        return
    wanted = np.repeat(case.keep.ravel(), len(case.years))
    tied = cells.filled() & (wanted > 0)
    if tied.any():
        number = np.cumsum(tied) - 1
        lower = np.minimum(wanted - cells.offset, 0.0)[tied]
        rows.add(int(tied.sum()), cells.parts.of(tied, number), lower=lower)


def _open(case: Case, lever: Lever, opens: Sequence[Numbers]) -> Iterator[Entries]:
    """轨 of a group that are there by each year, negative, in the row of the year."""
    opening, years = np.array(case.groups[lever.group].years), np.array(case.years)
    t, k = np.nonzero(opening[None, :] <= years[:, None])
    for block, tracks in zip(opens[lever.group], lever.tracks, strict=True):
        yield entries(2 * t, block[k], -float(tracks))


def _spent(
    case: Case, opens: Sequence[Numbers], levers: Sequence[Numbers], *, budgeted: bool = False
) -> tuple[Numbers, Entries]:
    """万元 by year and column, the years being numbered: schools and conversions in the year before, temporary classes
    in their own; only what is ``budgeted``, or all."""
    years = np.arange(case.years.start - 1, case.years.stop)
    now, found = np.arange(1, len(years)), []
    for group, block in zip(case.groups, opens, strict=True):
        if budgeted and group.elsewhere:
            continue
        before = np.array(group.years, dtype=np.int64) - 1 - years[0]
        found.append(entries(before[:, None], block.T, np.array(group.wan)[None, :]))
    for lever, units in zip(case.levers, levers, strict=True):
        if lever.kind == TEMPORARY:
            found.append(entries(now, units, lever.wan))
        else:
            found += [entries(now - 1, units, lever.wan), entries(now[:-1], units[:-1], -lever.wan)]
    return years, together(*found)
