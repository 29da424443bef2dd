"""A horizon before the year of the seats in use: refused by every command that looks ahead, in the same words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inside import run
from program import TOP

AHEAD = (
    ("gap",),
    ("warn",),
    ("schools",),
    ("resources",),
    ("site",),
    ("forecast",),
    ("explain", "--year", "2027", "--stage", "primary"),
    ("optimise", "--now", "2026-09-01"),
    ("optimise", "--now", "2026-09-01", "--to", "2035"),
    ("gap", "--year", "2028"),
)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district whose horizon is before its seats."""
    folder = tmp_path_factory.mktemp("horizon") / "district"
    shutil.copytree(TOP / "examples" / "district", folder)
    with (folder / "population" / "assumptions.yaml").open("a", encoding="utf-8") as file:
        file.write("horizon: 2020\n")
    return folder


@pytest.mark.parametrize("words", AHEAD, ids=" ".join)
def test_a_horizon_before_the_seats_is_a_fault_everywhere(words: tuple[str, ...], district: Path) -> None:
    """Also where the years asked for are later."""
    done = run(*words, "--plan", district / "plan.yaml")
    assert done.returncode == 3, done.stdout
    assert "horizon: 早于现有学位那一学年 2026" in done.stderr
    assert done.stdout == ""
