"""Better choices near one that is known: a few schools at a time are chosen anew, all others staying as they are."""

from __future__ import annotations

import math
import random
import threading
import time
from dataclasses import field, replace
from itertools import chain

import numpy as np

from xuewei.answers.optimise.case import Floats
from xuewei.answers.optimise.cells import Numbers
from xuewei.answers.optimise.programme import Programme
from xuewei.answers.optimise.reduced import Whole, cut, whole
from xuewei.answers.optimise.solver import GRACE, INFEASIBLE, NO_STEP, Ended, Search, Stop, run, search, watched
from xuewei.answers.optimise.start import forward, years_of
from xuewei.late import dataclass

FIRST, FEWEST = 30, 4
"""How many schools are chosen anew at first, and at least."""
ROUND, QUICK = 1.0, 0.3
"""Seconds that one round may take, and those below which the next takes more schools."""
MORE, FEWER = 1.2, 0.85
"""By how much the next round is larger after a quick one, or smaller after one that was not finished."""
SEED = 1


@dataclass(eq=False, repr=False)
class Neighbourhood:
    """A search for better ``values`` than a task begins with (None: it begins with none), in a thread beside the search
    that proves how good a choice can be. ``forward``: a choice is made year by year first."""

    programme: Programme
    task: Search
    forward: bool = False
    values: Floats | None = None
    rounds: int = 0
    stop: Stop = field(default_factory=Stop)
    until: float = math.inf

    def begin(self) -> threading.Thread:
        """Begin in a thread of its own."""
        self.values, self.until = self.task.begin, time.perf_counter() + self.task.seconds
        thread = threading.Thread(target=self.search, daemon=True)
        thread.start()
        return thread

    def better(self, value: float) -> Floats | None:
        """Its best columns where they are better than ``value``."""
        values = self.values
        if values is None or value - self.task.objective @ values <= max(self.task.step / 2, NO_STEP):
            return None
        return values

    def enough(self, bound: float) -> bool:
        """Whether its best is as near to a bound as the task asks for."""
        if self.values is None:
            return False
        value = float(self.task.objective @ self.values)
        return value - bound < max(self.task.near, self.task.gap * abs(value))

    def take(self, found: Floats | None) -> None:
        """Keep columns that are better than the best so far."""
        if found is not None:
            found = np.where(self.programme.columns.integer, np.rint(found), found)
            now = math.inf if self.values is None else float(self.task.objective @ self.values)
            if now - self.task.objective @ found > max(self.task.step / 2, NO_STEP):
                self.values = found

    def search(self) -> None:
        """Round after round, until it is over or everything was chosen anew at once."""
        if self.forward:
            self.take(forward(self.programme, replace(self.task, stop=self.stop)))
        if self.values is None:
            return
        dice, units = random.Random(SEED), _units(self.programme)
        held, most = whole(self.programme, self.task, years_of(self.programme)), float(FIRST)
        while units and not self.stop.asked and time.perf_counter() < self.until:
            few = _few(dice, units, self.values, round(most))
            begun = time.perf_counter()
            finished = self._round(held, self.values, [unit for unit, _ in few])
            self.rounds += 1
            if finished is None or (finished and len(few) == len(units)):
                return
            if not finished:
                most = max(FEWEST, most * FEWER)
            elif time.perf_counter() - begun < QUICK:
                most = min(len(units), most * MORE + 1)

    def _round(self, held: Whole, values: Floats, units: list[Numbers]) -> bool | None:
        """Choose some units anew. Whether the best choice of them is found; None where the solver was left behind."""
        import highspy

        chosen = np.zeros(len(values), dtype=bool)
        chosen[np.concatenate(units)] = True
        free = held.following(chosen)
        piece = cut(held, free, values, self.programme.columns.integer)
        piece.engine.setOptionValue("presolve", "off")
        piece.engine.setOptionValue("mip_abs_gap", self.task.near)
        known = highspy.HighsSolution()
        known.col_value = values[free].tolist()
        piece.engine.setSolution(known)
        watch = watched(piece.engine, self.stop)
        ended = run(piece.engine, watch, min(ROUND, self.until - time.perf_counter()))
        self.take(piece.solution() if ended else piece.with_free(watch.best))
        return bool(piece.engine.getModelStatus() == highspy.HighsModelStatus.kOptimal) if ended else None


def search_both(near: Neighbourhood) -> Ended:
    """The search that proves how good a choice can be, while the other goes on ``near`` what is known. What either
    finds is the other's too."""
    task, thread = near.task, near.begin()
    try:
        ended = search(near.programme, replace(task, beside=near))
    finally:
        near.stop.asked = True
        thread.join(2 * GRACE)
    if ended.how == INFEASIBLE:
        return ended
    found = near.better(math.inf if ended.values is None else float(task.objective @ ended.values))
    return ended if found is None else replace(ended, values=found)


Unit = tuple[Numbers, int]


def _units(programme: Programme) -> list[Unit]:
    """What is chosen anew at once: the columns of a school (or of some that are alike), of a means, of a closing; and
    its area."""
    case = programme.case
    opens = ((block.ravel(), group.area) for group, block in zip(case.groups, programme.opens, strict=True))
    levers = ((units, lever.area) for lever, units in zip(case.levers, programme.levers, strict=True))
    moves = ((programme.moves[n : n + 1], move.area) for n, move in enumerate(case.closings.moves))
    return [unit for unit in chain(opens, levers, moves) if len(unit[0])]


def _few(dice: random.Random, units: list[Unit], values: Floats, count: int) -> list[Unit]:
    """Some units: of a few areas, or of anywhere, or mostly those that are had now."""
    order = dice.sample(units, len(units))
    way = dice.randrange(3)
    if way == 1:
        return order[:count]
    if way == 2:
        had = [unit for unit in order if values[unit[0]].any()]
        rest = [unit for unit in order if not values[unit[0]].any()]
        return [*had[: 2 * count // 3], *rest[: count - 2 * count // 3]]
    areas = {area: n for n, area in enumerate(dict.fromkeys(area for _, area in order))}
    return sorted(order, key=lambda unit: areas[unit[1]])[:count]
