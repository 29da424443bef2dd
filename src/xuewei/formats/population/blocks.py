"""A population folder of many areas, read in blocks or parts of them: memory holds one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.arrow import numbers
from xuewei.formats.parquet import ParquetTable, numbered
from xuewei.formats.places import AnyPath
from xuewei.formats.population.areas import in_areas_of_today
from xuewei.formats.population.folder import all_parquet, population_place, read_or_note, read_population, with_nation
from xuewei.formats.population.parquet_people import checked_rows, open_tables
from xuewei.formats.population.tables import has_table, table_place
from xuewei.formats.population.zone_tables import read_zone_tables, zone_tables_of
from xuewei.model.population import Population
from xuewei.model.pupils.history import settled_births

if TYPE_CHECKING:
    import pyarrow

Span = tuple[int, int]


def area_spans(table: ParquetTable) -> dict[str, Span]:
    """Where the rows of each area stand, first and after the last, in the order of the file.

    Raises InputError for an area whose rows do not stand together, and for a row without one.
    """
    column = table.column("area")
    codes = numbers(column.indices, -1)
    names = [*column.dictionary.to_pylist(), None]
    found: dict[str, Span] = {}
    for low, high in pairwise([0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]):
        area = names[codes[low]]
        if area is None:
            raise InputError([Fault(Place(table.place, low + 1), "area", "text_empty")])
        if area in found:
            values = {"area": area, "first": found[area][1]}
            raise InputError([Fault(Place(table.place, low + 1), "area", "area_apart", values)])
        found[area] = low, high
    return found


class Cursor:
    """Reads spans of rows of one file, going on from where it stopped where that is possible."""

    def __init__(self, table: ParquetTable) -> None:
        self.table = table
        about = table.file.metadata
        self.starts = np.cumsum([0, *(about.row_group(n).num_rows for n in range(about.num_row_groups))])
        self._from(0)

    def _from(self, group: int) -> None:
        self.at, self.held = int(self.starts[group]), self.table.no_rows()
        self.coming = self.table.batches(range(group, len(self.starts) - 1))

    def rows(self, spans: Iterable[Span]) -> list[pyarrow.Table]:
        """The rows of ``spans`` with their numbers, in the order of the file."""
        joined: list[Span] = []
        for low, high in sorted(spans):
            if joined and joined[-1][1] == low:
                low = joined.pop()[0]
            joined.append((low, high))
        return [rows for span in joined for rows in self._span(*span)]

    def _span(self, low: int, high: int) -> Iterator[pyarrow.Table]:
        group = int(np.searchsorted(self.starts, low, side="right")) - 1
        if low < self.at or self.starts[group] > self.at + len(self.held):
            self._from(group)
        while low < high:
            if low >= self.at + len(self.held):
                self.at, self.held = self.at + len(self.held), next(self.coming)
                continue
            rows = self.held.slice(low - self.at, high - low)
            yield numbered(rows, low)
            low += len(rows)


SHOWN = 20
"""Names that are told of where many are not in the census: each is held against all that are."""


def population_blocks(folder: AnyPath | None, areas: Collection[str] | None, size: int) -> Iterator[Population]:
    """Populations of at most ``size`` of the census areas ``areas`` each (None: all but the nation), in the order of
    the census, each with the rows of the nation (``assumptions.nation``) before them; the nation is a part of every
    block and counts in none unless it is named.

    A folder in Parquet is read batch by batch: all that is kept is where the rows of each area stand. There the rows
    of an area must stand together in each file, and what is wrong with a block is told when its turn comes; areas
    that are not named are not checked. Any other folder is read whole and cut.

    Raises InputError with the faults of the folder or of a block, and for a name that is not in the census;
    ValueError for a size under one.

    >>> [len(block.census) for block in population_blocks(None, ["盐湖区"], 100)]
    [150]
    """
    if size < 1:
        raise ValueError(f"a block holds at least one area, not {size}")
    where = population_place(folder)
    if all_parquet(where):
        return _from_parquet(where, areas, size)
    people = read_population(where)
    return cut(people, areas, size)


def cut(people: Population, areas: Collection[str] | None, size: int) -> Iterator[Population]:
    """The blocks of a population that has been read whole, each with all pupils on record, whose ratios are pooled, and
    the births that go with them. As :func:`population_blocks` does; but where some of the areas were not counted, all
    are one block: balances begin when everybody's demand is known."""
    uncounted = set(areas or ()) - people.last_censuses.keys()
    scope = people.assumptions.scope.items()
    if uncounted and all(
        not people.census or people.knows(area, *(own for own, held in scope if held.census_area == area))
        for area in uncounted
    ):
        yield people
        return
    rows: dict[str, dict[str, list[Any]]] = {"census": {}, "births": {}, "totals": {}}
    for name, by_area in rows.items():
        for row in getattr(people, name):
            by_area.setdefault(row.area, []).append(row)
    nation, pupils = people.assumptions.nation, {row.area for row in people.enrolment}
    pupils |= {people.assumptions.census_area(area) for area in pupils}  # who lends them births
    zones = {row.area for row in people.zones} or rows["births"].keys() - rows["census"].keys()
    bearing = [area for area in rows["births"] if area in pupils or area in zones]
    settled = settled_births(people, people.assumptions) if pupils else {}  # also where the people are in another block
    for block in _blocks(people.folder, nation, rows["census"], areas, size):
        own = dict.fromkeys([nation, *block])
        born_of = dict.fromkeys([*own, *bearing])
        census, births, totals = (
            tuple(row for area in wanted for row in rows[name].get(area, ()))
            for name, wanted in (("census", own), ("births", born_of), ("totals", own))
        )
        far = {area: born for area, born in settled.items() if people.assumptions.census_area(area) not in own}
        births = (*(row for row in births if row.area not in far), *chain.from_iterable(far.values()))
        yield replace(people, census=census, births=births, totals=totals, partial=True)


def _blocks(
    where: AnyPath, nation: str, known: Collection[str], areas: Collection[str] | None, size: int
) -> Iterator[list[str]]:
    """The areas that are asked for in the order of the census, ``size`` at a time."""
    wanted = {*areas} if areas is not None else {*known} - {nation}
    missing = [area for area in dict.fromkeys(areas or ()) if area not in known]
    if missing:
        file, there = str(table_place(where, "census")), list(known)
        raise InputError(
            Fault(Place(file), "area", "no_people", {}, area, nearest(area, there)) for area in missing[:SHOWN]
        )
    ordered = iter([area for area in known if area in wanted])
    while block := list(islice(ordered, size)):
        yield block


def _from_parquet(where: AnyPath, areas: Collection[str] | None, size: int) -> Iterator[Population]:
    """A folder in Parquet, block by block."""
    broken: list[Fault] = []
    tables = open_tables(where, broken)
    assumptions = read_or_note(where, broken)
    beside = read_zone_tables(where, broken)
    if broken or assumptions is None:
        raise InputError(broken)
    spans = {}
    for name, table in tables.items():
        try:
            spans[name] = area_spans(table)
        except InputError as wrong:
            broken += wrong.faults
    if broken:
        raise InputError(broken)
    areas_there = {area for found in spans.values() for area in found}
    children = zone_tables_of(beside, areas_there, assumptions)
    cursors = {name: Cursor(table) for name, table in tables.items()}
    nation = {name: cursors[name].rows([spans[name].get(assumptions.nation, (0, 0))]) for name in tables}
    for block in _blocks(where, assumptions.nation, spans["census"], areas, size):
        parts = {}
        for name, table in tables.items():
            own = [spans[name][area] for area in block if area in spans[name] and area != assumptions.nation]
            parts[name] = table.cells([*nation[name], *cursors[name].rows(own)])
        kept = checked_rows(tables, parts, broken)
        if broken:
            raise InputError(broken)
        born = str(table_place(where, "births"))
        people = Population(
            **kept, **children, assumptions=assumptions, folder=str(where), births_file=born, partial=True
        )
        yield with_nation(in_areas_of_today(people, ()))


def in_batches(folder: AnyPath) -> bool:
    """Whether a folder can be read part by part: all in Parquet, without pupils on record, whose ratios are pooled over
    all areas, without estates and without flows, which lead from one part to another."""
    return (
        all_parquet(folder)
        and not has_table(folder, "enrolment")
        and not (has_table(folder, "flows") or has_table(folder, "estates"))
    )


def one_area(folder: AnyPath | None) -> Population:
    """The population of a folder; of one that can be read part by part, the first area in it, with all assumptions."""
    where = population_place(folder)
    if not in_batches(where):
        return read_population(where)
    return next(population_blocks(where, None, 1))


def parts(population: Population, areas: Sequence[str], size: int) -> Iterator[Population]:
    """Populations of at most ``size`` of the census areas ``areas`` each, in the order of the file, each with the rows
    of the nation and all pupils on record. A folder of which only one area was read is read batch by batch.

    Where births or net migration of all areas together are written, or flows between them, the people of all areas are
    needed: one part.
    """
    assumptions = population.assumptions
    every = bool(assumptions.fertility.births or assumptions.migration.years or population.flows or population.estates)
    most = len(areas) if every else size
    if population.folder and in_batches(population.folder):
        for block in population_blocks(population.folder, areas, most):
            yield replace(block, assumptions=assumptions)
    else:
        yield from cut(population, areas, most)
