"""A simulation by two processes, and by two local workers of Dask, against one process.

    python bench/workers.py [--quick]

2,844 synthetic areas × 1,000 draws, wall time inside a process, without that in which it reads the country. Processes
are started before that, as those of the command are, and their start is counted; the workers of Dask are there before,
as those of a cluster are. On two idle cores two processes could at best be twice as fast.
"""

from __future__ import annotations

from collections.abc import Iterator

from measure import program
from report import Setting, Yielded, alone, measured
from simulation import DRAWS, country

AREAS, WORKERS = 2844, 2


def results(setting: Setting) -> Iterator[Yielded]:
    """All three in turn."""
    areas, draws = setting.size(AREAS, 2), setting.size(DRAWS, 10)
    folder = country(setting, areas)
    one = program("one process", "engines", "here", folder, draws, 1)
    for who, name, needs in (("processes", "processes", ""), ("dask", "local Dask workers", "distributed")):
        job = program(f"{areas:,} areas, {WORKERS} {name}, wall", "engines", who, folder, draws, WORKERS, needs=needs)
        if job.there:
            yield from measured(setting, "workers", job, [one], runs=3)
        else:
            yield f"workers: {name}: {needs} is not installed"


if __name__ == "__main__":
    alone(results)
