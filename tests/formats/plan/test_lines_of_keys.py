"""What a plan is told after it was read, held against its people, is told at the line that it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from xuewei.answers.check.fitting import remarks
from xuewei.errors import Fault, InputError, Place
from xuewei.formats.any_file import read_all
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.read import read_plan
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.plan import only
from xuewei.workbook.read.plan_book import read_book

from program import run

PLAN = """\
plan: 试
area: 盐湖区
areas:
  - 盐湖区
  - 乙县
  - 丙县
years: [2021, 2090]
use_stages: [snior]
published:
  seats: {primry: 500}
base_seats:
  year: 2020
  seats:
    盐湖区: {primary: 5, midle: 5000}
    乙县:
      primary: 10
must_keep:
  seats: {盐湖区: {primry: 100}}
schools:
  - {id: a, type: primary, planned: 2022, seats: {primary: 540}}
"""
WRONG = [
    "5: areas[2]: is not an area of the population data (found 乙县)",
    "6: areas[3]: is not an area of the population data (found 丙县)",
    "8: use_stages[1]: is not a known stage (found snior). Did you mean senior?",
    "14: base_seats.seats.盐湖区: is not a known stage (found midle). Did you mean middle?",
    "18: must_keep.seats.盐湖区.primry: is not a known stage (found primry). Did you mean primary?",
]


def plan_in(folder: Path, text: str = PLAN) -> Path:
    """A plan file with this text."""
    place = folder / "plan.yaml"
    place.write_text(text, encoding="utf-8")
    return place


@pytest.mark.parametrize("command", ["gap", "simulate", "check"])
def test_every_command_tells_all_of_it_in_the_order_of_its_lines(tmp_path: Path, command: str) -> None:
    """Areas that nobody counted hide nothing else, and each item of a list has its own line. A plan that is checked
    alone may have people elsewhere: its areas are not wrong."""
    place = plan_in(tmp_path)
    words = [str(place)] if command == "check" else ["--plan", str(place)]
    done = run(command, *words, "--lang", "en", COLUMNS="80")
    assert done.returncode == 3
    wanted = WRONG[2:] if command == "check" else WRONG
    assert done.stderr.splitlines() == [f"{place}:{each}" for each in wanted]


def test_some_areas_alone_are_told_where_the_list_is(tmp_path: Path) -> None:
    """Of a part of a plan nobody knows which of the list its areas are: no number is better than a wrong one."""
    place = plan_in(tmp_path)
    done = run("simulate", "--plan", str(place), "--area", "丙县", "--lang", "en")
    told = [line.removeprefix(f"{place}:") for line in done.stderr.splitlines()]
    assert told[0] == "3: areas: is not an area of the population data (found 丙县)"
    plan = read_plan(place)
    assert only(plan, {*plan.all_areas()}) is plan
    assert only(plan, {"乙县", "丙县"}).place("area").line == 0
    assert only(plan, {"盐湖区"}).place("area").line == 2


def test_remarks_of_keys_have_their_lines(tmp_path: Path) -> None:
    """Seats in use, years and printed totals that look wrong."""
    whole = PLAN.replace("  - 乙县\n  - 丙县\n", "").replace("    乙县:\n      primary: 10\n", "")
    place = plan_in(
        tmp_path, whole.replace(", midle: 5000", "").replace("snior", "senior").replace("primry: 100", "primary: 1")
    )
    odd = {fault.kind: fault.place.line for fault in remarks(read_all([str(place)]), [str(place)])}
    assert odd == {"odd_years": 5, "odd_stage": 8, "odd_base": 12}


def test_seats_in_use_below_those_of_schools_counted_in_them_have_their_line(tmp_path: Path) -> None:
    """A fault of the calculation itself."""
    school = "schools:\n  - {id: a, type: primary, opens: 2010, counted: true, seats: {primary: 540}}\n"
    head = "plan: 试\narea: 盐湖区\nyears: [2021, 2025]\nbase_seats:\n  year: 2020\n  seats:\n    primary: 500\n"
    with pytest.raises(InputError) as wrong:
        assess(*read_project(plan_in(tmp_path, head + school)))
    assert [(fault.kind, fault.place.line) for fault in wrong.value.faults] == [("counted_over", 6)]


def test_what_is_assumed_has_its_lines(tmp_path: Path) -> None:
    """A horizon that is too early for the seats in use."""
    assert run("init", tmp_path / "city").returncode == 0
    assumed = tmp_path / "city/population/assumptions.yaml"
    lines = assumed.read_text("utf-8").splitlines()
    (at,) = (n for n, line in enumerate(lines) if line.startswith("horizon:"))
    lines[at] = "horizon: 2015"
    assumed.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        assess(*read_project(tmp_path / "city/plan.yaml"))
    told = [(fault.kind, fault.place) for fault in wrong.value.faults]
    assert told == [("horizon_before_seats", Place(str(assumed), at + 1))]


def test_a_key_of_a_ledger_is_told_at_its_cell(tmp_path: Path) -> None:
    """It has a row of its own among the parameters, not a column of schools."""
    book = tmp_path / "ledger.xlsx"
    assert run("synth", "--areas", "3", tmp_path / "made").returncode == 0
    assert run("ledger", "--plan", tmp_path / "made/plan.yaml", "--output", book).returncode == 0
    found = read_book(Workbook(book))
    for key in ("areas[1]", "years", "base_seats.seats.合成县0001.primary"):
        told = found.relocated(Fault(found.plan.place(key), key, "no_people"))
        assert told.place.cell.startswith("参数!C"), key
        assert told.place == Place(str(book), told.place.line, sheet=told.place.sheet, column=3)
        assert f": {key}: " in told.text("en")
