"""Remarks on schools as they are written: where they stand, their names, zones and rooms, and their classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xuewei.errors import Fault, Place
from xuewei.model.places import in_china
from xuewei.model.plan import IN_USE, Plan, School
from xuewei.model.population import EnrolmentRow
from xuewei.model.seats.in_use import open_by
from xuewei.model.seats.mergers import heirs
from xuewei.model.seats.register import seats_of
from xuewei.model.stages import Stage

NAMED = 8
"""Schools that a remark names; of more it says how many."""


FEWEST, MOST = 10, 90
"""Pupils a class, on average of a stage of a school, beyond which its classes or its pupils seem to be mistaken: far
from every class size that is known (assumed)."""


def school_remarks(plan: Plan, stages: Sequence[Stage], of_schools: Sequence[EnrolmentRow] = ()) -> Iterator[Fault]:
    """What looks wrong in the schools of a plan: coordinates that are swapped or abroad, two schools in use of one name
    in one area, seats that are not the classes at their size, more classes than rooms, classes that are far too small
    or large for the pupils on record (``of_schools``), a school alone without a zone, and mergers into another area.

    >>> one = School("s", "primary", "甲", {"primary": 600}, opens=2000, lon=35.0, lat=111.0, classes={"primary": 12})
    >>> found = school_remarks(Plan("p", "甲", (one,), (2021, 2025)), [Stage("primary", 6, 6, 45)])
    >>> [each.kind for each in found]
    ['odd_swapped', 'odd_class_seats']
    """
    known = {stage.name: stage for stage in stages}
    first: dict[tuple[str, str], str] = {}
    rows: dict[str, list[EnrolmentRow]] = {}
    for row in of_schools:
        rows.setdefault(str(row.school), []).append(row)
    for school in plan.schools:
        at = Place.of(school.line, plan.file)
        own = [row for row in rows.get(school.id, ()) if row.stage in known]
        for field, kind, found, values in (
            *_place(school),
            *_classes(school, known),
            *_rooms(school),
            *_sizes(school, own),
        ):
            yield Fault(at, f"schools[{school.id}].{field}", kind, values, found)
        if school.name and school.status == IN_USE and school.works == "new" and not school.removes:
            other = first.setdefault((school.area, school.name), school.id)
            if other != school.id:
                values = {"area": school.area, "other": other}
                yield Fault(at, f"schools[{school.id}].name", "odd_same_name", values, school.name)
    yield from _alone_without_zone(plan)
    yield from _far_mergers(plan)


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
            school
            for school in plan.schools
            if school.id in plan.registered and school.area == area and school.id not in years[year]
            if school.status == IN_USE and stage in stages_held(school) and open_by(school, plan, year)
        ]
        if absent:
            values = {"area": area, "year": year, "pupils_of": (stage, None), "n": len(absent)}
            names = ", ".join(school.name or school.id for school in absent[:NAMED])
            at = plan.registered[absent[0].id].get(stage, Place.of(absent[0].line, plan.file))
            yield Fault(at, "register", "odd_absent", values, names + (" …" if len(absent) > NAMED else ""))


def gone_remarks(plan: Plan, pupils: Sequence[EnrolmentRow]) -> Iterator[Fault]:
    """Schools that are written to be gone (``closes``, ``until``) in a year in which they have pupils on record: which
    years those are, at the row of the school.

    >>> one = School("s", "primary", "甲", {"primary": 600}, opens=2000, status="in_use", closes=2024, line=7)
    >>> rows = [EnrolmentRow("甲", year, "primary", None, 90, "published", "", school="s") for year in (2023, 2024)]
    >>> found = gone_remarks(Plan("p", "甲", (one,), (2021, 2025)), rows)
    >>> [(each.kind, each.found, each.values["years"]) for each in found]
    [('odd_gone', '2024', '2024')]
    """
    there: dict[str, dict[int, int]] = {}
    for row in pupils:
        if row.school is not None and row.pupils > 0:
            there.setdefault(row.school, {}).setdefault(row.year, row.line)
    for school in plan.schools:
        if school.cancelled:
            continue
        ends = [] if school.closes is None else [(school.closes, "closes", school.closes)]
        ends += [] if school.until is None else [(school.until + 1, "until", school.until)]
        for gone, field, year in sorted(ends)[:1]:  # the later of two ends ends nothing
            known = there.get(school.id, {})
            held = [each for each in sorted(known) if each >= gone]
            if held:
                values = {"years": ", ".join(map(str, held)), "line": known[held[0]]}
                at = Place.of(school.line, plan.file)
                yield Fault(at, f"schools[{school.id}].{field}", "odd_gone", values, str(year))


Remark = tuple[str, str, str, dict[str, object]]
"""Field, kind, what was found, and its values."""


def _place(school: School) -> Iterator[Remark]:
    if school.lon is None or school.lat is None or in_china(school.lon, school.lat):
        return
    kind = "odd_swapped" if in_china(school.lat, school.lon) else "odd_place"
    yield "lon", kind, f"{school.lon:g}, {school.lat:g}", {}


def _classes(school: School, stages: dict[str, Stage]) -> Iterator[Remark]:
    for name, classes in school.classes.items():
        if name in stages and name in school.seats:
            wanted, seats = seats_of(stages[name], classes), school.seats[name]
            if wanted != seats:
                count = sum(classes) if isinstance(classes, tuple) else classes
                values = {"pupils_of": (name, None), "classes": count, "wanted": wanted}
                yield f"seats.{name}", "odd_class_seats", f"{seats:,}", values


def _rooms(school: School) -> Iterator[Remark]:
    classes = sum(sum(each) if isinstance(each, tuple) else each for each in school.classes.values())
    if school.rooms is not None and classes > school.rooms:
        yield "classes", "odd_rooms", str(classes), {"rooms": school.rooms}


def _sizes(school: School, rows: Sequence[EnrolmentRow]) -> Iterator[Remark]:
    """Stages whose classes have too few or too many pupils in the last year on record that has both."""
    last: dict[str, dict[int, tuple[float, float]]] = {}
    for stage in dict.fromkeys(row.stage for row in rows):
        for year in {row.year for row in rows if row.stage == stage}:
            own = [row for row in rows if (row.stage, row.year) == (stage, year)]
            whole = [row for row in own if row.grade is None]
            parts = whole if any(row.classes is not None for row in whole) else [r for r in own if r.grade is not None]
            classes = sum(row.classes or 0.0 for row in parts)
            if classes > 0:
                last.setdefault(stage, {})[year] = sum(row.pupils for row in parts), classes
    for stage, years in last.items():
        year = max(years)
        pupils, classes = years[year]
        if not FEWEST <= pupils / classes <= MOST:
            values = {"pupils_of": (stage, None), "year": year, "pupils": pupils, "low": FEWEST, "high": MOST}
            yield f"classes.{stage}", "odd_pupils_a_class", f"{classes:g}", values


def _alone_without_zone(plan: Plan) -> Iterator[Fault]:
    """Schools in use without a zone where all others of their area and stage have one; not of private ones, which take
    from everywhere."""
    held: dict[tuple[str, str], list[School]] = {}
    for school in plan.schools:
        if (
            school.status == IN_USE
            and school.works == "new"
            and not school.removes
            and school.provision in (None, "public")
        ):
            for stage in school.seats:
                held.setdefault((school.area, stage), []).append(school)
    for (area, stage), schools in held.items():
        without = [school for school in schools if not school.zone]
        if len(without) == 1 and len(schools) > 1:
            values = {"area": area, "pupils_of": (stage, None), "n": len(schools) - 1}
            at = Place.of(without[0].line, plan.file)
            yield Fault(at, f"schools[{without[0].id}].zone", "odd_no_zone", values)


def _far_mergers(plan: Plan) -> Iterator[Fault]:
    """Schools that merge into one of another area: their pupils stay with their own."""
    areas = {school.id: school.area for school in plan.schools}
    for school in plan.schools:
        for heir in () if school.cancelled else heirs(school.merge_into):
            other = areas.get(heir, school.area)
            if other != school.area:
                at, field = Place.of(school.line, plan.file), f"schools[{school.id}].merge_into"
                yield Fault(at, field, "odd_merge_area", {"area": school.area, "other": other}, heir)
