"""`warn`: the entry grades' children against the places offered, for the next school years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from xuewei.answers.warn.entries import BY, LEVELS, SCHOOL, ZONE, Entries, Going, entries, first_september, usual_kind
from xuewei.answers.warn.remedies import remedies
from xuewei.answers.warn.unsure import with_bands
from xuewei.answers.warn.view import Asked, Warnings
from xuewei.answers.warn.view import warn as view
from xuewei.cli.asked import areas_asked, assessed, bands_asked, day_asked, stages_asked, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    NOTICES,
    Areas,
    Folder,
    Format,
    Lang,
    PlanFile,
    Scenarios,
    Stages,
    completing,
    one_of,
    tell,
)
from xuewei.cli.out import deliver
from xuewei.errors import Exit
from xuewei.formats.writing import replacing
from xuewei.language.to_copy import install
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import school_pupils
from xuewei.model.zones import EntryChildren, entry_children
from xuewei.report.letter.template import can_write
from xuewei.report.notice.notice_file import write_notice

MOST_YEARS = 20
"""Years ahead that anybody can ask for."""


def warn(
    years: Annotated[int, typer.Option("--years", metavar="N", min=1, max=MOST_YEARS, help=tell("warn.years"))] = 3,
    first: Annotated[
        int | None,
        typer.Option("--from", metavar="YEAR", help=tell("warn.from"), autocompletion=completing("years")),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="KIND", help=tell("warn.by"))] = None,
    stage: Stages = None,
    area: Areas = None,
    zone: Annotated[
        list[str] | None,
        typer.Option("--zone", metavar="ZONE", help=tell("warn.zone"), autocompletion=completing("zones")),
    ] = None,
    level: Annotated[str | None, typer.Option("--level", metavar="LEVELS", help=tell("warn.level"))] = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    sign: Annotated[str | None, typer.Option("--sign", metavar="NAME", help=tell("warn.sign"))] = None,
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help=tell("warn.date"))] = None,
    detail: Annotated[bool, typer.Option("--detail", help=tell("warn.detail"))] = False,
    strict: Annotated[bool, typer.Option("--strict", help=tell("warn.strict"))] = False,
    format: Format = "table",
    output: Annotated[str | None, typer.Option("--output", metavar="FILE", help=tell("warn.output"))] = None,
    lang: Lang = LANG,
) -> None:
    notice = output is not None and output.lower().endswith(NOTICES)
    if notice and not can_write():
        raise typer.BadParameter(tell("bad.no_docx", install=install("report")), param_hint="--output")
    for option, value in (("--sign", sign), ("--date", day)):
        if value is not None and not notice:
            raise typer.BadParameter(tell("bad.notice"), param_hint=option)
    signed = None if day is None else day_asked(day, "--date")
    today = None if first is not None else date.today()
    start = first if first is not None else first_september(date.today())
    found = assessed(plan, scenario, population, start + years - 1)
    shown = years_asked(found, None, start, start + years - 1)
    due = entry_children(found)
    kind = one_of(BY, "by", by) if by is not None else ZONE if zone else usual_kind(due)
    asked = _asked(found, due, stage, area, zone, level)
    counted: Entries = entries(found, shown, kind, due, _going(found) if kind == SCHOOL else None)
    counted = with_bands(counted, bands_asked(found))
    held = Warnings.of(counted, remedies(counted), asked)
    if notice and output is not None:
        with replacing(output) as spare:
            write_notice(held, spare, lang, sign, signed)
    else:
        deliver(view(held, lang, detail=detail, today=today), format, output)
    if strict and held.red:
        raise typer.Exit(Exit.UNWELCOME)


def _going(found: Assessment) -> Going:
    """Those who are expected to enter each school, and each area beyond its schools, by the pupils of its schools."""
    ahead = school_pupils(found)
    return {stage: (ahead.pupils[stage][:, :, 0], ahead.rest[stage][:, :, 0]) for stage in ahead.pupils}


def _asked(
    found: Assessment,
    due: EntryChildren,
    stage: Sequence[str] | None,
    area: Sequence[str] | None,
    zone: Sequence[str] | None,
    level: str | None,
) -> Asked:
    """What is to be shown; exit 2 for areas, zones, stages and levels that there are not."""
    if zone and not due.zones:
        raise typer.BadParameter(tell("bad.no_zones"), param_hint="--zone")
    levels = None if level is None else {one_of(LEVELS, "level", each.strip()) for each in level.split(",")}
    return Asked(
        areas=set(areas_asked(found, area)) if area else None,
        zones={one_of(due.zones, "zone", each) for each in zone} if zone else None,
        stages=set(stages_asked(found, stage)) if stage else None,
        levels=levels,
    )
