"""The whole way: candidates in, a schedule out that was held against ``assess``, with its proof and its reasons."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from xuewei.assessment import Assessment, assess
from xuewei.model.balance import BalanceRow
from xuewei.model.plan import Plan, opening_year
from xuewei.model.population import Population
from xuewei.model.stages import together
from xuewei.optimising.candidates import Candidate, cost_wan, of_plan, within_caps
from xuewei.optimising.case import Case, Wholes, by_cell, case_of, counted, without_candidates
from xuewei.optimising.chance import Robust
from xuewei.optimising.check import agree
from xuewei.optimising.choice import Worth, worth
from xuewei.optimising.clash import clash
from xuewei.optimising.limits import Limit, limits
from xuewei.optimising.means import with_means
from xuewei.optimising.parts import solve_case
from xuewei.optimising.prices import Price, prices
from xuewei.optimising.programme import COST, IDLE, LARGE, UNMET
from xuewei.optimising.reasons import Reason, reason
from xuewei.optimising.robust import Compared, hardened
from xuewei.optimising.running import heeding
from xuewei.optimising.schedule import Schedule, planned, schedule
from xuewei.optimising.solve import Limits, Solved
from xuewei.optimising.trial import Nothing, Trial

HARDENED = 0.75
"""The part of the time for the rounds of a robust choice, after that for the medium demand."""
PRICED = 1.0
"""Seconds that the prices of budgets may take after the time is over, but no more than a tenth of all of it."""


@dataclass(frozen=True)
class Request:
    """What is asked: ``candidates`` (None: the unfinished schools of the plan), 万元 by calendar year (``budget``, and
    ``usual`` for years that it does not name), whether sizes stay ``within_caps``, which ``means`` besides schools are
    allowed (convert, temporary, large), the largest class by stage that will do (``class_limit``), up to which school
    year (None: the horizon), over how many draws (``robust``), and when the search may end."""

    candidates: tuple[Candidate, ...] | None = None
    budget: Mapping[int, float] = field(default_factory=dict)
    usual: float | None = None
    within_caps: bool = False
    means: frozenset[str] = frozenset()
    class_limit: Mapping[str, float] = field(default_factory=dict)
    horizon: int | None = None
    robust: Robust | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """``plan`` is what was given and ``before`` what it comes to, ``chosen`` and ``after`` the same with the schedule;
    ``case`` and ``worth`` are in the demand that was chosen for: where the choice is robust, the seats that
    nine draws of ten ask for.
    ``prices`` are None where there was no time to find them; ``reasons`` are in the order of the schedule's outcomes,
    ``spent_before`` 万元 by calendar year as written."""

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
    spent_before: dict[int, float]
    against: Compared | None = None

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
        return {UNMET: float(short), LARGE: 0.0, COST: sum(self.spent_before.values()), IDLE: float(spare)}


def optimise(plan: Plan, people: Population, request: Request) -> Answer | Nothing:
    """The best schedule of a plan's schools. Ctrl-C ends the search with the best so far; where there is none yet, or
    none that was held against the draws that were asked for, it ends as usual.

    Raises InputError where plan and population do not fit together, DisagreementError where the schedule, run through
    ``assess``, does not come to what was counted.
    """
    found, seat_wan = request.candidates, people.assumptions.costs.seat.value
    stages = together(people.assumptions.stages, plan.stages)
    last = people.assumptions.horizon if request.horizon is None else request.horizon
    before = assess(plan, people, horizon=last)
    if found is None:
        found = tuple(of_plan(plan, stages, last, seat_wan))
    if request.within_caps:
        found = tuple(within_caps(found, {kind: cap.value for kind, cap in people.assumptions.caps().items()}))
    rest = assess(without_candidates(plan, found), people, horizon=last)
    until = time.perf_counter() + request.limits.seconds
    medium = case_of(rest, found, _budget(request, counted(rest)))
    base = np.stack([rest.base[stage.name] for stage in rest.stages], axis=1)

    def choose(demand: Wholes, end: float) -> Trial | Nothing:
        wanted = replace(medium, demand=demand)
        case = with_means(wanted, people.assumptions.costs, request.means, request.class_limit, base)
        solved = solve_case(case, replace(request.limits, seconds=end - time.perf_counter()), stop)
        stop.answer = stop.answer and (solved.choice is not None or request.robust is not None)
        if solved.choice is None:
            return Nothing(clash(case) if solved.infeasible else None, solved, case)
        plans = schedule(case, solved.choice)
        after = assess(planned(case, plan, plans), people, horizon=last)
        in_medium = worth(replace(case, demand=medium.demand), solved.choice)
        agree(replace(case, demand=medium.demand), in_medium, after)
        return Trial(case, solved, worth(case, solved.choice), plans, after, in_medium)

    against = None
    with heeding() as stop:
        stop.judged = request.robust is None
        trial = choose(medium.demand, until if request.robust is None else until - request.limits.seconds * HARDENED)
        if isinstance(trial, Nothing):
            if stop.asked:
                raise KeyboardInterrupt
            return trial
        if request.robust is not None:
            trial, against = hardened(choose, trial, before, request.robust, until, stop)
        left = max(until - time.perf_counter(), min(PRICED, request.limits.seconds / 10))
        found_prices = prices(trial.case, trial.solved.levels, stop, left)
    reasons = tuple(reason(trial.case, trial.worth, each, plan) for each in trial.schedule.outcomes)
    return Answer(
        plan=plan,
        before=before,
        chosen=trial.after.plan,
        after=trial.after,
        case=trial.case,
        solved=trial.solved,
        worth=trial.worth,
        schedule=trial.schedule,
        reasons=reasons,
        prices=None if found_prices is None else tuple(found_prices),
        limits=tuple(limits(trial.case, trial.worth, trial.schedule.outcomes, reasons)),
        spent_before=_as_written(found, plan, seat_wan),
        against=against,
    )


def _budget(request: Request, years: range) -> dict[int, float]:
    """万元 by calendar year in which a school that opens in ``years`` can be paid."""
    usual = {} if request.usual is None else dict.fromkeys(range(years.start - 1, years.stop), request.usual)
    return {**usual, **request.budget}


def _as_written(candidates: Sequence[Candidate], plan: Plan, seat_wan: float) -> dict[int, float]:
    """What the candidates of the plan cost as written, by the year before they open."""
    chosen = {each.school.id for each in candidates}
    found: dict[int, float] = {}
    for school in plan.schools:
        if school.id in chosen and not school.cancelled:
            year = opening_year(school, plan) - 1
            found[year] = found.get(year, 0.0) + cost_wan(school, school.seats, seat_wan)
    return dict(sorted(found.items()))
