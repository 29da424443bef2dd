"""The small city with a longer record of its pupils, from which bands can be learnt."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import numpy as np

from program import TOP

CITY = TOP / "examples" / "small_city" / "plan.yaml"
YEARS = range(2006, 2024)
STAGES = {"kindergarten": (3, 3), "primary": (6, 6), "middle": (12, 3)}
"""Entry age and grades."""
SIZES = {"东区": 140.0, "西区": 290.0}
"""Children born in a usual year."""


def long_record(folder: Path) -> Path:
    """A folder of people beside which the plan of the small city stands: as shipped, but with pupils of eighteen years,
    who follow their cohorts, every year a little more or fewer, in all areas and in each."""
    copytree(TOP / "examples" / "pupils", folder)
    chance = np.random.default_rng(7)
    born = {area: size * (1 + 0.08 * np.sin(np.arange(60) / 3)) for area, size in SIZES.items()}
    both = 1 + 0.015 * chance.standard_normal(len(YEARS))
    lines = ["area,year,stage,grade,pupils,basis,source"]
    for area, cohorts in born.items():
        own = 1 + 0.01 * chance.standard_normal((len(YEARS), 20))
        for t, year in enumerate(YEARS):
            for stage, (age, grades) in STAGES.items():
                for grade in range(1, grades + 1):
                    children = cohorts[year - age - grade - 1980]
                    pupils = round(children * both[t] * own[t, age + grade - 1])
                    lines.append(f"{area},{year},{stage},{grade},{pupils},assumed,虚构")
    (folder / "enrolment.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder
