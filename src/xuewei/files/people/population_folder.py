"""A population folder: census, births, totals, enrolment and assumptions."""

from __future__ import annotations

from typing import Any

from xuewei.errors import Fault, InputError
from xuewei.files.people.assumptions_file import read_assumptions
from xuewei.files.people.census_groups import check_groups, check_sums
from xuewei.files.people.people_tables import TABLES, Rows, is_parquet, named_rows, table_file, table_place
from xuewei.files.places import SHIPPED_POPULATION, shipped
from xuewei.files.written.place import Place, exists, inside, is_folder
from xuewei.files.written.shapes import Faults
from xuewei.model.assumptions import Assumptions
from xuewei.model.population import Population


def read_population(folder: Place | None = None) -> Population:
    """The population in a folder (docs/formats.md); None reads the shipped one.

    A census and ``assumptions.yaml`` are needed; births, totals and enrolment may be missing. Each table is CSV or
    Parquet. Raises InputError with every fault of every file.

    >>> read_population().census_dates("盐湖区")
    (datetime.date(2010, 11, 1), datetime.date(2020, 11, 1))
    """
    where = population_place(folder)
    broken: list[Fault] = []
    kept = _kept(where, broken)
    assumptions = read_or_note(where, broken)
    if broken or assumptions is None:
        raise InputError(broken)
    return Population(**kept, assumptions=assumptions, folder=str(where))


def population_place(folder: Place | None) -> Place:
    """The folder, or the shipped one for None. Raises InputError where it is none."""
    where = shipped(SHIPPED_POPULATION) if folder is None else folder
    if not is_folder(where):
        raise InputError([Fault(str(where), None, "", "not_directory" if exists(where) else "missing_file")])
    return where


def _kept(where: Place, broken: list[Fault]) -> dict[str, tuple[Any, ...]]:
    """The rows of every table as the model wants them."""
    if all_parquet(where):
        from xuewei.files.people.population_parts import population_rows

        return population_rows(where, broken)
    rows = {name: named_rows(where, name, broken, needed=name == "census") for name in TABLES}
    if not broken:  # a row that could not be read would show as a gap
        broken += group_faults(str(table_place(where, "census")), rows["census"], rows["totals"])
    return {} if broken else {name: tuple(map(TABLES[name].row, each)) for name, each in rows.items()}


def all_parquet(where: Place) -> bool:
    """Whether there is a census and every table is in Parquet, none of them twice."""
    try:
        files = [table_file(where, name) for name in TABLES]
    except InputError:
        return False
    return files[0] is not None and all(file is None or is_parquet(file) for file in files)


def group_faults(file: str, census: Rows, totals: Rows) -> list[Fault]:
    """What is wrong with the age groups of a census as a whole, in the order of its rows."""
    faults = Faults(file)
    check_groups(census, faults)
    check_sums(census, totals, faults)
    return sorted(faults.found, key=lambda fault: fault.line or 0)


def read_or_note(folder: Place, broken: list[Fault]) -> Assumptions | None:
    """The assumptions of a folder; None, with its faults in ``broken``, where they cannot be read."""
    try:
        return read_assumptions(inside(folder, "assumptions.yaml"))
    except InputError as wrong:
        broken += wrong.faults
        return None
