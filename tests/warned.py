"""Schools with classes, and children who are due to enter them, written in code for warnings of entry grades."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xuewei.model.assessment import Assessment, assess
from xuewei.model.plan import School
from xuewei.model.population import ZoneRow
from xuewei.model.zones import EntryChildren, entry_children

from builders import level, plan, population, school

YEARS = [2027, 2028, 2029]
COUNTS = dict[str, list[float]]


def primary(name: str, classes: int = 6, /, **changes: object) -> School:
    """A primary school of whole classes, in use since 2000."""
    usual = {"seats": {}, "classes": {"primary": classes}, "planned": None, "opens": 2000, "counted": False}
    return school(name, **(usual | changes))  # type: ignore[arg-type]


def found_of(*schools: School, zones: dict[str, float | None] | None = None, **changes: object) -> Assessment:
    """Schools of the area 甲 held against some children; ``zones`` with their shares are parts of it."""
    areas = {each.area for each in schools} | {"甲"}
    people = population({area: level(50) for area in areas})
    rows = tuple(ZoneRow(zone, "甲", share, "published", "test") for zone, share in (zones or {}).items())
    return assess(
        plan(*schools, **changes),  # type: ignore[arg-type]
        replace(people, zones=rows),
        horizon=2030,
    )


def due(found: Assessment, counts: COUNTS, stage: str = "primary", zones: tuple[str, ...] = ()) -> EntryChildren:
    """Children of places (areas, then zones of 甲) in the years shown; those of an area are the sum of its zones."""
    usual = entry_children(found)
    places = (*found.areas, *zones)
    children = {name: np.zeros((len(found.years), len(places))) for name in usual.children}
    at = [found.years.index(year) for year in YEARS]
    for place, each in counts.items():
        children[stage][at, places.index(place)] = each
    if zones:
        children[stage][:, found.areas.index("甲")] = children[stage][:, len(found.areas) :].sum(axis=1)
    return replace(
        usual,
        zones=zones,
        part_of=dict.fromkeys(zones, "甲"),
        children=children,
        others={name: np.full_like(each, np.nan) for name, each in children.items()},
        whence={(place, name): "hukou" for place in places for name in children},
    )
