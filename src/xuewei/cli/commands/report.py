"""`report`: a document or a page for a meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Annotated

import typer

from xuewei.answers.compare.standings import BASE
from xuewei.charts.map_places import MapPlaces
from xuewei.charts.paper import can_draw
from xuewei.cli.asked import balances_among, bands_asked, held, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.letter_form import form_asked
from xuewei.cli.map_asked import BoundariesCrs, BoundariesFile, Convert, MapAsked, map_of, system_asked
from xuewei.cli.money import parts_of
from xuewei.cli.needs import needed
from xuewei.cli.options import REPORTS, First, Folder, Lang, Last, PlanFile, completing, tell
from xuewei.cli.out import deliver_aside
from xuewei.errors import read_both
from xuewei.formats.project import read_project, read_sides
from xuewei.formats.provenance import today
from xuewei.formats.writing import replacing, write_text
from xuewei.language.to_copy import install
from xuewei.report.contents import Report
from xuewei.report.letter.document import Form, write_document
from xuewei.report.letter.template import Template, can_write, open_template
from xuewei.report.page.page_file import page
from xuewei.tables.view import View

Told = Callable[[str], View]
"""What is shown of an answer, in a language."""
ENDINGS = " / ".join(REPORTS)


def report(
    output: Annotated[str, typer.Option("--output", metavar="FILE", help=tell("report.output", endings=ENDINGS))],
    first: First = None,
    last: Last = None,
    plan: PlanFile = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="FILE", help=tell("report.scenario"), autocompletion=completing("sides")),
    ] = None,
    population: Folder = None,
    boundaries: BoundariesFile = None,
    boundaries_crs: BoundariesCrs = None,
    sites: Annotated[
        str | None,
        typer.Option("--sites", metavar="FILE", help=tell("report.sites"), autocompletion=completing("files")),
    ] = None,
    convert: Convert = False,
    allow: Annotated[list[str] | None, typer.Option("--allow", metavar="MEANS", help=tell("report.allow"))] = None,
    template: Annotated[
        str | None,
        typer.Option("--template", metavar="FILE", help=tell("report.template"), autocompletion=completing("files")),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help=tell("report.title"))] = None,
    addressee: Annotated[str | None, typer.Option("--addressee", metavar="NAME", help=tell("report.addressee"))] = None,
    sign: Annotated[str | None, typer.Option("--sign", metavar="NAME", help=tell("report.sign"))] = None,
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help=tell("report.date"))] = None,
    number: Annotated[str | None, typer.Option("--number", metavar="TEXT", help=tell("report.number"))] = None,
    lang: Lang = LANG,
) -> None:
    of_documents = {
        "--template": template,
        "--title": title,
        "--addressee": addressee,
        "--sign": sign,
        "--date": day,
        "--number": number,
    }
    on_map = MapAsked(boundaries, system_asked(boundaries, boundaries_crs), sites, convert)
    if output.lower().endswith(".docx"):
        _with_parts()
        if boundaries is not None:
            raise typer.BadParameter(tell("bad.boundaries"), param_hint="--boundaries")
    elif given := [option for option, value in of_documents.items() if value is not None]:
        raise typer.BadParameter(tell("bad.template"), param_hint=", ".join(given))
    if allow and sites is None:
        raise typer.BadParameter(tell("bad.no_sites"), param_hint="--allow")
    form = form_asked(title, addressee, sign, day, number, lang)
    found, look = read_both(
        lambda: _contents(plan, scenario or (), population, first, last),
        lambda: None if template is None else open_template(lang, template),
    )
    shown = map_of(found.found, on_map) if output.lower().endswith(".html") else None
    _deliver(replace(found, sites=_chosen(found, on_map, allow, lang)), output, lang, shown, look, form)


def _with_parts() -> None:
    """Exit 2 where what a .docx is made with is not installed."""
    if not (can_write() and can_draw()):
        raise typer.BadParameter(tell("bad.no_report", install=install("report")), param_hint="--output")


def _contents(
    plan: str | None, scenarios: Sequence[str], population: str | None, first: int | None, last: int | None
) -> Report:
    """The plan as it is and each scenario beside it, held against their people."""
    asked = read_sides(plan, scenarios, (), population) if scenarios else [("", read_project(plan, (), population))]
    worlds = [(name or BASE, held(side, first, last)) for name, side in asked]
    found = worlds[0][1]
    years = years_asked(found, None, first, last)
    balances_among(found.years, found.known.start, first, last)
    ahead = any(years[-1] > found.known_to(area, stage.name) for area in found.areas for stage in found.stages)
    bands = bands_asked(found) if ahead else None
    return Report(worlds, years, bands, today(), needed(found))


def _chosen(report: Report, asked: MapAsked, allow: Sequence[str] | None, lang: str) -> Told | None:
    """Which candidate sites to take; None without any, and where it cannot be known, which standard error says."""
    if asked.sites is None:
        return None
    choice = import_module("xuewei.cli.choice")  # with the solver, which other reports do not need
    try:
        told: Told = choice.chosen(report.found.plan, report.found.population, asked, parts_of(allow), lang)
        return told
    except typer.BadParameter as wrong:
        if allow:
            raise
        deliver_aside(tell("report.no_choice", why=wrong.message))
        return None


def _deliver(
    report: Report,
    output: str,
    lang: str,
    shown: MapPlaces | None,
    template: Template | None,
    form: Form,
) -> None:
    """Write a report in the form that its file's name asks for, whole or not at all: a page with what its map has
    ``shown``, a document with a ``template`` and a ``form``."""
    if output.lower().endswith(".html"):
        write_text(output, page(report, lang, shown))
        return
    with replacing(output) as spare:
        lacking = write_document(report, spare, lang, template, form)
    if lacking:
        deliver_aside(*lacking)
