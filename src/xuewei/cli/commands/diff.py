"""`diff`: what differs between two plans, scenarios or revisions."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.answers.compare.diff_view import diff as view
from xuewei.answers.compare.difference import difference
from xuewei.cli.language import LANG
from xuewei.cli.options import Folder, Format, Lang, Output, Scenarios, completing, tell
from xuewei.cli.out import deliver
from xuewei.errors import Exit, read_both
from xuewei.formats.project import read_side
from xuewei.model.assessment import assess


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=tell("side"), autocompletion=completing("sides"))],
    after: Annotated[str, typer.Argument(metavar="B", help=tell("side"), autocompletion=completing("sides"))],
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    over = scenario or ()
    one, other = read_both(lambda: read_side(before, over, population), lambda: read_side(after, over, population))
    found = difference(assess(*one), assess(*other))
    deliver(view(found, (before, after), lang), format, output)
    if not found.equal:
        raise typer.Exit(Exit.UNWELCOME)
