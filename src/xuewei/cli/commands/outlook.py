"""What ``forecast`` shows of pupils on record: reads the folder, checks what was asked, calls one function."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import typer

from xuewei.assessment import LAST_YEAR
from xuewei.cli.options import one_of, tell

if TYPE_CHECKING:
    from xuewei.files.people.enrolment_folder import Record
    from xuewei.show.view import View

Years = tuple[int | None, int | None, int | None]


def on_record(population: str | None) -> bool:
    """Whether a population folder holds pupils on record."""
    from xuewei.files.people.enrolment_folder import named
    from xuewei.files.people.people_tables import has_table

    return population is not None and has_table(named(population), "enrolment")


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
    from xuewei.banding import demand_bands
    from xuewei.files.people.bands_file import read_bands
    from xuewei.files.people.enrolment_folder import named, read_record
    from xuewei.model.demand import areas_of, forecast_demand
    from xuewei.show.outlook import BY, Asked
    from xuewei.show.outlook import outlook as view

    if by not in BY:
        raise typer.BadParameter(tell("bad.by_age"), param_hint="--by")
    record = read_record(population)
    if record.history is None and method == "grades":
        raise typer.BadParameter(tell("bad.no_pupils"), param_hint="--population")
    people, assumptions, start = record.rows, record.assumptions, _origin(record, origin)
    years, places = _years(asked, start, assumptions.horizon), areas_of(people, assumptions)
    last = max(years.stop - 1, assumptions.horizon)
    found = forecast_demand(people, assumptions, places, last=last, origin=origin, method=method)
    table = cache(lambda: read_bands(named(population) if population else None))
    known = [stage.name for stage in found.stages]
    kinds = {one_of(known, "stage", name) for name in stages or known}
    wanted = {_area(places, name, record) for name in areas or places}
    shown = Asked(
        bands=demand_bands(found, table, level),
        people=people,
        origin=start,
        then=origin is not None,
        years=years,
        stages=[name for name in known if name in kinds],
        areas=[name for name in places if name in wanted],
    )
    return view(shown, lang, by=by)


def _area(known: Sequence[str], name: str, record: Record) -> str:
    """The area asked for; exit 2 for an unknown one, which is told what became of it."""
    from xuewei.model.area_changes import today

    now = [] if name in known else [each for each in today(name, record.rows.areas) if each in known]
    if now:
        told = tell("bad.old_area", found=name, now=", ".join(now))
        raise typer.BadParameter(told, param_hint="--area")
    return one_of(known, "area", name)


def _origin(record: Record, origin: int | None) -> int:
    """The origin asked for, else the last year with pupils on record (or before people were counted, if that is
    later); exit 2 where nothing was known by then."""
    from xuewei.model.demand import start_of

    counted = [row.date.year for row in record.rows.census]
    pupils = list(record.history.years) if record.history else []
    first, last = min([*counted, *pupils]), start_of(record.rows) or LAST_YEAR
    found = last if origin is None else origin
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
