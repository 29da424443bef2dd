"""The register in the ledger's workbook: the balance follows it, and what people change in it comes back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook as OpenBook

import xuewei
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.edit import in_order_of
from xuewei.formats.plan.read import read_plan
from xuewei.formats.plan.write import plan_text
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment
from xuewei.model.plan import BaseSeats, Conversion, Plan, School
from xuewei.model.population import EnrolmentRow
from xuewei.model.seats.register import with_seats
from xuewei.workbook.read.plan_book import read_book
from xuewei.workbook.write.book import write_book

from builders import level, population
from inside import run
from ledgers import balances, expected
from spreadsheet import differing, saved

REGISTER = """id,name,area,zone,type,stage,seats,classes,classes_1,classes_2,classes_3,classes_4,classes_5,classes_6,intake,provision,opens,rooms,address,lon,lat,closes,merge_into,basis,source,note
a,甲一小,中心城区,东片:0.6;西片:0.4,primary,primary,,,3,3,2,2,2,2,,public,1998,20,东街1号,111.01,35.02,,,,名册,
b,甲二小,中心城区,西片,primary,primary,,12,,,,,,,90,public,,,,,,2026,a,,名册,拟并入一小
c,九年制,中心城区,东片,nine_year,primary,540,,,,,,,,,private,2005,,,,,,,published,名册,
c,九年制,中心城区,东片,nine_year,middle,,9,,,,,,,,private,2005,,,,,,,,名册,
d,幼儿园,中心城区,东片,kindergarten,kindergarten,,,2,2,1,,,,,inclusive,2010,6,,,,,,,名册,
"""
PLAN = """# kept
plan: 试
area: 中心城区
years: [2021, 2025]
register: schools.csv
base_seats: {year: 2021, seats: listed}
schools:
  - id: b
    rooms: 14  # counted by hand
  - id: new
    type: primary
    planned: 2023
    classes: {primary: 12}
    zone: 东片
    lon: 111.5
    lat: 35.5
    rooms: 24
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan with a register, beside each other."""
    (tmp_path / "plan.yaml").write_text(PLAN, "utf8")
    (tmp_path / "schools.csv").write_text(REGISTER, "utf8")
    return tmp_path


def assessed(plan: Plan) -> Assessment:
    """The plan with people of its own."""
    return xuewei.assess(plan, population({area: level(60) for area in plan.all_areas()}))


def cell(book: OpenBook, sheet: str, school: str, title: str, part: int = 0) -> Cell:
    """A cell of a table of schools, by the id of its row and its title in the lower row of the head, or the upper."""
    rows = book[sheet]
    heads = [[each.value for each in rows[n]] for n in (3, 4)]
    column = next(n for n, each in enumerate(zip(*heads, strict=True)) if title in (each[1] or each[0], each[0]))
    ids = heads[0].index("编号") + 1
    found = [row for row in range(7, rows.max_row + 1) if rows.cell(row, ids).value == school]
    one = rows.cell(found[part], column + 1)
    assert isinstance(one, Cell)
    return one


def test_a_spreadsheet_finds_the_engines_value_in_every_formula(folder: Path) -> None:
    """Those of the register as well, with pupils on record."""
    found = assessed(read_plan(folder / "plan.yaml"))
    rows = [EnrolmentRow("中心城区", 2020, "primary", n, 100, "published", "表", school="a") for n in range(1, 7)]
    found = xuewei.assess(found.plan, replace(found.population, of_schools=tuple(rows)))
    for lang in ("zh", "en"):
        write_book(found, folder / f"{lang}.xlsx", lang)
    for book, path in zip(("zh", "en"), saved([folder / "zh.xlsx", folder / "en.xlsx"], folder / "lo"), strict=True):
        count, wrong = differing(folder / f"{book}.xlsx", path)
        assert count > 1_000
        assert wrong == []
    after = openpyxl.load_workbook(saved([folder / "zh.xlsx"], folder / "lo")[0], data_only=True)
    assert cell(after, "学校名册", "a", "使用率").value == pytest.approx(600 / 630)
    assert cell(after, "学校名册", "a", "班均人数").value == pytest.approx(600 / 14)


def test_the_balance_follows_the_register(folder: Path) -> None:
    """A class more, in all or in a grade, seats typed over, another year of closing: each as the engine has it of that
    plan; and nothing stands twice."""
    plan = read_plan(folder / "plan.yaml")
    edits = {
        "class": ("b", "班数", 13, {"classes": {"primary": 13}}),
        "part": ("c", "班数", 10, {"classes": {"middle": 10}}),
        "grade": ("a", "3年级", 5, {"classes": {"primary": (3, 3, 5, 2, 2, 2)}}),
        "seats": ("b", "学位", 700, {"seats": {"primary": 700}}),
        "closes": ("b", "撤销学年", 2024, {"closes": 2024}),
    }
    whole = folder / "whole.xlsx"
    write_book(assessed(plan), whole, "zh")
    for name, (school, title, value, _) in edits.items():
        book = openpyxl.load_workbook(whole)
        cell(book, "学校名册", school, title, int(name == "part")).value = value
        book.save(folder / f"{name}.xlsx")
    books = [folder / f"{name}.xlsx" for name in edits]
    new: dict[str, Any] = {"编号": "e", "学校类型": "小学", "学段": "小学", "班数": 10}
    book = openpyxl.load_workbook(whole)
    sheet = book["学校名册"]
    for title, value in new.items():
        sheet.cell(12, next(n for n in range(1, 20) if sheet.cell(3, n).value == title)).value = value
    book.save(folder / "added.xlsx")
    more = replace(
        plan, schools=(*plan.schools, School("e", "primary", plan.area, classes={"primary": 10}, status="in_use"))
    )
    assert balances(saved([folder / "added.xlsx"], folder / "lo")[0]) == expected(assessed(more))
    assert {each.id: each for each in read_book(Workbook(folder / "added.xlsx")).plan.schools}["e"] == more.schools[-1]
    before = expected(assessed(plan))
    for (name, (school, _, _, change)), path in zip(edits.items(), saved(books, folder / "lo"), strict=True):
        rows = tuple(replace(each, **change) if each.id == school else each for each in plan.schools)  # type: ignore[arg-type]
        changed = expected(assessed(replace(plan, schools=rows)))
        assert balances(path) == changed, name
        assert changed != before, name


def imported(folder: Path, change: tuple[str, str, str, Any], *, computed: bool = False) -> Path:
    """The plan of a folder, exported, changed in a cell, saved without computed values (or with those of LibreOffice)
    and imported again."""
    path = folder / "book.xlsx"
    done = run("ledger", "--plan", str(folder / "plan.yaml"), "--output", str(path))
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(path)
    sheet, school, title, value = change
    cell(book, sheet, school, title).value = value
    book.save(path)
    if computed:
        (path,) = saved([path], folder / "lo")
    done = run("import", str(path), "--into", str(folder / "plan.yaml"), "--yes")
    assert done.returncode in (0, 1), done.stderr
    return folder / "plan.yaml"


@pytest.mark.parametrize("computed", [False, True])
def test_a_change_of_the_register_becomes_a_row_that_changes_it(folder: Path, computed: bool) -> None:
    """The register is as it was; seats that follow from classes are not written."""
    before = read_plan(folder / "plan.yaml")
    plan = imported(folder, ("学校名册", "a", "1年级", 4), computed=computed)
    assert (folder / "schools.csv").read_text("utf8") == REGISTER
    assert plan.read_text("utf8") == PLAN + "  - id: a\n    classes: {primary: [4, 3, 2, 2, 2, 2]}\n"
    after = read_plan(plan)
    assert [each for each in after.schools if each.id != "a"] == [each for each in before.schools if each.id != "a"]


def test_a_row_that_changes_the_register_is_changed_where_it_stands(folder: Path) -> None:
    """With its remark."""
    plan = imported(folder, ("学校名册", "b", "教室数", 16))
    assert plan.read_text("utf8") == PLAN.replace("rooms: 14", "rooms: 16")


def test_an_unchanged_workbook_changes_nothing(folder: Path) -> None:
    """Neither the plan nor its register."""
    plan = imported(folder, ("学校名册", "b", "教室数", 14))
    assert plan.read_text("utf8") == PLAN


FAULTS = [
    ("学校名册", "b", "班数", "十二", "学校名册!I8: 班数"),
    ("学校名册", "b", "纬度", 135, "纬度"),
    ("学校名册", "b", "投用学年", "明年", "投用学年"),
    ("学校名册", "b", "编号", "new", "项目台账!B7"),
    ("学校名册", "a", "班数", 99, "各年级班数之和是 14"),
    ("学校名册", "b", "学段", "大学", "学段"),
]


@pytest.mark.parametrize(("sheet", "school", "title", "value", "said"), FAULTS)
def test_faults_are_told_at_their_cell(
    folder: Path, sheet: str, school: str, title: str, value: Any, said: str
) -> None:
    """In the words of the sheet, and nothing is written."""
    path = folder / "book.xlsx"
    run("ledger", "--plan", str(folder / "plan.yaml"), "--output", str(path))
    book = openpyxl.load_workbook(path)
    cell(book, sheet, school, title).value = value
    book.save(path)
    done = run("import", str(path), "--into", str(folder / "plan.yaml"), "--yes")
    assert done.returncode == 3, done.stdout
    assert "学校名册!" in done.stderr
    assert said in done.stderr, done.stderr
    assert (folder / "plan.yaml").read_text("utf8") == PLAN


def test_a_school_of_the_register_is_not_taken_out_by_a_workbook(folder: Path) -> None:
    """It is closed there, or taken out of the file: a row that is gone is a fault, and nothing is written."""
    path = folder / "book.xlsx"
    run("ledger", "--plan", str(folder / "plan.yaml"), "--output", str(path))
    book = openpyxl.load_workbook(path)
    book["学校名册"].delete_rows(11)
    book.save(path)
    done = run("import", str(path), "--into", str(folder / "plan.yaml"), "--yes")
    assert (done.returncode, "schools[d]" in done.stderr) == (3, True), done.stderr
    assert (folder / "plan.yaml").read_text("utf8") == PLAN


def test_records_have_what_schools_say_where_any_does(folder: Path) -> None:
    """Behind the columns that there always are; a plan that says none of it has none of them."""
    (head, first, *_) = run("ledger", "--plan", str(folder / "plan.yaml"), "--format", "csv").stdout.splitlines()
    record = dict(zip(head.split(","), first.split(","), strict=True))
    assert (record["zone"], record["classes_primary"], record["classes_primary_2"]) == ("东片:0.6;西片:0.4", "14", "3")
    assert head.startswith("id,name,type,area,founder,status,planned,opens,kindergarten,primary,middle,basis,zone,")
    assert run("ledger", "--format", "csv").stdout.splitlines()[0].endswith(",middle,basis")


def test_a_plan_that_uses_none_of_it_has_no_such_sheet(tmp_path: Path) -> None:
    """The shipped one."""
    write_book(xuewei.assess(*read_project()), tmp_path / "book.xlsx", "zh")
    assert "学校名册" not in openpyxl.load_workbook(tmp_path / "book.xlsx").sheetnames


GRADES = {"kindergarten": 3, "primary": 6, "middle": 3}
NAMES = st.text("一二三中小学 abc", min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def schools(draw: st.DrawFn, name: str) -> School:
    """A school with anything that a register says, in use or planned."""
    classes: dict[str, int | tuple[int, ...]] = {}
    seats, intake = {}, {}
    stages = draw(st.lists(st.sampled_from(sorted(GRADES)), min_size=1, max_size=3, unique=True))
    for stage in stages:
        if draw(st.booleans()):
            n = GRADES[stage]
            counts = st.tuples(*[st.integers(0, 9)] * n).filter(any)
            classes[stage] = draw(st.integers(1, 60) | counts)
        if stage not in classes and draw(st.booleans()):
            intake[stage] = draw(st.integers(1, 900))
        if draw(st.booleans()) or stage not in {**classes, **intake}:
            seats[stage] = draw(st.integers(1, 3000))
    in_use, placed = draw(st.booleans()), draw(st.booleans())
    optional: dict[str, Any] = {
        "zone": draw(st.none() | st.sampled_from(["东片", "东片:0.6;西片:0.4"])),
        "rooms": draw(st.none() | st.integers(1, 99)),
        "address": draw(st.none() | NAMES),
        "lon": round(draw(st.floats(74, 134)), 6) if placed else None,
        "lat": round(draw(st.floats(19, 53)), 6) if placed else None,
        "source": draw(st.none() | NAMES),
        "note": draw(st.none() | NAMES),
        "founder": draw(st.none() | st.just("某局")),
        "provision": draw(st.none() | st.sampled_from(["public", "inclusive", "private"])),
    }
    turn = (Conversion(2030, stages[0], "middle", None),) if stages[0] == "primary" else ()
    return School(
        id=name,
        type="school",
        area="甲",
        seats=seats,
        classes=classes,
        intake=intake,
        planned=None if in_use else 2023,
        opens=draw(st.none() | st.just(2001)) if in_use else None,
        closes=draw(st.none() | st.just(2028)),
        status="in_use" if in_use else "planned",
        convert=turn if draw(st.booleans()) and stages[0] in seats else (),
        name=draw(st.none() | NAMES),
        merge_into=None,
        **optional,
    )  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of up to five such schools."""
    made = tuple(draw(schools(f"s{n}")) for n in range(draw(st.integers(1, 5))))
    return Plan("试", "甲", made, (2021, 2025), base_seats=BaseSeats(2021, listed=True))


@settings(max_examples=10, deadline=None)
@given(plans(), st.sampled_from(["zh", "en"]))
def test_everything_that_a_register_says_comes_back(written: Plan, lang: str) -> None:
    """As it was, once seats that follow are filled in; and the second workbook has the bytes of the first."""
    people = population({"甲": level(50)})
    stages = people.assumptions.stages
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder) / "one.xlsx", Path(folder) / "other.xlsx"
        found = xuewei.assess(written, people)
        write_book(found, one, lang)
        again = in_order_of(written, with_seats(read_book(Workbook(one)).plan, stages))
        assert again == with_seats(written, stages)
        write_book(xuewei.assess(replace(again, people=found.plan.people, file=found.plan.file), people), other, lang)
        assert one.read_bytes() == other.read_bytes()


@settings(max_examples=6, deadline=None)
@given(plans())
def test_import_of_what_was_exported_leaves_the_plan_as_it_is(written: Plan) -> None:
    """Not a sign of its file is changed."""
    with tempfile.TemporaryDirectory() as folder:
        path, book = Path(folder) / "plan.yaml", Path(folder) / "book.xlsx"
        text = plan_text(
            replace(written, area="中心城区", schools=tuple(replace(each, area="中心城区") for each in written.schools))
        )
        path.write_text(text, "utf8")
        assert run("ledger", "--plan", str(path), "--output", str(book)).returncode == 0
        done = run("import", str(book), "--into", str(path), "--yes")
        assert done.returncode in (0, 1), done.stderr
        assert path.read_text("utf8") == text
