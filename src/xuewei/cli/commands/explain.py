"""`explain`: the schools, ages and factors behind one number."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.answers.explain.explanation import explain as explained
from xuewei.answers.explain.view import explain as view
from xuewei.cli.asked import areas_asked, assessed, stages_asked, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import Folder, Format, Lang, Method, Output, PlanFile, Scenarios, completing, tell
from xuewei.cli.out import deliver


def explain(
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help=tell("year"), autocompletion=completing("years"))],
    stage: Annotated[
        str, typer.Option("--stage", metavar="STAGE", help=tell("stage"), autocompletion=completing("stages"))
    ],
    area: Annotated[
        str | None, typer.Option("--area", metavar="AREA", help=tell("area"), autocompletion=completing("areas"))
    ] = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    method: Method = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    found = assessed(plan, scenario, population, year, method=method)
    years_asked(found, year, None, None)
    place = areas_asked(found, [area] if area else None)[0]
    deliver(view(found, explained(found, year, place, stages_asked(found, [stage])[0]), lang), format, output)
