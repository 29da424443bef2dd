"""Schools with classes, and children who are due to enter them, written in code for warnings of entry grades."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assessment import Assessment, assess
from xuewei.model.plan import School
from xuewei.model.population import ZoneRow
from xuewei.model.zones import SOURCES, EntryChildren

from builders import level, plan, population, school

YEARS = [2027, 2028, 2029]
Floats = NDArray[np.float64]
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
    places = (*found.areas, *zones)
    children = {name: np.zeros((len(found.years), len(places))) for name in found.demand}
    at = [found.years.index(year) for year in YEARS]
    for place, each in counts.items():
        children[stage][at, places.index(place)] = each
    if zones:
        children[stage][:, 0] = children[stage][:, len(found.areas) :].sum(axis=1)
    return registered(found, children, dict.fromkeys(zones, found.areas[0]))


def registered(found: Assessment, children: dict[str, Floats], part_of: dict[str, str]) -> EntryChildren:
    """Children of the household register by stage ``(year, place)``: of areas, then of the zones, each a part of an
    area; nothing is known of others."""
    return EntryChildren(
        years=found.years,
        areas=found.areas,
        zones=tuple(part_of),
        part_of=part_of,
        children=children,
        others={stage: np.full_like(each, np.nan) for stage, each in children.items()},
        sources={stage: np.full(each.shape, SOURCES.index("hukou"), np.int8) for stage, each in children.items()},
        kinds={stage: {} for stage in children},
    )


def paragraphs(path: Path) -> str:
    """All text of a document, its tables included."""
    import docx

    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])
