"""The program of ``simulated.py`` as a whole process, and what becomes of its children."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from program import environment

PROGRAM = Path(__file__).parent / "simulated.py"


def start(
    output: Path, *words: str, before: Callable[[], None] | None = None, **variables: str
) -> subprocess.Popen[str]:
    """The program started and not waited for, in a session of its own, as on a terminal."""
    pipe = subprocess.PIPE
    command = [sys.executable, str(PROGRAM), str(output), *words]
    paths = os.pathsep.join([str(PROGRAM.parent), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        command,
        stdout=pipe,
        stderr=pipe,
        encoding="utf-8",
        env=environment(PYTHONPATH=paths, **variables),
        preexec_fn=before,
        start_new_session=True,
    )


def ended(output: Path, *words: str, before: Callable[[], None] | None = None) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a whole run."""
    process = start(output, *words, before=before)
    out, told = process.communicate()
    return process.returncode, out, told


def after_blocks(process: subprocess.Popen[str], count: int) -> None:
    """Wait until a run has told of some blocks."""
    assert process.stdout is not None
    for line in process.stdout:
        count -= line.startswith("block")
        if not count:
            return
    raise AssertionError("ended too early")


def gone(pid: int, seconds: float = 10.0) -> bool:
    """Whether a process ends within some seconds; one that nobody has waited for is a zombie, and has ended."""
    for _ in range(int(seconds * 20)):
        try:
            if Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def children_of(pid: int) -> list[int]:
    """Worker processes of a run, without the one that tracks resources; a thread or child may end while it is looked
    at."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in map(int, (task / "children").read_text(encoding="utf-8").split()):
                if b"resource_tracker" not in command_of(child):
                    found.append(child)
    return found


def command_of(pid: int) -> bytes:
    """The words that a process was started with; a copy has those of the process that it is a copy of."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()
