"""A district whose areas know different things of their seats: what is said of one is not said of the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document

from browser import opened
from xuewei.answers.gap.reliance import reliance
from xuewei.charts.scene import held_of
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess

from inside import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLAN = """\
plan: 三乡学校建设计划
area: 甲乡
areas: [乙乡, 丙乡]
years: [2026, 2029]
population: people
base_seats: {year: 2025, basis: assumed, source: 自拟, seats: {甲乡: listed, 乙乡: balanced, 丙乡: balanced}}
schools:
  - {id: a, name: 甲小, type: primary, area: 甲乡, opens: 1990, seats: {primary: 300}}
  - {id: c, name: 甲乡教学点, type: primary, area: 甲乡, opens: 1990, closes: 2030, seats: {primary: 30}}
  - {id: b, name: 乙小, type: primary, area: 乙乡, planned: 2026, opens: 2027, seats: {primary: 90}}
"""
HEAD = "basis,source\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three areas: one lists its schools and is short, of one seats are even beside a project, one has no school."""
    people = tmp_path / "people"
    people.mkdir()
    areas = ("甲乡", "乙乡", "丙乡")
    births = [f"{area},{year},60,assumed,自拟" for area in areas for year in range(2011, 2026)]
    pupils = [f"{area},2025,primary,{grade},60,assumed,自拟" for area in areas for grade in range(1, 7)]
    (people / "births.csv").write_text("\n".join(["area,year,births," + HEAD[:-1], *births]) + "\n", encoding="utf-8")
    head = "area,year,stage,grade,pupils," + HEAD[:-1]
    (people / "enrolment.csv").write_text("\n".join([head, *pupils]) + "\n", encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def test_seats_taken_as_even_are_said_of_their_areas_alone(folder: Path) -> None:
    """The first sentence of alerts names the area; a notice does not count what has no alert by rule as calm."""
    done = run("warn", "--stage", "primary", cwd=folder, COLUMNS="300")
    assert done.returncode == 0, done.stderr
    assert "\n乙乡小学的现有学位没有公布，按 2026 年供需平衡推定（假设）" in done.stdout
    out = run("warn", "--stage", "primary", "--output", "n.docx", cwd=folder)
    assert out.returncode == 0, out.stderr
    told = [paragraph.text for paragraph in Document(str(folder / "n.docx")).paragraphs]
    assert "小学有 1 个区域没有列出学校，不作预警。" in told
    assert "小学的其余 1 个区域没有预警。" in told


def test_seats_that_are_only_planned_are_drawn_so_where_none_is_short(folder: Path) -> None:
    """Of several areas the shortages are the same with and without the project, its seats are not."""
    found = assess(*read_project(folder / "plan.yaml"))
    assert reliance(found, ["primary"]) is None
    held = held_of(found, ["primary"])
    assert held is not None
    assert (held.counted, held.unknown) == (0, 1)


@pytest.mark.parametrize(("lang", "told"), [("zh", "1990，2030 年撤销"), ("en", "1990, closes in 2030")])
def test_a_school_that_closes_says_so_in_the_list_of_a_document(lang: str, told: str, folder: Path) -> None:
    """When it closes stands with when it opens, of that school alone."""
    out = run("--lang", lang, "report", "--output", "r.docx", cwd=folder)
    assert out.returncode == 0, out.stderr
    cells = [cell.text for table in Document(str(folder / "r.docx")).tables for row in table.rows for cell in row.cells]
    assert cells.count(told) == 1


def test_a_school_that_closes_says_so_in_the_list_of_a_page(folder: Path, chromium: Browser) -> None:
    """The same on the page."""
    out = run("report", "--output", "r.html", cwd=folder)
    assert out.returncode == 0, out.stderr
    with opened(chromium, folder / "r.html") as page:
        assert page.locator("#schools td", has_text="1990，2030 年撤销").count() == 1
