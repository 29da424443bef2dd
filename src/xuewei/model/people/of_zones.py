"""Births and registers of areas that have none of their own, as the sums of those of their zones (学区)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from xuewei.model.people.areas import joined, sums_of_parts
from xuewei.model.population import BirthsRow, ChildrenRow, EstateRow, Population, ZoneRow

NEAR_ONE = 1e-6
"""How far written shares may be from 1 and still be all of an area."""
DERIVED = "derived"


def zones_of_areas(rows: Iterable[ZoneRow]) -> dict[str, list[str]]:
    """The zones of every area of which written shares leave nothing out.

    >>> half, whole = ZoneRow("东片", "甲", 0.5, "", ""), ZoneRow("南片", "乙", None, "", "")
    >>> zones_of_areas([half, whole])
    {'乙': ['南片']}
    """
    found: dict[str, list[ZoneRow]] = {}
    for row in rows:
        found.setdefault(row.part_of, []).append(row)
    return {area: [row.area for row in zones] for area, zones in found.items() if _all(zones)}


def _all(zones: Sequence[ZoneRow]) -> bool:
    shares = [row.share for row in zones if row.share is not None]
    return len(shares) < len(zones) or abs(sum(shares) - 1) <= NEAR_ONE


def with_sums_of_zones(known: Population, zones: Mapping[str, Sequence[str]]) -> Population:
    """``known`` with births, and registers of each kind, of areas without any of their own: the sums of those of their
    ``zones``, of the years and days of which all zones have them. ``summed`` and ``unsummed`` say which areas these
    are, and of which areas some zones lack them."""
    zones = {area: parts for area, parts in zones.items() if area not in known.summed}
    places = {zone for parts in zones.values() for zone in parts}
    rows: tuple[BirthsRow | ChildrenRow, ...] = (*known.births, *known.children)
    if places.isdisjoint(row.area for row in rows):
        return known
    births, lacking = _births(known.births, zones)
    children = _registers(known.children, zones)
    if not (births or children or lacking):
        return known
    summed = dict.fromkeys([*known.summed, *(row.area for row in births), *(row.area for row in children)])
    return replace(
        known,
        births=(*known.births, *births),
        children=(*known.children, *children),
        summed=tuple(summed),
        unsummed=tuple({**dict(known.unsummed), **lacking}.items()),
    )


def with_areas(rows: Sequence[EstateRow], part_of: Mapping[str, str]) -> tuple[EstateRow, ...]:
    """Estates with the area in which their zone lies, as ``part_of`` says; a zone that stands for an area is one.

    >>> row = EstateRow("e", "", "", "东片", 100, None, "", 2027, "", "assumed", "规划")
    >>> [each.area for each in with_areas([row, replace(row, area="东片", zone="")], {"东片": "甲"})]
    ['甲', '甲']
    """
    found = []
    for row in rows:
        zone = row.zone or (row.area if row.area in part_of else "")
        found.append(replace(row, zone=zone, area=part_of[zone]) if zone in part_of else row)
    return tuple(found)


def _births(
    rows: Sequence[BirthsRow], zones: Mapping[str, Sequence[str]]
) -> tuple[list[BirthsRow], dict[str, tuple[str, ...]]]:
    """Births of areas without any, and zones without births of areas in which others have some."""
    by_area: dict[str, list[BirthsRow]] = {}
    for row in rows:
        by_area.setdefault(row.area, []).append(row)
    found: list[BirthsRow] = []
    lacking = {}
    for area, parts in zones.items():
        there = [zone for zone in parts if zone in by_area]
        if area in by_area or not there:
            continue
        if len(there) < len(parts):
            lacking[area] = tuple(zone for zone in parts if zone not in by_area)
            continue
        figures: dict[Hashable, dict[str, list[BirthsRow]]] = {}
        for zone in parts:
            for row in by_area[zone]:
                figures.setdefault((row.year, row.period_end), {}).setdefault(zone, []).append(row)
        for figure in figures.values():
            found += (replace(row, area=area, line=0) for row in sums_of_parts(dict.fromkeys(parts, 1.0), figure))
    return found, lacking


def _registers(rows: Sequence[ChildrenRow], zones: Mapping[str, Sequence[str]]) -> list[ChildrenRow]:
    """Registers of areas that have none of a kind, of days and cohorts that all their zones have."""
    own = {(row.area, row.kind) for row in rows}
    area_of = {zone: area for area, parts in zones.items() for zone in parts}
    figures: dict[tuple[str, Hashable], dict[str, ChildrenRow]] = {}
    for row in rows:
        area = area_of.get(row.area)
        if area is not None and (area, row.kind) not in own:
            figures.setdefault((area, (row.kind, row.day, row.period_end)), {})[row.area] = row
    return list(_sums(figures, zones))


def _sums(
    figures: Mapping[tuple[str, Hashable], Mapping[str, ChildrenRow]], zones: Mapping[str, Sequence[str]]
) -> Iterator[ChildrenRow]:
    for (area, _), figure in figures.items():
        if len(figure) == len(zones[area]):
            parts = list(figure.values())
            bases = {row.basis for row in parts}
            yield replace(
                parts[0],
                area=area,
                persons=sum(row.persons for row in parts),
                basis=bases.pop() if len(bases) == 1 else DERIVED,
                source=joined(*(row.source for row in parts)),
                line=0,
            )
