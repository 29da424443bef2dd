"""A synthetic country in the folder, in Parquet or with pupils on record beside it where that is asked for.

python -m programs.country FOLDER AREAS [parquet] [record]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np

from xuewei.answers.synthetic.country import write_country
from xuewei.formats.population.folder import read_population

YEARS = range(2016, 2024)


def with_record(folder: Path) -> None:
    """The country once more in ``record``, with about as many pupils in every grade as children were born."""
    there = folder / "record"
    shutil.copytree(folder / "country", there)
    population = read_population(there)
    born = {row.area: row.births for row in population.births if row.area != population.assumptions.nation}
    chance = np.random.default_rng(1)
    rows = ["area,year,stage,grade,pupils,basis,source"]
    for area, births in born.items():
        for year in YEARS:
            for stage in population.assumptions.stages:
                pupils = chance.poisson(births, stage.grades)
                rows += [f"{area},{year},{stage.name},{grade + 1},{n},assumed,bench" for grade, n in enumerate(pupils)]
    (there / "enrolment.csv").write_text("\n".join(rows), encoding="utf-8")


def main() -> None:
    """Write them."""
    folder, areas = Path(sys.argv[1]), int(sys.argv[2])
    write_country(folder / "country", areas, format="parquet" if "parquet" in sys.argv[3:] else "csv")
    if "record" in sys.argv[3:]:
        with_record(folder)


if __name__ == "__main__":
    main()
