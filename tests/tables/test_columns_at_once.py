"""A column that is set at once is that of its cells one by one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.tables.screen import _column, _set, _widest
from xuewei.tables.text import width_of

TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("中，\n\x1b"), max_size=12)


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(1, 14), st.booleans())
def test_a_column_is_set_as_its_cells_are(texts: list[str], width: int, number: bool) -> None:
    """Figures, blanks at either end, texts that fold and characters that act."""
    assert [[*map(list, each)] for each in _column(texts, width, number)] == [
        [*map(list, _set(each, width, number))] for each in texts
    ]


@given(st.sets(st.sampled_from(["1,234", "", " 5", "缺 3", "a"])))
def test_the_widest_text_is_that_of_the_screen(texts: set[str]) -> None:
    """A Chinese character takes two columns of it."""
    assert _widest(texts) == max(map(width_of, texts), default=0)
