"""The balance that a workbook shows, held against that of the plan which is read from it.

A spreadsheet counts what its formulas see: not a row without a stage, nor a number that is text. A reader who is kinder
than that would bring home another plan than the one whose balance somebody has just looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xuewei.assessment import Assessment
from xuewei.errors import Place
from xuewei.files.books.book_sheet import BookSheet
from xuewei.files.books.columns import sheet_names
from xuewei.files.books.heads import LOOKED_AT
from xuewei.files.books.totals import normal
from xuewei.files.books.typed import number_of, text_of
from xuewei.files.books.vocabulary import Vocabulary
from xuewei.files.books.workbook import Workbook
from xuewei.words.book import say
from xuewei.words.labels import LANGUAGES

KEYS = ("stage", "area", "year", "balance")


@dataclass(frozen=True)
class ShownBalance:
    """Seats that are spare (negative: short) by the workbook, of one stage, area and school year."""

    place: Place
    stage: str
    area: str
    year: int
    balance: int


def shown_balances(book: Workbook, words: Vocabulary) -> list[ShownBalance]:
    """Every balance that a program has computed; none where the sheet is missing or was never computed."""
    wanted = {normal(name) for name in sheet_names("balance")}
    name = next((each for each in book.names if normal(each) in wanted), None)
    if name is None:
        return []
    sheet = book.sheet(name)
    for row in range(min(LOOKED_AT, len(sheet.rows))):
        columns = _columns(sheet, row)
        if len(columns) == len(KEYS):
            return list(_below(sheet, row + 1, columns, words))
    return []


def _columns(sheet: BookSheet, row: int) -> Mapping[str, int]:
    """The first column of each of our titles in a row."""
    titles = {normal(say(f"balance.{key}", lang)): key for lang in LANGUAGES for key in KEYS}
    found: dict[str, int] = {}
    for place, cell in enumerate(sheet.rows[row]):
        key = titles.get(normal(cell)) if isinstance(cell, str) else None
        if key:
            found.setdefault(key, place)
    return found


def _below(sheet: BookSheet, first: int, columns: Mapping[str, int], words: Vocabulary) -> Iterator[ShownBalance]:
    for row in range(first, len(sheet.rows)):
        stage, area, year, balance = (sheet.rows[row][columns[key]] for key in KEYS)
        label, place, shown, when = text_of(stage), text_of(area), number_of(balance), number_of(year)
        if label and place and isinstance(shown, int) and isinstance(when, int) and when > 0:
            cell = sheet.cell(row, columns["balance"], say("balance.balance", LANGUAGES[0]))
            yield ShownBalance(cell, words.key("stage", label) or label, place, when, shown)


def differing(shown: list[ShownBalance], found: Assessment) -> list[tuple[ShownBalance, int]]:
    """The shown balances that are not those of ``found``, each with the one that is."""
    stages = {stage.name for stage in found.stages}
    known = [each for each in shown if each.stage in stages and each.area in found.areas and each.year in found.years]
    pairs = ((each, found.row(each.year, each.area, each.stage).balance) for each in known)
    return [(each, balance) for each, balance in pairs if balance != each.balance]
