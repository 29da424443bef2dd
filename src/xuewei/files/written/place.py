"""Where a file is: on the disk, or in one revision of a git repository."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol, TypeAlias

from xuewei.errors import Fault, InputError
from xuewei.files.guard import noted


class Stored(Protocol):
    """A file or folder that is not on the disk; its text form is what people call it."""

    def read_bytes(self, limit: int) -> bytes:
        """The first ``limit`` + 1 bytes; InputError where there is no such file."""

    def exists(self) -> bool:
        """Whether there is such a file or folder."""

    def is_folder(self) -> bool:
        """Whether it is a folder."""

    def inside(self, name: str) -> Place:
        """A file or folder inside this folder."""

    def folder(self) -> Place:
        """The folder that holds it."""


Place: TypeAlias = "str | Path | Stored"


def on_disk(place: Place) -> Path | None:
    """The path of a place on the disk; None elsewhere."""
    return Path(place) if isinstance(place, str | Path) else None


def exists(place: Place) -> bool:
    """Whether there is such a file or folder, or a link that leads nowhere."""
    try:
        return os.path.lexists(place) if isinstance(place, str | Path) else place.exists()
    except ValueError:  # a name that no file can have
        return False


def is_folder(place: Place) -> bool:
    """Whether there is such a folder."""
    return os.path.isdir(place) if isinstance(place, str | Path) else place.is_folder()


def inside(folder: Place, name: str) -> Place:
    """A file or folder by its path inside ``folder``."""
    return Path(folder) / name if isinstance(folder, str | Path) else folder.inside(name)


def beside(place: Place, name: str) -> Place:
    """A file or folder by its path from the folder that holds ``place``."""
    if isinstance(place, str | Path):
        return Path(os.path.normpath(Path(place).parent / name))
    return inside(place.folder(), name)


def same(one: Place, other: Place) -> bool:
    """Whether two places are one file, however they are written."""
    return identity(one) == identity(other)


def identity(place: Place) -> tuple[bool, str]:
    """What two places have in common if and only if they are one file: whether it is on the disk, and where."""
    try:
        return (True, os.path.realpath(place)) if isinstance(place, str | Path) else (False, str(place))
    except ValueError:  # a name that no file can have
        return True, str(place)


def regular(place: str | Path) -> bool:
    """Whether reading comes to an end: a file, not a pipe, a device or a socket, which is not even opened.

    Raises OSError for what is not there, ValueError for a name that no file can have.
    """
    mode = os.stat(place).st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _unwaiting(name: str, flags: int) -> int:
    """Open without waiting for anybody, should a pipe have taken the file's place."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def read_bytes(place: Place, limit: int) -> bytes:
    """The bytes of a file. Raises InputError for one that is missing, too large, unreadable, or no file but a folder, a
    pipe, a device or a socket."""
    if place == "":
        raise InputError([Fault('""', None, "", "no_name")])
    try:
        if is_folder(place):
            raise InputError([Fault(str(place), None, "", "directory")])
        if not isinstance(place, str | Path):
            raw = place.read_bytes(limit)
        elif not regular(place):
            raise InputError([Fault(str(place), None, "", "not_regular")])
        else:
            with open(place, "rb", opener=_unwaiting) as file:
                size = os.fstat(file.fileno()).st_size
                raw = file.read(min(limit, size) + 1)  # not the limit: the memory for all that is asked for is taken
                if size < len(raw) <= limit:  # it has grown, or does not say how large it is
                    raw += file.read(limit + 1 - len(raw))
            noted(place)
        if len(raw) > limit:
            raise InputError([Fault(str(place), None, "", "too_large", {"limit": limit})])
        return raw
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([Fault(str(place), None, "", "missing_file")]) from None
    except PermissionError:
        raise InputError([Fault(str(place), None, "", "no_permission")]) from None
    except OSError as broken:
        raise InputError([Fault(str(place), None, "", "unreadable", {"why": broken.strerror or str(broken)})]) from None
    except ValueError as broken:
        raise InputError([Fault(str(place), None, "", "unreadable", {"why": str(broken)})]) from None
