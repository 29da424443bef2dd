"""The faults of a workbook while it is read, each at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from xuewei.errors import Fault, fault_at
from xuewei.files.books.book_sheet import BookSheet
from xuewei.files.books.heads import Head


@dataclass
class BookFaults:
    """Faults by the number of their cell: a cell is told once."""

    found: dict[int, Fault] = field(default_factory=dict)

    def note(
        self,
        sheet: BookSheet,
        head: Head,
        at: tuple[int, str],
        kind: str,
        shown: object = None,
        near: str | None = None,
        **values: object,
    ) -> None:
        """Note a fault of the cell in a row and the column of a key."""
        row, key = at
        column = head.columns.get(key)
        cell = sheet.cell(row, column, head.title(key))
        text = None if shown is None else str(shown)
        self.found.setdefault(int(cell), fault_at(sheet.file, cell, "", kind, values, text, near))
