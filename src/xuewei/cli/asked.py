"""What a command line asks for: the values of options that commands share, and the plan that they are about.

What reads and computes is imported inside, for the help of `gap` waits for neither numpy nor YAML.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import typer

from xuewei.cli.options import one_of, tell
from xuewei.cli.progress import waiting
from xuewei.errors import InputError
from xuewei.model.balance import BAND_LEVELS
from xuewei.model.plan import only
from xuewei.model.seats.delivery import as_delivered
from xuewei.model.seats.in_use import set_even
from xuewei.tables.view import View

if TYPE_CHECKING:
    from xuewei.formats.project import Project
    from xuewei.model.assessment import Assessment
    from xuewei.model.bands import DemandBands
    from xuewei.model.once import Once
    from xuewei.model.plan import Plan

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The earliest and the latest year that anybody can ask for."""
LEVEL = 0.8
"""How sure bands are where nobody says it."""


def reading() -> AbstractContextManager[None]:
    """While a plan and its people are read and held against each other a line says so, from a second on."""
    return waiting(tell("reading"))


def assessed(
    plan: str | None,
    scenarios: Sequence[str] | None,
    population: str | None,
    *years: int | None,
    delivered: date | None = None,
    method: str | None = None,
    bare: bool = False,
) -> Assessment:
    """Plan and population read, under their scenarios, and held against each other as far as the years asked for.

    ``delivered``: only what is in use on that day counts; ``method``: how demand is forecast; ``bare``: stages without
    a forecast are left out, whatever is on record.
    """
    from xuewei.formats.project import read_project

    with reading():
        written, people = read_project(plan, scenarios or (), population, to_hold=True)
        plan_then = written if delivered is None else as_delivered(written, delivered)
        return held((plan_then, people), *years, method=method, bare=bare)


def held(
    project: Project, *years: int | None, method: str | None = None, bare: bool = False, once: Once | None = None
) -> Assessment:
    """A plan held against its people, as far as their own horizon or the years asked for."""
    from xuewei.model.assessment import assess

    plan, people = project
    last = horizon(people.assumptions.horizon, *years)
    return assess(plan, people, horizon=last, method=method, bare=bare, once=once)


def bands_asked(found: Assessment, level: float = LEVEL, year: int | None = None) -> DemandBands:
    """The bands of a plan, of one ``year`` alone where one is asked for: none where its balance was set even."""
    from xuewei.model.bands import demand_bands

    known_to = {key: how.known_to for key, how in found.demand.grounds.items()}
    even = set_even(found.plan, found.known.start, known_to, found.assumptions.base_crowding.value)
    end = None if year is None else year + 1
    return replace(demand_bands(found.demand, found.population, found.assumptions, level, end), even=even)


def on_its_day(view: View, found: Assessment, lang: str) -> View:
    """A view that says on which day its plan holds what is in use."""
    from xuewei.tables.notes import dated

    return view if found.plan.delivery is None else dated(view, found.plan.delivery, lang)


def of_areas(plan: Plan, asked: Sequence[str] | None) -> Plan:
    """The plan of the areas asked for alone; exit 2 for an unknown one."""
    known = plan.all_areas()
    kept = {one_of(known, "area", name) for name in asked} if asked else {*known}
    return only(plan, kept)


def level_asked(written: str) -> float:
    """The level of bands as a share, from 50, 80 or 95; exit 2 for anything else."""
    known = {f"{level * 100:.0f}": level for level in BAND_LEVELS}
    return known[one_of(tuple(known), "band", written)]


def day_asked(written: str | None, option: str = "--as-of") -> date:
    """The day that is written, as 2023-09-01, or today where none is; exit 2 for what is no such date."""
    if written is None:
        return date.today()
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        raise typer.BadParameter(tell("bad.date", found=written), param_hint=option)
    return day


def delivery_asked(wanted: bool, as_of: str | None) -> date | None:
    """The day up to which only what is in use counts; None where every school of the plan counts."""
    if not wanted and as_of is not None:
        raise typer.BadParameter(tell("bad.as_of"), param_hint="--as-of")
    return day_asked(as_of) if wanted else None


def plan_to_edit(plan: str | None) -> str:
    """The plan's file that is named or found around; exit 2 without one, for the shipped plan is nobody's own."""
    if plan is None:
        raise typer.BadParameter(tell("bad.shipped"), param_hint="--plan")
    return plan


def horizon(default: int, *years: int | None) -> int:
    """The last year to compute: the default, or a later year that was asked for."""
    asked = [year for year in years if year is not None]
    for year in asked:
        if year > LAST_YEAR:
            raise typer.BadParameter(tell("bad.late", last=LAST_YEAR, found=year))
        if year < FIRST_YEAR:
            raise typer.BadParameter(tell("bad.between", low=FIRST_YEAR, high=LAST_YEAR, found=year))
    return max([default, *asked])


def years_asked(assessment: Assessment, year: int | None, first: int | None, last: int | None) -> list[int]:
    """The school years to show, in order, from the base year on unless another is asked for: nobody knows the seats of
    earlier years. Exit 2 for years that were not assessed."""
    return years_among(assessment.years, year, first, last, start=assessment.known.start)


def years_among(
    known: range, year: int | None, first: int | None, last: int | None, start: int | None = None
) -> list[int]:
    """The school years of ``known`` to show, in order, from ``start`` on unless another is asked for; exit 2 for
    others."""
    if year is not None and (first is not None or last is not None):
        raise typer.BadParameter(tell("bad.both"))
    begun = known.start if start is None else start
    start = year if year is not None else first if first is not None else begun
    end = year if year is not None else last if last is not None else known.stop - 1
    if year is None and first is not None and known[-1] < first <= LAST_YEAR:  # --to and --year lengthen what is known
        raise typer.BadParameter(tell("bad.after", last=known[-1], found=first), param_hint="--from")
    for found in (start, end):
        if found not in known:
            raise typer.BadParameter(tell("bad.year", first=known.start, last=LAST_YEAR, found=found))
    if start > end and year is None and first is None:
        raise typer.BadParameter(tell("bad.before", first=start, found=end), param_hint="--to")
    if start > end:
        raise typer.BadParameter(tell("bad.span", first=start, last=end))
    return list(range(start, end + 1))


def balances_among(known: range, since: int, first: int | None, last: int | None, year: int | None = None) -> list[int]:
    """The school years to show of an answer that has nothing to say of years before ``since``, whose seats nobody
    knows; exit 2 where all of those asked for lie before it."""
    years = years_among(known, year, first, last, start=since)
    if years[-1] < since:
        raise typer.BadParameter(tell("bad.before", first=since, found=years[-1]))
    return [each for each in years if each >= since]


def stages_asked(assessment: Assessment, found: Sequence[str] | None) -> list[str]:
    """The stages to show, youngest children first; exit 2 for an unknown one, and the faults of stages that are left
    out where no other is asked for."""
    known = [stage.name for stage in assessment.stages]
    asked = {one_of([*known, *assessment.unheard], "stage", name) for name in found or known}
    if asked <= assessment.unheard.keys():
        raise InputError([fault for name in sorted(asked) for fault in assessment.unheard[name]])
    return [name for name in known if name in asked]


def areas_asked(assessment: Assessment, found: Sequence[str] | None) -> list[str]:
    """The areas to show; exit 2 for an unknown one."""
    if not found:
        return [*assessment.areas]
    asked = {one_of(assessment.areas, "area", name) for name in found}
    return [name for name in assessment.areas if name in asked]
