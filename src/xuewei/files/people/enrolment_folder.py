"""A population folder read for its pupils on record: more is not needed to forecast from them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xuewei.errors import Fault, InputError
from xuewei.files.people.area_folder import area_changes, in_areas_of_today
from xuewei.files.people.assumptions_file import read_assumptions
from xuewei.files.people.enrolment_rows import ENROLMENT, enrolment_key, enrolment_row, strange
from xuewei.files.people.population_folder import BIRTHS, CENSUS, births_key, births_row, read_population
from xuewei.files.people.tables import far_years, table_rows
from xuewei.files.places import NAMED_POPULATIONS, SHIPPED_POPULATION, shipped
from xuewei.files.written.place import Place, exists, inside, is_folder
from xuewei.model.assumptions import Assumptions
from xuewei.model.births_ahead import lent_births, of_one_period
from xuewei.model.enrolment_history import EnrolmentHistory, enrolment_history
from xuewei.model.population import AreaChange, Lacking, Population


@dataclass(frozen=True)
class EnrolmentFolder:
    """The pupils and births of a folder as a history, and as ``rows`` without people."""

    history: EnrolmentHistory
    rows: Population


@dataclass(frozen=True)
class Record:
    """What is known of pupils (None without ``enrolment.csv``) and of people (None without ``census.csv``).

    ``areas`` and ``lacking`` are those of the population: how pupils and births were restated.
    """

    history: EnrolmentHistory | None
    people: Population | None
    assumptions: Assumptions
    areas: tuple[AreaChange, ...] = ()
    lacking: tuple[Lacking, ...] = ()


def read_enrolment(folder: Place) -> EnrolmentFolder:
    """The history in a folder, or in the shipped folder of that name where there is none on the disk.

    ``enrolment.csv`` is needed; ``births.csv`` and ``assumptions.yaml`` may be missing (stages and the day of the
    cut-off are then as shipped), and so may everything else. Pupils and births come in the areas of today, by
    ``areas.csv``. Raises InputError with every fault of every file.

    >>> read_enrolment("china").history.years
    range(2011, 2026)
    """
    where = named(folder)
    if not is_folder(where):
        raise InputError([Fault(str(where), None, "", "not_directory" if exists(where) else "missing_file")])
    broken: list[Fault] = []
    pupils = table_rows(where, "enrolment.csv", ENROLMENT, enrolment_key, broken, needed=True)
    births = table_rows(where, "births.csv", BIRTHS, births_key, broken, needed=False)
    written = inside(where, "assumptions.yaml")
    try:
        assumptions = read_assumptions(written) if exists(written) else replace(read_assumptions(), scope={})
    except InputError as wrong:
        raise InputError([*broken, *wrong.faults]) from None
    broken += strange(str(inside(where, "enrolment.csv")), pupils, assumptions.stages)
    broken += far_years(str(inside(where, "enrolment.csv")), pupils)
    broken += far_years(str(inside(where, "births.csv")), births)
    changes = area_changes(where, pupils, births, lambda: _counted(where), assumptions, broken)
    if broken:
        raise InputError(broken)
    rows = in_areas_of_today(
        Population(
            census=(),
            births=tuple(births_row(row) for row in births),
            totals=(),
            enrolment=tuple(enrolment_row(row) for row in pupils),
            assumptions=assumptions,
            folder=str(where),
        ),
        changes,
    )
    try:
        born = of_one_period(rows.births, {row.area for row in rows.enrolment})
        history = enrolment_history(rows.enrolment, born, assumptions.stages, assumptions.entry_cutoff)
    except ValueError as wrong:
        raise InputError([Fault(str(where), None, "", "model", {"why": str(wrong)})]) from wrong
    return EnrolmentFolder(history, rows)


def read_record(folder: Place | None) -> Record:
    """What a population folder (None: the shipped one) holds of people and of pupils, either of which may be missing.

    Raises InputError with every fault of every file; a folder with neither is told what a population needs.
    """
    where = shipped(SHIPPED_POPULATION) if folder is None else named(folder)
    pupils = exists(inside(where, "enrolment.csv"))
    if not pupils or exists(inside(where, "census.csv")):
        people = read_population(where)
        history = _with_lent_births(read_enrolment(where)) if pupils else None
        return Record(history, people, people.assumptions, people.areas, people.lacking)
    found = read_enrolment(where)
    return Record(_with_lent_births(found), None, found.rows.assumptions, found.rows.areas, found.rows.lacking)


def _counted(folder: Place) -> set[str]:
    """The areas of a census, if there is one; its faults are told where people are read."""
    return {row["area"] for row in table_rows(folder, "census.csv", CENSUS, lambda row: row["line"], [], needed=False)}


def _with_lent_births(found: EnrolmentFolder) -> EnrolmentHistory:
    """The history of a folder; areas without births of their own take their share of those of their census area."""
    rows, assumed = found.rows, found.rows.assumptions
    lent = lent_births(rows.births, found.history.areas, assumed.scope)
    if not lent:
        return found.history
    born = of_one_period((*rows.births, *lent), found.history.areas)
    return enrolment_history(rows.enrolment, born, assumed.stages, assumed.entry_cutoff)


def named(folder: Place) -> Place:
    """The folder itself, or the shipped one of that name where nothing of that name is on the disk."""
    return shipped(str(folder)) if folder in NAMED_POPULATIONS and not exists(folder) else folder
