"""`xuewei simulate` of 1, 100 and 2,844 synthetic areas × 1,000 draws × 15 years, and how time grows with both.

    python bench/simulation.py [--quick]

Inside a process that has read the country, and as a whole process that writes CSV. Exponents are slopes of straight
lines through the logarithms of the best times inside: 1 is in proportion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from statistics import linear_regression

from measure import PROGRAM, Job, in_turn, prepare, program
from report import Result, Setting, Yielded, alone, measured

DRAWS = 1000
SIZES, FEW = (1, 100, 2844), (1, 2)
GROWING, FEW_GROWING = (100, 1000, 10_000), (2, 4)
SOME_DRAWS, FEW_DRAWS = (250, 1000, 4000), (10, 20)


def results(setting: Setting) -> Iterator[Yielded]:
    """Every size, inside and as a whole; then the exponents."""
    draws = setting.size(DRAWS, 10)
    for areas in FEW if setting.quick else SIZES:
        folder = country(setting, areas)
        runs = 2 if areas > 1000 else 5
        yield from measured(setting, "simulate", inside(areas, draws, folder), runs=runs)
        yield from measured(setting, "simulate", whole(areas, draws, folder), runs=runs)
    sizes, shares = (FEW_GROWING, FEW_DRAWS) if setting.quick else (GROWING, SOME_DRAWS)
    over_areas = [(areas, inside(areas, draws, country(setting, areas))) for areas in sizes]
    yield from _growing(setting, "areas", over_areas)
    over_draws = [(each, inside(sizes[0], each, country(setting, sizes[0]))) for each in shares]
    yield from _growing(setting, "draws", over_draws)


def country(setting: Setting, areas: int) -> Path:
    """The folder of a synthetic country of so many areas, written once."""
    folder = setting.folder / str(areas)
    if not folder.exists():
        prepare("country", folder, areas)
    return folder / "country"


def inside(areas: int, draws: int, folder: Path) -> Job:
    """The answer of all areas, without reading or writing."""
    return program(f"{areas:,} areas × {draws:,} draws", "answers", folder, draws, most=1 if areas > 5000 else 99)


def whole(areas: int, draws: int, folder: Path, *words: str) -> Job:
    """The command as its users meet it."""
    answer = str(folder.parent / "answer.csv")
    where = ("--plan", str(folder / "plan.yaml"), "--draws", str(draws), "--format", "csv", "--output", answer)
    return Job(f"{areas:,} areas × {draws:,} draws, CSV", (PROGRAM, "simulate", *where, *words))


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """The slope of log seconds over log size.

    >>> exponent([(10, 1.0), (100, 100.0)])
    2.0
    """
    return linear_regression([log(size) for size, _ in points], [log(seconds) for _, seconds in points]).slope


def _growing(setting: Setting, over: str, jobs: Sequence[tuple[int, Job]]) -> Iterator[Yielded]:
    """A row for each size, run in turn, and the exponent."""
    found = in_turn([job for _, job in jobs], setting.size(3, 1))
    rows = [Result(f"over {over}", f"{job.name}, inside", runs) for (_, job), runs in zip(jobs, found, strict=True)]
    yield from rows
    slope = exponent([(size, row.best) for (size, _), row in zip(jobs, rows, strict=True)])
    yield f"simulate: exponent of time over {over} {slope:.2f} ({', '.join(f'{size:,}' for size, _ in jobs)})"


if __name__ == "__main__":
    alone(results)
