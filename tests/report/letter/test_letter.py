"""The report as a document: the engine's numbers, laid out whole, with real footnotes, and names that are text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.table import Table
from hypothesis import given
from hypothesis import strategies as st

from letters import drawn_once, lent
from xuewei.answers.compare.standings import BASE, standings
from xuewei.answers.gap.ahead import Ahead, prospects
from xuewei.answers.gap.answer_view import omission_sheet
from xuewei.answers.gap.conclusion import Conclusion, message
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.answers.gap.summary import summary
from xuewei.formats.project import read_project
from xuewei.language.to_copy import install
from xuewei.model.assessment import assess
from xuewei.model.bands import demand_bands
from xuewei.model.rounding import whole
from xuewei.report.contents import Report
from xuewei.report.letter.document import Form, title_lines, write_document
from xuewei.report.letter.draft import Draft, Footnotes
from xuewei.report.letter.stages import MOST_AREAS, SHOWN
from xuewei.report.letter.tables import WIDTH, clean, column_widths, size_for, table
from xuewei.report.letter.template import open_template
from xuewei.report.sources import assumptions, source_rows
from xuewei.report.words import REPORT
from xuewei.tables.notes import balance_words
from xuewei.tables.plain import plain, typeset
from xuewei.tables.view import Column, Sheet, text_of
from xuewei.tables.words import TABLES

from inside import run
from paper import faults_of_format, ink, laid_out, pages, texts_of
from program import TOP, poorer

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COUNTIES = TOP / "examples/counties/plan.yaml"
SCENARIOS = [TOP / "examples/one_year_late.yaml", TOP / "examples/fewer_births.yaml"]
HOSTILE = (
    "<script>alert(1)</script>",
    "a&b ]]> \"q\" 'p'",
    "$x^2$ 100%_\\frac {{x}} [/x]",
    "bell\x07null\x00esc\x1b[31m\ud800end",
    "很长的名字" * 60,
    "onewordwithoutanyspace" * 12,
    "turned\u202eeman\u2066",
    "line\nbreak\ttab\u2028",
)


@cache
def report(plan: Path | None = None, *scenarios: Path, years: range | None = None) -> Report:
    """A plan as it is and scenarios beside it."""
    worlds = [(BASE, assess(*read_project(plan)))]
    worlds += [(path.stem, assess(*read_project(plan, [path]))) for path in scenarios]
    found = worlds[0][1]
    return Report(worlds, years or found.years, demand_bands(found.demand, found.population, found.assumptions, 0.8))


@cache
def contents(name: str) -> Report:
    """The reports that are looked at."""
    if name == "hostile":
        return hostile()
    if name == "compared":
        return report(None, *SCENARIOS, years=range(2021, 2031))
    return report(COUNTIES if name == "counties" else None)


def seen(made: Report) -> Ahead:
    """What lies ahead of a report on its day."""
    return Ahead.of(made.found, made.rows(), made.bands, made.today)


def hostile() -> Report:
    """A plan in which everything that has a name is called something that is markup elsewhere."""
    plan, people = read_project(TOP / "examples/small_city/plan.yaml")
    names = [replace(plan.schools[0], id=f"s-{n}", name=name, founder=name) for n, name in enumerate(HOSTILE)]
    source = {"title": "".join(HOSTILE[:4]), "date": HOSTILE[3]}
    found = assess(replace(plan, name=" ".join(HOSTILE), schools=tuple(names), source=source), people)
    return Report([(BASE, found), (HOSTILE[0], found)], found.years)


DOCUMENTS = {"shipped.zh", "shipped.en", "counties.zh", "compared.zh", "compared.en", "hostile.zh"}


HEAD = Form(title="关于全市义务教育阶段学校布局和学位供给情况的报告", sign="某某市教育局", number="运教〔2027〕3号")
TODAY = date(2026, 11, 28)
DATED = {"small": ("examples/small_city", "zh"), "district": ("examples/district", "en"), "shipped": ("", "zh")}
"""Plans whose reports are made on a day: areas and stages that are short, one whose grades are, and the shipped one;
and the language in which each has a red head."""


@pytest.fixture(autouse=True)
def pictures() -> Iterator[None]:
    """Pictures of the same report are drawn once."""
    with drawn_once():
        yield


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every document, written once."""
    folder = tmp_path_factory.mktemp("letters")
    found = {}
    with drawn_once():
        for key in sorted(DOCUMENTS):
            name, lang = key.split(".")
            found[key] = folder / f"{key}.docx"
            assert write_document(contents(name), str(found[key]), lang) == []
    return found


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports on a day: every plan in both languages, with a red head in one of them, and without in the other."""
    folder = tmp_path_factory.mktemp("dated")
    found = {}
    with drawn_once():
        for name, (place, headed) in DATED.items():
            made = replace(report(TOP / place / "plan.yaml" if place else None), today=TODAY)
            for lang in ("zh", "en"):
                key = f"{name}.{lang}{'head' if lang == headed else ''}"
                found[key] = folder / f"dated.{key}.docx"
                write_document(made, str(found[key]), lang, form=HEAD if lang == headed else None)
    return found


@pytest.fixture(scope="module")
def laid(written: dict[str, Path], dated: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All these documents as PDF, by LibreOffice."""
    found = laid_out([*written.values(), *dated.values()], tmp_path_factory.mktemp("laid"))
    return dict(zip([*written, *(f"dated.{key}" for key in dated)], found, strict=True))


@pytest.fixture(scope="module")
def shown(written: dict[str, Path], laid: dict[str, Path]) -> dict[str, list[str]]:
    """The text of every page of every document, by LibreOffice."""
    return {key: texts_of(laid[key]) for key in written}


def tables(path: Path, *heads: str) -> list[Table]:
    """The tables of a document whose head begins with some words."""
    return [
        each
        for each in Document(str(path)).tables
        if [cell.text for cell in each.rows[0].cells][: len(heads)] == list(heads)
    ]


def cells(found: Table) -> list[list[str]]:
    """The rows of a table below its head, as text."""
    width = len(found.columns)
    flat = ["".join(one.text or "" for one in cell.iter(f"{W}t")) for cell in found._tbl.iter(f"{W}tc")]
    return [flat[n : n + width] for n in range(width, len(flat), width)]


def body(path: Path) -> Any:
    """The body of a document as XML."""
    return Document(str(path)).element.body


def paragraphs(path: Path, *styles: str) -> list[str]:
    """The text of the paragraphs of some styles."""
    return [each.text for each in Document(str(path)).paragraphs if each.style and each.style.name in styles]


@pytest.mark.parametrize("key", ["shipped.zh", "shipped.en", "compared.en", "counties.zh"])
def test_every_balance_is_the_engines(written: dict[str, Path], key: str) -> None:
    """Year by year and stage by stage: seats, demand, balance, rate, the band and what it leaves of the balance."""
    name, lang = key.split(".")
    made = contents(name)
    found, bands = made.found, made.bands
    assert bands
    years = tables(
        written[key],
        *(
            ("学年", "可用学位", "学位需求", "余缺", "满足率")
            if lang == "zh"
            else ("year", "seats", "demand", "balance", "met")
        ),
    )
    worst = [
        course.area
        for stage in made.stages
        for course in sorted(found.peaks(found.rows(made.years, [stage])), key=lambda one: one.worst_balance)[:SHOWN]
    ]
    shown = len(worst) // len(made.stages)
    assert len(years) == len(worst)
    for n, table_of in enumerate(years):
        rows = found.rows(made.years, [made.stages[n // shown]], [worst[n]])
        for row, line in zip(rows, cells(table_of), strict=True):
            rate = "" if row.rate is None else f"{row.rate:.1%}"
            assert line[:5] == [
                str(row.year),
                f"{row.seats:,}",
                f"{row.demand:,}",
                balance_words(row.balance, lang),
                rate,
            ]
            band = bands.band(row.year, row.area, row.stage)
            if band is None:
                assert line[6:] == ["—"] * 4
            else:
                low, high = whole(band.low), whole(band.high)
                assert line[6:9] == [
                    f"{low:,}–{high:,}",
                    *(balance_words(row.seats - each, lang) for each in (high, low)),
                ]


@pytest.mark.parametrize("key", ["shipped.zh", "shipped.en"])
def test_every_balance_stands_on_one_line_of_the_page(shown: dict[str, list[str]], key: str) -> None:
    """As LibreOffice lays it out, with the faces of this machine, no figure of the tables is folded or cut."""
    name, lang = key.split(".")
    lines = [re.sub(r"\s+", "", line) for page in shown[key] for line in page.splitlines()]
    for row in contents(name).rows():
        start = f"{row.year}{row.seats:,}{row.demand:,}{balance_words(row.balance, lang)}{row.rate:.1%}".replace(
            " ", ""
        )
        assert any(line.startswith(start) for line in lines), start


def test_pages_are_whole(written: dict[str, Path], laid: dict[str, Path], tmp_path: Path) -> None:
    """No page is empty, and no ink lies outside the edges that GB/T 9704 leaves (a hair for hanging marks)."""
    for pdf in (laid[key] for key in written):
        drawn = ink(pdf, tmp_path)
        assert 5 <= len(drawn) <= 24, pdf.name
        for n, page in enumerate(drawn, start=1):
            inch = page.shape[1] / 8.27
            left, right = int(26 / 25.4 * inch), int((210 - 20) / 25.4 * inch)
            assert page.mean() > 0.004, (pdf.name, n)
            assert not page[:, :left].any(), (pdf.name, n)
            assert not page[:, right:].any(), (pdf.name, n)


def test_headings_count_themselves_and_stand_in_order(written: dict[str, Path], shown: dict[str, list[str]]) -> None:
    """一、 （一） 1. in Chinese, 1 1.1 in English, laid out by the word processor."""
    text = "\n".join(shown["compared.zh"])
    wanted = ["一、结论", "二、建议", "三、测算情况", "四、本报告不知道的", "附件：1.各学段逐年学位余缺",
              "（发文机关）", "附件1", "一、幼儿园", "二、小学", "三、初中", "附件2", "学校清单", "附件3", "情景比较",
              "附件4", "一、口径", "二、假设与参数", "三、数据来源"]  # fmt: skip
    lines, place = [line.replace(" ", "") for line in text.splitlines()], 0
    for each in wanted:  # in this order, each on a line of its own: headings count anew in every annex
        assert each in lines[place:], each
        place = lines.index(each, place) + 1
    english = "\n".join(shown["compared.en"])
    for each in (
        "1 The answer",
        "2 What to do",
        "3 What was found",
        "4 What this report does not know",
        "Annex 1",
        "1 Kindergarten",
        "Annex 4",
        "2 Assumptions",
    ):
        assert re.search(rf"^ *{re.escape(each)}$", english, re.MULTILINE), each
    assert re.search(r"^ *（一）永济市$", "\n".join(shown["counties.zh"]), re.MULTILINE)
    levels = paragraphs(written["counties.zh"], "Heading 2")
    assert len(levels) == 3 * SHOWN


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_answer_comes_first(written: dict[str, Path], shown: dict[str, list[str]], lang: str) -> None:
    """What comes ahead and on what condition stand on the first page, then all years as `gap` has them; every project
    that could be left out stands in a table."""
    made = contents("shipped")
    told = Conclusion.of(made.found, made.rows(), made.bands, made.today)
    said = [told.message(lang), *told.delivered(lang), told.past(lang), *told.to_do(lang)]
    text = paragraphs(written[f"shipped.{lang}"], "Body Text")
    assert text[2 : 2 + len(said)] == said
    assert [each for each in text if each in summary(made.found, made.years, lang, made.bands)] == summary(
        made.found, made.years, lang, made.bands
    )
    sheet = omission_sheet(told.spare, made.found, lang)
    (projects,) = told.projects(lang)
    for each in (projects, sheet):
        (table,) = tables(written[f"shipped.{lang}"], *(column.title for column in each.columns))
        assert [row[:2] for row in cells(table)] == [list(map(text_of, row[:2])) for row in each.rows]
    page = re.sub(r"\s", "", shown[f"shipped.{lang}"][0])
    assert all(re.sub(r"\s", "", each) in page for each in said[:2])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_grade_that_is_short_in_a_stage_that_is_not_is_told_beside_the_message(lang: str, tmp_path: Path) -> None:
    """As `gap` tells it, without keys, and in the words about the picture too."""
    made = report(TOP / "examples/district/plan.yaml")
    wanted = [plain(each, lang) for each in grade_sentences(made.found, made.rows(), lang)]
    assert wanted
    path = tmp_path / "district.docx"
    with lent():
        write_document(made, str(path), lang)
    text = paragraphs(path, "Body Text")
    at = text.index(message(seen(made), lang)) + 1
    assert text[at : at + len(wanted)] == wanted
    (first, *_) = Document(str(path)).inline_shapes
    assert all(each in first._inline.docPr.get("descr") for each in wanted)
    assert not any(FORBIDDEN.search(each) for each in wanted)


@pytest.mark.parametrize("key", ["shipped.zh", "shipped.en", "compared.zh", "counties.zh"])
def test_the_first_page_has_title_addressee_conclusion_table_and_picture(shown: dict[str, list[str]], key: str) -> None:
    """Whoever reads no more has the answer, its table, the age of its data and its picture."""
    name, lang = key.split(".")
    first = re.sub(r"\s", "", shown[key][0])
    wanted = (
        ("学位余缺情况的报告", "（主送机关）：", "一、结论", "表1今后", "数据截至：人口普查2020年11月1日", "图1今后")
        if lang == "zh"
        else (
            "Reportonschoolplaces:",
            "To(whomitgoesto):",
            "1Theanswer",
            "Table1",
            "Dataasof:census1November2020",
            "Figure1",
        )
    )
    places = [first.find(each) for each in wanted]
    assert -1 not in places, dict(zip(wanted, places, strict=True))
    assert places == sorted(places)
    for each in prospects(seen(contents(name))):
        assert re.sub(r"\s", "", balance_words(each.row.balance, lang)) in first


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_and_picture_stand_on_the_first_page_of_any_plan_and_the_table_below_a_head(
    lang: str, dated: dict[str, Path], laid: dict[str, Path]
) -> None:
    """Of areas and stages that are short, of one whose grades are; a red head leaves room for answer and table. Who
    signs has text of the report on the page."""
    annexes, signed = ("附件：", "（发文机关）") if lang == "zh" else ("Annexes:", "(issued by)")
    files = [key for key in dated if f".{lang}" in key]
    assert len(files) == len(DATED)
    assert 0 < sum(key.endswith("head") for key in files) < len(files)
    for key in files:
        headed, pages_of = key.endswith("head"), texts_of(laid[f"dated.{key}"])
        first = re.sub(r"\s", "", pages_of[0])
        table, dated_words, picture = (
            ("表1", "版）。", "图1") if lang == "zh" else ("Table1", "xuewei,version", "Figure1")
        )
        assert first.find(table) < first.find(dated_words), key
        assert -1 not in (first.find(table), first.find(dated_words)), key
        assert headed or picture in first, key
        (last,) = [page for page in pages_of if annexes in page]
        assert len(last[: last.index(annexes)].strip()) > 20, key
        assert (HEAD.sign if headed else signed) in last


@pytest.mark.parametrize("name", ["shipped", "counties"])
def test_the_key_table_is_the_engines(written: dict[str, Path], name: str) -> None:
    """Its tightest year of every stage has the balance and the band of `gap`, and its alert says what these say."""
    made = contents(name)
    ahead = seen(made)
    head = ("学段", "2023 学年") if name == "shipped" else ("学段", "今后缺的区域", "最紧的区域")
    (found,) = tables(written[f"{name}.zh"], *head)
    assert ahead.now == (2023 if name == "shipped" else 2020)
    assert made.bands
    for stage, line in zip(made.stages, cells(found), strict=True):
        rows = [row for row in made.found.rows(made.years, [stage]) if row.year > ahead.now]
        worst = min(rows, key=lambda row: row.balance)
        band = made.bands.band(worst.year, worst.area, stage)
        assert band is not None
        low, high = (balance_words(worst.seats - whole(each), "zh") for each in (band.high, band.low))
        assert line[len(head) : len(head) + 2] == [
            f"{worst.year} 年{balance_words(worst.balance, 'zh')}",
            f"{low} 至 {high}",
        ]
        if name == "counties":
            assert line[1] == f"{len({row.area for row in rows if row.balance < 0})} / 12"
            assert line[2] == worst.area
        else:
            now, last = (next(r.balance for r in made.found.rows([y], [stage])) for y in (2023, 2035))
            assert [line[1], line[-1]] == [balance_words(now, "zh"), balance_words(last, "zh")]


def test_past_years_are_no_news() -> None:
    """A report of November 2026 speaks of September 2027 on, one of a plan that has ended of its last year."""
    made = replace(contents("shipped"), today=date(2026, 11, 28))
    ahead = seen(made)
    assert (ahead.now, ahead.years[0], ahead.over) == (2026, 2027, False)
    assert seen(replace(made, today=date(2026, 8, 31))).now == 2025
    assert message(ahead, "zh") == "今后（2027–2035 学年）：幼儿园、小学富余；初中够用。"
    over = seen(replace(made, years=range(2020, 2025)))
    assert (over.years, over.over) == ([2024], True)
    assert message(over, "zh").startswith("所列学年（2020–2024）都已过去，最后的 2024 学年：")


FORBIDDEN = re.compile(r"--[a-z]|xuewei [a-z]|\.(?:yaml|csv)\b|population\.|\b[a-z]+_[a-z]+\b")


@pytest.mark.parametrize("key", ["shipped.zh", "shipped.en", "counties.zh"])
def test_nothing_in_it_is_of_the_keyboard(written: dict[str, Path], key: str) -> None:
    """No files, keys, options or commands, in the text, in tables or in footnotes; in Chinese no English sentence."""
    with ZipFile(written[key]) as package:
        parts = [parse_xml(package.read(f"word/{name}.xml")) for name in ("document", "footnotes")]
    texts = ["".join(run.text or "" for run in each.iter(f"{W}t")) for part in parts for each in part.iter(f"{W}p")]
    assert len(texts) > 100
    assert [each for each in texts if FORBIDDEN.search(each)] == []
    if key.endswith("zh"):
        assert [each for each in texts if re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", each)] == []


def test_no_note_can_name_a_key() -> None:
    """Every sentence of the tables' notes, whatever a county's data make of them, comes through without."""
    for lang in (0, 1):
        for key, pair in {**TABLES, **REPORT}.items():
            if key.startswith(("note.", "split.", "unknown.", "why.", "scaled", "assumed.", "people.", "lacking")):
                text = re.sub(r"\{[^{}]*\}", "某", pair[lang])
                assert not FORBIDDEN.search(plain(text, ("zh", "en")[lang])), key


def test_numbers_are_written_as_officials_do(written: dict[str, Path]) -> None:
    """Deaths per thousand, ratios per cent, no blank before the sign."""
    (found,) = tables(written["shipped.zh"], "项目", "取值", "可能范围", "依据")
    values = {row[0]: row[1] for row in cells(found)}
    assert values["婴儿死亡率"] == "5.4‰"
    assert values["红色预警线（需求 ÷ 学位）"] == "100%"
    with ZipFile(written["shipped.zh"]) as package:
        assert not re.search("[0-9] %", package.read("word/footnotes.xml").decode())


def test_title_addressee_signature_day_and_number(tmp_path: Path) -> None:
    """As they are written on the command line; the number brings the head in red; the day begins two characters after
    the name of who signs."""
    path = tmp_path / "x.docx"
    form = ("--title", "关于学位的报告", "--addressee", "某市人民政府", "--sign", "某市教育局", "--date", "2026-12-01")
    with lent():
        done = run("report", "--to", "2026", *form, "--number", "某教〔2026〕12号", "--output", path)
    assert (done.returncode, done.stderr) == (0, "")
    document = Document(str(path))
    texts = [each.text for each in document.paragraphs]
    assert texts[:4] == ["某市教育局文件", "某教〔2026〕12号", "关于学位的报告", "某市人民政府："]
    head = document.paragraphs[0]._p
    assert head.find(f".//{W}color").get(f"{W}val") == "FF0000"
    assert document.paragraphs[1]._p.find(f".//{W}pBdr") is not None
    name, day = (document.paragraphs[texts.index(each)] for each in ("某市教育局", "2026年12月1日"))
    starts = [edge.paragraph_format.right_indent.pt / 16 + wide for edge, wide in ((name, 5), (day, 6.5))]
    assert starts[0] - starts[1] == pytest.approx(2, abs=0.01)
    assert min(edge.paragraph_format.right_indent.pt / 16 for edge in (name, day)) == 2
    assert document.core_properties.title == "关于学位的报告"
    assert faults_of_format(path) == []
    (laid,) = pages([path], tmp_path / "pages")
    first = re.sub(r"\s", "", laid[0])
    assert first.startswith("某市教育局文件某教〔2026〕12号关于学位的报告某市人民政府：")
    assert "一、结论" in first
    page = run("report", "--sign", "某局", "--title", "题", "--output", tmp_path / "x.html")
    assert page.returncode == 2
    assert "--title, --sign" in page.stderr
    assert run("report", "--date", "2026-13-01", "--output", path).returncode == 2


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (
            ["关于某县学校建设计划 2026–2030", "学位余缺情况的报告"],
            ["关于某县学校建设计划", "2026–2030学位余缺情况的报告"],
        ),
        (["关于某县计划", "学位余缺情况的报告"], ["关于某县计划学位余缺情况的报告"]),
        (["题"], ["题"]),
        (["关于" + "很长的名字" * 9, "学位余缺情况的报告"], ["关于" + "很长的名字" * 9, "学位余缺情况的报告"]),
    ],
)
def test_titles_end_their_lines_where_words_do(parts: list[str], lines: list[str]) -> None:
    """In as few lines as they need; a name without a blank is left to the word processor."""
    assert title_lines(parts) == lines


def test_a_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    """GB/T 9704-2012 5.2.3, as LibreOffice lays it out."""
    draft = Draft("zh", "题", open_template("zh"))
    for _ in range(3):
        draft.flush("学" * 28 * 15)
    draft.save(str(tmp_path / "x.docx"))
    (laid,) = pages([tmp_path / "x.docx"], tmp_path / "pages")
    lines = [line.strip() for line in laid[0].splitlines() if "学" in line]
    assert {len(line) for line in lines} == {28}
    assert len(lines) == 22


def test_pages_are_numbered_at_their_outer_sides(shown: dict[str, list[str]]) -> None:
    """— 1 — to the right on odd pages, to the left on even ones."""
    for pages_of in shown.values():
        for n, page in enumerate(pages_of, start=1):
            line = page.rstrip().splitlines()[-1]
            assert re.sub(r"\s", "", line) == f"—{n}—"
            assert (len(line) - len(line.lstrip()) > 20) == (n % 2 == 1)


def test_heads_stand_on_every_page_and_rows_are_not_split(
    written: dict[str, Path], shown: dict[str, list[str]]
) -> None:
    """Marked so in every table, and seen on both pages of the list of schools."""
    for path in written.values():
        for each in body(path).iter(f"{W}tbl"):
            rows = each.findall(f"{W}tr")
            assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
            heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
            assert heads[0]
            assert not any(heads[1:])
            grid = [int(one.get(f"{W}w")) for one in each.find(f"{W}tblGrid")]
            assert sum(grid) == WIDTH
            assert all(len(row.findall(f"{W}tc")) == len(grid) for row in rows)
    again = [page for page in shown["shipped.zh"] if re.search(r"序号 +学校 +类型", page)]
    assert len(again) >= 2


@pytest.mark.parametrize("key", ["shipped.zh", "shipped.en", "hostile.zh"])
def test_sources_are_footnotes(written: dict[str, Path], shown: dict[str, list[str]], key: str) -> None:
    """Each source is a footnote of its own, marked where it is used first and referred to afterwards."""
    name, lang = key.split(".")
    made = contents(name).found
    with ZipFile(written[key]) as package:
        part = parse_xml(package.read("word/footnotes.xml"))
        kinds, settings = package.read("[Content_Types].xml"), package.read("word/settings.xml")
    assert b'"/word/footnotes.xml"' in kinds
    assert b"footnotePr" in settings
    notes = {int(each.get(f"{W}id")): "".join(one.text for one in each.iter(f"{W}t")).strip() for each in part}
    assert set(notes) == set(range(-1, len(notes) - 1))
    told = list(notes.values())[2:]
    assert len(set(told)) == len(told)
    sources = [row.source for row in assumptions(made, lang)] + [row.source for row in source_rows(made, lang)]
    assert {clean(typeset(source, lang)).strip() for source in sources if source} <= set(told)
    marks = [int(each.get(f"{W}id")) for each in body(written[key]).iter(f"{W}footnoteReference")]
    assert marks == list(range(1, len(told) + 1))
    names = {each.get(f"{W}name") for each in body(written[key]).iter(f"{W}bookmarkStart")}
    codes = [each.text.split()[1] for each in body(written[key]).iter(f"{W}instrText") if "NOTEREF" in each.text]
    assert codes
    assert set(codes) <= names
    text = re.sub(r"\s", "", "".join(shown[key]))
    assert all(re.sub(r"\s", "", each)[:20] in text for each in told)


def test_names_of_zones_stand_on_one_line_where_there_is_room(dated: dict[str, Path], laid: dict[str, Path]) -> None:
    """With what word processors put between Chinese characters and figures."""
    zones = [each.cell(n, 0).text for each in tables(dated["district.zh"], "学区") for n in range(1, len(each.rows))]
    lines = [re.sub(r"\s", "", line) for page in texts_of(laid["dated.district.zh"]) for line in page.splitlines()]
    assert zones
    assert all(any(line.startswith(zone) and len(line) > len(zone) for line in lines) for zone in zones)


def test_a_source_that_comes_again_is_no_new_footnote() -> None:
    """The second mark is a reference to the first one's number."""
    notes = Footnotes()
    first, second, again = notes.mark("甲"), notes.mark("乙"), notes.mark("甲")
    assert "footnoteReference" in first
    assert "footnoteReference" in second
    assert "NOTEREF _Note1" in again
    assert notes.xml().count("<w:footnoteRef/>") == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_stage_has_its_picture_with_words_for_it(written: dict[str, Path], lang: str) -> None:
    """A picture of all of them, then one across the page of each, which are told to those who do not see them; no
    picture is empty."""
    path = written[f"shipped.{lang}"]
    key, *found = body(path).iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    assert message(seen(contents("shipped")), lang) in key.get("descr")
    stages = ("幼儿园", "小学", "初中") if lang == "zh" else ("kindergarten", "primary", "middle")
    assert len(found) == len(stages)
    for each, stage in zip(found, stages, strict=True):
        assert stage in each.get("descr")
        assert "23,610" in found[0].get("descr")
    assert len({each.get("id") for each in found}) == len(found)
    assert all(each.getparent().get("distL") == each.getparent().get("distR") == "0" for each in (key, *found))
    with ZipFile(path) as package:
        sizes = [each.file_size for each in package.infolist() if each.filename.endswith(".png")]
    assert len(sizes) == len(stages) + 1
    assert min(sizes) > 10_000


def test_it_looks_like_an_official_document(written: dict[str, Path]) -> None:
    """A4 with the edges of GB/T 9704, its faces with others in their place, its sizes, and a language."""
    document = Document(str(written["shipped.zh"]))
    (section,) = document.sections
    sides = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(side.mm) for side in sides if side is not None] == [210, 297, 37, 35, 28, 26]
    faces = {
        style.name: style.element.rPr.rFonts.get(f"{W}eastAsia")
        for style in document.styles
        if style.type == 1 and style.element.rPr is not None and style.element.rPr.rFonts is not None
    }
    assert faces["Title"] == "方正小标宋简体"
    assert [faces[f"Heading {n}"] for n in (1, 2, 3)] == ["黑体", "楷体_GB2312", "仿宋_GB2312"]
    with ZipFile(written["shipped.zh"]) as package:
        styles, fonts = (package.read(f"word/{name}.xml").decode() for name in ("styles", "fontTable"))
    assert 'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312"' in styles
    assert 'w:lang w:val="en-US" w:eastAsia="zh-CN"' in styles
    for face, other in (("方正小标宋简体", "宋体"), ("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体")):
        assert re.search(rf'w:name="{face}"><w:altName w:val="[^"]*{other}', fonts)
    assert 'w:line="579" w:lineRule="exact"/><w:ind w:firstLineChars="200"' in styles
    assert [document.styles[name].font.size.pt for name in ("Title", "Heading 1", "Heading 3")] == [22, 16, 16]
    known = document.core_properties
    assert known.title == "关于运城市中心城区学校建设计划 2021–2025学位余缺情况的报告"
    assert (known.language, known.author, known.comments) == ("zh-CN", "xuewei", "")
    assert Document(str(written["shipped.en"])).core_properties.language == "en-GB"


def test_documents_keep_to_the_schema_of_their_format(written: dict[str, Path], tmp_path: Path) -> None:
    """Word refuses or repairs a document whose elements are in another order than the schema's; a swap is noticed."""
    for path in written.values():
        assert faults_of_format(path) == []
    swapped = tmp_path / "swapped.docx"
    with ZipFile(written["shipped.en"]) as package, ZipFile(swapped, "w") as other:
        for name in package.namelist():
            raw = package.read(name)
            other.writestr(name, re.sub(rb'(<w:tblW [^>]*>)(<w:jc w:val="center"/>)', rb"\2\1", raw))
    assert faults_of_format(swapped)


def test_nothing_of_an_empty_template_is_left(written: dict[str, Path]) -> None:
    """Every part of the package is one that is written here, but for the theme that Word expects."""
    with ZipFile(written["shipped.zh"]) as package:
        names = {each for each in package.namelist() if "/media/" not in each}
        dates = {each.date_time for each in package.infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    parts = (
        "document",
        "fontTable",
        "footer1",
        "footer2",
        "footnotes",
        "numbering",
        "settings",
        "styles",
        "theme/theme1",
    )
    assert names == {
        *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels"),
        *(f"word/{part}.xml" for part in parts),
    }


def test_scenarios_stand_beside_the_plan_as_it_is(written: dict[str, Path]) -> None:
    """The plan first, then each scenario, as `compare` has them, over the years that are shown."""
    made = contents("compared")
    (found,) = tables(written["compared.zh"], "情景", "学段", "最紧的一年")
    lines = [
        line
        for name, world in made.worlds
        for line in standings(name, world, made.stages, world.areas, list(made.ahead.years))
    ]
    rows = cells(found)
    assert [row[0] for row in rows] == ["基准"] * 3 + ["one_year_late"] * 3 + ["fewer_births"] * 3
    for row, line in zip(rows, lines, strict=True):
        assert row[2].startswith(f"{line.worst_year} {balance_words(line.worst_balance, 'zh')}")
    assert not tables(written["shipped.zh"], "情景")


def test_the_list_of_schools_is_whole(written: dict[str, Path]) -> None:
    """Each school with its years and seats, and their sum as the plan prints it."""
    plan = contents("shipped").found.plan
    (found,) = tables(written["shipped.zh"], "序号", "学校", "类型")
    *rows, last = cells(found)
    assert [row[1] for row in rows] == [school.name for school in plan.schools]
    assert [row[5:8] for row in rows] == [
        [f"{school.seats[stage]:,}" if stage in school.seats else "" for stage in ("kindergarten", "primary", "middle")]
        for school in plan.schools
    ]
    assert last[5:8] == ["7,590", "24,300", "14,700"]
    (english,) = tables(written["shipped.en"], "no.", "school", "type")
    assert cells(english)[-1][5] == "kindergarten 7,590, primary 24,300, middle 14,700"


def test_assumptions_stand_with_their_basis(written: dict[str, Path]) -> None:
    """One row each: name, value, range and basis."""
    rows = assumptions(contents("shipped").found, "zh")
    (found,) = tables(written["shipped.zh"], "项目", "取值", "可能范围", "依据")
    words = {"published": "公布", "derived": "推算", "assumed": "假设", "projected": "预测"}
    for cell, row in zip(cells(found), rows, strict=True):
        assert cell[:3] == [row.name, row.value, row.range]
        assert cell[3].rstrip("0123456789") == words[row.basis]


def test_several_areas_stand_in_one_table_the_worst_first(written: dict[str, Path]) -> None:
    """All twelve counties of every stage, by their worst year, and their totals both ways."""
    made = contents("counties")
    found = tables(written["counties.zh"], "区域", "缺学位的学年", "最紧的一年")
    assert len(found) == 3
    for stage, one in zip(made.stages, found, strict=True):
        courses = sorted(made.found.peaks(made.found.rows(stages=[stage])), key=lambda each: each.worst_balance)
        assert [row[0] for row in cells(one)] == [each.area for each in courses]
        for row, each in zip(cells(one), courses, strict=True):
            assert row[2] == f"{each.worst_year} 年{balance_words(each.worst_balance, 'zh')}"
            assert row[3] == f"{each.last_year} 年{balance_words(each.last_balance, 'zh')}"
    for stage, one in zip(
        made.stages, tables(written["counties.zh"], "学年", "可用学位", "学位需求", "合计（余缺相抵）"), strict=True
    ):
        totals = made.found.totals(made.found.rows(stages=[stage]))
        assert [row[3:5] for row in cells(one)] == [
            [balance_words(each.netted, "zh"), balance_words(each.need_only, "zh") if each.need_only else "不缺"]
            for each in totals
        ]
        assert any(not each.need_only for each in totals)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_year_without_any_shortage_is_no_even_balance(lang: str, tmp_path: Path) -> None:
    """In the column of shortages alone; an even balance is one of seats and demand."""
    made = report(TOP / "examples/small_city/plan.yaml")
    path = tmp_path / "x.docx"
    with lent():
        write_document(made, str(path), lang)
    totals = [each for stage in made.stages for each in made.found.totals(made.found.rows(stages=[stage]))]
    found = [row for table in Document(str(path)).tables for row in cells(table) if len(row) in (5, 9)]
    shown = [row[4] for each in totals for row in found if row[:2] == [str(each.year), f"{each.seats:,}"]]
    assert {"不缺" if lang == "zh" else "enough"} < set(shown)
    assert not {"持平", "even"} & set(shown)


def test_a_hundred_areas_are_told_by_the_worst(tmp_path: Path) -> None:
    """Not all of them: the worst, and that these are the worst, and where the others are."""
    assert run("synth", "--areas", "100", "--seed", "1", tmp_path / "land").returncode == 0
    path = tmp_path / "land.docx"
    with lent():
        assert run("report", "--plan", tmp_path / "land/plan.yaml", "--output", path).returncode == 0
    for one in tables(path, "区域", "缺学位的学年"):
        assert len(cells(one)) == MOST_AREAS
    text = "".join(paragraphs(path, "Body Text"))
    assert "100 个区域中" in text
    assert "缺得最多的 40 个区域" in text
    assert "其余区域没有列出。" in text
    assert len(tables(path, "学年", "可用学位", "学位需求", "余缺")) == 3 * SHOWN
    assert path.stat().st_size < 1_000_000


def test_names_are_text(written: dict[str, Path], shown: dict[str, list[str]]) -> None:
    """Markup stands there as it is written; characters that XML has not, or that turn a line, are spaces."""
    path = written["hostile.zh"]
    (found,) = tables(path, "序号", "学校")
    told = [row[1] for row in cells(found)[: len(HOSTILE)]]
    assert told[:4] == [*HOSTILE[:3], "bell null esc [31m end"]
    assert told[4].endswith("…")
    assert told[6:] == ["turned eman ", "line break tab "]
    assert [row[7 if "区域" in [c.text for c in found.rows[0].cells] else 6] for row in cells(found)]
    assert "<script>" in paragraphs(path, "Title")[0]
    with ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                raw = package.read(name)
                parse_xml(raw)
                assert b"<script" not in raw
    text = re.sub(r"\s", "", "".join(shown["hostile.zh"]))
    assert "<script>alert(1)</script>" in text
    assert re.sub(r"\s", "", HOSTILE[1]) in text


@given(st.text(st.characters(), min_size=1, max_size=30))
def test_any_name_is_text_in_a_cell(name: str) -> None:
    """Whatever the name, the XML can be read, and the cell holds what is left of it without controls."""
    sheet = Sheet("t", [Column("n")], [[name]])
    _, cell = parse_xml(table(sheet)).iter(f"{W}tc")
    text = "".join(one.text or "" for one in cell.iter(f"{W}t"))
    assert text == clean(name)
    assert not any(unicodedata.category(each) in ("Cc", "Cs", "Cn", "Zl", "Zp") for each in text)


@given(
    st.lists(st.tuples(st.text(max_size=20), st.booleans()), min_size=1, max_size=14),
    st.data(),
)
def test_tables_fill_the_page_whatever_they_hold(heads: list[tuple[str, bool]], data: st.DataObject) -> None:
    """Widths add up to the page's and are all positive."""
    columns = [Column(title, number) for title, number in heads]
    row = st.lists(st.text(max_size=300), min_size=len(columns), max_size=len(columns))
    rows = data.draw(st.lists(row, max_size=3))
    widths = column_widths(columns, rows, size_for(columns, rows))
    assert sum(widths) == WIDTH
    assert min(widths) > 0


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs, and another time zone between them."""
    one, other = tmp_path / "一.docx", tmp_path / "二.DOCX"
    words: list[str | Path] = ["report", "--to", "2026", "--scenario", SCENARIOS[0]]
    done = run(*words, "--output", one)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert run(*words, "--output", other, TZ="America/Bogota").returncode == 0
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("name", ["报告.doc", "报告.pdf", "报告", "报告.docx.bak", "docx"])
def test_another_ending_is_a_wrong_command_line(tmp_path: Path, name: str) -> None:
    """Exit 2 with the endings that there are, before anything is read or written."""
    done = run("report", "--plan", tmp_path / "none.yaml", "--output", tmp_path / name, "--lang", "en")
    assert done.returncode == 2
    assert ".docx" in done.stderr
    assert "none.yaml" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_after_a_fault(tmp_path: Path) -> None:
    """Faults of all scenarios are told together, and the report that was there stays as it was."""
    before = tmp_path / "报告.docx"
    with lent():
        assert run("report", "--output", before).returncode == 0
    old = before.read_bytes()
    wrong = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in wrong:
        path.write_text("scenario: 错\nextends: plan_2021_2025\nset: {opening_lagg: 2}\n", encoding="utf-8")
    done = run("report", "--scenario", wrong[0], "--scenario", wrong[1], "--output", before, "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert all(f"{path}:3: set.opening_lagg" in done.stderr for path in wrong)
    assert run("report", "--to", "2019", "--output", before).returncode == 2
    assert before.read_bytes() == old
    nowhere = run("report", "--output", tmp_path / "nowhere/x.docx")
    assert nowhere.returncode == 3
    assert "Traceback" not in nowhere.stderr
    assert sorted(tmp_path.iterdir()) == sorted([before, *wrong])


@pytest.mark.parametrize("part", ["docx", "matplotlib"])
def test_without_its_parts_it_is_said_how_to_get_them(tmp_path: Path, part: str) -> None:
    """Exit 2 with the extra's name."""
    done = poorer(f"sys.modules['{part}'] = None", "report", "--output", tmp_path / "x.docx")
    assert (done.returncode, done.stdout) == (2, "")
    assert install("report") in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_chinese_faces_pictures_are_in_english_and_that_is_said(tmp_path: Path) -> None:
    """The document itself stays Chinese: the reader's machine has its faces."""
    without = "import xuewei.charts.faces as fonts; fonts.FAMILIES, fonts.BROUGHT = (), ('none',)"
    done = poorer(without, "report", "--output", tmp_path / "x.docx", "--lang", "zh")
    assert (done.returncode, done.stdout) == (0, "")
    assert "图中改用英文" in done.stderr
    assert paragraphs(tmp_path / "x.docx", "Heading 1")[0] == "结论"
