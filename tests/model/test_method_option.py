"""The commands over a plan whose demand follows pupils on record: ``--method``, notes, scenarios, workbooks."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

import xuewei
from xuewei.formats.project import read_project
from xuewei.model.assessment import CONTRACT

from inside import run
from ledgers import balances, expected
from program import TOP

PLAN, PEOPLE = "examples/small_city/plan.yaml", "examples/pupils"
PROJECT = ("--plan", PLAN, "--population", PEOPLE)
FOLLOWED = {
    ("东区", "kindergarten"),
    ("东区", "primary"),
    ("东区", "middle"),
    ("西区", "kindergarten"),
    ("西区", "primary"),
}
SCALED = ("西区", "middle")


def told(*words: str | Path) -> str:
    """What a command prints."""
    done = run(*words, cwd=TOP)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def shown(*words: str | Path) -> dict[str, Any]:
    """The JSON of a command."""
    found: dict[str, Any] = json.loads(told(*words, "--format", "json"))
    return found


def test_gap_says_the_method_of_every_row_behind_the_columns_of_the_contract() -> None:
    """In CSV and JSON; the notes name what is by grades, what was filled, split, and left to ages, and why."""
    rows = list(csv.DictReader(io.StringIO(told("gap", *PROJECT, "--format", "csv"))))
    assert list(rows[0])[:12] == list(CONTRACT)
    assert list(rows[0])[16:18] == ["method", "demand_low"]
    assert {(row["area"], row["stage"]) for row in rows if row["method"] == "grades"} == FOLLOWED
    assert {(row["area"], row["stage"]) for row in rows if row["method"] == "scaled"} == {SCALED}
    english = told("gap", *PROJECT, "--year", "2026", "--lang", "en")
    assert "Grade progression: 东区 kindergarten, primary, middle; 西区 primary." in english
    assert "Forecast as whole stages: 西区 kindergarten, of which" in english
    assert "Years without pupils: 东区 kindergarten 2021" in english
    assert "Known only as a whole: 西区 kindergarten 2020–2030" in english
    assert (
        "only set the level: 西区 middle (one year of pupils only; 2023: 1,007 pupils ÷ 915 by ages = 1.101)" in english
    )


def test_ages_by_force_are_those_of_the_same_people_without_their_pupils(tmp_path: Path) -> None:
    """And it is said that pupils are not used."""
    for name in ("census.csv", "births.csv", "assumptions.yaml"):
        (tmp_path / name).write_bytes((TOP / PEOPLE / name).read_bytes())
    plain = shown("gap", "--plan", PLAN, "--population", tmp_path)
    forced = shown("gap", *PROJECT, "--method", "ages")
    assert forced["rows"] == plain["rows"]
    assert shown("gap", *PROJECT)["rows"] != plain["rows"]
    assert "pupils on record are not used" in told("gap", *PROJECT, "--method", "ages", "--lang", "en")
    assert "pupils" not in told("gap", "--plan", PLAN, "--population", tmp_path, "--lang", "en")


@pytest.mark.parametrize("command", ["gap", "forecast", "explain"])
def test_grades_by_force_are_refused_where_pupils_do_not_suffice(command: str) -> None:
    """Exit 3 and every fault at once; exit 0 where an area and stage suffice is no excuse for another."""
    asked = ("--year", "2026", "--stage", "primary") if command == "explain" else ()
    done = run(command, *PROJECT, *asked, "--method", "grades", "--lang", "en", cwd=TOP)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "examples/pupils/enrolment.csv: 西区.middle: one year of pupils on record: forecasts by grades need two\n"
    )
    shipped = run(command, *asked, "--scenario", "examples/one_year_late.yaml", "--method", "grades", cwd=TOP)
    assert shipped.returncode == 3
    assert len(shipped.stderr.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["gap", "--method", "grade"], "must be one of grades, ages (found grade). Did you mean grades?"),
        (["forecast", *PROJECT, "--method", "grades", "--by", "age"], "grade progression has no people by age"),
        (["forecast", *PROJECT, "--origin", "2020"], "takes no plan or scenario"),
    ],
)
def test_what_cannot_be_asked_is_a_wrong_command_line(words: list[str], hint: str) -> None:
    """Exit 2 and a sentence."""
    done = run(*words, "--lang", "en", cwd=TOP)
    assert done.returncode == 2
    assert hint in " ".join(done.stderr.split())


def test_forecast_with_a_plan_says_the_method_and_agrees_with_gap() -> None:
    """By stage and by grade; people by age are people."""
    stages = {(row["area"], row["stage"], row["year"]): row for row in shown("forecast", *PROJECT)["rows"]}
    grades: dict[tuple[str, str, int], int] = {}
    for row in shown("forecast", *PROJECT, "--by", "grade")["rows"]:
        key = row["area"], row["stage"], row["year"]
        assert row["method"] == stages[key]["method"] == ("grades" if key[:2] in FOLLOWED else "scaled")
        grades[key] = grades.get(key, 0) + row["demand"]
    for row in shown("gap", *PROJECT)["rows"]:
        key = row["area"], row["stage"], row["year"]
        assert row["demand"] == stages[key]["demand"] == grades[key]
    ages = shown("forecast", *PROJECT, "--by", "age")["rows"]
    assert ages == shown("forecast", *PROJECT, "--by", "age", "--method", "ages")["rows"]
    assert "method" not in ages[0]


def test_a_plan_and_its_folder_alone_are_forecast_alike() -> None:
    """After the origin, where both are by grades: one record, one method."""
    key = ("area", "stage", "year", "demand", "method")
    planned = {tuple(row[name] for name in key) for row in shown("forecast", *PROJECT)["rows"]}
    alone = [row for row in shown("forecast", "--population", PEOPLE)["rows"] if row["method"] == "grades"]
    assert {(row["area"], row["stage"]) for row in alone} == FOLLOWED
    assert {tuple(row[name] for name in key) for row in alone} <= planned


def test_explain_shows_steps_that_multiply_to_what_gap_prints() -> None:
    """What is printed is enough: start × ratios, and in a year without pupils people × factors."""
    for year in (2020, 2021, 2023, 2024, 2026, 2030):  # on record, with a gap, last on record, ahead
        for area, stage in sorted(FOLLOWED):
            found = shown("explain", *PROJECT, "--year", str(year), "--stage", stage, "--area", area)
            demand = found["row"]["demand"]
            assert sum(row["amount"] for row in found["rows"] if row["kind"] == "demand") == demand
            if not found["grades"]:
                assert (area, stage, year) == ("东区", "kindergarten", 2021)
                factor = found["factors"]["participation"] * found["factors"]["fill"]
                assert sum(line["people"] for line in found["ages"]) * factor == pytest.approx(demand, abs=2)
            for line in found["grades"]:
                count = round(line["chain"]["start"], 2)
                for step in line["chain"]["steps"]:
                    count *= round(step["ratio"], 6)
                assert count == pytest.approx(line["pupils"], abs=1)
            if found["grades"]:
                assert found["factors"] == {"scope": 1.0, "participation": None, "inflow": None}
    text = told("explain", *PROJECT, "--year", "2026", "--stage", "primary", "--area", "东区", "--lang", "en")
    assert "pupils of primary grade 3 in 2023" in text
    assert "people of" not in text
    text = told("explain", *PROJECT, "--year", "2026", "--stage", "middle", "--area", "西区", "--lang", "en")
    assert "people of" in text
    assert "only set the level: 西区 middle (one year of pupils only" in text


def scenario(folder: Path, name: str, *lines: str) -> Path:
    """A scenario over the plan of the example."""
    path = folder / f"{name}.yaml"
    text = [
        "scenario: " + name,
        f"extends: {TOP / PLAN}",
        *(["set:"] if lines else []),
        *(f"  {line}" for line in lines),
    ]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def test_a_path_of_births_changes_the_balance_of_a_plan_by_grades(tmp_path: Path) -> None:
    """diff, compare and sweep show it; a scenario that changes nothing changes nothing."""
    low, same = scenario(tmp_path, "低", "population.births: low"), scenario(tmp_path, "同")
    people = ("--population", PEOPLE)
    done = run("diff", PLAN, low, *people, "--format", "json", cwd=TOP)
    assert done.returncode == 1
    rows = json.loads(done.stdout)["rows"]
    touched = {(row["area"], row["stage"]) for row in rows}
    assert ("东区", "kindergarten") in touched
    assert all(row["demand_after"] <= row["demand_before"] for row in rows)
    assert not {row["stage"] for row in rows} & {"middle"}
    assert run("diff", PLAN, same, *people, cwd=TOP).returncode == 0
    lines = {
        (row["scenario"], row["stage"]): row["last_balance"]
        for row in shown("compare", low, same, "--plan", PLAN, *people)["rows"]
    }
    assert lines["低", "kindergarten"] > lines["base", "kindergarten"] == lines["同", "kindergarten"]
    swept = shown("sweep", *PROJECT, "--set", "population.births=low,medium", "--stage", "kindergarten")["rows"]
    assert swept[1]["last_balance"] == lines["低", "kindergarten"]
    assert swept[2]["last_balance"] == lines["base", "kindergarten"]


def test_a_workbook_of_such_a_plan_comes_back_without_a_doubt(tmp_path: Path) -> None:
    """Its balance is that of the plan read from it, and it says by which method demand was found."""
    book, plan = tmp_path / "book.xlsx", tmp_path / "plan.yaml"
    text = (TOP / PLAN).read_text(encoding="utf-8")
    plan.write_text(text.replace("population: population ", f"population: {TOP / PEOPLE} "), encoding="utf-8")
    told("ledger", "--plan", plan, "--output", book)
    assert balances(book) == expected(xuewei.assess(*read_project(plan)))
    done = run("import", book, "--into", plan, cwd=TOP)
    assert (done.returncode, done.stderr) == (0, "")
    assert "内容相同" in done.stdout
    from openpyxl import load_workbook

    sheet = load_workbook(book)["需求预测"]
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert cells.count("年级推进") == (len(FOLLOWED) - 1) * 11
    assert cells.count("整学段") == 11
    assert cells.count("按在校生定标") == 11
    assert not any(isinstance(value, str) and value.count("*") == 3 for value in cells)


def test_an_explanation_names_the_scenarios_that_it_rests_on() -> None:
    """One that lies on the plan changes numbers, and is said where they are shown; without any there is no line."""
    asked = ("explain", "--year", "2027", "--stage", "primary")
    shown = run(*asked, "--scenario", "examples/one_year_late.yaml").stdout
    assert any(line.startswith("情景：") for line in shown.splitlines())
    assert not any(line.startswith("情景：") for line in run(*asked).stdout.splitlines())
