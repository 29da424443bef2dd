"""The nation's censuses and births, which come with the package for folders that have none."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from xuewei.errors import Fault
from xuewei.files.people.people_tables import TABLES, named_rows
from xuewei.files.places import SHIPPED_POPULATION, shipped
from xuewei.model.assumptions import Assumptions
from xuewei.model.population import BirthsRow, CensusRow, Population

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


@cache
def shipped_nation() -> tuple[tuple[CensusRow, ...], tuple[BirthsRow, ...]]:
    """The shipped rows of the nation: both censuses in five-year groups, births of every vintage."""
    broken: list[Fault] = []
    found = []
    for name in ("census", "births"):
        rows = named_rows(shipped(SHIPPED_POPULATION), name, broken)
        found.append(tuple(TABLES[name].row(row) for row in rows if row["area"] == NATION))
    census, births = found
    return census, births
