"""Files and folders of one revision of a git repository, written ``REV:path``."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from pathlib import Path

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.files.git.command import git, top_of_repository


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
