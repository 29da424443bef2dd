"""A list as a plan, or laid over one or over its register, and the rows of people that it brings."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.more_rows import TableChange, with_rows
from xuewei.formats.own_project import STARTED, people_around
from xuewei.formats.places import AnyPath, beside
from xuewei.formats.plan.read import read_plan
from xuewei.formats.plan.register import plan_node
from xuewei.formats.population.assumptions import folder_assumptions, read_assumptions
from xuewei.formats.population.tables import any_people
from xuewei.formats.yaml import read_yaml
from xuewei.late import dataclass
from xuewei.model.plan import Plan, School, stages_of
from xuewei.model.plan_stages import stage_fault
from xuewei.model.school_remarks import NAMED, stages_held
from xuewei.model.seats.in_use import open_by
from xuewei.model.stages import Stage, together
from xuewei.workbook.import_asked import Asked
from xuewei.workbook.lists.list_rows import Listed
from xuewei.workbook.lists.mapping import UNREAD, Mapped, is_counted
from xuewei.workbook.lists.people import births_rows, enrolment_rows
from xuewei.workbook.lists.plan import new_plan, updated_plan
from xuewei.workbook.lists.read_list import ListFile, read_list, unfinished, value_of
from xuewei.workbook.lists.table import ListNote, gathered, missing_sizes_once, unread_years_once
from xuewei.workbook.read.plan_book import BookPlan
from xuewei.workbook.register_csv import is_keyed, register, registered, with_ids

Relocated = Callable[[Fault], Fault]


@dataclass(frozen=True)
class ReadPlan:
    """A plan as read, before it is compared; ``written`` is what its own file has of it (None: all),
    ``new``: it comes from a register."""

    plan: Plan
    relocated: Relocated = lambda fault: fault
    book: BookPlan | None = None
    mapping: Mapped | None = None
    ignored: Mapping[str, Sequence[str]] = field(default_factory=dict)
    macros: bool = False
    notes: Sequence[ListNote] = ()
    tables: Sequence[TableChange] = ()
    stages: Sequence[Stage] = ()
    written: Plan | None = None
    new: bool = False


def list_plan(asked: Asked, into: str | None, book: Workbook | None) -> ReadPlan:
    """A list, alone or over the plan ``into``."""
    mapped = asked.mapped or Mapped()
    keys = [key for key in mapped.columns.values() if key != UNREAD]
    strange = [key for key in (*keys, *mapped.defaults) if is_counted(key)]
    if strange:
        raise InputError(Fault(Place(asked.file), "", "list_target", {}, key) for key in strange)
    if mapped.sheet is not None and book is None:
        raise InputError([Fault(Place(asked.file), "", "list_sheet", {}, mapped.sheet)])
    plan = read_plan(into) if into is not None else None
    own = plan.population if plan else None
    folder = asked.population or (beside(into, own) if into and own else None) if into else home(asked)
    assumed = read_assumptions() if folder is None else folder_assumptions(folder)
    there_already = stages_of(plan, assumed) if plan else assumed.stages
    stages = together([each.stage for each in assumed.optional], there_already)
    found = read_list(asked.file, book, mapped, stages, asked.lang)
    year = asked.year or found.year
    zoneless = [(one.place, "") for one in found.listed if "zone" in found.given and "zone" not in one.facts]
    if zoneless:
        found.reading.notes.append(ListNote("zoneless", tuple(zoneless)))
    found.reading.notes += unfinished(found.listed)
    if (found.of_births or found.of_pupils) and found.reading.faults:
        raise InputError(found.reading.faults)
    place = _register(asked, plan)
    if place is not None and asked.register is None and not is_keyed(place):
        found.reading.notes.append(ListNote("register_heads", (), {"file": os.path.basename(place)}))
        place = None
    there = registered(place, plan.area if plan else "") if place else {}
    written, tables = None, list[TableChange]()
    if found.of_births or found.of_pupils:
        if plan is None:
            raise InputError([Fault(Place(asked.file), "", "list_into")])
        made, schools = plan, [*plan.schools]
    elif place is not None and plan is not None:
        made, schools, tables = _into_register(asked, plan, found, place, there)
    else:
        with_ids(found.listed, there)
        made = _laid(asked, into, plan, found, year, taken=there, optional=assumed.offered)
        schools = [*made.schools]
        if place is not None:
            tables = [register(place, found.listed, schools, asked.file, there)]
            made = replace(made, areas=made.all_areas()[1:])  # its schools, which say so, stand in another file
            written = replace(made, schools=(), register=_beside(place, asked.target))
    if plan is not None:
        listed = _on_list(schools, found)
        _check_asked(plan, listed, [stage.name for stage in there_already], assumed.offered)
        if plan.registered and not (found.of_births or found.of_pupils):
            changed = made != plan or any(not each.unchanged for each in tables)
            _tell_changes(plan, [school for school, _ in listed], found, year, changed=changed)
    tables = [*_tables(asked, made, schools, found, year), *tables]
    return ReadPlan(
        made,
        mapping=found.used,
        ignored={"": found.left} if found.left else {},
        macros=bool(book and book.macros),
        notes=gathered(found.reading.notes),
        tables=tables,
        stages=stages,
        written=written,
        new=found.new,
    )


def _on_list(schools: Sequence[School], found: ListFile) -> list[tuple[School, Place]]:
    """The schools that a list names, each with its row."""
    rows = {value_of(one.facts.get(key)): one.place for one in reversed(found.listed) for key in ("name", "id")}
    places = ((school, rows.get(school.id) or rows.get(school.name)) for school in schools)
    return [(school, place) for school, place in places if place is not None]


def _check_asked(
    plan: Plan, listed: Sequence[tuple[School, Place]], known: Sequence[str], optional: Collection[str]
) -> None:
    """Raises InputError where a list brings optional stages that the plan which it goes into does not ask for, at the
    first row of each: nobody could read that plan."""
    first: dict[str, Place] = {}
    for school, place in listed:
        for stage in stages_held(school):
            if stage not in known and stage in optional:
                first.setdefault(stage, place)
    use, faults = plan.use_stages, []
    for stage, place in first.items():
        faults.append(stage_fault(place, "", stage, known, optional, use))
        use = (*use, stage)
    if faults:
        raise InputError(faults)


def _register(asked: Asked, plan: Plan | None) -> str | None:
    """The register that a list goes to: the one asked for, else that of the plan. Raises InputError where these are not
    the same."""
    own = str(beside(str(asked.into), plan.register)) if plan is not None and plan.register else None
    if asked.register is None or plan is None:
        return own or asked.register
    if own is None or os.path.realpath(own) != os.path.realpath(asked.register):
        raise InputError([Fault(Place(asked.register), "", "register_into", {"known": own or "–"})])
    return own


def _beside(place: str, target: str) -> str:
    return Path(os.path.relpath(place, Path(target).parent)).as_posix()


def _into_register(
    asked: Asked, plan: Plan, found: ListFile, place: str, there: Mapping[str, School]
) -> tuple[Plan, list[School], list[TableChange]]:
    """A list laid over the register of a plan, which stays as it is: all schools, and the register."""
    rows = rows_written(str(asked.into))
    names = {school.name for school in there.values()}
    mine = [one for one in found.listed if _is_of(one, rows, there, names)]
    if mine:
        said = ", ".join(value_of(one.facts.get("name") or one.facts.get("id")) or "" for one in mine)
        found.reading.notes.append(ListNote("register_own", (), {"schools": said}))
    listed = [one for one in found.listed if not _is_of(one, rows, there, names)]
    with_ids(listed, there)
    wrong = list(found.reading.faults)
    if len(plan.all_areas()) > 1:
        new = [one for one in listed if "id" not in one.facts or str(one.facts["id"].value) not in there]
        wrong += [Fault(one.place, "", "list_no_area") for one in new if "area" not in one.facts]
    taken = {*there, *rows}
    made = new_plan(plan.name, plan.area, listed, asked.file, wrong, register=True, undated=True, taken=taken)
    schools = [
        school if "area" in one.facts or school.id not in there else replace(school, area=there[school.id].area)
        for one, school in zip(listed, made.schools, strict=True)
    ]
    change = register(place, listed, schools, asked.file, there)
    known = {school.id for school in schools}
    others = [school for school in plan.schools if school.id not in known]
    return plan, [*schools, *others], [] if change.unchanged else [change]


def _tell_changes(plan: Plan, schools: Sequence[School], found: ListFile, year: int | None, *, changed: bool) -> None:
    """Note which schools of a list the register of a plan has not, which of the register are not on the list, and that
    the year of seats in use is that of an older one."""
    base, known = plan.base_seats, {school.id for school in schools}
    if year is not None and base is not None and base.listed and base.year < year and changed:
        found.reading.notes.append(ListNote("base_year", (), {"year": year, "base": base.year}))
    there = {school.id for school in plan.schools}
    gone = [school for school in plan.schools if school.id in plan.registered and school.id not in known]
    missing, added = _missing(plan, schools, gone, year), [school for school in schools if school.id not in there]
    for kind, some in (("register_new", added), ("register_missing", missing)):
        if some:
            first = ", ".join(school.name or school.id for school in some[:NAMED])
            values = {"count": len(some), "schools": first + (" …" if len(some) > NAMED else "")}
            found.reading.notes.append(ListNote(kind, (), values))
        if kind == "register_new" and base is not None and any(school.opens is None for school in some):
            found.reading.notes.append(ListNote("new_undated", (), {"base": base.year}))


def _missing(plan: Plan, listed: Sequence[School], others: Sequence[School], year: int | None) -> list[School]:
    """Those of the ``others`` that are in use in a year (default: the first of the plan), in an area and of a stage
    that the list has."""
    areas = {school.area for school in listed}
    stages = {stage for school in listed for stage in stages_held(school)}
    there = [school for school in others if school.area in areas and stages & {*stages_held(school)}]
    return [school for school in there if open_by(school, plan, year or plan.years[0])]


def rows_written(into: str) -> dict[str, str]:
    """The names by id of the schools that a plan's own file writes whole: rows that change one of its register have no
    type."""
    inside = read_yaml(into).value
    rows = inside["schools"].value if isinstance(inside, dict) and "schools" in inside else []
    found = {}
    for row in rows if isinstance(rows, list) else ():
        cells = row.value if isinstance(row.value, dict) else {}
        if "type" in cells and "id" in cells:
            found[str(cells["id"].value)] = value_of(cells.get("name")) or ""
    return found


def _is_of(one: Listed, rows: Mapping[str, str], there: Mapping[str, School], names: Collection[str | None]) -> bool:
    """Whether a school of a list is one that the plan writes itself, and its register does not."""
    own, name = (value_of(one.facts.get(key)) for key in ("id", "name"))
    if own is not None:
        return own in rows and own not in there
    return name in rows.values() and name not in names


def _laid(
    asked: Asked,
    into: str | None,
    plan: Plan | None,
    found: ListFile,
    year: int | None,
    *,
    taken: Collection[str],
    optional: Collection[str],
) -> Plan:
    """The plan that a list of schools makes, alone or laid over one; no new id is among those ``taken``. A new one asks
    for the ``optional`` stages that its schools hold."""
    listed, reading = found.listed, found.reading
    years = {"planned", "opens", "status"} & found.given
    register = not years and not found.dated
    undated = found.new and not found.dated
    try:
        if into is None or plan is None:
            area = asked.area or found.used.defaults.get("area")
            year = year if found.counts("pupils") else None
            made = new_plan(
                Path(asked.file).stem,
                area,
                listed,
                asked.file,
                reading.faults,
                register=register,
                undated=undated,
                year=year,
                taken=taken,
            )
            if area is not None and made.area != area:
                reading.notes.append(ListNote("area_left", (), {"area": area}))
            made = replace(made, use_stages=tuple(name for name in optional if _holds(made, name)))
            if made.use_stages:
                reading.notes.append(ListNote("asked", values={"use": ", ".join(made.use_stages)}))
        else:
            made = updated_plan(plan_node(into), plan, listed, reading.faults, register=register, undated=undated)
    except InputError as wrong:
        faults = missing_sizes_once(unread_years_once(wrong.faults, found.dated), len(listed), asked.file, found.left)
        raise InputError(faults) from None
    more = len(made.schools) > (len(plan.schools) if plan else 0)
    without = sum(not {"planned", "opens", "status"} & one.facts.keys() for one in listed)
    if register and more:
        reading.notes.append(ListNote("register"))
    elif more and without and (undated or (plan and plan.base_seats and plan.base_seats.listed)):
        reading.notes.append(ListNote("undated", (), {"count": without}))
    return made


def _holds(plan: Plan, stage: str) -> bool:
    """Whether any school of a plan has anything of a stage."""
    return any(stage in stages_held(school) for school in plan.schools)


def home(asked: Asked) -> AnyPath | None:
    """The people of a new plan: the folder that is named, the one beside it, or that of the project around the working
    directory; None where there is none of them."""
    if asked.population is not None:
        return asked.population
    started = beside(asked.target, STARTED)
    return started if any_people(started) else people_around()


def started(asked: Asked, read: ReadPlan) -> str | None:
    """The folder of people that a new plan of a register gets, as the plan names it: nobody else's people are its."""
    return STARTED if (read.tables or read.new) and asked.population is None else None


def _tables(
    asked: Asked, plan: Plan, schools: Sequence[School], found: ListFile, year: int | None
) -> list[TableChange]:
    """The tables of people with what a list says of pupils and births. Raises InputError where there is no folder for
    them, or where they say otherwise."""
    if found.of_births:
        return [with_rows(_folder(asked, plan), "births", births_rows(found, [*plan.all_areas()], schools))]
    if not any(one.graded.pupils for one in found.listed):
        return []
    if year is None and not (found.of_pupils or found.graded_pupils or "year" in found.given):
        found.reading.notes.append(ListNote("pupils_left"))
        return []
    rows = enrolment_rows(found, schools, year)
    if asked.year is None and year is not None and "year" not in found.given:
        found.reading.notes.append(ListNote("year_taken", (), {"year": year, "text": found.said}))
    return [with_rows(_folder(asked, plan), "enrolment", rows)]


def _folder(asked: Asked, plan: Plan) -> AnyPath:
    """Where rows of people are written: the folder that is named, the plan's own, or one beside a new plan."""
    if asked.population is not None:
        return asked.population
    if asked.into is None:
        return home(asked) or beside(asked.target, STARTED)
    if plan.population is None:
        raise InputError([Fault(Place(asked.into), "", "people_folder")])
    return beside(asked.into, plan.population)
