"""Where the pupils of one grade of one school come from: which children of its area, which share, which places."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import RECORD, SchoolPupils
from xuewei.model.plan import School
from xuewei.model.pupils.chains import Chain, grade_chain
from xuewei.model.pupils.grounds import GRADES
from xuewei.model.rounding import whole
from xuewei.model.seats.register import zones_of
from xuewei.model.stages import Stage

FORECAST = "forecast"
LINES = 8
"""Years that are shown, the last being the one asked for."""


@dataclass(frozen=True)
class SchoolYear:
    """Whole ``pupils`` of the grade, a ``share`` of the ``area_pupils`` in it (None: there are none), and ``offered``:
    places of the first grade in a year (intake), or seats of another grade. ``basis``: record, forecast or share."""

    year: int
    pupils: int
    area_pupils: int
    share: float | None
    offered: int
    basis: str


@dataclass(frozen=True)
class ZoneShare:
    """A zone that a school serves with a ``part`` of its places, and the pupils of the grade of all its schools in it,
    by school, the most first."""

    zone: str
    part: float
    pupils: int
    by_school: Mapping[str, int]


@dataclass(frozen=True)
class OfSchool:
    """One grade of a stage of a school: ``years``, the last of which is asked for, and ``zones``. ``chain``: what the
    pupils of that grade of its area come from, times ``record_share``; None where they are forecast by ages.
    ``beyond``: pupils of it that are on top of a forecast, of estates and of written net migration."""

    school: School
    stage: Stage
    grade: int
    years: tuple[SchoolYear, ...]
    zones: tuple[ZoneShare, ...]
    chain: Chain | None
    record_share: float
    method: str
    beyond: float = 0.0


def of_school(found: Assessment, pupils: SchoolPupils, school: School, stage: Stage, grade: int, year: int) -> OfSchool:
    """One grade of a school up to a year. Raises ValueError for a school that the plan does not have."""
    n, at = pupils.schools.index(school.id), found.areas.index(school.area)
    known, whence = pupils.known.get((school.area, stage.name), ()), pupils.whence[school.id, stage.name]
    years = range(max(found.known.start, year - LINES + 1), year + 1) or range(year, year + 1)
    lines = []
    for each in years:
        t = found.years.index(each)
        own = float(pupils.pupils[stage.name][t, n, grade - 1])
        every = float(pupils.pupils[stage.name][t, _inside(found, school), grade - 1].sum())
        every += float(pupils.rest[stage.name][t, at, grade - 1])
        offered = pupils.intake[stage.name][t, n] if grade == 1 else pupils.seats[stage.name][t, n, grade - 1]
        basis = whence if whence != RECORD else RECORD if each in known else FORECAST
        share = own / every if every > 0 else None
        lines.append(SchoolYear(each, whole(own), whole(every), share, whole(float(offered)), basis))
    how = found.grounds(school.area, stage.name)
    chain = None
    if how.method == GRADES and year not in how.filled and year not in how.split:
        chain = grade_chain(found.demand.forecasts[how.origin], how.record, stage, grade, year)
    zones, more = tuple(_zone(found, pupils, school, stage, grade, year)), 0.0
    if found.demand.beyond is not None:
        cell = found.years.index(year), at, grade - 1
        more = float(found.demand[stage.name][cell] - found.demand.beyond.before[stage.name][cell])
    return OfSchool(school, stage, grade, tuple(lines), zones, chain, how.share, how.method, more)


def _inside(found: Assessment, school: School) -> np.ndarray:
    return np.array([each.area == school.area for each in found.plan.schools])


def _zone(
    found: Assessment, pupils: SchoolPupils, school: School, stage: Stage, grade: int, year: int
) -> list[ZoneShare]:
    t, answers = found.years.index(year), []
    table = pupils.pupils[stage.name][t, :, grade - 1]
    for zone, part in zones_of(school).items():
        members = {
            n: zones_of(each)[zone]
            for n, each in enumerate(found.plan.schools)
            if each.zone and each.area == school.area and zone in zones_of(each)
        }
        counts = {found.plan.schools[n].id: whole(float(table[n]) * share) for n, share in members.items()}
        every = whole(sum(float(table[n]) * share for n, share in members.items()))
        ordered = dict(sorted(((name, n) for name, n in counts.items() if n), key=lambda item: -item[1]))
        answers.append(ZoneShare(zone, part, every, ordered))
    return answers
