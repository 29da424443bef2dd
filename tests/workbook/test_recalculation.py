"""Every formula of the workbook computed anew by LibreOffice, against the engine."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import xuewei
from xuewei.formats.project import read_project
from xuewei.model.parameters import with_parameter
from xuewei.model.plan import BaseSeats, Plan, School
from xuewei.workbook.write.book import write_book

from ledgers import CASES, balances, begun, cell_of, column, expected, parameter
from spreadsheet import NEVER, differing, saved


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Each case's workbook as written, and as LibreOffice computes it."""
    folder = tmp_path_factory.mktemp("books")
    books = []
    for name, case in CASES.items():
        books.append(folder / f"{name}.xlsx")
        write_book(case(), books[-1], "en" if name == "late" else "zh")
    return dict(zip(CASES, zip(books, saved(books, folder), strict=True), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_a_spreadsheet_finds_the_engines_value_in_every_formula(
    name: str, computed: dict[str, tuple[Path, Path]]
) -> None:
    """To the seat in whole numbers, to rounding in unrounded sums."""
    count, wrong = differing(*computed[name])
    assert count > 1_000
    assert wrong == []


def test_the_stored_balance_is_that_of_the_engine(computed: dict[str, tuple[Path, Path]]) -> None:
    """Stored values are compared with the answer as the library gives it, not only with themselves."""
    for name in ("shipped", "counties", "tangled_3", "followed", "housed"):
        assert balances(computed[name][1]) == expected(CASES[name]())


def test_balanced_seats_are_the_demand_of_the_year_in_which_all_demand_is_known(tmp_path: Path) -> None:
    """Not of the written base year, though some demand of it is computed; also where somebody writes another year."""
    found, path = begun(), tmp_path / "begun.xlsx"
    assert found.plan.base_seats
    assert found.plan.base_seats.year == 2021 in found.years
    assert found.known.start == 2024
    write_book(found, path, "zh")
    book = openpyxl.load_workbook(path)
    parameter(book, "base_seats.year").value = 2022
    book.save(tmp_path / "earlier.xlsx")
    computed, earlier = saved([path, tmp_path / "earlier.xlsx"], tmp_path)
    count, wrong = differing(path, computed)
    assert count > 1_000
    assert wrong == []
    assert balances(computed) == balances(earlier) == expected(found)


def test_the_comparison_can_fail(tmp_path: Path) -> None:
    """A stored value that is spoilt is found out, and only because LibreOffice is told to compute anew."""
    book, spoilt = tmp_path / "book.xlsx", tmp_path / "spoilt.xlsx"
    write_book(CASES["shipped"](), book, "zh")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet9.xml":
                text, n = re.subn(rb"(<c r=\"D9\"[^>]*><f>[^<]*</f><v>)[0-9]+", rb"\g<1>1", text)
                assert n == 1
            new.writestr(name, text)
    assert [line.split(":")[0] for line in differing(spoilt, *saved([spoilt], tmp_path))[1]] == ["余缺表!D9"]
    (path,) = saved([spoilt], tmp_path, mode=NEVER)
    trusted = openpyxl.load_workbook(path, data_only=True)
    assert trusted["余缺表"]["D9"].value == 1


def test_the_balance_follows_what_somebody_changes_in_the_workbook(tmp_path: Path) -> None:
    """A seat, an opening year, the lag, a status, base seats and a new school, each as in the engine on that plan."""
    plan, people = read_project()
    edits = {
        "seat": _with(plan, "2022-primary-1", seats={"primary": 1351}),
        "year": _with(plan, "2022-nine-year-1", opens=2026),
        "lag": replace(plan, opening_lag=3),
        "cancelled": _with(plan, "2023-middle-1", status="cancelled"),
        "graded": _with(plan, "2023-primary-1", fill="by_grade", closes=2030),
        "base": replace(plan, base_seats=BaseSeats(2020, {"中心城区": {"middle": 20000}})),
        "share": replace(plan, delivered_share=0.5),
        "added": replace(plan, schools=(*plan.schools, School("新1", "middle", "中心城区", {"middle": 900}, 2024))),
    }
    whole = tmp_path / "whole.xlsx"
    write_book(xuewei.assess(plan, people), whole, "zh")
    books = []
    for name in edits:
        book = openpyxl.load_workbook(whole)
        _edit(book, name)
        books.append(tmp_path / f"{name}.xlsx")
        book.save(books[-1])
    for (name, changed), path in zip(edits.items(), saved(books, tmp_path), strict=True):
        found = balances(path)
        assert found == expected(xuewei.assess(changed, people)), name
        assert found != expected(xuewei.assess(plan, people)), name


def _with(plan: Plan, school: str, **changes: object) -> Plan:
    rows = tuple(replace(each, **changes) if each.id == school else each for each in plan.schools)  # type: ignore[arg-type]
    return replace(plan, schools=rows)


def _edit(book: Workbook, name: str) -> None:
    """What a person would type into the workbook."""
    match name:
        case "seat":
            cell_of(book, "2022-primary-1", "学位", "小学").value = 1351
        case "year":
            for part in (0, 1):
                cell_of(book, "2022-nine-year-1", "投用学年", "写明", part).value = 2026
        case "lag":
            parameter(book, "opening_lag").value = 3
        case "cancelled":
            cell_of(book, "2023-middle-1", "当前阶段").value = "取消"
        case "graded":
            cell_of(book, "2023-primary-1", "招生方式").value = "逐年招生"
            cell_of(book, "2023-primary-1", "停用", "撤销学年").value = 2030
        case "base":
            parameter(book, "base_seats.seats.中心城区.middle").value = 20000
        case "share":
            parameter(book, "delivered_share").value = 0.5
        case "added":
            sheet = book["项目台账"]
            row = max(n for n in range(7, sheet.max_row + 1) if sheet.cell(n, 2).value) + 1
            filled: dict[str, str | int] = {
                "编号": "新1",
                "区域": "中心城区",
                "学段": "初中",
                "学校类型": "初中",
                "计划年度": 2024,
            }
            for title, value in filled.items():
                sheet.cell(row, column(book, "项目台账", title)).value = value
            sheet.cell(row, column(book, "项目台账", "学位", "初中")).value = 900


def test_typing_over_the_year_that_is_used_works_as_well(tmp_path: Path) -> None:
    """People overwrite the formula of the opening year instead of filling in the cell beside it."""
    plan, people = read_project()
    path = tmp_path / "typed.xlsx"
    write_book(xuewei.assess(plan, people), path, "zh")
    book = openpyxl.load_workbook(path)
    cell_of(book, "2022-middle-1", "投用学年", "采用").value = 2027
    book.save(path)
    found = balances(saved([path], tmp_path)[0])
    assert found == expected(xuewei.assess(_with(plan, "2022-middle-1", opens=2027), people))


def test_demand_by_grades_follows_the_share_of_a_census_area_alone(tmp_path: Path) -> None:
    """Another share of the census area moves the area that takes its pupils; another inflow moves all areas
    whose pupils are on record. Both as in the engine."""
    case = CASES["followed"]()
    path = tmp_path / "book.xlsx"
    write_book(case, path, "zh")
    book = openpyxl.load_workbook(path)
    parameter(book, "assumptions.scope.乙").value = 0.8
    parameter(book, "assumptions.inflow.primary").value = 2.0
    book.save(path)
    assumed = with_parameter(case.assumptions, "population.scope", 0.8, areas=["乙"], source="test")
    assumed = with_parameter(assumed, "inflow.primary", 2.0, areas=[], source="test")
    found = xuewei.assess(case.plan, case.population, assumed)
    assert balances(saved([path], tmp_path)[0]) == expected(found)
    moved = {
        (new.area, new.stage)
        for new, old in zip(found.rows(), case.rows(), strict=True)
        if new.demand != old.demand and new.method == "grades"
    }
    assert moved == {("甲", "primary"), ("乙", "primary"), ("丙", "primary")}
