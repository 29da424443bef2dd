"""`track`: how far the projects of a plan have come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from xuewei.answers.track.tracking import RED
from xuewei.answers.track.tracking import track as tracked
from xuewei.answers.track.view import track as view
from xuewei.cli.asked import day_asked, reading
from xuewei.cli.language import LANG
from xuewei.cli.options import Areas, AsOf, Folder, Format, Lang, Output, PlanFile, Scenarios, completing, one_of, tell
from xuewei.cli.out import deliver
from xuewei.errors import Exit
from xuewei.formats.project import read_project
from xuewei.model.plan import Plan


def track(
    ctx: typer.Context,
    as_of: AsOf = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", metavar="UNIT", help=tell("unit"), autocompletion=completing("units"))
    ] = None,
    area: Areas = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    strict: Annotated[bool, typer.Option("--strict", help=tell("strict.track"))] = False,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    day = day_asked(as_of)
    with reading():
        written, people = read_project(plan, scenario or (), population)
    areas = [one_of(written.all_areas(), "area", name) for name in area or ()]
    found = tracked(written, people.assumptions, day, units=_units_asked(written, unit or ()), areas=areas or None)
    deliver(view(found, lang), format, output)
    if strict and any(one.colour == RED for one in found.projects):
        raise typer.Exit(Exit.UNWELCOME)


def _units_asked(plan: Plan, found: Sequence[str]) -> list[str] | None:
    """The responsible units to show, None for all; exit 2 for an unknown one."""
    known = list(dict.fromkeys(each.responsible["unit"] for each in plan.schools if "unit" in each.responsible))
    if found and not known:
        raise typer.BadParameter(tell("bad.unit"), param_hint="--unit")
    return [one_of(known, "unit", name) for name in found] or None
