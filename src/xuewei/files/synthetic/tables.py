"""The tables of a synthetic country, part by part, as CSV or as Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.files.writing import replacing
from xuewei.model.population import SEXES
from xuewei.model.synthetic_areas import SyntheticAreas, area_name
from xuewei.model.synthetic_shapes import BIRTH_YEARS, CENSUS_DAYS, EARLIER, GROUPS, NATION_BIRTH_YEARS, TOTAL_DAYS
from xuewei.words.synthetic import NATION

PART = 1024
"""Areas written at once; a row group of Parquet."""
BASIS = "assumed"

Columns = dict[str, Sequence[Any]]


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """A table called ``name``: its columns, part by part."""

    name: str
    parts: Iterable[Columns]


def census(found: SyntheticAreas, source: str) -> Table:
    """Both censuses of the nation (all areas together), then of every area."""
    groups = [
        (sex, low, high, day)
        for day, ages in zip(CENSUS_DAYS, (EARLIER, GROUPS), strict=True)
        for low, high in ages
        for sex in SEXES
    ]
    fixed: Columns = {
        name: list(column)
        for name, column in zip(("sex", "age_from", "age_to", "date"), zip(*groups, strict=True), strict=True)
    }
    order = ("area", "sex", "age_from", "age_to", "persons", "date")
    persons = np.concatenate([_by_group(found.earlier), _by_group(found.later)], axis=1)
    nation = _columns([NATION], persons.sum(axis=0, keepdims=True), "persons", fixed, order, source)
    return Table("census", chain([nation], _parts("persons", persons, fixed, order, source)))


def births(found: SyntheticAreas, source: str) -> Table:
    """Births of the nation, further back than those of its areas, then of every area."""
    order = ("area", "year", "births")
    nation = found.nation_births[None, :]
    return Table(
        "births",
        chain(
            [_columns([NATION], nation, "births", {"year": list(NATION_BIRTH_YEARS)}, order, source)],
            _parts("births", found.births, {"year": list(BIRTH_YEARS)}, order, source),
        ),
    )


def totals(found: SyntheticAreas, source: str) -> Table:
    """Everybody in each area on each day."""
    order = ("area", "date", "persons")
    return Table("totals", _parts("persons", found.totals, {"date": list(TOTAL_DAYS)}, order, source))


def _by_group(people: NDArray[np.int64]) -> NDArray[np.int64]:
    """``(area, sex, group)`` as ``(area, group and sex)``."""
    return people.transpose(0, 2, 1).reshape(len(people), -1)


def _parts(
    name: str, values: NDArray[np.int64], fixed: Columns, order: Sequence[str], source: str
) -> Iterator[Columns]:
    """Columns in ``order`` of ``PART`` areas at a time; ``values (area, row of an area)`` are the column ``name``."""
    for first in range(0, len(values), PART):
        part = values[first : first + PART]
        names = [area_name(first + n + 1) for n in range(len(part))]
        yield _columns(names, part, name, fixed, order, source)


def _columns(
    names: Sequence[str], values: NDArray[np.int64], name: str, fixed: Columns, order: Sequence[str], source: str
) -> Columns:
    rows = values.shape[1]
    found: Columns = {each: list(column) * len(names) for each, column in fixed.items()}
    found["area"] = list(chain.from_iterable([area] * rows for area in names))
    found[name] = values.ravel().tolist()
    length = values.size
    return {**{each: found[each] for each in order}, "basis": [BASIS] * length, "source": [source] * length}


def write_csv(path: Path, table: Table) -> None:
    """Write a table as CSV, whole or not at all."""
    with replacing(path) as spare, open(spare, "w", encoding="utf-8", newline="\n") as file:
        for n, part in enumerate(table.parts):
            if n == 0:
                file.write(",".join(part) + "\n")
            rows = zip(*(_texts(column) for column in part.values()), strict=True)
            file.write("\n".join(map(",".join, rows)) + "\n")


def _texts(column: Sequence[Any]) -> Iterable[str]:
    """The cells of a column as CSV writes them; None is an empty cell. Nothing here needs quotes."""
    if isinstance(column[0], str):
        return column
    return ["" if value is None else str(value) for value in column]


def write_parquet(path: Path, table: Table) -> None:
    """Write a table as Parquet, a row group for each part, whole or not at all."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    word = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    types = {str: word, int: pyarrow.int64(), date: pyarrow.date32()}
    with replacing(path) as spare, open(spare, "wb") as file, ExitStack() as stack:
        writer = None
        for part in table.parts:
            if writer is None:
                schema = pyarrow.schema([(name, types[type(column[0])]) for name, column in part.items()])
                writer = stack.enter_context(ParquetWriter(file, schema, compression="zstd"))
            writer.write_table(pyarrow.Table.from_pydict(part, schema=schema))
