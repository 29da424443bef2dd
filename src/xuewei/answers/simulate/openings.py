"""Seats when unfinished schools open later: what stands anyway, and what each school brings at each delay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.shocks import exact_weights
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Chances, Uncertainty
from xuewei.model.plan import Plan, School, opening_year, unfinished
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.seats.in_use import in_stock
from xuewei.model.seats.ledger import school_seats
from xuewei.model.streams import stream

Floats = NDArray[np.float64]
FEW = 127
"""Values that a byte can count."""


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
    seats = {stage.name: found.seats[stage.name].sum(axis=2) for stage in found.stages}
    answers = []
    for n, area in enumerate(found.areas):
        schools = by_area[area]
        standing = np.stack([seats[stage.name][:, n] for stage in found.stages])
        tables = np.zeros((len(delays), *shape, len(schools)))
        for k, school in enumerate(schools):
            brought = {
                delay: school_seats(later(school, found.plan, delay), found.plan, found.stages, found.years)
                for delay in {0, *delays}
            }
            tables[..., k] = [brought[delay] for delay in delays]
            standing -= brought[0]
        answers.append(Openings(standing.round(NOISE_DIGITS), tuple(school.id for school in schools), tables))
    return answers


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
    """Seats by ``(cell,)`` as they stand, and those of the ``moving`` cells (indices), which chance changes:
    ``(moving cell, draw)``, unrounded. ``punctual`` and ``delivered`` are the same over the first draws alone, with
    delays or the delivered share held at their medians."""

    standing: Floats
    moving: NDArray[np.intp]
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
        return LateSeats(standing, np.empty(0, dtype=np.intp), nothing, nothing, nothing)
    share, usual_share = happening(uncertainty.delivered_share, own.random(draws))
    delays = sorted(uncertainty.opening_delay.values)
    late = np.empty((len(openings.schools), draws))
    for n, school in enumerate(openings.schools):
        stream(seed, f"{area}/{school}").random(out=late[n])
    drawn, usual_delay = happening(uncertainty.opening_delay, late)
    tables, unit = exact_weights(openings.tables.reshape(len(delays), len(standing), -1))
    moving = np.flatnonzero(tables.any(axis=(0, 2)))
    tables = tables[:, moving] * unit
    happened = np.concatenate([drawn == delay for delay in delays]).astype(np.float64)
    # whole numbers of a power of two, below 2^53: exact in any order
    brought = np.concatenate(list(tables), axis=1) @ happened
    punctual = tables[delays.index(usual_delay)].sum(axis=1, keepdims=True)
    base = standing[moving, None]
    return LateSeats(
        standing,
        moving,
        base + brought * share,
        base + punctual * share[:few],
        base + brought[:, :few] * usual_share,
    )


def happening(chances: Chances, uniform: Floats) -> tuple[Floats, float]:
    """What happens in each draw, and the median."""
    values = np.array(sorted(chances.values))
    upto = np.cumsum([chances.values[value] for value in values])
    at = np.zeros(uniform.shape, dtype=np.intp if len(values) > FEW else np.int8)
    for below in upto[:-1].tolist():  # there are a few values: quicker than a search
        at += uniform >= below
    return values.take(at), float(values[min(int(np.searchsorted(upto, 0.5)), len(values) - 1)])
