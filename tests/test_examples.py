"""Every command of the examples runs, and shows what the text beside it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
COMMANDS = [
    line.split()[1:]
    for line in (TOP / "examples" / "README.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("    xuewei ")
]


def run(words: list[str]) -> subprocess.CompletedProcess[str]:
    """One command from the top of the project."""
    return subprocess.run([sys.executable, "-m", "xuewei", *words], capture_output=True, encoding="utf-8", cwd=TOP)


def test_there_are_examples_to_run() -> None:
    """The text is found and holds commands."""
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_command_runs(words: list[str]) -> None:
    """It ends well and prints something."""
    done = run(words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_the_small_city_has_two_different_totals() -> None:
    """In some year one area is short and the other is not."""
    words = next(each for each in COMMANDS if each[0] == "gap" and "--plan" in each)
    totals = json.loads(run([*words, "--format", "json"]).stdout)["totals"]
    assert any(total["netted"] != total["need_only"] < 0 for total in totals)
