"""Pupils of new estates under chance: how many live in a dwelling, how fast it fills, and when it is completed.

Yields of all estates are times one factor that they have in common and each times one of its own, both log-normal with
a mean of 1. Between the slow and the fast course each lies evenly anywhere. Parts are completed late as schools open
late. Estates within net migration only move who arrives from area to area: all areas together stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log1p, sqrt

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.openings import happening
from xuewei.answers.simulate.shocks import Floats, Grid, Singles, exact_weights, growth, on_grid
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Chances, Figure
from xuewei.model.estate_outcomes import Outcomes, outcomes
from xuewei.model.estates import EstatePupils
from xuewei.model.streams import stream

YIELDS, OCCUPANCY, DELAY = OF_ESTATES = ("estate_yields", "estate_occupancy", "estate_delay")
"""What is uncertain of estates."""
LATE, COMMON, OWN = 5, 6, 7
"""Parts of the streams: of delays, of the factor of yields that all estates have, and of what is each one's own."""
STEPS = Grid(12, 8.0)
"""Factors, in steps: times WEIGHT_BITS they stay below 2⁵³ in sums over some hundreds of parts."""
BLOCK = 32
"""Parts of estates that are drawn together."""


@dataclass(frozen=True, eq=False, repr=False)
class EstateChances:
    """How draws of estates are made: the ``seed`` and number of ``draws``, of which ``few`` tell what matters, the
    standard deviations of the logarithm of yields that all estates have in ``common`` and each of its ``own``, and the
    chances of delays."""

    seed: int
    draws: int
    few: int
    common: float
    own: float
    delay: Chances


@dataclass(frozen=True, eq=False, repr=False)
class DrawnEstates:
    """Pupils ``(stage, year, draw)`` more, or fewer, than in the medium answer: ``every``, and over the first draws
    alone, by the source that is ``held`` at its median."""

    every: Floats
    held: Mapping[str, Floats]


@dataclass(frozen=True, eq=False, repr=False)
class AreaEstates:
    """The estates of one area that come on top of a forecast, and with ``moving`` what those within net migration do
    to it; ``at`` is its place among all areas."""

    outcomes: Outcomes
    names: Sequence[tuple[str, str]]
    chances: EstateChances
    at: int
    moving: Moving | None

    def drawn(self) -> DrawnEstates:
        """All draws of the area."""
        worth = exact_weights(np.concatenate([self.outcomes.usual[None], self.outcomes.more]))[1]
        found = {held: steps * worth for held, steps in _steps(self.outcomes, self.names, self.chances, worth).items()}
        if self.moving is not None:
            moved = self.moving.of_area(self.at)
            found = {held: each + moved[held] for held, each in found.items()}
        return DrawnEstates(found.pop(""), found)


@dataclass(frozen=True, eq=False, repr=False)
class Moving:
    """Estates within net migration: by area the ``outcomes`` of its own and their ``names``, and all together in each
    draw, ``wanted`` by the source that is held; ``usual (area, stage, year)`` are their pupils as demand has them,
    ``pool`` by stage all who arrive ``(year, area, grade)``."""

    outcomes: Sequence[Outcomes]
    names: Sequence[Sequence[tuple[str, str]]]
    chances: EstateChances
    usual: Floats
    wanted: Mapping[str, Floats]
    pool: Sequence[Floats]
    worth: float

    def of_area(self, n: int) -> dict[str, Floats]:
        """What an area changes by ``(stage, year, draw)``, more or less than in the medium answer, by the source that
        is held."""
        usual, every = self.usual[n, :, :, None], self.usual.sum(axis=0)[:, :, None]
        medium, steps = self._net(n, usual, every), _steps(self.outcomes[n], self.names[n], self.chances, self.worth)
        return {
            held: self._net(n, usual + each * self.worth, self.wanted[held]) - medium for held, each in steps.items()
        }

    def _net(self, n: int, coming: Floats, wanted: Floats) -> Floats:
        """Pupils ``(stage, year, …)`` who come to an area of all who are ``wanted`` where estates are, less those who
        would have moved there: as :func:`~xuewei.model.estates.shifted` has it, grade by grade."""
        found = np.zeros(np.broadcast_shapes(coming.shape, wanted.shape))
        for s, pool in enumerate(self.pool):
            grades = pool.shape[2]
            for g in range(grades):
                there, each = pool[:, :, g].sum(axis=1)[:, None], wanted[s] / grades
                taken = np.minimum(each, there)
                part = np.divide(taken, each, out=np.ones_like(each), where=each > 0)
                lost = np.divide(taken, there, out=np.zeros_like(taken), where=there > 0)
                found[s] += coming[s] / grades * part - pool[:, n, g, None] * lost
        return found


def estate_chances(found: Assessment, seed: int, draws: int, few: int) -> EstateChances:
    """How estates of an assessment are drawn; yields whose spread is not said are sure."""
    rules, unsure = found.assumptions.estates, found.assumptions.uncertainty
    assert rules is not None
    assert unsure is not None
    common, own = (log_deviation(each) for each in (rules.yield_spread, rules.estate_spread))
    return EstateChances(seed, draws, few, common, own, unsure.opening_delay)


def log_deviation(spread: Figure | None) -> float:
    """The standard deviation of the logarithm of a log-normal factor with a relative standard deviation ``spread``, on
    a grid, the same where a numeric library differs in the last bit.

    >>> round(log_deviation(Figure(0.25)), 4), log_deviation(None)
    (0.2462, 0.0)
    """
    return float(on_grid(np.array([sqrt(log1p(spread.value**2)) if spread else 0.0]))[0])


def area_estates(found: Assessment, chances: EstateChances) -> list[AreaEstates | None]:
    """The estates that move demand of each area, None where none does."""
    beyond, rules = found.demand.beyond, found.assumptions.estates
    if beyond is None or beyond.estates is None or rules is None:
        return [None] * len(found.areas)
    estates, delays = beyond.estates, [int(delay) for delay in sorted(chances.delay.values)]
    every = outcomes(found.demand, estates, rules, delays)
    live = np.asarray(every.usual.any(axis=(1, 2)) | every.more.any(axis=(0, 2, 3)))
    extra = [np.flatnonzero((estates.at == n) & ~estates.within & live) for n in range(len(found.areas))]
    moving = None
    if (estates.within & live).any() and len(found.areas) > 1:
        moving = _moving(found, every, live, chances)
    return [
        AreaEstates(_only(every, mine), _named(found, estates, mine), chances, n, moving)
        if len(mine) or moving is not None
        else None
        for n, mine in enumerate(extra)
    ]


def _moving(found: Assessment, outcome: Outcomes, live: NDArray[np.bool_], chances: EstateChances) -> Moving:
    """The estates within net migration, with what all of them want in each draw."""
    assert found.demand.beyond is not None
    estates = found.demand.beyond.estates
    assert estates is not None
    areas = range(len(found.areas))
    own = [np.flatnonzero((estates.at == n) & estates.within & live) for n in areas]
    parts, names = [_only(outcome, mine) for mine in own], [_named(found, estates, mine) for mine in own]
    worth = exact_weights(np.concatenate([outcome.usual[None], outcome.more]))[1]
    none = np.zeros((len(found.years), len(areas), 1))
    pool = [estates.pool[stage.name] if stage.name in estates.filled else none for stage in found.stages]
    usual = np.stack([each.usual.sum(axis=0) for each in parts])
    steps = [_steps(of, names[n], chances, worth) for n, of in enumerate(parts) if len(of.usual)]
    every = usual.sum(axis=0)[:, :, None]
    wanted = {held: every + sum(each[held] for each in steps) * worth for held in ("", *OF_ESTATES)}
    return Moving(parts, names, chances, usual, wanted, pool, worth)


def _only(every: Outcomes, parts: NDArray[np.int64]) -> Outcomes:
    return Outcomes(every.usual[parts], every.more[:, parts])


def _named(found: Assessment, estates: EstatePupils, parts: NDArray[np.int64]) -> list[tuple[str, str]]:
    """The estate of each part, and what the part is called."""
    rows = [estates.rows[n] for n in parts]
    return [
        (row.id, f"{found.areas[estates.at[n]]}/{row.id}/{row.completes}") for n, row in zip(parts, rows, strict=True)
    ]


@dataclass(frozen=True, eq=False, repr=False)
class _Thrown:
    """What chance says of some parts: uniform numbers ``(part, draw)`` of how ``late`` each is and how it is
    ``filling``, and normals, times their deviations, of its ``yields``."""

    late: Floats
    filling: Singles
    yields: Singles

    def upto(self, draws: int) -> _Thrown:
        """The first draws alone."""
        return _Thrown(self.late[:, :draws], self.filling[:, :draws], self.yields[:, :draws])


def _thrown(names: Sequence[tuple[str, str]], chances: EstateChances, common: Singles) -> _Thrown:
    """What is drawn of parts by their names; those of one estate have its course and yields."""
    shape = len(names), chances.draws
    late, filling, yields = np.empty(shape), np.empty(shape, np.float32), np.empty(shape, np.float32)
    for n, (estate, part) in enumerate(names):
        stream(chances.seed, part, part=LATE).random(out=late[n])
        if n and names[n - 1][0] == estate:
            filling[n], yields[n] = filling[n - 1], yields[n - 1]
            continue
        own = stream(chances.seed, estate, part=OWN)
        own.random(out=filling[n], dtype=np.float32)
        own.standard_normal(out=yields[n], dtype=np.float32)
        yields[n] *= np.float32(chances.own)
        yields[n] += common
    return _Thrown(late, filling, yields)


def _steps(
    found: Outcomes, names: Sequence[tuple[str, str]], chances: EstateChances, worth: float
) -> dict[str, Floats]:
    """What parts bring more, or fewer, than usual ``(stage, year, draw)``, in steps of ``worth``, by the source that is
    held at its median, of which the first draws alone; none first."""
    cells = found.usual.shape[1:]
    size = cells[0] * cells[1]
    total = {held: np.zeros((size, chances.few if held else chances.draws)) for held in ("", *OF_ESTATES)}
    common = stream(chances.seed, "", part=COMMON).standard_normal(chances.draws, dtype=np.float32)
    common *= np.float32(chances.common)
    for first in range(0, len(names) if worth else 0, BLOCK):
        some = slice(first, first + BLOCK)
        weights = np.concatenate([found.usual[None, some], found.more[:, some]]).reshape(-1, size)
        acts, moves = weights.any(axis=1), weights.any(axis=0)
        whole = np.rint(weights[acts][:, moves] / worth).T
        thrown = _thrown(names[some], chances, common)
        for held, sums in total.items():
            factors = _factors(thrown.upto(sums.shape[1]), chances, held).reshape(len(weights), -1)
            # whole numbers of a power of two, below 2^53: exact in any order
            sums[moves] += whole @ factors[acts].astype(np.float64)
    return {held: (sums * STEPS.worth).reshape(*cells, -1) for held, sums in total.items()}


def _factors(thrown: _Thrown, chances: EstateChances, held: str) -> Singles:
    """What the pupils of parts are times in each draw, in steps ``(1 and outcome, part, draw)``: those that there are
    usually, less themselves, and those of every outcome more."""
    paths = np.zeros_like(thrown.yields) if held == YIELDS else thrown.yields.copy()
    paths -= np.float32(chances.common**2 + chances.own**2) * np.float32(0.5)
    more = growth(paths)
    delays, usual = happening(chances.delay, thrown.late)
    course = np.zeros_like(paths) if held == OCCUPANCY else thrown.filling * np.float32(2) - np.float32(1)
    slow, fast = np.maximum(-course, np.float32(0)), np.maximum(course, np.float32(0))
    shares = slow, 1 - slow - fast, fast
    found = np.zeros((1 + 3 * len(chances.delay.values), *more.shape), np.float32)
    found[0], more = more, more + 1
    for n, delay in enumerate(sorted(chances.delay.values)):
        now = more if held == DELAY else more * (delays == delay)
        if held == DELAY and delay != usual:
            continue
        for c, share in enumerate(shares):
            np.multiply(now, share, out=found[1 + 3 * n + c])
    np.minimum(found, np.float32(STEPS.largest), out=found)
    found *= np.float32(1 / STEPS.worth)
    return np.asarray(np.rint(found, out=found))
