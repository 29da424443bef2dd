"""Merged and hidden cells in the text of an OpenDocument, however it is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xuewei.formats.book.ods_marks import MOST_HIDDEN, marks

ROOT = (
    '<office:document-content xmlns:office="o" xmlns:table="t"><office:body>{}</office:body></office:document-content>'
)
SPAN = '<table:table-cell table:number-columns-spanned="{}" table:number-rows-spanned="{}"/>'


def sheet(rows: str, name: str = "a") -> str:
    """A sheet."""
    return f'<table:table table:name="{name}">{rows}</table:table>'


def row(cells: str, repeated: int | str = 1, more: str = "") -> str:
    """A row, or equal ones."""
    return f'<table:table-row table:number-rows-repeated="{repeated}"{more}>{cells}</table:table-row>'


def text(*sheets: str) -> bytes:
    """The text of a whole document."""
    return ROOT.format("".join(sheets)).encode()


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_places_are_found_however_the_text_is_cut(size: int) -> None:
    """Behind repeated rows and cells, in the second sheet as in the first."""
    hidden = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    one = sheet(
        hidden
        + row("<table:table-cell/>", 3)
        + row('<table:table-cell table:number-columns-repeated="2"/>' + SPAN.format(2, 3))
    )
    other = sheet(row("<table:table-cell/>", 2, ' table:visibility="filter"') + row(SPAN.format(1, 2)), "b")
    raw = text(one, other)

    def pieces() -> Iterator[bytes]:
        return (raw[place : place + size] for place in range(0, len(raw), size))

    found = marks(pieces, 100)
    assert (found["a"].merged, found["a"].rows, found["a"].columns) == ([((3, 2), (5, 3))], [], [2])
    assert (found["b"].merged, found["b"].rows, found["b"].columns) == ([((2, 0), (3, 0))], [0, 1], [])


def test_what_asks_for_more_than_a_sheet_has_is_bounded() -> None:
    """Numbers beyond any sheet, rows without end, more ranges than cells, entities, a text that breaks off."""
    wide = text(sheet(row(SPAN.format("9" * 5000, "-3") + SPAN.format(99_999_999, 99_999_999))))
    assert marks(lambda: [wide], 100)["a"].merged == [((0, 1), (2**20 - 1, 2**14))]
    many = text(
        sheet(
            row(SPAN.format(2, 1), 99_999_999) + row("<table:table-cell/>", 99_999_999, ' table:visibility="collapse"')
        )
    )
    found = marks(lambda: [many], 10**6)["a"]
    assert len(found.merged) == MOST_HIDDEN
    assert len(found.rows) == 0  # they lie beyond the last row
    assert len(marks(lambda: [text(sheet(row(SPAN.format(2, 1) * 500)))], 10)["a"].merged) == 11
    assert marks(lambda: [b'<!DOCTYPE a [<!ENTITY b "c">]>' + wide], 100) == {}
    assert marks(lambda: [wide[:-60]], 100)["a"].merged == [((0, 1), (2**20 - 1, 2**14))]
    assert marks(lambda: [b"no xml -spanned="], 100) == {}
    assert marks(lambda: [text(sheet(row("<table:table-cell/>")))], 100) == {}
