"""Seats when unfinished schools open later: what stands anyway, and what each school brings at each delay."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.shocks import exact_weights
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Chances, Uncertainty
from xuewei.model.plan import Plan, School, opening_year, unfinished
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.seats.in_use import in_stock
from xuewei.model.seats.ledger import school_seats
from xuewei.model.streams import stream

Floats = NDArray[np.float64]
MOST_SCHOOLS = 10
"""Late schools of one area of which all that may happen together is looked at once."""


@dataclass(frozen=True, eq=False, repr=False)
class Openings:
    """Seats of one area by ``(stage, year)``: ``standing`` whatever the delays, and ``tables (delay, stage, year,
    school)`` of the unfinished ``schools`` (ids), the plan's delivered share in them."""

    standing: Floats
    schools: tuple[str, ...]
    tables: Floats


def openings(found: Assessment, delays: Sequence[int]) -> list[Openings]:
    """The openings of every area of an assessment.

    A school whose building is not completed may be late, unless it is one of those in use before the plan; what it
    would remove, close or end keeps its year, and it turns seats no earlier than it has them.
    """
    shape = (len(found.stages), len(found.years))
    by_area: dict[str, list[School]] = {area: [] for area in found.areas}
    for school in found.plan.schools:
        if unfinished(school) and not in_stock(school, found.plan):
            by_area[school.area].append(school)
    standing = np.stack([found.seats[stage.name].sum(axis=2).T for stage in found.stages], axis=1)
    tables = []
    for n, area in enumerate(found.areas):
        tables.append(np.zeros((len(delays), *shape, len(by_area[area]))))
        for k, school in enumerate(by_area[area]):
            brought = delayed(school, found, {0, *delays})
            tables[n][..., k] = [brought[delay] for delay in delays]
            standing[n] -= brought[0]
    each = zip(standing.round(NOISE_DIGITS), by_area.values(), tables, strict=True)
    return [Openings(stand, tuple(school.id for school in schools), brings) for stand, schools, brings in each]


def delayed(school: School, found: Assessment, delays: Collection[int]) -> dict[int, Floats]:
    """The seats ``(stage, year)`` that an unfinished school brings at each delay."""
    plan, stages, years = found.plan, found.stages, found.years
    if school.convert or school.closes is not None or school.until is not None:
        return {delay: school_seats(later(school, plan, delay), plan, stages, years) for delay in delays}
    # nothing but its opening is dated: it has the seats that it would have had so many years before
    most = max(delays)
    punctual = school_seats(later(school, plan, 0), plan, stages, range(years.start - most, years.stop))
    return {delay: punctual[:, most - delay : most - delay + len(years)] for delay in delays}


def later(school: School, plan: Plan, delay: int) -> School:
    """What an unfinished school brings when it opens ``delay`` years later.

    >>> later(School("s", "primary", "甲", {"primary": 540}, opens=2024), Plan("p", "甲", (), (2021, 2025)), 2).opens
    2026
    """
    opens = opening_year(school, plan) + delay
    turns = tuple(replace(each, year=max(each.year, opens)) if delay else each for each in school.convert)
    return replace(school, opens=opens, removes={}, convert=turns)


@dataclass(frozen=True, eq=False, repr=False)
class LateSeats:
    """Seats by ``(cell,)`` as they stand, and those of the ``moving`` cells (indices), which chance changes: in the
    draws happens ``which (draw,)`` of some cases, of which each has ``moved (moving cell, case)``, unrounded.
    ``punctual`` and ``delivered (moving cell, draw)`` are the seats of the first draws with delays or the delivered
    share held at their medians."""

    standing: Floats
    moving: NDArray[np.intp]
    which: NDArray[np.intp]
    moved: Floats
    punctual: Floats
    delivered: Floats


def late_seats(
    openings: Openings, own: np.random.Generator, area: str, seed: int, uncertainty: Uncertainty, draws: int, few: int
) -> LateSeats:
    """Seats in every draw; ``few`` of them also with a source held at its median. Every school is late by a stream of
    its own, so that a further one changes no other."""
    standing = openings.standing.reshape(-1)
    if not openings.schools:
        nothing = np.empty((0, draws))
        return LateSeats(standing, np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), nothing, nothing, nothing)
    share = happens(uncertainty.delivered_share, own.random(draws))
    late = np.empty((len(openings.schools), draws))
    for n, school in enumerate(openings.schools):
        stream(seed, f"{area}/{school}").random(out=late[n])
    delay = happens(uncertainty.opening_delay, late)
    which, shares, happened = _cases(share, delay)
    tables, _ = exact_weights(openings.tables.reshape(len(delay.values), len(standing), -1))
    moving = np.flatnonzero(tables.any(axis=(0, 2)))
    tables = tables[:, moving]
    # whole numbers of a power of two, below 2^53: exact in any order
    brought = np.concatenate(list(tables), axis=1) @ happened
    punctual = tables[delay.usual].sum(axis=1, keepdims=True)
    base = standing[moving, None]
    return LateSeats(
        standing,
        moving,
        which,
        base + brought * share.values[shares],
        base + punctual * share.values[share.at[:few]],
        base + brought.take(which[:few], axis=1) * share.values[share.usual],
    )


@dataclass(frozen=True, eq=False, repr=False)
class Happened:
    """What happens in draws: which of some ``values``, ``at`` what index, and the index of the median, ``usual``."""

    values: Floats
    at: NDArray[np.intp]
    usual: int


def happens(chances: Chances, uniform: Floats) -> Happened:
    """What happens in each draw of uniform numbers."""
    values, upto, usual = _ladder(tuple(sorted(chances.values.items())))
    at = np.zeros(uniform.shape, dtype=np.intp)
    for below in upto[:-1]:  # there are a few values: quicker than a search
        at += uniform >= below
    return Happened(values, at, usual)


@lru_cache(maxsize=16)
def _ladder(chances: tuple[tuple[float, float], ...]) -> tuple[Floats, list[float], int]:
    """The values that may happen, lowest first, the probability of each or less, and the index of the median."""
    upto = np.cumsum([chance for _, chance in chances])
    usual = min(int(np.searchsorted(upto, 0.5)), len(chances) - 1)
    return np.array([value for value, _ in chances]), upto.tolist(), usual


def happening(chances: Chances, uniform: Floats) -> tuple[Floats, float]:
    """What happens in each draw, and the median."""
    found = happens(chances, uniform)
    return found.values[found.at], float(found.values[found.usual])


def _cases(share: Happened, delay: Happened) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """The case of each draw, and of all cases the index of the delivered share ``(case,)`` and whether a school has a
    delay, 1 or 0 ``(delay and school, case)``: everything that may happen, or, where that is more, every draw."""
    schools, draws = delay.at.shape
    shape = (len(share.values), *[len(delay.values)] * schools)
    if schools > MOST_SCHOOLS or prod(shape) > draws:
        return np.arange(draws), share.at, _marks(delay.at, len(delay.values))
    return np.ravel_multi_index((share.at, *delay.at), shape), *_every_case(shape)


@lru_cache(maxsize=4)
def _every_case(shape: tuple[int, ...]) -> tuple[NDArray[np.intp], Floats]:
    """All that may happen together, of so many shares and of so many delays of each school."""
    every = np.indices(shape).reshape(len(shape), -1)
    return every[0], _marks(every[1:], shape[1])


def _marks(at: NDArray[np.intp], delays: int) -> Floats:
    """Whether delays are those ``at (school, case)``, 1 or 0 ``(delay and school, case)``."""
    return np.concatenate([at == n for n in range(delays)]).astype(np.float64)
