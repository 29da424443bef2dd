"""Stages that a plan names and that there are not: what is wrong with each, and how an optional one is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from xuewei.errors import Fault, Place, key_place, nearest
from xuewei.language.school_types import ALIKE, TYPES, type_key
from xuewei.language.words import named
from xuewei.model.assumptions import Assumptions
from xuewei.model.plan import EVERY, Plan, School
from xuewei.model.stages import Stage


def stage_fault(
    place: Place, field: str, stage: str, names: Iterable[str], optional: Collection[str] = (), use: Sequence[str] = ()
) -> Fault:
    """A fault for a stage that is not among ``names``. Of an ``optional`` one it says how a plan that uses ``use`` asks
    for it, whatever it is called.

    >>> fault = stage_fault(Place("plan.yaml"), "seats.高中", "高中", ["primary"], ["senior"])
    >>> fault.kind, fault.values["use"], fault.suggestion
    ('optional_stage', 'senior', 'senior')
    """
    known, meant = list(names), type_key(stage)
    if meant in optional and meant not in known:
        values = {"use": ", ".join([*(each for each in use if each in optional), meant])}
        return Fault(place, field, "optional_stage", values, stage, None if meant == stage else meant)
    near = meant if meant in known else nearest(stage, known)
    return Fault(place, field, "no_stage", {}, stage, near)


def strange_stages(plan: Plan, names: Sequence[str], optional: Collection[str] = ()) -> Iterator[Fault]:
    """A fault for every stage that a school, or the seats in use, name and that is not among ``names``, and for the
    type of a school that is called as such a stage; and for stages that a plan asks for and that are neither among
    ``names`` nor ``optional``.

    >>> from xuewei.model.plan import School
    >>> one = School("a", "primary", "甲", {"primry": 540}, 2021)
    >>> [fault.suggestion for fault in strange_stages(Plan("p", "甲", (one,), (2021, 2025)), ["primary"])]
    ['primary']
    """
    known, use = set(names), plan.use_stages
    said = [*names, *(named("stage", name, "zh") for name in names)]
    for n, stage in enumerate(use, start=1):
        if stage not in known.union(optional):
            yield stage_fault(plan.place(f"use_stages[{n}]"), f"use_stages[{n}]", stage, [*optional, *names])
    kinds = [*TYPES, *names, *plan.published.by_type]
    for school in plan.schools:
        if not school.convert and known.issuperset((*school.seats, *school.removes, *school.classes, *school.intake)):
            continue
        strange = [(key, stage) for key, stage in _named(school) if stage not in known]
        if not strange:
            continue
        place = Place.of(school.line, plan.file)
        derived = school.type in plan.registered.get(school.id, {})
        misnamed = school.type not in kinds and school.type.isascii() and not derived
        if misnamed and school.type in {stage for _, stage in strange}:
            near = nearest(school.type, kinds, ALIKE)
            if near is not None:
                yield Fault(place, f"schools[{school.id}].type", "type", {}, school.type, near)
        for key, stage in strange:
            at = plan.registered.get(school.id, {}).get(stage, place)
            yield stage_fault(at, f"schools[{school.id}].{key}", stage, said, optional, use)
    for area, keeps in plan.must_keep.seats.items():
        for stage in sorted(set(keeps) - known):
            where = f"must_keep.seats.{area}.{stage}"
            yield stage_fault(plan.place(where), where, stage, names, optional, use)
    for area, stages in _in_use(plan).items():
        for stage in sorted(set(stages) - known):
            at = plan.place(f"base_seats.seats.{area}.{stage}")
            yield stage_fault(at, f"base_seats.seats.{area}", stage, names, optional, use)


def _named(school: School) -> Iterator[tuple[str, str]]:
    """The stages that a school names, each under the key that names it."""
    written = (
        ("seats", school.seats),
        ("removes", school.removes),
        ("classes", school.classes),
        ("intake", school.intake),
    )
    for key, stages in written:
        if stages:
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


def misplaced_stages(plan: Plan, assumptions: Assumptions, stages: Sequence[Stage]) -> Iterator[Fault]:
    """Stages that are to come after one that there is not, or that is not entered younger."""
    known = {stage.name: stage for stage in stages}
    for stage in stages:
        if stage.after is None:
            continue
        where = f"stages.{stage.name}.after"
        place = key_place(plan if stage in plan.stages else assumptions, where)
        if stage.after not in known:
            yield stage_fault(place, where, stage.after, known, assumptions.offered, plan.use_stages)
        elif known[stage.after].entry_age >= stage.entry_age:
            yield Fault(place, where, "after_itself", {}, stage.after)
