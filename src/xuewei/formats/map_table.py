"""Tables of places that stand in a file of a map (GeoPackage, Shapefile, GeoJSON), as tables with ``lon`` and ``lat``.

A feature is a row below a head: the first is in line 2. It lies where its point is; a shape lies at a point inside it.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from typing import Any

from xuewei.errors import Fault, Place
from xuewei.formats.coordinates import CGCS2000, GCJ02, WGS84, System
from xuewei.formats.map_files import ENDINGS, layers_of
from xuewei.formats.places import AnyPath, Made

LIMIT = 256 * 2**20
"""Bytes of a file."""
GEOJSON = (".geojson", ".json")
THEIRS = frozenset(("fid", "objectid", "shape_leng", "shape_length", "shape_area"))
"""Columns that programs add by themselves."""
SHORT = 10
"""Letters to which a Shapefile cuts the names of columns."""


def is_map(place: AnyPath) -> bool:
    """Whether a file is one of a map, by its name."""
    return str(place).lower().endswith((*ENDINGS, *GEOJSON))


def as_table(place: AnyPath, columns: Collection[str]) -> AnyPath:
    """A file of a map as a CSV file in memory, with ``lon`` and ``lat`` in WGS84 (as they are, where the column ``crs``
    says another system); any other file as it is. Raises InputError for what cannot be read."""
    if not is_map(place):
        return place
    rows: list[dict[str, str]] = []
    for _, frame, system in layers_of(place, LIMIT):
        shapes = frame.geometry
        texts = frame.drop(columns=shapes.name)
        names = [_name(str(each), columns) for each in texts.columns]
        for values, shape in zip(texts.itertuples(index=False), shapes, strict=True):
            row = {name: _text(each) for name, each in zip(names, values, strict=True) if name.lower() not in THEIRS}
            rows.append({**row, **_spot(shape), "crs": row.get("crs") or _called(system)})
    heads = list(dict.fromkeys(name for row in rows for name in row)) or list(columns)
    written = StringIO()
    table = csv.DictWriter(written, heads, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return Made(place, written.getvalue().encode())


def at_features(faults: Sequence[Fault], place: AnyPath) -> list[Fault]:
    """Faults of a table, each at the feature of which its row was made, where the table is a file of a map."""
    if not is_map(place):
        return list(faults)
    return [
        replace(each, place=feature(place, each.place.line))
        if each.place == Place(str(place), each.place.line)
        else each
        for each in faults
    ]


def feature(place: AnyPath, line: int) -> Place:
    """Where a row of a file of a map is written.

    >>> str(feature("estates.gpkg", 2)), str(feature("estates.gpkg", 1))
    ('features[0]', '1')
    """
    return Place(str(place), line, cell=f"features[{line - 2}]" if line > 1 else "")


def _called(system: System) -> str:
    """The system of rows that were turned into WGS84; empty where nobody says which it was."""
    return "" if not system.said else system.name if system.name in (CGCS2000, GCJ02) else WGS84


def _name(written: str, columns: Collection[str]) -> str:
    """The name of a column, whole where a Shapefile has cut it.

    >>> _name("kindergart", ("id", "kindergarten")), _name("id", ("id",))
    ('kindergarten', 'id')
    """
    whole = [each for each in columns if len(written) == SHORT and each.startswith(written)]
    return whole[0] if len(whole) == 1 else written


def _text(value: Any) -> str:
    """A value of a column as CSV has it; whole numbers without a point."""
    if value is None or value != value:  # a number or a day that is none
        return ""
    if isinstance(value, date):
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).replace("\n", " ")


def _spot(shape: Any) -> dict[str, str]:
    """The place of a feature; empty where it has none."""
    if shape is None or shape.is_empty:
        return {"lon": "", "lat": ""}
    point = shape if shape.geom_type == "Point" else shape.representative_point()
    return {"lon": f"{point.x:.9f}", "lat": f"{point.y:.9f}"}
