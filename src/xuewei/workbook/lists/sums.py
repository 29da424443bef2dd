"""What each row of a list is, and rows that sum others, held against the rows that they sum."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import accumulate
from typing import Any

from xuewei.formats.book.sheet import blank, number_of, text_of
from xuewei.late import dataclass, pattern
from xuewei.workbook.lists.mapping import is_number
from xuewei.workbook.lists.table import ListTable
from xuewei.workbook.read.labels import LIKE, ORDINAL, count_in, is_bare, is_part, kind_of_label, label_of

SCHOOL, SUM, DOUBT, LINE = "school", "sum", "doubt", "line"
OWN = ("id", "type", "planned", "opens", "closes", "until")
"""What a school says of itself and a sum does not."""
NOTE = pattern(
    "(备?注|说明|填[表报].{0,4}|制表.{0,3}|审[核批].{0,3}|复核.{0,3}|数据来源|来源|联系.{0,3}|单位|note|source)"
    "[0-9一二三四五]{0,2}\\s*[:：].*",
    re.S | re.I,
)
_DIGIT = pattern("[0-9０-９]")
_SECTION = pattern("[(（]?[一二三四五六七八九十]{1,3}[)）、.．].+", re.S)
_LABELLED = ("id", "name", "area", "zone", "type", "stage", "planned", "")


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
        if alone and ((number, first) in self.wide or NOTE.fullmatch(text) or _SECTION.fullmatch(text)):
            return RowKind(LINE, first, text)
        if NOTE.fullmatch(text) and not numbers:
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


_LEVELS = ("小计", "subtotal", "sub-total")
COUNT = ""
"""The key of the number of schools."""
MOST_FACTS = 5_000
"""Words and columns of a list up to which sums are looked for by the words in their labels."""


@dataclass(frozen=True)
class Row:
    """A row of a list: its ``number``, its ``label``, its numbers by key; ``sums``: it sums others
    rather than being one. ``facts`` are what it says of itself (its year, its area …); ``school`` is which one it is
    of, 0 where it is of none."""

    number: int
    label: str
    values: Mapping[str, float]
    sums: bool
    facts: frozenset[str] = frozenset()
    school: object = None


@dataclass(frozen=True)
class Held:
    """How a sum came out: the ``row``, the key of a number that is not the sum of the rows it is over (COUNT: the
    number of schools), what stands there and what the sum is."""

    row: Row
    key: str
    shown: float
    true: float


@dataclass
class _Sums:
    """The rows of one table, and running sums over those of schools."""

    rows: Sequence[Row]
    keys: Sequence[str]
    running: dict[str, list[float]] = field(default_factory=dict)
    by_fact: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in self.keys:
            own = (0 if row.sums else row.values.get(key, 0) for row in self.rows)
            self.running[key] = list(accumulate(own, initial=0))
        seen: set[object] = set()
        counted = []
        for row in self.rows:
            new = not row.sums and row.school not in seen
            seen.add(row.school)
            counted.append(int(new))
            for fact in row.facts if not row.sums else ():
                for key in self.keys:
                    self.by_fact[fact, key] = self.by_fact.get((fact, key), 0) + row.values.get(key, 0)
                self.by_fact[fact, COUNT] = self.by_fact.get((fact, COUNT), 0) + new
        self.running[COUNT] = list(accumulate(counted, initial=0))

    def over(self, low: int, high: int, key: str) -> float:
        """The sum of a column over rows of schools."""
        return self.running[key][high] - self.running[key][low]


def unequal(rows: Sequence[Row], doubtful: Collection[int] = ()) -> tuple[list[Held], set[int]]:
    """Every number in a row of sums that is not the sum of the rows it may be over, and which of the ``doubtful`` rows
    (by place in ``rows``, not counted as sums) are sums to the last number.

    >>> schools = [Row(n, "", {"seats": 540}, False, school=n) for n in (1, 2)]
    >>> unequal([*schools, Row(3, "合计", {"seats": 1080}, True)])[0]
    []
    >>> [(one.shown, one.true) for one in unequal([*schools, Row(3, "合计（3所）", {"seats": 1000}, True)])[0]]
    [(1000, 1080), (3, 2)]
    """
    table = _Sums(rows, sorted({key for row in rows for key in row.values}))
    found: list[Held] = []
    equal: set[int] = set()
    above, below = _neighbours(rows)
    for n in doubtful:
        wanted = rows[n].values
        ranges = [(above[1][n], n), (0, n), (n + 1, below[1][n])]
        least = 2 if kind_of_label(rows[n].label) == LIKE else 1
        sums = ([table.over(low, high, key) for key in wanted] for low, high in ranges if high - low >= least)
        if wanted and any(
            all(_same(one, value) for one, value in zip(each, wanted.values(), strict=True)) for each in sums
        ):
            equal.add(n)
    for n, row in enumerate(rows):
        if row.sums and n not in doubtful and not is_part(row.label) and (row.values or count_in(row.label)):
            ranges = _ranges(row, n, above, below)
            found.extend(_held(table, row, ranges))
    return found, equal


def sum_like(rows: Sequence[Row]) -> Iterator[int]:
    """The places of rows that are read as schools, while every number of them, and at least one, is the sum of the two
    or more schools above, of all or of those since the last sum."""
    table = _Sums(rows, sorted({key for row in rows for key in row.values}))
    above, _ = _neighbours(rows)
    for n, row in enumerate(rows):
        wanted = {key: value for key, value in row.values.items() if value}
        for low in {above[1][n], 0} if wanted and not row.sums else ():
            if table.over(low, n, COUNT) > 1 and all(_same(table.over(low, n, key), wanted[key]) for key in wanted):
                yield n
                break


Neighbours = Mapping[int, Sequence[int]]
LEVELS = (1, 2, 3)


def _neighbours(rows: Sequence[Row]) -> tuple[Neighbours, Neighbours]:
    """For every row and level the first row behind the last sum that reaches so far, and the next such sum below."""
    levels = [_level(row) if row.sums else 0 for row in rows]
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for level in LEVELS:
        start, end = 0, len(rows)
        above[level], below[level] = [0] * len(rows), [end] * len(rows)
        for n in range(len(rows)):
            above[level][n] = start
            start = n + 1 if levels[n] >= level else start
        for n in range(len(rows) - 1, -1, -1):
            below[level][n] = end
            end = n if levels[n] >= level else end
    return above, below


def _ranges(row: Row, n: int, above: Neighbours, below: Neighbours) -> list[tuple[int, int]]:
    """The rows that the sum at ``n`` may be over, the likeliest first."""
    level, end = _level(row), len(above[1])
    near = [(above[1][n], n), (above[level][n], n), (0, n)]
    return [
        *(near if level == 1 else near[::-1]),
        (n + 1, below[1][n]),
        (n + 1, below[level][n]),
        (n + 1, end),
        (0, end),
    ]


def _held(table: _Sums, row: Row, ranges: Sequence[tuple[int, int]]) -> Iterator[Held]:
    """What is unequal in one row of sums: against the rows that it fits best."""
    shown = dict(row.values)
    count = count_in(row.label)
    if count is not None:
        shown[COUNT] = count
    best: tuple[int, dict[str, float]] | None = None
    for sums in _candidates(table, row, ranges, list(shown)):
        fits = sum(_same(sums[key], value) for key, value in shown.items())
        if best is None or fits > best[0]:
            best = (fits, sums)
        if fits == len(shown):
            return
    if best is not None:
        for key, value in shown.items():
            if not _same(best[1][key], value):
                yield Held(row, key, value, best[1][key])


def _candidates(
    table: _Sums, row: Row, ranges: Sequence[tuple[int, int]], keys: Sequence[str]
) -> Iterator[dict[str, float]]:
    """The sums of the rows that a row of sums may be over, the likeliest first."""
    for low, high in ranges:
        if low < high and table.running[COUNT][high] > table.running[COUNT][low]:
            yield {key: table.over(low, high, key) for key in keys}
    facts = {fact for fact in row.facts if (fact, COUNT) in table.by_fact}
    if len(table.by_fact) <= MOST_FACTS:
        label = label_of(row.label)
        facts |= {fact for fact, key in table.by_fact if key == COUNT and len(fact) > 1 and fact in label}
    for fact in sorted(facts):
        yield {key: table.by_fact.get((fact, key), 0.0) for key in keys}


def _level(row: Row) -> int:
    """How far a sum reaches by its name: 1 over its neighbours, 2 over more, 3 over all."""
    label = label_of(row.label)
    if any(word in label for word in _LEVELS):
        return 1
    return 3 if re.search("总计|grand|全市|全县|全区|overall", label) else 2


def _same(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6 * max(1.0, abs(one))
