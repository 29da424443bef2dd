"""Which means other than schools a case has: temporary classes, 轨 that turn, larger classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import ceil

import numpy as np

from xuewei.model.assumptions import Costs
from xuewei.model.costs import CENT
from xuewei.model.in_use import in_stock
from xuewei.model.ledger import delivered_share, fills_by_grade
from xuewei.model.plan import Plan, School, opening_year
from xuewei.optimising.candidates import track
from xuewei.optimising.case import Case, Floats
from xuewei.optimising.levers import CONVERT, TEMPORARY, TURNS, Lever

LARGE = "large"


def with_means(
    case: Case,
    costs: Costs,
    allowed: frozenset[str],
    class_limit: Mapping[str, float],
    base: Floats | None = None,
    soonest: tuple[int, int] = (0, 0),
) -> Case:
    """The case with the means that are ``allowed``: convert, temporary, large.

    ``class_limit``: pupils in the largest class of a stage that will do as a last resort; other stages have none.
    ``base (area, stage)``: seats in use before the plan, whose whole 轨 may turn too. ``soonest``: the first school
    years in which classes can still be set up, and in which seats can turn.
    """
    levers: list[Lever] = []
    if TEMPORARY in allowed:
        levers += _temporary(case, costs.temporary_class.value)
    if CONVERT in allowed:
        levers += [] if base is None else _in_use(case, base, costs.conversion.value)
        levers += _standing(case, costs.conversion.value)
        levers += _candidates(case, costs.conversion.value)
    levers = [replace(each, first=max(each.first, soonest[each.kind == CONVERT])) for each in levers]
    squeeze = [max(0.0, class_limit.get(stage.name, 0.0) / stage.class_size - 1) for stage in case.stages]
    return replace(case, levers=tuple(levers), squeeze=np.array(squeeze if LARGE in allowed else [0.0] * len(squeeze)))


def _temporary(case: Case, wan: float) -> Iterator[Lever]:
    """Temporary classes wherever seats can be short."""
    for a in range(len(case.areas)):
        for s, stage in enumerate(case.stages):
            short = float((case.demand[a, s] - case.standing[a, s]).max())
            seats = stage.class_size * case.plan.delivered_share
            if short > 0 and seats > 0:
                yield Lever(TEMPORARY, a, s, seats, round(wan, CENT), ceil(short / seats))


def _in_use(case: Case, base: Floats, wan: float) -> Iterator[Lever]:
    """轨 of the seats in use before the plan, from the year after it on; none where not all new seats count."""
    for a, s in np.ndindex(base.shape):
        stage = case.stages[s]
        most = int(base[a, s] // track(stage))
        if most > 0 and case.plan.delivered_share == 1.0:
            for target in _targets(case, stage.name):
                lever = Lever(CONVERT, a, s, track(stage), round(track(stage) * wan, CENT), most)
                yield replace(lever, target=target, first=case.years.start + 1)


def _targets(case: Case, origin: str) -> list[int]:
    """The stages, by index, to which a stage may turn."""
    names = [stage.name for stage in case.stages]
    return [names.index(target) for each, target in TURNS if each == origin and target in names]


def _standing(case: Case, wan: float) -> Iterator[Lever]:
    """轨 of the schools that are there whatever is chosen."""
    for school in case.plan.schools:
        if school.cancelled or not _plain(case.plan, school):
            continue
        for lever in _turns(case, school, wan):
            most = int(school.seats[case.stages[lever.stage].name] // track(case.stages[lever.stage]))
            if most:
                first = opening_year(school, case.plan)
                first = max(first, case.years.start + 1) if in_stock(school, case.plan) else first
                yield replace(lever, most=most, school=school.id, first=first)


def _candidates(case: Case, wan: float) -> Iterator[Lever]:
    """轨 of the candidates once they are open."""
    for g, group in enumerate(case.groups):
        school = group.members[0].school
        if not _plain(case.plan, school) or not group.sizes or not len(group.years):
            continue
        for lever in _turns(case, school, wan):
            stage = case.stages[lever.stage]
            tracks = tuple(int(size.get(stage.name, 0) // track(stage)) for size in group.sizes)
            if max(tracks):
                yield replace(lever, most=len(group.members) * max(tracks), group=g, tracks=tracks)


def _turns(case: Case, school: School, wan: float) -> Iterator[Lever]:
    """Every way in which 轨 of a school may turn, without how many there are."""
    for s, stage in enumerate(case.stages):
        if school.seats.get(stage.name):
            for target in _targets(case, stage.name):
                lever = Lever(
                    CONVERT, case.areas.index(school.area), s, track(stage), round(track(stage) * wan, CENT), 0
                )
                yield replace(lever, target=target)


def _plain(plan: Plan, school: School) -> bool:
    """Whether a school's seats stand from its opening on as they are: it neither fills by grade nor turns, ends or
    closes, and all its seats count."""
    ends = school.convert or school.closes is not None or school.until is not None
    return not ends and not fills_by_grade(school, plan) and delivered_share(school, plan) == 1.0
