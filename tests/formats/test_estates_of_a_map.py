"""Estates in a file of a map: the same rows as those of ``estates.csv``, where the map has them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from placed import ESTATES, county, found
from xuewei.errors import InputError
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess

from inside import run

geopandas = pytest.importorskip("geopandas")
CRS = "EPSG:4326"


def on_map(folder: Path, name: str, crs: str = CRS, **more: dict[str, object]) -> Path:
    """The estates of the county in a file of a map instead of their table; ``more`` are other cells by id."""
    from shapely.geometry import Point, box

    rows: list[dict[str, Any]] = [*csv.DictReader(io.StringIO(ESTATES))]
    shapes = []
    for row in rows:
        lon, lat = row.pop("lon"), row.pop("lat")
        at = (float(lon), float(lat)) if lon else None
        side = 0.001 if row["id"] == "n2" else 0.0
        around = None if at is None else box(at[0] - side, at[1] - side, at[0] + side, at[1] + side)
        shapes.append(None if at is None else around if side and not name.endswith(".shp") else Point(*at))
        row["dwellings"] = int(row["dwellings"])
        row |= more.get(row["id"], {})
    frame = geopandas.GeoDataFrame(rows, geometry=shapes, crs=CRS).to_crs(crs)
    people = folder / "population"
    (people / "estates.csv").unlink(missing_ok=True)
    frame.to_file(people / name)
    return people / name


def held(folder: Path) -> Assessment:
    """The county as it is now."""
    plan, people = read_project(folder / "plan.yaml")
    return assess(plan, people)


@pytest.mark.parametrize(
    ("name", "crs"),
    [("estates.geojson", CRS), ("estates.gpkg", CRS), ("estates.gpkg", "EPSG:4547"), ("estates.shp", CRS)],
)
def test_estates_of_a_map_are_those_of_the_table(name: str, crs: str, tmp_path: Path) -> None:
    """The same rows but for where they are written, a square being at its middle, and the same pupils."""
    before = found(tmp_path)
    file = on_map(tmp_path, name, crs)
    after = held(tmp_path)
    for one, other in zip(before.population.estates, after.population.estates, strict=True):
        assert (one.lon is None) == (other.lon is None)
        if one.lon is not None and one.lat is not None:
            assert (other.lon, other.lat) == pytest.approx((one.lon, one.lat), abs=1e-7)
        assert replace(other, lon=one.lon, lat=one.lat) == one
        assert other.file == file.name
    for stage, pupils in before.demand.items():
        assert (after.demand[stage] == pupils).all()


def test_what_is_wrong_is_told_at_its_feature(tmp_path: Path) -> None:
    """By the number of the feature, in this file; an unknown area, completion before approval, all at once."""
    county(tmp_path)
    file = on_map(tmp_path, "estates.geojson", n1={"area": "东真"}, n2={"approved": 2031})
    with pytest.raises(InputError) as wrong:
        read_project(tmp_path / "plan.yaml")
    told = {(f"{fault.place}", fault.path, fault.kind) for fault in wrong.value.faults}
    assert told == {("features[0]", "area", "no_estate_area"), ("features[1]", "completes", "estate_early")}
    assert {fault.place.file for fault in wrong.value.faults} == {str(file)}


def test_a_table_beside_a_map_and_a_map_that_is_none(tmp_path: Path) -> None:
    """One of the two is enough; and what cannot be read is a fault of the file."""
    county(tmp_path)
    text = (tmp_path / "population" / "estates.csv").read_text(encoding="utf-8")
    file = on_map(tmp_path, "estates.gpkg")
    (tmp_path / "population" / "estates.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_population(tmp_path / "population")
    assert [fault.kind for fault in wrong.value.faults] == ["two_tables"]
    assert "estates.csv" in wrong.value.faults[0].text("zh")
    (tmp_path / "population" / "estates.csv").unlink()
    file.write_bytes(b"no map")
    with pytest.raises(InputError) as broken:
        read_population(tmp_path / "population")
    assert [fault.kind for fault in broken.value.faults] == ["no_map_file"]


def test_a_day_of_completion_is_its_year(tmp_path: Path) -> None:
    """A map has a date where a table has a year."""
    import pandas

    county(tmp_path)
    when: dict[str, object] = {"completes": pandas.Timestamp("2027-09-30")}
    on_map(tmp_path, "estates.gpkg", CRS, n1=when, n2=when, n3=when)
    assert {row.completes for row in read_population(tmp_path / "population").estates} == {2027}


def test_imports_do_not_write_beside_a_map(tmp_path: Path) -> None:
    """Which would then be read twice."""
    county(tmp_path)
    on_map(tmp_path, "estates.geojson")
    (tmp_path / "list.csv").write_text("小区名称,所在镇街,总户数,预计交房时间\n新城,东镇,300,2028\n", encoding="utf-8")
    words = ("--kind", "estates", "--into", "population", "--map", "所在镇街=area", "--yes")
    done = run("import", "list.csv", *words, "--lang", "en", cwd=tmp_path)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "file of a map" in done.stderr
    assert not (tmp_path / "population" / "estates.csv").exists()
