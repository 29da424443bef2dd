"""A population in parts of some areas each, for work that takes one part after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xuewei.files.people.people_tables import has_table
from xuewei.files.people.population_blocks import cut, population_blocks
from xuewei.files.people.population_folder import all_parquet, population_place, read_population
from xuewei.files.written.place import AnyPath
from xuewei.model.population import Population


def in_batches(folder: AnyPath) -> bool:
    """Whether a folder can be read part by part: all in Parquet, without pupils on record, whose ratios are pooled over
    all areas."""
    return all_parquet(folder) and not has_table(folder, "enrolment")


def one_area(folder: AnyPath | None) -> Population:
    """The population of a folder; of one that can be read part by part, the first area in it, with all assumptions."""
    where = population_place(folder)
    if not in_batches(where):
        return read_population(where)
    return next(population_blocks(where, None, 1))


def parts(population: Population, areas: Sequence[str], size: int) -> Iterator[Population]:
    """Populations of at most ``size`` of the census areas ``areas`` each, in the order of the file, each with the rows
    of the nation and all pupils on record. A folder of which only one area was read is read batch by batch.

    Where births or net migration of all areas together are written, the people of all areas are needed: one part.
    """
    assumptions = population.assumptions
    every = bool(assumptions.fertility.births or assumptions.migration.years)
    most = len(areas) if every else size
    if population.folder and in_batches(population.folder):
        for block in population_blocks(population.folder, areas, most):
            yield replace(block, assumptions=assumptions)
    else:
        yield from cut(population, areas, most)
