"""git, called as people would call it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from xuewei.errors import Fault, InputError, Place


def git(*words: str, at: str | Path | None = None, fine: Sequence[int] = (0,)) -> bytes | None:
    """What git prints; None where it ends with a code that is not ``fine``. InputError where there is no git.

    It has nothing to read: standard input is that of whoever called us.
    """
    try:
        done = subprocess.run([_program(), *words], cwd=at, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except FileNotFoundError:
        raise InputError([Fault(Place("git"), "", "no_git")]) from None
    return done.stdout if done.returncode in fine else None


@contextmanager
def reading(*words: str) -> Iterator[IO[bytes]]:
    """What git prints, to be read piece by piece. InputError where there is no git."""
    try:
        words = (_program(), *words)
    except FileNotFoundError:
        raise InputError([Fault(Place("git"), "", "no_git")]) from None
    nothing = subprocess.DEVNULL
    with subprocess.Popen(words, stdin=nothing, stdout=subprocess.PIPE, stderr=nothing) as running:
        assert running.stdout is not None
        yield running.stdout


@cache
def _program() -> str:
    """Where git is. The current folder is not looked into, as Windows, or a PATH with an empty entry, would have it: a
    branch may hold a program of that name. FileNotFoundError where there is none."""
    for folder in filter(os.path.isabs, os.get_exec_path()):
        found = shutil.which(os.path.join(folder, "git"))
        if found:
            return found
    raise FileNotFoundError("git")


def top_of_repository() -> Path:
    """The top folder of the repository around the current folder. InputError where there is none."""
    found = git("rev-parse", "--show-toplevel")
    if not found:
        raise InputError([Fault(Place(str(Path.cwd())), "", "no_repository")])
    return Path(os.fsdecode(found).removesuffix("\n"))
