"""The options that say what answers the tasks of a simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from xuewei.cli.options import one_of, tell

if TYPE_CHECKING:
    from xuewei.simulation.engines.order import Crew

ENGINES = ("processes", "dask")
MOST_WORKERS = 256
"""Processes of one machine."""

Workers = Annotated[int | None, typer.Option("--workers", metavar="N", help=tell("workers"))]
Engine = Annotated[str, typer.Option("--engine", metavar="ENGINE", help=tell("engine"))]
Scheduler = Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS", help=tell("scheduler"))]
Resume = Annotated[bool, typer.Option("--resume", help=tell("resume"))]


def crew_asked(engine: str, workers: int | None, scheduler: str | None) -> Crew:
    """What answers the tasks; exit 2 for options that do not go together, and where Dask is not installed."""
    if one_of(ENGINES, "engine", engine) == "dask":
        return _cluster(workers, scheduler)
    if scheduler is not None:
        raise typer.BadParameter(tell("bad.scheduler"), param_hint="--scheduler")
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise typer.BadParameter(tell("bad.workers", most=MOST_WORKERS, found=workers), param_hint="--workers")
    if workers is None or workers == 1:
        from xuewei.simulation.engines.order import Here

        return Here()
    from xuewei.simulation.engines.processes import Processes

    return Processes(workers)


def _cluster(workers: int | None, scheduler: str | None) -> Crew:
    if workers is not None:
        raise typer.BadParameter(tell("bad.dask_workers"), param_hint="--workers")
    if scheduler is None:
        raise typer.BadParameter(tell("bad.no_scheduler"), param_hint="--engine")
    from xuewei.simulation.engines.cluster import Cluster, installed

    if not installed():
        raise typer.BadParameter(tell("bad.no_dask"), param_hint="--engine")
    return Cluster(scheduler)
