"""Rules on counties: what they build each year, special schools, public 普高 of quality, and 高中阶段毛入学率."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from xuewei.answers.policy.finding import (
    BREAKS,
    GROSS_RATE,
    MEETS,
    QUALITY_SENIOR,
    SPECIAL_SCHOOL,
    UNKNOWN,
    YEARLY_NEW,
    Finding,
)
from xuewei.language.school_types import type_key
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions, Series
from xuewei.model.plan import Plan, School
from xuewei.model.policy import Policy
from xuewei.model.provision import PUBLIC, provision_of
from xuewei.model.rounding import whole
from xuewei.model.seats.in_use import open_by

SPECIAL, SENIOR = "special", "senior"
NEW = "new"


def county_findings(
    plan: Plan, assumptions: Assumptions, policy: Policy, found: Assessment | None, *, lent: bool
) -> Iterator[Finding]:
    """Every rule on counties, held against each area of a plan; without an assessment (``found``) nobody knows how
    many people live there. ``lent``: what is assumed is shipped and not the place's own. A limit of another place that
    stands in for its own breaks nothing."""
    schools: dict[str, list[School]] = {area: [] for area in plan.all_areas()}
    for school in plan.schools:
        schools[school.area].append(school)
    people = _residents(int(policy.special_school.by.value), found)
    rate = assumptions.senior.gross_rate if assumptions.senior else None
    every = [
        *_yearly(plan, policy),
        *(_special(plan, area, own, policy, people.get(area)) for area, own in schools.items()),
        *(_quality(plan, area, own, policy) for area, own in schools.items()),
        _rate(rate, policy, lent=lent),
    ]
    for each in every:
        limit = each.limit
        borrowed = limit is not None and limit.default and bool(limit.local) and each.verdict == BREAKS
        yield replace(each, verdict=UNKNOWN, missing="missing.borrowed") if borrowed else each


def built_in(school: School, plan: Plan) -> int | None:
    """The plan's year of a new school: as written, else so long before it opens as the plan has it; None for one that
    is no new school, or of which nobody knows.

    >>> plan = Plan("p", "甲", (), (2021, 2025))
    >>> [built_in(School("s", "primary", "甲", {"primary": 540}, planned=a, opens=b), plan)
    ...  for a, b in ((2022, 2025), (None, 2023), (None, None))]
    [2022, 2022, None]
    """
    if school.cancelled or school.works != NEW or not any(school.seats.values()):
        return None
    if school.planned is not None:
        return school.planned
    return None if school.opens is None else school.opens - plan.opening_lag


def _yearly(plan: Plan, policy: Policy) -> Iterator[Finding]:
    """New kindergartens and schools of every area and year of the plan; a plan that builds nothing is none of
    building."""
    years = range(plan.years[0], plan.years[1] + 1)
    new = Counter((school.area, built_in(school, plan)) for school in plan.schools)
    builds = any(year in years for _, year in new)
    least, most = policy.yearly_new.least, int(policy.yearly_new.most.value)
    for area in plan.all_areas():
        for year in years:
            n = new[area, year]
            verdict = UNKNOWN if not builds else MEETS if n >= least.value else BREAKS
            missing = "" if builds else "missing.projects"
            values = {"most": most, "more": max(n - most, 0)}
            yield Finding(
                YEARLY_NEW,
                NEW,
                verdict,
                n,
                least,
                basis="derived",
                values=values,
                area=area,
                year=year,
                missing=missing,
            )


def _special(plan: Plan, area: str, schools: Sequence[School], policy: Policy, people: int | None) -> Finding:
    """Special schools of an area that are open by the year of the rule, where so many people live there."""
    rule = policy.special_school
    year = int(rule.by.value)
    n = sum(_is_special(school) and open_by(school, plan, year) for school in schools)
    missing = ""
    if (people is not None and people < rule.residents.value) or n >= rule.schools.value:
        verdict = MEETS
    elif people is None:
        verdict, missing = UNKNOWN, "missing.residents"
    elif not _lists(plan, area, SPECIAL):
        verdict, missing = UNKNOWN, "missing.special"
    else:
        verdict = BREAKS
    values = {"threshold": rule.residents.value, "residents": -1 if people is None else people}
    return Finding(
        SPECIAL_SCHOOL,
        SPECIAL,
        verdict,
        n,
        rule.schools,
        basis="derived",
        values=values,
        area=area,
        year=year,
        missing=missing,
    )


def _is_special(school: School) -> bool:
    return type_key(school.type) == SPECIAL or bool(school.seats.get(SPECIAL))


def _residents(year: int, found: Assessment | None) -> dict[str, int]:
    """The people of every area in the computed year next to ``year``; areas where nobody was counted are left out."""
    if found is None:
        return {}
    t = min(max(year, found.years.start), found.years[-1]) - found.years.start
    people = zip(found.areas, found.residents[t].tolist(), strict=True)
    return {area: whole(each) for area, each in people if np.isfinite(each)}


def _lists(plan: Plan, area: str, stage: str) -> bool:
    """Whether the plan lists all schools in use of a stage of an area."""
    return plan.base_seats is not None and plan.base_seats.lists(area, stage)


def _quality(plan: Plan, area: str, schools: Sequence[School], policy: Policy) -> Finding:
    """How many public 普高 of quality an area may have: nothing marks quality, so only none at all can be told."""
    rule = policy.quality_senior
    senior = [school for school in schools if not school.cancelled and school.seats.get(SENIOR)]
    may_be = sum(provision_of(school, policy.government)[0] in (PUBLIC, None) for school in senior)
    values = {"most": int(rule.most.value), "schools": may_be}
    if _lists(plan, area, SENIOR) and may_be < rule.least.value:
        return Finding(QUALITY_SENIOR, SENIOR, BREAKS, may_be, rule.least, basis="derived", values=values, area=area)
    low, high, missing = (0, may_be, "missing.quality") if may_be else (None, None, "missing.senior")
    return Finding(
        QUALITY_SENIOR,
        SENIOR,
        UNKNOWN,
        low,
        rule.least,
        highest=high,
        values=values,
        area=area,
        missing=missing,
    )


def _rate(rate: Series | None, policy: Policy, *, lent: bool) -> Finding:
    """Gross enrolment in senior stages as it is assumed; the shipped figures are the nation's and decide nothing of a
    place."""
    rule, year = policy.gross_rate, int(policy.gross_rate.by.value)
    if rate is None:
        return Finding(GROSS_RATE, SENIOR, UNKNOWN, None, rule.share, year=year, missing="missing.rate")
    share, lent = round(rate.at(year), 4), lent or rate.default
    verdict = UNKNOWN if lent else MEETS if share >= rule.share.value else BREAKS
    missing = "missing.rate.lent" if lent else ""
    return Finding(GROSS_RATE, SENIOR, verdict, share, rule.share, basis=rate.basis, year=year, missing=missing)
