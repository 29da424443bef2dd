"""分年级: the balance of every grade in the workbook, as `gap --by grade` has it, also after a change in the workbook."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook as OpenBook

import xuewei
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.grades import grade_table, known_grades, short_grades
from xuewei.model.plan import Plan, School
from xuewei.workbook.write import graded_rows
from xuewei.workbook.write.book import write_book

from builders import level, population
from inside import run
from ledgers import CASES, TOP, cell_of, parameter
from spreadsheet import saved

DISTRICT = TOP / "examples" / "district" / "plan.yaml"
NUMBERS = ("year", "grade", "balance", "seats", "demand")
Row = tuple[object, ...]


def in_workbook(path: Path) -> Iterator[Row]:
    """Stage, area, year, grade, balance, seats and demand of every grade, as the sheet has them."""
    for row in openpyxl.load_workbook(path, data_only=True)["分年级"].iter_rows(min_row=7, values_only=True):
        groups = zip(row[3:9], row[12:18], row[19:25], strict=True)
        for grade, (balance, seats, demand) in enumerate(groups, start=1):
            if balance is not None:
                yield (*row[:3], grade, balance, seats, demand)


def of_engine(found: Assessment) -> Iterator[Row]:
    """The same of the engine."""
    for stage in found.stages:
        for row in grade_table(found, stage.name, found.known, found.areas).records():
            yield (named("stage", stage.name, "zh"), row["area"], *(row[key] for key in NUMBERS))


@pytest.mark.parametrize("plan", [None, DISTRICT])
def test_the_sheet_says_what_gap_by_grade_says(plan: Path | None, tmp_path: Path) -> None:
    """To the seat, as LibreOffice computes it; of the shipped plan, and of a district whose schools have classes."""
    words = () if plan is None else ("--plan", str(plan))
    book = tmp_path / "book.xlsx"
    assert run("ledger", *words, "--output", str(book)).returncode == 0
    (computed,) = saved([book], tmp_path)
    text = run("gap", *words, "--by", "grade", "--format", "csv").stdout
    expected = [
        (named("stage", row["stage"], "zh"), row["area"], *(int(row[key]) for key in NUMBERS))
        for row in csv.DictReader(text.splitlines())
    ]
    assert len(expected) > 100
    assert sorted(in_workbook(computed), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("name", CASES)
def test_grades_add_up_to_the_balance_of_their_stage(name: str, tmp_path: Path) -> None:
    """Seats, demand and balance, as the sheet of balances has them; the sum of all differences is 0."""
    book = tmp_path / "book.xlsx"
    write_book(CASES[name](), book, "zh")
    sheets = openpyxl.load_workbook(book, data_only=True)
    stages = {row[:3]: row[3:6] for row in sheets["余缺表"].iter_rows(min_row=6, values_only=True)}
    rows = list(sheets["分年级"].iter_rows(min_row=6, values_only=True))
    assert (rows[0][0], rows[0][26]) == ("核对", 0)
    assert len(rows) - 1 == len(stages)
    for row in rows[1:]:
        balance, seats, demand = (row[n : n + 6] for n in (3, 12, 19))
        sums = tuple(sum(int(str(each)) for each in group if each is not None) for group in (seats, demand, balance))
        assert sums == stages[row[:3]] == (row[18], row[25], row[9])


def changed(plan: Plan, school: str, **changes: Any) -> Plan:
    """A plan with other words of a school."""
    rows = tuple(replace(each, **changes) if each.id == school else each for each in plan.schools)
    return replace(plan, schools=rows)


def after(edits: dict[str, Plan], found: Assessment, edit: Any, folder: Path) -> None:
    """Assert that the sheet, computed anew after each edit, has what the engine has of the plan that says so."""
    whole = folder / "whole.xlsx"
    write_book(found, whole, "zh")
    books = []
    for name in edits:
        book = openpyxl.load_workbook(whole)
        edit(book, name)
        books.append(folder / f"{name}.xlsx")
        book.save(books[-1])
    before = list(of_engine(found))
    for (name, plan), path in zip(edits.items(), saved(books, folder), strict=True):
        now = list(of_engine(xuewei.assess(plan, found.population)))
        assert now != before, name
        assert list(in_workbook(path)) == now, name
        assert openpyxl.load_workbook(path, data_only=True)["分年级"]["AA6"].value == 0, name


def test_grades_follow_what_is_changed_in_the_ledger(tmp_path: Path) -> None:
    """Seats, the year of opening, the lag, the filling of a school, a school that is cancelled."""
    plan, people = read_project()

    def edit(book: OpenBook, name: str) -> None:
        match name:
            case "seats":
                cell_of(book, "2022-primary-1", "学位", "小学").value = 1351
            case "opens":
                for part in (0, 1):
                    cell_of(book, "2022-nine-year-1", "投用学年", "写明", part).value = 2026
            case "lag":
                parameter(book, "opening_lag").value = 3
            case "fill":
                cell_of(book, "2023-primary-1", "招生方式").value = "逐年招生"
            case "cancelled":
                cell_of(book, "2023-middle-1", "当前阶段").value = "取消"

    edits = {
        "seats": changed(plan, "2022-primary-1", seats={"primary": 1351}),
        "opens": changed(plan, "2022-nine-year-1", opens=2026),
        "lag": replace(plan, opening_lag=3),
        "fill": changed(plan, "2023-primary-1", fill="by_grade"),
        "cancelled": changed(plan, "2023-middle-1", status="cancelled"),
    }
    after(edits, xuewei.assess(plan, people), edit, tmp_path)


def cell(book: OpenBook, sheet: str, school: str, title: str) -> Any:
    """A cell of a school by the title of its column, in the upper or the lower row of the head."""
    rows = book[sheet]
    heads = [(rows.cell(3, n).value, rows.cell(4, n).value) for n in range(1, rows.max_column + 1)]
    ids, column = (next(n for n, head in enumerate(heads, start=1) if word in head) for word in ("编号", title))
    row = next(n for n in range(7, rows.max_row + 1) if rows.cell(n, ids).value == school)
    return rows.cell(row, column)


def test_grades_follow_what_is_changed_in_the_register(tmp_path: Path) -> None:
    """A class more in one grade, another year of closing; a project of the district that opens later."""
    plan, people = read_project(DISTRICT)
    (grown,) = (each for each in plan.schools if each.id == "s01")
    assert grown.classes == {"primary": (2, 3, 3, 3, 3, 3)}
    edits = {
        "grade": changed(plan, "s01", classes={"primary": (4, 3, 3, 3, 3, 3)}, seats={"primary": 855}),
        "closes": changed(plan, "s01", closes=2029),
        "opens": changed(plan, "new01", opens=2030),
    }

    def edit(book: OpenBook, name: str) -> None:
        match name:
            case "grade":
                cell(book, "学校名册", "s01", "1年级").value = 4
            case "closes":
                cell(book, "学校名册", "s01", "撤销学年").value = 2029
            case "opens":
                cell(book, "项目台账", "new01", "写明").value = 2030

    after(edits, xuewei.assess(plan, people), edit, tmp_path)


def test_a_school_with_classes_by_grade_opens_with_them_a_grade_a_year(tmp_path: Path) -> None:
    """By hand: 270 seats, of 2, 1, 1, 1, 1, 0 classes of 45: 90 in the first year, then 45 more a year."""
    one = School("a", "primary", "甲", {"primary": 270}, opens=2022, status="planned", fill="by_grade")
    one = replace(one, classes={"primary": (2, 1, 1, 1, 1, 0)}, planned=2021)
    plan = Plan("试", "甲", (one,), (2021, 2025))
    book = tmp_path / "book.xlsx"
    write_book(xuewei.assess(plan, population({"甲": level(60)})), book, "zh")
    (computed,) = saved([book], tmp_path)
    for path in (book, computed):
        seats = {row[2:4]: row[5] for row in in_workbook(path) if row[0] == "小学"}
        more = [[seats[year, g] - seats[2021, g] for g in range(1, 7)] for year in (2022, 2023, 2027)]  # type: ignore[operator]
        assert more == [[90, 0, 0, 0, 0, 0], [90, 45, 0, 0, 0, 0], [90, 45, 45, 45, 45, 0]]


def test_a_stage_that_is_not_short_says_which_grade_is(tmp_path: Path) -> None:
    """The kindergartens of 2022: 901 seats to spare, and the first grade lacks 388."""
    book = tmp_path / "book.xlsx"
    write_book(xuewei.assess(*read_project()), book, "zh")
    rows = openpyxl.load_workbook(book, data_only=True)["分年级"].iter_rows(min_row=7, values_only=True)
    said = {row[:3]: (row[3], row[9], row[10], row[11]) for row in rows}
    assert said["幼儿园", "中心城区", 2020][3] == "基准"
    assert said["幼儿园", "中心城区", 2021] == (-1144, -1518, "小班", "学段缺")
    assert said["幼儿园", "中心城区", 2022] == (-388, 901, "小班", "学段够，年级是摊的")
    assert said["幼儿园", "中心城区", 2025][3] == "各年级够"


def test_the_first_sheet_says_it_in_a_sentence(tmp_path: Path) -> None:
    """The sentence of `gap`, where anything is known of grades."""
    found = xuewei.assess(*read_project(DISTRICT))
    (sentence, *_) = grade_sentences(found, found.rows(), "zh")
    write_book(found, tmp_path / "book.xlsx", "zh")
    assert sentence in [row[1].value for row in openpyxl.load_workbook(tmp_path / "book.xlsx")["说明"].iter_rows()]


def test_of_many_areas_those_are_there_whose_grades_lack_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, and the note says how many there are, and where the others stand."""
    found = CASES["counties"]()
    rows = 3 * len(found.known) * len(found.stages)
    monkeypatch.setattr(graded_rows, "MOST_GRADED", rows)
    write_book(found, tmp_path / "book.xlsx", "zh")
    lacks = dict.fromkeys(found.areas, 0)
    for stage in found.stages:
        table = grade_table(found, stage.name, found.known, found.areas)
        for row in table.records():
            own = 0 if row["warning"] == "baseline" else int(str(row["balance"]))
            lacks[str(row["area"])] = min(lacks[str(row["area"])], own)
    worst = sorted(sorted(found.areas, key=lambda area: lacks[area])[:3], key=found.areas.index)
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["分年级"]
    named_there = [row[1] for row in sheet.iter_rows(min_row=7, values_only=True)]
    assert list(dict.fromkeys(named_there)) == worst
    assert len(named_there) == rows
    assert f"共 {len(found.areas)} 个区域，为免文件过大只列年级缺口最大的 3 个" in str(sheet["A2"].value)


def test_what_is_typed_into_the_sheet_is_not_read_back(tmp_path: Path) -> None:
    """As with the other sheets of results: the plan stays as it was."""
    (tmp_path / "plan.yaml").write_text(
        "plan: 试\narea: 中心城区\nyears: [2021, 2025]\n"
        "schools:\n  - {id: a, type: primary, planned: 2022, seats: {primary: 270}}\n",
        "utf8",
    )
    plan, book = tmp_path / "plan.yaml", tmp_path / "book.xlsx"
    text = plan.read_text("utf8")
    for lang, name in (("zh", "分年级"), ("en", "By grade")):
        assert run("ledger", "--plan", str(plan), "--output", str(book), "--force", "--lang", lang).returncode == 0
        sheets = openpyxl.load_workbook(book)
        sheets[name]["D9"].value = 12345
        sheets.save(book)
        done = run("import", str(book), "--into", str(plan), "--yes")
        assert done.returncode in (0, 1), done.stderr
        assert name not in done.stdout + done.stderr
        assert plan.read_text("utf8") == text


@pytest.mark.parametrize("name", CASES)
def test_a_grade_is_called_short_where_gap_calls_it_so(name: str, tmp_path: Path) -> None:
    """Of stages of whose grades nobody wrote anything neither does: an even spread over grades says nothing of one."""
    found, book = CASES[name](), tmp_path / "book.xlsx"
    write_book(found, book, "zh")
    sheet = openpyxl.load_workbook(book, data_only=True)["分年级"]
    rows = [row for row in sheet.iter_rows(min_row=7, values_only=True) if row[2]]
    finding = next(n for n, cell in enumerate(sheet[3]) if cell.value == "判断")
    called = {row[:3] for row in rows if row[finding] == "学段够、年级缺"}
    short = short_grades(found, found.rows())
    assert called == {(named("stage", each.stage, "zh"), each.area, each.year) for each in short}
    spread = {(row[0], row[1]) for row in rows if row[finding] == "学段够，年级是摊的"}
    assert spread & {(named("stage", stage, "zh"), area) for area, stage in known_grades(found)} == set()


def test_an_even_spread_is_told_from_a_grade_that_is_short(tmp_path: Path) -> None:
    """The shipped plan knows nothing of grades, and some of them would be short of their even part."""
    book = tmp_path / "book.xlsx"
    write_book(CASES["shipped"](), book, "zh")
    sheet = openpyxl.load_workbook(book, data_only=True)["分年级"]
    found = {str(cell.value) for row in sheet.iter_rows(min_row=7) for cell in row}
    assert "学段够，年级是摊的" in found
    assert "学段够、年级缺" not in found
