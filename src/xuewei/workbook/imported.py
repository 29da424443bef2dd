"""Import: a ledger's workbook that replaces a plan, or a list that is laid over one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import field, replace
from pathlib import Path

from xuewei.errors import Fault, InputError, Place, read_both
from xuewei.formats.archive import BOOK_LIMIT, BOOKS
from xuewei.formats.book.sheets import Workbook, is_workbook
from xuewei.formats.guard import forced
from xuewei.formats.more_rows import TableChange
from xuewei.formats.places import BUILT_IN, YAML_LIMIT, beside, decoded, exists, is_folder, read_bytes
from xuewei.formats.plan.edit import in_order_of, updated
from xuewei.formats.plan.read import plan_of, read_plan
from xuewei.formats.plan.shapes import STAGES
from xuewei.formats.plan.write import plan_text
from xuewei.formats.population.folder import read_population
from xuewei.formats.population.tables import any_people
from xuewei.formats.project import Project, read_project
from xuewei.formats.writing import replacing, write_text
from xuewei.formats.yaml import yaml_of
from xuewei.late import dataclass
from xuewei.model.plan import Plan, stages_of
from xuewei.model.population import Population
from xuewei.model.seats.register import as_written, with_seats
from xuewei.model.stages import Stage
from xuewei.workbook.import_asked import Asked
from xuewei.workbook.imported_list import ReadPlan, Relocated, home, list_plan, started
from xuewei.workbook.lists.mapping import Mapped, mapping_text
from xuewei.workbook.lists.table import ListNote
from xuewei.workbook.read.parameter_cells import Assumed, ShownBalance, changed
from xuewei.workbook.read.plan_book import BookPlan, is_ledger, read_book

__all__ = ["Asked", "Import", "base_as_before", "home", "home_named", "read_import", "save_mapping"]


@dataclass(frozen=True, eq=False)
class Import:
    """What an import would write, and what it is held against.

    ``before`` is the plan to compare with, called ``known_as`` (None: there is none), ``people`` those of the new plan
    (None: not known). ``raw`` is the new content of the target. ``relocated`` tells a later fault at its cell.
    ``mapping`` is the one that a list was read with, ``notes`` what it says that is left out or guessed; ``macros``,
    ``ignored`` columns (by sheet), ``assumed`` values, ``shown`` balances, whether the file is written ``anew`` and the
    missing ``folder`` of people are for its notes. ``updates``: the target is a plan that was read, changed. ``tables``
    are the tables of people that get rows, ``stages`` those by which a list was read, ``old`` is the plan that is
    updated, as it is written.
    """

    plan: Plan
    target: str
    before: Project | None
    known_as: str
    people: Population | None
    raw: bytes
    relocated: Relocated
    unchanged: bool = False
    mapping: Mapped | None = None
    macros: bool = False
    ignored: Mapping[str, Sequence[str]] = field(default_factory=dict)
    assumed: Sequence[Assumed] = ()
    shown: list[ShownBalance] = field(default_factory=list)
    anew: bool = False
    updates: bool = False
    folder: str | None = None
    notes: Sequence[ListNote] = ()
    tables: Sequence[TableChange] = ()
    stages: Sequence[Stage] = ()
    old: Plan | None = None

    @property
    def targets(self) -> list[str]:
        """The files that are written, the plan last, which names the others."""
        return [*(each.path for each in self.tables), *(() if self.unchanged else (self.target,))]

    def write(self) -> None:
        """Write every target, each whole or not at all, and none where one cannot be written."""
        with ExitStack() as stack:
            if not self.unchanged:
                _put(stack.enter_context(replacing(self.target, change=self.updates)), self.raw)
            for each in self.tables:
                if each.anew:
                    os.makedirs(os.path.dirname(each.path) or ".", exist_ok=True)
                _put(stack.enter_context(replacing(each.path, change=not each.anew)), each.raw)


def _put(path: str, raw: bytes) -> None:
    with open(path, "wb") as file:
        file.write(raw)


def save_mapping(path: str, mapped: Mapped) -> None:
    """Write a mapping to its YAML file."""
    write_text(path, mapping_text(mapped))


def read_import(asked: Asked, comment: str) -> Import:
    """Read what is to be imported; nothing is written yet. ``comment`` stands at the head of a new file.

    Raises InputError with every fault of the file and of the plan to update.
    """
    if not Path(asked.file).name:
        read_bytes(asked.file, BOOK_LIMIT)  # which says why it is no file
    if asked.into is None and os.path.lexists(asked.target) and not forced():
        raise InputError([Fault(Place(asked.target), "", "import_is_there")])
    old: Plan | None = None
    before: Project | None = None
    if asked.into is None:
        read = _read(asked, None)
        plan = replace(read.plan, population=read.plan.population or home_named(asked, read.book))
        read = replace(read, plan=replace(plan, population=plan.population or started(asked, read)))
        before, known_as = _shipped(read.plan, asked.population)
        written = replace(read.written or read.plan, population=read.plan.population)
    else:
        there, read = read_both(lambda: _before(asked, str(asked.into)), lambda: _read(asked, asked.into))
        old, before, written = *there, read.plan
        known_as = asked.target
    people, folder = _people(asked, read.plan, before, new=read.new)
    found = Import(
        read.plan,
        asked.target,
        before if people else None,
        known_as,
        people,
        b"",
        read.relocated,
        mapping=read.mapping,
        macros=read.macros,
        ignored=read.ignored,
        assumed=tuple(changed(read.book.assumed, read.plan, people.assumptions)) if read.book and people else (),
        shown=read.book.shown if read.book else [],
        updates=asked.into is not None,
        folder=folder,
        notes=read.notes,
        tables=[each for each in read.tables if not each.unchanged],
        stages=read.stages,
        old=old,
    )
    if old is None:
        if read.book and people:
            found = replace(found, plan=with_seats(read.plan, stages_of(read.plan, people.assumptions)))
        return replace(found, raw=_new(written, asked.target, comment))
    base = before[0] if before else old
    plan = base_as_before(read.plan, base)
    if read.book:
        plan = _with_unshown(plan, base, read.book.unshown)
    seated = with_seats(plan, stages_of(plan, before[1].assumptions)) if before else plan
    written, plan = _written(plan, seated, base, old) if read.book else plan, seated
    wanted = in_order_of(base, plan)
    if wanted == base:
        return replace(found, plan=wanted, unchanged=True)
    text, encoding = decoded(read_bytes(asked.target, YAML_LIMIT), asked.target)
    text, in_place = updated(text, old, written)
    return replace(found, plan=wanted, raw=_small(text.encode(encoding), asked.target), anew=not in_place)


def _with_unshown(plan: Plan, before: Plan, unshown: Mapping[str, Sequence[str]]) -> Plan:
    """The plan of a ledger with what its sheets do not show of a school, as it was before."""
    old = {school.id: school for school in before.schools}
    schools = tuple(
        replace(school, **{name: getattr(old[school.id], name) for name in unshown.get(school.id, ())})
        if school.id in old
        else school
        for school in plan.schools
    )
    same = {name: getattr(before, name) for name in ("register", "registered", "use_stages", "must_keep", "estates")}
    return replace(plan, schools=schools, **same)


def _written(plan: Plan, seated: Plan, before: Plan, raw: Plan) -> Plan:
    """The plan of a workbook as its file writes it: without seats that follow from classes (as in ``seated``), unless
    the file (``raw``) wrote them. ``before`` is the file's plan with all its seats."""
    bare, whole = ({school.id: school for school in each.schools} for each in (raw, before))
    schools = []
    for school, full in zip(plan.schools, seated.schools, strict=True):
        old = bare.get(school.id, school)
        seats = {stage: n for stage, n in full.seats.items() if stage in school.seats or stage in old.seats}
        same = school.id in whole and full.basis == whole[school.id].basis
        schools.append(replace(school, seats=seats, basis=old.basis if same else school.basis))
    return as_written(replace(plan, schools=tuple(schools)), before, raw)


def _before(asked: Asked, into: str) -> tuple[Plan, Project | None]:
    """The plan to update as it is written, and with its people; None for these where nothing is known of any."""
    plan = read_plan(into)
    folder = asked.population or (beside(into, plan.population) if plan.population else None)
    if folder is not None and not any_people(folder) and (is_folder(folder) or not exists(folder)):
        return plan, None
    return plan, read_project(into, (), asked.population)


def _read(asked: Asked, into: str | None) -> ReadPlan:
    """The plan in the file that is imported."""
    raw = read_bytes(asked.file, BOOK_LIMIT)
    if is_workbook(raw):
        book = Workbook(asked.file)
        if asked.mapped is None and is_ledger(book):
            found = read_book(book)
            notes = [ListNote("sums", tuple(found.totals))] if found.totals else []
            return ReadPlan(found.plan, found.relocated, found, None, found.ignored, found.macros, notes)
        return list_plan(asked, into, book)
    if Path(asked.file).suffix.lower() in BOOKS:
        Workbook(asked.file)  # which says why it is none
    return list_plan(asked, into, None)


def base_as_before(plan: Plan, before: Plan) -> Plan:
    """The plan with its listed seats in use written as they were before, where that says the same of every stage."""
    one, other = before.base_seats, plan.base_seats
    if one is None or other is None or one.listed == other.listed or replace(one, listed=other.listed) != other:
        return plan
    stages = {*STAGES, *(stage.name for stage in plan.stages), *(name for each in plan.schools for name in each.seats)}
    same = all(one.lists(area, stage) == other.lists(area, stage) for area in plan.all_areas() for stage in stages)
    return replace(plan, base_seats=one) if same else plan


def home_named(asked: Asked, book: BookPlan | None) -> str | None:
    """The people of a new plan as it names them. A ledger says itself whose people it has, unless others are named."""
    folder = asked.population if book else home(asked)
    if folder is None or not is_folder(folder):
        return None
    return Path(os.path.relpath(str(folder), Path(asked.target).parent)).as_posix()


def _shipped(plan: Plan, population: str | None) -> tuple[Project | None, str]:
    """The shipped plan where it has the same name: a new file is held against that."""
    for name in BUILT_IN:
        before = read_project(None, (), population)
        if before[0].name == plan.name:
            return before, name
    return None, ""


def _people(asked: Asked, plan: Plan, before: Project | None, *, new: bool) -> tuple[Population | None, str | None]:
    """The people of the new plan; where its own folder is not beside the target, None and that folder. People whom
    nobody counted are none."""
    own = asked.population or (beside(asked.target, plan.population) if plan.population else None)
    if own is not None and (new or is_folder(own)) and not any_people(own):
        return None, None
    if asked.population is not None:
        return before[1] if before else read_population(asked.population), None
    if before is not None and before[0].population == plan.population:
        return before[1], None
    if plan.population is None:
        return read_population(), None
    folder = beside(asked.target, plan.population)
    if is_folder(folder):
        return read_population(folder), None
    return None, plan.population


def _new(plan: Plan, target: str, comment: str) -> bytes:
    """The document of a new plan, which is read again to be sure of it."""
    text = plan_text(plan, comment)
    raw = _small(text.encode(), target)
    if plan_of(yaml_of(text, target), target) != plan:
        raise RuntimeError("the plan would not come back as it is")
    return raw


def _small(raw: bytes, target: str) -> bytes:
    """What can be read again at all."""
    if len(raw) > YAML_LIMIT:
        raise InputError([Fault(Place(target), "", "too_large", {"limit": YAML_LIMIT})])
    return raw
