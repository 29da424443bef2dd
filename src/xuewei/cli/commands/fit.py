"""`fit`: what is estimated from pupils on record."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.answers.accuracy.fit_view import fit as view
from xuewei.answers.accuracy.fitted import fitted_at
from xuewei.cli.language import LANG
from xuewei.cli.options import Areas, Format, Lang, Output, Stages, one_of, tell
from xuewei.cli.out import deliver
from xuewei.errors import InputError
from xuewei.formats.population.folder import read_enrolment, read_record, record_fault


def fit(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help=tell("backtest.folder"))],
    origin: Annotated[int | None, typer.Option("--origin", metavar="YEAR", help=tell("fit.origin"))] = None,
    stage: Stages = None,
    area: Areas = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    record = read_record(folder)
    history, people = record.history or read_enrolment(folder).history, record.rows
    years, known = history.years, [each.name for each in history.stages]
    stages = {one_of(known, "stage", name) for name in stage or known}
    areas = {one_of(history.areas, "area", name) for name in area or history.areas}
    if len(years) < 2:
        raise InputError([record_fault(people, "one_year", years=years.start)])
    start = years[-1] if origin is None else origin
    if start not in years[1:]:
        raise typer.BadParameter(tell("bad.year", first=years[1], last=years[-1], found=origin), param_hint="--origin")
    after = people.assumptions.pupils.after_shock
    shown = view(fitted_at(people, start, today=origin is None), lang, stages=stages, areas=areas, after=after)
    if not shown.records:
        raise InputError([record_fault(people, "nothing_fitted", origin=start)])
    deliver(shown, format, output)
