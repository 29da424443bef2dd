"""`diff`: what differs between two plans, scenarios or revisions, and between the projects of two years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from xuewei.answers.compare.arrived import arrived
from xuewei.answers.compare.diff_view import diff as view
from xuewei.answers.compare.difference import difference
from xuewei.answers.compare.yearly import yearly
from xuewei.answers.compare.yearly_view import apart_view, yearly_view
from xuewei.cli.asked import bands_asked, held, reading, years_among
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    Areas,
    First,
    Folder,
    Format,
    Lang,
    Last,
    Output,
    Scenarios,
    Stages,
    Year,
    completing,
    one_of,
    tell,
)
from xuewei.cli.out import deliver
from xuewei.errors import Exit, read_both
from xuewei.formats.population.resource_table import staff_known
from xuewei.formats.project import is_project, read_side
from xuewei.model.assessment import Assessment, assess


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=tell("side"), autocompletion=completing("sides"))],
    after: Annotated[str, typer.Argument(metavar="B", help=tell("side"), autocompletion=completing("sides"))],
    year: Year = None,
    first: First = None,
    last: Last = None,
    stage: Stages = None,
    area: Areas = None,
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    over = scenario or ()
    with reading():
        one, other = read_both(lambda: read_side(before, over, population), lambda: read_side(after, over, population))
    if is_project(before) and is_project(after):
        sides = held(one, year, last), held(other, year, last)
        _yearly(sides, (before, after), (year, first, last), stage, area, format, output, lang)
        return
    if any(each is not None for each in (year, first, last, stage, area)):
        raise typer.BadParameter(tell("bad.folders"))
    sides = assess(*one), assess(*other)
    found = difference(*sides, staff=read_both(lambda: staff_known(sides[0]), lambda: staff_known(sides[1])))
    deliver(view(found, (before, after), lang), format, output)
    if not found.equal:
        raise typer.Exit(Exit.UNWELCOME)


def _yearly(
    sides: tuple[Assessment, Assessment],
    names: tuple[str, str],
    years: tuple[int | None, int | None, int | None],
    stages: Sequence[str] | None,
    areas: Sequence[str] | None,
    format: str,
    output: str | None,
    lang: str,
) -> None:
    """The round between the projects of two years."""

    found = yearly(*sides)
    if found is None:
        deliver(apart_view(*sides, names, lang), format, output)
        raise typer.Exit(Exit.UNWELCOME)
    shown = None if years == (None, None, None) else years_among(found.years, *years)
    came = arrived(found.then, found.after, bands_asked(found.then))
    asked = {
        "stages": stages and [one_of(found.stages, "stage", name) for name in stages],
        "areas": areas and [one_of(found.areas, "area", name) for name in areas],
    }
    deliver(yearly_view(found, came, names, lang, years=shown, **asked), format, output)
    if not found.equal:
        raise typer.Exit(Exit.UNWELCOME)
