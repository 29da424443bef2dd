"""What a run has read, so that it does not write over it.

Readers note every file that they open, and :mod:`xuewei.files.writing` asks before it writes. A run of the command line
is guarded from its beginning to its end; who uses the library is not, unless they enter :func:`guarded`, for a program
of their own may well read a file in order to change it. This is a context variable and no argument because files are
opened at the end of some forty paths of calls: one path that forgot to hand it on would be the one that loses a plan.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.files.kinds import kind_of_file

Identity = str | tuple[int, int]


@dataclass(eq=False)
class Guard:
    """One run: what it has ``read``, what it has ``claimed`` to write, and whether it was told to write anyway."""

    force: bool = False
    read: set[Identity] = field(default_factory=set)
    claimed: set[str] = field(default_factory=set)


_GUARD: ContextVar[Guard | None] = ContextVar("guard", default=None)


@contextmanager
def guarded() -> Iterator[Guard]:
    """A run that writes over nothing it has read, and over nothing of another kind, unless its ``force`` is set.

    >>> with guarded() as run:
    ...     noted(__file__)
    ...     run.force, was_read(__file__), was_read("elsewhere")
    (False, True, False)
    """
    before = _GUARD.set(Guard())
    try:
        found = _GUARD.get()
        assert found is not None
        yield found
    finally:
        _GUARD.reset(before)


def current() -> Guard | None:
    """The run that is going on; None where nothing is guarded."""
    return _GUARD.get()


def forced() -> bool:
    """Whether this run was told to write over whatever is there."""
    run = _GUARD.get()
    return run is not None and run.force


def identities(path: str | Path) -> set[Identity]:
    """What tells a file from all others, whatever links lead to it: its real path, its number on its disk."""
    found: set[Identity] = set()
    with suppress(OSError, ValueError):
        found.add(os.path.normcase(os.path.realpath(path)))
        status = os.stat(path)
        if status.st_ino:
            found.add((status.st_dev, status.st_ino))
    return found


def noted(path: str | Path) -> None:
    """Note that a file is read in this run, if it is guarded."""
    run = _GUARD.get()
    if run is not None:
        run.read |= identities(path)


def was_read(path: str | Path) -> bool:
    """Whether this run has read the file, by any of its names."""
    run = _GUARD.get()
    return run is not None and not run.read.isdisjoint(identities(path))


def refuse_input(path: str | Path) -> None:
    """Raise InputError for a file that this run has read. Devices and pipes may be written to all the same."""
    run = _GUARD.get()
    if run is not None and not run.force and os.path.isfile(path) and was_read(path):
        raise InputError([Fault(Place(str(path)), "", "is_input")])


def refuse_kind(path: str | Path, kind: str | None) -> None:
    """Raise InputError for a file that holds something of another kind than ``kind``, in a guarded run; None is any."""
    run = _GUARD.get()
    if run is None or run.force or kind is None or not os.path.isfile(path):
        return
    there = kind_of_file(path)
    if there not in (None, kind):
        raise InputError([Fault(Place(str(path)), "", "other_kind", {"there": there, "kind": kind})])
