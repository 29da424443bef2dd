"""The answer of a country by this process, by several, or by local workers of Dask; wall seconds.

python -m programs.engines here|processes|dask FOLDER DRAWS WORKERS
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from xuewei.answers.simulate.engines.engine import Engine, ThisProcess, running
from xuewei.answers.simulate.engines.processes import Processes

from programs.answers import all_tasks


@contextmanager
def cluster(workers: int) -> Iterator[Engine]:
    """Local workers of Dask with one thread each, started before any work."""
    from distributed import LocalCluster

    from xuewei.answers.simulate.engines.cluster import Cluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as local:
        yield Cluster(local.scheduler_address)


@contextmanager
def engine(who: str, workers: int) -> Iterator[Engine]:
    """Those who answer."""
    if who == "dask":
        with cluster(workers) as found:
            yield found
    else:
        yield ThisProcess() if who == "here" else Processes(workers)


def main() -> None:
    """Time all answers, in order, and the start of those who give them, which as in the command comes before the
    reading."""
    who, folder, draws, workers = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    with engine(who, workers) as asked:
        started = time.perf_counter()
        with asked:
            starting = time.perf_counter() - started
            every = list(all_tasks(folder, draws))
            started = time.perf_counter()
            with running(every, nullcontext(asked)) as blocks:
                assert sum(len(block.tallies) for block in blocks) > 0
        print(f"{starting + time.perf_counter() - started:.9f}")


if __name__ == "__main__":
    main()
