"""Points, sites and distances are read strictly, and every slip is told with its line, all at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from xuewei.errors import InputError
from xuewei.formats.place_tables import Around, check_distances, read_distances, read_points, read_sites
from xuewei.model.siting import Distances

NEAR = {"甲": [(111.0, 35.0), (111.01, 35.01), (111.02, 35.0)]}
AROUND = Around(
    ("甲", "乙"), {"东片": "甲", "北片": "乙"}, NEAR, frozenset({"s1"}), ("kindergarten", "primary", "middle")
)
POINTS = "id,name,area,zone,lon,lat,children,primary,basis,source\n"
SITES = "id,name,area,zone,type,primary,middle,cost_wan,earliest,lon,lat,basis,source,note\n"


def put(path: Path, text: str) -> Path:
    """Write a file."""
    path.write_text(text, encoding="utf-8")
    return path


def said(wrong: pytest.ExceptionInfo[InputError], path: Path) -> list[str]:
    """The English lines of every fault, without the file."""
    return [fault.text("en").removeprefix(f"{path}") for fault in wrong.value.faults]


def test_points_say_where_children_live(tmp_path: Path) -> None:
    """Children of a stage go before those of all; a zone says in which area; an empty cell is nothing known."""
    path = put(
        tmp_path / "p.csv", POINTS + "p1,一号,,东片,111.0,35.0,100,40,derived,登记\np2,,乙,,111.5,35.2,10,,assumed,估\n"
    )
    one, other = read_points(path, AROUND)
    assert (one.id, one.name, one.area, one.zone, one.lon, one.lat) == ("p1", "一号", "甲", "东片", 111.0, 35.0)
    assert [one.weight(stage) for stage in ("primary", "middle")] == [40, 100]
    assert (other.area, other.weight("primary"), other.line) == ("乙", 10, 3)


def test_titles_and_systems_may_be_chinese(tmp_path: Path) -> None:
    """A head as a bureau writes it, in 国家2000; GCJ-02 is turned only where that is asked for."""
    head = "点位编号,区域,经度,纬度,坐标系,小学,依据,来源\n"
    path = put(tmp_path / "p.csv", head + "p1,甲,111.0,35.0,国家2000,40,假设,估\n")
    assert read_points(path, AROUND)[0].children == {"primary": 40}
    put(path, head + "p1,甲,111.0,35.0,高德,40,假设,估\n")
    with pytest.raises(InputError) as wrong:
        read_points(path, AROUND)
    assert "--convert-gcj02" in said(wrong, path)[0]
    turned = read_points(path, AROUND, convert=True)[0]
    assert 0.001 < abs(turned.lon - 111.0) < 0.01


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("p1,,丙,,111,35,1,,assumed,x", ":2: area: is no area or zone of the plan or its people (found 丙)"),
        ("p1,,甲,东,111,35,1,,assumed,x", ":2: zone: is no area or zone of the plan or its people (found 东). Did you mean 东片?"),
        ("p1,,甲,北片,111,35,1,,assumed,x", ":2: zone: is a zone of 乙 (found 北片)"),
        ("p1,,,,111,35,1,,assumed,x", ":2: area: does not say where it lies: write area, zone or both"),
        ("p1,,甲,,35,111,1,,assumed,x", ":2: lon: seems to belong into the other column: lon is degrees east, lat degrees north (found 35)"),
        ("p1,,甲,,11.1,35,1,,assumed,x", ":2: lon: seems to belong into the other column: lon is degrees east, lat degrees north (found 11.1)"),
        ("p1,,甲,,1110,35,1,,assumed,x", ":2: lon: must be from 73 to 136 degrees east, in China (found 1110)"),
        ("p1,,甲,,111,38,1,,assumed,x", ":2: lon: is 334 km from the middle of the schools of 甲, and should be within 30 km"),
        ("p1,,甲,,111,35,,,assumed,x", ":2: children: says nothing of children"),
        ("p1,,甲,,111,,1,,assumed,x", ":2: lat: is required"),
        ("p1,,甲,,111,35,-1,,assumed,x", ":2: children: must be a number from 0"),
    ],
)  # fmt: skip
def test_a_slip_in_a_point_is_told(tmp_path: Path, row: str, line: str) -> None:
    """Each with its line and column."""
    path = put(tmp_path / "p.csv", POINTS + row + "\n")
    with pytest.raises(InputError) as wrong:
        read_points(path, AROUND)
    assert any(fault.startswith(line) for fault in said(wrong, path)), said(wrong, path)


def test_two_systems_and_an_id_twice_are_told_together(tmp_path: Path) -> None:
    """One fault hides no other."""
    head = POINTS.replace("lat,", "lat,crs,")
    rows = "p1,,甲,,111,35,,5,,assumed,x\np1,,甲,,111,35,GCJ02,5,,assumed,x\n"
    path = put(tmp_path / "p.csv", head + rows)
    with pytest.raises(InputError) as wrong:
        read_points(path, AROUND)
    found = "\n".join(said(wrong, path))
    assert "duplicates line 2" in found
    assert "a file has one system of coordinates" in found


def test_sites_have_sizes(tmp_path: Path) -> None:
    """One number a size in every column; a cost of each, or one of all; the type follows from the stages."""
    rows = "c1,一号地,甲,,九年一贯制,1080; 1620,600;900,5000;7000,2028,111,35,assumed,x,旧厂\nc2,,,东片,,540,,,,111.01,35,assumed,x,\n"
    one, other = read_sites(put(tmp_path / "s.csv", SITES + rows), AROUND)
    assert one.sizes == ({"primary": 1080, "middle": 600}, {"primary": 1620, "middle": 900})
    assert (one.type, one.wan, one.earliest, one.note) == ("nine_year", (5000, 7000), 2028, "旧厂")
    assert (other.type, other.area, other.sizes, other.wan) == ("primary", "甲", ({"primary": 540},), (None,))


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("s1,,甲,,primary,540,,,,111,35,assumed,x,", ":2: id: is the id of a school of the plan"),
        ("c1,,甲,,primary,,,,,111,35,assumed,x,", ":2: primary: has no seats"),
        ("c1,,甲,,nine_year,540;1080,300,,,111,35,assumed,x,", ":2: middle: has another number of sizes than primary, which has 2 (found 300)"),
        ("c1,,甲,,primary,540;1080,,1;2;3,,111,35,assumed,x,", ":2: cost_wan: has another number of sizes than primary, which has 2 (found 1; 2; 3)"),
        ("c1,,甲,,primary,540,300,,,111,35,assumed,x,", ":2: middle: is not a stage of primary, which has only primary (found 300)"),
        ("c1,,甲,,nine_year,540,,,,111,35,assumed,x,", ":2: middle: must have seats, for the type is nine_year"),
        ("c1,,甲,,小学校,540,,,,111,35,assumed,x,", ":2: type: is no known type of school (found 小学校). Did you mean 小学?"),
        ("c1,,甲,,primary,540;0,,,,111,35,assumed,x,", ":2: primary: is size 2 without any seats"),
        ("c1,,甲,,primary,many,,,,111,35,assumed,x,", ":2: primary: must be seats, several sizes with semicolons between"),
        ('c1,,甲,,primary,"1,080",,,,111,35,assumed,x,', ":2: primary: "),
        ("c1,,甲,,primary,540,,,20,111,35,assumed,x,", ":2: earliest: must be a whole number"),
    ],
)  # fmt: skip
def test_a_slip_in_a_site_is_told(tmp_path: Path, row: str, line: str) -> None:
    """Each with its line and column."""
    path = put(tmp_path / "s.csv", SITES + row + "\n")
    with pytest.raises(InputError) as wrong:
        read_sites(path, AROUND)
    assert any(fault.startswith(line) for fault in said(wrong, path)), said(wrong, path)


def test_seats_that_are_missing_are_asked_for_of_the_stage_of_the_site(tmp_path: Path) -> None:
    """Not of the first stage of all."""
    path = put(tmp_path / "s.csv", SITES + "c1,,甲,,middle,,,,,111.0,35.0,assumed,x,\n")
    with pytest.raises(InputError) as wrong:
        read_sites(path, AROUND)
    assert any(fault.startswith(":2: middle: has no seats") for fault in said(wrong, path)), said(wrong, path)


def test_every_hole_between_places_is_told_at_once(tmp_path: Path) -> None:
    """One line for each origin, with how many are missing; ids that nobody knows have the nearest one."""
    path = put(tmp_path / "d.csv", "from,to,metres\np1,s1,300\np1,s2,500\np2,s1,700\np3x,s1,1\n")
    found = read_distances(path)
    assert found.between(["p2", "p1"], ["s1"]).tolist() == [[700.0], [300.0]]
    with pytest.raises(InputError) as wrong:
        check_distances(found, ["p1", "p2", "p3"], ["s1", "s2", "c1"], {"s9"})
    lines = said(wrong, path)
    assert ": from: is the id of no point, estate or zone (found p3x). Did you mean p3?" in lines
    assert ": metres[p1]: lacks p1→c1 (p1 has no distance to 1 of 3 schools and sites)" in lines
    assert ": metres[p3]: lacks p3→s1, p3→s2, p3→c1 (p3 has no distance to 3 of 3 schools and sites)" in lines
    check_distances(Distances(("p",), ("s",), np.array([[1.0]])), ["p"], ["s"], ())


def test_a_distance_twice_or_below_nothing_is_told(tmp_path: Path) -> None:
    """No two rows of one pair."""
    path = put(tmp_path / "d.csv", "from,to,metres\np1,s1,300\np1,s1,300\np1,s2,-5\n")
    with pytest.raises(InputError) as wrong:
        read_distances(path)
    assert [line.split(":")[1] for line in said(wrong, path)] == ["3", "4"]


@pytest.mark.parametrize(
    ("schools", "rows", "lines"),
    [
        ([(110.0, 30.0), (110.01, 30.0)], [(110.0, 30.001), (110.01, 30.001), (116.4, 39.9)], ["4"]),
        ([(110.0, 30.0)], [(116.4, 39.9)], ["2"]),
        ([], [(110.0, 30.0), (116.4, 39.9)], ["2", "3"]),
        ([(110.0, 30.0)], [(110.6, 30.0)], []),
        ([], [(116.4, 39.9)], []),
        ([(110.0, 30.0)] * 3, [(110.6, 30.0)], ["2"]),
    ],
)
def test_places_far_from_the_others_are_told_from_two_on(
    tmp_path: Path, schools: list[tuple[float, float]], rows: list[tuple[float, float]], lines: list[str]
) -> None:
    """58 km are too far from three others, not from one; a thousand from one as well; one alone is anywhere."""
    around = Around(("甲",), {}, {"甲": schools} if schools else {}, frozenset(), ("primary",))
    text = "".join(f"p{n},,甲,,{lon},{lat},,40,assumed,试\n" for n, (lon, lat) in enumerate(rows))
    path = put(tmp_path / "p.csv", POINTS + text)
    if not lines:
        assert len(read_points(path, around)) == len(rows)
        return
    with pytest.raises(InputError) as wrong:
        read_points(path, around)
    assert [line.split(":")[1] for line in said(wrong, path)] == lines


def test_a_place_alone_in_its_area_is_held_against_the_whole_plan(tmp_path: Path) -> None:
    """Another area of a plan is not a thousand kilometres away."""
    around = Around(("甲", "乙"), {}, {"甲": [(110.0, 30.0), (110.1, 30.0)]}, frozenset(), ("primary",))
    path = put(tmp_path / "p.csv", POINTS + "p,,乙,,116.4,39.9,,40,assumed,试\n")
    with pytest.raises(InputError) as wrong:
        read_points(path, around)
    assert [fault.kind for fault in wrong.value.faults] == ["place_far"]


def test_a_distance_that_gives_none_is_not_to_be_left_out(tmp_path: Path) -> None:
    """A missing pair is a fault itself."""
    path = put(tmp_path / "d.csv", "from,to,metres\np1,s1,x\n")
    with pytest.raises(InputError) as wrong:
        read_distances(path)
    assert [fault.kind for fault in wrong.value.faults] == ["distance_masked"]
