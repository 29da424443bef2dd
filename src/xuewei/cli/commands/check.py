"""`check`: faults and doubtful values in the files that people write, and what breaks policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from xuewei.answers.check.fitting import planned, remarks
from xuewei.answers.check.upgrade import upgrade
from xuewei.answers.check.view import check as view
from xuewei.answers.policy.view import policy as policy_view
from xuewei.cli.asked import reading
from xuewei.cli.language import LANG
from xuewei.cli.options import Format, Lang, Output, Scenarios, tell
from xuewei.cli.out import deliver, forgive
from xuewei.errors import Exit, Fault, read_both
from xuewei.formats.any_file import Ruled, place_in, read_all, read_projects
from xuewei.formats.around_plan import Held, tables_around, unheld
from xuewei.formats.git.around import repository_around
from xuewei.formats.git.setup import outdated
from xuewei.formats.places import AnyPath
from xuewei.formats.project import Project


def check(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILES]...", help=tell("files"))] = None,
    scenario: Scenarios = None,
    skip_others: Annotated[bool, typer.Option("--skip-others", help=tell("skip_others"))] = False,
    policy: Annotated[bool, typer.Option("--policy", help=tell("policy"))] = False,
    upgraded: Annotated[bool, typer.Option("--upgrade", help=tell("check.upgrade"))] = False,
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", help=tell("check.year"))] = None,
    strict: Annotated[bool, typer.Option("--strict", help=tell("check.strict"))] = False,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    named = [*(files or []), *(scenario or [])]
    if year is not None and not policy:
        raise typer.BadParameter(tell("bad.year_policy"), param_hint="--year")
    if policy and upgraded:
        raise typer.BadParameter(tell("bad.upgrade_policy"), param_hint="--upgrade")
    _warn_of_old_setup()
    good = True
    if upgraded:
        with reading():
            shown = upgrade([(plan, people) for plan, people, _ in _projects(named, skip_others=skip_others)], lang)
    elif policy:
        with reading():
            shown, good = policy_view(_projects(named, skip_others=skip_others), lang, year)
    else:
        place_in_repository = place_in(skip_others=skip_others)
        with reading():
            found = read_all(named, skip_others=skip_others)
            projects = planned(found, named, skip_others=skip_others)
            odd, (held, told) = read_both(
                lambda: remarks(found, named, projects=projects), lambda: _around(projects, place_in_repository)
            )
        odd = [*odd, *told]
        apart = unheld(found[1], projects, place_in_repository)
        shown, good = view(*found, odd, lang, [plan for plan, _ in projects], held, apart)
        good = good and not (strict and odd)
    deliver(shown, format, output)
    if not good:
        raise typer.Exit(Exit.UNWELCOME)


def _around(projects: Sequence[Project], place_of: Callable[[str], AnyPath]) -> tuple[list[Held], list[Fault]]:
    """The tables around plans that single questions read, and what these must be told of them; InputError with every
    fault."""
    found = [*tables_around(projects, place_of)]
    if not found:
        return [], []
    from xuewei.formats.around_reading import read_around  # inside: few plans have such tables

    return read_around(found)


def _projects(files: Sequence[str], *, skip_others: bool) -> list[Ruled]:
    """The plans of the files with their people and rules; exit 2 where the files hold no plan."""
    projects = read_projects(files, skip_others=skip_others)
    if not (projects or skip_others):
        raise typer.BadParameter(tell("bad.no_plan"), param_hint="FILES")
    return projects


def _warn_of_old_setup() -> None:
    """Say so where git calls this program here as an earlier version set it up."""
    top = repository_around(Path.cwd())
    if top is not None and outdated(top):
        forgive()
        typer.echo(tell("git.outdated"), err=True)
