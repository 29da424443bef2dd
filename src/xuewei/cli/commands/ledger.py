"""`ledger`: the schools behind the seats, as a table or as a workbook."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.answers.gap.ledger_view import ledger as view
from xuewei.cli.asked import (
    areas_asked,
    assessed,
    bands_asked,
    delivery_asked,
    on_its_day,
    stages_asked,
    years_asked,
)
from xuewei.cli.language import LANG
from xuewei.cli.needs import needed
from xuewei.cli.options import (
    BOOK,
    Areas,
    AsDelivered,
    AsOf,
    First,
    Folder,
    Format,
    Lang,
    Last,
    OutputBook,
    PlanFile,
    Scenarios,
    Stages,
    Year,
    one_of,
    tell,
)
from xuewei.cli.out import deliver
from xuewei.errors import InputError
from xuewei.formats.provenance import today
from xuewei.formats.writing import replacing
from xuewei.model.assessment import Assessment


def _whole(**parts: object) -> None:
    """Exit 2 where a part of the ledger is asked for: a workbook holds all of it, so that it can be read back."""
    for name, part in parts.items():
        if part:
            hint = {"first": "from"}.get(name, name.replace("_", "-"))
            raise typer.BadParameter(tell("bad.part"), param_hint=f"--{hint}")


def ledger(
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
    by: Annotated[str, typer.Option("--by", metavar="BY", help=tell("by.ledger"))] = "school",
    format: Format = "table",
    output: OutputBook = None,
    lang: Lang = LANG,
) -> None:
    one_of(("school", "year"), "by", by)
    delivered = delivery_asked(as_delivered, as_of)
    if output is not None and output.lower().endswith(BOOK):
        _whole(year=year, first=first, stage=stage, area=area, as_delivered=as_delivered)
        _whole(by=by != "school", format=format != "table")
        _write_book(assessed(plan, scenario, population, last), output, lang)
        return
    found = assessed(plan, scenario, population, year, last, delivered=delivered)
    years, stages = years_asked(found, year, first, last), stages_asked(found, stage)
    shown = view(found, lang, years=years, stages=stages, areas=areas_asked(found, area), by=by)
    deliver(on_its_day(shown, found, lang), format, output)


def _write_book(assessment: Assessment, output: str, lang: str) -> None:
    """Write the ledger as a workbook: whole or not at all. A school whose stage has no demand would lose its seats when
    the workbook is read back."""
    held = {stage for school in assessment.plan.schools for stage in (*school.seats, *school.removes)}
    missing = [fault for stage, faults in assessment.unheard.items() if stage in held for fault in faults]
    if missing:
        raise InputError(missing)
    from xuewei.workbook.write.book import write_book  # brings xlsxwriter

    with replacing(output) as spare:
        write_book(assessment, spare, lang, bands=bands_asked(assessment), today=today(), held=needed(assessment))
