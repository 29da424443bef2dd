"""Where the rows of each area stand in a Parquet file, and those rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, InputError, Place
from xuewei.files.written.parquet import ParquetTable

if TYPE_CHECKING:
    import pyarrow

Span = tuple[int, int]


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
                raise InputError([Fault(Place(table.place, start + low + 1), "area", "text_empty")])
            if area in found and area != last:
                values = {"area": area, "first": found[area][1]}
                raise InputError([Fault(Place(table.place, start + low + 1), "area", "area_apart", values)])
            found[area] = (found[area][0] if area == last else start + low, start + high)
            last = area
        start += len(codes)
    return found


@dataclass(frozen=True, eq=False, repr=False)
class Found:
    """Some rows: their batches and their numbers, from 1."""

    batches: list[pyarrow.RecordBatch]
    numbers: NDArray[np.int64]


class Cursor:
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

    def rows(self, spans: list[Span]) -> Found:
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
        return Found(batches, np.concatenate([np.zeros(0, dtype=np.int64), *numbers]))

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
