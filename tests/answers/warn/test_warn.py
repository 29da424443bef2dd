"""`xuewei warn`: what it says first, its table, its rows, its notice, its levels and its exit codes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from docx import Document

from warned import COUNTS, YEARS, due, found_of, paragraphs, primary
from windows import columns
from xuewei.answers.warn.entries import AREA, ZONE, entries
from xuewei.answers.warn.remedies import remedies
from xuewei.answers.warn.view import CONTRACT, Asked, Warnings, warn
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.plan import BaseSeats
from xuewei.report.notice.notice_file import write_notice
from xuewei.tables.view import View, as_json

from builders import assumptions
from inside import run

EAST = primary("a", 6, zone="东片", name="东一小", rooms=7)
WEST = primary("b", 12, zone="西片", name="西一小")
COUNTS_OF_ZONES: COUNTS = {"东片": [9, 100, 40], "西片": [81, 70, 60]}


def shown(counts: COUNTS = COUNTS_OF_ZONES, asked: Asked | None = None, **changes: object) -> Warnings:
    """Two zones of one area, of which one comes to be short in 2028 and the other is tight in 2027."""
    found = found_of(EAST, WEST)
    found = replace(found, assumptions=replace(found.assumptions, **changes))  # type: ignore[arg-type]
    held = entries(found, YEARS, ZONE, due(found, counts, zones=("东片", "西片")))
    return Warnings.of(held, remedies(held), asked or Asked(stages={"primary"}))


def sentences(view: View) -> list[str]:
    """What is said first."""
    return list(view.sheets[0].notes)


def test_the_answer_comes_first_by_year_with_names() -> None:
    """The worst level first; a year without a warning says so."""
    assert sentences(warn(shown(), "zh")) == [
        "2027 年 9 月：小学起始年级黄色 1 个学区（西片）。",
        "2028 年 9 月：小学起始年级红色 1 个学区（东片）。",
        "2029 年 9 月：小学无预警。",
    ]
    assert sentences(warn(shown(), "en"))[1] == "September 2028: entry grade of primary: red in 东片."


def test_nothing_to_warn_of_is_said_once() -> None:
    """In one sentence for all years, and there is no list of shortages."""
    view = warn(shown({"东片": [9, 9, 9], "西片": [9, 9, 9]}), "zh")
    assert sentences(view) == ["2027–2029 年 9 月：小学起始年级都没有预警。"]
    assert [sheet.title for sheet in view.sheets[1:]] == ["小学起始年级：儿童 / 招生计划"]


def test_shortages_are_closed_in_words_below_the_table() -> None:
    """A class where there is a room, the rest where there is room in the same area."""
    closing = warn(shown(), "zh").sheets[-1]
    assert list(closing.notes) == [
        "2028 年小学，东片缺 2 班（55 人）：增 1 班（东一小 1 班）；本区域的西片有余位，可接 10 人。"
    ]


def test_records_hold_the_contract_and_what_stands_behind_it() -> None:
    """JSON has the levels with their sources and the years above the rows; a sentence and its parts for the remedy."""
    found = json.loads(as_json(warn(shown(), "zh")))
    assert (found["by"], found["years"]) == ("zone", YEARS)
    assert {name: each["value"] for name, each in found["levels"].items()} == {"yellow": 0.9, "red": 1.0}
    assert all("浙教基〔2018〕100号" in each["source"] for each in found["levels"].values())
    row = next(each for each in found["rows"] if (each["year"], each["zone"]) == (2028, "东片"))
    assert tuple(row)[: len(CONTRACT)] == CONTRACT
    assert [row[key] for key in CONTRACT[:11]] == [
        2028,
        "甲",
        "东片",
        None,
        "primary",
        100,
        None,
        45,
        -55,
        2.222222,
        "red",
    ]
    assert (row["remedy_kind"], row["remedy_place"], row["classes_short"], row["classes_left"]) == (
        "class",
        "东一小",
        2,
        0,
    )
    assert row["whence"] == "hukou"


def test_only_what_is_asked_for_is_shown() -> None:
    """Zones, and rows by their levels; what closes a shortage is the same."""
    alone = shown(asked=Asked(stages={"primary"}, zones={"东片"}))
    assert {record["zone"] for record in warn(alone, "zh").records} == {"东片"}
    reds = shown(asked=Asked(stages={"primary"}, levels={"red"}))
    assert [(record["year"], record["zone"]) for record in warn(reds, "zh").records] == [(2028, "东片")]
    assert reds.red
    assert not shown(asked=Asked(levels={"green"})).red


def test_what_it_rests_on_is_said() -> None:
    """Where children come from, how places are counted, which levels are not used."""
    notes = "\n".join(warn(shown(), "zh", today=date(2026, 11, 27)).notes)
    assert "儿童数：小学为户籍登记。" in notes
    assert "学年：2027–2029，2026-11-27 之后的 3 个 9 月" in notes
    assert "warning.entry.orange、warning.entry.blue" in notes
    assert "没有列出学校的存量" not in notes  # there is none
    entry = {**assumptions().entry, "blue": replace(assumptions().entry["red"], value=0.5)}
    blue = warn(shown(entry=entry), "zh")
    assert "warning.entry.blue" not in "\n".join(blue.notes)
    assert {record["level"] for record in blue.records if record["zone"] == "东片"} == {"blue", "red", "green"}


def test_levels_are_published_where_they_come_from_and_assumed_elsewhere(tmp_path: Path) -> None:
    """The shipped file has them with their source; a folder that writes none takes them as a default."""
    published = read_assumptions().entry
    assert {name: (each.value, each.basis) for name, each in published.items()} == {
        "yellow": (0.9, "published"),
        "red": (1.0, "published"),
    }
    (tmp_path / "assumptions.yaml").write_text("horizon: 2035\n", encoding="utf-8")
    assert {each.basis for each in read_assumptions(tmp_path / "assumptions.yaml").entry.values()} == {"assumed"}
    own = "warning: {entry: {blue: {value: 0.6, basis: assumed, source: 试}}}\n"
    (tmp_path / "assumptions.yaml").write_text(own, encoding="utf-8")
    assert {name: each.value for name, each in read_assumptions(tmp_path / "assumptions.yaml").entry.items()} == {
        "yellow": 0.9,
        "red": 1.0,
        "blue": 0.6,
    }


@pytest.mark.parametrize("level", ["yellow: 1.1", "blue: 0.95", "orange: 0.8"])
def test_levels_out_of_order_are_refused(level: str, tmp_path: Path) -> None:
    """In a scenario and in a folder, with the limits that were found."""
    name, value = level.split(": ")
    scenario = tmp_path / "s.yaml"
    scenario.write_text(f"scenario: 试\nextends: plan_2021_2025\nset:\n  warning.entry.{level}\n", encoding="utf-8")
    done = run("warn", "--scenario", scenario)
    assert (done.returncode, "s.yaml:4: set.warning.entry: " in done.stderr) == (3, True)
    people = tmp_path / "assumptions.yaml"
    people.write_text(
        f"warning: {{entry: {{{name}: {{value: {value}, basis: assumed, source: 试}}}}}}\n", encoding="utf-8"
    )
    done = run("check", tmp_path / "assumptions.yaml")
    assert (done.returncode, "warning.entry: " in done.stderr) == (3, True)


def test_a_plan_without_zones_and_registers_has_an_answer_by_area() -> None:
    """From the stock, and its first sentence says so; a year in which nothing else is there has no alert."""
    done = run("warn", "--from", "2021", "--years", "2")
    assert done.returncode == 0
    first = done.stdout.splitlines()[1]
    assert first.startswith("幼儿园、小学、初中的现有学位没有公布，按 2020 年供需平衡推定（假设）")
    assert "2021 年 9 月：幼儿园未列学校，不预警；小学未列学校，不预警；初中未列学校，不预警。" in done.stdout
    assert "2022 年 9 月：幼儿园起始年级红色 1 个区域（中心城区）；小学起始年级红色" in done.stdout
    assert "没有列出学校的存量学位，也按年级分出起始年级" in done.stdout
    assert "设 2020 年供需平衡（假设）" in done.stdout


def test_a_stage_that_nobody_listed_has_no_alert(tmp_path: Path) -> None:
    """Its places are as many as its children by construction: no level, no remedy, no place in the notice."""
    found = found_of(EAST, WEST, base_seats=BaseSeats(2020, {"甲": {"primary": 0}}))
    children = due(found, COUNTS_OF_ZONES, zones=("东片", "西片"))
    at = [found.years.index(year) for year in YEARS]
    places = children.children["kindergarten"].shape[1]
    children.children["kindergarten"][at] = np.full((3, places), 999.0)
    held = entries(found, YEARS, ZONE, children)
    rows = [each for each in held.rows() if each.stage == "kindergarten"]
    assert len(rows) == 6
    assert all((each.level, each.word, each.balance is None) == (None, "unlisted", False) for each in rows)
    assert not any(key[0] == "kindergarten" for key in remedies(held))
    shown = Warnings.of(held, remedies(held), Asked(stages={"kindergarten", "primary"}))
    view = warn(shown, "zh")
    assert sentences(view)[0] == "2027 年 9 月：幼儿园未列学校，不预警；小学起始年级黄色 1 个学区（西片）。"
    assert view.sheets[1].rows[0][1][0].endswith("未列学校")
    assert any("base_seats" in note for note in view.notes)
    assert not Warnings.of(held, {}, Asked(stages={"kindergarten"})).red
    write_notice(shown, str(tmp_path / "n.docx"), "zh")
    text = paragraphs(tmp_path / "n.docx")
    assert "关于 2027–2029 学年小学\n" in text
    assert "幼儿园没有列出学校，不作预警。" in text
    assert "999" not in text


def test_strict_ends_with_1_where_a_shown_row_is_red() -> None:
    """And with 0 elsewhere."""
    assert run("warn", "--from", "2021", "--strict").returncode == 1
    assert run("warn", "--from", "2023", "--strict", "--stage", "kindergarten").returncode == 0
    assert run("warn", "--from", "2021").returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--by", "street"],
        ["--zone", "东片"],
        ["--level", "pink"],
        ["--years", "0"],
        ["--from", "2019"],
        ["--sign", "教育局"],
        ["--date", "2027-01-03", "--output", "a.csv"],
        ["--date", "3.1.2027", "--output", "a.docx"],
    ],
)
def test_what_cannot_be_asked_for_is_a_wrong_command_line(words: list[str], tmp_path: Path) -> None:
    """Exit 2 and nothing is written."""
    assert run("warn", *words, cwd=tmp_path).returncode == 2
    assert not list(tmp_path.iterdir())


def test_no_figure_and_no_name_is_cut_in_eighty_columns() -> None:
    """Years beyond three stand in a table of their own."""
    done = run("warn", "--from", "2021", "--years", "7", COLUMNS="80")
    assert max(map(columns, done.stdout.splitlines())) <= 80
    assert [done.stdout.count(str(year)) > 2 for year in range(2021, 2028)] == [True] * 7
    assert "…" not in done.stdout


def test_the_notice_masks_small_numbers_and_names_no_keys(tmp_path: Path) -> None:
    """Nine children are fewer than ten; ten are told; neither file nor key nor command stands in it."""
    path = tmp_path / "通告.docx"
    write_notice(shown({"东片": [9, 100, 10], "西片": [81, 70, 60]}), str(path), "zh", "某区教育局", date(2027, 1, 3))
    text = paragraphs(path)
    assert "关于 2027–2029 学年小学\n起始年级学位预警的通告" in text
    assert "少于 10 人/45 —" in text
    assert "100/45 红色" in text
    assert "10/45 —" in text
    assert "特此通告。\n\n某区教育局\n2027 年 1 月 3 日" in text
    assert "东片：增 1 班（东一小 1 班）；本区域的西片有余位。" in text
    assert not re.search(r"warning\.|--|\.csv|\.yaml|rooms|intake|xuewei|可接", text)


def test_a_notice_has_places_for_who_signs_and_when(tmp_path: Path) -> None:
    """Where nobody says it."""
    path = tmp_path / "notice.docx"
    assert run("warn", "--from", "2021", "--output", path).returncode == 0
    text = paragraphs(path)
    assert "特此通告。\n\n（发布单位）\n　　　　年　　月　　日" in text
    assert "满 100% 为红色、满 90% 为黄色" in text
    assert run("warn", "--from", "2021", "--output", path, "--lang", "en").returncode == 0
    assert "Notice of alerts for school places" in paragraphs(path)


def test_an_area_is_warned_of_by_its_own_name() -> None:
    """Without zones the places are areas."""
    found = found_of(EAST, WEST)
    held = entries(found, YEARS, AREA, due(found, {"甲": [100, 140, 140]}))
    view = warn(Warnings.of(held, remedies(held), Asked(stages={"primary"})), "zh")
    assert sentences(view)[1] == "2028 年 9 月：小学起始年级红色 1 个区域（甲）。"


@pytest.fixture
def flowing(tmp_path: Path) -> Path:
    """Two areas of which registers alone know, 600 and 300 children of every year; a fifth of the second's enter
    primary school in the first, and half of the first's senior school outside."""
    people = tmp_path / "people"
    people.mkdir()
    rows = [
        f"{area},{year},{n},户籍,2025-12-31,published,公安,{year}-08-31"
        for area, n in (("甲区", 600), ("乙区", 300))
        for year in range(2010, 2026)
    ]
    head = "area,birth_year,persons,kind,date,basis,source,period_end"
    (people / "children.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    flows = "乙区,甲区,primary,0.2,derived,学籍\n甲区,,senior,0.5,derived,学籍\n"
    (people / "flows.csv").write_text("from_area,to_area,stage,share,basis,source\n" + flows, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(
        "plan: 流\narea: 甲区\nareas: [乙区]\nyears: [2026, 2028]\npopulation: people\nuse_stages: [senior]\n"
        "base_seats: {year: 2026, seats: balanced}\nschools: []\n",
        encoding="utf-8",
    )
    return tmp_path


def test_flows_without_a_census_are_alike_in_every_answer(flowing: Path) -> None:
    """Entry grades of gap are the children of warn; what explain multiplies by are flows, not inflow."""
    gap = run("gap", "--by", "grade", "--year", "2027", "--stage", "primary", cwd=flowing).stdout
    assert "小学按 flows.csv 计入跨区就学，代替区外生系数：乙区到甲区 20.0%。" in "".join(gap.split("\n"))
    words = "--year", "2027", "--stage", "primary", "--format", "json"
    due = {row["area"]: row["children"] for row in json.loads(run("warn", *words[2:], cwd=flowing).stdout)["rows"]}
    rows = json.loads(run("gap", "--by", "grade", *words, cwd=flowing).stdout)["rows"]
    entering = {row["area"]: row["demand"] for row in rows if row["grade"] == 1}
    assert due == entering == {"甲区": 660, "乙区": 240}
    for stage, factor in (("primary", "存活 × 入学（园）率 × 跨区就学"), ("senior", "份额 × 跨区就学")):
        said = run("explain", "--area", "甲区", "--stage", stage, "--year", "2027", cwd=flowing).stdout
        assert factor in said
        assert "区外生系数）" not in said


def test_a_notice_says_that_children_of_the_register_are_counted_at_school(flowing: Path) -> None:
    """And the table which flows these are."""
    said = run("warn", "--stage", "primary", cwd=flowing).stdout
    assert "小学的儿童已按 flows.csv 计入跨区就学：乙区到甲区 20.0%。" in said
    run("warn", "--output", "n.docx", cwd=flowing)
    paragraphs = [each.text for each in Document(str(flowing / "n.docx")).paragraphs]
    assert "小学的儿童已计入跨区就学：乙区到甲区 20.0%。" in paragraphs
