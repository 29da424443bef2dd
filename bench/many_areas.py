"""Population folders of many areas: made, read whole and read in blocks, CSV against Parquet.

    python bench/many_areas.py

Prints wall seconds and peak memory of a whole process for each, and what blocks of 40,000 areas need for each area
beside those of 2,844 (memory must not grow with the number of areas), then the seconds of `assess` alone.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from xuewei.assessment import assess
from xuewei.files.project import read_project

from measure import Run, run

FEW, MANY, SIZE = 2844, 40_000, 500
READ = "from xuewei.files.people.population_folder import read_population; read_population({0!r})"
BLOCKS = (
    "from xuewei.files.people.population_blocks import population_blocks\n"
    "from xuewei.model.synthetic_areas import area_name\n"
    "for _ in population_blocks({0!r}, [area_name(n + 1) for n in range({1})], {2}): pass"
)


def _timed(what: str, *command: str) -> Run:
    found = run([sys.executable, *command])
    print(f"{what:<40}{found.seconds:>7.1f} s{found.mebibytes:>8.0f} MiB", flush=True)
    return found


def main() -> None:
    """Every way of reading, then the calculation."""
    with tempfile.TemporaryDirectory() as top:
        peaks = {}
        for areas, format in ((FEW, "csv"), (FEW, "parquet"), (MANY, "parquet")):
            folder, what = str(Path(top) / f"{format}{areas}"), f"{areas:,} areas, {format}"
            _timed(f"{what}: synth", "-m", "xuewei", "synth", "--areas", str(areas), "--format", format, folder)
            _timed(f"{what}: whole", "-c", READ.format(folder))
            blocks = _timed(f"{what}: blocks of {SIZE}", "-c", BLOCKS.format(folder, areas, SIZE))
            peaks[areas, format] = blocks.mebibytes
        print(f"memory of blocks, {MANY:,} ÷ {FEW:,} areas: {peaks[MANY, 'parquet'] / peaks[FEW, 'parquet']:.2f}")
        plan, people = read_project(Path(top) / f"parquet{FEW}" / "plan.yaml")
        started = time.perf_counter(), time.process_time()
        assess(plan, people)
        wall, used = time.perf_counter() - started[0], time.process_time() - started[1]
        print(f"assess of {FEW:,} areas{wall:>26.1f} s, {used:.1f} s of processor time")


if __name__ == "__main__":
    main()
