"""Sums over draws, block after block: quantiles, the probability of a shortage, and its mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.dice import MOST_FREEDOM, AreaCase, Dice, Wholes, runs_of, space
from xuewei.answers.simulate.draws import AreaDraws, draw
from xuewei.answers.simulate.estates import AreaEstates, area_estates, estate_chances
from xuewei.answers.simulate.matters import RANKED, SOURCES
from xuewei.answers.simulate.openings import openings
from xuewei.answers.simulate.orders import at_ranks, between, ranks_of
from xuewei.answers.simulate.shocks import GROWTHS, Floats, exact_of_each, lasting
from xuewei.errors import InputError, ModelError, not_computed
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.people_spread import ahead, factor_deviations, roots
from xuewei.model.pupils.grounds import GRADES
from xuewei.model.record_error import record_error, record_spreads
from xuewei.model.response import response
from xuewei.model.rounding import exact_all, whole
from xuewei.model.seats.in_use import set_even
from xuewei.model.spread import Spread, student
from xuewei.model.sum_bands import sources

QUANTILES = (0.1, 0.5, 0.9)
QUANTITIES = ("demand", "seats", "balance")
FITS = 2**31 - 1
"""The largest whole number of 32 bits."""
MOST = 2**27
"""Demand or seats of a stage of an area up to which all draws are below FITS: the whole nation has fewer pupils."""


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


def quantiles(draws: NDArray[np.generic]) -> Floats:
    """The QUANTILES of whole ``draws (cell, draw)`` by ``(quantile, cell)``, in straight lines between the draws around
    them.

    >>> quantiles(np.arange(11)[None, ::-1])[:, 0].tolist()
    [1.0, 5.0, 9.0]
    """
    size = draws.shape[-1]
    return between(at_ranks(draws.astype(np.int64), ranks_of(size, QUANTILES)), size, QUANTILES).T


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


class Count:
    """Areas counted one after another as they are drawn. What their tallies are made of is kept by ``(area, stage,
    year)`` until all are there. In their totals what does not vary is one number for each cell, put in at the end, and
    the rest is added up in half the room as long as it fits."""

    def __init__(self, areas: int, stages: int, years: int, draws: int) -> None:
        shape, ranks = (areas, stages, years), ranks_of(draws, QUANTILES)
        self._names, self._begin, self._draws, self._most = list[str](), list[int](), draws, 0
        self._ranks, self._mirrored = ranks, [draws - 1 - rank for rank in ranks]
        self._near = np.empty((len(QUANTITIES), *shape, len(ranks)), dtype=np.int32)
        self._seats = np.empty(shape, dtype=np.int32)
        self._lacking, self._short = np.empty((2, *shape), dtype=np.int64)
        self._untold, self._even = np.zeros((2, *shape), dtype=np.bool_)
        self._spreads = np.empty((areas, len(SOURCES) + 1, stages, years), dtype=np.float32)
        self._totals = Totals.nothing(stages * years, draws)
        self._demand, self._missing, self._moved = np.zeros((3, stages, years, draws), dtype=np.int32)

    def add(self, area: str, draws: AreaDraws, untold: NDArray[np.bool_]) -> None:
        """Add one area; of its cells that are ``untold (stage, year)`` nothing is known."""
        n, begin, wanting = len(self._names), draws.begin, draws.wanting()
        self._names.append(area)
        self._begin.append(begin)
        self._untold[n], self._spreads[n], self._seats[n] = untold, draws.spreads, draws.seats
        if draws.even is not None:
            self._even[n] = draws.even
        most = self._order(self._near[:, n], draws)
        for each in (draws.seats, draws.moved) if len(draws.moving) else (draws.seats,):
            most = max(most, int(each.max(initial=0))) - int(each.min(initial=0))
        # sums of 32 bits, where they are exact, are several times as fast
        exact_in = np.int32 if most * self._draws <= FITS else np.int64
        self._lacking[n, :, begin:] = wanting.sum(axis=2, dtype=exact_in)
        self._short[n, :, begin:] = (wanting > 0).view(np.uint8).sum(axis=2, dtype=np.uint32)
        if self._most + most > FITS:
            self._widen()
        self._most += most
        self._demand[:, begin:] += draws.varying
        self._missing[:, begin:] += wanting
        if len(draws.moving):
            at = draws.cells
            self._moved[at] += draws.moved - draws.seats[at][:, None]

    def _order(self, near: Wholes, draws: AreaDraws) -> int:
        """Put an area's draws around the quantiles into ``near (quantity, stage, year, rank)``; the most pupils of any
        draw."""
        begin, many, (demand, seats, balance) = draws.begin, len(self._ranks), near
        at = at_ranks(draws.rows, [*self._ranks, *self._mirrored, -1])
        of_rows = at.reshape(*draws.varying.shape[:2], -1)
        demand[:, :begin] = balance[:, :begin] = draws.still[:, :, None]
        demand[:, begin:], balance[:, begin:] = of_rows[:, :, :many], of_rows[:, :, many:-1]
        seats[...] = draws.seats[:, :, None]
        # seats without chance less draws in order are in order; the same way in every area, so that a half falls alike
        np.subtract(seats, balance, out=balance)
        if len(draws.moving):
            both = at_ranks(np.concatenate([draws.moved, draws.balance]), self._ranks)
            near[1:, *draws.cells] = both.reshape(2, len(draws.moving), many)
        return int(at[:, -1].max(initial=0))

    def _widen(self) -> None:
        totals, self._most = self._totals, 0
        for sums, each in ((totals.demand, self._demand), (totals.missing, self._missing), (totals.seats, self._moved)):
            sums += each.reshape(sums.shape)
            each[...] = 0

    def block(self, years: range, stages: tuple[str, ...], since: int) -> Block:
        """The answers of all areas: their balance is known from the year ``since`` on."""
        areas, cells, draws = len(self._names), len(self._totals.demand), self._draws
        still = np.arange(len(years)) < np.array(self._begin)[:, None, None]
        pupils = np.where(still, self._near[0, ..., 0].astype(np.int64), 0)
        wanting = np.where(still & ~self._even, np.maximum(pupils - self._seats, 0), 0)
        counted = np.where(still, [(wanting > 0) * draws, wanting * draws], [self._short, self._lacking]) / draws
        counted[:, self._untold] = np.nan
        found = between(self._near.reshape(len(QUANTITIES), areas, cells, -1), draws, QUANTILES)
        whole = np.ascontiguousarray(np.rint(found).astype(np.int64).transpose(1, 0, 3, 2))
        every = self._spreads.reshape(areas, -1, cells)
        held, spread = every[:, :-1], every[:, -1:]
        matters = 1 - np.divide(held, spread, out=np.ones_like(held), where=spread > 0)
        each = zip(self._names, whole, *counted.reshape(2, areas, cells), matters, strict=True)
        self._widen()
        totals = self._totals
        for sums, of_areas in ((totals.demand, pupils), (totals.missing, wanting), (totals.seats, self._seats)):
            sums += of_areas.sum(axis=0, dtype=np.int64).reshape(-1, 1)
        totals.missing[self._untold.any(axis=0).ravel()] = np.nan
        return Block(years, stages, tuple(Tally(*one) for one in each), totals, since)


def simulated(found: Assessment, dice: Dice) -> Block:
    """Every area of an assessment under chance. What is held beyond the answers is that of one area at a time."""
    shape = len(found.stages), len(found.years), dice.draws
    room, count = space(*shape), Count(len(found.areas), *shape)
    for case in cases(found, dice):
        count.add(case.area, draw(case, dice, room), case.untold & ~case.even)
    stages = tuple(stage.name for stage in found.stages)
    return count.block(found.years, stages, found.known.start)


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
    medium, _ = (_by_area(found, table) for table in (found.demand, found.seats))
    acts = (went > 0).any(axis=1) | (level > 0).any(axis=1) | np.any(error > 0, axis=(0, 2))
    first = np.where(acts.any(axis=1), acts.argmax(axis=1), years)
    factors, runs = np.stack([went, level], axis=1), list[slice]()
    other = [True, *(factors[1:] != factors[:-1]).any(axis=(1, 2, 3)).tolist()]
    lasts = lasting(years, dice.uncertainty.net_migration.persistence.value)
    births, moves = (each.reshape(len(found.areas), stages * years, years) for each in (answer.births, answer.moves))
    weights = exact_of_each(np.concatenate([births * GROWTHS.worth, moves @ lasts], axis=2))
    pupils = exact_all(medium.reshape(len(found.areas), -1))
    untold = ~tested & followed[..., None]
    if untold.any():
        untold &= np.array([[ahead(found.demand, area, stage) for stage in found.stages] for area in found.areas])
    for n, area in enumerate(found.areas):
        runs = runs_of(factors[n]) if other[n] else runs
        yield AreaCase(
            area,
            whose.people[n],
            tuple(whose.record[n]),
            pupils[n],
            weights[n],
            int(answer.births_from[n]),
            int(answer.moves_from[n]),
            names,
            factors[n],
            error[:, n],
            freedom[:, n],
            untold[n],
            settled[n],
            waiting[n],
            int(first[n]),
            runs,
            estates[n],
        )


def _by_area(found: Assessment, tables: Mapping[str, Floats]) -> Floats:
    """Demand or seats ``(area, stage, year)``, 0 where they are not known. Raises InputError above MOST."""
    sums = [np.nan_to_num(tables[stage.name]).sum(axis=2).T for stage in found.stages]
    by_area = np.stack(sums, axis=1)
    most = by_area.max(axis=(1, 2), initial=0.0)
    if (most > MOST).any():
        told = [(area, n) for area, n in zip(found.areas, most.tolist(), strict=True) if n > MOST]
        broken = (ModelError("beyond_draws", area=area, n=whole(n), most=MOST) for area, n in told)
        raise InputError(not_computed(found.population.folder, each) for each in broken)
    return by_area


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
