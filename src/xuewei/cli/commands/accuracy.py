"""Commands that say what forecasts rest on and how wrong they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from xuewei.cli.language import LANG
from xuewei.cli.options import (
    PICTURES,
    Areas,
    Format,
    Lang,
    Output,
    OutputChart,
    Stages,
    one_of,
    span_asked,
    tell,
)
from xuewei.cli.out import deliver, deliver_errors

if TYPE_CHECKING:
    from xuewei.model.enrolment_history import EnrolmentHistory

MOST_LEADS = 30
"""Years ahead that anybody asks for."""


def backtest(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help=tell("backtest.folder"))],
    origins: Annotated[str | None, typer.Option("--origins", metavar="YEARS", help=tell("backtest.origins"))] = None,
    leads: Annotated[str, typer.Option("--leads", metavar="YEARS", help=tell("backtest.leads"))] = "1:7",
    bands: Annotated[str | None, typer.Option("--bands", metavar="FILE", help=tell("backtest.bands"))] = None,
    format: Format = "table",
    output: OutputChart = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.files.guard import refuse_input
    from xuewei.files.people.enrolment_folder import read_enrolment
    from xuewei.model.backtest import backtest as tested
    from xuewei.model.coverage import coverage
    from xuewei.model.past_errors import origins_of, past_errors
    from xuewei.model.progression import forecast
    from xuewei.model.record_review import broken, gaps, turnovers, unborn
    from xuewei.show.backtest import backtest as view

    drawn = output is not None and output.lower().endswith(PICTURES)
    if drawn:
        _drawable()
    found = read_enrolment(folder)
    for path in (output, bands):
        if path is not None:
            refuse_input(path)
    history, rows = found.history, found.rows
    years, known = history.years, origins_of(history)
    ahead = span_asked("leads", leads, 1, MOST_LEADS)
    if not known:
        raise typer.BadParameter(tell("bad.short", first=years.start, last=years.stop - 1), param_hint="FOLDER")
    starts = span_asked("origins", origins, years.start, years.stop - 2) if origins else known
    histories = [history, replace(history, revised=True)] if history.revisable else [history]
    tests = [tested(each, starts, ahead) for each in histories]
    if bands is not None:
        _write_bands(history, bands, folder)
    if drawn and output is not None:
        if not any(test.scores() for test in tests):
            raise typer.BadParameter(tell("bad.untested"), param_hint="FOLDER")
        deliver_errors(tests, Path(folder).name, output, lang)
        return
    covers = [coverage(past_errors(each, ahead.stop - 1, starts)) for each in histories]
    odd = broken(forecast(history.known_at(years.stop - 1), years.stop - 1))
    missing = gaps(history, rows.lacking)
    deliver(
        view(tests, covers, missing, odd, lang, rows=rows, turnovers=turnovers(history), unborn=unborn(history)),
        format,
        output,
    )


def _drawable() -> None:
    """Exit 2 where a picture is asked for and cannot be drawn."""
    from xuewei.show.charts.fonts import can_draw

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
    from xuewei.files.people.enrolment_folder import read_enrolment, read_record
    from xuewei.fitted import fitted_at
    from xuewei.show.fit import fit as view

    record = read_record(folder)
    history, people = record.history or read_enrolment(folder).history, record.rows
    years, known = history.years, [each.name for each in history.stages]
    stages = {one_of(known, "stage", name) for name in stage or known}
    areas = {one_of(history.areas, "area", name) for name in area or history.areas}
    if len(years) < 2:
        raise typer.BadParameter(tell("bad.one_year", first=years.start), param_hint="FOLDER")
    start = years[-1] if origin is None else origin
    if start not in years[1:]:
        raise typer.BadParameter(tell("bad.year", first=years[1], last=years[-1], found=origin), param_hint="--origin")
    shown = view(fitted_at(people, start, today=origin is None), lang, stages=stages, areas=areas)
    if not shown.records:
        raise typer.BadParameter(tell("bad.nothing_fitted", origin=start), param_hint="FOLDER")
    deliver(shown, format, output)


def _write_bands(history: EnrolmentHistory, path: str, folder: str) -> None:
    """Write the half-widths that a record gives to ``path``, for areas without one of their own."""
    from xuewei.files.people.bands_file import bands_text
    from xuewei.files.writing import write_text
    from xuewei.model.past_errors import in_lines, progressed
    from xuewei.model.record_bands import table_rows
    from xuewei.model.rivals import cohort_ages

    rows = [*table_rows(history, "grades", progressed), *table_rows(history, "ages", in_lines(cohort_ages))]
    write_text(path, bands_text(rows, f"xuewei backtest {PurePath(folder).name}") + "\n")
