"""Import: a ledger's workbook that replaces a plan, or a list that is laid over one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xuewei.errors import Fault, InputError, Place, read_both
from xuewei.formats.archive import BOOK_LIMIT
from xuewei.formats.book.sheets import Workbook, is_workbook
from xuewei.formats.guard import forced
from xuewei.formats.own_project import STARTED, people_around
from xuewei.formats.places import BUILT_IN, YAML_LIMIT, AnyPath, beside, decoded, is_folder, read_bytes
from xuewei.formats.plan.edit import in_order_of, updated
from xuewei.formats.plan.read import plan_of, read_plan
from xuewei.formats.plan.register import plan_node
from xuewei.formats.plan.shapes import STAGES
from xuewei.formats.plan.write import plan_text
from xuewei.formats.population.folder import read_population
from xuewei.formats.population.tables import has_table
from xuewei.formats.project import Project, read_project
from xuewei.formats.writing import write_bytes, write_text
from xuewei.formats.yaml import yaml_of
from xuewei.model.plan import Plan, stages_of
from xuewei.model.population import Population
from xuewei.model.school_fields import SCHOOL_FIELDS, FieldKind
from xuewei.model.seats.register import as_written, with_seats
from xuewei.model.stages import together
from xuewei.workbook.columns import Vocabulary
from xuewei.workbook.lists.list_rows import ListRows, Reading
from xuewei.workbook.lists.mapping import Mapped, mapping_text
from xuewei.workbook.lists.plan import new_plan, updated_plan
from xuewei.workbook.lists.table import (
    ListNote,
    ListTable,
    gathered,
    missing_sizes_once,
    read_csv,
    read_sheet_lists,
    targets,
    unread_years,
    unread_years_once,
)
from xuewei.workbook.read.labels import normal
from xuewei.workbook.read.parameter_cells import Assumed, ShownBalance, changed
from xuewei.workbook.read.plan_book import BookPlan, is_ledger, read_book
from xuewei.workbook.words import say

Relocated = Callable[[Fault], Fault]


@dataclass(frozen=True)
class Asked:
    """What an import is asked to do. ``mapped`` None: no mapping is given; ``lang`` is that of lists of words."""

    file: str
    into: str | None = None
    output: str | None = None
    mapped: Mapped | None = None
    area: str | None = None
    population: str | None = None
    lang: str = "zh"

    @property
    def target(self) -> str:
        """The plan's file that is written: the one to update, the one asked for, or one beside what is read."""
        return self.into or self.output or str(Path(self.file).with_suffix(".yaml"))


@dataclass(frozen=True, eq=False)
class Import:
    """What an import would write, and what it is held against.

    ``before`` is the plan to compare with, called ``known_as`` (None: there is none), ``people`` those of the new plan
    (None: not known). ``raw`` is the new content of the target. ``relocated`` tells a later fault at its cell.
    ``mapping`` is the one that a list was read with, ``notes`` what it says that is left out or guessed; ``macros``,
    ``ignored`` columns (by sheet), ``assumed`` values, ``shown`` balances, whether the file is written ``anew`` and the
    missing ``folder`` of people are for its notes. ``updates``: the target is a plan that was read, changed.
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

    def write(self) -> None:
        """Write the target, whole or not at all."""
        write_bytes(self.target, self.raw, change=self.updates)


def save_mapping(path: str, mapped: Mapped) -> None:
    """Write a mapping to its YAML file."""
    write_text(path, mapping_text(mapped))


LISTS = (".csv", ".tsv", ".txt")
"""What lists in text are called. Of a file that is called otherwise and has no column that we know, no title shows."""


@dataclass(frozen=True)
class _Read:
    """A plan as read, before it is compared."""

    plan: Plan
    relocated: Relocated = lambda fault: fault
    book: BookPlan | None = None
    mapping: Mapped | None = None
    ignored: Mapping[str, Sequence[str]] = field(default_factory=dict)
    macros: bool = False
    notes: Sequence[ListNote] = ()


def read_import(asked: Asked, comment: str) -> Import:
    """Read what is to be imported; nothing is written yet. ``comment`` stands at the head of a new file.

    Raises InputError with every fault of the file and of the plan to update.
    """
    if not Path(asked.file).name:
        read_bytes(asked.file, BOOK_LIMIT)  # which says why it is no file
    if asked.into is None and os.path.lexists(asked.target) and not forced():
        raise InputError([Fault(Place(asked.target), "", "import_is_there")])
    if asked.into is None:
        before, read = None, _read(asked, None)
    else:
        before, read = read_both(
            lambda: read_project(asked.into, (), asked.population), lambda: _read(asked, asked.into)
        )
    if before is None:
        read = replace(read, plan=replace(read.plan, population=read.plan.population or home_named(asked, read.book)))
        before, known_as = _shipped(read.plan, asked.population)
    else:
        known_as = asked.target
    people, folder = _people(asked, read.plan, before)
    found = Import(
        read.plan,
        asked.target,
        before,
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
    )
    if asked.into is None or before is None:
        return replace(found, raw=_new(read.plan, asked.target, comment))
    plan, raw = base_as_before(read.plan, before[0]), read_plan(asked.into)
    if read.book:
        plan = _with_unshown(plan, before[0])
        written = as_written(plan, before[0], raw)
    else:
        written, plan = plan, with_seats(plan, stages_of(plan, before[1].assumptions))
    wanted = in_order_of(before[0], plan)
    if wanted == before[0]:
        return replace(found, plan=wanted, unchanged=True)
    text, encoding = decoded(read_bytes(asked.target, YAML_LIMIT), asked.target)
    text, in_place = updated(text, raw, written)
    return replace(found, plan=wanted, raw=_small(text.encode(encoding), asked.target), anew=not in_place)


UNSHOWN = tuple(
    each.name
    for each in SCHOOL_FIELDS
    if not each.columns and each.kind not in (FieldKind.STEPS, FieldKind.TURNS) and each.name != "removes"
)
"""Fields of a school of which a ledger has no column."""


def _with_unshown(plan: Plan, before: Plan) -> Plan:
    """The plan of a ledger with what no ledger shows, as it was before."""
    old = {school.id: school for school in before.schools}
    schools = tuple(
        replace(school, **{name: getattr(old[school.id], name) for name in UNSHOWN}) if school.id in old else school
        for school in plan.schools
    )
    same = {name: getattr(before, name) for name in ("register", "registered", "use_stages")}
    return replace(plan, schools=schools, **same)


def _read(asked: Asked, into: str | None) -> _Read:
    """The plan in the file that is imported."""
    raw = read_bytes(asked.file, BOOK_LIMIT)
    if is_workbook(raw):
        book = Workbook(asked.file)
        if asked.mapped is None and is_ledger(book):
            found = read_book(book)
            notes = [ListNote("sums", tuple(found.totals))] if found.totals else []
            return _Read(found.plan, found.relocated, found, None, found.ignored, found.macros, notes)
        return _list(asked, into, book)
    if Path(asked.file).suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods"):
        Workbook(asked.file)  # which says why it is none
    return _list(asked, into, None)


def _list(asked: Asked, into: str | None, book: Workbook | None) -> _Read:
    """A list, alone or over the plan ``into``."""
    mapped = asked.mapped or Mapped()
    if mapped.sheet is not None and book is None:
        raise InputError([Fault(Place(asked.file), "", "list_sheet", {}, mapped.sheet)])
    plan = read_plan(into) if into is not None else None
    own = plan.population if plan else None
    folder = asked.population or (beside(into, own) if into and own else None) if into else home(asked)
    assumed = read_population(folder).assumptions
    there = stages_of(plan, assumed) if plan else assumed.stages
    kinds = together([each.stage for each in assumed.optional], there)
    names = tuple(stage.name for stage in kinds)
    notes: list[ListNote] = []
    if book:
        tables, notes = read_sheet_lists(book, mapped.sheet, mapped.columns, names)
    else:
        tables = [read_csv(asked.file, mapped.columns, names)]
    found = [(table, *_targets(asked, book, table, mapped)) for table in tables]
    words = Vocabulary()
    for name in names:
        words.learn("stage", name, name + say("part.of", "zh"))
        words.learn("stage", name, name)
    for vocabulary, labels in mapped.words.items():
        for label, key in labels.items():
            words.learn(vocabulary, key, label)
    sizes = {stage.name: stage.class_size for stage in kinds}
    reading = Reading(notes=notes)
    for table, columns, _ in found:
        by_hand = {normal(title) for title in mapped.columns}
        mine = frozenset(place for place in columns if normal(table.head.titles[place]) in by_hand)
        ListRows(table, columns, mine, words, mapped.defaults, sizes, asked.lang, reading, mapped.merged).read()
    listed = reading.schools()
    given = {*mapped.defaults, *(target for _, columns, _ in found for target in columns.values())}
    left = tuple(dict.fromkeys(title for _, _, each in found for title in each))
    dated = [fault for table, columns, _ in found for fault in unread_years(table, columns)]
    register = not {"planned", "opens", "status"} & given and not dated
    try:
        if into is None or plan is None:
            area = asked.area or mapped.defaults.get("area")
            made = new_plan(Path(asked.file).stem, area, listed, asked.file, reading.faults, register=register)
            asking = set(names).difference(stage.name for stage in there)
            made = replace(made, use_stages=tuple(name for name in names if name in asking and _holds(made, name)))
            if made.use_stages:
                reading.notes.append(ListNote("asked", values={"use": ", ".join(made.use_stages)}))
        else:
            made = updated_plan(plan_node(into), plan, listed, reading.faults, register=register)
    except InputError as wrong:
        faults = missing_sizes_once(unread_years_once(wrong.faults, dated), len(listed), asked.file, left)
        raise InputError(faults) from None
    if register and len(made.schools) > (len(plan.schools) if plan else 0):
        reading.notes.append(ListNote("register"))
    used_for = {table.head.titles[n]: each for table, known, _ in found for n, each in known.items()}
    sheet = mapped.sheet or (tables[0].sheet if len(tables) == 1 else None)
    used = Mapped(used_for, mapped.words, mapped.defaults, sheet, mapped.merged)
    ignored = {"": left} if left else {}
    macros = bool(book and book.macros)
    return _Read(made, mapping=used, ignored=ignored, macros=macros, notes=gathered(reading.notes))


def _holds(plan: Plan, stage: str) -> bool:
    """Whether any school of a plan has seats of a stage."""
    return any(stage in school.seats for school in plan.schools)


def _targets(
    asked: Asked, book: Workbook | None, table: ListTable, mapped: Mapped
) -> tuple[Mapping[int, str], tuple[str, ...]]:
    """The targets of a table's columns, and the titles of the others. Raises InputError where none names a school."""
    columns, left = targets(table, mapped.columns)
    if not (columns or book or Path(asked.file).suffix.lower() in LISTS):
        raise InputError([Fault(Place(asked.file), "", "no_list")])
    if not {"id", "name"} & set(columns.values()):
        kind = "list_names" if columns else "list_columns"
        raise InputError([Fault(Place(table.file), "", kind, {"known": ", ".join(table.head.titles.values())})])
    return columns, left


def base_as_before(plan: Plan, before: Plan) -> Plan:
    """The plan with its listed seats in use written as they were before, where that says the same of every stage."""
    one, other = before.base_seats, plan.base_seats
    if one is None or other is None or one.listed == other.listed or replace(one, listed=other.listed) != other:
        return plan
    stages = {*STAGES, *(stage.name for stage in plan.stages), *(name for each in plan.schools for name in each.seats)}
    same = all(one.lists(area, stage) == other.lists(area, stage) for area in plan.all_areas() for stage in stages)
    return replace(plan, base_seats=one) if same else plan


def home(asked: Asked) -> AnyPath | None:
    """The people of a new plan: the folder that is named, the one beside it, or that of the project around the working
    directory; None where there is none of them."""
    if asked.population is not None:
        return asked.population
    started = beside(asked.target, STARTED)
    return started if has_table(started, "census") else people_around()


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


def _people(asked: Asked, plan: Plan, before: Project | None) -> tuple[Population | None, str | None]:
    """The people of the new plan; where its own folder is not beside the target, None and that folder."""
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
