"""A schedule chosen over draws of demand."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from xuewei.assessment import assess
from xuewei.files.project import read_project
from xuewei.optimising.chance import SHORT, Demands, Robust, demands

from program import TOP, run


@pytest.mark.parametrize("draws", [10, 37, 250])
def test_seats_for_nine_draws_of_ten_are_just_enough(draws: int) -> None:
    """With the high demand as seats a cell is short in at most a tenth of its draws, and in more with a seat less."""
    dice = np.random.default_rng(draws)
    drawn = Demands(dice.integers(900, 1100, (2, 3, 4, draws)))
    assert (drawn.p_short(drawn.high) <= SHORT).all()
    assert (drawn.p_short(drawn.high - 1) > SHORT).all()


def test_demand_is_drawn_as_simulate_draws_it() -> None:
    """The median of the draws is that of `simulate` with the same seed."""
    plan, people = read_project()
    found = assess(plan, people)
    drawn = demands(found, Robust(101, 7)).drawn
    words = ["simulate", "--draws", "101", "--seed", "7", "--format", "json"]
    rows: list[dict[str, Any]] = json.loads(run(*words).stdout)["rows"]
    told = {(row["stage"], row["year"]): row["p50"] for row in rows if row["quantity"] == "demand"}
    for s, stage in enumerate(found.stages):
        for t, year in enumerate(found.years):
            assert told[stage.name, year] == np.median(drawn[0, s, t])


def test_what_robustness_costs_is_told() -> None:
    """More is spent than for the medium demand, and fewer stages and years are likely to be short."""
    done = run("optimise", "--robust", "200", "--gap", "0.01", "--format", "json", cwd=TOP)
    assert done.returncode == 0, done.stderr
    robust = json.loads(done.stdout)["robust"]
    assert robust["draws"] == 200
    before, plain, chosen = robust["schedules"]
    assert [each["schedule"] for each in (before, plain, chosen)] == ["before", "plain", "robust"]
    assert plain["cost_wan"] < chosen["cost_wan"] < before["cost_wan"]
    assert chosen["cells_above"] < plain["cells_above"]
