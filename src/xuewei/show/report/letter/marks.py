"""Text as WordprocessingML: runs and paragraphs in which a name is never markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
"""The namespace that every block of XML names."""
UNSEEN = {"Cc", "Cs", "Cn", "Zl", "Zp"}
"""Categories of characters that XML cannot hold, that nothing shows, or that begin a line."""
CHINESE = 0x2E80
"""The first character of Chinese writing."""
TURNING = set(map(chr, (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Characters that turn the direction of what follows: a name must not reach beyond its own end."""


def clean(text: str) -> str:
    """Text on one line, with a space for every character that XML cannot hold or that would do something.

    >>> clean("第一\\x00小学\\n<b>")
    '第一 小学 <b>'
    """
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(each) in UNSEEN or each in TURNING else each for each in text)


def cut(text: str, columns: int) -> str:
    """Text of at most so many columns (a Chinese character takes two), with … where it was longer.

    >>> cut("运城市第一小学", 8)
    '运城市…'
    """
    from rich.cells import cell_len, set_cell_size

    line = clean(text)
    return line if cell_len(line) <= columns else set_cell_size(line, columns - 1).rstrip() + "…"


def quoted(text: str) -> str:
    """An attribute's value in quotes.

    >>> quoted('a "<b>"')
    '\\'a "&lt;b&gt;"\\''
    """
    return quoteattr(clean(text))


def run(text: str, properties: str = "") -> str:
    """A run of text; in Chinese, signs that both scripts have (quotes, dashes) take the Chinese face.

    >>> run("<b>")
    '<w:r><w:t xml:space="preserve">&lt;b&gt;</w:t></w:r>'
    """
    hint = '<w:rFonts w:hint="eastAsia"/>' if any(ord(each) >= CHINESE for each in text) else ""
    look = f"<w:rPr>{hint}{properties}</w:rPr>" if hint or properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'


def field(code: str, shown: str, properties: str = "") -> str:
    """A field that a word processor computes anew, and what it shows until then."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{look}<w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{look}<w:t>{escape(shown)}</w:t></w:r>"
        f'<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(style: str, runs: Sequence[str], *, align: str = "", kept: bool = False, namespace: str = "") -> str:
    """A paragraph of a style, ``kept`` on the page of what follows; ``namespace`` where it stands alone."""
    jc = f'<w:jc w:val="{align}"/>' if align else ""
    keep = "<w:keepNext/>" if kept else ""
    place = f" {namespace}" if namespace else ""
    return f'<w:p{place}><w:pPr><w:pStyle w:val="{style}"/>{keep}{jc}</w:pPr>{"".join(runs)}</w:p>'


def restyle(element: Any, ids: Mapping[str, str]) -> None:
    """Give what is written with the ids of the shipped styles those of another template."""
    from docx.oxml.ns import qn

    for each in element.iter(qn("w:pStyle"), qn("w:rStyle")):
        each.set(qn("w:val"), ids.get(each.get(qn("w:val")), each.get(qn("w:val"))))
