"""``bands.csv``: half-widths of bands, from the record of other areas, for areas without a record of their own.

Apart from the other tables, because few answers need what bands are computed with.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from xuewei.errors import Fault, InputError
from xuewei.formats.csv import BadCellError, Cell, OneOf, Whole, number, words
from xuewei.formats.places import SHIPPED_POPULATION, AnyPath, exists, inside, shipped
from xuewei.formats.population.tables import table_rows
from xuewei.language.shown import inert, visible
from xuewei.model.bands import LEVELS, TableBands, TableRow
from xuewei.model.plan import BASES
from xuewei.model.pupils.grounds import METHODS

BANDS_FILE = "bands.csv"


def _level(text: str) -> float:
    """One of the levels, as a fraction."""
    value = number(text)
    if value not in LEVELS:
        raise BadCellError("choice", known=", ".join(map(str, LEVELS)))
    return value


BANDS = {
    "method": Cell(OneOf(METHODS)),
    "stage": Cell(words),
    "lead": Cell(Whole(1, 99)),
    "level": Cell(_level),
    "half": Cell(number),
    "points": Cell(Whole(1, 10**9)),
    "basis": Cell(OneOf(BASES)),
    "source": Cell(words),
}


def bands_key(row: Mapping[str, Any]) -> Hashable:
    """What no two rows of half-widths share."""
    return tuple(row[name] for name in ("method", "stage", "lead", "level"))


def read_bands(folder: AnyPath | None) -> TableBands:
    """The half-widths in a population folder, or the shipped ones where it has none (or is None).

    Raises InputError with every fault of the file.

    >>> read_bands(None).source
    'xuewei backtest china'
    """
    where: AnyPath = shipped(SHIPPED_POPULATION)
    if folder is not None and exists(inside(folder, BANDS_FILE)):
        where = folder
    broken: list[Fault] = []
    rows = table_rows(inside(where, BANDS_FILE), BANDS, bands_key, broken)
    if broken:
        raise InputError(broken)
    sources = dict.fromkeys(row["source"] for row in rows)
    found = tuple(
        TableRow(*(row[name] for name in ("method", "stage", "lead", "level", "half", "points"))) for row in rows
    )
    return TableBands(found, " · ".join(sources))


def bands_text(rows: list[TableRow], source: str) -> str:
    """The text of a ``bands.csv`` from another record, called ``source``."""
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(list(BANDS))
    whence = ("derived", inert(visible(source)))
    for row in rows:
        writer.writerow([row.method, row.stage, row.lead, row.level, f"{row.half:.4f}", row.points, *whence])
    return stream.getvalue().rstrip("\n")
