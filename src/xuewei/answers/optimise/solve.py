"""The programme solved: one objective after another, each within the optimum of those before it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from xuewei.answers.optimise.case import Floats
from xuewei.answers.optimise.programme import UNMET, Programme
from xuewei.answers.optimise.schedule import Choice, chosen
from xuewei.answers.optimise.solver import GAP, INFEASIBLE, INTERRUPTED, OPTIMAL, TIME, Search, Stop, search
from xuewei.answers.optimise.start import begin, forward

HELD = 1e-3
"""How far an objective may exceed its optimum while a later one is chosen, in pupils, seats or 万元: less than the step
in which any of them goes, so that nothing is given up."""
SHARES = (0.6, 0.7, 0.9, 1.0)
"""The part of the time by which each objective in turn must be done, so that later ones get some."""
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
            relaxed = search(programme, replace(task, relaxed=True, seconds=left / 2)).bound
            least = max((each for each in (least, relaxed) if each is not None), default=None)
            task = replace(task, seconds=begun + until - time.perf_counter())
            if relaxed is not None and not stop.asked:
                best = _better(aim, best, forward(programme, task))
                task = replace(task, begin=best, seconds=begun + until - time.perf_counter())
        ended = search(programme, task)
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
    return Solved(None if best is None else chosen(programme, best), tuple(levels))


def _better(aim: Aim, one: Floats | None, other: Floats | None) -> Floats | None:
    """The better of two choices, of which there may be none."""
    found = [each for each in (one, other) if each is not None]
    return min(found, key=lambda each: _value(aim, each)) if found else None


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
