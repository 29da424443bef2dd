"""Text that a spreadsheet would run as a formula."""

from __future__ import annotations

import re

FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""What a formula begins with; some spreadsheets take the wide signs of Chinese and Japanese for the narrow ones."""
_BEGINS = r"(?:^|(?<=[;\r\n]))"
"""Where a cell begins: at the front, and where other separators or a line's end would begin another."""
_FORMULA = r"(?=[\s\"']*[=+\-@＝＋－＠]|'*[\t\r])"
_RISKY = re.compile(_BEGINS + _FORMULA)
_DISARMED = re.compile(f"{_BEGINS}'{_FORMULA}")


def inert(text: str) -> str:
    r"""Text that a spreadsheet takes as text: an apostrophe before what would be a formula, in whichever line.

    >>> inert("=A1"), inert("盐湖区"), inert("甲\r=1+1"), inert("甲;=1+1")
    ("'=A1", '盐湖区', "甲\r'=1+1", "甲;'=1+1")
    """
    return _RISKY.sub("'", text)


def armed(text: str) -> str:
    """Text as it was before :func:`inert`.

    >>> armed("'=A1"), armed("'盐湖区"), armed(inert("'=A1"))
    ('=A1', "'盐湖区", "'=A1")
    """
    return _DISARMED.sub("", text)
