"""A version of a file that git hands over: its content in a temporary file, its neighbours in the working tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from xuewei.files.git.command import git, top_of_repository
from xuewei.files.written.place import Place, read_bytes

NOTHING = "/dev/null"
_TEMPORARY = re.compile(r"^[A-Za-z0-9]{6}_")


@dataclass(frozen=True, eq=False)
class Version:
    """One version of the file at ``path`` from the top of the repository. What it extends, and its people, are those
    of the working tree: git does not say of which revision it hands a file over."""

    path: str
    content: Path
    top: Path

    def __str__(self) -> str:
        return self.path

    def exists(self) -> bool:
        """Whether git handed anything over."""
        return self.content.exists()

    def is_folder(self) -> bool:
        """It is a file."""
        return False

    def inside(self, name: str) -> Place:
        """A file inside it: there is none."""
        return self.top / self.path / name

    def folder(self) -> Place:
        """The folder of the working tree that holds it."""
        return (self.top / self.path).parent

    def read_bytes(self, limit: int) -> bytes:
        """Its content."""
        return read_bytes(self.content, limit)

    def lines(self) -> list[str]:
        """Its content as lines of text, whatever it is; the ends of lines are those that git knows."""
        text = self.content.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        return text.removesuffix("\n").split("\n") if text else []


def version(path: str, content: str) -> Version | None:
    """The version of ``path`` that git put in the file ``content``; None for one that is not there."""
    return None if content == NOTHING else Version(path, Path(content), top_of_repository())


def version_of(content: str) -> Version:
    """The version in the file ``content``, whose path git does not tell: the file of that name in the repository,
    of several the one with this content."""
    top, name = top_of_repository(), Path(content).name
    if Path(content).resolve().is_relative_to(top.resolve()):
        return Version(Path(content).resolve().relative_to(top.resolve()).as_posix(), Path(content), top)
    named = (name, _TEMPORARY.sub("", name))
    listed = (git("ls-files", "-s", "-z", at=top) or b"").decode("utf-8", "surrogateescape").split("\0")
    entries = [each.partition("\t") for each in listed if each.rpartition("\t")[2].rpartition("/")[2] in named]
    blob = (git("hash-object", "--", str(Path(content).resolve()), at=top) or b"").decode().strip()
    same = [path for about, _, path in entries if blob in about]
    return Version((same or [path for _, _, path in entries] or [name])[0], Path(content), top)
