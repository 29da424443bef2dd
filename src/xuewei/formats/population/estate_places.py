"""What is wrong with estates beside their plan, told beside whatever else is wrong with their folder: areas and zones
that nothing knows, courses of occupancy that there are not, and places far from everything around them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from xuewei.errors import Fault, InputError, Place, in_order, nearest
from xuewei.formats.csv import Cell, read_table
from xuewei.formats.map_table import as_table, at_features
from xuewei.formats.places import AnyPath, exists, inside
from xuewei.formats.population.assumptions import KIND
from xuewei.formats.population.estate_table import COLUMNS, estate_rules, strange_estates
from xuewei.formats.population.tables import TABLES, Rows, table_place
from xuewei.formats.population.zone_tables import ZONE_TABLES
from xuewei.formats.shapes import Faults
from xuewei.formats.yaml import Node, read_yaml
from xuewei.model.estate_faults import far_estates
from xuewei.model.places import in_china
from xuewei.model.plan import Plan
from xuewei.model.population import EstateRow
from xuewei.model.zoning import named_zones


def misplaced_estates(folder: AnyPath, plans: Sequence[Plan]) -> list[Fault]:
    """Areas and zones of estates that neither the ``plans`` nor any table of the folder names, each once, courses that
    are not, and coordinates far from their area, in the order of the table, though it or the folder has other faults;
    nothing of areas where some table cannot be read at all."""
    try:
        place = table_place(folder, "estates")
        rows, scope, curves = _rows(as_table(place, COLUMNS), COLUMNS), *_assumed(folder)
    except InputError:
        return []
    faults = Faults(str(place))
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
    areas |= {whole for whole in own.values() if isinstance(whole, str)}
    areas |= {row["area"] for each in named.values() for row in each if isinstance(row["area"], str)}
    strange_estates(rows, own, curves, faults)
    found = [fault for fault in faults.found if fault.kind != "no_zone"]
    found += _strange(rows, str(place), areas, zones, "no_zone" if own else "no_estate_area")
    for plan in plans:
        found += far_estates(plan, _placed(rows), str(place))
    return at_features(in_order(found), place)


def _assumed(folder: AnyPath) -> tuple[set[str], list[str]]:
    """The areas that the assumptions of a folder name, and the courses of occupancy that there are, whatever else is
    wrong with them. Raises InputError where they are no YAML."""
    place, areas, curves = inside(folder, "assumptions.yaml"), set[str](), dict.fromkeys(estate_rules({}).curves)
    node = read_yaml(place, KIND) if exists(place) else Node({}, 0)
    written = _keys(node)
    for area, scope in _keys(written.get("scope")).items():
        census = _keys(scope).get("census_area")
        areas |= {area, str(census.value)} if census else {area}
    return areas, [*(curves | dict.fromkeys(_keys(_keys(written.get("estates")).get("curves"))))]


def _keys(node: Node | None) -> Mapping[str, Node]:
    """What stands below each key of a node; nothing where it has none."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _placed(rows: Rows) -> list[EstateRow]:
    """Rows whose coordinates lie in China, as far as tells where they lie."""
    found = []
    for row in rows:
        lon, lat = row["lon"], row["lat"]
        there = isinstance(lon, float) and isinstance(lat, float) and in_china(lon, lat)
        if there and isinstance(row["id"], str) and isinstance(row["area"], str):
            about = row["id"], "", row["area"], "", None, None, "", 0, "", "", ""
            found.append(EstateRow(*about, lon=lon, lat=lat, line=row["line"]))
    return found


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
    """The rows of a table as far as they can be read, in their order; none where there is no table."""
    if not exists(place):
        return []
    spoilt: Rows = []
    rows = [*read_table(place, columns, Faults(str(place)), spoilt), *spoilt]
    return sorted(rows, key=lambda row: row["line"])
