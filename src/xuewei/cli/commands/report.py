"""The command that writes a report for a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from xuewei.cli.completion import files, sides
from xuewei.cli.language import LANG
from xuewei.cli.options import REPORTS, First, Folder, Lang, Last, PlanFile, balances_among, horizon, tell, years_asked

if TYPE_CHECKING:
    from xuewei.show.report.contents import Report

LEVEL = 0.8
"""How sure the bands of a report are."""
ENDINGS = " / ".join(REPORTS)


def report(
    output: Annotated[str, typer.Option("--output", metavar="FILE", help=tell("report.output", endings=ENDINGS))],
    first: First = None,
    last: Last = None,
    plan: PlanFile = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="FILE", help=tell("report.scenario"), autocompletion=sides),
    ] = None,
    population: Folder = None,
    boundaries: Annotated[
        str | None, typer.Option("--boundaries", metavar="FILE", help=tell("report.boundaries"), autocompletion=files)
    ] = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.cli.out import deliver_report

    if output.lower().endswith(".docx"):
        _with_parts()
        if boundaries is not None:
            raise typer.BadParameter(tell("bad.boundaries"), param_hint="--boundaries")
    found = _contents(plan, scenario or (), population, first, last)
    shapes = None
    if boundaries is not None:
        from xuewei.files.boundaries import read_boundaries

        shapes = read_boundaries(boundaries, found.found.areas)
    deliver_report(found, output, lang, shapes)


def _with_parts() -> None:
    """Exit 2 where what a .docx is made with is not installed."""
    from xuewei.show.charts.fonts import can_draw
    from xuewei.show.report.letter.document import can_write

    if not (can_write() and can_draw()):
        raise typer.BadParameter(tell("bad.no_report"), param_hint="--output")


def _contents(
    plan: str | None, scenarios: Sequence[str], population: str | None, first: int | None, last: int | None
) -> Report:
    """The plan as it is and each scenario beside it, held against their people."""
    from xuewei.assessment import assess
    from xuewei.banding import demand_bands
    from xuewei.cli.commands.answers import half_widths
    from xuewei.comparison import BASE
    from xuewei.files.project import read_project
    from xuewei.files.sides import read_sides
    from xuewei.show.report.contents import Report

    asked = read_sides(plan, scenarios, (), population) if scenarios else [("", read_project(plan, (), population))]
    worlds = [
        (name or BASE, assess(*side, horizon=horizon(side[1].assumptions.horizon, first, last))) for name, side in asked
    ]
    found = worlds[0][1]
    years = years_asked(found, None, first, last)
    balances_among(found.years, found.known.start, first, last)
    ahead = any(years[-1] > found.known_to(area, stage.name) for area in found.areas for stage in found.stages)
    bands = demand_bands(found.demand, half_widths(found.population.folder), LEVEL) if ahead else None
    return Report(worlds, years, bands)
