"""A population folder read for its pupils on record: more is not needed to forecast from them."""

from __future__ import annotations

from dataclasses import dataclass

from xuewei.errors import Fault, InputError, Place, not_computed
from xuewei.formats.places import NAMED_POPULATIONS, SHIPPED_POPULATION, AnyPath, exists, is_folder, shipped
from xuewei.formats.population.areas import area_changes, in_areas_of_today
from xuewei.formats.population.assumptions import folder_assumptions
from xuewei.formats.population.checks import far_years
from xuewei.formats.population.folder import read_population, with_nation
from xuewei.formats.population.tables import (
    births_row,
    contradictions,
    enrolment_row,
    has_table,
    named_rows,
    strange,
    table_place,
)
from xuewei.model.assumptions import Assumptions
from xuewei.model.population import Population
from xuewei.model.pupils.history import history_of
from xuewei.model.pupils.record import EnrolmentHistory, with_ungraded


@dataclass(frozen=True)
class EnrolmentFolder:
    """The pupils and births of a folder as a history (areas without births have a share of those of their census area),
    and as ``rows`` without people."""

    history: EnrolmentHistory
    rows: Population


@dataclass(frozen=True)
class Record:
    """What a folder holds: ``rows`` of people and pupils, either of which may be missing; ``history`` is that of its
    pupils (None without)."""

    history: EnrolmentHistory | None
    rows: Population

    @property
    def assumptions(self) -> Assumptions:
        """What the folder assumes."""
        return self.rows.assumptions


def read_enrolment(folder: AnyPath) -> EnrolmentFolder:
    """The history in a folder, or in the shipped folder of that name where there is none on the disk.

    An enrolment table is needed; births and ``assumptions.yaml`` may be missing (stages and the day of the
    cut-off are then as shipped), and so may everything else. Pupils and births come in the areas of today, by
    ``areas.csv``. Raises InputError with every fault of every file.

    >>> read_enrolment("china").history.years
    range(2011, 2026)
    """
    where = named(folder)
    if not is_folder(where):
        raise InputError([Fault(Place(str(where)), "", "not_directory" if exists(where) else "missing_file")])
    broken: list[Fault] = []
    pupils = named_rows(where, "enrolment", broken, needed=True)
    births = named_rows(where, "births", broken)
    try:
        assumptions = folder_assumptions(where)
    except InputError as wrong:
        raise InputError([*broken, *wrong.faults]) from None
    if pupils:
        broken += strange(str(table_place(where, "enrolment")), pupils, assumptions.stages)
    for name, rows in (("enrolment", pupils), ("births", births)):
        if rows:
            broken += far_years(str(table_place(where, name)), ((row["year"], row["line"]) for row in rows))
    changes = area_changes(where, pupils, births, lambda: _counted(where), assumptions, broken)
    counted, lines = tuple(enrolment_row(row) for row in pupils), [row["line"] for row in pupils]
    if pupils and not broken:
        broken += contradictions(str(table_place(where, "enrolment")), counted, lines, assumptions.stages)
    if broken:
        raise InputError(broken)
    found = in_areas_of_today(
        Population(
            census=(),
            births=tuple(births_row(row) for row in births),
            totals=(),
            enrolment=with_ungraded(counted, assumptions.stages),
            assumptions=assumptions,
            folder=str(where),
        ),
        changes,
    )
    found = with_nation(found)
    try:
        history = history_of(found, assumptions)
    except ValueError as wrong:
        raise InputError([not_computed(str(where), wrong)]) from wrong
    return EnrolmentFolder(history, found)


def read_record(folder: AnyPath | None) -> Record:
    """What a population folder (None: the shipped one) holds of people and of pupils, either of which may be missing.

    Raises InputError with every fault of every file; a folder with neither is told what a population needs.
    """
    where = shipped(SHIPPED_POPULATION) if folder is None else named(folder)
    pupils = has_table(where, "enrolment")
    if not pupils or has_table(where, "census"):
        people = read_population(where)
        return Record(read_enrolment(where).history if pupils else None, people)
    found = read_enrolment(where)
    return Record(found.history, found.rows)


def _counted(folder: AnyPath) -> set[str]:
    """The areas of a census, if there is one; its faults are told where people are read."""
    return {row["area"] for row in named_rows(folder, "census", [])}


def named(folder: AnyPath) -> AnyPath:
    """The folder itself, or the shipped one of that name where nothing of that name is on the disk."""
    return shipped(str(folder)) if folder in NAMED_POPULATIONS and not exists(folder) else folder


def has_pupils(folder: AnyPath) -> bool:
    """Whether a folder holds pupils on record."""
    return has_table(named(folder), "enrolment")
