"""What the benchmarks yield, and the table of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from measure import Job, Run, in_turn

HEAD = (
    "benchmark", "what is measured", "median", "min", "max", "MiB", "held against", "its median", "times as fast",
    "target", "reached",
)  # fmt: skip
NOTE = (
    "Seconds, with one numeric thread; each run is a process of its own, in turn with what it is held against. "
    "“Inside” is processor time that the process measures itself, after a first round; all else is wall time of whole "
    "processes. Other work may share the machine, so “times as fast” and targets go by the best run (its best ÷ our "
    "best); MiB is the highest peak."
)


@dataclass(frozen=True, slots=True)
class Setting:
    """How to measure: on the smallest sizes once (``quick``), in which folder, alternatives in which Python."""

    quick: bool
    folder: Path
    alternatives: str

    def size(self, full: int, quick: int) -> int:
        """The size asked for."""
        return quick if self.quick else full


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that is allowed of ``unit``: s or MiB."""

    most: float
    unit: str


@dataclass(frozen=True, slots=True)
class Result:
    """One row: our runs, those of what they are held against (none where it is not installed), and the targets."""

    benchmark: str
    what: str
    runs: Sequence[Run]
    rival: Job | None = None
    others: Sequence[Run] = ()
    limits: Sequence[Limit] = ()

    @property
    def best(self) -> float:
        """Seconds of our best run."""
        return min(each.seconds for each in self.runs)

    @property
    def times(self) -> float | None:
        """How many times as fast as the other, best against best."""
        return min(each.seconds for each in self.others) / self.best if self.others else None

    def targets(self) -> Iterator[tuple[str, bool | None]]:
        """What is to be reached, and whether it was; None where that is not known."""
        peak = max(each.mebibytes for each in self.runs)
        for limit in self.limits:
            yield f"≤ {limit.most:g} {limit.unit}", (self.best if limit.unit == "s" else peak) <= limit.most
        if self.rival is not None and self.rival.at_least is not None:
            yield f"≥ {self.rival.at_least:.3g} ×", None if self.times is None else self.times >= self.rival.at_least

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        ours = [each.seconds for each in self.runs]
        peak = max(each.mebibytes for each in self.runs)
        other = ("", "", "")
        if self.rival is not None:
            seconds = _seconds(median(each.seconds for each in self.others)) if self.others else "not installed"
            other = (self.rival.name, seconds, "" if self.times is None else f"{self.times:.3g}")
        asked = list(self.targets())
        reached = ", ".join({True: "yes", False: "no", None: "?"}[each] for _, each in asked)
        figures = map(_seconds, (median(ours), min(ours), max(ours)))
        return (
            self.benchmark,
            self.what,
            *figures,
            f"{peak:.0f}",
            *other,
            ", ".join(text for text, _ in asked),
            reached,
        )


Yielded = Result | str
"""A row, or a line to stand below the table."""
Benchmark = Callable[[Setting], Iterator[Yielded]]


def measured(
    setting: Setting,
    benchmark: str,
    ours: Job,
    rivals: Sequence[Job] = (),
    limits: Sequence[Limit] = (),
    runs: int = 5,
) -> list[Result]:
    """Rows of one job held against others, all in turn."""
    own, *others = in_turn([ours, *rivals], setting.size(runs, 1))
    name = f"{ours.name}, inside" if ours.inside else ours.name
    if not rivals:
        return [Result(benchmark, name, own, limits=limits)]
    rows = zip(rivals, others, strict=True)
    return [Result(benchmark, name, own, rival, other, () if n else limits) for n, (rival, other) in enumerate(rows)]


def table(yielded: Iterable[Yielded]) -> str:
    """Markdown: the rows, and the lines below them."""
    every = list(yielded)
    rows = [HEAD, ("---",) * len(HEAD), *(each.cells() for each in every if isinstance(each, Result))]
    lines = [f"- {each}" for each in every if isinstance(each, str)]
    return "\n".join([*(f"| {' | '.join(row)} |" for row in rows), "", *lines, *([""] if lines else []), NOTE])


def options() -> argparse.ArgumentParser:
    """The options that all scripts of this folder have."""
    found = argparse.ArgumentParser()
    found.add_argument("--quick", action="store_true", help="the smallest sizes, once")
    found.add_argument("--alternatives", default=sys.executable, help="Python that has bench/requirements.txt")
    return found


def collected(benchmarks: Iterable[Benchmark], quick: bool, alternatives: str) -> list[Yielded]:
    """What the benchmarks yield, in a temporary folder; each row is told on stderr as soon as it is there."""
    found: list[Yielded] = []
    for benchmark in benchmarks:
        with tempfile.TemporaryDirectory() as folder:
            for each in benchmark(Setting(quick, Path(folder), alternatives)):
                found.append(each)
                print(each if isinstance(each, str) else " | ".join(each.cells()), file=sys.stderr)
    return found


def alone(benchmark: Benchmark) -> None:
    """Run one benchmark and print its table."""
    asked = options().parse_args()
    print(table(collected([benchmark], asked.quick, asked.alternatives)))


def _seconds(found: float) -> str:
    """Three digits, no exponent.

    >>> _seconds(0.0001234), _seconds(12.345)
    ('0.000123', '12.3')
    """
    if found >= 100:
        return f"{found:.0f}"
    whole = f"{found:.3g}"
    return f"{found:.7f}".rstrip("0") if "e" in whole else whole
