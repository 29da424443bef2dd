"""`forecast`: children and pupils of the years ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from xuewei.answers.forecast.record_view import BY as BY_FROM_RECORD
from xuewei.answers.forecast.record_view import Asked, outlook
from xuewei.answers.forecast.view import BY
from xuewei.answers.forecast.view import forecast as view
from xuewei.cli.asked import LAST_YEAR, areas_asked, assessed, level_asked, stages_asked, years_among
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    Areas,
    BandForecast,
    First,
    Folder,
    Format,
    Lang,
    Last,
    Method,
    Output,
    PlanFile,
    Scenarios,
    Stages,
    Year,
    one_of,
    tell,
)
from xuewei.cli.out import deliver
from xuewei.cli.own_plan import on_record
from xuewei.errors import InputError
from xuewei.formats.own_project import FoundPlan, own_people
from xuewei.formats.population.folder import Record, read_record, record_fault
from xuewei.model.bands import demand_bands
from xuewei.model.demand import areas_of, forecast_demand, known_at, start_of
from xuewei.model.people.areas import today
from xuewei.tables.notes import people_whence
from xuewei.tables.view import View

Years = tuple[int | None, int | None, int | None]


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
    band: BandForecast = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = LANG,
) -> None:
    one_of(BY, "by", by)
    level = level_asked(band or "80")
    found_plan = isinstance(plan, FoundPlan)
    people = own_people(plan) if found_plan and plan and origin is not None and population is None else None
    population = population if people is None else str(people)
    planned = scenario or (plan and not (found_plan and (origin is not None or on_record(population))))
    if origin is not None and planned:
        raise typer.BadParameter(tell("bad.with_plan"), param_hint="--plan" if plan else "--scenario")
    if method == "grades" and by == "age":
        raise typer.BadParameter(tell("bad.by_age"), param_hint="--by")
    if band and by == "age":
        raise typer.BadParameter(tell("bad.by_band"), param_hint="--band")
    if origin is not None or (not planned and (method == "grades" or (method is None and on_record(population)))):
        shown = from_origin(population, origin, method, (year, first, last), stage, area, by, level, lang)
        if people is not None:
            shown = replace(shown, notes=[people_whence(people, lang), *shown.notes])
        deliver(shown, format, output)
        return
    found = assessed(plan, scenario, population, year, last, method=method)
    shown = view(
        found,
        lang,
        years=years_among(found.years, year, first, last),
        stages=stages_asked(found, stage),
        areas=areas_asked(found, area),
        by=by,
        bands=demand_bands(found.demand, found.population, found.assumptions, level) if band else None,
    )
    deliver(shown, format, output)


def from_origin(
    population: str | None,
    origin: int | None,
    method: str | None,
    asked: Years,
    stages: Sequence[str] | None,
    areas: Sequence[str] | None,
    by: str,
    level: float,
    lang: str,
) -> View:
    """The view of a forecast from ``origin``; ``asked`` are ``--year``, ``--from`` and ``--to``. Exit 2 for what the
    folder cannot answer."""
    if by not in BY_FROM_RECORD:
        raise typer.BadParameter(tell("bad.by_age"), param_hint="--by")
    record = read_record(population)
    if record.history is None and method == "grades":
        if population is None:
            raise typer.BadParameter(tell("bad.no_pupils"), param_hint="--method")
        raise InputError([record_fault(record.rows, "no_pupil_file")])
    people, assumptions, start = record.rows, record.assumptions, _origin(record, origin)
    years, places = _years(asked, start, assumptions.horizon), areas_of(people, assumptions)
    last = max(years.stop - 1, assumptions.horizon)
    found = forecast_demand(people, assumptions, places, last=last, origin=origin, method=method)
    known = [stage.name for stage in found.stages]
    kinds = {one_of(known, "stage", name) for name in stages or known}
    wanted = {_area(places, name, record) for name in areas or places}
    shown = Asked(
        bands=demand_bands(found, people if origin is None else known_at(people, origin), assumptions, level),
        people=people,
        origin=start,
        then=origin is not None,
        years=years,
        stages=[name for name in known if name in kinds],
        areas=[name for name in places if name in wanted],
    )
    return outlook(shown, lang, by=by)


def _area(known: Sequence[str], name: str, record: Record) -> str:
    """The area asked for; exit 2 for an unknown one, with what became of it."""
    now = [] if name in known else [each for each in today(name, record.rows.areas) if each in known]
    if now:
        raise typer.BadParameter(tell("bad.old_area", found=name, now=", ".join(now)), param_hint="--area")
    return one_of(known, "area", name)


def _origin(record: Record, origin: int | None) -> int:
    """The origin asked for, else the last year with pupils on record (or before people were counted, if that is
    later); exit 2 where nothing was known by then."""
    counted = [row.date.year for row in record.rows.census]
    pupils = list(record.history.years) if record.history else []
    begun = start_of(record.rows)
    last = begun or LAST_YEAR
    first = min([*counted, *pupils], default=last)
    found = begun or max(counted, default=last + 1) - 1 if origin is None else origin
    if not first <= found <= last:
        raise typer.BadParameter(tell("bad.between", low=first, high=last, found=found), param_hint="--origin")
    return found


def _years(asked: Years, origin: int, horizon: int) -> range:
    """The school years to show, all after the origin; exit 2 for others."""
    year, first, last = asked
    if year is not None and (first is not None or last is not None):
        raise typer.BadParameter(tell("bad.both"))
    start = year or first or origin + 1
    end = year or last or max(horizon, start)
    for found in (start, end):
        if not origin < found <= LAST_YEAR:
            raise typer.BadParameter(tell("bad.year", first=origin + 1, last=LAST_YEAR, found=found))
    if start > end:
        raise typer.BadParameter(tell("bad.span", first=start, last=end))
    return range(start, end + 1)
