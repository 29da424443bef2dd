"""The chosen schedules of the examples are still what is chosen, and the second plan begins where the first ends."""

from __future__ import annotations

import json
from typing import Any

from inside import run
from program import TOP

CHOSEN = "examples/chosen"


def rows(*words: str) -> list[dict[str, Any]]:
    """The balances of 2020 to 2035 of a plan or scenario."""
    found: list[dict[str, Any]] = json.loads(run("gap", *words, "--format", "json", cwd=TOP).stdout)["rows"]
    return found


def objectives(*words: str) -> dict[str, tuple[float, bool]]:
    """The value of each objective, and whether it is proven."""
    found = json.loads(run("optimise", "--now", "2021", *words, "--format", "json", cwd=TOP).stdout)["objectives"]
    return {each["objective"]: (each["value"], each["ended"] == "optimal") for each in found}


def test_the_schedule_chosen_with_hindsight_is_still_the_best() -> None:
    """Its unmet and idle seats are those of the optimum today; its text may differ, for equal schools may swap."""
    balances = [row["balance"] for row in rows("--scenario", f"{CHOSEN}/rechosen.yaml")]
    found = objectives()
    assert found["unmet"] == (-sum(min(each, 0) for each in balances), True)
    assert found["idle"] == (sum(max(each, 0) for each in balances), True)


def test_the_next_plan_begins_with_the_seats_of_the_chosen_one() -> None:
    """Its seats of 2025 are those that the first schedule comes to."""
    seats = {row["stage"]: row["seats"] for row in rows("--scenario", f"{CHOSEN}/rechosen.yaml") if row["year"] == 2025}
    next_plan = rows("--plan", f"{CHOSEN}/plan_2026_2030.yaml")
    assert seats == {row["stage"]: row["seats"] for row in next_plan if row["year"] == 2025}


def test_the_next_plan_lacks_nothing_and_builds_only_middle_schools() -> None:
    """Four middle schools carry the peak of 2030; nothing is short from 2025 on."""
    words = ["--plan", f"{CHOSEN}/plan_2026_2030.yaml", "--candidates", f"{CHOSEN}/candidates.yaml"]
    found = objectives(*words)
    assert found["unmet"] == (0, True)
    assert found["cost"] == (18000, True)
