"""Parquet files with the columns of our tables: opened, their heads checked, their rows read in batches.

Only here, and where they are written, is pyarrow imported: it is an extra (``xuewei[parquet]``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, InputError, Place
from xuewei.files.guard import noted
from xuewei.files.written.arrow_columns import part_of, type_fits, type_of
from xuewei.files.written.parquet_columns import Part
from xuewei.files.written.place import AnyPath, on_disk, read_bytes
from xuewei.files.written.shapes import Faults
from xuewei.files.written.table import Cell, read_head, read_row

if TYPE_CHECKING:
    import pyarrow
    from pyarrow.parquet import ParquetFile

SUFFIX = ".parquet"
PARQUET_LIMIT = 2**30
"""Largest file read from a git revision, in bytes: it is read whole, files on the disk are not."""
ROW_LIMIT = 50_000_000
"""Rows of one file: 40,000 areas have 3 million rows of census; a small file can claim to hold any number."""
BATCH = 2**16


@dataclass(frozen=True, eq=False, repr=False)
class ParquetTable:
    """An open file with good columns."""

    place: str
    columns: Mapping[str, Cell]
    file: ParquetFile
    head: list[str]

    @property
    def rows(self) -> int:
        """Rows in the file."""
        return int(self.file.metadata.num_rows)

    def batches(self, head: list[str] | None = None, row_groups: range | None = None) -> Iterator[pyarrow.RecordBatch]:
        """The rows in order, at most ``BATCH`` at a time; of all columns or those in ``head``."""
        groups = list(row_groups if row_groups is not None else range(self.file.num_row_groups))
        with told(self.place):
            yield from self.file.iter_batches(BATCH, row_groups=groups, columns=head or self.head, use_threads=False)

    def part(self, batches: list[pyarrow.RecordBatch], rows: NDArray[np.int64]) -> Part:
        """Batches of rows that are numbered ``rows`` as columns."""
        from pyarrow import Table

        with told(self.place):
            found = Table.from_batches(batches, None if batches else self.file.schema_arrow)
            return part_of(found, rows, self.head, self.columns)

    def whole(self) -> Part:
        """All rows, numbered from 1."""
        return self.part(list(self.batches()), np.arange(1, self.rows + 1))


def need_pyarrow(file: str) -> None:
    """Raise InputError, for ``file``, where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise InputError([Fault(Place(file), "", "no_pyarrow")])


@contextmanager
def told(place: str) -> Iterator[None]:
    """What pyarrow says of a file that is damaged, or none of its own, as a fault."""
    import pyarrow

    try:
        yield
    except PermissionError:
        raise InputError([Fault(Place(place), "", "no_permission")]) from None
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as broken:
        why = (str(broken) or type(broken).__name__).splitlines()[0]
        raise InputError([Fault(Place(place), "", "parquet", {"why": why})]) from None


def open_parquet(place: AnyPath, columns: Mapping[str, Cell], faults: Faults) -> ParquetTable | None:
    """The file with its head checked against ``columns``; None, with the faults noted, where that is not good.

    Raises InputError where the file as a whole cannot be read, or pyarrow is missing.
    """
    need_pyarrow(str(place))
    from pyarrow import BufferReader
    from pyarrow.parquet import ParquetFile

    path = on_disk(place)
    if path is None or not os.path.isfile(path):  # what is missing, or a folder, is told as it is of any other file
        source: Any = BufferReader(read_bytes(place, PARQUET_LIMIT))
    else:
        source = path
        noted(path)
    with told(str(place)):
        schema = ParquetFile(source).schema_arrow
        text = [field.name for field in schema if type_fits(field.type, columns.get(field.name)) == "text"]
        file = ParquetFile(source, read_dictionary=text)
        head = list(schema.names)
    if file.metadata.num_rows > ROW_LIMIT:
        raise InputError([Fault(Place(str(place)), "", "parquet_rows", {"limit": ROW_LIMIT})])
    if not read_head(head, columns, faults, 0):
        return None
    for field in schema:
        if not type_fits(field.type, columns[field.name]):
            faults.note(0, field.name, f"column_{type_of(columns[field.name])}", found=field.type)
    if not file.metadata.num_rows and not faults.found:
        faults.note(0, "", "no_rows")
    return None if faults.found else ParquetTable(str(place), columns, file, head)


def read_parquet(
    place: AnyPath, columns: Mapping[str, Cell], faults: Faults, spoilt: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """The rows of a Parquet file as :func:`xuewei.files.written.table.read_table` gives those of CSV; ``line`` is the
    number of the row, from 1."""
    table = open_parquet(place, columns, faults)
    return [] if table is None else strict_rows(table, table.whole(), faults, spoilt)


def strict_rows(
    table: ParquetTable, part: Part, faults: Faults, spoilt: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """Rows read cell by cell, as if they were written in CSV: slow, but every fault is told in the same words; rows
    with a fault come to ``spoilt``."""
    cells = zip(*(part.columns[name].texts() for name in table.head), strict=True)
    rows = (
        read_row(table.head, list(texts), table.columns, line, faults, spoilt)
        for line, texts in zip(part.rows.tolist(), cells, strict=True)
    )
    return [row for row in rows if row is not None]
