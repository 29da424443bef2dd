"""A real Dask scheduler and workers on this machine, each a process that is ended by its own id."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from program import environment
from simulating import PROGRAM

WAIT = 60.0
"""Seconds in which a scheduler or worker starts on a busy machine."""


@contextmanager
def process(*words: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Dask, ended at the end."""
    paths = os.pathsep.join([str(PROGRAM.parent), os.environ.get("PYTHONPATH", "")])
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        stdout=quiet,
        stderr=quiet,
        env=environment(PYTHONPATH=paths, OPENBLAS_NUM_THREADS="1", **variables),
    ) as found:
        try:
            yield found
        finally:
            found.kill()


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """The address of a scheduler without workers."""
    said = folder / "scheduler.json"
    local = ("--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0")
    with process("scheduler", *local, "--scheduler-file", str(said)) as found:
        for _ in range(int(WAIT * 10)):
            if said.exists() and said.read_text(encoding="utf-8").endswith("}"):
                break
            assert found.poll() is None
            time.sleep(0.1)
        yield json.loads(said.read_text(encoding="utf-8"))["address"]


def worker(address: str) -> tuple[str, ...]:
    """The words that start a worker with one thread, which nobody starts again."""
    return ("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
