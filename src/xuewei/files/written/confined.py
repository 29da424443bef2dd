"""Files that must lie inside one folder, wherever paths and links in them lead."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.files.written.place import AnyPath, read_bytes


@dataclass(frozen=True, eq=False)
class Confined:
    """A file or folder below ``top``, links followed: what somebody else's plan may name while it is reviewed.

    Whatever is asked of one that lies outside raises InputError, and tells not even whether it is there.
    """

    path: Path
    top: Path

    def __str__(self) -> str:
        return str(self.path)

    def on_disk(self) -> Path:
        """Its path, which lies below the top."""
        try:
            found = os.path.realpath(self.path)
        except ValueError as broken:  # a zero byte
            raise InputError([Fault(Place(str(self)), "", "unreadable", {"why": str(broken)})]) from None
        if not Path(found).is_relative_to(os.path.realpath(self.top)):
            raise InputError([Fault(Place(str(self)), "", "outside_repository", {"top": str(self.top)})])
        return self.path

    def exists(self) -> bool:
        """Whether there is such a file or folder, or a link that leads nowhere."""
        return os.path.lexists(self.on_disk())

    def is_folder(self) -> bool:
        """Whether there is such a folder."""
        return os.path.isdir(self.on_disk())

    def inside(self, name: str) -> AnyPath:
        """A file or folder by its path from this folder."""
        return Confined(Path(os.path.normpath(self.path / name)), self.top)

    def folder(self) -> AnyPath:
        """The folder that holds it."""
        return Confined(self.path.parent, self.top)

    def read_bytes(self, limit: int) -> bytes:
        """The first ``limit`` + 1 bytes."""
        return read_bytes(self.on_disk(), limit)
