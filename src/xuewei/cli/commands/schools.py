"""`schools`: how full every school is, on record and in the years ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from xuewei.answers.schools.standing import SORTS, standings, year_shown
from xuewei.answers.schools.view import schools as view
from xuewei.answers.schools.view import year_chosen
from xuewei.cli.asked import areas_asked, assessed, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    Areas,
    Folder,
    Format,
    Lang,
    Output,
    PlanFile,
    Scenarios,
    Stages,
    Year,
    completing,
    one_of,
    tell,
)
from xuewei.cli.out import deliver
from xuewei.errors import InputError
from xuewei.formats.policy import read_policy
from xuewei.formats.provenance import today
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import SchoolPupils, school_pupils
from xuewei.model.plan import stages_of
from xuewei.model.zoning import named_zones


def schools(
    year: Year = None,
    sort: Annotated[str, typer.Option("--sort", metavar="ORDER", help=tell("schools.sort"))] = "utilisation",
    area: Areas = None,
    zone: Annotated[
        list[str] | None, typer.Option("--zone", metavar="ZONE", help=tell("zone"), autocompletion=completing("zones"))
    ] = None,
    stage: Stages = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    order = one_of(tuple(SORTS), "sort", sort)
    found = assessed(plan, scenario, population, year, bare=True)
    pupils = school_pupils(found)
    shown = year_shown(found, pupils) if year is None else years_asked(found, year, None, None)[0]
    areas, stages, zones = (
        set(areas_asked(found, area)),
        _stages_asked(found, pupils, shown, stage),
        _zones_asked(found, zone or ()),
    )
    rows = [
        one
        for one in standings(found, pupils, shown, read_policy().crowding)
        if one.area in areas and one.stage in stages and (not zones or zones & {*(one.zone or "").split(";")})
    ]
    chosen = "" if year is not None else year_chosen(found, pupils, shown)
    ordered, filtered = sorted(rows, key=SORTS[order]), bool(area or zone or stage)
    deliver(view(found, pupils, ordered, shown, lang, chosen=chosen, filtered=filtered, today=today()), format, output)


def _stages_asked(found: Assessment, pupils: SchoolPupils, year: int, asked: Sequence[str] | None) -> set[str]:
    """The stages to show: those that are left out too, in years with their pupils on record. InputError where there is
    none."""
    told = {stage for (_, stage), years in pupils.known.items() if year in years and stage in found.unheard}
    known = [stage.name for stage in stages_of(found.plan, found.assumptions)]
    wanted = {one_of(known, "stage", name) for name in asked or known}
    shown = wanted & {*(stage.name for stage in found.stages), *told}
    if not shown:
        raise InputError([fault for name in known if name in wanted for fault in found.unheard[name]])
    return shown


def _zones_asked(found: Assessment, asked: Sequence[str]) -> set[str]:
    """The zones to show, none for all; exit 2 for an unknown one."""
    known = tuple(named_zones(found.plan))
    if asked and not known:
        raise typer.BadParameter(tell("bad.zones"), param_hint="--zone")
    return {one_of(known, "zone", name) for name in asked}
