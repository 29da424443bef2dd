"""What is searched near a choice is a choice, never worse, and with everything chosen anew at once the best; a search
says how far it is."""

from __future__ import annotations

import numpy as np
import pytest

import xuewei.answers.optimise.neighbourhood as searching
import xuewei.answers.optimise.solve as solving
from xuewei.answers.optimise.neighbourhood import Neighbourhood
from xuewei.answers.optimise.programme import UNMET, programme
from xuewei.answers.optimise.reduced import cut, whole
from xuewei.answers.optimise.schedule import chosen, worth
from xuewei.answers.optimise.solve import Limits, in_turn
from xuewei.answers.optimise.solver import Course, Search, Stop, search
from xuewei.answers.optimise.start import begin, meets, years_of

from choices import best_of_all, case

SEEDS = [seed for seed in range(40) if best_of_all(case(seed)[2]) is not None]


def near(seed: int, seconds: float) -> Neighbourhood:
    """A search near the choice with which the programme of a case begins."""
    problem = programme(case(seed)[2])
    task = Search(problem.objectives[UNMET][0], 1.0, begin=begin(problem), seconds=seconds)
    found = Neighbourhood(problem, task)
    found.begin().join()
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_chosen_anew_at_once_is_the_best(seed: int) -> None:
    """One round over all schools ends it, with as few seats missing as the best of all choices."""
    given, found = case(seed)[2], near(seed, 60.0)
    best = best_of_all(given)
    assert best is not None
    if found.values is not None:
        assert found.rounds == 1
        assert meets(found.programme, found.values)
        assert worth(given, chosen(found.programme, found.values)).values[UNMET] == best[0]


def test_some_schools_at_a_time_make_choices_that_are_never_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Round by round of two schools each: what is kept meets every row, and some case is won that was not before."""
    monkeypatch.setattr(searching, "FIRST", 2)
    monkeypatch.setattr(searching, "FEWEST", 2)
    monkeypatch.setattr(searching, "MORE", 1.0)
    won = 0
    for seed in SEEDS[:12]:
        found = near(seed, 0.3)
        before, now = found.task.begin, found.values
        if before is not None and now is not None:
            assert meets(found.programme, now)
            assert found.task.objective @ now <= found.task.objective @ before
            won += bool(found.task.objective @ now < found.task.objective @ before)
    assert won


@pytest.mark.parametrize("seed", SEEDS[:10])
def test_a_programme_cut_at_every_column_is_the_programme(seed: int) -> None:
    """With all columns free the least is that of the whole; with those of a choice held it is what the choice has."""
    problem = programme(case(seed)[2])
    task = Search(problem.objectives[UNMET][0], 1.0)
    held, every = whole(problem, task, years_of(problem)), np.ones(problem.columns.count, dtype=bool)
    piece = cut(held, every, np.zeros(problem.columns.count), problem.columns.integer)
    piece.engine.run()
    best = search(problem, task)
    free, values = piece.solution(), best.values
    assert free is not None
    assert values is not None
    assert task.objective @ free == pytest.approx(task.objective @ values)
    rest = cut(held, held.when == 0, np.rint(values), problem.columns.integer)
    rest.engine.run()
    again = rest.solution()
    assert again is not None
    assert task.objective @ again == pytest.approx(task.objective @ values)


def test_a_search_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """By name, in the order of the objectives; no bound is above the best that was told with it."""
    monkeypatch.setattr(solving, "MANY", 0)
    said: list[Course] = []
    some = 0
    for seed in SEEDS[:5]:
        said.clear()
        found = in_turn(programme(case(seed)[2]), Limits(), Stop(tell=said.append))
        names = [level.name for level in found.levels]
        told = list(dict.fromkeys(each.name for each in said))
        assert told == [name for name in names if name in told]
        some += len(told)
        for each in said:
            if each.best is not None and each.bound is not None:
                assert each.bound <= each.best + 1.0
    assert some
