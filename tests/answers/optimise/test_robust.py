"""A schedule chosen over draws."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from xuewei.answers.optimise.robust import SHORT, enough

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
    """Late openings and all: as many draws and the same seed give the same stage-years above a tenth."""
    words = ["--robust", "200", "--seed", "7", "--gap", "0.01", "--format", "json"]
    found = json.loads(run("optimise", "--now", "2021", *words, "--output", tmp_path / "s.yaml").stdout)["robust"][
        "schedules"
    ][2]
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
