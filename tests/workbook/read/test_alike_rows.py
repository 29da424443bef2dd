"""Rows of a ledger that hold the same values: each is its own when something is wrong, and they share what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xuewei.errors import InputError
from xuewei.formats.book.sheets import Workbook
from xuewei.model.plan import Plan
from xuewei.workbook.read.plan_book import read_book

from books import at, book_of, saved, sheet_of
from builders import plan, school

ROWS = 12
FIRST = 7


def alike() -> Plan:
    """Schools in the rows 7 to 18 that differ by their ids alone."""
    one = school("a", closes=2040, responsible={"unit": "教育局"}, due="2026-08-31", basis={"seats": "assumed"})
    return plan(*(replace(one, id=f"a{n}") for n in range(ROWS)))


def told(folder: Path, cells: dict[tuple[str, int], Any]) -> list[str]:
    """The faults where cells hold something else, without the name of the file and the sheet."""
    book = book_of(alike())
    for (title, row), value in cells.items():
        at(sheet_of(book, "ledger"), title, row).value = value
    with pytest.raises(InputError) as wrong:
        read_book(Workbook(saved(book, folder)))
    return [fault.text("zh").partition("!")[2] for fault in wrong.value.faults]


def test_the_same_slip_in_several_rows_is_told_at_each(tmp_path: Path) -> None:
    """A value that nobody could mean, one inside a map, and one that is wrong only beside another."""
    cells = {("计划年度", 9): 9999, ("计划年度", 14): 9999, ("小学", 8): 540.5, ("小学", 16): 540.5}
    years = {("撤销学年", 10): 2020, ("撤销学年", 15): 2020}
    lines = told(tmp_path, {**cells, **years})
    assert [line.partition(":")[0] for line in lines] == ["R8", "I9", "L10", "I14", "L15", "R16"]
    assert lines[0].removeprefix("R8") == lines[5].removeprefix("R16")
    assert lines[2].removeprefix("L10") == lines[4].removeprefix("L15")


def test_a_word_that_nobody_knows_is_told_in_every_row(tmp_path: Path) -> None:
    """Not only where it stands first."""
    lines = told(tmp_path, {("当前阶段", 8): "在见", ("当前阶段", 12): "在见"})
    assert [line.partition(":")[0] for line in lines] == ["AA8", "AA12"]
    assert all("实为 在见" in line for line in lines)


def test_a_truth_is_no_number_that_equals_it(tmp_path: Path) -> None:
    """In one column, whichever comes first."""
    cells = {("撤销学年", 8): 1, ("撤销学年", 9): True, ("临时末年", 8): True, ("临时末年", 9): 1}
    found = [line.partition("（实为 ")[2] for line in told(tmp_path, cells)]
    assert found == ["1）", "true）", "true）", "1）"]


def test_rows_share_what_they_have_in_common(tmp_path: Path) -> None:
    """A plan of many schools holds each value, and each map of values, once; its schools are as written."""
    found = read_book(Workbook(saved(book_of(alike()), tmp_path))).plan.schools
    assert found == alike().schools
    assert [each.line for each in found] == [(1, FIRST + n, 0) for n in range(ROWS)]
    for shared in ("seats", "basis", "due"):
        assert len({id(getattr(each, shared)) for each in found}) == 1
