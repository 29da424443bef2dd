"""Classes, teachers and money on the page and in the document: the figures of `resources`, and its sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from xuewei.answers.compare.standings import BASE
from xuewei.answers.resources.resourcing import STAGE, resources
from xuewei.formats.population.resource_table import rules_of
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.staff import StaffRow
from xuewei.report.contents import Report, needs_view
from xuewei.report.letter.document import write_document
from xuewei.report.page.beside import beside
from xuewei.tables.plain import typeset

from inside import run
from program import TOP

YEARS = range(2026, 2031)


@pytest.fixture(scope="module")
def report() -> Report:
    """The made-up district with staff of primary schools on record."""
    plan, people = read_project(TOP / "examples" / "district" / "plan.yaml")
    found = assess(plan, people)
    staff = [StaffRow(found.areas[0], None, "primary", 2026, 900, 10, "assumed", "test")]
    return Report([(BASE, found)], list(YEARS), needs=resources(found, rules_of(found.assumptions), staff))


def test_the_page_has_the_figures_of_the_answer(report: Report) -> None:
    """Pupils, classes, posts and staff of every stage and year, as numbers in its tables."""
    held, needs = report.needs, (beside(report, "zh") or {})["needs"]
    assert held is not None
    rows = held.rows(STAGE, YEARS, report.stages, report.found.areas)
    tables = {table["title"]: table for table in needs["tables"]}
    for stage, name in (("kindergarten", "幼儿园"), ("primary", "小学"), ("middle", "初中")):
        table = tables[name]
        heads = [head for head, _ in table["heads"]]
        shown = [dict(zip(heads, line, strict=True)) for line in table["rows"]]
        own = [row for row in rows if row.stage == stage]
        assert [(line["学年"], line["学生"], line["班数"], line["应有编制"]) for line in shown] == [
            (str(row.year), f"{row.pupils:,}", f"{row.classes:,}", f"{row.posts:,}") for row in own
        ]
        if stage == "primary":
            assert [line["在编"] for line in shown] == [f"{row.staff:,}" for row in own]
    assert any("教职工" in sentence for sentence in needs["sentences"])


def test_a_page_without_needs_is_as_before(report: Report) -> None:
    """Who gives none sees nothing of it."""
    bare = beside(Report(report.worlds, report.years), "zh")
    assert bare is not None
    assert bare["needs"] is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_document_has_them_as_an_annex(report: Report, lang: str, tmp_path: Path) -> None:
    """Its sentences and every number of its tables."""
    path = tmp_path / "report.docx"
    write_document(report, str(path), lang)
    document, view = Document(str(path)), needs_view(report, lang)
    assert view is not None
    text = "\n".join(each.text for each in document.paragraphs)
    for sentence in view.sheets[0].notes:
        assert typeset(sentence, lang) in text if lang == "zh" else sentence in text
    cells = {cell.text for table in document.tables for cell in table._cells}
    assert report.needs is not None
    for row in report.needs.rows(STAGE, YEARS, report.stages, report.found.areas):
        assert {f"{row.pupils:,}", f"{row.classes:,}", f"{row.posts:,}"} <= cells
    assert "staff.csv" not in text


def test_the_command_reads_the_staff_on_record(tmp_path: Path) -> None:
    """What stands in staff.csv is on the page."""
    folder = tmp_path / "people"
    shipped = TOP / "data" / "population"
    folder.mkdir()
    for each in shipped.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    (folder / "staff.csv").write_text(
        "area,stage,year,staff,retires,basis,source\n中心城区,primary,2026,2345,40,assumed,test\n", "utf-8"
    )
    page = tmp_path / "page.html"
    assert run("report", "--population", folder, "--output", page).returncode == 0
    assert "2,345" in page.read_text("utf-8")
