"""Several scenarios side by side: how each stage fares in each, and which is best and worst at what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.seats.costs import PlanCost, plan_cost
from xuewei.model.seats.in_use import base_year

BASE = "base"
"""The name of the scenario that the others are held against."""
LATE = 10**6


@dataclass(frozen=True)
class Standing:
    """One stage of one scenario over all its areas and years, in whole seats.

    ``worst_balance`` nets surplus in one area against shortage in another, ``worst_need_only`` does not (0 or
    negative); years of shortage are those in which any area is short. ``last_balance`` is netted, in ``last_year``.
    ``cost_wan`` is of the whole plan in 万元, None where nothing is built; that of ``cost_estimated`` of its schools is
    not written, but counted by the seat.
    """

    scenario: str
    stage: str
    worst_balance: int
    worst_year: int
    worst_need_only: int
    first_short: int | None
    last_short: int | None
    years_short: int
    last_year: int
    last_balance: int
    cost_wan: float | None
    cost_estimated: int


GOOD: dict[str, Callable[[Standing], float]] = {
    "worst_balance": lambda one: one.worst_balance,
    "worst_need_only": lambda one: one.worst_need_only,
    "first_short": lambda one: LATE if one.first_short is None else one.first_short,
    "years_short": lambda one: -one.years_short,
    "last_balance": lambda one: -abs(one.last_balance),
    "cost_wan": lambda one: float("nan") if one.cost_wan is None else -one.cost_wan,
}
"""What is best, by column: the largest of these. Seats that stay empty at the end are as bad as seats that lack."""


def standings(
    scenario: str,
    assessment: Assessment,
    stages: Sequence[str],
    areas: Sequence[str],
    years: Sequence[int] | None = None,
) -> list[Standing]:
    """How each of ``stages`` fares over ``areas`` in one scenario, in all school years or in ``years``."""
    found = []
    cost = cost_of(assessment)
    for stage in stages:
        totals = assessment.totals_of(stage, years, areas)
        worst = min(totals, key=lambda total: total.netted)
        short = [total.year for total in totals if total.need_only < 0]
        found.append(
            Standing(
                scenario=scenario,
                stage=stage,
                worst_balance=worst.netted,
                worst_year=worst.year,
                worst_need_only=min(total.need_only for total in totals),
                first_short=short[0] if short else None,
                last_short=short[-1] if short else None,
                years_short=len(short),
                last_year=totals[-1].year,
                last_balance=totals[-1].netted,
                cost_wan=None if cost.nothing else cost.wan,
                cost_estimated=cost.estimated,
            )
        )
    return found


def cost_of(found: Assessment) -> PlanCost:
    """What an assessed plan costs, by its own assumptions."""
    return plan_cost(found.plan, found.assumptions.costs, base_year(found.plan))


OVER_ALL = ("cost_wan",)
"""Columns of :data:`GOOD` that are of the whole plan, whatever year the lines end in."""


def ends_of(lines: Sequence[Standing]) -> list[int]:
    """The years that lines end in, from the first: lines that end in several cannot be ranked by year."""
    return sorted({line.last_year for line in lines})


def marks(lines: Sequence[Standing]) -> dict[str, tuple[float, float]]:
    """The best and the worst worth (:data:`GOOD`) by column among the lines of one stage, where they differ; by cost
    alone where the lines end in different years, for fewer years hold fewer shortages."""
    found, alike = {}, len(ends_of(lines)) == 1
    for column, worth in GOOD.items():
        if not alike and column not in OVER_ALL:
            continue
        worths = [worth(line) for line in lines if worth(line) == worth(line)]
        if worths and max(worths) > min(worths):
            found[column] = max(worths), min(worths)
    return found


def marked(line: Standing, ends: dict[str, tuple[float, float]]) -> tuple[list[str], list[str]]:
    """The columns in which a line is best, and those in which it is worst."""
    best, worst = ([name for name, pair in ends.items() if GOOD[name](line) == pair[side]] for side in (0, 1))
    return best, worst
