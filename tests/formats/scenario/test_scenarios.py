"""Laws of scenarios: laying one over a plan is editing the plan by hand; a difference is what two runs differ in."""

from __future__ import annotations

import copy
import itertools
import json
import random
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.compare.difference import Difference, difference
from xuewei.errors import InputError
from xuewei.formats.plan.read import read_plan
from xuewei.formats.project import read_project, read_side
from xuewei.model.assessment import assess
from xuewei.tables.notes import notes

from inside import run
from program import TOP

STAGES = {"primary": ("primary",), "middle": ("middle",), "nine_year": ("primary", "middle")}
NAMES = ("a", "b", "c", "d")
LAWS = settings(max_examples=40)
Written = dict[str, Any]


@st.composite
def schools(draw: st.DrawFn, name: str) -> Written:
    """A school's row as a file writes it."""
    kind = draw(st.sampled_from(sorted(STAGES)))
    row: Written = {
        "id": name,
        "type": kind,
        "planned": draw(st.integers(2021, 2025)),
        "seats": {stage: draw(st.integers(1, 40)) * 45 for stage in STAGES[kind]},
        "basis": {"seats": "published"},
    }
    if draw(st.booleans()):
        row["note"] = draw(st.sampled_from(["甲", "x: y", "# 1", "012"]))
    return row


@st.composite
def plans(draw: st.DrawFn) -> Written:
    """A plan over the shipped people."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    return {
        "plan": "试",
        "area": "中心城区",
        "years": [2021, 2025],
        "opening_lag": draw(st.integers(0, 2)),
        "schools": [draw(schools(name)) for name in names],
    }


@st.composite
def changes(draw: st.DrawFn, row: Written) -> Written:
    """What a scenario may say of a school; every key on its own leaves the plan a plan."""
    stage = next(iter(row["seats"]))
    keys = {
        "opens": st.none() | st.integers(2021, 2030),
        "status": st.sampled_from(["planned", "in_use", "cancelled"]),
        "seats": st.integers(1, 40).map(lambda n: {stage: n * 45}),
        "closes": st.none() | st.integers(2035, 2040),
        "fill": st.sampled_from(["all", "by_grade", None]),
        "note": st.sampled_from([None, "改", "yes"]),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(keys)), unique=True, min_size=1))
    return {"id": row["id"], **{key: draw(keys[key]) for key in chosen}}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Written, Written]:
    """A plan and a scenario of it."""
    plan = draw(plans())
    fates = {row["id"]: draw(st.sampled_from(["stay", "change", "remove"])) for row in plan["schools"]}
    free = [name for name in NAMES if name not in fates]
    scenario: Written = {
        "scenario": "情景",
        "extends": "plan.yaml",
        "change": [draw(changes(row)) for row in plan["schools"] if fates[row["id"]] == "change"],
        "remove": [name for name, fate in fates.items() if fate == "remove"],
        "add": [draw(schools(name)) for name in free if draw(st.booleans())],
    }
    values = draw(
        st.fixed_dictionaries(
            {}, optional={"opening_lag": st.integers(0, 3), "fill": st.sampled_from(["all", "by_grade"]),
                          "delivered_share": st.sampled_from([0.5, 1.0]), "base_seats.primary": st.integers(0, 90_000)}
        )
    )  # fmt: skip
    return plan, {**scenario, "set": values}


def by_hand(plan: Written, scenario: Written) -> Written:
    """The plan as a careful person would edit it."""
    edited = copy.deepcopy(plan)
    rows = {row["id"]: row for row in edited["schools"] if row["id"] not in scenario["remove"]}
    for change in scenario["change"]:
        row = rows[change["id"]]
        if "seats" in change and {**row["seats"], **change["seats"]} != row["seats"]:
            del row["basis"]["seats"]
        for key, value in change.items():
            if value is None:
                row.pop(key, None)
            elif isinstance(value, dict):
                row[key] = {**row.get(key, {}), **value}
            else:
                row[key] = value
    for key, value in scenario["set"].items():
        if key == "base_seats.primary":
            edited["base_seats"] = {"year": 2020, "seats": {"primary": value}, "basis": "assumed", "source": "情景"}
        else:
            edited[key] = value
    edited["schools"] = [*rows.values(), *scenario["add"]]
    return edited


def written(folder: Path, **files: Written) -> Path:
    """A folder with these YAML files."""
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def compared(folder: Path, one: str, other: str) -> Difference:
    """The difference between two files of a folder, each a plan or a scenario."""
    sides = (read_side(str(folder / f"{name}.yaml")) for name in (one, other))
    return difference(*(assess(*side) for side in sides))


@LAWS
@given(cases())
def test_a_scenario_is_the_plan_edited_by_hand(case: tuple[Written, Written]) -> None:
    """The schools and parameters are the same, and so is every balance."""
    plan, scenario = case
    with tempfile.TemporaryDirectory() as name:
        folder = written(Path(name), plan=plan, scenario=scenario, hand=by_hand(plan, scenario))
        laid, people = read_project(scenarios=[folder / "scenario.yaml"])
        assert laid == read_plan(folder / "hand.yaml")
        assert compared(folder, "scenario", "hand").equal
        assert people == read_project()[1]


@LAWS
@given(cases())
def test_a_difference_is_mirrored_and_nothing_differs_from_itself(case: tuple[Written, Written]) -> None:
    """diff(a, a) is empty; diff(b, a) is diff(a, b) seen from the other side."""
    with tempfile.TemporaryDirectory() as name:
        folder = written(Path(name), plan=case[0], scenario=case[1])
        sides = [[assess(*read_side(str(folder / f"{name}.yaml"))) for _ in "12"] for name in ("plan", "scenario")]
        (plan, plan_again), (scenario, scenario_again) = sides
        there, back = difference(plan, scenario), difference(scenario_again, plan_again)
        for one, again in sides:
            same = difference(one, again)
            assert same.equal
            assert (same.changes, same.effects, same.courses, same.following) == ((), (), (), 0)
    assert {repr(change.mirrored()) for change in there.changes} == {repr(change) for change in back.changes}
    assert there.following == back.following
    assert [(one.year, one.stage, one.seats_before, one.balance_after) for one in there.effects] == [
        (one.year, one.stage, one.seats_after, one.balance_before) for one in back.effects
    ]
    assert [(one.stage, one.before, one.gained) for one in there.courses] == [
        (one.stage, one.after, one.lost) for one in back.courses
    ]


@LAWS
@given(cases(), st.randoms(use_true_random=False))
def test_order_quoting_and_comments_say_nothing(case: tuple[Written, Written], luck: random.Random) -> None:
    """Rows and keys in another order, other quotes, other comments: the same content, an empty difference."""
    plan, _ = case

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            keys = luck.sample(list(value), len(value))
            return {key: shuffled(value[key]) for key in keys}
        return value

    other = shuffled(plan)
    other["schools"] = luck.sample([shuffled(row) for row in plan["schools"]], len(plan["schools"]))
    with tempfile.TemporaryDirectory() as name:
        folder = written(Path(name), plan=plan)
        flow, plain = luck.random() < 0.5, luck.random() < 0.5
        text = yaml.safe_dump(other, allow_unicode=plain, sort_keys=False, default_flow_style=flow)
        lines = (line if {"'", '"'} & set(line) else f"{line}  # 注" for line in text.splitlines())
        (folder / "other.yaml").write_text("# 另一种写法\n" + "\n".join(lines), encoding="utf-8")
        assert compared(folder, "plan", "other").equal


@LAWS
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_independent_changes_says_nothing(case: tuple[Written, Written], luck: random.Random) -> None:
    """Changes of different schools in another order, or in scenarios of their own laid on in any order."""
    plan, scenario = case
    parts: list[Written] = [
        *({"change": [each]} for each in scenario["change"]),
        *({"remove": [each]} for each in scenario["remove"]),
        *({"add": [each]} for each in scenario["add"]),
        *({"set": {key: value}} for key, value in scenario["set"].items()),
    ]
    luck.shuffle(parts)
    turned = {**scenario, **{key: scenario[key][::-1] for key in ("change", "remove", "add")}}
    with tempfile.TemporaryDirectory() as name:
        folder = written(Path(name), plan=plan, scenario=scenario, turned=turned)
        written(
            folder, **{f"part{n}": {"scenario": "情景", "extends": "plan.yaml", **part} for n, part in enumerate(parts)}
        )
        whole = assess(*read_project(scenarios=[folder / "scenario.yaml"]))
        other = assess(*read_project(scenarios=[folder / "turned.yaml"]))
        pieces = assess(*read_project(folder / "plan.yaml", [folder / f"part{n}.yaml" for n in range(len(parts))]))
    assert difference(whole, other).equal
    assert difference(whole, pieces).equal


@pytest.mark.parametrize("name", ["one_year_late", "grade_by_grade", "whole_district", "more_arrivals"])
def test_the_effect_is_the_difference_of_two_runs_cell_by_cell(name: str) -> None:
    """Every year, stage and area: what `diff` says before and after is what `gap` says without and with it."""
    path = TOP / "examples" / f"{name}.yaml"
    runs = [json.loads(run("gap", "--format", "json", *words).stdout)["rows"] for words in ((), ("--scenario", path))]
    one, other = ({(row["stage"], row["area"], row["year"]): row for row in rows} for rows in runs)
    found = json.loads(run("diff", "plan_2021_2025", path, "--format", "json").stdout)
    effects = {(row["stage"], row["area"], row["year"]): row for row in found["rows"]}
    for key in one:
        cells = {name: (one[key][name], other[key][name]) for name in ("seats", "demand", "balance")}
        assert (key in effects) == any(before != after for before, after in cells.values())
        for cell, (before, after) in cells.items() if key in effects else ():
            assert (effects[key][f"{cell}_before"], effects[key][f"{cell}_after"]) == (before, after)
    for course in found["courses"]:
        years = {key[2] for key in one if key[:2] == (course["stage"], course["area"])}
        short = [
            {year for year in years if rows[course["stage"], course["area"], year]["balance"] < 0}
            for rows in (one, other)
        ]
        assert (set(course["gained"]), set(course["lost"])) == (short[1] - short[0], short[0] - short[1])


WHENCE = re.compile(r'\n  "provenance": \{.*?\n  \}', re.DOTALL)
"""What JSON was made of, the scenario among it."""


def test_a_scenario_that_changes_nothing_changes_no_byte(tmp_path: Path) -> None:
    """Every command, every format."""
    path = tmp_path / "nothing.yaml"
    path.write_text(
        "scenario: 无\nextends: plan_2021_2025\n"
        "set: {opening_lag: 1, population.births: medium, population.scope: 0.7062328, base_seats.primary: balanced,"
        " participation.primary: 1, inflow.middle: 1, warning.red: 1.0, horizon: 2035, entry_cutoff: 08-31}\n"
        "change:\n  - {id: 2022-middle-3, planned: 2022, seats: {}}\nadd: []\nremove: []\n",
        encoding="utf-8",
    )
    commands = (["gap"], ["ledger"], ["forecast"], ["explain", "--year", "2023", "--stage", "primary"])
    for words, form in itertools.product(commands, ("table", "json", "csv", "md")):
        plain = run(*words, "--format", form)
        assert plain.returncode == 0
        under = run(*words, "--format", form, "--scenario", path).stdout
        assert WHENCE.sub("", under) == WHENCE.sub("", plain.stdout)
    done = run("diff", "plan_2021_2025", path, "--lang", "en")
    assert (done.returncode, done.stdout.splitlines()[1]) == (0, "The same content.")


def test_years_that_one_side_does_not_reach_gain_and_lose_nothing(tmp_path: Path) -> None:
    """A shorter horizon takes rows away, not shortages."""
    short = "set: {horizon: 2021}\nchange: [{id: 2021-nine-year-1, status: cancelled}]\n"
    (tmp_path / "s.yaml").write_text(f"scenario: 短\nextends: plan_2021_2025\n{short}", encoding="utf-8")
    found = difference(*(assess(*read_side(side)) for side in ("plan_2021_2025", str(tmp_path / "s.yaml"))))
    later = [effect for effect in found.effects if effect.year > 2021]
    assert later
    assert {(effect.seats_after, effect.more_short(), effect.turns_short()) for effect in later} == {(None, 0, 0)}
    assert {(course.gained, course.lost) for course in found.courses} == {((), ())}


def test_chains_of_any_depth_are_followed(tmp_path: Path) -> None:
    """A scenario over a scenario over … over a plan, three hundred deep; each is laid on once."""
    for n in range(300):
        below = f"s{n - 1}.yaml" if n else "plan_2021_2025"
        (tmp_path / f"s{n}.yaml").write_text(
            f"scenario: s{n}\nextends: {below}\nset: {{opening_lag: {n % 7}}}\n", encoding="utf-8"
        )
    plan, _ = read_project(scenarios=[tmp_path / "s299.yaml"])
    assert plan.opening_lag == 299 % 7
    assert plan.scenarios == ("s299",)
    plan, _ = read_project(scenarios=[tmp_path / "s10.yaml", tmp_path / "s12.yaml"])
    assert (plan.opening_lag, plan.scenarios) == (12 % 7, ("s10", "s12"))


def test_later_scenarios_lie_on_top(tmp_path: Path) -> None:
    """Of two that speak of the same thing the later one counts."""
    for name, year in (("one", 2024), ("two", 2026)):
        (tmp_path / f"{name}.yaml").write_text(
            f"scenario: {name}\nextends: plan_2021_2025\nchange: [{{id: 2022-middle-3, opens: {year}}}]\n",
            encoding="utf-8",
        )
    for first, last, year in (("one", "two", 2026), ("two", "one", 2024)):
        plan, _ = read_project(scenarios=[tmp_path / f"{first}.yaml", tmp_path / f"{last}.yaml"])
        assert next(school.opens for school in plan.schools if school.id == "2022-middle-3") == year


def test_the_scenario_is_named_where_it_counts() -> None:
    """In JSON's head and under the table, in both languages."""
    over = (part for name in ("one_year_late", "fewer_births") for part in ("--scenario", f"examples/{name}.yaml"))
    words = ("gap", *over)
    assert json.loads(run(*words, "--format", "json", cwd=TOP).stdout)["scenario"] == "延期一年 + 出生率低"
    assert "情景：延期一年 + 出生率低。" in run(*words, cwd=TOP).stdout
    assert "Scenario: 延期一年 + 出生率低." in run(*words, "--lang", "en", cwd=TOP).stdout


def test_a_stage_of_the_plans_own_is_set_as_any_other(tmp_path: Path) -> None:
    """Its name may be Chinese, in capitals, with a dash; where nobody wrote its participation, that is said."""
    (tmp_path / "o.yaml").write_text(
        "plan: 县\narea: 中心城区\nyears: [2021, 2022]\n"
        "stages: {高中: {entry_age: 15, grades: 3, class_size: 50}, 9-12: {entry_age: 14, grades: 4, class_size: 50}}\n"
        "schools:\n  - {id: a, type: 高中, planned: 2021, seats: {高中: 900}}\n",
        encoding="utf-8",
    )
    (tmp_path / "s.yaml").write_text(
        "scenario: 六成\nextends: o.yaml\nset: {participation.高中: 0.6, inflow.9-12: 1.5, base_seats.高中: 9000,"
        " uncertainty.participation.高中: 0.02}\n",
        encoding="utf-8",
    )
    before = assess(*read_project(tmp_path / "o.yaml"))
    after = assess(*read_project(None, [tmp_path / "s.yaml"]))
    all_of_them = before.row(2022, "中心城区", "高中").demand
    assert after.row(2022, "中心城区", "高中").demand == pytest.approx(0.6 * all_of_them, abs=1)
    assert after.row(2020, "中心城区", "高中").seats == 9000
    assert after.row(2022, "中心城区", "9-12").demand == pytest.approx(
        1.5 * before.row(2022, "中心城区", "9-12").demand, abs=1
    )
    assert "9-12、高中没有写入学率，按全部适龄人口计；可写 participation.9-12。" in notes(before, "zh")
    assert any(note.startswith("9-12没有写入学率") for note in notes(after, "zh"))


def test_a_slip_in_a_stage_is_told_with_the_nearest(tmp_path: Path) -> None:
    """`participation.primry` is no stage; primary is near."""
    (tmp_path / "s.yaml").write_text(
        "scenario: 错\nextends: plan_2021_2025\nset: {participation.primry: 0.6}\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"participation.primry.*Did you mean primary"):
        read_project(None, [tmp_path / "s.yaml"])
