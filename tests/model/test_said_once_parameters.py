"""A parameter is one row: what is added to the table, in a copy of the package, comes through every door."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xuewei import read_plan
from xuewei.errors import Place
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.formats.population.estate_table import with_rules
from xuewei.model.assumptions import Assumptions, Figure, Series
from xuewei.model.parameters import (
    OF_PLAN,
    PARAMETERS,
    STAGE,
    YEAR,
    Amount,
    Count,
    OneOf,
    Parameter,
    called,
    name_of,
    parameter_of,
    parameters,
    with_parameter,
)

from books import sheet_of
from program import TOP, environment

ROWS = """
    Parameter("smallest.STAGE", Count(1, 200), "布点班数", "布点班数", "smallest", at="stages.STAGE.smallest_school"),
    Parameter("costs.seat", Amount(0, 1e6), "建一个学位（万元）", "学位造价", "cost of a seat", sheet="assumptions"),
    Parameter("grace", Count(0, 9, "years"), "宽限的年数", "宽限（年）", "grace (years)", "plan"),
"""
"""Of a stage, of people, and of the plan: the last needs a field of the plan besides."""
SCENARIO = "scenario: 试\nextends: plan_2021_2025\nset: {smallest.primary: 30, costs.seat: 6, grace: 2}\n"
WRONG = "scenario: 错\nextends: plan_2021_2025\nset: {smallest.primry: 30, costs.seat: -1, grace: 10}\n"
DRIVER = """
import io, json, os, sys
from xuewei.cli.app import main

answers = []
for words, variables in json.load(sys.stdin):
    os.environ.update(variables)
    sys.argv = ["xuewei", *words]
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2)]
    sys.stdout, sys.stderr = streams
    try:
        main()
    except SystemExit:
        pass
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    answers.append("".join(each.buffer.getvalue().decode() for each in streams))
print(json.dumps(answers))
"""
"""Runs commands one after another in a fresh process; what each says, standard error last."""


def put_in(file: Path, before: str, text: str) -> None:
    """Put text into a file before the first place that says so."""
    whole = file.read_text(encoding="utf-8")
    assert before in whole
    file.write_text(whole.replace(before, text + before, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the rows, beside the shipped data."""
    top = tmp_path_factory.mktemp("copy")
    shutil.copytree(TOP / "src" / "xuewei", top / "src" / "xuewei")
    (top / "data").symlink_to(TOP / "data")
    model = top / "src" / "xuewei" / "model"
    put_in(model / "parameters.py", ')  # fmt: skip\n"""Every', ROWS.removeprefix("\n"))
    put_in(model / "plan.py", "    opening_lag: int", "    grace: int = 0\n")
    (top / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    (top / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    shutil.copy(TOP / "data" / "plan_2021_2025.yaml", top / "plan.yaml")
    return top


def said(folder: Path, *commands: str, variables: Sequence[dict[str, str]] = ()) -> list[str]:
    """What the copy says to commands; each sees its ``variables`` and those before them."""
    asked = [(words.split(), dict(each)) for words, each in zip(commands, [*variables, *[{}] * 99], strict=False)]
    done = subprocess.run(
        [sys.executable, "-c", DRIVER],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env=environment(PYTHONPATH=str(folder / "src")),
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


SWEEP = "sweep --stage primary --format csv --set smallest.primary=30,40 --set costs.seat=6 --set grace=1,2"
ASKED = {
    "diff": "diff plan_2021_2025 s.yaml --format json",
    "zh": "diff plan_2021_2025 s.yaml",
    "en": "diff plan_2021_2025 s.yaml --lang en",
    "sweep": SWEEP,
    "misspelt": "sweep --lang en --set smalest.primary=3 --set cost.seat=3 --set grac=1",
    "wrong": "gap --scenario wrong.yaml",
    "scenario": "schema scenario",
    "plan": "schema plan",
    "book": "ledger --scenario s.yaml --output book.xlsx",
    "report": "report --scenario s.yaml --output report.html",
    "tab": "",
}
TAB = {
    "_XUEWEI_COMPLETE": "complete_fish",
    "_TYPER_COMPLETE_ARGS": "xuewei sweep --set ",
    "_TYPER_COMPLETE_FISH_ACTION": "get-args",
}


@pytest.fixture(scope="module")
def answers(folder: Path) -> dict[str, str]:
    """What the copy says to everything in ``ASKED``."""
    variables = [TAB if name == "tab" else {} for name in ASKED]
    return dict(zip(ASKED, said(folder, *ASKED.values(), variables=variables), strict=True))


def test_a_scenario_sets_it_and_a_difference_names_it_in_both_languages(answers: dict[str, str]) -> None:
    """By the name that people write, never by the steps inside."""
    changes = {each["subject"]: (each["before"], each["after"]) for each in json.loads(answers["diff"])["changes"]}
    assert changes == {"smallest.primary": (24, 30), "costs.seat": (5.0, 6.0), "grace": (0, 2)}
    for lang, names in (
        ("zh", ("布点班数 小学 smallest.primary", "学位造价 costs.seat", "宽限（年） grace")),
        ("en", ("smallest primary smallest.primary", "cost of a seat costs.seat", "grace (years) grace")),
    ):
        assert all(name in " ".join(answers[lang].split()) for name in names), answers[lang]


def test_a_sweep_takes_it(answers: dict[str, str]) -> None:
    """A column each, and a row for every combination beside the base."""
    head, *rows = answers["sweep"].splitlines()
    assert head.startswith("scenario,smallest.primary,costs.seat,grace,stage,")
    assert len(rows) == 5


def test_what_is_misspelt_or_out_of_range_is_told(answers: dict[str, str]) -> None:
    """With the name that was probably meant, and the limits of the row."""
    for near in ("smallest.primary", "costs.seat", "grace"):
        assert f"Did you mean {near}?" in answers["misspelt"], answers["misspelt"]
    lines = {line.split(": ")[1]: line for line in answers["wrong"].splitlines()}
    assert set(lines) == {"set.smallest.primry", "set.costs.seat", "set.grace"}
    assert "是否想写 primary？" in lines["set.smallest.primry"]
    assert "1000000" in lines["set.costs.seat"]
    assert "0 至 9" in lines["set.grace"]


def test_editors_and_shells_offer_it(answers: dict[str, str]) -> None:
    """The schemas of scenarios and plans, and Tab."""
    schema = json.loads(answers["scenario"])["properties"]["set"]["anyOf"][0]
    assert schema["properties"]["costs.seat"] == {
        "description": "建一个学位（万元）", "type": "number", "minimum": 0, "maximum": 1e6
    }  # fmt: skip
    assert {"smallest.kindergarten", "smallest.primary", "smallest.middle"} < set(schema["properties"])
    assert any(each.startswith(r"^smallest\.") for each in schema["patternProperties"])
    wanted = {"description": "宽限的年数", "type": "integer", "minimum": 0, "maximum": 9}
    assert schema["properties"]["grace"] == json.loads(answers["plan"])["properties"]["grace"] == wanted
    offers = answers["tab"].splitlines()
    for line in ("smallest.primary=\t布点班数", "costs.seat=\t建一个学位（万元）", "grace=\t宽限的年数"):
        assert line in offers


def test_the_workbook_shows_it_and_is_read_back(folder: Path, answers: dict[str, str]) -> None:
    """A parameter of the plan comes back into the plan; of one of people the setting that would say so is named."""
    book = openpyxl.load_workbook(folder / "book.xlsx")
    sheet = sheet_of(book, "parameters")
    shown: dict[Any, Any] = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    keys = {"assumptions.stages.primary.smallest_school": 33, "assumptions.costs.seat": 9, "grace": 3}
    assert [shown[key][2].value for key in keys] == [30, 6, 2]
    assert [shown[key][1].value for key in keys] == ["小学 · 布点标准学校班数", "学位造价", "宽限（年）"]
    for key, value in keys.items():
        shown[key][2].value = value
    book.save(folder / "edited.xlsx")
    warned, found = said(
        folder, "import edited.xlsx --into plan.yaml --yes --lang en", "diff plan_2021_2025 plan.yaml --format json"
    )
    assert "A scenario can say set: {smallest.primary: 33}." in warned
    assert "A scenario can say set: {costs.seat: 9}." in warned
    assert "grace: 3\n" in (folder / "plan.yaml").read_text(encoding="utf-8")
    changes = json.loads(found)["changes"]
    assert [(each["subject"], each["before"], each["after"]) for each in changes] == [("grace", 0, 3)]


def test_the_report_says_what_is_assumed(folder: Path, answers: dict[str, str]) -> None:
    """What the workbook shows among the assumptions stands in the report's list of them too."""
    assert "学位造价" in (folder / "report.html").read_text(encoding="utf-8"), answers["report"]


def other(parameter: Parameter, usual: Any) -> Any:
    """A value that nothing has yet."""
    match parameter.kind:
        case Amount(low, high):
            return low + (high - low) * 0.345678
        case Count(_, high):
            return high
        case OneOf(known):
            return next(each for each in known if each != usual)
    return (2, 29)


OF_PEOPLE = [each for each in PARAMETERS if each.of == "people"]


@pytest.mark.parametrize("parameter", OF_PEOPLE, ids=[each.name for each in OF_PEOPLE])
def test_what_is_set_stands_under_its_name_and_nothing_else_changes(parameter: Parameter) -> None:
    """Every row of people is found by the name that people write, set where it is read, and differs under that name."""
    each = {STAGE: "primary", YEAR: "2030"}.get(parameter.per, "")
    before, name, areas = with_rules(read_assumptions()), parameter.named(each), ["乙", "甲"]
    value = other(parameter, parameter.value(before, each))
    assert parameter_of(name) is parameter
    after = with_parameter(before, name, value, areas=areas, source="试", at=Place("s.yaml", 1, entry=name))
    found = parameter.value(after, each)
    if parameter.name == "population.scope":
        assert {found[area].share.value for area in areas} == {value}
    else:
        found = found.value if isinstance(found, Figure) else found
        assert (set(found.values.values()) if isinstance(found, Series) else {found}) == {value}
    assert differing(before, after) == {name}


def differing(before: Assumptions, after: Assumptions) -> set[str]:
    """The parameters under whose names something differs."""
    one, two = parameters(before), parameters(after)
    keys = {key for key in {*one, *two} if one.get(key) != two.get(key)}
    names = {each.named("primary" if each.per == STAGE else "2030") for each in OF_PEOPLE}
    return {max((name for name in names if f"{key}.".startswith(f"{name}.")), key=len, default=key) for key in keys}


def test_rows_are_whole() -> None:
    """No name twice; two names or none for people to read; a parameter of the plan is a field of it with a usual value;
    the written formats name every parameter (in Chinese as in English: tests/test_documents.py)."""
    names = [each.name for each in PARAMETERS]
    assert len(set(names)) == len(names)
    assert all(bool(each.zh) == bool(each.en) and each.hint for each in PARAMETERS)
    plan = read_plan()
    assert all(type(getattr(plan, each.name)) is type(getattr(type(plan), each.name)) for each in OF_PLAN)
    formats = (TOP / "docs" / "formats.en.md").read_text(encoding="utf-8")
    written = formats.partition("Parameters of `set`")[2].partition("Within one scenario")[0]
    for name in names:
        section, _, last = name.rpartition(".")
        assert f"`{name}`" in written or (f"`{section}." in written and f"`.{last}`" in written), name


def test_steps_are_told_by_the_longest_name_there_is() -> None:
    """What stands deeper keeps its own end; what nothing names keeps its steps."""
    assert name_of("fertility.births.2030") == "population.births.2030"
    assert name_of("fertility.paths.low") == "fertility.paths.low"
    assert (called("population.births.2030", "en"), called("population", "en")) == ("births", "population folder")
    assert called("costs.seat", "zh") == ""
    assert parameter_of("population.births.YEAR") is None
    with pytest.raises(ValueError, match="no parameter of people"):
        with_parameter(read_assumptions(), "opening_lag", 2, areas=[], source="试")
