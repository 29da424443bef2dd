"""Commands that say what forecasts rest on and how wrong they are."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from xuewei.cli.language import LANG
from xuewei.cli.options import PICTURES, Areas, Format, Lang, Output, OutputChart, Stages, one_of, span_asked, tell
from xuewei.cli.out import deliver, deliver_errors

MOST_LEADS = 30
"""Years ahead that anybody asks for."""


def backtest(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help=tell("backtest.folder"))],
    origins: Annotated[str | None, typer.Option("--origins", metavar="YEARS", help=tell("backtest.origins"))] = None,
    leads: Annotated[str, typer.Option("--leads", metavar="YEARS", help=tell("backtest.leads"))] = "1:7",
    format: Format = "table",
    output: OutputChart = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.files.people.enrolment_folder import read_enrolment
    from xuewei.model.backtest import backtest as tested
    from xuewei.model.backtest import origins_of
    from xuewei.model.progression import forecast
    from xuewei.model.record_review import broken, gaps
    from xuewei.show.backtest import backtest as view

    drawn = output is not None and output.lower().endswith(PICTURES)
    if drawn:
        _drawable(format)
    history = read_enrolment(folder).history
    years, known = history.years, origins_of(history)
    ahead = span_asked("leads", leads, 1, MOST_LEADS)
    if not known:
        raise typer.BadParameter(tell("bad.short", first=years.start, last=years.stop - 1), param_hint="FOLDER")
    starts = span_asked("origins", origins, years.start, years.stop - 2) if origins else known
    histories = [history, replace(history, revised=True)] if history.revisable else [history]
    tests = [tested(each, starts, ahead) for each in histories]
    if not any(test.scores() for test in tests):
        raise typer.BadParameter(tell("bad.untested"), param_hint="FOLDER")
    if drawn and output is not None:
        deliver_errors(tests, Path(folder).name, output, lang)
        return
    odd = broken(forecast(history.known_at(years.stop - 1), years.stop - 1))
    deliver(view(tests, gaps(history), odd, lang), format, output)


def _drawable(format: str) -> None:
    """Exit 2 where a picture is asked for and cannot be drawn."""
    from xuewei.show.charts.fonts import can_draw

    if format != "table":
        raise typer.BadParameter(tell("bad.picture"), param_hint="--output")
    if not can_draw():
        raise typer.BadParameter(tell("bad.no_charts"), param_hint="--output")


def fit(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help=tell("backtest.folder"))],
    origin: Annotated[int | None, typer.Option("--origin", metavar="YEAR", help=tell("fit.origin"))] = None,
    stage: Stages = None,
    area: Areas = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.files.people.enrolment_folder import read_enrolment
    from xuewei.fitted import fitted
    from xuewei.show.fit import fit as view

    history = read_enrolment(folder).history
    years, known = history.years, [each.name for each in history.stages]
    stages = {one_of(known, "stage", name) for name in stage or known}
    areas = {one_of(history.areas, "area", name) for name in area or history.areas}
    if len(years) < 2:
        raise typer.BadParameter(tell("bad.one_year", first=years.start), param_hint="FOLDER")
    start = years[-1] if origin is None else origin
    if start not in years[1:]:
        raise typer.BadParameter(tell("bad.year", first=years[1], last=years[-1], found=origin), param_hint="--origin")
    shown = view(fitted(history, start), lang, stages=stages, areas=areas)
    if not shown.records:
        raise typer.BadParameter(tell("bad.nothing_fitted", origin=start), param_hint="FOLDER")
    deliver(shown, format, output)
