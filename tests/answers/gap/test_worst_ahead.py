"""The list of the worst areas looks forward: years after now alone."""

from __future__ import annotations

import re
from datetime import date

import pytest

from xuewei.answers.gap.answer_view import answer
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.tables.notes import balance_words
from xuewei.tables.view import text_of

from program import TOP


@pytest.fixture(scope="module")
def counties() -> Assessment:
    """Twelve counties, most of them shortest at kindergarten in 2021."""
    return assess(*read_project(str(TOP / "examples/counties/plan.yaml"), (), None))


@pytest.mark.parametrize(("day", "after"), [(date(2026, 11, 28), 2026), (date(2030, 1, 1), 2029)])
@pytest.mark.parametrize(("lang", "title"), [("zh", "今后最缺的区域在前"), ("en", "Areas shortest ahead first")])
def test_the_worst_areas_are_those_ahead(counties: Assessment, day: date, after: int, lang: str, title: str) -> None:
    """Each cell is the tightest year after the day, the worst area is the first, and the title says so."""
    rows = counties.rows()
    (sheet,) = [each for each in answer(counties, rows, lang, None, day).sheets if each.title.startswith(title)]
    ahead = [row for row in rows if row.year > after]
    assert text_of(sheet.rows[0][0]) == min(ahead, key=lambda row: row.balance).area
    for area, *cells in sheet.rows:
        for stage, cell in zip(counties.stages, cells, strict=True):
            own = [row for row in ahead if (row.area, row.stage) == (text_of(area), stage.name)]
            tightest = min(own, key=lambda row: row.balance)
            assert str(tightest.year) in text_of(cell)
            assert balance_words(tightest.balance, lang) in text_of(cell)


def test_of_a_plan_that_is_over_it_is_the_last_year(counties: Assessment) -> None:
    """No year is ahead: the last one stands for all."""
    sheets = answer(counties, counties.rows(), "zh", None, date(2080, 1, 1)).sheets
    (sheet,) = [each for each in sheets if each.title == "最缺的区域在前：最后的 2035 学年"]
    years = {year for row in sheet.rows for cell in row[1:] for year in re.findall(r"（(\d{4})）", text_of(cell))}
    assert years == {"2035"}
