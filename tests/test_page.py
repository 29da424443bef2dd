"""The report as a page, in a real browser: every control moved, every number held against the engine."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xuewei
from browser import artefacts, browser, opened, program
from xuewei.assessment import Assessment, assess
from xuewei.errors import InputError
from xuewei.files.boundaries import read_boundaries
from xuewei.files.project import read_project
from xuewei.model.parameters import with_parameter
from xuewei.show.report.contents import Report
from xuewei.show.report.page.document import page
from xuewei.show.report.summary import summary

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COUNTIES = "examples/counties/plan.yaml"
PATHS = ("low", "medium", "high")
MOST_BYTES = 3_000_000
ROWS = """() => {
  for (;;) {
    const more = [...document.querySelectorAll('#table > button')].find((each) => !each.hidden);
    if (!more) break;
    more.click();
  }
  return [...document.querySelectorAll('#answer-table tbody tr')].map((row) => [
    Number(row.dataset.year), row.dataset.area, row.dataset.stage,
    ...['seats', 'demand', 'balance'].map((key) => row.querySelector(`[data-key=${key}]`).textContent),
  ]);
}"""
"""Opens the whole table and reads it."""
DRAWN = "[...document.querySelectorAll('.chart')].every((each) => each.querySelectorAll('path').length > 10)"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; the page comes before it so that a machine without one skips."""
    program()
    with browser() as found:
        yield found


def written(folder: Path, found: Assessment, lang: str = "zh") -> Path:
    """The page of an assessment on the disk."""
    file = folder / f"报告-{lang}.html"
    file.write_text(page(Report([("base", found)], list(found.years)), lang), encoding="utf-8")
    return file


def shown(view: Page) -> list[tuple[int, str, str, str, str, str]]:
    """Every row of the page's table: year, area, stage, seats, demand, balance as they are printed."""
    return [tuple(row) for row in view.evaluate(ROWS)]


def expected(found: Assessment, lang: str = "zh") -> list[tuple[int, str, str, str, str, str]]:
    """The same rows by the engine."""
    from xuewei.show.gap import balance_words

    return [
        (row.year, row.area, row.stage, f"{row.seats:,}", f"{row.demand:,}", balance_words(row.balance, lang))
        for row in found.rows()
    ]


def moved(found: Assessment, lag: int, births: str, moves: str, scope: float | None, off: Sequence[str]) -> Assessment:
    """The engine's answer to a setting of the controls."""
    assumptions = found.assumptions
    for name, value in (("population.births", births), ("population.net_migration", moves)):
        assumptions = with_parameter(assumptions, name, value, areas=[], source="test")
    if scope is not None:
        assumptions = with_parameter(assumptions, "population.scope", scope, areas=found.areas, source="test")
    schools = tuple(replace(each, status="cancelled") if each.id in off else each for each in found.plan.schools)
    plan = replace(found.plan, opening_lag=lag, schools=schools)
    return assess(plan, replace(found.population, assumptions=assumptions))


def turn(view: Page, lag: int, births: str, moves: str, scope: float | None, off: Sequence[str]) -> None:
    """Every control of the page, by hand."""
    if view.is_enabled("#reset"):
        view.click("#reset")
    view.select_option("#set-lag", str(lag))
    view.select_option("#set-births", births)
    view.select_option("#set-migration", moves)
    view.fill("#set-scope", "" if scope is None else f"{scope * 100:g}")
    view.press("#set-scope", "Tab")
    for each in off:
        view.click(f"input[data-school='{each}']")


@pytest.mark.parametrize("plan", [None, COUNTIES])
def test_every_control_gives_what_the_engine_gives(plan: str | None, chromium: Browser, tmp_path: Path) -> None:
    """Random settings of all controls: seats, demand and balance to the seat, and the three sentences to the letter."""
    found = assess(*read_project(plan))
    chance = random.Random(8)
    ids = [school.id for school in found.plan.schools]
    with opened(chromium, written(tmp_path, found)) as view:
        assert shown(view) == expected(found)
        for _ in range(5):
            off = chance.sample(ids, min(len(ids), 4))
            scope = chance.choice([None, 0.5, 0.731, 1.0])
            setting = (chance.randrange(5), chance.choice(PATHS), chance.choice(PATHS), scope, off)
            turn(view, *setting)
            other = moved(found, *setting)
            assert shown(view) == expected(other), setting
            told = [each.inner_text() for each in view.query_selector_all("#sentences p")]
            assert told == list(summary(other, list(other.years), "zh")), setting


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_draws_fits_and_can_be_read_by_everybody(
    lang: str, width: int, chromium: Browser, tmp_path: Path
) -> None:
    """Every chart has drawn something, nothing is wider than the window, and axe finds no serious fault."""
    from axe_playwright_python.sync_playwright import Axe

    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    with opened(chromium, written(tmp_path, found, lang), width) as view:
        view.select_option("#set-lag", "3")
        view.click("#save")
        view.screenshot(path=artefacts(tmp_path / "seen") / f"report-{lang}-{width}.png", full_page=True)
        assert view.evaluate(
            "[...document.querySelectorAll('.chart')].every((c) => c.querySelectorAll('path').length > 10)"
        )
        assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # axe runs inside the page's own rule for scripts, which only knows the page's
        faults = Axe().run(view).response["violations"]
    assert not [
        (each["id"], each["nodes"][0]["html"][:200]) for each in faults if each["impact"] in ("serious", "critical")
    ]


def test_names_of_a_plan_are_text_everywhere(chromium: Browser, tmp_path: Path) -> None:
    """A school, a plan and a note of markup stand there as written; no dialog opens."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    first, *others = found.plan.schools
    schools = (replace(first, name=HOSTILE, note=HOSTILE + "<!--\u2028"), *others)
    plan = replace(found.plan, name=HOSTILE, source={"title": HOSTILE}, schools=schools)
    with opened(chromium, written(tmp_path, assess(plan, found.population))) as view:
        assert view.inner_text("h1") == HOSTILE
        assert HOSTILE in view.inner_text("#school-table")
        view.hover("#chart-primary", position={"x": 120, "y": 150})


def test_the_same_plan_has_the_same_page_and_is_small() -> None:
    """Two pages of one plan are equal, and open within the size that was promised."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    report = Report([("base", found)], list(found.years))
    assert page(report, "zh") == page(report, "zh")
    assert len(page(report, "zh").encode()) < MOST_BYTES


def test_every_fault_of_boundaries_is_told_at_once(tmp_path: Path) -> None:
    """A shape that is no polygon and an area without one; and what is no JSON, with its line."""
    file = tmp_path / "b.geojson"
    point = {"type": "Feature", "properties": {"name": "甲"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [point]}), encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_boundaries(file, ["甲", "乙"])
    assert [fault.kind for fault in wrong.value.faults] == ["no_polygon", "no_shape"]
    file.write_text('{"features":\n[', encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_boundaries(file, ["甲"])
    assert [(fault.kind, fault.line) for fault in wrong.value.faults] == [("json", 2)]
