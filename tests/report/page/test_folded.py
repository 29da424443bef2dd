"""What the page folds is one touch away and stands on paper; and the field of the census area's share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xuewei
from browser import opened
from district import report_of
from paged import expected, shown, written
from xuewei.answers.gap.by_grade import by_grade
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.grades import grade_table
from xuewei.report.page.page_file import page

from controls import moved
from program import TOP

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DISTRICT = TOP / "examples" / "district" / "plan.yaml"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the made-up district."""
    file = tmp_path_factory.mktemp("folded") / "district.html"
    file.write_text(page(report_of(DISTRICT), "zh"), encoding="utf-8")
    return file


def test_the_balance_by_grade_is_told_and_its_tables_are_folded(district: Path, chromium: Browser) -> None:
    """Its sentences stand open; the tables are there as soon as they are unfolded, and on paper."""
    found = assess(*read_project(DISTRICT))
    with opened(chromium, district) as view:
        tables = view.locator("#grades table")
        assert tables.count() >= 1
        assert not any(each.is_visible() for each in tables.all())
        kinds = ["kindergarten", "primary", "middle"]
        held = [grade_table(found, kind, list(found.years), found.areas) for kind in kinds]
        told = by_grade(found, held, "zh", one_year=False).sheets[0].notes
        assert all(view.get_by_text(each, exact=True).first.is_visible() for each in told)
        view.locator("#grades summary").first.click()
        assert all(each.is_visible() for each in tables.all())
        view.locator("#grades summary").first.click()
        view.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert all(each.is_visible() for each in tables.all())
        view.evaluate("dispatchEvent(new Event('afterprint'))")
        assert not any(each.is_visible() for each in tables.all())


def test_a_narrow_window_folds_what_would_be_many_windows_long(district: Path, chromium: Browser) -> None:
    """Six rows of warnings, and the heads alone of what the figures rest on; a wide one shows both.
    All of it unfolds."""
    with opened(chromium, district, 360) as view:
        first = view.locator("#alerts .beside-table").first
        assert first.locator("tbody tr").count() == 6
        assert view.locator("#basis details:not([open])").count() == 3
        assert not view.locator("#basis table").first.is_visible()
        for each in view.locator("#basis summary").all():
            each.click()
        assert all(each.is_visible() for each in view.locator("#basis table").all())
        first.locator("summary").click()
        first.locator("details tbody tr").first.wait_for()
        assert first.locator("tbody tr").count() == 12
        assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with opened(chromium, district, 1280) as view:
        assert view.locator("#alerts .beside-table").first.locator("tbody tr").count() == 12
        assert view.locator("#basis details").count() == 0
        assert view.locator("#basis table").first.is_visible()


def test_a_share_of_the_census_area_moves_the_answer_and_no_share_does_not(chromium: Browser, tmp_path: Path) -> None:
    """From 0.1 to 100 per cent; anything else is told and leaves the plan as it is, empty is the plan's own."""
    found = assess(xuewei.read_plan(), xuewei.read_population())
    plan = expected(found)
    with opened(chromium, written(tmp_path, found)) as view:
        for wrong in ("0", "101", "一半", "-5", "50%"):
            view.fill("#set-scope", wrong)
            view.press("#set-scope", "Tab")
            assert view.inner_text("#scope-wrong"), wrong
            assert view.get_attribute("#set-scope", "aria-invalid") == "true"
            assert shown(view) == plan, wrong
        view.fill("#set-scope", "50")
        view.press("#set-scope", "Tab")
        assert not view.inner_text("#scope-wrong")
        half = expected(moved(found, found.plan.opening_lag, "medium", "medium", 0.5, []))
        assert half != plan
        assert shown(view) == half
        view.fill("#set-scope", "")
        view.press("#set-scope", "Tab")
        assert shown(view) == plan


def test_a_share_that_can_move_nothing_is_not_asked_for(chromium: Browser, tmp_path: Path) -> None:
    """Where all demand comes of pupils on record."""
    found = assess(*read_project(TOP / "examples" / "small_city" / "plan.yaml", (), str(TOP / "examples" / "pupils")))
    with opened(chromium, written(tmp_path, found, "en")) as view:
        assert view.query_selector("#set-scope") is None
        assert view.query_selector("#set-lag")
