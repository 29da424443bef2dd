"""`resources`: classes, teachers and money that the pupils of a plan need."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.answers.resources.resourcing import BY, SCHOOL, STAGE
from xuewei.answers.resources.view import Shown
from xuewei.answers.resources.view import view as shown_as
from xuewei.cli.asked import areas_asked, assessed, balances_among, stages_asked
from xuewei.cli.language import LANG
from xuewei.cli.money import wan_by_year
from xuewei.cli.needs import needed
from xuewei.cli.options import (
    Areas,
    First,
    Folder,
    Format,
    Lang,
    Last,
    Output,
    PlanFile,
    Scenarios,
    Stages,
    Year,
    one_of,
    tell,
)
from xuewei.cli.out import deliver
from xuewei.formats.provenance import today
from xuewei.model.calendar import school_year


def resources(
    by: Annotated[str, typer.Option("--by", metavar="BY", help=tell("resources.by"))] = STAGE,
    year: Year = None,
    first: First = None,
    last: Last = None,
    stage: Stages = None,
    area: Areas = None,
    budget: Annotated[
        list[str] | None, typer.Option("--budget", metavar="Y=N,…", help=tell("resources.budget"))
    ] = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    kind, spendable = one_of(BY, "by", by), wan_by_year(budget)
    found = assessed(plan, scenario, population, year, last)
    chosen = kind != STAGE and year is None and first is None and last is None
    start, now = found.known.start, school_year(today())
    years = [now if now in found.known else start] if chosen else balances_among(found.years, start, first, last, year)
    since = now if year is None and first is None else start
    held = needed(found, now, by_school=kind == SCHOOL)
    asked = Shown(kind, years, stages_asked(found, stage), areas_asked(found, area), spendable, since, chosen)
    deliver(shown_as(held, asked, lang), format, output)
