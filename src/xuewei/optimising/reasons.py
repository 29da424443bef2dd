"""Why a school opens when it does, or does not open: one reason for each, from the balances of the answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.ledger import rounded_seats
from xuewei.model.plan import Plan, opening_year
from xuewei.optimising.case import Case, Floats, opened
from xuewei.optimising.choice import Worth
from xuewei.optimising.schedule import Outcome

SERVES, NO_SHORTAGE, WAITS, MUST, NO_NEED = "serves", "no_shortage", "waits", "must", "no_need"
SURPLUS, UNBUILT, NO_USE = "surplus", "unbuilt", "no_use"


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
    - *unbuilt*: it does not open although N of its stages are short in all in year Y; *no_use*: there is no year in
      which it could open.
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
    if not one.sizes or not one.within(case.years):
        return Reason(NO_USE, {"earliest": one.earliest, "latest": one.latest})
    stages = [n for n, stage in enumerate(case.stages) if one.school.seats.get(stage.name)]
    short = _short(balance[stages], years >= one.earliest)
    if short is not None:
        return Reason(UNBUILT, {"n": round(short[1]), "year": int(years[short[0]])})
    enough = (balance[stages] >= 0).all(axis=0)
    last = np.flatnonzero(~enough)
    since = int(years[last[-1] + 1]) if len(last) else int(years[0])
    return Reason(SURPLUS, {"year": since, "planned": opening_year(one.school, plan)})


def _short(balance: Floats, when: NDArray[np.bool_]) -> tuple[int, float] | None:
    """Index of the first of some years in which somebody is short, and how many."""
    missing = np.maximum(-balance, 0.0).sum(axis=0)
    at = np.flatnonzero((missing >= 1) & when)
    return (int(at[0]), float(missing[at[0]])) if len(at) else None
