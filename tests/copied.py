"""A copy of the program with some lines added, run in a process of its own: what reaches every door from one row."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from program import TOP, environment

DRIVER = """
import contextlib, io, json, sys
import xuewei.cli.app as program
vars(program)["busy"] = lambda: False
for words in json.load(sys.stdin):
    sys.argv, out, err, code = ["xuewei", *words], io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            program.main()
        except SystemExit as end:
            code = end.code or 0
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""


class Said(NamedTuple):
    """What a run ended with, printed, and said aside."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Copied:
    """A copy of the program at ``top``."""

    top: Path

    def run(self, *commands: Sequence[str | Path]) -> list[Said]:
        """The program run with the words of each command, one after the other in one process."""
        asked = json.dumps([[*map(str, words)] for words in commands])
        done = subprocess.run(
            [sys.executable, "-c", DRIVER],
            input=asked,
            capture_output=True,
            encoding="utf-8",
            env=environment(PYTHONPATH=str(self.top / "src")),
        )
        assert done.returncode == 0, done.stderr
        return [Said(*json.loads(line)) for line in done.stdout.splitlines()]

    def offered(self, line: str) -> list[str]:
        """The words that are offered to a shell which completes ``line``."""
        variables = {
            "_XUEWEI_COMPLETE": "complete_fish",
            "_TYPER_COMPLETE_ARGS": f"xuewei {line}",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "_TYPER_COMPLETE_WORD_TO_COMPLETE": line.split(" ")[-1],
            "PYTHONPATH": str(self.top / "src"),
        }
        start = "import sys; sys.argv = ['xuewei']; from xuewei.cli.app import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", start], capture_output=True, encoding="utf-8", env=environment(**variables)
        )
        assert done.stderr == ""
        return [each.split("\t")[0] for each in done.stdout.splitlines()]


def copied(top: Path, added: Mapping[str, tuple[str, str]]) -> Copied:
    """A copy of the program below ``top`` in which a line stands before another, by the path of their module."""
    shutil.copytree(TOP / "src" / "xuewei", top / "src" / "xuewei", ignore=shutil.ignore_patterns("__pycache__"))
    (top / "data").symlink_to(TOP / "data")
    for module, (before, line) in added.items():
        path = top / "src" / "xuewei" / module
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, before
        path.write_text(text.replace(before, f"{line}\n{before}"), encoding="utf-8")
    return Copied(top)
