"""Births are held against the women there are: what nobody could have borne is refused, what is rare is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.population import Population
from xuewei.model.remarks import people_remarks
from xuewei.tables.notes import notes

from inside import run

PLAN = """\
plan: 试
area: 甲
years: [2021, 2025]
population: people
base_seats: {year: 2020, seats: {kindergarten: 500, primary: 1000, middle: 500}}
schools: []
"""
WOMEN = 100
"""Women of every single age, and as many men: 100 births a year are one child per woman."""


def project(folder: Path, births: str = "甲,2021,100,published,公报", *, women: int = WOMEN, assumed: str = "") -> Path:
    """A plan of one area whose people are 100 of every sex and age up to 20, and ``women`` of each age after that."""
    people = folder / "people"
    people.mkdir()
    rows = [
        f"甲,{sex},{age},{'' if age == 90 else age},{WOMEN if age < 20 or sex == 'male' else women},"
        "2020-09-01,published,普查"
        for sex in ("male", "female")
        for age in range(91)
    ]
    (people / "census.csv").write_text(
        "\n".join(["area,sex,age_from,age_to,persons,date,basis,source", *rows, ""]), encoding="utf-8"
    )
    (people / "births.csv").write_text(f"area,year,births,basis,source\n{births}\n", encoding="utf-8")
    (people / "assumptions.yaml").write_text(f"horizon: 2030\n{assumed}", encoding="utf-8")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return folder / "plan.yaml"


def refused(plan: Path, *scenarios: Path) -> list[str]:
    """What is told of a forecast, with paths from the folder on."""
    with pytest.raises(InputError) as wrong:
        assess(*read_project(plan, scenarios))
    return [fault.text("en").replace(f"{plan.parent}/", "") for fault in wrong.value.faults]


def remarked(people: Population) -> list[str]:
    """What `check` remarks on about children per woman."""
    return [each.text("en") for each in people_remarks(people) if each.kind == "odd_fertility"]


@pytest.mark.parametrize(
    ("births", "told"),
    [
        (100, ""),
        (799, ""),
        (900, "9.00"),
        (20, "0.20"),
        (0, "0.00"),
    ],
)
def test_unusual_births_are_a_remark_of_check_and_of_gap(tmp_path: Path, births: int, told: str) -> None:
    """Outside 0.3 to 8 children per woman, by area and year; inside nothing is said."""
    plan = project(tmp_path, f"甲,2020,150,published,公报\n甲,2021,{births},published,公报")
    found = assess(*read_project(plan))
    checked = remarked(found.population)
    assert len(checked) == bool(told)
    assert not told or f"births.csv:3: births: in 甲, 2021, means {told} children per woman" in checked[0]
    shown = [note for note in notes(found, "en") if "per woman" in note]
    assert len(shown) == bool(told)
    assert not told or f"甲 2021: {births}, {told} per woman" in shown[0]


def test_a_remark_on_a_year_that_nothing_follows_is_left_to_check(tmp_path: Path) -> None:
    """The years to come follow the last known one: gap does not speak of an earlier one."""
    plan = project(tmp_path, "甲,2020,900,published,公报\n甲,2021,150,published,公报")
    found = assess(*read_project(plan))
    assert any(each.startswith(f"{found.population.folder}/births.csv:2: ") for each in remarked(found.population))
    assert not any("per woman" in note for note in notes(found, "en"))


def test_more_births_than_the_women_could_bear_are_a_fault_at_their_line(tmp_path: Path) -> None:
    """Ten thousand million births among some thousands of people, at the line of the year."""
    plan = project(tmp_path, "甲,2020,100,published,公报\n甲,2021,1e10,published,公报\n甲,2022,1e10,published,公报")
    (told,) = refused(plan)
    assert told.startswith("people/births.csv:3: births: in 甲 the births of 2021 mean 100,")
    assert told.endswith("at most 15 is credible: check the births and the number of women (found 10,000,000,000)")


def test_births_without_women_are_a_fault(tmp_path: Path) -> None:
    """Nobody between 15 and 49 who could have borne them; where births are those of the census, it is the census."""
    plan = project(tmp_path, "甲,2005,150,published,公报\n甲,2012,100,published,公报", women=0)
    girls = plan.parent / "people" / "census.csv"
    text = girls.read_text(encoding="utf-8")
    for age in range(15, 20):
        text = text.replace(f"甲,female,{age},{age},100,", f"甲,female,{age},{age},0,")
    girls.write_text(text, encoding="utf-8")
    said = "甲 has births in {} but no women of childbearing age (found {})"
    assert refused(plan) == [f"people/births.csv:3: births: {said.format(2012, 100)}"]
    (plan.parent / "people" / "births.csv").unlink()
    assert refused(plan) == [f"people/census.csv: 甲: {said.format(2020, 200)}"]


def test_a_path_that_leads_beyond_belief_is_a_fault_at_its_line(tmp_path: Path) -> None:
    """Twenty times the children of the last known year."""
    paths = "".join(
        f"    {path}: {{values: {{2021: 1, 2025: {20 if path == 'high' else 1}}}, basis: assumed, source: 试}}\n"
        for path in ("low", "medium", "high")
    )
    plan = project(tmp_path, assumed=f"fertility:\n  path: high\n  paths:\n{paths}")
    (told,) = refused(plan)
    assert told.startswith("people/assumptions.yaml:7: fertility.paths.high: in 甲 the births of 2024 mean ")


def test_births_that_a_scenario_writes_are_a_fault_at_its_line(tmp_path: Path) -> None:
    """Also where they stand on the command line, as a value of a sweep."""
    plan = project(tmp_path)
    scenario = tmp_path / "many.yaml"
    scenario.write_text("scenario: 多\nextends: plan.yaml\nset:\n  population.births.2026: 1000000\n", encoding="utf-8")
    (told,) = refused(plan, scenario)
    assert told.startswith("many.yaml:4: set.population.births.2026: in 甲 the births of 2026 mean ")
    swept = run("sweep", "--plan", plan, "--set", "population.births.2026=1000000", "--lang", "en")
    assert swept.returncode == 2
    assert "population.births.2026: in 甲 the births of 2026 mean " in " ".join(swept.stderr.split())


@pytest.mark.parametrize(
    ("assumed", "told"),
    [
        ("shape: {values: {20: 0, 30: 0}, basis: assumed, source: 试}", "fertility.shape.values: must not all be zero"),
        (
            "path: low\n  paths:\n"
            + "".join(
                f"    {path}: {{values: {{2021: 0, 2030: 1}}, basis: assumed, source: 试}}\n"
                for path in ("low", "medium", "high")
            ),
            "the fertility path is 0 in 2020",
        ),
    ],
)
def test_fertility_of_nothing_is_told(tmp_path: Path, assumed: str, told: str) -> None:
    """Nothing can be shared out by zeros, and nothing goes on from zero."""
    assert told in refused(project(tmp_path, assumed=f"fertility:\n  {assumed}\n"))[0]


@pytest.mark.parametrize("command", [["gap"], ["forecast"], ["simulate", "--draws", "10"], ["check"]])
def test_every_command_that_forecasts_refuses(tmp_path: Path, command: list[str]) -> None:
    """Exit 3 and the line, whatever the command."""
    plan = project(tmp_path, "甲,2021,1000000,published,公报")
    where = [str(tmp_path / "people")] if command == ["check"] else ["--plan", str(plan)]
    done = run(*command, *where, "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "people/births.csv:2: births: in 甲 the births of 2021 mean " in done.stderr


def test_the_shipped_people_are_usual() -> None:
    """Nothing is to be said of the shipped record."""
    people = read_population()
    assert remarked(people) == []
