"""`gap` of the district of `examples/` with 300 estates, held against the same without, as whole processes.

    python bench/estates.py [--quick]

Target: at most 1.2 times as long.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from measure import PROGRAM, Job
from report import Setting, Yielded, alone, measured

ESTATES, ZONES, YEARS = 300, 12, range(2026, 2034)
DISTRICT = Path(__file__).parent.parent / "examples" / "district"
HEAD = "id,area,zone,dwellings,completes,basis,source\n"


def _gap(what: str, folder: Path) -> Job:
    return Job(what, (PROGRAM, "gap", "--year", "2030", "--plan", str(folder / "plan.yaml")))


def results(setting: Setting) -> Iterator[Yielded]:
    """The district with and without estates, in turn."""
    count = setting.size(ESTATES, 10)
    folders = {name: setting.folder / name for name in ("estates", "no_estates")}
    for folder in folders.values():
        shutil.copytree(DISTRICT, folder, ignore=shutil.ignore_patterns("estates.csv"))
    rows = [
        f"e{n},合成区,合成第{n % ZONES + 1:02d}学区,{300 + n},{YEARS[n % len(YEARS)]},assumed,synthetic\n"
        for n in range(count)
    ]
    table = folders["estates"] / "population" / "estates.csv"
    table.write_text(HEAD + "".join(rows), encoding="utf-8")
    ours = _gap(f"gap with {count} estates", folders["estates"])
    yield from measured(setting, "estates", ours, [_gap("the same without", folders["no_estates"])])


if __name__ == "__main__":
    alone(results)
