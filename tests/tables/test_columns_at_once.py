"""A column that is measured and set at once is that of its cells one by one."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from xuewei.tables.screen import _column, _set, show
from xuewei.tables.text import width_of, widths_of
from xuewei.tables.view import Column, Sheet, View

TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("中，\n\x1b"), max_size=12)


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(1, 14), st.booleans())
def test_a_column_is_set_as_its_cells_are(texts: list[str], width: int, number: bool) -> None:
    """Figures, blanks at either end, texts that fold and characters that act."""
    assert [[*map(list, each)] for each in _column(texts, width, number)] == [
        [*map(list, _set(each, width, number))] for each in texts
    ]


@given(st.lists(st.sampled_from(["1,234", "", " 5", "缺 3", "a", "4–5", "，", "½", "e\u0301"])))
def test_texts_together_are_as_wide_as_each(texts: list[str]) -> None:
    """A Chinese character takes two columns of the screen, a dash between figures one."""
    assert widths_of(texts) == [*map(width_of, texts)]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), st.sampled_from([None, 30, 70]))
def test_lines_without_colours_are_those_with_them(rows: list[tuple[str, str]], width: int | None) -> None:
    """Where none is seen, a table is put together a line at a time; a console that is told to show colours has the same
    text."""
    columns = [Column("区域", rank=0), Column("学位", number=True)]
    view = View([Sheet("余缺", columns, [[name, (figure, "red")] for name, figure in rows])], [])
    plain, seen = StringIO(), StringIO()
    show(view, plain, "zh", width)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORCE_COLOR", "1")
        show(view, seen, "zh", width)
    assert Text.from_ansi(seen.getvalue()).plain.rstrip() == plain.getvalue().rstrip()
