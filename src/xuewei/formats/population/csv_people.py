"""People from large CSV tables in keys of the contract: read and checked as arrays, by cell only where that fails."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from xuewei.formats.arrow import whole_numbers
from xuewei.formats.csv import Cell
from xuewei.formats.parquet import DATE, LINE, NUMBER, WHOLE, plain, release, type_of
from xuewei.formats.places import CSV_LIMIT, AnyPath, inside, read_bytes
from xuewei.formats.population.checks import misplaced_years
from xuewei.formats.population.parquet_people import Kept, Look, kept_rows, suspects
from xuewei.formats.population.tables import CSV, TABLES, has_table, is_key

if TYPE_CHECKING:
    from pyarrow import RecordBatch

BOM = b"\xef\xbb\xbf"


def large_rows(where: AnyPath, look: Look | None = None) -> Kept | None:
    """The rows of a folder's tables as the model wants them; None where anything in them is not plain or not right:
    who reads cell by cell knows what it is, and says so. ``look`` sees the names of their areas first, and may refuse
    them."""
    parts = {}
    for name, table in TABLES.items():
        if has_table(where, name):
            rows = _plain(inside(where, name + CSV), table.columns)
            if rows is None:
                return None
            parts[name] = rows
    if look is not None:
        look({area for rows in parts.values() for area in rows["area"].dictionary.to_pylist()})
    stages = parts["enrolment"]["stage"].dictionary.to_pylist() if "enrolment" in parts else []
    kept = kept_rows(parts) if all(map(is_key, stages)) and not suspects(parts) else None
    parts.clear()
    release()
    years = [((row.year, 0) for row in kept[name]) for name in ("births", "enrolment")] if kept else []
    return None if any(misplaced_years("", each) for each in years) else kept


def _plain(place: AnyPath, columns: Mapping[str, Cell]) -> RecordBatch | None:
    """The plain cells of a table, as those of Parquet are, with the line of each row; None where its bytes are not as
    simple as pyarrow takes them to be."""
    import pyarrow
    from pyarrow import csv

    raw = read_bytes(place, CSV_LIMIT).removeprefix(BOM)
    raw = raw.replace(b"\r\n", b"\n") if b"\r" in raw else raw
    first, _, rest = raw.partition(b"\n")
    head = [cell.strip().decode("ascii", "replace") for cell in first.split(b",")]
    needed = {name for name, cell in columns.items() if not cell.optional}
    odd = any(each in rest for each in (b'"', b"\r"))
    odd = odd or any(x in rest and b"0" + x in rest for x in (b"x", b"X"))  # a single byte is found many times as fast
    if odd or not needed <= {*head} <= {*columns} or len({*head}) < len(head):
        return None
    types = {name: _type(pyarrow, cell) for name, cell in columns.items()}
    try:
        found = csv.read_csv(
            BytesIO(rest),
            csv.ReadOptions(column_names=head, use_threads=False),
            csv.ParseOptions(ignore_empty_lines=False),
            csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True),
        )
        cells = {
            name: plain(found[name] if name in head else pyarrow.chunked_array([pyarrow.nulls(len(found))]), cell)
            for name, cell in columns.items()
        }
    except (pyarrow.ArrowException, UnicodeDecodeError):
        return None
    if not len(found) or any(found[name].null_count != cells[name].null_count for name in head):
        return None  # what is no number is not empty
    line = whole_numbers(np.arange(2, 2 + len(found), dtype=np.int64))
    return pyarrow.RecordBatch.from_pydict({**cells, LINE: line})


def _type(pyarrow: Any, cell: Cell) -> Any:
    kinds = {WHOLE: pyarrow.int64(), NUMBER: pyarrow.float64(), DATE: pyarrow.date32()}
    return kinds.get(type_of(cell), pyarrow.dictionary(pyarrow.int32(), pyarrow.string()))
