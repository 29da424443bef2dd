"""Where faults of a workbook's plan are, as people call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xuewei.errors import Fault, Place
from xuewei.files.books.book_sheet import BookSheet
from xuewei.files.books.heads import SEATS, Head
from xuewei.files.books.typed import text_of

Table = tuple[BookSheet, Head]
Tables = Mapping[int, Table]
"""Every sheet that was read, with its head, by its number."""


def named(place: Place, tables: Tables) -> Place:
    """A place with the cell's name and the title of its column, or what its row is called; of the workbook as a whole
    the sheet where the plan's own values stand."""
    if not place.line:
        return replace(place, cell=next(iter(tables.values()))[0].name)
    sheet, head = tables[place.sheet]
    row, column = place.line - 1, place.column - 1
    if "key" in head.columns:
        name = sheet.rows[row][head.columns["parameter"]] or sheet.rows[row][head.columns["key"]]
        return sheet.cell(row, column, text_of(name) or "")
    if column < 0:
        column = head.columns.get("id", 0)
        return sheet.cell(row, column, text_of(sheet.rows[row][column]) or head.titles.get(column, ""))
    return sheet.cell(row, column, head.titles.get(column, ""))


def relocated(fault: Fault, file: str, tables: Tables) -> Fault:
    """A fault that knows a school of ``file`` by its row, at the cell it is about."""
    if fault.place.file != file or not fault.place.line:
        return fault
    sheet, head = tables[fault.place.sheet]
    key = fault.path.rpartition(".")[2]
    if fault.kind == "no_stage" and f"{SEATS}{fault.found}" in head.columns:
        key = f"{SEATS}{fault.found}"
    return replace(fault, place=sheet.cell(fault.place.line - 1, head.columns.get(key), head.title(key)))
