"""Tables whose rows are a line each, where a name is long: it folds, and what the row says of it stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from xuewei.answers.compare.changes_view import by_project
from xuewei.answers.compare.difference import MOVED, Change
from xuewei.answers.track.tracking import track as tracked
from xuewei.answers.track.view import track
from xuewei.formats.project import read_project
from xuewei.tables.screen import layout

from builders import plan, school

LONG = "国家级高新技术产业开发区北部综合保税片区九年一贯制实验学校（暂名）"


@pytest.mark.parametrize("name", ["第一小学", LONG])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_changes_is_shown_whatever_the_name(name: str, lang: str) -> None:
    """The year before and after, with the field."""
    row = school("n1", name=name, opens=2023)
    before, after = plan(row), plan(replace(row, opens=2025))
    (sheet, *_) = by_project(before, after, [Change(MOVED, "n1", "opens", 2023, 2025)], lang)
    shown = [sheet.columns[n].title for n in layout(sheet, 80).places]
    assert {"zh": "内容", "en": "what"}[lang] in shown
    assert sheet.one_line is (name != LONG)


@pytest.mark.parametrize("name", ["第一小学", LONG])
def test_what_is_wrong_with_a_project_is_shown_whatever_its_name(name: str) -> None:
    """How late it is and why."""
    row = school("n1", name=name, opens=2023)
    people = read_project()[1]
    found = tracked(plan(row), people.assumptions, date(2026, 11, 28))
    sheet = next(each for each in track(found, "zh").sheets if each.rows)
    shown = [sheet.columns[n].title for n in layout(sheet, 80).places]
    assert {"逾期天数", "问题"} <= {*shown}
