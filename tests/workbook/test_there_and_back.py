"""From a plan to its workbook and back: nothing is lost, whoever saved the file in between."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given, settings

import xuewei
from xuewei.assessment import Assessment
from xuewei.files.books.book_file import read_book
from xuewei.files.books.workbook import Workbook
from xuewei.files.plans.plan_file import read_plan
from xuewei.files.project import read_project
from xuewei.model.plan import Plan, Progress
from xuewei.show.workbook.book import write_book

from builders import level, plan, population, school
from ledgers import CASES, balances, cell_of, expected, parameter
from plans import CELL, plans
from program import run
from spreadsheet import saved

LANGUAGES = ("zh", "en")


def back(path: Path) -> Plan:
    """The plan that a workbook holds."""
    return read_book(Workbook(path)).plan


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_there_and_back_and_there_again_is_the_same(name: str, lang: str, tmp_path: Path) -> None:
    """The plan comes back equal, and its workbook has the same bytes as the first."""
    found = CASES[name]()
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    write_book(found, one, lang)
    again = back(one)
    assert again == found.plan
    named = replace(again, scenarios=found.plan.scenarios)
    write_book(xuewei.assess(named, found.population, horizon=found.years[-1]), other, lang)
    assert other.read_bytes() == one.read_bytes()


@settings(max_examples=40, deadline=None)
@given(plans(CELL))
def test_any_plan_comes_back_from_its_workbook(written: Plan) -> None:
    """Whatever a plan says of its schools, its totals and its seats in use."""
    people = population({area: level(50) for area in written.all_areas()})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.xlsx"
        write_book(xuewei.assess(written, people), path, "zh")
        assert back(path) == written


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
def test_everything_that_can_be_said_of_a_school_comes_back(lang: str, tmp_path: Path) -> None:
    """Also through LibreOffice, which writes the whole file anew."""
    found, path = full(), tmp_path / "full.xlsx"
    write_book(found, path, lang)
    assert back(path) == found.plan
    for kind in ("xlsx", "ods"):
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
