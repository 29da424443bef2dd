"""A version of a file that git hands over, and which file of the repository it means."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.git.revision import git, pieces, reading, top_of_repository
from xuewei.formats.places import AnyPath, Confined, read_bytes, regular


def from_top(path: str, versions: Sequence[tuple[str, str, str]]) -> str:
    """The path from the top of the repository of the file that git calls ``path``.

    ``versions`` are the old and the new one: its name, the file that holds it, and the hash of its content. One that
    lies in the working tree tells the folder; else the place where that content is staged or committed does, and at
    last the only place with a file of that name. Raises InputError where several are left.
    """
    if any(content == name for name, content, _ in versions):
        return path
    known = _known()
    paths = {each for _, each in known}
    for name, content, _ in versions:
        if content in paths and content.endswith(name):
            return content.removesuffix(name) + path
    named = [
        (blob == about, each.removesuffix(name))
        for name, _, about in versions
        for blob, each in known
        if _ends(each, name)
    ]
    folders = {folder for same, folder in named if same} or {folder for _, folder in named}
    if not folders and path.startswith(os.environ.get("GIT_PREFIX", "")):
        return path
    if len(folders) != 1:
        raise _unknown(path)
    return folders.pop() + path


def in_conflict(path: str, paths: Collection[str]) -> str | None:
    """Of the ``paths`` that are in conflict the one that git calls ``path``; None for none of them. Raises InputError
    where several are left."""
    found = {each for each in paths if _ends(each, path)}
    found = found & {path, os.environ.get("GIT_PREFIX", "") + path} or found
    if len(found) > 1:
        raise _unknown(path)
    return found.pop() if found else None


def _ends(whole: str, name: str) -> bool:
    """Whether ``whole`` is ``name`` in some folder."""
    return bool(name) and f"/{whole}".endswith(f"/{name}")


def _unknown(path: str) -> InputError:
    return InputError([Fault(Place(path), "", "which_folder")])


def _known() -> set[tuple[str, str]]:
    """All files that are staged or in the last commit: the hash of the content, and the path from the top."""
    top = top_of_repository()
    staged = os.fsdecode(git("ls-files", "-s", "-z", at=top) or b"").split("\0")
    last = os.fsdecode(git("ls-tree", "-r", "-z", "--full-tree", "HEAD", at=top) or b"").split("\0")
    found = [(each.partition("\t"), 1) for each in staged] + [(each.partition("\t"), 2) for each in last]
    return {(about.split()[word], path) for (about, _, path), word in found if path}


NOTHING = "/dev/null"
MOST_COMPARED = 64 * 2**20
"""Bytes of a file that git compares line by line, for which it takes many times their memory."""
_TEMPORARY = re.compile(r"^[A-Za-z0-9]{6}_")


@dataclass(frozen=True, eq=False)
class Version:
    """One version of the file at ``path`` from the top of the repository. What it extends, and its people, are those
    of the working tree, and lie inside it: git does not say of which revision it hands a file over."""

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

    def inside(self, name: str) -> AnyPath:
        """A file inside it: there is none."""
        return Confined(self.top / self.path / name, self.top)

    def folder(self) -> AnyPath:
        """The folder of the working tree that holds it."""
        return Confined((self.top / self.path).parent, self.top)

    def read_bytes(self, limit: int) -> bytes:
        """Its content. Git hands a file of the working tree over by its path there, and a link by what it says."""
        return read_bytes(self._place(), limit)

    def open(self) -> BinaryIO:
        """Its content, however large. Raises InputError as :func:`read_bytes` does."""
        place = self._place()
        path = place.on_disk() if isinstance(place, Confined) else place
        with suppress(OSError, ValueError):
            if regular(path):
                return open(path, "rb")
        return BytesIO(read_bytes(path, 0))  # which says why it cannot be

    def _place(self) -> Path | Confined:
        return self.content if self.content.is_absolute() else Confined(self.content, self.top)


def version(path: str, content: str) -> Version | None:
    """The version of ``path`` that git put in the file ``content``; None for one that is not there."""
    return None if content == NOTHING else Version(path, Path(content), top_of_repository())


def sides_in_conflict(path: str, folder: str) -> tuple[str, str, str] | None:
    """The path from the top of a file in conflict that git calls ``path``, and files in ``folder`` with its versions,
    ours and theirs; NOTHING for one that deleted it, None where ``path`` is in no conflict. InputError where it may be
    one of several."""
    top = top_of_repository()
    listed = os.fsdecode(git("ls-files", "-u", "-z", at=top) or b"").split("\0")
    entries = [(about.split(), each) for about, tab, each in (each.partition("\t") for each in listed) if tab]
    whole = in_conflict(path, {each for _, each in entries})
    if whole is None:
        return None
    blobs = {about[2]: about[1] for about, each in entries if each == whole}
    found = [whole]
    for stage, name in (("2", "ours"), ("3", "theirs")):
        content = git("cat-file", "blob", blobs[stage], at=top) if stage in blobs else None
        if content is not None:
            Path(folder, name).write_bytes(content)
        found.append(NOTHING if content is None else str(Path(folder, name)))
    return found[0], found[1], found[2]


def plain_diff(old: str, new: str, names: tuple[str, str]) -> Iterator[str]:
    """What git itself shows of two files, under ``names``, in pieces: lines of both, or that they differ."""
    words = ("diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color", "--", _no_dash(old), _no_dash(new))
    with reading("-c", f"core.bigFileThreshold={MOST_COMPARED}", *words) as file:
        line = b""
        for line in file:
            if line.startswith(b"@@"):
                yield f"--- {names[0]}\n+++ {names[1]}\n{line.decode('utf-8', 'replace')}"
                yield from pieces(file)
                return
        if line:
            yield f"Binary files {names[0]} and {names[1]} differ\n"


def _no_dash(content: str) -> str:
    """A path that git takes for that of a file: ``-`` alone is standard input to it."""
    return content if os.path.isabs(content) else os.path.join(".", content)


def version_of(content: str) -> Version:
    """The version in the file ``content``, whose path git does not tell: the file of that name in the repository,
    of several the one with this content."""
    top, name = top_of_repository(), Path(content).name
    if Path(content).resolve().is_relative_to(top.resolve()):
        return Version(Path(content).resolve().relative_to(top.resolve()).as_posix(), Path(content), top)
    named = (name, _TEMPORARY.sub("", name))
    listed = os.fsdecode(git("ls-files", "-s", "-z", at=top) or b"").split("\0")
    entries = [each.partition("\t") for each in listed if each.rpartition("\t")[2].rpartition("/")[2] in named]
    blob = (git("hash-object", "--", str(Path(content).resolve()), at=top) or b"").decode().strip()
    same = [path for about, _, path in entries if blob in about]
    return Version((same or [path for _, _, path in entries] or [name])[0], Path(content), top)
