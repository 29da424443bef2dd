"""A synthetic country, and the same people as popro and pandas want them.

python -m programs.people_files FOLDER AREAS
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import xuewei
from xuewei.answers.synthetic.country import write_country

from people import AGES, AHEAD


def written(folder: Path, areas: int) -> None:
    """A synthetic country in ``country``, and what popro wants of it: the census by age, births and totals by year."""
    write_country(folder / "country", areas)
    found = xuewei.assess(
        xuewei.read_plan(folder / "country" / "plan.yaml"), xuewei.read_population(folder / "country"), horizon=2030
    ).projection
    places = [one.area for one in found.areas]
    census, births, population = (["year,place,age,population"], ["year,place,births"], ["year,place,population"])
    for n, place in enumerate(places):
        ages = found.people[0, n, :, :AGES].sum(axis=0)
        census += [f"{found.base_year},{place},{age},{count}" for age, count in enumerate(ages.tolist())]
        for t, year in enumerate(found.years):
            births.append(f"{year},{place},{found.births[t, n]}")
            population.append(f"{year},{place},{found.people[t, n].sum()}")
    for name, lines in (("census", census), ("births", births), ("population", population)):
        (folder / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    assert len(found.years) == AHEAD + 1
    np.save(folder / "people.npy", found.people[0])


if __name__ == "__main__":
    written(Path(sys.argv[1]), int(sys.argv[2]))
