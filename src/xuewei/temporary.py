"""A folder for what a run needs for a while: gone at its end, and after a kill when the next run needs one."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from xuewei.interruption import uninterrupted

try:
    import fcntl
except ModuleNotFoundError:  # Windows: nothing tells there whether a folder is in use
    fcntl = None  # type: ignore[assignment]

PREFIX = "xuewei-"
HELD, NOT_YET = ".held", ".new"
"""The file of a folder that its run has locked, and what it is called until then."""
YOUNG = 60.0
"""Seconds in which a folder may be without that file: its run has only just made it."""


@contextmanager
def temporary_folder() -> Iterator[str]:
    """A new folder in the system's place for such; those of runs that were killed are taken away first.

    Raises OSError where there is no room for it.
    """
    _sweep(Path(tempfile.gettempdir()))
    with ExitStack() as stack:
        with uninterrupted():
            folder = tempfile.mkdtemp(prefix=PREFIX)
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if fcntl is not None:
            file = stack.enter_context(open(os.path.join(folder, NOT_YET), "wb"))
            with suppress(OSError):  # a file system without locks
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.rename(file.name, os.path.join(folder, HELD))
        yield folder


def _sweep(place: Path) -> None:
    """Take away the folders of this user that nobody holds."""
    if fcntl is None:
        return
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            there = folder.lstat()
            if there.st_uid == os.getuid() and stat.S_ISDIR(there.st_mode) and _is_left(folder, there.st_mtime):
                shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path, changed: float) -> bool:
    """Whether the run that made a folder has ended. Raises BlockingIOError where it lives."""
    try:
        with open(folder / HELD, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except FileNotFoundError:
        return time.time() - changed > YOUNG
