"""Every formula of the workbook computed anew by LibreOffice, against the engine."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

import xuewei
from spreadsheet import NEVER, saved
from xuewei.assessment import Assessment
from xuewei.files.project import read_project
from xuewei.model.assumptions import Figure, Scope, Series
from xuewei.model.plan import STATUSES, BaseSeats, Conversion, Plan, School
from xuewei.model.stages import Stage, stages_of_type
from xuewei.show.workbook.book import write_book

from builders import assumptions, population

TOP = Path(__file__).parent.parent.parent
COUNTIES = TOP / "examples" / "counties"
NEAR = 1e-6
"""Relative difference of unrounded sums that the order of adding may make; whole numbers have to be equal."""


def formulas(book: Path) -> Iterator[tuple[str, str, object]]:
    """Sheet, cell and stored value of every formula of a workbook."""
    written, stored = openpyxl.load_workbook(book), openpyxl.load_workbook(book, data_only=True)
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, stored[sheet.title][cell.coordinate].value


def differing(book: Path, computed: Path) -> tuple[int, list[str]]:
    """How many formulas there are, and those whose stored value LibreOffice does not find."""
    found = openpyxl.load_workbook(computed, data_only=True)
    count, wrong = 0, []
    for sheet, place, stored in formulas(book):
        count += 1
        value = found[sheet][place].value
        if not _same(stored, value):
            wrong.append(f"{sheet}!{place}: {stored!r} stored, {value!r} computed")
    return count, wrong


def _same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        whole = isinstance(one, int) and isinstance(other, int)
        return one == other if whole else abs(one - other) <= NEAR * max(1.0, abs(one))
    return (one or "") == (other or "")


def tangled(seed: int) -> Assessment:
    """A made-up plan in which schools open by grade, close, end, turn and are taken away, in two areas."""
    chance = random.Random(seed)
    years = range(2020, 2032)
    night = Stage("night", 15, 2, 40)
    types = ("primary", "middle", "nine_year", "kindergarten", "night")
    schools = [_school(chance, n, chance.choice(types)) for n in range(14)]
    base = BaseSeats(chance.choice([2019, 2020, 2022]), {"甲": {"primary": 333, "middle": 0}})
    plan = Plan(
        name=f"乱{seed}",
        area="甲",
        areas=("甲", "乙"),
        schools=tuple(schools),
        years=(2021, 2025),
        opening_lag=chance.choice([0, 1, 2]),
        fill=chance.choice(["all", "by_grade"]),
        delivered_share=chance.choice([1.0, 0.5, 0.77]),
        base_seats=chance.choice([base, None]),
        stages=(night,),
    )
    plain = assumptions()
    assumed = replace(
        plain,
        horizon=years[-1],
        scope={"甲": Scope("甲", Figure(chance.choice([1.0, 0.7])))},
        participation={**plain.participation, "kindergarten": Series({2020: 0.852, 2025: 0.998})},
        inflow={**plain.inflow, "middle": Figure(1.1)},
        base_crowding=Figure(chance.choice([1.0, 1.25])),
        size_caps={**plain.size_caps, "night": Figure(100.0)},
    )
    ages = {area: [chance.randint(20, 60) for _ in range(60)] for area in ("甲", "乙")}
    return xuewei.assess(plan, population(ages, assumed=assumed))


def _school(chance: random.Random, n: int, kind: str) -> School:
    stages = stages_of_type(kind)
    opens = chance.choice([None, chance.randint(2018, 2026)])
    planned = chance.randint(2020, 2025)
    begins = (opens or planned) + (0 if opens else 2)
    seats = {stage: chance.choice([45, 90, 270, 1351]) for stage in stages}
    ends = chance.choice([None, None, begins + chance.randint(1, 6)])
    turns: tuple[Conversion, ...] = ()
    if chance.random() < 0.5:
        other = "middle" if stages[0] != "middle" else "primary"
        year = begins + chance.randint(0, 3)
        part = chance.choice([None, seats[stages[0]] // 3, seats[stages[0]]])
        turns = (Conversion(year, stages[0], other, part),)
        if chance.random() < 0.5:
            turns += (Conversion(year + chance.randint(0, 3), other, stages[0], chance.choice([None, 15])),)
    return School(
        id=f"s{n}",
        type=kind,
        area=chance.choice(["甲", "乙"]),
        seats=seats,
        planned=planned,
        opens=opens,
        name=chance.choice([None, f"学校{n}"]),
        status=chance.choice(STATUSES),
        closes=ends,
        until=chance.choice([None, None, begins + chance.randint(0, 5)]),
        fill=chance.choice([None, "all", "by_grade"]),
        removes={stages[0]: 30} if chance.random() < 0.2 else {},
        convert=turns,
        cost_wan=chance.choice([None, 1234.5]),
    )


def marked() -> Assessment:
    """Ids and areas with marks that spreadsheets read as wildcards or comparisons."""
    areas = ("=甲", "甲*", "甲乙", "<甲")
    names = ("s?", "s1", "=s1", "s*", ">5", "~s")
    turn = (Conversion(2024, "primary", "middle", 90),)
    schools = (
        School(name, "nine_year", area, {"primary": 2000, "middle": 1000}, 2021) for area in areas for name in names
    )
    rows = tuple(replace(each, id=f"{each.id}{each.area}", convert=turn) for each in schools)
    written = Plan("标记", "=甲", rows, (2021, 2025))
    ages = {area: [30 + n] * 60 for n, area in enumerate(areas)}
    return xuewei.assess(written, population(ages, assumed=replace(assumptions(), horizon=2030)))


CASES: dict[str, Callable[[], Assessment]] = {
    "shipped": lambda: xuewei.assess(*read_project()),
    "late": lambda: xuewei.assess(*read_project(scenarios=[TOP / "examples" / "one_year_late.yaml"])),
    "by_grade": lambda: xuewei.assess(*read_project(scenarios=[TOP / "examples" / "grade_by_grade.yaml"])),
    "turned": lambda: xuewei.assess(*read_project(scenarios=[TOP / "examples" / "primary_to_middle.yaml"])),
    "counties": lambda: xuewei.assess(*read_project(scenarios=[COUNTIES / "scenarios" / "three_a_year.yaml"])),
    "marked": lambda: marked(),
    **{f"tangled_{seed}": partial(tangled, seed) for seed in range(12)},
}


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
    for name in ("shipped", "counties", "tangled_3"):
        assert balances(computed[name][1]) == expected(CASES[name]())


def balances(path: Path) -> list[tuple[object, ...]]:
    """Stage, area, year, seats, demand, balance, classes short and seats within caps of a workbook."""
    sheet = openpyxl.load_workbook(path, data_only=True)["余缺表"]
    rows = sheet.iter_rows(min_row=6, values_only=True)
    return [(*row[:6], row[8], row[12]) for row in rows if row[0] is not None]


def expected(found: Assessment) -> list[tuple[object, ...]]:
    """The same from the engine."""
    from xuewei.words.labels import say

    return [
        (
            say(row.stage, "zh"),
            row.area,
            row.year,
            row.seats,
            row.demand,
            row.balance,
            row.classes_short,
            row.usable_seats,
        )
        for row in found.rows()
    ]


def test_the_comparison_can_fail(tmp_path: Path) -> None:
    """A stored value that is spoilt is found out, and only because LibreOffice is told to compute anew."""
    book, spoilt = tmp_path / "book.xlsx", tmp_path / "spoilt.xlsx"
    write_book(CASES["shipped"](), book, "zh")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet5.xml":
                text, n = re.subn(rb"(<c r=\"D9\"[^>]*><f>[^<]*</f><v>)[0-9]+", rb"\g<1>1", text)
                assert n == 1
            new.writestr(name, text)
    assert [line.split(":")[0] for line in differing(spoilt, *saved([spoilt], tmp_path))[1]] == ["余缺表!D9"]
    (path,) = saved([spoilt], tmp_path, mode=NEVER)
    trusted = openpyxl.load_workbook(path, data_only=True)
    assert trusted["余缺表"]["D9"].value == 1


def column(book: Workbook, sheet: str, upper: str, lower: str | None = None) -> int:
    """The number of a column by its titles."""
    heads = list(book[sheet].iter_rows(min_row=3, max_row=4, values_only=True))
    group = ""
    for n, (one, other) in enumerate(zip(*heads, strict=True), start=1):
        group = str(one) if one is not None else group
        if group == upper and other == lower:
            return n
    raise AssertionError((upper, lower))


def cell_of(book: Workbook, school: str, upper: str, lower: str | None = None, part: int = 0) -> Cell:
    """A cell of the ledger in the row of a school (its first part, or a later one)."""
    sheet = book["项目台账"]
    ids = column(book, "项目台账", "编号")
    rows = [row for row in range(7, sheet.max_row + 1) if sheet.cell(row, ids).value == school]
    found = sheet.cell(rows[part], column(book, "项目台账", upper, lower))
    assert isinstance(found, Cell)
    return found


def parameter(book: Workbook, key: str) -> Cell:
    """The value's cell of a parameter."""
    for row in book["参数"].iter_rows(min_row=5):
        if row[0].value == key:
            assert isinstance(row[2], Cell)
            return row[2]
    raise AssertionError(key)


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
