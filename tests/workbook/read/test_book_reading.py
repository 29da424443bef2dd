"""A ledger's workbook read back: the same plan, whatever people do to the sheets, and every slip at its cell."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.read import read_plan
from xuewei.model.plan import Plan
from xuewei.workbook.read.plan_book import read_book

from books import book_of, saved
from plans import CELL, plans


def read(path: Path) -> Plan:
    """The plan of a workbook."""
    return read_book(Workbook(path)).plan


@settings(max_examples=30)
@given(plans(CELL), st.sampled_from(["zh", "en"]))
def test_a_plan_comes_back_from_its_workbook(plan: Plan, lang: str) -> None:
    """Any plan, in either language."""
    with tempfile.TemporaryDirectory() as folder:
        assert read(saved(book_of(plan, lang), Path(folder))) == plan


def test_the_shipped_plan_comes_back(tmp_path: Path) -> None:
    """With all that is published of it."""
    plan = read_plan()
    assert read(saved(book_of(plan), tmp_path)) == replace(plan, file="")
