"""`convert-options`: spare seats that could serve another stage."""

from __future__ import annotations

from xuewei.answers.convert_options.turning import turns
from xuewei.answers.convert_options.view import turning
from xuewei.cli.asked import areas_asked, assessed, balances_among
from xuewei.cli.language import LANG
from xuewei.cli.options import Areas, First, Folder, Format, Lang, Last, Output, PlanFile, Scenarios, Year
from xuewei.cli.out import deliver


def convert_options(
    year: Year = None,
    first: First = None,
    last: Last = None,
    area: Areas = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    found = assessed(plan, scenario, population, year, last)
    years = balances_among(found.years, found.known.start, first, last, year)
    shown = turns(found, years, areas_asked(found, area))
    deliver(turning(found, shown, years, lang), format, output)
