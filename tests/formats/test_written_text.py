"""Where a text is wanted, the characters that were written are the value, though they look like a number."""

from __future__ import annotations

from pathlib import Path

import pytest

import xuewei
from xuewei.errors import InputError
from xuewei.model.plan import Plan

PLAN = """\
plan: 1.10
area: 县
years: [2021, 2024]
base_seats: {{year: 2020, seats: {{primary: 200}}}}
schools:
  - {{id: {one}, name: {name}, type: primary, planned: 2021, seats: {{primary: 540}}, cost_wan: 3.10}}
  - {{id: {other}, type: primary, planned: 2022, seats: {{primary: 450}}, note: 2e3}}
"""


def plan(at: Path, one: str = "a", other: str = "b", name: str = "甲") -> Plan:
    """A plan with two schools of these ids, the first with this name."""
    (at / "plan.yaml").write_text(PLAN.format(one=one, other=other, name=name), encoding="utf-8")
    return xuewei.read_plan(at / "plan.yaml")


@pytest.mark.parametrize("name", ["3.10", "1e3", "+5", "-0", ".50", "1_000", "007", "12:30", "2021-12", "1E10", "0.0"])
def test_a_name_keeps_every_character(name: str, tmp_path: Path) -> None:
    """3.10 is not 3.1, and 1e3 not 1000.0."""
    found = plan(tmp_path, name=name)
    assert found.schools[0].name == name
    assert (found.name, found.schools[1].note) == ("1.10", "2e3")
    assert found.schools[0].cost_wan == pytest.approx(3.1)


def test_ids_that_differ_in_a_zero_are_two_schools(tmp_path: Path) -> None:
    """1.1 and 1.10 are two ids; the same characters twice are one too many."""
    assert [school.id for school in plan(tmp_path, "1.1", "1.10").schools] == ["1.1", "1.10"]
    with pytest.raises(InputError):
        plan(tmp_path, "1.10", "1.10")
