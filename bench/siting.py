"""Choosing among 60 candidate sites in towns made by a program: how long until it is proven, and how far from it.

    python bench/siting.py [--seconds 60] [--objective cover|walk] [--schedule]

Targets: 500 points × 3 stages, five sites, proven in 10 seconds on two cores; 5,000 points within 1 % in 60.
Each time is held as a ratio against one linear program of HiGHS in the same process: the same children divided among
all schools and all sites, every site open at its size, which is what a single choice costs to judge from nothing.

``--schedule``: instead, `optimise --sites` on a made-up district of about 500 points and 60 sites, 75 zones and 412
schools short of classes, the whole process beside that of `site -k 5` on the same files.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from xuewei.answers.site.flows import COVER, OBJECTIVES, Case, Flows
from xuewei.answers.site.locating import choose

SITES, COUNT, WAY = 60, 5, 800.0
"""Candidate sites, how many are chosen, and the metres that a child may walk."""


def town(points: int, stages: int, objective: str, seed: int) -> Case:
    """A town of 5 km a side (of 10 km with thousands of points), whose 60 schools have seats for six in ten, for
    all where walks are to be short."""
    rng = np.random.default_rng(seed)
    wide, schools = (5000.0, 60) if points < 1000 else (10_000.0, 150)
    homes, places = rng.uniform(0, wide, (points, 2)), rng.uniform(0, wide, (schools + SITES, 2))
    far = 1.3 * np.sqrt(((homes[:, None] - places[None]) ** 2).sum(axis=2))
    at, to = np.nonzero(far <= (WAY if objective == COVER else np.inf))
    children, every = rng.uniform(5, 40, points * stages), schools + SITES
    offers = np.zeros((SITES, every * stages))
    for stage in range(stages):
        offers[np.arange(SITES), stage * every + schools + np.arange(SITES)] = rng.choice([540, 810, 1080], SITES)
    each = (0.6 if objective == COVER else 1.0) * children.sum() / stages / schools
    return Case(
        children,
        np.repeat(np.arange(stages), points),
        np.concatenate([at + stage * points for stage in range(stages)]),
        np.concatenate([to + stage * every for stage in range(stages)]),
        np.tile(far[at, to], stages),
        np.tile(np.r_[np.full(schools, each), np.zeros(SITES)], stages),
        np.repeat(np.arange(stages), every),
        np.arange(SITES),
        offers,
        objective,
    )


GRADES = range(1, 7)


def short_of_classes(register: Path) -> None:
    """Takes a class from every grade of primary and middle that has two, so that seats are short."""
    with register.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    for row in rows:
        if row["stage"] not in ("primary", "middle"):
            continue
        for each in (f"classes_{n}" for n in GRADES):
            row[each] = str(max(int(row[each]) - 1, 1)) if row[each] else ""
        row["classes"] = str(sum(int(row[f"classes_{n}"] or 0) for n in GRADES))
    with register.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, [*rows[0]], lineterminator="\n")
        written.writeheader()
        written.writerows(rows)


def processed(*words: str, cwd: Path) -> tuple[float, str]:
    """Seconds of processor of a command, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "xuewei", *words], cwd=cwd, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def schedule(seconds: float, seed: int) -> str:
    """Seconds of `optimise --sites` and of `site` on the same files, their ratio, and how the search ended."""
    with tempfile.TemporaryDirectory() as spare:
        folder = Path(spare, "district")
        counts = ("--zones", "75", "--sites", f"{SITES}", "--estates", "20", "--seed", f"{seed}")
        processed("synth", *counts, str(folder), cwd=Path(spare))
        short_of_classes(folder / "schools.csv")
        once, _ = processed("site", "--sites", "sites.csv", "-k", f"{COUNT}", cwd=folder)
        limit = ("--time-limit", f"{seconds:g}", "--lang", "en")
        used, told = processed("optimise", "--sites", "sites.csv", *limit, cwd=folder)
    ends = told[told.index("Objectives and proof") :].splitlines()[3:6]
    proven = f"proven {sum('optimal' in each for each in ends)} of {len(ends)} objectives"
    return f"{used:.1f} s of processor, {used / once:.2f} times site -k {COUNT} ({once:.1f} s); {proven}"


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--seconds", type=float, default=60.0)
    given.add_argument("--objective", choices=OBJECTIVES, default=COVER)
    given.add_argument("--seeds", type=int, default=3)
    given.add_argument("--points", type=int, nargs="+", default=[500, 5000])
    given.add_argument("--schedule", action="store_true")
    asked = given.parse_args()
    for seed in range(asked.seeds) if asked.schedule else ():
        print(f"optimise --sites, {seed}: {schedule(asked.seconds, seed)}", flush=True)
    for points in () if asked.schedule else asked.points:
        for seed in range(asked.seeds):
            case = town(points, 3 if points < 1000 else 1, asked.objective, seed)
            begun = time.process_time()
            found = choose(case, COUNT, asked.seconds)
            used = time.process_time() - begun
            begun = time.process_time()
            Flows(case, np.arange(len(case.metres))).of(range(SITES))
            once = time.process_time() - begun
            how = "proven" if found.proven else f"within {found.gap(asked.objective):.2%}"
            print(f"{points} points, {len(case.metres)} ways, {seed}: {how}", end=" ")
            print(
                f"in {found.seconds:.1f} s ({used:.1f} s of processor, {used / once:.1f} times one linear program)",
                flush=True,
            )


if __name__ == "__main__":
    main()
