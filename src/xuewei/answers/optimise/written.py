"""Schedules held against ``assess``; and plans as they are written, as schedules that others are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from xuewei.answers.optimise.candidates import Candidate, candidate
from xuewei.answers.optimise.case import Case, Wholes, by_cell
from xuewei.answers.optimise.programme import COST, IDLE, LARGE, UNMET
from xuewei.answers.optimise.robust import Trial
from xuewei.answers.optimise.schedule import Outcome, Schedule, Worth
from xuewei.answers.optimise.solve import Solved
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Costs
from xuewei.model.plan import Plan, School, opening_year, unfinished
from xuewei.model.seats.costs import CENT, PlanCost
from xuewei.model.seats.in_use import kept

NEAR = 1e-6
"""The part of a cost by which the sums of rounded costs may differ from it."""


class DisagreementError(Exception):
    """The programme and ``assess`` say different things of one schedule: an error of the program, not of a file."""


def agree(case: Case, worth: Worth, found: Assessment) -> None:
    """Compare every balance, and what is missing and idle in all. Raises DisagreementError with the first that differ.

    Seats in larger classes are no seats of the plan: to ``assess`` they are missing.
    """
    balance = by_cell(case, found, found.seats) - by_cell(case, found, found.demand)
    computed = worth.seats - case.demand
    if (balance != computed).any():
        area, stage, year = (int(each[0]) for each in np.nonzero(balance != computed))
        place = f"{case.areas[area]} {case.stages[stage].name} {case.years[year]}"
        raise DisagreementError(f"{place}: {computed[area, stage, year]} ≠ {balance[area, stage, year]}")
    short, spare = int(np.maximum(-balance, 0).sum()), int(np.maximum(balance, 0).sum())
    if short != int((worth.unmet + worth.large).sum()) or spare != worth.values["idle"]:
        raise DisagreementError(f"{short}, {spare} ≠ {worth.values}")


def agree_in_cost(worth: Worth, found: PlanCost) -> None:
    """Compare what the programme spends with what the plan then costs. Raises DisagreementError where they differ."""
    spent = worth.built
    if abs(spent - found.wan) > max(1.0, NEAR * abs(spent)):
        raise DisagreementError(f"{spent} ≠ {found.wan} 万元")


def worth_of(case: Case, seats: Wholes, spent: PlanCost) -> Worth:
    """What a plan with these ``seats`` by cell comes to in the demand of a case, and costs."""
    unmet = np.maximum(case.demand - seats, 0)
    idle = float(np.maximum(seats - case.demand, 0).sum())
    values = {UNMET: float(unmet.sum()), LARGE: 0.0, COST: spent.wan, IDLE: idle}
    return Worth(seats, unmet, np.zeros_like(unmet), dict(spent.by_year), values)


def as_written(case: Case, rival: Assessment, spent: PlanCost, plan: Plan, costs: Costs) -> Trial | None:
    """The schedule over ``plan`` that gives what ``rival`` is the assessment of: the plan itself, or one that differs
    from it in years, sizes, schools left out and schools that it has not. Nothing is proven of it.

    None where it is no schedule of the case: it is not to be had by such changes, leaves out what must open, has a
    size that may not be chosen, spends more than a budget, or takes seats that must stay. ``spent``: what it costs.
    """
    own = {school.id: school for school in plan.schools}
    rows = {school.id: school for school in rival.plan.schools}
    outcomes = []
    for each in case.candidates:
        outcome = _outcome(each, rows.get(each.school.id), own.get(each.school.id), rival.plan, costs)
        if outcome is None:
            return None
        outcomes.append(outcome)
    standing = {school.id for school in plan.schools if not school.cancelled}
    standing |= {each.school.id for each in case.candidates}
    more = [row for name, row in rows.items() if name not in standing and not row.cancelled]
    if not all(unfinished(row) for row in more):
        return None
    outcomes += [_new(row, rival.plan, costs) for row in more]
    seats = by_cell(case, rival, rival.seats)
    if not _payable(outcomes, case.budget) or (seats < np.minimum(case.keep[:, :, None], case.standing) - 0.5).any():
        return None
    worth = worth_of(case, seats, spent)
    return Trial(case, Solved(None, ()), worth, Schedule(tuple(outcomes)), rival, worth)


def _outcome(each: Candidate, row: School | None, own: School | None, plan: Plan, costs: Costs) -> Outcome | None:
    """What becomes of a candidate that ``row`` has as it is; None where that may not be chosen."""
    if row is None or row.cancelled:
        return None if each.must else Outcome(each, None, {}, 0.0)
    if own is None or not (each.added or dict(row.seats) in [dict(size) for size in each.sizes]):
        return None
    opens = opening_year(row, plan)
    wan = candidate(row, opens, opens, (row.seats,), costs).wan[0]
    return Outcome(replace(each, school=own, added=False), opens, row.seats, wan)


def _new(row: School, plan: Plan, costs: Costs) -> Outcome:
    """A school that the plan does not have, as it is."""
    opens = opening_year(row, plan)
    one = replace(candidate(row, opens, opens, (row.seats,), costs), added=True, kept=kept(row))
    return Outcome(one, opens, row.seats, one.wan[0])


def _payable(outcomes: Sequence[Outcome], budget: Mapping[int, float]) -> bool:
    """Whether no year's budget is overspent."""
    spent = dict.fromkeys(budget, 0.0)
    for each in outcomes:
        if each.opens is not None and each.opens - 1 in spent and not each.candidate.elsewhere:
            spent[each.opens - 1] += each.wan
    return all(round(wan, CENT) <= budget[year] for year, wan in spent.items())
