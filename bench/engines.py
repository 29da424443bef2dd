"""A synthetic country under chance: in one process, in two, and with two Dask workers on this machine.

    xuewei synth --areas 2844 --seed 1 country
    python bench/engines.py country --draws 1000 --runs 3 --engines here,processes,dask

Prints seconds for the tasks of all areas, the population being in memory, the time to start (the same run with one
draw of two areas) apart, the peak memory of this process, and whether all bits agree. The best of several runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import fields, replace
from pathlib import Path

from xuewei.files.people.population_folder import read_population
from xuewei.files.plans.plan_file import read_plan
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.simulation.engines.cluster import Cluster
from xuewei.simulation.engines.order import Crew, Here, running
from xuewei.simulation.engines.processes import Processes
from xuewei.simulation.tally import Totals
from xuewei.simulation.tasks import Task, Throw, tasks

LAST = 2035
TABLES = ("census", "births", "totals")


def cut(people: Population, size: int, most: int) -> Iterator[Population]:
    """The people in parts of ``size`` areas, each with the nation's rows, ``most`` areas in all."""
    nation = people.assumptions.nation
    rows: dict[str, dict[str, list[object]]] = {name: {} for name in TABLES}
    for name in TABLES:
        for row in getattr(people, name):
            rows[name].setdefault(row.area, []).append(row)
    areas = [area for area in rows["census"] if area != nation][:most]
    for first in range(0, len(areas), size):
        named = [*areas[first : first + size], nation]
        part = {name: tuple(row for area in named for row in rows[name].get(area, ())) for name in TABLES}
        yield replace(people, **part)  # type: ignore[arg-type]


def work(plan: Plan, people: Population, throw: Throw, block: int) -> list[Task]:
    """The tasks of all areas of a plan."""
    return list(tasks(plan, people.assumptions, cut(people, block, len(plan.all_areas())), throw))


def answered(todo: list[Task], crew: Crew) -> tuple[float, str]:
    """Seconds, and all bits in one word."""
    began = time.perf_counter()
    bits, totals = hashlib.blake2b(digest_size=8), None
    with running(todo, crew) as found:
        for block in found:
            for tally in block.tallies:
                for each in fields(tally):
                    value = getattr(tally, each.name)
                    bits.update(value.encode() if isinstance(value, str) else value.tobytes())
            totals = totals or Totals.nothing(*block.totals.demand.shape)
            totals.join(block.totals)
    seconds = time.perf_counter() - began
    for each in fields(Totals):
        bits.update(getattr(totals, each.name).tobytes())
    return seconds, bits.hexdigest()


def dask(held: ExitStack) -> str:
    """The address of a scheduler with two workers, ended with this program."""
    folder = held.enter_context(tempfile.TemporaryDirectory())
    said = Path(folder, "scheduler.json")
    words = [sys.executable, "-m", "dask"]
    local = ["--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
    _start(held, [*words, "scheduler", *local, "--scheduler-file", str(said)])
    while not (said.exists() and said.read_text().endswith("}")):
        time.sleep(0.1)
    address = str(json.loads(said.read_text())["address"])
    for _ in range(2):
        _start(held, [*words, "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"])
    return address


def _start(held: ExitStack, command: list[str]) -> None:
    quiet = subprocess.DEVNULL
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    held.callback(subprocess.Popen(command, env=alone, stdout=quiet, stderr=quiet).kill)


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    for name, value in (("draws", 1000), ("runs", 3), ("block", 64), ("areas", 2844)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--engines", default="here,processes,dask")
    asked = parser.parse_args()
    plan, people = read_plan(asked.folder / "plan.yaml"), read_population(asked.folder)
    kept = plan.all_areas()[: asked.areas]
    schools = tuple(school for school in plan.schools if school.area in set(kept))
    plan = replace(plan, area=kept[0], areas=kept[1:], schools=schools)
    todo = work(plan, people, Throw(asked.draws, 1, LAST), asked.block)
    small = replace(plan, areas=plan.areas[:1], schools=())
    tiny = list(tasks(small, people.assumptions, cut(people, 1, 2), Throw(1, 1, LAST)))
    with ExitStack() as held:
        address = dask(held) if "dask" in asked.engines else ""
        crews: dict[str, Callable[[], Crew]] = {
            "here": Here,
            "processes": lambda: Processes(2),
            "dask": lambda: Cluster(address),
        }
        for name in asked.engines.split(","):
            start, _ = answered(tiny, crews[name]())
            runs = [answered(todo, crews[name]()) for _ in range(asked.runs)]
            seconds, bits = min(seconds for seconds, _ in runs), {bits for _, bits in runs}
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{name:10} {seconds:6.2f} s   start {start:4.2f} s   peak {peak:4.0f} MiB   bits {'/'.join(bits)}")


if __name__ == "__main__":
    main()
