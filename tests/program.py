"""The program as its users meet it: a whole process each time."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

TOP = Path(__file__).parent.parent
DAY = str(int(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()))
"""The day that a run takes for today: what lies ahead, and what is past, is the same whenever a test runs."""


def environment(**variables: str) -> dict[str, str]:
    """The variables of this process without those that change what is printed, on :data:`DAY`, with ``variables``."""
    plain = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "XUEWEI_LANG", "NO_COLOR", "CI")
    }
    return {**plain, "PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": DAY, **variables}


def run(*words: str | Path, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """The program run with these words."""
    return subprocess.run(
        [sys.executable, "-m", "xuewei", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=environment(**variables),
    )


def poorer(lacks: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """The program on a machine that ``lacks`` something."""
    call = f"import sys; {lacks}; from xuewei.cli.app import main; main()"
    told = [sys.executable, "-c", call, *map(str, words)]
    return subprocess.run(told, capture_output=True, encoding="utf-8", env=environment(), cwd=TOP)
