"""The optimum is the best of all choices, and what it says of a plan is what ``assess`` says."""

from __future__ import annotations

from dataclasses import replace

import pytest

import xuewei.answers.optimise.solve as solving
from xuewei.answers.optimise.programme import COST, IDLE, UNMET, programme
from xuewei.answers.optimise.schedule import chosen, planned, schedule, worth
from xuewei.answers.optimise.solve import Limits, solve, solve_case
from xuewei.answers.optimise.solver import Search
from xuewei.answers.optimise.start import forward
from xuewei.answers.optimise.written import agree
from xuewei.model.assessment import assess

from choices import best_of_all, case

CASES = 80


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


@pytest.mark.parametrize("seed", range(24))
def test_a_choice_made_year_by_year_is_one_and_the_search_that_begins_with_it_is_exact(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It meets every row wherever it is used, lacks no fewer seats than the best, and the search still ends there."""
    _, _, given = case(seed)
    best, problem = best_of_all(given), programme(given)
    values = forward(problem, Search(problem.objectives[UNMET][0]))
    monkeypatch.setattr(solving, "MANY", 0)
    found = solve(problem)
    if best is None:
        assert values is None
        assert found.infeasible
        return
    assert [level.value for level in found.levels] == pytest.approx(best, abs=1e-6)
    if values is not None:
        assert worth(given, chosen(problem, values)).values[UNMET] >= best[0]


def test_choices_made_year_by_year_are_found_and_nearly_always_best() -> None:
    """Of sixty small cases each finds one, and at most two lack more seats than they must."""
    worse = 0
    for seed in range(60):
        given = case(seed)[2]
        best, problem = best_of_all(given), programme(given)
        if best is None:
            continue
        values = forward(problem, Search(problem.objectives[UNMET][0]))
        assert values is not None
        worse += worth(given, chosen(problem, values)).values[UNMET] > best[0]
    assert worse <= 2


@pytest.mark.parametrize("seed", range(30))
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
