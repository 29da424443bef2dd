"""The first sheet and the sheet of checks: what they say is the engine's, and follows what somebody edits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xuewei
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.cli.asked import bands_asked
from xuewei.formats.book.sheets import Workbook
from xuewei.model.assessment import Assessment, with_plan
from xuewei.model.parameters import with_parameter
from xuewei.workbook.read.plan_book import read_book
from xuewei.workbook.write.book import write_book

from inside import run
from ledgers import CASES, cell_of, parameter
from spreadsheet import differing, saved

DAYS = (None, date(2020, 12, 1), date(2026, 3, 1), date(2050, 1, 1))
OLD = Path(__file__).parent / "before.xlsx"


def front(path: Path) -> list[list[Any]]:
    """The filled cells of the first sheet by rows, as a spreadsheet has computed them."""
    book = openpyxl.load_workbook(path, data_only=True)
    return [[each for each in row if each not in (None, "")] for row in book.worksheets[0].iter_rows(values_only=True)]


def said(path: Path) -> list[Any]:
    """The first cells of the rows of the first sheet."""
    return [row[0] for row in front(path) if row]


def verdicts(path: Path) -> dict[str, str]:
    """The results of the sheet of checks by what is checked."""
    sheet = openpyxl.load_workbook(path, data_only=True)["核对"]
    return {str(row[0]): str(row[4]) for row in sheet.iter_rows(min_row=6, values_only=True) if row[4]}


def concluded(found: Assessment, bands: Any, day: date | None) -> Conclusion:
    """What the engine says of an assessment."""
    return Conclusion.of(found, found.rows(), bands, day)


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        ("shipped", "zh"),
        ("shipped", "en"),
        ("counties", "en"),
        ("tangled_3", "zh"),
        ("followed", "en"),
        ("marked", "zh"),
    ],
)
def test_the_first_sheet_says_what_the_engine_says_on_any_day(name: str, lang: str, tmp_path: Path) -> None:
    """Message and past line, with bands and without, before, in, and after the years of the plan."""
    found = CASES[name]()
    bands = bands_asked(found)
    books = []
    for n, day in enumerate(DAYS):
        books.append(tmp_path / f"{n}.xlsx")
        write_book(found, books[-1], lang, bands=bands if n else None, today=day)
    for n, (day, book, path) in enumerate(zip(DAYS, books, saved(books, tmp_path), strict=True)):
        told = concluded(found, bands if n else None, day)
        words = said(path)
        assert words[2] == told.message(lang), day
        assert told.past(lang) in ("", *words), day
        assert [line for line in (*told.delivered(lang), *told.to_do(lang)) if line not in words] == []
        assert n or differing(book, path)[1] == []


def _edited(tmp_path: Path, found: Assessment, day: date | None, edit: Any) -> Path:
    book = tmp_path / "edited.xlsx"
    write_book(found, book, "zh", bands=bands_asked(found), today=day)
    opened = openpyxl.load_workbook(book)
    edit(opened)
    opened.save(book)
    return saved([book], tmp_path)[0]


def test_an_edit_of_seats_changes_the_sentence_and_is_told_from_an_error(tmp_path: Path) -> None:
    """Middle schools with one seat each: the message and the past line are the engine's on that plan; the checks name
    the column and say that the rest is as it should be, but for the printed totals, which are no longer met."""
    found, day = CASES["shipped"](), date(2026, 3, 1)
    fewer = ("2022-middle-1", "2022-middle-2", "2022-middle-3", "2023-middle-1")

    def edit(book: Any) -> None:
        for school in fewer:
            cell_of(book, school, "学位", "初中").value = 1

    path = _edited(tmp_path, found, day, edit)
    schools = (
        replace(each, seats={**each.seats, "middle": 1}) if each.id in fewer else each for each in found.plan.schools
    )
    after = with_plan(found, replace(found.plan, schools=tuple(schools)))
    now, before = (concluded(each, bands_asked(found), day).message("zh") for each in (after, found))
    assert now != before
    assert said(path)[2] == now
    results = verdicts(path)
    assert results["项目台账 · 学位 · 初中"] == results["初中 · 可用学位，各区域各学年之和"] == "已改动"
    assert results["项目台账 · 学位 · 小学"] == "未改动"
    assert results["小学 · 可用学位，各区域各学年之和"] == "通过"
    assert {key for key, verdict in results.items() if verdict == "不通过"} == {
        key for key in results if key.startswith("规划印数") and "初中" in key and key != "规划印数 · 各年之和 · 初中"
    } - {key for key in results if "2021" in key or "2024" in key or "2025" in key}


@pytest.mark.parametrize(("key", "value"), [("warning.surplus", 0.2), ("warning.yellow", 0.5)])
def test_an_edit_of_an_alert_changes_the_sentence(key: str, value: float, tmp_path: Path) -> None:
    """What is enough, tight or more than enough is by the limits that stand in the sheet of parameters."""
    found, day = CASES["shipped"](), date(2026, 3, 1)
    path = _edited(tmp_path, found, day, lambda book: setattr(parameter(book, f"assumptions.{key}"), "value", value))
    people = found.population
    assumed = with_parameter(people.assumptions, key, value, areas=found.areas, source="")
    after = xuewei.assess(found.plan, replace(people, assumptions=assumed))
    now, before = (concluded(each, bands_asked(each), day).message("zh") for each in (after, found))
    assert now != before
    assert said(path)[2] == now
    assert verdicts(path)["参数：改动的格数"] == "已改动"
    assert front(path)[3][1].startswith("已改动，与写出时不同")


def test_the_year_after_which_the_sentence_looks_may_be_changed(tmp_path: Path) -> None:
    """A book that is opened a year later."""
    found = CASES["shipped"]()
    path = _edited(
        tmp_path, found, date(2026, 3, 1), lambda book: setattr(parameter(book, "assumptions.this_year"), "value", 2021)
    )
    told = concluded(found, bands_asked(found), date(2021, 10, 1))
    assert said(path)[2] == told.message("zh")
    assert told.past("zh") in said(path)


def test_a_result_that_is_typed_over_turns_a_check_red(tmp_path: Path) -> None:
    """No input is another, so a balance that is not the engine's is an error and no edit."""

    def edit(book: Any) -> None:
        book["余缺表"]["D20"].value = 7

    path = _edited(tmp_path, CASES["shipped"](), None, edit)
    results = verdicts(path)
    assert results["幼儿园 · 可用学位，各区域各学年之和"] == "不通过"
    assert results["初中 · 可用学位，各区域各学年之和"] == "通过"
    assert set(results.values()) == {"通过", "未改动", "不通过"}
    assert front(path)[3][1].startswith("不通过")
    rules = [rule for each in openpyxl.load_workbook(path).worksheets[0].conditional_formatting for rule in each.rules]
    assert any("不通过" in str(rule.formula) or '<>""' in str(rule.formula) for rule in rules)


def test_a_row_that_no_formula_sees_turns_a_check_red(tmp_path: Path) -> None:
    """A new school without a stage has seats that are nowhere counted."""

    def edit(book: Any) -> None:
        book["项目台账"]["B50"].value = "新校"

    assert (
        verdicts(_edited(tmp_path, CASES["shipped"](), None, edit))[
            "项目台账：学段、区域或投用学年认不出而没有计入的行"
        ]
        == "不通过"
    )


def test_names_stand_for_the_cells_of_inputs(tmp_path: Path) -> None:
    """English keys, none of them a cell; formulas say them; the rule of seats in use and the share of the area too."""
    book = tmp_path / "book.xlsx"
    write_book(CASES["shipped"](), book, "zh")
    opened = openpyxl.load_workbook(book)
    names = {
        name: opened["参数"][each.attr_text.split("!")[1].replace("$", "")]
        for name, each in opened.defined_names.items()
    }
    assert {"opening_lag", "fill", "warning_red", "base_seats_primary", "scope_share", "this_year"} <= set(names)
    assert {name: names[name].value for name in ("fill", "base_seats_primary", "opening_lag")} == {
        "fill": "一次招满",
        "base_seats_primary": "供需平衡",
        "opening_lag": 1,
    }
    texts = [str(cell.value) for sheet in opened for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert sum("warning_red" in text for text in texts) > 40
    assert [name for name in names if not any(name in text for text in texts)] == []


def test_cells_say_words_and_read_codes_too(tmp_path: Path) -> None:
    """No code stands in a value; a code that is typed is read, and formulas know it."""
    found = CASES["tangled_2"]()
    book = tmp_path / "book.xlsx"
    write_book(found, book, "zh")
    opened = openpyxl.load_workbook(book)
    values = [row[2].value for row in opened["参数"].iter_rows(min_row=5) if row[0].value]
    codes = {"balanced", "listed", "all", "by_grade", "assumed", "published", "derived", "projected", "primary"}
    assert codes & {each for each in values if isinstance(each, str)} == set()
    assert read_book(Workbook(book)).plan == found.plan
    parameter(opened, "fill").value = found.plan.fill
    for row in opened["参数"].iter_rows(min_row=5):
        if str(row[0].value).startswith("base_seats.seats.") and row[2].value == "按名册":
            row[2].value = "listed"
        if str(row[0].value).startswith("base_seats.seats.") and row[2].value == "供需平衡":
            row[2].value = "balanced"
    opened.save(book)
    (path,) = saved([book], tmp_path)
    assert read_book(Workbook(path)).plan == found.plan
    sheets = openpyxl.load_workbook(path, data_only=True)
    held = [row[3:6] for row in sheets["余缺表"].iter_rows(min_row=6, values_only=True)]
    assert held == [(row.seats, row.demand, row.balance) for row in found.rows()]


def test_schools_are_numbered_and_sheets_coloured_by_what_they_are_for(tmp_path: Path) -> None:
    """Both rows of a school of two stages have its number; the last number is that of schools."""
    found = CASES["shipped"]()
    book = tmp_path / "book.xlsx"
    write_book(found, book, "zh")
    opened = openpyxl.load_workbook(book)
    rows = [row for row in opened["项目台账"].iter_rows(min_row=7, values_only=True) if row[1]]
    assert {row[1]: row[0] for row in rows} == {school.id: n for n, school in enumerate(found.plan.schools, start=1)}
    colours: dict[str, list[str]] = {}
    for sheet in opened:
        tab = sheet.sheet_properties.tabColor
        colours.setdefault(str(tab and tab.rgb), []).append(sheet.title)
    assert list(colours.values()) == [
        ["首页", "说明", "余缺表", "分年级", "图表", "核对"],
        ["项目台账", "进度", "参数"],
        ["需求预测", "年度学位", "结论推算"],
    ]
    listed = [row[0] for row in front(book) if row and row[0] in opened.sheetnames]
    assert [each for each in listed if each != "核对"] == [each for each in opened.sheetnames if each != "核对"]


def test_a_workbook_of_the_version_before_is_read(tmp_path: Path) -> None:
    """With codes in its cells, rows numbered, no first sheet, no names."""
    assert read_book(Workbook(OLD)).plan == replace(CASES["tangled_1"]().plan)
    done = run("import", OLD, "--output", tmp_path / "plan.yaml", "--yes")
    assert done.returncode == 0
