"""People from Parquet tables: checked as arrays, told of row by row only where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, InputError
from xuewei.formats.parquet import Column, Mask, ParquetTable, Part, open_parquet, strict_rows
from xuewei.formats.places import AnyPath
from xuewei.formats.population.checks import group_faults, misplaced_years
from xuewei.formats.population.tables import TABLES, note_rows, table_file
from xuewei.formats.shapes import Faults
from xuewei.model.population import BirthsRow, CensusRow, EnrolmentRow, TotalRow

Ints = NDArray[np.int64]


def suspects(parts: Mapping[str, Part]) -> set[str | None]:
    """Areas in which something may be wrong, by the tables of ``parts``; None stands for rows without an area."""
    found: set[str | None] = set()
    for name, part in parts.items():
        table = TABLES[name]
        wrong = np.zeros(len(part.rows), dtype=bool)
        for column, cell in table.columns.items():
            wrong |= part.columns[column].bad(cell)
        key = _joined([part.columns[column] for column in table.key])
        order = np.argsort(key, kind="stable")
        again = order[1:][key[order][1:] == key[order][:-1]]
        wrong[again] = True
        found |= _areas(part, wrong)
    if "census" in parts:
        found |= _broken_groups(parts["census"])
        if "totals" in parts:
            found |= _other_sums(parts["census"], parts["totals"])
    return found


def of_areas(part: Part, areas: set[str | None]) -> Mask:
    """The rows of some areas, None among them for rows without one."""
    column = part.columns["area"]
    chosen = np.array([word in areas for word in column.words or ()] or [False])
    return np.where(column.known, chosen[column.key], None in areas)


def _areas(part: Part, rows: Mask) -> set[str | None]:
    """The areas of some rows."""
    column = part.columns["area"]
    words = column.words or ()
    found: set[str | None] = {words[place] for place in np.unique(column.key[rows & column.known]).tolist()}
    return found | ({None} if (rows & ~column.known).any() else set())


def _joined(columns: Sequence[Column]) -> Ints:
    """One number for each row that no other combination of cells has; it orders rows as the columns do."""
    joined = np.zeros(len(columns[0].key), dtype=np.int64)
    for column in columns:
        values = np.where(column.known, column.key, -1)
        low = int(values.min(initial=0))
        width = int(values.max(initial=0)) - low + 1
        if int(joined.max(initial=0)) * width + width >= 2**62:
            joined = np.unique(joined, return_inverse=True)[1].reshape(-1).astype(np.int64)
            values, low = np.unique(values, return_inverse=True)[1].reshape(-1), 0
            width = int(values.max(initial=0)) + 1
        joined = joined * width + (values - low)
    return joined


def _broken_groups(census: Part) -> set[str | None]:
    """Areas whose age groups have gaps, overlaps, no open end, or one sex only, on any census day."""
    columns = census.columns
    if not len(census.rows):
        return set()
    count = _joined([columns["area"], columns["date"]])
    order = np.argsort(_joined([columns[name] for name in ("area", "date", "sex", "age_from")]), kind="stable")
    low, high, last = columns["age_from"].key[order], columns["age_to"].key[order], ~columns["age_to"].known[order]
    sex, count = columns["sex"].key[order], count[order]
    follows = (count[1:] == count[:-1]) & (sex[1:] == sex[:-1])
    starts, ends = np.append(True, ~follows), np.append(~follows, True)
    wrong = (starts & (low != 0)) | (ends & ~last) | (~last & (high < low))
    wrong[1:] |= follows & (last[:-1] | (low[1:] != high[:-1] + 1))
    new = np.append(True, count[1:] != count[:-1])
    sexes = np.add.reduceat(starts.astype(np.int64), np.flatnonzero(new))
    wrong |= (sexes != 2)[np.cumsum(new) - 1]
    back = np.zeros(len(order), dtype=bool)
    back[order] = wrong
    return _areas(census, back)


def _other_sums(census: Part, totals: Part) -> set[str | None]:
    """Areas whose groups do not add up to their total of the same day."""
    if not (len(census.rows) and len(totals.rows)):
        return set()
    day, area = totals.columns["date"], totals.columns["area"]
    wanted = dict(zip(zip(area.values(), day.values(), strict=True), totals.columns["persons"].values(), strict=True))
    count = _joined([census.columns["area"], census.columns["date"]])
    order = np.argsort(count, kind="stable")
    first = np.flatnonzero(np.append(True, np.diff(count[order]) != 0))
    sums = np.add.reduceat(census.columns["persons"].key[order], first).tolist()
    heads = census.only(np.isin(np.arange(len(order)), order[first]))
    found: set[str | None] = set()
    names = dict(zip(count[np.sort(order[first])].tolist(), _pairs(heads), strict=True))
    for number, added in zip(count[order[first]].tolist(), sums, strict=True):
        key = names[number]
        if key in wanted and wanted[key] != added:
            found.add(key[0])
    return found


def _pairs(part: Part) -> list[tuple[str | None, object]]:
    return list(zip(part.columns["area"].values(), part.columns["date"].values(), strict=True))


KEPT = {"census": CensusRow, "totals": TotalRow, "enrolment": EnrolmentRow}
Kept = dict[str, tuple[Any, ...]]


def open_tables(folder: AnyPath, broken: list[Fault]) -> dict[str, ParquetTable]:
    """The Parquet tables of a folder by name; what is wrong with their heads goes to ``broken``."""
    found = {}
    for name, table in TABLES.items():
        place = table_file(folder, name)
        if place is not None:
            faults = Faults(str(place))
            try:
                opened = open_parquet(place, table.columns, faults)
                if opened is not None:
                    found[name] = opened
            except InputError as wrong:
                broken += wrong.faults
            broken += faults.found
    return found


def population_rows(folder: AnyPath, broken: list[Fault]) -> Kept:
    """The rows of every table of a folder in Parquet; its faults go to ``broken``."""
    tables = open_tables(folder, broken)
    parts = {}
    for name, table in tables.items():
        try:
            parts[name] = table.whole()
        except InputError as wrong:
            broken += wrong.faults
    broken += part_faults(tables, parts)
    kept = {} if broken else kept_rows(parts)
    for name in ("births", "enrolment"):
        years = (row.year for row in kept.get(name, ()))
        broken += misplaced_years(tables[name].place if name in tables else "", zip(years, count(1), strict=False))
    return kept


def part_faults(tables: Mapping[str, ParquetTable], parts: Mapping[str, Part]) -> list[Fault]:
    """Everything that is wrong in ``parts`` of ``tables``, told as it is of CSV, with rows in the place of lines."""
    areas = suspects(parts)
    if not areas:
        return []
    found: list[Fault] = []
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for name, part in parts.items():
        faults = Faults(tables[name].place)
        spoilt: list[dict[str, Any]] = []
        rows[name] = strict_rows(tables[name], part.only(of_areas(part, areas)), faults, spoilt)
        note_rows(rows[name], spoilt, TABLES[name].key_of, faults, TABLES[name].alone)
        found += faults.in_order()
    wrong = {fault.place.file for fault in found}
    if rows["census"] and tables["census"].place not in wrong:
        sound = "totals" in tables and tables["totals"].place not in wrong
        found += group_faults(tables["census"].place, rows["census"], rows["totals"] if sound else [])
    return found


def kept_rows(parts: Mapping[str, Part]) -> Kept:
    """Good rows as the model wants them."""
    found: Kept = dict.fromkeys(TABLES, ())
    for name, part in parts.items():
        if name == "births":
            found[name] = tuple(_births(part))
        else:
            found[name] = tuple(map(KEPT[name], *(part.columns[each].values() for each in TABLES[name].columns)))
    return found


def _births(part: Part) -> Iterator[BirthsRow]:
    """Births with the day on which their twelve months end: one object a day, not one a row."""
    ends: dict[int, date] = {}
    for line, area, year, births, basis, source, end, published in zip(
        part.rows.tolist(), *(part.columns[name].values() for name in TABLES["births"].columns), strict=True
    ):
        if end is None:
            end = ends.get(year) or ends.setdefault(year, date(year, 12, 31))
        yield BirthsRow(area, year, births, basis, source, end, published, line)
