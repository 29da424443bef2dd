"""The sheet of estates: computed anew it says what the program says, also where dwellings were changed in it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.workbook.write.book import write_book

from inside import run
from program import TOP
from spreadsheet import differing, saved

HEAD = "id,name,area,zone,dwellings,floor_area_m2,kind,completes,occupancy,basis,source\n"
ROWS = """e1,东湖,合成区,合成第01学区,800,,商品房,"2026: 300, 2027: 500",,published,许可
e2,北苑,合成区,,,60000,安置房,2028,0.4; 0.7; 0.9,assumed,x
e3,南里,合成区,,500,,人才房,2029,快,assumed,x
"""


@pytest.fixture(scope="module")
def estates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district of the examples with three estates."""
    folder = tmp_path_factory.mktemp("estates") / "district"
    shutil.copytree(TOP / "examples" / "district", folder)
    (folder / "population" / "estates.csv").write_text(HEAD + ROWS, encoding="utf-8")
    return folder


def assessed(folder: Path, rows: str = ROWS) -> Assessment:
    """The answer of a project with these estates."""
    (folder / "population" / "estates.csv").write_text(HEAD + rows, encoding="utf-8")
    return assess(*read_project(folder / "plan.yaml"))


def balances(book: Path) -> dict[tuple[str, int], tuple[object, object]]:
    """Demand and balance by stage and year, as the sheet of balances has them."""
    sheet = openpyxl.load_workbook(book, data_only=True)["余缺表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    return {(str(row[0]), int(row[2])): (row[4], row[5]) for row in rows if isinstance(row[2], int | float)}


def verdict(book: Path, what: str) -> str:
    """What the sheet of checks says of the first of these."""
    rows = openpyxl.load_workbook(book, data_only=True)["核对"].iter_rows(values_only=True)
    return next(str(row[4]) for row in rows if str(row[0]).startswith(what))


def told(found: Assessment) -> dict[tuple[str, int], tuple[int, int]]:
    """The same as the program says it."""
    names = {"kindergarten": "幼儿园", "primary": "小学", "middle": "初中"}
    return {(names[row.stage], row.year): (row.demand, row.balance) for row in found.rows()}


def test_a_spreadsheet_computes_what_the_program_says(estates: Path, tmp_path: Path) -> None:
    """Every formula, and every balance where dwellings and a year of completion are changed."""
    found, book = assessed(estates), tmp_path / "ledger.xlsx"
    write_book(found, book, "zh")
    changed = openpyxl.load_workbook(book)
    sheet = changed["小区"]
    rows = {(sheet.cell(n, 1).value, sheet.cell(n, 7).value): n for n in range(6, 10)}
    sheet.cell(rows["e1", 2027], 6).value = 2000
    sheet.cell(rows["e3", 2029], 7).value = 2028
    changed.save(tmp_path / "changed.xlsx")
    again, moved = saved([book, tmp_path / "changed.xlsx"], tmp_path / "new")
    assert differing(book, again)[1] == []
    other = ROWS.replace(",800,", ",2300,").replace("2027: 500", "2027: 2000").replace(",2029,", ",2028,")
    wanted = told(assessed(estates, other))
    assert wanted != told(found)
    assert balances(moved) == wanted
    assert {verdict(again, "小区 ·"), verdict(moved, "小区 ·")} == {"未改动", "已改动"}
    checks = [str(cell.value) for cell in openpyxl.load_workbook(moved, data_only=True)["核对"]["E"]]
    assert "不通过" not in checks


WRONG: dict[str, tuple[str, object, str, str]] = {
    "dwellings": ("F6", "约600", "小区!F6", "小区：该填数"),
    "year": ("G7", "2029年", "小区!G7", "小区：该填数"),
    "course": ("H8", "很快", "小区!H8", "小区：区域"),
    "kind": ("E9", "宿舍", "小区!E9", "小区：区域"),
    "share": ("D14", "多", "小区第 14 行", "小区：该填数"),
    "negative": ("F6", -5, "", "小区：套数"),
    "area": ("C6", "外地", "", "小区：区域"),
}
"""Edits of the sheet of estates: the cell, what is typed, what the conclusion names (nothing where balances are still
numbers), and the check that turns red."""


@pytest.fixture(scope="module")
def wrong(estates: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook after each of these edits, as a spreadsheet computes it; and after an error typed into a balance."""
    folder, books = tmp_path_factory.mktemp("wrong"), []
    write_book(assessed(estates), folder / "whole.xlsx", "zh")
    edits: dict[str, tuple[str, str, Any]] = {key: ("小区", cell, value) for key, (cell, value, _, _) in WRONG.items()}
    for key, (name, cell, value) in {**edits, "error": ("余缺表", "D20", "=1/0")}.items():
        book = openpyxl.load_workbook(folder / "whole.xlsx")
        book[name][cell] = value
        books.append(folder / f"{key}.xlsx")
        book.save(books[-1])
    return dict(zip([*WRONG, "error"], saved(books, folder / "new"), strict=True))


@pytest.mark.parametrize("key", WRONG)
def test_what_cannot_be_counted_with_is_named_by_the_conclusion(key: str, wrong: dict[str, Path]) -> None:
    """With its cell, where balances are errors; the checks name the sheet in any case."""
    _, _, named, check = WRONG[key]
    told = str(openpyxl.load_workbook(wrong[key], data_only=True)["首页"]["A3"].value)
    assert told.startswith(f"有错，不能下结论：{named} ") if named else "有错" not in told
    assert verdict(wrong[key], check) == "不通过"
    others = {row[3] for row in WRONG.values()} - {check}
    assert [verdict(wrong[key], each) for each in others] == ["通过"] * len(others)


def test_an_error_of_another_sheet_is_told_with_the_row_of_the_balance(wrong: dict[str, Path]) -> None:
    """Whatever it comes from."""
    told = openpyxl.load_workbook(wrong["error"], data_only=True)["首页"]["A3"].value
    assert str(told).startswith("有错，不能下结论：余缺表第 20 行 ")


def test_cells_of_estates_take_only_what_can_be_counted_with(estates: Path, tmp_path: Path) -> None:
    """Every input has a list or bounds."""
    write_book(assessed(estates), tmp_path / "ledger.xlsx", "zh")
    rules = openpyxl.load_workbook(tmp_path / "ledger.xlsx")["小区"].data_validations.dataValidation
    found = {str(rule.sqref)[0]: (rule.type, rule.formula1) for rule in rules}
    assert {key: kind for key, (kind, _) in found.items()} == dict.fromkeys("CDEH", "list") | dict.fromkeys(
        "FG", "whole"
    )
    assert (found["F"][1], found["C"][1]) == ("0", '"合成区"')


def test_estates_within_migration_are_no_formula_of_the_demand(estates: Path, tmp_path: Path) -> None:
    """They move who arrives: what the sheet says of them is not added."""
    found, book = assessed(estates), tmp_path / "ledger.xlsx"
    rules = found.assumptions.estates
    assert rules is not None
    within = replace(found.assumptions, estates=replace(rules, counted="within_migration"))
    write_book(assess(found.plan, found.population, within), book, "zh")
    written = openpyxl.load_workbook(book)
    cells = [cell.value for row in written["需求预测"].iter_rows() for cell in row]
    assert not any("小区!" in str(cell) for cell in cells)
    assert {written["小区"].cell(n, 9).value for n in range(6, 10)} == {"算作迁入的人"}


def test_a_project_without_estates_has_no_such_sheet(tmp_path: Path) -> None:
    """Nor a name of one."""
    book = tmp_path / "ledger.xlsx"
    write_book(assess(*read_project(TOP / "examples" / "counties" / "plan.yaml")), book, "en")
    written = openpyxl.load_workbook(book)
    assert "Estates" not in written.sheetnames
    assert not [name for name in written.defined_names if name.startswith("estate_")]


def test_shares_and_yields_have_names(estates: Path, tmp_path: Path) -> None:
    """Of courses and of kinds, each its row."""
    book = tmp_path / "ledger.xlsx"
    write_book(assessed(estates), book, "en")
    written = openpyxl.load_workbook(book)
    names = {name for name in written.defined_names if name.startswith("estate_")}
    assert {"estate_share_usual", "estate_share_fast", "estate_yield_primary_commodity"} <= names
    where = written.defined_names["estate_yield_primary_commodity"].attr_text.partition("!")[2].replace("$", "")
    (cells,) = written["Estates"][where]
    assert {cell.value for cell in cells} == {21.7}
    assert read_population(estates / "population").estates


def test_a_ledger_that_comes_back_tells_what_was_edited_in_it(estates: Path, tmp_path: Path) -> None:
    """The sheet is not read: estates stay as they are written, and the cells are named."""
    book = tmp_path / "ledger.xlsx"
    write_book(assessed(estates), book, "zh")
    into = ("--into", estates / "plan.yaml")
    assert "小区一表" not in run("import", book, *into).stderr
    changed = openpyxl.load_workbook(book)
    changed["小区"].cell(6, 6).value = 999
    changed["小区"].cell(6, 8).value = "快"
    changed["小区"].cell(8, 8).value = "慢"
    changed.save(book)
    done = run("import", book, *into)
    assert "小区一表改了 3 格，不读回：小区!F6, 小区!H6, 小区!H8；要留下，改 estates.csv" in "".join(
        done.stderr.split("\n")
    )
    assert assessed(estates).population.estates[0].dwellings == 300
