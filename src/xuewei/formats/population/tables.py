"""The tables of a population folder, each in CSV or in Parquet: columns, keys, files and rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from itertools import chain
from operator import itemgetter
from pathlib import PurePath
from types import ModuleType
from typing import Any

from xuewei.errors import Fault, InputError, Place, in_order, nearest
from xuewei.formats.csv import (
    BASIS_AND_SOURCE,
    MOST,
    UNREAD,
    YEAR,
    Cell,
    OneOf,
    Whole,
    day,
    number,
    read_table,
    words,
)
from xuewei.formats.parquet import read_parquet
from xuewei.formats.places import AnyPath, exists, inside
from xuewei.formats.population.checks import check_ages
from xuewei.formats.population.map_form import MAPS
from xuewei.formats.shapes import Faults
from xuewei.late import dataclass
from xuewei.model.population import SEXES, BirthsRow, CensusRow, EnrolmentRow, TotalRow
from xuewei.model.pupils.record import misfits
from xuewei.model.stages import Stage

VINTAGE = {"published_year": Cell(YEAR.read, optional=True)}
ENROLMENT = {
    "area": Cell(words),
    "year": YEAR,
    "stage": Cell(words),
    "grade": Cell(Whole(1, 15), optional=True),
    "pupils": Cell(number),
    **BASIS_AND_SOURCE,
    **VINTAGE,
    "ungraded": Cell(number, optional=True),
    "school": Cell(words, optional=True),
    "classes": Cell(number, optional=True),
    "low": Cell(number, optional=True),
    "high": Cell(number, optional=True),
}
GIVEN = "projected"
"""The basis of pupils who were forecast elsewhere."""


_ENROLMENT_CELLS = itemgetter(*ENROLMENT, "line")


def enrolment_row(row: Mapping[str, Any]) -> EnrolmentRow:
    """Pupils of one line."""
    return EnrolmentRow(*_ENROLMENT_CELLS(row))


def strange(file: str, pupils: Sequence[Mapping[str, Any]], stages: Sequence[Stage]) -> list[Fault]:
    """Stages that ``stages`` do not have, and grades that a stage does not have."""
    grades = {stage.name: stage.grades for stage in stages}
    found = []
    for row in pupils:
        name, grade = row["stage"], row["grade"]
        if name not in grades:
            found.append(Fault(Place(file, row["line"]), "stage", "no_stage", {}, name, nearest(name, grades)))
        elif grade is not None and grade > grades[name]:
            limits = {"low": 1, "high": grades[name]}
            found.append(Fault(Place(file, row["line"]), "grade", "whole", limits, str(grade)))
    return found


def contradictions(
    file: str, pupils: Sequence[EnrolmentRow], lines: Sequence[int], stages: Sequence[Stage]
) -> list[Fault]:
    """Whole stages that are not their grades, and ungraded pupils where there can be none; ``lines`` are where the rows
    stand."""
    pairs = list(zip(pupils, lines, strict=True))
    kinds = [[pair for pair in pairs if (pair[0].basis == GIVEN) == given] for given in (False, True)]
    return in_order(
        fault
        for kind in kinds
        for fault in _contradictions(file, [row for row, _ in kind], [line for _, line in kind], stages)
    )


def _contradictions(
    file: str, pupils: Sequence[EnrolmentRow], lines: Sequence[int], stages: Sequence[Stage]
) -> Iterator[Fault]:
    for row, line in zip(pupils, lines, strict=True):
        if row.ungraded is not None and (row.grade is not None or row.ungraded > row.pupils):
            kind = "ungraded_grade" if row.grade is not None else "ungraded_more"
            yield Fault(Place(file, line), "ungraded", kind, {}, f"{row.ungraded:.15g}")
        if row.classes is not None and (
            row.classes % 1 or row.classes > row.pupils or (row.pupils and not row.classes)
        ):
            kind = "classes_none" if row.pupils and not row.classes else "classes_odd"
            yield Fault(Place(file, line), "classes", kind, {"pupils": row.pupils}, f"{row.classes:.15g}")
    for each in misfits(pupils, stages):
        row = pupils[each.n]
        values = {"area": row.area, "year": row.year, "added": each.added, "n": abs(each.pupils - each.added)}
        kind = "whole_over_grades" if each.over else "whole_under_grades"
        yield Fault(Place(file, lines[each.n]), "pupils", kind, values, f"{each.pupils:.15g}")


def given_apart(pupils: Sequence[EnrolmentRow]) -> tuple[tuple[EnrolmentRow, ...], tuple[EnrolmentRow, ...]]:
    """Pupils on record, and those who were forecast elsewhere."""
    return tuple(row for row in pupils if row.basis != GIVEN), tuple(row for row in pupils if row.basis == GIVEN)


def given_faults(
    file: str, pupils: Sequence[EnrolmentRow], lines: Sequence[int], stages: Sequence[Stage]
) -> list[Fault]:
    """What is wrong with bands and with pupils who were forecast elsewhere; ``lines`` are where the rows stand."""
    return in_order(_given_faults(file, pupils, lines, {stage.name: stage.grades for stage in stages}))


def _given_faults(
    file: str, pupils: Sequence[EnrolmentRow], lines: Sequence[int], stages: Mapping[str, int]
) -> Iterator[Fault]:
    counted: dict[tuple[str, str, int], int] = {}
    grades: dict[tuple[str, str, int], set[int | None]] = {}
    for row, line in zip(pupils, lines, strict=True):
        if row.basis != GIVEN:
            counted.setdefault((row.area, row.stage, row.year), line)
        else:
            grades.setdefault((row.area, row.stage, row.year), set()).add(row.grade)
    for row, line in zip(pupils, lines, strict=True):
        at, key = Place(file, line), (row.area, row.stage, row.year)
        if (row.low is None) != (row.high is None):
            yield Fault(at, "low" if row.low is None else "high", "band_half")
        elif row.low is not None and row.high is not None and not row.low <= row.pupils <= row.high:
            yield Fault(at, "low", "band_order", {}, f"{row.low:.15g}–{row.high:.15g}")
        if row.basis != GIVEN:
            if row.low is not None or row.high is not None:
                yield Fault(at, "low", "band_counted", {}, row.basis)
            continue
        if row.school is not None:
            yield Fault(at, "school", "given_school", {}, row.school)
        if key in counted:
            yield Fault(at, "year", "given_counted", {"area": row.area, "year": row.year, "first": counted[key]})
        missing = sorted(set(range(1, stages.get(row.stage, 0) + 1)) - grades[key])
        if row.grade is not None and row.grade <= stages.get(row.stage, 0) and missing:
            grades[key] |= set(missing)  # once
            yield Fault(at, "grade", "given_grades", {"year": row.year, "missing": ", ".join(map(str, missing))})


OLDEST = 120
PERSONS = Cell(Whole(0, MOST))
CENSUS = {
    "area": Cell(words),
    "sex": Cell(OneOf(SEXES)),
    "age_from": Cell(Whole(0, OLDEST)),
    "age_to": Cell(Whole(0, OLDEST), optional=True),
    "persons": PERSONS,
    "date": Cell(day),
    **BASIS_AND_SOURCE,
}
BIRTHS = {
    "area": Cell(words),
    "year": YEAR,
    "births": Cell(number),
    **BASIS_AND_SOURCE,
    "period_end": Cell(day, optional=True),
    **VINTAGE,
}
TOTALS = {"area": Cell(words), "date": Cell(day), "persons": PERSONS, **BASIS_AND_SOURCE}
CSV, PARQUET = ".csv", ".parquet"
Row = dict[str, Any]
Rows = list[Row]


def births_row(row: Mapping[str, Any]) -> BirthsRow:
    """Births of one line, with the day on which their twelve months end."""
    end = row["period_end"] or date(row["year"], 12, 31)
    area, year, births = row["area"], row["year"], row["births"]
    return BirthsRow(area, year, births, row["basis"], row["source"], end, row["published_year"], row["line"])


@dataclass(frozen=True, eq=False, repr=False)
class PeopleTable:
    """A table: its columns, what no two rows share, how a row is kept, and what is wrong with a row in itself."""

    columns: Mapping[str, Cell]
    key: tuple[str, ...]
    row: Callable[[Mapping[str, Any]], Any]
    alone: Callable[[Rows, Faults], None] = lambda rows, faults: None

    def key_of(self, row: Mapping[str, Any]) -> Hashable:
        """What no two rows share."""
        return tuple(row[name] for name in self.key)


TABLES = {
    "census": PeopleTable(
        CENSUS, ("area", "sex", "date", "age_from"), lambda row: CensusRow(*(row[name] for name in CENSUS)), check_ages
    ),
    "births": PeopleTable(BIRTHS, ("area", "year", "published_year"), births_row),
    "totals": PeopleTable(TOTALS, ("area", "date"), lambda row: TotalRow(*(row[name] for name in TOTALS))),
    "enrolment": PeopleTable(ENROLMENT, ("area", "year", "stage", "grade", "school", "published_year"), enrolment_row),
}
"""The tables of people, in the order in which they are read."""


def table_files(folder: AnyPath, name: str) -> list[AnyPath]:
    """The files of a folder that are its table ``name``; of estates also those of a map."""
    endings = (CSV, PARQUET, *(MAPS if name == "estates" else ()))
    return [place for place in (inside(folder, name + suffix) for suffix in endings) if exists(place)]


def table_file(folder: AnyPath, name: str) -> AnyPath | None:
    """Where the table ``name`` of a folder is, in one of its forms; None where it has none.

    Raises InputError where it has several.
    """
    found = table_files(folder, name)
    if len(found) > 1:
        raise InputError([Fault(Place(str(found[1])), "", "two_tables", {"first": PurePath(str(found[0])).name})])
    return found[0] if found else None


def has_table(folder: AnyPath, name: str) -> bool:
    """Whether a folder has the table ``name`` in any form."""
    return bool(table_files(folder, name))


def any_people(folder: AnyPath) -> bool:
    """Whether a folder has people, pupils, births or a register of children, so that a plan can be held against it."""
    return any(has_table(folder, name) for name in ("census", "enrolment", "births", "children"))


def is_parquet(place: AnyPath | None) -> bool:
    """Whether a table's file is one of Parquet."""
    return place is not None and str(place).endswith(PARQUET)


def table_place(folder: AnyPath, name: str) -> AnyPath:
    """Where the table ``name`` of a folder is, or would be as CSV. As :func:`table_file` does."""
    return table_file(folder, name) or inside(folder, name + CSV)


def table_rows(
    place: AnyPath | None,
    columns: Mapping[str, Cell],
    key: Callable[[Mapping[str, Any]], Hashable],
    broken: list[Fault],
    alone: Callable[[Rows, Faults], None] | None = None,
) -> Rows:
    """The rows of one table, none where there is no ``place``; its faults go to ``broken``. ``alone`` notes what is
    wrong with rows in themselves, also with those that have another fault."""
    if place is None:
        return []
    faults = Faults(str(place))
    rows: Rows = []
    spoilt: Rows = []
    try:
        if is_parquet(place):
            rows = read_parquet(place, columns, faults, spoilt)
        else:
            rows = read_table(place, columns, faults, spoilt)
            if "stage" in columns and not all(map(_keyed, chain(rows, spoilt))):
                from xuewei.formats.population.stage_words import settle  # inside: keys of the contract need no names

                rows = settle(place, rows, spoilt, faults)
        note_rows(rows, spoilt, key, faults, alone)
    except InputError as wrong:
        broken += wrong.faults
    broken += faults.in_order()
    return rows


def _keyed(row: Row) -> bool:
    """Whether the stage of a row looks like a key of the contract, and its grade, where it has one, is a number."""
    return not isinstance(row.get("grade"), str) and is_key(row["stage"])


def is_key(stage: object) -> bool:
    """Whether a stage looks like a key of the contract, or is no word at all.

    >>> is_key("primary"), is_key("小学")
    (True, False)
    """
    return not isinstance(stage, str) or (stage.isascii() and stage.islower() and stage.isidentifier())


def note_rows(
    rows: Rows,
    spoilt: Rows,
    key: Callable[[Mapping[str, Any]], Hashable],
    faults: Faults,
    alone: Callable[[Rows, Faults], None] | None = None,
) -> None:
    """Note what good and ``spoilt`` rows of one table repeat and, beside other faults, what is wrong with each alone:
    in a table without faults the check of all rows together finds that."""
    note_repeated(sorted([*rows, *spoilt], key=lambda row: row["line"]) if spoilt else rows, key, faults)
    if alone is not None and faults.found:
        alone([*rows, *spoilt], faults)


def note_repeated(rows: Sequence[Row], key: Callable[[Mapping[str, Any]], Hashable], faults: Faults) -> None:
    """Note every row whose key an earlier one has; rows whose key could not be read are skipped."""
    first: dict[Hashable, int] = {}
    for row in rows:
        found = key(row)
        if isinstance(found, tuple) and UNREAD in found:
            continue
        if found in first:
            faults.note(row["line"], "", "repeated_row", first=first[found])
        first.setdefault(found, row["line"])


def named_rows(folder: AnyPath, name: str, broken: list[Fault], *, needed: bool = False) -> Rows:
    """The rows of the table ``name`` of a folder; its faults, or that it is ``needed`` and missing, to ``broken``."""
    table = TABLES[name]
    try:
        place = table_place(folder, name) if needed else table_file(folder, name)
    except InputError as wrong:
        broken += wrong.faults
        return []
    return table_rows(place, table.columns, table.key_of, broken, table.alone)


def estates_too(faults: Sequence[Fault], plans: Callable[[], Sequence[Any]], folder: AnyPath | None) -> list[Fault]:
    """The faults of a folder, and where it has a table of estates also what is wrong with that beside the ``plans`` and
    the rest of the folder, in the order of the table."""
    files = [] if folder is None else table_files(folder, "estates")
    if folder is None or not files:
        return [*faults]
    try:
        known = plans()
    except InputError:  # what a plan names is known only of one that can be read
        return [*faults]
    found: list[Fault] = estate_tables("estate_places").misplaced_estates(folder, known)
    told = {each.text("en") for each in faults}
    file = str(files[0])
    own = in_order(each for each in faults if each.place.file == file)
    also = [each for each in found if each.text("en") not in told]
    return [*(each for each in faults if each.place.file != file), *in_order([*own, *also])]


def estate_tables(name: str = "estate_table") -> ModuleType:
    """The module that reads new housing, or another one of it, which only those with estates need."""
    return import_module(f"xuewei.formats.population.{name}")
