"""Where a file is: on the disk, or in one revision of a git repository."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol, TypeAlias

from xuewei.errors import Fault, InputError, Place
from xuewei.files.guard import noted


class Stored(Protocol):
    """A file or folder that is not on the disk; its text form is what people call it."""

    def read_bytes(self, limit: int) -> bytes:
        """The first ``limit`` + 1 bytes; InputError where there is no such file."""

    def exists(self) -> bool:
        """Whether there is such a file or folder."""

    def is_folder(self) -> bool:
        """Whether it is a folder."""

    def inside(self, name: str) -> AnyPath:
        """A file or folder inside this folder."""

    def folder(self) -> AnyPath:
        """The folder that holds it."""


AnyPath: TypeAlias = "str | Path | Stored"
"""The path of a file or folder, on the disk or in a revision of a git repository."""


def on_disk(path: AnyPath) -> Path | None:
    """A path on the disk; None for one elsewhere."""
    return Path(path) if isinstance(path, str | Path) else None


def exists(path: AnyPath) -> bool:
    """Whether there is such a file or folder, or a link that leads nowhere."""
    try:
        return os.path.lexists(path) if isinstance(path, str | Path) else path.exists()
    except ValueError:  # a name that no file can have
        return False


def is_folder(path: AnyPath) -> bool:
    """Whether there is such a folder."""
    return os.path.isdir(path) if isinstance(path, str | Path) else path.is_folder()


def inside(folder: AnyPath, name: str) -> AnyPath:
    """A file or folder by its path inside ``folder``."""
    return Path(folder) / name if isinstance(folder, str | Path) else folder.inside(name)


def beside(path: AnyPath, name: str) -> AnyPath:
    """A file or folder by its path from the folder that holds ``path``."""
    if isinstance(path, str | Path):
        return Path(os.path.normpath(Path(path).parent / name))
    return inside(path.folder(), name)


def same(one: AnyPath, other: AnyPath) -> bool:
    """Whether two paths are one file, however they are written."""
    return identity(one) == identity(other)


def identity(path: AnyPath) -> tuple[bool, str]:
    """What two paths have in common if and only if they are one file: whether it is on the disk, and where."""
    try:
        return (True, os.path.realpath(path)) if isinstance(path, str | Path) else (False, str(path))
    except ValueError:  # a name that no file can have
        return True, str(path)


def regular(path: str | Path) -> bool:
    """Whether reading comes to an end: a file, not a pipe, a device or a socket, which is not even opened.

    Raises OSError for what is not there, ValueError for a name that no file can have.
    """
    mode = os.stat(path).st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _unwaiting(name: str, flags: int) -> int:
    """Open without waiting for anybody, should a pipe have taken the file's place."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def read_bytes(path: AnyPath, limit: int) -> bytes:
    """The bytes of a file. Raises InputError for one that is missing, too large, unreadable, or no file but a folder, a
    pipe, a device or a socket."""
    if path == "":
        raise InputError([Fault(Place('""'), "", "no_name")])
    try:
        if is_folder(path):
            raise InputError([Fault(Place(str(path)), "", "directory")])
        if not isinstance(path, str | Path):
            raw = path.read_bytes(limit)
        elif not regular(path):
            raise InputError([Fault(Place(str(path)), "", "not_regular")])
        else:
            with open(path, "rb", opener=_unwaiting) as file:
                size = os.fstat(file.fileno()).st_size
                raw = file.read(min(limit, size) + 1)  # not the limit: the memory for all that is asked for is taken
                if size < len(raw) <= limit:  # it has grown, or does not say how large it is
                    raw += file.read(limit + 1 - len(raw))
            noted(path)
        if len(raw) > limit:
            raise InputError([Fault(Place(str(path)), "", "too_large", {"limit": limit})])
        return raw
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([Fault(Place(str(path)), "", "missing_file")]) from None
    except PermissionError:
        raise InputError([Fault(Place(str(path)), "", "no_permission")]) from None
    except OSError as broken:
        raise InputError([Fault(Place(str(path)), "", "unreadable", {"why": broken.strerror or str(broken)})]) from None
    except ValueError as broken:
        raise InputError([Fault(Place(str(path)), "", "unreadable", {"why": str(broken)})]) from None
