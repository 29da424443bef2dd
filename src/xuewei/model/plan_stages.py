"""What a plan says of stages that nobody knows: the population and the plan together declare those that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xuewei.errors import Fault, Place, nearest
from xuewei.model.plan import EVERY, Plan, School
from xuewei.school_types import ALIKE, TYPES


def strange_stages(plan: Plan, names: Sequence[str]) -> Iterator[Fault]:
    """A fault for every stage that a school, or the seats in use, name and that is not among ``names``, and for the
    type of a school that is called as such a stage.

    >>> from xuewei.model.plan import School
    >>> one = School("a", "primary", "甲", {"primry": 540}, 2021)
    >>> [fault.suggestion for fault in strange_stages(Plan("p", "甲", (one,), (2021, 2025)), ["primary"])]
    ['primary']
    """
    known = set(names)
    for school in plan.schools:
        place = Place.of(school.line, plan.file)
        strange = [(key, stage) for key, stage in _named(school) if stage not in known]
        kinds = [*TYPES, *names, *plan.published.by_type]
        if school.type not in kinds and school.type.isascii() and school.type in {stage for _, stage in strange}:
            near = nearest(school.type, kinds, ALIKE)
            if near is not None:
                yield Fault(place, f"schools[{school.id}].type", "type", {}, school.type, near)
        for key, stage in strange:
            where = f"schools[{school.id}].{key}"
            yield Fault(place, where, "no_stage", {}, stage, nearest(stage, names))
    for area, stages in _in_use(plan).items():
        for stage in sorted(set(stages) - known):
            yield Fault(Place(plan.file), f"base_seats.seats.{area}", "no_stage", {}, stage, nearest(stage, names))


def _named(school: School) -> Iterator[tuple[str, str]]:
    """The stages that a school names, each under the key that names it."""
    for key, stages in (("seats", school.seats), ("removes", school.removes)):
        yield from ((f"{key}.{stage}", stage) for stage in sorted(stages))
    for n, turn in enumerate(school.convert, start=1):
        yield f"convert[{n}].from", turn.origin
        yield f"convert[{n}].to", turn.target


def _in_use(plan: Plan) -> Mapping[str, Sequence[str]]:
    """The stages by area of which something is written about the seats in use before the plan."""
    base = plan.base_seats
    found = {area: list(seats) for area, seats in base.seats.items()} if base else {}
    for area, stage in base.listed if base and not isinstance(base.listed, bool) else ():
        if stage != EVERY:
            found.setdefault(area, []).append(stage)
    return found
