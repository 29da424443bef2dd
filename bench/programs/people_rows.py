"""Rows of place, age and year from our projection of a synthetic country.

python -m programs.people_rows FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from xuewei import read_population
from xuewei.model.people.inhabitants import inhabitants
from xuewei.model.people.projection import project
from xuewei.model.population import Population

from people import AGES
from programs.clock import tell

Row = dict[str, object]


def rows(population: Population, areas: list[str]) -> list[Row]:
    """Every age of every place in every year after the census, as popro gives them."""
    assumptions = population.assumptions
    found = project(inhabitants(population, tuple(areas), assumptions), assumptions, 2030)
    counted = found.people[:, :, :, :AGES].sum(axis=2).tolist()
    return [
        {"year": year, "place": place, "age": age, "quantity": quantity}
        for year, places in zip(found.years[1:], counted[1:], strict=True)
        for place, ages in zip(areas, places, strict=True)
        for age, quantity in enumerate(ages)
    ]


def main() -> None:
    """Time the projection and its rows; the population has been read."""
    population = read_population(Path(sys.argv[1]) / "country")
    nation = population.assumptions.nation
    areas = [area for area in dict.fromkeys(row.area for row in population.census) if area != nation]
    assert len(rows(population, areas)) == len(areas) * AGES * 10
    tell(lambda: rows(population, areas))


if __name__ == "__main__":
    main()
