"""One run of the program under bounds, and what it took."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from program import environment

MOST = 6 * 2**30
"""Bytes of address space that a run may have, so that a fault in this program does not take the machine."""


@dataclass(frozen=True)
class Took:
    """How a run ended: its exit code, what it said on stderr, its peak resident MiB (of the process or of one that it
    started and waited for, whichever is more) and the seconds that all of them computed."""

    code: int
    told: str
    mebibytes: float
    seconds: float


def took(words: Sequence[str | Path], folder: Path) -> Took:
    """The program run with these words in a folder, with its own folder for temporary files inside it."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    out, err = os.open(os.devnull, os.O_WRONLY), folder / "told"
    with open(err, "wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "xuewei", *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=told,
            cwd=folder,
            env=environment(TMPDIR=str(temporary)),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST)),
        )
        _, status, used = os.wait4(process.pid, 0)
    os.close(out)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Took(process.returncode, err.read_text("utf-8"), used.ru_maxrss / 2**10, used.ru_utime + used.ru_stime)
