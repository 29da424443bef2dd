"""Text inside Markdown: names stand there as they are written, and load, link and format nothing."""

from __future__ import annotations

import re

from xuewei.words.shown import visible

_SIGNS = re.compile(r"[\\`*~\[$|]")
_UNDERSCORES = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
"""Those not inside a word: `nine_year` begins no emphasis."""
_HEADING = re.compile(r"(?<!\S)#")
_ADDRESS = re.compile(r"\b(https?|ftp|mailto|xmpp):|\b(www)\.", re.IGNORECASE)
_BLOCK = re.compile(r"(?=>|[-+=:](?:\s|[-+=:]|$))|(?<=\d)(?=[.)](?:\s|$))")
_INDENT = re.compile(r"^ {4,}")


def marked(text: str) -> str:
    r"""Text that a Markdown reader shows as it is, in a cell or a title.

    >>> print(marked("![x](http://a/b) *甲* nine_year <b> a|b"))
    !\[x](http&#58;//a/b) \*甲\* nine_year &lt;b> a\|b
    """
    text = _SIGNS.sub(r"\\\g<0>", visible(text)).replace("&", "&amp;").replace("<", "&lt;")
    text = _UNDERSCORES.sub(lambda found: "\\_" * len(found[0]), text)
    text = _HEADING.sub(r"\\#", text)
    text = _ADDRESS.sub(lambda found: f"{found[1]}&#58;" if found[1] else f"{found[2]}&#46;", text)
    return re.sub(r"@(?=\w)", "&#64;", text)


def paragraph(text: str) -> str:
    r"""The same for text that begins a line: neither a list nor a quotation nor code.

    >>> print(paragraph("- 甲"), paragraph("1. 乙"), paragraph("    丙"))
    \- 甲 1\. 乙    丙
    """
    text = _INDENT.sub("   ", marked(text))
    start = len(text) - len(text.lstrip())
    digits = re.match(r"\d{0,9}", text[start:])
    end = start + (digits.end() if digits else 0)
    return f"{text[:end]}\\{text[end:]}" if _BLOCK.match(text, end) else text
