"""A population folder: census, births, totals, enrolment, changes of areas and assumptions."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

from xuewei.errors import Fault, InputError
from xuewei.files.people.area_folder import area_changes, in_areas_of_today
from xuewei.files.people.assumptions_file import read_assumptions
from xuewei.files.people.census_groups import check_groups, check_sums
from xuewei.files.people.enrolment_rows import ENROLMENT, VINTAGE, enrolment_key, enrolment_row
from xuewei.files.people.tables import far_years, table_rows
from xuewei.files.places import SHIPPED_POPULATION, shipped
from xuewei.files.written.place import Place, exists, inside, is_folder
from xuewei.files.written.shapes import Faults
from xuewei.files.written.table import BASIS_AND_SOURCE, YEAR, Cell, day, number, one_of, whole, words
from xuewei.model.assumptions import Assumptions
from xuewei.model.population import SEXES, BirthsRow, CensusRow, Population, TotalRow

OLDEST = 120
PERSONS = Cell(whole(0, 10**10))
CENSUS = {
    "area": Cell(words),
    "sex": Cell(one_of(*SEXES)),
    "age_from": Cell(whole(0, OLDEST)),
    "age_to": Cell(whole(0, OLDEST), optional=True),
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
Row = dict[str, Any]


def births_key(row: Row) -> Hashable:
    """What no two rows of births share."""
    return row["area"], row["year"], row["published_year"]


def read_population(folder: Place | None = None) -> Population:
    """The population in a folder (docs/formats.md); None reads the shipped one.

    ``census.csv`` and ``assumptions.yaml`` are needed; ``births.csv``, ``totals.csv``, ``enrolment.csv`` and
    ``areas.csv`` may be missing; pupils and births come in the areas of today. Raises InputError with every fault of
    every file.

    >>> read_population().census_dates("盐湖区")
    (datetime.date(2010, 11, 1), datetime.date(2020, 11, 1))
    """
    where = shipped(SHIPPED_POPULATION) if folder is None else folder
    if not is_folder(where):
        raise InputError([Fault(str(where), None, "", "not_directory" if exists(where) else "missing_file")])
    broken: list[Fault] = []
    census, births, totals, enrolment = (
        table_rows(where, name, columns, key, broken, needed=name == "census.csv")
        for name, columns, key in (
            ("census.csv", CENSUS, lambda row: tuple(row[name] for name in ("area", "sex", "date", "age_from"))),
            ("births.csv", BIRTHS, births_key),
            ("totals.csv", TOTALS, lambda row: (row["area"], row["date"])),
            ("enrolment.csv", ENROLMENT, enrolment_key),
        )
    )
    for name, rows in (("births.csv", births), ("enrolment.csv", enrolment)):
        broken += far_years(str(inside(where, name)), rows)
    if not broken:  # a row that could not be read would show as a gap
        faults = Faults(str(inside(where, "census.csv")))
        check_groups(census, faults)
        check_sums(census, totals, faults)
        broken += sorted(faults.found, key=lambda fault: fault.line or 0)
    assumptions = _assumptions(where, broken)
    places = {row["area"] for row in (*census, *totals)}
    changes = area_changes(where, enrolment, births, lambda: places, assumptions, broken)
    if broken or assumptions is None:
        raise InputError(broken)
    return in_areas_of_today(
        Population(
            census=tuple(_census(row) for row in census),
            births=tuple(births_row(row) for row in births),
            totals=tuple(TotalRow(*(row[name] for name in TOTALS)) for row in totals),
            enrolment=tuple(enrolment_row(row) for row in enrolment),
            assumptions=assumptions,
            folder=str(where),
        ),
        changes,
    )


def _assumptions(folder: Place, broken: list[Fault]) -> Assumptions | None:
    try:
        return read_assumptions(inside(folder, "assumptions.yaml"))
    except InputError as wrong:
        broken += wrong.faults
        return None


def _census(row: dict[str, Any]) -> CensusRow:
    return CensusRow(*(row[name] for name in CENSUS))


def births_row(row: dict[str, Any]) -> BirthsRow:
    """Births of one line, with the day on which their twelve months end."""
    end = row["period_end"] or date(row["year"], 12, 31)
    return BirthsRow(row["area"], row["year"], row["births"], row["basis"], row["source"], end, row["published_year"])
