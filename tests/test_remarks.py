"""`check` tells what looks wrong though it can be read, and what a later command would refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from xuewei.errors import InputError, ModelError, not_computed
from xuewei.files.any_file import read_all
from xuewei.files.fitting import remarks
from xuewei.files.starter import start

from program import TOP, run

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
    return [each.told("en").replace(f"{folder}/", "") for each in found]


ODD: dict[str, tuple[Change, str]] = {
    "cost in 元": (
        replaced("plan.yaml", "seats: {primary: 540}", "seats: {primary: 540}\n    cost_wan: 52000000"),
        "plan.yaml:23: schools[west-primary].cost_wan: is 96,296.30 万元 a seat, where 0.5 to 30 are usual",
    ),
    "cost in 亿元": (
        replaced("plan.yaml", "seats: {primary: 540}", "seats: {primary: 540}\n    cost_wan: 0.52"),
        "plan.yaml:23: schools[west-primary].cost_wan: is 0.00 万元 a seat",
    ),
    "a nought too many": (
        replaced("plan.yaml", "seats: {primary: 540}", "seats: {primary: 16200}"),
        "plan.yaml:23: schools[west-primary].seats: is more than one school has (above 8,000): is there a nought too "
        "many? (found 16,200)",
    ),
    "planned outside the plan": (
        replaced("plan.yaml", "planned: 2022\n    opens: 2022", "planned: 2032\n    opens: 2022"),
        "plan.yaml:44: schools[west-temporary].planned: is outside the plan's years, 2021 to 2024 (found 2032)",
    ),
    "opens before it is planned": (
        replaced("plan.yaml", "planned: 2022\n    opens: 2022", "planned: 2023\n    opens: 2022"),
        "plan.yaml:44: schools[west-temporary].opens: is before the year in which it is planned, 2023 (found 2022)",
    ),
    "in use later than the plan counts it": (
        replaced(
            "plan.yaml",
            "seats: {primary: 540}",
            "seats: {primary: 540}\n    progress: [{date: 2029-10-20, status: in_use}]",
        ),
        "plan.yaml:23: schools[west-primary].progress: is later than its opening year: the plan counts it from 2022, "
        "and by this date it is in use from 2030; write opens: 2030 if so (found 2029-10-20)",
    ),
    "a total of no stage": (
        replaced("plan.yaml", "seats: {primary: 1080, middle: 450", "seats: {primry: 1080, middle: 450"),
        "plan.yaml: published.seats.primry: is no known stage: this total is not proved. Did you mean primary?",
    ),
    "births ten times their neighbours": (
        replaced("population/births.csv", "东区,2021,128", "东区,2021,1280"),
        "population/births.csv:3: births: in 东区, 2021, is five times more or less than beside it (140): are noughts "
        "missing or too many? (found 1,280)",
    ),
    "births in 万": (
        replaced("population/births.csv", "东区,2021,128", "东区,2021,1.28"),
        "population/births.csv:3: births: in 东区, 2021, is five times more or less than beside it",
    ),
    "births of an area that nothing else knows": (
        added("population/births.csv", "东,2022,130,assumed,虚构"),
        "population/births.csv:10: area: is an area that no other file knows (found 东). Did you mean 东区?",
    ),
    "residents in 万": (
        added("population/totals.csv", "area,date,persons,basis,source", "东区,2021-12-31,100,assumed,虚构"),
        "population/totals.csv: persons: in 东区 on 2021-12-31, is five times more or less than the census counted",
    ),
    "pupils with a nought too many": (
        added(
            "population/enrolment.csv",
            "area,year,stage,grade,pupils,basis,source",
            *(f"东区,{year},primary,1,{120 if year != 2022 else 1200},assumed,虚构" for year in (2021, 2022, 2023)),
        ),
        "population/enrolment.csv: pupils: in 东区, 2022, primary 1, is five times more or less than beside it (120)",
    ),
}


def test_a_new_project_and_all_that_is_shipped_are_unremarkable(city: Path) -> None:
    """Nothing is said where nothing looks wrong."""
    assert told(city) == []
    assert remarks(read_all([]), []) == []
    shipped = [str(TOP / "data" / "china"), *map(str, sorted((TOP / "examples").glob("*.yaml")))]
    assert remarks(read_all(shipped), shipped) == []


@pytest.mark.parametrize("name", ODD)
def test_what_looks_wrong_is_told_with_its_figure(city: Path, name: str) -> None:
    """One remark, at its line, where one figure or name is wrong."""
    change, said = ODD[name]
    change(city)
    assert any(each.startswith(said) for each in told(city)), told(city)


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


REFUSED: dict[str, tuple[Change, str]] = {
    "no people for an area": (
        replaced("plan.yaml", "areas: [西区]", "areas: [西区, 北区]"),
        "area: there is no such area in the population (found 北区)",
    ),
    "an unknown stage in base seats": (
        replaced("plan.yaml", "东区: {kindergarten: 500, primary", "东区: {kindergarten: 500, primry"),
        "there is no such stage (found primry). Did you mean primary?",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_later_command_would_refuse_is_told(city: Path, name: str) -> None:
    """The faults of `check` are those of `gap`."""
    change, said = REFUSED[name]
    change(city)
    assert any(said in each for each in told(city))
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
    assert str(broken) == "there is no census of 甲"
    assert not_computed("people", broken).told("zh") == "people: 甲 没有人口普查"
