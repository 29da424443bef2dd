"""The first sheet and the sheet of checks: what they say is the engine's, and follows what somebody edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xuewei
from xuewei.answers.gap.conclusion import Conclusion, cards_sheet
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.cli.asked import bands_asked
from xuewei.formats.book.sheets import Workbook
from xuewei.model.assessment import Assessment, with_plan
from xuewei.model.parameters import with_parameter
from xuewei.tables.plain import plain
from xuewei.workbook.read.plan_book import read_book
from xuewei.workbook.write.book import write_book

from inside import run
from ledgers import CASES, cell_of, parameter
from spreadsheet import differing, saved

OLD = Path(__file__).parent / "before.xlsx"


@cache
def computed(path: Path) -> Any:
    """A workbook with the values that a spreadsheet has computed, loaded once."""
    return openpyxl.load_workbook(path, data_only=True)


def front(path: Path) -> list[list[Any]]:
    """The filled cells of the first sheet by rows, as a spreadsheet has computed them."""
    return [
        [each for each in row if each not in (None, "")]
        for row in computed(path).worksheets[0].iter_rows(values_only=True)
    ]


def said(path: Path) -> list[Any]:
    """The first cells of the rows of the first sheet."""
    return [row[0] for row in front(path) if row]


def verdicts(path: Path) -> dict[str, str]:
    """The results of the sheet of checks by what is checked."""
    sheet = computed(path)["核对"]
    return {str(row[0]): str(row[4]) for row in sheet.iter_rows(min_row=6, values_only=True) if row[4]}


def concluded(found: Assessment, bands: Any, day: date | None) -> Conclusion:
    """What the engine says of an assessment."""
    return Conclusion.of(found, found.rows(), bands, day)


SEEN = {
    "now": ("shipped", "zh", date(2026, 3, 1), True),
    "begun": ("shipped", "en", date(2020, 12, 1), True),
    "over": ("shipped", "zh", date(2050, 1, 1), True),
    "known": ("shipped", "en", None, False),
    "areas": ("few", "en", date(2020, 12, 1), True),
    "areas_over": ("few", "zh", date(2050, 1, 1), False),
    "tangled": ("tangled_3", "zh", date(2022, 1, 1), True),
    "followed": ("followed", "en", date(2026, 3, 1), True),
    "marked": ("marked", "zh", date(2022, 1, 1), False),
}
"""Cases by name: of what, in which language, on which day, with bands or without."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """The workbook of each case as it is written, and as a spreadsheet computes it."""
    folder = tmp_path_factory.mktemp("seen")
    books = []
    for key, (name, lang, day, banded) in SEEN.items():
        found = CASES[name]()
        books.append(folder / f"{key}.xlsx")
        write_book(found, books[-1], lang, bands=bands_asked(found) if banded else None, today=day)
    return dict(zip(SEEN, zip(books, saved(books, folder), strict=True), strict=True))


@pytest.mark.parametrize("key", SEEN)
def test_the_first_sheet_says_what_the_engine_says(key: str, seen: dict[str, tuple[Path, Path]]) -> None:
    """Message, past line, pair and what to do, before, in and after the years of the plan; all formulas agree."""
    name, lang, day, banded = SEEN[key]
    found, words = CASES[name](), said(seen[key][1])
    told = concluded(found, bands_asked(found) if banded else None, day)
    assert words[2] == told.message(lang)
    assert told.past(lang) in ("", *words)
    beside = [*told.closings(lang), *grade_sentences(found, told.rows, lang), *cards_sheet(told.ahead, lang).notes]
    wanted = [plain(line, lang) for line in (*beside, *told.delivered(lang), *told.to_do(lang))]
    assert [line for line in wanted if line and line not in words] == []
    assert differing(*seen[key])[1] == []


DAY = date(2026, 3, 1)
FEWER = ("2022-middle-1", "2022-middle-2", "2022-middle-3", "2023-middle-1")


def _fewer(book: Any) -> None:
    for school in FEWER:
        cell_of(book, school, "学位", "初中").value = 1


EDITS: dict[str, Callable[[Any], None]] = {
    "seats": _fewer,
    "surplus": lambda book: setattr(parameter(book, "assumptions.warning.surplus"), "value", 0.2),
    "yellow": lambda book: setattr(parameter(book, "assumptions.warning.yellow"), "value", 0.5),
    "year": lambda book: setattr(parameter(book, "assumptions.this_year"), "value", 2021),
    "typed": lambda book: setattr(book["余缺表"]["D20"], "value", 7),
    "lost": lambda book: setattr(book["项目台账"]["B50"], "value", "新校"),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped plan's workbook after each edit, as a spreadsheet computes it."""
    folder, found = tmp_path_factory.mktemp("edited"), CASES["shipped"]()
    write_book(found, folder / "whole.xlsx", "zh", bands=bands_asked(found), today=DAY)
    books = []
    for key, edit in EDITS.items():
        book = openpyxl.load_workbook(folder / "whole.xlsx")
        edit(book)
        books.append(folder / f"{key}.xlsx")
        book.save(books[-1])
    return dict(zip(EDITS, saved(books, folder), strict=True))


def test_an_edit_of_seats_changes_the_sentence_and_is_told_from_an_error(edited: dict[str, Path]) -> None:
    """Middle schools with one seat each: the message is the engine's on that plan; the checks name the column and say
    that the rest is as it should be, but for the printed totals, which are no longer met."""
    found = CASES["shipped"]()
    schools = (
        replace(each, seats={**each.seats, "middle": 1}) if each.id in FEWER else each for each in found.plan.schools
    )
    after = with_plan(found, replace(found.plan, schools=tuple(schools)))
    now, before = (concluded(each, bands_asked(found), DAY).message("zh") for each in (after, found))
    assert now != before
    assert said(edited["seats"])[2] == now
    results = verdicts(edited["seats"])
    assert results["项目台账 · 学位 · 初中"] == results["初中 · 可用学位，各区域各学年之和"] == "已改动"
    assert results["项目台账 · 学位 · 小学"] == "未改动"
    assert results["小学 · 可用学位，各区域各学年之和"] == "通过"
    wrong = [key for key, verdict in results.items() if verdict == "不通过"]
    assert "规划印数 · 初中" in wrong
    assert [key for key in wrong if not (key.startswith("规划印数") and key.endswith("初中"))] == []


@pytest.mark.parametrize(("key", "value"), [("surplus", 0.2), ("yellow", 0.5)])
def test_an_edit_of_an_alert_changes_the_sentence(key: str, value: float, edited: dict[str, Path]) -> None:
    """What is enough, tight or more than enough is by the limits that stand in the sheet of parameters."""
    found = CASES["shipped"]()
    people = found.population
    assumed = with_parameter(people.assumptions, f"warning.{key}", value, areas=found.areas, source="")
    after = xuewei.assess(found.plan, replace(people, assumptions=assumed))
    now, before = (concluded(each, bands_asked(each), DAY).message("zh") for each in (after, found))
    assert now != before
    assert said(edited[key])[2] == now
    assert verdicts(edited[key])["参数：改动的格数"] == "已改动"
    assert front(edited[key])[3][1].startswith("已改动，与写出时不同")


def test_the_year_after_which_the_sentence_looks_may_be_changed(edited: dict[str, Path]) -> None:
    """A book that is opened a year later, or read as of an earlier one."""
    found = CASES["shipped"]()
    told = concluded(found, bands_asked(found), date(2021, 10, 1))
    assert said(edited["year"])[2] == told.message("zh")
    assert told.past("zh") in said(edited["year"])


def test_a_result_that_is_typed_over_turns_a_check_red(edited: dict[str, Path]) -> None:
    """No input is another, so a balance that is not the engine's is an error and no edit."""
    results = verdicts(edited["typed"])
    assert results["幼儿园 · 可用学位，各区域各学年之和"] == "不通过"
    assert results["初中 · 可用学位，各区域各学年之和"] == "通过"
    assert "已改动" not in results.values()
    assert front(edited["typed"])[3][1].startswith("不通过")


def test_a_row_that_no_formula_sees_turns_a_check_red(edited: dict[str, Path]) -> None:
    """A new school without a stage has seats that are nowhere counted."""
    what = "项目台账：学段、区域或投用学年认不出而没有计入的行"
    assert verdicts(edited["lost"])[what] == "不通过"


def test_every_result_of_the_checks_has_its_colour(edited: dict[str, Path]) -> None:
    """On the sheet of checks by its word, on the first sheet by how the result begins."""
    book = openpyxl.load_workbook(edited["typed"])
    rules = {
        name: " ".join(str(rule.formula) for each in book[name].conditional_formatting for rule in each.rules)
        for name in ("首页", "核对")
    }
    assert [word for word in ("通过", "不通过", "已改动", "未改动") if f'"{word}"' not in rules["核对"]] == []
    assert [word for word in ("全部通过", "已改动") if word not in rules["首页"]] == []


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
        ["首页", "说明", "余缺表", "分年级", "班级教师经费", "图表", "核对"],
        ["项目台账", "进度", "参数"],
        ["需求预测", "年度学位", "结论推算"],
    ]
    listed = [row[0] for row in front(book) if row and row[0] in opened.sheetnames]
    assert [each for each in listed if each != "核对"] == [each for each in opened.sheetnames if each != "核对"]


def test_a_workbook_of_the_version_before_is_read() -> None:
    """With codes in its cells, rows numbered, no first sheet, no names."""
    assert read_book(Workbook(OLD)).plan == CASES["tangled_1"]().plan


@pytest.mark.parametrize(("lang", "nobody"), [("zh", "不缺"), ("en", "not short")])
def test_a_sum_of_shortages_that_is_nothing_says_that_nobody_is_short(lang: str, nobody: str, tmp_path: Path) -> None:
    """Supply and demand may be even; shortages alone cannot: on the first sheet of several areas, and of the charts."""
    found, path = CASES["counties"](), tmp_path / "book.xlsx"
    write_book(found, path, lang, today=date(2020, 12, 1))
    book = openpyxl.load_workbook(path)
    cells = [
        cell
        for sheet in (book.worksheets[0], book["图表" if lang == "zh" else "Charts"])
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and '"<0")' in str(cell.value)
    ]
    assert len(cells) == len(found.stages) * (1 + len(found.known))
    assert {cell.number_format.endswith(f';"{nobody}"') for cell in cells} == {True}


def test_the_first_sheet_says_which_grades_are_short(tmp_path: Path) -> None:
    """A district whose stages have seats enough and whose grades have not: as gap says it, marked as of writing."""
    folder = Path(__file__).parents[2] / "examples" / "district"
    book = tmp_path / "book.xlsx"
    assert run("ledger", "--plan", folder / "plan.yaml", "--output", book).returncode == 0
    told = [str(each) for each in said(book)]
    (sentence,) = (each for each in told if each.startswith("初中 2031 年共余 59，但初二缺 19、初三缺 176"))
    (title,) = (each for each in told if each.endswith("不随改动更新"))
    assert told.index(title) < told.index(sentence)
    assert sentence.partition("：")[0] in run("gap", "--plan", folder / "plan.yaml").stdout.replace("\n", "")
    assert not [each for each in told if "class_sizes" in each]  # words there, keys in the terminal
