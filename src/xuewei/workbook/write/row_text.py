"""Rows of a sheet as their XML, made column by column: what XlsxWriter makes of their cells one by one takes most of
the time of a large book."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import count
from math import isfinite
from typing import TYPE_CHECKING

from xuewei.formats.book.sheet_xml import letters_of
from xuewei.language.shown import FORMULA_SIGNS
from xuewei.late import pattern
from xuewei.workbook.write.layout import ROW, Formula

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xuewei.workbook.write.page import Column, Styles, Value
    from xuewei.workbook.write.plain_sheet import PlainFormulas

SPECIAL = pattern(r"[&<>\x00-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_|^\s|\s$")
"""What no text of XML holds as it is, and blanks at an end, which it keeps only where that is said."""
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


MOST = 1024
"""Cells of a column of which the XML is kept at a time: stages, areas and formulas repeat, names do not."""


class RowTexts:
    """The rows of one ``sheet`` as XML: cells without a value are left out."""

    def __init__(self, sheet: PlainFormulas, styles: Styles) -> None:
        self._sheet, self._styles = sheet, styles
        self._heads: dict[tuple[int, str, bool], str] = {}
        self._formulas: dict[tuple[int, str, str, str], bytes] = {}
        self._cells: defaultdict[int, dict[tuple[str, type, Value], bytes]] = defaultdict(dict)

    def rows(self, columns: Iterable[Column]) -> list[bytes]:
        """The cells of rows that follow on each other, by their columns from A on, with ROW for the number of each."""
        return [b"".join(cells) for cells in zip(*map(self._column, count(), columns), strict=True)]

    def _column(self, column: int, cells: Column) -> list[bytes]:
        """The cells of a column; empty where there is none."""
        known, parts, (values, kinds) = self._cells[column], list[bytes](), cells
        if values.count(None) == len(values):
            return [b""] * len(values)
        if len(known) > MOST:
            known.clear()
        last, formula = ("", ""), b""
        for value, kind in zip(values, kinds, strict=True):
            if value is None:
                parts.append(b"")
                continue
            if isinstance(value, Formula) and not isinstance(value.value, str):
                if (kind, value.text) != last:
                    last, formula = (kind, value.text), self._formula(column, kind, value.text)
                parts.append(b"%b%b</v></c>" % (formula, str(value.value).encode()))
                continue
            key = kind, value.__class__, value
            if (found := known.get(key)) is None:
                found = self._cell(column, value, kind)
                if not isinstance(value, float):  # equal numbers may be written in several ways: 0.0 and -0.0
                    known[key] = found
            parts.append(found)
        return parts

    def _formula(self, column: int, kind: str, text: str, holds: str = "") -> bytes:
        """A cell of a formula, up to what was found for it; ``holds`` says where that is no number."""
        key = column, kind, text, holds
        if (found := self._formulas.get(key)) is None:
            found = f"<c{self._head(column, kind)}{holds}><f>{self._sheet._escape_data(text)}</f><v>".encode()
            if ROW in text:  # one of many rows
                self._formulas[key] = found
        return found

    def _cell(self, column: int, value: str | float | date | Formula, kind: str) -> bytes:
        """A cell of any other value, with ROW for the number of its row."""
        if isinstance(value, Formula):
            found = str(value.value)
            holds = "" if not found else ' t="e"' if found in ERRORS else ' t="str"'
            return self._formula(column, kind, value.text, holds) + f"{self._held(found)}</v></c>".encode()
        if isinstance(value, str):
            head = self._head(column, kind, quoted=value.startswith(FORMULA_SIGNS))
            return f'<c{head} t="inlineStr"><is><t{self._plain(value)}</t></is></c>'.encode()
        return f"<c{self._head(column, kind)}{self._number(value)}</v></c>".encode()

    def _head(self, column: int, kind: str, *, quoted: bool = False) -> str:
        """The place and the look of a cell."""
        found = self._heads.get((column, kind, quoted))
        if found is None:
            form = (self._styles.quoted if quoted else self._styles.kinds)[kind]
            found = self._heads[column, kind, quoted] = f' r="{letters_of(column)}{ROW}" s="{form._get_xf_index()}"'
        return found

    def _plain(self, text: str) -> str:
        """The end of a tag and the text behind it."""
        if not SPECIAL.search(text):
            return f">{text}"
        held = self._held(text)
        kept = ' xml:space="preserve"' if held[0].isspace() or held[-1].isspace() else ""
        return f"{kept}>{held}"

    def _held(self, text: str) -> str:
        """Text as XML can hold it."""
        if not SPECIAL.search(text):
            return text
        found: str = self._sheet._escape_data(self._sheet._escape_control_characters(text))
        return found

    def _number(self, value: float | date) -> str:
        """A number, a day or a truth."""
        if isinstance(value, bool):
            return f' t="b"><v>{int(value)}'
        number = self._sheet._convert_date_time(value) if isinstance(value, date) else value
        if not isfinite(number):
            raise ValueError(f"{number} is no number to write")
        return f"><v>{number:.16G}"
