"""How far long work is shows on a screen alone, and not where plain output is asked for."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import xuewei.cli.asked as asked
import xuewei.cli.commands.simulate as simulate
import xuewei.cli.progress as progress
import xuewei.formats.any_file as any_file
import xuewei.formats.project as project

from inside import Run

LATE = str(Path(__file__).parents[2] / "examples" / "one_year_late.yaml")


class Screen(io.StringIO):
    """Standard error that is a screen."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A screen to which everything takes too long."""
    found = Screen()
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    for name in ("NO_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    return found


def shown(screen: Screen) -> str:
    """What a screen got from everything that says how far it is."""
    with contextlib.redirect_stderr(screen):
        with progress.telling() as tell:
            tell("so far 5")
            tell("so far 6")
        with progress.waiting("still at it"):
            time.sleep(0.2)
        list(progress.watched([1, 2], "bar", 2))
    return screen.getvalue()


def test_a_screen_is_told(screen: Screen) -> None:
    """The line, the waiting, the bar."""
    told = shown(screen)
    assert "so far" in told
    assert "still at it" in told
    assert "bar" in told


@pytest.mark.parametrize("name", ["NO_COLOR", "CI"])
def test_nothing_is_told_where_plain_output_is_asked_for(
    name: str, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a character."""
    monkeypatch.setenv(name, "1")
    assert shown(screen) == ""


def test_nothing_is_told_in_a_pipe(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a character."""
    monkeypatch.setattr(Screen, "isatty", lambda self: False)
    assert shown(screen) == ""


@pytest.mark.parametrize(
    "words",
    [
        ["gap", "--year", "2023"],
        ["check", LATE],
        ["check", "--policy", LATE],
        ["check", "--upgrade", LATE],
        ["compare", LATE],
        ["diff", "plan_2021_2025", LATE],
        ["track", "--as-of", "2023-09-01"],
        ["chart", "gap", "--output", "gap.svg"],
        ["report", "--output", "report.html"],
        ["optimise", "--now", "2021", "--time-limit", "1"],
        ["sweep", "--set", "opening_lag=0"],
        ["simulate", "--draws", "10", "--seed", "1"],
    ],
    ids=" ".join,
)
def test_whoever_reads_says_so(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, xuewei: Run) -> None:
    """Every command that reads a plan and its people, all the while that it reads them."""
    monkeypatch.chdir(tmp_path)
    lines: list[str] = []
    read: list[bool] = []

    @contextlib.contextmanager
    def waiting(line: str) -> Iterator[None]:
        lines.append(line)
        yield
        lines.append("")

    monkeypatch.setattr(asked, "waiting", waiting)

    def noted(reader: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **options: Any) -> Any:
            read.append(bool(lines and lines[-1]))
            return reader(*args, **options)

        return called

    for module, name in ((project, "population_of"), (simulate, "one_area"), (any_file, "read_population")):
        monkeypatch.setattr(module, name, noted(getattr(module, name)))
    assert xuewei(*words)[0] in (0, 1)
    assert read
    assert all(read)
    assert lines[0]


def test_what_is_told_first_gives_way_to_what_comes_later(screen: Screen) -> None:
    """A search that needs long to begin says so; one that has told anything is not told over."""
    with contextlib.redirect_stderr(screen), progress.telling("preparing") as tell:
        time.sleep(0.2)
        tell("so far 5")
        time.sleep(0.2)
    told = screen.getvalue()
    assert 0 <= told.index("preparing") < told.index("so far 5")
    assert "preparing" not in told[told.index("so far 5") :]
