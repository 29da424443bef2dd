"""A case solved: cut into parts that have nothing to do with each other, and in each one objective after another, each
within the optimum of those before it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from xuewei.answers.optimise.case import Case, Floats
from xuewei.answers.optimise.neighbourhood import Neighbourhood, search_both
from xuewei.answers.optimise.programme import UNMET, Programme, programme
from xuewei.answers.optimise.schedule import Choice, chosen
from xuewei.answers.optimise.solver import (
    GAP,
    INFEASIBLE,
    INTERRUPTED,
    OPTIMAL,
    TIME,
    Course,
    Ended,
    Search,
    Stop,
    search,
)
from xuewei.answers.optimise.start import begin
from xuewei.late import dataclass

HELD = 1e-3
"""How far an objective may exceed its optimum while a later one is chosen, in pupils, seats or 万元: less than the step
in which any of them goes, so that nothing is given up."""
SHARES = (0.5, 0.6, 0.7, 0.9, 1.0)
"""The part of the time by which each objective in turn must be done, so that later ones get some; the last of so many
as there are."""
Place = tuple[int, int]
LEAST_SHARE = 0.1
"""The part of the time left that each part may take at least: most need next to none of theirs."""
MANY = 1000
"""Columns from which on a choice is first made year by year: for fewer the solver needs no such help."""
WEIGHTED = "weighted"


@dataclass(frozen=True)
class Level:
    """One objective: its ``value``, the ``bound`` that it is proven not to go below (None: not known), how the search
    ``ended`` (optimal, gap, time, interrupted) and how long it took."""

    name: str
    value: float
    bound: float | None
    ended: str
    seconds: float

    @property
    def gap(self) -> float | None:
        """The part of the value that is not proven to be needed; 0 is a proven optimum."""
        if self.bound is None:
            return None
        return max(0.0, self.value - self.bound) / max(abs(self.value), 1.0)


@dataclass(frozen=True, eq=False, repr=False)
class Solved:
    """The best choice found and the course of each objective; ``choice`` is None where nothing was found in time, or,
    with ``infeasible``, where there is nothing to find."""

    choice: Choice | None
    levels: tuple[Level, ...]
    infeasible: bool = False

    @property
    def proven(self) -> bool:
        """Whether every objective is at its proven optimum."""
        return bool(self.levels) and all(level.ended == OPTIMAL for level in self.levels)


@dataclass(frozen=True)
class Limits:
    """``seconds`` for all objectives together; the relative ``gap`` that will do; ``weights`` by name put the
    objectives into one, instead of one after another."""

    seconds: float = math.inf
    gap: float = 0.0
    weights: Mapping[str, float] | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Aim:
    """One objective: coefficients, a constant, and the step in which it goes (0: none)."""

    name: str
    parts: Floats
    constant: float
    step: float


def aims(programme: Programme, weights: Mapping[str, float] | None = None) -> list[Aim]:
    """The objectives of a programme in their order, or one of all by their ``weights`` (1 where none is given; larger
    classes weigh as what is missing)."""
    if weights is None:
        return [
            Aim(name, parts, constant, programme.stakes[name])
            for name, (parts, constant) in programme.objectives.items()
        ]
    found, constant = np.zeros(programme.columns.count), 0.0
    for name, (parts, more) in programme.objectives.items():
        found, constant = found + weights.get(name, 0.0) * parts, constant + weights.get(name, 0.0) * more
    return [Aim(WEIGHTED, found, constant, 0.0)]


def solve(programme: Programme, limits: Limits | None = None) -> Solved:
    """The best choice of a programme."""
    return in_turn(programme, limits or Limits(), Stop())


def in_turn(programme: Programme, limits: Limits, stop: Stop) -> Solved:
    """Every objective in its turn; after one that ended without a proof the best so far is held."""
    begun, turns = time.perf_counter(), aims(programme, limits.weights)
    best: Floats | None = begin(programme)
    stop.answer = stop.answer or best is not None
    held: list[tuple[Floats, float]] = []
    levels: list[Level] = []
    upper = programme.columns.upper
    for n, aim in enumerate(turns):
        at = time.perf_counter()
        least = math.fsum(programme.least.values()) if aim.name == UNMET else None
        if aim.name == UNMET and best is not None and _value(aim, best) == sum(programme.least.values()):
            for column, most in programme.least.items():
                upper[column] = most
            levels.append(Level(aim.name, _value(aim, best), _value(aim, best), OPTIMAL, 0.0))
            continue
        until = limits.seconds * SHARES[len(SHARES) - len(turns) + n]
        left = begun + until - at
        if best is not None and (stop.asked or left <= 0):
            levels.append(_level(aim, _value(aim, best), least, INTERRUPTED if stop.asked else TIME, 0.0))
            continue
        task = Search(aim.parts, aim.step, tuple(held), upper, best, left, limits.gap, stop=stop)
        if not held and len(upper) >= MANY:
            stop.look = partial(_course, aim, task, None)
            relaxed = search(programme, replace(task, relaxed=True, seconds=left / 2)).bound
            least = max((each for each in (least, relaxed) if each is not None), default=None)
            task = replace(task, seconds=begun + until - time.perf_counter())
        ended = _searched(programme, aim, task, forward=not held)
        if ended.how == INFEASIBLE:
            return Solved(None, tuple(levels), infeasible=True)
        best = best if ended.values is None else ended.values
        if best is None:
            return Solved(None, (Level(aim.name, math.inf, ended.bound, ended.how, time.perf_counter() - at),))
        value = _value(aim, best)
        bound = max((each for each in (least, ended.bound) if each is not None), default=None)
        levels.append(_level(aim, value, bound, ended.how, time.perf_counter() - at))
        unit = aim.step or 1.0
        held.append((aim.parts / unit, (value - aim.constant) / unit + HELD))
    if best is None:
        return Solved(None, tuple(levels))
    return Solved(chosen(programme, best), tuple(_at_last(*each, best) for each in zip(turns, levels, strict=True)))


def _searched(programme: Programme, aim: Aim, task: Search, *, forward: bool) -> Ended:
    """One search, told how far it is; where there is much to choose another goes on beside it (``forward``: which first
    makes a choice year by year)."""
    if task.upper is None or len(task.upper) < MANY:
        task.stop.look = partial(_course, aim, task, None)
        return search(programme, task)
    near = Neighbourhood(programme, task, forward=forward)
    task.stop.look = partial(_course, aim, task, near)
    return search_both(near)


def _course(aim: Aim, task: Search, near: Neighbourhood | None, bound: float | None) -> Course:
    """How far the search for an objective is, whose solver has proven ``bound``."""
    values, rounds = (task.begin, 0) if near is None else (near.values, near.rounds)
    proven = None if bound is None else aim.constant + bound
    return Course(aim.name, None if values is None else _value(aim, values), proven, rounds)


def _at_last(aim: Aim, level: Level, best: Floats) -> Level:
    """A level with the value of the last choice: where it was not proven, a later objective may have found a better."""
    value = min(level.value, _value(aim, best))
    near = level.bound is not None and value - level.bound < max(aim.step / 2, HELD)
    return replace(level, value=value, ended=OPTIMAL if near else level.ended) if value < level.value else level


def _value(aim: Aim, values: Floats) -> float:
    """The value of an objective, in its steps."""
    found = float(aim.parts @ values)
    return aim.constant + (round(found / aim.step) * aim.step if aim.step else found)


def _level(aim: Aim, value: float, bound: float | None, how: str, seconds: float) -> Level:
    """A level whose bound is as high as the steps allow."""
    if bound is not None:
        bound = aim.constant + (math.ceil(bound / aim.step - HELD) * aim.step if aim.step else bound)
        if value - bound < max(aim.step / 2, HELD):
            return Level(aim.name, value, value, OPTIMAL, seconds)
    return Level(aim.name, value, bound, GAP if how == OPTIMAL else how, seconds)


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """A part of a case, with the numbers that its groups, levers and closings have in the whole."""

    case: Case
    groups: tuple[int, ...]
    levers: tuple[int, ...]
    places: tuple[Place, ...]
    moves: tuple[int, ...] = ()


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
        mine = max(left / (len(pieces) - n), left * LEAST_SHARE)
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
    stages = [np.flatnonzero(move.table.any(axis=1)).tolist() for move in case.closings.moves]
    closing = [[(move.area, stage) for stage in each] for move, each in zip(case.closings.moves, stages, strict=True)]
    for places in closing:
        join(places)
    # all places in which there is nothing to choose make one part
    chosen = {root(places[0]) for places in (*touched, *closing)}
    chosen |= {root((lever.area, lever.stage)) for lever in case.levers}
    found: dict[Place | None, list[Place]] = {}
    for place in joined:
        found.setdefault(root(place) if root(place) in chosen else None, []).append(place)
    groups: dict[Place | None, list[int]] = {}
    for g, places in enumerate(touched):
        groups.setdefault(root(places[0]), []).append(g)
    levers: dict[Place | None, list[int]] = {}
    for n, lever in enumerate(case.levers):
        levers.setdefault(root((lever.area, lever.stage)), []).append(n)
    moves: dict[Place | None, list[int]] = {}
    for n, places in enumerate(closing):
        moves.setdefault(root(places[0]), []).append(n)
    mine = (groups, levers, moves)
    return [_part(case, places, *(each.get(one, []) for each in mine)) for one, places in found.items()]


def _touched(case: Case, g: int) -> list[Place]:
    """Where a group can bring seats; a school without any year to open in stands where it is written to."""
    group = case.groups[g]
    names = [stage.name for stage in case.stages]
    brought = [names.index(name) for name in group.members[0].school.seats]
    brought += np.flatnonzero(group.tables.any(axis=(0, 1, 3))).tolist() if group.tables.size else []
    return [(group.area, stage) for stage in dict.fromkeys(brought)]


def _part(
    case: Case, places: Sequence[Place], groups: Sequence[int], levers: Sequence[int], moves: Sequence[int]
) -> Part:
    """The part of some places, with the groups, levers and closings that are theirs: other areas it has none, and in
    stages of its areas that are not among the places nobody wants a seat, and there is none."""
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
        keep=np.where(mask[:, :, 0], case.keep[areas], 0.0) if case.keep.size else case.keep,
        levers=tuple(replace(each, group=number[each.group]) if each.group >= 0 else each for each in kept),
        closings=replace(
            case.closings,
            moves=tuple(replace(each, area=at[each.area]) for each in (case.closings.moves[n] for n in moves)),
        ),
    )
    return Part(piece, tuple(groups), tuple(levers), tuple(places), tuple(moves))


def _joined(case: Case, pieces: Sequence[Part]) -> Part:
    """Parts as one."""
    places = sorted(place for each in pieces for place in each.places)
    groups = sorted(g for each in pieces for g in each.groups)
    levers = sorted(n for each in pieces for n in each.levers)
    return _part(case, places, groups, levers, sorted(n for each in pieces for n in each.moves))


def _together(case: Case, pieces: Sequence[Part], found: Sequence[Solved]) -> Solved:
    """The choices of all parts as one, and the sums of their objectives and bounds."""
    opens = [np.zeros((len(group.sizes), len(group.years)), dtype=np.int64) for group in case.groups]
    units = [np.zeros(len(case.years), dtype=np.int64) for _ in case.levers]
    closed = np.zeros(len(case.closings.moves), dtype=np.int64)
    levels: dict[str, Level] = {}
    for piece, solved in zip(pieces, found, strict=True):
        if solved.choice is not None:
            for g, mine in zip(piece.groups, solved.choice.opens, strict=True):
                opens[g] = mine
            for n, count in zip(piece.levers, solved.choice.units, strict=True):
                units[n] = count
            closed[list(piece.moves)] = solved.choice.closed
        for level in solved.levels:
            levels[level.name] = _sum(levels[level.name], level) if level.name in levels else level
    order = max((solved.levels for solved in found), key=len)
    return Solved(Choice(tuple(opens), tuple(units), closed), tuple(levels[level.name] for level in order))


def _sum(one: Level, other: Level) -> Level:
    """Two levels of one objective as one: it is proven where both are."""
    bound = None if one.bound is None or other.bound is None else one.bound + other.bound
    ended = other.ended if one.ended == OPTIMAL else one.ended
    return Level(one.name, math.fsum((one.value, other.value)), bound, ended, one.seconds + other.seconds)
