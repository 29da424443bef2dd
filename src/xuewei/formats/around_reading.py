"""Tables around a plan, read as the questions that need them read them, and held against it and each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TypeVar

from xuewei.errors import Fault, InputError
from xuewei.formats.around_plan import DISTANCES, POINTS, SITES, STAFF, Held, TablesOf
from xuewei.formats.place_tables import Around, check_distances, read_distances, read_points, read_sites
from xuewei.formats.places import AnyPath
from xuewei.formats.population.resource_table import read_staff
from xuewei.late import dataclass
from xuewei.model.plan import stages_of
from xuewei.model.siting import Distances, PointRow, SiteRow

Rows = TypeVar("Rows")


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


def read_around(found: Iterable[TablesOf]) -> tuple[list[Held], list[Fault]]:
    """What tables hold, and what commands must be told of them. Raises InputError with every fault of all of them."""
    reading = Reading()
    for one in found:
        _read(reading, one)
    if reading.wrong:
        raise InputError([*reading.wrong, *reading.odd])
    return reading.held, reading.odd


def _read(found: Reading, one: TablesOf) -> None:
    """Read the tables of one plan."""
    plan, tables, folder = one.plan, one.tables, one.folder
    stages = [stage.name for stage in stages_of(plan, one.people.assumptions)]
    around = Around.of(plan, one.people, stages)
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
            found.of(lambda _: _check(metres, one, around, ids, unread))
            found.held.append(Held(DISTANCES, metres.file, int((metres.metres >= 0).sum())))
    if STAFF in tables and folder is not None:
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
    one: TablesOf,
    around: Around,
    ids: Mapping[str, list[str]],
    unread: Sequence[str],
) -> None:
    """Hold distances against what they are between: what nobody knows, and holes among places that the table names.
    Of a table that is ``unread`` for its faults any id may be."""
    known = [*ids.get(POINTS, []), *(row.id for row in one.people.estates), *around.zones]
    ends = [*(school.id for school in one.plan.schools), *ids.get(SITES, [])]
    origins = ids.get(POINTS) or [name for name in metres.origins if name in known]
    targets = [name for name in metres.targets if name in ends]
    others = [*known, *ends]
    if POINTS in unread:
        origins, others = [], [*others, *metres.origins]
    if SITES in unread:
        others += metres.targets
    check_distances(metres, origins, targets, others)
