"""Why nothing fits: constraints that clash, none of which could be left out (an irreducible set)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from xuewei.optimising.candidates import Candidate
from xuewei.optimising.case import Case
from xuewei.optimising.engine import INFEASIBLE, Search, search
from xuewei.optimising.programme import programme


@dataclass(frozen=True, eq=False, repr=False)
class Clash:
    """Constraints that cannot all hold: schools that ``must`` open, and budgets by year, which allow too little."""

    must: tuple[Candidate, ...]
    budget: dict[int, float]


def clash(case: Case) -> Clash | None:
    """An irreducible set of clashing constraints of a case; None where nothing clashes.

    One constraint after another is left out, for good where the rest still clash (deletion filter).
    """
    if _fits(case):
        return None
    never = [each for group in case.groups for each in group.members if group.must and _nowhere(case, each)]
    if never:
        return Clash((never[0],), {})
    now = case
    for year in case.budget:
        less = replace(now, budget={each: most for each, most in now.budget.items() if each != year})
        now = now if _fits(less) else less
    for g, group in enumerate(case.groups):
        for _ in group.members if group.must else ():
            less = _with(now, g, now.groups[g].members[1:])
            now = now if _fits(less) else less
    return Clash(tuple(each for group in now.groups if group.must for each in group.members), dict(now.budget))


def _nowhere(case: Case, one: Candidate) -> bool:
    """Whether a candidate has no size, or no year in which it could open."""
    return not one.sizes or not one.within(case.years)


def _with(case: Case, g: int, members: tuple[Candidate, ...]) -> Case:
    """The case with other members in one group."""
    groups = list(case.groups)
    groups[g] = replace(groups[g], members=members)
    return replace(case, groups=tuple(groups))


def _fits(case: Case) -> bool:
    """Whether what must open can be paid for; what may open is left out."""
    if any(_nowhere(case, each) for group in case.groups if group.must for each in group.members):
        return False
    needed = [group for group in case.groups if group.must and group.members]
    seatless = tuple(replace(group, tables=np.zeros_like(group.tables)) for group in needed)
    nobody, nothing_there = np.zeros_like(case.demand), np.zeros_like(case.standing)
    trial = programme(replace(case, demand=nobody, standing=nothing_there, groups=seatless, levers=()))
    nothing = np.zeros(trial.columns.count)
    return search(trial, Search(nothing)).how != INFEASIBLE
