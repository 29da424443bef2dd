"""Temporary classes, 轨 that turn and larger classes, in cases small enough to try everything."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from xuewei.answers.optimise.answer import Answer, Request, optimise
from xuewei.answers.optimise.candidates import candidate
from xuewei.answers.optimise.case import Case, case_of, with_means, without_candidates
from xuewei.answers.optimise.files import scenario_text
from xuewei.answers.optimise.programme import COST, IDLE, LARGE, UNMET, programme
from xuewei.answers.optimise.schedule import Choice, worth
from xuewei.answers.optimise.solve import solve
from xuewei.formats.plan.write import plan_text
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.assumptions import Costs
from xuewei.model.plan import BaseSeats, Plan
from xuewei.model.population import Population

from builders import assumptions, plan, population, school

EVERYTHING = frozenset({"temporary", "convert", "large"})


def town(seed: int) -> tuple[Plan, Population]:
    """A town of one area with one school in use and one to be built, its children made by a seed."""
    dice = np.random.default_rng(seed)
    standing = school("old", type="nine_year", seats={"primary": 540, "middle": 150}, opens=2021, status="in_use")
    new = school("new", type="middle", seats={"middle": 300}, opens=2022)
    ages = dice.integers(30, 60, 60).tolist()
    return plan(standing, new), population({"甲": ages}, assumed=assumptions(horizon=2022))


def case(seed: int, means: frozenset[str]) -> Case:
    """The choice in such a town; a kindergarten is not looked at."""
    written, people = town(seed)
    new = candidate(written.schools[1], 2022, 2022, [{"middle": 300}, {"middle": 150}], Costs())
    found = case_of(assess(without_candidates(written, [new]), people), [new], {2021: 900.0})
    return with_means(found, Costs(), means, {"primary": 55, "middle": 55})


def best_of_all(given: Case) -> tuple[float, ...]:
    """The objectives of the best of all choices, units of each means between nothing and as much as there is."""
    opens = [np.zeros((2, 1), dtype=np.int64), np.array([[1], [0]]), np.array([[0], [1]])]
    courses = []
    for lever in given.levers:
        each = range(min(lever.most, 4) + 1)
        steps = product(each, repeat=len(given.years))
        kept = [step for step in steps if lever.kind == "temporary" or list(step) == sorted(step)]
        courses.append([np.array(step) for step in kept])
    best: tuple[float, ...] | None = None
    for first in opens:
        for units in product(*courses):
            choice = Choice((first,), tuple(units))
            if not _possible(given, choice):
                continue
            what = worth(given, choice)
            if all(what.wan.get(year, 0.0) <= most + 1e-6 for year, most in given.budget.items()):
                found = tuple(what.values[name] for name in (UNMET, LARGE, COST, IDLE))
                best = found if best is None else min(best, found)
    assert best is not None
    return best


def _possible(given: Case, choice: Choice) -> bool:
    """Whether no more turns than is there by then."""
    for lever, units in zip(given.levers, choice.units, strict=True):
        if lever.kind == "convert":
            there = np.zeros(len(given.years))
            if lever.group < 0:
                there[:] = [lever.most if year >= lever.first else 0 for year in given.years]
            else:
                there[-1] = (choice.opens[lever.group][:, 0] * np.array(lever.tracks)).sum()
            if (units > there).any():
                return False
    return True


@pytest.mark.parametrize("seed", range(12))
def test_what_turns_is_chosen_as_well_as_trying_everything(seed: int) -> None:
    """轨 of a school in use and of one to be built: the optimum is the best of all ways to turn them."""
    given = case(seed, frozenset({"convert", "large"}))
    found = solve(programme(given))
    assert found.proven
    assert found.choice is not None
    values = worth(given, found.choice).values
    assert tuple(values[name] for name in (UNMET, LARGE, COST, IDLE)) == pytest.approx(best_of_all(given))


@pytest.mark.parametrize("seed", range(12))
def test_temporary_classes_fill_what_is_cheaper_to_fill_so(seed: int) -> None:
    """Nobody is short where classes may be rented, and no other count of them in any year costs less."""
    given = case(seed, frozenset({"temporary"}))
    found = solve(programme(given))
    assert found.choice is not None
    what = worth(given, found.choice)
    assert what.values[UNMET] == 0
    cheapest = []
    for seats, wan in ((0, 0.0), (150, 750.0), (300, 1500.0)):
        if wan > given.budget[2021]:
            continue
        short = np.maximum(given.demand - given.standing, 0.0)
        short[0, 2, -1] = max(short[0, 2, -1] - seats, 0.0)
        classes = np.ceil(short / np.array([30, 45, 50])[None, :, None])
        in_2021 = 40 * classes[0, :, 1].sum() + wan
        if in_2021 <= given.budget[2021]:
            cheapest.append(40 * classes.sum() + wan)
    assert what.values[COST] == (pytest.approx(min(cheapest)) if cheapest else what.values[COST])


@pytest.mark.parametrize("seed", range(12))
def test_seats_in_use_turn_as_well_as_trying_everything(seed: int) -> None:
    """Where no school is written, whole 轨 of the seats in use may turn: the optimum is the best of all ways to."""
    people = population(
        {"甲": np.random.default_rng(seed).integers(90, 130, 60).tolist()}, assumed=assumptions(horizon=2022)
    )
    in_use = BaseSeats(2020, {"甲": {"kindergarten": 300, "primary": 700, "middle": 300}})
    written = plan(school("new", type="middle", seats={"middle": 300}, opens=2022), base_seats=in_use)
    new = candidate(written.schools[0], 2022, 2022, [{"middle": 300}, {"middle": 150}], Costs())
    rest = assess(without_candidates(written, [new]), people)
    base = np.stack([rest.base[stage.name] for stage in rest.stages], axis=1)
    given = with_means(case_of(rest, [new], {2021: 900.0}), Costs(), frozenset({"convert"}), {}, base)
    assert [(lever.school, lever.first, lever.most) for lever in given.levers if lever.group < 0] == [("", 2021, 2)] * 2
    found = solve(programme(given))
    assert found.proven
    assert found.choice is not None
    values = worth(given, found.choice).values
    assert tuple(values[name] for name in (UNMET, COST, IDLE)) == pytest.approx(
        [value for n, value in enumerate(best_of_all(given)) if n != 1]
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_schedule_written_as_a_scenario_is_read_back_as_the_same_plan(seed: int, tmp_path: Path) -> None:
    """With every means allowed, the plan under the scenario is the plan that was checked, school by school."""
    written, people = town(seed)
    (tmp_path / "plan.yaml").write_text(plan_text(written), encoding="utf-8")
    given, _ = read_project(tmp_path / "plan.yaml")
    request = Request(means=EVERYTHING, class_limit={"primary": 55.0, "middle": 55.0})
    found = optimise(given, people, request)
    assert isinstance(found, Answer)
    text = scenario_text(found.schedule, given, "排程", "plan.yaml", "一行说明")
    (tmp_path / "chosen.yaml").write_text(text, encoding="utf-8")
    again, _ = read_project(None, [tmp_path / "chosen.yaml"])
    assert {each.id: each for each in again.schools} == {each.id: each for each in found.chosen.schools}
