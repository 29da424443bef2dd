"""What stands beside a target while it is written: one spare file with a fixed name, held by the run that writes it.

A run that is killed leaves its spare behind; the next run on the same target takes it over. Two runs that live at the
same time never write into the same one: the second is refused.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.interruption import uninterrupted

try:
    import fcntl
except ModuleNotFoundError:  # Windows, where a file that is open cannot be taken away: that is lock enough
    fcntl = None  # type: ignore[assignment]

PART, LOCK = "xuewei-part", "xuewei-lock"
LONGEST = 255
"""Bytes of a name that file systems take."""
OWNER_ONLY = 0o600


def beside(target: str | Path, ending: str = PART) -> str:
    """The path of what stands beside a target: its name with a dot before it, or a short word where that is too long.

    >>> beside("out/余缺.csv")
    'out/.余缺.csv.xuewei-part'
    """
    folder, name = os.path.split(target)
    if len(os.fsencode(name)) + len(ending) + 2 > LONGEST:
        from hashlib import blake2b

        name = blake2b(os.fsencode(name), digest_size=16).hexdigest()
    return os.path.join(folder, f".{name}.{ending}")


@contextmanager
def held(path: str, target: str | Path) -> Iterator[Callable[[], None]]:
    """The file at ``path``, new or taken over and empty, which nobody else can hold meanwhile.

    At the end it is taken away, if it still stands there. What is given is to be called before the file is moved:
    where there are no locks, it is open until then. Raises InputError, of ``target``, where another run holds it, and
    OSError where it cannot be made.
    """
    opened: list[int] = []

    def let_go() -> None:
        if fcntl is None and opened:
            os.close(opened.pop())

    try:
        with uninterrupted():
            opened.append(_taken(path, target))
        yield let_go
    finally:
        mine = [*opened]
        let_go()
        if mine and (fcntl is None or _is(mine[0], path)):
            with suppress(OSError):
                os.unlink(path)
        if opened:
            os.close(opened.pop())


def _taken(path: str, target: str | Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        _cleared(path, target)
        handle = os.open(path, flags if fcntl else flags | os.O_EXCL, OWNER_ONLY)
        try:
            _lock(handle, target)
            if _is(handle, path):  # else its last holder took it away in between
                if fcntl is not None:
                    os.ftruncate(handle, 0)
                    os.fchmod(handle, OWNER_ONLY)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _cleared(path: str, target: str | Path) -> None:
    """Take away what cannot be a spare of ours: through a link another file would be written to. Where there are no
    locks, every spare is taken away, which fails for one that is open."""
    try:
        there = os.lstat(path)
        if stat.S_ISDIR(there.st_mode):
            raise InputError([Fault(Place(path), "", "is_there")])
        if fcntl is None or not stat.S_ISREG(there.st_mode) or there.st_nlink > 1:
            os.unlink(path)
    except FileNotFoundError:
        return
    except PermissionError:
        if fcntl is None:
            raise _busy(target) from None
        raise


def _lock(handle: int, target: str | Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as broken:
        if broken.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES):
            raise _busy(target) from None
        # a file system without locks: the fixed name alone has to do


def _is(handle: int, path: str) -> bool:
    """Whether the open file is the one that stands at ``path``, and there alone."""
    try:
        there = os.fstat(handle)
        return fcntl is None or (os.path.samestat(there, os.lstat(path)) and there.st_nlink == 1)
    except OSError:
        return False


def _busy(target: str | Path) -> InputError:
    return InputError([Fault(Place(str(target)), "", "busy")])
