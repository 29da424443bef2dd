"""Commands that say how wrong forecasts are."""

from dataclasses import replace
from typing import Annotated

import typer

from xuewei.cli.language import LANG
from xuewei.cli.options import Format, Lang, Output, span_asked, tell
from xuewei.cli.out import deliver

MOST_LEADS = 30
"""Years ahead that anybody asks for."""


def backtest(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help=tell("backtest.folder"))],
    origins: Annotated[str | None, typer.Option("--origins", metavar="YEARS", help=tell("backtest.origins"))] = None,
    leads: Annotated[str, typer.Option("--leads", metavar="YEARS", help=tell("backtest.leads"))] = "1:7",
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.files.people.enrolment_folder import read_enrolment
    from xuewei.model.backtest import backtest as tested
    from xuewei.model.backtest import origins_of
    from xuewei.model.progression import forecast
    from xuewei.model.record_review import broken, gaps, turnovers, unborn
    from xuewei.show.backtest import backtest as view

    found = read_enrolment(folder)
    history, rows = found.history, found.rows
    years, known = history.years, origins_of(history)
    ahead = span_asked("leads", leads, 1, MOST_LEADS)
    if not known:
        raise typer.BadParameter(tell("bad.short", first=years.start, last=years.stop - 1), param_hint="FOLDER")
    starts = span_asked("origins", origins, years.start, years.stop - 2) if origins else known
    histories = [history, replace(history, revised=True)] if history.revisable else [history]
    tests = [tested(each, starts, ahead) for each in histories]
    odd = broken(forecast(history.known_at(years.stop - 1), years.stop - 1))
    missing = gaps(history, rows.lacking)
    shown = view(tests, missing, odd, lang, rows=rows, turnovers=turnovers(history), unborn=unborn(history))
    deliver(shown, format, output)
