"""Rates of posts and running cost (``resources.yaml``), and the staff of a population folder (``staff.csv``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from xuewei.errors import Fault, InputError, Place, Spot, in_order, nearest
from xuewei.formats.csv import BASIS_AND_SOURCE, UNREAD, YEAR, Cell, Whole, words
from xuewei.formats.kinds import Kind
from xuewei.formats.places import AnyPath, kept, shipped
from xuewei.formats.population.assumption_shapes import RESOURCES, as_defaults, figure_of
from xuewei.formats.population.tables import Row, Rows, table_file, table_rows
from xuewei.formats.shapes import Faults
from xuewei.formats.yaml import read_yaml
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions
from xuewei.model.plan import Plan, School
from xuewei.model.population import Unwritten
from xuewei.model.resource_rules import BY_CLASSES, BY_PUPILS, PostRule, ResourceRules
from xuewei.model.seats.in_use import base_year
from xuewei.model.seats.register import held_stages
from xuewei.model.staff import OnRecord, StaffRow

KIND = Kind("no_assumptions_file", tuple(RESOURCES.keys))
RATES = ("pupils_per_post", "posts_per_class")
STAFF_FILE = "staff.csv"


@kept(("resources.yaml",))
def _shipped() -> Mapping[str, Any]:
    """The shipped file as what counts where a folder writes nothing."""
    where = shipped("resources.yaml")
    read = RESOURCES.read(read_yaml(where, KIND), "", Faults(str(where))) or {}
    found: Mapping[str, Any] = as_defaults(read)
    return found


def rules_of(assumptions: Assumptions) -> ResourceRules:
    """The rates of a folder: what it writes, else as shipped."""
    return assumptions.resources or resource_rules({})


def resource_rules(read: Mapping[str, Any]) -> ResourceRules:
    """The rates in a section that was checked; what it leaves out is as shipped.

    >>> resource_rules({}).posts["primary"].pupils_per_post.value, resource_rules({}).rural
    (19.0, None)
    """
    base = _shipped()
    written = {**base, **read}
    posts = {name: _merged(base, read, name) for name in {**base["posts"], **read.get("posts", {})}}
    running = {**base["running"], **read.get("running", {})}
    return ResourceRules(
        posts={name: _post_rule(each) for name, each in posts.items()},
        running={name: figure_of(each) for name, each in running.items()},
        boarder=figure_of(written["boarder"]),
        small_school=figure_of(written["small_school"]),
        boarding={name: figure_of(each) for name, each in read.get("boarding", {}).items()},
        fixed=figure_of(read["fixed"]) if "fixed" in read else None,
        rural=tuple(read["rural"]) if "rural" in read else None,
        rural_line=read.get("lines", {}).get("rural", 0),
    )


def _merged(base: Mapping[str, Any], read: Mapping[str, Any], stage: str) -> dict[str, Any]:
    """What is written of the posts of a stage above what is shipped."""
    return {**base["posts"].get(stage, {}), **read.get("posts", {}).get(stage, {})}


def _post_rule(read: Mapping[str, Any]) -> PostRule:
    pupils, classes = (figure_of(read[name]) if name in read else None for name in RATES)
    return PostRule(read.get("by", BY_PUPILS if pupils else BY_CLASSES), pupils, classes)


def check_rural(assumptions: Assumptions, areas: Collection[str]) -> None:
    """Raise InputError where assumptions call an area rural that is none of some ``areas``."""
    rules, faults = rules_of(assumptions), Faults(assumptions.file)
    for area in rules.rural or ():
        if area not in areas:
            near = nearest(area, areas)
            faults.note(rules.rural_line, "resources.rural", "no_rural_area", found=area, near=near)
    faults.stop()


def check_rates(read: Mapping[str, Any], stages: Collection[str], faults: Faults) -> None:
    """Note rates of stages that there are not, those that would divide by nothing count among the shapes, and posts by
    a rate that nobody wrote."""
    for section in ("posts", "running", "boarding"):
        for name, each in read.get(section, {}).items():
            if name not in stages:
                near = nearest(name, stages)
                faults.note(each["line"], f"resources.{section}.{name}", "no_stage", found=name, near=near)
    for name, each in read.get("posts", {}).items():
        rule = _merged(_shipped(), read, name)
        by = rule.get("by", BY_PUPILS if RATES[0] in rule else BY_CLASSES)
        wanted = {BY_PUPILS: RATES[:1], BY_CLASSES: RATES[1:]}.get(by, RATES)
        for missing in wanted:
            if missing not in rule and missing not in each["bad"]:
                faults.note(each["line"], f"resources.posts.{name}.{missing}", "required")


STAFF = {
    "area": Cell(words, optional=True),
    "school": Cell(words, optional=True),
    "stage": Cell(words),
    "year": YEAR,
    "staff": Cell(Whole(0, 10**7), optional=True),
    "retires": Cell(Whole(0, 10**7), optional=True),
    **BASIS_AND_SOURCE,
}
"""The columns of ``staff.csv``."""


def _key(row: Mapping[str, Any]) -> Hashable:
    """What no two rows share: a school has a row for a stage and year, whatever area it says, and so has an area."""
    return (row["school"] or row["area"], row["school"] is None, row["stage"], row["year"])


def _alone(rows: Rows, faults: Faults) -> None:
    """Note rows of nobody, of nothing, and of more who retire than there are."""
    for row in rows:
        odd_staff(row, faults)


def odd_staff(row: Mapping[str, Any], faults: Faults, path: str = "") -> None:
    """Note a row of nobody, of nothing, or of more who retire than there are."""
    if row["area"] is None and row["school"] is None:
        faults.note(row["line"], f"{path}area", "staff_nowhere")
    staff, retires = row["staff"], row["retires"]
    if UNREAD in (staff, retires):
        return
    if staff is None and retires is None:
        faults.note(row["line"], f"{path}staff", "staff_empty")
    elif staff is not None and retires is not None and retires > staff:
        faults.note(row["line"], f"{path}retires", "staff_retires", found=retires, staff=staff)


class StaffPlaces:
    """The ``stages``, areas and schools of a plan, to which rows of staff are held."""

    def __init__(self, plan: Plan, stages: Collection[str]) -> None:
        self._stages, self._areas = stages, plan.all_areas()
        self._schools = {school.id: school for school in plan.schools}

    def school_of(self, row: Mapping[str, Any], faults: Faults, path: str = "") -> School | None:
        """The school of a row. Notes a stage, an area or a school that there is not, or that do not belong together."""
        line, stages, areas, known = row["line"], self._stages, self._areas, self._schools
        school = known.get(row["school"])
        if row["stage"] not in stages:
            faults.note(line, f"{path}stage", "no_stage", found=row["stage"], near=nearest(row["stage"], stages))
        if row["area"] is not None and row["area"] not in areas:
            faults.note(line, f"{path}area", "no_staff_area", found=row["area"], near=nearest(row["area"], areas))
        if row["school"] is not None and school is None:
            faults.note(line, f"{path}school", "no_school", found=row["school"], near=nearest(row["school"], known))
        elif school is not None:
            held = {*held_stages(school), *(turn.target for turn in school.convert)}
            if row["area"] not in (None, school.area):
                faults.note(line, f"{path}area", "staff_area", found=row["area"], area=school.area)
            if row["stage"] in stages and row["stage"] not in held:
                faults.note(line, f"{path}stage", "staff_stage", found=row["stage"], near=nearest(row["stage"], held))
        return school


def read_staff(folder: AnyPath, plan: Plan, stages: Collection[str]) -> tuple[StaffRow, ...]:
    """The staff on record in a folder, of the areas, schools and ``stages`` of a plan; none where it has no such table.
    Raises InputError with every fault."""
    place, broken = table_file(folder, "staff"), list[Fault]()
    if place is None:
        return ()
    rows = table_rows(place, STAFF, _key, broken, _alone)
    faults = Faults(str(place))
    if not broken:
        _alone(rows, faults)
    kept, places = [], StaffPlaces(plan, stages)
    for row in rows:
        school = places.school_of(row, faults)
        kept.append(_row(row, school.area if school else row["area"]))
    if not broken and not faults.found:
        _together(kept, faults)
    broken += faults.in_order()
    if broken:
        raise InputError(in_order(broken))
    return tuple(kept)


def staff_of(folder: AnyPath, plan: Plan, stages: Collection[str]) -> tuple[StaffRow, ...]:
    """All staff on record: that of :func:`read_staff`, and of schools and stages of which it has none of that year or
    a later one what the plan's register says, which is of the year of the seats in use; what scenarios write stands in
    the place of the row of the same place, stage and year. Raises InputError as :func:`read_staff` does."""
    rows = read_staff(folder, plan, stages)
    year, source = base_year(plan), str(plan.register or "")
    told = {(row.school, row.stage) for row in rows if row.staff is not None and row.year >= year}
    listed = (
        StaffRow(school.area, school.id, stage, year, n, None, Unwritten("assumed"), source)
        for school in plan.schools
        for stage, n in plan.staff.get(school.id, {}).items()
        if (school.id, stage) not in told and stage in stages
    )
    found = {_place(row): row for row in (*rows, *listed)}
    for row in plan.staff_over:
        below = found.get(_place(row))
        found[_place(row)] = row if below is None else _over(row, below)
    return tuple(found.values())


def check_staff_over(folder: AnyPath, plan: Plan, stages: Collection[str]) -> None:
    """Raise InputError where what scenarios write of staff does not go with what is on record: more who retire over the
    years than there are, an area with fewer than its schools; at the row of the scenario. As :func:`read_staff` does
    for the table."""
    faults = Faults(str(folder))
    _together(staff_of(folder, plan, stages), faults, lambda row: _spot(row, plan))
    faults.stop()


def _spot(row: StaffRow, plan: Plan) -> Spot:
    """Where a row stands; of one of the table the last of a scenario that speaks of its place, or of its area."""
    if isinstance(row.line, Place):
        return row.line
    near = [each for each in plan.staff_over if (each.area, each.stage) == (row.area, row.stage)]
    own = [each for each in near if each.school == row.school]
    return (own or near or [row])[-1].line


def check_retired(
    folder: AnyPath, plan: Plan, rows: Sequence[StaffRow], known: Mapping[tuple[str, str], OnRecord]
) -> None:
    """Raise InputError where more of an area and stage retire over the years than its schools have together, as
    ``known`` says of it; at the first row of ``rows`` by which they do."""
    faults = Faults(str(table_file(folder, "staff") or folder))
    for (area, stage), record in known.items():
        if record.staff is None:
            continue
        there, gone = record.staff, 0.0
        own = [row for row in rows if (row.area, row.stage) == (area, stage) and row.retires]
        for year in sorted(each for each in record.retires if each >= record.year):
            gone += record.retires[year]
            have = there + sum(n for each, n in record.later.items() if each <= year)
            if round(gone) <= round(have):
                continue
            row = max((row for row in own if row.year == year), key=lambda each: each.school is None)
            values: dict[str, Any] = {"area": area, "staff": round(have), "year": record.year, "sum": round(gone)}
            faults.note(_spot(row, plan), "retires", "staff_retired_all", found=f"{row.retires:g}", **values)
            break
    faults.stop()


def staff_known(found: Assessment) -> tuple[StaffRow, ...]:
    """All staff on record of the plan and the people of an assessment, by :func:`staff_of`."""
    folder, stages = found.population.folder, [stage.name for stage in found.stages]
    return staff_of(folder, found.plan, stages) if folder else ()


def _place(row: StaffRow) -> Hashable:
    return row.area, row.school, row.stage, row.year


def _over(row: StaffRow, below: StaffRow) -> StaffRow:
    """A row of a scenario over the one on record, which still says what it leaves out."""
    staff, retires = (
        getattr(below, name) if getattr(row, name) is None else getattr(row, name) for name in ("staff", "retires")
    )
    return replace(row, staff=staff, retires=retires)


def _row(row: Row, area: str) -> StaffRow:
    return StaffRow(area, *(row[name] for name in (*tuple(STAFF)[1:], "line")))


def _together(
    rows: Sequence[StaffRow], faults: Faults, spot: Callable[[StaffRow], Spot] = lambda row: row.line
) -> None:
    """Note, at the ``spot`` of its row, what rows say together that cannot be."""
    _sums(rows, faults, spot)
    _retired(rows, faults, spot)


def _sums(rows: Sequence[StaffRow], faults: Faults, spot: Callable[[StaffRow], Spot]) -> None:
    """Note areas that have fewer on record than their schools together."""
    sums: dict[tuple[str, str, int], float] = {}
    for row in rows:
        if row.school is not None:
            key = row.area, row.stage, row.year
            sums[key] = sums.get(key, 0.0) + (row.staff or 0.0)
    for row in rows:
        added = sums.get((row.area, row.stage, row.year), 0.0)
        if row.school is None and row.staff is not None and row.staff < added:
            values: dict[str, Any] = {"area": row.area, "year": row.year, "added": round(added)}
            faults.note(spot(row), "staff", "staff_less", found=f"{row.staff:g}", **values)


def _retired(rows: Sequence[StaffRow], faults: Faults, spot: Callable[[StaffRow], Spot]) -> None:
    """Note the row by which more have retired since staff was written than there were, of one place and stage."""
    places: dict[Hashable, list[StaffRow]] = {}
    for row in rows:
        places.setdefault((row.area, row.school, row.stage), []).append(row)
    for own in places.values():
        last: StaffRow | None = None
        gone = 0.0
        for row in sorted(own, key=lambda each: each.year):
            if row.staff is not None:
                last, gone = row, 0.0
            gone += row.retires or 0.0
            if last is not None and last.staff is not None and last is not row and row.retires and gone > last.staff:
                values: dict[str, Any] = {"staff": round(last.staff), "year": last.year, "sum": round(gone)}
                faults.note(spot(row), "retires", "staff_retired", found=f"{row.retires:g}", **values)
