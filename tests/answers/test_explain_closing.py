"""What is said of a school that closes, where its seats are explained."""

from __future__ import annotations

import pytest

import xuewei
from xuewei.answers.explain.explanation import explain
from xuewei.answers.explain.view import _came

from builders import level, plan, population, school


@pytest.mark.parametrize(("lang", "words"), [("zh", "撤销 2026 (-540)"), ("en", "closes 2026 (-540)")])
def test_a_closing_is_told_with_its_year_and_its_seats(lang: str, words: str) -> None:
    """Not in the years before."""
    found = xuewei.assess(plan(school("s1", opens=2023, closes=2026)), population({"甲": level(60)}))
    told = {
        year: [_came(found, line, each, lang) for line in each.seats if line.school]
        for year in (2025, 2026)
        for each in (explain(found, year, "甲", "primary"),)
    }
    assert all(words in text for text in told[2026])
    assert told[2026]
    assert not any(words in text for text in told[2025])
