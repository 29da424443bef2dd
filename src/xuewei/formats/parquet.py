"""Parquet files with the columns of our tables: opened, checked, read in batches, and as arrays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.csv import MOST, YEARS, Cell, OneOf, Whole, day, number, read_head, read_row
from xuewei.formats.guard import noted
from xuewei.formats.places import AnyPath, on_disk, read_bytes
from xuewei.formats.shapes import Faults

if TYPE_CHECKING:
    import pyarrow
    from pyarrow.parquet import ParquetFile

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class Column:
    """Cells of one column. ``key`` are numbers, or places in ``words`` where that is not None; where ``known`` is false
    the cell is empty. ``odd`` are cells that are no good value, by their place."""

    key: NDArray[Any]
    known: Mask
    words: Sequence[Any] | None = None
    odd: Mapping[int, object] = field(default_factory=dict)

    def values(self) -> list[Any]:
        """The cells as Python values, None where empty."""
        found: list[Any]
        if self.words is None:
            found = self.key.tolist()
            for place in np.flatnonzero(~self.known).tolist():
                found[place] = None
        else:
            table = np.empty(len(self.words) + 1, dtype=object)
            table[:-1], table[-1] = self.words, None
            found = table[np.where(self.known, self.key, len(self.words))].tolist()
        for place, value in self.odd.items():
            found[place] = value
        return found

    def texts(self) -> list[str]:
        """The cells as CSV would have them."""
        return ["" if value is None else str(value) for value in self.values()]

    def bad(self, cell: Cell) -> Mask:
        """Cells that ``cell`` would refuse, and perhaps a few that it would not."""
        wrong = np.zeros(len(self.key), dtype=bool) if cell.optional else ~self.known
        if isinstance(cell.read, OneOf):
            strange = np.array([word not in cell.read.known for word in self.words or ()] or [False])
            wrong = wrong | (self.known & strange[np.where(self.known, self.key, 0)])
        elif isinstance(cell.read, Whole):
            wrong = wrong | (self.known & ((self.key < cell.read.low) | (self.key > cell.read.high)))
        elif cell.read is number:
            wrong = wrong | (self.known & ~((self.key >= 0) & (self.key <= MOST)))
        wrong[list(self.odd)] = True
        return wrong


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """Some rows of a table: their numbers in the file, from 1, and their columns; missing ones are empty."""

    rows: NDArray[np.int64]
    columns: dict[str, Column]

    def only(self, chosen: Mask) -> Part:
        """The rows where ``chosen`` is true."""
        places = np.flatnonzero(chosen)
        new = {old: n for n, old in enumerate(places.tolist())}
        return Part(
            self.rows[chosen],
            {
                name: Column(
                    each.key[chosen],
                    each.known[chosen],
                    each.words,
                    {new[old]: value for old, value in each.odd.items() if old in new},
                )
                for name, each in self.columns.items()
            },
        )


EPOCH = date(1970, 1, 1).toordinal()
FIRST_DAY, LAST_DAY = date(YEARS.start, 1, 1).toordinal() - EPOCH, date(YEARS.stop - 1, 12, 31).toordinal() - EPOCH
DAY = 86_400 * 10**6
"""Microseconds of a day."""

TEXT, WHOLE, NUMBER, DATE = "text", "whole", "number", "date"


def type_of(cell: Cell) -> str:
    """What a column holds."""
    if isinstance(cell.read, Whole):
        return WHOLE
    return NUMBER if cell.read is number else DATE if cell.read is day else TEXT


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


def part_of(table: Any, rows: NDArray[np.int64], head: Sequence[str], columns: Mapping[str, Cell]) -> Part:
    """The rows of an arrow table as columns; ``columns`` that are not in ``head`` are empty."""
    import pyarrow

    table = table.unify_dictionaries().combine_chunks()
    found: dict[str, Column] = {}
    for name, cell in columns.items():
        if name in head:
            array = table.column(name)
            chunk = array.chunk(0) if array.num_chunks else pyarrow.array([], array.type)
            found[name] = _column(chunk, type_of(cell))
        else:
            found[name] = Column(np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=bool))
    return Part(rows, found)


def _column(array: Any, wanted: str) -> Column:
    """One arrow array as a column."""
    import pyarrow
    from pyarrow import types

    known = ~array.is_null().to_numpy(zero_copy_only=False)
    if types.is_null(array.type):
        return Column(np.zeros(len(array), dtype=np.int64), known)
    if wanted == TEXT:
        return _text(array if types.is_dictionary(array.type) else array.dictionary_encode(), known)
    if types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if wanted == DATE:
        return _days(array.cast(pyarrow.timestamp("us"), safe=False).cast(pyarrow.int64()), known)
    numbers = array.fill_null(0).to_numpy(zero_copy_only=False)
    if numbers.dtype.kind == "f":
        numbers = numbers.astype(np.float64)
        known = known & ~np.isnan(numbers)
        numbers = np.where(known, numbers, 0.0)
    if wanted == NUMBER:
        return Column(numbers.astype(np.float64), known)
    return _whole(numbers, known)


def _text(array: Any, known: Mask) -> Column:
    """Words without the spaces around them; a cell of spaces is empty."""
    codes = array.indices.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    used, places = np.unique(codes, return_inverse=True)
    written = array.dictionary.take(_arrow(used)).to_pylist() if len(array.dictionary) else [None] * len(used)
    stripped = [(word or "").strip() for word in written]
    place = {word: n for n, word in enumerate(dict.fromkeys(stripped))}
    key = np.array([place[word] for word in stripped], dtype=np.int64)[places.reshape(-1)]
    words = list(place)
    return Column(key, known & np.array([bool(word) for word in words] or [False])[key], words)


def _arrow(places: NDArray[np.int64]) -> Any:
    import pyarrow

    return pyarrow.array(places)


def _days(array: Any, known: Mask) -> Column:
    """Days from moments in microseconds; a moment inside a day is odd."""
    moments = array.fill_null(0).to_numpy(zero_copy_only=False)
    days, rest = np.divmod(moments, DAY)
    good = (rest == 0) & (days >= FIRST_DAY) & (days <= LAST_DAY)
    used, key = np.unique(np.where(good, days, 0), return_inverse=True)
    words = [date.fromordinal(int(each) + EPOCH) for each in used]
    odd = {place: _moment(int(moments[place])) for place in np.flatnonzero(known & ~good).tolist()}
    return Column(key.reshape(-1).astype(np.int64), known, words, odd)


def _moment(microseconds: int) -> str:
    """A moment as it is shown; far away ones by their number."""
    try:
        return str(datetime(1970, 1, 1) + timedelta(microseconds=microseconds))
    except OverflowError:
        return str(microseconds)


def _whole(numbers: NDArray[Any], known: Mask) -> Column:
    """Whole numbers; a fraction, and what is beyond all that is read, is odd."""
    if numbers.dtype.kind == "f":
        good = known & (np.floor(numbers) == numbers) & (np.abs(numbers) < 2**53)
        odd = {place: float(numbers[place]) for place in np.flatnonzero(known & ~good).tolist()}
        return Column(np.where(good, numbers, 0.0).astype(np.int64), known, None, odd)
    if numbers.dtype.kind == "u":
        numbers = np.minimum(numbers, np.uint64(2**62)) if numbers.dtype.itemsize == 8 else numbers
    return Column(numbers.astype(np.int64), known)


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
    for column in schema:
        if not type_fits(column.type, columns[column.name]):
            faults.note(0, column.name, f"column_{type_of(columns[column.name])}", found=column.type)
    if not file.metadata.num_rows and not faults.found:
        faults.note(0, "", "no_rows")
    return None if faults.found else ParquetTable(str(place), columns, file, head)


def read_parquet(
    place: AnyPath, columns: Mapping[str, Cell], faults: Faults, spoilt: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """The rows of a Parquet file as :func:`xuewei.formats.csv.read_table` gives those of CSV; ``line`` is the
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
