"""A small synthetic country under chance, as tests run it: here, in several processes, over Dask, and as a program.

    python tests/simulated.py OUTPUT [--workers N] [--scheduler ADDRESS] [--resume] [--areas N] [--block N] [--draws N]
                              [--pause SECONDS]

computes every block, keeps those that are finished in OUTPUT.parts, and writes OUTPUT.
"""

from __future__ import annotations

import hashlib
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path

import numpy as np

from xuewei.answers.simulate.engines.cluster import Cluster
from xuewei.answers.simulate.engines.engine import Engine, ThisProcess, keep_nothing, running
from xuewei.answers.simulate.engines.processes import Processes
from xuewei.answers.simulate.resume import fingerprint, parts, stored
from xuewei.answers.simulate.tally import Block, Tally
from xuewei.answers.simulate.tasks import Sampling, Task, tasks
from xuewei.errors import InputError
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.formats.writing import write_bytes
from xuewei.model.plan import Plan
from xuewei.model.population import BirthsRow, Population

from builders import assumptions, census, plan, school

AREAS, DRAWS, LAST = 40, 200, 2030
HELD = 600.0
"""Seconds in which whoever waits to end a run has done so."""
DAY = census("", [0])[0].date


def names(count: int) -> list[str]:
    """Names of areas that nobody takes for real."""
    return [f"试区{n:03d}" for n in range(count)]


def people(areas: Sequence[str]) -> Population:
    """Different people in each area, by its name alone."""
    rows, births = [], []
    for area in areas:
        chance = np.random.default_rng(list(hashlib.blake2b(area.encode(), digest_size=8).digest()))
        rows += census(area, chance.integers(300, 900, 60).tolist())
        births += [
            BirthsRow(area, year, float(chance.integers(500, 1500)), "assumed", "test", DAY.replace(year=year))
            for year in (2019, 2020)
        ]
    unsure = read_assumptions().uncertainty
    return Population(tuple(rows), tuple(births), (), (), replace(assumptions(), uncertainty=unsure, nation="无"))


def schools(areas: Sequence[str]) -> Plan:
    """A plan with an unfinished school in every second area."""
    planned = [school(f"s-{area}", area=area, planned=2022) for area in areas if int(area[-1]) % 2 == 0]
    return plan(*planned, area=areas[0], areas=tuple(areas), base_seats=None)


def cut(areas: Sequence[str], block: int) -> Iterator[Population]:
    """The people of some areas in parts of ``block`` areas."""
    for first in range(0, len(areas), block):
        yield people(areas[first : first + block])


def work(areas: Sequence[str], *, block: int = 7, draws: int = DRAWS) -> Iterator[Task]:
    """The tasks of some areas."""
    return tasks(schools(areas), people(areas[:1]).assumptions, cut(areas, block), Sampling(draws, 1, LAST))


def blocks(
    todo: Iterable[Task], engine: Engine | None = None, finished: Callable[[int, Block], None] = keep_nothing
) -> list[Block]:
    """The blocks of tasks, answered here or by an engine."""
    with running(todo, engine or ThisProcess(), finished) as found:
        return list(found)


def bits(tally: Tally) -> bytes:
    """Every bit of an area's answer."""
    arrays = [np.asarray(getattr(tally, each.name)) for each in fields(tally) if each.name != "area"]
    return tally.area.encode() + b"".join(array.dtype.str.encode() + array.tobytes() for array in arrays)


def by_area(found: Iterable[Block]) -> dict[str, bytes]:
    """The bits of every area."""
    return {each.area: bits(each) for block in found for each in block.tallies}


def sums(found: Iterable[Block]) -> bytes:
    """The bits of the totals."""
    first, *others = (block.totals for block in found)
    for other in others:
        first.join(other)
    return b"".join(getattr(first, each.name).tobytes() for each in fields(first))


def everything(found: Iterable[Block]) -> bytes:
    """Every bit of a run."""
    found = list(found)
    return b"".join(by_area(found).values()) + sums(found)


def _arguments(words: Sequence[str]) -> ArgumentParser:
    parser = ArgumentParser()
    parser.add_argument("output", type=Path)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--scheduler")
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--hold", type=int, default=0, help="after so many blocks wait to be ended")
    for name, value in (("workers", 1), ("areas", AREAS), ("block", 1), ("draws", DRAWS), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser


def main(words: Sequence[str]) -> int:
    """Run as a program; 3 where something cannot be used or written."""
    asked = _arguments(words).parse_args(words)
    engine: Engine = Processes(asked.workers) if asked.workers > 1 else ThisProcess()
    if asked.scheduler:
        engine = Cluster(asked.scheduler)
    said = {name: getattr(asked, name) for name in ("areas", "block", "draws", "seed")}
    try:
        kept = parts(asked.output, fingerprint(said, {"plan": Path(__file__)}), resume=asked.resume)
        print(f"finished before: {len(kept.finished)}", flush=True)
        todo = work(names(asked.areas), block=asked.block, draws=asked.draws)
        with stored(todo, kept, partial(running, engine=engine)) as found:
            every = []
            for block in found:
                print(f"block of {block.tallies[0].area}", flush=True)
                time.sleep(asked.pause)
                every.append(block)
                if len(every) == asked.hold:
                    time.sleep(HELD)
        write_bytes(asked.output, everything(every))
    except InputError as wrong:
        print(wrong, file=sys.stderr)
        return 3
    kept.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
