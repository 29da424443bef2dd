"""The faults of a workbook while it is read, each at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from xuewei.errors import Fault, Place
from xuewei.files.books.book_sheet import BookSheet
from xuewei.files.books.heads import Head


@dataclass
class BookFaults:
    """Faults and the cells that have any: a cell is told once."""

    found: list[Fault] = field(default_factory=list)
    cells: set[Place] = field(default_factory=set)

    def add(self, fault: Fault) -> None:
        """Add a fault, unless its cell has one."""
        if not fault.place.line or fault.place not in self.cells:
            self.found.append(fault)
            self.cells.add(fault.place)

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
        text = None if shown is None else str(shown)
        self.add(Fault(sheet.cell(row, column, head.title(key)), "", kind, values, text, near))
