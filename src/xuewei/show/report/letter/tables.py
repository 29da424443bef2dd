"""Tables of a document: their head stands on every page, and no row is split between two."""

from __future__ import annotations

from collections.abc import Mapping

from xuewei.show.report.letter.marks import W, cut, paragraph, run
from xuewei.show.report.letter.widths import A4, Room, column_widths, size_for
from xuewei.show.view import Sheet, text_of

MOST = 200
"""Columns of text that a cell shows at most."""
COLOURS = {"red": "C00000", "yellow": "8A5A00", "green": "1E6B3A"}
SHADES = {"published": "E3F1E6", "derived": "E4ECF7", "projected": "EFE6F5", "assumed": "FBEFD9"}
"""Grounds of cells that say what a figure rests on."""
TOGETHER = 3
"""Rows at the beginning and at the end of a table that stand on one page."""
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
    for side, size, colour in (
        ("top", 12, "000000"),
        ("bottom", 12, "000000"),
        ("insideH", 4, "A6A6A6"),
        ("insideV", 4, "D9D9D9"),
    )
)


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
        told = "".join(
            _cell(
                _text(cell, letters) + marks.get((n, place), ""),
                widths[place],
                "right" if sheet.columns[place].number else "left",
                SHADES.get(shades.get((n, place), ""), ""),
                kept=n < TOGETHER - 1 or len(sheet.rows) - TOGETHER <= n < len(sheet.rows) - 1,
            )
            for place, cell in enumerate(cells)
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{told}</w:tr>")
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
    text = cut(text_of(cell), MOST)
    if not text:
        return ""
    look = f'<w:b/><w:color w:val="{colour}"/>' if colour == COLOURS["red"] else ""
    return run(text, look + letters)


def _cell(runs: str, width: int, align: str, shade: str, *, kept: bool) -> str:
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    look = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{ground}<w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{look}{paragraph('TableText', [runs], align=align, kept=kept)}</w:tc>"
