"""The optimum is the best of all choices, and what it says of a plan is what ``assess`` says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimising.cases import best_of_all, case
from xuewei.assessment import assess
from xuewei.optimising.check import agree
from xuewei.optimising.choice import worth
from xuewei.optimising.parts import solve_case
from xuewei.optimising.programme import COST, IDLE, UNMET, programme
from xuewei.optimising.schedule import planned, schedule
from xuewei.optimising.solve import Limits, solve

CASES = 200


@pytest.mark.parametrize("seed", range(CASES))
def test_the_optimum_is_the_best_of_all_choices(seed: int) -> None:
    """Of up to eight schools with windows, sizes and budgets, no choice is better, in any of the three objectives; and
    the plan with the schedule in it has the balances that the programme counted."""
    plan, people, given = case(seed)
    best = best_of_all(given)
    found = solve(programme(given))
    if best is None:
        assert found.infeasible
        return
    assert found.proven
    assert found.choice is not None
    what = worth(given, found.choice)
    assert tuple(what.values[name] for name in (UNMET, COST, IDLE)) == pytest.approx(best, abs=1e-6)
    assert [level.value for level in found.levels] == pytest.approx(best, abs=1e-6)
    agree(given, what, assess(planned(given, plan, schedule(given, found.choice)), people))


@pytest.mark.parametrize("seed", range(60))
def test_without_budgets_parts_are_solved_alone_and_make_the_best_of_the_whole(seed: int) -> None:
    """Areas and stages that no school joins are solved by themselves; together they are no worse than all choices."""
    plan, people, with_budget = case(seed)
    given = replace(with_budget, budget={})
    found = solve_case(given, Limits())
    assert found.proven
    assert found.choice is not None
    what = worth(given, found.choice)
    best = best_of_all(given)
    assert tuple(what.values[name] for name in (UNMET, COST, IDLE)) == pytest.approx(best, abs=1e-6)
    assert [level.value for level in found.levels] == pytest.approx(best, abs=1e-6)
    agree(given, what, assess(planned(given, plan, schedule(given, found.choice)), people))
