"""Remarks on schools as they are written: where they stand, their names, and seats beside their classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xuewei.errors import Fault, Place
from xuewei.model.plan import IN_USE, Plan, School
from xuewei.model.population import EnrolmentRow
from xuewei.model.seats.in_use import open_by
from xuewei.model.seats.register import seats_of
from xuewei.model.stages import Stage

EAST, NORTH = (73.0, 136.0), (3.0, 54.0)
"""Degrees between which China lies."""
NAMED = 8
"""Schools that a remark names; of more it says how many."""


def school_remarks(plan: Plan, stages: Sequence[Stage]) -> Iterator[Fault]:
    """What looks wrong in the schools of a plan: coordinates that are swapped or abroad, two schools in use of one name
    in one area, and seats that are not the classes at their size.

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


def stages_held(school: School) -> dict[str, object]:
    """The stages of which a school has seats, classes or intake."""
    return {**school.seats, **school.classes, **school.intake}


def absent_remarks(plan: Plan, pupils: Sequence[EnrolmentRow]) -> Iterator[Fault]:
    """Schools of the register in use that have no pupils on record in the newest year in which other schools of their
    area and stage have some: of each area and stage together."""
    if not plan.registered or plan.scenarios:
        return
    area_of = {school.id: school.area for school in plan.schools}
    there: dict[tuple[str, str], dict[int, set[str]]] = {}
    for row in pupils:
        if row.school in area_of:
            years = there.setdefault((area_of[row.school], row.stage), {})
            years.setdefault(row.year, set()).add(row.school)
    for (area, stage), years in there.items():
        year = max(years)
        absent = [
            school.name or school.id
            for school in plan.schools
            if school.id in plan.registered and school.area == area and school.id not in years[year]
            if school.status == IN_USE and stage in stages_held(school) and open_by(school, plan, year)
        ]
        if absent:
            values = {"area": area, "year": year, "pupils_of": (stage, None), "n": len(absent)}
            more = " …" if len(absent) > NAMED else ""
            yield Fault(Place(plan.file), "register", "odd_absent", values, ", ".join(absent[:NAMED]) + more)


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
