"""Tables around a plan that single questions read (staff, where children live, sites and distances): which there are,
and what those that were read hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence

from xuewei.formats.places import AnyPath, beside, exists, inside
from xuewei.formats.population.tables import has_table, table_place
from xuewei.late import dataclass
from xuewei.model.plan import Plan
from xuewei.model.population import Population

POINTS, SITES, DISTANCES, STAFF = KINDS = ("points", "sites", "distances", "staff")
"""What such tables hold, by the name of their file."""


@dataclass(frozen=True)
class Held:
    """A table that was read: its ``kind``, its ``file``, how many rows (or distances) it has, and what each of those
    that say so rests on."""

    kind: str
    file: str
    rows: int
    bases: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class TablesOf:
    """A plan and its people, in ``folder``, with the tables around them by kind."""

    plan: Plan
    people: Population
    folder: AnyPath | None
    tables: Mapping[str, AnyPath]


def tables_around(
    projects: Sequence[tuple[Plan, Population]], place_of: Callable[[str], AnyPath] = lambda path: path
) -> Iterator[TablesOf]:
    """The tables that lie beside each plan (``sites.csv``) and in the folder of its people, each once: with the plan
    without scenarios where it is there. ``place_of`` gives where a path is."""
    seen = set[str]()
    for plan, people in sorted(projects, key=lambda project: len(project[0].scenarios)):
        folder, own = place_of(people.folder) if people.folder else None, place_of(plan.file) if plan.file else None
        tables = {} if own is None else {SITES: beside(own, f"{SITES}.csv")}
        if folder is not None:
            tables |= {name: inside(folder, f"{name}.csv") for name in (POINTS, DISTANCES)}
        tables = {name: table for name, table in tables.items() if exists(table)}
        if folder is not None and has_table(folder, STAFF):
            tables[STAFF] = table_place(folder, STAFF)
        tables = {name: table for name, table in tables.items() if str(table) not in seen}
        seen |= {str(table) for table in tables.values()}
        if tables:
            yield TablesOf(plan, people, folder, tables)


def unheld(
    populations: Sequence[Population],
    projects: Sequence[tuple[Plan, Population]],
    place_of: Callable[[str], AnyPath] = lambda path: path,
) -> list[str]:
    """Tables in folders of people beside which no plan is read, so that nothing can be held against one."""
    beside_plans = {os.path.normpath(people.folder) for _, people in projects if people.folder}
    folders = dict.fromkeys(each.folder for each in populations if each.folder)
    places = [place_of(folder) for folder in folders if os.path.normpath(folder) not in beside_plans]
    found = [inside(folder, f"{name}.csv") for folder in places for name in (POINTS, DISTANCES)]
    tables = [str(place) for place in found if exists(place)]
    return [*tables, *(str(table_place(place, STAFF)) for place in places if has_table(place, STAFF))]
