"""A plan written as YAML, and a plan's file changed in place."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.formats.plan.edit import in_order_of, updated
from xuewei.formats.plan.read import plan_of, read_plan
from xuewei.formats.plan.write import plan_text
from xuewei.formats.yaml import yaml_of
from xuewei.model.plan import Plan

from plans import plans
from program import TOP


def read(text: str) -> Plan:
    """The plan in a text."""
    return plan_of(yaml_of(text.replace("\r\n", "\n"), "p.yaml"), "p.yaml")


@settings(max_examples=150)
@given(plans())
def test_what_is_written_is_read_back(plan: Plan) -> None:
    """Whatever text, years and figures a plan holds."""
    assert read(plan_text(plan)) == plan


@pytest.mark.parametrize(
    "text",
    [*string.punctuation, "a: b", "a #b", "null", "~", "true", "0x1", "1e5", "-", "- a", "? a", "012", "1_0", "=1", " a ", "a\tb",
     "a\nb", "\x85", "\u2028", "\ufeff", "\x07", "\U0001f3eb", "'a'", '"a"', "a:", "a\\b", "<<", "2021-09-01", "@校", "%x", "`x`"],
)  # fmt: skip
def test_any_text_is_read_back(text: str) -> None:
    """As a value and as a key."""
    shipped = read_plan()
    base = shipped.base_seats
    assert base is not None
    plan = replace(shipped, name=text + "!", area=text + "校", base_seats=replace(base, source=text + "x"))
    found = read(plan_text(replace(plan, schools=(replace(plan.schools[0], note=text + "。", area=text + "校"),))))
    assert (found.name, found.area, found.schools[0].note) == (plan.name, plan.area, text + "。")


@settings(max_examples=150)
@given(plans(), plans(), st.booleans())
def test_one_plan_becomes_any_other_in_place(before: Plan, after: Plan, windows: bool) -> None:
    """The result is the other plan, with the schools of both in the order of the file."""
    text = plan_text(before)
    found, _ = updated(text.replace("\n", "\r\n") if windows else text, before, after)
    assert read(found) == in_order_of(before, after)


PLAN = (TOP / "data" / "plan_2021_2025.yaml").read_text(encoding="utf-8")


def changed_lines(after: Plan) -> tuple[list[str], list[str]]:
    """The lines of the shipped plan that go and those that come where it becomes ``after``."""
    found, in_place = updated(PLAN, read_plan(), after)
    assert in_place
    assert read(found) == after
    old, new = PLAN.split("\n"), found.split("\n")
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


def test_only_the_lines_that_differ_change() -> None:
    """A seat, a key that comes, a key that goes, a school that comes or goes, a key of the plan."""
    plan = read_plan()
    first, *others = plan.schools
    seats = replace(first, seats={"primary": 1620, "middle": 1350})
    old, new = changed_lines(replace(plan, schools=(seats, *others)))
    assert (old, new) == (["    seats: {primary: 1620, middle: 1200}"], ["    seats: {primary: 1620, middle: 1350}"])
    opens = replace(first, opens=2023)
    assert changed_lines(replace(plan, schools=(opens, *others))) == ([], ["    opens: 2023"])
    cheap = replace(first, cost_wan=None)
    assert changed_lines(replace(plan, schools=(cheap, *others))) == (["    cost_wan: 11000"], [])
    old, new = changed_lines(replace(plan, schools=plan.schools[:-1]))
    assert (len(old), new) == (8, [])
    more = replace(others[0], id="2026-primary-1")
    old, new = changed_lines(replace(plan, schools=(*plan.schools, more)))
    assert (old, new[0]) == ([], "  - id: 2026-primary-1")
    old, new = changed_lines(replace(plan, opening_lag=2))
    assert (len(old), new[0][:18]) == (1, "opening_lag: 2    ")
    assert changed_lines(replace(plan, fill="by_grade")) == ([], ["fill: by_grade"])
    base = replace(plan.base_seats, seats={"中心城区": {"primary": 5}})  # type: ignore[type-var]
    old, new = changed_lines(replace(plan, base_seats=base))
    assert new == ["  seats: {primary: 5}              # 现有学位未公布：设 2020 学年供需平衡"]
