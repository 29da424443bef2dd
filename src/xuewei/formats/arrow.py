"""Arrow arrays as arrays of numpy and back by their buffers: the ways that pyarrow has itself load pandas, which takes
longer than the table of a district."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS = 8
TYPES = {"int32": np.int32, "int64": np.int64, "double": np.float64}


def numbers(column: Any, missing: float = 0) -> NDArray[Any]:
    """The numbers of an arrow array of int32, int64 or float64, ``missing`` where there is none.

    >>> import pyarrow
    >>> numbers(whole_numbers(np.array([4, 5, 6], dtype=np.int64))[1:]).tolist()
    [5, 6]
    """
    kind = np.dtype(TYPES[str(column.type)])
    _, held = column.buffers()
    if held is None:
        return np.full(len(column), missing, dtype=kind)
    found = np.frombuffer(held, dtype=kind, count=len(column), offset=column.offset * kind.itemsize)
    return np.where(known(column), found, kind.type(missing)) if column.null_count else found


def known(column: Any) -> NDArray[np.bool_]:
    """Which cells of an arrow array are not empty."""
    held = column.buffers()[0]
    if not column.null_count:
        return np.ones(len(column), dtype=bool)
    if held is None:  # of an array of nothing
        return np.zeros(len(column), dtype=bool)
    start, end = column.offset % BITS, column.offset + len(column)
    bits = np.frombuffer(held, dtype=np.uint8)[column.offset // BITS : -(-end // BITS)]
    return np.unpackbits(bits, bitorder="little")[start : start + len(column)].astype(bool)


def whole_numbers(found: NDArray[np.int64]) -> Any:
    """An arrow array of whole numbers."""
    import pyarrow

    held = pyarrow.py_buffer(np.ascontiguousarray(found, dtype=np.int64))
    return pyarrow.Array.from_buffers(pyarrow.int64(), len(found), [None, held])


def words(found: Sequence[str | None]) -> Any:
    """An arrow array of words, None where there is none.

    >>> words(["甲", None, "b"]).to_pylist()
    ['甲', None, 'b']
    """
    import pyarrow

    raw = [b"" if word is None else word.encode("utf-8", "surrogatepass") for word in found]
    ends = np.array([0, *accumulate(map(len, raw))], dtype=np.int32)
    there = np.packbits(np.array([word is not None for word in found], dtype=bool), bitorder="little")
    held = [pyarrow.py_buffer(each) for each in (there, ends, b"".join(raw))]
    return pyarrow.Array.from_buffers(pyarrow.string(), len(raw), held)
