"""What an answer says it was asked: every option that figures depend on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.core import ParameterSource

from xuewei.cli.app import program
from xuewei.cli.careful import Unloaded
from xuewei.cli.guarding import ASIDE, ASKED, asked_of
from xuewei.formats.provenance import read_provenance

from inside import run

NO_FIGURE = {
    "where and how an answer stands": {"output", "format", "lang", "labels", "wide", "all_faults", "detail", "sort"},
    "how it is computed, written and ended": {
        *("force", "strict", "resume", "engine", "scheduler", "workers", "yes", "skip_others", "save_map"),
    },
    "what stands around a document": {"template", "title", "addressee", "sign", "number"},
}
"""The options that may be left out, and why."""


def commands(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its name."""
    command = command.load() if isinstance(command, Unloaded) else command
    if isinstance(command, click.Group):
        for word, each in command.commands.items():
            yield from commands(each, f"{name} {word}".strip())
    if name:
        yield name, command


EVERY = dict(commands(program()))


@pytest.mark.parametrize("name", EVERY)
def test_every_option_stands_in_what_was_asked_but_those_of_which_no_figure_depends(name: str) -> None:
    """Of every command, by the names of its options."""
    command = EVERY[name]
    ctx = click.Context(command)
    for param in command.params:
        assert param.name is not None
        ctx.params[param.name] = f"<{param.name}>"
        ctx.set_parameter_source(param.name, ParameterSource.COMMANDLINE)
    said = {str(value).strip("<>") for value in asked_of(ctx).values()}
    kept = {param.name for param in command.params}.difference(*NO_FIGURE.values())
    assert said == kept
    assert len(asked_of(ctx)) == len(kept)


def test_those_left_out_are_listed_with_their_reason() -> None:
    """So that nobody leaves one out in passing."""
    assert set().union(*NO_FIGURE.values()) == ASIDE
    assert ASIDE.isdisjoint(ASKED)


def asked(*words: str) -> dict[str, object]:
    """What an answer in JSON says it was asked."""
    done = run(*words, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)["provenance"]["asked"]
    return found


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("gap --band 95 --year 2026 --stage primary --area 中心城区", {"band", "year", "stage", "area", "by"}),
        ("gap --from 2024 --to 2026", {"from", "to", "by"}),
        ("forecast --population china --origin 2018 --band 50", {"population", "origin", "band", "by"}),
        ("simulate --draws 20 --seed 0 --year 2026", {"draws", "seed", "year"}),
        ("simulate --draws 20 --seed 7 --year 2026", {"draws", "seed", "year"}),
        ("gap", {"by"}),
    ],
)
def test_what_is_asked_is_said(words: str, told: set[str]) -> None:
    """With its value, by the name of the option; nothing of defaults."""
    found = asked(*words.split())
    assert set(found) == told
    options = words.split()
    for key, value in found.items():
        if f"--{key}" in options:
            written = options[options.index(f"--{key}") + 1]
            assert str(value) == written or value == [written]


def test_documents_and_books_say_it_too(tmp_path: Path) -> None:
    """They hold the same."""
    for ending in ("docx", "html"):
        file = tmp_path / f"x.{ending}"
        assert run("report", "--to", "2026", "--output", file).returncode == 0
        assert read_provenance(str(file)).asked == {"to": 2026}


@pytest.mark.parametrize("command", ["gap", "ledger"])
def test_a_first_year_beyond_the_last_says_how_to_go_further(command: str) -> None:
    """Not that it lies outside a span that holds it; what is said then works."""
    done = run(command, "--from", "2036")
    assert done.returncode == 2
    assert "--from：2036 年晚于算到的末年 2035：加 --to 2036" in done.stderr
    assert "horizon" in done.stderr
    assert run(command, "--from", "2036", "--to", "2036").returncode == 0
    assert "2100" in run(command, "--from", "2200").stderr
