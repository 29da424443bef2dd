"""Systems of coordinates: what they are called, which one a file is in, and from GCJ-02 to WGS84.

Everything that is drawn or measured is in WGS84. CGCS2000 is the same to a metre. GCJ-02 is what maps on phones show in
China, 300 to 700 m from the place itself; nothing in the figures tells it, so it is known only where a file names it,
and turned only where that is asked for. Tables of zones, estates and schools, which every command reads, are turned
wherever they name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xuewei.errors import Fault, InputError, Place, first_few, nearest
from xuewei.formats.csv import UNREAD, BadCellError, Cell
from xuewei.formats.shapes import Faults
from xuewei.language.shown import folded
from xuewei.late import dataclass, pattern

WGS84, CGCS2000, GCJ02 = SYSTEMS = ("WGS84", "CGCS2000", "GCJ02")
"""Systems that are read, by the names that files and answers have."""
CONVERT = "--convert-gcj02"
"""The option that turns GCJ-02 into WGS84."""
Floats = NDArray[np.float64]

_NAMES: dict[str, str] = {
    **dict.fromkeys(("wgs84", "wgs1984", "4326", "crs84", "gps", "地球"), WGS84),
    **dict.fromkeys(("cgcs2000", "4490", "国家2000", "2000国家", "国家大地2000", "2000国家大地", "大地2000"), CGCS2000),
    **dict.fromkeys(("gcj02", "gcj", "火星", "高德", "高德地图", "腾讯", "腾讯地图", "国测局", "国测局02"), GCJ02),
}
_BAIDU = pattern("bd0?9|百度")
_PREFIX = pattern(r"^(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?(?:epsg|ogc)[:/]*(?:[0-9.]+[:/]+)?")
_SUFFIX = pattern("(?:坐标系统?|坐标|经纬度|系)+$")
_CHINA = (72.004, 137.8347, 0.8293, 55.8271)
"""Degrees west, east, south and north of where GCJ-02 differs from WGS84."""
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
"""Metres of the half axis, and the squared eccentricity, of the ellipsoid of Krasovsky."""
_ROUNDS = 8
"""Steps back from GCJ-02: each leaves less than a hundredth of the error of the one before."""


def crs(text: str) -> str:
    """The system of coordinates that a cell names, in Chinese or English or as a number of EPSG; BadCellError for
    others, BD-09 by its name.

    >>> crs("EPSG:4326"), crs("国家2000"), crs("CGCS-2000 坐标系"), crs("火星坐标"), crs("urn:ogc:def:crs:EPSG::4490")
    ('WGS84', 'CGCS2000', 'CGCS2000', 'GCJ02', 'CGCS2000')
    """
    bare = _SUFFIX.sub("", re.sub(r"[-_\s()（）]", "", _PREFIX.sub("", folded(text))))
    if _BAIDU.match(bare):
        raise BadCellError("crs_bd09")
    if bare not in _NAMES:
        raise BadCellError("choice", known=", ".join(SYSTEMS), near=lambda: _NAMES.get(nearest(bare, _NAMES) or ""))
    return _NAMES[bare]


CRS = Cell(crs, optional=True)
"""The column ``crs`` of tables with ``lon`` and ``lat``."""


@dataclass(frozen=True)
class System:
    """The system that the coordinates of a file are in: one of :data:`SYSTEMS`; not ``said``: taken for WGS84."""

    name: str = WGS84
    said: bool = False


def in_wgs84(rows: Iterable[dict[str, Any]], faults: Faults, convert: bool | None = False) -> System:
    """The system of the rows of one file, whose ``lon`` and ``lat`` are in WGS84 afterwards.

    Rows have ``lon``, ``lat`` (degrees, or None), ``crs`` (None: WGS84, unless every row says another) and ``line``.
    Noted in ``faults``: a second system in the file (WGS84 and CGCS2000 are one), and GCJ-02 unless it is to be turned
    (``convert``; None: a table that every command reads is turned wherever it says so), and of a file that is to be
    turned and does not say what it is in.

    >>> faults, rows = Faults("s.csv"), [{"line": 2, "lon": 116.384047, "lat": 39.913345, "crs": "GCJ02"}]
    >>> in_wgs84(rows, faults, convert=True), [(round(row["lon"], 5), round(row["lat"], 5)) for row in rows]
    (System(name='GCJ02', said=True), [(116.37782, 39.91195)])
    """
    placed = [row for row in rows if _number(row.get("lon")) and _number(row.get("lat"))]
    named = [row for row in placed if row.get("crs") is not UNREAD]
    if not any(row.get("crs") for row in named):
        if convert and named and len(named) == len(placed):
            faults.note(0, "crs", "crs_unsaid", option=CONVERT)
        return System()
    first = next(row for row in named if row.get("crs"))
    apart = [row for row in named if (row.get("crs") == GCJ02) != (first["crs"] == GCJ02)]
    if apart:
        lines = first_few([row["line"] for row in apart])
        values = {"other": first["crs"], "first": first["line"], "lines": lines, "n": len(apart)}
        faults.note(apart[0]["line"], "crs", "crs_two", found=apart[0].get("crs") or WGS84, **values)
    if first["crs"] == GCJ02 and convert is False:
        faults.note(first["line"], "crs", "crs_gcj02", found=GCJ02, option=CONVERT)
    elif first["crs"] == GCJ02:
        _turn(placed)
    return System(first["crs"], True)


def _turn(rows: list[dict[str, Any]]) -> None:
    """Turn the coordinates of rows from GCJ-02."""
    lon, lat = to_wgs84([row["lon"] for row in rows], [row["lat"] for row in rows])
    for row, east, north in zip(rows, lon, lat, strict=True):
        row["lon"], row["lat"] = float(east), float(north)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def refused(system: str, file: str, convert: bool) -> None:
    """Raise InputError where a whole file in GCJ-02 is not to be turned."""
    if system == GCJ02 and not convert:
        raise InputError([Fault(Place(file), "crs", "crs_gcj02", {"option": CONVERT}, GCJ02)])


def to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Degrees in WGS84 of places in GCJ-02, any shape, to less than 1e-9 degrees; places outside China as they are.

    >>> lon, lat = to_wgs84([116.38404722455657, 2.35], [39.91334545536069, 48.85])
    >>> lon.round(6).tolist(), lat.round(6).tolist()
    ([116.377817, 2.35], [39.911954, 48.85])
    """
    given = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    east, north = given
    for _ in range(_ROUNDS):
        by_east, by_north = _offset(east, north)
        east, north = given[0] - by_east, given[1] - by_north
    inside = _inside(*given)
    return np.where(inside, east, given[0]), np.where(inside, north, given[1])


def to_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Degrees in GCJ-02 of places in WGS84, any shape; places outside China as they are."""
    given = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    by_east, by_north = _offset(*given)
    inside = _inside(*given)
    return np.where(inside, given[0] + by_east, given[0]), np.where(inside, given[1] + by_north, given[1])


def _inside(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    west, east, south, north = _CHINA
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _offset(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees by which GCJ-02 lies east and north of a place in WGS84."""
    x, y = lon - 105.0, lat - 35.0
    root, wave = np.sqrt(np.abs(x)), 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    angle = np.radians(lat)
    bulge = 1 - _ECCENTRICITY * np.sin(angle) ** 2
    radius = _AXIS / np.sqrt(bulge)
    return np.degrees(east / (radius * np.cos(angle))), np.degrees(north * bulge / (radius * (1 - _ECCENTRICITY)))
