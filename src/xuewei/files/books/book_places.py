"""Where faults of a workbook's plan are: the numbers of cells made into what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xuewei.errors import Cell, Fault, fault_at
from xuewei.files.books.book_sheet import BookSheet, place_in
from xuewei.files.books.heads import SEATS, Head
from xuewei.files.books.typed import text_of

Table = tuple[BookSheet, Head]
Tables = Mapping[int, Table]
"""Every sheet that was read, with its head, by its number."""


class _WholeSheet(Cell):
    """A whole sheet: the field is what is missing in it."""

    def field(self, path: str) -> str:
        """The path in the plan, which the sheet writes in its column of keys."""
        return path


@dataclass(frozen=True)
class Locator:
    """Makes of a cell's number what people call it."""

    file: str
    tables: Tables

    def __call__(self, order: int) -> Cell:
        """The cell of a number, with the title of its column, or what its row is called."""
        number, row, column = place_in(order)
        if row < 0:
            sheet = next(iter(self.tables.values()))[0]
            return _WholeSheet(order, self.file, sheet.name, "")
        sheet, head = self.tables[number]
        titles = head.titles
        if "key" in head.columns:
            name = sheet.rows[row][head.columns["parameter"]] or sheet.rows[row][head.columns["key"]]
            return sheet.cell(row, column, text_of(name) or "")
        if column is None:
            said = head.columns.get("id", 0)
            return sheet.cell(row, said, text_of(sheet.rows[row][said]) or titles.get(said, ""))
        return sheet.cell(row, column, titles.get(column, ""))


def relocated(fault: Fault, file: str, tables: Tables) -> Fault:
    """A fault that knows a school of ``file`` by the number of its row, at the cell it is about."""
    if fault.file != file or fault.line is None or isinstance(fault.line, Cell):
        return fault
    number, row, _ = place_in(fault.line)
    sheet, head = tables[number]
    key = fault.field.rpartition(".")[2]
    if fault.kind == "no_stage" and f"{SEATS}{fault.found}" in head.columns:
        key = f"{SEATS}{fault.found}"
    cell = sheet.cell(row, head.columns.get(key), head.title(key))
    return fault_at(fault.file, cell, "", fault.kind, fault.values, fault.found, fault.suggestion)
