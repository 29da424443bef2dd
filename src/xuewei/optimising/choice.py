"""A choice made, and what it is worth in whole seats, counted without any solver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xuewei.model.costs import CENT
from xuewei.model.rounding import exact, wholes
from xuewei.optimising.case import Case, Floats
from xuewei.optimising.levers import TEMPORARY
from xuewei.optimising.programme import COST, IDLE, LARGE, UNMET, Programme
from xuewei.optimising.rows import Numbers


@dataclass(frozen=True, eq=False, repr=False)
class Choice:
    """``opens[group] (size, opening)``: how many of a group open; ``units[lever] (year,)``: classes that are there, or
    轨 that have turned by then."""

    opens: tuple[Numbers, ...]
    units: tuple[Numbers, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Worth:
    """What a choice comes to: seats by cell ``(area, stage, year)``, what is missing there after ``large`` seats in
    larger classes, 万元 by calendar year, and the value of each objective."""

    seats: Numbers
    unmet: Numbers
    large: Numbers
    wan: dict[int, float]
    values: dict[str, float]


def chosen(programme: Programme, values: Floats) -> Choice:
    """The choice that a solution of the programme stands for."""
    whole_values = np.rint(values).astype(np.int64)
    return Choice(*(tuple(whole_values[each] for each in held) for held in (programme.opens, programme.levers)))


def worth(case: Case, choice: Choice) -> Worth:
    """What a choice comes to, rounded as ``assess`` rounds."""
    seats = case.standing.copy()
    for group, opens in zip(case.groups, choice.opens, strict=True):
        seats[group.area] += np.einsum("sk,skty->ty", opens.astype(np.float64), group.tables)
    for lever, units in zip(case.levers, choice.units, strict=True):
        sign = 1.0 if lever.kind == TEMPORARY else -1.0
        seats[lever.area, lever.stage] += sign * lever.seats * units
        if lever.kind != TEMPORARY:
            seats[lever.area, lever.target] += lever.seats * units
    counted = wholes(seats)
    short = np.maximum(case.demand - counted, 0)
    squeeze = case.squeeze if len(case.squeeze) else np.zeros(len(case.stages))
    room = np.floor((np.maximum(seats, 0.0) * squeeze[:, None]).round(6)).astype(np.int64)
    large = np.minimum(short, room)
    wan = spending(case, choice)
    values = {
        UNMET: float((short - large).sum()),
        LARGE: float(large.sum()),
        COST: exact(sum(wan.values())),
        IDLE: float(np.maximum(counted - case.demand, 0).sum()),
    }
    return Worth(counted, short - large, large, wan, values)


def spending(case: Case, choice: Choice) -> dict[int, float]:
    """万元 by calendar year, years without any left out."""
    found: dict[int, float] = {}
    for group, opens in zip(case.groups, choice.opens, strict=True):
        for s, k in zip(*np.nonzero(opens), strict=True):
            year = group.years[int(k)] - 1
            found[year] = found.get(year, 0.0) + group.wan[int(s)] * int(opens[s, k])
    for lever, units in zip(case.levers, choice.units, strict=True):
        paid = units if lever.kind == TEMPORARY else np.diff(units, prepend=0)
        for t in np.flatnonzero(paid):
            year = case.years[int(t)] - (0 if lever.kind == TEMPORARY else 1)
            found[year] = found.get(year, 0.0) + lever.wan * int(paid[t])
    return {year: round(found[year], CENT) for year in sorted(found)}
