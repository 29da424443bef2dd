"""Tables of schools are made column by column, block by block: what stands in a row follows from its school alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xuewei
from xuewei.workbook.write import row_formulas, school_cells
from xuewei.workbook.write.book import write_book
from xuewei.workbook.write.lines import Lines

from builders import level, plan, population, school

SCHOOLS = (
    school("one", seats={"primary": 270}, planned=2021),
    school("two", type="nine_year", seats={"primary": 540, "middle": 300}, planned=2022, cost_wan=900.0),
    school("gone", removes={"primary": 90}, opens=2023, works="extension"),
    school("graded", seats={"primary": 270}, classes={"primary": (1, 1, 1, 1, 1, 1)}, opens=2024),
    school("half", seats={"middle": 150}, opens=2024, status="in_use"),
)


def ledger(path: Path) -> dict[str, Any]:
    """The cells of the ledger of a plan of several kinds of rows, and those of all checks."""
    write_book(xuewei.assess(plan(*SCHOOLS), population({"甲": level(9_000)})), path, "zh", by_row=True)
    book = openpyxl.load_workbook(path)
    cells = (cell for name in ("项目台账", "核对") for row in book[name].iter_rows() for cell in row)
    return {f"{cell.parent.title}!{cell.coordinate}": cell.value for cell in cells if cell.value is not None}


def test_blocks_of_rows_make_one_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of schools, of rows, and sums over the rows go on from block to block."""
    whole = ledger(tmp_path / "whole.xlsx")
    monkeypatch.setattr(school_cells, "BLOCK", 2)
    assert ledger(tmp_path / "parts.xlsx") == whole
    numbers = [whole[f"项目台账!A{row}"] for row in range(7, 14)]
    assert numbers == [1, 2, 2, 3, 3, 4, 5]


def test_rows_of_schools_are_made_anew_whenever_they_are_gone_through() -> None:
    """None is held; a school without seats has none."""
    held = (*SCHOOLS, school("none", seats={}))
    found = Lines(xuewei.assess(plan(*held), population({"甲": level(9_000)})), held)
    assert [line.school.id for line in found] == [each.id for each in SCHOOLS for _ in (*each.seats, *each.removes)]
    assert len(found) == len([*found])
    assert next(iter(found)) is not next(iter(found))
    assert [len(some) for some in found.blocks(3)] == [3, 3, 1]


def test_a_long_table_asks_a_school_of_one_stage_for_no_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its formulas look at their own row only; a school of two stages keeps those over all rows, and its parts."""
    short = ledger(tmp_path / "short.xlsx")
    monkeypatch.setattr(row_formulas, "MANY", 0)
    long = ledger(tmp_path / "long.xlsx")
    rows = {cell.partition("!")[2] for cell in short if cell.startswith("项目台账") and short[cell] != long.get(cell)}
    assert {cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for cell in rows} == {"7", "10", "11", "12", "13"}
    assert long.get("项目台账!G7") is None
    assert "COUNTIFS" in long["项目台账!G8"]
    assert long["项目台账!G8"] == short["项目台账!G8"]


def test_no_cell_that_a_formula_fills_has_bounds(tmp_path: Path) -> None:
    """Whoever types over it is told by the checks; a school that always was open has no year there."""
    ledger(tmp_path / "l.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "l.xlsx")["项目台账"]
    formulas = {cell.column for cell in sheet[7] if str(cell.value).startswith("=")}
    bounds = [each for each in sheet.data_validations.dataValidation if each.type != "list"]
    bound = {column for each in bounds for area in each.sqref for column in range(area.min_col, area.max_col + 1)}
    assert bound
    assert [sheet.cell(6, n).value for n in bound & formulas] == []
