"""The options that say what answers the tasks of a simulation."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from xuewei.answers.simulate.engines.cluster import Cluster, installed
from xuewei.answers.simulate.engines.engine import Engine, ThisProcess, running
from xuewei.answers.simulate.engines.processes import Processes
from xuewei.answers.simulate.resume import Fingerprint, content, fingerprint, parts, stored
from xuewei.answers.simulate.tally import Block
from xuewei.answers.simulate.tasks import BLOCK, Sampling, counted, tasks
from xuewei.cli.options import one_of, tell
from xuewei.formats.guard import refuse_input
from xuewei.formats.population.blocks import parts as people_by_part
from xuewei.language.to_copy import install
from xuewei.model.plan import Plan
from xuewei.model.population import Population

ENGINES = ("processes", "dask")
MOST_WORKERS = 256
"""Processes of one machine."""

Workers = Annotated[int | None, typer.Option("--workers", metavar="N", help=tell("workers"))]
EngineName = Annotated[str, typer.Option("--engine", metavar="ENGINE", help=tell("engine"))]
Scheduler = Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS", help=tell("scheduler"))]
Resume = Annotated[bool, typer.Option("--resume", help=tell("resume"))]


def engine_asked(name: str, workers: int | None, scheduler: str | None) -> Engine:
    """What answers the tasks; exit 2 for options that do not go together, and where Dask is not installed."""
    if one_of(ENGINES, "engine", name) == "dask":
        return _cluster(workers, scheduler)
    if scheduler is not None:
        raise typer.BadParameter(tell("bad.scheduler"), param_hint="--scheduler")
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise typer.BadParameter(tell("bad.workers", most=MOST_WORKERS, found=workers), param_hint="--workers")
    if workers is None or workers == 1:
        return ThisProcess()
    return Processes(workers)


def _cluster(workers: int | None, scheduler: str | None) -> Engine:
    if workers is not None:
        raise typer.BadParameter(tell("bad.dask_workers"), param_hint="--workers")
    if scheduler is None:
        raise typer.BadParameter(tell("bad.no_scheduler"), param_hint="--engine")
    if not installed():
        raise typer.BadParameter(tell("bad.no_dask", install=install("cluster")), param_hint="--engine")
    return Cluster(scheduler)


@contextmanager
def answering(
    plan: Plan, people: Population, sampling: Sampling, engine: Engine, output: str | None, resume: bool
) -> Iterator[Iterator[Block]]:
    """The blocks of a plan, by an ``engine`` that has been entered. With an ``output`` that is a file, those that are
    finished are kept beside it until the work inside comes to its end; a wrong command line that shows only then leaves
    nothing."""
    todo = tasks(plan, people.assumptions, people_by_part(people, counted(plan, people.assumptions), BLOCK), sampling)
    path = Path(output) if output is not None else None
    if path is None or (os.path.exists(path) and not os.path.isfile(path)):
        if resume:
            raise typer.BadParameter(tell("bad.resume"), param_hint="--resume")
        with running(todo, nullcontext(engine)) as blocks:
            yield blocks
        return
    refuse_input(path)  # now that all inputs are known, before anything is kept beside it
    kept = parts(path, _run(plan, people, sampling, BLOCK), resume=resume)
    try:
        with stored(todo, kept, partial(running, engine=nullcontext(engine))) as blocks:
            yield blocks
    except typer.BadParameter:
        if not kept.finished:
            kept.remove()
        raise
    kept.remove()


def _run(plan: Plan, people: Population, sampling: Sampling, block: int) -> Fingerprint:
    """What the answers depend on. Plan and assumptions count as they are understood, with scenarios laid over them:
    a comment changes nothing."""
    contents: dict[str, bytes | Path] = {
        "plan": content(replace(plan, population=None)),
        "assumptions": content(people.assumptions),
        **{name: content(getattr(people, name)) for name in ("children", "zones", "flows", "estates")},
    }
    folder = Path(people.folder)
    for name in ("census", "births", "totals", "enrolment", "areas"):
        contents |= {path.name: path for path in (folder / f"{name}.csv", folder / f"{name}.parquet") if path.is_file()}
    said = {"draws": sampling.draws, "seed": sampling.seed, "horizon": sampling.horizon, "block": block}
    return fingerprint(said, contents)
