"""Commands that answer under chance."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from xuewei.cli.engines import Engine, Resume, Scheduler, Workers, answering, crew_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    FORMATS,
    Areas,
    First,
    Folder,
    Lang,
    Last,
    Output,
    PlanFile,
    Scenarios,
    Seed,
    Stages,
    Year,
    horizon,
    one_of,
    tell,
    years_among,
)
from xuewei.cli.progress import watched

if TYPE_CHECKING:
    from xuewei.model.plan import Plan
    from xuewei.model.population import Population
    from xuewei.simulation.blocks import Block
    from xuewei.simulation.tasks import Throw

MOST_DRAWS = 100_000
"""Draws of one area are held at once: so many take some 500 MiB."""
PARQUET = "parquet"
PEOPLE_READ = ("table", "md", "xlsx")
"""Formats of a whole view; the others are written row by row."""


def simulate(
    draws: Annotated[int, typer.Option("--draws", metavar="N", min=1, max=MOST_DRAWS, help=tell("draws"))] = 1000,
    seed: Seed = 1,
    year: Year = None,
    first: First = None,
    last: Last = None,
    stage: Stages = None,
    area: Areas = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help=tell("format.simulate"))] = "table",
    output: Output = None,
    workers: Workers = None,
    engine: Engine = "processes",
    scheduler: Scheduler = None,
    resume: Resume = False,
    lang: Lang = LANG,
) -> None:
    from xuewei.files.project import read_project
    from xuewei.model.in_use import balanced_year
    from xuewei.simulation.tasks import BLOCK, Throw, counted
    from xuewei.words.simulation import say

    if format != "xlsx" or output is None:  # which a file's name says, not an option
        one_of((*FORMATS, PARQUET), "format", format)
    if format == PARQUET and output is None:
        raise typer.BadParameter(tell("bad.parquet"), param_hint="--output")
    crew = crew_asked(engine, workers, scheduler)
    written, people = read_project(plan, scenario or (), population, in_parts=True)
    asked = of_areas(written, area)
    throw = Throw(draws, seed, horizon(people.assumptions.horizon, year, last))
    with answering(asked, people, throw, crew, output, resume) as blocks:
        told = watched(blocks, say("progress", lang), -(-len(counted(asked, people.assumptions)) // BLOCK))
        begun = next(told)
        known = begun.stages
        wanted = {one_of(known, "stage", each) for each in stage or known}
        years = years_among(begun.years, year, first, last, start=balanced_year(asked, begun.years))
        shown = [name for name in known if name in wanted], years
        _deliver(asked, people, throw, chain([begun], told), shown, format, output, lang)


def of_areas(plan: Plan, asked: Sequence[str] | None) -> Plan:
    """The plan of the areas asked for alone; exit 2 for an unknown one."""
    known = plan.all_areas()
    kept = {one_of(known, "area", name) for name in asked or known}
    first, *others = (name for name in known if name in kept)
    schools = tuple(school for school in plan.schools if school.area in kept)
    return replace(plan, area=first, areas=tuple(others), schools=schools)


def _deliver(
    plan: Plan,
    people: Population,
    throw: Throw,
    blocks: Iterator[Block],
    shown: tuple[Sequence[str], Sequence[int]],
    format: str,
    output: str | None,
    lang: str,
) -> None:
    """Show an answer, or write it: a table of all of it, or row by row while the areas are drawn."""
    from xuewei.show.simulation import simulation, simulation_head

    stages, years = shown
    if format in PEOPLE_READ:
        from xuewei.cli.out import deliver
        from xuewei.show.migration import uncounted_notes
        from xuewei.simulation.blocks import gathered

        found, record = gathered(blocks), bool(people.enrolment)
        unknown = uncounted_notes(people, plan.all_areas(), lang)
        view = simulation(plan, throw, found, lang, stages=stages, years=years, record=record, unknown=unknown)
        deliver(view, format, output)
        return
    from xuewei.cli.out import forgive, titles_asked
    from xuewei.files.simulated.rows_file import write_rows
    from xuewei.model.in_use import base_year
    from xuewei.simulation.rows import COLUMNS, all_columns
    from xuewei.words.heads import head

    language = titles_asked(format)
    titles = [head(column, language) if language else column for column in COLUMNS]
    if output is None:
        forgive()
    rows = all_columns(blocks, stages, years, base_year(plan))
    write_rows(rows, simulation_head(plan, throw), format, output or sys.stdout, titles)
