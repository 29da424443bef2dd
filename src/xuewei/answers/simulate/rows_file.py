"""Rows of an answer under chance written to a file or the screen, block after block."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import IO

from xuewei.answers.simulate.rows import COLUMNS, Columns, rows
from xuewei.formats.parquet import need_pyarrow
from xuewei.formats.writing import replacing
from xuewei.language.shown import in_json, inert, visible
from xuewei.tables.view import csv_lines


def write_rows(
    parts: Iterable[Columns],
    head: Mapping[str, object],
    format: str,
    target: str | IO[str],
    titles: Sequence[str] = COLUMNS,
) -> None:
    """Write the rows of ``parts`` as csv, json or parquet to an open file, or to a path: whole or not at all, CSV with
    a mark so that Excel reads it, and with ``titles`` over its columns. Parquet needs a path.

    Raises InputError where the path cannot be written, or pyarrow is not installed.
    """
    if not isinstance(target, str):
        _write_text(parts, head, format, target, titles)
        return
    if format == "parquet":
        need_pyarrow(target)
    with replacing(target) as spare:
        if format == "parquet":
            write_parquet(parts, head, spare)
        else:
            with open(spare, "w", encoding="utf-8-sig" if format == "csv" else "utf-8", newline="") as file:
                _write_text(parts, head, format, file, titles)


def _write_text(
    parts: Iterable[Columns], head: Mapping[str, object], format: str, file: IO[str], titles: Sequence[str]
) -> None:
    if format == "csv":
        write_csv(parts, file, titles)
    else:
        write_json(parts, head, file)


def write_csv(parts: Iterable[Columns], file: IO[str], titles: Sequence[str] = COLUMNS) -> None:
    """The rows with one header line. A name that a spreadsheet would run as a formula gets an apostrophe."""
    file.write(csv_lines([titles]))
    for part in parts:
        words = {name: column for name, column in part.items() if name in ("area", "stage")}
        safe = {each: inert(visible(each)) for column in words.values() for each in set(column)}
        texts = {name: map(safe.__getitem__, column) for name, column in words.items()}
        file.write(csv_lines(zip(*{**part, **texts}.values(), strict=True)))


def write_json(parts: Iterable[Columns], head: Mapping[str, object], file: IO[str]) -> None:
    """One object: what stands in ``head``, then ``rows``."""
    begun = in_json(json.dumps(dict(head), ensure_ascii=False, indent=2, allow_nan=False))
    file.write(f'{begun[:-2]},\n  "rows": [')
    comma = ""
    for row in (row for part in parts for row in rows(part)):
        file.write(f"{comma}\n    {in_json(json.dumps(row, ensure_ascii=False, allow_nan=False))}")
        comma = ","
    file.write("\n  ]\n}\n")


def write_parquet(parts: Iterable[Columns], head: Mapping[str, object], path: str) -> None:
    """The rows as a Parquet file, ``head`` as text in its metadata."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    words, whole, share = arrow.string(), arrow.int64(), arrow.float64()
    kinds = {"year": arrow.int32(), "p10": whole, "p50": whole, "p90": whole}
    kinds |= dict.fromkeys(("area", "stage", "quantity", "matters_most"), words)
    schema = arrow.schema(
        [(name, kinds.get(name, share)) for name in COLUMNS],
        metadata={name: in_json(json.dumps(value, ensure_ascii=False)) for name, value in head.items()},
    )
    with open(path, "wb") as file, parquet.ParquetWriter(file, schema) as writer:
        for part in parts:
            writer.write_table(arrow.table(part, schema=schema))
