"""The answer of ``optimise``: a schedule checked against ``assess``, its proof, reasons and the prices of budgets."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import date
from functools import cached_property

import numpy as np

from xuewei.answers.optimise.candidates import (
    LONG_AGO,
    Candidate,
    Present,
    judged,
    of_plan,
    opens_after,
    overdue,
    still,
    timely,
    within_caps,
)
from xuewei.answers.optimise.case import (
    NOTHING_KEPT,
    Case,
    Wholes,
    by_cell,
    case_of,
    counted,
    seats_kept,
    with_means,
    without_candidates,
)
from xuewei.answers.optimise.closing import NONE_CLOSE, Asked, Closings, closings
from xuewei.answers.optimise.closing_check import Spill, spilled
from xuewei.answers.optimise.closing_saved import POSTS
from xuewei.answers.optimise.closing_town import town_of
from xuewei.answers.optimise.keeping import Keep, held_back, last_pupils, together
from xuewei.answers.optimise.programme import COST, IDLE, LARGE, UNMET, WALK
from xuewei.answers.optimise.reasons import Limit, Price, Reason, clash, limits, prices, reason
from xuewei.answers.optimise.robust import WRITTEN, Compared, NoSchedule, Robust, Trial, hardened
from xuewei.answers.optimise.schedule import Schedule, Worth, planned, schedule, worth
from xuewei.answers.optimise.site_reasons import reasons_of_sites, site_limits
from xuewei.answers.optimise.sites import Dwelling, around
from xuewei.answers.optimise.solve import WEIGHTED, Limits, Solved, solve_case
from xuewei.answers.optimise.solver import Course, heeding
from xuewei.answers.optimise.written import DisagreementError, agree, agree_in_cost, as_written
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment, assess
from xuewei.model.balance import BalanceRow
from xuewei.model.plan import FINISHED, Plan, School, stages_of
from xuewei.model.policy import Walking
from xuewei.model.population import Population
from xuewei.model.seats.costs import CENT, PlanCost, plan_cost
from xuewei.model.seats.in_use import base_year
from xuewei.model.siting import Distances

HARDENED = 0.75
"""The part of the time for the rounds of a robust choice, after that for the medium demand."""
PRICED = 1.0
"""Seconds that the prices of budgets may take after the time is over, but no more than a tenth of all of it."""


@dataclass(frozen=True)
class Request:
    """What is asked on the day ``now``: ``candidates`` (None: the unfinished schools of the plan), 万元 by calendar
    year (``budget``, and ``usual`` for years that it does not name), whether sizes stay ``within_caps``, which
    ``means`` besides schools are allowed (convert, temporary, large), the largest class by stage that will do
    (``class_limit``), up to which school year (None: the horizon), over how many draws (``robust``) and against which
    other plans as they are written (``rivals``: what lies below the plan's scenarios), when the search may end, and
    what must be kept (``keep``: to which the plan adds its own). ``closing``: which schools in use may close, and by
    which rules. Where there are sites among the candidates, ``homes`` is where children live, ``walking`` by which
    rules, and ``distances`` metres to the sites (None: in a straight line × the detour). ``tell`` is told how far it
    is."""

    now: date = LONG_AGO
    candidates: tuple[Candidate, ...] | None = None
    budget: Mapping[int, float] = field(default_factory=dict)
    usual: float | None = None
    within_caps: bool = False
    means: frozenset[str] = frozenset()
    class_limit: Mapping[str, float] = field(default_factory=dict)
    horizon: int | None = None
    robust: Robust | None = None
    limits: Limits = field(default_factory=Limits)
    rivals: tuple[Plan, ...] = ()
    keep: Keep = NOTHING_KEPT
    closing: Asked | None = None
    homes: Dwelling | None = None
    walking: Walking | None = None
    distances: Distances | None = None
    tell: Callable[[Course], None] | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """``plan`` is what was given and ``before`` what it comes to as far as it can still be built on the day ``present``
    (``overdue``: schools that were to be open sooner), ``chosen`` and ``after`` the same with the schedule; ``case``
    and ``worth`` are in the demand that was chosen for: where the choice is robust, the seats that nine draws of ten
    ask for. ``prices`` are None where there was no time to find them; ``reasons`` are in the order of the schedule's
    outcomes, ``cost_before`` and ``cost_after`` what either plan costs, of it ``outside`` 万元 by calendar year of no
    budget."""

    plan: Plan
    before: Assessment
    chosen: Plan
    after: Assessment
    case: Case
    solved: Solved
    worth: Worth
    schedule: Schedule
    reasons: tuple[Reason, ...]
    prices: tuple[Price, ...] | None
    limits: tuple[Limit, ...]
    present: Present
    overdue: tuple[School, ...]
    cost_before: PlanCost
    cost_after: PlanCost
    outside: dict[int, float]
    against: Compared | None = None
    keep: Keep = NOTHING_KEPT
    closing: Asked | None = None
    homes: Dwelling | None = None
    walking: Walking | None = None
    distances: bool = False

    @cached_property
    def standing(self) -> tuple[School, ...]:
        """The schools of the plan that are completed or in use: they count, and nothing about them is chosen."""
        return tuple(each for each in self.plan.schools if each.status in FINISHED and any(each.seats.values()))

    @cached_property
    def beyond(self) -> tuple[School, ...]:
        """The schools of the plan, as far as it can still be built, that open after the last year and of which nothing
        is chosen."""
        last, begins = self.case.years[-1], self.before.plan
        chosen = {each.candidate.school.id for each in self.schedule.outcomes}
        return tuple(each for each in begins.schools if each.id not in chosen and opens_after(each, begins, last))

    @cached_property
    def spent_before(self) -> Mapping[int, float]:
        """万元 by calendar year of the plan as it can still be."""
        return self.cost_before.by_year

    @cached_property
    def rows(self) -> tuple[list[BalanceRow], list[BalanceRow]]:
        """The lines of the assessments before and after, in one order."""
        years, areas = list(self.case.years), self.before.areas
        return self.before.rows(years=years), self.after.rows(years=years, areas=areas)

    @cached_property
    def values_before(self) -> dict[str, float]:
        """The value of each objective for the plan as it is written."""
        case = self.case
        balance = by_cell(case, self.before, self.before.seats) - case.demand
        short, spare = np.maximum(-balance, 0).sum(), np.maximum(balance, 0).sum()
        return {UNMET: float(short), LARGE: 0.0, COST: self.cost_before.wan, IDLE: float(spare), WALK: 0.0, POSTS: 0.0}


def optimise(plan: Plan, people: Population, request: Request) -> Answer | NoSchedule:
    """The best schedule of a plan's schools. Ctrl-C ends the search with the best so far; where there is none yet, or
    none that was held against the draws that were asked for, it ends as usual.

    Raises InputError where plan and population do not fit together, DisagreementError where the schedule, run through
    ``assess``, does not come to what was counted. ValueError where all school years have passed.
    """
    assumed = people.assumptions
    stages, costs, base_at = stages_of(plan, assumed), assumed.costs, base_year(plan)
    last = assumed.horizon if request.horizon is None else request.horizon
    present = Present(request.now, assumed.building_months.value, base_at)
    if present.since > last:
        raise ValueError(f"the school years to {last} have passed by {present.day}")
    now = still(plan, present)
    before = assess(now, people, horizon=last)  # first: it tells stages that there are not
    found = request.candidates
    if found is None:
        found = tuple(of_plan(plan, stages, last, costs, base_at))
    if request.within_caps:
        found = tuple(within_caps(found, {kind: cap.value for kind, cap in assumed.caps().items()}))
    keep = replace(
        request.keep, must=together(plan.must_keep, request.keep.must), pupils=last_pupils(people.of_schools)
    )
    found = judged(timely(held_back(found, keep), present), now, last)
    rest = assess(without_candidates(now, found), people, horizon=last)
    stands = plan_cost(rest.plan, costs, base_at)
    late, chosen = overdue(plan, present), {each.school.id for each in found}
    moved = tuple(each for each in now.schools if each.id not in chosen and each.id in {one.id for one in late})
    ids = dict.fromkeys((*(school.id for school in plan.schools), *(each.school.id for each in found)))
    order = {name: n for n, name in enumerate(ids)}
    until = time.perf_counter() + request.limits.seconds
    medium = case_of(rest, found, _budget(request, counted(rest, present.since), present), present.since)
    medium = replace(medium, keep=seats_kept(medium, keep))
    if request.homes is not None and request.walking is not None:
        medium = replace(medium, around=around(medium, rest, request.homes, request.walking, request.distances))
    asked = None if request.closing is None else replace(request.closing, first=present.next)
    town = None if asked is None else town_of(rest, medium.years, asked.policy.walking)
    base = np.stack([rest.base[stage.name] for stage in rest.stages], axis=1)

    def choose(demand: Wholes, end: float) -> Trial | NoSchedule:
        """The best choice; closings after which a school would be too full are counted anew, or left out."""
        if asked is None or town is None:
            return chosen_of(demand, end, NONE_CLOSE)
        known = Spill()
        while True:
            trial = chosen_of(demand, end, closings(rest, town, keep, asked, known.less, known.barred))
            closed = () if isinstance(trial, NoSchedule) else trial.schedule.closed
            if isinstance(trial, NoSchedule) or not closed:
                break
            calm = planned(trial.case, now, replace(trial.schedule, closed=()))
            more = spilled(town, assess(calm, people, horizon=last), trial.after, closed, known)
            if more is None:
                break
            known = more
        return trial

    def chosen_of(demand: Wholes, end: float, ways: Closings) -> Trial | NoSchedule:
        wanted = replace(medium, demand=demand, closings=ways)
        soonest = present.next, present.paid
        case = with_means(wanted, costs, request.means, request.class_limit, base, soonest, keep)
        solved = solve_case(case, replace(request.limits, seconds=end - time.perf_counter()), stop)
        stop.answer = stop.answer and (solved.choice is not None or request.robust is not None)
        if solved.choice is None:
            return NoSchedule(clash(case) if solved.infeasible else None, solved, case)
        plans = replace(_in_order_of(schedule(case, solved.choice), order), moved=moved)
        after = assess(planned(case, now, plans), people, horizon=last)
        in_medium = _with(worth(replace(case, demand=medium.demand), solved.choice), stands)
        agree(replace(case, demand=medium.demand), in_medium, after)
        agree_in_cost(in_medium, plan_cost(after.plan, costs, base_at))
        return Trial(case, solved, _with(worth(case, solved.choice), stands), plans, after, in_medium)

    def compared(other: Plan) -> tuple[str, Assessment, Trial | None]:
        """A plan as it is written; without a schedule where that is none of those to choose from."""
        theirs = before if other is plan else assess(still(other, present), people, horizon=last)
        spent = plan_cost(theirs.plan, costs, base_at)
        rival = as_written(medium, theirs, spent, plan, costs)
        name = WRITTEN if other is plan else other.scenarios[-1] if other.scenarios else other.name
        if rival is None:
            return name, theirs, None
        plans = replace(_in_order_of(rival.schedule, order), moved=moved)
        after = assess(planned(medium, now, plans), people, horizon=last)
        try:
            agree(medium, rival.worth, after)
            agree_in_cost(rival.worth, plan_cost(after.plan, costs, base_at))
        except DisagreementError:  # it differs from the plan in what no schedule changes
            return name, theirs, None
        return name, theirs, replace(rival, schedule=plans, after=after)

    against = None
    with heeding() as stop:
        stop.judged, stop.tell = request.robust is None, request.tell
        trial = choose(medium.demand, until if request.robust is None else until - request.limits.seconds * HARDENED)
        if isinstance(trial, NoSchedule):
            if stop.asked:
                raise KeyboardInterrupt
            return trial
        if request.robust is not None:
            rivals = [compared(each) for each in (plan, *request.rivals)]
            trial, against = hardened(choose, trial, rivals, request.robust, until, stop)
        left = max(until - time.perf_counter(), min(PRICED, request.limits.seconds / 10))
        found_prices = prices(trial.case, trial.solved.levels, stop, left) if trial.solved.levels else None
    reasons = tuple(reason(trial.case, trial.worth, each, plan) for each in trial.schedule.outcomes)
    reasons = reasons_of_sites(trial.case, trial.schedule.outcomes, reasons)
    bounds = limits(trial.case, trial.worth, trial.schedule.outcomes, reasons)
    return Answer(
        plan=plan,
        before=before,
        chosen=trial.after.plan,
        after=trial.after,
        case=trial.case,
        solved=_standing(trial.solved, stands.wan, request.limits),
        worth=trial.worth,
        schedule=trial.schedule,
        reasons=reasons,
        prices=None if found_prices is None else tuple(found_prices),
        limits=(*bounds, *site_limits(trial.case, trial.worth, trial.schedule.outcomes, bounds)),
        present=present,
        overdue=tuple(late),
        cost_before=plan_cost(before.plan, costs, base_at),
        cost_after=plan_cost(trial.after.plan, costs, base_at),
        outside=_outside(stands, trial.schedule),
        against=against,
        keep=keep,
        closing=request.closing,
        homes=request.homes,
        walking=request.walking,
        distances=request.distances is not None,
    )


def _in_order_of(found: Schedule, order: Mapping[str, int]) -> Schedule:
    """A schedule with its outcomes in this order of ids."""
    return replace(
        found, outcomes=tuple(sorted(found.outcomes, key=lambda each: order.get(each.candidate.school.id, len(order))))
    )


def _budget(request: Request, years: range, present: Present) -> dict[int, float]:
    """万元 by calendar year in which a school that opens in ``years`` can still be paid."""
    usual = range(max(years.start - 1, present.spending), years.stop)
    return {**({} if request.usual is None else dict.fromkeys(usual, request.usual)), **request.budget}


def _with(found: Worth, stands: PlanCost) -> Worth:
    """What a choice comes to with what the rest of the plan costs."""
    spent = dict(found.wan)
    for year, wan in stands.by_year.items():
        spent[year] = round(spent.get(year, 0.0) + wan, CENT)
    values = {**found.values, COST: round(found.values[COST] + stands.wan, CENT)}
    return replace(found, wan=dict(sorted(spent.items())), values=values)


def _standing(solved: Solved, wan: float, limits: Limits) -> Solved:
    """The values and bounds of objectives with the cost of what is not to be chosen."""
    more = {COST: wan, WEIGHTED: wan * (limits.weights or {}).get(COST, 0.0)}
    return replace(
        solved,
        levels=tuple(
            replace(
                each,
                value=each.value + more.get(each.name, 0.0),
                bound=None if each.bound is None else each.bound + more.get(each.name, 0.0),
            )
            for each in solved.levels
        ),
    )


def _outside(stands: PlanCost, found: Schedule) -> dict[int, float]:
    """万元 by calendar year that no budget is held against: what is not to be chosen, and what developers build."""
    spent = dict(stands.by_year)
    for each in found.outcomes:
        if each.opens is not None and each.candidate.elsewhere:
            spent[each.opens - 1] = round(spent.get(each.opens - 1, 0.0) + each.wan, CENT)
    return dict(sorted(spent.items()))
