"""What a page shows beside the balance: alerts of entry grades, schools in use, the balance by grade, in a real
browser; and nothing of it where a plan knows none of it."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser import barriers, opened, pictured
from district import FEW, MIGRANTS, TODAY, district, report_of
from xuewei.answers.gap.by_grade import by_grade
from xuewei.answers.schools.view import use_table
from xuewei.answers.warn.entries import AREA, ZONE
from xuewei.answers.warn.sentences import answer_sentences
from xuewei.answers.warn.view import Warnings
from xuewei.answers.warn.words import named
from xuewei.formats.project import read_project
from xuewei.language.words import named as stage_named
from xuewei.model.assessment import assess
from xuewei.model.grades import grade_table
from xuewei.report.contents import Report
from xuewei.report.early import used, warned
from xuewei.report.notice.notice_file import means
from xuewei.report.page.beside import SHOWN_LEVELS
from xuewei.report.page.page_file import given, page
from xuewei.report.page.words import beside_words
from xuewei.tables.view import text_of

from paper import tool
from program import TOP

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MATRIX = """(rows) => rows.map((row) => [...row.cells].map((cell) => cell.tagName === 'TH' ? cell.textContent
  : cell.firstElementChild.textContent + ' ' + cell.querySelector('.count').textContent))"""
AUDITED = {("zh", 1280), ("en", 400)}
"""Pages that axe looks at: it takes ten seconds, and each language and each layout has its own marks and colours."""
UNTOUCHED = [None, "examples/counties/plan.yaml", "examples/small_city/plan.yaml"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A district of three zones."""
    return report_of(district(tmp_path_factory.mktemp("district")))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A district of 22 zones with 44 schools: two and 24 rows more than stand open."""
    return report_of(district(tmp_path_factory.mktemp("large"), 22))


_text = cache(page)
"""The page of a report, which many tests open, is made once."""


def written(folder: Path, report: Report, lang: str = "zh") -> Path:
    """Its page on the disk."""
    file = folder / f"{lang}.html"
    file.write_text(_text(report, lang), encoding="utf-8")
    return file


def expected(held: Warnings, lang: str) -> dict[tuple[str, str], list[str]]:
    """The cells of the matrices by stage and place, as the engine has them."""
    found, few = held.found, {"zh": "少于 10 人", "en": "fewer than 10"}[lang]
    rows: dict[tuple[str, str], list[str]] = {}
    for row in found.rows():
        children = few if (row.children or 0) < 10 else f"{row.children:,}"
        told = f"{named('level', str(row.level), lang)} {children} / {row.intake:,}"
        rows.setdefault((stage_named("stage", row.stage, lang), row.spot.name), []).append(told)
    return rows


def matrices(view: Page, lang: str) -> dict[tuple[str, str], list[str]]:
    """The same as they stand on the page."""
    pattern = {"zh": r"^(.*?)起始年级", "en": r"^Entry grade of (.*?):"}[lang]
    found = {}
    for table in view.query_selector_all("#alerts table"):
        head = re.match(pattern, table.query_selector("caption").inner_text())  # type: ignore[union-attr]
        assert head
        for name, *cells in table.eval_on_selector_all("tbody tr", MATRIX):
            found[head[1], name] = cells
    return found


def told(view: Page, place: str) -> list[str]:
    """The paragraphs of a part of the page that say the answer."""
    return view.locator(f"{place} > p:not(.quiet)").all_inner_texts()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_alerts_are_those_of_the_engine_by_zone_and_by_area(
    lang: str, small: Report, chromium: Browser, tmp_path: Path
) -> None:
    """Sentences, every level with children and intake, and remedies; an arrow key turns zones into areas."""
    zones, areas = warned(small)
    assert (zones.found.by, areas.found.by, list(zones.found.years)) == (ZONE, AREA, [2027, 2028, 2029])
    with opened(chromium, written(tmp_path, small, lang)) as view:
        assert told(view, "#alerts-shown") == answer_sentences(zones.found, zones.kept, lang)
        assert matrices(view, lang) == expected(zones, lang)
        listed = view.locator("#alerts-shown > ul.notes li").all_inner_texts()
        assert listed == means(zones, lang)[:10]
        pointed = view.get_attribute("#alerts td.level.red", "title") or ""
        assert re.search(
            {"zh": r"儿童 \d+，招生计划 \d+，红，缺 \d+（\d+ 班）", "en": r"short \d+ \(classes: \d+\)"}[lang], pointed
        )
        view.focus("#alerts input[value=zone]")
        view.keyboard.press("ArrowRight")
        assert told(view, "#alerts-shown") == answer_sentences(areas.found, areas.kept, lang)
        assert len(matrices(view, lang)) == len(expected(areas, lang))


def test_few_children_are_neither_told_nor_follow_from_others(small: Report, chromium: Browser, tmp_path: Path) -> None:
    """Six children of one zone stand nowhere in the file, nor do those of their area, from which they would follow."""
    zones, areas = warned(small)
    n = [spot.name for spot in zones.found.spots].index("第2片")
    assert zones.found.children["primary"][1, n] == FEW
    shown = given(small, "zh")["beside"]
    assert isinstance(shown, dict)
    for kind, code in zip(shown["alerts"], (-1, -2), strict=True):
        (table,) = [each for each in kind["tables"] if each["stage"] == "小学"]
        place = kind["names"].index("第2片" if kind["by"] == ZONE else "试区")
        assert table["children"][1][table["places"].index(place)] == code
    whole = int(areas.found.children["primary"][1, 0])
    with opened(chromium, written(tmp_path, small)) as view:
        assert "少于 10 人" in view.inner_text("#alerts-shown")
        view.check("#alerts input[value=area]")
        assert "不公布" in view.inner_text("#alerts-shown")
        assert not re.search(rf"\b{whole} /", view.inner_text("#alerts-shown"))


def test_children_outside_the_count_stand_beside_it(chromium: Browser, tmp_path: Path) -> None:
    """Only where there are any: in the cells of their zone, and not in the ratio."""
    report = report_of(district(tmp_path / "district", migrants=True))
    with opened(chromium, written(tmp_path, report)) as view:
        row = view.locator("#alerts tbody tr", has=view.get_by_role("rowheader", name="第1片")).first
        assert row.locator(".count:nth-of-type(2)").all_inner_texts() == [f"计数外 {MIGRANTS}"] * 3
        assert matrices(view, "zh") == expected(warned(report)[0], "zh")


def test_names_of_zones_are_text(chromium: Browser, tmp_path: Path) -> None:
    """A zone that is called like an element is shown so, and nothing acts."""
    report = report_of(district(tmp_path / "district", name="<img src=x onerror=alert(1)>{n}"))
    with opened(chromium, written(tmp_path, report)) as view:
        assert "<img src=x onerror=alert(1)>1" in view.inner_text("#alerts")
        assert view.query_selector("#page img") is None


def test_of_many_places_the_tightest_stand_open(large: Report, chromium: Browser, tmp_path: Path) -> None:
    """Twenty rows of zones, and of schools; the others come when somebody unfolds them, and none is lost."""
    zones = warned(large)[0]
    with opened(chromium, written(tmp_path, large)) as view:
        parts = view.locator("#alerts .beside-table")
        first = parts.first
        levels = first.locator("tbody tr td:nth-child(2) strong").all_inner_texts()
        assert len(levels) == 20
        first.locator("summary").press("Enter")
        for each in parts.all():
            if not each.locator("details[open]").count():
                each.locator("summary").click()
            each.locator("details tbody tr").first.wait_for()
        assert matrices(view, "zh") == expected(zones, "zh")
        assert view.locator("#use tbody tr").count() == 20
        view.click("#use .beside-table summary")
        view.locator("#use .beside-table details tbody tr").first.wait_for()
        use = used(large.found, "zh", large.today)
        assert use
        sheet = use_table(use.rows, "zh", len(use.rows))
        rows = [row.locator("th, td").all_inner_texts() for row in view.locator("#use tbody tr").all()]
        assert rows == [[text_of(cell) for cell in row] for row in sheet.rows]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_schools_and_grades_say_what_their_commands_say(
    lang: str, small: Report, chromium: Browser, tmp_path: Path
) -> None:
    """The sentences of `schools` and of `gap --by grade`; the grades of a year add up to the whole stage."""
    found = small.found
    use = used(found, lang, small.today)
    assert use
    stages = ["primary", "middle"]
    tables = [grade_table(found, stage, small.years, found.areas) for stage in stages]
    with opened(chromium, written(tmp_path, small, lang)) as view:
        assert told(view, "#use") == list(use.view.sheets[0].notes)
        assert told(view, "#grades") == list(by_grade(found, tables, lang, one_year=False).sheets[0].notes)
        for table, shown in zip(tables, view.query_selector_all("#grades table"), strict=True):
            rows = shown.eval_on_selector_all(
                "tbody tr", "(rows) => rows.map((row) => [...row.cells].map((c) => c.textContent))"
            )
            assert [int(row[0]) for row in rows] == list(table.years)
            for t, row in enumerate(rows):
                signed = [_signed(text) for text in row[1:]]
                assert signed == [*table.balance[0, t].tolist(), int(table.balance[0, t].sum())]


def _signed(text: str) -> int:
    """A balance in words as a number."""
    digits = re.sub(r"\D", "", text)
    return 0 if not digits else -int(digits) if re.search("缺|short", text) else int(digits)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 400])
def test_it_fits_the_window_and_can_be_read_by_everybody(
    lang: str, width: int, large: Report, chromium: Browser, tmp_path: Path
) -> None:
    """Nothing is wider than the window, and axe finds no serious fault, with all that is folded unfolded."""
    with opened(chromium, written(tmp_path, large, lang), width) as view:
        view.evaluate(
            "document.querySelectorAll('#alerts details, #use details, #grades details').forEach((d) => d.open = true)"
        )
        view.locator("#use .beside-table details tbody tr").first.wait_for()
        pictured(view, f"beside-{lang}-{width}")
        assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if (lang, width) not in AUDITED:
            return
        assert barriers(view) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_beside_the_balance_are_whole_at_every_width(lang: str, chromium: Browser, tmp_path: Path) -> None:
    """Tables stand side by side only where each has room for all its columns, those of few children outside the count
    among them: no frame has more to the right than it shows."""
    with opened(chromium, written(tmp_path, report_of(TOP / "examples/district/plan.yaml"), lang)) as view:
        few = "计数外 少于 10 人" if lang == "zh" else "not counted: fewer than 10"
        assert few in view.inner_text("#alerts").replace("\u00a0", " ")
        for width in range(560, 1500, 90):
            view.set_viewport_size({"width": width, "height": 900})
            view.evaluate("[...document.querySelectorAll('details')].forEach((each) => { each.open = true; })")
            view.wait_for_timeout(50)  # what is unfolded is fitted when its event comes
            cut = view.evaluate(
                "[...document.querySelectorAll('#alerts .scroll, #use .scroll, #grades .scroll')]"
                ".filter((each) => each.offsetParent && each.scrollWidth > each.clientWidth)"
                ".map((each) => [each.getAttribute('aria-label'), each.scrollWidth, each.clientWidth])"
            )
            assert not cut, width
            assert view.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_levels_stand_as_words(small: Report, chromium: Browser, tmp_path: Path) -> None:
    """Every level with its children and places; no switch, nothing folded."""
    file = tmp_path / "print.pdf"
    with opened(chromium, written(tmp_path, small)) as view:
        view.pdf(path=file, format="A4", print_background=True, prefer_css_page_size=True)
    done = subprocess.run([tool("pdftotext"), "-layout", file, "-"], capture_output=True, encoding="utf-8", check=True)
    close = "".join(done.stdout.split())
    zones = warned(small)[0]
    for cells in expected(zones, "zh").values():
        for cell in cells:
            level, counts = cell.split(" ", 1)
            assert counts.replace(" ", "") in close
            assert level in close
    assert all("".join(each.split()) in close for each in answer_sentences(zones.found, zones.kept, "zh"))


def test_an_old_plan_is_warned_of_its_last_years_and_says_no_day(small: Report) -> None:
    """Its years are not the Septembers after the day of the report, and nothing says so."""
    late = Report(small.worlds, small.years, today=date(2050, 1, 1))
    kinds = given(late, "zh")["beside"]
    assert isinstance(kinds, dict)
    assert [kind["years"] for kind in kinds["alerts"]] == [small.years[-3:]] * 2
    assert not any("2050" in note for kind in kinds["alerts"] for note in kind["notes"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", UNTOUCHED)
def test_a_page_of_a_plan_that_knows_none_of_it_has_none_of_it(name: str | None, lang: str) -> None:
    """Neither data nor words, style or script: two scripts as ever, and no byte that depends on more of the day than
    its school year."""
    found = assess(*read_project(name))
    plain, later = (
        page(Report([("base", found)], list(found.known), today=day), lang) for day in (TODAY, TODAY + timedelta(1))
    )
    assert later == plain
    data = json.loads(plain.partition('id="data">')[2].partition("</script>")[0])
    assert "beside" not in data
    assert not [key for key in data["words"] if key.startswith(("beside.", "alerts."))]
    assert plain.count("sha256-") == plain.count("<script>") == 2
    assert plain.endswith("</script>\n</body>\n</html>\n")
    assert ".alert-key" not in plain
    assert "showBeside" not in plain


def test_the_page_has_what_its_second_script_says() -> None:
    """A key written in a call of ``tell``, in a choice in it as well, and every level that a place may have is among
    its words."""
    source = (TOP / "src/xuewei/report/page/script/beside.js").read_text(encoding="utf-8")
    asked = re.findall(r'\btell\("([\w.]+)"', source)
    assert len(asked) > 20
    for lang in ("zh", "en"):
        words = beside_words(lang)
        assert [key for key in asked if key not in words] == []
        for beginning in re.findall(r"\btell\(`([\w.]+\.)\$\{", source):
            assert beginning == "alerts.level."
            assert [each for each in SHOWN_LEVELS if f"{beginning}{each}" not in words] == []
