"""`compare`: scenarios side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.answers.compare.standings import BASE, standings
from xuewei.answers.compare.view import compare as view
from xuewei.cli.asked import areas_asked, held, reading, stages_asked, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import Areas, Folder, Format, Lang, Last, Output, PlanFile, Scenarios, Stages, completing, tell
from xuewei.cli.out import deliver
from xuewei.cli.progress import watched
from xuewei.formats.project import read_sides
from xuewei.model.once import Once
from xuewei.tables.beyond import side_told


def compare(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="S...", help=tell("sides"), autocompletion=completing("sides"))
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
        sides = read_sides(plan, scenarios, scenario or (), population)
    once = Once()
    worlds = [(name or BASE, held(side, last, once=once)) for name, side in watched(sides, "compare", len(sides))]
    lines = [
        line
        for name, world in worlds
        for line in standings(
            name, world, stages_asked(world, stage), areas_asked(world, area), years_asked(world, None, None, last)
        )
    ]
    several = any(len(areas_asked(world, area)) > 1 for _, world in worlds)
    told = {name: side_told(world, lang, last) for name, world in worlds}
    deliver(view(lines, worlds[0][1], lang, several=several, told=told), format, output)
