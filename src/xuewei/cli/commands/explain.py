"""`explain`: the schools, ages and factors behind one number."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.answers.explain.explanation import explain as explained
from xuewei.answers.explain.explanation import of_grade
from xuewei.answers.explain.of_school import of_school
from xuewei.answers.explain.of_school_view import school_view
from xuewei.answers.explain.view import explain as view
from xuewei.cli.asked import areas_asked, assessed, stages_asked, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import Folder, Format, Lang, Method, Output, PlanFile, Scenarios, completing, tell, within
from xuewei.cli.out import deliver
from xuewei.errors import nearest
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import school_pupils
from xuewei.tables.view import View

School = Annotated[
    str | None, typer.Option("--school", metavar="ID", help=tell("explain.school"), autocompletion=completing("ids"))
]


def explain(
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help=tell("year"), autocompletion=completing("years"))],
    stage: Annotated[
        str, typer.Option("--stage", metavar="STAGE", help=tell("stage"), autocompletion=completing("stages"))
    ],
    school: School = None,
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
    kind = stages_asked(found, [stage])[0]
    if school is not None:
        deliver(_of_school(found, school, kind, grade or 1, year, lang), format, output)
        return
    place = areas_asked(found, [area] if area else None)[0]
    explanation = explained(found, year, place, kind)
    if grade is not None:
        explanation = of_grade(found, explanation, int(within("--grade", grade, 1, found.stage(kind).grades)))
    deliver(view(found, explanation, lang), format, output)


def _of_school(found: Assessment, school: str, stage: str, grade: int, year: int, lang: str) -> View:
    """One grade of a school; exit 2 for a school or a grade that there is not."""
    known = {each.id: each for each in found.plan.schools}
    named = {each.name: each.id for each in found.plan.schools if each.name}
    one = known.get(named.get(school, school))
    if one is None:
        near = nearest(school, [*known, *named])
        hint = tell("did_you_mean", near=near) if near else ""
        raise typer.BadParameter(tell("bad.school", found=school) + hint, param_hint="--school")
    kind = found.stage(stage)
    within("--grade", grade, 1, kind.grades)
    return school_view(found, of_school(found, school_pupils(found), one, kind, grade, year), lang)
