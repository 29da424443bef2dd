"""A plan from its YAML file, with everything checked that its own file can show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from xuewei.errors import Fault, InputError, Place, Spot, nearest
from xuewei.formats.places import SHIPPED_PLAN, AnyPath, shipped
from xuewei.formats.plan.own_estates import estate_rows
from xuewei.formats.plan.register import plan_node, registered
from xuewei.formats.plan.schools import Opening, misspelt, school_rows
from xuewei.formats.plan.shapes import PLAN, STAGES, YEAR
from xuewei.formats.shapes import Faults, item_place, spots_of
from xuewei.formats.yaml import Node
from xuewei.language.school_types import type_key
from xuewei.model.parameters import OF_PLAN
from xuewei.model.plan import BALANCED, EVERY, LISTED, BaseSeats, MustKeep, Plan, Published, School
from xuewei.model.stages import TAKEN, Stage


def read_plan(place: AnyPath | None = None) -> Plan:
    """The plan in a YAML file (docs/formats.en.md); None reads the shipped one.

    Raises InputError with every fault of the file, in the order of its lines.

    >>> len(read_plan().schools)
    32
    """
    where = shipped(SHIPPED_PLAN) if place is None else place
    return plan_of(plan_node(where), str(where))


def plan_of(node: Node, file: str) -> Plan:
    """The plan written in a node of ``file``, with its register where one was laid under it.

    Raises InputError with every fault, in the order of their places.
    """
    register = registered(node)
    faults = Faults(file, list(register.faults))
    read = PLAN.read(node, "", faults)
    if read is None:
        raise InputError(faults.found)
    if "scenario" in read["lines"]:
        raise InputError([Fault(Place(file, read["lines"]["scenario"]), "", "scenario_as_plan")])
    stages = tuple(stage_of(name, each) for name, each in read.get("stages", {}).items() if complete(each))
    check_stages(read.get("stages", {}), "stages", faults)
    own = set(read.get("stages", {}))
    lag = read.get("opening_lag", 1)
    published = _published(read.get("published", {}), faults, node)
    area = read.get("area", "")
    years = read.get("years", [])
    years = years if len(years) == 2 else [0, 0]  # a year with a fault is not in it
    base = read.get("base_seats") or {}
    places = {area, *read.get("areas", ()), *(row.get("area", area) for row in read.get("schools", ()))}
    base_seats = _base_seats(base, area, places) if "year" in base else None
    opening = Opening(
        None if "opening_lag" in read["bad"] else lag,
        read["lines"].get("opening_lag"),
        base_seats,
        None if {"base_seats", "years"} & read["bad"] else years[0] - 1,
        "base_seats" not in read["bad"],
        register.spots,
    )
    schools = school_rows(
        read.get("schools", []), area, opening, {*own, *published.by_type}, published.by_founder, faults
    )
    _check_types(published, own, schools, faults, node)
    estates = estate_rows(read.get("estates", ()), places, faults)
    for n, name in enumerate(read.get("use_stages", ()), start=1):
        if name in read["use_stages"][: n - 1]:
            faults.note(_line(node, "use_stages"), f"use_stages[{n}]", "asked_twice", found=name)
    if years[0] > years[1]:
        faults.note(_line(node, "years"), "years", "order", found=years)
    _check_base(base, places, node, faults)
    kept = must_keep_of(read.get("must_keep"))
    if read["bad"].isdisjoint(("schools", "must_keep")):
        check_kept(kept, [school.id for school in schools], places, node, faults)
    if faults.found:
        _tell_stages(read, own, faults)
    faults.stop()
    return Plan(
        name=read["plan"],
        area=area,
        schools=schools,
        years=(years[0], years[1]),
        source=read.get("source", {}),
        areas=tuple(read.get("areas", ())),
        base_seats=base_seats,
        published=published,
        stages=stages,
        use_stages=tuple(read.get("use_stages", ())),
        must_keep=kept,
        estates=estates,
        population=read.get("population"),
        register=read.get("register"),
        registered=dict(register.spots),
        staff=dict(register.staff),
        turned=register.turned,
        file=file,
        spots=spots_of(node, ROWS),
        **{each.name: read[each.name] for each in OF_PLAN if each.name in read},
    )


ROWS = ("schools", "estates")
"""Lists whose rows say themselves where they are written."""


def _tell_stages(read: Mapping[str, Any], own: Collection[str], faults: Faults) -> None:
    """Beside other faults, stages of schools that are nearly called as shipped ones, so that they need no run of their
    own, in a plan that names no people who may have such stages. Every other plan is held against its people."""
    known = {*STAGES, *own, *read.get("use_stages", ())}
    for n, row in enumerate(read.get("schools", ()) if "population" not in read else (), start=1):
        where = item_place("schools", n, row.get("id"))
        for name in ("seats", "removes"):
            for stage in row.get(name, ()):
                near = None if stage in known else nearest(stage, known)
                if near is not None:
                    field = f"{where}.{name}.{stage}"
                    faults.note(row["lines"][name], field, "no_stage", found=stage, near=near)


def complete(stage: Mapping[str, Any]) -> bool:
    """Whether a stage was read without a fault in its needed keys."""
    return {"entry_age", "grades", "class_size"} <= set(stage)


def check_stages(stages: Mapping[str, Any], path: str, faults: Faults) -> None:
    """Note stages that are called as a column beside those of stages, and class sizes that are not one for every
    grade."""
    for name, each in stages.items():
        if name in TAKEN:
            faults.note(each["line"], f"{path}.{name}", "taken_stage")
        sizes, grades = each.get("class_sizes"), each.get("grades")
        if sizes is not None and grades is not None and len(sizes) != grades and "class_sizes" not in each["bad"]:
            where = f"{path}.{name}.class_sizes"
            faults.note(each["lines"]["class_sizes"], where, "sizes_length", n=grades, found=len(sizes))


def stage_of(name: str, read: Mapping[str, Any]) -> Stage:
    """A stage from its record."""
    residents = read.get("residents_per_school")
    return Stage(
        name,
        read["entry_age"],
        read["grades"],
        read["class_size"],
        read.get("smallest_school"),
        (residents[0], residents[1]) if residents and len(residents) == 2 else None,
        tuple(read.get("class_sizes", ())),
        read.get("after"),
        read.get("beside", False),
    )


def _line(node: Node, *keys: str) -> Spot:
    """The line of a value by its keys, or of the nearest thing around it."""
    for key in keys:
        if not isinstance(node.value, dict) or key not in node.value:
            break
        node = node.value[key]
    return node.line


def _base_seats(read: Mapping[str, Any], area: str, places: Collection[str]) -> BaseSeats:
    """Seats before the plan: a bare map of stages is that of the default area; ``balanced`` entries are left out."""
    written = read.get("seats", BALANCED)
    maps: dict[str, Any] = {} if isinstance(written, str) else dict(written)
    by_area = maps if maps and len(_areas_among(maps, places)) == len(maps) else {area: maps} if maps else {}
    inner = {place: each if isinstance(each, dict) else {EVERY: each} for place, each in by_area.items()}
    seats = {
        place: {stage: count for stage, count in stages.items() if isinstance(count, int)}
        for place, stages in inner.items()
    }
    listed = sorted(
        (place, stage) for place, stages in inner.items() for stage, each in stages.items() if each == LISTED
    )
    return BaseSeats(
        read["year"],
        {place: stages for place, stages in seats.items() if stages},
        read.get("basis", "assumed"),
        read.get("source"),
        written == LISTED or tuple(listed),
    )


def _areas_among(seats: Mapping[str, Any], places: Collection[str]) -> list[str]:
    """The keys of a map of seats that are areas: those with a map of stages, and areas of the plan with a word."""
    return [
        name for name, each in seats.items() if isinstance(each, dict) or (isinstance(each, str) and name in places)
    ]


def _check_base(read: Mapping[str, Any], places: set[str], node: Node, faults: Faults) -> None:
    """Seats that nobody would find again: under an area the plan does not have, or beside stages."""
    seats = read.get("seats")
    by_area = _areas_among(seats, places) if isinstance(seats, dict) else []
    if by_area and len(by_area) < len(seats or ()):
        faults.note(_line(node, "base_seats", "seats"), "base_seats.seats", "mixed_seats")
    for name in by_area:
        if name not in places:
            line = _line(node, "base_seats", "seats", name)
            faults.note(line, f"base_seats.seats.{name}", "plan_area", near=nearest(name, places))


def must_keep_of(read: Any) -> MustKeep:
    """What must be kept, from a list of schools or a record."""
    if isinstance(read, list):
        return MustKeep(tuple(read))
    return MustKeep(tuple((read or {}).get("schools", ())), (read or {}).get("seats", {}))


def check_kept(
    kept: MustKeep,
    ids: Collection[str],
    places: Collection[str],
    node: Node,
    faults: Faults,
    stages: Collection[str] | None = None,
) -> None:
    """Note schools, areas and, where they are known, ``stages`` that must be kept and that there are not."""
    at = node.value.get("must_keep") if isinstance(node.value, dict) else None
    inside = at.value.get("schools") if at is not None and isinstance(at.value, dict) else None
    listed, where = (at, "must_keep") if inside is None else (inside, "must_keep.schools")
    spots = listed.value if listed is not None and isinstance(listed.value, list) else []
    for n, name in enumerate(kept.schools):
        if name not in ids:
            line = spots[n].line if n < len(spots) else node.line
            faults.note(line, f"{where}[{n + 1}]", "no_school", found=name, near=nearest(name, ids))
    for area, wanted in kept.seats.items():
        if area not in places:
            line, field = _line(node, "must_keep", "seats", area), f"must_keep.seats.{area}"
            faults.note(line, field, "plan_area", found=area, near=nearest(area, places))
        for stage in wanted:
            if stages is not None and stage not in stages:
                line, field = _line(node, "must_keep", "seats", area, stage), f"must_keep.seats.{area}.{stage}"
                faults.note(line, field, "no_stage", found=stage, near=nearest(stage, stages))


def _check_types(
    published: Published, own: Collection[str], schools: Sequence[School], faults: Faults, node: Node
) -> None:
    """Printed types whose key is misspelt; one in people's own words that no school has is left to the proof."""
    known = {*own, *published.seats, *(school.type for school in schools)}
    for kind in published.by_type:
        near = misspelt(kind, known)
        if near is not None:
            line = _line(node, "published", "by_type", kind)
            faults.note(line, f"published.by_type.{kind}", "unknown_key", near=near)


def _by_type(read: Mapping[str, int], faults: Faults, node: Node) -> dict[str, int]:
    """Printed schools by type, whatever name of a type is written; a type may not be named twice."""
    found: dict[str, int] = {}
    first: dict[str, Spot] = {}
    for name, count in read.items():
        kind, line = type_key(name), _line(node, "published", "by_type", name)
        if kind in found:
            faults.note(line, f"published.by_type.{name}", "repeated_key", first=Place.of(first[kind], faults.file))
        found.setdefault(kind, count)
        first.setdefault(kind, line)
    return found


def _published(read: Mapping[str, Any], faults: Faults, node: Node) -> Published:
    for year in read.get("by_year", {}):
        if not YEAR.low <= year <= YEAR.high:
            line = _line(node, "published", "by_year", str(year))
            faults.note(line, f"published.by_year.{year}", "whole", found=year, low=YEAR.low, high=YEAR.high)
    return Published(
        schools=read.get("schools"),
        seats=read.get("seats", {}),
        by_type=_by_type(read.get("by_type", {}), faults, node),
        by_founder=read.get("by_founder", {}),
        by_year=read.get("by_year", {}),
    )
