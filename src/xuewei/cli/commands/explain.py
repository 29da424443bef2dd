"""`explain`: the schools, ages and factors behind one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from xuewei.answers.explain.explanation import explain as explained
from xuewei.answers.explain.explanation import of_grade
from xuewei.answers.explain.of_school import of_school
from xuewei.answers.explain.of_school_view import school_view
from xuewei.answers.explain.view import explain as view
from xuewei.answers.warn.of_zone import of_zone, zone_view
from xuewei.cli.asked import areas_asked, assessed, stages_asked, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    Folder,
    Format,
    Lang,
    Method,
    Output,
    PlanFile,
    Scenarios,
    completing,
    did_you_mean,
    one_of,
    tell,
    within,
)
from xuewei.cli.out import deliver
from xuewei.errors import nearest
from xuewei.language.words import named as named_in
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import school_pupils
from xuewei.model.zones import entry_children
from xuewei.tables.view import View

School = Annotated[
    str | None, typer.Option("--school", metavar="ID", help=tell("explain.school"), autocompletion=completing("ids"))
]

Zone = Annotated[
    str | None, typer.Option("--zone", metavar="ZONE", help=tell("explain.zone"), autocompletion=completing("zones"))
]


def explain(
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help=tell("year"), autocompletion=completing("years"))],
    stage: Annotated[
        str | None, typer.Option("--stage", metavar="STAGE", help=tell("stage"), autocompletion=completing("stages"))
    ] = None,
    school: School = None,
    zone: Zone = None,
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
    if zone is not None and school is not None:
        raise typer.BadParameter(tell("bad.zone_school"), param_hint="--zone")
    if school is not None:
        deliver(_of_school(found, school, stage, grade or 1, year, lang), format, output)
        return
    kind = _stage(found, stage, [each.name for each in found.stages])
    if zone is not None:
        within("--grade", grade or 1, 1, 1)
        deliver(_of_zone(found, zone, area, kind, year, lang), format, output)
        return
    place = areas_asked(found, [area] if area else None)[0]
    explanation = explained(found, year, place, kind)
    if grade is not None:
        explanation = of_grade(found, explanation, int(within("--grade", grade, 1, found.stage(kind).grades)))
    deliver(view(found, explanation, lang), format, output)


def _stage(found: Assessment, asked: str | None, known: Sequence[str]) -> str:
    """The stage asked for, or the only one that there is; exit 2 where it has to be said."""
    if asked is None and len(known) != 1:
        raise typer.BadParameter(tell("bad.which_stage", known=", ".join(known)), param_hint="--stage")
    return stages_asked(found, [asked or known[0]])[0]


def _of_zone(found: Assessment, zone: str, area: str | None, stage: str, year: int, lang: str) -> View:
    """A zone's entry grade; exit 2 for a zone that there is not, or not in the area asked for."""
    due = entry_children(found)
    if not due.zones:
        raise typer.BadParameter(tell("bad.no_zones"), param_hint="--zone")
    inside = areas_asked(found, [area]) if area else found.areas
    one_of([each for each in due.zones if due.part_of[each] in inside], "zone", zone)
    return zone_view(*of_zone(found, due, zone, found.stage(stage), year), lang)


def _of_school(found: Assessment, school: str, stage: str | None, grade: int, year: int, lang: str) -> View:
    """One grade of a school; exit 2 for a school or a grade that there is not."""
    known = {each.id: each for each in found.plan.schools}
    named = {each.name: each.id for each in found.plan.schools if each.name}
    one = known.get(named.get(school, school))
    if one is None:
        hint = did_you_mean(nearest(school, [*known, *named]))
        raise typer.BadParameter(tell("bad.school", found=school) + hint, param_hint="--school")
    has = {*one.seats, *one.classes, *one.intake, *(each.target for each in one.convert)}
    own = [each.name for each in found.stages if each.name in has]
    kind = found.stage(_stage(found, stage, own))
    if kind.name not in has:
        values = {"stage": named_in("stage", kind.name, lang), "known": ", ".join(own) or "—"}
        raise typer.BadParameter(tell("bad.school_stage", school=one.name or one.id, **values), param_hint="--stage")
    within("--grade", grade, 1, kind.grades)
    return school_view(found, of_school(found, school_pupils(found), one, kind, grade, year), lang)
