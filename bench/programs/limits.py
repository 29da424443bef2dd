"""The kernel of a simulation, and what nothing could beat: as many random numbers drawn alone, the same bytes copied.

    python -m programs.limits kernel|numbers|copy|frames FOLDER DRAWS

``frames`` is a plain simulation in numpy and pandas of one uncertainty, participation, as an analyst would write it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from xuewei.answers.simulate.dice import AreaCase, Dice, dice, space
from xuewei.answers.simulate.draws import draw
from xuewei.answers.simulate.tally import Count, cases
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.model.streams import stream

from programs.clock import tell


def kernel(every: Sequence[AreaCase], thrown: Dice, stages: int, years: int) -> None:
    """Draw and tally every area."""
    room = space(stages, years, thrown.draws)
    count = Count(len(every), stages, years, thrown.draws)
    for case in every:
        count.add(case.area, draw(case, thrown, room), case.untold)
    count.block(range(years), (), 0)


def numbers(every: Sequence[AreaCase], thrown: Dice, stages: int, years: int) -> None:
    """As many normals as the kernel draws, by numpy's generator, and nothing else."""
    normals = np.empty((2 * years + stages, thrown.draws), dtype=np.float32)
    late = np.empty(thrown.draws)
    for case in every:
        own = stream(thrown.seed, case.area)
        wandering = years - min(case.births_from, case.moves_from)
        own.standard_normal(out=normals[: stages + 2 * wandering], dtype=np.float32)
        if case.openings.schools:
            own.random(thrown.draws)
        for school in case.openings.schools:
            stream(thrown.seed, f"{case.area}/{school}").random(out=late)


def frames(found: Assessment, draws: int) -> None:
    """Quantiles, the probability and the mean of a shortage of every area, with uncertain participation alone."""
    import pandas as pd

    chance = np.random.default_rng(1)
    for n in range(len(found.areas)):
        for stage in found.stages:
            medium = found.demand[stage.name][:, n].sum(axis=1)
            seats = found.seats[stage.name][:, n].sum(axis=1)
            factor = 1 + 0.01 * chance.standard_normal((draws, 1))
            demand = pd.DataFrame(medium * factor, columns=list(found.years)).round()
            balance = seats - demand
            demand.quantile([0.1, 0.5, 0.9]), balance.quantile([0.1, 0.5, 0.9])
            (balance < 0).mean(), balance.clip(upper=0).mean()


def main() -> None:
    """Time the work asked for."""
    work, folder, draws = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    plan, people = read_project(folder / "plan.yaml")
    found = assess(plan, people, horizon=2035)
    stages, years = len(found.stages), len(found.years)
    if work == "frames":
        return tell(lambda: frames(found, draws))
    if work == "copy":  # demand and seats of every draw
        source = np.ones(2 * len(found.areas) * stages * years * draws)
        target = np.ones_like(source)
        return tell(lambda: np.copyto(target, source))
    assert people.assumptions.uncertainty is not None
    thrown = dice(1, draws, years, people.assumptions.uncertainty)
    every = list(cases(found, thrown))
    return tell(lambda: (kernel if work == "kernel" else numbers)(every, thrown, stages, years))


if __name__ == "__main__":
    main()
