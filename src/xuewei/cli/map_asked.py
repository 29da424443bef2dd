"""The map that a command line asks for: boundaries, the system they are in, and how far children walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from xuewei.charts.map_places import MapPlaces, Spot, far_apart, map_places
from xuewei.cli.options import completing, tell
from xuewei.errors import Fault, InputError, Place
from xuewei.formats.boundaries import Boundaries, known_system, read_boundaries
from xuewei.formats.coordinates import CONVERT, SYSTEMS
from xuewei.formats.place_tables import Around, read_sites
from xuewei.formats.policy import policy_of
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.seats.register import zones_of

BoundariesFile = Annotated[
    str | None,
    typer.Option("--boundaries", metavar="FILE", help=tell("boundaries"), autocompletion=completing("files")),
]
BoundariesCrs = Annotated[
    str | None, typer.Option("--boundaries-crs", metavar="NAME", help=tell("boundaries.crs", known=", ".join(SYSTEMS)))
]


SitesFile = Annotated[
    str | None, typer.Option("--sites", metavar="FILE", help=tell("map.sites"), autocompletion=completing("files"))
]
Convert = Annotated[bool, typer.Option(CONVERT, help=tell("map.convert"))]
SHORT = 6
"""Letters that an id of a site may have beside its mark; a longer one is numbered."""


@dataclass(frozen=True)
class MapAsked:
    """Files of a map, and the system that the boundaries are said to be in; ``convert``: sites in GCJ-02 are turned."""

    boundaries: str | None = None
    system: str | None = None
    sites: str | None = None
    convert: bool = False


def system_asked(boundaries: str | None, system: str | None) -> str | None:
    """The system that boundaries are said to be in; exit 2 for one that is not known, or without boundaries."""
    if system is None:
        return None
    if boundaries is None:
        raise typer.BadParameter(tell("bad.boundaries_crs"), param_hint="--boundaries-crs")
    try:
        return known_system(system)
    except ValueError as known:
        raise typer.BadParameter(
            tell("bad.choice", known=str(known), found=system), param_hint="--boundaries-crs"
        ) from None


def map_of(found: Assessment, asked: MapAsked, areas: Sequence[str] | None = None) -> MapPlaces | None:
    """What of a plan, or of some of its areas, is shown on a map; None where nothing has a place and neither boundaries
    nor sites are given."""
    among = found.areas if areas is None else areas
    outlines = None if asked.boundaries is None else _outlines(found, asked.boundaries, asked.system, among)
    shown = map_places(found, outlines, _sites(found, asked, among), among)
    apart = None if shown is None else far_apart(shown)
    if apart:
        there, here = (f"{lon:.2f}, {lat:.2f}" for lon, lat in apart)
        raise InputError([Fault(Place(str(asked.boundaries)), "features", "far_away", {"there": there, "here": here})])
    return shown if shown is None else replace(shown, walking=policy_of(found.population.folder or None).walking)


def _sites(found: Assessment, asked: MapAsked, areas: Sequence[str]) -> list[Spot]:
    """Candidate sites with the most seats of each stage that they could have."""
    if asked.sites is None:
        return []
    around = Around.of(found.plan, found.population, [stage.name for stage in found.stages])
    rows = [row for row in read_sites(asked.sites, around, asked.convert) if row.area in (*areas, "")]
    spots = []
    for n, row in enumerate(rows, start=1):
        stages = dict.fromkeys(stage for size in row.sizes for stage in size)
        most: dict[object, float] = {stage: max(size.get(stage, 0) for size in row.sizes) for stage in stages}
        spots.append(
            Spot(row.name or row.id, row.area, row.lon, row.lat, most, row.id if len(row.id) <= SHORT else str(n))
        )
    return spots


def _outlines(found: Assessment, file: str, system: str | None, areas: Sequence[str]) -> Boundaries:
    """Outlines of areas and of the zones inside them."""
    every = [(school.area, zone) for school in found.plan.schools if school.zone for zone in zones_of(school)]
    every += [(row.part_of, row.area) for row in found.population.zones]
    of_areas = [zone for area, zone in every if area in areas]
    zones = [zone for zone in dict.fromkeys(of_areas) if zone not in found.areas]
    return read_boundaries(file, areas, zones, system, {*found.areas, *(zone for _, zone in every)})
