"""`fit`: what is estimated from pupils on record."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.answers.accuracy.fit_view import fit as view
from xuewei.answers.accuracy.fitted import fitted_at
from xuewei.answers.accuracy.yields import estates_words, fitted_yields, left_out, yields_view
from xuewei.cli.language import LANG
from xuewei.cli.options import Areas, Format, Lang, Output, Stages, one_of, tell
from xuewei.cli.out import deliver
from xuewei.errors import InputError
from xuewei.formats.population.estate_counts import ON_RECORD, read_counts
from xuewei.formats.population.folder import read_enrolment, read_record, record_fault
from xuewei.tables.view import View


def fit(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help=tell("backtest.folder"))],
    origin: Annotated[int | None, typer.Option("--origin", metavar="YEAR", help=tell("fit.origin"))] = None,
    stage: Stages = None,
    area: Areas = None,
    estates: Annotated[bool, typer.Option("--estates", help=tell("fit.estates"))] = False,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    if estates:
        if origin is not None or area:
            raise typer.BadParameter(tell("bad.fit_estates"), param_hint="--estates")
        deliver(_yields(folder, stage, lang), format, output)
        return
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


def _yields(folder: str, stage: list[str] | None, lang: str) -> View:
    """The view of yields by one's own estates. Raises InputError where none has pupils of a stage asked for."""
    people = read_record(folder).rows
    rules, known = people.assumptions.estates, [each.name for each in people.assumptions.stages]
    if rules is None or not people.estates:
        raise InputError([record_fault(people, "fit_no_estates", table="estates")])
    counts = read_counts(people.folder, people.estates, known)
    stages = [one_of(known, "stage", name) for name in stage or known]
    found = fitted_yields(counts, people.estates, rules, stages)
    left, silent = left_out(counts, people.estates, rules, stages)
    unlived = estates_words(left, people.estates, lang)
    if found:
        return yields_view(found, rules, lang, unlived, silent)
    wrong: dict[str, object] = {}
    if not any(each.stage in stages for each in counts):
        kind = "fit_no_yields"
    elif left:
        kind, wrong = "fit_unlived", {"estates": unlived}
    elif silent:
        kind, wrong = "fit_no_usual", {"first": silent[0]}
    else:
        kind = "fit_no_homes"
    raise InputError([record_fault(people, kind, table=ON_RECORD, **wrong)])
