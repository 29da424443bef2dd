"""Rows written as text are the rows that cells one by one make; formulas found in one pass are those found one by one."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import zip_longest
from math import nan
from unittest.mock import patch
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xuewei.formats.book import sheet_xml
from xuewei.formats.book.sheet_xml import formulas
from xuewei.workbook.write.book import workbook_of
from xuewei.workbook.write.layout import ROW, Formula
from xuewei.workbook.write.page import Page, Value

TEXTS = st.sampled_from(["小学", "", " 前后 ", "a&b<c>", '"', "=1+1", "-x", "_x0041_", "\x0b", "两\n行", "\ufffe"])
NUMBERS = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6) | st.booleans()
FORMULAS = st.builds(
    Formula, st.sampled_from([f"A{ROW}+1", f'IF(A{ROW}<>"&","缺",B{ROW})', "1+1"]), TEXTS | st.integers(0, 9)
)
VALUES = TEXTS | NUMBERS | st.none() | FORMULAS | st.dates(date(1950, 1, 1), date(2100, 1, 1))
NAMED = ("input", "computed", "whole", "input_date", "word")
KINDS = st.sampled_from(NAMED)


def sheet_of(rows: list[list[tuple[Value, str]]], *, whole: bool) -> bytes:
    """The sheet of some rows, under one that is written cell by cell, in which every look is there once: looks are
    numbered as they come."""
    made = BytesIO()
    with workbook_of(made, "zh", title="t", large=True) as page:
        sheet = page("表")
        sheet.row(1, [(text, kind) for kind in NAMED for text in ("头", "=头")])
        if whole and rows:
            pairs = zip_longest(*rows, fillvalue=(None, "word"))
            sheet.rows(2, [([value for value, _ in each], [kind for _, kind in each]) for each in pairs])
        for n, cells in enumerate([] if whole else rows, start=2):
            sheet.row(n, cells)
        sheet.row(len(rows) + 2, [("尾", "head")])
        held = repr(sorted(sheet.formulas.items())).encode()
    return ZipFile(made).read("xl/worksheets/sheet1.xml") + held


@settings(max_examples=8)
@given(st.lists(st.lists(st.tuples(VALUES, KINDS), min_size=1, max_size=6), max_size=4))
@example([[("\x0b", "input")], [(0.0, "whole")], [(-0.0, "whole")], [(0, "whole")], [(False, "whole")]])
@example([[(Formula("A1", found), "whole")] for found in (1, 1.0, 0.0, -0.0, 0, "", "0", "1")])
@example([[("小学", "word"), (None, "word")], [(None, "input")]])
def test_rows_as_text_are_the_rows_of_cells(rows: list[list[tuple[Value, str]]]) -> None:
    """To the byte, with the rows around them and the note of what holds a formula."""
    assert sheet_of(rows, whole=True) == sheet_of(rows, whole=False)


def test_what_is_no_number_is_refused() -> None:
    """A sheet has no cell for it."""
    with pytest.raises(ValueError, match="no number"):
        sheet_of([[(nan, "whole")]], whole=True)


def test_a_row_that_is_begun_is_not_written_again() -> None:
    """It would stand twice in the file."""

    def both(sheet: Page) -> None:
        sheet.row(1, [("头", "head")])
        sheet.rows(1, [(["头"], ["head"])])

    with pytest.raises(ValueError, match="row 1 "), workbook_of(BytesIO(), "zh", title="t", large=True) as page:
        both(page("表"))


CELLS = st.sampled_from(
    [
        '<c r="A{n}" s="1"><f>1+1</f><v>2</v></c>', '<c r="B{n}" t="str"><f t="shared" si="0"/><v></v></c>',
        '<c r="C{n}"><v>3</v></c>', '<c s="2" r="D{n}"><f>2</f><v>2</v></c>', '<c r="E{n}"><is/><f>3</f></c>', "<f>4</f>",
        '<x:c r="F{n}"><x:f>5</x:f></x:c>',
    ]
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(CELLS, max_size=6))
def test_formulas_in_one_pass_are_those_found_one_by_one(cells: list[str]) -> None:
    """Whatever the tags look like."""
    text = "".join(each.format(n=n) for n, each in enumerate(cells, start=1)).encode()
    quick = [*formulas((text, 0, len(text)))]
    with patch.object(sheet_xml, "_usual_formulas", lambda window: None):
        slow = [*formulas((text, 0, len(text)))]
    assert {at for at in quick if at} == {at for at in slow if at}
