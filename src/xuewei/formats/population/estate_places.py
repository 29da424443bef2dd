"""Where estates lie, told beside whatever else is wrong with their table: areas and zones that nothing knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.csv import Cell, read_table
from xuewei.formats.map_table import as_table, at_features
from xuewei.formats.places import AnyPath, exists, inside
from xuewei.formats.population.assumptions import folder_assumptions
from xuewei.formats.population.estate_table import COLUMNS
from xuewei.formats.population.tables import TABLES, Rows, table_place
from xuewei.formats.population.zone_tables import ZONE_TABLES
from xuewei.formats.shapes import Faults
from xuewei.model.plan import Plan
from xuewei.model.zoning import named_zones


def misplaced_estates(folder: AnyPath, plans: Sequence[Plan]) -> list[Fault]:
    """Areas and zones of estates that neither the ``plans`` nor any table of the folder names, each once, though a
    table has other faults; none where what the folder assumes cannot be read."""
    try:
        place = table_place(folder, "estates")
        scope = folder_assumptions(folder).scope
        rows = _rows(as_table(place, COLUMNS), COLUMNS)
    except InputError:
        return []
    tables = {
        **{name: table.columns for name, table in TABLES.items()},
        **{name: table.columns for name, table in ZONE_TABLES.items() if name != "flows"},
    }
    named: dict[str, Rows] = {}
    for name, columns in tables.items():
        try:
            named[name] = _rows(inside(folder, f"{name}.csv"), columns)
        except InputError:
            return []
    own = {row["area"]: row["part_of"] for row in named["zones"] if isinstance(row["area"], str)}
    zones = {*own} or {zone for plan in plans for zone in named_zones(plan)}
    areas = {area for plan in plans for area in plan.all_areas()} | {*scope, *zones}
    areas |= {each.census_area for each in scope.values()} | {whole for whole in own.values() if isinstance(whole, str)}
    areas |= {row["area"] for each in named.values() for row in each if isinstance(row["area"], str)}
    faults = [*_strange(rows, str(place), areas, zones, "no_zone" if own else "no_estate_area")]
    return at_features(faults, place)


def _strange(rows: Rows, file: str, areas: Collection[str], zones: Collection[str], kind: str) -> Iterator[Fault]:
    """Areas and zones of rows that are none of those."""
    seen = set[tuple[str, str]]()
    for row in sorted(rows, key=lambda row: row["line"]):
        for name, known, fault in (("area", areas, "no_estate_area"), ("zone", zones, kind)):
            found = row[name]
            if isinstance(found, str) and found not in known and (name, found) not in seen:
                seen.add((name, found))
                yield Fault(Place(file, row["line"]), name, fault, {}, found, nearest(found, known))


def _rows(place: AnyPath, columns: Mapping[str, Cell]) -> Rows:
    """The rows of a table as far as they can be read; none where there is no table."""
    if not exists(place):
        return []
    spoilt: Rows = []
    return [*read_table(place, columns, Faults(str(place)), spoilt), *spoilt]
