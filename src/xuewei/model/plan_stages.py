"""What a plan says of stages that nobody knows: the population and the plan together declare those that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xuewei.errors import Fault, fault_at, nearest
from xuewei.model.plan import EVERY, Plan


def strange_stages(plan: Plan, names: Sequence[str]) -> Iterator[Fault]:
    """A fault for every stage that a school, or the seats in use, name and that is not among ``names``.

    >>> from xuewei.model.plan import School
    >>> one = School("a", "primary", "甲", {"primry": 540}, 2021)
    >>> [fault.suggestion for fault in strange_stages(Plan("p", "甲", (one,), (2021, 2025)), ["primary"])]
    ['primary']
    """
    known = set(names)
    for school in plan.schools:
        used = {*school.seats, *school.removes}
        used.update(part for each in school.convert for part in (each.origin, each.target))
        for stage in sorted(used - known):
            near, where = nearest(stage, names), f"schools[{school.id}].seats"
            yield fault_at(plan.file, school.line or None, where, "no_stage", {}, stage, near)
    for area, stages in _in_use(plan).items():
        for stage in sorted(set(stages) - known):
            yield Fault(plan.file, None, f"base_seats.seats.{area}", "no_stage", {}, stage, nearest(stage, names))


def _in_use(plan: Plan) -> Mapping[str, Sequence[str]]:
    """The stages by area of which something is written about the seats in use before the plan."""
    base = plan.base_seats
    found = {area: list(seats) for area, seats in base.seats.items()} if base else {}
    for area, stage in base.listed if base and not isinstance(base.listed, bool) else ():
        if stage != EVERY:
            found.setdefault(area, []).append(stage)
    return found
