"""Projects not yet begun that seats would be enough without, as far as the years assessed go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.assessment import Assessment, base_year
from xuewei.model.kept import kept
from xuewei.model.ledger import school_seats
from xuewei.model.plan import School, opening_year
from xuewei.model.rounding import wholes

NOT_BEGUN = ("planned", "approved")
"""Statuses before building begins, the first to be given up first."""


@dataclass(frozen=True, eq=False, repr=False)
class Omission:
    """``candidates`` projects are not begun and would bring seats in the years assessed; no shortage is added without
    those of them in ``schools``, all of them together, in the order in which they were taken. None of ``schools`` is
    one that is :func:`~xuewei.model.kept.kept`. ``unknown`` of them have no dated progress. ``last`` is the last year
    assessed."""

    candidates: int
    schools: tuple[School, ...]
    unknown: int
    last: int


def omission(found: Assessment, areas: Sequence[str] | None = None) -> Omission:
    """The projects of ``areas`` (None: all) that could be left out of the plan.

    One that is :func:`~xuewei.model.kept.kept` (by its row or by rule) stays. Another is left out if no stage of its
    area is then short in a year in which it was not, nor by more in a year in which it was, in whole seats at the
    demand forecast. Projects that are only planned come before approved ones, those that open last before earlier ones,
    the largest first, in the order of the plan. This is repeated until no further project can go, so that none is kept
    for nothing.
    """
    wanted = set(found.areas if areas is None else areas)
    brings = {school.id: school_seats(school, found.plan, found.stages, found.known) for school in _candidates(found)}
    waiting = [each for each in _candidates(found) if each.area in wanted and brings[each.id].any()]
    count, left_out = len(waiting), list[School]()
    waiting = [each for each in waiting if not kept(each)]
    courses = {area: _course(found, area) for area in {each.area for each in waiting}}
    going = True
    while going:
        going = False
        for school in list(waiting):
            seats, demand, least = courses[school.area]
            without = seats - brings[school.id]
            if (wholes(without) - demand >= least).all():
                courses[school.area] = without, demand, least
                left_out.append(school)
                waiting.remove(school)
                going = True
    return Omission(count, tuple(left_out), sum(not known(each) for each in left_out), found.years[-1])


def known(school: School) -> bool:
    """Whether a date says how far a project has come; a status alone, without one, does not."""
    return bool(school.progress)


def _candidates(found: Assessment) -> list[School]:
    """Projects not begun that open after the base year, in the order in which they are tried."""
    open_at = {each.id: opening_year(each, found.plan) for each in found.plan.schools if each.status in NOT_BEGUN}
    schools = [
        each
        for each in found.plan.schools
        if any(each.seats.values()) and open_at.get(each.id, found.years.start) > base_year(found.plan)
    ]
    return sorted(
        (each for each in schools if each.id in open_at),
        key=lambda each: (NOT_BEGUN.index(each.status), -open_at[each.id], -sum(each.seats.values())),
    )


Course = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]


def _course(found: Assessment, area: str) -> Course:
    """Seats, whole demand, and the least that the balance may become, of an area, each ``(stage, year)``."""
    n, t = found.areas.index(area), found.years.index(found.known.start)
    names = [stage.name for stage in found.stages]
    seats = np.array([found.seats[name][t:, n].sum(axis=1) for name in names])
    demand = wholes(np.array([found.demand[name][t:, n].sum(axis=1) for name in names]))
    return seats, demand, np.minimum(wholes(seats) - demand, 0)


def names(omitted: Omission) -> Iterator[str]:
    """What people call the projects that could be left out."""
    return (school.name or school.id for school in omitted.schools)
