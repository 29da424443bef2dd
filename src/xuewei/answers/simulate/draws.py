"""The draws of one area: demand, seats and balance under chance, every draw in whole persons and seats, and the spread
of the balance with each source of chance held at its median.

The loop over areas lives off a few arrays that are made once (:class:`Space`): memory does not grow with the number of
areas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.estates import OF_ESTATES, AreaEstates, DrawnEstates
from xuewei.answers.simulate.openings import LateSeats, Openings, late_seats
from xuewei.answers.simulate.shocks import GROWTHS, MOVES, Floats, Singles, erring, exact_weights, growth, wandering
from xuewei.model.assumptions import Uncertainty
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.streams import stream

RANKED = 250
"""Draws that tell which source matters most."""
OF_DEMAND = ("births", "net_migration", "participation", "level", "forecast")
"""Sources of demand: paths that add pupils, then factors."""
OF_SEATS = ("opening_delay", "delivered_share")
SOURCES = (*OF_DEMAND[:3], *OF_SEATS, *OF_DEMAND[3:], *OF_ESTATES)
"""What is uncertain, in the order of columns."""
_DEMAND, _SEATS, _ESTATES = ([SOURCES.index(each) for each in some] for some in (OF_DEMAND, OF_SEATS, OF_ESTATES))
_NONE = len(SOURCES)
"""Where sources of demand, of seats and of estates stand among all, and the case in which none is held."""
MOST_FREEDOM = 30
"""Degrees of freedom from which an error is as good as known."""


@dataclass(frozen=True, eq=False, repr=False)
class FewDraws:
    """Demand of the first draws, not rounded, by ``(stage, year, draw)``: the ``medium`` (one draw) and what ``births``
    and ``moves`` add to it, times the ``factors``, each with its source. ``held``: the medium with a source of estates
    at its median; empty where there are none."""

    medium: Singles
    births: Singles
    moves: Singles
    factors: tuple[tuple[str, Singles], ...]
    held: Mapping[str, Singles] = field(default_factory=dict)

    def held_at_median(self) -> Singles:
        """Demand ``(source of demand, stage, year, draw)`` with each source at its median, those of estates where
        there are any, and last with none."""
        names = (*OF_DEMAND, *self.held)
        found = np.empty((len(names) + 1, *self.births.shape), dtype=np.float32)
        np.add(self.medium, self.moves, out=found[0])
        np.add(self.medium, self.births, out=found[1])
        np.add(found[1], self.moves, out=found[2])
        found[3:] = found[2]
        for n, medium in enumerate(self.held.values(), start=len(OF_DEMAND)):
            np.add(medium, self.births, out=found[n])
            found[n] += self.moves
        for source, factor in self.factors:
            for n, held in enumerate((*names, "")):
                if held != source:
                    found[n] *= factor
        return found


def spreads(few: FewDraws, seats: LateSeats, begin: int) -> Singles:
    """Standard deviations of the balance ``(source, stage, year)``, last with none held; 0 before the year
    ``begin``, when nothing is uncertain."""
    stages, later, draws = few.births.shape
    years = begin + later
    found = np.zeros((len(SOURCES) + 1, stages, years), dtype=np.float32)
    of_demand = [*_DEMAND, *(SOURCES.index(each) for each in few.held), _NONE]
    others = [*_SEATS, *(n for n in _ESTATES if n not in of_demand)]
    demand = few.held_at_median()
    of_moving = demand[-1].reshape(-1, draws)
    there = seats.standing.astype(np.float32).reshape(stages, years, 1)[:, begin:]
    if not len(seats.moving):
        np.subtract(there, demand, out=demand)
        found[of_demand, :, begin:] = _deviation(demand)
        found[others] = found[_NONE]
        return found
    at = seats.moving - begin * (seats.moving // years + 1)
    there = np.repeat(there, draws, axis=2)
    there.reshape(-1, draws)[at] = seats.moved[:, :draws]
    ways = [np.asarray(each, dtype=np.float32) - of_moving[at] for each in (seats.punctual, seats.delivered)]
    np.subtract(there, demand, out=demand)
    found[of_demand, :, begin:] = _deviation(demand)
    found[others] = found[_NONE]
    flat = found.reshape(len(found), -1)
    for n, balance in zip(_SEATS, ways, strict=True):
        flat[n, seats.moving] = _deviation(balance)
    return found


def _deviation(values: Singles) -> Singles:
    """Standard deviations over draws, the last axis."""
    flat = values.reshape(-1, values.shape[-1])
    apart = flat - flat.mean(axis=1, keepdims=True)
    found = np.sqrt(np.einsum("cd,cd->c", apart, apart) / values.shape[-1])
    return np.asarray(found, dtype=np.float32).reshape(values.shape[:-1])


@dataclass(frozen=True, eq=False, repr=False)
class AreaCase:
    """One area before any draw. Cells are ``(stage, year)``, stage by stage. ``people`` and ``records (stage,)`` name
    whose errors it has: its own, or those of the census area of which several areas are parts.

    ``demand (cell,)`` is the medium answer, in which a half is a half (``model.rounding.exact``). ``weights (cell,
    path)`` are whole numbers worth ``unit`` pupils each: the response to the births of every year and to its net
    migration, in steps of their grids. ``*_from`` is the index of the first year that wanders,
    ``factors (factor, stage, year)`` the standard deviations of participation and of the level, ``error (part, stage,
    year)`` those of the error of a forecast from pupils on record: what all areas share, what is its own, and births
    that were not known; 0 in years that are known. ``freedom (part, stage)`` are the degrees of freedom behind each, 0
    where it is as good as known. ``untold (stage, year)``: forecasts of which no past errors tell how far they may be
    off. ``even (stage, year)``: balances that are even because they were set so, whatever the demand. ``estates``:
    those that move its demand (None: there are none).
    """

    area: str
    people: str
    records: tuple[str, ...]
    demand: Floats
    weights: Floats
    unit: float
    births_from: int
    moves_from: int
    stages: tuple[str, ...]
    factors: Floats
    error: Floats
    freedom: NDArray[np.int64]
    untold: NDArray[np.bool_]
    even: NDArray[np.bool_]
    openings: Openings
    estates: AreaEstates | None = None

    @property
    def years(self) -> int:
        """The number of years."""
        return int(self.weights.shape[1]) // 2


def exact_response(births: Floats, moves: Floats) -> tuple[Floats, float]:
    """The weights of a case, and their unit, from the response to ``births`` and ``moves (cell, year)``."""
    return exact_weights(np.concatenate([births * GROWTHS.worth, moves * MOVES.worth], axis=1))


@dataclass(frozen=True, eq=False, repr=False)
class Dice:
    """Everything drawn that is no area's own: ``draws`` and ``seed``, the ``uncertainty``, what the part of births
    that all areas share adds to the normals of each, ``(year, draw)``, and the normals of the ``level`` ``(draw,)``,
    which one census makes too high or low everywhere; ``errors``: those of the error that all areas share, by stage, as
    far as any was asked for."""

    seed: int
    draws: int
    uncertainty: Uncertainty
    common: Singles
    level: Singles
    errors: dict[str, Singles] = field(default_factory=dict)

    def error_of(self, stage: str) -> Singles:
        """Normals ``(year and degree of freedom, draw)`` of a stage's error that all areas share."""
        if stage not in self.errors:
            self.errors[stage] = self.normals(stage, part=3)
        return self.errors[stage]

    def normals(self, name: str, part: int) -> Singles:
        """Normals ``(year and degree of freedom, draw)`` of a stream."""
        shape = len(self.common) + MOST_FREEDOM, self.draws
        return stream(self.seed, name, part).standard_normal(shape, dtype=np.float32)


def dice(seed: int, draws: int, years: int, uncertainty: Uncertainty) -> Dice:
    """The dice of a run."""
    normals = stream(seed, "", part=1).standard_normal((years, draws), dtype=np.float32)
    normals *= np.sqrt(np.float32(uncertainty.births.common.value))
    level = stream(seed, "", part=2).standard_normal(draws, dtype=np.float32)
    return Dice(seed, draws, uncertainty, normals, level)


@dataclass(frozen=True, eq=False, repr=False)
class Space:
    """Arrays that the draws of one area after another are written into: ``normals`` and ``steps (path, draw)``, and
    ``demand``, ``moves``, ``missing`` and the ``factor (stage, year, draw)`` of demand."""

    normals: Singles
    steps: Floats
    demand: Floats
    moves: Floats
    missing: Floats
    factor: Singles


def space(stages: int, years: int, draws: int) -> Space:
    """Room for areas of so many stages and years."""
    normals = np.empty((2 * years + stages, draws), dtype=np.float32)
    cells = (stages, years, draws)
    return Space(
        normals,
        np.empty((2 * years, draws)),
        np.empty(cells),
        np.empty(cells),
        np.empty(cells),
        np.empty(cells, np.float32),
    )


@dataclass(frozen=True, eq=False, repr=False)
class AreaDraws:
    """Draws of one area in whole persons and seats: ``demand`` and ``missing`` seats ``(stage, year, draw)``, of which
    nothing varies before the year with the index ``begin``; ``seats (stage, year)`` without chance, in whose place the
    ``moving`` cells (indices into all cells) have ``moved (moving cell, draw)``. ``spreads (source, stage, year)``: the
    standard deviation of the balance with each source held at its median, and last with none, over RANKED draws."""

    begin: int
    demand: Floats
    missing: Floats
    seats: Floats
    moving: NDArray[np.intp]
    moved: Floats
    spreads: Singles


def draw(case: AreaCase, dice: Dice, room: Space) -> AreaDraws:
    """All draws of one area, from its own stream, in ``room``."""
    own, years = stream(dice.seed, case.area), case.years
    own.standard_normal(out=room.normals, dtype=np.float32)
    if case.people != case.area:
        stream(dice.seed, case.people).standard_normal(out=room.normals[: 2 * years], dtype=np.float32)
    seats = late_seats(case.openings, own, case.area, dice.seed, dice.uncertainty, dice.draws, RANKED)
    begin = min(case.births_from, case.moves_from, first_of(case), int((seats.moving % years).min(initial=years)))
    late = None
    if case.estates is not None:
        late = case.estates.drawn()
        moves = late.every.any(axis=(0, 2))
        begin = min(begin, int(moves.argmax()) if moves.any() else years)
    few = _demand(case, dice, room, begin, late)
    whole = np.rint(seats.standing.round(NOISE_DIGITS))
    moved = np.rint(seats.moved.round(NOISE_DIGITS))
    demand, missing = room.demand, room.missing
    np.subtract(demand, whole.reshape(len(demand), years, 1), out=missing)
    missing.reshape(-1, dice.draws)[seats.moving] = demand.reshape(-1, dice.draws)[seats.moving] - moved
    np.maximum(missing, 0.0, out=missing)
    found = spreads(few, seats, begin)
    for s, t in np.argwhere(case.even).tolist():  # seats follow the demand: that of the medium answer stands for both
        demand[s, t], missing[s, t], found[:, s, t] = np.rint(case.demand.reshape(-1, years)[s, t]), 0.0, 0.0
    return AreaDraws(begin, demand, missing, whole.reshape(len(demand), years), seats.moving, moved, found)


def first_of(case: AreaCase) -> int:
    """The index of the first year in which a factor or an error acts."""
    acts = (np.concatenate([case.factors, case.error]) > 0).any(axis=(0, 1))
    return int(acts.argmax()) if acts.any() else case.years


def _demand(case: AreaCase, dice: Dice, room: Space, begin: int, late: DrawnEstates | None) -> FewDraws:
    """Demand of every draw, into ``room``; the first draws with their parts. Before ``begin`` it does not vary."""
    years, stages = case.years, case.factors.shape[1]
    few_factors = _factors(case, dice, room, begin)
    steps = _paths(case, dice, room, begin)
    weights = (case.weights * case.unit).reshape(stages, years, 2, years)[:, begin:, :, begin:]
    medium = case.demand.reshape(stages, years, 1)
    with_late = medium if late is None else medium + late.every
    demand, moves = room.demand[:, begin:], room.moves[:, begin:]
    # whole numbers of a power of two, below 2^53: exact in any order
    np.matmul(weights[:, :, 0], steps[: years - begin], out=demand)
    np.matmul(weights[:, :, 1], steps[years - begin :], out=moves)
    few = FewDraws(
        with_late[:, begin:, :RANKED].astype(np.float32),
        demand[:, :, :RANKED].astype(np.float32),
        moves[:, :, :RANKED].astype(np.float32),
        few_factors,
        {name: (medium + each)[:, begin:].astype(np.float32) for name, each in late.held.items()} if late else {},
    )
    demand += moves
    demand += with_late[:, begin:]
    demand *= room.factor[:, begin:]
    room.demand[:, :begin] = medium[:, :begin]
    np.rint(room.demand, out=room.demand)
    np.maximum(room.demand, 0.0, out=room.demand)
    return few


def _factors(case: AreaCase, dice: Dice, room: Space, begin: int) -> tuple[tuple[str, Singles], ...]:
    """The product of all factors from the year ``begin`` on, into ``room``; each of them in the first draws."""
    product, few = room.factor[:, begin:], dict[str, Singles]()
    product[...] = 1
    normals = (room.normals[2 * case.years :, None], dice.level[None, None])
    ways = zip(("participation", "level"), case.factors.astype(np.float32)[:, :, begin:, None], normals, strict=True)
    for source, deviations, drawn in ways:
        factor = deviations * drawn
        factor += 1
        product *= factor
        few[source] = factor[..., :RANKED].copy()
    for s in np.flatnonzero(case.error.any(axis=(0, 2))).tolist():
        for source, path in _errors(case, dice, s):
            error = 1 + growth(path[begin:])
            product[s] *= error
            few.setdefault(source, np.ones_like(few["level"]))[s] *= error[:, :RANKED]
    return tuple(few.items())


def _errors(case: AreaCase, dice: Dice, s: int) -> Iterator[tuple[str, Singles]]:
    """The errors ``(year, draw)`` of the logarithm of demand of a stage from pupils on record, each with its source:
    that of all areas, the area's own, and that of births, of which all areas have a part in common."""
    stage, share, whose = case.stages[s], dice.uncertainty.births.common.value, case.records[s]
    for n, (source, name) in enumerate((("forecast", stage), ("forecast", stage), ("births", ""))):
        if not case.error[n, s].any():
            continue
        normals = dice.error_of(name) if n != 1 else dice.normals(f"{whose}/{name}", part=4)
        if source == "births":
            own = dice.normals(f"{whose}/{name}", part=4)
            normals = np.float32(share**0.5) * normals + np.float32((1 - share) ** 0.5) * own
        yield source, erring(normals, case.error[n, s], int(case.freedom[n, s]))


def _paths(case: AreaCase, dice: Dice, room: Space, begin: int) -> Floats:
    """The steps ``(path, draw)`` of births and then of net migration from the year ``begin`` on, from the normals in
    ``room``, which they take the place of."""
    years, unsure = case.years, dice.uncertainty
    born, moved = room.normals[begin:years], room.normals[years + begin : 2 * years]
    born *= np.sqrt(np.float32(1) - np.float32(unsure.births.common.value))
    born += dice.common[begin:]
    wandering(born, unsure.births.step.value, unsure.births.persistence.value, case.births_from - begin)
    wandering(moved, 1.0, unsure.net_migration.persistence.value, case.moves_from - begin)
    steps = room.steps[: 2 * (years - begin)]
    GROWTHS.steps(growth(born), out=steps[: years - begin])
    MOVES.steps(moved, out=steps[years - begin :])
    return steps
