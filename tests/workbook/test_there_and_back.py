"""From a plan to its workbook and back: nothing is lost, whoever saved the file in between."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from openpyxl.workbook import Workbook as OpenBook

import xuewei
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.edit import in_order_of
from xuewei.formats.plan.read import read_plan
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment
from xuewei.model.plan import WORKS, Plan, Progress
from xuewei.workbook.read.plan_book import read_book
from xuewei.workbook.write.book import write_book

from builders import assumptions, level, plan, population, school
from inside import run
from ledgers import CASES, balances, cell_of, column, expected, parameter
from plans import CELL, plans
from spreadsheet import saved

LANGUAGES = ("zh", "en")


def back(path: Path) -> Plan:
    """The plan that a workbook holds."""
    return read_book(Workbook(path)).plan


@pytest.mark.parametrize(("name", "lang"), [*zip(CASES, cycle(LANGUAGES))])
def test_there_and_back_and_there_again_is_the_same(name: str, lang: str, tmp_path: Path) -> None:
    """The plan comes back equal, and its workbook, said to be of the same files, has the same bytes as the first; the
    languages in turn, for what is written in either is read by the same titles and words in every case."""
    found = CASES[name]()
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    write_book(found, one, lang)
    again = in_order_of(found.plan, back(one))
    assert again == found.plan
    named = replace(again, scenarios=found.plan.scenarios, file=found.plan.file, people=found.plan.people)
    write_book(xuewei.assess(named, found.population, horizon=found.years[-1]), other, lang)
    assert other.read_bytes() == one.read_bytes()


@settings(max_examples=6)
@given(plans(CELL))
def test_any_plan_comes_back_from_its_workbook(written: Plan) -> None:
    """Whatever a plan says of its schools, its totals and its seats in use."""
    assumed = assumptions(horizon=max(2035, *written.years))
    people = population({area: level(50) for area in written.all_areas()}, assumed=assumed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.xlsx"
        write_book(xuewei.assess(written, people), path, "zh")
        assert in_order_of(written, back(path)) == written


def full() -> Assessment:
    """A school about which everything is said, in words that look like something else."""
    steps = (Progress("2022-03-01", "approved", "批文 3 号"), Progress("2023-05-06", "in_use"))
    one = school(
        "=1+1",
        name="'@小学’",
        founder="盐湖区",
        works="relocation",
        provision="inclusive",
        status="in_use",
        progress=steps,
        opens=2023,
        until=2040,
        fill="by_grade",
        removes={"primary": 45},
        cost_wan=1234.5,
        responsible={"unit": "市教育局", "person": "项目科"},
        due="2023-08-31",
        basis={"seats": "derived", "cost_wan": "published"},
        note="一行\n二行 “引号”",
    )
    other = school("2021", area="乙.区", type="middle", seats={"middle": 0}, name="2021", responsible={"person": "甲"})
    whole = plan(one, other, source={"title": "规划", "页": "三（二）2"}, areas=("乙.区", "丙"), delivered_share=0.5)
    ages = {area: [50] * 60 for area in ("甲", "乙.区", "丙")}
    return xuewei.assess(whole, population(ages))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("works", WORKS)
def test_a_project_that_only_takes_seats_away_keeps_its_works(works: str, lang: str, tmp_path: Path) -> None:
    """Its only rows are those of what goes; beside it one that builds and takes away."""
    gone = school("gone", works=works, seats={}, removes={"primary": 540}, cost_wan=3.5, until=2030)
    both = school("both", works="relocation", removes={"primary": 45})
    found, path = xuewei.assess(plan(gone, both), population({"甲": [50] * 60})), tmp_path / "one.xlsx"
    write_book(found, path, lang)
    assert back(path) == found.plan


@pytest.mark.parametrize(("lang", "kind"), [("zh", "xlsx"), ("en", "ods")])
def test_everything_that_can_be_said_of_a_school_comes_back(lang: str, kind: str, tmp_path: Path) -> None:
    """Also through LibreOffice, which writes the whole file anew: in the one form and in the other."""
    found, path = full(), tmp_path / "full.xlsx"
    write_book(found, path, lang)
    assert back(path) == found.plan
    assert back(saved([path], tmp_path, kind)[0]) == found.plan


def test_a_workbook_without_computed_values_is_read(tmp_path: Path) -> None:
    """openpyxl keeps formulas and drops their values: what people filled in is all there."""
    found, path = xuewei.assess(*read_project()), tmp_path / "bare.xlsx"
    write_book(found, path, "zh")
    openpyxl.load_workbook(path).save(path)
    assert back(path) == found.plan


def test_a_workbook_changed_in_libreoffice_has_the_balance_of_the_plan_that_is_read_back(tmp_path: Path) -> None:
    """Seats, an opening year, a status and the lag, changed in the file; LibreOffice computes and saves; the plan read
    from its file gives the balance that stands in its file."""
    before, people = read_project()
    path = tmp_path / "学位台账.xlsx"
    write_book(xuewei.assess(before, people), path, "zh")
    book = openpyxl.load_workbook(path)
    cell_of(book, "2022-primary-1", "学位", "小学").value = 1350
    cell_of(book, "2022-middle-1", "投用学年", "采用").value = 2027
    cell_of(book, "2023-middle-1", "当前阶段").value = "取消"
    parameter(book, "opening_lag").value = 2
    book.save(path)
    (computed,) = saved([path], tmp_path)
    after = back(computed)
    schools = {each.id: each for each in after.schools}
    assert schools["2022-primary-1"].seats == {"primary": 1350}
    assert (schools["2022-middle-1"].opens, schools["2023-middle-1"].status, after.opening_lag) == (
        2027,
        "cancelled",
        2,
    )
    assert balances(computed) == expected(xuewei.assess(after, people))
    assert balances(computed) != balances(path)


def test_the_program_takes_an_edited_ledger_back_into_its_plan(tmp_path: Path) -> None:
    """The whole way by the command line: export, edit, import into the YAML, compare."""
    target, path = tmp_path / "plan.yaml", tmp_path / "学位台账.xlsx"
    shipped = Path(__file__).parent.parent.parent / "data" / "plan_2021_2025.yaml"
    text = shipped.read_text(encoding="utf-8")
    target.write_text(text, encoding="utf-8")
    assert run("ledger", "--plan", target, "--output", path).returncode == 0
    same = run("import", path, "--into", target)
    assert (same.returncode, target.read_text(encoding="utf-8")) == (0, text)
    book = openpyxl.load_workbook(path)
    cell_of(book, "2024-primary-1", "学位", "小学").value = 1080
    book.save(path)
    (computed,) = saved([path], tmp_path)
    refused = run("import", computed, "--into", target)
    assert (refused.returncode, target.read_text(encoding="utf-8")) == (1, text)
    done = run("import", computed, "--into", target, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2024-primary-1" in done.stdout
    lines = [
        (old, new)
        for old, new in zip(text.split("\n"), target.read_text("utf-8").split("\n"), strict=True)
        if old != new
    ]
    assert lines == [("    seats: {primary: 2160}", "    seats: {primary: 1080}")]
    assert yaml.safe_load(target.read_text(encoding="utf-8"))["plan"] == read_plan().name


def _type(book: OpenBook, row: int, **values: str | int) -> None:
    """Type values into a row of the ledger by the titles of its columns (upper_lower)."""
    sheet = book["项目台账"]
    for title, value in values.items():
        upper, _, lower = title.partition("_")
        sheet.cell(row, column(book, "项目台账", upper, lower or None)).value = value


def _free(book: OpenBook) -> int:
    """The first empty row of the ledger."""
    sheet = book["项目台账"]
    return max(n for n in range(7, sheet.max_row + 1) if sheet.cell(n, 2).value) + 1


def _new_school(book: OpenBook) -> None:
    _type(book, _free(book), 编号="新1", 学段="初中", 学校类型="初中", 计划年度=2024, 学位_初中=900)


def _base_as_text(book: OpenBook) -> None:
    parameter(book, "base_seats.seats.中心城区.middle").value = "20,000"


def _no_stage(book: OpenBook) -> None:
    _type(book, _free(book), 编号="新1", 学校类型="初中", 计划年度=2024, 学位_初中=900)


def _second_part_bare(book: OpenBook) -> None:
    row = _free(book)
    _type(book, row, 编号="新9", 学段="小学", 学校类型="九年一贯制", 计划年度=2024, 学位_小学=1080)
    _type(book, row + 1, 编号="新9", 学段="初中", 学位_初中=900)


def _one_part_later(book: OpenBook) -> None:
    cell_of(book, "2022-nine-year-1", "投用学年", "写明").value = 2027


def _numbers_as_text(book: OpenBook) -> None:
    cell_of(book, "2022-primary-1", "学位", "小学").value = "3,000"


def _participation(book: OpenBook) -> None:
    for row in range(6, 22):
        book["需求预测"].cell(row, 6).value = 0.8


EDITS = {
    _new_school: True,
    _base_as_text: True,
    _no_stage: False,
    _second_part_bare: False,
    _one_part_later: False,
    _numbers_as_text: False,
    _participation: False,
}
"""What people do, and whether the spreadsheet then counts what a reader understands."""


def test_where_the_spreadsheet_counts_otherwise_than_the_reader_that_is_said(tmp_path: Path) -> None:
    """An edit either has the same balance in the workbook and in the plan read from it, or a line says it has not."""
    whole = tmp_path / "whole.xlsx"
    assert run("ledger", "--output", whole).returncode == 0
    books = []
    for edit in EDITS:
        book = openpyxl.load_workbook(whole)
        edit(book)
        books.append(tmp_path / f"{edit.__name__}.xlsx")
        book.save(books[-1])
    people = read_project()[1]
    for (edit, agrees), path in zip(EDITS.items(), saved(books, tmp_path), strict=True):
        assert (balances(path) == expected(xuewei.assess(back(path), people))) == agrees, edit
        done = run("import", path, "--output", tmp_path / f"{edit.__name__}.yaml", "--yes")
        assert done.returncode == 0
        assert ("工作簿的余缺与读回的方案不同" in done.stderr) != agrees, edit


def test_the_workbook_of_a_scenario_of_people_is_not_taken_for_the_plan_in_silence(tmp_path: Path) -> None:
    """More arrivals are no part of a plan: what the workbook shows is not what the plan will show."""
    scenario, path = Path(__file__).parent.parent.parent / "examples" / "more_arrivals.yaml", tmp_path / "more.xlsx"
    assert run("ledger", "--scenario", scenario, "--output", path).returncode == 0
    done = run("import", path, "--output", tmp_path / "plan.yaml", "--yes")
    assert "出自情景" in done.stderr
