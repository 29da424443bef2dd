"""How far long work is shows on a screen alone, and not where plain output is asked for."""

from __future__ import annotations

import contextlib
import io
import time

import pytest

import xuewei.cli.progress as progress


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


def test_what_is_told_first_gives_way_to_what_comes_later(screen: Screen) -> None:
    """A search that needs long to begin says so; one that has told anything is not told over."""
    with contextlib.redirect_stderr(screen), progress.telling("preparing") as tell:
        time.sleep(0.2)
        tell("so far 5")
        time.sleep(0.2)
    told = screen.getvalue()
    assert 0 <= told.index("preparing") < told.index("so far 5")
    assert "preparing" not in told[told.index("so far 5") :]
