"""Estates that do not fit the plan: in areas and zones that nobody knows, or far from everything around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, hypot, radians

from xuewei.errors import Fault, Place, nearest
from xuewei.model.plan import Plan
from xuewei.model.population import EstateRow, Population
from xuewei.model.zoning import named_zones

KM = 111.2
"""Kilometres of a degree of latitude."""
NEAR = 30.0
"""Kilometres from the middle of its area within which an estate may always lie."""
TIMES = 3.0
"""How many times as far as the schools (or other estates) of its area are in the median an estate may lie."""
FEW = 3
"""Schools, or other estates, with coordinates that tell where an area is."""
Spot = tuple[float, float]


def estate_faults(plan: Plan, population: Population) -> Iterator[Fault]:
    """Estates of areas and zones that neither the plan nor its people know, zones of other areas where schools alone
    name zones, and coordinates outside the neighbourhood of their area."""
    file = f"{population.folder}/estates.csv" if population.folder else "estates.csv"
    zones = {row.area: row.part_of for row in population.zones} or named_zones(plan)
    areas = {*plan.all_areas(), *population.assumptions.scope, *population.known_areas, *zones.values()}
    seen: set[tuple[str, str]] = set()
    for row in population.estates:
        place = Place.of(row.line, file)
        if (row.area, row.zone) in seen:
            continue
        seen.add((row.area, row.zone))
        if row.area and row.area not in areas and row.area not in zones:
            yield Fault(place, _key(row, "area"), "no_estate_area", {}, row.area, nearest(row.area, {*areas, *zones}))
        if row.zone and row.zone not in zones:
            yield Fault(place, _key(row, "zone"), "no_estate_area", {}, row.zone, nearest(row.zone, zones))
        elif row.zone and row.area not in ("", zones[row.zone], row.zone):
            yield Fault(place, _key(row, "zone"), "estate_zone", {"area": zones[row.zone]}, row.zone)
    yield from far_estates(plan, population.estates, file)


def _key(row: EstateRow, name: str) -> str:
    """A key of an estate as its file has it: beside others of a plan, or a column of its own."""
    return f"estates[{row.id}].{name}" if isinstance(row.line, Place) else name


def far_estates(plan: Plan, rows: Sequence[EstateRow], file: str) -> Iterator[Fault]:
    """Estates far from the schools of their area, or, where too few schools have coordinates, from its other
    estates."""
    from statistics import median  # few have estates

    schools: dict[str, list[Spot]] = {}
    for school in plan.schools:
        if school.lon is not None and school.lat is not None:
            schools.setdefault(school.area, []).append((school.lon, school.lat))
    estates: dict[str, dict[str, Spot]] = {}
    for row in rows:
        if row.lon is not None and row.lat is not None:
            estates.setdefault(row.area, {})[row.id] = (row.lon, row.lat)
    told: set[str] = set()
    for row in rows:
        if row.lon is None or row.lat is None or row.id in told:
            continue
        fault, around = "estate_far", schools.get(row.area, [])
        if len(around) < FEW:
            fault, around = "estate_far_others", [spot for name, spot in estates[row.area].items() if name != row.id]
        if len(around) < FEW:
            continue
        middle = median(lon for lon, _ in around), median(lat for _, lat in around)
        most = max(NEAR, TIMES * median(kilometres(spot, middle) for spot in around))
        far = kilometres((row.lon, row.lat), middle)
        if far > most:
            told.add(row.id)
            values = {"area": row.area, "km": far, "most": most}
            yield Fault(Place.of(row.line, file), _key(row, "lon"), fault, values, f"{row.lon:g}, {row.lat:g}")


def kilometres(one: Spot, other: Spot) -> float:
    """The straight line between two places (degrees east and north), as on a plane, which is good for a province.

    >>> round(kilometres((111.0, 35.0), (111.0, 36.0)), 1), round(kilometres((111.0, 35.0), (112.0, 35.0)), 1)
    (111.2, 91.1)
    """
    (east, north), (other_east, other_north) = one, other
    wide = cos(radians((north + other_north) / 2))
    return KM * hypot((east - other_east) * wide, north - other_north)
