"""Alerts of entry grades in the document: the sentences of `warn`, a table a stage, remedies, few children masked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from district import TODAY, district, report_of
from letters import lent
from xuewei.answers.warn.sentences import answer_sentences
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.report.contents import Report
from xuewei.report.early import warned
from xuewei.report.letter.alerts import MOST_MEANS, MOST_PLACES
from xuewei.report.letter.document import write_document
from xuewei.report.notice.notice_file import means

from inside import run
from paper import faults_of_format, pages

HEAD = {"zh": "学位预警", "en": "Alerts of entry grades"}


@pytest.fixture(autouse=True)
def pictures() -> Iterator[None]:
    """None of these tests looks at pictures."""
    with lent():
        yield


def texts(path: Path) -> list[str]:
    """The paragraphs of a document."""
    return [each.text for each in Document(str(path)).paragraphs]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_document_says_what_warn_says(lang: str, tmp_path: Path) -> None:
    """Its sentences, what closes every shortage, and a row for every zone with an alert; six children stand nowhere."""
    report = report_of(district(tmp_path / "district"))
    held = warned(report)[0]
    path = tmp_path / "report.docx"
    assert write_document(report, str(path), lang) == []
    said = texts(path)
    assert HEAD[lang] in said
    assert set(answer_sentences(held.found, held.kept, lang)) <= set(said)
    assert set(means(held, lang)) <= set(said)
    cells = [cell.text for table in Document(str(path)).tables for cell in table._cells]
    few = {"zh": "少于 10 人/", "en": "fewer than 10/"}[lang]
    assert any(each.startswith(few) for each in cells)
    assert not any(each.startswith("6/") for each in cells)
    assert faults_of_format(path) == []
    (shown,) = pages([path], tmp_path / "pages")
    assert HEAD[lang].replace(" ", "") in "".join("".join(shown).split())


def test_of_many_places_and_shortages_the_worst_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    """Sixty zones: forty rows at most, forty remedies, and sentences on how many more there are."""
    report = report_of(district(tmp_path / "district", 60))
    path = tmp_path / "report.docx"
    write_document(report, str(path), "zh")
    said = texts(path)
    (left,) = [each for each in said if each.endswith("处缺口，没有列出。")]
    assert left == f"另有 {len(means(warned(report)[0], 'zh')) - MOST_MEANS} 处缺口，没有列出。"
    tables = [each for each in Document(str(path)).tables if each.cell(0, 0).text == "学区"]
    assert max(len(each.rows) for each in tables) == MOST_PLACES + 1
    assert any("学区有预警或儿童数未知，没有列出。" in each for each in said)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_document_of_a_plan_that_knows_nothing_of_it_has_none(lang: str, tmp_path: Path) -> None:
    """No alerts of entry grades, whether or not anybody asks for them."""
    found = assess(*read_project(None))
    for day in (None, TODAY):
        write_document(Report([("base", found)], found.years, today=day), str(tmp_path / "x.docx"), lang)
        assert HEAD[lang] not in texts(tmp_path / "x.docx")


@pytest.mark.parametrize("ending", ["html", "docx"])
def test_the_command_writes_them(ending: str, tmp_path: Path) -> None:
    """From a plan, its register and its people, in either form."""
    plan, path = district(tmp_path / "district"), tmp_path / f"report.{ending}"
    done = run("report", "--plan", str(plan), "--output", str(path))
    assert done.returncode == 0, done.stderr
    held = texts(path) if ending == "docx" else [path.read_text(encoding="utf-8")]
    assert any("起始年级" in each and "9 月：" in each for each in held)
