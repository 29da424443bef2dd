"""Blocks of areas: the cases of an assessment, drawn and tallied one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from xuewei.assessment import Assessment
from xuewei.model.rounding import exact
from xuewei.simulation.area_draws import AreaCase, Dice, area_case, draw, space
from xuewei.simulation.openings import openings
from xuewei.simulation.response import response
from xuewei.simulation.tally import Tally, Totals, tally


@dataclass(frozen=True, eq=False, repr=False)
class Block:
    """The answers of some areas: their ``tallies`` and ``totals`` over ``years`` and ``stages`` (names)."""

    years: range
    stages: tuple[str, ...]
    tallies: tuple[Tally, ...]
    totals: Totals


def simulated(found: Assessment, dice: Dice) -> Block:
    """Every area of an assessment under chance. What is held beyond the answers is that of one area at a time."""
    room = space(len(found.stages), len(found.years), dice.draws)
    tallies, totals = [], Totals.nothing(len(found.stages) * len(found.years), dice.draws)
    for case in cases(found, dice):
        drawn = draw(case, dice, room)
        totals.add(drawn)
        tallies.append(tally(case.area, drawn))
    return Block(found.years, tuple(stage.name for stage in found.stages), tuple(tallies), totals)


def cases(found: Assessment, dice: Dice) -> Iterator[AreaCase]:
    """The areas of an assessment, ready to be drawn."""
    answer = response(found, dice.uncertainty)
    delays = [int(delay) for delay in sorted(dice.uncertainty.opening_delay.values)]
    waiting = openings(found, delays)
    stages, years = len(found.stages), len(found.years)
    spreads = [dice.uncertainty.participation.get(stage.name) for stage in found.stages]
    deviations = np.array([0.0 if each is None else each.value for each in spreads])
    for n, area in enumerate(found.areas):
        medium = [found.demand[stage.name][:, n].sum(axis=1) for stage in found.stages]
        yield area_case(
            area,
            np.array([exact(float(pupils)) for pupils in np.concatenate(medium)]),
            answer.births[n].reshape(stages * years, years),
            answer.moves[n].reshape(stages * years, years),
            (int(answer.births_from[n]), int(answer.moves_from[n])),
            np.where([bool(found.grounds(area, stage.name).record) for stage in found.stages], 0.0, deviations),
            waiting[n],
        )


def gathered(blocks: Iterable[Block]) -> Block:
    """One block of the areas of all ``blocks``, in their order; ValueError without any."""
    tallies: list[Tally] = []
    first: Block | None = None
    totals: Totals | None = None
    for block in blocks:
        first = first or block
        tallies += block.tallies
        if totals is None:
            totals = Totals.nothing(*block.totals.demand.shape)
        totals.join(block.totals)
    if first is None or totals is None:
        raise ValueError("there are no areas")
    return Block(first.years, first.stages, tuple(tallies), totals)
