"""`gap`: seats, demand and balance by stage, area and year."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated

import typer

from xuewei.cli.asked import (
    areas_asked,
    assessed,
    bands_asked,
    delivery_asked,
    level_asked,
    on_its_day,
    stages_asked,
    years_asked,
)
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    QUICK,
    Areas,
    AsDelivered,
    AsOf,
    BandAsked,
    First,
    Folder,
    FormatGap,
    Lang,
    Last,
    Method,
    Output,
    PlanFile,
    Scenarios,
    Stages,
    Year,
    one_of,
    tell,
)
from xuewei.cli.out import deliver, deliver_text
from xuewei.errors import Exit
from xuewei.tables.words import say

STAGE, GRADE, PROVISION = BY = ("stage", "grade", "provision")
"""What a row is of."""


def gap(
    year: Year = None,
    first: First = None,
    last: Last = None,
    stage: Stages = None,
    area: Areas = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    as_delivered: AsDelivered = False,
    as_of: AsOf = None,
    method: Method = None,
    band: BandAsked = None,
    by: Annotated[str, typer.Option("--by", metavar="BY", help=tell("by.gap"))] = "stage",
    detail: Annotated[bool, typer.Option("--detail", help=tell("detail"))] = False,
    strict: Annotated[bool, typer.Option("--strict", help=tell("strict"))] = False,
    format: FormatGap = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.answers.gap.view import gap
    from xuewei.tables.base_seats import with_earlier  # inside: asked most, its help and Tab need no numpy

    one_of(BY, "by", by)
    level = level_asked(band or "80")
    delivered = delivery_asked(as_delivered, as_of)
    found = assessed(plan, scenario, population, year, last, delivered=delivered, method=method)
    asked = years_asked(found, year, first, last), stages_asked(found, stage), areas_asked(found, area)
    if by != STAGE:
        from xuewei.cli.gap_by import grades, provisions
    if by == GRADE:
        shown, short = grades(
            found, *asked, lang=lang, one_year=year is not None, level=level if band else None, format=format
        )
        deliver(on_its_day(shown, found, lang), format, output)
        if strict and short:
            raise typer.Exit(Exit.UNWELCOME)
        return
    if by == PROVISION:
        shown, short = provisions(found, *asked, lang=lang, year=year, band=band, format=format)
        deliver(on_its_day(shown, found, lang), format, output)
        if strict and short:
            raise typer.Exit(Exit.UNWELCOME)
        return
    rows, earlier = found.rows(*asked), found.earlier(*asked)
    if format == QUICK:
        from xuewei.answers.gap.bars import lines_below, marks_for, quick, screen_width

        marks = marks_for(sys.stdout.encoding if output is None else "utf-8")
        bands = bands_asked(found, level) if band else None
        lines = lines_below(found, earlier, lang)
        deliver_text(quick(rows, lines, lang, width=screen_width(), marks=marks, bands=bands), output)
    else:
        ahead = any(row.year > found.known_to(row.area, row.stage) for row in rows)
        short = format == "table" and year is None and band is None and not detail
        bands = bands_asked(found, level, year) if ahead else None
        if year is None and rows:
            from xuewei.answers.gap.answer_view import answer, in_full
            from xuewei.formats.provenance import today

            shown = (answer if short else in_full)(found, rows, lang, bands, today())
        else:
            shown = gap(found, rows, lang, by_stage=year is None, bands=bands)
        if band and not ahead:
            shown = replace(shown, notes=[*shown.notes, say("note.band.known", lang)])
        deliver(on_its_day(with_earlier(shown, found, earlier, lang), found, lang), format, output)
    if strict and any(row.balance < 0 for row in rows):
        raise typer.Exit(Exit.UNWELCOME)
