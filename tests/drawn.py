"""A made-up district that is not on the disk."""

from __future__ import annotations

from xuewei.answers.synthetic.district import District, made_district
from xuewei.formats.population.folder import read_population
from xuewei.model.people.births import known_births


def nation() -> dict[int, float]:
    """Births of the nation by year."""
    people = read_population()
    known = known_births(row for row in people.births if row.area == people.assumptions.nation)
    return {year: births for year in range(2000, 2026) if (births := known.in_year(year))}


def made(seed: int = 3, zones: int = 12, schools: int = 60, areas: int = 1, years: int = 6) -> District:
    """A district, not on the disk."""
    stages = {stage.name: stage for stage in read_population().assumptions.stages}
    return made_district(seed, zones, schools, areas, years, nation(), stages)
