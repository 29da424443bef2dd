"""The draws of one area: demand, seats and balance under chance, every draw in whole persons and seats.

The loop over areas lives off a few arrays that are made once (:class:`Space`): memory does not grow with the number of
areas, and no time goes into asking for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Chances, Uncertainty
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.shocks import GROWTHS, MOVES, Floats, Singles, exact_weights, growth, wandering
from xuewei.model.streams import stream
from xuewei.simulation.openings import Openings

Wholes = NDArray[np.int32]
SOURCES = ("births", "net_migration", "participation", "opening_delay", "delivered_share")
"""What is uncertain, in the order in which it is told."""
RANKED = 250
"""Draws that tell which source matters most."""


@dataclass(frozen=True, eq=False, repr=False)
class AreaCase:
    """One area before any draw. Cells are ``(stage, year)``, stage by stage.

    ``demand (cell,)`` is the medium answer, in which a half is a half (``model.rounding.exact``). ``weights (cell,
    path)`` are whole numbers worth ``unit`` pupils each: the response to the births of every year and to its net
    migration, in steps of their grids. ``*_from`` is the index of the first year that wanders, ``spread (stage,)`` the
    standard deviation of participation from ``moves_from`` on.
    """

    area: str
    demand: Floats
    weights: Floats
    unit: float
    births_from: int
    moves_from: int
    spread: Floats
    openings: Openings

    @property
    def years(self) -> int:
        """The number of years."""
        return int(self.weights.shape[1]) // 2


def area_case(
    area: str, demand: Floats, births: Floats, moves: Floats, ahead: tuple[int, int], spread: Floats, opened: Openings
) -> AreaCase:
    """The case of an area from its medium ``demand (cell,)`` and its response ``births`` and ``moves (cell, year)``;
    ``ahead`` are the indices of the first years that wander, of births and of moves."""
    weights, unit = exact_weights(np.concatenate([births * GROWTHS.worth, moves * MOVES.worth], axis=1))
    return AreaCase(area, demand, weights, unit, *ahead, spread, opened)


@dataclass(frozen=True, eq=False, repr=False)
class Dice:
    """Everything drawn that is no area's own: ``draws`` and ``seed``, the ``uncertainty``, and the part of births that
    all areas share, ``(year, draw)``."""

    seed: int
    draws: int
    uncertainty: Uncertainty
    common: Singles


def dice(seed: int, draws: int, years: int, uncertainty: Uncertainty) -> Dice:
    """The dice of a run."""
    normals = stream(seed, "", part=1).standard_normal((years, draws), dtype=np.float32)
    return Dice(seed, draws, uncertainty, normals)


@dataclass(frozen=True, eq=False, repr=False)
class Space:
    """Arrays that the draws of one area after another are written into: ``normals`` and ``steps (path, draw)``, and
    ``demand (cell, draw)``."""

    normals: Singles
    steps: Floats
    demand: Floats


def space(stages: int, years: int, draws: int) -> Space:
    """Room for areas of so many stages and years."""
    normals = np.empty((2 * years + stages, draws), dtype=np.float32)
    return Space(normals, np.empty((2 * years, draws)), np.empty((stages * years, draws)))


@dataclass(frozen=True, eq=False, repr=False)
class AreaDraws:
    """Draws of one area, ``(cell, draw)`` in whole persons and seats; seats without chance are ``(cell, 1)``.
    ``spreads (source, cell)``: the standard deviation of the balance with each source frozen at its median, and last
    with none frozen, over RANKED draws."""

    demand: Floats
    seats: Floats
    spreads: Singles


def draw(case: AreaCase, dice: Dice, room: Space) -> AreaDraws:
    """All draws of one area, from its own stream, in ``room``."""
    own, years = stream(dice.seed, case.area), case.years
    own.standard_normal(out=room.normals, dtype=np.float32)
    _paths(case, dice, room)
    factor = 1 + case.spread[:, None] * room.normals[2 * years :]
    few = _Few(case, room.steps[:, :RANKED], factor[:, :RANKED])
    demand = np.matmul(case.weights, room.steps, out=room.demand)  # whole numbers below 2^53: exact in any order
    demand *= case.unit
    demand += case.demand[:, None]
    by_stage = demand.reshape(len(factor), years, dice.draws)
    by_stage[:, case.moves_from :] *= factor[:, None]
    np.rint(demand, out=demand)
    np.maximum(demand, 0.0, out=demand)
    seats, punctual, delivered = _seats(case.openings, own, case.area, dice)
    spreads = few.spreads(*(each[:, :RANKED] for each in (seats, punctual, delivered)))
    return AreaDraws(demand, np.rint(seats.round(NOISE_DIGITS)), spreads)


def _paths(case: AreaCase, dice: Dice, room: Space) -> None:
    """The steps of both paths, from the normals in ``room``."""
    years, unsure = case.years, dice.uncertainty
    born, moved = room.normals[:years], room.normals[years : 2 * years]
    share = np.float32(unsure.births.common.value)
    born *= np.sqrt(np.float32(1) - share)
    born += np.sqrt(share) * dice.common
    births = wandering(born, unsure.births.step.value, unsure.births.persistence.value, case.births_from)
    moves = wandering(moved, 1.0, unsure.net_migration.persistence.value, case.moves_from)
    GROWTHS.steps(growth(births), out=room.steps[:years])
    MOVES.steps(moves, out=room.steps[years:])


class _Few:
    """The first draws once more without rounding, each source of chance frozen in turn."""

    def __init__(self, case: AreaCase, steps: Floats, factor: Floats) -> None:
        years = case.years
        medium = case.demand.astype(np.float32)[:, None]
        births, moves = (
            np.asarray((case.weights[:, part] @ steps[part]) * case.unit, dtype=np.float32)
            for part in (slice(0, years), slice(years, None))
        )
        grown = np.ones((len(factor), years, steps.shape[1]), dtype=np.float32)
        grown[:, case.moves_from :] = factor[:, None]
        times = grown.reshape(len(medium), -1)
        both = medium + births + moves
        self.demand = both * times
        self.frozen = ((medium + moves) * times, (medium + births) * times, both)

    def spreads(self, seats: Floats, punctual: Floats, delivered: Floats) -> Singles:
        """Standard deviations of the balance ``(source, cell)``, last with nothing frozen."""
        there, on_time, as_usual = (np.asarray(each, dtype=np.float32) for each in (seats, punctual, delivered))
        balances = [there - demand for demand in self.frozen]
        balances += [on_time - self.demand, as_usual - self.demand, there - self.demand]
        return np.stack([_deviation(balance) for balance in balances])


def _deviation(values: Singles) -> Singles:
    """Standard deviations ``(cell,)`` over draws."""
    apart = values - values.mean(axis=1, keepdims=True)
    return np.asarray(np.sqrt(np.einsum("cd,cd->c", apart, apart) / values.shape[1]))


def _seats(openings: Openings, own: np.random.Generator, area: str, dice: Dice) -> tuple[Floats, Floats, Floats]:
    """Seats ``(cell, draw)``, and with delays or the delivered share frozen at their medians; ``(cell, 1)`` where no
    school is unfinished. Every school is late by a stream of its own, so that a further one changes no other."""
    standing = openings.standing.reshape(-1, 1)
    if not openings.schools:
        return standing, standing, standing
    share, usual_share = _drawn(dice.uncertainty.delivered_share, own.random(dice.draws))
    delays = sorted(dice.uncertainty.opening_delay.values)
    late = np.empty((len(openings.schools), dice.draws))
    for n, school in enumerate(openings.schools):
        stream(dice.seed, f"{area}/{school}").random(out=late[n])
    drawn, usual_delay = _drawn(dice.uncertainty.opening_delay, late)
    tables, unit = exact_weights(openings.tables.reshape(len(delays), len(standing), -1))
    brought = np.zeros((len(standing), dice.draws))
    for table, delay in zip(tables, delays, strict=True):
        brought += table @ (drawn == delay).astype(np.float64)
    brought *= unit
    punctual = tables[delays.index(usual_delay)].sum(axis=1, keepdims=True) * unit
    return standing + brought * share, standing + punctual * share, standing + brought * usual_share


def _drawn(chances: Chances, uniform: Floats) -> tuple[Floats, float]:
    """What happens in each draw, and the median."""
    values = np.array(sorted(chances.values))
    upto = np.cumsum([chances.values[value] for value in values])
    at = np.minimum(np.searchsorted(upto, uniform, side="right"), len(values) - 1)
    return values[at], float(values[min(int(np.searchsorted(upto, 0.5)), len(values) - 1)])
