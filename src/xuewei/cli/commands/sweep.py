"""`sweep`: every combination of some parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from xuewei.answers.compare.grid import WRITTEN, grid
from xuewei.answers.compare.standings import BASE, Standing, standings
from xuewei.answers.compare.view import compare as view
from xuewei.cli.asked import areas_asked, held, reading, stages_asked, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import Areas, Folder, Format, Lang, Last, Output, PlanFile, Scenarios, Stages, completing, tell
from xuewei.cli.out import deliver
from xuewei.cli.progress import watched
from xuewei.cli.workers import answered, processes
from xuewei.errors import InputError
from xuewei.formats.plan.once import plan_reader
from xuewei.formats.project import open_project, with_layers
from xuewei.formats.scenario.read import Base, Layer
from xuewei.model.once import Once
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.tables.beyond import side_told

if TYPE_CHECKING:
    from xuewei.tables.estate_cautions import SideTold


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
    once = Once()
    with reading():
        base, written, people = open_project(plan, scenario or (), population)
        first = held(with_layers(base, written, people), last, once=once)
    stages, areas = stages_asked(first, stage), areas_asked(first, area)
    lines = standings(BASE, first, stages, areas, years_asked(first, None, None, last))
    told = {BASE: side_told(first, lang, last)}
    try:
        choices = grid(_values(values))
        given = base, written, people, last, stages, areas, once, lang
        layers = [layer for _, layer in choices]
        with closing(answered(standing, given, layers, processes(len(layers)))) as found:
            for layer, (each, said) in zip(layers, watched(found, "sweep", len(layers)), strict=True):
                lines += each
                told[layer.name] = said
        labels = {layer.name: chosen for chosen, layer in choices}
    except InputError as wrong:
        if any(fault.place.file != WRITTEN for fault in wrong.faults):
            raise
        raise typer.BadParameter("; ".join(fault.what(lang) for fault in wrong.faults), param_hint="--set") from None
    deliver(view(lines, first, lang, several=len(areas) > 1, labels=labels, told=told), format, output)


def standing(
    base: Base,
    written: Plan,
    people: Population,
    last: int | None,
    stages: list[str],
    areas: list[str],
    once: Once,
    lang: str,
) -> Callable[[Sequence[Layer]], list[tuple[list[Standing], SideTold | None]]]:
    """What tells how each stage fares in each of some scenarios over a project, and what is said of its estates."""
    read = plan_reader()

    def work(layers: Sequence[Layer]) -> list[tuple[list[Standing], SideTold | None]]:
        sides = ((layer.name, with_layers(base.under(layer), written, people, read)) for layer in layers)
        worlds = ((name, held(side, last, once=once)) for name, side in sides)
        return [
            (standings(name, world, stages, areas, years_asked(world, None, None, last)), side_told(world, lang, last))
            for name, world in worlds
        ]

    return work


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
