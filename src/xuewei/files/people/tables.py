"""One table of a population folder."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from xuewei.errors import Fault, InputError
from xuewei.files.written.place import Place, exists, inside
from xuewei.files.written.shapes import Faults
from xuewei.files.written.table import Cell, read_table

Rows = list[dict[str, Any]]


def table_rows(
    folder: Place,
    name: str,
    columns: dict[str, Cell],
    key: Callable[[dict[str, Any]], Hashable],
    broken: list[Fault],
    *,
    needed: bool,
) -> Rows:
    """The rows of one table; its faults go to ``broken``."""
    place = inside(folder, name)
    if not needed and not exists(place):
        return []
    faults = Faults(str(place))
    rows: Rows = []
    try:
        rows = read_table(place, columns, faults)
        first: dict[Hashable, int] = {}
        for row in rows:
            if key(row) in first:
                faults.note(row["line"], "", "repeated_row", first=first[key(row)])
            first.setdefault(key(row), row["line"])
    except InputError as wrong:
        broken += wrong.faults
    broken += sorted(faults.found, key=lambda fault: fault.line or 0)
    return rows
