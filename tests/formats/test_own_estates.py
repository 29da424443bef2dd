"""Estates that a plan writes itself, and scenarios that change one, wherever it is written."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import xuewei
from xuewei.errors import InputError
from xuewei.formats.plan.read import plan_of, read_plan
from xuewei.formats.plan.write import plan_text
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.formats.yaml import yaml_of
from xuewei.model.assessment import assess

from inside import run
from program import TOP

OWN = """estates:
  - id: e1
    name: 东湖
    zone: 合成第01学区
    dwellings: 800
    kind: 商品房
    completes: {2026: 300, 2027: 500}
    approved: 2024
    lon: 111
    lat: 35
    basis: published
    source: 规划许可
  - {id: e2, floor_area_m2: 60000, completes: 2028, occupancy: [0.4, 70%, 0.9]}
"""
TABLE = """id,name,area,zone,dwellings,floor_area_m2,kind,completes,occupancy,approved,lon,lat,basis,source
e1,东湖,,合成第01学区,800,,商品房,"2026: 300, 2027: 500",,2024,111,35,published,规划许可
e2,,合成区,,,60000,,2028,0.4; 70%; 0.9,,,,,
"""
LAYER = """scenario: 多建
extends: plan.yaml
estates:
  change:
    - {id: e1, completes: {2026: 300, 2027: 900}, dwellings: 1200}
  add:
    - {id: e3, area: 合成区, dwellings: 400, completes: 2029}
  remove: [e2]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The district of the examples, with estates in its plan."""
    shutil.copytree(TOP / "examples" / "district", tmp_path / "own")
    (tmp_path / "own" / "population" / "estates.csv").unlink()
    plan = tmp_path / "own" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("schools:\n", f"{OWN}schools:\n", 1), encoding="utf-8")
    return tmp_path / "own"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The same with estates in the folder of its people."""
    shutil.copytree(TOP / "examples" / "district", tmp_path / "table")
    (tmp_path / "table" / "population" / "estates.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path / "table"


def put(project: Path, text: str) -> Path:
    """A scenario beside the plan of a project."""
    place = project / "more.yaml"
    place.write_text(text, encoding="utf-8")
    return place


def told(project: Path, *scenarios: Path) -> list[str]:
    """The faults of a project under scenarios, without its folder."""
    with pytest.raises(InputError) as wrong:
        assess(*read_project(project / "plan.yaml", scenarios))
    return [fault.text("en").replace(f"{project}/", "") for fault in wrong.value.faults]


def test_a_plan_says_what_the_table_of_its_people_would(own: Path, table: Path) -> None:
    """Row by row, and in every balance."""
    one, other = (read_project(each / "plan.yaml") for each in (own, table))
    assert [replace(row, source="") for row in one[1].estates] == [replace(row, source="") for row in other[1].estates]
    assert [row.record() for row in assess(*one).rows()] == [row.record() for row in assess(*other).rows()]
    none = assess(*read_project(TOP / "examples" / "district" / "plan.yaml"))
    assert [row.demand for row in assess(*one).rows()] != [row.demand for row in none.rows()]


def test_written_estates_come_back(own: Path) -> None:
    """In the document of a plan."""
    plan = read_plan(own / "plan.yaml")
    bare = replace(plan, register=None, schools=(), registered={})
    assert plan_of(yaml_of(plan_text(bare), "plan.yaml"), plan.file).estates == plan.estates


@pytest.mark.parametrize("where", ["own", "table"])
def test_a_scenario_takes_changes_and_adds_estates(where: str, request: pytest.FixtureRequest) -> None:
    """By id, in the plan as in the folder; what it resizes is assumed, and from it."""
    project: Path = request.getfixturevalue(where)
    _, people = read_project(project / "plan.yaml", [put(project, LAYER)])
    found = [(row.id, row.completes, row.dwellings, row.basis, row.source) for row in people.estates]
    assert found == [
        ("e1", 2026, 300.0, "assumed", "多建"),
        ("e1", 2027, 900.0, "assumed", "多建"),
        ("e3", 2029, 400.0, "assumed", "estates"),
    ]
    done = run("diff", project / "plan.yaml", project / "more.yaml", "--format", "json")
    changes = {(each["subject"], each["field"]): each["after"] for each in json.loads(done.stdout)["changes"]}
    assert changes["estates.e1", "dwellings"] == 1200
    assert changes["estates.e2", ""] is None
    assert changes["estates.e3", ""]["completes"] == 2029
    english = run("diff", project / "plan.yaml", project / "more.yaml", "--lang", "en").stdout
    assert "changed  new estate 东湖" in english
    assert "new estate e3" in english
    assert "400 dwellings · completed 2029" in english


MAPS = [
    ("completes: {2029: 200, 2030: 600}, dwellings: 800", [(2029, 200.0), (2030, 600.0)]),
    ("completes: {2029: 200, 2030: 600}", [(2029, 200.0), (2030, 600.0)]),
    ("completes: {2027: 800}", [(2027, 800.0)]),
    ("completes: 2031", [(2031, 800.0)]),
]


@pytest.mark.parametrize("where", ["own", "table"])
@pytest.mark.parametrize("summed", [True, False])
@pytest.mark.parametrize(("change", "wanted"), MAPS)
def test_years_of_completion_replace_those_that_were(
    where: str, summed: bool, change: str, wanted: list[tuple[int, float]], request: pytest.FixtureRequest
) -> None:
    """As a whole: no dwelling is there twice, and one year for all has all dwellings, written or added up."""
    project: Path = request.getfixturevalue(where)
    file = project / ("plan.yaml" if where == "own" else "population/estates.csv")
    if not summed:
        text = file.read_text(encoding="utf-8").replace("    dwellings: 800\n", "").replace("学区,800,", "学区,,")
        file.write_text(text, encoding="utf-8")
    layer = f"scenario: 晚\nextends: plan.yaml\nestates:\n  change:\n    - {{id: e1, {change}}}\n"
    _, people = read_project(project / "plan.yaml", [put(project, layer)])
    assert [(row.completes, row.dwellings) for row in people.estates if row.id == "e1"] == wanted


@pytest.mark.parametrize("where", ["own", "table"])
def test_a_course_replaces_that_which_was(where: str, request: pytest.FixtureRequest) -> None:
    """Years that the change does not name are gone; dwellings that contradict its years are told."""
    project: Path = request.getfixturevalue(where)
    head = "scenario: 慢\nextends: plan.yaml\nestates:\n  change:\n"
    layers = [head + "    - {id: e2, occupancy: {1: 0.1, 9: 0.9}}\n", head + "    - {id: e2, occupancy: {4: 0.5}}\n"]
    for n, text in enumerate(layers):
        (project / f"{n}.yaml").write_text(text, encoding="utf-8")
    _, people = read_project(project / "plan.yaml", [project / "0.yaml", project / "1.yaml"])
    assert next(row.occupancy for row in people.estates if row.id == "e2") == ((4, 0.5),)
    (fault,) = told(project, put(project, head + "    - {id: e1, completes: {2030: 900}, dwellings: 800}\n"))
    assert fault.startswith("more.yaml:5: ")
    assert "is not the sum of completes, 900" in fault


@pytest.mark.parametrize("where", ["own", "table"])
def test_every_slip_of_a_scenario_is_told_at_its_line(where: str, request: pytest.FixtureRequest) -> None:
    """Ids that there are not, or already, and keys that are misspelt."""
    project: Path = request.getfixturevalue(where)
    slips = """scenario: 坏
extends: plan.yaml
estates:
  change:
    - {id: e9, dwellings: 3}
  add:
    - {id: e2, dwelings: 400, completes: 2029}
  remove: [e7]
"""
    assert told(project, put(project, slips)) == [
        "more.yaml:5: estates.change[e9].id: estate not found in the plan or its people (found e9)",
        "more.yaml:7: estates.add[e2].dwelings: unknown key. Did you mean dwellings?",
        "more.yaml:7: estates.add[e2].id: this id already exists in the plan (found e2)",
        "more.yaml:8: estates.remove[1]: estate not found in the plan or its people (found e7)",
    ]


def test_estates_in_both_places_are_told_with_both(own: Path) -> None:
    """At the line of the plan."""
    (own / "population" / "estates.csv").write_text(TABLE, encoding="utf-8")
    (fault,) = told(own)
    assert fault.startswith("plan.yaml:8: estates: there are estates in ")
    assert "population/estates.csv" in fault


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("id: e2", "id: e1", "plan.yaml:20: estates[e1].id: duplicate id (first in line 9) (found e1)"),
        ("dwellings: 800", "dwellings: 700", "plan.yaml:12: estates[e1].dwellings: is not the sum of completes, 800"),
        ("商品房", "商品", "plan.yaml:13: estates[e1].kind: must be one of commodity"),
        ("approved: 2024", "approved: 2027", "plan.yaml:14: estates[e1].completes: is before its approval in 2027"),
        ("lon: 111", "lon: 35", "plan.yaml:16: estates[e1].lon: is not in China"),
        ("2028, occ", "soon, occ", "plan.yaml:20: estates[e2].completes: must be the year of completion"),
        ("[0.4, 70%, 0.9]", "soon", "plan.yaml:20: estates[e2].occupancy: must be one of slow, usual, fast"),
        ("合成第01学区", "合成第91学区", "plan.yaml:9: estates[e1].zone: is no area or zone of the plan"),
    ],
)
def test_every_fault_of_a_plan_s_estates_has_its_line(own: Path, old: str, new: str, fault: str) -> None:
    """As those of the table have."""
    plan = own / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert any(line.startswith(fault) for line in told(own)), told(own)


def test_an_id_that_is_there_twice_is_told_once_with_its_line(own: Path) -> None:
    """Whatever else the two say."""
    plan = own / "plan.yaml"
    text = plan.read_text(encoding="utf-8").replace("id: e2,", "id: e1, name: 西湖, zone: 合成第02学区,", 1)
    plan.write_text(text, encoding="utf-8")
    assert told(own) == ["plan.yaml:20: estates[e1].id: duplicate id (first in line 9) (found e1)"]


def test_people_read_by_themselves_do_not_lose_them(own: Path) -> None:
    """A plan whose estates its people do not have cannot be held against them."""
    with pytest.raises(InputError, match="the plan writes estates that its people do not have"):
        xuewei.assess(read_plan(own / "plan.yaml"), read_population(own / "population"))
