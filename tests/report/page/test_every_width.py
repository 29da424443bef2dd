"""The page at every width and on paper: nothing cut, nothing over something else, all of it there or said to be not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import xuewei
from browser import opened, pictured
from district import district, report_of
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.calendar import school_year
from xuewei.report.contents import Report
from xuewei.report.page.page_file import page

from builders import level, plan, population, school
from paper import tool

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COUNTIES, STAGES = "examples/counties/plan.yaml", "examples/counties/all_stages.yaml"
PARTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.getElementById('page'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const owner = node.parentElement;
    if (!node.textContent.trim() || owner.closest('option, svg.map') || !owner.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const frame = owner.closest('.scroll')?.getBoundingClientRect();
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.right < 0) continue;
      if (frame && (box.bottom > frame.bottom || box.top < frame.top || owner.closest('thead'))) continue;
      found.push({ text: node.textContent.trim().slice(0, 40), left: box.left, right: box.right,
        top: box.top + scrollY, bottom: box.bottom + scrollY,
        most: Math.min(innerWidth, frame ? frame.right : innerWidth) });
    }
  }
  return found;
}"""
"""The rectangle of every line of text that can be seen, but those scrolled out of a frame, and how far it may reach."""
MEASURED = {
    "width": "document.documentElement.scrollWidth",
    "parts": PARTS,
    "cells": "[...document.querySelectorAll('#answer-table tbody tr:nth-child(2) td')].map((cell) => "
    "[cell.dataset.key, Math.round(cell.getBoundingClientRect().bottom), getComputedStyle(cell, '::before').content])",
    "panels": "[...document.querySelectorAll('#stages .panels, #stages .panel')].map((each) => "
    "each.getBoundingClientRect()).map((box) => [box.left, box.right, box.top].map(Math.round))",
    "inside": "[...document.querySelectorAll('#stages .chart')].every((each) => "
    "Math.abs(each.clientWidth - each.querySelector('svg').clientWidth) <= 1)",
}
"""How wide a page is, its lines of text, the second row of its table, its panels, whether charts fill theirs."""
EDGE = 3
"""Pixels that lines of text may share: their boxes are higher than their letters."""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """The shipped plan, twelve counties, counties of five stages, and a district that knows alerts, schools, grades."""
    shipped = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    counties, stages = assess(*read_project(COUNTIES)), assess(*read_project(STAGES))
    return {
        "shipped": Report([("base", shipped)], list(shipped.years)),
        "counties": Report([("base", counties)], list(counties.years)),
        "stages": Report([("base", stages)], list(stages.years)),
        "district": report_of(district(tmp_path_factory.mktemp("district"), 12)),
    }


_text = cache(page)
"""The page of a report, which many tests open, is made once."""


def written(folder: Path, report: Report, lang: str = "zh") -> Path:
    """A page on the disk."""
    file = folder / "page.html"
    file.write_text(_text(report, lang), encoding="utf-8")
    return file


def printed(view: Page, folder: Path) -> list[str]:
    """The text of every page of paper."""
    file = folder / "print.pdf"
    view.pdf(path=file, prefer_css_page_size=True, print_background=True)
    done = subprocess.run([tool("pdftotext"), "-layout", file, "-"], capture_output=True, encoding="utf-8", check=True)
    return done.stdout.removesuffix("\f").split("\f")


def covering(parts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of texts of which one lies over the other."""
    found = []
    parts = sorted(parts, key=lambda part: part["top"])
    for n, one in enumerate(parts):
        for other in parts[n + 1 :]:
            if other["top"] > one["bottom"] - EDGE:
                break
            if min(one["right"], other["right"]) - max(one["left"], other["left"]) > EDGE:
                found.append((one["text"], other["text"]))
    return found


Look = Callable[[str, str, int], dict[str, Any]]


@pytest.fixture(scope="module")
def look(chromium: Browser, reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What is measured on a page that is opened in a language and a width, once for all tests that ask."""
    folder = tmp_path_factory.mktemp("looked")

    @cache
    def found(name: str, lang: str, width: int) -> dict[str, Any]:
        with opened(chromium, written(folder, reports[name], lang), width) as view:
            pictured(view, f"{name}-{lang}-{width}")
            return {key: view.evaluate(script) for key, script in MEASURED.items()}

    return found


@pytest.mark.parametrize("width", [1280, 800, 360])
@pytest.mark.parametrize(
    ("name", "lang"), [("shipped", "zh"), ("shipped", "en"), ("counties", "zh"), ("counties", "en"),
                       ("district", "zh"), ("district", "en")]
)  # fmt: skip
def test_no_text_is_cut_or_covers_another(name: str, lang: str, width: int, look: Look) -> None:
    """Every line of text ends within the window and within its frame; the page itself never scrolls sideways."""
    found = look(name, lang, width)
    assert found["width"] <= width
    parts = found["parts"]
    assert len(parts) > 100
    assert [part["text"] for part in parts if part["right"] > part["most"] + 1] == []
    assert covering(parts) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["shipped", "counties"])
def test_a_row_of_a_narrow_window_begins_with_year_balance_and_alert(name: str, lang: str, look: Look) -> None:
    """A card: what it is, its balance and its alert on the first line, each other figure below after its title."""
    cells = look(name, lang, 360)["cells"]
    begins = [(bottom, title) for key, bottom, title in cells if key in ("year", "area", "stage", "balance", "alert")]
    others = [
        (bottom, title) for key, bottom, title in cells if bottom and key in ("seats", "demand", "rate", "classes")
    ]
    assert max(bottom for bottom, _ in begins) < min(bottom for bottom, _ in others)
    assert len({bottom for bottom, _ in begins}) <= (1 if lang == "zh" else 2)
    assert all(title in ("none", '""') for _, title in begins)
    assert all(title not in ("none", '""') for _, title in others)


@pytest.mark.parametrize(("width", "folded"), [(360, True), (900, True), (901, False), (1280, False)])
def test_what_if_is_folded_below_900(
    width: int, folded: bool, chromium: Browser, reports: dict[str, Report], tmp_path: Path
) -> None:
    """One button unfolds it, by the keyboard too; whether the plan itself is shown is said while it is folded."""
    with opened(chromium, written(tmp_path, reports["shipped"]), width) as view:
        assert view.is_visible("#set-lag") is not folded
        assert view.is_visible("#setting-state")
        assert view.is_visible("#controls-unfold") is folded
        if folded:
            view.focus("#controls-unfold")
            view.keyboard.press("Enter")
            assert view.is_visible("#set-lag")
            assert view.get_attribute("#controls-unfold", "aria-expanded") == "true"
            view.select_option("#set-lag", "3")
            view.click("#controls-unfold")
            assert view.is_hidden("#set-lag")
            assert "3 年" in view.inner_text("#setting-state")


@pytest.mark.parametrize("width", [1280, 800, 360])
@pytest.mark.parametrize(("name", "across"), [("shipped", 3), ("stages", 2)])
def test_charts_leave_no_hole(name: str, across: int, width: int, look: Look) -> None:
    """Every row of charts is full; three stand beside each other where there is room."""
    found = look(name, "zh", width)
    (left, right, _), *panels = found["panels"]
    rows: dict[int, list[list[int]]] = {}
    for panel in panels:
        rows.setdefault(panel[2], []).append(panel)
    assert all(row[0][0] == left and abs(row[-1][1] - right) <= 1 for row in rows.values())
    assert found["inside"]
    if width == 1280:
        assert len(next(iter(rows.values()))) == across


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["shipped", "counties", "stages", "district"])
def test_charts_of_a_row_begin_at_one_height_and_say_how_many_areas_are_short(
    name: str, lang: str, chromium: Browser, reports: dict[str, Report], tmp_path: Path
) -> None:
    """Whatever the lines above them say; a sum over areas hides no area that is short in a year ahead."""
    found = reports[name].found
    with opened(chromium, written(tmp_path, reports[name], lang)) as view:
        notes = view.locator("#stages .chart-notes").all_inner_texts()
        for width in (1280, 1100, 960):
            view.set_viewport_size({"width": width, "height": 900})
            tops = view.evaluate(
                "[...document.querySelectorAll('#stages .panel')].map((each) => [each.getBoundingClientRect().top, "
                "each.querySelector('.chart').getBoundingClientRect().top].map(Math.round))"
            )
            assert len({tuple(each) for each in tops}) == len({each[0] for each in tops}), width
    if len(found.areas) == 1:
        return
    today = reports[name].today
    for stage, note in zip(found.stages, notes, strict=True):
        known = min(found.known_to(area, stage.name) for area in found.areas)
        now = school_year(today) if today else known
        short = {row.area for row in found.rows(stages=[stage.name]) if row.year > now and row.balance < 0}
        count = f"{len(short)} / {len(found.areas)}" if lang == "zh" else f"{len(short)} of {len(found.areas)} areas"
        assert (count if short else "都不缺" if lang == "zh" else "none of") in note


@pytest.fixture(scope="module")
def papers() -> dict[tuple[str, str | None, str], list[str]]:
    """Pages that a test has printed from a wide window, by report, area and language: hundreds of lines take long."""
    return {}


@pytest.mark.parametrize(("width", "lang"), [(1280, "zh"), (360, "en")])
def test_on_paper_pages_are_numbered_heads_repeated_and_all_rows_there(
    width: int,
    lang: str,
    chromium: Browser,
    reports: dict[str, Report],
    papers: dict[tuple[str, str | None, str], list[str]],
    tmp_path: Path,
) -> None:
    """576 lines over twelve counties, from any window; the same page as before afterwards."""
    report = reports["counties"]
    with opened(chromium, written(tmp_path, report, lang), width) as view:
        before = view.inner_text("#page")
        pages = printed(view, tmp_path)
        assert view.inner_text("#page") == before
    if width == 1280:
        papers["counties", None, lang] = pages
    for n, text in enumerate(pages):
        assert text.rstrip().endswith(f"{n + 1} / {len(pages)}")
    lines = [line.split() for text in pages for line in text.splitlines()]
    areas = {row.area for row in report.rows()}
    last = [line for line in lines if line and line[0].isdigit() and areas & {*line[1:2]}]
    assert len(last) == len(report.rows()) == 576
    head = "学位需求" if lang == "zh" else "classes short"
    for text in pages:
        inside = [line for line in text.splitlines() if re.match(r"\s*20\d\d\s+\S+[县市]", line)]
        if inside:
            above = text[: text.index(inside[0])]
            assert head in above


@pytest.mark.parametrize(
    ("name", "area"), [("shipped", None), ("counties", None), ("counties", "芮城县"), ("district", None)]
)
def test_what_belongs_together_stands_on_one_page(
    name: str,
    area: str | None,
    chromium: Browser,
    reports: dict[str, Report],
    papers: dict[tuple[str, str | None, str], list[str]],
    tmp_path: Path,
) -> None:
    """Heading, key and the first chart; the line above small pictures and the first row of them; at the end more than
    the lines at the foot. The first page of a plan of one area holds its charts."""
    with opened(chromium, written(tmp_path, reports[name])) as view:
        if area:
            view.select_option("#set-area", label=area)
        key = view.locator("#stages .legend li").all_inner_texts()
        tile = view.locator("#places .tile strong").first.inner_text() if view.locator("#places .tile").count() else ""
        pages = papers.get((name, area, "zh")) or printed(view, tmp_path)
    pages = ["".join(each.split()) for each in pages]
    (first, *others) = [n for n, text in enumerate(pages) if "各学段的学位与需求" in text]
    assert not others
    assert [each for each in (*key, "起为预测") if "".join(each.split()) not in pages[first]] == []
    if tile:
        (lead,) = [text for text in pages if "每格一个区域" in text]
        assert tile in lead.split("每格一个区域")[1]
    if name == "shipped":
        assert first == 0
    assert len(pages[-1].split("单位：学位（个）")[0]) > 40


@pytest.mark.parametrize("name", ["shipped", "counties", "district"])
def test_paper_has_nothing_to_press_and_whole_charts(
    name: str, chromium: Browser, reports: dict[str, Report], tmp_path: Path
) -> None:
    """No box, field or button, no word on what to press; each chart as wide as its place, with all of its years."""
    with opened(chromium, written(tmp_path, reports[name]), 800) as view:
        pages = printed(view, tmp_path)
        view.evaluate("dispatchEvent(new Event('beforeprint'))")
        view.emulate_media(media="print")
        view.set_viewport_size({"width": 703, "height": 900})
        pressed = view.evaluate(
            "[...document.querySelectorAll('input, select, button, summary')].filter((each) => "
            "each.checkVisibility() && !each.matches('.tile, .sort, .on-paper > summary')).map((one) => one.outerHTML)"
        )
        charts = view.evaluate(
            "[...document.querySelectorAll('#stages .chart')].map((each) => { const [place, drawn] = [each, "
            "each.querySelector('svg')].map((one) => one.getBoundingClientRect()); return drawn.right - place.right; })"
        )
        assert view.evaluate(f"({PARTS})().filter((part) => part.right > 704)") == []
    assert pressed == []
    assert all(abs(over) <= 1 for over in charts)
    together = "".join("".join(pages).split())
    assert not [word for word in ("点一", "开关", "展开", "关掉", "筛选") if word in together.replace("筛选分", "")]
    drawn = [text for text in pages if re.search(r"需求最高 \d", text)]
    assert sum(len(re.findall(r"需求最高 \d", text)) for text in drawn) == 3
    assert len(drawn) == 1 or len(reports[name].found.areas) > 1
    assert sum(text.count(str(reports[name].years[0])) for text in drawn) >= 3


def test_what_does_not_count_and_what_is_filtered_is_said_on_paper(
    chromium: Browser, reports: dict[str, Report], tmp_path: Path
) -> None:
    """A school that is switched off, filters that narrow a table: paper says so and how many lines it lacks."""
    with opened(chromium, written(tmp_path, reports["shipped"])) as view:
        view.click("input[data-school='2025-primary-1']")
        view.select_option("#filter-stage", label="初中")
        view.fill("#school-find", "小区配建")
        pages = printed(view, tmp_path)
        fitting = view.locator("#school-table tbody tr").count()
        view.fill("#school-find", "")
        every = printed(view, tmp_path)
    told = "".join("".join(pages).split())
    assert "按筛选（学段初中）只印16行，共48行。" in told
    assert f"按筛选（查找小区配建）只印{fitting}行，共32行。" in told
    assert "（未计入）" in "".join("".join(every).split())


def test_lines_beyond_the_most_are_counted_on_paper(chromium: Browser, tmp_path: Path) -> None:
    """Fifty areas have 2,400 lines: the first 2,000 are laid out for paper, and a line says how to come by the others.
    Paper itself, which takes long for so many, is looked at above."""
    areas = [f"第{n}区" for n in range(50)]
    people = population({area: level(900) for area in areas})
    found = assess(plan(school("一", areas[0]), area=areas[0], areas=tuple(areas)), people)
    report = Report([("base", found)], list(found.years))
    lines = len(report.rows())
    assert lines > 2000
    with opened(chromium, written(tmp_path, report)) as view:
        view.emulate_media(media="print")
        view.evaluate("dispatchEvent(new Event('beforeprint'))")
        told = "".join(view.inner_text("#page").split())
        rows = view.locator("#answer-table tbody tr:visible").count()
    assert rows == 2000
    assert f"只印前2,000行，另有{lines - 2000:,}行没有印" in told
    assert "xuewei gap --output" in told or "xueweigap--output" in told
