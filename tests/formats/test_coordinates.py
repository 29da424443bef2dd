"""Systems of coordinates: names, one to a file, and GCJ-02 there and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.coordinates import CGCS2000, GCJ02, WGS84, System, crs, in_wgs84, refused, to_gcj02, to_wgs84
from xuewei.formats.csv import UNREAD, BadCellError
from xuewei.formats.shapes import Faults

PAIRS = [  # WGS84 and GCJ-02, lon and lat: published beside the formula
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]


@pytest.mark.parametrize(("real", "shown"), PAIRS)
def test_known_places_are_turned(real: tuple[float, float], shown: tuple[float, float]) -> None:
    """Places of Shanghai, Shenzhen and Beijing that are published in both systems."""
    assert to_gcj02(*real) == pytest.approx(shown, abs=1e-6)
    assert to_wgs84(*shown) == pytest.approx(real, abs=1e-6)


@given(st.floats(73.5, 135), st.floats(18, 53.5))
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    """The way back undoes the way there to a tenth of a millimetre, and both are apart by 20 m to 1.5 km."""
    there = to_gcj02(lon, lat)
    assert to_wgs84(*there) == pytest.approx((lon, lat), abs=1e-9)
    metres = np.hypot((there[0] - lon) * np.cos(np.radians(lat)), there[1] - lat) * 111_195
    assert 20 < metres < 1_500


@pytest.mark.parametrize("place", [(2.35, 48.85), (-104.99, 39.74), (153.03, -27.47), (139.77, 35.68), (100.0, 56.0)])
def test_places_outside_china_stay(place: tuple[float, float]) -> None:
    """There GCJ-02 is WGS84."""
    assert [float(each) for each in (*to_wgs84(*place), *to_gcj02(*place))] == [*place, *place]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (WGS84, "WGS84 / wgs-84 / WGS 84 / EPSG:4326 / epsg4326 / GPS / WGS84坐标系 / urn:ogc:def:crs:OGC:1.3:CRS84"),
        (
            CGCS2000,
            "CGCS2000 / 国家2000 / 2000国家大地坐标系 / EPSG:4490 / 国家大地2000坐标系 / urn:ogc:def:crs:EPSG::4490",
        ),
        (GCJ02, "GCJ02 / gcj-02 / GCJ-02坐标系 / 火星坐标 / 火星坐标系 / 高德 / 高德地图坐标 / 腾讯 / 国测局坐标"),
    ],
)
def test_names_are_understood(name: str, text: str) -> None:
    """Chinese and English names, numbers of EPSG, and names as files of maps have them."""
    assert {each: crs(each) for each in text.split(" / ")} == dict.fromkeys(text.split(" / "), name)


@pytest.mark.parametrize("text", ["BD-09", "bd09ll", "百度", "百度坐标系"])
def test_baidu_is_refused_by_name(text: str) -> None:
    """It is none of those that are read, and people know it by its name."""
    with pytest.raises(BadCellError) as wrong:
        crs(text)
    assert wrong.value.kind == "crs_bd09"


@pytest.mark.parametrize(("text", "kind"), [("BD09", "crs_bd09"), ("UTM", "choice")])
def test_a_wrong_system_is_told_once_for_a_table(text: str, kind: str) -> None:
    """At its first row, with how many rows have it; one row alone, another table and other columns stay as they are."""
    rows = [Fault(Place("s.csv", line), "crs", kind, {"known": WGS84}, text) for line in range(2, 1300)]
    others = [Fault(Place("t.csv", 5), "crs", kind, {"known": WGS84}, text)]
    others += [Fault(Place("t.csv", line), "kind", "choice", {"known": "a"}, text) for line in (6, 7)]
    wrong = InputError([*rows, *others])
    assert wrong.faults[1:] == tuple(others)
    assert InputError(wrong.faults).faults == wrong.faults
    assert wrong.faults[0].place == rows[0].place
    assert "这样的共 1,298 行" in wrong.faults[0].text("zh")
    assert "1,298 rows are so" in wrong.faults[0].text("en")
    assert "共" not in others[0].text("zh")


@pytest.mark.parametrize("text", ["西安80", "EPSG:4547", "beijing54", "UTM"])
def test_others_are_no_choice(text: str) -> None:
    """Older and projected systems are not guessed."""
    with pytest.raises(BadCellError) as wrong:
        crs(text)
    assert wrong.value.kind == "choice"


def rows_of(*systems: Any) -> list[dict[str, Any]]:
    """Rows of one place, a system each."""
    lon, lat = PAIRS[0][1]
    return [{"line": n, "lon": lon, "lat": lat, "crs": each} for n, each in enumerate(systems, start=2)]


@pytest.mark.parametrize(
    ("systems", "lines"),
    [
        ((WGS84, None, CGCS2000), []),
        ((GCJ02, WGS84, GCJ02), [3]),
        ((None, GCJ02), [2]),
        ((None, None), []),
        ((UNREAD, WGS84), []),
        ((GCJ02, *[WGS84] * 5), [3]),
    ],
)
def test_two_systems_in_a_file_are_a_fault(systems: tuple[Any, ...], lines: list[int]) -> None:
    """Where nothing is written WGS84 is meant, which is CGCS2000 to a metre and not GCJ-02."""
    faults = Faults("s.csv")
    in_wgs84(rows_of(*systems), faults, convert=any(systems))
    assert [(fault.place.line, fault.kind) for fault in faults.found] == [(line, "crs_two") for line in lines]
    if len(systems) == 6:  # once for the file: the first lines, and how many there are
        assert faults.found[0].values == {"other": GCJ02, "first": 2, "lines": "3, 4, 5, …", "n": 5}
        assert "lines that differ: 5 (3, 4, 5, …)" in faults.found[0].text("en")


def test_gcj02_is_turned_only_where_asked() -> None:
    """Else it is refused, with the option that turns it."""
    faults, rows = Faults("s.csv"), rows_of(GCJ02, GCJ02)
    in_wgs84(rows, faults)
    assert [fault.kind for fault in faults.found] == ["crs_gcj02"]
    assert "--convert-gcj02" in faults.found[0].text("zh")
    assert "--convert-gcj02" in faults.found[0].text("en")
    assert in_wgs84(rows, Faults("s.csv"), convert=True) == System(GCJ02, True)
    assert (rows[1]["lon"], rows[1]["lat"]) == pytest.approx(PAIRS[0][0], abs=1e-6)
    with pytest.raises(InputError):
        refused(GCJ02, "b.geojson", False)
    refused(GCJ02, "b.geojson", True)


def test_a_file_that_is_to_be_turned_says_what_it_is_in() -> None:
    """One that says nothing would stay where it is, 500 m off, without a word; one that says WGS84 stays."""
    for systems, kinds in (((None, None), ["crs_unsaid"]), ((WGS84, None), []), ((GCJ02,), []), ((UNREAD, None), [])):
        faults = Faults("s.csv")
        in_wgs84(rows_of(*systems), faults, convert=True)
        assert [fault.kind for fault in faults.found] == kinds


def test_what_is_not_said_is_wgs84_and_stays() -> None:
    """And rows without a place say nothing of the file."""
    rows = [*rows_of(None), {"line": 9, "lon": None, "lat": None, "crs": GCJ02}]
    before = [dict(row) for row in rows]
    faults = Faults("s.csv")
    assert in_wgs84(rows, faults) == System(WGS84, False)
    assert not faults.found
    assert rows == before
