"""Cases of tests/cases that a planner can check with pencil and paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

import xuewei
from xuewei.formats.plan.read import plan_of
from xuewei.formats.yaml import read_yaml
from xuewei.model.assumptions import Figure, Scope, Series

from builders import assumptions, estate, estate_rules, immortal, population, pupils

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.yaml"))


def _scope(area: str, written: float | dict[str, float]) -> Scope:
    """A share of the area's own census, or of the census area that is named."""
    ((census, share),) = written.items() if isinstance(written, dict) else [(area, written)]
    return Scope(census, Figure(share))


def _pupils(case: dict[str, Any]) -> Iterator[tuple[tuple[str, int, str, int | None], int]]:
    """Pupils by year: a list by grade, or one number of the whole stage."""
    for area, stages in case.get("pupils", {}).items():
        for stage, years in stages.items():
            for year, counts in years.items():
                grades = enumerate(counts, start=1) if isinstance(counts, list) else [(None, counts)]
                yield from (((area, year, stage, grade), count) for grade, count in grades)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_the_answer_is_what_the_case_works_out(path: Path) -> None:
    """Each case gives children by age (and births, pupils on record), a plan, and the rows worked out by hand."""
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assumed = replace(assumptions(), survival=immortal(), horizon=2030)
    assumed = replace(
        assumed,
        scope={area: _scope(area, written) for area, written in case.get("scope", {}).items()},
        participation={**assumed.participation, **{k: Series(v) for k, v in case.get("participation", {}).items()}},
        inflow={**assumed.inflow, **{k: Figure(v) for k, v in case.get("inflow", {}).items()}},
        base_crowding=Figure(case.get("base_crowding", 1.0)),
    )
    ages = {area: [count[min(age, max(count))] for age in range(101)] for area, count in case["children"].items()}
    births = {
        (area, year): born[max(known for known in born if known <= year)]
        for area, born in case.get("births", {}).items()
        for year in range(min(born), 2024)
    }
    folk = replace(population(ages, births=births, assumed=assumed), enrolment=pupils(dict(_pupils(case))))
    if "estates" in case:
        rows = tuple(estate(**row) for row in case["estates"].pop("rows"))
        folk = replace(folk, estates=rows, assumptions=replace(assumed, estates=estate_rules(**case["estates"])))
    node = read_yaml(path)
    assert isinstance(node.value, dict)
    found = xuewei.assess(plan_of(node.value["written"], str(path)), folk)
    for wanted in case["rows"]:
        row = found.row(wanted.pop("year"), wanted.pop("area"), wanted.pop("stage"))
        assert {name: row.record()[name] for name in wanted} == wanted, case["why"]
