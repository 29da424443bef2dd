"""Seats when unfinished schools open later: what stands anyway, and what each school brings at each delay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.assessment import Assessment
from xuewei.model.in_use import in_stock
from xuewei.model.ledger import school_seats
from xuewei.model.plan import Plan, School, opening_year, unfinished
from xuewei.model.rounding import NOISE_DIGITS

Floats = NDArray[np.float64]


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
