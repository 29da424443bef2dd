"""Remarks on schools as they are written: where they stand, their names, and seats beside their classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xuewei.errors import Fault, Place
from xuewei.model.plan import IN_USE, Plan, School
from xuewei.model.seats.register import seats_of
from xuewei.model.stages import Stage

EAST, NORTH = (73.0, 136.0), (3.0, 54.0)
"""Degrees between which China lies."""


def school_remarks(plan: Plan, stages: Sequence[Stage]) -> Iterator[Fault]:
    """What looks wrong in the schools of a plan: coordinates that are swapped or abroad, two schools in use of one name
    in one area, seats that are not the classes at their size, and mergers into another area.

    >>> one = School("s", "primary", "甲", {"primary": 600}, opens=2000, lon=35.0, lat=111.0, classes={"primary": 12})
    >>> found = school_remarks(Plan("p", "甲", (one,), (2021, 2025)), [Stage("primary", 6, 6, 45)])
    >>> [each.kind for each in found]
    ['odd_swapped', 'odd_class_seats']
    """
    known = {stage.name: stage for stage in stages}
    first: dict[tuple[str, str], str] = {}
    for school in plan.schools:
        at = Place.of(school.line, plan.file)
        for field, kind, found, values in (*_place(school), *_classes(school, known)):
            yield Fault(at, f"schools[{school.id}].{field}", kind, values, found)
        if school.name and school.status == IN_USE and school.works == "new" and not school.removes:
            other = first.setdefault((school.area, school.name), school.id)
            if other != school.id:
                values = {"area": school.area, "other": other}
                yield Fault(at, f"schools[{school.id}].name", "odd_same_name", values, school.name)
    yield from _far_mergers(plan)


Remark = tuple[str, str, str, dict[str, object]]
"""Field, kind, what was found, and its values."""


def _place(school: School) -> Iterator[Remark]:
    if school.lon is None or school.lat is None:
        return
    east, north = (low <= each <= high for each, (low, high) in ((school.lon, EAST), (school.lat, NORTH)))
    if east and north:
        return
    swapped = EAST[0] <= school.lat <= EAST[1] and NORTH[0] <= school.lon <= NORTH[1]
    yield "lon", "odd_swapped" if swapped else "odd_place", f"{school.lon:g}, {school.lat:g}", {}


def _classes(school: School, stages: dict[str, Stage]) -> Iterator[Remark]:
    for name, classes in school.classes.items():
        if name in stages and name in school.seats:
            wanted, seats = seats_of(stages[name], classes), school.seats[name]
            if wanted != seats:
                count = sum(classes) if isinstance(classes, tuple) else classes
                values = {"pupils_of": (name, None), "classes": count, "wanted": wanted}
                yield f"seats.{name}", "odd_class_seats", f"{seats:,}", values


def _far_mergers(plan: Plan) -> Iterator[Fault]:
    """Schools that merge into one of another area: their pupils stay with their own."""
    areas = {school.id: school.area for school in plan.schools}
    for school in plan.schools:
        other = areas.get(school.merge_into or "", school.area)
        if other != school.area and not school.cancelled:
            at, field = Place.of(school.line, plan.file), f"schools[{school.id}].merge_into"
            yield Fault(at, field, "odd_merge_area", {"area": school.area, "other": other}, school.merge_into)
