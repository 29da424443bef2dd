"""Files of maps that need the extra ``map`` (geopandas): GeoPackage, Shapefile, and any system of coordinates.

Files are handed over as bytes, as they were read and noted: nothing that a file names beside itself is opened.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.coordinates import System, crs
from xuewei.formats.csv import BadCellError
from xuewei.formats.places import AnyPath, exists, folder_of, inside, read_bytes
from xuewei.language.to_copy import install
from xuewei.late import dataclass

ENDINGS = (".gpkg", ".shp")
BESIDE = (".shx", ".dbf", ".prj", ".cpg")
"""Endings of the files that belong to a Shapefile."""
NEEDED = (".shx", ".dbf")
"""Those without which it cannot be read: where its shapes begin, and their names."""
EPSG_WGS84 = 4326
GPKG, SHP = b"SQLite format 3\0", b"\x00\x00\x27\x0a"
"""What the files begin with."""


@dataclass(frozen=True)
class Feature:
    """A shape with every text that stands beside it, in order, empty for what is no text; ``where`` it is in its file,
    ``geometry`` as in GeoJSON."""

    where: str
    names: tuple[str, ...]
    geometry: Any


def can_read() -> bool:
    """Whether the extra ``map`` is installed."""
    return all(find_spec(each) for each in ("geopandas", "pyogrio"))


def can_join() -> bool:
    """Whether shapes can be joined."""
    return find_spec("shapely") is not None


def _needed(file: str) -> None:
    if not can_read():
        raise InputError([Fault(Place(file), "", "no_map_extra", {"install": install("map")})])


def read_features(place: AnyPath, limit: int) -> tuple[list[Feature], System]:
    """The features of every layer of a GeoPackage, or of a Shapefile, in WGS84; and the system that they were in: by
    the name of its kind, else by its number. Raises InputError for what cannot be read."""
    features: list[Feature] = []
    systems: list[System] = []
    for layer, frame, system in layers_of(place, limit):
        systems.append(system)
        features += _of_layer(frame, layer)
    said = [each for each in systems if each.said]
    return features, said[0] if said and len(said) == len(systems) else System()


def layers_of(place: AnyPath, limit: int) -> list[tuple[str, Any, System]]:
    """The layers of a GeoPackage, a Shapefile or GeoJSON by name: a geopandas frame each, in WGS84, and the system that
    it was in. Raises InputError for what cannot be read."""
    file = str(place)
    _needed(file)
    raw = read_bytes(place, limit)
    shape, plain = file.lower().endswith(".shp"), not file.lower().endswith(ENDINGS)
    if not plain and not raw.startswith(SHP if shape else GPKG):
        raise InputError([Fault(Place(file), "", "no_map_file", {"kind": "Shapefile" if shape else "GeoPackage"})])
    from geopandas import read_file
    from pyogrio import list_layers

    content = _packed(place, raw, limit) if shape else raw
    found = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of GDAL, in English, on what is told as a fault below
            for n, (layer, kind) in enumerate(list_layers(content).tolist()):  # unnamed ones are called anew each time
                if kind is None:
                    continue
                frame = read_file(BytesIO(content), layer=n, engine="pyogrio", use_arrow=False)
                system = _system(frame, file)
                found.append((layer, frame if frame.crs is None else frame.to_crs(EPSG_WGS84), system))
        return found
    except InputError:
        raise
    except Exception as broken:  # of GDAL, GEOS, PROJ and pandas, which have no kind in common
        if plain and not _is_geojson(raw):
            raise InputError([Fault(Place(file), "", "no_geojson" if raw.strip() else "empty")]) from None
        raise InputError([Fault(Place(file), "", "unreadable", {"why": " ".join(str(broken).split())})]) from None


def _is_geojson(raw: bytes) -> bool:
    """Whether bytes are an object of JSON that has features, or is one.

    >>> _is_geojson(b'{"features": []}'), _is_geojson(b'[]'), _is_geojson(b'a,b')
    (True, False, False)
    """
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and (isinstance(found.get("features"), list) or found.get("type") == "Feature")


def _packed(place: AnyPath, raw: bytes, limit: int) -> bytes:
    """A Shapefile and what belongs to it, as one archive in memory."""
    stem = Path(str(place)).stem
    packed, found = BytesIO(), set()
    with ZipFile(packed, "w") as archive:
        archive.writestr("map.shp", raw)
        for ending in BESIDE:
            for each in (ending, ending.upper()):
                other = inside(folder_of(place), stem + each)
                if exists(other):
                    archive.writestr(f"map{ending}", read_bytes(other, limit))
                    found.add(ending)
                    break
    missing = [stem + ending for ending in NEEDED if ending not in found]
    if missing:
        raise InputError([Fault(Place(str(place)), "", "shape_parts", {"names": ", ".join(missing)})])
    return packed.getvalue()


def _system(frame: Any, file: str) -> System:
    """The system of a layer; where none is written, WGS84 if its points are degrees."""
    if frame.crs is None:
        bounds = frame.total_bounds
        if len(frame) and not (abs(bounds[[0, 2]]).max() <= 180 and abs(bounds[[1, 3]]).max() <= 90):
            raise InputError([Fault(Place(file), "crs", "crs_missing")])
        return System()
    number = frame.crs.to_epsg()
    with suppress(BadCellError):
        return System(crs(f"EPSG:{number}" if number else frame.crs.name), True)
    return System(f"EPSG:{number}" if number else str(frame.crs.name), True)


def _of_layer(frame: Any, layer: str) -> list[Feature]:
    """The features of a layer."""
    texts = frame.drop(columns=frame.geometry.name)
    found = []
    for n, (row, shape) in enumerate(zip(texts.itertuples(index=False), frame.geometry, strict=True)):
        names = tuple(each if isinstance(each, str) else "" for each in row)
        found.append(Feature(f"{layer}[{n}]", names, None if shape is None else shape.__geo_interface__))
    return found


def from_crs(features: Sequence[Feature], name: str, file: str) -> list[Feature]:
    """Features of GeoJSON in WGS84 from the system that their file names, such as ``EPSG:4547``."""
    _needed(file)
    from geopandas import GeoSeries
    from pyproj.exceptions import CRSError
    from shapely.geometry import shape

    try:
        series = GeoSeries([shape(each.geometry) for each in features], crs=name).to_crs(EPSG_WGS84)
    except CRSError:
        raise InputError([Fault(Place(file), "crs", "crs_unknown", {}, name)]) from None
    except Exception as broken:  # shapes that are none: shapely raises of all kinds
        raise InputError([Fault(Place(file), "features", "unreadable", {"why": str(broken)})]) from None
    return [
        Feature(each.where, each.names, turned.__geo_interface__) for each, turned in zip(features, series, strict=True)
    ]


def joined(polygons: Sequence[Sequence[Sequence[tuple[float, float]]]]) -> Any:
    """Polygons, each its rings, as one geometry of GeoJSON without the borders between them."""
    from shapely import make_valid, union_all
    from shapely.geometry import MultiPolygon, Polygon

    whole = union_all([make_valid(Polygon(first, holes)) for first, *holes in polygons])
    areas = [each for each in getattr(whole, "geoms", [whole]) if isinstance(each, Polygon)]
    return MultiPolygon(areas).__geo_interface__
