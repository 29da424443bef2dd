"""Columns of a list that hold years under a title that nobody knows: they are not passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xuewei.errors import Fault, Place
from xuewei.files.books.typed import blank, text_of, year_of
from xuewei.files.lists.list_table import ListTable

FIRST, LAST = 1990, 2100
"""Numbers between these are years where a column holds nothing else."""
_MONTH = re.compile("([0-9]{4})年[0-9]{1,2}月(?:[前底]|[0-9]{1,2}日)?")


def unread_years(table: ListTable, columns: Mapping[int, str]) -> Iterator[Fault]:
    """A fault for each column without a target (``columns`` has those by place) that holds nothing but years."""
    for place, title in table.head.titles.items():
        cells = [(number, row[place]) for number, row in table.rows if place < len(row) and not blank(row[place])]
        if place not in columns and cells and all(_is_year(cell) for _, cell in cells):
            number, cell = cells[0]
            yield Fault(table.cell(number, place), "", "list_years", {"column": title}, text_of(cell))


def dated_once(faults: Sequence[Fault], dated: Sequence[Fault]) -> list[Fault]:
    """The faults with those of unread years in place of every row that lacks one."""
    if not any(fault.kind == "list_year" for fault in faults):
        return list(faults)
    return [*dated, *(fault for fault in faults if not dated or fault.kind != "list_year")]


def unsaid_once(faults: Sequence[Fault], schools: int, file: str, left: Sequence[str]) -> list[Fault]:
    """The faults with one in place of those of every school (there are ``schools``) that lacks its seats or its type,
    where columns of these titles are ``left`` unread."""
    lacking = [fault for fault in faults if fault.kind in ("list_type", "book_no_seats")]
    if not left or schools < 2 or len(lacking) < schools:
        return list(faults)
    once = Fault(Place(file), "", "list_no_sizes", {"columns": ", ".join(left)})
    return [once, *(fault for fault in faults if fault not in lacking)]


def _is_year(cell: object) -> bool:
    month = _MONTH.fullmatch(cell.strip()) if isinstance(cell, str) else None
    value = year_of(month[1] if month else cell)
    return isinstance(value, int) and not isinstance(value, bool) and FIRST <= value <= LAST
