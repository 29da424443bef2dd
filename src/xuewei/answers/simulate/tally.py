"""Sums over draws, block after block: quantiles, the probability of a shortage, and its mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.dice import MOST_FREEDOM, AreaCase, Dice, Wholes, exact_response, runs_of, space
from xuewei.answers.simulate.draws import AreaDraws, draw
from xuewei.answers.simulate.estates import AreaEstates, area_estates, estate_chances
from xuewei.answers.simulate.matters import RANKED
from xuewei.answers.simulate.openings import openings
from xuewei.answers.simulate.orders import at_ranks, between, ranks_of
from xuewei.answers.simulate.shocks import Floats, lasting
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.people_spread import ahead, factor_deviations, roots
from xuewei.model.pupils.grounds import GRADES
from xuewei.model.record_error import record_error, record_spreads
from xuewei.model.response import response
from xuewei.model.rounding import exact
from xuewei.model.seats.in_use import set_even
from xuewei.model.spread import Spread, student
from xuewei.model.sum_bands import sources

QUANTILES = (0.1, 0.5, 0.9)
QUANTITIES = ("demand", "seats", "balance")
FITS = 2**31 - 1
"""The largest whole number of 32 bits."""


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


def tally(area: str, draws: AreaDraws, untold: Sequence[int] | NDArray[np.intp]) -> tuple[Tally, Missing]:
    """The tally of an area's draws, and the cells with any shortage; of those that are ``untold`` nothing is known."""
    size, (stages, years), begin = draws.demand.shape[2], draws.seats.shape, draws.begin
    seats, moving = draws.seats.reshape(-1), draws.moving
    found = np.empty((len(QUANTITIES), len(QUANTILES), stages, years))
    of_demand, of_seats, of_balance = (each.reshape(len(QUANTILES), -1) for each in found)
    highest = np.empty((stages, years), dtype=np.int32)
    highest[:, :begin] = found[0][:, :, :begin] = draws.demand[:, :begin, 0]
    varying = draws.demand[:, begin:].reshape(-1, size)
    highest[:, begin:] = varying.max(axis=1, initial=0).reshape(stages, -1)
    drawn = [varying, draws.moved, draws.moved - draws.demand.reshape(-1, size)[moving]] if len(moving) else [varying]
    at = at_ranks(np.concatenate(drawn), ranks_of(size, QUANTILES))
    of_drawn, many = between(at, size, QUANTILES), len(varying)
    found[0][:, :, begin:] = of_drawn[:, :many].reshape(len(QUANTILES), stages, -1)
    of_seats[...] = seats
    of_balance[...] = seats - of_demand
    # seats without chance less draws in order are in order; the same way in every area, so that a half falls alike
    less = {size - 1 - rank: draws.seats[:, begin:].reshape(-1) - each[:many] for rank, each in at.items()}
    found[2][:, :, begin:] = between(less, size, QUANTILES).reshape(len(QUANTILES), stages, -1)
    of_seats[:, moving] = of_drawn[:, many : many + len(moving)]
    of_balance[:, moving] = of_drawn[:, many + len(moving) :]
    short = highest.reshape(-1) > seats
    short[moving], short[draws.even] = True, False
    cells = np.flatnonzero(short)
    missing = Missing(cells, draws.missing_in(cells), int(highest.max(initial=0)))
    expected, p_short = np.zeros(len(seats)), np.zeros(len(seats))
    small = missing.highest * size <= FITS  # then sums of 32 bits are exact, and several times as fast
    expected[cells] = missing.seats.sum(axis=1, dtype=np.int32 if small else np.int64) / size
    p_short[cells] = [np.count_nonzero(each) / size for each in missing.seats]
    expected[untold] = p_short[untold] = np.nan
    every = draws.spreads.reshape(len(draws.spreads), -1)
    held, spread = every[:-1], every[-1]
    matters = 1 - np.divide(held, spread, out=np.ones_like(held), where=spread > 0)
    whole = np.rint(found).astype(np.int64).reshape(*found.shape[:2], -1)
    return Tally(area, whole, p_short, expected, matters), missing


@dataclass(frozen=True, eq=False, repr=False)
class Missing:
    """What is wanting in the ``cells`` (indices) of an area that are ever short: ``seats (cell, draw)``; ``highest`` is
    the most pupils of any cell and draw."""

    cells: NDArray[np.intp]
    seats: Wholes
    highest: int


def quantiles(draws: NDArray[np.generic]) -> Floats:
    """The QUANTILES of whole ``draws (cell, draw)`` by ``(quantile, cell)``, in straight lines between the draws around
    them.

    >>> quantiles(np.arange(11.0)[None, ::-1])[:, 0].tolist()
    [1.0, 5.0, 9.0]
    """
    size = draws.shape[-1]
    return between(at_ranks(draws.copy(), ranks_of(size, QUANTILES)), size, QUANTILES)


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


class Sums:
    """Totals of areas as they are drawn: what does not vary is one number for each cell until the end, and demand is
    added up in half the room as long as it fits."""

    def __init__(self, stages: int, years: int, draws: int) -> None:
        self._still = np.zeros((2, stages * years))
        self._totals = Totals.nothing(stages * years, draws)
        self._shape = stages, years, draws
        self._demand = np.zeros(self._shape, dtype=np.int32)
        self._most = 0

    def add(self, draws: AreaDraws, missing: Missing, untold: Sequence[int] | NDArray[np.intp]) -> None:
        """Add one area."""
        begin, totals = draws.begin, self._totals
        if self._most + missing.highest > FITS:
            self._widen()
        self._most += missing.highest
        demand = self._demand[:, begin:]
        np.add(demand, draws.demand[:, begin:], out=demand)
        self._still[0].reshape(self._shape[:2])[:, :begin] += draws.demand[:, :begin, 0]
        self._still[1] += draws.seats.reshape(-1)
        if len(draws.moving):
            totals.seats[draws.moving] += draws.moved - draws.seats.reshape(-1, 1)[draws.moving]
        if len(missing.cells):
            totals.missing[missing.cells] += missing.seats
        if len(untold):
            totals.missing[untold] = np.nan

    def _widen(self) -> None:
        self._totals.demand += self._demand.reshape(self._totals.demand.shape)
        self._demand[...], self._most = 0, 0

    def totals(self) -> Totals:
        """The sums over all areas."""
        self._widen()
        self._totals.demand += self._still[0][:, None]
        self._totals.seats += self._still[1][:, None]
        return self._totals


def simulated(found: Assessment, dice: Dice) -> Block:
    """Every area of an assessment under chance. What is held beyond the answers is that of one area at a time."""
    shape = len(found.stages), len(found.years), dice.draws
    room, tallies, sums = space(*shape), list[Tally](), Sums(*shape)
    for case in cases(found, dice):
        drawn = draw(case, dice, room)
        untold = np.flatnonzero(case.untold & ~case.even)
        one, missing = tally(case.area, drawn, untold)
        sums.add(drawn, missing, untold)
        tallies.append(one)
    stages = tuple(stage.name for stage in found.stages)
    return Block(found.years, stages, tuple(tallies), sums.totals(), found.known.start)


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
    settled = np.zeros((len(found.areas), stages, years), dtype=bool)
    places = {area: n for n, area in enumerate(found.areas)}
    for year, area, name in even:
        if year in found.years:
            settled[places[area], names.index(name), year - found.years.start] = True
    medium = np.stack([np.nan_to_num(found.demand[name]).sum(axis=2).T for name in names], axis=1)  # area, stage, year
    first = [_first(went[n], level[n], *error[:, n]) for n in range(len(found.areas))]
    factors, runs = np.zeros((2, 0, 0)), list[slice]()
    lasts = lasting(years, dice.uncertainty.net_migration.persistence.value)
    for n, area in enumerate(found.areas):
        before, factors = factors, np.stack([went[n], level[n]])
        runs = runs if np.array_equal(before, factors) else runs_of(factors)
        weights, unit = exact_response(
            answer.births[n].reshape(stages * years, years),
            answer.moves[n].reshape(stages * years, years),
            lasts,
        )
        yield AreaCase(
            area,
            whose.people[n],
            tuple(whose.record[n]),
            np.array([exact(pupils) for pupils in medium[n].ravel().tolist()]),
            weights,
            unit,
            int(answer.births_from[n]),
            int(answer.moves_from[n]),
            names,
            factors,
            error[:, n],
            freedom[:, n],
            ~tested[n] & followed[n][:, None] & [ahead(found.demand, area, stage) for stage in found.stages],
            settled[n],
            waiting[n],
            first[n],
            runs,
            estates[n],
        )


def _first(*deviations: Floats) -> int:
    """The index of the first year of ``deviations (stage, year)`` in which any is more than nothing."""
    every = np.concatenate(deviations)
    acts: NDArray[np.bool_] = every.max(axis=0) > 0
    return int(acts.argmax()) if acts.any() else every.shape[1]


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
