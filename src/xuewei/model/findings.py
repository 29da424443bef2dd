"""What the rules of policy find in a plan: each finding with the figure found, the limit, and whether it is met."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xuewei.model.assumptions import Assumptions, Figure
from xuewei.model.plan import Plan, School
from xuewei.model.policy import Listed, Policy
from xuewei.model.shares import STAGE, provision_of, share
from xuewei.model.stages import Stage, together
from xuewei.school_types import ESTATE_KINDERGARTEN

MEETS, BREAKS, UNKNOWN = "meets", "breaks", "unknown"
CLASS_SIZE, WHOLE_CLASSES, SIZE_CAP = "class_size", "whole_classes", "size_cap"
LARGE_CLASS, VERY_LARGE_CLASS = "large_class", "very_large_class"
INCLUSIVE_SHARE, PUBLIC_SHARE, ESTATE_PROVISION = "inclusive_share", "public_share", "estate_provision"


@dataclass(frozen=True)
class Finding:
    """One rule held against one thing.

    ``kind`` is the stage or the kind of school that the rule speaks of; ``school`` the one it is about (None: the
    whole plan). ``found`` is in the unit of ``limit`` (None: no rule is known); where only bounds are known it is the
    lower and ``highest`` the upper one; for what a kindergarten is, it is a word. ``basis`` is what the figure found
    rests on. ``values`` are what a sentence about it needs.
    """

    rule: str
    kind: str
    verdict: str
    found: float | str | None
    limit: Figure | Listed | None
    school: School | None = None
    highest: float | None = None
    basis: str = ""
    values: Mapping[str, float] = field(default_factory=dict)


def findings(plan: Plan, assumptions: Assumptions, policy: Policy) -> list[Finding]:
    """Every rule held against a plan, rule by rule, schools in the order of the plan.

    Schools that are cancelled or only take seats away do not count. Sizes and shares are those of the seats as
    designed, whenever a school opens, closes or converts.
    """
    stages = together(assumptions.stages, plan.stages)
    caps = assumptions.caps()
    schools = [school for school in plan.schools if not school.cancelled and any(school.seats.values())]
    return [
        *(_class_size(stage, policy) for stage in stages),
        *(each for stage in stages for each in _whole_classes(schools, stage, policy)),
        *_crowding(stages, assumptions.base_crowding, policy),
        *(_size_cap(school, stages, caps) for school in schools),
        *_shares(schools, assumptions.targets, policy.government),
        *(_estate(school, policy) for school in schools if school.type == ESTATE_KINDERGARTEN),
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
    break it, and nothing says which."""
    norm = policy.class_size.get(stage.name)
    written = norm.every if norm else Figure(0.0, "pupils")
    size = replace(written, value=float(stage.class_size))
    for school in schools:
        seats = school.seats.get(stage.name, 0)
        if seats:
            classes, last = divmod(seats, stage.class_size)
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


def _size_cap(school: School, stages: Sequence[Stage], caps: Mapping[str, Figure]) -> Finding:
    """The seats of a whole school against the cap of its kind."""
    seats, cap, basis = sum(school.seats.values()), caps.get(school.type), school.basis.get("seats", "")
    if cap is None:
        return Finding(SIZE_CAP, school.type, UNKNOWN, seats, None, school, basis=basis)
    over = max(math.ceil(seats - cap.value), 0)
    sizes = {stage.name: stage.class_size for stage in stages}
    classes = sum(count / sizes[stage] for stage, count in school.seats.items() if stage in sizes)
    return Finding(
        SIZE_CAP,
        school.type,
        BREAKS if over else MEETS,
        seats,
        cap,
        school,
        basis=basis,
        values={"over": over, "classes": math.ceil(round(over * classes / seats, 6))},
    )


def _shares(schools: Sequence[School], targets: Mapping[str, Figure], government: Listed) -> Iterator[Finding]:
    """Shares of kindergarten seats in inclusive and in public places, between bounds."""
    for rule, name in ((INCLUSIVE_SHARE, "inclusive"), (PUBLIC_SHARE, "public")):
        target, found = targets.get(name), share(schools, name, government)
        if target is None or not found.seats:
            continue
        reached, reachable = found.lowest >= target.value, found.highest >= target.value
        wanted = math.ceil(round(target.value * found.seats, 6)) - found.counted
        yield Finding(
            rule,
            STAGE,
            MEETS if reached else UNKNOWN if reachable else BREAKS,
            round(found.lowest, 4),
            target,
            highest=round(found.highest, 4),
            basis=found.basis,
            values={"schools": found.unknown_schools, "seats": found.unknown, "wanted": wanted},
        )


def _estate(school: School, policy: Policy) -> Finding:
    """What an estate's kindergarten is, against what it may be."""
    rule = policy.estate_provision
    found, basis = provision_of(school, policy.government)
    verdict = UNKNOWN if found is None else MEETS if found in rule.words else BREAKS
    return Finding(ESTATE_PROVISION, school.type, verdict, found, rule, school, basis=basis)
