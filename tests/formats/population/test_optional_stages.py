"""Stages that a plan asks for, through every door: files, scenarios, answers, workbooks, lists, reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from xuewei.errors import InputError
from xuewei.formats.population.assumptions import folder_assumptions, read_assumptions
from xuewei.formats.population.folder import read_enrolment
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.tables.stage_notes import leavers_notes

from inside import run

PLAN = """plan: 试
area: 中心城区
years: [2021, 2025]
use_stages: [senior, vocational, special]
base_seats: {year: 2020, seats: {kindergarten: balanced, senior: 12000}}
schools:
  - {id: a, name: 一中, type: complete_secondary, planned: 2021, seats: {middle: 900, senior: 4000}}
  - {id: b, name: 职教中心, type: 中职, planned: 2022, seats: {vocational: 1500}}
  - {id: c, name: 启智学校, type: 特教, planned: 2023, seats: {special: 90}}
"""
ASKED = ["senior", "vocational", "special"]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of the shipped people that asks for all optional stages."""
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def rows(*words: str | Path) -> list[dict[str, Any]]:
    """The rows of a command in JSON."""
    done = run(*words, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
    return found


def test_stages_stand_after_those_that_are_always_there_and_seats_are_capped(plan: Path) -> None:
    """The cap of a senior school is that of new ones; a school with middle and senior has none."""
    found = assess(*read_project(str(plan)))
    assert [stage.name for stage in found.stages] == ["kindergarten", "primary", "middle", *ASKED]
    row = found.row(2023, "中心城区", "senior")
    assert (row.seats, row.usable_seats, row.method) == (16000, 16000, "leavers")
    assert found.assumptions.caps()["senior"].value == 3000


def test_demand_is_far_below_everybody_of_the_ages(plan: Path, tmp_path: Path) -> None:
    """31,046 people of 15 to 17 live in 中心城区 in 2020; senior and vocational pupils of its own are two thirds."""
    own = tmp_path / "own.yaml"
    text = PLAN.partition("use_stages")[0] + "stages: {高中: {entry_age: 15, grades: 3, class_size: 50}}\nschools: []\n"
    own.write_text(text, encoding="utf-8")
    everybody = rows("gap", "--plan", own, "--year", "2020", "--stage", "高中")[0]["demand"]
    found = {row["stage"]: row["demand"] for row in rows("gap", "--plan", plan, "--year", "2020")}
    assert everybody == 31046
    assert 0.6 * everybody < found["senior"] + found["vocational"] < 0.7 * everybody


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("[senoir]", "use_stages[1]: 没有这个学段（实为 senoir）。是否想写 senior？"),
        ("[senior, 特教]", "use_stages[2]: 没有这个学段（实为 特教）。是否想写 special？"),
        ("[senior, senior]", "plan.yaml:4: use_stages[2]: 重复写了这个学段（实为 senior）"),
        ("[senior]", "use_stages: [senior, vocational]（实为 vocational）"),
        ("[]", "schools[c].seats.special: 这是可选学段，方案没有要它：请在方案里写 use_stages: [special]"),
    ],
)
@pytest.mark.parametrize("command", [["gap", "--plan"], ["check"]])
def test_what_is_asked_wrongly_or_not_at_all_is_told(plan: Path, asked: str, told: str, command: list[str]) -> None:
    """With what is meant, and how to ask for what a school holds."""
    plan.write_text(PLAN.replace("[senior, vocational, special]", asked), encoding="utf-8")
    done = run(*command, plan)
    assert done.returncode == 3
    assert told in done.stderr


def test_scenarios_set_who_goes_on_where_somebody_does(plan: Path, tmp_path: Path) -> None:
    """A higher general share is more in senior and fewer in vocational; where no stage asks, it is told."""
    scenario = tmp_path / "s.yaml"
    scenario.write_text("scenario: 试\nextends: plan.yaml\nset: {senior.general_share: 0.8}\n", encoding="utf-8")
    before, after = (
        {row["stage"]: row["demand"] for row in rows("gap", *words, "--year", "2030")}
        for words in (("--plan", plan), ("--scenario", scenario))
    )
    assert after["senior"] > before["senior"]
    assert after["vocational"] < before["vocational"]
    assert after["middle"] == before["middle"]
    swept = rows("sweep", "--plan", plan, "--set", "senior.gross_rate=0.9,1", "--stage", "senior")
    assert len({row["worst_balance"] for row in swept}) == 3  # the plan as it is, and both rates
    plan.write_text(PLAN.partition("use_stages")[0] + "schools: []\n", encoding="utf-8")
    done = run("gap", "--scenario", scenario)
    assert done.returncode == 3
    assert "s.yaml:3: set.senior.general_share: 这是可选学段" in done.stderr


def test_a_folder_with_assumptions_of_its_own_offers_the_shipped_stages(tmp_path: Path) -> None:
    """What it writes of them goes before; what it does not write is lent, and said to be."""
    (tmp_path / "assumptions.yaml").write_text(
        "optional_stages:\n  special: {entry_age: 6, grades: 9, class_size: 8, beside: true}\n"
        "participation:\n  special: {values: {2020: 0.0022}, basis: published, source: 本地}\n"
        "senior:\n  gross_rate: {values: {2025: 0.95}, basis: published, source: 本地}\n",
        encoding="utf-8",
    )
    found = folder_assumptions(tmp_path).asked_for(ASKED)
    by_name = {stage.name: stage for stage in found.stages}
    assert (by_name["special"].class_size, by_name["senior"].class_size) == (8, 50)
    assert found.participation["special"].at(2030) == 0.0022
    rate = found.share_of("senior")
    assert rate is not None
    assert rate.at(2025) == pytest.approx(0.95 * 0.671)
    assert found.inflow["senior"].default
    assert not read_assumptions().asked_for(ASKED).inflow["senior"].default
    (tmp_path / "assumptions.yaml").write_text(
        "participation:\n  specal: {values: {2020: 0.002}, basis: assumed, source: x}\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as wrong:
        folder_assumptions(tmp_path)
    assert [(fault.kind, fault.suggestion) for fault in wrong.value.faults] == [("no_stage", "special")]


def test_pupils_of_an_optional_stage_need_no_plan_to_be_followed(tmp_path: Path) -> None:
    """A folder of pupils alone has the stages that its rows name."""
    lines = [
        f"甲,{year},{stage},{grade},{1000 + 10 * year % 70},published,x"
        for year in range(2018, 2024)
        for stage in ("middle", "senior")
        for grade in (1, 2, 3)
    ]
    head = "area,year,stage,grade,pupils,basis,source"
    (tmp_path / "enrolment.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert {"middle", "senior"} <= {stage.name for stage in read_enrolment(tmp_path).history.stages}
    found = rows("forecast", "--population", tmp_path, "--stage", "senior", "--to", "2025")
    assert {row["method"] for row in found} == {"grades"}


def test_a_number_is_taken_apart_to_the_leaver(plan: Path) -> None:
    """Leavers × rate × steps of each grade, rounded, add up to what gap prints."""
    demand = rows("gap", "--plan", plan, "--year", "2026", "--stage", "高中")[0]["demand"]
    done = run("explain", "--plan", plan, "--year", "2026", "--stage", "普高", "--format", "json")
    told = json.loads(done.stdout)
    assert told["ages"] == []
    assert told["factors"]["scope"] is None
    lines = told["leavers"]
    assert sum(line["pupils"] for line in lines) == demand
    for line in lines:
        assert line["leavers"] * line["rate"] * line["steps"] == pytest.approx(line["pupils"], abs=1)
        assert (line["before"], line["year"]) == ("middle", 2026 - line["grade"])
    middle = rows("forecast", "--plan", plan, "--year", "2025", "--stage", "middle", "--by", "grade")
    last = next(row["demand"] for row in middle if row["grade"] == 3)
    assert lines[0]["leavers"] == pytest.approx(last, abs=1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_notes_name_share_parts_keys_and_what_is_counted_twice(plan: Path, lang: str) -> None:
    """Of the stages that are shown, and of no other."""
    shown = " ".join(run("gap", "--plan", plan, "--year", "2025", "--lang", lang).stdout.split())
    for word in ("61.7%", "92.0%", "67.1%", "senior.gross_rate", "inflow.senior", "participation.special", "0.16%"):
        assert word in shown
    alone = run("gap", "--plan", plan, "--year", "2025", "--stage", "primary", "--lang", lang).stdout
    assert "senior.gross_rate" not in alone
    assert "participation.special" not in alone
    said = " ".join(run("simulate", "--plan", plan, "--year", "2026", "--draws", "50", "--lang", lang).stdout.split())
    assert {"zh": "高中、中职、特教：需求是什么", "en": "senior, vocational, special: what demand is"}[lang] in said


def test_a_participation_that_is_written_is_told_without_parts(plan: Path, tmp_path: Path) -> None:
    """One key sets it then."""
    scenario = tmp_path / "s.yaml"
    scenario.write_text("scenario: 试\nextends: plan.yaml\nset: {participation.senior: 0.5}\n", encoding="utf-8")
    note = leavers_notes(assess(*read_project(None, [str(scenario)])), "en", ["senior"])[0]
    assert "50.0%" in note
    assert "participation.senior" in note
    assert "gross" not in note


def test_rooms_of_other_stages_do_not_turn_into_special_ones(plan: Path) -> None:
    """A special school needs rooms of its own."""
    found = rows("convert-options", "--plan", plan)
    assert "special" not in {row["target"] for row in found} | {row["origin"] for row in found}
    assert "senior" in {row["target"] for row in found}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_brings_the_plan_back(plan: Path, tmp_path: Path, lang: str) -> None:
    """Stages that are asked for are written and read; demand grows with the cells of inflow and scope."""
    book = tmp_path / "l.xlsx"
    assert run("ledger", "--plan", plan, "--output", book, "--lang", lang).returncode == 0
    done = run("import", book, "--into", plan)
    assert (done.returncode, "内容相同" in done.stdout) == (0, True), done.stderr
    assert run("import", book, "--output", tmp_path / "new.yaml", "--yes").returncode == 0
    assert yaml.safe_load((tmp_path / "new.yaml").read_text(encoding="utf-8"))["use_stages"] == ASKED


def test_a_list_of_such_schools_makes_a_plan_that_asks_for_their_stages(tmp_path: Path) -> None:
    """And says so; into a plan that does not ask, it is a fault."""
    listed = tmp_path / "l.csv"
    listed.write_text(
        "学校名称,类型,高中学位,学位,计划年份\n一中,完全中学,900,,2022\n启智,特教,,90,2023\n", encoding="utf-8"
    )
    made = tmp_path / "made.yaml"
    done = run("import", listed, "--area", "中心城区", "--output", made, "--yes")
    assert done.returncode == 0, done.stderr
    assert "use_stages: [senior, special]" in done.stderr
    assert yaml.safe_load(made.read_text(encoding="utf-8"))["use_stages"] == ["senior", "special"]
    assert rows("gap", "--plan", made, "--year", "2024", "--stage", "special")[0]["seats"] > 90
    bare = tmp_path / "bare.yaml"
    bare.write_text(PLAN.partition("use_stages")[0] + "schools: []\n", encoding="utf-8")
    done = run("import", listed, "--into", bare, "--yes")
    assert done.returncode == 3
    assert "use_stages: [senior]" in done.stderr


@pytest.mark.parametrize("output", ["page.html", "letter.docx"])
def test_reports_hold_the_stages_and_their_sources(plan: Path, tmp_path: Path, output: str) -> None:
    """A page and a document are written; the page names rate, share and step as assumptions of their own."""
    done = run("report", "--plan", plan, "--output", tmp_path / output)
    assert done.returncode == 0, done.stderr
    if output.endswith("html"):
        text = (tmp_path / output).read_text(encoding="utf-8")
        assert all(
            word in text for word in ("高中阶段毛入学率", "普高占招生的份额", "高中升级率", "中职升级率", "启智学校")
        )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_fit_eighty_columns(plan: Path, lang: str) -> None:
    """No line is wider, and each stage is named in one piece."""
    names = {"zh": ["高中", "中职", "特教"], "en": ASKED}[lang]
    for words in (
        ("gap", "--plan", plan, "--year", "2023"),
        ("gap", "--plan", plan),
        ("explain", "--plan", plan, "--year", "2023", "--stage", "senior"),
        ("forecast", "--plan", plan, "--year", "2024"),
    ):
        shown = run(*words, "--lang", lang, COLUMNS="80").stdout
        assert max(sum(2 if ord(sign) > 0x2E80 else 1 for sign in line) for line in shown.splitlines()) <= 80
        for stage in names if words[0] == "gap" else names[:1]:
            assert stage in shown
