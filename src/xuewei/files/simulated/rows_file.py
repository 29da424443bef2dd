"""Rows of an answer under chance onto the disk or the screen, one after another: never all of them at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any

from xuewei.errors import Fault, InputError
from xuewei.files.writing import replacing
from xuewei.simulation.rows import COLUMNS, Row

GROUP = 50_000
"""Rows of one group of a Parquet file."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_rows(rows: Iterable[Row], head: Mapping[str, object], format: str, target: str | IO[str]) -> None:
    """Write ``rows`` as csv, json or parquet to an open file, or to a path: whole or not at all, CSV with a mark so
    that Excel reads it. Parquet needs a path.

    Raises InputError where the path cannot be written, or pyarrow is not installed.
    """
    if not isinstance(target, str):
        _write_text(rows, head, format, target)
        return
    with replacing(target) as spare:
        if format == "parquet":
            write_parquet(rows, head, spare)
        else:
            with open(spare, "w", encoding="utf-8-sig" if format == "csv" else "utf-8", newline="") as file:
                _write_text(rows, head, format, file)


def _write_text(rows: Iterable[Row], head: Mapping[str, object], format: str, file: IO[str]) -> None:
    if format == "csv":
        write_csv(rows, file)
    else:
        write_json(rows, head, file)


def write_csv(rows: Iterable[Row], file: IO[str]) -> None:
    """The rows with one header line. Text that a spreadsheet would run as a formula gets an apostrophe."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_safe(row.get(column)) for column in COLUMNS])


def write_json(rows: Iterable[Row], head: Mapping[str, object], file: IO[str]) -> None:
    """One object: what stands in ``head``, then ``rows``."""
    begun = json.dumps(dict(head), ensure_ascii=False, indent=2)
    file.write(f'{begun[:-2]},\n  "rows": [')
    for n, row in enumerate(rows):
        whole = {column: row.get(column) for column in COLUMNS}
        file.write(f"{',' if n else ''}\n    {json.dumps(whole, ensure_ascii=False)}")
    file.write("\n  ]\n}\n")


def write_parquet(rows: Iterable[Row], head: Mapping[str, object], path: str) -> None:
    """The rows as a Parquet file, ``head`` as text in its metadata.

    Raises InputError where pyarrow is not installed.
    """
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise InputError([Fault(path, None, "", "no_parquet")]) from None
    words, whole, share = arrow.string(), arrow.int64(), arrow.float64()
    kinds = {"year": arrow.int32(), "p10": whole, "p50": whole, "p90": whole}
    kinds |= dict.fromkeys(("area", "stage", "quantity", "matters_most"), words)
    schema = arrow.schema(
        [(name, kinds.get(name, share)) for name in COLUMNS],
        metadata={name: json.dumps(value, ensure_ascii=False) for name, value in head.items()},
    )
    with parquet.ParquetWriter(path, schema) as writer:
        for group in _groups(rows):
            columns: dict[str, list[Any]] = {name: [row.get(name) for row in group] for name in COLUMNS}
            writer.write_table(arrow.table(columns, schema=schema))


def _groups(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    left = iter(rows)
    while group := list(islice(left, GROUP)):
        yield group


def _safe(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return "'" + value
    return "" if value is None else value
