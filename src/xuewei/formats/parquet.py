"""Parquet files with the columns of our tables: opened, checked, their cells as arrow arrays of a few plain types."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.arrow import known, numbers, whole_numbers, words
from xuewei.formats.csv import YEARS, Cell, OneOf, UpTo, Whole, day, read_head, read_row
from xuewei.formats.guard import noted
from xuewei.formats.places import AnyPath, on_disk, read_bytes
from xuewei.formats.shapes import Faults
from xuewei.language.to_copy import install
from xuewei.late import dataclass

if TYPE_CHECKING:
    import pyarrow
    from pyarrow.parquet import ParquetFile

Mask = NDArray[np.bool_]

EPOCH = date(1970, 1, 1).toordinal()
FIRST_DAY, LAST_DAY = date(YEARS.start, 1, 1).toordinal() - EPOCH, date(YEARS.stop - 1, 12, 31).toordinal() - EPOCH
DAY = 86_400 * 10**6
"""Microseconds of a day."""
LARGEST = 2**62
"""Larger whole numbers, which are beyond all that is read, are taken for this one."""
EXACT = 2.0**53
"""Whole numbers below this are exact as floating ones."""
LINE = "line"
"""The column that we add: the number of the row in the file, from 1."""
TEXT, WHOLE, NUMBER, DATE = "text", "whole", "number", "date"


def type_of(cell: Cell) -> str:
    """What a column holds."""
    if isinstance(cell.read, Whole):
        return WHOLE
    return NUMBER if isinstance(cell.read, UpTo) else DATE if cell.read is day else TEXT


def type_fits(type: Any, cell: Cell | None) -> str:
    """What a column of an arrow type can be read as for ``cell``; empty where it does not fit.

    Whole numbers may be stored as floating ones, as pandas does where some are missing, and days as moments.
    """
    from pyarrow import types

    if cell is None:
        return ""
    inner, wanted = type.value_type if types.is_dictionary(type) else type, type_of(cell)
    text = types.is_string(inner) or types.is_large_string(inner)
    fits = {
        TEXT: text,
        WHOLE: types.is_integer(inner) or types.is_floating(inner),
        NUMBER: types.is_integer(inner) or types.is_floating(inner),
        DATE: types.is_date(inner) or (types.is_timestamp(inner) and inner.tz is None),
    }
    return wanted if fits[wanted] or types.is_null(inner) else ""


def plain(column: Any, cell: Cell) -> Any:
    """The cells of a chunked arrow column in one piece: words without the spaces around them as a dictionary, days as
    moments in microseconds, numbers as int64 or float64. A word of spaces, and what is no number, is empty."""
    import pyarrow
    from pyarrow import compute, types

    wanted = type_of(cell)
    if wanted == TEXT:
        column = column if types.is_dictionary(column.type) else column.cast(pyarrow.string()).dictionary_encode()
        whole = column.unify_dictionaries().combine_chunks()
        used = whole.indices.dictionary_encode()  # of a part of a file, whose dictionary has the words of the whole
        written = whole.dictionary.take(used.dictionary)
        there = written.to_pylist()
        stripped = [(word or "").strip() or None for word in there]
        if stripped == there:
            return pyarrow.DictionaryArray.from_arrays(used.indices, written)
        coded = words(stripped).dictionary_encode()
        return pyarrow.DictionaryArray.from_arrays(coded.indices.take(used.indices), coded.dictionary)
    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if wanted == NUMBER or types.is_floating(column.type):
        column = column.cast(pyarrow.float64(), safe=False).combine_chunks()
        none = pyarrow.nulls(1, pyarrow.float64())[0]
        return compute.if_else(compute.is_nan(column), none, column)
    if wanted == DATE:
        column = column.cast(pyarrow.timestamp("us"), safe=False)
    elif types.is_uint64(column.type):
        column = compute.min_element_wise(column, pyarrow.scalar(LARGEST, column.type), skip_nulls=False)
    return column.cast(pyarrow.int64()).combine_chunks()


def texts(column: Any, cell: Cell) -> list[str]:
    """Plain cells as CSV would have them."""
    found = column.to_pylist()
    if type_of(cell) == DATE:
        found = [None if each is None else _moment(each) for each in found]
    elif type_of(cell) == WHOLE:
        found = [int(x) if isinstance(x, float) and x.is_integer() and abs(x) < EXACT else x for x in found]
    return ["" if each is None else str(each) for each in found]


def _moment(microseconds: int) -> str:
    """A day that is read as it is written; any other moment with its hour, far away ones by their number."""
    days, rest = divmod(microseconds, DAY)
    if not rest and FIRST_DAY <= days <= LAST_DAY:
        return date.fromordinal(days + EPOCH).isoformat()
    try:
        return str(datetime(1970, 1, 1) + timedelta(microseconds=microseconds))
    except OverflowError:
        return str(microseconds)


def bad(column: Any, cell: Cell) -> Mask:
    """Which plain cells ``cell`` would refuse."""
    there = known(column)
    if isinstance(cell.read, OneOf):
        right = np.array([word in cell.read.known for word in column.dictionary.to_pylist()] + [False])
        wrong = ~right[numbers(column.indices, -1)]
    elif type_of(cell) == TEXT:
        wrong = ~there
    else:
        low, high, step = _limits(cell)
        found = numbers(column)
        wrong = (found < low) | (found > high)
        if step > 1 or (step and found.dtype.kind == "f"):
            wrong |= found % step != 0
    return np.where(there, wrong, not cell.optional)


def _limits(cell: Cell) -> tuple[float, float, int]:
    """The least and the largest plain number that ``cell`` takes, and of what all are multiples; 0 of nothing."""
    if isinstance(cell.read, Whole):
        return cell.read.low, cell.read.high, 1
    return (cell.read.low, cell.read.high, 0) if isinstance(cell.read, UpTo) else (FIRST_DAY * DAY, LAST_DAY * DAY, DAY)


def values(column: Any, cell: Cell) -> list[Any]:
    """Good plain cells as Python values, None where empty; the same words and days are the same objects."""
    from pyarrow import date32, int64, timestamp, types

    if type_of(cell) in (WHOLE, NUMBER):
        every = numbers(column.cast(int64()) if type_of(cell) == WHOLE and column.type != int64() else column)
        if column.null_count:
            every = every.astype(object)
            every[~known(column)] = None
    else:
        if type_of(cell) == DATE:
            column = column.cast(timestamp("us")).cast(date32())
        coded = column if types.is_dictionary(column.type) else column.dictionary_encode()
        every = np.array([*coded.dictionary.to_pylist(), None], dtype=object)[numbers(coded.indices, -1)]
    found: list[Any] = every.tolist()
    return found


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

    def batches(self, row_groups: Sequence[int]) -> Iterator[pyarrow.Table]:
        """The rows of row groups in order, at most ``BATCH`` at a time."""
        from pyarrow import Table

        with told(self.place):
            for batch in self.file.iter_batches(BATCH, row_groups, self.head, use_threads=False):
                yield Table.from_batches([batch])

    def cells(self, tables: Sequence[pyarrow.Table]) -> pyarrow.RecordBatch:
        """Numbered rows of the file with all columns that there can be, in plain cells."""
        import pyarrow

        with told(self.place):
            rows = pyarrow.concat_tables([numbered(self.no_rows(), 0), *tables])
            missing = pyarrow.chunked_array([pyarrow.nulls(len(rows))])
            found = {
                name: plain(rows[name] if name in self.head else missing, cell) for name, cell in self.columns.items()
            }
            return pyarrow.RecordBatch.from_pydict({**found, LINE: rows[LINE].combine_chunks()})

    def whole(self) -> pyarrow.RecordBatch:
        """All rows, as :meth:`cells` does."""
        with told(self.place):
            return self.cells([numbered(self.file.read(self.head, use_threads=False), 0)])

    def no_rows(self) -> pyarrow.Table:
        """None of its rows."""
        return self.file.schema_arrow.empty_table()

    def column(self, name: str) -> Any:
        """One whole column in plain cells."""
        with told(self.place):
            return plain(self.file.read([name], use_threads=False)[name], self.columns[name])


def numbered(rows: pyarrow.Table, first: int) -> pyarrow.Table:
    """Rows with their numbers in the file, counted from 1, the ``first`` of which stands after so many others."""
    return rows.append_column(LINE, whole_numbers(np.arange(first + 1, first + 1 + len(rows), dtype=np.int64)))


def release() -> None:
    """Give back the memory of arrays that are gone, which pyarrow keeps for the next."""
    from pyarrow import default_memory_pool

    default_memory_pool().release_unused()


def need_pyarrow(file: str) -> None:
    """Raise InputError, for ``file``, where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise InputError([Fault(Place(file), "", "no_pyarrow", {"install": install("parquet")})])


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


def open_parquet(place: AnyPath, columns: Mapping[str, Cell]) -> ParquetTable:
    """The file with its head checked against ``columns``.

    Raises InputError where that is not good, where the file as a whole cannot be read, or pyarrow is missing.
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
    faults = Faults(str(place))
    if read_head(head, columns, faults, 0):
        for column in schema:
            if not type_fits(column.type, columns[column.name]):
                faults.note(0, column.name, f"column_{type_of(columns[column.name])}", found=column.type)
        if not file.metadata.num_rows and not faults.found:
            faults.note(0, "", "no_rows")
    faults.stop()
    return ParquetTable(str(place), columns, file, head)


def read_parquet(
    place: AnyPath, columns: Mapping[str, Cell], faults: Faults, spoilt: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """The rows of a Parquet file as :func:`xuewei.formats.csv.read_table` gives those of CSV; ``line`` is the
    number of the row, from 1."""
    table = open_parquet(place, columns)
    return strict_rows(table, table.whole(), faults, spoilt)


def strict_rows(
    table: ParquetTable, rows: pyarrow.RecordBatch, faults: Faults, spoilt: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """Plain rows read cell by cell, as if they were written in CSV: slow, but every fault is told in the same words;
    rows with a fault come to ``spoilt``."""
    cells = zip(*(texts(rows[name], table.columns[name]) for name in table.head), strict=True)
    read = (
        read_row(table.head, list(row), table.columns, line, faults, spoilt)
        for line, row in zip(rows[LINE].to_pylist(), cells, strict=True)
    )
    return [row for row in read if row is not None]
