"""No number that is none, and none beyond all measure: on the command line, in a file, in what is written."""

from __future__ import annotations

import json
import math
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from xuewei.answers.optimise.files import CANDIDATE, read_candidates
from xuewei.cli.app import program
from xuewei.errors import InputError
from xuewei.formats.shapes import Number, Whole
from xuewei.model.assumptions import Costs
from xuewei.model.stages import Stage
from xuewei.tables.view import View, as_csv, as_json

from builders import plan
from commands import commands
from program import TOP

WRONG = ("nan", "inf", "-inf", "1e308", "-1e308")
ALLOWED = {(name, "--time-limit", n) for name in ("optimise", "site") for n in ("inf", "1e308")}
"""A search may last as long as it likes."""
STAGES = (Stage("kindergarten", 3, 3, 30), Stage("primary", 6, 6, 45), Stage("middle", 12, 3, 50))


def float_options() -> list[tuple[tuple[str, ...], str]]:
    """Every option of every command that takes any number."""
    return [
        (tuple(name.split()), parameter.opts[0])
        for name, command in commands().items()
        for parameter in command.params
        if isinstance(parameter.type, click.types.FloatParamType | click.FloatRange)
    ]


def test_there_are_options_that_take_any_number() -> None:
    """Else the next test tests nothing."""
    assert (("optimise",), "--budget-default") in float_options()
    assert (("estate",), "--area-m2") in float_options()


@pytest.mark.parametrize("written", WRONG)
@pytest.mark.parametrize(("words", "option"), float_options())
def test_an_option_that_takes_any_number_takes_none_that_is_none(
    words: tuple[str, ...], option: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2 before anything is read, for every command."""
    if (" ".join(words), option, written) in ALLOWED:
        return
    monkeypatch.chdir(TOP)
    done = CliRunner().invoke(program(), [*words, f"{option}={written}"])
    assert done.exit_code == 2, done.output
    assert not done.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("option", "written", "most"),
    [
        ("--budget-default", "{}", "1,000,000,000,000"),
        ("--budget", "2022={}", "1,000,000,000,000"),
        ("--weights", "unmet={}", "1,000,000"),
        ("--gap", "{}", "1"),
    ],
)
@pytest.mark.parametrize("number", ["nan", "inf", "1e308"])
def test_a_number_beyond_the_range_is_told_with_the_range(
    option: str, written: str, most: str, number: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bounds stand in the message, in either language."""
    monkeypatch.chdir(TOP)
    done = CliRunner().invoke(program(), ["optimise", "--now", "2021", option, written.format(number), "--lang", lang])
    assert done.exit_code == 2
    assert most in done.stderr
    assert option in done.stderr


@pytest.mark.parametrize("written", [".inf", "-.inf", ".nan", "1.0e+308", "nan"])
@pytest.mark.parametrize(
    "key", [name for name, each in CANDIDATE.keys.items() if isinstance(each.shape, Number | Whole)]
)
def test_a_candidate_has_no_number_that_is_none(key: str, written: str, tmp_path: Path) -> None:
    """Every key that holds a number, at its line."""
    given = {"earliest": "2023", "cost_wan": "1", key: written}
    keys = ", ".join(f"{name}: {value}" for name, value in given.items())
    place = tmp_path / "c.yaml"
    place.write_text(f"candidates:\n  - {{id: a, type: middle, seats: {{middle: 900}}, {keys}}}\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_candidates(str(place), plan(), STAGES, 2035, Costs())
    assert [(fault.place.line, fault.field) for fault in wrong.value.faults] == [(2, f"candidates[a].{key}")]


@pytest.mark.parametrize(
    ("keys", "faults"),
    [
        ("sizes: [{primary: 3000}]", [("candidates[a].sizes[1].primary", "stage_of_school", None)]),
        ("sizes: [4, {midle: 300}]", [("candidates[a].sizes[2].midle", "stage_of_school", "middle")]),
        ("sizes: [{middle: 0}]", [("candidates[a].sizes[1]", "size_no_seats", None)]),
        ("sizes: [{}]", [("candidates[a].sizes[1]", "size_no_seats", None)]),
        (
            "convert: [{year: 2028, from: middle, to: primry, seats: 300}]",
            [("candidates[a].convert[1].to", "no_stage", "primary")],
        ),
        (
            "convert: [{year: 2028, from: middle, to: senior, seats: 300}]",
            [("candidates[a].convert[1].to", "no_stage", None)],
        ),
        (
            "sizes: [1], convert: [{year: 2028, from: middle, to: primary, seats: 300}]",
            [("candidates[a].sizes[1]", "too_many_converted", None)],
        ),
        (
            "sizes: [4], convert: [{year: 2028, from: middle, to: primary, seats: 300}, "
            "{year: 2030, from: primary, to: middle, seats: 300}]",
            [],
        ),
    ],
)
def test_stages_of_a_candidate_are_those_that_there_are(
    keys: str, faults: list[tuple[str, str, str | None]], tmp_path: Path
) -> None:
    """Sizes have stages of the type, and seats enough for what turns; what it turns to is a stage."""
    place = tmp_path / "c.yaml"
    row = f"{{id: a, type: middle, seats: {{middle: 900}}, earliest: 2023,\n    {keys}}}"
    place.write_text(f"candidates:\n  - {row}\n", encoding="utf-8")
    if not faults:
        assert len(read_candidates(str(place), plan(), STAGES, 2035, Costs()).candidates) == 1
        return
    with pytest.raises(InputError) as wrong:
        read_candidates(str(place), plan(), STAGES, 2035, Costs())
    told = [(fault.field, fault.kind, fault.suggestion) for fault in wrong.value.faults]
    assert told == faults
    assert [fault.place.line for fault in wrong.value.faults] == [3] * len(faults)


def test_a_type_that_is_a_stage_of_the_plan_alone_holds_only_stages_that_there_are(tmp_path: Path) -> None:
    """A kindergarten where the assumptions count no kindergartens."""
    place = tmp_path / "c.yaml"
    text = "candidates:\n  - {id: a, type: kindergarten, seats: {kindergarten: 90}, earliest: 2023, sizes: [1]}\n"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_candidates(str(place), plan(), STAGES[1:], 2035, Costs())
    assert [(fault.field, fault.kind) for fault in wrong.value.faults] == [
        ("candidates[a].seats.kindergarten", "no_stage")
    ]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_machines_read_never_holds_a_number_that_is_none(value: float) -> None:
    """Rather no output than one that no reader of JSON takes."""
    view = View((), [{"value": value}], {"head": 1.5}, ())
    for write in (as_json, as_csv):
        with pytest.raises(ValueError, match=r"."):
            write(view)
    assert json.loads(as_json(View((), [{"value": 1.5}], {}, ()))) == {"rows": [{"value": 1.5}]}
