"""Arrow tables as columns of ours: which types can be read as what, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.files.written.parquet_columns import Column, Mask, Part
from xuewei.files.written.table import YEARS, Cell, Whole, day, number

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
