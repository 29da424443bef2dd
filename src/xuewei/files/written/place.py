"""Where a file is: on the disk, or in one revision of a git repository."""

from __future__ import annotations

import os
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
    return os.path.lexists(place) if isinstance(place, str | Path) else place.exists()


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
    if isinstance(one, str | Path) and isinstance(other, str | Path):
        return os.path.realpath(one) == os.path.realpath(other)
    return str(one) == str(other)


def read_bytes(place: Place, limit: int) -> bytes:
    """The bytes of a file. Raises InputError for one that is missing, too large, a folder or unreadable."""
    try:
        if is_folder(place):
            raise InputError([Fault(str(place), None, "", "directory")])
        if not isinstance(place, str | Path):
            raw = place.read_bytes(limit)
        else:
            with open(place, "rb") as file:
                raw = file.read(limit + 1)
            noted(place)
        if len(raw) > limit:
            raise InputError([Fault(str(place), None, "", "too_large", {"limit": limit})])
        return raw
    except FileNotFoundError:
        raise InputError([Fault(str(place), None, "", "missing_file")]) from None
    except PermissionError:
        raise InputError([Fault(str(place), None, "", "no_permission")]) from None
    except (OSError, ValueError) as broken:
        raise InputError([Fault(str(place), None, "", "unreadable", {"why": str(broken)})]) from None
