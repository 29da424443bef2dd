"""Estates held against the rule on their kindergartens: does the plan have one, and is it open when families come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xuewei.answers.policy.finding import BREAKS, ESTATE_BUILT, ESTATE_TIMELY, MEETS, UNKNOWN, Finding
from xuewei.language.school_types import ESTATE_KINDERGARTEN
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.estate_rules import EstateRules
from xuewei.model.estates import curve_of, dwellings_of
from xuewei.model.plan import Plan, School, opening_year
from xuewei.model.policy import Policy
from xuewei.model.population import EstateRow
from xuewei.model.seats.register import zones_of

TOGETHER = "together"
"""The word for what a rule asks of schools of estates: that they are delivered with them (同步交付)."""
CLAUSE = "同步规划、同步建设、同步交付"


@dataclass(frozen=True)
class Built:
    """An estate: its rows together. ``area_m2`` is its floor area (None: not written), ``fills`` the first school year
    in which families live there."""

    id: str
    name: str
    area: str
    zone: str
    dwellings: float
    area_m2: float | None
    fills: int
    basis: str


def estates_built(rows: Sequence[EstateRow], rules: EstateRules) -> list[Built]:
    """The estates of some rows, in their order."""
    groups: dict[str, list[EstateRow]] = {}
    for row in rows:
        groups.setdefault(row.id, []).append(row)
    found = []
    for name, parts in groups.items():
        floors = [part.floor_area_m2 for part in parts if part.floor_area_m2 is not None]
        first = min(part.completes + _fills(rules, part) for part in parts)
        dwellings = sum(dwellings_of(rules, part) for part in parts)
        place = parts[0].area or parts[0].zone, parts[0].zone
        floor = sum(floors) if floors else None
        found.append(Built(name, parts[0].name or name, *place, dwellings, floor, first, parts[0].basis))
    return found


def _fills(rules: EstateRules, part: EstateRow) -> int:
    """Years from completion to the first September with families; nobody ever comes: those of the last year known."""
    curve = curve_of(rules, part)
    return min((since for since, share in curve.items() if share > 0), default=max(curve))


def estate_findings(
    plan: Plan, assumptions: Assumptions, policy: Policy, rows: Sequence[EstateRow]
) -> Iterator[Finding]:
    """Of every estate that must provide a kindergarten, whether the plan has one; of every school that is an estate's,
    whether it opens when the first families are there. A school is an estate's that names it (in its name, address or
    note), or an estate's kindergarten that names none and serves its zone. Estates in no area of the plan are not
    held against it."""
    if not rows or assumptions.estates is None:
        return
    own_areas = {*plan.all_areas()}
    found = [each for each in estates_built(rows, assumptions.estates) if each.area in own_areas]
    schools = [school for school in plan.schools if not school.cancelled and any(school.seats.values())]
    named = {school.id: named_by(school, found) for school in schools}
    own = {each.id: [school for school in schools if _is_of(school, each, named[school.id])] for each in found}
    claimed = {school.id for of in own.values() for school in of}
    for each in found:
        yield from _must(each, policy, own[each.id], [school for school in schools if school.id not in claimed])
    for each in found:
        for school in own[each.id]:
            yield _timely(each, school, plan, policy)


def names(school: School, estate: Built) -> bool:
    """Whether a school names an estate.

    >>> one = Built("e1", "东湖", "甲", "", 100, None, 2027, "assumed")
    >>> [names(School("s", "kindergarten", "甲", name=name), one) for name in ("东湖幼儿园", "e1 配建园", "e10")]
    [True, True, False]
    """
    text = " ".join(filter(None, (school.id, school.name, school.address, school.note)))
    by_name = estate.name != estate.id and len(estate.name) > 1 and estate.name in text
    return by_name or bool(re.search(rf"(?<![\w-]){re.escape(estate.id)}(?![\w-])", text))


def named_by(school: School, estates: Sequence[Built]) -> list[str]:
    """The ids of the estates that a school names; 东湖 is not named by a school of 东湖一期, which is another one.

    >>> one = Built("e1", "东湖", "甲", "", 100, None, 2027, "assumed")
    >>> other = replace(one, id="e2", name="东湖一期")
    >>> school = School("s", "kindergarten", "甲", name="东湖一期幼儿园")
    >>> named_by(school, [one, other]), named_by(replace(school, note="东湖 e1 合用"), [one, other])
    (['e2'], ['e1', 'e2'])
    """
    found = [each for each in estates if names(school, each)]
    text = " ".join(filter(None, (school.id, school.name, school.address, school.note)))
    kept = []
    for each in found:
        bare = text
        for other in found:
            if each.name != other.name and each.name in other.name:
                bare = bare.replace(other.name, " ")
        alone = replace(school, id="", name=bare, address=None, note=None)
        if bare == text or names(alone, each):
            kept.append(each.id)
    return kept


def _is_of(school: School, estate: Built, named: Sequence[str]) -> bool:
    if named:
        return estate.id in named
    return school.type == ESTATE_KINDERGARTEN and bool(estate.zone) and estate.zone in zones_of(school)


def _must(estate: Built, policy: Policy, own: Sequence[School], loose: Sequence[School]) -> Iterator[Finding]:
    """Whether the plan has the kindergarten of an estate that must provide one; open where kindergartens of estates in
    its area do not say whose they are."""
    rule, residents = policy.estate, estate.dwellings * policy.estate.people_per_household.value
    if estate.area_m2 is not None and estate.area_m2 >= rule.area_m2.value:
        size, limit = estate.area_m2, rule.area_m2
    elif residents >= rule.residents.value:
        size, limit = residents, rule.residents
    else:
        return
    there = any("kindergarten" in school.seats for school in own)
    maybe = any(school.type == ESTATE_KINDERGARTEN and school.area == estate.area for school in loose)
    verdict = MEETS if there else UNKNOWN if maybe else BREAKS
    missing = "missing.estate" if verdict == UNKNOWN else ""
    yield Finding(
        ESTATE_BUILT,
        ESTATE_KINDERGARTEN,
        verdict,
        round(size),
        limit,
        basis=estate.basis,
        values={"fills": estate.fills},
        area=estate.area,
        year=estate.fills,
        missing=missing,
        estate=estate.name,
    )


def _timely(estate: Built, school: School, plan: Plan, policy: Policy) -> Finding:
    """Whether a school of an estate opens when its first families are there."""
    opens = opening_year(school, plan)
    late = max(opens - estate.fills, 0)
    limit = replace(policy.estate_provision, words=(TOGETHER,), clause=CLAUSE)
    values = {"fills": estate.fills, "opens": opens, "late": late, "last": opens - 1}
    return Finding(
        ESTATE_TIMELY,
        school.type,
        BREAKS if late else MEETS,
        opens,
        limit,
        school,
        basis=estate.basis,
        values=values,
        area=estate.area,
        year=estate.fills,
        estate=estate.name,
    )
