"""A population folder of many areas, read in blocks of them: memory holds one block, however many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from xuewei.errors import Fault, InputError, nearest
from xuewei.files.people.people_tables import TABLES, table_place
from xuewei.files.people.population_folder import all_parquet, population_place, read_or_note, read_population
from xuewei.files.written.place import Place
from xuewei.model.population import Population

if TYPE_CHECKING:
    import pyarrow

    from xuewei.files.written.parquet import ParquetTable

Span = tuple[int, int]
SHOWN = 20
"""Names that are told of where many are not in the census: each is held against all that are."""


def population_blocks(folder: Place | None, areas: Collection[str], size: int) -> Iterator[Population]:
    """Populations of at most ``size`` of the census areas ``areas`` each, in the order of the census, each with the
    rows of the nation (``assumptions.nation``) before them; the nation is a part of every block and counts in none
    unless it is named.

    A folder in Parquet is read batch by batch: only the names of its areas are kept. There the rows of an area must
    stand together in each file, and what is wrong with a block is told when its turn comes; areas that are not named
    are not checked. Any other folder is read whole and cut.

    Raises InputError with the faults of the folder or of a block, and for a name that is not in the census;
    ValueError for a size under one.

    >>> [len(block.census) for block in population_blocks(None, ["盐湖区"], 100)]
    [150]
    """
    if size < 1:
        raise ValueError(f"a block holds at least one area, not {size}")
    where = population_place(folder)
    return _from_parquet(where, areas, size) if all_parquet(where) else _from_whole(where, areas, size)


def _from_whole(where: Place, areas: Collection[str], size: int) -> Iterator[Population]:
    """A folder that has been read whole, cut into blocks."""
    people = read_population(where)
    rows: dict[str, dict[str, list[Any]]] = {name: {} for name in TABLES}
    for name, by_area in rows.items():
        for row in getattr(people, name):
            by_area.setdefault(row.area, []).append(row)
    nation = people.assumptions.nation
    for block in _blocks(where, list(rows["census"]), areas, size):
        names = dict.fromkeys([nation, *block])
        kept = {name: tuple(row for area in names for row in by_area.get(area, ())) for name, by_area in rows.items()}
        yield Population(**kept, assumptions=people.assumptions, folder=people.folder)


def _blocks(where: Place, known: Collection[str], areas: Collection[str], size: int) -> Iterator[list[str]]:
    """The named areas in the order of the census, ``size`` at a time."""
    wanted, there = set(areas), set(known)
    file = str(table_place(where, "census"))
    missing = [area for area in dict.fromkeys(areas) if area not in there]
    if missing:
        raise InputError(
            Fault(file, None, "area", "no_people", {}, area, nearest(area, there)) for area in missing[:20]
        )
    ordered = iter([area for area in known if area in wanted])
    while block := list(islice(ordered, size)):
        yield block


def _from_parquet(where: Place, areas: Collection[str], size: int) -> Iterator[Population]:
    """A folder in Parquet, block by block."""
    from xuewei.files.people.population_parts import kept_rows, open_tables, part_faults

    broken: list[Fault] = []
    tables = open_tables(where, broken)
    assumptions = read_or_note(where, broken)
    if broken or assumptions is None:
        raise InputError(broken)
    spans = {}
    for name, table in tables.items():
        try:
            spans[name] = area_spans(table)
        except InputError as wrong:
            broken += wrong.faults
    if broken:
        raise InputError(broken)
    cursors = {name: _Cursor(table) for name, table in tables.items()}
    nation = {name: cursors[name].rows([spans[name].get(assumptions.nation, (0, 0))]) for name in tables}
    for block in _blocks(where, spans["census"], areas, size):
        parts = {}
        for name, table in tables.items():
            own = [spans[name][area] for area in block if area in spans[name] and area != assumptions.nation]
            found = [nation[name], cursors[name].rows(own)]
            numbers = np.concatenate([each.numbers for each in found])
            parts[name] = table.part([batch for each in found for batch in each.batches], numbers)
        wrong_rows = part_faults(tables, parts)
        if wrong_rows:
            raise InputError(wrong_rows)
        yield Population(**kept_rows(parts), assumptions=assumptions, folder=str(where))


def area_spans(table: ParquetTable) -> dict[str, Span]:
    """Where the rows of each area stand, first and after the last, in the order of the file.

    Raises InputError for an area whose rows do not stand together, and for a row without one.
    """
    found: dict[str, Span] = {}
    start, last = 0, None
    for batch in table.batches(["area"]):
        column = batch.column(0)
        column = column if hasattr(column, "indices") else column.dictionary_encode()
        codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        names = [*(str(word or "").strip() for word in column.dictionary.to_pylist()), ""]
        edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
        for low, high in pairwise(edges):
            if low == high:
                continue
            area = names[codes[low]]
            if not area:
                raise InputError([Fault(table.place, start + low + 1, "area", "text_empty")])
            if area in found and area != last:
                values = {"area": area, "first": found[area][1]}
                raise InputError([Fault(table.place, start + low + 1, "area", "area_apart", values)])
            found[area] = (found[area][0] if area == last else start + low, start + high)
            last = area
        start += len(codes)
    return found


@dataclass(frozen=True, eq=False, repr=False)
class _Found:
    """Some rows: their batches and their numbers, from 1."""

    batches: list[pyarrow.RecordBatch]
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]]


class _Cursor:
    """Reads spans of rows of one file, going on from where it stopped where that is possible."""

    def __init__(self, table: ParquetTable) -> None:
        self.table = table
        groups = table.file.metadata
        sizes = [groups.row_group(n).num_rows for n in range(groups.num_row_groups)]
        self.starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.at = 0
        self.rest: pyarrow.RecordBatch | None = None
        self.coming: Iterator[pyarrow.RecordBatch] = iter(())
        self._from(0)

    def _from(self, row: int) -> None:
        """Begin anew with the row group that holds ``row``."""
        group = max(int(np.searchsorted(self.starts, row, side="right")) - 1, 0)
        self.at, self.rest = int(self.starts[group]), None
        self.coming = self.table.batches(row_groups=range(group, len(self.starts) - 1))

    def rows(self, spans: list[Span]) -> _Found:
        """The rows of ``spans``, in the order of the file."""
        batches: list[pyarrow.RecordBatch] = []
        joined: list[Span] = []
        for low, high in sorted(spans):
            if joined and joined[-1][1] == low:
                joined[-1] = (joined[-1][0], high)
            elif high > low:
                joined.append((low, high))
        for low, high in joined:
            batches += self._span(low, high)
        numbers = [np.arange(low + 1, high + 1, dtype=np.int64) for low, high in joined]
        return _Found(batches, np.concatenate([np.zeros(0, dtype=np.int64), *numbers]))

    def _span(self, low: int, high: int) -> Iterator[pyarrow.RecordBatch]:
        next_group = int(self.starts[np.searchsorted(self.starts, low, side="right") - 1])
        if low < self.at or next_group > self.at + (len(self.rest) if self.rest is not None else 0):
            self._from(low)
        while self.at < high:
            if self.rest is None:
                self.rest = next(self.coming)
            length = len(self.rest)
            if self.at + length <= low:
                self.at, self.rest = self.at + length, None
                continue
            skip = max(low - self.at, 0)
            take = min(high - self.at, length) - skip
            yield self.rest.slice(skip, take)
            self.at += skip + take
            self.rest = self.rest.slice(skip + take) if skip + take < length else None
