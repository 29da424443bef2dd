"""`simulate`: balances under chance."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated

import typer

from xuewei.answers.simulate.rows import COLUMNS, all_figures
from xuewei.answers.simulate.rows_file import write_rows
from xuewei.answers.simulate.tally import Block, gathered
from xuewei.answers.simulate.tasks import BLOCK, Sampling, counted
from xuewei.answers.simulate.view import estates_notes, simulation, simulation_head
from xuewei.answers.simulate.words import say
from xuewei.cli.asked import horizon, of_areas, reading, years_among
from xuewei.cli.engines import EngineName, Resume, Scheduler, Workers, answering, engine_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import (
    FORMATS,
    MOST_DRAWS,
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
    one_of,
    tell,
)
from xuewei.cli.out import deliver, forgive, titles_asked, with_provenance
from xuewei.cli.progress import watched
from xuewei.formats.population.blocks import one_area
from xuewei.formats.project import read_project
from xuewei.language.heads import head
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.model.seats.in_use import base_year
from xuewei.tables.move_notes import uncounted_notes
from xuewei.tables.stage_notes import asked_notes, left_out_notes
from xuewei.tables.words import say as say_in_tables

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
    engine: EngineName = "processes",
    scheduler: Scheduler = None,
    resume: Resume = False,
    lang: Lang = LANG,
) -> None:
    if format != "xlsx" or output is None:  # which a file's name says, not an option
        one_of((*FORMATS, PARQUET), "format", format)
    if format == PARQUET and output is None:
        raise typer.BadParameter(tell("bad.parquet"), param_hint="--output")
    chosen = engine_asked(engine, workers, scheduler)
    with chosen:  # its processes start while this one reads
        with reading():
            written, people = read_project(plan, scenario or (), population, one_area=one_area)
        asked = of_areas(written, area)
        sampling = Sampling(draws, seed, horizon(people.assumptions.horizon, year, last))
        with answering(asked, people, sampling, chosen, output, resume) as blocks:
            finished = watched(blocks, say("progress", lang), -(-len(counted(asked, people.assumptions)) // BLOCK))
            begun = next(finished)
            known = begun.stages
            wanted = {one_of(known, "stage", each) for each in stage or known}
            years = years_among(begun.years, year, first, last, start=begun.since)
            shown = [name for name in known if name in wanted], years
            _deliver(asked, people, sampling, chain([begun], finished), shown, format, output, lang)


def _deliver(
    plan: Plan,
    people: Population,
    sampling: Sampling,
    blocks: Iterator[Block],
    shown: tuple[Sequence[str], Sequence[int]],
    format: str,
    output: str | None,
    lang: str,
) -> None:
    """Show an answer, or write it: a table of all of it, or row by row while the areas are drawn."""
    stages, years = shown
    if format in PEOPLE_READ:
        found, record = gathered(blocks), bool(people.enrolment)
        unknown = [*uncounted_notes(people, plan.all_areas(), lang), *asked_notes(plan, stages, lang)]
        unknown += left_out_notes(plan, people.assumptions, found.stages, lang)
        unknown += [say_in_tables("note.given.certain", lang)] if people.given else []
        unknown += estates_notes(people, lang)
        view = simulation(plan, sampling, found, lang, stages=stages, years=years, record=record, unknown=unknown)
        deliver(view, format, output)
        return
    language = titles_asked(format)
    titles = [head(column, language) if language else column for column in COLUMNS]
    if output is None:
        forgive()
    rows = all_figures(blocks, stages, years, base_year(plan))
    write_rows(rows, with_provenance(simulation_head(plan, sampling)), format, output or sys.stdout, titles)
