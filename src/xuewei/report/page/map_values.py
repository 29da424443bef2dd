"""The map of a page as plain values; ``script/types.d.ts`` names them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.charts.map_notes import NAMES, map_notes
from xuewei.charts.map_places import MapPlaces, Shape, Spot, short_names, with_circles
from xuewei.language.words import named
from xuewei.model.assessment import Assessment

DIGITS = 5
"""Of degrees: about a metre."""
Values = dict[str, object]


def map_values(found: Assessment, shown: MapPlaces | None, lang: str) -> Values | None:
    """Outlines, places and what is said of them; None where there is no map."""
    if shown is None:
        return None
    area = {name: n for n, name in enumerate(found.areas)}
    return {
        "box": list(shown.box),
        "around": list(with_circles(shown, found.plan.schools, [stage.name for stage in found.stages]).box),
        "stretch": round(shown.stretch, 4),
        "degrees": shown.degrees,
        "shapes": [_shape(each, area) for each in shown.shapes],
        "schools": [[n, round(lon, DIGITS), round(lat, DIGITS)] for n, lon, lat in shown.schools],
        "zones": [_spot(each, area) for each in shown.zones],
        "areas": [_spot(each, area) for each in shown.areas],
        "estates": [{**_spot(each, area), "dwellings": _pairs(each)} for each in shown.estates],
        "sites": [{**_spot(each, area), "seats": _seats(each, lang), "short": each.short} for each in shown.sites],
        "short": short_names([each.name for each in shown.zones]),
        "reach": [shown.reach(stage.name) for stage in found.stages],
        "notes": map_notes(shown, lang),
        "lacking": [name for names in shown.lacking.values() if len(names) > NAMES for name in names],
    }


def _shape(shape: Shape, area: Mapping[str, int]) -> Values:
    rings = [[each for point in ring for each in point] for ring in shape.rings]
    return {"name": shape.name, "area": None if shape.zone else area[shape.name], "rings": rings}


def _spot(spot: Spot, area: Mapping[str, int]) -> Values:
    where = {"lon": round(spot.lon, DIGITS), "lat": round(spot.lat, DIGITS)}
    return {"name": spot.name, "area": area.get(spot.area), **where}


def _pairs(spot: Spot) -> Sequence[tuple[object, float]]:
    return sorted(((year, round(size)) for year, size in spot.sizes.items()), key=str)


def _seats(spot: Spot, lang: str) -> Sequence[tuple[str, float]]:
    return [(named("stage", str(stage), lang), size) for stage, size in spot.sizes.items()]
