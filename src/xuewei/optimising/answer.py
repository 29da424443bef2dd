"""The whole way: candidates in, a schedule out that was held against ``assess``, with its proof and its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from xuewei.assessment import Assessment, assess
from xuewei.model.plan import Plan, opening_year
from xuewei.model.population import Population
from xuewei.optimising.candidates import Candidate, cost_wan, of_plan, within_caps
from xuewei.optimising.case import Case, case_of, counted, without_candidates
from xuewei.optimising.check import agree
from xuewei.optimising.choice import Worth, worth
from xuewei.optimising.clash import Clash, clash
from xuewei.optimising.means import with_means
from xuewei.optimising.prices import Price, prices
from xuewei.optimising.programme import COST, IDLE, LARGE, UNMET, programme
from xuewei.optimising.reasons import Reason, reason
from xuewei.optimising.schedule import Schedule, planned, schedule
from xuewei.optimising.solve import Limits, Solved, solve


@dataclass(frozen=True)
class Request:
    """What is asked: ``candidates`` (None: the unfinished schools of the plan), 万元 by calendar year (``budget``, and
    ``usual`` for years that it does not name), whether sizes stay ``within_caps``, which ``means`` besides schools are
    allowed (convert, temporary, large), the largest class by stage that will do (``class_limit``), up to which school
    year (None: the horizon), and when the search may end."""

    candidates: tuple[Candidate, ...] | None = None
    budget: Mapping[int, float] = field(default_factory=dict)
    usual: float | None = None
    within_caps: bool = False
    means: frozenset[str] = frozenset()
    class_limit: Mapping[str, float] = field(default_factory=dict)
    horizon: int | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """``plan`` is what was given and ``before`` what it comes to, ``chosen`` and ``after`` the same with the schedule;
    ``reasons`` are in the order of the schedule's outcomes, ``spent_before`` 万元 by calendar year as written."""

    plan: Plan
    before: Assessment
    chosen: Plan
    after: Assessment
    case: Case
    solved: Solved
    worth: Worth
    schedule: Schedule
    reasons: tuple[Reason, ...]
    prices: tuple[Price, ...]
    spent_before: dict[int, float]

    @property
    def values_before(self) -> dict[str, float]:
        """The value of each objective for the plan as it is written."""
        balance = np.array([row.balance for row in self.before.rows(years=list(self.case.years))])
        short, spare = np.maximum(-balance, 0).sum(), np.maximum(balance, 0).sum()
        return {UNMET: float(short), LARGE: 0.0, COST: sum(self.spent_before.values()), IDLE: float(spare)}


@dataclass(frozen=True, eq=False, repr=False)
class Nothing:
    """No schedule: what ``clash``es, or, with None, no choice found before the search ended as ``solved`` says."""

    clash: Clash | None
    solved: Solved
    case: Case


def optimise(plan: Plan, people: Population, request: Request) -> Answer | Nothing:
    """The best schedule of a plan's schools.

    Raises InputError where plan and population do not fit together, DisagreementError where the schedule, run through
    ``assess``, does not come to what was counted.
    """
    found, seat_wan = request.candidates, people.assumptions.costs.seat.value
    stages = (*people.assumptions.stages, *plan.stages)
    last = people.assumptions.horizon if request.horizon is None else request.horizon
    if found is None:
        found = tuple(of_plan(plan, stages, last, seat_wan))
    if request.within_caps:
        found = tuple(within_caps(found, {kind: cap.value for kind, cap in people.assumptions.size_caps.items()}))
    rest = assess(without_candidates(plan, found), people, horizon=last)
    budget = _budget(request, counted(rest))
    case = with_means(case_of(rest, found, budget), people.assumptions.costs, request.means, request.class_limit)
    problem = programme(case)
    solved = solve(problem, request.limits)
    if solved.choice is None:
        return Nothing(clash(case) if solved.infeasible else None, solved, case)
    what, plans = worth(case, solved.choice), schedule(case, solved.choice)
    chosen = planned(case, plan, plans)
    after = assess(chosen, people, horizon=last)
    agree(case, what, after)
    return Answer(
        plan=plan,
        before=assess(plan, people, horizon=last),
        chosen=chosen,
        after=after,
        case=case,
        solved=solved,
        worth=what,
        schedule=plans,
        reasons=tuple(reason(case, what, each, plan) for each in plans.outcomes),
        prices=tuple(prices(problem, solved.levels)),
        spent_before=_as_written(found, plan, seat_wan),
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
