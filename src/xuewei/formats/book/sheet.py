"""One sheet of a workbook: its cells by row and column, and what people type into them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from functools import cached_property
from math import isfinite
from typing import Any

from xuewei.errors import Place
from xuewei.formats.book.sheet_xml import At, letters_of
from xuewei.late import dataclass, pattern

SERIAL_ZERO = date(1899, 12, 30)
"""The day that spreadsheets number 0 (1900 date system)."""
YEARS = range(1850, 2101)
"""Numbers that are taken for years."""
TRUE, FALSE = ("是", "yes", "true", "y", "√", "1"), ("否", "no", "false", "n", "×", "0")
SERIALS = range(20_000, 80_000)
"""Numbers that are taken for days: 1954 to 2119. Years and seats are far below, phone numbers far above."""
ERROR_WORDS = pattern(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:[0-9]{3}")
_NUMBER = pattern(r"[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_YEAR = pattern(r"([0-9]{4})(\.0+)?(年|学年|年度)?")
_MONTH = pattern("([0-9]{4})[-/.年]([0-9]{1,2})月?(?:[-/.]?[0-9]{1,2}日?|[初前中底末])?")
_DAY = pattern(r"([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})日?([ T][0-9:.]+)?")

Typed = str | int | float | bool | None


def blank(cell: Any) -> bool:
    """Whether a cell holds nothing but blanks.

    >>> blank(""), blank(" \\u3000"), blank(0)
    (True, True, False)
    """
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Any) -> str | None:
    """A cell as text; None where it is blank.

    >>> text_of(" 城西小学\\u3000"), text_of(1.0), text_of("=1+1"), text_of(date(2021, 12, 1))
    ('城西小学', '1', '=1+1', '2021-12-01')
    """
    if isinstance(cell, str):
        return cell.strip() or None
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def plain_digits(text: str) -> str:
    """Full-width letters, digits and signs as plain ones.

    >>> plain_digits("２０２３年，１")
    '2023年,1'
    """
    return unicodedata.normalize("NFKC", text).strip()


def number_of(cell: Any) -> Typed:
    """A number, whole where it is; anything else comes back as text for a fault to show.

    >>> number_of("1,620"), number_of("2023.0"), number_of(1620.0), number_of("0.5"), number_of("约 20")
    (1620, 2023, 1620, 0.5, '约 20')
    """
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)
    if isinstance(cell, int | float):
        return int(cell) if isinstance(cell, int) or cell.is_integer() else cell
    text = text_of(cell)
    if text is None or not isinstance(cell, str):
        return text
    match = _NUMBER.fullmatch(plain_digits(text))
    if match is None:
        return text
    value = float(match[0].replace(",", ""))
    return int(value) if value.is_integer() else value


def year_of(cell: Any) -> Typed:
    """A year; one that a spreadsheet shows as a day (2023 as 1905-07-15, or 1 January or 1 September of it) as well.

    >>> year_of("2023年"), year_of("２０２３"), year_of(date(1905, 7, 15)), year_of(date(2023, 9, 1)), year_of("明年")
    (2023, 2023, 2023, 2023, '明年')
    """
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        if (day - SERIAL_ZERO).days in YEARS:
            return (day - SERIAL_ZERO).days
        return day.year if (day.month, day.day) in ((1, 1), (9, 1)) else day.isoformat()
    if isinstance(cell, str):
        match = _YEAR.fullmatch(plain_digits(cell))
        if match:
            return int(match[1])
    return number_of(cell)


def year_of_month(cell: Any, last: int = 12) -> Typed:
    """A year as :func:`year_of` reads it, and that of a month or day until the month ``last``.

    >>> year_of_month("2026年9月", 9), year_of_month("2026-03"), year_of_month("2026年12月底"), year_of_month(2026.0)
    (2026, 2026, 2026, 2026)
    >>> year_of_month("2026年10月", 9), year_of_month("2026年13月")
    ('2026年10月', '2026年13月')
    """
    found = year_of(cell)
    match = _MONTH.fullmatch(plain_digits(found)) if isinstance(found, str) else None
    return int(match[1]) if match and 1 <= int(match[2]) <= last else found


def truth_of(cell: Any) -> Typed:
    """Yes or no as people write it; else what stands there.

    >>> truth_of("是"), truth_of("No"), truth_of(True), truth_of("也许")
    (True, False, True, '也许')
    """
    if isinstance(cell, bool):
        return cell
    word = (text_of(cell) or "").strip().lower()
    return True if word in TRUE else False if word in FALSE else word


def day_of(cell: Any) -> Typed:
    """An ISO date from a date, a serial number or text in any usual form; else what stands there.

    >>> day_of(45170.0), day_of("2023/9/1"), day_of("2023年9月1日"), day_of("45170"), day_of("下月")
    ('2023-09-01', '2023-09-01', '2023-09-01', '2023-09-01', '下月')
    """
    if isinstance(cell, date):
        return text_of(cell)
    value = number_of(cell)
    if isinstance(value, int) and not isinstance(value, bool) and value in SERIALS:
        return (SERIAL_ZERO + timedelta(days=value)).isoformat()
    match = _DAY.fullmatch(plain_digits(cell)) if isinstance(cell, str) else None
    if match:
        try:
            return date(int(match[1]), int(match[3]), int(match[5])).isoformat()
        except ValueError:
            return text_of(cell)
    return text_of(cell)


Hidden = tuple[Sequence[int], Sequence[int]]
"""Rows and columns, from 0."""


@dataclass(frozen=True, eq=False)
class BookSheet:
    """The cells of a sheet, rows and columns from 0. ``merged`` are the first and last cell of each merged range;
    ``wrong`` the cells with an error or a formula without a computed value, by the kind of fault."""

    file: str
    name: str
    number: int
    rows: list[list[Any]]
    merged: Sequence[tuple[At, At]]
    wrong: dict[At, str]
    find_formulas: Callable[[], set[At]]
    find_hidden: Callable[[], Hidden] = field(default=lambda: ((), ()))

    @cached_property
    def hidden(self) -> Hidden:
        """Hidden rows and columns; none if the kind of file does not tell."""
        return self.find_hidden()

    @cached_property
    def formulas(self) -> set[At]:
        """Cells that hold a formula; empty where the kind of file does not tell."""
        return self.find_formulas()

    def spot(self, row: int, column: int | None = None) -> tuple[int, int, int]:
        """Sheet, row and column of a cell (0: of a row as a whole) as a place counts them.

        >>> BookSheet("a.xlsx", "台账", 0, [], (), {}, set).spot(11, 7)
        (0, 12, 8)
        """
        return self.number, row + 1, 0 if column is None else column + 1

    def ref(self, row: int, column: int | None = None) -> str:
        """A cell as people write it.

        >>> BookSheet("a.xlsx", "我的 台账", 0, [], (), {}, set).ref(11, 7)
        "'我的 台账'!H12"
        """
        plain = self.name.isidentifier() or all(char.isalnum() or char == "_" for char in self.name)
        name = self.name if plain else "'" + self.name.replace("'", "''") + "'"
        return f"{name}!{letters_of(column or 0)}{row + 1}"

    def cell(self, row: int, column: int | None, title: str) -> Place:
        """A cell as a place, under the title of its column."""
        sheet, line, place = self.spot(row, column)
        return Place(self.file, line, sheet=sheet, column=place, cell=self.ref(row, column), entry=title)
