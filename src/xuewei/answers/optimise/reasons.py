"""Why a school opens when it does, what holds a schedule back, what budgets are worth, and what clashes."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.optimise.candidates import Candidate
from xuewei.answers.optimise.case import CONVERT, Case, Floats, opened
from xuewei.answers.optimise.programme import programme
from xuewei.answers.optimise.schedule import Outcome, Worth
from xuewei.answers.optimise.solve import HELD, Aim, Level, aims
from xuewei.answers.optimise.solver import INFEASIBLE, Search, Stop, search
from xuewei.late import dataclass
from xuewei.model.plan import Plan, opening_year
from xuewei.model.seats.ledger import rounded_seats

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


SERVES, NO_SHORTAGE, WAITS, MUST, NO_NEED = "serves", "no_shortage", "waits", "must", "no_need"
SURPLUS, UNBUILT, NO_USE, BEYOND = "surplus", "unbuilt", "no_use", "beyond"


@dataclass(frozen=True)
class Reason:
    """``kind`` is what decided; ``values`` are the figures of its sentence, and the ``stages`` that N is of."""

    kind: str
    values: dict[str, object] = field(default_factory=dict)


def reason(case: Case, worth: Worth, outcome: Outcome, plan: Plan) -> Reason:
    """The reason for one outcome.

    - *serves*: N more pupils, of all its stages together, are short in year Y without it, the first such year.
    - *no_shortage*: the same, and it opens later than it could, because nobody is short before Y.
    - *waits*: the same, and although N of its stages are short in all in an earlier year: budgets, or a cheaper
      school for the same need.
    - *must*, *no_need*: it serves nobody, and opens because it has to.
    - *surplus*: it does not open, because from year Y on seats are enough without it.
    - *unbuilt*: it does not open although N of its stages are short in all in year Y, ``by_stage``; *no_use*: there
      is no year in which it could open.
    - *beyond*: nothing is judged of it, because it could open no sooner than after the last year; what may not open
      that late is of *no_use*.
    """
    area = case.areas.index(outcome.candidate.school.area)
    balance = (worth.seats - case.demand)[area].astype(np.float64)
    years = np.array(case.years)
    if outcome.opens is None:
        return _left_out(case, outcome, balance, years, plan)
    school = opened(outcome.candidate.school, outcome.opens, outcome.seats)
    school = replace(school, convert=(*school.convert, *outcome.turns))
    brought = rounded_seats(plan, case.stages, case.years, school)
    served = np.maximum(brought - balance, 0.0) - np.maximum(-balance, 0.0)
    by_stage = np.where(brought > 0, served, 0.0)
    by_year = by_stage.sum(axis=0)
    first = next((t for t in range(len(years)) if by_year[t] >= 1), None)
    if first is None:
        return Reason(MUST if outcome.candidate.must else NO_NEED, {"year": outcome.opens})
    values: dict[str, object] = {"n": round(float(by_year[first])), "year": int(years[first])}
    values["stages"] = tuple(stage.name for stage, n in zip(case.stages, by_stage[:, first], strict=True) if n > 0)
    if outcome.opens <= outcome.candidate.earliest:
        return Reason(SERVES, values)
    stages = [case.stages.index(stage) for stage in case.stages if outcome.seats.get(stage.name)]
    before = _short(balance[stages], (years >= outcome.candidate.earliest) & (years < outcome.opens))
    if before is None:
        return Reason(NO_SHORTAGE, values)
    return Reason(WAITS, {**values, "short": round(before[1]), "then": int(years[before[0]])})


def _left_out(case: Case, outcome: Outcome, balance: Floats, years: NDArray[np.int64], plan: Plan) -> Reason:
    """The reason for a school that does not open."""
    one = outcome.candidate
    if one.sizes and one.earliest > case.years[-1] and not one.never:
        return Reason(BEYOND, {"earliest": one.earliest, "last": case.years[-1]})
    if not one.sizes or not one.within(case.years):
        latest = one.latest_written if one.never else one.latest
        return Reason(NO_USE, {"earliest": one.earliest, "latest": latest})
    stages = [n for n, stage in enumerate(case.stages) if one.school.seats.get(stage.name)]
    short = _short(balance[stages], years >= one.earliest)
    if short is not None:
        lacks = {case.stages[n].name: round(-float(balance[n, short[0]])) for n in stages if balance[n, short[0]] < 0}
        many = {"n": round(short[1]), "year": int(years[short[0]]), "by_stage": tuple(lacks.items())}
        return Reason(UNBUILT, {**many, "of_several": len(stages) > 1, "budget": bool(case.budget)})
    enough = (balance[stages] >= 0).all(axis=0)
    last = np.flatnonzero(~enough)
    since = int(years[last[-1] + 1]) if len(last) else int(years[0])
    return Reason(SURPLUS, {"year": since, "planned": opening_year(one.school, plan)})


def _short(balance: Floats, when: NDArray[np.bool_]) -> tuple[int, float] | None:
    """Index of the first of some years in which somebody is short, and how many."""
    missing = np.maximum(-balance, 0.0).sum(axis=0)
    at = np.flatnonzero((missing >= 1) & when)
    return (int(at[0]), float(missing[at[0]])) if len(at) else None


NOTHING, TOO_EARLY, ALL_OPEN = "nothing", "too_early", "all_open"


@dataclass(frozen=True)
class Limit:
    """A constraint that binds.

    - *nothing*: nothing that may be chosen brings a seat to the stage of the area in any year.
    - *too_early*: in ``years`` nothing that may be chosen could bring a seat to the stage of the area (yet).
    - *all_open*: in ``years`` not even everything that may be chosen, as early and as large as it may be, brings more.
    - *must*: the school ``id`` must open, though it fills no shortage; without it ``wan`` 万元 would be saved.
    - *must_keep*, *small*: a stage that is short in ``years`` could have seats of another one that are idle, were the
      ``schools`` not to be kept, by name or because they are small.
    - *floor*: the same, but for the seats of the other stage that must stay.

    ``missing`` are pupil-years without a seat over the years.
    """

    kind: str
    area: str = ""
    stage: str = ""
    years: tuple[int, ...] = ()
    missing: int = 0
    id: str = ""
    wan: float = 0.0
    schools: tuple[str, ...] = ()


def limits(case: Case, worth: Worth, outcomes: Sequence[Outcome], reasons: Sequence[Reason]) -> list[Limit]:
    """The binding constraints of a choice other than budgets, by area and stage, then the schools that must open."""
    most, found = most_seats(case), []
    for a, area in enumerate(case.areas):
        for s, stage in enumerate(case.stages):
            short = worth.unmet[a, s]
            stuck = (short > 0) & (most[a, s] - worth.seats[a, s] < 1)
            nothing = most[a, s] <= case.standing[a, s]
            none = TOO_EARLY if (~nothing).any() else NOTHING
            for kind, when in ((none, stuck & nothing), (ALL_OPEN, stuck & ~nothing)):
                years = tuple(np.array(case.years)[when].tolist())
                if years:
                    found.append(Limit(kind, area, stage.name, years, int(short[when].sum())))
    found += _kept_limits(case, worth)
    pairs = zip(outcomes, reasons, strict=True)
    found += [Limit(MUST, id=each.candidate.school.id, wan=each.wan) for each, why in pairs if why.kind == MUST]
    return found


FLOOR = "floor"


def _kept_limits(case: Case, worth: Worth) -> list[Limit]:
    """What must be kept, where a stage is short that idle seats of another one could help."""
    binds: dict[tuple[str, int, int], tuple[NDArray[np.bool_], list[str]]] = {}
    turns = [(lever, FLOOR) for lever in case.levers if lever.kind == CONVERT and lever.group < 0]
    for lever, why in (*case.withheld, *turns):
        seats = worth.seats[lever.area, lever.stage]
        spare = seats - lever.seats >= case.demand[lever.area, lever.stage]
        there = np.array(case.years) >= lever.first
        when = (worth.unmet[lever.area, lever.target] > 0) & spare & there
        if why == FLOOR:
            least = case.keep[lever.area, lever.stage] if case.keep.size else 0.0
            when &= (least > 0) & (seats - lever.seats < least)
        if when.any():
            held, names = binds.setdefault((why, lever.area, lever.target), (np.zeros_like(when), []))
            held |= when
            names += [lever.school] if lever.school not in names and why != FLOOR else []
    found = []
    for (why, area, target), (when, names) in binds.items():
        years = tuple(np.array(case.years)[when].tolist())
        missing = int(worth.unmet[area, target][when].sum())
        found.append(Limit(why, case.areas[area], case.stages[target].name, years, missing, schools=tuple(names)))
    return found


def most_seats(case: Case) -> Floats:
    """Seats by cell ``(area, stage, year)`` if all that may be chosen and could add to it were there: a bound."""
    found = case.standing.copy()
    for group in case.groups:
        found[group.area] += len(group.members) * group.tables.max(axis=(0, 1), initial=0.0)
    for lever in case.levers:
        turns = lever.kind == CONVERT
        more = lever.gain if turns else lever.seats
        found[lever.area, lever.target if turns else lever.stage] += lever.most * more
    return found


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
