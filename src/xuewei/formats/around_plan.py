"""Tables around a plan that single questions read, all read and held against it: staff, where children live, sites and
distances."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from xuewei.errors import Fault, InputError
from xuewei.formats.places import AnyPath, beside, exists, inside
from xuewei.formats.population.tables import has_table, table_place
from xuewei.model.plan import Plan, stages_of
from xuewei.model.population import Population

if TYPE_CHECKING:
    from xuewei.formats.place_tables import Around
    from xuewei.model.siting import Distances, PointRow, SiteRow

POINTS, SITES, DISTANCES, STAFF = KINDS = ("points", "sites", "distances", "staff")
"""What such tables hold, by the name of their file."""
Rows = TypeVar("Rows")


@dataclass(frozen=True)
class Held:
    """A table that was read: its ``kind``, its ``file``, how many rows (or distances) it has, and what each of those
    that say so rests on."""

    kind: str
    file: str
    rows: int
    bases: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """What was read so far, what is wrong with it, and what a command must be told of it."""

    held: list[Held] = field(default_factory=list)
    wrong: list[Fault] = field(default_factory=list)
    odd: list[Fault] = field(default_factory=list)

    def of(self, read: Callable[[bool], Rows]) -> Rows | None:
        """What ``read(convert)`` gives; None, with its faults kept, where something is wrong. That a table is in
        GCJ-02, which commands turn where they are asked to, is not."""
        try:
            return read(False)
        except InputError as wrong:
            turned = [each for each in wrong.faults if each.kind == "crs_gcj02"]
            if len(turned) < len(wrong.faults):
                self.wrong += wrong.faults
                return None
        self.odd += turned
        try:
            return read(True)
        except InputError as wrong:
            self.wrong += wrong.faults
            return None


def tables_around(
    projects: Sequence[tuple[Plan, Population]], place_of: Callable[[str], AnyPath] = lambda path: path
) -> tuple[list[Held], list[Fault]]:
    """The tables that lie beside each plan (``sites.csv``) and in the folder of its people, each once, held against the
    plan without scenarios where it is there; and what commands must be told of them. ``place_of`` gives where a path
    is. Raises InputError with every fault of all of them."""
    found, seen = Reading(), set[str]()
    for plan, people in sorted(projects, key=lambda project: len(project[0].scenarios)):
        folder, own = place_of(people.folder) if people.folder else None, place_of(plan.file) if plan.file else None
        sites = None if own is None else beside(own, "sites.csv")
        tables: dict[str, AnyPath] = {} if sites is None or not exists(sites) else {SITES: sites}
        if folder is not None:
            tables |= {name: inside(folder, f"{name}.csv") for name in (POINTS, DISTANCES)}
            tables = {name: table for name, table in tables.items() if exists(table)}
            tables |= {STAFF: table_place(folder, STAFF)} if has_table(folder, STAFF) else {}
        tables = {name: table for name, table in tables.items() if str(table) not in seen}
        seen |= {str(table) for table in tables.values()}
        if tables:
            _read(found, tables, plan, people, folder)
    if found.wrong:
        raise InputError([*found.wrong, *found.odd])
    return found.held, found.odd


def _read(found: Reading, tables: dict[str, AnyPath], plan: Plan, people: Population, folder: AnyPath | None) -> None:
    """Read the tables of one project."""
    from xuewei.formats.place_tables import Around, read_distances, read_points, read_sites  # inside: few have them

    stages = [stage.name for stage in stages_of(plan, people.assumptions)]
    around = Around.of(plan, people, stages)
    ids: dict[str, list[str]] = {}
    if POINTS in tables:
        points = found.of(lambda convert: read_points(tables[POINTS], around, convert))
        _keep(found, ids, POINTS, tables[POINTS], points)
    if SITES in tables:
        sites = found.of(lambda convert: read_sites(tables[SITES], around, convert))
        _keep(found, ids, SITES, tables[SITES], sites)
    if DISTANCES in tables:
        metres = found.of(lambda _: read_distances(tables[DISTANCES]))
        if metres is not None:
            unread = [name for name in (POINTS, SITES) if name in tables and name not in ids]
            found.of(lambda _: _check(metres, plan, people, around, ids, unread))
            found.held.append(Held(DISTANCES, metres.file, int((metres.metres >= 0).sum())))
    if STAFF in tables and folder is not None:
        from xuewei.formats.population.resource_table import read_staff  # inside: few have them

        staff = found.of(lambda _: read_staff(folder, plan, stages))
        if staff is not None:
            found.held.append(Held(STAFF, str(tables[STAFF]), len(staff), tuple(row.basis for row in staff)))


def _keep(
    found: Reading, ids: dict[str, list[str]], kind: str, place: AnyPath, rows: Sequence[PointRow | SiteRow] | None
) -> None:
    """Keep the ids of a table that could be read, and what it holds."""
    if rows is not None:
        ids[kind] = [row.id for row in rows]
        found.held.append(Held(kind, str(place), len(rows), tuple(row.basis for row in rows)))


def _check(
    metres: Distances,
    plan: Plan,
    people: Population,
    around: Around,
    ids: Mapping[str, list[str]],
    unread: Sequence[str],
) -> None:
    """Hold distances against what they are between: what nobody knows, and holes among places that the table names.
    Of a table that is ``unread`` for its faults any id may be."""
    from xuewei.formats.place_tables import check_distances

    known = [*ids.get(POINTS, []), *(row.id for row in people.estates), *around.zones]
    ends = [*(school.id for school in plan.schools), *ids.get(SITES, [])]
    origins = ids.get(POINTS) or [name for name in metres.origins if name in known]
    targets = [name for name in metres.targets if name in ends]
    others = [*known, *ends]
    if POINTS in unread:
        origins, others = [], [*others, *metres.origins]
    if SITES in unread:
        others += metres.targets
    check_distances(metres, origins, targets, others)


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
