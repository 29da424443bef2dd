"""What the rules of policy and the estate rule find: each with its figure, its limit, and whether it is met."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xuewei.answers.policy.class_sizes import class_findings, pupils_of
from xuewei.answers.policy.counties import county_findings
from xuewei.answers.policy.estates_built import estate_findings
from xuewei.answers.policy.finding import (
    BREAKS,
    CLASS_SIZE,
    ESTATE_PROVISION,
    INCLUSIVE_ALL,
    INCLUSIVE_SHARE,
    LARGE_CLASS,
    MEETS,
    PUBLIC_ALL,
    PUBLIC_SHARE,
    SIZE_CAP,
    UNKNOWN,
    VERY_LARGE_CLASS,
    WHOLE_CLASSES,
    Finding,
)
from xuewei.language.school_types import ESTATE_KINDERGARTEN
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions, Figure
from xuewei.model.plan import Plan, School, stages_of
from xuewei.model.policy import EstateRule, Listed, Policy
from xuewei.model.population import EnrolmentRow, EstateRow
from xuewei.model.provision import COUNTED, INCLUSIVE, PUBLIC, STAGE, Share, provision_of, provision_seats, weakest
from xuewei.model.rounding import whole
from xuewei.model.seats.in_use import existing
from xuewei.model.seats.register import seats_of
from xuewei.model.stages import Stage

VERDICTS = {True: MEETS, None: UNKNOWN, False: BREAKS}


def share(schools: Sequence[School], name: str, government: Listed) -> Share:
    """The share of kindergarten seats that are ``inclusive`` or ``public``, as the schools are designed.

    >>> from xuewei.model.plan import School
    >>> two = [School(each, "kindergarten", "甲", {"kindergarten": 180}, founder=each) for each in ("city", "donor")]
    >>> found = share(two, "public", Listed(("city",)))
    >>> found.lowest, found.highest
    (0.5, 1.0)
    """
    rows = [(school.seats.get(STAGE, 0), *provision_of(school, government)) for school in schools]
    rows = [row for row in rows if row[0]]
    counted = [(seats, basis) for seats, found, basis in rows if found in COUNTED[name]]
    unknown = [seats for seats, found, _ in rows if found is None]
    return Share(
        seats=sum(seats for seats, _, _ in rows),
        counted=sum(seats for seats, _ in counted),
        unknown=sum(unknown),
        unknown_schools=len(unknown),
        basis=weakest({basis for _, basis in counted}),
    )


AREA, RESIDENTS = "area", "residents"
PLACES = 6
"""Decimal places kept before anything is rounded up: 2.84 × 25,000 is 71,000 residents and not a hair more."""


@dataclass(frozen=True)
class Limb:
    """One limb of the rule. ``given`` and ``threshold`` are m² (area) or persons (residents); ``residents`` are the
    persons that it stands for, ``seats`` the seats for their children, before they become whole classes.

    ``classes`` are whole classes, ``class_seats`` their seats, ``kindergartens`` as many as hold them.
    """

    name: str
    given: float
    threshold: float
    residents: float
    seats: float
    classes: int
    class_seats: int
    kindergartens: int

    @property
    def bites(self) -> bool:
        """Whether this limb alone asks for a kindergarten."""
        return self.given >= self.threshold


@dataclass(frozen=True)
class Estate:
    """An estate held against the rule: the limbs that are given, area first."""

    limbs: tuple[Limb, ...]

    @property
    def required(self) -> bool:
        """Whether the rule asks for a kindergarten at all."""
        return any(limb.bites for limb in self.limbs)

    @property
    def deciding(self) -> Limb:
        """The limb that asks for the most seats."""
        return max(self.limbs, key=lambda limb: limb.seats)


def estate(
    rule: EstateRule,
    *,
    area_m2: float | None = None,
    residents: float | None = None,
    class_size: int = 30,
    cap: int = 360,
) -> Estate:
    """Hold an estate of ``area_m2`` m² of floor space, or ``residents`` persons, or both, against the rule.

    ``class_size`` are children of one class, ``cap`` children of one kindergarten. Raises ValueError where neither
    is given.

    >>> from xuewei.formats.policy import read_policy
    >>> found = estate(read_policy().estate, area_m2=150_000, residents=12_000)
    >>> [(limb.name, limb.bites, limb.seats) for limb in found.limbs]
    [('area', True, 180.0), ('residents', True, 432.0)]
    >>> found.deciding.classes, found.deciding.class_seats, found.deciding.kindergartens
    (15, 450, 2)
    """
    limbs = []
    if area_m2 is not None:
        stands_for = area_m2 / rule.m2_per_resident.value
        limbs.append(_limb(AREA, area_m2, rule.area_m2.value, stands_for, rule, class_size, cap))
    if residents is not None:
        limbs.append(_limb(RESIDENTS, residents, rule.residents.value, residents, rule, class_size, cap))
    if not limbs:
        raise ValueError("an estate needs an area, residents, or both")
    return Estate(tuple(limbs))


def residents_of(households: float, rule: EstateRule) -> float:
    """The people of some households.

    >>> from xuewei.formats.policy import read_policy
    >>> residents_of(25_000, read_policy().estate)
    71000.0
    """
    return round(households * rule.people_per_household.value, PLACES)


def _limb(
    name: str, given: float, threshold: float, residents: float, rule: EstateRule, class_size: int, cap: int
) -> Limb:
    seats = round(residents * rule.seats_per_1000.value / 1000, PLACES)
    classes = math.ceil(seats / class_size)
    return Limb(
        name=name,
        given=given,
        threshold=threshold,
        residents=residents,
        seats=seats,
        classes=classes,
        class_seats=classes * class_size,
        kindergartens=math.ceil(classes * class_size / cap),
    )


def findings(
    plan: Plan,
    assumptions: Assumptions,
    policy: Policy,
    found: Assessment | None = None,
    *,
    pupils: Sequence[EnrolmentRow] = (),
    year: int | None = None,
    lent: bool = True,
    estates: Sequence[EstateRow] = (),
) -> list[Finding]:
    """Every rule held against a plan, rule by rule, schools in the order of the plan.

    Schools that are cancelled or only take seats away do not count. Sizes and shares of the plan's own kindergartens
    are those of the seats as designed, whenever a school opens, closes or converts; shares of all are of the seats in
    ``year`` (default: the plan's last) of the plan held against its people (``found``; None: it cannot be). ``pupils``
    are rows of schools; ``lent``: the people's folder is the shipped one, whose figures of a nation are no place's own.
    ``estates`` are the new ones of that folder.
    """
    stages = stages_of(plan, assumptions)
    caps = assumptions.caps()
    schools = [school for school in plan.schools if not school.cancelled and any(school.seats.values())]
    own = [school for school in schools if not existing(school, plan)]
    recorded = list(class_findings(plan, stages, policy, pupils))
    there = pupils_of(pupils)
    known = {each.kind for each in recorded if each.rule == LARGE_CLASS}
    return [
        *(_class_size(stage, policy) for stage in stages),
        *(each for stage in stages for each in _whole_classes(schools, stage, policy)),
        *_crowding([stage for stage in stages if stage.name not in known], assumptions.base_crowding, policy),
        *recorded,
        *(_size_cap(school, stages, caps, there.get(school.id, 0.0)) for school in schools),
        *_shares(own, assumptions.targets, policy.government),
        *_all_shares(plan, assumptions.targets, policy.government, found, year),
        *(_estate(school, policy) for school in schools if school.type == ESTATE_KINDERGARTEN),
        *estate_findings(plan, assumptions, policy, estates),
        *county_findings(plan, assumptions, policy, found, lent=lent),
    ]


def _class_size(stage: Stage, policy: Policy) -> Finding:
    """The class size that seats of a stage are counted with; one size for all grades is held against ``every``."""
    norm = policy.class_size.get(stage.name)
    if norm is None:
        return Finding(CLASS_SIZE, stage.name, UNKNOWN, stage.class_size, None)
    verdict = MEETS if stage.class_size <= norm.every.value else BREAKS
    return Finding(CLASS_SIZE, stage.name, verdict, stage.class_size, norm.every)


def _whole_classes(schools: Sequence[School], stage: Stage, policy: Policy) -> Iterator[Finding]:
    """Seats that are not whole classes: a small last class meets the norm, the same pupils put in with the others
    break it, and nothing says which. Seats that are those of a school's own classes are whole."""
    norm = policy.class_size.get(stage.name)
    written = norm.every if norm else Figure(0.0, "pupils")
    size = replace(written, value=float(stage.class_size))
    for school in schools:
        seats = school.seats.get(stage.name, 0)
        if seats:
            classes, last = divmod(seats, stage.class_size)
            own = school.classes.get(stage.name)
            if own and seats_of(stage, own) == seats:
                last = 0
            yield Finding(
                WHOLE_CLASSES,
                stage.name,
                UNKNOWN if last else MEETS,
                seats,
                size,
                school,
                basis=school.basis.get("seats", ""),
                values={"classes": classes, "last": last},
            )


def _crowding(stages: Sequence[Stage], crowding: Figure, policy: Policy) -> Iterator[Finding]:
    """Classes in use, class size × crowding; an assumed crowding decides nothing while its range can reach a limit."""
    upper = max(crowding.value, crowding.range[1]) if crowding.range else crowding.value
    for rule, limit in ((LARGE_CLASS, policy.crowding.large), (VERY_LARGE_CLASS, policy.crowding.very_large)):
        for stage in stages:
            if stage.name in policy.crowding.stages:
                found, highest = (round(stage.class_size * each, 2) for each in (crowding.value, upper))
                verdict = BREAKS if found >= limit.value else UNKNOWN if highest >= limit.value else MEETS
                end = highest if highest > found else None
                yield Finding(rule, stage.name, verdict, found, limit, highest=end, basis=crowding.basis)


def _size_cap(school: School, stages: Sequence[Stage], caps: Mapping[str, Figure], pupils: float) -> Finding:
    """The seats of a whole school, or its ``pupils`` on record where they are more, against the cap of its kind."""
    seats, cap, basis = sum(school.seats.values()), caps.get(school.type), school.basis.get("seats", "")
    full = whole(pupils) > seats
    most, basis = (whole(pupils), "published") if full else (seats, basis)
    if cap is None:
        return Finding(SIZE_CAP, school.type, UNKNOWN, most, None, school, basis=basis)
    over = max(math.ceil(most - cap.value), 0)
    sizes = {stage.name: stage.class_size for stage in stages}
    classes = sum(count / sizes[stage] for stage, count in school.seats.items() if stage in sizes)
    return Finding(
        SIZE_CAP,
        school.type,
        BREAKS if over else MEETS,
        most,
        cap,
        school,
        basis=basis,
        values={
            "over": over,
            "classes": math.ceil(round(over * classes / seats, 6)),
            **({"pupils": most} if full else {}),
        },
    )


def _shares(schools: Sequence[School], targets: Mapping[str, Figure], government: Listed) -> Iterator[Finding]:
    """Shares of the seats of the plan's own kindergartens in inclusive and in public places, between bounds."""
    for rule, name in ((INCLUSIVE_SHARE, INCLUSIVE), (PUBLIC_SHARE, PUBLIC)):
        target, found = targets.get(name), share(schools, name, government)
        if target is not None and found.seats:
            yield _shared(rule, found, target)


def _all_shares(
    plan: Plan, targets: Mapping[str, Figure], government: Listed, held: Assessment | None, year: int | None
) -> Iterator[Finding]:
    """The same of all kindergarten seats of a year, in use and planned."""
    asked = plan.years[1] if year is None else year
    if held is not None:
        asked = min(max(asked, held.known.start), held.years[-1])
    for rule, name in ((INCLUSIVE_ALL, INCLUSIVE), (PUBLIC_ALL, PUBLIC)):
        target = targets.get(name)
        if target is None:
            continue
        if held is None:
            yield Finding(rule, STAGE, UNKNOWN, None, target, year=asked, missing="missing.people")
            continue
        table = provision_seats(held, government).get(STAGE)
        if table is not None:
            found = table.share(name, held.years.index(asked), range(len(held.areas)))
            if found.seats > 0:
                yield _shared(rule, found, target, asked)


def _shared(rule: str, found: Share, target: Figure, year: int | None = None) -> Finding:
    verdict = VERDICTS[found.reaches(target.value)]
    return Finding(
        rule,
        STAGE,
        verdict,
        round(found.lowest, 4),
        target,
        highest=round(found.highest, 4),
        basis=found.basis,
        values={
            "schools": found.unknown_schools,
            "seats": found.unknown,
            "wanted": found.wanted(target.value),
            **({} if year is None else {"unlisted": found.unlisted, "all": found.seats}),
        },
        year=year,
        missing="missing.provision" if verdict == UNKNOWN else "",
    )


def _estate(school: School, policy: Policy) -> Finding:
    """What an estate's kindergarten is, against what it may be."""
    rule = policy.estate_provision
    found, basis = provision_of(school, policy.government)
    verdict = UNKNOWN if found is None else MEETS if found in rule.words else BREAKS
    missing = "missing.provision" if found is None else ""
    return Finding(ESTATE_PROVISION, school.type, verdict, found, rule, school, basis=basis, missing=missing)
