"""Boundaries of areas and zones for a map, in WGS84: from GeoJSON, and with the extra ``map`` from GeoPackage and
Shapefile; matched to the names of a plan."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from xuewei.errors import Fault, InputError, Place, first_few, nearest
from xuewei.formats.coordinates import GCJ02, SYSTEMS, WGS84, System, crs, to_wgs84
from xuewei.formats.csv import BadCellError
from xuewei.formats.map_files import ENDINGS, Feature, can_join, from_crs, joined, read_features
from xuewei.formats.places import AnyPath, read_text
from xuewei.late import dataclass

LIMIT = 64 * 2**20
"""Largest file read, in bytes."""
FARTHEST = 1e9
"""The largest coordinate drawn: twenty times around the Earth in metres."""
BOUNDARIES_CRS = "--boundaries-crs"
"""The option that says which system boundaries are in."""
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Outline:
    """The shape of an area or a ``zone``: ``rings`` of points, the last being the first; what is inside runs against
    the clock, holes with it, so that parts may lie on one another. ``parts`` features of the file are one shape."""

    name: str
    zone: bool
    rings: tuple[Ring, ...]
    parts: int = 1


@dataclass(frozen=True)
class Boundaries:
    """The outlines of a plan's areas and zones, in degrees of WGS84 unless ``degrees`` is False: then in what the file
    has, which says no system, and nothing else can be set beside them. ``system`` is that of the file, in its own name
    where it has one; not ``said``: taken for WGS84. ``against`` is what the file itself names, where the boundaries are
    said to be in another system than that. ``near``: zones without an outline, with a name of the file that is much
    like theirs and of nothing in the plan. ``unused`` are the other features that are of no area or zone, by name;
    ``bare`` the zones without an outline, where others have one.
    """

    file: str
    outlines: tuple[Outline, ...]
    system: str = WGS84
    said: bool = False
    degrees: bool = True
    near: tuple[tuple[str, str], ...] = ()
    against: str = ""
    unused: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


def read_boundaries(
    place: AnyPath,
    areas: Sequence[str],
    zones: Iterable[str] = (),
    given: str | None = None,
    others: Collection[str] = (),
) -> Boundaries:
    """The outlines of the ``areas`` of a plan and of those of its ``zones`` that the file has; ``others`` are areas and
    zones of it that are not drawn.

    A feature is of an area or zone if any of its properties is the name; several of one are one shape. ``given`` is the
    system that the file is in, one of :data:`~xuewei.formats.coordinates.SYSTEMS` (None: as it says, else WGS84); what
    is in GCJ-02 is turned only so. Raises InputError with every fault: files that cannot be read, shapes that are no
    (multi)polygons, areas without one, points that are no degrees of the system, files that name a system which is not
    one of degrees as ``given`` is.
    """
    file = str(place)
    features, own = _features(place, file, given)
    system = System(given, True) if given else own
    if system.name == GCJ02 and given != GCJ02:
        raise InputError([Fault(Place(file), "crs", "crs_gcj02", {"option": f"{BOUNDARIES_CRS} {GCJ02}"}, GCJ02)])
    faults: list[Fault] = []
    wanted = {**dict.fromkeys(zones, True), **dict.fromkeys(areas, False)}
    found = _shapes(features, wanted, file, faults)
    every = [name for feature in features for name in feature.names if name]
    faults += _areas_missing(file, areas, found, every)
    if faults:
        raise InputError(faults)
    degrees = _in_degrees(polygons for polygons, _ in found.values())
    if not degrees and system.said:
        raise InputError([Fault(Place(file), "crs", "crs_degrees", {"system": system.name})])
    outlines = tuple(
        Outline(name, zone, _one(polygons, parts), parts) for (name, zone), (polygons, parts) in found.items()
    )
    if system.name == GCJ02:
        outlines = tuple(replace(each, rings=tuple(map(_turned, each.rings))) for each in outlines)
    against = own.name if own.said and (own.name == GCJ02) != (system.name == GCJ02) else ""
    missing = [zone for zone in wanted if wanted[zone] and (zone, True) not in found]
    near, unused = _left(features, {*wanted, *others}, missing)
    bare = tuple(missing) if len(missing) < sum(wanted.values()) else ()
    return Boundaries(file, outlines, system.name, system.said, degrees, near, against, unused, bare)


def _areas_missing(
    file: str, areas: Sequence[str], found: Collection[tuple[str, bool]], names: Sequence[str]
) -> list[Fault]:
    """What is wrong where areas have no outline: with the name most like theirs, or, where the file has zones alone,
    once, with what it holds."""
    bare = [area for area in areas if (area, False) not in found]
    zones = [name for name, zone in found if zone]
    if zones and bare and len(bare) == len(areas):
        told = {"n": len(zones), "names": first_few(zones), "areas": first_few(bare)}
        return [Fault(Place(file), "properties", "no_shape_zones", told)]
    return [Fault(Place(file), f"properties.{area}", "no_shape", {}, area, nearest(area, names)) for area in bare]


def _shapes(
    features: Sequence[Feature], wanted: Mapping[str, bool], file: str, faults: list[Fault]
) -> dict[tuple[str, bool], tuple[list[list[Ring]], int]]:
    """The polygons of what is wanted (whether it is a zone), and of how many features they are. A feature that names a
    zone and its area is of the zone; an area without a feature of its own is its zones together."""
    of: dict[tuple[str, bool], list[Feature]] = {}
    together: dict[tuple[str, bool], list[Feature]] = {}
    for feature in features:
        named = dict.fromkeys((name, wanted[name]) for name in feature.names if name in wanted)
        zones = [each for each in named if each[1]]
        first = next(iter(zones or named), None)
        if first is not None:
            of.setdefault(first, []).append(feature)
        for area in [each for each in named if zones and not each[1]][:1]:
            together.setdefault(area, []).append(feature)
    found = {}
    for key, several in {**together, **of}.items():
        polygons: list[list[Ring]] = []
        for feature in several:
            try:
                polygons += _polygons(feature.geometry)
            except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
                fault = Fault(Place(file), f"{feature.where}.geometry", "no_polygon", {}, key[0])
                faults += [fault] if key in of else []
        found[key] = polygons, len(several)
    return found


def _left(
    features: Sequence[Feature], known: Collection[str], missing: Sequence[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Zones that are missing with the name most like theirs among features that are of nothing known, and the names of
    the other such features: each by the text that stands where the others have what is known, else by its place."""
    columns = Counter(n for each in features for n, name in enumerate(each.names) if name in known)
    left = [each for each in features if not any(name in known for name in each.names)]
    texts = [name for each in left for name in each.names if name]
    near = tuple((zone, name) for zone in missing if (name := nearest(zone, texts)) is not None)
    alike = {name for _, name in near}
    others = [each for each in left if not any(name in alike for name in each.names)]
    order = [n for n, _ in columns.most_common()]
    return near, tuple(dict.fromkeys(_label(each, order) for each in others))


def _label(feature: Feature, order: Sequence[int]) -> str:
    """What a feature is called, by the columns in this order, then by any."""
    names = feature.names
    return next((names[n] for n in order if n < len(names) and names[n]), next(filter(None, names), feature.where))


def _features(place: AnyPath, file: str, given: str | None) -> tuple[list[Feature], System]:
    """The features of a file, in WGS84 or in one that is it to a metre, or in GCJ-02; and the system that the file says
    it is in. Raises InputError where ``given`` cannot be true of it."""
    if file.lower().endswith(ENDINGS):
        features, own = read_features(place, LIMIT)
        if given and own.said and own.name not in SYSTEMS:
            raise InputError([_against(file, own.name, given)])
        return features, own
    whole = _document(read_text(place, LIMIT), file)
    features = [
        Feature(f"features[{n}]", _names(each), each.get("geometry")) for n, each in enumerate(whole["features"])
    ]
    written = whole.get("crs")
    name = written.get("properties", {}).get("name") if isinstance(written, dict) else None
    if not isinstance(name, str):
        return features, System()
    try:
        return features, System(crs(name), True)
    except BadCellError as broken:
        if given:
            raise InputError([_against(file, name, given)]) from None
        if broken.kind != "choice":
            raise InputError([Fault(Place(file), "crs", broken.kind, broken.values, name)]) from None
    return from_crs(features, name, file), System(name, True)


def _against(file: str, own: str, given: str) -> Fault:
    return Fault(Place(file), "crs", "crs_against", {"option": f"{BOUNDARIES_CRS} {given}"}, own)


def _document(text: str, file: str) -> dict[str, Any]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as broken:
        line = getattr(broken, "lineno", 0)
        raise InputError([Fault(Place(file, line), "", "json", {"why": getattr(broken, "msg", str(broken))})]) from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise InputError([Fault(Place(file), "features", "geojson")])
    return dict(whole)


def _names(feature: Mapping[str, Any]) -> tuple[str, ...]:
    properties = feature.get("properties")
    values = properties.values() if isinstance(properties, dict) else ()
    return tuple(each if isinstance(each, str) else "" for each in values)


def _polygons(geometry: Any) -> list[list[Ring]]:
    """The polygons of a geometry, each its rings; ValueError for anything else."""
    kind, inside = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(kind)
    shapes = [
        [_directed([_point(point) for point in ring], hole=n > 0) for n, ring in enumerate(shape)]
        for shape in ([inside] if kind == "Polygon" else inside)
    ]
    if not shapes or any(not shape or min(len(ring) for ring in shape) < 4 for shape in shapes):
        raise ValueError("a ring has four points, the last being the first")
    return shapes


def _point(written: Any) -> tuple[float, float]:
    x, y = written[:2]
    if isinstance(x, bool | str) or isinstance(y, bool | str) or not (abs(x) <= FARTHEST and abs(y) <= FARTHEST):
        raise ValueError(written)
    return float(x), float(y)


def _directed(ring: Ring, *, hole: bool) -> Ring:
    """A ring against the clock, a hole with it.

    >>> _directed([(0, 0), (0, 1), (1, 1), (0, 0)], hole=False)
    [(0, 0), (1, 1), (0, 1), (0, 0)]
    """
    twice = sum(x * v - u * y for (x, y), (u, v) in pairwise(ring))
    return ring[::-1] if (twice < 0) != hole else ring


def _one(polygons: list[list[Ring]], features: int) -> tuple[Ring, ...]:
    """The rings of one shape: without the borders between its parts where the extra ``map`` is there to join them."""
    if features > 1 and can_join():
        polygons = _polygons(joined(polygons))
    return tuple(ring for polygon in polygons for ring in polygon)


def _in_degrees(shapes: Iterable[list[list[Ring]]]) -> bool:
    points = (point for shape in shapes for polygon in shape for ring in polygon for point in ring)
    return all(abs(x) <= 180 and abs(y) <= 90 for x, y in points)


def _turned(ring: Ring) -> Ring:
    lon, lat = to_wgs84([x for x, _ in ring], [y for _, y in ring])
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def known_system(text: str) -> str:
    """The system that an option names; ValueError for others.

    >>> known_system("国家2000"), known_system("gcj-02")
    ('CGCS2000', 'GCJ02')
    """
    try:
        return crs(text)
    except BadCellError:
        raise ValueError(", ".join(SYSTEMS)) from None
