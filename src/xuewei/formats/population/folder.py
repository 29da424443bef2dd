"""A population folder: census, births, totals, enrolment, changes of areas, assumptions, and the nation's rows.

Read whole for people, or for its pupils on record alone, which need no census.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from xuewei.errors import Fault, InputError, Place, not_computed
from xuewei.formats.places import (
    NAMED_POPULATIONS,
    SHIPPED_POPULATION,
    AnyPath,
    exists,
    inside,
    is_folder,
    kept,
    on_disk,
    shipped,
)
from xuewei.formats.population.areas import AREAS_FILE, area_changes, in_areas_of_today, school_faults
from xuewei.formats.population.assumptions import folder_assumptions
from xuewei.formats.population.checks import group_faults, misplaced_years
from xuewei.formats.population.tables import (
    CSV,
    PARQUET,
    TABLES,
    Rows,
    births_row,
    contradictions,
    enrolment_row,
    given_apart,
    given_faults,
    has_table,
    is_parquet,
    named_rows,
    strange,
    table_file,
    table_place,
)
from xuewei.formats.population.zone_tables import has_zone_tables, read_zone_tables, with_zone_tables
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.population import BirthsRow, CensusRow, Population
from xuewei.model.pupils.record import EnrolmentHistory, with_ungraded

if TYPE_CHECKING:
    from xuewei.formats.population.parquet_people import Kept, Look

Fits = Callable[[Collection[str], Assumptions], None]
"""Raises InputError for names of areas, and what their folder assumes, with which nothing can be computed."""
LARGE = 2**20
"""Bytes of a folder's tables from which loading pyarrow pays."""
NATION = Assumptions.nation
"""The nation that the shipped rows are of; a folder that names another one has to bring its own."""


def with_nation(people: Population) -> Population:
    """``people`` with the shipped census and births of the nation, each where the folder has no row of it."""
    if people.assumptions.nation != NATION:
        return people
    counted = any(row.area == NATION for row in people.census)
    born = any(row.area == NATION for row in people.births)
    census, births = ((), ()) if counted and born else shipped_nation()
    return replace(people, lent_census=() if counted else census, lent_births=() if born else births)


@kept((SHIPPED_POPULATION, "census.csv"), (SHIPPED_POPULATION, "births.csv"))
def shipped_nation() -> tuple[tuple[CensusRow, ...], tuple[BirthsRow, ...]]:
    """The shipped rows of the nation: both censuses in five-year groups, births of every vintage."""
    broken: list[Fault] = []
    found = []
    for name in ("census", "births"):
        rows = named_rows(shipped(SHIPPED_POPULATION), name, broken)
        found.append(tuple(TABLES[name].row(row) for row in rows if row["area"] == NATION))
    census, births = found
    return census, births


def read_population(folder: AnyPath | None = None) -> Population:
    """The population in a folder (docs/formats.en.md); None reads the shipped one.

    A census is needed, or pupils on record, or births, or a register of children; the other tables, ``areas.csv`` and
    ``assumptions.yaml`` (then as shipped) may be missing; pupils and births come in the areas of today. Each table is
    CSV or Parquet. Raises InputError with every fault of every file.

    >>> read_population().census_dates("盐湖区")
    (datetime.date(2010, 11, 1), datetime.date(2020, 11, 1))
    """
    return population_of(folder)


def population_of(folder: AnyPath | None, fits: Fits | None = None) -> Population:
    """The population in a folder, as :func:`read_population` reads it. ``fits`` sees the names of the areas of large
    tables, and what the folder assumes, before their rows are made, and may refuse them; what else is wrong with such a
    folder is not told then."""
    where = population_place(folder)
    broken: list[Fault] = []
    look = _look(where, fits)
    kept = _as_arrays(where, broken, look)
    if kept is not None:
        lines = [row.line for row in kept.get("enrolment", ())]
        assumptions, changes = read_or_note(where, broken), []
    else:
        rows = _checked(where, broken)
        assumptions = read_or_note(where, broken)
        places = {row["area"] for row in (*rows["census"], *rows["totals"])}
        changes = area_changes(where, rows["enrolment"], rows["births"], lambda: places, assumptions, broken)
        lines = [row["line"] for row in rows["enrolment"]]
        kept = {} if broken else {name: tuple(map(TABLES[name].row, each)) for name, each in rows.items()}
    beside = read_zone_tables(where, broken)
    if broken or assumptions is None:
        raise InputError(broken)
    born, pupils = str(table_place(where, "births")), kept["enrolment"]
    stages = assumptions.asked_for({row.stage for row in pupils}).stages
    for check in (contradictions, given_faults):
        broken += check(str(table_place(where, "enrolment")), pupils, lines, stages)
    counted, given = given_apart(pupils)
    broken += school_faults(str(table_place(where, "enrolment")), counted, changes)
    if broken:
        raise InputError(broken)
    people = Population(
        kept["census"],
        kept["births"],
        kept["totals"],
        with_ungraded(counted, stages),
        assumptions,
        str(where),
        born,
        given=given,
    )
    return with_nation(in_areas_of_today(with_zone_tables(people, beside), changes))


def _as_arrays(where: AnyPath, broken: list[Fault], look: Look | None) -> Kept | None:
    """The rows of a folder whose tables are read as arrays, with faults in ``broken``; None for one that is read cell
    by cell."""
    parquet = all_parquet(where)
    if not (parquet or large_csv(where)):
        return None
    from xuewei.formats.population import csv_people, parquet_people  # inside: most folders are small ones of CSV

    return parquet_people.population_rows(where, broken, look) if parquet else csv_people.large_rows(where, look)


def _look(where: AnyPath, fits: Fits | None) -> Look | None:
    """What looks at the names of areas in a folder; None where nobody asks, or where children and zones of the folder
    bring names of their own."""
    if fits is None or has_zone_tables(where):
        return None

    def look(names: Collection[str]) -> None:
        assumptions = read_or_note(where, [])
        if assumptions is not None:
            fits(names, assumptions)

    return look


def population_place(folder: AnyPath | None) -> AnyPath:
    """The folder, or the shipped one for None. Raises InputError if it is not a folder."""
    where = shipped(SHIPPED_POPULATION) if folder is None else folder
    if not is_folder(where):
        raise InputError([Fault(Place(str(where)), "", "not_directory" if exists(where) else "missing_file")])
    return where


def _checked(where: AnyPath, broken: list[Fault]) -> dict[str, Rows]:
    """The rows of every table; what is wrong with them, alone and together, goes to ``broken``."""
    others = any(has_table(where, name) for name in ("enrolment", "births", "children"))
    rows = {name: named_rows(where, name, broken, needed=name == "census" and not others) for name in TABLES}
    for name in ("births", "enrolment"):
        if rows[name]:
            broken += misplaced_years(str(table_place(where, name)), ((row["year"], row["line"]) for row in rows[name]))
    wrong = {fault.place.file for fault in broken}
    sound = {
        name: wrong.isdisjoint(str(inside(where, name + suffix)) for suffix in (CSV, PARQUET))
        for name in ("census", "totals")
    }
    if rows["census"] and sound["census"]:  # a row that could not be read would show as a gap
        totals = rows["totals"] if sound["totals"] else []
        broken += group_faults(str(table_place(where, "census")), rows["census"], totals)
    return rows


def large_csv(where: AnyPath) -> bool:
    """Whether all tables of a folder are CSV on the disk, the census among them, large enough, without changes of
    areas, and pyarrow is installed."""
    places = {name: on_disk(inside(where, name + CSV)) for name in TABLES}
    found = [place for place in places.values() if place is not None and place.is_file()]
    if places["census"] not in found or exists(inside(where, AREAS_FILE)):
        return False
    size = sum(os.path.getsize(place) for place in found)
    return size >= LARGE and sum(has_table(where, name) for name in TABLES) == len(found) and bool(find_spec("pyarrow"))


def all_parquet(where: AnyPath) -> bool:
    """Whether there is a census and every table is in Parquet, none of them twice, and no change of areas."""
    if exists(inside(where, AREAS_FILE)):
        return False
    try:
        files = [table_file(where, name) for name in TABLES]
    except InputError:
        return False
    return files[0] is not None and all(file is None or is_parquet(file) for file in files)


def read_or_note(folder: AnyPath, broken: list[Fault]) -> Assumptions | None:
    """The assumptions of a folder; None, with its faults in ``broken``, where they cannot be read."""
    try:
        return folder_assumptions(folder)
    except InputError as wrong:
        broken += wrong.faults
        return None


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


def record_fault(rows: Population, kind: str, *, table: str = "enrolment", **values: object) -> Fault:
    """What is wrong with the pupils on record of a folder, or another ``table``, as a whole."""
    return Fault(Place(f"{rows.folder}/{table}.csv"), "", kind, values)


def read_enrolment(folder: AnyPath) -> EnrolmentFolder:
    """The history in a folder, or in the shipped folder of that name where there is none on the disk.

    An enrolment table is needed; births and ``assumptions.yaml`` may be missing (stages and the day of the
    cut-off are then as shipped), and so may everything else. Pupils and births come in the areas of today, by
    ``areas.csv``. Raises InputError with every fault of every file.

    >>> read_enrolment("china").history.years
    range(2011, 2026)
    """
    found = _pupils(folder)
    return EnrolmentFolder(_history(found), found)


def _history(found: Population) -> EnrolmentHistory:
    """The history of a folder; InputError where its rows do not make one."""
    from xuewei.model.pupils.history import history_of  # inside: only who asks for pupils needs it

    try:
        return history_of(found, found.assumptions)
    except ValueError as wrong:
        raise InputError([not_computed(found.folder, wrong)]) from wrong


def _pupils(folder: AnyPath) -> Population:
    """Pupils, births and censuses of a folder, as :func:`read_enrolment` reads them; the faults of a census are told
    where people are read."""
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
    assumptions = assumptions.asked_for({row["stage"] for row in pupils})
    if pupils:
        broken += strange(str(table_place(where, "enrolment")), pupils, assumptions.stages)
    for name, rows in (("enrolment", pupils), ("births", births)):
        if rows:
            broken += misplaced_years(str(table_place(where, name)), ((row["year"], row["line"]) for row in rows))
    changes = area_changes(where, pupils, births, lambda: _counted(where), assumptions, broken)
    counted, lines = tuple(enrolment_row(row) for row in pupils), [row["line"] for row in pupils]
    beside = read_zone_tables(where, broken)
    if pupils and not broken:
        for check in (contradictions, given_faults):
            broken += check(str(table_place(where, "enrolment")), counted, lines, assumptions.stages)
    counted, given = given_apart(counted)
    if pupils and not broken:
        broken += school_faults(str(table_place(where, "enrolment")), counted, changes)
    if broken:
        raise InputError(broken)
    people = Population(
        census=tuple(TABLES["census"].row(row) for row in named_rows(where, "census", [])),
        births=tuple(births_row(row) for row in births),
        totals=(),
        enrolment=with_ungraded(counted, assumptions.stages),
        assumptions=assumptions,
        folder=str(where),
        given=given,
    )
    return with_nation(in_areas_of_today(with_zone_tables(people, beside), changes))


def read_record(folder: AnyPath | None) -> Record:
    """What a population folder (None: the shipped one) holds of people and of pupils, either of which may be missing.

    Raises InputError with every fault of every file; for a folder with neither, what a population needs.
    """
    where = shipped(SHIPPED_POPULATION) if folder is None else named(folder)
    pupils = has_table(where, "enrolment")
    if not pupils or has_table(where, "census"):
        people = read_population(where)
        return Record(read_enrolment(where).history if people.enrolment else None, people)
    found = _pupils(where)
    return Record(_history(found) if found.enrolment else None, found)


def _counted(folder: AnyPath) -> set[str]:
    """The areas of a census, if there is one; its faults are reported where people are read."""
    return {row["area"] for row in named_rows(folder, "census", [])}


def named(folder: AnyPath) -> AnyPath:
    """The folder itself, or the shipped one of that name where nothing of that name is on the disk."""
    return shipped(str(folder)) if folder in NAMED_POPULATIONS and not exists(folder) else folder


def has_pupils(folder: AnyPath) -> bool:
    """Whether a folder holds pupils on record."""
    return has_table(named(folder), "enrolment")
