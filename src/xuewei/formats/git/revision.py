"""Files of a git repository: of one revision, written ``REV:path``, and versions that git hands over to be compared."""

from __future__ import annotations

import codecs
import os
import posixpath
import shutil
import subprocess
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.places import AnyPath, Confined, read_bytes, regular
from xuewei.late import dataclass, pattern


def git(*words: str, at: str | Path | None = None, fine: Sequence[int] = (0,)) -> bytes | None:
    """What git prints; None where it ends with a code that is not ``fine``. InputError where there is no git.

    Its standard input is empty: ours belongs to our caller.
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
    """Where git is. Never in the current folder, where Windows or a PATH with an empty entry would look: a branch may
    hold a program of that name. Raises FileNotFoundError if there is none."""
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
        """Whether it is a folder there; the top, which is ``.``, always is."""
        return self.path == "." or any(each.startswith(f"{self.path}/") for each in self.tree.files)

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
_TEMPORARY = pattern(r"^[A-Za-z0-9]{6}_")


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
