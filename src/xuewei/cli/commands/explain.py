"""`explain`: the schools, ages and factors behind one number."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.answers.explain.explanation import explain as explained
from xuewei.answers.explain.explanation import of_grade
from xuewei.answers.explain.view import explain as view
from xuewei.cli.asked import areas_asked, assessed, stages_asked, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import Folder, Format, Lang, Method, Output, PlanFile, Scenarios, completing, tell, within
from xuewei.cli.out import deliver


def explain(
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help=tell("year"), autocompletion=completing("years"))],
    stage: Annotated[
        str, typer.Option("--stage", metavar="STAGE", help=tell("stage"), autocompletion=completing("stages"))
    ],
    grade: Annotated[int | None, typer.Option("--grade", metavar="N", help=tell("grade"))] = None,
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
    name = stages_asked(found, [stage])[0]
    explanation = explained(found, year, place, name)
    if grade is not None:
        explanation = of_grade(found, explanation, int(within("--grade", grade, 1, found.stage(name).grades)))
    deliver(view(found, explanation, lang), format, output)
