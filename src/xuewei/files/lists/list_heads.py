"""The head of a list: one row of titles, or up to three with titles over several columns, merged or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xuewei.files.books.heads import LOOKED_AT
from xuewei.files.books.sheet_xml import At
from xuewei.files.books.typed import blank, text_of, year_of
from xuewei.files.lists.titles import Meaning, Part, Titles, meaning, title_of

Merged = Sequence[tuple[At, At]]
DEPTHS = (3, 2, 1)


@dataclass(frozen=True)
class ListHead:
    """``titles`` and ``meanings`` by column; ``row`` is the first of its rows, ``first`` the one behind them."""

    titles: Mapping[int, str]
    meanings: Mapping[int, Meaning]
    row: int
    first: int

    @property
    def score(self) -> int:
        """How many keys it has."""
        return len({each.target for each in self.meanings.values() if each.target})


def find_list_head(rows: Sequence[Sequence[Any]], merged: Merged, look: Titles) -> ListHead:
    """The head with most columns that we know; the first row of two cells where no title is known.

    >>> from xuewei.files.lists.titles import titles
    >>> rows = [["一览表", "", ""], ["名称", "小学", ""], ["", "班数", "学位"], ["甲", 12.0, 540.0]]
    >>> find_list_head(rows, [], titles({})).titles
    {0: '名称', 1: '小学·班数', 2: '小学·学位'}
    """
    merged = [each for each in merged if each[0][0] < LOOKED_AT]
    best: ListHead | None = None
    for depth in DEPTHS:
        for row in range(min(LOOKED_AT, len(rows) - depth + 1)):
            if depth > 1 and any(_numbers(each) for each in rows[row : row + depth]):
                continue
            head = _head(rows, merged, row, depth, look)
            said = {row for each in head.meanings.values() for row in each.rows}
            if head.score > (best.score if best else 0) and len(said) == depth:
                best = head
    if best is not None:
        return best
    plain = next((n for n, row in enumerate(rows[:LOOKED_AT]) if _filled(row) > 1), None)
    if plain is None:
        plain = next((n for n, row in enumerate(rows[:LOOKED_AT]) if _filled(row)), 0)
    return _head(rows, merged, plain, 1, look)


def _head(rows: Sequence[Sequence[Any]], merged: Merged, row: int, depth: int, look: Titles) -> ListHead:
    lines = [_spread(rows[row + n : row + depth], _across(merged, row + n)) for n in range(depth)]
    titles: dict[int, str] = {}
    meanings: dict[int, Meaning] = {}
    for place in range(max((len(line) for line in lines), default=0)):
        parts: list[Part] = []
        for n, line in enumerate(lines):
            text = line[place] if place < len(line) else ""
            under = any(place < len(rows[row + m]) and not blank(rows[row + m][place]) for m in range(n + 1, depth))
            own = place < len(rows[row + n]) and not blank(rows[row + n][place])
            if text and (own or under) and not (parts and parts[-1][1] == text):
                parts.append((n, text))
        if parts:
            titles[place], meanings[place] = title_of(parts), meaning(parts, look)
    return ListHead(titles, meanings, row, row + depth)


def _across(merged: Merged, row: int) -> dict[int, int]:
    """The last column of every title of a row that is merged over several."""
    return {left: right for (top, left), (bottom, right) in merged if top <= row <= bottom and right > left}


def _spread(rows: Sequence[Sequence[Any]], across: Mapping[int, int]) -> list[str]:
    """The titles of the first of some rows, each over the columns that it stands for: those that it is merged over,
    else, where titles stand below it, all that have such titles up to the next one of its row."""
    found = [text_of(cell) or "" for cell in rows[0]] if rows else []
    below = [any(place < len(row) and not blank(row[place]) for row in rows[1:]) for place in range(len(found))]
    title, until = "", -1
    for place, text in enumerate(found):
        if text:
            title, until = text, across.get(place, len(found) if below[place] else -1)
        elif place <= until and below[place]:
            found[place] = title
        elif until == len(found):
            until = -1
    return found


def _filled(row: Sequence[Any]) -> int:
    return sum(not blank(cell) for cell in row)


def _numbers(row: Sequence[Any]) -> bool:
    """Whether a row holds a number, which no title is."""
    return any(isinstance(year_of(cell), int | float) for cell in row if not blank(cell))
