"""A schedule chosen over draws."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from xuewei.answers.optimise.answer import Answer, Request, optimise
from xuewei.answers.optimise.candidates import candidate
from xuewei.answers.optimise.robust import SHORT, WRITTEN, Robust, enough
from xuewei.answers.optimise.view import optimised
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.assumptions import Costs
from xuewei.model.plan import CANCELLED, BaseSeats, Plan
from xuewei.model.population import Population

from builders import assumptions, plan, population, school
from inside import run
from program import TOP


@pytest.mark.parametrize("draws", [10, 37, 250])
def test_seats_for_nine_draws_of_ten_are_just_enough(draws: int) -> None:
    """With so many seats at most a tenth of the draws is short, and with a seat less more are."""
    dice = np.random.default_rng(draws)
    drawn = dice.integers(900, 1100, (2, 3, 4, draws)).astype(np.float64)
    seats = enough(drawn)[..., None]
    assert ((drawn > seats).mean(axis=-1) <= SHORT).all()
    assert ((drawn > seats - 1).mean(axis=-1) > SHORT).all()


def p_short(scenario: Path, draws: int, seed: int) -> dict[tuple[str, int], float]:
    """The probability of a shortage that `simulate` tells of a scenario."""
    words = ["--draws", str(draws), "--seed", str(seed), "--format", "json"]
    rows = json.loads(run("simulate", "--scenario", scenario, *words).stdout)["rows"]
    return {(row["stage"], row["year"]): row["p_short"] for row in rows if row["quantity"] == "balance"}


def test_the_chances_of_the_schedule_are_those_that_simulate_tells(tmp_path: Path) -> None:
    """Late openings and all: as many draws and the same seed give the same stage-years above a tenth. The plan stays
    as it is where nothing has fewer of them."""
    words = ["--robust", "200", "--seed", "7", "--gap", "0.01", "--format", "json"]
    robust = json.loads(run("optimise", "--now", "2021", *words, "--output", tmp_path / "s.yaml").stdout)["robust"]
    found = min(robust["schedules"], key=lambda each: each["cells_above"])
    told = p_short(tmp_path / "s.yaml", 200, 7)
    assert found["cells_above"] == sum(chance > SHORT for chance in told.values())
    assert found["p_short_max"] == max(told.values())


def test_what_robustness_costs_is_told() -> None:
    """More is spent than for the medium demand, and fewer stages and years are likely to be short."""
    done = run("optimise", "--now", "2021", "--robust", "200", "--gap", "0.01", "--format", "json", cwd=TOP)
    assert done.returncode == 0, done.stderr
    robust = json.loads(done.stdout)["robust"]
    assert robust["draws"] == 200
    before, plain, chosen = robust["schedules"]
    assert [each["schedule"] for each in (before, plain, chosen)] == ["before", "plain", "robust"]
    assert plain["cost_wan"] < chosen["cost_wan"] < before["cost_wan"]
    assert chosen["cells_above"] < plain["cells_above"]


def test_robust_is_never_worse_than_plain_under_budgets() -> None:
    """Where budgets leave no room the schedule has no more stage-years above a tenth, and no proof is claimed."""
    done = run(
        "optimise",
        "--now",
        "2021",
        "--robust",
        "100",
        "--budget-default",
        "12000",
        "--time-limit",
        "8",
        "--format",
        "json",
    )
    found = json.loads(done.stdout)
    _, plain, chosen = found["robust"]["schedules"]
    assert chosen["cells_above"] <= plain["cells_above"]
    assert not found["proven"]


def growing() -> tuple[Plan, Population]:
    """A town whose primary school opens a year before anybody needs it: late openings make that year worth having."""
    unsure = read_assumptions().uncertainty
    people = population({"甲": [60] * 6 + [30] * 54}, assumed=assumptions(horizon=2026, uncertainty=unsure))
    in_use = BaseSeats(2020, {"甲": {"kindergarten": 900, "primary": 500, "middle": 900}})
    return plan(school("new", name="新小学", opens=2022), base_seats=in_use), people


def asked(written: Plan, people: Population, **more: object) -> Answer:
    """The robust answer over 100 draws, on a day on which all can still be built."""
    request = Request(now=date(2021, 1, 1), robust=Robust(100), **more)  # type: ignore[arg-type]
    found = optimise(written, people, request)
    assert isinstance(found, Answer)
    return found


@pytest.mark.parametrize(("lang", "words"), [("zh", "结论：照原方案"), ("en", "In short: the plan as written")])
def test_the_plan_as_written_is_the_answer_where_no_choice_is_safer(lang: str, words: str) -> None:
    """The search opens the school when the medium demand needs it, and never sooner; the plan does, and is safer."""
    found = asked(*growing())
    against = found.against
    assert against is not None
    assert against.plain.schedule.outcomes[0].opens == 2023
    assert (against.kept, found.schedule.outcomes[0].opens) == (WRITTEN, 2022)
    assert against.p_kept is not None
    assert (against.p_kept > SHORT).sum() < (against.p_robust > SHORT).sum()
    view = optimised(found, lang)
    assert str(view.head["conclusion"]).startswith(words)
    assert view.sheets[0].notes[0] == view.head["conclusion"]
    robust = view.head["robust"]
    assert isinstance(robust, dict)
    assert (robust["kept"], robust["apart"]) == (WRITTEN, [])


def test_the_plan_as_written_is_no_answer_where_it_spends_more_than_a_budget() -> None:
    """It is named as not held against the others, and the answer is what can be paid."""
    found = asked(*growing(), budget={2021: 100.0})
    assert found.against is not None
    assert (found.against.kept, found.against.apart) == ("", (WRITTEN,))
    assert found.schedule.outcomes[0].opens != 2022


def test_the_plan_below_a_scenario_is_the_answer_where_it_is_safer() -> None:
    """The scenario leaves the school till later; the plan below it does not, and is one of those to choose from."""
    below, people = growing()
    late = replace(below.schools[0], opens=2024)
    above = replace(below, schools=(late,), scenarios=("推迟",))
    sooner = candidate(late, 2022, 2026, [dict(late.seats)], Costs(), added=True)
    found = asked(above, people, rivals=(below,), candidates=(sooner,))
    assert found.against is not None
    assert found.against.kept == below.name
    assert [row.opens for row in found.chosen.schools] == [2022]
    told = optimised(found, "zh")
    assert below.name in str(told.head["conclusion"])
    assert any(below.name in row for row in told.sheets[1].rows)


def test_a_plan_that_differs_in_what_no_schedule_changes_is_named_as_apart() -> None:
    """The plan below has a school more that is not to be chosen."""
    above, people = growing()
    below = replace(above, name="多一所", schools=(*above.schools, school("old", status="in_use", opens=2021)))
    found = asked(above, people, rivals=(below,))
    assert found.against is not None
    assert "多一所" in found.against.apart
    assert CANCELLED not in {each.status for each in found.chosen.schools}


def test_the_plan_below_has_schools_again_that_the_scenario_cancels() -> None:
    """What the scenario does away with is built as the plan below has it, where that is safer."""
    below, people = growing()
    above = replace(below, schools=(replace(below.schools[0], status=CANCELLED),), scenarios=("不建",))
    found = asked(above, people, rivals=(below,))
    assert found.against is not None
    assert (found.against.kept, found.against.apart) == (below.name, ())
    assert [(row.opens, row.status) for row in found.chosen.schools] == [(2022, "planned")]
