"""What closings must hold to, as rows of a programme: rooms of those who take pupils, and nobody short for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xuewei.answers.optimise.case import CONVERT, Case
from xuewei.answers.optimise.cells import Cells, Columns, Entries, Numbers, Rows, entries

Pairs = dict[tuple[str, str], list[int]]


def closing_rows(
    case: Case, columns: Columns, rows: Rows, cells: Cells, moves: Numbers, levers: Sequence[Numbers]
) -> None:
    """The rows of closings, whose columns are ``moves``. A school closes once, and neither takes pupils itself nor
    turns; who takes pupils stays and does not turn; nobody takes more than there is room for; and no stage of an area
    is short in a year from which on a school of it has closed."""
    if not len(moves):
        return
    own: dict[str, list[int]] = {}
    pairs: Pairs = {}
    for m, move in enumerate(case.closings.moves):
        own.setdefault(move.school, []).append(m)
        for taker in move.to:
            pairs.setdefault((move.school, taker.school), []).append(m)
    for mine in own.values():
        rows.add(1, entries(0, moves[mine]), upper=1.0)
    for (_, name), sent in pairs.items():
        if name in own:
            rows.add(1, entries(0, moves[sent]), entries(0, moves[own[name]]), upper=1.0)
    _turns(case, rows, moves, levers, own, pairs)
    _rooms(case, rows, moves)
    _never_short(case, columns, rows, cells, moves)


def _turns(
    case: Case, rows: Rows, moves: Numbers, levers: Sequence[Numbers], own: dict[str, list[int]], pairs: Pairs
) -> None:
    """A school that closes, or takes pupils, does not turn."""
    for lever, units in zip(case.levers, levers, strict=True):
        if lever.kind != CONVERT or not lever.school:
            continue
        bound = [own[lever.school]] if lever.school in own else []
        bound += [sent for (_, taker), sent in pairs.items() if taker == lever.school]
        for several in bound:
            rows.add(1, entries(0, units[-1:]), entries(0, moves[several], float(lever.most)), upper=float(lever.most))


def _rooms(case: Case, rows: Rows, moves: Numbers) -> None:
    """Who can take pupils of several schools takes no more than there is room for, stage by stage and within the size
    cap; of one alone that was seen to before."""
    years = np.array(case.years)
    senders: dict[str, set[str]] = {}
    parts: dict[str, list[tuple[int, int]]] = {}
    for m, move in enumerate(case.closings.moves):
        for n, taker in enumerate(move.to):
            senders.setdefault(taker.school, set()).add(move.school)
            parts.setdefault(taker.school, []).append((m, n))
    for name, sent in senders.items():
        if len(sent) < 2:
            continue
        room = case.closings.rooms[name].astype(np.float64)
        found = []
        for m, n in parts[name]:
            move = case.closings.moves[m]
            mine = move.to[n].pupils
            every = np.where(years >= move.year, np.concatenate([mine, mine.sum(axis=0, keepdims=True)]), 0)
            at = np.flatnonzero(every)
            found.append(entries(at, moves[m], every.ravel()[at]))
        rows.add(room.size, *found, upper=room.ravel())


def _never_short(case: Case, columns: Columns, rows: Rows, cells: Cells, moves: Numbers) -> None:
    """Where a school has closed as many seats are left as are asked for: of every cell that could be short a column
    says whether any school of it has closed by then."""
    shape = case.demand.shape
    gone: dict[int, list[int]] = {}
    for m, move in enumerate(case.closings.moves):
        for stage, year in np.argwhere(move.table < 0).tolist():
            gone.setdefault(int(np.ravel_multi_index((move.area, stage, year), shape)), []).append(m)
    slack = np.maximum(cells.demand - cells.least, 0.0)
    risky = np.array(sorted(cell for cell in gone if slack[cell] > 0), dtype=np.int64)
    if not len(risky):
        return
    closed = columns.add(np.ones(len(risky)), integer=False)
    number, tied = np.zeros(cells.count, dtype=np.int64), np.zeros(cells.count, dtype=bool)
    number[risky], tied[risky] = np.arange(len(risky)), True
    held = cells.parts.of(tied, number), entries(np.arange(len(risky)), closed, -slack[risky])
    rows.add(len(risky), *held, lower=cells.demand[risky] - cells.offset[risky] - slack[risky])
    links = list(_links(case, gone, risky, moves, closed))
    rows.add(len(links), *(Entries(each.at + n, each.column, each.value) for n, each in enumerate(links)), lower=0.0)


def _links(
    case: Case, gone: dict[int, list[int]], risky: Numbers, moves: Numbers, closed: Numbers
) -> Iterator[Entries]:
    """For every school of a cell, one row: what says that some school has closed is no less than whether it has."""
    for n, cell in enumerate(risky.tolist()):
        by_school: dict[str, list[int]] = {}
        for m in gone[cell]:
            by_school.setdefault(case.closings.moves[m].school, []).append(m)
        for several in by_school.values():
            yield entries(np.zeros(1 + len(several)), [closed[n], *moves[several]], [1.0, *[-1.0] * len(several)])
