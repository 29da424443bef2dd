"""Numbers far outside anything: every option that takes one says so, and ends with 2 or 3."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from xuewei.cli.app import program
from xuewei.errors import InputError

from commands import commands

NUMBERS = ("integer", "integer range", "float", "float range")
FAR = ("1" + "0" * 399, "-" + "9" * 400, "7" * 5000, "99999999")
UNREAL = ("nan", "inf", "-inf", "1e400")
ARGUMENTS = {"explain": ["--stage", "primary"], "chart": ["gap", "--output", "x.png"], "report": ["--output", "x.html"],
             "compare": ["plan_2021_2025"], "sweep": ["--set", "opening_lag=1"], "synth": ["d"], "fit": ["china"],
             "optimise": ["--now", "2021", "--output", "x.yaml"]}  # fmt: skip
BELIEVED = ("--seed", "--area-m2")
"""Options of which the nearest of the numbers is a good value."""
OPTIONS = [
    (name, option.opts[0], option.type.name)
    for words, command in commands().items()
    for name in [tuple(words.split())]
    for option in command.params
    if option.type.name in NUMBERS and (name, option.type.name) != (("optimise",), "float range")
]


def test_there_are_options_that_take_numbers() -> None:
    """The walk over the commands finds them."""
    assert (("estate",), "--residents", "integer") in OPTIONS
    assert len(OPTIONS) > 30


@pytest.mark.parametrize(("name", "option", "kind"), OPTIONS)
def test_a_number_far_outside_is_refused(
    name: tuple[str, ...], option: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 400 or 5,000 digits, or no number at all: a wrong command line, never a traceback."""
    monkeypatch.chdir(tmp_path)
    for number in (*FAR, *(UNREAL if kind.startswith("float") else ())):
        done = CliRunner().invoke(program(), [*name, *ARGUMENTS.get(" ".join(name), []), f"{option}={number}"])
        believed = number == "99999999" and option in BELIEVED
        assert done.exception is None or isinstance(done.exception, InputError | SystemExit), number[:20]
        assert done.exit_code == 2 or believed or isinstance(done.exception, InputError), (number[:20], done.output)
        assert not list(tmp_path.glob("d/*")) or believed


def test_a_sweep_of_too_many_combinations_is_refused_before_the_first() -> None:
    """A thousand million of them, from six short options."""
    options = [f"--set=population.births.{year}={','.join(map(str, range(1000, 1032)))}" for year in range(2026, 2032)]
    done = CliRunner().invoke(program(), ["sweep", *options, "--lang", "en"])
    assert done.exit_code == 2
    assert "1,073,741,824 combinations; at most 100,000 are computed" in " ".join(done.output.split())
