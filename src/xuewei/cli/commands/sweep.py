"""`sweep`: every combination of some parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from xuewei.answers.compare.grid import WRITTEN, grid
from xuewei.answers.compare.standings import BASE, standings
from xuewei.answers.compare.view import compare as view
from xuewei.cli.asked import areas_asked, held, reading, stages_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import Areas, Folder, Format, Lang, Last, Output, PlanFile, Scenarios, Stages, completing, tell
from xuewei.cli.out import deliver
from xuewei.cli.progress import watched
from xuewei.errors import InputError
from xuewei.formats.project import open_project, with_layers


def sweep(
    values: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME=V1,V2", help=tell("set"), autocompletion=completing("parameters")),
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
    with reading():
        base, written, people = open_project(plan, scenario or (), population)
        start = with_layers(base, written, people)
        first = held(start, last)
    stages, areas = stages_asked(first, stage), areas_asked(first, area)
    lines, labels = standings(BASE, first, stages, areas), {}
    try:
        choices = grid(_values(values))
        for chosen, layer in watched(choices, "sweep", len(choices)):
            side = with_layers(base.under(layer), written, people)
            lines += standings(layer.name, held(side, last), stages, areas)
            labels[layer.name] = chosen
    except InputError as wrong:
        if any(fault.place.file != WRITTEN for fault in wrong.faults):
            raise
        raise typer.BadParameter("; ".join(fault.what(lang) for fault in wrong.faults), param_hint="--set") from None
    deliver(view(lines, first, lang, several=len(areas) > 1, labels=labels), format, output)


def _values(settings: Sequence[str]) -> dict[str, list[str]]:
    """Parameters and their values from ``NAME=V1,V2``; exit 2 for what is not written so, or names one twice."""
    found: dict[str, list[str]] = {}
    for written in settings:
        name, equals, values = written.partition("=")
        words = [word.strip() for word in values.split(",")]
        if not (equals and name and all(words)) or name in found:
            raise typer.BadParameter(tell("bad.set", found=written), param_hint="--set")
        found[name] = list(dict.fromkeys(words))
    return found
