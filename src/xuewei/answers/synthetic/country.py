"""A synthetic country on the disk: tables, plan and README."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.synthetic.areas import (
    BIRTH_YEARS,
    CENSUS_DAYS,
    DEFAULT_AREAS,
    EARLIER,
    GROUPS,
    NATION_BIRTH_YEARS,
    TOTAL_DAYS,
    SyntheticAreas,
    area_name,
    shapes,
    synthetic_areas,
)
from xuewei.answers.synthetic.words import NATION, SOURCE, say
from xuewei.formats.folders import filling, refuse_full
from xuewei.formats.parquet import need_pyarrow
from xuewei.formats.population.folder import read_population
from xuewei.formats.writing import replacing, write_text
from xuewei.late import dataclass
from xuewei.model.population import SEXES
from xuewei.model.streams import stream

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
    if isinstance(column[0], str) and None not in column:
        return column
    return ["" if value is None else str(value) for value in column]


def write_parquet(path: Path, table: Table) -> None:
    """Write a table as Parquet, a row group for each part, whole or not at all."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    word = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    types = {str: word, int: pyarrow.int64(), float: pyarrow.float64(), date: pyarrow.date32()}
    with replacing(path) as spare, open(spare, "wb") as file, ExitStack() as stack:
        writer = None
        for part in table.parts:
            if writer is None:
                known = {name: next(cell for cell in column if cell is not None) for name, column in part.items()}
                schema = pyarrow.schema([(name, types[type(cell)]) for name, cell in known.items()])
                writer = stack.enter_context(ParquetWriter(file, schema, compression="zstd"))
            writer.write_table(pyarrow.Table.from_pydict(part, schema=schema))


TYPES = (
    "primary", "kindergarten", "middle", "nine_year", "estate_kindergarten", "kindergarten", "primary", "kindergarten",
)  # fmt: skip
"""Types in turn: the first five are all that there are here, kindergartens are the most."""
CLASSES = {
    "primary": {"primary": ((24, 30, 36), 45)},
    "middle": {"middle": ((18, 24, 30), 50)},
    "nine_year": {"primary": ((18, 24, 36), 45), "middle": ((9, 12, 18), 50)},
    "kindergarten": {"kindergarten": ((6, 9, 12), 30)},
    "estate_kindergarten": {"kindergarten": ((6, 9, 9), 30)},
}
"""Classes that a school of each type may have, stage by stage, and children in each."""
YEARS = range(2021, 2028)
STATUSES = {
    2021: ("in_use", "completed", "completed"),
    2022: ("in_use", "completed", "under_construction"),
    2023: ("completed", "under_construction", "under_construction"),
    2024: ("under_construction", "approved", "planned"),
}
"""How far schools of each year have come, a third each; later ones are planned."""


def plan_text(found: SyntheticAreas, seed: int, schools: int, lang: str) -> str:
    """``plan.yaml`` of the country ``found``: every area, seats in use balanced, ``schools`` schools."""
    names = [area_name(number + 1) for number in range(len(found.later))]
    head = [
        f"# {say('plan.head', lang, seed=seed)}",
        f"plan: {say('plan', lang)}",
        f"area: {names[0]}",
        "areas:",
        *(f"  - {name}" for name in names),
        f"years: [{YEARS[0]}, {YEARS[-1]}]",
        "population: .",
        f"base_seats: {{year: 2020, seats: balanced, basis: assumed, source: '{say('base', lang)}'}}",
        "schools:" if schools else "schools: []",
    ]
    return "\n".join([*head, *_schools(found, seed, schools, names, lang)]) + "\n"


def _schools(found: SyntheticAreas, seed: int, count: int, names: list[str], lang: str) -> Iterator[str]:
    """A line for each school. People stand in a row, area by area; schools take one of them at even steps."""
    people = np.cumsum(found.later.sum(axis=(1, 2)))
    steps = (np.arange(count) + stream(seed, "schools").random(count)) / max(count, 1)
    areas = np.searchsorted(people, steps * people[-1], side="right")
    lots = stream(seed, "schools", 1).integers(0, (len(YEARS), 3, 3), (count, 3)).tolist()
    for number, (area, (later, size, stand)) in enumerate(zip(areas.tolist(), lots, strict=True), start=1):
        kind, year = TYPES[(number - 1) % len(TYPES)], YEARS[later]
        seats = {stage: classes[size] * each for stage, (classes, each) in CLASSES[kind].items()}
        status = STATUSES.get(year, ("planned",) * 3)[stand]
        yield (
            f"  - {{id: synthetic-{number:04d}, name: {say('school', lang, number=number)}, type: {kind}, "
            f"area: {names[area]}, planned: {year}, "
            f"seats: {{{', '.join(f'{stage}: {n}' for stage, n in seats.items())}}}, status: {status}, "
            "basis: {seats: assumed, status: assumed}}"
        )


TOWN = "盐湖区"
"""The shipped district that the shape of towns with many arrivals is taken from."""
FEWEST_SCHOOLS = 5
"""One of each type, however few the areas."""


def write_country(
    folder: str | Path,
    areas: int = DEFAULT_AREAS,
    seed: int = 1,
    *,
    format: str = "csv",
    schools: int | None = None,
    lang: str = "zh",
) -> list[Path]:
    """Write a country of ``areas`` synthetic areas into ``folder``; the files, as written, ``plan.yaml`` last.

    ``format``: csv or parquet, of census, births and totals. ``schools``: planned schools, by default one for two
    areas and at least five. Raises InputError, with nothing written, for a folder that is not empty or no folder, and
    where Parquet is asked for without pyarrow.
    """
    top = Path(folder)
    if format == "parquet":
        need_pyarrow(str(top))
    wanted = max(FEWEST_SCHOOLS, areas // 2) if schools is None else schools
    source = SOURCE.format(seed=seed)
    facts = {"areas": areas, "seed": seed, "schools": wanted, "format": format, "nation": NATION, "source": source}
    with filling(top, lambda where: refuse_full(where, top)) as part:
        found = synthetic_areas(seed, areas, shapes(read_population(), TOWN))
        names = []
        for table in (census(found, source), births(found, source), totals(found, source)):
            names.append(f"{table.name}.{format}")
            write_table(part / names[-1], table)
        texts = {
            "assumptions.yaml": f"# {say('assumptions', lang)}\nnation: {NATION}\n",
            "README.md": say("readme", lang, **facts),
            "plan.yaml": plan_text(found, seed, wanted, lang),
        }
        for name, text in texts.items():
            write_text(part / name, text)
    return [top / name for name in (*names, *texts)]


def write_table(path: Path, table: Table) -> None:
    """Write a table in the form that its path ends in."""
    (write_parquet if path.suffix == ".parquet" else write_csv)(path, table)
