"""People from Parquet tables: checked as arrays, told of row by row only where something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, InputError
from xuewei.formats.arrow import known, numbers, words
from xuewei.formats.parquet import LINE, Mask, ParquetTable, bad, open_parquet, release, strict_rows, values
from xuewei.formats.places import AnyPath
from xuewei.formats.population.checks import group_faults, misplaced_years
from xuewei.formats.population.tables import TABLES, note_rows, table_file
from xuewei.formats.shapes import Faults
from xuewei.model.population import BirthsRow, CensusRow, EnrolmentRow, TotalRow, rows_made

if TYPE_CHECKING:
    from pyarrow import RecordBatch

KEPT = {"census": CensusRow, "births": BirthsRow, "totals": TotalRow, "enrolment": EnrolmentRow}
LESS = ("census", "totals")
"""Tables whose rows are kept without where they stand."""
Kept = dict[str, tuple[Any, ...]]
Look = Callable[[Collection[str]], None]
"""Looks at the names of all areas of a folder before its rows are made; raises InputError where it refuses them."""
MANY = 20_000
"""Rows of a folder's tables from which it pays to look at the names first."""
COUNTED = ("area", "date", "sex", "age_from")
"""What a row of a census is known by, in the order in which groups are looked at."""
Placed = tuple[NDArray[np.intp], NDArray[np.bool_]]
Areas = set[str | None]
"""Names of areas; None stands for rows without one."""


@np.errstate(invalid="ignore")  # of endless numbers
def suspects(parts: Mapping[str, RecordBatch]) -> Areas:
    """Areas in which something may be wrong, by the plain cells of tables."""
    found: Areas = set()
    for name, rows in parts.items():
        table = TABLES[name]
        wrong = np.logical_or.reduce([bad(rows[column], cell) for column, cell in table.columns.items()])
        order, new = placed = _sorted(rows, COUNTED if name == "census" else table.key)
        wrong[order[1:][~new[-1]]] = True
        if name == "census" and len(rows):
            wrong |= _broken_groups(rows, placed)
            found |= _other_sums(rows, placed, parts["totals"]) if "totals" in parts else set()
        names = [*rows["area"].dictionary.to_pylist(), None]
        found |= {names[code] for code in numbers(rows["area"].indices, -1)[wrong].tolist()}
    return found


def _sorted(rows: RecordBatch, names: Sequence[str]) -> Placed:
    """The places of rows by the columns ``names`` and, for each place after the first, whether its row differs from the
    one before in the first, in the first two, … of them."""
    cells = [numbers(getattr(rows[name], "indices", rows[name]), -1) for name in names]
    order = np.lexsort(cells[::-1])
    return order, np.logical_or.accumulate([np.diff(each[order]) != 0 for each in cells])


def _broken_groups(census: RecordBatch, placed: Placed) -> Mask:
    """Rows at gaps and overlaps of age groups, without an open end, and of one sex only, on any census day; ``placed``
    by COUNTED."""
    order, new = placed
    low, high = (numbers(census[name], -1)[order] for name in ("age_from", "age_to"))
    last = ~known(census["age_to"])[order]
    starts, ends = np.append(True, new[2]), np.append(new[2], True)
    wrong = (starts & (low != 0)) | (ends != last) | (~last & (high < low))
    wrong[1:] |= ~new[2] & (low[1:] != high[:-1] + 1)
    day = np.append(True, new[1])
    wrong |= (np.add.reduceat(starts.astype(np.int64), np.flatnonzero(day)) != 2)[np.cumsum(day) - 1]
    found: Mask = np.empty_like(wrong)
    found[order] = wrong
    return found


def _other_sums(census: RecordBatch, placed: Placed, totals: RecordBatch) -> Areas:
    """Areas whose groups, ``placed`` by COUNTED, do not add up to their total of the same day."""
    order, new = placed
    first = np.flatnonzero(np.append(True, new[1]))
    added = np.add.reduceat(numbers(census["persons"])[order], first).tolist()
    sums = dict(zip(zip(*_days(census, order[first]), strict=True), added, strict=True))
    printed = zip(*_days(totals), numbers(totals["persons"]).tolist(), strict=True)
    return {area for area, day, persons in printed if sums.get((area, day), persons) != persons}


def _days(rows: RecordBatch, at: NDArray[np.intp] | slice = slice(None)) -> tuple[list[Any], list[Any]]:
    """The areas and days of rows; what is empty is refused elsewhere."""
    areas = np.array([*rows["area"].dictionary.to_pylist(), None], dtype=object)
    return areas[numbers(rows["area"].indices, -1)[at]].tolist(), numbers(rows["date"])[at].tolist()


def open_tables(folder: AnyPath, broken: list[Fault]) -> dict[str, ParquetTable]:
    """The Parquet tables of a folder by name; what is wrong with their heads goes to ``broken``."""
    found = {}
    for name, table in TABLES.items():
        place = table_file(folder, name)
        if place is not None:
            try:
                found[name] = open_parquet(place, table.columns)
            except InputError as wrong:
                broken += wrong.faults
    return found


def population_rows(folder: AnyPath, broken: list[Fault], look: Look | None = None) -> Kept:
    """The rows of every table of a folder in Parquet; its faults go to ``broken``. ``look`` sees the names of their
    areas first where there are many rows, and may refuse them."""
    tables = open_tables(folder, broken)
    if look is not None and not broken and sum(each.file.metadata.num_rows for each in tables.values()) >= MANY:
        look({area for each in tables.values() for area in each.column("area").dictionary.to_pylist()})
    parts = {}
    for name, table in tables.items():
        try:
            parts[name] = table.whole()
        except InputError as wrong:
            broken += wrong.faults
    kept = checked_rows(tables, parts, broken)
    parts.clear()
    if tables:
        release()
    for name in ("births", "enrolment"):
        years = (row.year for row in kept.get(name, ()))
        broken += misplaced_years(tables[name].place if name in tables else "", zip(years, count(1), strict=False))
    return kept


def checked_rows(tables: Mapping[str, ParquetTable], parts: Mapping[str, RecordBatch], broken: list[Fault]) -> Kept:
    """The plain rows ``parts`` of ``tables`` as the model wants them; none where anything is or was ``broken``."""
    areas = suspects(parts)
    if areas:
        broken += _faults(tables, parts, areas)
    return {} if broken else kept_rows(parts)


def kept_rows(parts: Mapping[str, RecordBatch]) -> Kept:
    """Good plain rows as the model wants them, of every table."""
    return {name: tuple(_rows(name, parts[name])) if name in parts else () for name in TABLES}


def _faults(tables: Mapping[str, ParquetTable], parts: Mapping[str, RecordBatch], areas: Areas) -> list[Fault]:
    """Everything that is wrong in ``areas``, told as it is of CSV, with rows in the place of lines."""
    from pyarrow import compute, string

    found: list[Fault] = []
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for name, part in parts.items():
        faults = Faults(tables[name].place)
        spoilt: list[dict[str, Any]] = []
        chosen = compute.is_in(part["area"].cast(string()), words([*areas]))
        rows[name] = strict_rows(tables[name], part.filter(chosen), faults, spoilt)
        note_rows(rows[name], spoilt, TABLES[name].key_of, faults, TABLES[name].alone)
        found += faults.in_order()
    wrong = {fault.place.file for fault in found}
    if rows["census"] and tables["census"].place not in wrong:
        sound = "totals" in tables and tables["totals"].place not in wrong
        found += group_faults(tables["census"].place, rows["census"], rows["totals"] if sound else [])
    return found


def _rows(name: str, rows: RecordBatch) -> list[Any]:
    """Good rows of a table; of births and pupils with where they stand."""
    columns = {each: values(rows[each], cell) for each, cell in TABLES[name].columns.items()}
    if name not in LESS:
        columns["line"] = numbers(rows[LINE]).tolist()
    if name == "births":
        ends = zip(columns["period_end"], columns["year"], strict=True)
        columns["period_end"] = [end or _last_day(year) for end, year in ends]
    return rows_made(KEPT[name], columns)


@cache
def _last_day(year: int) -> date:
    """One object a year, not one a row."""
    return date(year, 12, 31)
