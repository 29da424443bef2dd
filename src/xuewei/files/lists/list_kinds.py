"""What each row of a list is: a school, a sum of others, a line of text, or one that could be either."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xuewei.files.books.totals import LIKE, ORDINAL, is_bare, is_part, kind_of_label
from xuewei.files.books.typed import blank, number_of, text_of
from xuewei.files.lists.list_table import ListTable
from xuewei.files.lists.mapping import is_number

SCHOOL, SUM, DOUBT, LINE = "school", "sum", "doubt", "line"
OWN = ("id", "type", "planned", "opens", "closes", "until")
"""What a school says of itself and a sum does not."""
_NOTE = re.compile(
    "(备?注|说明|填[表报].{0,4}|制表.{0,3}|审[核批].{0,3}|复核.{0,3}|数据来源|来源|联系.{0,3}|单位|note|source)"
    "[0-9一二三四五]{0,2}\\s*[:：].*",
    re.S | re.I,
)
_DIGIT = re.compile("[0-9０-９]")
_SECTION = re.compile("[(（]?[一二三四五六七八九十]{1,3}[)）、.．].+", re.S)
_LABELLED = ("id", "name", "area", "type", "stage", "planned", "")


@dataclass(frozen=True)
class RowKind:
    """A row that is ``kind``; ``place`` is the column of the text that says so, ``label`` that text."""

    kind: str
    place: int = 0
    label: str = ""


@dataclass(frozen=True)
class RowKinds:
    """Tells the rows of one table apart. ``columns`` are targets by column; ``counted`` are the columns in which rows
    are numbered by digits, ``shared`` the cells whose value stands for more rows than one."""

    columns: Mapping[int, str]
    counted: frozenset[int]
    shared: frozenset[tuple[int, int]]
    wide: frozenset[tuple[int, int]]

    def kind(self, number: int, cells: Sequence[Any]) -> RowKind:
        """What a row is."""
        texts = {place: text for place, cell in enumerate(cells) if isinstance(cell, str) and (text := text_of(cell))}
        named = {place: texts[place] for place in texts if self.columns.get(place) in ("id", "name")}
        places = list(named)
        filled = [place for place, cell in enumerate(cells) if not blank(cell)]
        nameless = not any(self.columns.get(place) in ("id", "name") for place in filled)
        if nameless:
            places = [place for place in texts if self._labels(place)]
        elif filled and filled[0] in texts and filled[0] not in places and is_bare(texts[filled[0]]):
            places.insert(0, filled[0])
        numbers = any(is_number(self.columns.get(place, "")) and _DIGIT.search(str(cells[place])) for place in filled)
        for place in places:
            kind = kind_of_label(texts[place])
            if kind == LIKE and numbers and place in named and not self._own(number, cells):
                return RowKind(SUM if is_part(texts[place]) else DOUBT, place, texts[place])
            if kind not in (None, LIKE):
                own = numbers and self.columns.get(place) == "name" and self._id(cells)
                return RowKind(DOUBT if own else SUM, place, texts[place])
        return self._line(number, cells, texts, filled, numbers)

    def _labels(self, place: int) -> bool:
        """Whether a column can say what a row without a name is: an unread one only before the names."""
        target = self.columns.get(place, "")
        names = [each for each, key in self.columns.items() if key in ("id", "name")]
        return target in _LABELLED and (bool(target) or place < min(names, default=place + 1))

    def _line(
        self, number: int, cells: Sequence[Any], texts: Mapping[int, str], filled: Sequence[int], numbers: bool
    ) -> RowKind:
        """A heading over rows, a line of text below them, or a school."""
        first = filled[0] if filled else 0
        text = texts.get(first, "")
        alone = len(filled) == 1 and text
        if alone and ((number, first) in self.wide or _NOTE.fullmatch(text) or _SECTION.fullmatch(text)):
            return RowKind(LINE, first, text)
        if _NOTE.fullmatch(text) and not numbers:
            return RowKind(LINE, first, text)
        over = first in self.counted and ORDINAL.fullmatch(text) and not self._own(number, cells)
        if over:
            label = next((texts[place] for place in texts if self.columns.get(place) in ("id", "name")), text)
            return RowKind(DOUBT if numbers else LINE, first, label)
        return RowKind(SCHOOL)

    def _id(self, cells: Sequence[Any]) -> bool:
        """Whether a row has an id, which sums seldom have."""
        return any(target == "id" and not blank(cells[place]) for place, target in self.columns.items())

    def _own(self, number: int, cells: Sequence[Any]) -> bool:
        """Whether a row says what only a school does, in cells of its own."""
        return any(
            target in OWN and not blank(cells[place]) and (number, place) not in self.shared
            for place, target in self.columns.items()
        )


def row_kinds(table: ListTable, columns: Mapping[int, str]) -> RowKinds:
    """What tells the rows of a table apart."""
    counted = {
        place
        for _, cells in table.rows
        for place, cell in enumerate(cells[:2])
        if place not in columns and isinstance(number_of(cell), int)
    }
    last = max((number for number, _ in table.rows), default=0)
    shared: set[tuple[int, int]] = set()
    wide: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in table.merged:
        if right > left:
            wide.add((top, left))
        if bottom > top:
            shared |= {(row, left) for row in range(top, min(bottom, last) + 1)}
    return RowKinds(columns, frozenset(counted), frozenset(shared), frozenset(wide))
