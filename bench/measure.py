"""Finished processes: what one took as the operating system counts it, or as it tells itself; several in turn.

Nothing large is imported here or by any script that measures: Linux counts to the peak memory of a process what the one
that started it had at that moment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BENCH = Path(__file__).parent
PROGRAM = str(Path(sys.executable).with_name("xuewei"))
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""All that is compared has one numeric thread."""


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds and peak resident memory of one run."""

    seconds: float
    mebibytes: float


@dataclass(frozen=True, slots=True)
class Job:
    """A process to be timed. ``inside``: its seconds are those that it prints on its last line, else those of the wall.

    ``needs`` is a module that the interpreter of the command must have; ``most`` the runs it gets at the most. Where
    it is held against, the other is to be ``at_least`` so many times as fast.
    """

    name: str
    command: tuple[str, ...]
    inside: bool = False
    needs: str = ""
    most: int = 99
    at_least: float | None = None

    @property
    def there(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or _has(self.command[0], self.needs)


def program(
    name: str, module: str, *words: object, python: str = sys.executable, needs: str = "", most: int = 99,
    at_least: float | None = None,
) -> Job:  # fmt: skip
    """A program of this folder that prints its own seconds."""
    command = (python, "-m", f"programs.{module}", *map(str, words))
    return Job(name, command, True, needs, most, at_least)


def run(job: Job) -> Run:
    """One run of a job; RuntimeError where it fails."""
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        with subprocess.Popen(job.command, stdout=said, cwd=BENCH, env={**os.environ, **ONE_THREAD}) as process:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(job.command)} ended with {process.returncode}")
        if job.inside:
            said.seek(0)
            seconds = float(said.read().split()[-1])
    return Run(seconds, usage.ru_maxrss / 1024)


def prepare(module: str, *words: object) -> None:
    """Run a program of this folder that makes files for others."""
    subprocess.run([sys.executable, "-m", f"programs.{module}", *map(str, words)], cwd=BENCH, check=True)


def in_turn(jobs: Sequence[Job], runs: int) -> list[list[Run]]:
    """Runs of every job, one of each after another, so that a busy machine hits all alike; none of one that lacks what
    it needs. Before more than two runs, jobs timed from outside run once uncounted: their files are in memory then."""
    found: list[list[Run]] = [[] for _ in jobs]
    if runs > 2:
        for job in jobs:
            if job.there and not job.inside:
                run(job)
    for n in range(runs):
        for job, done in zip(jobs, found, strict=True):
            if job.there and n < job.most:
                done.append(run(job))
    return found


@cache
def _has(python: str, module: str) -> bool:
    """Whether an interpreter finds a module."""
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0
