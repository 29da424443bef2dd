"""Cases of tests/cases that a planner can check with pencil and paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import xuewei
from xuewei.files.plans.plan_file import plan_of
from xuewei.files.written.nodes import read_yaml
from xuewei.model.assumptions import Figure, Scope, Series

from builders import assumptions, immortal, population

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_the_answer_is_what_the_case_works_out(path: Path) -> None:
    """Each case gives children by age, a plan, and the rows worked out by hand."""
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assumed = replace(assumptions(), survival=immortal(), horizon=2030)
    assumed = replace(
        assumed,
        scope={area: Scope(area, Figure(share)) for area, share in case.get("scope", {}).items()},
        participation={**assumed.participation, **{k: Series(v) for k, v in case.get("participation", {}).items()}},
        inflow={**assumed.inflow, **{k: Figure(v) for k, v in case.get("inflow", {}).items()}},
        base_crowding=Figure(case.get("base_crowding", 1.0)),
    )
    ages = {area: [count[min(age, max(count))] for age in range(101)] for area, count in case["children"].items()}
    folk = population(ages, assumed=assumed)
    node = read_yaml(path)
    assert isinstance(node.value, dict)
    found = xuewei.assess(plan_of(node.value["written"], str(path)), folk)
    for wanted in case["rows"]:
        row = found.row(wanted.pop("year"), wanted.pop("area"), wanted.pop("stage"))
        assert {name: getattr(row, name) for name in wanted} == wanted, case["why"]
