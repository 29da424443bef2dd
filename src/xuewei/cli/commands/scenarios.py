"""Commands that hold plans and scenarios against each other."""

from typing import Annotated

import typer

from xuewei.assessment import Assessment, assess
from xuewei.cli.completion import parameters, sides
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    Areas,
    Folder,
    Format,
    Lang,
    Last,
    Output,
    PlanFile,
    Scenarios,
    Stages,
    areas_asked,
    horizon,
    stages_asked,
    tell,
    values_asked,
)
from xuewei.cli.out import deliver
from xuewei.errors import Exit, InputError, read_both
from xuewei.model.plan import Plan
from xuewei.model.population import Population


def _assessed(side: tuple[Plan, Population], last: int | None) -> Assessment:
    """One side held against its people, as far as its own horizon or the year asked for."""
    return assess(*side, horizon=horizon(side[1].assumptions.horizon, last))


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=tell("side"), autocompletion=sides)],
    after: Annotated[str, typer.Argument(metavar="B", help=tell("side"), autocompletion=sides)],
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.difference import difference
    from xuewei.files.sides import read_side
    from xuewei.show.diff import diff as view

    over = scenario or ()
    one, other = read_both(lambda: read_side(before, over, population), lambda: read_side(after, over, population))
    found = difference(assess(*one), assess(*other))
    deliver(view(found, (before, after), lang), format, output)
    if not found.equal:
        raise typer.Exit(Exit.UNWELCOME)


def compare(
    scenarios: Annotated[list[str], typer.Argument(metavar="S...", help=tell("sides"), autocompletion=sides)],
    last: Last = None,
    stage: Stages = None,
    area: Areas = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.comparison import BASE, standings
    from xuewei.files.sides import read_sides
    from xuewei.show.compare import compare as view

    sides = read_sides(plan, scenarios, scenario or (), population)
    worlds = [(name or BASE, _assessed(side, last)) for name, side in sides]
    lines = [
        line
        for name, world in worlds
        for line in standings(name, world, stages_asked(world, stage), areas_asked(world, area))
    ]
    several = any(len(areas_asked(world, area)) > 1 for _, world in worlds)
    deliver(view(lines, worlds[0][1], lang, several=several), format, output)


def sweep(
    values: Annotated[
        list[str], typer.Option("--set", metavar="NAME=V1,V2", help=tell("set"), autocompletion=parameters)
    ],
    last: Last = None,
    stage: Stages = None,
    area: Areas = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.cli.progress import watched
    from xuewei.comparison import BASE, standings
    from xuewei.files.project import open_project, with_layers
    from xuewei.files.scenarios.grid import WRITTEN, grid
    from xuewei.show.compare import compare as view

    base, written, people = open_project(plan, scenario or (), population)
    start = with_layers(base, written, people)
    first = _assessed(start, last)
    stages, areas = stages_asked(first, stage), areas_asked(first, area)
    lines, labels = standings(BASE, first, stages, areas), {}
    try:
        choices = grid(values_asked(values))
        for chosen, layer in watched(choices, "sweep", len(choices)):
            side = with_layers(base.under(layer), written, people)
            lines += standings(layer.name, _assessed(side, last), stages, areas)
            labels[layer.name] = chosen
    except InputError as wrong:
        if any(fault.place.file != WRITTEN for fault in wrong.faults):
            raise
        raise typer.BadParameter("; ".join(fault.what(lang) for fault in wrong.faults), param_hint="--set") from None
    deliver(view(lines, first, lang, several=len(areas) > 1, labels=labels), format, output)
