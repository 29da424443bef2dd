"""`git install`, which sets up a repository, and the two commands that git then calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from xuewei.answers.compare.diff_view import diff as view
from xuewei.answers.compare.diff_view import digest
from xuewei.answers.compare.difference import difference
from xuewei.cli.language import LANG
from xuewei.cli.options import Lang, tell
from xuewei.cli.out import deliver, forgive
from xuewei.errors import InputError
from xuewei.formats.git import setup
from xuewei.formats.git.revision import Version, from_top, pieces, plain_diff, sides_in_conflict, version, version_of
from xuewei.formats.population.resource_table import staff_known
from xuewei.formats.project import read_known, read_pair
from xuewei.language.faults import one_line
from xuewei.language.shown import visible
from xuewei.model.assessment import assess

LONGEST = 200
"""Characters of a file's name that are shown."""


def install(
    undo: Annotated[bool, typer.Option("--undo", help=tell("undo"))] = False,
    lang: Lang = LANG,
) -> None:
    changed = setup.undo() if undo else setup.install()
    for name in changed:
        typer.echo(visible(name))
    typer.echo(tell("git.undone" if undo else "git.done"))


def _print(text: Iterable[str]) -> None:
    """Print pieces of text of a branch, of which nobody knows who wrote it: no character in it acts on a terminal."""
    for piece in text:
        print("\n".join(visible(line, keep="\t") for line in piece.split("\n")), end="")


def driver(words: Annotated[list[str], typer.Argument(metavar="PATH [OLD HEX MODE NEW HEX MODE]")]) -> None:
    forgive()
    path = words[0]
    if len(words) >= 7:
        other = words[7] if len(words) > 7 else path  # of a file that was renamed
        whole = _whole(path, ((path, words[1], words[2]), (other, words[4], words[5])))
        _compare(whole, words[1], words[4], (one_line(f"a/{path}", LONGEST), one_line(f"b/{other}", LONGEST)))
        return
    with TemporaryDirectory(prefix="xuewei-") as folder:
        try:
            sides = sides_in_conflict(path, folder) if len(words) == 1 else None
        except InputError as wrong:
            if wrong.faults[0].kind != "which_folder":
                raise
            print("* Unmerged path", one_line(path, LONGEST))
            _faults(wrong)
            return
        if sides is None:
            raise typer.BadParameter(tell("bad.driver"), param_hint="PATH")
        print("* Unmerged path", one_line(path, LONGEST))
        _compare(*sides, (one_line(f"ours/{path}", LONGEST), one_line(f"theirs/{path}", LONGEST)))


def _whole(path: str, versions: Sequence[tuple[str, str, str]]) -> str | None:
    """The path from the top of the file that git calls ``path``; None, and why, where it is not known."""
    try:
        return from_top(path, versions)
    except InputError as wrong:
        _faults(wrong)
        return None


def _faults(wrong: InputError) -> None:
    """Print what is wrong, where git would show a file."""
    for fault in wrong.faults:
        print(fault.text(LANG))


def _compare(path: str | None, old: str, new: str, names: tuple[str, str]) -> None:
    """Print what differs between two versions of a file, ``path`` from the top: in planners' terms, else, and where
    that is not known, what git would print."""
    try:
        pair = None if path is None else read_pair(version(path, old), version(path, new))
        if pair is not None:
            one, other = (assess(*side) for side in pair)
            found = difference(one, other, staff=(staff_known(one), staff_known(other)))
            deliver(view(found, names, LANG), "table")
            return
    except InputError as wrong:
        _faults(wrong)
    _print(plain_diff(old, new, names))


def text(content: Annotated[str, typer.Argument(metavar="FILE")]) -> None:
    version = version_of(content)
    forgive()
    with version.open() as file:
        if not _digested(version):
            _print(pieces(file))


def _digested(version: Version) -> bool:
    """Whether a version of a file holds a plan or a scenario, whose digest is printed."""
    try:
        side = read_known(version)
        if side is not None:
            _print(f"{line}\n" for line in digest(assess(*side), LANG))
            return True
    except InputError as wrong:
        _faults(wrong)
    return False
