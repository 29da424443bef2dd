"""`xuewei gap --year 2023` as a whole process, in turn with the bare imports it stands on.

    python bench/startup.py

Prints the median of 15 runs of each, their ratio (target: at most 1.5) and the peak memory (target: 60 MiB).
Install the package with bytecode compiled first: without it the imports alone take a second.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from measure import run

RUNS = 15
BARE = [sys.executable, "-c", "import typer, rich.table, yaml, numpy"]
GAP = [str(Path(sys.executable).with_name("xuewei")), "gap", "--year", "2023"]


def main() -> None:
    """Time both commands in turn."""
    run(BARE), run(GAP)
    pairs = [(run(GAP), run(BARE)) for _ in range(RUNS)]
    gap = statistics.median(pair[0].seconds for pair in pairs)
    bare = statistics.median(pair[1].seconds for pair in pairs)
    ratio = statistics.median(pair[0].seconds / pair[1].seconds for pair in pairs)
    print(f"gap --year 2023  {gap * 1000:6.0f} ms   peak {max(pair[0].mebibytes for pair in pairs):.0f} MiB")
    print(f"bare imports     {bare * 1000:6.0f} ms")
    print(f"ratio            {ratio:6.2f}      (target 1.5)")


if __name__ == "__main__":
    main()
