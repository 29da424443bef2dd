"""Tables of a document and the text in them: widths, heads on every page, rows that are not split."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from math import inf
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from rich.cells import cell_len

from xuewei.late import dataclass, pattern
from xuewei.tables.palette import AMPLE, BAD, BASES, EDGE, INK, LEVELS, LINE, PLAIN, digits
from xuewei.tables.view import Column, Sheet, text_of

WIDTH = 8844
"""Twentieths of a point between the margins of A4: 156 mm."""
SIZES = (17, 16, 15, 14)
"""Half-points of the text of tables, the most wanted first."""
TWENTIETHS, PADDING = 10, 125
"""Twentieths of a point in a half-point, and beside the text of a cell."""
NARROW, WIDE = ",.:;|!' \u00b7", {"%": 0.95, "+": 0.84, "m": 0.95, "M": 1.0, "w": 0.86, "W": 1.1}
"""Characters that take half of a figure's room, and those that take more than one's, in ems of the widest face that
stands in for Times (DejaVu Serif)."""
FIGURE, HALF, BOLD, MARK = 0.64, 0.32, 1.12, 1.0
"""Ems of a figure or letter and of a narrow sign; how much wider bold is; ems of a footnote's mark."""
BETWEEN, MEETING = 0.25, pattern(r"(?<=[a-zA-Z0-9])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[a-zA-Z0-9])")
"""Ems between a Chinese character and a figure or letter, and where these meet."""
LONGEST_WORD, LONGEST_TEXT, NARROWEST, SHORTEST = 9.0, 24.0, 5.0, 2.0
"""Ems of a word above which it is broken, of a text above which it is folded, into which no text is
squeezed, and no title."""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
"""The namespace that every block of XML names."""
UNSEEN = {"Cc", "Cs", "Cn", "Zl", "Zp"}
"""Categories of characters that XML cannot hold, that nothing shows, or that begin a line."""
CHINESE = 0x2E80
"""The first character of Chinese writing."""
TURNING = set(map(chr, (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Characters that turn the direction of what follows: a name must not reach beyond its own end."""
MOST, SENTENCE = 200, 1000
"""Columns of text that a cell shows at most; of a sentence, which says less when it is cut."""
COLOURS = {look.terminal: digits(look.ink) for look in LEVELS.values() if look.terminal not in (AMPLE, PLAIN)}
SHADES = {basis: digits(look.fill) for basis, look in BASES.items()}
"""Grounds of cells that say what a figure rests on."""
TOGETHER = 3
"""Rows at the beginning and at the end of a table that stand on one page."""
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
    for side, size, colour in (
        ("top", 12, digits(INK)),
        ("bottom", 12, digits(INK)),
        ("insideH", 4, digits(EDGE)),
        ("insideV", 4, digits(LINE)),
    )
)


Cell = str | tuple[str, str]
Cells = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Room:
    """What a page has for tables: twentieths of a point between its margins, and sizes of text (half-points), the most
    wanted first."""

    width: int = WIDTH
    sizes: tuple[int, ...] = SIZES


A4 = Room()


def ems(text: str) -> float:
    """How wide a text is at most, in ems, with what word processors put between Chinese characters and figures.

    >>> round(ems("余 16,199"), 2), round(ems("第01学区"), 2)
    (4.84, 4.78)
    """
    wide = sum(1.0 if cell_len(each) == 2 else HALF if each in NARROW else WIDE.get(each, FIGURE) for each in text)
    return wide + BETWEEN * len(MEETING.findall(text))


def longest_word(text: str) -> float:
    """Ems of what is not folded: a Chinese character, or a word up to its hyphen.

    >>> longest_word("中心城区 2021") == ems("2021")
    True
    """
    longest = width = 0.0
    for each in text:
        width = 0.0 if each.isspace() or cell_len(each) == 2 else width + ems(each)
        longest = max(longest, width, ems(each))
        if each == "-":
            width = 0.0
    return min(longest, LONGEST_WORD)


def column_widths(
    columns: Sequence[Column], rows: Cells, size: int, marked: Collection[int] = (), width: int = WIDTH
) -> list[int]:
    """Widths in twentieths of a point that fill the page, at ``size`` half-points; ``marked`` columns have footnotes.

    >>> sum(column_widths([Column("year"), Column("balance", number=True)], [["2021", "short 20"]], 17)) == WIDTH
    True
    """
    least, wanted = _least(columns, rows, size, marked), _wanted(columns, rows, size, marked)
    short = sum(wanted) - width
    if short > 0:
        loose = sum(wanted) - sum(least)
        share = min(short / loose, 1.0) if loose else 0.0
        wanted = [most - share * (most - few) for few, most in zip(least, wanted, strict=True)]
    total = sum(wanted)
    widths = [int(each * width / total) for each in wanted]
    widths[-1] += width - sum(widths)
    return widths


def size_for(columns: Sequence[Column], rows: Cells, marked: Collection[int] = (), room: Room = A4) -> int:
    """The largest size at which a table has room without a word or a figure broken; the smallest where it has at
    none."""
    sizes = room.sizes
    return next((size for size in sizes if sum(_least(columns, rows, size, marked)) <= room.width), sizes[-1])


def _least(columns: Sequence[Column], rows: Cells, size: int, marked: Collection[int]) -> list[float]:
    """The least that each column needs: figures whole, words unbroken."""
    return [
        _room(
            max((_whole(row[place]) if column.number else _folded(row[place]) for row in rows), default=0),
            BOLD * max(longest_word(column.title), min(ems(column.title), SHORTEST)),
            size,
            place in marked,
        )
        for place, column in enumerate(columns)
    ]


def _whole(cell: Cell) -> float:
    """Ems of a cell that is not folded; red ones are bold."""
    return ems(text_of(cell)) * (BOLD if isinstance(cell, tuple) and cell[1] == BAD else 1.0)


def _folded(cell: Cell) -> float:
    return max(longest_word(text_of(cell)), min(_whole(cell), NARROWEST))


def _wanted(columns: Sequence[Column], rows: Cells, size: int, marked: Collection[int]) -> list[float]:
    """What each column would like to have."""
    return [
        _room(
            max((min(_whole(row[place]), inf if column.number else LONGEST_TEXT) for row in rows), default=0),
            BOLD * min(ems(column.title), LONGEST_WORD),
            size,
            place in marked,
        )
        for place, column in enumerate(columns)
    ]


def _room(text: float, title: float, size: int, marked: bool) -> float:
    return TWENTIETHS * size * max(text + (MARK if marked else 0), title, 1.0) + PADDING


def clean(text: str) -> str:
    """Text on one line, with a space for every character that XML cannot hold or that acts.

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


def run(text: str, properties: str = "", face: str = "") -> str:
    """A run of text; in Chinese, signs that both scripts have (quotes, dashes) take the Chinese face, which is ``face``
    where it is not the style's.

    >>> run("<b>")
    '<w:r><w:t xml:space="preserve">&lt;b&gt;</w:t></w:r>'
    """
    own = f' w:eastAsia="{face}"' if face else ""
    hint = f'<w:rFonts w:hint="eastAsia"{own}/>' if any(ord(each) >= CHINESE for each in text) else ""
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


def paragraph(
    style: str,
    runs: Sequence[str],
    *,
    align: str = "",
    kept: bool = False,
    look: str = "",
    outline: int | None = None,
    namespace: str = "",
) -> str:
    """A paragraph of a style, ``kept`` on the page of what follows; ``look`` are properties of its own between these
    and its ``align``, ``outline`` its level in the outline; ``namespace`` where it stands alone."""
    jc = f'<w:jc w:val="{align}"/>' if align else ""
    keep = "<w:keepNext/>" if kept else ""
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    place = f" {namespace}" if namespace else ""
    return f'<w:p{place}><w:pPr><w:pStyle w:val="{style}"/>{keep}{look}{jc}{level}</w:pPr>{"".join(runs)}</w:p>'


def restyle(element: Any, ids: Mapping[str, str]) -> None:
    """Give what is written with the ids of the shipped styles those of another template."""
    from docx.oxml.ns import qn

    for each in element.iter(qn("w:pStyle"), qn("w:rStyle")):
        each.set(qn("w:val"), ids.get(each.get(qn("w:val")), each.get(qn("w:val"))))


def table(
    sheet: Sheet,
    marks: Mapping[tuple[int, int], str] | None = None,
    shades: Mapping[tuple[int, int], str] | None = None,
    room: Room = A4,
) -> str:
    """A table of a view. ``marks`` are runs that follow the text of a cell, ``shades`` words of :data:`SHADES`, both by
    row and column."""
    marks, shades = marks or {}, shades or {}
    marked = {column for _, column in marks}
    size = size_for(sheet.columns, sheet.rows, marked, room)
    widths = column_widths(sheet.columns, sheet.rows, size, marked, room.width)
    letters = _letters(size, room)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _cell(run(cut(column.title, MOST), f"<w:b/>{letters}"), width, "center", "F2F2F2", kept=True)
        for column, width in zip(sheet.columns, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for n, cells in enumerate(sheet.rows):
        cells = "".join(
            _cell(
                _text(cell, letters) + marks.get((n, place), ""),
                widths[place],
                "right" if sheet.columns[place].number else "left",
                SHADES.get(shades.get((n, place), ""), ""),
                kept=n < TOGETHER - 1 or len(sheet.rows) - TOGETHER <= n < len(sheet.rows) - (not sheet.notes),
            )
            for place, cell in enumerate(cells)
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    side = '<w:{0} w:w="50" w:type="dxa"/>'
    look = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{side.format('left')}{side.format('right')}</w:tblCellMar>"
        f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/></w:tblPr>'
    )
    return f"<w:tbl {W}>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _letters(size: int, room: Room) -> str:
    """The properties of a run in a table of a size that is not the usual one."""
    return f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size != room.sizes[0] else ""


def _text(cell: str | tuple[str, str], letters: str) -> str:
    """The text of a cell; colour comes with weight, so that it says nothing by itself."""
    colour = "" if isinstance(cell, str) else COLOURS.get(cell[1], "")
    text = text_of(cell)
    text = cut(text, SENTENCE if text.endswith(("。", ".")) else MOST)
    if not text:
        return ""
    look = f'<w:b/><w:color w:val="{colour}"/>' if colour == COLOURS[BAD] else ""
    return run(text, look + letters)


def _cell(runs: str, width: int, align: str, shade: str, *, kept: bool) -> str:
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    look = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{ground}<w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{look}{paragraph('TableText', [runs], align=align, kept=kept)}</w:tc>"
