"""Numbers of a list that stand in a merged cell: over the rows of one school they count once, over several they are
nobody's, unless the mapping says that they are split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xuewei.files.books.sheet_xml import At
from xuewei.files.books.typed import blank, number_of
from xuewei.files.lists.list_table import ListTable
from xuewei.files.lists.mapping import is_number


@dataclass(frozen=True)
class Shared:
    """A number in the cell ``at`` that is merged over ``rows`` of ``schools`` and over ``columns`` of numbers."""

    at: At
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    schools: tuple[str, ...]
    value: Any


def shared_numbers(table: ListTable, columns: Mapping[int, str], schools: Mapping[int, str]) -> Iterator[Shared]:
    """Every number that is merged over rows of several schools (named by row in ``schools``), over rows of several
    stages, or over several columns of numbers."""
    by_row = dict(table.rows)
    last, furthest = max(by_row, default=0), max(columns, default=0)
    stage = next((place for place, target in columns.items() if target == "stage"), None)
    for (top, left), (bottom, right) in table.merged:
        places = range(left, min(right, furthest) + 1)
        across = tuple(place for place in places if is_number(columns.get(place, "")))
        cells = by_row.get(top, ())
        if not across or top not in by_row or left >= len(cells) or blank(cells[left]):
            continue
        number = isinstance(number_of(cells[left]), int | float)
        if not number and left not in across:
            continue
        if not number and len({columns[place].partition(".")[2] for place in across}) == 1:
            across = across[:1]  # one cell may say classes and seats of a stage
        rows = tuple(row for row in range(top, min(bottom, last) + 1) if row in schools)
        names = tuple(dict.fromkeys(schools[row] for row in rows))
        bare = columns.get(left) in ("seats", "classes") and stage is not None
        stages = {str(by_row[row][stage]) for row in rows} if bare and stage is not None else set[str]()
        if rows and (len(names) > 1 or len(across) > 1 or len(stages) > 1):
            yield Shared((top, left), rows, across, names, cells[left])


def even(value: int | float, parts: int) -> Sequence[float]:
    """A number in equal parts: whole ones where it is whole, the first of them larger where it must be.

    >>> even(1000, 3), even(7.5, 2)
    ([334, 333, 333], [3.75, 3.75])
    """
    if isinstance(value, int):
        whole, more = divmod(value, parts)
        return [whole + (n < more) for n in range(parts)]
    share = round(value / parts, 4)
    return [round(value - share * (parts - 1), 4), *[share] * (parts - 1)]
