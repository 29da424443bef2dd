"""A case cut into parts that have nothing to do with each other: without budgets, each is solved by itself."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from xuewei.optimising.case import Case
from xuewei.optimising.choice import Choice
from xuewei.optimising.engine import OPTIMAL, Stop
from xuewei.optimising.programme import programme
from xuewei.optimising.solve import Level, Limits, Solved, in_turn

Place = tuple[int, int]


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """A part of a case, with the numbers that its groups and levers have in the whole."""

    case: Case
    groups: tuple[int, ...]
    levers: tuple[int, ...]


def solve_case(case: Case, limits: Limits, stop: Stop | None = None) -> Solved:
    """The best choice of a case, part by part where neither budgets nor weights bind its parts together."""
    stop = stop or Stop()
    if case.budget or limits.weights is not None:
        return in_turn(programme(case), limits, stop)
    until, pieces = time.perf_counter() + limits.seconds, parts(case)
    found = []
    for n, piece in enumerate(pieces):
        seconds = max((until - time.perf_counter()) / (len(pieces) - n), 0.01)
        found.append(in_turn(programme(piece.case), replace(limits, seconds=seconds), stop))
        if found[-1].choice is None:
            return found[-1]
    return _together(case, pieces, found)


def parts(case: Case) -> list[Part]:
    """Areas and stages that a school, or what turns, joins; together they are the whole case."""
    joined = {place: place for place in np.ndindex(len(case.areas), len(case.stages))}

    def root(place: Place) -> Place:
        while joined[place] != place:
            place = joined[place]
        return place

    def join(places: Sequence[Place]) -> None:
        for other in places[1:]:
            joined[root(other)] = root(places[0])

    touched = [_touched(case, g) for g in range(len(case.groups))]
    for places in touched:
        join(places)
    for lever in case.levers:
        join([(lever.area, lever.stage), *([(lever.area, lever.target)] if lever.target >= 0 else [])])
    roots = list(dict.fromkeys(root(place) for place in joined))
    return [_part(case, {place for place in joined if root(place) == one}, touched) for one in roots]


def _touched(case: Case, g: int) -> list[Place]:
    """Where a group can bring seats; a school without any year to open in stands where it is written to."""
    group = case.groups[g]
    names = [stage.name for stage in case.stages]
    brought = [names.index(name) for name in group.members[0].school.seats]
    brought += np.flatnonzero(group.tables.any(axis=(0, 1, 3))).tolist() if group.tables.size else []
    return [(group.area, stage) for stage in dict.fromkeys(brought)]


def _part(case: Case, places: set[Place], touched: Sequence[Sequence[Place]]) -> Part:
    """The part of some places: elsewhere nobody wants a seat, and there is none."""
    mask = np.zeros(case.demand.shape, dtype=bool)
    for area, stage in places:
        mask[area, stage] = True
    groups = tuple(g for g, each in enumerate(touched) if each[0] in places)
    levers = tuple(n for n, lever in enumerate(case.levers) if (lever.area, lever.stage) in places)
    kept = [case.levers[n] for n in levers]
    kept = [replace(each, group=groups.index(each.group)) if each.group >= 0 else each for each in kept]
    demand, standing = np.where(mask, case.demand, 0), np.where(mask, case.standing, 0.0)
    mine = tuple(case.groups[g] for g in groups)
    return Part(replace(case, demand=demand, standing=standing, groups=mine, levers=tuple(kept)), groups, levers)


def _together(case: Case, pieces: Sequence[Part], found: Sequence[Solved]) -> Solved:
    """The choices of all parts as one, and the sums of their objectives and bounds."""
    opens = [np.zeros((len(group.sizes), len(group.years)), dtype=np.int64) for group in case.groups]
    units = [np.zeros(len(case.years), dtype=np.int64) for _ in case.levers]
    levels: dict[str, Level] = {}
    for piece, solved in zip(pieces, found, strict=True):
        if solved.choice is not None:
            for g, mine in zip(piece.groups, solved.choice.opens, strict=True):
                opens[g] = mine
            for n, count in zip(piece.levers, solved.choice.units, strict=True):
                units[n] = count
        for level in solved.levels:
            levels[level.name] = _sum(levels[level.name], level) if level.name in levels else level
    order = max((solved.levels for solved in found), key=len)
    return Solved(Choice(tuple(opens), tuple(units)), tuple(levels[level.name] for level in order))


def _sum(one: Level, other: Level) -> Level:
    """Two levels of one objective as one: it is proven where both are."""
    bound = None if one.bound is None or other.bound is None else one.bound + other.bound
    ended = other.ended if one.ended == OPTIMAL else one.ended
    return Level(one.name, math.fsum((one.value, other.value)), bound, ended, one.seconds + other.seconds)
