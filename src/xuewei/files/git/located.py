"""Which file of the repository git means: under ``--relative`` it names files from a folder that it does not tell."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence

from xuewei.errors import Fault, InputError, Place
from xuewei.files.git.command import git, top_of_repository


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
