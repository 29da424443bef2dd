"""`check` tells what looks wrong though it can be read, and what a later command would refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xuewei.answers.check.fitting import remarks
from xuewei.cli.commands.init import start
from xuewei.errors import InputError, ModelError, not_computed
from xuewei.formats.any_file import read_all
from xuewei.model.plan import Plan, School
from xuewei.model.population import EnrolmentRow
from xuewei.model.school_remarks import gone_remarks

from inside import run
from program import TOP

Change = Callable[[Path], None]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A project as `init` makes it: two areas, four schools, births of some years."""
    start(tmp_path / "city")
    return tmp_path / "city"


def replaced(file: str, old: str, new: str) -> Change:
    """A file with one text in the place of another."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def added(file: str, *lines: str) -> Change:
    """A file with lines at its end."""

    def change(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")

    return change


def told(folder: Path) -> list[str]:
    """Remarks on a project, without its path; with what is refused where something is."""
    paths = [str(folder / name) for name in ("plan.yaml", "population")]
    try:
        found = remarks(read_all(paths), paths)
    except InputError as wrong:
        found = list(wrong.faults)
    return [each.text("en").replace(f"{folder}/", "") for each in found]


PUPILS = "area,year,stage,grade,pupils,basis,source"
ODD: dict[str, tuple[Change, str]] = {
    "cost in 元": (
        replaced("plan.yaml", "seats: {primary: 540}", "seats: {primary: 540}\n    cost_wan: 52000000"),
        "plan.yaml:23: schools[west-primary].cost_wan: is 96,296.30 × 10,000 yuan per seat, where 0.5 to 30 is usual",
    ),
    "cost in 亿元": (
        replaced("plan.yaml", "seats: {primary: 540}", "seats: {primary: 540}\n    cost_wan: 0.52"),
        "plan.yaml:23: schools[west-primary].cost_wan: is 0.00 × 10,000 yuan per seat",
    ),
    "a nought too many": (
        replaced("plan.yaml", "seats: {primary: 540}", "seats: {primary: 16200}"),
        "plan.yaml:23: schools[west-primary].seats: is more than one school usually has (over 8,000): is there a zero "
        "too many? (found 16,200)",
    ),
    "planned outside the plan": (
        replaced("plan.yaml", "planned: 2022\n    opens: 2022", "planned: 2032\n    opens: 2022"),
        "plan.yaml:44: schools[west-temporary].planned: is outside the plan's years, 2021 to 2024 (found 2032)",
    ),
    "opens before it is planned": (
        replaced("plan.yaml", "planned: 2022\n    opens: 2022", "planned: 2023\n    opens: 2022"),
        "plan.yaml:44: schools[west-temporary].opens: is before its planned year 2023 (found 2022)",
    ),
    "in use later than the plan counts it": (
        replaced(
            "plan.yaml",
            "seats: {primary: 540}",
            "seats: {primary: 540}\n    progress: [{date: 2029-10-20, status: in_use}]",
        ),
        "plan.yaml:23: schools[west-primary].progress: is later than its opening year: the plan counts it from 2022, "
        "but by this date it is in use from 2030; if so, write opens: 2030 (found 2029-10-20)",
    ),
    "a total of no stage": (
        replaced("plan.yaml", "seats: {primary: 1080, middle: 450", "seats: {primry: 1080, middle: 450"),
        "plan.yaml:18: published.seats.primry: is not a known stage: this total is not checked. Did you mean primary?",
    ),
    "births ten times their neighbours": (
        replaced("population/births.csv", "东区,2021,128", "东区,2021,1280"),
        "population/births.csv:3: births: in 东区, 2021, is over five times more or less than in neighbouring years "
        "(118): are zeros missing or too many? (found 1,280)",
    ),
    "births in 万": (
        replaced("population/births.csv", "东区,2021,128", "东区,2021,1.28"),
        "population/births.csv:3: births: in 东区, 2021, is over five times more or less than in neighbouring years",
    ),
    "births of an area that nothing else knows": (
        added("population/births.csv", "东,2022,130,assumed,虚构"),
        "population/births.csv:10: area: is an area that no other file mentions (found 东). Did you mean 东区?",
    ),
    "residents in 万": (
        added("population/totals.csv", "area,date,persons,basis,source", "东区,2021-12-31,100,assumed,虚构"),
        "population/totals.csv: persons: in 东区 on 2021-12-31, is over five times more or less than the census count",
    ),
    "pupils with a nought too many": (
        added(
            "population/enrolment.csv",
            PUPILS,
            *(f"东区,{year},primary,1,{120 if year != 2022 else 1200},assumed,虚构" for year in (2021, 2022, 2023)),
        ),
        "population/enrolment.csv:3: pupils: in 东区, 2022, primary grade 1, is over five times more or less than in "
        "neighbouring years (120) (found 1,200)",
    ),
    "pupils of a whole stage with two noughts too many": (
        added("population/enrolment.csv", PUPILS, "东区,2020,primary,,103400,published,x"),
        "population/enrolment.csv:2: pupils: in 东区, 2020, primary, is over four times more or less than the children "
        "of these ages (1,039 of 12,056 people, census of 2020-11-01): are zeros missing or too many? (found 103,400)",
    ),
    "pupils of a grade in 百": (
        added("population/enrolment.csv", PUPILS, "东区,2020,primary,2,1.8,published,x"),
        "population/enrolment.csv:2: pupils: in 东区, 2020, primary grade 2, is over four times more or less than the "
        "children of these ages (181 of 12,056 people, census of 2020-11-01): are zeros missing or too many? "
        "(found 1.8)",
    ),
    "seats in use with a nought too many": (
        replaced("plan.yaml", "primary: 1000, ", "primary: 10000, "),
        "plan.yaml:13: base_seats.seats.东区.primary: is over four times more or less than the demand of 东区 for "
        "primary in 2020, 1,034 (found 10,000)",
    ),
    "seats in use with a nought too few": (
        replaced("plan.yaml", "primary: 1000, ", "primary: 100, "),
        "plan.yaml:13: base_seats.seats.东区.primary: is over four times more or less than the demand of 东区 for "
        "primary in 2020, 1,034 (found 100)",
    ),
    "no seats in use": (
        replaced("plan.yaml", "primary: 1000, ", "primary: 0, "),
        "plan.yaml:13: base_seats.seats.东区.primary: is over four times more or less than the demand of 东区 for "
        "primary in 2020, 1,034 (found 0)",
    ),
    "an age of the census with a nought too many": (
        replaced("population/census.csv", "东区,male,8,8,90,", "东区,male,8,8,900,"),
        "population/census.csv: persons: in 东区, male, age 8, is over five times more or less than at "
        "neighbouring ages (",
    ),
    "a share in tenths": (
        added(
            "population/assumptions.yaml", "  primary: {values: {2020: 0.1}, unit: share, basis: assumed, source: x}"
        ),
        "population/assumptions.yaml:6: participation.primary.values.2020: is the attendance rate of primary, "
        "where 0.3 to 1.2 is usual: is it a ratio (1 is 100 %)? (found 0.1)",
    ),
    "more pupils than children": (
        added("population/assumptions.yaml", "  middle: {values: {2020: 1.9}, unit: share, basis: assumed, source: x}"),
        "population/assumptions.yaml:6: participation.middle.values.2020: is the attendance rate of middle",
    ),
    "hardly any child in kindergarten": (
        replaced("population/assumptions.yaml", "2020: 0.9,", "2020: 0.09,"),
        "population/assumptions.yaml:5: participation.kindergarten.values.2020: is the attendance rate of "
        "kindergarten, where 0.2 to 2 is usual",
    ),
    "a plan of half a century": (
        replaced("plan.yaml", "years: [2021, 2024]", "years: [2021, 2074]"),
        "plan.yaml:7: years: spans more than 20 years: are the years right? (found 2021–2074)",
    ),
}


def test_a_new_project_and_all_that_is_shipped_are_unremarkable(city: Path) -> None:
    """Nothing is said where nothing looks wrong."""
    assert told(city) == []
    assert remarks(read_all([]), []) == []
    shipped = [str(TOP / "data" / "china"), *map(str, sorted((TOP / "examples").glob("*.yaml")))]
    assert remarks(read_all(shipped), shipped) == []
    made = str(city.parent / "made")
    done = run("synth", "--areas", "30", made)
    assert done.returncode == 0, done.stderr
    assert remarks(read_all([made]), [made]) == []


@pytest.mark.parametrize("name", ODD)
def test_what_looks_wrong_is_told_with_its_figure(city: Path, name: str) -> None:
    """One remark, at its line, where one figure or name is wrong."""
    change, said = ODD[name]
    change(city)
    same = [each for each in told(city) if each.split(": ")[:2] == said.split(": ")[:2]]
    assert [each[: len(said)] for each in same] == [said], told(city)


def test_remarks_end_with_0_and_with_strict_with_1(city: Path) -> None:
    """Nothing is refused for a remark; JSON has its parts."""
    replaced("plan.yaml", "seats: {primary: 540}", "seats: {primary: 540}\n    cost_wan: 52000000")(city)
    named = ("check", city / "plan.yaml", city / "population")
    shown = run(*named)
    assert shown.returncode == 0
    assert "1 处值得再看一眼" in shown.stdout
    assert "schools[west-primary].cost_wan: 每学位 96,296.30 万元" in shown.stdout
    assert run(*named, "--strict").returncode == 1
    (remark,) = json.loads(run(*named, "--format", "json").stdout)["remarks"]
    assert (remark["line"], remark["field"], remark["kind"]) == (23, "schools[west-primary].cost_wan", "odd_cost")


ALONE: dict[str, tuple[tuple[Change, ...], list[str]]] = {
    "births at the end of a series": (
        (replaced("population/births.csv", "东区,2023,110", "东区,2023,1100"),),
        ["population/births.csv:5"],
    ),
    "the second of two years of births": (
        (
            replaced("population/births.csv", "东区,2022,118,assumed,虚构\n", ""),
            replaced("population/births.csv", "东区,2023,110,assumed,虚构\n", ""),
            replaced("population/births.csv", "东区,2021,128", "东区,2021,720"),
        ),
        ["population/births.csv:3"],
    ),
    "the middle of three years of pupils": (
        (
            added(
                "population/enrolment.csv",
                PUPILS,
                *(f"东区,{year},primary,,{n},published,x" for year, n in ((2020, 1034), (2021, 10560), (2022, 1069))),
            ),
        ),
        ["population/enrolment.csv:3"],
    ),
    "a place of so few that one child more is much": (
        (
            added(
                "population/enrolment.csv",
                PUPILS,
                *(f"北村,{year},primary,1,{n},published,x" for year, n in ((2020, 2), (2021, 11), (2022, 3))),
            ),
            added(
                "population/assumptions.yaml",
                "scope: {北村: {census_area: 东区, share: {value: 0.02, unit: share, basis: assumed, source: x}}}",
            ),
        ),
        [],
    ),
}


@pytest.mark.parametrize("name", ALONE)
def test_only_the_figure_that_is_the_odd_one_out_is_told(city: Path, name: str) -> None:
    """Once, and none of the sound ones beside it."""
    changes, places = ALONE[name]
    for change in changes:
        change(city)
    assert [each.split(": ")[0] for each in told(city)] == places, told(city)


def test_stages_and_grades_are_said_in_the_language(city: Path) -> None:
    """In words, with a space only where a number stands."""
    rows = [f"东区,2020,{stage},1800,published,x" for stage in ("primary,1", "middle,")]
    added("population/enrolment.csv", PUPILS, *rows)(city)
    shown = " ".join(run("check", city / "plan.yaml", city / "population", "--format", "csv").stderr.split("\n"))
    assert "东区 2020 年小学 1 年级与普查" in shown
    assert "东区 2020 年初中与普查" in shown
    assert "  " not in shown


def test_files_without_sheets_leave_remarks_on_standard_error(city: Path, tmp_path: Path) -> None:
    """Every one, whatever the number of them that a table shows; a workbook has them as notes and no empty titles."""
    text = (city / "plan.yaml").read_text(encoding="utf-8")
    school = "  - {{id: s{n}, type: primary, planned: 2021, seats: {{primary: 540}}, cost_wan: 52000000}}\n"
    (city / "plan.yaml").write_text(text + "".join(school.format(n=n) for n in range(40)), encoding="utf-8")
    named = ("check", city / "plan.yaml", city / "population", "--lang", "en")
    for asked in (("--format", "csv"), ("--output", tmp_path / "x.csv"), ("--output", tmp_path / "x.parquet")):
        assert run(*named, *asked).stderr.count("× 10,000 yuan per seat") == 40
    assert run(*named).stderr == run(*named, "--output", tmp_path / "x.xlsx").stderr == ""
    notes = load_workbook(tmp_path / "x.xlsx").worksheets[1]
    lines = [str(cell.value) for cell in notes["A"]]
    assert sum("× 10,000 yuan per seat" in line for line in lines) == 30
    assert not any(line in ("What the figures rest on", "Files checked") for line in lines), lines


def test_a_stage_misspelt_among_totals_is_told_once(city: Path) -> None:
    """As a remark with the near name; nothing is held against a total of what is no stage."""
    replaced("plan.yaml", "seats: {primary: 1080, middle", "seats: {primry: 1080, middle")(city)
    replaced("plan.yaml", "2022: {schools: 2, primary: 540", "2022: {schools: 2, primry: 540")(city)
    done = run("check", city / "plan.yaml", city / "population", "--format", "json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert [each["suggestion"] for each in found["remarks"]] == ["primary", "primary"]
    assert "primry" not in [each["item"] for each in found["rows"]]


def test_a_folder_of_scenarios_stands_for_its_files(city: Path) -> None:
    """Files of others in it are passed over; a folder without any of ours is held to be one of people."""
    (city / "scenarios" / "workflow.yml").write_text("on: push\n", encoding="utf-8")
    done = run("check", city / "scenarios", "--format", "json")
    assert done.returncode == 0, done.stderr
    files = json.loads(done.stdout)["files"]
    assert [(each["kind"], Path(each["file"]).name) for each in files] == [
        ("scenario", "fewer_births.yaml"),
        ("scenario", "one_year_late.yaml"),
    ]
    for name in ("census", "births"):
        (city / "population" / f"{name}.csv").unlink()
    assert "census.csv" in run("check", city / "population").stderr


REFUSED: dict[str, tuple[Change, str]] = {
    "no people for an area": (
        replaced("plan.yaml", "areas: [西区]", "areas: [西区, 北区]"),
        "areas[2]: is not an area of the population data (found 北区)",
    ),
    "an unknown stage in base seats": (
        replaced("plan.yaml", "东区: {kindergarten: 500, primary", "东区: {kindergarten: 500, primry"),
        "is not a known stage (found primry). Did you mean primary?",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_later_command_would_refuse_is_told(city: Path, name: str) -> None:
    """The faults of `check` are those of `gap`."""
    change, said = REFUSED[name]
    change(city)
    assert any(said in each for each in told(city)), told(city)
    gap = run("gap", "--plan", city / "plan.yaml", "--lang", "en")
    check = run("check", city / "plan.yaml", "--lang", "en")
    assert (gap.returncode, check.returncode) == (3, 3)
    assert gap.stderr == check.stderr


def test_a_migration_that_empties_an_age_is_told_in_both_languages(city: Path) -> None:
    """By the scenario that writes it, in words and not in English within a Chinese run."""
    scenario = city / "empty.yaml"
    scenario.write_text("scenario: 空\nextends: plan.yaml\nset: {population.net_migration.2022: -900000}\n", "utf-8")
    done = run("check", scenario)
    assert done.returncode == 3
    assert "2022 年的净迁入使" in done.stderr or "2023 年的净迁入使" in done.stderr
    assert "takes more people" in run("check", scenario, "--lang", "en").stderr
    assert run("gap", "--scenario", scenario).stderr == done.stderr


def test_a_plan_without_people_is_told_so_and_not_refused(tmp_path: Path) -> None:
    """Its printed totals can be proved; `gap` would refuse it."""
    plan = tmp_path / "p.yaml"
    plan.write_text(
        "plan: x\narea: 远县\nyears: [2021, 2025]\nschools:\n"
        "  - {id: a, type: primary, planned: 2021, seats: {primary: 900}}\n",
        encoding="utf-8",
    )
    done = run("check", plan)
    assert done.returncode == 0
    assert "没有这个区域的人口" in done.stdout
    assert run("gap", "--plan", plan).returncode == 3


def test_what_cannot_be_computed_has_words_in_both_languages() -> None:
    """A kind of fault, not an English sentence inside a Chinese one; it goes through processes whole."""
    import pickle

    broken = pickle.loads(pickle.dumps(ModelError("no_census", area="甲")))
    assert str(broken) == "甲 has no census"
    assert not_computed("people", broken).text("zh") == "people: 甲 没有人口普查"


@pytest.mark.parametrize(
    ("written", "years", "told"),
    [
        ({"closes": 2024}, (2022, 2023), None),
        ({"closes": 2024}, (2023, 2024, 2025), "schools[s].closes"),
        ({"until": 2024}, (2023, 2024), None),
        ({"until": 2023}, (2023, 2024), "schools[s].until"),
        ({"closes": 2024, "status": "cancelled"}, (2024,), None),
        ({}, (2024,), None),
    ],
)
def test_pupils_of_a_school_that_has_gone_are_told(
    written: dict[str, object], years: tuple[int, ...], told: str | None
) -> None:
    """At the row of the school, with the first row of its pupils; a year without pupils is no contradiction."""
    one = replace(School("s", "primary", "甲", {"primary": 540}, opens=2000, status="in_use", line=7), **written)  # type: ignore[arg-type]
    rows = [
        EnrolmentRow("甲", year, "primary", None, count, "published", "x", school="s", line=n)
        for n, (year, count) in enumerate([*((year, 90.0) for year in years), (2030, 0.0)], start=2)
    ]
    found = list(gone_remarks(Plan("p", "甲", (one,), (2021, 2025), file="plan.yaml"), rows))
    assert [each.field for each in found] == ([told] if told else [])
    for each in found:
        gone = [year for year in years if year >= 2024]
        assert (each.place.file, each.place.line) == ("plan.yaml", 7)
        assert each.values == {"years": ", ".join(map(str, gone)), "line": 2 + years.index(gone[0])}
        assert "enrolment.csv:" in each.text("zh")


@pytest.mark.parametrize(("closes", "until", "field"), [(2024, 2025, "closes"), (2026, 2023, "until")])
def test_of_two_ends_of_a_school_the_earlier_is_told_alone(closes: int, until: int, field: str) -> None:
    """The later one ends nothing, and its years are among those told."""
    one = School("s", "primary", "甲", {"primary": 600}, opens=2000, status="in_use", closes=closes, until=until)
    rows = [
        EnrolmentRow("甲", year, "primary", None, 90.0, "published", "x", school="s") for year in (2023, 2024, 2026)
    ]
    (told,) = gone_remarks(Plan("p", "甲", (one,), (2021, 2025)), rows)
    assert told.field.endswith(f".{field}")
    assert told.values["years"] == "2024, 2026"
