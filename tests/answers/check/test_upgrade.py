"""`check --upgrade`: what changed since the first version and touches a project, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from xuewei.answers.check.upgrade import CHANGES, touched
from xuewei.answers.check.words import UPGRADE
from xuewei.model.assumptions import Figure, Scope
from xuewei.model.population import CensusRow, Population

from builders import assumptions, level, plan, population, pupils, school
from inside import run
from program import TOP

OWN = replace(assumptions(), written=True, inflow={}, size_caps={})
PLAIN = population({"甲": level(10)}, totals={("甲", date(2023, 12, 31)): 1000}, assumed=OWN)
GROUP = CensusRow("甲", "male", 0, 4, 50, date(2020, 11, 1), "published", "test")
KINDERGARTEN = school("b", seats={"kindergarten": 270})


def _written(year: int) -> Population:
    return replace(PLAIN, assumptions=replace(OWN, migration=replace(OWN.migration, years={year: 100.0})))


def _scoped() -> Population:
    whole = replace(PLAIN, enrolment=pupils({("县", y, "primary", 1): 9 for y in (2022, 2023)}))
    return replace(whole, assumptions=replace(OWN, scope={"甲": Scope("县", Figure(0.5))}))


def _twelve_months() -> Population:
    assumed = replace(OWN, fertility=replace(OWN.fertility, births={2020: 5.0}))
    there = population({"甲": level(10)}, births={("甲", 2020): 5.0}, assumed=assumed)
    row = replace(there.births[0], period_end=date(2020, 10, 31))
    return replace(there, births=(row,), totals=PLAIN.totals)


def _of_shipped_level() -> Population:
    unsure = OWN.uncertainty
    assert unsure is not None
    lent = replace(unsure, level={"primary": Figure(0.02, default=True), "middle": Figure(0.03)})
    return replace(PLAIN, assumptions=replace(OWN, uncertainty=lent))


TOUCHED = {
    "net_migration": (plan(school("a")), _written(2022), ["population.net_migration.2022"]),
    "census_groups": (
        plan(school("a")),
        replace(
            PLAIN,
            census=(GROUP,),
            births=population({}, births={("甲", year): 9.0 for year in range(2015, 2021)}).births,
        ),
        ["甲"],
    ),
    "pupils": (
        plan(school("a")),
        replace(PLAIN, enrolment=pupils({("甲", y, "primary", 1): 9 for y in (2022, 2023)})),
        ["甲"],
    ),
    "one_year": (plan(school("a")), replace(PLAIN, enrolment=pupils({("甲", 2023, "primary", 1): 9})), ["甲"]),
    "census_area_pupils": (plan(school("a")), _scoped(), ["甲"]),
    "people_bands": (plan(school("a")), _of_shipped_level(), ["uncertainty.level"]),
    "twelve_months": (plan(school("a")), _twelve_months(), ["甲"]),
    "moves_of_pupils": (
        plan(school("a")),
        replace(_written(2022), enrolment=pupils({("甲", 2021, "primary", 1): 9})),
        ["population.net_migration.2022"],
    ),
    "inflow_of_pupils": (
        plan(school("a")),
        replace(
            PLAIN,
            enrolment=pupils({("甲", y, "primary", 1): 9 for y in (2022, 2023)}),
            assumptions=replace(
                OWN, inflow={"primary": Figure(1.2, on_record=1.0), "middle": Figure(1.2, on_record=1.0)}
            ),
        ),
        ["inflow.primary"],
    ),
    "defaults": (
        plan(school("a")),
        replace(PLAIN, assumptions=replace(OWN, written=False)),
        ["assumptions.yaml"],
    ),
    "no_totals": (plan(school("a")), replace(PLAIN, totals=()), ["甲"]),
    "class_sizes": (plan(KINDERGARTEN), PLAIN, ["kindergarten"]),
}


def test_a_project_that_nothing_touches_hears_nothing() -> None:
    """Own figures, single ages, totals, no pupils, no kindergarten."""
    assert touched(plan(school("a")), PLAIN) == []


@pytest.mark.parametrize("key", TOUCHED)
def test_every_change_is_told_where_it_touches(key: str) -> None:
    """With what it touches; a change without a case here fails the test below."""
    over, people, wanted = TOUCHED[key]
    assert {change.key: what for change, what in touched(over, people)}[key] == wanted


def test_every_change_has_a_case_and_its_sentences() -> None:
    """Those that change figures stand first."""
    assert [change.key for change in CHANGES] == list(TOUCHED)
    assert all({change.key, f"{change.key}.todo"} <= set(UPGRADE) for change in CHANGES)
    kinds = [change.numbers for change in CHANGES]
    assert kinds == sorted(kinds, reverse=True)


def test_defaults_are_named_by_their_keys() -> None:
    """A folder that writes some sections hears which others are the shipped ones."""
    lent = replace(OWN, inflow={"primary": Figure(1.0, default=True)})
    found = touched(plan(school("a")), replace(PLAIN, assumptions=lent))
    assert [(change.key, what) for change, what in found] == [("defaults", ["inflow"])]


def test_the_command_answers_first_and_exits_with_0(tmp_path: Path) -> None:
    """The shipped plan: one change, no figure; machines read the same."""
    done = run("check", "--upgrade", cwd=tmp_path)
    assert done.returncode == 0
    assert "".join(done.stdout.split()).startswith(
        "运城市中心城区学校建设计划2021–2025：自0.1.0版以来有1处变化涉及这里，都不改变数字。"
    )
    found = json.loads(run("check", "--upgrade", "--format", "json", cwd=tmp_path).stdout)
    assert [(row["change"], row["numbers"], row["touches"]) for row in found["rows"]] == [
        ("class_sizes", False, ["kindergarten"])
    ]


def test_a_scenario_that_writes_moves_is_touched(tmp_path: Path) -> None:
    """By the change that alters its figures."""
    late = tmp_path / "moves.yaml"
    wanted = "set: {population.net_migration.2022: 500}"
    late.write_text(f"scenario: 迁入\nextends: plan_2021_2025\n{wanted}\n", encoding="utf-8")
    done = run("check", "--upgrade", late, "--format", "csv", cwd=tmp_path)
    assert "net_migration" in done.stdout
    assert "population.net_migration.2022" in done.stdout


def test_it_needs_a_plan_and_no_policy(tmp_path: Path) -> None:
    """Exit 2 with a sentence."""
    assert run("check", "--upgrade", "--policy").returncode == 2
    done = run("check", "--upgrade", TOP / "data" / "china", cwd=tmp_path)
    assert done.returncode == 2
    assert "--upgrade" in done.stderr
