"""A case cut into parts that have nothing to do with each other: without budgets, each is solved by itself."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from xuewei.answers.optimise.case import Case
from xuewei.answers.optimise.programme import programme
from xuewei.answers.optimise.schedule import Choice
from xuewei.answers.optimise.solve import Level, Limits, Solved, in_turn
from xuewei.answers.optimise.solver import OPTIMAL, Stop

Place = tuple[int, int]
SHARE = 0.1
"""The part of the time left that each part may take at least: most need next to none of theirs."""


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """A part of a case, with the numbers that its groups and levers have in the whole."""

    case: Case
    groups: tuple[int, ...]
    levers: tuple[int, ...]
    places: tuple[Place, ...]


def solve_case(case: Case, limits: Limits, stop: Stop | None = None) -> Solved:
    """The best choice of a case, part by part where neither budgets nor weights bind its parts together. Once the time
    is over, or somebody asks for the end, the parts that are left get the choice that theirs would have begun with."""
    stop, until = stop or Stop(), time.perf_counter() + limits.seconds
    if case.budget or limits.weights is not None:
        problem = programme(case)
        return in_turn(problem, replace(limits, seconds=until - time.perf_counter()), stop)
    pieces, found = parts(case), list[Solved]()
    stop.answer = True
    for n, piece in enumerate(pieces):
        left = until - time.perf_counter()
        if (left <= 0 or stop.asked) and n < len(pieces) - 1:
            pieces[n:] = [_joined(case, pieces[n:])]
            found.append(in_turn(programme(pieces[n].case), replace(limits, seconds=0.0), stop))
            break
        mine = max(left / (len(pieces) - n), left * SHARE)
        found.append(in_turn(programme(piece.case), replace(limits, seconds=mine), stop))
        if found[-1].choice is None:
            return found[-1]
    if found and found[-1].choice is None:
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
    # all places in which there is nothing to choose make one part
    chosen = {root(places[0]) for places in touched} | {root((lever.area, lever.stage)) for lever in case.levers}
    found: dict[Place | None, list[Place]] = {}
    for place in joined:
        found.setdefault(root(place) if root(place) in chosen else None, []).append(place)
    groups: dict[Place | None, list[int]] = {}
    for g, places in enumerate(touched):
        groups.setdefault(root(places[0]), []).append(g)
    levers: dict[Place | None, list[int]] = {}
    for n, lever in enumerate(case.levers):
        levers.setdefault(root((lever.area, lever.stage)), []).append(n)
    return [_part(case, places, groups.get(one, []), levers.get(one, [])) for one, places in found.items()]


def _touched(case: Case, g: int) -> list[Place]:
    """Where a group can bring seats; a school without any year to open in stands where it is written to."""
    group = case.groups[g]
    names = [stage.name for stage in case.stages]
    brought = [names.index(name) for name in group.members[0].school.seats]
    brought += np.flatnonzero(group.tables.any(axis=(0, 1, 3))).tolist() if group.tables.size else []
    return [(group.area, stage) for stage in dict.fromkeys(brought)]


def _part(case: Case, places: Sequence[Place], groups: Sequence[int], levers: Sequence[int]) -> Part:
    """The part of some places, with the groups and levers that are theirs: other areas it has none, and in stages of
    its areas that are not among the places nobody wants a seat, and there is none."""
    areas = sorted({area for area, _ in places})
    at = {area: n for n, area in enumerate(areas)}
    mask = np.zeros((len(areas), *case.demand.shape[1:]), dtype=bool)
    for area, stage in places:
        mask[at[area], stage] = True
    number = {g: n for n, g in enumerate(groups)}
    kept = [replace(case.levers[n], area=at[case.levers[n].area]) for n in levers]
    piece = replace(
        case,
        areas=tuple(case.areas[area] for area in areas),
        demand=np.where(mask, case.demand[areas], 0),
        standing=np.where(mask, case.standing[areas], 0.0),
        groups=tuple(replace(case.groups[g], area=at[case.groups[g].area]) for g in groups),
        levers=tuple(replace(each, group=number[each.group]) if each.group >= 0 else each for each in kept),
    )
    return Part(piece, tuple(groups), tuple(levers), tuple(places))


def _joined(case: Case, pieces: Sequence[Part]) -> Part:
    """Parts as one."""
    places = sorted(place for each in pieces for place in each.places)
    groups = sorted(g for each in pieces for g in each.groups)
    return _part(case, places, groups, sorted(n for each in pieces for n in each.levers))


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
