"""The whole of `site` on the made-up district: who lives where, who can walk to a school, and which sites to take."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.answers.optimise.files import read_candidates
from xuewei.formats.place_tables import Around, read_points
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.model.living import ESTATE, POINT, SCHOOL, ZONE, living, shared_out
from xuewei.model.rounding import whole as whole_number
from xuewei.model.siting import PointRow

from inside import run
from program import TOP

STAGES = ("kindergarten", "primary", "middle")
POINTS = "id,name,zone,lon,lat,children,basis,source\n"
SITES = "id,name,zone,type,primary,middle,cost_wan,earliest,lon,lat,basis,source\n"
ESTATES = "id,name,zone,dwellings,completes,lon,lat,basis,source\n"
NOW = ("--now", "2026-11-28")


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """The district of the examples without its own points, estates and sites."""
    place = tmp_path / "d"
    shutil.copytree(TOP / "examples" / "district", place)
    for name in ("points.csv", "estates.csv", "distances.csv"):
        (place / "population" / name).unlink(missing_ok=True)
    return place


def held(district: Path) -> Assessment:
    """The district's plan held against its people."""
    return assess(*read_project(district / "plan.yaml"))


def centres(found: Assessment) -> dict[str, tuple[float, float]]:
    """The mean place of the schools of each zone that serve it alone."""
    spots: dict[str, list[tuple[float, float]]] = {}
    for school in found.plan.schools:
        if school.zone and ":" not in school.zone and school.lon is not None and school.lat is not None:
            spots.setdefault(school.zone, []).append((school.lon, school.lat))
    return {zone: tuple(np.mean(each, axis=0)) for zone, each in spots.items()}


def with_points(district: Path) -> Path:
    """Three points a zone, around the place of its schools."""
    found, rng = held(district), np.random.default_rng(1)
    rows = [
        f"p{n}-{k},{zone}{k}号点,{zone},{lon + east:.4f},{lat + north:.4f},{50 * (k + 1)},assumed,试\n"
        for n, (zone, (lon, lat)) in enumerate(centres(found).items())
        for k, (east, north) in enumerate(rng.normal(0, 0.004, (3, 2)))
    ]
    (district / "population" / "points.csv").write_text(POINTS + "".join(rows), encoding="utf-8")
    return district


def with_sites(district: Path) -> Path:
    """A nine-year school of two sizes, a large and a small primary one."""
    places = list(centres(held(district)).items())
    rows = [
        (f"c{n}", f"{zone}地块", zone, *kind, f"{lon + 0.002:.4f}", f"{lat + 0.002:.4f}", "assumed", "试")
        for n, ((zone, (lon, lat)), kind) in enumerate(
            zip(
                places[2::3],
                (
                    ("九年一贯制", "1080;1620", "600;900", "6000;9000", ""),
                    ("小学", "810", "", "4000", ""),
                    ("小学", "540", "", "", "2040"),
                ),
                strict=False,
            )
        )
    ]
    (district / "sites.csv").write_text(SITES + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return district


def spread(found: Assessment, points: tuple[PointRow, ...] = (), year: int = 2028) -> dict[str, float]:
    """Children of each stage over all places, after checking that each area's are whole and its demand as `gap` has
    it."""
    lives = living(found, points, STAGES, year)
    demand = {(row.area, row.stage): row.demand for row in found.rows(years=[year])}
    for stage in STAGES:
        for area in found.areas:
            own = lives.children[stage][[each == area for each in lives.areas]].sum()
            assert own + lives.nowhere.get((area, stage), 0.0) == demand[area, stage]
        assert lives.children[stage].min() >= 0
        assert (lives.children[stage] % 1 == 0).all()
    return {stage: float(each.sum()) for stage, each in lives.children.items()}


def test_children_are_those_of_the_demand_wherever_they_are_put(district: Path) -> None:
    """At the centres of zones; at points; at estates and points: never more or fewer."""
    found = held(district)
    assert {*living(found, (), STAGES, 2028).kinds} == {ZONE}
    whole = spread(found)
    with_points(district)
    around = Around.of(found.plan, found.population, STAGES)
    points = read_points(district / "population" / "points.csv", around)
    assert spread(found, points) == pytest.approx(whole)
    zone, (lon, lat) = next(iter(centres(found).items()))
    row = f"e1,东湖,{zone},800,2027,{lon + 0.01:.4f},{lat:.4f},assumed,试\n"
    (district / "population" / "estates.csv").write_text(ESTATES + row, encoding="utf-8")
    found = held(district)
    lives = living(found, points, STAGES, 2028)
    assert {*lives.kinds} == {POINT, ESTATE}
    spread(found, points)
    estates = found.demand.beyond.estates if found.demand.beyond else None
    assert estates is not None
    t = found.years.index(2028)
    assert lives.children["primary"][lives.ids.index("e1")] == pytest.approx(estates.pupils("primary")[0, t], abs=1)


def test_points_of_a_zone_have_the_children_of_the_zone(district: Path) -> None:
    """Weights say how a zone's children are spread over its points, in proportion."""
    found = held(with_points(district))
    around = Around.of(found.plan, found.population, STAGES)
    points = read_points(district / "population" / "points.csv", around)
    lives = living(found, points, STAGES, 2028)
    first = [n for n, zone in enumerate(lives.zones) if zone == lives.zones[0]]
    own = lives.children["primary"][first]
    if not lives.plain:
        np.testing.assert_allclose(own, own.sum() / 6 * np.array([1, 2, 3]), atol=1)
    assert {area for area, _, _ in lives.plain} <= {*found.areas}


@pytest.mark.parametrize(("share", "told"), [("", True), ("0.5", False)])
def test_points_that_divide_an_area_alone_are_told(share: str, told: bool, tmp_path: Path) -> None:
    """Two zones of which nothing says how many children they have; with a share of each there is nothing to tell."""
    for name, text in {
        "plan.yaml": "plan: 试\narea: 甲\nyears: [2027, 2029]\npopulation: population\n"
        "base_seats: {year: 2026, seats: listed, basis: assumed, source: t}\nschools:\n"
        "  - {id: a, type: primary, zone: 东, seats: {primary: 540}, opens: 2015, lon: 111.0, lat: 35.0}\n"
        "  - {id: b, type: primary, zone: 西, seats: {primary: 540}, opens: 2015, lon: 111.01, lat: 35.0}\n",
        "population/births.csv": "area,year,births,basis,source\n"
        + "".join(f"甲,{year},150,assumed,t\n" for year in range(2008, 2027)),
        "population/enrolment.csv": "area,year,stage,grade,pupils,basis,source\n"
        + "".join(f"甲,2026,primary,{grade},150,assumed,t\n" for grade in range(1, 7)),
        "population/zones.csv": f"area,part_of,share,basis,source\n东,甲,{share},assumed,t\n西,甲,{share},assumed,t\n",
        "population/points.csv": "id,area,zone,children,lon,lat,basis,source\n"
        "p,甲,东,90,111.0,35.0,assumed,t\nq,甲,西,10,111.01,35.0,assumed,t\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = ("site", "--plan", str(tmp_path / "plan.yaml"), "--stage", "primary", "--now", "2026-09-01")
    for lang, said in (("zh", "只按点位的人数分，不按学区"), ("en", "by the points alone, not by zone")):
        done = run(*words, "--lang", lang)
        assert done.returncode == 0, done.stderr
        assert ("".join(said.split()) in "".join(done.stdout.split())) is told


def test_without_zones_children_are_where_schools_are_and_that_is_said(tmp_path: Path) -> None:
    """A guess, which makes shares too high: the answer says so and names what changes it."""
    (tmp_path / "plan.yaml").write_text(
        "plan: 试\narea: 盐湖区\nyears: [2021, 2025]\nbase_seats: {year: 2020, seats: listed}\nschools:\n"
        "  - {id: a, type: primary, seats: {primary: 540}, opens: 2015, lon: 111.0, lat: 35.0}\n"
        "  - {id: b, type: primary, seats: {primary: 540}, opens: 2024, lon: 111.02, lat: 35.0}\n",
        encoding="utf-8",
    )
    done = run(
        "site", "--plan", str(tmp_path / "plan.yaml"), "--stage", "primary", "--year", "2024", "--now", "2021-01-01"
    )
    assert done.returncode == 0, done.stderr
    flat = "".join(done.stdout.split())
    assert "没有点位，也没有学区中心" in flat
    assert "points.csv" in flat
    assert {*living(assess(*read_project(tmp_path / "plan.yaml")), (), ("primary",), 2024).kinds} == {SCHOOL}


def answer(district: Path, *words: str) -> dict[str, object]:
    """What JSON of a run holds."""
    done = run("site", "--plan", str(district / "plan.yaml"), *NOW, "--format", "json", *words)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_which_site_to_take_and_why(district: Path) -> None:
    """Proven, each site with its children and with what another in its place would lose; shares never fall."""
    with_sites(with_points(district))
    found = answer(district, "--sites", str(district / "sites.csv"), "--stage", "primary", "-k", "2", "--year", "2030")
    assert found["proven"] is True
    chosen, alone = found["chosen"], found["alone"]
    assert isinstance(chosen, list)
    assert isinstance(alone, dict)
    assert 1 <= len(chosen) <= 2
    assert "c2" not in alone  # it opens in 2040 at the earliest
    assert chosen[0]["gains"] == pytest.approx(alone[chosen[0]["site"]], abs=0.2)
    assert all(one["gains"] > 0 and one["lead"] >= 0 and one["serves"] for one in chosen)
    rows = found["rows"]
    assert isinstance(rows, list)
    assert all(row["sites"] >= row["plan"] - 1e-9 for row in rows)
    done = run(
        "site",
        "--plan",
        str(district / "plan.yaml"),
        *NOW,
        "--sites",
        str(district / "sites.csv"),
        "--year",
        "2030",
        COLUMNS="80",
    )
    flat = "".join(done.stdout.split())
    assert "建议选" in flat
    assert "已证明没有更好的" in flat
    assert "2040" in flat
    assert "2030学年还不能投用" in flat


def test_what_a_site_adds_is_the_difference_of_the_numbers_beside_it() -> None:
    """Rounded once: from 4,348 to 4,709 is 361, and 361 less 271 is 90, in the sentence as in the table."""
    example = TOP / "examples/district"
    words = ("--plan", example / "plan.yaml", "--sites", example / "sites.csv", "--stage", "middle", "--year", "2030")
    text = "".join(run("site", "-k", "1", *words, "--now", "2026-11-28").stdout.split())
    before, after, gains, total, lead = (
        int(each.replace(",", ""))
        for each in re.search(  # type: ignore[union-attr]
            r"从([\d,]+)人增加到([\d,]+)人.*?多(\d+)名.*?来的(\d+)人.*?会少(\d+)人", text
        ).groups()
    )
    assert after - before == gains == total
    assert f"300{gains - lead}4,620" in text


def test_the_sites_chosen_are_candidates_of_optimise(district: Path) -> None:
    """The file that is written is read again: the same place, size and type, and every size among the sizes."""
    with_sites(with_points(district))
    out = district / "chosen.yaml"
    words = ("--sites", str(district / "sites.csv"), "-k", "2", "--stage", "primary", "--year", "2030")
    found = answer(district, *words)
    done = run("site", "--plan", str(district / "plan.yaml"), *NOW, *words, "--output", str(out))
    assert done.returncode == 0, done.stderr
    whole = held(district)
    read = read_candidates(out, whole.plan, whole.stages, 2035, whole.assumptions.costs).candidates
    chosen = found["chosen"]
    assert isinstance(chosen, list)
    assert [one.school.id for one in read] == [one["site"] for one in chosen]
    assert all(dict(one.school.seats) == each["seats"] for one, each in zip(read, chosen, strict=True))
    assert all(one.school.lon is not None for one in read)
    again = answer(district, "--sites", str(out), *words[2:])
    assert again["rows"] == found["rows"]


def test_where_no_site_helps_no_candidates_are_written(district: Path) -> None:
    """A file without candidates would mean those of the plan: exit 1, and none is written."""
    with_points(district)
    (district / "sites.csv").write_text(SITES + "c1,远处,,小学,540,,,,108.15,35.0,assumed,试\n", encoding="utf-8")
    words = ("--sites", "sites.csv", "--stage", "primary", "--output", "chosen.yaml")
    done = run("site", "--plan", str(district / "plan.yaml"), *NOW, *words, cwd=district)
    assert done.returncode == 1
    assert not (district / "chosen.yaml").exists()
    assert "没有一处备选点能让更多儿童" in "".join(done.stdout.split())


def test_distances_that_are_given_are_used_and_holes_are_told(district: Path) -> None:
    """All pairs alike make everybody near; without one of them exit 3 names the place."""
    with_points(district)
    found = held(district)
    points = [
        line.split(",")[0] for line in (district / "population" / "points.csv").read_text("utf-8").splitlines()[1:]
    ]
    targets = [one.id for one in found.plan.schools if one.lon is not None]
    rows = [f"{point},{school},100\n" for point in points for school in targets]
    table = district / "population" / "distances.csv"
    table.write_text("from,to,metres\n" + "".join(rows), encoding="utf-8")
    near = answer(district, "--stage", "primary", "--year", "2030")["rows"]
    assert isinstance(near, list)
    assert all(row["today"] == pytest.approx(1) for row in near if not row["seated"])
    table.write_text("from,to,metres\n" + "".join(rows[:-1]), encoding="utf-8")
    done = run("site", "--plan", str(district / "plan.yaml"), *NOW, "--stage", "primary", "--year", "2030")
    assert done.returncode == 3
    assert f"{points[-1]}" in done.stderr


@pytest.mark.parametrize(
    "words", [("--stage", "senior"), ("--objective", "far"), ("--by", "school"), ("--output", "x.yaml")]
)
def test_what_cannot_be_asked_ends_with_two(district: Path, words: tuple[str, ...]) -> None:
    """Stages without a service distance, other objectives, and candidates without a choice."""
    done = run("site", "--plan", str(district / "plan.yaml"), *NOW, *words, cwd=district)
    assert done.returncode == 2, done.stdout


@pytest.mark.parametrize("objective", ["cover", "walk"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_cut_at_eighty_columns(district: Path, objective: str, lang: str) -> None:
    """No line is wider than the window, and no figure is folded."""
    with_sites(with_points(district))
    words = (
        "--sites",
        str(district / "sites.csv"),
        "-k",
        "2",
        "--objective",
        objective,
        "--lang",
        lang,
        "--by",
        "zone",
    )
    done = run("site", "--plan", str(district / "plan.yaml"), *NOW, *words, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    assert "…" not in done.stdout


TOWN = """plan: 清河县试算
area: 清河县
years: [2027, 2029]
population: population
register: schools.csv
base_seats: {year: 2026, seats: listed, basis: assumed, source: 试}
schools: []
"""
NEW = """scenario: 新校
extends: plan.yaml
add:
  - {id: n, name: 新校, type: primary, area: 清河县, zone: 西学区, opens: 2028, seats: {primary: 540},
     status: planned, lon: 110.0, lat: 30.031, basis: {seats: assumed}, source: 试}
"""
TOWN_SITES = (
    "id,name,area,zone,type,primary,middle,cost_wan,earliest,lon,lat,basis,source\n"
    "x1,北村地块,清河县,西学区,primary,180;270,,2000;3000,2028,110.000,30.031,assumed,试\n"
    "x3,西街地块,清河县,西学区,primary,90,,1500,2029,110.010,30.002,assumed,试\n"
    "x4,东坡地块,清河县,西学区,nine_year,360,180,,2028,110.001,30.029,assumed,试\n"
)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A county of two schools and two zones, of whose children nothing is on record."""
    people = tmp_path / "population"
    people.mkdir()
    rows = [
        f"{school},{name},清河县,{zone},primary,primary,{n},{lon},30.0,assumed,试"
        for school, name, zone, n, lon in (("a", "一小", "东学区", 12, 110.0), ("b", "二小", "西学区", 6, 110.01))
    ]
    head = "id,name,area,zone,type,stage,classes,lon,lat,basis,source"
    births = "".join(f"清河县,{year},150,assumed,试\n" for year in range(2008, 2027))
    pupils = "".join(f"清河县,2026,primary,{g},150,assumed,试\n" for g in range(1, 7))
    for place, text in {
        tmp_path / "plan.yaml": TOWN,
        tmp_path / "new.yaml": NEW,
        tmp_path / "schools.csv": "\n".join([head, *rows]) + "\n",
        tmp_path / "sites.csv": TOWN_SITES,
        people / "births.csv": "area,year,births,basis,source\n" + births,
        people / "enrolment.csv": "area,year,stage,grade,pupils,basis,source\n" + pupils,
        people / "zones.csv": "area,part_of,basis,source,lon,lat\n西学区,清河县,assumed,试,110.01,30.0\n"
        "东学区,清河县,assumed,试,110.0,30.0\n",
    }.items():
        place.write_text(text, encoding="utf-8")
    return tmp_path


TOWN_POINTS = (
    "id,name,area,zone,lon,lat,primary,basis,source\np1,东街,清河县,东学区,110.000,30.001,300,assumed,试\n"
    "p2,西街,清河县,西学区,110.010,30.001,100,assumed,试\np3,北村,清河县,西学区,110.000,30.030,200,assumed,试\n"
)


def flat(town: Path, *words: str) -> str:
    """What a run prints, without its spaces."""
    done = run("site", "--plan", str(town / "plan.yaml"), "--now", "2026-11-28", *words)
    assert done.returncode == 0, done.stderr
    return "".join(done.stdout.split())


@pytest.mark.parametrize("known", ["points", "zones", "schools"])
def test_a_plan_moves_no_children(town: Path, known: str) -> None:
    """Whatever says where they live, a school more changes nothing of today; points alone divide an area of whose zones
    nothing is on record (300 + 100 of 600 are near), a guess by seats is said."""
    if known == "points":
        (town / "population" / "points.csv").write_text(TOWN_POINTS, encoding="utf-8")
    if known == "schools":
        (town / "population" / "zones.csv").unlink()
        for place, word in ((town / "schools.csv", ",东学区"), (town / "schools.csv", ",西学区")):
            place.write_text(place.read_text("utf-8").replace(word, ","), "utf-8")
        new = town / "new.yaml"
        new.write_text(new.read_text("utf-8").replace("zone: 西学区, ", ""), "utf-8")
    asked = ("--stage", "primary", "--year", "2029", "--plan", str(town / "plan.yaml"), "--now", "2026-11-28")
    before, after = (answer(town, *asked, *more)["rows"] for more in ((), ("--scenario", str(town / "new.yaml"))))
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert [row["today"] for row in before] == [row["today"] for row in after]
    if known == "points":
        assert before[0]["today"] == pytest.approx(4 / 6, abs=1e-5)
    assert ("现有学校的学位分到学区，是猜测" in flat(town, "--stage", "primary")) == (known == "zones")


def test_a_stage_without_a_column_is_named(town: Path) -> None:
    """Every point has its zone: what is missing are the children of middle schools."""
    (town / "population" / "points.csv").write_text(TOWN_POINTS, encoding="utf-8")
    text = flat(town)
    assert "的点位没有写初中人数（points.csv的middle列" in text
    assert "不按学区的需求" not in text
    assert "没有用：--sites" in text


def test_sites_that_come_too_late_are_named_first(town: Path) -> None:
    """With their year, why the year is the one shown, and in the table; seats are those of the stage asked for."""
    (town / "population" / "points.csv").write_text(TOWN_POINTS, encoding="utf-8")
    asked = ("--sites", str(town / "sites.csv"), "-k", "3", "--stage", "primary")
    text = flat(town, *asked)
    first = text[: text.index("1.")]
    assert "西街地块（最早2029学年）到2028学年还不能投用，没有参选（没有写--year：取后年2028" in first
    assert "--year2029一起比较" in first
    assert "西街地块202990" in text
    assert "540" not in text
    assert "没有参选" not in flat(town, *asked, "--year", "2029")
    none = flat(town, *asked, "--year", "2027")
    assert "北村地块（最早2028学年）" in none[: none.index("名小学儿童")]


def test_sites_that_add_nothing_are_told_by_the_objective(town: Path) -> None:
    """Of walking, seats are those anywhere; and zones stand as zones.csv has them."""
    (town / "population" / "points.csv").write_text(TOWN_POINTS.replace(",200,", ",0,"), encoding="utf-8")
    sites = town / "sites.csv"
    sites.write_text("\n".join(TOWN_SITES.splitlines()[:2]).replace("30.031", "30.1") + "\n", encoding="utf-8")
    (town / "schools.csv").write_text(
        (town / "schools.csv").read_text("utf-8").replace(",12,", ",40,").replace(",6,", ",40,"), "utf-8"
    )
    assert "不限距离有学位的" in flat(town, "--sites", str(sites), "--objective", "walk", "--stage", "primary")
    assert "服务半径内有学位" in flat(town, "--sites", str(sites), "--stage", "primary")
    listed = flat(town, "--by", "zone", "--stage", "primary")
    assert listed.index("西学区小学") < listed.index("东学区小学")


@given(
    st.floats(0, 5000),
    st.lists(st.floats(0, 300), max_size=3),
    st.lists(st.tuples(st.floats(0, 50), st.sampled_from("ab")), max_size=8),
)
def test_children_are_whole_and_none_is_lost_or_made(
    demand: float, estates: list[float], places: list[tuple[float, str]]
) -> None:
    """Every place is within one child of its share but for the rounding of its zone; those of a zone, of theirs."""
    weights = [weight for weight, _ in places]
    own, others, nowhere = shared_out(demand, estates, weights, [zone for _, zone in places])
    assert sum(own) + sum(others) + nowhere == whole_number(demand)
    assert min([0, *own, *others, nowhere]) == 0
    rest = demand - min(sum(estates), demand)
    for zone in "ab" if sum(weights) > 0 else "":
        share = sum(weight for weight, where in places if where == zone) / sum(weights) * rest
        told = sum(n for n, (_, where) in zip(others, places, strict=True) if where == zone)
        assert abs(told - share) < 1 + 1e-6
