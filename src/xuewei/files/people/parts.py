"""A population in parts of some areas each, for work that takes one part after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xuewei.model.population import BirthsRow, CensusRow, Population, TotalRow


def parts(population: Population, size: int) -> Iterator[Population]:
    """Populations of ``size`` census areas each, in the order of the file, each with the rows of the nation and all
    pupils on record: ratios are pooled over all areas with pupils.

    Where births or net migration of all areas together are written, the people of all areas are needed: one part.
    """
    assumptions = population.assumptions
    if assumptions.fertility.births or assumptions.migration.years:
        yield population
        return
    census: dict[str, list[CensusRow]] = {}
    births: dict[str, list[BirthsRow]] = {}
    totals: dict[str, list[TotalRow]] = {}
    for row in population.census:
        census.setdefault(row.area, []).append(row)
    for born in population.births:
        births.setdefault(born.area, []).append(born)
    for total in population.totals:
        totals.setdefault(total.area, []).append(total)
    pupils = {row.area for row in population.enrolment}
    areas = list(census)
    for start in range(0, len(areas), size):
        here = areas[start : start + size]
        wanted = list(dict.fromkeys([assumptions.nation, *here]))
        known = list(dict.fromkeys([*wanted, *(area for area in births if area in pupils)]))
        yield replace(
            population,
            census=tuple(row for area in wanted for row in census.get(area, ())),
            births=tuple(row for area in known for row in births.get(area, ())),
            totals=tuple(row for area in wanted for row in totals.get(area, ())),
        )
