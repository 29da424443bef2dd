"""`backtest`: errors of past forecasts, as tables and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from xuewei.answers.accuracy.backtest import Backtest, coverage
from xuewei.answers.accuracy.backtest import backtest as tested
from xuewei.answers.accuracy.backtest_view import backtest as view
from xuewei.answers.accuracy.backtest_view import span
from xuewei.charts.errors import lettering, picture
from xuewei.charts.paper import can_draw, drawn
from xuewei.cli.language import LANG
from xuewei.cli.options import PICTURES, Format, Lang, OutputChart, tell
from xuewei.cli.out import deliver, deliver_aside
from xuewei.errors import InputError
from xuewei.formats.guard import refuse_input
from xuewei.formats.population.folder import read_enrolment, record_fault
from xuewei.formats.writing import write_bytes
from xuewei.language.shown import visible
from xuewei.language.to_copy import install
from xuewei.model.pupils.errors import origins_of, past_errors
from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.review import broken, gaps, turnovers, unborn
from xuewei.tables.words import say

MOST_LEADS = 30
"""Years ahead that anybody asks for."""
LEADS = "1:7"
"""Those that are shown where nobody asks."""


def backtest(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help=tell("backtest.folder"))],
    origins: Annotated[str | None, typer.Option("--origins", metavar="YEARS", help=tell("backtest.origins"))] = None,
    leads: Annotated[str, typer.Option("--leads", metavar="YEARS", help=tell("backtest.leads"))] = LEADS,
    format: Format = "table",
    output: OutputChart = None,
    lang: Lang = LANG,
) -> None:
    as_picture = output is not None and output.lower().endswith(PICTURES)
    if as_picture:
        _drawable()
    found = read_enrolment(folder)
    if output is not None:
        refuse_input(output)
    history, rows = found.history, found.rows
    years, known = history.years, origins_of(history)
    ahead = _span("leads", leads, 1, MOST_LEADS)
    if not known:
        raise InputError([record_fault(rows, "short_history", years=span(years))])
    starts = _span("origins", origins, years.start, years.stop - 2) if origins else known
    histories = [history, replace(history, revised=True)] if history.revisable else [history]
    tests = [tested(each, starts, ahead) for each in histories]
    if as_picture and output is not None:
        if not any(test.scores() for test in tests):
            if origins or leads != LEADS:
                raise typer.BadParameter(tell("bad.untested"), param_hint="--origins" if origins else "--leads")
            raise InputError([record_fault(rows, "untested")])
        _draw(tests, Path(folder).name, output, lang)
        return
    covers = [coverage(past_errors(each, ahead.stop - 1, starts)) for each in histories]
    last = forecast(history.known_at(years.stop - 1), years.stop - 1)
    missing = gaps(history, rows.lacking)
    deliver(
        view(
            tests,
            covers,
            missing,
            broken(last),
            lang,
            rows=rows,
            turnovers=turnovers(history),
            unborn=unborn(history),
            last=last,
        ),
        format,
        output,
    )


def _drawable() -> None:
    """Exit 2 where a picture is asked for and cannot be drawn."""
    if not can_draw():
        raise typer.BadParameter(tell("bad.no_charts", install=install("charts")), param_hint="--output")


def _span(option: str, written: str, first: int, last: int) -> range:
    """Whole numbers from ``2014:2021`` or ``2014``, both ends included; exit 2 for anything else, and for what lies
    outside ``first`` to ``last``."""
    start, _, end = written.partition(":")
    ends = [start, end or start]
    if not all(each.isascii() and each.isdigit() and len(each) <= 4 for each in ends) or int(ends[0]) > int(ends[1]):
        raise typer.BadParameter(
            tell("bad.years", low=first, high=min(last, first + 6), found=written), param_hint=f"--{option}"
        )
    found = range(int(ends[0]), int(ends[1]) + 1)
    if found.start < first or found.stop - 1 > last:
        raise typer.BadParameter(tell("bad.between", low=first, high=last, found=written), param_hint=f"--{option}")
    return found


def _draw(tests: Sequence[Backtest], source: str, output: str, lang: str) -> None:
    """Write the errors as a picture, whole or not at all; standard error says where it cannot be in the language that
    was asked for."""
    source = visible(source)
    letters = lettering(tests, source, lang)
    figure = picture(tests, source, letters)
    write_bytes(output, drawn(figure, output[-4:].lower()))
    if letters.lang != lang or letters.missing:
        deliver_aside(say("chart.english", lang))
