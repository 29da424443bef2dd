"""Tables of places in files of a map: the same rows as a CSV file has."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.place_tables import Around, read_points, read_sites
from xuewei.model.siting import SiteRow

geopandas = pytest.importorskip("geopandas")

AROUND = Around(("甲",), {}, {"甲": [(111.0, 35.0)]}, frozenset(), ("kindergarten", "primary"))
CRS = "EPSG:4326"


def frame(crs: str = CRS, land: bool = True, **more: object) -> object:
    """Two sites, the second a square of ``land``."""
    from shapely.geometry import Point, box

    values = {"id": ["a", "b"], "area": ["甲", "甲"], "kindergarten": ["90; 180", "90"], "cost_wan": [900.0, None]}
    values |= {"basis": ["assumed"] * 2, "source": ["图"] * 2, "OBJECTID": [1, 2], **more}
    shapes = [Point(111.01, 35.01), box(111.0, 35.0, 111.02, 35.02) if land else Point(111.01, 35.01)]
    return geopandas.GeoDataFrame(values, geometry=shapes, crs=CRS).to_crs(crs)


@pytest.mark.parametrize("name", ["sites.gpkg", "sites.geojson", "sites.shp"])
@pytest.mark.parametrize("crs", [CRS, "EPSG:4547"])
def test_sites_of_a_map_are_those_of_a_table(name: str, crs: str, tmp_path: Path) -> None:
    """In degrees or in metres (CGCS2000 / 3-degree Gauss-Kruger); a Shapefile cuts the name of kindergarten."""
    if (name, crs) == ("sites.geojson", "EPSG:4547"):
        pytest.skip("GeoJSON is written in degrees")
    path = tmp_path / name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a Shapefile cuts a name is what is tried
        frame(crs, land=not name.endswith("shp")).to_file(path)  # type: ignore[attr-defined]
    found = read_sites(path, AROUND)
    assert [each.id for each in found] == ["a", "b"]
    assert [each.sizes for each in found] == [({"kindergarten": 90}, {"kindergarten": 180}), ({"kindergarten": 90},)]
    assert [each.wan for each in found] == [(900.0, 900.0), (None,)]
    assert all(abs(each.lon - 111.01) + abs(each.lat - 35.01) < 1e-6 for each in found)


def test_points_of_a_map_and_what_is_wrong_with_them(tmp_path: Path) -> None:
    """Points by line, the head being the first; a column that nobody knows is told as in a table."""
    from shapely.geometry import Point

    values = {
        "id": ["p", "q"],
        "area": ["甲", "乙"],
        "children": [40, 60],
        "basis": ["assumed"] * 2,
        "source": ["x"] * 2,
    }
    spots = [Point(111.01, 35.01), Point(111.0, 35.0)]
    geopandas.GeoDataFrame(values, geometry=spots, crs=CRS).to_file(tmp_path / "p.geojson")
    with pytest.raises(InputError) as wrong:
        read_points(tmp_path / "p.geojson", AROUND)
    assert [(each.place.line, each.field) for each in wrong.value.faults] == [(3, "area")]
    frame(earlist=[2028, 2028]).to_file(tmp_path / "s.gpkg")  # type: ignore[attr-defined]
    with pytest.raises(InputError) as wrong:
        read_sites(tmp_path / "s.gpkg", AROUND)
    assert "earlist" in str(wrong.value)


def test_a_layer_without_a_name_is_read(tmp_path: Path) -> None:
    """GeoJSON as people write it by hand."""
    about = '{"id": "a", "area": "甲", "primary": 270, "basis": "assumed", "source": "图"}'
    point = '{"type": "Point", "coordinates": [111.01, 35.01]}'
    each = f'{{"type": "Feature", "properties": {about}, "geometry": {point}}}'
    text = f'{{"type": "FeatureCollection", "features": [{each}]}}'
    (tmp_path / "s.geojson").write_text(text, encoding="utf-8")
    assert [each.sizes for each in read_sites(tmp_path / "s.geojson", AROUND)] == [({"primary": 270},)]


def test_gcj02_of_a_map_is_turned_on_request(tmp_path: Path) -> None:
    """A column says it, as in a table; without the option it is refused."""
    frame(crs=CRS).assign(crs="GCJ02").to_file(tmp_path / "s.gpkg")  # type: ignore[attr-defined]
    with pytest.raises(InputError):
        read_sites(tmp_path / "s.gpkg", AROUND)
    turned: tuple[SiteRow, ...] = read_sites(tmp_path / "s.gpkg", AROUND, True)
    assert 0.001 < abs(turned[0].lon - 111.01) < 0.01


def test_what_is_no_map_is_told(tmp_path: Path) -> None:
    """A text that is called GeoPackage or GeoJSON."""
    for name in ("s.gpkg", "s.geojson"):
        (tmp_path / name).write_text("id,name\n", encoding="utf-8")
        with pytest.raises(InputError) as wrong:
            read_sites(tmp_path / name, AROUND)
        assert name in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("[]", "no_geojson"), ("{}", "no_geojson"), ("id,area", "no_geojson"), ("[" * 9999, "no_geojson"), (" ", "empty")],
)
def test_what_is_no_geojson_is_told_in_our_words(text: str, kind: str, tmp_path: Path) -> None:
    """Not in those of the library that reads it, which names a file in memory."""
    path = tmp_path / "sites.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_sites(path, AROUND)
    assert [fault.kind for fault in wrong.value.faults] == [kind]
    assert "vsimem" not in str(wrong.value)
