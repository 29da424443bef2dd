"""A population folder of many areas, read in blocks of them: memory holds one block, and where each area stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Any

import numpy as np

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.files.people.nation import with_nation
from xuewei.files.people.people_tables import table_place
from xuewei.files.people.population_folder import all_parquet, population_place, read_or_note, read_population
from xuewei.files.written.place import AnyPath
from xuewei.model.population import BirthsRow, Population

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
    the births that go with them. As :func:`population_blocks` does."""
    rows: dict[str, dict[str, list[Any]]] = {"census": {}, "births": {}, "totals": {}}
    for name, by_area in rows.items():
        for row in getattr(people, name):
            by_area.setdefault(row.area, []).append(row)
    nation, pupils = people.assumptions.nation, {row.area for row in people.enrolment}
    pupils |= {people.assumptions.census_area(area) for area in pupils}  # who lends them births
    bearing = [area for area in rows["births"] if area in pupils]
    settled = _settled(people) if pupils else {}
    for block in _blocks(people.folder, nation, rows["census"], areas, size):
        own = dict.fromkeys([nation, *block])
        born_of = dict.fromkeys([*own, *bearing])
        census, births, totals = (
            tuple(row for area in wanted for row in rows[name].get(area, ()))
            for name, wanted in (("census", own), ("births", born_of), ("totals", own))
        )
        far = {area: born for area, born in settled.items() if people.assumptions.census_area(area) not in own}
        births = (*(row for row in births if row.area not in far), *chain.from_iterable(far.values()))
        yield replace(people, census=census, births=births, totals=totals)


def _settled(people: Population) -> dict[str, tuple[BirthsRow, ...]]:
    """Births that stand in for the people of areas with pupils on record who are in another block."""
    from xuewei.model.other_births import settled_births

    return settled_births(people, people.assumptions)


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
    from xuewei.files.people.parquet_spans import Cursor, area_spans
    from xuewei.files.people.population_parts import kept_rows, open_tables, part_faults

    broken: list[Fault] = []
    tables = open_tables(where, broken)
    assumptions = read_or_note(where, broken)
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
    cursors = {name: Cursor(table) for name, table in tables.items()}
    nation = {name: cursors[name].rows([spans[name].get(assumptions.nation, (0, 0))]) for name in tables}
    for block in _blocks(where, assumptions.nation, spans["census"], areas, size):
        parts = {}
        for name, table in tables.items():
            own = [spans[name][area] for area in block if area in spans[name] and area != assumptions.nation]
            found = [nation[name], cursors[name].rows(own)]
            numbers = np.concatenate([each.numbers for each in found])
            parts[name] = table.part([batch for each in found for batch in each.batches], numbers)
        wrong_rows = part_faults(tables, parts)
        if wrong_rows:
            raise InputError(wrong_rows)
        born = str(table_place(where, "births"))
        yield with_nation(Population(**kept_rows(parts), assumptions=assumptions, folder=str(where), births_file=born))
