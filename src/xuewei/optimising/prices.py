"""What one more unit of a budget would save: duals of the programme without whole numbers."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from xuewei.optimising.case import Case, Floats
from xuewei.optimising.engine import Search, search
from xuewei.optimising.programme import programme
from xuewei.optimising.running import Stop
from xuewei.optimising.solve import HELD, Aim, Level, aims

LEAST = 1e-7


@dataclass(frozen=True)
class Price:
    """``objective`` falls by ``saved`` for one more 万元 in the budget of ``year``, if parts of schools could be built:
    the dual of the relaxed programme, and so a guide, not a promise."""

    year: int
    objective: str
    saved: float


def prices(case: Case, levels: tuple[Level, ...], stop: Stop, seconds: float = math.inf) -> list[Price] | None:
    """The price of every binding budget, by the first objective that budgets bind; None where ``seconds`` do not
    suffice to find them."""
    if not case.budget:
        return []
    until = time.perf_counter() + seconds
    problem = programme(case)
    held: list[tuple[Floats, float]] = []
    for aim, level in zip(aims(problem), levels, strict=False):
        if not problem.budgets or aim.name != level.name:
            return []
        if stop.asked:
            return None
        task = Search(aim.parts, held=tuple(held), seconds=until - time.perf_counter(), relaxed=True, stop=stop)
        duals = search(problem, task).duals
        if duals is None:
            return None
        found = [Price(year, aim.name, -float(duals[row])) for year, row in problem.budgets.items()]
        found = [price for price in found if price.saved > LEAST]
        if found:
            return found
        held.append((aim.parts, _reached(aim, level)))
    return []


def _reached(aim: Aim, level: Level) -> float:
    return level.value - aim.constant + HELD
