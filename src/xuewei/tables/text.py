"""Text for a table or a line: folded into columns, marked down, spans of years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.cells import cell_len

from xuewei.language.shown import visible
from xuewei.late import pattern

_SIGNS = pattern(r"[\\`*~\[$|]")
_UNDERSCORES = pattern(r"(?<![^\W_])_+|_+(?![^\W_])")
"""Those not inside a word: `nine_year` begins no emphasis."""
_HEADING = pattern(r"(?<!\S)#")
_ADDRESS = pattern(r"\b(https?|ftp|mailto|xmpp):|\b(www)\.", re.IGNORECASE)
_BLOCK = pattern(r"(?=>|[-+=:](?:\s|[-+=:]|$))|(?<=\d)(?=[.)](?:\s|$))")
_INDENT = pattern(r"^ {4,}")


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


def spans(years: Iterable[int]) -> str:
    """Years in order, with runs drawn together.

    >>> spans([2023, 2030, 2024, 2025])
    '2023–2025, 2030'
    """
    runs = [
        [year for _, year in run] for _, run in groupby(enumerate(sorted({*years})), lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


EIGHTHS = " ▏▎▍▌▋▊▉"
"""A column of the screen filled from the left, by eighths."""


def bar(part: float, most: float, columns: int) -> str:
    """A part as a bar that is ``columns`` long at ``most``, to an eighth of a column; one that is not nought is seen,
    and one below nought begins with its sign.

    >>> bar(1, 2, 4), bar(2, 2, 4), bar(0, 2, 4), bar(-1, 2, 4), bar(0.001, 2, 4)
    ('██', '████', '', '−██', '▏')
    """
    eighths = max(round(abs(part) / most * columns * 8), 1) if part else 0
    whole, rest = divmod(eighths, 8)
    return ("−" if part < 0 else "") + "█" * whole + EIGHTHS[rest].strip()


_NARROW = r"\0-\u2e7f"
_WIDE = f"[^{_NARROW}]"  # all others: a range beyond \uffff takes re a millisecond each time it stands in a pattern
_OPENING = "（“‘《【〈「『"
_CLOSING = "，。；：、）)”’》】〉」』！？…·"
_PIECE = pattern(
    rf"(?:[{_OPENING}]|\((?={_WIDE}))*(?:{_WIDE}|(?:(?![{_OPENING}(]{_WIDE})(?![\s{_CLOSING}])[{_NARROW}])+)?"
    rf"(?:[{_CLOSING}]|[,.;:!?)](?![0-9A-Za-z]))*\s*|\S\s*|\s+"
)
"""A word, or one Chinese character, with the marks before and behind it and the space that follows."""
_JOINT = pattern(r"(?<=[/\\_=@&?])|(?<=[^\W\d]-)|(?<=\d-)(?=[^\W\d])")
"""Where a word that is wider than the line is broken, if it has such a place: a path, an address, an id."""


def folded(text: str, columns: int) -> str:
    """Text in lines of at most so many columns. A line begins with no closing mark and ends with no opening one; a
    word that is wider than a line is broken, a number only where it is wider itself.

    >>> folded("seats of a plan", 8), folded("单位：学位", 6), folded("缺 1,518 个学位", 8)
    ('seats of\\na plan', '单位：\\n学位', '缺 1,518\\n个学位')
    >>> folded("examples/counties/plan.yaml", 18)
    'examples/counties/\\nplan.yaml'
    >>> folded("in 甲县, 乙县 and 丙县", 8), folded("(甲县)", 5)
    ('in 甲县,\\n乙县 and\\n丙县', '(甲\\n县)')
    """
    return "\n".join(lines(text, columns))


def _usual(text: str) -> bool:
    """Whether a text is of ASCII, dashes between figures and the usual Chinese characters, which are two columns wide;
    a pattern of these would take as long to compile as a table to print."""
    return all(sign.isascii() or "\u4e00" <= sign <= "\u9fff" or sign == "–" for sign in {*text})


def width_of(text: str) -> int:
    """Columns of the screen that visible text takes.

    >>> width_of("1,234"), width_of("余 4")
    (5, 4)
    """
    return widths_of([text])[0]


def widths_of(texts: Sequence[str]) -> list[int]:
    """The same of every text of a column: what is in none of them need not be looked for in each.

    >>> widths_of(["1,234", "余 4", "40–45"])
    [5, 4, 5]
    """
    together = "".join(texts)
    if together.isascii():
        return [len(text) for text in texts]
    if not _usual(together):
        return [len(text) if text.isascii() else cell_len(text) for text in texts]
    return [(len(text) + len(text.replace("–", "-").encode())) // 2 for text in texts]  # three bytes of UTF-8, two wide


def lines(text: str, columns: int) -> list[str]:
    """The lines of :func:`folded`."""
    if width_of(text) <= columns:
        return [text.rstrip()]
    found, line = [], ""
    for piece in pieces(text):
        if line and cell_len(line + piece.rstrip()) > columns:
            found.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
        while len(line.rstrip()) > 1 and cell_len(line.rstrip()) > columns:
            head, line = _broken(line, columns)
            found.append(head)
    return [*found, line.rstrip()] if line.strip() or not found else found


def pieces(text: str) -> list[str]:
    """What may stand on a line of its own."""
    return [found for found in _PIECE.findall(text) if found]


def longest(text: str) -> int:
    """Columns of the widest piece.

    >>> longest("缺 1,518 个"), longest("合规学位")
    (5, 2)
    """
    return max((cell_len(piece.rstrip()) for piece in pieces(text)), default=0)


def _broken(text: str, columns: int) -> tuple[str, str]:
    """What of a piece has room in so many columns, one character at least, and the rest."""
    places = [found.start() for found in _JOINT.finditer(text) if 0 < found.start() < len(text)]
    fitting = [place for place in places if cell_len(text[:place]) <= columns]
    if fitting:
        return text[: fitting[-1]], text[fitting[-1] :]
    return chop(text, columns)


def in_a_row(sentences: Iterable[str], lang: str) -> str:
    """Whole sentences, one after the other: with a blank between them in English, none in Chinese.

    >>> in_a_row(["45 to a class.", "In 2026 none."], "en"), in_a_row(["每班 45 人。", "", "2026 年没有。"], "zh")
    ('45 to a class. In 2026 none.', '每班 45 人。2026 年没有。')
    """
    return ("" if lang == "zh" else " ").join(filter(None, sentences))


def chop(text: str, columns: int) -> tuple[str, str]:
    """The characters that have room in so many columns, one at least, and the rest."""
    end = next((n for n in range(len(text), 1, -1) if cell_len(text[:n]) <= columns), 1)
    return text[:end], text[end:]
