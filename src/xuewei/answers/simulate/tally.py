"""Sums over draws, block after block: quantiles, the probability of a shortage, and its mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.draws import MOST_FREEDOM, RANKED, AreaCase, AreaDraws, Dice, draw, exact_response, space
from xuewei.answers.simulate.estates import AreaEstates, area_estates, estate_chances
from xuewei.answers.simulate.openings import openings
from xuewei.answers.simulate.shocks import Floats
from xuewei.model.assessment import Assessment
from xuewei.model.people_spread import ahead, factor_deviations, roots
from xuewei.model.pupils.grounds import GRADES
from xuewei.model.record_error import record_error, record_spreads
from xuewei.model.response import response
from xuewei.model.rounding import exact
from xuewei.model.seats.in_use import set_even
from xuewei.model.spread import Spread, student
from xuewei.model.sum_bands import sources

Wholes = NDArray[np.int32]
QUANTILES = (0.1, 0.5, 0.9)
QUANTITIES = ("demand", "seats", "balance")


@dataclass(frozen=True, eq=False, repr=False)
class Tally:
    """The answer of one area. ``quantiles (quantity, quantile, cell)`` in whole persons and seats; ``p_short (cell,)``
    the share of draws with a shortage; ``expected (cell,)`` the mean shortage in seats, nothing where there is none;
    both NaN where no errors of the forecast could be drawn;
    ``matters (source, cell)`` the part of the balance's spread that goes where a source is held at its median."""

    area: str
    quantiles: NDArray[np.int64]
    p_short: Floats
    expected: Floats
    matters: Floats


def tally(area: str, draws: AreaDraws) -> Tally:
    """The tally of an area's draws."""
    size, begin = draws.demand.shape[2], draws.begin
    of_demand = np.empty((len(QUANTILES), *draws.seats.shape))
    of_demand[:, :, :begin] = draws.demand[:, :begin, 0]
    ordered = in_order(draws.demand[:, begin:])
    of_demand[:, :, begin:] = _quantiles(ordered)
    of_seats = np.repeat(draws.seats[None], len(QUANTILES), axis=0)
    of_balance = of_seats - of_demand
    # seats without chance less draws in order are in order; the same way in every area, so that a half falls alike
    of_balance[:, :, begin:] = _quantiles(draws.seats[:, begin:, None].astype(np.int32) - ordered[..., ::-1])
    if len(draws.moving):
        asked = draws.demand.reshape(-1, size)[draws.moving]
        of_seats.reshape(len(QUANTILES), -1)[:, draws.moving] = quantiles(draws.moved)
        of_balance.reshape(len(QUANTILES), -1)[:, draws.moving] = quantiles(draws.moved - asked)
    missing = draws.missing.reshape(-1, size)
    expected = missing.sum(axis=1)
    p_short = np.zeros(len(missing))
    for cell in np.flatnonzero(expected):
        p_short[cell] = np.count_nonzero(missing[cell]) / size if np.isfinite(expected[cell]) else np.nan
    every = draws.spreads.reshape(len(draws.spreads), -1)
    held, spread = every[:-1], every[-1]
    matters = 1 - np.divide(held, spread, out=np.ones_like(held), where=spread > 0)
    whole = np.rint(np.stack([of_demand, of_seats, of_balance])).astype(np.int64)
    return Tally(area, whole.reshape(*whole.shape[:2], -1), p_short, expected / size, matters)


def quantiles(draws: Floats) -> Floats:
    """The QUANTILES of whole ``draws (…, draw)`` by ``(quantile, …)``, in straight lines between the draws around them.

    >>> quantiles(np.arange(11.0)[None, ::-1])[:, 0].tolist()
    [1.0, 5.0, 9.0]
    """
    return _quantiles(in_order(draws))


def in_order(draws: Floats) -> Wholes:
    """Whole draws, the smallest first."""
    ordered = draws.astype(np.int32)
    ordered.sort(axis=-1)
    return ordered


def _quantiles(ordered: Wholes) -> Floats:
    last = ordered.shape[-1] - 1
    found = np.empty((len(QUANTILES), *ordered.shape[:-1]))
    for n, share in enumerate(QUANTILES):
        below = int(share * last)
        low, high = ordered[..., below], ordered[..., min(below + 1, last)]
        found[n] = low + (share * last - below) * (high.astype(np.float64) - low)
    return found


@dataclass(eq=False, repr=False)
class Totals:
    """Sums over areas by ``(cell, draw)``, all whole numbers below 2⁵³ and so the same in whatever parts they were
    added: ``demand``, ``seats``, and ``missing``, the shortages of the areas that have one, NaN where one is not told.
    """

    demand: Floats
    seats: Floats
    missing: Floats

    @classmethod
    def nothing(cls, cells: int, draws: int) -> Totals:
        """The sums over no area."""
        return cls(*(np.zeros((cells, draws)) for _ in range(3)))

    def add(self, draws: AreaDraws) -> None:
        """Add one area."""
        self.demand += draws.demand.reshape(self.demand.shape)
        self.missing += draws.missing.reshape(self.missing.shape)
        seats = draws.seats.reshape(-1, 1)
        self.seats += seats
        self.seats[draws.moving] += draws.moved - seats[draws.moving]

    def join(self, other: Totals) -> None:
        """Add the sums of other areas."""
        self.demand += other.demand
        self.seats += other.seats
        self.missing += other.missing


@dataclass(frozen=True, eq=False, repr=False)
class Block:
    """The answers of some areas: their ``tallies`` and ``totals`` over ``years`` and ``stages`` (names); the balance is
    known from the year ``since`` on."""

    years: range
    stages: tuple[str, ...]
    tallies: tuple[Tally, ...]
    totals: Totals
    since: int


def simulated(found: Assessment, dice: Dice) -> Block:
    """Every area of an assessment under chance. What is held beyond the answers is that of one area at a time."""
    room = space(len(found.stages), len(found.years), dice.draws)
    tallies, totals = [], Totals.nothing(len(found.stages) * len(found.years), dice.draws)
    for case in cases(found, dice):
        drawn = draw(case, dice, room)
        drawn.missing[case.untold & ~case.even] = np.nan
        totals.add(drawn)
        tallies.append(tally(case.area, drawn))
    stages = tuple(stage.name for stage in found.stages)
    return Block(found.years, stages, tuple(tallies), totals, found.known.start)


def cases(found: Assessment, dice: Dice) -> Iterator[AreaCase]:
    """The areas of an assessment, ready to be drawn."""
    answer = response(found.demand, found.population, found.assumptions, dice.uncertainty)
    delays = [int(delay) for delay in sorted(dice.uncertainty.opening_delay.values)]
    waiting = openings(found, delays)
    estates: list[AreaEstates | None] = [None] * len(found.areas)
    if found.demand.beyond is not None and found.demand.beyond.estates is not None:
        estates = area_estates(found, estate_chances(found, dice.seed, dice.draws, min(RANKED, dice.draws)))
    stages, years = len(found.stages), len(found.years)
    went, level = factor_deviations(found.demand, dice.uncertainty)
    errors = record_error(found.demand, record_spreads(found.demand, dice.uncertainty))
    error, freedom = drawable(errors)
    tested: NDArray[np.bool_] = np.isfinite(errors.deviations).min(axis=0)
    followed = roots(found.demand, GRADES)
    answer.births[tested.all(axis=2) & followed] = 0.0  # the error of the forecast has them
    names = tuple(stage.name for stage in found.stages)
    whose = sources(found.demand, [found.assumptions.census_area(area) for area in found.areas])
    known_to = {key: how.known_to for key, how in found.demand.grounds.items()}
    even = set_even(found.plan, found.known.start, known_to, found.assumptions.base_crowding.value)
    for n, area in enumerate(found.areas):
        medium = [np.nan_to_num(found.demand[stage.name][:, n]).sum(axis=1) for stage in found.stages]
        weights, unit = exact_response(
            answer.births[n].reshape(stages * years, years), answer.moves[n].reshape(stages * years, years)
        )
        yield AreaCase(
            area,
            whose.people[n],
            tuple(whose.record[n]),
            np.array([exact(float(pupils)) for pupils in np.concatenate(medium)]),
            weights,
            unit,
            int(answer.births_from[n]),
            int(answer.moves_from[n]),
            names,
            np.stack([went[n], level[n]]),
            error[:, n],
            freedom[:, n],
            ~tested[n] & followed[n][:, None] & [ahead(found.demand, area, stage) for stage in found.stages],
            np.array([[(year, area, name) in even for year in found.years] for name in names]),
            waiting[n],
            estates[n],
        )


def drawable(error: Spread) -> tuple[Floats, NDArray[np.int64]]:
    """Deviations ``(part, area, stage, year)`` of an error, 0 where nothing is known of it, and whole degrees of
    freedom ``(part, area, stage)``, 0 for so many that they do not matter; the deviations are such that 80 % bands are
    those of the degrees that there are."""
    degrees = error.degrees.min(axis=3, initial=np.inf)
    freedom = np.where(degrees < MOST_FREEDOM, np.maximum(np.rint(np.minimum(degrees, MOST_FREEDOM)), 1), 0)
    drawn = student(np.where(freedom > 0, freedom, np.inf), 0.8)
    deviations = np.nan_to_num(error.deviations) * student(error.degrees, 0.8) / drawn[..., None]
    return deviations, freedom.astype(np.int64)


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
    return Block(first.years, first.stages, tuple(tallies), totals, first.since)
