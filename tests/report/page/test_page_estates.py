"""The page's controls of estates: every row is the engine's under a table of estates edited by hand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import xuewei
from browser import opened
from paged import expected, shown, written
from scripted import told
from xuewei.model.assessment import Assessment
from xuewei.model.population import EXTRA, WITHIN, FlowRow, Population
from xuewei.report.contents import Report
from xuewei.report.page.page_file import given
from xuewei.report.page.words import say

from builders import assumptions, estate, estate_rules, level, plan, population, pupils, school
from controls import PATHS, EstateSetting, Setting, estates_anywhere, moved, on_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLAIN: Setting = (1, "medium", "medium", None, ())
MOST_BYTES = 3_000_000
AREAS = ("甲", "乙", "丙")


def folk(counted: str | None, *, graded: bool = False, flows: bool = False) -> Population:
    """Three areas with seven estates of all kinds, completed from 2021 to 2030; net migration is written up to 2027."""
    usual = assumptions(horizon=2033)
    written = replace(usual.migration, years=dict.fromkeys(range(2021, 2028), 900.0))
    rules = estate_rules(counted, {1: 0.3, 3: 0.8}, {"kindergarten": 12, "primary": 24, "middle": 9})
    found = population(
        dict(zip(AREAS, map(level, (100, 50, 30)), strict=True)),
        births={(area, year): 200.0 for area in AREAS for year in range(2000, 2024)},
        assumed=replace(usual, migration=written, estates=rules),
    )
    if graded:
        grades = (("kindergarten", 3), ("primary", 6), ("middle", 3))
        record: dict[tuple[str, int, str, int | None], int] = {
            (area, year, stage, grade): count + 2 * grade
            for area, count in (("甲", 210), ("乙", 105))
            for year in range(2019, 2023)
            for stage, last in grades
            for grade in range(1, last + 1)
        }
        found = replace(found, enrolment=pupils(record))
    rows = [
        estate(f"e{n}", area=AREAS[n % 3], completes=2021 + n, dwellings=400.0 + 100 * n, kind=kind)
        for n, kind in enumerate(["", "commodity", "affordable", "talent", "", "affordable"])
    ]
    rows += [estate("e2", area="丙", completes=2026, dwellings=900.0)]
    rows += [estate("m2", area="乙", completes=2024, floor_area_m2=90_000.0, occupancy=((0, 0.2), (4, 1.0)))]
    between = (FlowRow("甲", "乙", "senior", 0.2, "assumed", "试"), FlowRow("", "丙", "senior", 0.1, "assumed", "试"))
    return replace(found, estates=tuple(rows), flows=between if flows else ())


def assessed(people: Population, *, senior: bool = False) -> Assessment:
    """A plan of the three areas."""
    schools = [school(f"s-{area}", area=area) for area in AREAS]
    return xuewei.assess(plan(*schools, use_stages=("senior",) if people.flows or senior else ()), people)


def rows_of(page: Mapping[str, Any], found: Assessment) -> list[tuple[object, ...]]:
    """What the page's script makes of every year, area and stage."""
    keys = ("seats", "demand", "balance", "alert")
    return [
        (line["year"], found.areas[line["area"]], found.stages[line["stage"]].name, *(line[key] for key in keys))
        for line in page["lines"]
    ]


def held(found: Assessment) -> None:
    """Six settings of all controls, and the plan's own, row by row."""
    data: dict[str, Any] = given(Report([("base", found)], list(found.years)), "zh")
    chance = random.Random(3)
    cases: list[tuple[Setting, Mapping[str, EstateSetting]]] = []
    for n in range(6):
        scope = chance.choice([None, 0.5, 0.731]) if n % 2 else None
        cases.append(((1, chance.choice(PATHS), chance.choice(PATHS), scope, ()), estates_anywhere(chance, found)))
    settings = [(*setting, on_page(data, each)) for setting, each in cases]
    own, *others = told([(data, settings)])["answers"][0]
    assert own["own"]
    worlds = [moved(found, *setting, each) for setting, each in cases]
    for page, world in zip((own, *others), (found, *worlds), strict=True):
        assert rows_of(page, found) == [
            (row.year, row.area, row.stage, row.seats, row.demand, row.balance, row.warning) for row in world.rows()
        ]
    assert len({str(rows_of(page, found)) for page in others}) > 3, "the controls do something"


@pytest.mark.parametrize("counted", [EXTRA, WITHIN, None])
@pytest.mark.parametrize("graded", [False, True])
def test_every_row_is_the_engines_with_the_estates_edited(counted: str | None, graded: bool) -> None:
    """Later, smaller, struck out; on top of the forecast, within net migration, and by whether that is written for all
    their years, which a delay may change; by ages and by grades, under every path and share of the census area."""
    held(assessed(folk(counted, graded=graded)))


@pytest.mark.parametrize("flows", [False, True])
@pytest.mark.parametrize("graded", [False, True])
def test_a_stage_after_another_follows(graded: bool, flows: bool) -> None:
    """Pupils of estates leave middle school and enter the senior stage, there or where flows take them."""
    found = assessed(folk(None, graded=graded, flows=flows), senior=True)
    assert "senior" in [stage.name for stage in found.stages]
    held(found)


def test_three_hundred_estates_are_moved_in_a_browser(chromium: Browser, tmp_path: Path) -> None:
    """Ten of them are shown, the largest first, until one is looked for; one moved, one struck out, then all moved: the
    table is the engine's. A page of them stays small, and below 900 px the panel is folded."""
    rows = tuple(
        estate(f"e{n:03}", name=f"小区{n}", area=AREAS[n % 3], completes=2023 + n % 6, dwellings=20.0 + n)
        for n in range(300)
    )
    people = replace(folk(EXTRA), estates=rows)
    found = assessed(people)
    file = written(tmp_path, found)
    assert file.stat().st_size < MOST_BYTES
    with opened(chromium, file) as view:
        view.click("#estates-each > summary")
        shown_first = view.eval_on_selector_all("#estate-list .estate", "all => all.map((each) => each.dataset.estate)")
        assert shown_first == [f"e{n:03}" for n in range(299, 289, -1)]
        assert shown(view) == expected(found)
        view.select_option("[data-estate=e299] select", "3")
        view.fill("[data-estate=e299] input[type=text]", "40")
        view.press("[data-estate=e299] input[type=text]", "Tab")
        view.fill("#estate-find", "小区17")
        assert view.locator("#estate-list .estate").count() == 11
        view.click("[data-estate=e017] input[type=checkbox]")
        own = {"e299": (3, 0.4, True), "e017": (0, 1.0, False)}
        assert shown(view) == expected(moved(found, *PLAIN, own))
        assert view.inner_text("#setting-state") == "与方案不同：改动 2 个小区。"
        view.click("#reset")
        view.select_option("#estates-lag", "1")
        view.fill("#estates-share", "50")
        view.press("#estates-share", "Tab")
        every = {row.id: (1, 0.5, True) for row in rows}
        assert shown(view) == expected(moved(found, *PLAIN, every))
        assert view.inner_text("#setting-state") == "与方案不同：全部 300 个小区晚 1 年竣工、只建成 50%。"
        view.fill("#estates-share", "150")
        view.press("#estates-share", "Tab")
        assert view.inner_text("#estates-wrong") == say("estates.share.bad", "zh")
        view.set_viewport_size({"width": 360, "height": 800})
        assert not view.is_visible("#estates")
        view.click("#controls-unfold")
        assert view.is_visible("#estates")
        assert view.evaluate("document.documentElement.scrollWidth") <= 360
