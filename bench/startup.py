"""`xuewei gap --year 2023` as a whole process, in turn with the bare imports it stands on.

    python bench/startup.py [--quick]

Targets: at most 1.35 times the imports (0.74 times as fast), 60 MiB; with the bands of a year ahead at most 1.5 times
that. Install the package with bytecode compiled first:
without it the imports alone take a second.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from measure import PROGRAM, Job
from report import Limit, Setting, Yielded, alone, measured

RUNS = 15
BARE = Job("bare imports", (sys.executable, "-c", "import typer, rich.table, yaml, numpy"), at_least=1 / 1.35)
GAP = Job("gap --year 2023", (PROGRAM, "gap", "--year", "2023"), at_least=1 / 1.5)
BANDS = Job("gap --year 2028 --band 80", (PROGRAM, "gap", "--year", "2028", "--band", "80"))


def results(setting: Setting) -> Iterator[Yielded]:
    """Each command in turn with what it is held against."""
    yield from measured(setting, "start-up", GAP, [BARE], [Limit(60, "MiB")], RUNS)
    yield from measured(setting, "bands of a year ahead", BANDS, [GAP], [Limit(60, "MiB")], RUNS)


if __name__ == "__main__":
    alone(results)
