"""The ledger says why the seats added are not the total of its list, and says nothing where they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xuewei.answers.gap.ledger_view import ledger
from xuewei.model.assessment import assess
from xuewei.model.plan import BaseSeats, Conversion, Plan, School

from builders import level, population

ONE = School("s1", "primary", "甲", {"primary": 270}, opens=2026, name="一小")
BASE = BaseSeats(2024, {"甲": {"kindergarten": 900, "primary": 900, "middle": 900}})


def said(*schools: School, lang: str = "zh", share: float = 1.0) -> list[str]:
    """What stands below the running sums of a plan."""
    plan = Plan("p", "甲", schools, (2025, 2029), base_seats=BASE, delivered_share=share)
    found = assess(plan, population({"甲": level(150)}))
    stages = [stage.name for stage in found.stages]
    shown = ledger(found, lang, years=list(found.years), stages=stages, areas=["甲"], by="school")
    return list(shown.sheets[1].notes)


def test_nothing_is_said_where_both_agree() -> None:
    """Every school opens, and stays."""
    assert said(ONE) == []


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"closes": 2028}, "closes、until"),
        ({"until": 2028}, "closes、until"),
        ({"opens": 2060}, "opens、planned"),
        ({"convert": (Conversion(2028, "primary", "middle"),)}, "convert"),
        ({"opens": 2020, "counted": True}, "base_seats"),
    ],
)
def test_each_reason_is_named_with_its_key(changed: dict[str, object], word: str) -> None:
    """With both sums, and how many schools; in English too."""
    (told,) = said(replace(ONE, **changed), replace(ONE, id="s2", seats={"primary": 90}))  # type: ignore[arg-type]
    assert "合计 360" in told
    assert word in told
    assert "1 所" in told
    (english,) = said(replace(ONE, **changed), replace(ONE, id="s2", seats={"primary": 90}), lang="en")  # type: ignore[arg-type]
    assert "360 written" in english
    assert all(each in english for each in word.split("、"))


def test_a_share_that_counts_is_named() -> None:
    """The plan counts a part of what is not open yet."""
    (told,) = said(ONE, share=0.9)
    assert "小学累计 243、合计 270" in told
    assert "按 0.9 计（delivered_share）" in told


def test_a_cancelled_school_is_in_neither() -> None:
    """It is in the list, and in no sum."""
    assert said(ONE, replace(ONE, id="s2", status="cancelled")) == []
