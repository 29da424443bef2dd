"""Boundaries of areas from GeoJSON, for a map: matched to a plan's areas by name, and no finer than a map shows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.places import AnyPath, read_text

LIMIT = 64 * 2**20
"""Largest file read, in bytes."""
GRID = 2000
"""Steps across the map: points nearer than one are drawn as one."""
FARTHEST = 1e9
"""The largest coordinate drawn: twenty times around the Earth in metres."""
Ring = list[tuple[float, float]]
Boundaries = dict[str, object]


def read_boundaries(place: AnyPath, areas: Sequence[str]) -> Boundaries:
    """Shapes of the areas of a plan: ``shapes`` of an ``area`` (its number) and ``rings`` (x and y by turns), the
    ``box`` around all, and ``stretch``, how much longer a step north is drawn than one east.

    A feature is of an area if any of its properties is the area's name. Raises InputError with every fault: what is no
    GeoJSON, shapes that are no (multi)polygons, areas without a shape, and shapes of the same area.
    """
    file = str(place)
    features = _features(read_text(place, LIMIT), file)
    faults: list[Fault] = []
    found: dict[str, list[Ring]] = {}
    names = [_names(feature) for feature in features]
    for n, (feature, called) in enumerate(zip(features, names, strict=True)):
        area = next((name for name in called if name in areas), None)
        if area is None:
            continue
        where = f"features[{n}]"
        if area in found:
            faults.append(Fault(Place(file), where, "shape_twice", {}, area))
        try:
            found[area] = _rings(feature.get("geometry"))
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
            found[area] = []
            faults.append(Fault(Place(file), f"{where}.geometry", "no_polygon", {}, area))
    others = [name for called in names for name in called]
    faults += [
        Fault(Place(file), f"properties.{area}", "no_shape", {}, area, nearest(area, others))
        for area in areas
        if area not in found
    ]
    if faults:
        raise InputError(faults)
    return _drawn(found, areas)


def _features(text: str, file: str) -> list[dict[str, Any]]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as broken:
        line = getattr(broken, "lineno", 0)
        raise InputError([Fault(Place(file, line), "", "json", {"why": getattr(broken, "msg", str(broken))})]) from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise InputError([Fault(Place(file), "features", "geojson")])
    return features


def _names(feature: dict[str, Any]) -> list[str]:
    properties = feature.get("properties")
    return [each for each in properties.values() if isinstance(each, str)] if isinstance(properties, dict) else []


def _rings(geometry: Any) -> list[Ring]:
    """The rings of a polygon or of several; ValueError for anything else."""
    kind, inside = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(kind)
    rings = [
        [_point(point) for point in ring] for shape in ([inside] if kind == "Polygon" else inside) for ring in shape
    ]
    if not rings or min(len(ring) for ring in rings) < 4:
        raise ValueError("a ring has four points, the last being the first")
    return rings


def _point(written: Any) -> tuple[float, float]:
    x, y = written[:2]
    if isinstance(x, bool | str) or isinstance(y, bool | str) or not (abs(x) <= FARTHEST and abs(y) <= FARTHEST):
        raise ValueError(written)
    return float(x), float(y)


def _drawn(found: dict[str, list[Ring]], areas: Sequence[str]) -> Boundaries:
    points = [point for rings in found.values() for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = [min(xs), min(ys), max(xs), max(ys)]
    step = max(box[2] - box[0], box[3] - box[1]) / GRID or 1.0
    box = [box[0], box[1], max(box[2], box[0] + step), max(box[3], box[1] + step)]
    digits = max(0, math.ceil(-math.log10(step)))
    degrees = max(map(abs, xs)) <= 180 and max(map(abs, ys)) <= 90
    middle = math.radians((box[1] + box[3]) / 2)
    shapes = [
        {"area": n, "rings": [list(_flat(_thinned(ring, step), digits)) for ring in found[area]]}
        for n, area in enumerate(areas)
    ]
    return {"shapes": shapes, "box": box, "stretch": round(1 / max(math.cos(middle), 0.1), 4) if degrees else 1.0}


def _thinned(ring: Ring, step: float) -> Ring:
    """The ring without points nearer than ``step`` to the one before.

    >>> _thinned([(0, 0), (0.1, 0), (5, 0), (5, 5), (0, 0)], 1)
    [(0, 0), (5, 0), (5, 5), (0, 0)]
    """
    kept = ring[:1]
    for x, y in ring[1:-1]:
        if math.hypot(x - kept[-1][0], y - kept[-1][1]) >= step:
            kept.append((x, y))
    return [*kept, ring[-1]] if len(kept) >= 3 else ring


def _flat(ring: Ring, digits: int) -> Iterator[float]:
    for point in ring:
        yield from (round(each, digits) for each in point)
