"""Boundaries from every form of file that planning offices have, in any system of coordinates, as one outline each."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xuewei.errors import InputError
from xuewei.formats import map_files
from xuewei.formats.boundaries import Boundaries, Outline, read_boundaries
from xuewei.formats.coordinates import to_gcj02
from xuewei.language.to_copy import install

WEST, EAST = "西镇", "东镇"
PARTS = {WEST: [(110.9, 35.0, 111.0, 35.1)], EAST: [(111.0, 35.0, 111.1, 35.1), (111.1, 35.0, 111.2, 35.1)]}
"""Boxes of two towns, the eastern one in two features; degrees of WGS84."""
ZONED = {"一学区": [(111.0, 35.0, 111.05, 35.1)]}


def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """A box, against the clock."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def geojson(file: Path, parts: dict[str, list[tuple[float, float, float, float]]], **more: object) -> Path:
    """A file of boxes by name."""
    features = [
        {"type": "Feature", "properties": {"编号": n, "名称": name}, "geometry": {"type": "Polygon", "coordinates": [ring(*box)]}}
        for name, boxes in parts.items()
        for n, box in enumerate(boxes)
    ]  # fmt: skip
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return file


def framed(parts: dict[str, list[tuple[float, float, float, float]]], epsg: int) -> Any:
    """The same as a frame of geopandas in a system."""
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
    names = [name for name, boxes in parts.items() for _ in boxes]
    shapes = [shapely.box(*box) for boxes in parts.values() for box in boxes]
    frame = geopandas.GeoDataFrame({"名称": names}, geometry=shapes, crs=4326)
    return frame.to_crs(epsg)


FORMS: dict[str, Callable[[Path], Path]] = {}


def form(name: str) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Registers what writes the towns into a file of this name."""

    def kept(write: Callable[[Path], None]) -> Callable[[Path], None]:
        def written(folder: Path) -> Path:
            write(folder / name)
            return folder / name

        FORMS[name] = written
        return write

    return kept


@form("plain.geojson")
def _plain(file: Path) -> None:
    geojson(file, PARTS)


@form("cgcs2000.gpkg")
def _gpkg(file: Path) -> None:
    framed(PARTS, 4490).to_file(file, driver="GPKG", layer="乡镇")


@form("gauss.gpkg")
def _projected(file: Path) -> None:
    framed(PARTS, 4547).to_file(file, driver="GPKG")


@form("gauss_gbk.shp")
def _shape(file: Path) -> None:
    framed(PARTS, 4547).to_file(file, encoding="GBK")
    assert file.with_suffix(".cpg").read_text().strip().upper() in ("GBK", "936", "CP936")


@form("named.geojson")
def _named(file: Path) -> None:
    framed(PARTS, 4547).to_file(file, driver="GeoJSON")


def corners(outline: Outline) -> set[tuple[float, float]]:
    """The points of an outline, to a metre."""
    return {(round(x, 5), round(y, 5)) for each in outline.rings for x, y in each}


def by_name(found: Boundaries) -> dict[str, Outline]:
    """Outlines by the name of their area or zone."""
    return {each.name: each for each in found.outlines}


def kinds(wrong: pytest.ExceptionInfo[InputError]) -> list[str]:
    """The kinds of the faults."""
    return [fault.kind for fault in wrong.value.faults]


@pytest.mark.parametrize("name", FORMS)
def test_the_same_towns_come_out_of_every_form(tmp_path: Path, name: str) -> None:
    """In WGS84 to a metre, in any system and encoding; the two features of the eastern town are one shape."""
    found = read_boundaries(FORMS[name](tmp_path), [WEST, EAST])
    shapes = by_name(found)
    assert found.degrees
    box = {(111.0, 35.0), (111.2, 35.0), (111.2, 35.1), (111.0, 35.1)}
    assert corners(shapes[WEST]) == {(110.9, 35.0), (111.0, 35.0), (111.0, 35.1), (110.9, 35.1)}
    assert box <= corners(shapes[EAST]) <= box | {(111.1, 35.0), (111.1, 35.1)}
    assert len(shapes[EAST].rings) == 1
    assert (shapes[WEST].parts, shapes[EAST].parts) == (1, 2)


@pytest.mark.parametrize(
    ("name", "system", "said"),
    [
        ("plain.geojson", "WGS84", False),
        ("cgcs2000.gpkg", "CGCS2000", True),
        ("gauss.gpkg", "EPSG:4547", True),
        ("gauss_gbk.shp", "EPSG:4547", True),
        ("named.geojson", "urn:ogc:def:crs:EPSG::4547", True),
    ],
)
def test_which_system_was_read_is_kept(tmp_path: Path, name: str, system: str, said: bool) -> None:
    """By its name where it has one, and whether the file says it."""
    found = read_boundaries(FORMS[name](tmp_path), [WEST, EAST])
    assert (found.system, found.said) == (system, said)


def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra is not installed."""
    own = importlib.util.find_spec
    missing = ("geopandas", "pyogrio", "shapely", "pyproj")
    monkeypatch.setattr(map_files, "find_spec", lambda name: None if name in missing else own(name))


def test_geojson_needs_no_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several features of an area are several rings that run alike, so that none of them is a hole in another."""
    without_extra(monkeypatch)
    turned = {**PARTS}
    found = by_name(read_boundaries(geojson(tmp_path / "b.geojson", turned), [WEST, EAST]))
    assert len(found[EAST].rings) == 2
    assert all(turn(each) > 0 for each in found[EAST].rings)


def turn(points: Sequence[tuple[float, float]]) -> float:
    """Twice the surface, positive against the clock."""
    xs, ys = np.array(points).T
    return float((xs[:-1] * ys[1:] - xs[1:] * ys[:-1]).sum())


@pytest.mark.parametrize("name", ["cgcs2000.gpkg", "gauss_gbk.shp", "named.geojson"])
def test_other_files_name_the_extra_that_reads_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With the command that installs it, as other extras have it."""
    file = FORMS[name](tmp_path)
    without_extra(monkeypatch)
    with pytest.raises(InputError) as wrong:
        read_boundaries(file, [WEST])
    assert kinds(wrong) == ["no_map_extra"]
    assert install("map") in wrong.value.faults[0].text("zh")


def test_a_hole_runs_the_other_way_round(tmp_path: Path) -> None:
    """Whichever way the file has them."""
    file = tmp_path / "b.geojson"
    rings = [ring(0, 0, 3, 3)[::-1], ring(1, 1, 2, 2)[::-1]]
    shape = {"type": "Feature", "properties": {"n": "甲"}, "geometry": {"type": "Polygon", "coordinates": rings}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}), encoding="utf-8")
    outer, hole = read_boundaries(file, ["甲"]).outlines[0].rings
    assert turn(outer) > 0 > turn(hole)


def test_zones_may_have_boundaries_and_need_none(tmp_path: Path) -> None:
    """A feature by the name of a zone is the zone's; what the plan does not know is passed over."""
    file = geojson(tmp_path / "b.geojson", {**PARTS, **ZONED, "别处": [(0, 0, 1, 1)]})
    found = read_boundaries(file, [WEST, EAST], ["一学区", "二学区"])
    assert {(each.name, each.zone) for each in found.outlines} == {(WEST, False), (EAST, False), ("一学区", True)}


def test_gcj02_is_turned_where_it_is_said(tmp_path: Path) -> None:
    """The coordinates cannot tell it: by the option they are turned, without it they stay; a file that names it is
    refused without it."""
    lon, lat = to_gcj02([110.9, 111.0], [35.0, 35.1])
    parts = {WEST: [(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1]))]}
    file = geojson(tmp_path / "b.geojson", parts)
    found = read_boundaries(file, [WEST], given="GCJ02")
    assert (110.9, 35.0) in corners(found.outlines[0])
    assert (found.system, found.said) == ("GCJ02", True)
    plain = read_boundaries(file, [WEST])
    assert (110.9, 35.0) not in corners(plain.outlines[0])
    assert not plain.said
    named = geojson(tmp_path / "n.geojson", parts, crs={"type": "name", "properties": {"name": "GCJ-02"}})
    with pytest.raises(InputError) as wrong:
        read_boundaries(named, [WEST])
    assert kinds(wrong) == ["crs_gcj02"]
    assert "--boundaries-crs GCJ02" in wrong.value.faults[0].text("en")
    assert corners(read_boundaries(named, [WEST], given="GCJ02").outlines[0]) == corners(found.outlines[0])


@pytest.mark.parametrize(
    ("name", "kind"), [("百度", "crs_bd09"), ("EPSG:999999", "crs_unknown"), ("made up", "crs_unknown")]
)
def test_systems_that_nobody_can_read_are_told(tmp_path: Path, name: str, kind: str) -> None:
    """By what the file calls them."""
    pytest.importorskip("geopandas")
    file = geojson(tmp_path / "b.geojson", PARTS, crs={"type": "name", "properties": {"name": name}})
    with pytest.raises(InputError) as wrong:
        read_boundaries(file, [WEST, EAST])
    assert kinds(wrong) == [kind]


def test_metres_without_a_system_are_drawn_alone(tmp_path: Path) -> None:
    """As they are, with a sign that nothing can be set beside them; metres that are said to be degrees are a fault."""
    file = geojson(tmp_path / "b.geojson", {WEST: [(500_000, 3_800_000, 510_000, 3_810_000)]})
    assert not read_boundaries(file, [WEST]).degrees
    with pytest.raises(InputError) as wrong:
        read_boundaries(file, [WEST], given="CGCS2000")
    assert kinds(wrong) == ["crs_degrees"]


def test_a_shapefile_without_its_system_is_told(tmp_path: Path) -> None:
    """Metres without a .prj are a fault, degrees are taken for WGS84, which is said."""
    projected = FORMS["gauss_gbk.shp"](tmp_path)
    projected.with_suffix(".prj").unlink()
    with pytest.raises(InputError) as wrong:
        read_boundaries(projected, [WEST, EAST])
    assert kinds(wrong) == ["crs_missing"]
    framed(PARTS, 4326).to_file(tmp_path / "degrees.shp", encoding="UTF-8")
    (tmp_path / "degrees.prj").unlink()
    found = read_boundaries(tmp_path / "degrees.shp", [WEST, EAST])
    assert (found.system, found.said) == ("WGS84", False)


def test_every_fault_of_boundaries_is_told_at_once(tmp_path: Path) -> None:
    """A shape that is no polygon and an area without one; and what is no JSON, with its line."""
    file = tmp_path / "b.geojson"
    point = {"type": "Feature", "properties": {"name": "甲"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [point]}), encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_boundaries(file, ["甲", "乙"])
    assert kinds(wrong) == ["no_polygon", "no_shape"]
    file.write_text('{"features":\n[', encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_boundaries(file, ["甲"])
    assert [(fault.kind, fault.place.line) for fault in wrong.value.faults] == [("json", 2)]


def test_a_file_with_zones_alone_says_what_it_holds_and_what_is_wanted(tmp_path: Path) -> None:
    """No name is guessed for the areas; a file that has one of the areas is told of the other as ever."""
    zones = {f"{n}学区": PARTS[WEST] for n in "一二三四"}
    file = geojson(tmp_path / "zones.geojson", zones)
    with pytest.raises(InputError) as wrong:
        read_boundaries(file, [WEST, EAST], [*zones])
    assert kinds(wrong) == ["no_shape_zones"]
    (told,) = wrong.value.faults
    assert told.values == {"n": 4, "names": "一学区, 二学区, 三学区, …", "areas": f"{WEST}, {EAST}"}
    with pytest.raises(InputError) as wrong:
        read_boundaries(geojson(tmp_path / "one.geojson", {**zones, WEST: PARTS[WEST]}), [WEST, EAST], [*zones])
    assert kinds(wrong) == ["no_shape"]


@pytest.mark.parametrize("name", ["cgcs2000.gpkg", "gauss_gbk.shp"])
def test_broken_files_are_faults(tmp_path: Path, name: str) -> None:
    """Cut off anywhere, filled with noughts, or another kind of file: a fault of the file, never a traceback."""
    file = FORMS[name](tmp_path)
    whole = file.read_bytes()
    for end in (0, 3, 50, 101, len(whole) // 2, len(whole) - 7):
        for rest in (b"", bytes(len(whole) - end)):
            file.write_bytes(whole[:end] + rest)
            with suppress(InputError):
                read_boundaries(file, [WEST, EAST])
    file.write_text("area,name\n", encoding="utf-8")
    with pytest.raises(InputError) as no_map:
        read_boundaries(file, [WEST])
    assert kinds(no_map) == ["no_map_file"]


def test_a_shapefile_alone_names_the_files_that_it_lacks(tmp_path: Path) -> None:
    """In the words of the file, not of a library."""
    file = FORMS["gauss_gbk.shp"](tmp_path)
    for ending in (".shx", ".dbf"):
        file.with_suffix(ending).unlink()
    with pytest.raises(InputError) as wrong:
        read_boundaries(file, [WEST, EAST])
    assert kinds(wrong) == ["shape_parts"]
    assert wrong.value.faults[0].values == {"names": f"{file.stem}.shx, {file.stem}.dbf"}


def test_a_zone_with_a_name_much_alike_is_told(tmp_path: Path) -> None:
    """One that no boundary has, beside one that the plan has not."""
    square = [[[1, 2], [2, 2], [2, 3], [1, 2]]]
    names = ("甲", "合成第01学区", "合成第2学区")
    shapes = [
        {"type": "Feature", "properties": {"name": n}, "geometry": {"type": "Polygon", "coordinates": square}}
        for n in names
    ]
    file = tmp_path / "b.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    held = read_boundaries(file, ["甲"], ["合成第01学区", "合成第02学区"])
    assert held.near == (("合成第02学区", "合成第2学区"),)


def test_features_of_nothing_and_zones_without_one_are_kept_by_name(tmp_path: Path) -> None:
    """By the text of the column that names the others, or by their place; not those of what the plan has elsewhere, nor
    one that is said to be much like a zone's; and no zones where none is drawn."""
    more = {**ZONED, "外县": [(118.0, 35.0, 118.1, 35.1)], "南镇": [(110.9, 34.9, 111.0, 35.0)]}
    file = geojson(tmp_path / "b.geojson", {**PARTS, **more})
    whole = json.loads(file.read_text(encoding="utf-8"))
    for each in whole["features"]:
        each["properties"] = {"县名": "图县", **each["properties"]}
    whole["features"].append({**whole["features"][0], "properties": {"编号": 7}})
    file.write_text(json.dumps(whole), encoding="utf-8")
    zones = ["一学区", "甲", "乙"]
    found = read_boundaries(file, [WEST, EAST], zones)
    assert found.unused == ("外县", "南镇", "features[6]")
    assert found.bare == ("甲", "乙")
    among = read_boundaries(file, [WEST, EAST], zones, others={"南镇"})
    assert among.unused == ("外县", "features[6]")
    assert read_boundaries(file, [WEST, EAST], ["甲", "乙"]).bare == ()
    alike = read_boundaries(file, [WEST, EAST], ["一学区", "二学区", "南镇学区"])
    assert "南镇" in {name for _, name in alike.near} | set(alike.unused)
    assert not {name for _, name in alike.near} & set(alike.unused)


def test_a_feature_with_zone_and_area_is_the_zones(tmp_path: Path) -> None:
    """Whichever stands first; the area is its zones together where it has no feature of its own."""
    file = geojson(tmp_path / "b.geojson", {"一学区": [(111.0, 35.0, 111.1, 35.1)], "二学区": [(111.1, 35.0, 111.2, 35.1)]})  # fmt: skip
    whole = json.loads(file.read_text(encoding="utf-8"))
    for each in whole["features"]:
        each["properties"] = {"区域": EAST, **each["properties"]}
    file.write_text(json.dumps(whole), encoding="utf-8")
    found = by_name(read_boundaries(file, [EAST], ["一学区", "二学区"]))
    assert {(each.name, each.zone, each.parts) for each in found.values()} == {
        (EAST, False, 2), ("一学区", True, 1), ("二学区", True, 1)
    }  # fmt: skip
    assert {(111.0, 35.0), (111.2, 35.1)} <= corners(found[EAST])


@pytest.mark.parametrize(
    ("own", "given", "against"),
    [
        ("EPSG:4490", "GCJ02", "CGCS2000"),
        ("EPSG:4326", "GCJ02", "WGS84"),
        ("GCJ-02", "WGS84", "GCJ02"),
        ("EPSG:4490", "WGS84", ""),
        ("GCJ-02", "GCJ02", ""),
    ],
)
def test_a_system_against_what_the_file_says_is_kept(tmp_path: Path, own: str, given: str, against: str) -> None:
    """The one that is given counts, and what the file says is kept where it is another; WGS84 and CGCS2000 are one."""
    file = geojson(tmp_path / "b.geojson", PARTS, crs={"type": "name", "properties": {"name": own}})
    found = read_boundaries(file, [WEST, EAST], given=given)
    assert (found.system, found.against) == (given, against)


@pytest.mark.parametrize("name", ["gauss.gpkg", "gauss_gbk.shp", "named.geojson"])
@pytest.mark.parametrize("given", ["WGS84", "GCJ02"])
def test_a_projected_file_is_in_no_system_of_degrees(tmp_path: Path, name: str, given: str) -> None:
    """A file that names a projection is refused beside an option that says otherwise, with both names."""
    with pytest.raises(InputError) as wrong:
        read_boundaries(FORMS[name](tmp_path), [WEST, EAST], given=given)
    assert kinds(wrong) == ["crs_against"]
    assert f"--boundaries-crs {given}" in wrong.value.faults[0].text("zh")
    assert "4547" in wrong.value.faults[0].text("zh")
