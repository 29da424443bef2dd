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
HELD = ".held"
"""The file of a folder that its run has locked; it holds the folder's own number on the disk, by which a folder is
known to be ours: whoever calls a folder of theirs so, or brings one with such a file, does not know its number."""
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
            file = stack.enter_context(open(os.path.join(folder, HELD), "wb"))
            with suppress(OSError):  # a file system without locks
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                file.write(number_of(Path(folder)))
                file.flush()
        yield folder


def _sweep(place: Path) -> None:
    """Take away the folders of this user that nobody holds."""
    if fcntl is None:
        return
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            there = folder.lstat()
            if there.st_uid == os.getuid() and stat.S_ISDIR(there.st_mode):
                if _is_left(folder):
                    shutil.rmtree(folder, ignore_errors=True)
                elif time.time() - there.st_mtime > YOUNG:
                    os.rmdir(folder)  # which only an empty one lets happen


def number_of(folder: Path) -> bytes:
    """The number that the disk gives a folder: another folder of the same name, or a copy of it, has another."""
    there = folder.lstat()
    return f"{there.st_dev}:{there.st_ino}\n".encode("ascii")


def _is_left(folder: Path) -> bool:
    """Whether a folder is one of ours and the run that made it has ended. Raises BlockingIOError where it lives."""
    try:
        with open(os.open(folder / HELD, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file.read(100) == number_of(folder)
    except FileNotFoundError:
        return False
