"""One table of a population folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any

from xuewei.errors import Fault, InputError
from xuewei.files.written.place import Place, exists, inside
from xuewei.files.written.shapes import Faults
from xuewei.files.written.table import Cell, read_table

Rows = list[dict[str, Any]]
LONGEST_GAP = 30
"""Years without a row over which no child is at school on both sides, and none was born before it and is after it."""


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


def far_years(file: str, rows: Rows) -> list[Fault]:
    """The first line of every year that lies too far from most of the others to be of one record with them."""
    count = Counter(row["year"] for row in rows)
    parts: list[list[int]] = []
    for year in sorted(count):
        if parts and year - parts[-1][-1] <= LONGEST_GAP:
            parts[-1].append(year)
        else:
            parts.append([year])
    most = max(parts, key=lambda years: sum(count[year] for year in years), default=[])
    first = {row["year"]: row["line"] for row in reversed(rows)}
    far = [year for year in first if year not in most]
    return [Fault(file, first[year], "year", "far_year", {"n": LONGEST_GAP}, str(year)) for year in far]
