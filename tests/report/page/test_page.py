"""The report as a page, in a real browser: every control moved, every number held against the engine."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xuewei
from browser import barriers, opened, pictured
from paged import expected, shown, written
from xuewei.answers.gap.ahead import Ahead, cards
from xuewei.answers.gap.conclusion import Conclusion, message, past
from xuewei.answers.gap.reliance import reliance
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.cli.asked import bands_asked
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.model.assessment import assess
from xuewei.model.plan import BaseSeats, Plan, School
from xuewei.model.rounding import whole
from xuewei.report.contents import Report
from xuewei.report.page.page_file import page
from xuewei.tables.notes import balance_words
from xuewei.tables.plain import plain
from xuewei.tables.text import spans

from builders import level, population
from controls import anywhere, moved
from paper import tool

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COUNTIES, SMALL_CITY = "examples/counties/plan.yaml", "examples/small_city/plan.yaml"
MOST_BYTES = 3_000_000
DRAWN = "[...document.querySelectorAll('.chart')].every((each) => each.querySelectorAll('path').length > 10)"
HOSTILE = "<script>alert(1)</script>"


def turn(view: Page, lag: int, births: str, moves: str, scope: float | None, off: Sequence[str]) -> None:
    """Every control of the page, by hand."""
    if view.is_enabled("#reset"):
        view.click("#reset")
    view.select_option("#set-lag", str(lag))
    for control, path in (("#set-births", births), ("#set-migration", moves)):
        if view.query_selector(control):  # one that can do nothing is not shown
            view.select_option(control, path)
    if view.query_selector("#set-scope"):
        view.fill("#set-scope", "" if scope is None else f"{scope * 100:g}")
        view.press("#set-scope", "Tab")
    for each in off:
        view.click(f"input[data-school='{each}']")


@pytest.mark.parametrize(
    ("plan", "people", "lang"),
    [(None, None, "en"), (COUNTIES, None, "zh"), (SMALL_CITY, None, "zh"), (SMALL_CITY, "examples/pupils", "en")],
)
def test_every_control_moves_what_is_shown(
    plan: str | None, people: str | None, lang: str, chromium: Browser, tmp_path: Path
) -> None:
    """All controls turned by hand, twice: the table, the message and the past years are the engine's. Many more
    settings are held against it without a browser."""
    found = assess(*read_project(plan, (), people))
    chance = random.Random(8)
    with opened(chromium, written(tmp_path, found, lang)) as view:
        assert shown(view) == expected(found, lang)
        known = any(one.totals for one in found.projection.areas)
        assert bool(view.query_selector("#set-migration")) == known, "the control is shown where it can do something"
        for setting in (anywhere(chance, found), anywhere(chance, found)):
            turn(view, *setting)
            other = moved(found, *setting)
            assert shown(view) == expected(other, lang), setting
            seen = Ahead.of(other, other.rows())
            assert view.inner_text("#answer-head") == message(seen, lang)
            assert view.inner_text("#past") == past(seen, lang)


def test_schools_in_use_are_listed_with_the_year_since_which_they_are(chromium: Browser, tmp_path: Path) -> None:
    """One of which nobody wrote when it opened has always been there; a base year before the plan begins the table."""
    held = School("held", "primary", "中心城区", {"primary": 2400}, opens=1958, status="in_use", counted=True)
    always = School("always", "middle", "中心城区", {"middle": 900}, status="in_use", closes=2030)
    project = School("new", "nine_year", "中心城区", {"primary": 900, "middle": 600}, 2024)
    plan = Plan("试", "中心城区", (held, always, project), (2024, 2028), base_seats=BaseSeats(2023))
    found = assess(plan, xuewei.read_population())
    with opened(chromium, written(tmp_path, found)) as view:
        assert shown(view)[0][0] == 2023
        listed = view.inner_text("#school-table")
        assert "一直在用" in listed
        assert "1958" in listed
        turn(view, 3, "low", "high", None, ["held"])
        assert shown(view) == expected(moved(found, 3, "low", "high", None, ["held"]))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_planned_and_delivered_and_the_advice_stand_below_the_cards(
    lang: str, chromium: Browser, tmp_path: Path
) -> None:
    """Both readings, what to do and every project of it by name, of the plan as it is: said so once a control is
    moved, an area or fewer years are chosen."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    told = Conclusion.of(found, found.rows())
    todo = told.todo
    assert todo
    with opened(chromium, written(tmp_path, found, lang)) as view:
        assert view.locator("#pair span").all_inner_texts() == told.delivered(lang)
        assert view.locator("#todo li").all_inner_texts() == told.to_do(lang)
        own = view.locator("#resting > p").first
        assert own.is_hidden()
        named_ = [*(each.school for each in (*todo.check, *todo.begin, *todo.later)), *todo.spare.schools]
        for fold in view.locator("#resting summary").all():
            fold.click()
        rows = view.locator("#resting .projects tbody tr").all_inner_texts()
        assert len(rows) == len(named_) + len(todo.turn)
        assert all(any((school.name or school.id) in row for row in rows) for school in named_)
        view.select_option("#set-lag", "3")
        assert own.is_visible()
        assert view.locator("#todo li").all_inner_texts() == told.to_do(lang)
        view.click("#reset")
        assert own.is_hidden()
        view.select_option("#years-from", "2024")
        assert own.is_visible()
    with opened(chromium, written(tmp_path, assess(*read_project(COUNTIES)), lang)) as view:
        assert view.locator("#todo li").count() == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_grade_that_is_short_in_a_stage_that_is_not_is_told_below_the_cards(
    lang: str, chromium: Browser, tmp_path: Path
) -> None:
    """As `gap` tells it without keys, of the plan as it is: said so once a control is moved. Where nothing is known of
    grades there is no such line."""
    found = assess(*read_project("examples/district/plan.yaml"))
    wanted = [plain(each, lang) for each in grade_sentences(found, found.rows(), lang)]
    assert wanted
    with opened(chromium, written(tmp_path, found, lang)) as view:
        assert view.locator("#short-grades span").all_inner_texts() == wanted
        own = view.locator("#resting > p").first
        assert own.is_hidden()
        view.select_option("#set-lag", "3")
        assert own.is_visible()
        assert view.locator("#short-grades span").all_inner_texts() == wanted
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    with opened(chromium, written(tmp_path, found, lang)) as view:
        assert view.query_selector("#short-grades") is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_cards_are_of_all_areas_or_of_the_chosen_one(lang: str, chromium: Browser, tmp_path: Path) -> None:
    """A card for each stage: how many areas are short, the tightest with its year; of one area now, the tightest year
    ahead and the last."""
    found = assess(*read_project(COUNTIES))
    with opened(chromium, written(tmp_path, found, lang)) as view:
        for area in (None, found.areas[3]):
            if area:
                view.select_option("#set-area", label=area)
            ahead = Ahead.of(found, found.rows(areas=None if area is None else [area]))
            assert view.inner_text("#answer-head") == message(ahead, lang)
            shown = view.locator(".stage-card")
            for n, card in enumerate(cards(ahead)):
                words = shown.nth(n).inner_text().replace("\u00a0", " ")
                assert named("stage", card.tightest.stage, lang) in words
                assert f"{balance_words(card.tightest.balance, lang)}" in words
                assert str(card.tightest.year) in words
                assert named("warning", card.tightest.warning, lang) in words
                if area is None:
                    assert card.tightest.area in words
                    assert (
                        f"{card.short} / {card.areas}" if lang == "zh" else f"{card.short} of {card.areas}"
                    ) in words
                else:
                    assert card.now
                    assert card.last
                    assert balance_words(card.now.balance, lang) in words
                    assert balance_words(card.last.balance, lang) in words


def test_the_first_view_has_message_cards_and_the_tops_of_charts(chromium: Browser, tmp_path: Path) -> None:
    """At 1280 × 900 of the shipped plan; the table of all lines is a table there, in both languages."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    report = Report([("base", found)], list(found.years), bands_asked(found), date(2026, 11, 28))
    for lang in ("zh", "en"):
        file = tmp_path / "first.html"
        file.write_text(page(report, lang), encoding="utf-8")
        with opened(chromium, file) as view:
            tops = view.evaluate(
                "[...document.querySelectorAll('#answer-head, .stage-card, #stages svg')]"
                ".map((each) => each.getBoundingClientRect().top)"
            )
            assert len(tops) == 7
            assert max(tops) < 900, lang
            assert "stacked" not in (view.get_attribute("#answer-table", "class") or "")


def chart_texts(view: Page, stage: str) -> list[str]:
    """Every text that a chart has drawn."""
    return view.locator(f"#chart-{stage} svg text").all_text_contents()


def test_charts_name_their_lines_the_forecast_and_what_may_be_short(chromium: Browser, tmp_path: Path) -> None:
    """Names at the ends of lines; the first year of the forecast; the years in which the band crosses the seats, as
    many as the table calls 可能缺; the pair in the table below."""
    found = assess(*read_project(SMALL_CITY))
    report = Report([("base", found)], list(found.years), bands_asked(found))
    file = tmp_path / "city.html"
    file.write_text(page(report, "zh"), encoding="utf-8")
    with opened(chromium, file) as view:
        seen = 0
        for area in found.areas:
            view.select_option("#set-area", label=area)
            for stage in found.stages:
                texts = chart_texts(view, stage.name)
                rows = found.rows(stages=[stage.name], areas=[area])
                ends = [report.bands.band(row.year, area, stage.name) for row in rows] if report.bands else []
                may = [
                    row.year
                    for row, band in zip(rows, ends, strict=True)
                    if band and row.balance >= 0 > row.seats - whole(band.high)
                ]
                assert "需求" in texts
                assert f"{found.known_to(area, stage.name) + 1} 起为预测" in texts
                assert [text for text in texts if "可能缺" in text] == ([f"可能缺 {spans(may)}"] if may else [])
                seen += bool(may)
        assert seen
        both = reliance(found)
        assert both
        assert view.locator("#stages thead th", has_text="可用学位（已确认投用）").count()
        assert f"已确认投用 {both.counted} 所" in view.inner_text("#stages .legend")


def test_what_is_cut_off_in_small_pictures_is_said(chromium: Browser, tmp_path: Path) -> None:
    """A bar beyond the scale has a gap near its end, and the line above counts such areas."""
    areas = ["甲", "乙"]
    people = population({area: level(900) for area in areas})
    held = BaseSeats(2020, {"甲": {"primary": 20_000}})
    found = assess(Plan("试", "甲", (), (2021, 2025), areas=("甲", "乙"), base_seats=held), people)
    with opened(chromium, written(tmp_path, found)) as view:
        view.select_option("#places-stage", label="小学")
        assert view.locator(".tile .cut").count() > 0
        assert "1 个区域有柱超出此数" in view.inner_text("#places")
        view.select_option("#places-stage", label="初中")
        assert view.locator(".tile .cut").count() == 0
        assert "超出此数" not in view.inner_text("#places")


AUDITED = {("zh", 1280), ("en", 800), ("en", 360)}
"""Pages that axe looks at, for which it takes ten seconds each: every width once, and both languages."""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 800, 360])
def test_a_page_draws_fits_and_can_be_read_by_everybody(
    lang: str, width: int, chromium: Browser, tmp_path: Path
) -> None:
    """Every chart has drawn something, nothing is wider than the window, and axe finds no serious fault."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    with opened(chromium, written(tmp_path, found, lang), width) as view:
        if view.is_visible("#controls-unfold"):
            view.click("#controls-unfold")
        view.select_option("#set-lag", "3")
        view.click("#save")
        pictured(view, f"report-{lang}-{width}")
        assert view.evaluate(
            "[...document.querySelectorAll('.chart')].every((c) => c.querySelectorAll('path').length > 10)"
        )
        assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if (lang, width) not in AUDITED:
            return
        # axe runs inside the page's own rule for scripts, which only knows the page's
        assert barriers(view) == []


def test_the_controls_are_moved_without_a_mouse(chromium: Browser, tmp_path: Path) -> None:
    """Tab leads past the link to the answer to the first control; an arrow key moves it, and the answer with it."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    with opened(chromium, written(tmp_path, found)) as view:
        view.keyboard.press("Tab")
        assert view.evaluate("document.activeElement.className") == "skip"
        view.keyboard.press("Tab")
        assert view.evaluate("document.activeElement.id") == "set-lag"
        view.keyboard.press("ArrowDown")
        other = moved(found, 2, "medium", "medium", None, [])
        assert view.inner_text("#answer-head") == message(Ahead.of(other, other.rows()), "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_paper_every_balance_and_every_school_stands(lang: str, chromium: Browser, tmp_path: Path) -> None:
    """A4 as the browser prints it: all lines of the table, no figure broken, no key of a word left over."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    file = tmp_path / "print.pdf"
    with opened(chromium, written(tmp_path, found, lang)) as view:
        view.pdf(path=file, format="A4", print_background=True, prefer_css_page_size=True)
    told = subprocess.run([tool("pdftotext"), "-layout", file, "-"], capture_output=True, encoding="utf-8", check=True)
    words = set(told.stdout.split())
    for row in found.rows():
        assert {str(row.year), f"{row.seats:,}", f"{row.demand:,}"} <= words
    close = "".join(told.stdout.split())
    assert close.count("2021") >= 3
    assert all(f"{sum(each.seats.values()):,}" in close for each in found.plan.schools if len(each.seats) == 1)
    assert "basis." not in told.stdout


def test_lines_are_sorted_and_filtered_and_years_chosen(chromium: Browser, tmp_path: Path) -> None:
    """A click on a head sorts, a second one turns the order; a stage, a word and years leave what fits them."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    with opened(chromium, written(tmp_path, found)) as view:
        heads = view.query_selector_all("#answer-table thead button")
        (demand,) = [each for each in heads if each.inner_text().strip().startswith("学位需求")]
        for turned in (False, True):
            demand.click()
            told = [int(row[4].replace(",", "")) for row in shown(view)]
            assert told == sorted((row.demand for row in found.rows()), reverse=turned)
        view.select_option("#filter-stage", label="初中")
        assert {row[2] for row in shown(view)} == {"middle"}
        view.fill("#filter-find", "2027")
        assert [row[0] for row in shown(view)] == [2027]
        view.fill("#filter-find", "")
        view.select_option("#years-from", "2024")
        view.select_option("#years-to", "2026")
        assert sorted({row[0] for row in shown(view)}) == [2024, 2025, 2026]
        assert view.inner_text("#answer-head") == message(Ahead.of(found, found.rows([2024, 2025, 2026])), "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_scenarios_stand_beside_the_plan_with_their_own_numbers(lang: str, chromium: Browser, tmp_path: Path) -> None:
    """The tightest year of every stage in every scenario, and its cost, are the engine's; so is a setting that is
    saved."""
    from xuewei.answers.compare.standings import cost_of

    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    late = moved(found, 2, "high", "medium", None, [])
    file = tmp_path / "two.html"
    file.write_text(page(Report([("base", found), ("late", late)], list(found.years)), lang), encoding="utf-8")
    with opened(chromium, file) as view:
        turn(view, 3, "low", "medium", None, ["2025-primary-1"])
        view.fill("#save-name", "mine")
        view.click("#save")
        for name, world in (("late", late), ("mine", moved(found, 3, "low", "medium", None, ["2025-primary-1"]))):
            for stage in world.stages:
                row = view.inner_text(f"#compare-table tr[data-scenario='{name}'][data-stage='{stage.name}']")
                since = min(world.known_to(found.areas[0], each.name) for each in world.stages)
                ahead = [each for each in world.rows(stages=[stage.name]) if each.year > since]
                worst = min(ahead, key=lambda each: each.balance)
                assert str(worst.year) in row
                assert balance_words(worst.balance, lang) in row
                assert f"{cost_of(world).wan:,.0f}" in row
        assert "costs.seat" in view.inner_text("#cost-note")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("plan", [None, COUNTIES])
def test_every_tightest_year_lies_ahead_or_is_said_to_be_past(
    plan: str | None, lang: str, chromium: Browser, tmp_path: Path
) -> None:
    """Small pictures, the words of charts and the line above them, and scenarios: the year after now with the least
    balance, as the cards say; a tighter one that is past stands in the scenarios, and is called that."""
    found = assess(*read_project(plan))
    late = moved(found, 2, "high", "medium", None, [])
    report = Report([("base", found), ("late", late)], list(found.years), today=date(2026, 11, 28))
    file = tmp_path / "ahead.html"
    file.write_text(page(report, lang), encoding="utf-8")
    with opened(chromium, file) as view:
        for stage in found.stages:
            ahead = [each for each in found.rows(stages=[stage.name]) if each.year > 2026]
            totals = {year: sum(each.balance for each in ahead if each.year == year) for year in found.known}
            year = min((each for each in totals if each > 2026), key=lambda each: totals[each])
            label = view.get_attribute(f"#chart-{stage.name}", "aria-label") or ""
            assert f"{year}" in label.split("人；" if lang == "zh" else "; ")[-1]
            assert balance_words(totals[year], lang) in label
            if plan:
                view.select_option("#places-stage", label=named("stage", stage.name, lang))
                worst = min(ahead, key=lambda each: each.balance)
                first = view.locator(".tile").first.inner_text().replace("\u00a0", " ")
                assert f"{worst.year} {balance_words(worst.balance, lang)}" in first
                years = [int(each.split()[0]) for each in view.locator(".tile > span").all_inner_texts()]
                assert min(years) > 2026
            for name, world in (("base", found), ("late", late)):
                shown = (
                    name if name != "base" else view.locator("#compare-table tr").nth(1).get_attribute("data-scenario")
                )
                row = view.inner_text(f"#compare-table tr[data-scenario='{shown}'][data-stage='{stage.name}']")
                sums = {each.year: each.netted for each in world.totals(world.rows(stages=[stage.name]))}
                tight = min((each for each in sums if each > 2026), key=lambda each: sums[each])
                assert str(tight) in row
                assert balance_words(sums[tight], lang) in row
                past = min((each for each in sums if each <= 2026), key=lambda each: sums[each])
                if sums[past] < sums[tight]:
                    assert balance_words(sums[past], lang) not in row
                assert balance_words(sums[past], lang) in view.inner_text("#compare-past")
        span = f"{2027}–{found.known[-1]}"
        assert span in view.inner_text("#compare-years")


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
    made = page(report, "zh")
    assert page(report, "zh") == made
    assert len(made.encode()) < MOST_BYTES
