"""New estates in a folder: read in keys or in Chinese, and every fault with its line."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyarrow import csv, parquet

import xuewei
from xuewei.errors import InputError
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.model.population import EstateRow

from inside import run
from program import TOP

HEAD = "id,name,area,zone,dwellings,floor_area_m2,kind,completes,occupancy,approved,lon,lat,basis,source\n"
ZONE = "合成第01学区"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The district of the examples, a copy without its estates."""
    shutil.copytree(TOP / "examples" / "district", tmp_path / "district")
    (tmp_path / "district" / "population" / "estates.csv").unlink()
    return tmp_path / "district"


def put(project: Path, text: str, head: str = HEAD) -> Path:
    """Write the estates of a project."""
    (project / "population" / "estates.csv").write_text(head + text, encoding="utf-8")
    return project / "population"


def row(**cells: str) -> str:
    """A line of the table, good but for what ``cells`` say."""
    names = HEAD.strip().split(",")
    usual = {"id": "e1", "area": "合成区", "dwellings": "800", "completes": "2027", "basis": "assumed", "source": "x"}
    return ",".join(f'"{({**usual, **cells}).get(name, "")}"' for name in names) + "\n"


def said(project: Path) -> list[str]:
    """What is told of the project, without the folder."""
    with pytest.raises(InputError) as wrong:
        xuewei.assess(*read_project(project / "plan.yaml"))
    return [fault.text("en").rpartition("population/")[2] for fault in wrong.value.faults]


def test_chinese_titles_and_words_are_read(project: Path) -> None:
    """Dwellings by year are a part each; shares may be per cent; 学区 is a zone where 区域 stands beside it."""
    head = "编号,小区,区域,学区,套数,建筑面积,类型,竣工,入住率,经度,纬度,依据,来源\n"
    text = f'e1,甲,合成区,{ZONE},800,96000,商品房,"2026: 300，2027年：500套",,111,35,假设,规划\n'
    text += 'e2,乙,合成区,,,60000,回迁房,2028年,"0.3; 50%",,,公布,规划\n'
    one, other, third = read_population(put(project, text, head)).estates
    about = "assumed", "规划", None, 111.0, 35.0
    assert one == EstateRow("e1", "甲", "合成区", ZONE, 300.0, 36000.0, "commodity", 2026, "", *about)
    assert (other.completes, other.dwellings, other.floor_area_m2, other.line) == (2027, 500.0, 60000.0, 2)
    assert (third.kind, third.dwellings, third.occupancy) == ("resettlement", None, ((1, 0.3), (2, 0.5)))


@pytest.mark.parametrize(
    ("text", "course"),
    [("慢", "slow"), ("较慢", "slow"), ("一般", "usual"), ("正常", "usual"), ("快", "fast"), ("较快", "fast")],
)
def test_courses_are_read_in_chinese(project: Path, text: str, course: str) -> None:
    """As kinds are; and a course that the folder calls so is that."""
    assert read_population(put(project, row(occupancy=text))).estates[0].occupancy == course
    file = project / "population" / "assumptions.yaml"
    own = f"estates:\n  curves:\n    {text}: {{values: {{0: 1.0}}, basis: assumed, source: 厂}}\n"
    file.write_text(file.read_text(encoding="utf-8") + own, encoding="utf-8")
    assert read_population(project / "population").estates[0].occupancy == text


def test_parquet_says_the_same(project: Path) -> None:
    """Completion is text there too."""
    people = put(project, row(completes="2026: 300, 2027: 500", lon="111.5", lat="35"))
    before = read_population(people).estates
    parquet.write_table(csv.read_csv(people / "estates.csv"), people / "estates.parquet")
    (people / "estates.csv").unlink()
    assert read_population(people).estates == before


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"area": ""}, "area: does not say where it lies"),
        ({"dwellings": ""}, "dwellings: does not say how large it is"),
        ({"completes": "2026: 300, 2027: 400"}, "dwellings: is not the sum of completes, 700 (found 800)"),
        ({"completes": "soon"}, "completes: must be the year of completion"),
        ({"completes": "2026: 300, 2026: 500"}, "completes: must be the year of completion"),
        ({"floor_area_m2": "8000"}, "floor_area_m2: at 800 dwellings it is 10 m² for each"),
        ({"approved": "2028"}, "completes: is before its approval in 2028 (found 2027)"),
        ({"kind": "商品"}, "Did you mean 商品房?"),
        (
            {"occupancy": "usal"},
            "occupancy: must be one of slow, usual, fast, 慢, 一般, 快 (found usal). Did you mean usual?",
        ),
        ({"occupancy": "0.5; 0.4"}, "occupancy: shares lived in must not fall"),
        ({"occupancy": "0.5; 1.4"}, "occupancy: must be the name of a course"),
        ({"lon": "111"}, "lat: lon and lat are both written, or neither"),
        ({"lon": "511", "lat": "35"}, "lon: must be a number from -180 to 180"),
        ({"zone": "合成第001学区"}, f"zone: is not a zone of zones.csv (found 合成第001学区). Did you mean {ZONE}?"),
        ({"area": "合成"}, "area: is no area or zone of the plan or its people (found 合成). Did you mean 合成区?"),
        ({"lon": "35.0", "lat": "111.2"}, "lon: lon and lat are exchanged: lon is degrees east (73 to 136)"),
        ({"lon": "35.0", "lat": "11.2"}, "lon: is not in China"),
        ({"lon": "101.0", "lat": "35.0"}, "km from the middle of the schools of 合成区"),
        ({"dwellings": "0.08"}, "dwellings: is no whole number of dwellings"),
        ({"dwellings": "", "floor_area_m2": "9.6"}, "floor_area_m2: is less than 500 m², which is no estate"),
    ],
)
def test_every_fault_is_told_with_its_line(project: Path, cells: Mapping[str, str], told: str) -> None:
    """Also behind a good row."""
    put(project, row(id="e0") + row(**cells))
    assert any(line.startswith("estates.csv:3: ") and told in line for line in said(project)), said(project)


def test_all_faults_are_told_at_once_and_rows_of_one_estate_agree(project: Path) -> None:
    """Two parts of an estate may not be the same, nor lie in two places."""
    parts = row(zone=ZONE) + row(zone=ZONE) + row(completes="2029", zone="合成第02学区")
    put(project, parts)
    assert said(project) == [
        "estates.csv:3: duplicates line 2",
        f"estates.csv:4: zone: differs from line 2, which is of the same estate ({ZONE}) (found 合成第02学区)",
    ]
    put(project, row(area="") + row(id="e2", dwellings=""))
    assert [line.partition(": ")[0] for line in said(project)] == ["estates.csv:2", "estates.csv:3"]


def test_what_is_assumed_is_the_folders_where_it_writes_it(project: Path) -> None:
    """A part of a section leaves the rest as shipped; yields of stages that there are not are told."""
    people = put(project, row())
    file = people / "assumptions.yaml"
    before = file.read_text(encoding="utf-8")
    own = "estates:\n  yields:\n    primary: {values: {1: 30, 5: 20}, basis: published, source: 普查}\n"
    file.write_text(before + own, encoding="utf-8")
    rules = read_population(people).assumptions.estates
    assert rules is not None
    assert (rules.yields["primary"].values, rules.yields["primary"].default) == ({1: 30.0, 5: 20.0}, False)
    assert (rules.yields["middle"].values, rules.yields["middle"].basis) == ({1: 9.8}, "assumed")
    file.write_text(before + own.replace("primary", "primry"), encoding="utf-8")
    with pytest.raises(InputError, match=r"estates\.yields\.primry.*Did you mean primary"):
        read_population(people)


def test_a_course_of_its_own_may_be_named(project: Path) -> None:
    """By estates, and as the usual one."""
    people = put(project, row(occupancy="staff"))
    file = people / "assumptions.yaml"
    course = "estates:\n  curves:\n    staff: {values: {0: 1.0}, basis: assumed, source: 厂}\n"
    file.write_text(file.read_text(encoding="utf-8") + course, encoding="utf-8")
    assert read_population(people).estates[0].occupancy == "staff"
    file.write_text(file.read_text(encoding="utf-8") + "  occupancy: stuff\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"estates\.occupancy.*Did you mean staff"):
        read_population(people)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_answers_say_what_estates_add(project: Path, lang: str) -> None:
    """In gap, its difference to a project without, the course of a zone, and an explanation."""
    before = project.parent / "before"
    shutil.copytree(project, before)
    put(project, row(name="东湖", zone=ZONE))
    plan = ("--plan", project / "plan.yaml", "--lang", lang)
    gap = " ".join(run("gap", *plan, "--year", "2030").stdout.split())
    assert ("新小区 1 个、800 套" if lang == "zh" else "New estates (1, 800 dwellings") in gap
    assert "estates.counted: within_migration" in gap
    explained = run("explain", *plan, "--year", "2030", "--stage", "primary").stdout
    assert "e1 东湖" in explained
    assert "+113" in explained  # 800 × 0.65 × 21.7/100 = 112.84
    zone = run("explain", *plan, "--year", "2030", "--stage", "primary", "--zone", ZONE).stdout
    assert "+18.81" in zone  # 112.84 ÷ 6
    differs = run("diff", before / "plan.yaml", project / "plan.yaml", "--lang", lang)
    assert differs.returncode == 1
    assert {"zh": "新小区 东湖", "en": "new estate 东湖"}[lang] in differs.stdout
    assert "estates.curves" not in differs.stdout


def test_phases_share_the_floor_area_of_their_estate(project: Path) -> None:
    """Each has its own, and their estate the whole in the difference of two projects; none is lost where a phase has no dwellings."""
    before = project.parent / "before"
    shutil.copytree(project, before)
    people = put(project, row(dwellings="800", floor_area_m2="96000", completes="2026: 300, 2027: 500, 2028: 0"))
    assert sum(each.floor_area_m2 or 0 for each in read_population(people).estates) == 96000
    done = run("diff", before / "plan.yaml", project / "plan.yaml", "--format", "json")
    (change,) = json.loads(done.stdout)["changes"]
    told = [change["after"][name] for name in ("completes", "dwellings", "floor_area_m2")]
    assert told == ["2026: 300, 2027: 500, 2028: 0", 800, 96000]
    shares = {part.completes: part.floor_area_m2 for part in read_population(people).estates}
    assert shares == {2026: 36000, 2027: 60000, 2028: 0}


def test_a_difference_hides_no_part_that_is_completed_in_the_year_of_another(project: Path) -> None:
    """Two rows of an estate may name a year."""
    before = project.parent / "before"
    rows = row(dwellings="800", completes="2026: 300, 2027: 500")
    put(project, rows + row(dwellings="40"))
    shutil.copytree(project, before)
    put(project, rows.replace("800", "900").replace("500", "600") + row(dwellings="40"))
    done = run("diff", before / "plan.yaml", project / "plan.yaml", "--format", "json")
    changes = {each["field"]: (each["before"], each["after"]) for each in json.loads(done.stdout)["changes"]}
    years = "2026: 300, 2027: 500, 2027: 40", "2026: 300, 2027: 600, 2027: 40"
    assert changes == {"completes": years, "dwellings": (840, 940)}


@pytest.mark.parametrize(
    ("years", "zh", "en"),
    [
        (["2027"], "2027 年竣工", "completed 2027;"),
        (["2027", "2028"], "2027–2028 年竣工", "completed 2027–2028;"),
        (["2026", "2028"], "2026, 2028 年竣工", "completed 2026, 2028;"),
    ],
)
def test_years_of_completion_are_named_as_they_are(project: Path, years: list[str], zh: str, en: str) -> None:
    """One year is no span, and a year in which nothing is completed is in none."""
    put(project, "".join(row(id=f"e{n}", completes=year) for n, year in enumerate(years)))
    for lang, words in (("zh", zh), ("en", en)):
        done = run("gap", "--plan", project / "plan.yaml", "--year", "2030", "--lang", lang)
        assert words in " ".join(done.stdout.split())


def test_pupils_for_whom_too_few_arrive_are_told_once(project: Path) -> None:
    """What is said to come and what is said not to be counted add up to the estate's pupils: 112.84 in primary."""
    people = put(project, row())
    file = people / "assumptions.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "estates: {counted: within_migration}\n", encoding="utf-8")
    english = " ".join(run("gap", "--plan", project / "plan.yaml", "--year", "2030", "--lang", "en").stdout.split())
    chinese = "".join(run("gap", "--plan", project / "plan.yaml", "--year", "2030").stdout.split())
    came = re.search(r"after \d+, .*?primary \+(\d+).*? in 2030", english)
    left = re.search(r"estates hold: more pupils \(.*?primary (\d+).*?\) are not counted in 2030", english)
    assert came
    assert left
    assert int(left[1]) > 0
    assert int(came[1]) + int(left[1]) == 113
    assert "另有幼儿园" in chinese
    assert f"小学{left[1]}人" in chinese


def test_a_scenario_sets_what_is_assumed(project: Path) -> None:
    """Of estates; a project without any is as it was."""
    scenario = project / "s.yaml"
    scenario.write_text(
        "scenario: 多\nextends: plan.yaml\nset: {estates.yields.primary: 43.4, estates.occupancy: fast}\n",
        encoding="utf-8",
    )
    asked = ("gap", "--scenario", scenario, "--year", "2030", "--format", "csv", "--stage", "primary")
    plain = run("gap", "--plan", project / "plan.yaml", *asked[3:]).stdout
    assert run(*asked).stdout == plain
    put(project, row())
    once, twice = (
        int(run(*words).stdout.splitlines()[1].split(",")[4])
        for words in (("gap", "--plan", project / "plan.yaml", *asked[3:]), asked)
    )
    none = int(plain.splitlines()[1].split(",")[4])
    assert (once - none, twice - none) == (113, 295)  # 800 × 0.85 × 43.4/100 = 295.12
