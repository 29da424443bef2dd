"""The map that a command line asks for: boundaries, the system they are in, and how far children walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from xuewei.charts.map_places import MapPlaces, map_places
from xuewei.cli.options import completing, tell
from xuewei.formats.boundaries import Boundaries, known_system, read_boundaries
from xuewei.formats.coordinates import SYSTEMS
from xuewei.formats.policy import read_policy
from xuewei.model.assessment import Assessment
from xuewei.model.seats.register import zones_of

BoundariesFile = Annotated[
    str | None,
    typer.Option("--boundaries", metavar="FILE", help=tell("boundaries"), autocompletion=completing("files")),
]
BoundariesCrs = Annotated[
    str | None, typer.Option("--boundaries-crs", metavar="NAME", help=tell("boundaries.crs", known=", ".join(SYSTEMS)))
]


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


def map_of(
    found: Assessment, boundaries: str | None, system: str | None, areas: Sequence[str] | None = None
) -> MapPlaces | None:
    """What of a plan, or of some of its areas, is shown on a map; None where nothing has a place and no boundaries are
    given."""
    among = found.areas if areas is None else areas
    outlines = None if boundaries is None else _outlines(found, boundaries, system, among)
    shown = map_places(found, outlines, areas=among)
    return shown if shown is None else replace(shown, walking=read_policy().walking)


def _outlines(found: Assessment, file: str, system: str | None, areas: Sequence[str]) -> Boundaries:
    """Outlines of areas and of the zones inside them."""
    schools = [school for school in found.plan.schools if school.zone and school.area in areas]
    zones = [*(zone for school in schools for zone in zones_of(school))]
    zones += [row.area for row in found.population.zones if row.part_of in areas]
    return read_boundaries(file, areas, [zone for zone in dict.fromkeys(zones) if zone not in found.areas], system)
