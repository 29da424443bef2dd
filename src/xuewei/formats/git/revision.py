"""Files and folders of one revision of a git repository, written ``REV:path``."""

from __future__ import annotations

import codecs
import os
import posixpath
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from xuewei.errors import Fault, InputError, Place, nearest


def git(*words: str, at: str | Path | None = None, fine: Sequence[int] = (0,)) -> bytes | None:
    """What git prints; None where it ends with a code that is not ``fine``. InputError where there is no git.

    It has nothing to read: standard input is that of whoever called us.
    """
    try:
        done = subprocess.run([_program(), *words], cwd=at, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except FileNotFoundError:
        raise InputError([Fault(Place("git"), "", "no_git")]) from None
    return done.stdout if done.returncode in fine else None


@contextmanager
def reading(*words: str) -> Iterator[IO[bytes]]:
    """What git prints, to be read piece by piece. InputError where there is no git."""
    try:
        words = (_program(), *words)
    except FileNotFoundError:
        raise InputError([Fault(Place("git"), "", "no_git")]) from None
    nothing = subprocess.DEVNULL
    with subprocess.Popen(words, stdin=nothing, stdout=subprocess.PIPE, stderr=nothing) as running:
        assert running.stdout is not None
        yield running.stdout


@cache
def _program() -> str:
    """Where git is. The current folder is not looked into, as Windows, or a PATH with an empty entry, would have it: a
    branch may hold a program of that name. FileNotFoundError where there is none."""
    for folder in filter(os.path.isabs, os.get_exec_path()):
        found = shutil.which(os.path.join(folder, "git"))
        if found:
            return found
    raise FileNotFoundError("git")


def top_of_repository() -> Path:
    """The top folder of the repository around the current folder. InputError where there is none."""
    found = git("rev-parse", "--show-toplevel")
    if not found:
        raise InputError([Fault(Place(str(Path.cwd())), "", "no_repository")])
    return Path(os.fsdecode(found).removesuffix("\n"))


PIECE = 2**16
"""Bytes that are read at once."""


def pieces(file: IO[bytes]) -> Iterator[str]:
    r"""The text of a file in UTF-8, the ends of lines being those that git knows, and one at the end of the last line.

    >>> from io import BytesIO
    >>> "".join(pieces(BytesIO("a\r\nb\u2028c\rd".encode())))
    'a\nb\u2028c\rd\n'
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    held, last = "", "\n"
    while raw := file.read(PIECE):
        text = held + decoder.decode(raw)
        held = "\r" if text.endswith("\r") else ""
        text = text.removesuffix("\r").replace("\r\n", "\n")
        last = text[-1:] or last
        yield text
    text = held + decoder.decode(b"", True)
    yield text + ("" if (text[-1:] or last) == "\n" else "\n")


@dataclass(frozen=True, eq=False)
class Tree:
    """All files of one revision, by their path from the top; ``rev`` as it is written, ``commit`` its full name; both
    empty for what is staged."""

    top: Path
    rev: str
    commit: str
    files: frozenset[str]


@dataclass(frozen=True, eq=False)
class Revision:
    """A file or folder of a revision: the kind of place that readers take in the stead of a path."""

    tree: Tree
    path: str

    def __str__(self) -> str:
        return f"{self.tree.rev}:{self.path}"

    def exists(self) -> bool:
        """Whether the revision has it."""
        return self.path in self.tree.files or self.is_folder()

    def is_folder(self) -> bool:
        """Whether it is a folder there."""
        return any(each.startswith(f"{self.path}/") for each in self.tree.files)

    def inside(self, name: str) -> Revision:
        """A file or folder by its path from this folder. InputError for one outside the repository."""
        path = posixpath.normpath(posixpath.join(self.path, name))
        if path.startswith(("../", "/")) or path == "..":
            words = {"top": str(self.tree.top)}
            raise InputError([Fault(Place(f"{self.tree.rev}:{name}"), "", "outside_repository", words)])
        return Revision(self.tree, path)

    def folder(self) -> Revision:
        """The folder that holds it."""
        return Revision(self.tree, posixpath.dirname(self.path))

    def read_bytes(self, limit: int) -> bytes:
        """Its content. FileNotFoundError where the revision has no such file."""
        if self.path not in self.tree.files:
            raise FileNotFoundError(self.path)
        blob = f"{self.tree.commit or ':0'}:{self.path}"
        size = int(git("cat-file", "-s", blob, at=self.tree.top) or 0)
        return b"\0" * (limit + 1) if size > limit else git("cat-file", "blob", blob, at=self.tree.top) or b""


def revision(written: str) -> Revision:
    """The place that ``REV:path`` names in the repository around the current folder.

    As in git, the path counts from the top, and from the current folder where it begins with ``./`` or ``../``.
    Raises InputError outside a repository, for an unknown revision, and for a path that leads out of the repository or
    is not in that revision (with the nearest one that is).
    """
    rev, _, path = written.partition(":")
    top = top_of_repository()
    commit = _commit(top, rev, written) if rev else ""
    tree = Tree(top, rev, commit, _files(top, commit))
    if path.startswith(("./", "../")):
        path = f"{os.fsdecode(git('rev-parse', '--show-prefix') or b'').removesuffix(chr(10))}{path}"
    elif os.path.isabs(path):
        path = Path(os.path.relpath(os.path.realpath(path), os.path.realpath(top))).as_posix()
    place = Revision(tree, "").inside(path)
    if not place.exists():
        raise InputError([Fault(Place(written), "", "not_in_revision", {"rev": rev}, None, nearest(path, tree.files))])
    return place


def _commit(top: Path, rev: str, written: str) -> str:
    """The full name of a revision, which no call of git takes for an option."""
    found = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}", at=top)
    if not found:
        raise InputError([Fault(Place(written), "", "no_revision", {}, rev)])
    return found.decode().strip()


def _files(top: Path, commit: str) -> frozenset[str]:
    if commit:
        listed = git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, at=top)
    else:
        listed = git("ls-files", "-z", at=top)
    return frozenset(os.fsdecode(listed or b"").split("\0")) - {""}
