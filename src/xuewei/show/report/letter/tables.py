"""Tables of a document: their head stands on every page, and no row is split between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from xuewei.show.report.letter.marks import W, cut, paragraph, run
from xuewei.show.view import Column, Sheet, text_of

WIDTH = 8844
"""Twentieths of a point between the margins of A4: 156 mm."""
COLUMN, PADDING = 92, 150
"""Twentieths of a point that a column of text of 9 pt takes (a Chinese character takes two), and beside it."""
MOST, SHARED, LEAST = 200, 44, 6
"""Columns of text that a cell shows at most, that count for its width, and that a column of words has at least."""
HEAD = 9
"""Columns of text in which a title may be folded."""
COLOURS = {"red": "C00000", "yellow": "8A5A00", "green": "1E6B3A"}
SHADES = {"published": "E3F1E6", "derived": "E4ECF7", "projected": "EFE6F5", "assumed": "FBEFD9"}
"""Grounds of cells that say what a figure rests on."""
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
) -> str:
    """A table of a view. ``marks`` are runs that follow the text of a cell, ``shades`` words of :data:`SHADES`, both by
    row and column."""
    marks, shades = marks or {}, shades or {}
    widths = column_widths(sheet.columns, sheet.rows, {column for _, column in marks})
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _cell(run(cut(column.title, MOST), "<w:b/>"), width, "center", "F2F2F2")
        for column, width in zip(sheet.columns, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for n, cells in enumerate(sheet.rows):
        told = "".join(
            _cell(
                _text(cell) + marks.get((n, place), ""),
                widths[place],
                "right" if sheet.columns[place].number else "left",
                SHADES.get(shades.get((n, place), ""), ""),
            )
            for place, cell in enumerate(cells)
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{told}</w:tr>")
    side = '<w:{0} w:w="60" w:type="dxa"/>'
    look = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{side.format('left')}{side.format('right')}</w:tblCellMar>"
        f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/></w:tblPr>'
    )
    return f"<w:tbl {W}>{look}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def column_widths(
    columns: Sequence[Column], rows: Sequence[Sequence[str | tuple[str, str]]], marked: set[int]
) -> list[int]:
    """Widths in twentieths of a point that fill the page: figures are never folded, words share what is left.

    >>> column_widths([Column("year"), Column("balance", number=True)], [["2021", "short 20"]], set())
    [4073, 4771]
    """
    wanted = []
    for place, column in enumerate(columns):
        longest = max((cell_len(text_of(row[place])) for row in rows), default=0) + (3 if place in marked else 0)
        title = min(cell_len(column.title), HEAD)
        wanted.append(COLUMN * max(title, longest if column.number else min(longest, SHARED), 2) + PADDING)
    spare = WIDTH - sum(wanted)
    if spare < 0:
        words = [place for place, column in enumerate(columns) if not column.number] or list(range(len(columns)))
        least = COLUMN * LEAST + PADDING
        loose = sum(max(wanted[place] - least, 0) for place in words)
        share = min(-spare / loose, 1.0) if loose else 0.0
        wanted = [
            round(width - share * max(width - least, 0)) if place in words else width
            for place, width in enumerate(wanted)
        ]
        spare = WIDTH - sum(wanted)
    total = sum(wanted)
    widths = [round(width * WIDTH / total) for width in wanted]
    widths[-1] += WIDTH - sum(widths)
    return widths


def _text(cell: str | tuple[str, str]) -> str:
    """The text of a cell; colour comes with weight, so that it says nothing by itself."""
    colour = "" if isinstance(cell, str) else COLOURS.get(cell[1], "")
    text = cut(text_of(cell), MOST)
    if not text:
        return ""
    return run(text, f'<w:b/><w:color w:val="{colour}"/>' if colour == COLOURS["red"] else "")


def _cell(runs: str, width: int, align: str, shade: str) -> str:
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    look = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{ground}<w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{look}{paragraph('TableText', [runs], align=align)}</w:tc>"
