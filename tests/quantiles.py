"""Areas under chance, and quantiles of their draws beside the bands that they are to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.dice import dice
from xuewei.answers.simulate.tally import Block, simulated
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import Assumptions, Chances
from xuewei.model.bands import Band, DemandBands
from xuewei.model.population import Population

from builders import assumptions, level, plan, population, pupils, school

Cell = tuple[str, str, int]
"""Area, stage and year."""
DRAWS = 5000
STAGES = {"kindergarten": (3, 3), "primary": (6, 6), "middle": (12, 3)}
"""The age of entry and the grades of each stage."""
FIRST, LAST = 2006, 2023
"""Years of pupils on record."""


def sure(assumed: Assumptions) -> Assumptions:
    """Assumptions under which seats come as planned."""
    unsure = assumed.uncertainty
    assert unsure is not None
    return replace(
        assumed,
        uncertainty=replace(unsure, opening_delay=Chances({0.0: 1.0}), delivered_share=Chances({1.0: 1.0})),
    )


def recorded(
    *sizes: int, stages: Sequence[str] = tuple(STAGES), births_to: int = LAST, horizon: int = 2033, seed: int = 5
) -> Population:
    """Areas of so many births a year whose pupils are on record: all ratios wander together and each alone."""
    chance = np.random.default_rng(seed)
    years = range(FIRST - 15, LAST + 1)
    common = {(stage, year): chance.normal(0, 0.02) for stage in STAGES for year in years}
    counts: dict[tuple[str, int, str, int | None], int] = {}
    born: dict[tuple[str, int], float] = {}
    for n, size in enumerate(sizes):
        area = f"区{n}"
        here = {year: size * float(np.exp(chance.normal(0, 0.05))) for year in years}
        born |= {(area, year): here[year] for year in years if year <= births_to}
        for stage in stages:
            age, grades = STAGES[stage]
            for year in range(FIRST, LAST + 1):
                for grade in range(1, grades + 1):
                    factor = np.exp(common[stage, year] + chance.normal(0, 0.01))
                    counts[area, year, stage, grade] = round(here[year - age - grade + 1] * float(factor))
    names = [f"区{n}" for n in range(len(sizes))]
    found = population(
        dict(zip(names, map(level, sizes), strict=True)), births=born, assumed=sure(assumptions(horizon=horizon))
    )
    return replace(found, enrolment=pupils(counts))


def assessed(people: Population, *areas: str, **asked: object) -> Assessment:
    """A plan of a school in each area held against its people."""
    return assess(plan(*(school(f"s{area}", area=area) for area in areas), area=areas[0], **asked), people)


def drawn(found: Assessment, seed: int = 7, draws: int = DRAWS) -> Block:
    """The answer under chance."""
    unsure = found.assumptions.uncertainty
    assert unsure is not None
    return simulated(found, dice(seed, draws, len(found.years), unsure))


def banded(found: Assessment, bands: DemandBands, draws: Block) -> Iterator[tuple[Cell, Band, NDArray[np.int64]]]:
    """Every cell with a band, and what 10, 50 and 90 % of its draws of demand stay below; demand without a band does
    not vary."""
    for one in draws.tallies:
        quantiles = one.quantiles[0].reshape(3, len(found.stages), len(found.years))
        for s, stage in enumerate(found.stages):
            for t, year in enumerate(found.years):
                band, drawn = bands.band(year, one.area, stage.name), quantiles[:, s, t]
                if band is None:
                    assert drawn[0] == drawn[2]
                else:
                    yield (one.area, stage.name, year), band, drawn
