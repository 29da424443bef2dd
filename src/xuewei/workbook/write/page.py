"""One sheet being written: cells, heads of two rows, how cells look and how it prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xuewei.language.shown import FORMULA_SIGNS
from xuewei.tables.palette import HEAD, INK, INPUT, LEVELS, LINE, PALE, SOFT, TABS
from xuewei.workbook.write.layout import HEAD_ROWS, ROW, Formula, Table
from xuewei.workbook.write.row_text import RowTexts

TEXT_FONT, HEAD_FONT = "仿宋", "黑体"
WARNED = {name: LEVELS[name] for name in ("red", "yellow", "green", "surplus", "baseline")}
"""How the warnings look."""

WHOLE = "#,##0;[Red]-#,##0"
SIGNED = {"zh": '"余 "#,##0;[Red]"缺 "#,##0;"持平"', "en": '"spare "#,##0;[Red]"short "#,##0;"even"'}
"""A balance as planners say it; the cell still holds the number."""
MISSING = {"zh": '"余 "#,##0;[Red]"缺 "#,##0;"不缺"', "en": '"spare "#,##0;[Red]"short "#,##0;"not short"'}
"""The same of a sum of shortages alone, where nothing means that nobody is short."""

_KINDS: dict[str, dict[str, Any]] = {
    "title": {"font_name": HEAD_FONT, "font_size": 16, "align": "center", "valign": "vcenter"},
    "note": {"font_size": 10, "font_color": SOFT, "text_wrap": True, "valign": "top"},
    "section": {"font_name": HEAD_FONT, "font_size": 12, "valign": "vcenter"},
    "head": {"font_name": HEAD_FONT, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": HEAD},
    "number_row": {"align": "center", "font_size": 8, "font_color": SOFT},
    "text": {"text_wrap": True, "valign": "vcenter"},
    "input": {"text_wrap": True, "valign": "vcenter", "font_color": INPUT},
    "input_year": {"align": "center", "valign": "vcenter", "font_color": INPUT, "num_format": "0"},
    "input_whole": {"valign": "vcenter", "font_color": INPUT, "num_format": WHOLE},
    "input_number": {"valign": "vcenter", "font_color": INPUT, "num_format": "#,##0.00"},
    "input_plain": {"valign": "vcenter", "font_color": INPUT},
    "input_share": {"valign": "vcenter", "font_color": INPUT, "num_format": "0.0000"},
    "input_date": {"align": "center", "valign": "vcenter", "font_color": INPUT, "num_format": "yyyy-mm-dd"},
    "opening": {"align": "center", "valign": "vcenter", "num_format": '[<1850]"—";0'},
    "year": {"align": "center", "valign": "vcenter", "num_format": "0"},
    "word": {"align": "center", "valign": "vcenter", "text_wrap": True},
    "whole": {"valign": "vcenter", "num_format": WHOLE},
    "plain": {"valign": "vcenter"},
    "tenth": {"valign": "vcenter", "num_format": "0.0"},
    "share": {"valign": "vcenter", "num_format": "0.0%"},
    "computed": {"valign": "vcenter", "font_size": 9, "font_color": SOFT},
    "total": {"font_name": HEAD_FONT, "valign": "vcenter", "bg_color": PALE, "num_format": WHOLE},
    "message": {"font_name": HEAD_FONT, "font_size": 15, "text_wrap": True, "valign": "vcenter"},
    "quiet": {"text_wrap": True, "valign": "vcenter", "font_color": SOFT},
    "plain_text": {"text_wrap": True, "valign": "vcenter"},
    "step": {"text_wrap": True, "valign": "top", "font_size": 9, "font_color": SOFT, "num_format": "0"},
    "figure": {"valign": "vcenter", "num_format": "#,##0"},
    "link": {"valign": "vcenter", "font_color": INPUT, "underline": True},
    **{f"group_{group}": {"valign": "vcenter", "align": "center", "font_color": ink} for group, ink in TABS.items()},
}
_PLAIN = ("title", "note", "section", "message", "quiet", "plain_text")
"""Kinds without a frame."""


class Styles:
    """The formats of one workbook, by what a cell is for.

    ``quoted`` ones keep text that looks like a formula as text, also after it was edited.
    """

    def __init__(self, workbook: Workbook, lang: str) -> None:
        signed = {"signed": SIGNED, "missing": MISSING}
        kinds = {**_KINDS, **{key: {"valign": "vcenter", "num_format": form[lang]} for key, form in signed.items()}}
        self.kinds: dict[str, Format] = {}
        self.quoted: dict[str, Format] = {}
        for name, kind in kinds.items():
            frame = {} if name in _PLAIN else {"border": 1, "border_color": LINE}
            plain = {"font_name": TEXT_FONT, "font_size": 10, "font_color": INK}
            self.kinds[name] = workbook.add_format({**plain, **frame, **kind})
            self.quoted[name] = workbook.add_format({**plain, **frame, **kind, "quote_prefix": True})
        self.colours = {
            name: workbook.add_format({"bg_color": look.fill, "font_color": look.ink}) for name, look in WARNED.items()
        }

    def __getitem__(self, name: str) -> Format:
        """The format of a kind of cell."""
        return self.kinds[name]


A4 = 9
Titles = tuple[str, str]
Value = str | float | date | Formula | None
BLOCK = 500
"""Rows of which the cells are held at a time in a large table."""
Column = tuple[Sequence[Value], Sequence[str]]
"""Values of cells below each other, and the kind of each."""
Cells = dict[str, Sequence[Value]]
"""Values of cells below each other by the key of their column."""
Run = tuple[int, int]
"""First and last of rows, or of columns, that follow on each other."""


LINE_PIXELS = 16


def lines_of(text: str, width: float) -> int:
    """Lines that a text needs in a column of ``width`` characters; a wide character takes two.

    >>> lines_of("学校建设", 9), lines_of("学校建设台账", 9)
    (1, 2)
    """
    room = max(int(width - 0.5), 1)
    return sum(max(-(-_characters(line) // room), 1) for line in text.split("\n"))


def _characters(text: str) -> int:
    """The width of a line of text in characters, of which a Chinese one takes two."""
    return sum(2 if ord(mark) > 0x2E7F else 1 for mark in text)


WIDEST_NAME = 36
"""Characters of the widest column of names; a longer name wraps."""


def name_width(names: Iterable[str], least: float) -> float:
    """The width of a column in which each of some names has one line.

    >>> name_width(["康巴什"], 12), name_width(["鄂尔多斯市康巴什新区"], 12)
    (12, 22)
    """
    return max(least, min(max(map(_characters, names), default=0) + 2, WIDEST_NAME))


class Page:
    """A worksheet with the formats of its workbook. Rows and columns count from 1 and 0, as in formulas and letters.

    Without ``frames`` empty cells are left out of the file, and no cells are merged over rows. ``book`` is its
    workbook. ``formulas`` are the rows of each column that hold one, as runs in their order.
    """

    def __init__(self, sheet: Worksheet, styles: Styles, *, frames: bool = True, book: Workbook | None = None) -> None:
        self.sheet, self.styles, self.frames, self.book = sheet, styles, frames, book
        self.formulas: dict[int, list[Run]] = {}
        self.texts = RowTexts(sheet, styles)

    def put(self, row: int, column: int, value: Value, kind: str) -> None:
        """Write one cell. Text is text whatever it begins with; None is an empty cell with its frame."""
        form = self.styles.kinds[kind]
        if isinstance(value, Formula):
            self._note(column, row, row)
            text = value.text.replace(ROW, str(row))
            self.sheet.write_formula(row - 1, column, f"={text}", form, self.sheet.found(value.value))
        elif isinstance(value, str):
            form = self.styles.quoted[kind] if value.startswith(FORMULA_SIGNS) else form
            self.sheet.write_string(row - 1, column, value, form)
        elif isinstance(value, date):
            self.sheet.write_datetime(row - 1, column, value, form)
        elif value is None:
            self.sheet.write_blank(row - 1, column, None, form)
        elif isinstance(value, bool):
            self.sheet.write_boolean(row - 1, column, value, form)
        else:
            self.sheet.write_number(row - 1, column, value, form)

    def _note(self, column: int, first: int, last: int) -> None:
        """Note that the cells of some rows hold formulas."""
        runs = self.formulas.setdefault(column, [])
        if runs and runs[-1][1] == first - 1:
            runs[-1] = runs[-1][0], last
        else:
            runs.append((first, last))

    def rows(self, first: int, columns: Sequence[Column], widths: Sequence[float] = ()) -> None:
        """As :meth:`row` does, rows that follow on each other, from the ``first`` on, of which nothing else is written;
        in a book that is written row by row as text at once."""
        if self.frames:
            pairs = [zip(*column, strict=True) for column in columns]
            for row, cells in enumerate(zip(*pairs, strict=True), start=first):
                self.row(row, cells, widths)
            return
        held = []
        for column, (values, _) in enumerate(columns):
            sorts, at = {*map(type, values)}, first
            if sorts != {type(None)}:
                held.append(column)
            for sort, run in groupby(map(type, values)) if Formula in sorts else ():
                row, at = at, at + sum(1 for _ in run)
                if sort is Formula:
                    self._note(column, row, at - 1)
        self.sheet.begin_row(first - 1)
        self.sheet.write_rows(first - 1, held, self.texts.rows(columns))

    def row(self, row: int, cells: Sequence[tuple[Value, str]], widths: Sequence[float] = ()) -> None:
        """Write a row from column A on; a cell is its value and its kind.

        With the ``widths`` of columns, in characters, the row is made high enough for text that wraps: not every
        spreadsheet does that itself.
        """
        if widths:
            texts = [(value.value if isinstance(value, Formula) else value) for value, _ in cells]
            wraps = zip(texts, widths, strict=True)
            lines = max((lines_of(text, width) for text, width in wraps if isinstance(text, str)), default=1)
            self.sheet.set_row_pixels(row - 1, LINE_PIXELS * lines + 6)
        for column, (value, kind) in enumerate(cells):
            if value is not None or self.frames:
                self.put(row, column, value, kind)

    def title(self, title: str, note: str, columns: int, width: float = 0, *, left: int = 0) -> None:
        """The title over all columns from ``left`` on, and what there is to say of the figures under it: in as many
        lines as it has, or as it needs where the columns are so many characters wide together."""
        self.sheet.set_row_pixels(0, 34)
        lines = lines_of(note, width) if width else note.count("\n") + 1
        self.sheet.set_row_pixels(1, 17 * lines + 4 * max(1, lines - 1))
        for row, (text, kind) in enumerate(((title, "title"), (note, "note"))):
            self.sheet.merge_range(row, left, row, columns - 1, "", self.styles[kind])
            self.sheet.write_string(row, left, text, self.styles[kind])

    def head(self, titles: Sequence[Titles], *, top: int = HEAD_ROWS - 2, folded: Sequence[int] = ()) -> None:
        """A head of two rows from row ``top`` on: groups run over their columns, other titles over both rows; below
        them the numbers of the columns that are not ``folded``. Row by row, as a large book has to be written."""
        style, column = self.styles["head"], 0
        for upper, group in groupby(titles, lambda pair: pair[0] if pair[1] else pair):
            width = len(list(group))
            if isinstance(upper, str) and width > 1:
                self.sheet.merge_range(top - 1, column, top - 1, column + width - 1, upper, style)
            else:
                self.put(top, column, upper if isinstance(upper, str) else upper[0], "head")
            column += width
        for n, (upper, lower) in enumerate(titles):
            if lower or not self.frames:
                self.put(top + 1, n, lower or None, "head")
            else:
                self.sheet.merge_range(top - 1, n, top, n, upper, style)
        number = 0
        for n in range(column):
            number += n not in folded
            self.put(top + 2, n, None if n in folded else number, "number_row")

    def prints(self, *, rows: int, columns: int, page: str, top: int = HEAD_ROWS, pages: int = 0) -> None:
        """A4 across, as wide as the page, with the first ``top`` rows on every page; ``page`` says how pages count,
        ``pages`` how many there are at most (0: as many as it takes)."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.fit_to_pages(1, pages)
        self.sheet.center_horizontally()
        self.sheet.repeat_rows(0, top - 1)
        self.sheet.print_area(0, 0, rows - 1, columns - 1)
        self.sheet.set_footer(page)

    def choose(self, first: int, last: int, column: int, source: str, *, strict: bool = True) -> None:
        """A drop-down list of the cells ``source`` in rows ``first`` to ``last``; not ``strict``: or any other text."""
        if source:
            kind = "stop" if strict else "information"
            self.sheet.data_validation(
                first - 1, column, last - 1, column, {"validate": "list", "source": f"={source}", "error_type": kind}
            )

    def numbers(self, first: int, last: int, column: int, lowest: int, highest: int, message: str) -> None:
        """Only whole numbers in rows ``first`` to ``last``: a number typed as text would not be added up."""
        rule = {"validate": "integer", "criteria": "between", "minimum": lowest, "maximum": highest}
        self.sheet.data_validation(first - 1, column, last - 1, column, {**rule, "error_message": message})

    def colour(self, table: Table, key: str, rule: str, colour: str) -> None:
        """Colour a column of a table where a formula, written for its first row, holds."""
        column = table.keys.index(key)
        form = self.styles.colours[colour]
        place = (table.first - 1, column, table.last - 1, column)
        self.sheet.conditional_format(*place, {"type": "formula", "criteria": f"={rule}", "format": form})
