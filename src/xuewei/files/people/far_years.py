"""Years that cannot be of one record with the others: slips of the pen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from xuewei.errors import Fault, Place

LONGEST_GAP = 30
"""Years without a row over which no child is at school on both sides, and none was born before it and is after it."""


def far_years(file: str, years: Iterable[tuple[int, int]]) -> list[Fault]:
    """The first line of every year that lies too far from most of the others, of ``years`` with their lines.

    >>> [fault.place.line for fault in far_years("enrolment.csv", [(2019, 2), (2099, 3), (2020, 4)])]
    [3]
    """
    first: dict[int, int] = {}
    count: Counter[int] = Counter()
    for year, line in years:
        count[year] += 1
        first.setdefault(year, line)
    parts: list[list[int]] = []
    for year in sorted(count):
        if parts and year - parts[-1][-1] <= LONGEST_GAP:
            parts[-1].append(year)
        else:
            parts.append([year])
    most = max(parts, key=lambda years: sum(count[year] for year in years), default=[])
    far = sorted((year for year in first if year not in most), key=first.__getitem__)
    return [Fault(Place(file, first[year]), "year", "far_year", {"n": LONGEST_GAP}, str(year)) for year in far]
