"""The command that says which seats over could serve another stage."""

from __future__ import annotations

from xuewei.assessment import assess
from xuewei.cli.asked import areas_asked, balances_among, horizon
from xuewei.cli.language import LANG
from xuewei.cli.options import Areas, First, Folder, Format, Lang, Last, Output, PlanFile, Scenarios, Year
from xuewei.cli.out import deliver
from xuewei.files.project import read_project
from xuewei.optimising.turning import turns
from xuewei.show.turning import turning


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
    written, people = read_project(plan, scenario or (), population)
    found = assess(written, people, horizon=horizon(people.assumptions.horizon, year, last))
    shown = turns(found, balances_among(found.years, found.known.start, first, last, year), areas_asked(found, area))
    deliver(turning(written, found.stages, shown, lang), format, output)
