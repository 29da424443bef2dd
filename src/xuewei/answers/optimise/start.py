"""Choices that a search begins with: what brings most for its cost, or year by year in whole schools."""

from __future__ import annotations

import time

import numpy as np

from xuewei.answers.optimise.case import Case, Floats, Group
from xuewei.answers.optimise.cells import Numbers
from xuewei.answers.optimise.programme import Programme
from xuewei.answers.optimise.reduced import cut, whole
from xuewei.answers.optimise.solver import Search, run, watched

SHARE = 0.75
"""The part of the time that may be spent here."""
PART = 2.0
"""How many years' part of the time that is left each year in turn may take: most need far less."""
YEAR_GAP = 5e-4
"""The gap at which a year is good enough: what it gives away is less than a later search wins back."""
LEAST = 0.05
"""Seconds that each year has at least."""


def forward(programme: Programme, task: Search) -> Floats | None:
    """The columns of a choice; None where what was decided for early years leaves later ones without any.

    In each year the schools that open in it and the units that are had in it are whole numbers, those of earlier years
    stay as they were decided, those of later years may be parts: so a year knows what later ones would do. While
    parts may be built the largest size of a group stands for all.
    """
    until = time.perf_counter() + SHARE * task.seconds
    when, integer = years_of(programme), programme.columns.integer
    held, values = whole(programme, task, when), np.zeros(programme.columns.count)
    smaller, left = np.zeros(len(when), dtype=bool), np.ones(len(when), dtype=bool)
    smaller[smaller_sizes(programme)] = True
    years, found = sorted(set(when[when > 0].tolist())), None
    for n, year in enumerate(years):
        now = when == year
        piece = cut(held, left & (now | ~smaller), values, integer & (now | (when == 0)))
        piece.engine.setOptionValue("mip_rel_gap", YEAR_GAP)
        watch = watched(piece.engine, task.stop)
        share = (until - time.perf_counter()) * min(1.0, PART / (len(years) - n))
        ended = run(piece.engine, watch, max(share, LEAST))
        found = piece.solution() if ended else piece.with_free(watch.best)
        if task.stop.asked or (found is None and (n == len(years) - 1 or time.perf_counter() > until)):
            return None
        values[now] = 0.0 if found is None else np.rint(found[now])
        left &= ~now
        for group, block in zip(programme.case.groups, programme.opens, strict=True):
            if block.size and values[block].sum() >= len(group.members):
                left[block] = False  # all of it are open
    return found


def years_of(programme: Programme) -> Numbers:
    """The year in which a column is decided; 0 for those that follow from others."""
    found = np.zeros(programme.columns.count, dtype=np.int64)
    for group, block in zip(programme.case.groups, programme.opens, strict=True):
        found[block] = np.array(group.years, dtype=np.int64)
    for units in programme.levers:
        found[units] = np.array(programme.case.years)
    found[programme.moves] = [move.year for move in programme.case.closings.moves]
    return found


def smaller_sizes(programme: Programme) -> Numbers:
    """The columns of all sizes of a group but its largest."""
    found = []
    for group, block in zip(programme.case.groups, programme.opens, strict=True):
        if block.size:
            found += np.delete(block, group.largest, axis=0).ravel().tolist()
    return np.array(found, dtype=np.int64)


NEAR = 1e-6
Opens = list[Numbers]


def begin(programme: Programme) -> Floats | None:
    """The columns of a choice that meets every row; None where none was found. No solver is asked, so it is quick."""
    for choose in (_everything, _greedy, _nothing):
        opens = choose(programme.case)
        values = None if opens is None else _columns(programme, opens)
        if values is not None and meets(programme, values):
            return values
    return None


def meets(programme: Programme, values: Floats) -> bool:
    """Whether columns meet every row and bound of a programme."""
    parts, lower, upper = programme.rows.held()
    sums = parts.sums(values, programme.rows.count)
    near = NEAR * np.maximum(1.0, np.abs(sums))
    within = (values >= -NEAR) & (values <= programme.columns.upper + NEAR)
    return bool(within.all() and (sums >= lower - near).all() and (sums <= upper + near).all())


def _everything(case: Case) -> Opens | None:
    """All open as early and as large as they can."""
    found = _nothing(case)
    for group, opens in zip(case.groups, found, strict=True):
        if opens.size:
            opens[group.largest, 0] = len(group.members)
    return found


def _nothing(case: Case) -> Opens:
    return [np.zeros((len(group.sizes), len(group.years)), dtype=np.int64) for group in case.groups]


def _greedy(case: Case) -> Opens | None:
    """First what must open, each as cheap and early as budgets allow; then, again and again, what relieves most pupils
    of a shortage for its cost. None where something that must open cannot be paid."""
    opens = _nothing(case)
    left = dict(case.budget)
    short = np.maximum(case.demand - case.standing, 0.0)
    for g, group in enumerate(case.groups):
        for _ in group.members if group.must else ():
            payable = _payable(group, left)
            if not payable.any():
                return None
            wan = np.where(payable, np.array(group.wan)[:, None], np.inf)
            s, k = np.unravel_index(int(wan.argmin()), wan.shape)
            _open(group, opens[g], int(s), int(k), left, short)
    near: dict[int, list[int]] = {}
    for g, group in enumerate(case.groups):
        near.setdefault(group.area, []).append(g)
    rates = [_rates(group, opens[g], left, short) for g, group in enumerate(case.groups)]
    best = np.array([rate.max(initial=0.0) for rate in rates])
    while best.max(initial=0.0) > 0:
        g = int(best.argmax())
        group = case.groups[g]
        s, k = np.unravel_index(int(rates[g].argmax()), rates[g].shape)
        if _payable(group, left)[s, k]:
            _open(group, opens[g], int(s), int(k), left, short)
            anew = near[group.area]
        else:  # budgets were spent on other areas since its rates were found
            anew = [g]
        for n in anew:
            rates[n] = _rates(case.groups[n], opens[n], left, short)
            best[n] = rates[n].max(initial=0.0)
    return opens


def _open(group: Group, opens: Numbers, s: int, k: int, left: dict[int, float], short: Floats) -> None:
    """Open one of a group: its cost is spent and its seats are taken."""
    opens[s, k] += 1
    year = group.years[k] - 1
    if year in left and not group.elsewhere:
        left[year] -= group.wan[s]
    short[group.area] = np.maximum(short[group.area] - group.tables[s, k], 0.0)


def _payable(group: Group, left: dict[int, float]) -> Numbers:
    """Which sizes can be paid for in which opening year ``(size, opening)``."""
    most = np.array([np.inf if group.elsewhere else left.get(year - 1, np.inf) for year in group.years])
    return np.asarray(np.array(group.wan)[:, None] <= most[None, :] + NEAR)


def _rates(group: Group, opens: Numbers, left: dict[int, float], short: Floats) -> Floats:
    """Pupil-years relieved for each 万元 ``(size, opening)``; 0 where nothing is left to open or to pay with."""
    if not opens.size or opens.sum() >= len(group.members):
        return np.zeros_like(opens, dtype=np.float64)
    gain = np.minimum(np.maximum(group.tables, 0.0), short[group.area]).sum(axis=(2, 3))
    wan = np.maximum(np.array(group.wan), NEAR)[:, None]
    return np.where(_payable(group, left), gain / wan, 0.0)


def _columns(programme: Programme, opens: Opens) -> Floats:
    """The columns of openings, and those that follow from them."""
    values = np.zeros(programme.columns.count)
    for block, each in zip(programme.opens, opens, strict=True):
        values[block] = each
    programme.needs.fill(values)
    return values
