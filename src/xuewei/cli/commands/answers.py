"""Commands that answer from one plan: each reads its arguments, calls one function, and shows what it found."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from xuewei.assessment import Assessment, assess
from xuewei.cli.commands.outlook import from_origin, on_record
from xuewei.cli.completion import areas, stages, years
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    BOOK,
    QUICK,
    Areas,
    AsDelivered,
    AsOf,
    BandAsked,
    BandLevel,
    First,
    Folder,
    Format,
    FormatGap,
    Lang,
    Last,
    Method,
    Output,
    OutputBook,
    PlanFile,
    Scenarios,
    Stages,
    Year,
    areas_asked,
    delivery_asked,
    horizon,
    level_asked,
    one_of,
    stages_asked,
    tell,
    years_among,
    years_asked,
)
from xuewei.cli.out import deliver, deliver_book, forgive
from xuewei.errors import Exit
from xuewei.files.own_project import FoundPlan, own_people

if TYPE_CHECKING:
    from xuewei.model.band_table import TableBands
    from xuewei.show.view import View


def _assessed(
    plan: str | None,
    scenarios: Sequence[str] | None,
    population: str | None,
    *years: int | None,
    delivered: date | None = None,
    method: str | None = None,
) -> Assessment:
    """Plan and population read, under their scenarios, and held against each other as far as the years asked for.

    ``delivered``: only what is in use on that day counts; ``method``: how demand is forecast.
    """
    from xuewei.files.project import read_project

    written, people = read_project(plan, scenarios or (), population)
    if delivered is not None:
        from xuewei.model.progress import as_delivered

        written = as_delivered(written, delivered)
    return assess(written, people, horizon=horizon(people.assumptions.horizon, *years), method=method)


def gap(
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
    method: Method = None,
    band: BandAsked = None,
    detail: Annotated[bool, typer.Option("--detail", help=tell("detail"))] = False,
    strict: Annotated[bool, typer.Option("--strict", help=tell("strict"))] = False,
    format: FormatGap = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.cli.out import deliver_quick
    from xuewei.show.earlier import earlier_lines, with_earlier
    from xuewei.show.gap import gap as view
    from xuewei.show.gap import notes

    level = level_asked(band or "80")
    delivered = delivery_asked(as_delivered, as_of)
    found = _assessed(plan, scenario, population, year, last, delivered=delivered, method=method)
    asked = years_asked(found, year, first, last), stages_asked(found, stage), areas_asked(found, area)
    rows, earlier = found.rows(*asked), found.earlier(*asked)
    if format == QUICK:
        deliver_quick(rows, [*earlier_lines(found, earlier, lang), *notes(found, lang)], output, lang)
    elif format == "table" and year is None and band is None and not detail:
        from xuewei.show.answer import answer

        deliver(_dated(with_earlier(answer(found, rows, lang), found, earlier, lang), found, lang), format, output)
    else:
        bands = None
        if any(row.year > found.known_to(row.area, row.stage) for row in rows):
            from xuewei.banding import demand_bands

            bands = demand_bands(found.demand, half_widths(found.population.folder), level)
        if year is None:
            from xuewei.show.answer import in_full

            shown = in_full(found, rows, lang, bands)
        else:
            shown = view(found, rows, lang, by_stage=False, bands=bands)
        deliver(_dated(with_earlier(shown, found, earlier, lang), found, lang), format, output)
    if strict and any(row.balance < 0 for row in rows):
        raise typer.Exit(Exit.UNWELCOME)


def _dated(view: "View", found: Assessment, lang: str) -> "View":
    """A view that says on which day its plan holds what is in use."""
    if found.plan.delivery is None:
        return view
    from xuewei.show.delivery import dated

    return dated(view, found.plan.delivery, lang)


def half_widths(folder: str) -> "Callable[[], TableBands]":
    """The half-widths that a population folder, or the shipped one, has for areas without a record: read on demand."""

    @cache
    def read() -> "TableBands":
        from xuewei.files.people.bands_file import read_bands

        return read_bands(folder or None)

    return read


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
    from xuewei.show.ledger import ledger as view

    one_of(("school", "year"), "by", by)
    delivered = delivery_asked(as_delivered, as_of)
    if output is not None and output.lower().endswith(BOOK):
        _whole(year=year, first=first, stage=stage, area=area, as_delivered=as_delivered)
        _whole(by=by != "school", format=format != "table")
        deliver_book(_assessed(plan, scenario, population, last), output, lang)
        return
    found = _assessed(plan, scenario, population, year, last, delivered=delivered)
    years, stages = years_asked(found, year, first, last), stages_asked(found, stage)
    shown = view(found, lang, years=years, stages=stages, areas=areas_asked(found, area), by=by)
    deliver(_dated(shown, found, lang), format, output)


def forecast(
    year: Year = None,
    first: First = None,
    last: Last = None,
    stage: Stages = None,
    area: Areas = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    by: Annotated[str, typer.Option("--by", metavar="BY", help=tell("by.forecast"))] = "stage",
    origin: Annotated[int | None, typer.Option("--origin", metavar="YEAR", help=tell("forecast.origin"))] = None,
    method: Method = None,
    band: BandLevel = "80",
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.show.forecast import BY
    from xuewei.show.forecast import forecast as view
    from xuewei.show.whence import people_whence

    one_of(BY, "by", by)
    level = level_asked(band)
    found_plan = isinstance(plan, FoundPlan)
    people = own_people(plan) if found_plan and plan and origin is not None and population is None else None
    population = population if people is None else str(people)
    planned = scenario or (plan and not (found_plan and (origin is not None or on_record(population))))
    if origin is not None and planned:
        raise typer.BadParameter(tell("bad.with_plan"), param_hint="--plan" if plan else "--scenario")
    if method == "grades" and by == "age":
        raise typer.BadParameter(tell("bad.by_age"), param_hint="--by")
    if origin is not None or (not planned and (method == "grades" or (method is None and on_record(population)))):
        shown = from_origin(population, origin, method, (year, first, last), stage, area, by, level, lang)
        if people is not None:
            shown = replace(shown, notes=[people_whence(people, lang), *shown.notes])
        deliver(shown, format, output)
        return
    found = _assessed(plan, scenario, population, year, last, method=method)
    years, stages = years_among(found.years, year, first, last), stages_asked(found, stage)
    deliver(view(found, lang, years=years, stages=stages, areas=areas_asked(found, area), by=by), format, output)


def explain(
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help=tell("year"), autocompletion=years)],
    stage: Annotated[str, typer.Option("--stage", metavar="STAGE", help=tell("stage"), autocompletion=stages)],
    area: Annotated[str | None, typer.Option("--area", metavar="AREA", help=tell("area"), autocompletion=areas)] = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    method: Method = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.explanation import explain as explained
    from xuewei.show.explain import explain as view

    found = _assessed(plan, scenario, population, year, method=method)
    years_asked(found, year, None, None)
    place = areas_asked(found, [area] if area else None)[0]
    deliver(view(found, explained(found, year, place, stages_asked(found, [stage])[0]), lang), format, output)


def _warn_of_old_setup() -> None:
    """Say so where git calls this program here as an earlier version set it up."""
    from pathlib import Path

    from xuewei.files.git.state import outdated, repository_around

    top = repository_around(Path.cwd())
    if top is not None and outdated(top):
        forgive()
        typer.echo(tell("git.outdated"), err=True)


def check(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILES]...", help=tell("files"))] = None,
    scenario: Scenarios = None,
    skip_others: Annotated[bool, typer.Option("--skip-others", help=tell("skip_others"))] = False,
    policy: Annotated[bool, typer.Option("--policy", help=tell("policy"))] = False,
    strict: Annotated[bool, typer.Option("--strict", help=tell("check.strict"))] = False,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    named = [*(files or []), *(scenario or [])]
    _warn_of_old_setup()
    if policy:
        from xuewei.cli.commands.policy import checked

        shown, good = checked(named, lang, skip_others=skip_others)
    else:
        from xuewei.files.any_file import read_all
        from xuewei.files.fitting import remarks
        from xuewei.show.check import check as view

        found = read_all(named, skip_others=skip_others)
        odd = remarks(found, named, skip_others=skip_others)
        shown, good = view(*found, odd, lang)
        good = good and not (strict and odd)
    deliver(shown, format, output)
    if not good:
        raise typer.Exit(Exit.UNWELCOME)
