"""A plan of 5,000 schools in 100 areas: `gap --year 2023` as a whole process.

    python bench/large_plan.py [--quick]

Writes a made-up plan and population to a temporary folder. Targets: 1.5 s, 300 MiB. Held against PyYAML's own loader,
which reads the same plan and does no more.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from measure import PROGRAM, Job
from report import Limit, Setting, Yielded, alone, measured

SCHOOLS, AREAS = 5000, 100
LOAD = "import sys, yaml; yaml.load(open(sys.argv[1], encoding='utf-8'), Loader=yaml.CSafeLoader)"
LAST_AGE = 85


def write(folder: Path, schools: int) -> Path:
    """The plan and population; the plan's path."""
    chance = random.Random(1)
    areas = [f"区{n:03d}" for n in range(AREAS)]
    rows = ["area,sex,age_from,age_to,persons,date,basis,source"]
    for area in areas:
        for sex in ("male", "female"):
            for age in range(0, LAST_AGE + 1, 5):
                last = "" if age == LAST_AGE else age + 4
                rows.append(f"{area},{sex},{age},{last},{chance.randint(5000, 9000)},2020-11-01,assumed,bench")
    (folder / "census.csv").write_text("\n".join(rows), encoding="utf-8")
    (folder / "assumptions.yaml").write_text("horizon: 2035\n", encoding="utf-8")
    lines = [f"plan: bench\narea: {areas[0]}\nyears: [2021, 2025]\nschools:"]
    for n in range(schools):
        kind, seats = chance.choice([("primary", "primary: 1080"), ("middle", "middle: 900")])
        lines.append(
            f"  - id: s{n}\n    name: 学校{n}\n    type: {kind}\n    area: {chance.choice(areas)}\n"
            f"    planned: {chance.randint(2021, 2025)}\n    seats: {{{seats}}}\n    founder: null\n    status: planned"
        )
    plan = folder / "plan.yaml"
    plan.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return plan


def results(setting: Setting) -> Iterator[Yielded]:
    """The whole process and the plain loader, in turn."""
    schools = setting.size(SCHOOLS, 20)
    plan = write(setting.folder, schools)
    command = (PROGRAM, "gap", "--year", "2023", "--plan", str(plan), "--population", str(setting.folder))
    loader = Job("yaml.CSafeLoader alone", (sys.executable, "-c", LOAD, str(plan)))
    limits = [Limit(1.5, "s"), Limit(300, "MiB")]
    yield from measured(setting, "large plan", Job(f"gap of {schools:,} schools", command), [loader], limits)


if __name__ == "__main__":
    alone(results)
