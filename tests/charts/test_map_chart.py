"""A map as a picture: what is drawn lies where it was written, in the size and look that the plan gives it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import EllipseCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from placed import county, found, towns
from xuewei.charts.faces import face_for, faces
from xuewei.charts.map import map_chart
from xuewei.charts.map_places import MapPlaces, Spot, far_apart, map_places, short_names
from xuewei.charts.map_scene import ENDS, MapScene, class_of, share, tightest_year, zone_levels
from xuewei.charts.paper import lettered
from xuewei.charts.scene import Scene
from xuewei.formats.boundaries import read_boundaries
from xuewei.formats.policy import read_policy
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.tables.palette import CLASSES, LEVELS, PAPER, colour_of

from inside import run
from program import TOP

SCALE = TOP / "src/xuewei/report/page/script/scale.js"
needs_chinese = pytest.mark.skipif(face_for("学位余缺", faces()) is None, reason="no font with Chinese characters")


@pytest.fixture
def held(tmp_path: Path) -> Assessment:
    """The county held against its people."""
    return found(tmp_path)


def drawn(held: Assessment, places: MapPlaces | None, *stages: str, year: int = 2025, reach: bool = False) -> Figure:
    """The map of some stages in English, not lettered."""
    assert places is not None
    return map_chart(MapScene(Scene(held, held.areas, stages, [year]), places, reach), "en")


def marks(figure: Figure, name: str) -> list[tuple[float, float]]:
    """Where the marks that go by a name in the legend lie."""
    (one,) = (each for each in figure.axes[0].collections if each.get_label() == name)
    return [(float(x), float(y)) for x, y in np.asarray(one.get_offsets())]


def look(figure: Figure, name: str) -> PathCollection:
    """The marks that go by a name."""
    (one,) = (each for each in figure.axes[0].collections if each.get_label() == name)
    assert isinstance(one, PathCollection)
    return one


def said(figure: Figure) -> str:
    """All that is written on a figure, on one line."""
    return " ".join(each.get_text().replace("\n", " ") for each in figure.findobj(Text) if isinstance(each, Text))


def test_schools_lie_where_they_are_written(held: Assessment) -> None:
    """Open ones solid in the colour of their stage, those as planned hollow and dashed; none before it opens, none that
    was cancelled, none of another stage."""
    figure = drawn(held, map_places(held), "primary")
    assert set(marks(figure, "primary, open")) == {(111.02, 35.02), (110.95, 35.05)}
    assert marks(figure, "primary, as planned") == [(111.06, 35.06)]
    solid, hollow = look(figure, "primary, open"), look(figure, "primary, as planned")
    colour = colour_of([each.name for each in held.stages].index("primary"))
    edge, faces_of = np.asarray(hollow.get_edgecolor()), [np.asarray(each.get_facecolor()) for each in (solid, hollow)]
    assert to_hex(tuple(faces_of[0][0])) == colour == to_hex(tuple(edge[0]))
    assert to_hex(tuple(faces_of[1][0])) == PAPER
    assert "(0, None)" not in str(hollow.get_linestyle()[0])
    early = drawn(held, map_places(held), "primary", year=2023)
    assert all(each.get_label() != "primary, as planned" for each in early.axes[0].collections)


def test_the_surface_of_a_mark_is_its_seats(held: Assessment) -> None:
    """1,080 seats have twice the surface of 540."""
    solid = look(drawn(held, map_places(held), "primary"), "primary, open")
    sizes = dict(zip([1080, 540], sorted(solid.get_sizes(), reverse=True), strict=True))
    assert sizes[1080] == pytest.approx(2 * sizes[540])


def test_zones_and_areas_stand_in_the_middle_of_their_schools(held: Assessment) -> None:
    """By seats; what is not on the map is named."""
    places = map_places(held)
    assert places is not None
    assert {each.name: (each.lon, each.lat) for each in places.zones} == {
        "东一学区": (111.02, 35.02),
        "东二学区": (111.06, 35.06),
    }
    east = next(each for each in places.areas if each.name == "东镇")
    assert (east.lon, east.lat) == pytest.approx(
        ((1080 * 111.02 + 270 * 111.06) / 1350, (1080 * 35.02 + 270 * 35.06) / 1350)
    )
    assert places.lacking == {"schools": ("没有坐标的小学",), "estates": ("没有坐标的小区",)}
    text = said(drawn(held, places, "primary"))
    assert "没有坐标的小学" in text
    assert "没有坐标的小区" in text


def test_estates_have_their_dwellings(held: Assessment) -> None:
    """One house for all parts of an estate; dashed where none is completed."""
    places = map_places(held)
    assert places is not None
    assert {each.name: dict(each.sizes) for each in places.estates} == {
        "东湖花园": {2024: 600, 2028: 600},
        "西山小区": {2030: 300},
    }
    figure = drawn(held, places, "primary")
    assert marks(figure, "estate, by dwellings") == [(111.07, 35.03)]
    assert marks(figure, "estate, none completed yet") == [(110.92, 35.03)]


def test_circles_are_the_service_distance_over_the_detour(held: Assessment) -> None:
    """In metres on the ground, both ways; only where they are asked for."""
    places = map_places(held)
    assert places is not None
    walking = read_policy().walking
    with_rules = replace(places, walking=walking)
    metres = 2 * walking.service["primary"].value / walking.detour.value

    def circles(reach: bool) -> list[EllipseCollection]:
        figure = drawn(held, with_rules, "primary", reach=reach)
        return [each for each in figure.axes[0].collections if isinstance(each, EllipseCollection)]

    assert circles(False) == []
    points = {(float(x), float(y)) for each in circles(True) for x, y in np.asarray(each.get_offsets())}
    assert points == {(111.02, 35.02), (110.95, 35.05), (111.06, 35.06)}
    for each in circles(True):
        assert np.asarray(each.get_heights(), dtype=float) * 111_195 == pytest.approx(metres)
        assert np.asarray(each.get_widths(), dtype=float) * 111_195 * np.cos(np.radians(35.04)) == pytest.approx(
            metres, rel=0.002
        )


def test_no_circle_is_cut_at_the_frame(held: Assessment) -> None:
    """A school alone: its circle is wider than the smallest map, and the frame holds it; without circles the frame
    stays as it was."""
    places = map_places(held)
    assert places is not None
    (school,) = [each for each in places.schools if held.plan.schools[each[0]].id == "d"]
    lon, lat = school[1:]
    small = (lon - 0.004, lat - 0.004, lon + 0.004, lat + 0.004)
    alone = replace(places, walking=read_policy().walking, schools=(school,), estates=(), box=small)
    for reach in (False, True):
        axes = drawn(held, alone, "middle", reach=reach).axes[0]
        (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
        if not reach:
            assert (west, south, east, north) == pytest.approx(small)
            continue
        (circle, _) = [each for each in axes.collections if isinstance(each, EllipseCollection)]
        wide, high = (np.asarray(each, dtype=float)[0] / 2 for each in (circle.get_widths(), circle.get_heights()))
        assert wide > 0.004
        assert west < lon - wide < lon + wide < east
        assert south < lat - high < lat + high < north


def test_boundaries_have_the_class_of_their_balance(tmp_path: Path) -> None:
    """Balance ÷ demand; areas of several features are one patch."""
    held = found(tmp_path)
    outlines = read_boundaries(towns(tmp_path / "b.geojson"), held.areas)
    figure = drawn(held, map_places(held, outlines), "primary")
    patches = [each for each in figure.axes[0].patches if isinstance(each, PathPatch)]
    rows = held.rows([2025], ["primary"])
    wanted = {CLASSES[class_of(share(row))] for row in rows}
    assert {to_hex(each.get_facecolor()) for each in patches} == wanted
    assert len(patches) == len(rows)


def test_classes_are_those_of_the_page() -> None:
    """One scale for both."""
    ends = re.findall(r"to: (-?[\d.]+|Infinity)", SCALE.read_text(encoding="utf-8"))
    assert [float(each) for each in ends[:-1]] == list(ENDS)


def test_zones_have_the_levels_of_warn() -> None:
    """Of the entry grade in the September of the year."""
    held = assess(*read_project(str(TOP / "examples" / "district" / "plan.yaml")))
    places = map_places(held)
    assert places is not None
    shown = MapScene(Scene(held, held.areas, ["primary"], [2027]), places)
    levels = zone_levels(shown)["primary"]
    assert set(levels) == {each.name for each in places.zones}
    assert set(levels.values()) <= set(LEVELS)
    words = ["--from", "2027", "--years", "1", "--stage", "primary", "--by", "zone", "--format", "csv"]
    done = run("warn", "--plan", TOP / "examples/district/plan.yaml", *words)
    head, *rows = (line.split(",") for line in done.stdout.splitlines())
    told = {row[head.index("zone")]: row[head.index("level")] for row in rows}
    assert {zone: levels[zone] for zone in told} == told


@needs_chinese
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("stages", [["primary"], ["kindergarten", "primary", "middle"]])
def test_letters_lie_inside_the_picture(held: Assessment, stages: list[str], lang: str) -> None:
    """Names, legend, title and notes, with sites and circles on it."""
    sites = [Spot("候选甲", "东镇", 111.09, 35.09, {"primary": 1080.0})]
    places = map_places(held, sites=sites)
    assert places is not None
    shown = MapScene(Scene(held, held.areas, stages, [2025]), places, reach=True)
    picture = lettered(lambda each: map_chart(shown, each), lang)
    assert picture.missing == frozenset()
    picture.figure.draw_without_rendering()
    width, height = picture.figure.bbox.width, picture.figure.bbox.height
    for each in picture.figure.findobj(Text):
        if isinstance(each, Text) and each.get_text() and each.get_visible():
            box = each.get_window_extent()
            assert min(box.x0, box.y0) >= 0, each.get_text()
            assert box.x1 <= width, each.get_text()
            assert box.y1 <= height, each.get_text()
    assert marks(picture.figure, "备选点" if lang == "zh" else "candidate site") == [(111.09, 35.09)]


def test_the_year_is_the_tightest_ahead_or_the_one_asked_for(tmp_path: Path) -> None:
    """And options of the map go with no other picture."""
    plan = county(tmp_path)
    held = assess(*read_project(str(plan)))
    ahead = [year for year in held.years if year in held.known]
    rows = held.rows(ahead, ["primary"], held.areas)
    assert (
        tightest_year(Scene(held, held.areas, ["primary"], ahead))
        == min(rows, key=lambda row: (share(row), row.year)).year
    )
    for words in (["--year", "2024"], []):
        done = run("chart", "map", "--plan", plan, "--stage", "primary", *words, "--output", tmp_path / "m.svg")
        assert (done.returncode, done.stderr) == (0, "")
    for words in (["--reach"], ["--boundaries", "b.geojson"], ["--year", "2024"]):
        done = run("chart", "gap", "--plan", plan, *words, "--output", tmp_path / "g.svg")
        assert done.returncode == 2


def test_a_plan_without_places_is_told_what_to_write(tmp_path: Path) -> None:
    """Columns and files by name; with boundaries there is a map."""
    bare = TOP / "examples/small_city/plan.yaml"
    done = run("chart", "map", "--plan", bare, "--output", tmp_path / "m.png")
    assert done.returncode == 2
    assert all(word in done.stderr for word in ("lon", "lat", "--boundaries"))
    assert not (tmp_path / "m.png").exists()


def test_metres_of_an_unknown_system_have_no_places_on_them(tmp_path: Path) -> None:
    """Boundaries are drawn, places are not, and it is said."""
    held = found(tmp_path)
    file = towns(tmp_path / "b.geojson")
    metres = re.sub(r"\b(11[01](?:\.\d+)?)\b", lambda each: str(float(each[1]) * 9e4), file.read_text("utf-8"))
    file.write_text(metres, encoding="utf-8")
    places = map_places(held, read_boundaries(file, held.areas))
    assert places is not None
    assert (places.degrees, places.schools, places.estates) == (False, (), ())
    assert "name no system" in said(drawn(held, places, "primary"))


def test_sites_are_named_beside_their_marks(held: Assessment) -> None:
    """In short beside the mark, in full below the map."""
    places = map_places(held, sites=[Spot("河东备选校址", "东镇", 111.03, 35.03, {}, "c01")])
    figure = drawn(held, places, "primary")
    assert "c01" in [each.get_text() for each in figure.axes[0].texts]
    assert "c01 河东备选校址" in said(figure)


def test_boundaries_far_from_every_place_are_a_fault(tmp_path: Path) -> None:
    """Five degrees east nothing of the plan is on them; where they are right, only schools beyond them are named."""
    plan, file = county(tmp_path), towns(tmp_path / "b.geojson")
    held = assess(*read_project(str(plan)))
    places = map_places(held, read_boundaries(file, held.areas))
    assert places is not None
    assert far_apart(places) is None
    whole = json.loads(file.read_text(encoding="utf-8"))
    for each in whole["features"]:
        (ring,) = each["geometry"]["coordinates"]
        each["geometry"]["coordinates"] = [[[x + 5, y] for x, y in ring]]
    file.write_text(json.dumps(whole), encoding="utf-8")
    done = run("chart", "map", "--plan", plan, "--boundaries", file, "--output", tmp_path / "m.png")
    assert done.returncode == 3
    assert "far from every place" in done.stderr or "都很远" in done.stderr
    assert not (tmp_path / "m.png").exists()


def test_names_are_short_without_what_all_share() -> None:
    """Numbers and Latin words stay whole; names that would be empty stay as they are."""
    assert short_names(["合成第01学区", "合成第12学区"]) == {"合成第01学区": "01", "合成第12学区": "12"}
    assert short_names(["Zone A1", "Zone A2"]) == {"Zone A1": "A1", "Zone A2": "A2"}
    assert short_names(["东", "东二"]) == {"东": "东", "东二": "东二"}
