"""Rows of a list that sum others: known by what they are called, and held against the rows that they sum."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from xuewei.files.books.totals import LIKE, PART, count_in, kind_of_label, label_of

_LEVELS = ("小计", "subtotal", "sub-total")
MOST_FACTS = 5_000
"""Words and columns of a list up to which sums are looked for by the words in their labels."""


@dataclass(frozen=True)
class Row:
    """A row of a list: its ``number``, its ``label``, the numbers in its columns by place; ``sums``: it sums others
    rather than being one. ``facts`` are what it says of itself (its year, its area …); ``school`` is which one it is
    of, 0 where it is of none."""

    number: int
    label: str
    values: Mapping[int, float]
    sums: bool
    facts: frozenset[str] = frozenset()
    school: object = None


@dataclass(frozen=True)
class Held:
    """How a sum came out: the ``row``, the place of a number that is not the sum of the rows it is over (None: the
    number of schools), what stands there and what the sum is."""

    row: Row
    place: int | None
    shown: float
    true: float


@dataclass
class _Sums:
    """The rows of one table, and running sums over those of schools."""

    rows: Sequence[Row]
    places: Sequence[int]
    running: dict[int, list[float]] = field(default_factory=dict)
    by_fact: dict[tuple[str, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.places:
            own = (0 if row.sums else row.values.get(place, 0) for row in self.rows)
            self.running[place] = list(accumulate(own, initial=0))
        seen: set[object] = set()
        counted = []
        for row in self.rows:
            new = not row.sums and row.school not in seen
            seen.add(row.school)
            counted.append(int(new))
            for fact in row.facts if not row.sums else ():
                for place in self.places:
                    self.by_fact[fact, place] = self.by_fact.get((fact, place), 0) + row.values.get(place, 0)
                self.by_fact[fact, -1] = self.by_fact.get((fact, -1), 0) + new
        self.running[-1] = list(accumulate(counted, initial=0))

    def over(self, low: int, high: int, place: int) -> float:
        """The sum of a column over rows of schools."""
        return self.running[place][high] - self.running[place][low]


def unequal(rows: Sequence[Row], doubtful: Collection[int] = ()) -> tuple[list[Held], set[int]]:
    """Every number in a row of sums that is not the sum of the rows it may be over, and which of the ``doubtful`` rows
    (by place in ``rows``, not counted as sums) are sums to the last number.

    >>> schools = [Row(n, "", {3: 540}, False, school=n) for n in (1, 2)]
    >>> unequal([*schools, Row(3, "合计", {3: 1080}, True)])[0]
    []
    >>> [(one.shown, one.true) for one in unequal([*schools, Row(3, "合计（3所）", {3: 1000}, True)])[0]]
    [(1000, 1080), (3, 2)]
    """
    places = sorted({place for row in rows for place in row.values})
    table = _Sums(rows, places)
    found: list[Held] = []
    equal: set[int] = set()
    above, below = _neighbours(rows)
    for n in doubtful:
        wanted = rows[n].values
        ranges = [(above[1][n], n), (0, n), (n + 1, below[1][n])]
        least = 2 if kind_of_label(rows[n].label) == LIKE else 1
        sums = ([table.over(low, high, place) for place in wanted] for low, high in ranges if high - low >= least)
        if wanted and any(
            all(_same(one, value) for one, value in zip(each, wanted.values(), strict=True)) for each in sums
        ):
            equal.add(n)
    for n, row in enumerate(rows):
        if row.sums and n not in doubtful and kind_of_label(row.label) != PART and (row.values or count_in(row.label)):
            ranges = _ranges(row, n, above, below)
            found.extend(_held(table, row, ranges))
    return found, equal


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
        shown[-1] = count
    best: tuple[int, dict[int, float]] | None = None
    for sums in _candidates(table, row, ranges, list(shown)):
        fits = sum(_same(sums[place], value) for place, value in shown.items())
        if best is None or fits > best[0]:
            best = (fits, sums)
        if fits == len(shown):
            return
    if best is not None:
        for place, value in shown.items():
            if not _same(best[1][place], value):
                yield Held(row, None if place == -1 else place, value, best[1][place])


def _candidates(
    table: _Sums, row: Row, ranges: Sequence[tuple[int, int]], places: Sequence[int]
) -> Iterator[dict[int, float]]:
    """The sums of the rows that a row of sums may be over, the likeliest first."""
    for low, high in ranges:
        if low < high and table.running[-1][high] > table.running[-1][low]:
            yield {place: table.over(low, high, place) for place in places}
    facts = {fact for fact in row.facts if (fact, -1) in table.by_fact}
    if len(table.by_fact) <= MOST_FACTS:
        label = label_of(row.label)
        facts |= {fact for fact, place in table.by_fact if place == -1 and len(fact) > 1 and fact in label}
    for fact in sorted(facts):
        yield {place: table.by_fact.get((fact, place), 0.0) for place in places}


def _level(row: Row) -> int:
    """How far a sum reaches by its name: 1 over its neighbours, 2 over more, 3 over all."""
    label = label_of(row.label)
    if any(word in label for word in _LEVELS):
        return 1
    return 3 if re.search("总计|grand|全市|全县|全区|overall", label) else 2


def _same(one: float, other: float) -> bool:
    return abs(one - other) < 1e-6 * max(1.0, abs(one))
