"""What people do to a workbook that changes nothing of the plan, or changes just what they mean."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.read import read_plan
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.plan import BaseSeats, Conversion, Plan, Progress, School
from xuewei.workbook.read.parameter_cells import changed
from xuewei.workbook.read.plan_book import BookPlan, read_book

from books import at, book_of, doctored, saved, sheet_of
from builders import plan, school
from spreadsheet import saved as resaved

Edit = Callable[[Worksheet], None]


def rich() -> Plan:
    """A plan that uses every sheet: rows 7 to 10 of the ledger."""
    steps = (Progress("2021-03-01", "approved", "批复"), Progress("2022-02-09", "under_construction"))
    first = School(
        id="2021-1",
        type="nine_year",
        area="甲",
        seats={"primary": 540, "middle": 300},
        planned=2021,
        name="=1+1",
        founder="某集团",
        provision="inclusive",
        status="under_construction",
        progress=steps,
        cost_wan=800.5,
        removes={"primary": 45},
        convert=(Conversion(2030, "primary", "middle", 90),),
        responsible={"unit": "教育局", "person": "张三"},
        due="2023-08-31",
        basis={"seats": "derived", "status": "published", "cost_wan": "published"},
        note="第一行\n第二行",
    )
    found = plan(first, replace(school("b"), area="乙", opens=2024, works="extension", fill="by_grade"))
    base = BaseSeats(2020, {"甲": {"primary": 500}}, "published", "统计")
    return replace(found, areas=("乙",), base_seats=base, source={"title": "规划", "date": "2021-12"})


def read(path: Path) -> BookPlan:
    """What is read from a workbook."""
    return read_book(Workbook(path))


def insert_column(sheet: Worksheet) -> None:
    """A column of somebody's own, between ours."""
    sheet.insert_cols(4)
    sheet["D3"] = "经办人"
    sheet["D9"] = "李四"


def insert_rows(sheet: Worksheet) -> None:
    """Two lines above the head."""
    sheet.insert_rows(1, 2)
    sheet["A1"] = "（内部资料）"


def move_columns(sheet: Worksheet) -> None:
    """The columns in reverse order, groups with their own."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    upper: Any = ""
    for n, title in enumerate(rows[2]):
        upper = title or upper
        rows[2][n] = upper
    for n, row in enumerate(rows, start=1):
        for m, value in enumerate(reversed(row), start=1):
            sheet.cell(n, m).value = value
            if value == "=1+1":
                sheet.cell(n, m).data_type = "s"


def blank_lines(sheet: Worksheet) -> None:
    """An empty line between schools."""
    sheet.insert_rows(10)


def sort_later(sheet: Worksheet) -> None:
    """What is said of a school only in its first row."""
    for row in (8, 9):
        for title in ("项目名称", "区域", "学校类型", "举办者", "责任单位", "当前阶段", "备注", "计划年度"):
            at(sheet, title, row).value = None


def merge_text(sheet: Worksheet) -> None:
    """The text of a school merged over its rows."""
    for letter in "BCDFI":
        sheet.merge_cells(f"{letter}7:{letter}9")


def short_head(sheet: Worksheet) -> None:
    """Titles with line breaks and blanks."""
    for row in (3, 4):
        for cell in sheet[row]:
            if isinstance(cell.value, str):
                cell.value = f" {cell.value[:2]}\n{cell.value[2:]} "


def text_numbers(sheet: Worksheet) -> None:
    """Numbers as text, full width, with thousands and with their unit."""
    for row, year, seats in ((7, "2021年", "５４０"), (8, "2021.0", "300 "), (9, " 2021", "-４５")):
        at(sheet, "计划年度", row).value = year
        at(sheet, {7: "小学", 8: "初中", 9: "小学"}[row], row).value = seats


@pytest.mark.parametrize(
    "edit",
    [insert_column, insert_rows, move_columns, blank_lines, sort_later, merge_text, short_head, text_numbers],
)
def test_the_plan_stays_the_same(tmp_path: Path, edit: Edit) -> None:
    """However the ledger is arranged."""
    book = book_of(rich())
    edit(sheet_of(book, "ledger"))
    assert read(saved(book, tmp_path)).plan == rich()


def test_rows_of_sums_among_the_projects_are_left_out_and_named(tmp_path: Path) -> None:
    """Whichever column says that they are sums; our own above all others goes without saying."""
    book = book_of(rich())
    sheet = sheet_of(book, "ledger")
    last = max(row for row in range(7, sheet.max_row + 1) if sheet.cell(row, 2).value) + 1
    for row, column, label in ((last, 1, "合计（3所）"), (last + 1, 3, "城东镇小计："), (last + 2, 2, "总计")):
        sheet.cell(row, column).value = label
        at(sheet, "小学", row).value = 540
    found = read(saved(book, tmp_path))
    assert found.plan == rich()
    assert [(str(cell), label) for cell, label in found.totals] == [
        (f"项目台账!A{last}", "合计（3所）"),
        (f"项目台账!C{last + 1}", "城东镇小计："),
        (f"项目台账!B{last + 2}", "总计"),
    ]


def test_columns_of_ones_own_are_named(tmp_path: Path) -> None:
    """They are not read, and that is said."""
    book = book_of(rich())
    insert_column(sheet_of(book, "ledger"))
    assert read(saved(book, tmp_path)).ignored == {"项目台账": ("经办人",)}


@pytest.mark.parametrize(
    "written",
    [date(2023, 8, 31), datetime(2023, 8, 31, 9, 30), 45169, "45169", "2023-08-31", "2023/8/31", "2023.8.31", "2023年8月31日", "２０２３年8月31日", "2023-08-31 00:00:00"],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(tmp_path: Path, written: Any) -> None:
    """As a date, as a serial number, as text."""
    book = book_of(rich())
    for row in (7, 8, 9):
        at(sheet_of(book, "ledger"), "完成时限", row).value = written
    assert read(saved(book, tmp_path)).plan == rich()


def test_a_year_that_a_spreadsheet_shows_as_a_day_is_a_year(tmp_path: Path) -> None:
    """2021 in a cell with a date's format is 1905-07-13."""
    book = book_of(rich())
    for row in (7, 8, 9):
        at(sheet_of(book, "ledger"), "计划年度", row).value = 2021
        at(sheet_of(book, "ledger"), "计划年度", row).number_format = "yyyy-mm-dd"
    assert read(saved(book, tmp_path)).plan == rich()


def test_words_may_be_labels_of_either_language_keys_or_the_workbooks_own(tmp_path: Path) -> None:
    """The list on the sheet of parameters comes first."""
    book = book_of(rich())
    at(sheet_of(book, "ledger"), "当前阶段", 10).value = "Planned"
    at(sheet_of(book, "ledger"), "建设性质", 10).value = "extension"
    at(sheet_of(book, "ledger"), "招生方式", 10).value = "慢慢招"
    parameters = sheet_of(book, "parameters")
    row = next(cell.row for cell in parameters["A"] if cell.value == "words.fill.by_grade")
    at(parameters, "值", row).value = "慢慢招"
    assert read(saved(book, tmp_path)).plan == rich()


def test_a_year_typed_over_the_formula_is_the_written_one(tmp_path: Path) -> None:
    """In every row of the school; one that says what would be computed writes nothing."""
    book = book_of(rich())
    for row in (7, 8, 9):
        at(sheet_of(book, "ledger"), "采用", row).value = 2023
    at(sheet_of(book, "ledger"), "采用", 10).value = 2024
    found = read(saved(book, tmp_path)).plan
    assert [each.opens for each in found.schools] == [2023, 2024]
    at(sheet_of(book, "ledger"), "采用", 7).value = 2022
    for row in (8, 9):
        at(sheet_of(book, "ledger"), "采用", row).value = 2022
    assert read(saved(book, tmp_path)).plan == rich()


def test_a_formula_that_nobody_computed_anew_is_not_typed_over(tmp_path: Path) -> None:
    """Its old value says nothing."""
    path = saved(book_of(rich()), tmp_path)
    with zipfile.ZipFile(path) as book:
        text = book.read("xl/worksheets/sheet2.xml")
    # openpyxl writes the empty value in two ways, with lxml and without
    stale, found = re.subn(rb"<f>2000\+22</f><v(?: ?/>|></v>)", b"<f>2000+22</f><v>2019</v>", text)
    assert found == 3
    assert read(doctored(path, {"xl/worksheets/sheet2.xml": stale})).plan == rich()


def test_a_word_of_ours_that_begins_like_a_formula_is_text(tmp_path: Path) -> None:
    """Names that begin with a sign stay what they are."""
    for name in ("=1+1", "+86", "-甲", "@校", "\t表"):
        one = replace(rich(), schools=(replace(rich().schools[0], name=name),))
        found = read(saved(book_of(one), tmp_path)).plan
        assert found.schools[0].name == name.strip()


def test_changed_values_of_the_population_are_found(tmp_path: Path) -> None:
    """With the cell, both values, and what a scenario would set."""
    assumptions = read_assumptions()
    shown = {
        "base_crowding": 1.5,
        "warning.yellow": assumptions.yellow.value,
        "warning.red": 1.25,
        "warning.surplus": 0.5,
        "inflow.middle": 1.1,
        "scope.甲": 0.5,
        "stages.primary.class_size": 40,
        "stages.primary.residents_per_school[2]": assumptions.stages[1].residents_per_school[1],  # type: ignore[index]
        "nothing.known": 3,
    }
    found = read(saved(book_of(rich(), assumed=shown), tmp_path))
    lines = [
        (each.key, each.shown, each.true, each.setting) for each in changed(found.assumed, found.plan, assumptions)
    ]
    assert lines == [
        ("assumptions.base_crowding", 1.5, 1.0, "base_crowding"),
        ("assumptions.warning.red", 1.25, 1.0, "warning.red"),
        ("assumptions.warning.surplus", 0.5, 0.85, "warning.surplus"),
        ("assumptions.inflow.middle", 1.1, 1.0, "inflow.middle"),
        ("assumptions.scope.甲", 0.5, 1.0, "population.scope"),
        ("assumptions.stages.primary.class_size", 40, 45.0, "class_size.primary"),
    ]
    first = next(iter(changed(found.assumed, found.plan, assumptions)))
    assert str(first.place).startswith("参数!C")


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_other_programs_and_kinds_of_file_read_the_same(tmp_path: Path, kind: str) -> None:
    """Saved by LibreOffice as each kind."""
    path = saved(book_of(rich()), tmp_path)
    assert read(resaved([path], tmp_path, kind)[0]).plan == rich()
    shipped = read_plan()
    assert read(resaved([saved(book_of(shipped), tmp_path)], tmp_path, kind)[0]).plan == shipped
