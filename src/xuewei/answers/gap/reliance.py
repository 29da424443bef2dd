"""What the answer to a plan rests on: projects known to come, and those that seats would be enough without."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby, product

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment, with_plan
from xuewei.model.calendar import LAST_OPENING_DAY
from xuewei.model.plan import BALANCED, OPENED, Plan, School, opening_year
from xuewei.model.rounding import wholes
from xuewei.model.seats.delivery import as_delivered, is_project
from xuewei.model.seats.in_use import base_year, existing, kept, rule
from xuewei.model.seats.ledger import alike, school_seats

NOT_BEGUN = ("planned", "approved")
"""Statuses before building begins, the first to be given up first."""
AT_ONCE = 4_096
"""Schools alike that are tried in one step of arrays."""
Course = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]
"""Seats, whole demand, and the least that the balance may become, each ``(stage, year)``."""


@dataclass(frozen=True, eq=False, repr=False)
class Omission:
    """``candidates`` projects are not begun and would bring seats in the years assessed; no shortage is added without
    those of them in ``schools``, all of them together, in the order in which they were taken. None of ``schools`` is
    one that must be kept. ``unknown`` of them have no dated progress. ``last`` is the last year
    assessed."""

    candidates: int
    schools: tuple[School, ...]
    unknown: int
    last: int


def omission(found: Assessment, areas: Sequence[str] | None = None, since: int | None = None) -> Omission:
    """The projects of ``areas`` (None: all) that could be left out of the plan, by the years from ``since`` on (None:
    all of which seats are known).

    One that must be kept (by its row or by rule) stays. Another is left out if no stage of its
    area is then short in a year in which it was not, nor by more in a year in which it was, in whole seats at the
    demand forecast. Projects that are only planned come before approved ones, those that open last before earlier ones,
    the largest first, in the order of the plan. This is repeated until no further project can go, so that none is kept
    for nothing.
    """
    return courses_without(found, areas, since)[0]


def courses_without(
    found: Assessment, areas: Sequence[str] | None = None, since: int | None = None
) -> tuple[Omission, dict[str, Course], list[School], dict[str, NDArray[np.float64]]]:
    """What :func:`omission` finds, the courses of the areas without it, every candidate in the order in which they are
    tried, and the seats ``(stage, year)`` that each brings, by id."""
    wanted = set(found.areas if areas is None else areas)
    years = range(max(found.known.start if since is None else since, found.known.start), found.known.stop)
    candidates = [each for each in _candidates(found) if each.area in wanted]
    brings = brought(found, candidates, years)
    idle = {one for one, seats in {id(each): each for each in brings.values()}.items() if not seats.any()}
    candidates = [each for each in candidates if id(brings[each.id]) not in idle]
    left_out = list[School]()
    waiting = [each for each in candidates if not kept(each)]
    courses = {area: _course(found, area, years) for area in {each.area for each in candidates}}
    going = True
    while going:
        going, still = False, list[School]()
        for area, same in _runs(waiting, brings):
            _, demand, least = courses[area]
            without, gone = _leave_out(courses[area], brings[same[0].id], len(same))
            courses[area] = without, demand, least
            left_out += same[:gone]
            still += same[gone:]
            going = going or gone > 0
        waiting = still
    spare = Omission(len(candidates), tuple(left_out), sum(not known(each) for each in left_out), found.years[-1])
    return spare, courses, candidates, brings


def brought(found: Assessment, schools: Sequence[School], years: range) -> dict[str, NDArray[np.float64]]:
    """The seats ``(stage, year)`` that each of some schools brings, by id; those alike share one array."""
    of_kind: dict[tuple[Hashable, ...], NDArray[np.float64]] = {}
    brings = {}
    for school in schools:
        kind = (school.area, school.counted, *alike(school))
        if kind not in of_kind:
            of_kind[kind] = on_top(found, school, years)
        brings[school.id] = of_kind[kind]
    return brings


def _runs(
    schools: Sequence[School], brings: Mapping[str, NDArray[np.float64]]
) -> Iterator[tuple[str, Sequence[School]]]:
    """Schools of one area that follow on each other and bring the same, no more than AT_ONCE together."""
    for (area, _), group in groupby(schools, lambda each: (each.area, id(brings[each.id]))):
        same = list(group)
        for n in range(0, len(same), AT_ONCE):
            yield area, same[n : n + AT_ONCE]


def _leave_out(course: Course, brings: NDArray[np.float64], most: int) -> tuple[NDArray[np.float64], int]:
    """Seats ``(stage, year)`` of a course without as many as can go, one after the other, of ``most`` schools that
    bring the same, and how many those are. Where one cannot go, no further one can: the course is as it was."""
    seats, demand, least = course
    stepwise = np.subtract.accumulate([seats, *[brings] * most])
    refused = np.flatnonzero(~(wholes(stepwise[1:]) - demand >= least).all(axis=(1, 2)))
    gone = int(refused[0]) if len(refused) else most
    return stepwise[gone], gone


def known(school: School) -> bool:
    """Whether a date says how far a project has come; a status alone, without one, does not."""
    return bool(school.progress)


def on_top(found: Assessment, school: School, years: range) -> NDArray[np.float64]:
    """Seats ``(stage, year)`` that the balance loses without a school: none of a stage whose seats in use are taken to
    be the demand of the first year known, where the school is open by then and so counted among them."""
    brings = school_seats(school, found.plan, found.stages, years)
    if school.counted is not False and opening_year(school, found.plan) <= found.known.start:
        for n, stage in enumerate(found.stages):
            if rule(found.plan.base_seats, school.area, stage.name) == BALANCED:
                brings[n] = 0
    return brings


def _candidates(found: Assessment) -> list[School]:
    """Projects not begun that open after the base year, in the order in which they are tried."""
    since, equal = base_year(found.plan), dict[tuple[int, int, int], list[School]]()
    for each in found.plan.schools:
        if each.status in NOT_BEGUN and any(each.seats.values()):
            opens = opening_year(each, found.plan)
            if opens > since:
                place = NOT_BEGUN.index(each.status), -opens, -sum(each.seats.values())
                equal.setdefault(place, []).append(each)
    return [each for place in sorted(equal) for each in equal[place]]


def _course(found: Assessment, area: str, years: range) -> Course:
    """Seats, whole demand, and the least that the balance may become, of an area, each ``(stage, year)``."""
    n, t = found.areas.index(area), found.years.index(years.start)
    names = [stage.name for stage in found.stages]
    seats = np.array([found.seats[name][t:, n].sum(axis=1) for name in names])
    demand = wholes(np.array([found.demand[name][t:, n].sum(axis=1) for name in names]))
    return seats, demand, np.minimum(wholes(seats) - demand, 0)


def names(omitted: Omission) -> Iterator[str]:
    """What people call the projects that could be left out."""
    return (school.name or school.id for school in omitted.schools)


@dataclass(frozen=True, eq=False, repr=False)
class Reliance:
    """Two readings of one year: every project opens as planned, or only ``counted`` of them, those in use on ``day``.

    ``projects`` are to bring seats, ``known`` ones of them have dated progress, ``unknown`` ones
    nothing but a plan, and ``stated`` ones a status beyond the first without a date, that of one in use not among them,
    as it is ``counted``. Of the plan's printed years
    in which the two readings differ, ``year`` is the one that is worst as delivered. Balances are by stage: of one area
    its own, of several the sum of the shortages alone (no area's surplus serves another). ``begun`` are projects in
    building; ``with_begun`` is the reading in which they are open too, as written.
    """

    projects: int
    known: int
    stated: int
    unknown: int
    counted: int
    day: date
    year: int
    planned: dict[str, int]
    delivered: dict[str, int]
    begun: tuple[School, ...]
    with_begun: dict[str, int]

    def shorter(self) -> list[str]:
        """The stages that are short in ``year`` as delivered, and not, or less, as planned."""
        return [stage for stage, n in self.delivered.items() if n < min(self.planned[stage], 0)]


def _to_come(school: School, plan: Plan, day: date) -> bool:
    """Whether a school is a project of the plan, not one that was there before it."""
    return is_project(school, day) and not existing(school, plan)


def _missing(planned: Mapping[str, int], delivered: Mapping[str, int]) -> int:
    """Seats that are missing as delivered and not as planned, over the stages."""
    return sum(max(min(planned[stage], 0) - n, 0) for stage, n in delivered.items())


def reliance(
    found: Assessment, stages: Sequence[str] | None = None, areas: Sequence[str] | None = None, *, apart: bool = False
) -> Reliance | None:
    """What the answer for ``stages`` and ``areas`` (None: all) rests on; None where the progress of every project that
    is to open in the plan's printed years has dates, where the plan holds only what is in use already, and where the
    readings do not differ (``apart``: in no area on its own, be it short or not)."""
    plan, last = found.plan, found.plan.years[1]
    day = date(last, *LAST_OPENING_DAY)
    places = list(found.areas if areas is None else areas)
    kinds = [stage.name for stage in found.stages] if stages is None else list(stages)
    printed = [year for year in found.known if plan.years[0] <= year <= last]
    projects = [each for each in plan.schools if each.area in places and _to_come(each, plan, day)]
    open_by_then = [each for each in projects if opening_year(each, plan) <= last]
    if plan.delivery or not printed or all(known(each) for each in open_by_then):
        return None
    delivered = as_delivered(plan, day)
    bare = with_plan(found, delivered)
    readings = {each: (balances(found, each, kinds, places), balances(bare, each, kinds, places)) for each in printed}
    alone = [[area] for area in places] if apart else []
    differ = (balances(found, *each) != balances(bare, *each) for each in product(printed, [kinds], alone))
    if all(planned == known_only for planned, known_only in readings.values()) and not any(differ):
        return None
    year = max(printed, key=lambda each: _missing(*readings[each]))
    planned, known_only = readings[year]
    own = {each.id for each in projects}
    in_use = {each.id for each in delivered.schools if each.id in own and each.status in OPENED}
    undated = [each for each in projects if not known(each) and each.id not in in_use]
    begun = tuple(each for each in open_by_then if each.status not in (*NOT_BEGUN, *OPENED))
    return Reliance(
        projects=len(projects),
        known=sum(known(each) for each in projects),
        stated=sum(each.status != NOT_BEGUN[0] for each in undated),
        unknown=sum(each.status == NOT_BEGUN[0] for each in undated),
        counted=len(in_use),
        day=day,
        year=year,
        planned=planned,
        delivered=known_only,
        begun=begun,
        with_begun=balances(with_plan(found, _begun(plan)), year, kinds, places) if begun else {},
    )


def balances(found: Assessment, year: int, stages: Sequence[str], areas: Sequence[str]) -> dict[str, int]:
    """The balance of a year by stage: of one area its own, of several the sum of their shortages."""
    at_area = {area: n for n, area in enumerate(found.areas)}
    t, at = found.years.index(year), [at_area[area] for area in areas]
    by_stage = {}
    for stage in stages:
        seats, demand = (wholes(table[stage][t, at].sum(axis=1)) for table in (found.seats, found.demand))
        balance = seats - demand
        by_stage[stage] = int(balance.sum() if len(areas) == 1 else np.minimum(balance, 0).sum())
    return by_stage


def _begun(plan: Plan) -> Plan:
    """The plan without projects that have not begun."""
    kept = [each for each in plan.schools if each.status not in NOT_BEGUN or not any(each.seats.values())]
    return replace(plan, schools=tuple(kept), areas=plan.all_areas())
