"""Every answer held against ``assess``: what the programme says of a choice must be what the plan then comes to."""

from __future__ import annotations

import numpy as np

from xuewei.assessment import Assessment
from xuewei.model.costs import PlanCost
from xuewei.optimising.case import Case, by_cell
from xuewei.optimising.choice import Worth


class DisagreementError(Exception):
    """The programme and ``assess`` say different things of one schedule: an error of the program, not of a file."""


def agree(case: Case, worth: Worth, found: Assessment) -> None:
    """Compare every balance, and what is missing and idle in all. Raises DisagreementError with the first that differ.

    Seats in larger classes are no seats of the plan: to ``assess`` they are missing.
    """
    balance = by_cell(case, found, found.seats) - by_cell(case, found, found.demand)
    told = worth.seats - case.demand
    if (balance != told).any():
        area, stage, year = (int(each[0]) for each in np.nonzero(balance != told))
        place = f"{case.areas[area]} {case.stages[stage].name} {case.years[year]}"
        raise DisagreementError(f"{place}: {told[area, stage, year]} ≠ {balance[area, stage, year]}")
    short, spare = int(np.maximum(-balance, 0).sum()), int(np.maximum(balance, 0).sum())
    if short != int((worth.unmet + worth.large).sum()) or spare != worth.values["idle"]:
        raise DisagreementError(f"{short}, {spare} ≠ {worth.values}")


NEAR = 1e-6
"""The part of a cost by which the sums of rounded costs may differ from it."""


def agree_in_cost(worth: Worth, found: PlanCost) -> None:
    """Compare what the programme spends with what the plan then costs. Raises DisagreementError where they differ."""
    told = worth.values["cost"]
    if abs(told - found.wan) > max(1.0, NEAR * abs(told)):
        raise DisagreementError(f"{told} ≠ {found.wan} 万元")
