"""What is wrong with a scenario is told all at once, at the line of the scenario that causes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess

PLAN = """\
plan: 试
area: 中心城区
years: [2021, 2025]
published:
  by_founder: {city: 1}
schools:
  - {id: east-primary, type: primary, planned: 2021, seats: {primary: 540}, closes: 2024}
  - {id: west-primary, type: primary, planned: 2022, seats: {primary: 540}}
  - {id: west-nine, type: nine_year, planned: 2022, seats: {primary: 540, middle: 450}}
"""
HEAD = "scenario: 试\nextends: plan.yaml\n"


def faults_of(folder: Path, *names: str, plan: str | None = None) -> list[str]:
    """The English lines of every fault, without the folder."""
    with pytest.raises(InputError) as wrong:
        assess(*read_project(plan and folder / plan, [folder / name for name in names]))
    return [fault.text("en").replace(f"{folder}/", "") for fault in wrong.value.faults]


def write(folder: Path, body: str = "", **files: str) -> None:
    """The plan, a scenario with this body, and further files."""
    for name, text in {"plan": PLAN, "s": HEAD + body, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("set: {opening_leg: 2}", "s.yaml:3: set.opening_leg: is not a parameter. Did you mean opening_lag?"),
        ("set: {population.birth.2024: 2}", "s.yaml:3: set.population.birth.2024: is not a parameter. Did you mean population.births.2024?"),
        ("set: {participatoin.primary: 1}", "s.yaml:3: set.participatoin.primary: is not a parameter. Did you mean participation.primary?"),
        ("set: {population.births: lo}", "s.yaml:3: set.population.births: must be one of low, medium, high (found lo). Did you mean low?"),
        ("set: {opening_lag: two}", "s.yaml:3: set.opening_lag: must be a whole number from 0 to 20 (found two)"),
        ("set: {population.scope: 1.2}", "s.yaml:3: set.population.scope: must be a number from 0 to 1 (found 1.2)"),
        ("set: {entry_cutoff: 13-01}", "s.yaml:3: set.entry_cutoff: must be month-day, such as 08-31 (found 13-01)"),
        ("set: {base_seats.primary: balance}", "s.yaml:3: set.base_seats.primary: must be one of balanced, listed (found balance). Did you mean balanced?"),
        ("set: {inflow.midle: 1.1}", "s.yaml:3: set.inflow.midle: is not a known stage (found midle). Did you mean middle?"),
        ("set: {base_seats.midle: 9}", "s.yaml:3: set.base_seats.midle: is not a known stage (found midle). Did you mean middle?"),
        ("set: {population.births.2012: 9}", "s.yaml:3: set.population.births.2012: the census determines the people before 2020 (found 2012)"),
        ("set: {warning.yellow: 1.5}", "s.yaml:3: set.warning: yellow must not be greater than red (found 1.5)"),
        ("set: {horizon: 2010}", "s.yaml:3: set.horizon: is before the census year 2020 (found 2010)"),
        ("remove: [{a: 1}]", "s.yaml:3: remove[1]: must be text (found {…})"),
        ("set: [1]", "s.yaml:3: set: must be a map of keys and values (found […])"),
        ("chnge: []", "s.yaml:3: chnge: unknown key. Did you mean change?"),
        ("change:\n  - {id: east-primry, opens: 2025}", "s.yaml:4: change[east-primry].id: school not found in the plan (found east-primry). Did you mean east-primary?"),
        ("change:\n  - {opens: 2025}", "s.yaml:4: change[1].id: is required"),
        ("change:\n  - {id: west-primary, opens: 2025}\n  - {id: west-primary, closes: 2030}", "s.yaml:5: change[west-primary].id: this school is already in line 4 of this file (found west-primary)"),
        ("change:\n  - {id: west-primary, opns: 2025}", "s.yaml:4: change[west-primary].opns: unknown key. Did you mean opens?"),
        ("change:\n  - {id: west-primary, seats: {primary: -1}}", "s.yaml:4: change[west-primary].seats.primary: seats cannot be negative; write `closes` or `removes` to take seats away (found -1)"),
        ("change:\n  - id: west-primary\n    type: midle", "s.yaml:5: change[west-primary].type: is not a known school type (found midle). Did you mean middle?"),
        ("change:\n  - id: east-primary\n    opens: 2025", "s.yaml:5: change[east-primary].closes: is before its opening year 2025 (found 2024)"),
        ("change:\n  - {id: west-primary, planned: null}", "s.yaml:4: change[west-primary]: needs `planned` or `opens`, or `status: in_use` if it has long been open"),
        ("change:\n  - {id: west-primary, founder: cty}", "s.yaml:4: change[west-primary].founder: is not a founder in published.by_founder (found cty). Did you mean city?"),
        ("change:\n  - id: west-primary\n    area: 中心城", "s.yaml:5: change[west-primary].area: is not an area of the population data (found 中心城). Did you mean 中心城区?"),
        ("set:\n  opening_lag: 4", "s.yaml:4: set.opening_lag: schools[east-primary].closes: is before its opening year 2025 (found 2024)"),
        ("remove: [west-primry]", "s.yaml:3: remove[1]: school not found in the plan (found west-primry). Did you mean west-primary?"),
        ("remove:\n  - east-primary\n  - east-primary", "s.yaml:5: remove[2]: was already removed at s.yaml:4 (found east-primary)"),
        ("remove:\n  - east-primary\nchange:\n  - {id: east-primary, opens: 2022}", "s.yaml:6: change[east-primary].id: this school is already in line 4 of this file (found east-primary)"),
        ("add:\n  - {id: east-primary, type: primary, planned: 2021, seats: {primary: 1}}", "s.yaml:4: add[east-primary].id: this id already exists in the plan (found east-primary)"),
        ("add:\n  - {id: east-primry, type: primary, seats: {primary: 1}}", "s.yaml:4: add[east-primry]: needs `planned` or `opens`, or `status: in_use` if it has long been open"),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_line(tmp_path: Path, body: str, line: str) -> None:
    """One slip, one line: the file and line of the scenario, the field, what was found, what was probably meant."""
    write(tmp_path, body)
    assert faults_of(tmp_path, "s.yaml") == [line]


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    """Form, ids and what becomes of the plan, in the order of lines."""
    write(
        tmp_path,
        "set:\n  opening_leg: 2\n  opening_lag: 4\nchange:\n  - {id: east-primry}\n  - {id: west-primary, type: midle}\n"
        "remove: [west-primry]\nadd:\n  - {id: new, type: primary, planned: 2021}\n",
    )
    assert faults_of(tmp_path, "s.yaml") == [
        "s.yaml:4: set.opening_leg: is not a parameter. Did you mean opening_lag?",
        "s.yaml:5: set.opening_lag: schools[east-primary].closes: is before its opening year 2025 (found 2024)",
        "s.yaml:7: change[east-primry].id: school not found in the plan (found east-primry). Did you mean east-primary?",
        "s.yaml:8: change[west-primary].type: is not a known school type (found midle). Did you mean middle?",
        "s.yaml:9: remove[1]: school not found in the plan (found west-primry). Did you mean west-primary?",
        "s.yaml:11: add[new].seats: has no seats: write `seats` or `removes`",
    ]


def test_a_school_removed_in_an_earlier_scenario_is_gone(tmp_path: Path) -> None:
    """Removing or changing it once more names the line that removed it."""
    write(
        tmp_path,
        "remove: [east-primary]",
        again="scenario: 又\nextends: s.yaml\nremove: [east-primary]\n",
        change="scenario: 改\nextends: s.yaml\nchange: [{id: east-primary, opens: 2022}]\n",
    )
    assert faults_of(tmp_path, "again.yaml") == [
        "again.yaml:3: remove[1]: was already removed at s.yaml:3 (found east-primary)"
    ]
    assert faults_of(tmp_path, "change.yaml") == [
        "change.yaml:3: change[east-primary].id: was already removed at s.yaml:3 (found east-primary)"
    ]


def test_what_a_scenario_extends_must_be_there(tmp_path: Path) -> None:
    """A missing file with the nearest one; a plan where a scenario is wanted, and the other way round."""
    write(tmp_path, s="scenario: 试\nextends: plna.yaml\n", b="scenario: 试\nextends: plan_2021_202\n")
    what = "is neither a file nor a shipped plan"
    assert faults_of(tmp_path, "s.yaml") == [f"s.yaml:2: extends: {what} (found plna.yaml). Did you mean plan.yaml?"]
    assert faults_of(tmp_path, "b.yaml") == [
        f"b.yaml:2: extends: {what} (found plan_2021_202). Did you mean plan_2021_2025?"
    ]
    assert faults_of(tmp_path, "plan.yaml") == ["plan.yaml: is not a scenario: `scenario` is missing"]
    assert faults_of(tmp_path, plan="b.yaml") == ["b.yaml:1: is a scenario, not a plan: use --scenario"]


def test_a_chain_that_comes_back_is_printed(tmp_path: Path) -> None:
    """Every file on the way round, in order."""
    write(
        tmp_path,
        a="scenario: a\nextends: b.yaml\n",
        b="scenario: b\nextends: ./c.yaml\n",
        c="scenario: c\nextends: ../" + tmp_path.name + "/b.yaml\n",
    )
    (line,) = faults_of(tmp_path, "a.yaml")
    assert line == "c.yaml:2: extends: extends itself: b.yaml -> c.yaml -> b.yaml"


def test_scenarios_over_different_plans_do_not_mix(tmp_path: Path) -> None:
    """Unless `--plan` says which one is meant."""
    write(tmp_path, "set: {opening_lag: 2}", other="scenario: 他\nextends: plan_2021_2025\nset: {fill: by_grade}\n")
    (line,) = faults_of(tmp_path, "s.yaml", "other.yaml")
    assert line.startswith("other.yaml:2: extends: extends a different plan from the scenario before it (plan.yaml)")
    plan, _ = read_project(tmp_path / "plan.yaml", [tmp_path / "s.yaml", tmp_path / "other.yaml"])
    assert (plan.name, plan.opening_lag, plan.fill) == ("试", 2, "by_grade")


def test_faults_of_plan_scenario_and_people_are_told_together(tmp_path: Path) -> None:
    """One run names what is wrong with all three."""
    write(tmp_path, "set: {opening_leg: 1}", plan=PLAN.replace("planned: 2021", "plannd: 2021"))
    with pytest.raises(InputError) as wrong:
        read_project(None, [tmp_path / "s.yaml"], tmp_path / "nowhere")
    shown = "\n".join(fault.text("en") for fault in wrong.value.faults)
    assert all(part in shown for part in ("set.opening_leg", ".plannd", "nowhere: no such file"))
