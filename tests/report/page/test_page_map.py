"""The map of the page: what lies where, under the page's controls, at every width, on paper and for readers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from browser import opened, pictured
from placed import found, towns
from xuewei.charts.map_places import Spot, map_places
from xuewei.cli.map_asked import MapAsked, map_of
from xuewei.formats.boundaries import read_boundaries
from xuewei.formats.policy import read_policy
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.plan import Plan, School
from xuewei.report.contents import Report
from xuewei.report.page.page_file import page
from xuewei.tables.notes import balance_words

from program import TOP

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COUNTIES = TOP / "examples" / "counties" / "plan.yaml"
DISTRICT = TOP / "examples" / "district" / "plan.yaml"
CELLS = "(all) => all.map((row) => [...row.cells].map((cell) => cell.textContent))"
HOSTILE = "<script>alert(1)</script>"


def told(view: Page, what: str) -> str:
    """What a mark says of itself."""
    return view.get_attribute(what, "data-told") or ""


def test_a_map_shows_the_balance_of_every_area(chromium: Browser, tmp_path: Path) -> None:
    """An area of the boundaries tells its balance of the chosen year and stage, and a click shows its charts."""
    held = assess(*read_project(COUNTIES))
    shapes = [
        {
            "type": "Feature",
            "properties": {"name": area},
            "geometry": {"type": "Polygon", "coordinates": [[[n, 35], [n + 0.9, 35], [n + 0.9, 36], [n, 36], [n, 35]]]},
        }
        for n, area in enumerate(held.areas)
    ]
    outlines, file = tmp_path / "b.geojson", tmp_path / "map.html"
    outlines.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    shown = map_places(held, read_boundaries(outlines, held.areas))
    file.write_text(page(Report([("base", held)], list(held.years)), "zh", shown), encoding="utf-8")
    with opened(chromium, file) as view:
        view.select_option("#map-stage", label="初中")
        view.fill("#map-year", "2030")
        paths = view.query_selector_all("svg.map path[data-area]")
        assert len(paths) == len(held.areas)
        for path in paths:
            area = path.get_attribute("data-area") or ""
            (row,) = held.rows([2030], ["middle"], [area])
            text = path.get_attribute("aria-label") or ""
            assert area in text
            assert balance_words(row.balance, "zh") in text
        paths[3].click()
        assert held.areas[3] in view.inner_text("#stages")


def test_places_follow_the_stage_the_year_and_the_switches(chromium: Browser, tmp_path: Path) -> None:
    """Schools of the stage that have seats in the year, open or as planned, with their number; circles, estates and
    sites where they are asked for; a school that is switched off is gone."""
    held = found(tmp_path)
    sites = [Spot("候选甲", "东镇", 111.09, 35.09, {"primary": 1080.0})]
    places = map_places(held, read_boundaries(towns(tmp_path / "b.geojson"), held.areas), sites)
    assert places is not None
    file = tmp_path / "map.html"
    shown = replace(places, walking=read_policy().walking)
    file.write_text(page(Report([("base", held)], list(held.years)), "zh", shown), encoding="utf-8")
    with opened(chromium, file) as view:
        view.select_option("#map-stage", label="小学")
        view.fill("#map-year", "2023")
        ids = "(all) => all.map((each) => each.dataset.school).sort()"
        assert view.eval_on_selector_all(".map .map-school", ids) == ["a", "c"]
        view.fill("#map-year", "2025")
        assert view.eval_on_selector_all(".map .map-school.there", ids) == ["a", "c"]
        assert view.eval_on_selector_all(".map .map-school.planned", ids) == ["b"]
        assert told(view, ".map [data-school=a]") == "东镇一小：小学 1,080 个学位，已投用"
        assert told(view, ".map [data-estate=东湖花园]") == "东湖花园：共 1,200 套，到 2025 年建成 600 套"
        assert told(view, ".map [data-site=候选甲]") == "备选点 候选甲：小学至多 1,080 个学位"
        assert view.locator(".map .map-reach").count() == 0
        view.check("#map-reach")
        assert view.locator(".map .map-reach").count() == 3
        view.check("#map-others")
        assert view.eval_on_selector_all(".map .map-school", ids) == ["a", "b", "c", "d"]
        view.uncheck("#map-estates")
        assert view.locator(".map .map-estate").count() == 0
        view.uncheck("[data-school=c][role=switch]")
        assert view.eval_on_selector_all(".map .map-school", ids) == ["a", "b", "d"]
        view.hover(".map [data-school=a]")
        assert "东镇一小" in view.inner_text(".map-told")
        text = view.inner_text("#map")
        assert all(
            each in text
            for each in ("没有坐标的小学", "没有坐标的小区", "b.geojson", "没有写坐标系", "由几块合成：东镇")
        )
        pictured(view, "map")


def test_the_frame_holds_every_circle(chromium: Browser, tmp_path: Path) -> None:
    """Where walking distances are shown: a school at the edge of the places has its whole circle inside."""
    held = found(tmp_path)
    places = map_places(held)
    assert places is not None
    (school,) = [each for each in places.schools if held.plan.schools[each[0]].id == "d"]
    lon, lat = school[1:]
    small = (lon - 0.004, lat - 0.004, lon + 0.004, lat + 0.004)
    shown = replace(places, walking=read_policy().walking, schools=(school,), estates=(), zones=(), areas=(), box=small)
    file = tmp_path / "map.html"
    file.write_text(page(Report([("base", held)], list(held.years)), "zh", shown), encoding="utf-8")
    with opened(chromium, file) as view:
        view.select_option("#map-stage", label="初中")
        view.fill("#map-year", "2025")
        before = view.get_attribute("svg.map", "viewBox")
        view.check("#map-reach")
        assert view.locator(".map .map-reach").count() == 1
        box = [float(each) for each in (view.get_attribute("svg.map", "viewBox") or "").split()]
        x, y, r = (float(view.get_attribute(".map .map-reach", each) or "nan") for each in ("cx", "cy", "r"))
        assert box[0] <= x - r < x + r <= box[2]
        assert box[1] <= y - r < y + r <= box[3]
        view.uncheck("#map-reach")
        assert view.get_attribute("svg.map", "viewBox") == before


def test_the_table_below_has_what_is_on_the_map(chromium: Browser, tmp_path: Path) -> None:
    """Areas, zones, schools and estates, each with its coordinates, for those who read."""
    held = found(tmp_path)
    file = tmp_path / "map.html"
    shown = map_of(held, MapAsked())
    file.write_text(page(Report([("base", held)], list(held.years)), "zh", shown), encoding="utf-8")
    with opened(chromium, file) as view:
        view.select_option("#map-stage", label="小学")
        view.fill("#map-year", "2023")
        view.click("#map details summary")
        rows = view.eval_on_selector_all("#map-table tbody tr", CELLS)
        by_name = {(row[0], row[1]): row for row in rows}
        assert by_name["东镇一小", "学校"][2:] == ["东镇", "小学 1,080", "已投用", "111.02000", "35.02000"]
        assert "没有学位" in by_name["东镇二小", "学校"][4]
        assert by_name["东湖花园", "小区"][3] == "1,200 套"
        assert {kind for _, kind in by_name} == {"区域", "学区", "学校", "小区"}


def test_a_district_without_boundaries_fits_a_phone_and_a_screen(chromium: Browser, tmp_path: Path) -> None:
    """Names lie in the map and not on one another; nothing is wider than the window; zones have levels of warnings."""
    held = assess(*read_project(DISTRICT))
    report = Report([("base", held)], list(held.years), today=date(2026, 11, 28))
    file = tmp_path / "map.html"
    file.write_text(page(report, "zh", map_of(held, MapAsked())), encoding="utf-8")
    for width in (1280, 360):
        with opened(chromium, file, width) as view:
            view.select_option("#map-stage", label="初中")
            view.fill("#map-year", "2027")
            assert view.evaluate("document.documentElement.scrollWidth") <= width
            frame, *boxes = view.evaluate(
                "[...document.querySelectorAll('svg.map, svg.map g.map-label')].map((each) => "
                "{ const box = each.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; })"
            )
            assert boxes
            assert all(box[0] >= frame[0] - 1 and box[2] <= frame[2] + 1 for box in boxes)
            for one, other in combinations(boxes, 2):
                across, down = (min(one[n + 2], other[n + 2]) - max(one[n], other[n]) for n in (0, 1))
                assert min(across, down) < 1
            assert "学区起始年级" in view.inner_text("#map .legend")


def test_names_on_a_map_are_text_and_plans_without_places_have_none(chromium: Browser, tmp_path: Path) -> None:
    """Markup in a name is shown as it is written."""
    held = found(tmp_path)
    first, *others = held.plan.schools
    plan = replace(held.plan, schools=(replace(first, name=HOSTILE), *others))
    hostile = assess(plan, held.population)
    file = tmp_path / "map.html"
    file.write_text(page(Report([("base", hostile)], list(held.years)), "zh", map_of(hostile, MapAsked())), "utf-8")
    with opened(chromium, file) as view:
        view.select_option("#map-stage", label="小学")
        view.fill("#map-year", "2025")
        assert HOSTILE in told(view, ".map [data-school=a]")
    bare = Plan("p", "东镇", (School("s", "primary", "东镇", {"primary": 90}, opens=2021),), (2021, 2025))
    assert map_of(assess(bare, held.population), MapAsked()) is not None  # by its estates
    no_estates = replace(held.population, estates=())
    assert map_of(assess(bare, no_estates), MapAsked()) is None


def test_a_thousand_schools_are_a_small_page(tmp_path: Path) -> None:
    """Below 3 MB."""
    held = found(tmp_path)
    one = School("s", "primary", "东镇", {"primary": 270}, opens=2021)
    many = tuple(
        replace(one, id=f"s{n}", name=f"第{n}小学", lon=111 + n % 40 / 400, lat=35 + n // 40 / 400) for n in range(1000)
    )
    large = assess(replace(held.plan, schools=many), held.population)
    shown = map_of(large, MapAsked())
    assert shown is not None
    assert len(shown.schools) == 1000
    assert len(page(Report([("base", large)], list(large.years)), "zh", shown).encode()) < 3_000_000


def test_north_and_the_scale_leave_their_corners_to_sites(chromium: Browser, tmp_path: Path) -> None:
    """Each goes to the other corner where a site lies in its own."""
    held, file = found(tmp_path), tmp_path / "map.html"
    west, south, east, north = 110.9, 35.0, 111.1, 35.1
    for at, corners in (((east, north), ("left", "left")), ((west, south), ("right", "right"))):
        sites = [Spot("角上", "东镇", *at, {"primary": 270.0}, "角上")]
        shown = map_places(held, read_boundaries(towns(tmp_path / "b.geojson"), held.areas), sites)
        file.write_text(page(Report([("base", held)], list(held.years)), "zh", shown), encoding="utf-8")
        with opened(chromium, file) as view:
            view.set_viewport_size({"width": 360, "height": 800})
            middle = view.eval_on_selector(
                "svg.map", "(map) => map.getBoundingClientRect().left + map.getBoundingClientRect().width / 2"
            )
            sides = view.eval_on_selector_all(
                ".map-scale", "(all) => all.map((each) => each.getBoundingClientRect().left)"
            )
            site = view.eval_on_selector(".map-site", "(each) => each.getBoundingClientRect().left")
            which = 0 if at == (east, north) else 1
            assert (sides[which] < middle) == (corners[which] == "left")
            assert (site < middle) != (sides[which] < middle)
