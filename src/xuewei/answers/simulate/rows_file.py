"""Rows of an answer under chance written to a file or the screen, block after block."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import IO

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.matters import SOURCES
from xuewei.answers.simulate.rows import COLUMNS, DIGITS, QUANTILE_COLUMNS, SEAT_DIGITS, Figures, columns, rows
from xuewei.answers.simulate.shocks import Floats
from xuewei.answers.simulate.tally import QUANTITIES
from xuewei.formats.parquet import need_pyarrow
from xuewei.formats.writing import replacing
from xuewei.language.shown import in_json
from xuewei.tables.view import as_cell, csv_lines

GROUP = 10_000
"""Numbers of up to four digits, of which text is made at once."""
Text = NDArray[np.bytes_]


def write_rows(
    parts: Iterable[Figures],
    head: Mapping[str, object],
    format: str,
    target: str | IO[str],
    titles: Sequence[str] = COLUMNS,
) -> None:
    """Write the rows of ``parts`` as csv, json or parquet to an open file, or to a path: whole or not at all, CSV with
    a mark so that Excel reads it, and with ``titles`` over its columns. Parquet needs a path.

    Raises InputError where the path cannot be written, or pyarrow is not installed.
    """
    pieces = csv_pieces(parts, titles) if format == "csv" else json_pieces(parts, head)
    if not isinstance(target, str):
        for piece in pieces:
            target.write(piece.decode())
        return
    if format == "parquet":
        need_pyarrow(target)
    with replacing(target) as spare:
        if format == "parquet":
            write_parquet(parts, head, spare)
            return
        with open(spare, "wb") as file:
            file.write(BOM_UTF8 if format == "csv" else b"")
            file.writelines(pieces)


def csv_pieces(parts: Iterable[Figures], titles: Sequence[str] = COLUMNS) -> Iterator[bytes]:
    """The rows with one header line."""
    yield csv_lines([titles]).encode()
    yield from map(csv_rows, parts)


def csv_rows(found: Figures) -> bytes:
    """The rows as lines of CSV in UTF-8. A name that a spreadsheet would run as a formula gets an apostrophe.

    Every part of a line stands in a field of one width; what a part leaves of it is taken out in the end."""
    shape = len(found.areas), len(found.cells)
    areas = np.array([f"{as_cell(area)},".encode() for area in found.areas])[:, None]
    stages = np.array([f"{as_cell(stage)},".encode() for stage, _ in found.cells])
    years = np.array([b"%d," % year for _, year in found.cells])
    parts: list[Text | bytes] = []
    quantiles, matters = wholes(found.quantiles), decimals(found.matters, DIGITS)
    quantiles[:, 1:, :, found.hidden] = b""
    for n, quantity in enumerate(QUANTITIES):
        parts += [years, areas, stages, quantity.encode()]
        parts += [each for text in quantiles[:, n].swapaxes(0, 1) for each in (b",", text)]
        if quantity == "balance":
            most = np.array([*map(str.encode, SOURCES), b""])[found.most]
            told = [decimals(found.p_short, DIGITS), decimals(found.expected, SEAT_DIGITS), most]
            parts += [each for text in (*told, *matters.swapaxes(0, 1)) for each in (b",", text)]
        else:
            parts += [b"," * (len(COLUMNS) - COLUMNS.index(QUANTILE_COLUMNS[-1]) - 1)]
        parts += [b"\n"]
    kinds = [each.dtype if isinstance(each, np.ndarray) else f"S{len(each)}" for each in parts]
    lines = np.zeros(shape, dtype=[(f"part{n}", kind) for n, kind in enumerate(kinds)])
    for n, part in enumerate(parts):
        lines[f"part{n}"] = part
    return lines.tobytes().translate(None, delete=b"\0")


def wholes(values: NDArray[np.int64]) -> Text:
    """Whole numbers as text, four digits at a time: what is left of the room for each stands empty, and anywhere.

    >>> [text.replace(b"\\0", b"") for text in wholes(np.array([0, -12, 1_200_034])).tolist()]
    [b'0', b'-12', b'1200034']
    """
    rest, groups = np.abs(values), list[Text]()
    padded, plain = _digits()
    while not groups or rest.any():
        more = rest // GROUP
        low = rest - more * GROUP
        text = np.where(more > 0, padded[low], plain[low])
        groups.insert(0, np.where(rest > 0, text, b"") if groups else text)
        rest = more
    return _joined(np.where(values < 0, b"-", b""), *groups)


def decimals(values: Floats, digits: int) -> Text:
    """Numbers that are rounded to at most four ``digits`` as Python writes them, nothing for NaN; as :func:`wholes`.

    >>> [text.replace(b"\\0", b"") for text in decimals(np.array([0.5, -0.0012, 30.0, np.nan]), 4).tolist()]
    [b'0.5', b'-0.0012', b'30.0', b'']
    """
    told, unit = values == values, 10**digits
    scaled = np.rint(np.abs(np.where(told, values, 0)) * unit).astype(np.int64)
    whole = scaled // unit
    rest = (scaled - whole * unit) * (GROUP // unit)
    sign = np.where(values < 0, b"-", b"")
    return np.where(told, _joined(sign, wholes(whole), _fractions()[rest]), b"")


@cache
def _digits() -> tuple[Text, Text]:
    """The numbers below GROUP with noughts before them, and without."""
    return np.array([b"%04d" % n for n in range(GROUP)]), np.array([b"%d" % n for n in range(GROUP)])


@cache
def _fractions() -> Text:
    """The ten-thousandths below one, without noughts at the end but the first."""
    return np.array([repr(n / GROUP)[1:].encode() if n else b".0" for n in range(GROUP)])


def _joined(*parts: Text) -> Text:
    """Texts beside each other, each with all of its room."""
    found = np.empty(parts[0].shape, dtype=[(f"part{n}", part.dtype) for n, part in enumerate(parts)])
    for n, part in enumerate(parts):
        found[f"part{n}"] = part
    return found.view(f"S{found.itemsize}")


def json_pieces(parts: Iterable[Figures], head: Mapping[str, object]) -> Iterator[bytes]:
    """One object: what stands in ``head``, then ``rows``."""
    begun = in_json(json.dumps(dict(head), ensure_ascii=False, indent=2, allow_nan=False))
    yield f'{begun[:-2]},\n  "rows": ['.encode()
    before = "\n    "
    for part in parts:
        lines = (in_json(json.dumps(row, ensure_ascii=False, allow_nan=False)) for row in rows(part))
        yield (before + ",\n    ".join(lines)).encode()
        before = ",\n    "
    yield b"\n  ]\n}\n"


def write_parquet(parts: Iterable[Figures], head: Mapping[str, object], path: str) -> None:
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
            writer.write_table(arrow.table(columns(part), schema=schema))
