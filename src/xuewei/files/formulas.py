"""Text that a spreadsheet would run as a formula."""

from __future__ import annotations

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """Text that a spreadsheet takes as text: with an apostrophe before what would be a formula.

    >>> inert("=A1"), inert("盐湖区")
    ("'=A1", '盐湖区')
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def armed(text: str) -> str:
    """Text as it was before :func:`inert`.

    >>> armed("'=A1"), armed("'盐湖区")
    ('=A1', "'盐湖区")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_SIGNS) else text
