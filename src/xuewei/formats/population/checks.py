"""Checks of whole tables: the age groups of a census are complete and add up, and no year is a slip of the pen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from xuewei.errors import Fault, Place
from xuewei.formats.shapes import Faults
from xuewei.model.population import SEXES

LONGEST_GAP = 30
"""Years without a row that no school career spans: a year farther than this from the others is misplaced."""


def misplaced_years(file: str, years: Iterable[tuple[int, int]]) -> list[Fault]:
    """A fault at the first line of every year more than :data:`LONGEST_GAP` years from most of the others; ``years``
    are pairs of a year and its line.

    >>> [fault.place.line for fault in misplaced_years("enrolment.csv", [(2019, 2), (2099, 3), (2020, 4)])]
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


Rows = Sequence[dict[str, Any]]


def check_groups(census: Rows, faults: Faults) -> None:
    """Note every gap, overlap, missing sex and missing open end, for each area, census day and sex."""
    groups: dict[tuple[str, Any], dict[str, list[dict[str, Any]]]] = {}
    for row in census:
        groups.setdefault((row["area"], row["date"]), {}).setdefault(row["sex"], []).append(row)
    for (area, day), sexes in groups.items():
        for sex in SEXES:
            where = {"area": area, "sex": sex, "day": day}
            if sex not in sexes:
                line = next(iter(sexes.values()))[0]["line"]
                faults.note(line, "sex", "missing_sex", **where)
            else:
                _one(sorted(sexes[sex], key=lambda row: row["age_from"]), where, faults)


def check_ages(census: Rows, faults: Faults) -> None:
    """Note every row that ends before it begins; rows need not be whole."""
    for row in census:
        first, last = row["age_from"], row["age_to"]
        if isinstance(first, int) and isinstance(last, int) and last < first:
            faults.note(row["line"], "age_to", "age_order", found=last)


def _one(rows: Rows, where: dict[str, Any], faults: Faults) -> None:
    """The groups of one sex, youngest first."""
    if rows[0]["age_from"] != 0:
        faults.note(rows[0]["line"], "age_from", "first_age", found=rows[0]["age_from"], **where)
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        first, last = row["age_from"], row["age_to"]
        if last is not None and last < first:
            faults.note(row["line"], "age_to", "age_order", found=last)
        elif following is None:
            if last is not None:
                faults.note(row["line"], "age_to", "open_end", found=last, **where)
        elif last is None:
            faults.note(row["line"], "age_to", "open_middle")
        elif following["age_from"] > last + 1:
            low, high = last + 1, following["age_from"] - 1
            faults.note(following["line"], "age_from", "age_gap", low=low, high=high, **where)
        elif following["age_from"] <= last:
            faults.note(following["line"], "age_from", "age_overlap", first=row["line"], **where)


def check_sums(census: Rows, totals: Rows, faults: Faults) -> None:
    """Note every census whose groups do not add up to the total of the same area and day."""
    sums: dict[tuple[str, Any], int] = {}
    first: dict[tuple[str, Any], int] = {}
    for row in census:
        key = row["area"], row["date"]
        sums[key] = sums.get(key, 0) + row["persons"]
        first.setdefault(key, row["line"])
    for total in totals:
        key = total["area"], total["date"]
        if key in sums and sums[key] != total["persons"]:
            printed, added = total["persons"], sums[key]
            words = {"area": total["area"], "added": added, "printed": printed, "n": added - printed}
            faults.note(first[key], "persons", "census_total", **words)


def group_faults(file: str, census: Rows, totals: Rows) -> list[Fault]:
    """What is wrong with the age groups of a census as a whole, in the order of its rows."""
    faults = Faults(file)
    check_groups(census, faults)
    check_sums(census, totals, faults)
    return faults.in_order()
