"""Commands under ``xuewei git``: the set-up of a repository, and the two that git then calls."""

from collections.abc import Iterable
from difflib import unified_diff
from typing import Annotated

import typer

from xuewei.assessment import assess
from xuewei.cli.language import LANG
from xuewei.cli.options import Lang, tell
from xuewei.cli.out import deliver, forgive
from xuewei.errors import InputError
from xuewei.words.shown import visible


def install(
    undo: Annotated[bool, typer.Option("--undo", help=tell("undo"))] = False,
    lang: Lang = LANG,
) -> None:
    from xuewei.files.git import setup

    changed = setup.undo() if undo else setup.install()
    for name in changed:
        typer.echo(visible(name))
    typer.echo(tell("git.undone" if undo else "git.done"))


def _told(lines: Iterable[str]) -> None:
    """Print lines of a branch, of which nobody knows who wrote them: no character in them acts on a terminal."""
    print("".join(visible(line, keep="\t") + "\n" for line in lines), end="")


def driver(words: Annotated[list[str], typer.Argument(metavar="PATH OLD HEX MODE NEW HEX MODE")]) -> None:
    from xuewei.difference import difference
    from xuewei.files.git.stored import version
    from xuewei.files.sides import read_pair
    from xuewei.show.diff import diff as view

    path, old, _, _, new, *_ = words
    names = (f"a/{path}", f"b/{path}")
    before, after = version(path, old), version(path, new)
    forgive()
    try:
        pair = read_pair(before, after)
        if pair is not None:
            deliver(view(difference(*(assess(*side) for side in pair)), names, LANG), "table")
            return
    except InputError as wrong:
        for fault in wrong.faults:
            print(fault.told(LANG))
    old_lines, new_lines = (each.lines() if each else [] for each in (before, after))
    _told(unified_diff(old_lines, new_lines, *names, lineterm=""))


def text(content: Annotated[str, typer.Argument(metavar="FILE")]) -> None:
    from xuewei.files.git.stored import version_of
    from xuewei.files.sides import read_known
    from xuewei.show.digest import digest

    version = version_of(content)
    forgive()
    try:
        side = read_known(version)
        if side is not None:
            _told(digest(assess(*side), LANG))
            return
    except InputError as wrong:
        for fault in wrong.faults:
            print(fault.told(LANG))
    _told(version.lines())
