"""Formulas that somebody types over, and numbers that are no numbers: the sheet of checks says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from xuewei.cli.asked import bands_asked
from xuewei.workbook.write.book import write_book

from ledgers import CASES, cell_of
from spreadsheet import saved

DAY = date(2026, 3, 1)
RESULTS = ("参数", "需求预测", "年度学位", "结论推算", "余缺表", "分年级", "图表", "首页")
"""Sheets with formulas, apart from those of schools."""


class Checked(NamedTuple):
    """What a workbook says of itself: the cell and the result of each check, the result of all, and what the first
    sheet says of it."""

    here: dict[str, Any]
    result: dict[str, str]
    all: str
    front: str


def checked(path: Path) -> Checked:
    """The same of a workbook that a spreadsheet has computed."""
    book = openpyxl.load_workbook(path, data_only=True)
    rows = [row for row in book["核对"].iter_rows(min_row=6, values_only=True) if row[4]]
    results = {str(row[0]): str(row[4]) for row in rows}
    return Checked({str(row[0]): row[1] for row in rows}, results, book["核对"]["B3"].value, book["首页"]["B4"].value)


def written(folder: Path, name: str = "shipped") -> Path:
    """The workbook of a case as it is written."""
    found, path = CASES[name](), folder / f"{name}.xlsx"
    write_book(found, path, "zh", bands=bands_asked(found), today=DAY)
    return path


def last_formulas(sheet: Any) -> Iterator[Any]:
    """The first and the last formula of each column, without that of the result of all checks."""
    for column in sheet.iter_cols():
        held = [cell for cell in column if cell.data_type == "f" and "核对" not in str(cell.value)]
        yield from {cell.coordinate: cell for cell in (held[:1] + held[-1:])}.values()


@pytest.mark.parametrize("name", ["shipped", "few", "tangled_3", "followed"])
def test_every_formula_that_is_typed_over_is_counted(name: str, tmp_path: Path) -> None:
    """Two formulas of each column of each sheet become numbers: no sheet has fewer, or more, than were typed."""
    book, typed = openpyxl.load_workbook(written(tmp_path, name)), {}
    for key in RESULTS:
        cells = [*last_formulas(book[key])]
        typed[f"{key}：公式被别的内容盖掉的格数"] = len(cells)
        for cell in cells:
            cell.value = 7
    book.save(tmp_path / "typed.xlsx")
    found = checked(saved([tmp_path / "typed.xlsx"], tmp_path)[0])
    assert {key: found.here[key] for key in typed} == typed
    assert {found.result[key] for key in typed} == {"不通过"}
    assert min(typed.values()) > 0


ONE = {
    "balance": ("余缺表", "F10"),
    "alert": ("余缺表", "H10"),
    "end": ("余缺表", "Q20"),
    "step": ("结论推算", "D24"),
    "message": ("首页", "A3"),
    "card": ("首页", "D9"),
    "grade": ("分年级", "E10"),
    "chart": ("图表", "E8"),
    "demand": ("需求预测", "J12"),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checked]:
    """The shipped plan's workbook as it is, and after one edit of each kind."""
    folder = tmp_path_factory.mktemp("typed")
    whole = written(folder)
    books = [whole]
    for key, (sheet, cell) in ONE.items():
        book = openpyxl.load_workbook(whole)
        assert book[sheet][cell].data_type == "f"
        book[sheet][cell].value = -5000
        books.append(folder / f"{key}.xlsx")
        book.save(books[-1])
    for key, edit in SCHOOLS.items():
        book = openpyxl.load_workbook(whole)
        edit(book)
        books.append(folder / f"{key}.xlsx")
        book.save(books[-1])
    paths = saved(books, folder)
    return dict(zip(["whole", *ONE, *SCHOOLS], map(checked, paths), strict=True))


SCHOOL = "2022-middle-1"
SCHOOLS: dict[str, Any] = {
    "counted": lambda book: setattr(cell_of(book, SCHOOL, "计算（公式）", "计入份额"), "value", 0.5),
    "text": lambda book: setattr(cell_of(book, SCHOOL, "学位", "初中"), "value", "三百"),
    "dated": lambda book: setattr(cell_of(book, SCHOOL, "投用学年", "写明"), "value", "2028年"),
    "negative": lambda book: setattr(cell_of(book, SCHOOL, "学位", "初中"), "value", -500),
    "positive": lambda book: setattr(cell_of(book, SCHOOL, "建设性质"), "value", "核减"),
    "year": lambda book: setattr(cell_of(book, SCHOOL, "投用学年", "采用"), "value", 2027),
}


def test_a_workbook_as_written_passes(edited: dict[str, Checked]) -> None:
    """Nothing failed, nothing edited."""
    assert {"不通过", "已改动"} & {*edited["whole"].result.values()} == set()
    assert edited["whole"].front == edited["whole"].all
    assert edited["whole"].all.startswith("全部通过")


@pytest.mark.parametrize("key", ONE)
def test_one_formula_typed_over_fails(key: str, edited: dict[str, Checked]) -> None:
    """Of any kind: a number over a balance, an alert, a sentence, a step behind it; and it is no edit of an input."""
    found, sheet = edited[key], ONE[key][0]
    assert found.result[f"{sheet}：公式被别的内容盖掉的格数"] == "不通过"
    assert found.front.startswith("不通过")
    assert "已改动" not in found.result.values()


def test_of_the_formulas_of_schools_one_may_be_typed_over(edited: dict[str, Checked]) -> None:
    """The opening year that is used is filled in as an input; the share of seats that counts only follows."""
    assert edited["counted"].result["项目台账：公式被别的内容盖掉的格数"] == "不通过"
    assert edited["counted"].front.startswith("不通过")
    result = edited["year"].result
    assert result["项目台账 · 投用学年 · 采用：不用公式、直接填写的格数"] == "已改动"
    assert "不通过" not in result.values()


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("text", "数字写成了文字、没有计入的格数"),
        ("dated", "数字写成了文字、没有计入的格数"),
        ("positive", "学位为负而不是核减、或核减而不为负的行"),
        ("negative", "学位为负而不是核减、或核减而不为负的行"),
    ],
)
def test_what_is_no_number_of_seats_fails(key: str, what: str, edited: dict[str, Checked]) -> None:
    """A text, of seats or of a year, is not counted; a school that is built has no negative seats."""
    found = edited[key]
    assert (found.here[f"项目台账：{what}"], found.result[f"项目台账：{what}"]) == (1, "不通过")
    assert found.front.startswith("不通过")


def test_what_cannot_be_told_is_said_beside_what_passed(edited: dict[str, Checked]) -> None:
    """Passed and not known are not the same: as many are named as there are, with the reason."""
    result = [*edited["whole"].result.values()]
    passed, unsure = result.count("通过"), result.count("无从核对")
    assert unsure > 0
    assert edited["whole"].all.startswith(f"全部通过（{passed} 项）；另有 {unsure} 项无从核对：")
    assert f"；另有 {unsure} 项无从核对" in edited["year"].front
