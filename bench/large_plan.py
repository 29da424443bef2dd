"""A plan of 5,000 schools in 100 areas: `gap --year 2023` as a whole process.

    python bench/large_plan.py

Writes a made-up plan and population to a temporary folder and prints the median of 5 runs (target: 1.5 s) and the
peak memory (target: 300 MiB), beside the time PyYAML's own loader needs to read the same plan.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import yaml

from measure import run

SCHOOLS, AREAS, RUNS = 5000, 100, 5
LAST_AGE = 85


def write(folder: Path) -> Path:
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
    for n in range(SCHOOLS):
        kind, seats = chance.choice([("primary", "primary: 1080"), ("middle", "middle: 900")])
        lines.append(
            f"  - id: s{n}\n    name: 学校{n}\n    type: {kind}\n    area: {chance.choice(areas)}\n"
            f"    planned: {chance.randint(2021, 2025)}\n    seats: {{{seats}}}\n    founder: null\n    status: planned"
        )
    plan = folder / "plan.yaml"
    plan.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return plan


def main() -> None:
    """Time the whole process and the plain loader."""
    with tempfile.TemporaryDirectory() as folder:
        plan = write(Path(folder))
        program = str(Path(sys.executable).with_name("xuewei"))
        command = [program, "gap", "--year", "2023", "--plan", str(plan), "--population", folder]
        run(command)
        runs = [run(command) for _ in range(RUNS)]
        started = time.perf_counter()
        yaml.load(plan.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        plain = time.perf_counter() - started
    median = statistics.median(each.seconds for each in runs)
    print(f"gap of {SCHOOLS} schools  {median:.2f} s   peak {max(each.mebibytes for each in runs):.0f} MiB")
    print(f"yaml.CSafeLoader alone  {plain:.2f} s   ratio {median / plain:.2f}")


if __name__ == "__main__":
    main()
