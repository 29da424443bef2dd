"""What is said of the seats in use where areas have rules of their own, and of the sums of the ledger there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xuewei.answers.gap.ledger_view import ledger
from xuewei.tables.base_seats import base_words
from xuewei.tables.view import View

from ledgers import begun

GONE = "cancelled"


def _shown() -> View:
    found = begun()
    return ledger(found, "zh", years=list(found.known), stages=["primary"], areas=["甲", "乙"], by="school")


def test_a_sum_of_listed_schools_is_that_of_the_areas_that_list_them() -> None:
    """In 甲 540 are listed; the 624 of 乙 are balanced, with the school of 2023 inside them, none of 甲."""
    (listed, balanced) = base_words(begun(), "zh", stages=["primary"])
    assert listed.startswith("甲（小学）：")
    assert "1 所；小学 540）" in listed
    assert "1,164" not in listed
    assert "2024 年已投用的 1 所" in balanced


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_school_that_is_counted_as_open_and_is_not_says_so_once(lang: str) -> None:
    """What a plan says of its opening year and of its status: both, with its name, and not that it is open."""
    found = begun()

    def told(status: str) -> list[str]:
        schools = tuple(replace(each, status=status) if each.id == "s0" else each for each in found.plan.schools)
        return base_words(replace(found, plan=replace(found.plan, schools=schools)), lang, stages=["primary"])

    open_there, built = told("in_use"), told("completed")
    assert open_there[0] == built[0]
    expected = {"zh": "其中 1 所写的阶段不是投用：s0（建成）；若没有投用，改 opens。"}
    expected["en"] = "Of these 1 have another status than in use: s0 (completed); if they are not open, change opens."
    assert built[1].endswith(expected[lang])
    assert ("按方案 2024 年已投用的 1 所" if lang == "zh" else "1 are open in 2024 as planned") in built[1]
    assert not any(each in open_there[1] for each in ("按方案", "as planned", "s0"))


def test_the_ledger_says_which_schools_a_later_balanced_year_takes_in() -> None:
    """Of 1,080 written, 540 were there in 2021 and 270 came until 2024: 270 are added."""
    notes = "\n".join(_shown().sheets[1].notes)
    assert "小学累计 270、合计 1,080" in notes
    assert "2 所方案之前已在用" in notes
    assert "2021 学年之后、2024 学年及以前投用：s0" in notes


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_cancelled_school_is_marked_where_its_year_would_stand(lang: str) -> None:
    """A column that every window shows."""
    found = begun()
    schools = tuple(replace(each, status=GONE) if each.id == "s1" else each for each in found.plan.schools)
    other = replace(found, plan=replace(found.plan, schools=schools))
    sheet = ledger(other, lang, years=[2024], stages=["primary"], areas=["甲", "乙"], by="school").sheets[0]
    n = next(n for n, column in enumerate(sheet.columns) if column.title in ("投用年", "Opens", "opens"))
    word = {"zh": "取消", "en": GONE}[lang]
    assert [row[n] for row in sheet.rows if row[0] == "s1"] == [word]
    assert word not in [row[n] for row in sheet.rows if row[0] != "s1"]
