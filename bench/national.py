"""The nation over coffee: `xuewei gap --year 2030` over 2,844 areas, and the reading of their folder.

    python bench/national.py [--quick]

Reading is held against pyarrow's CSV reader alone over the same tables, at most 5 times as long; the whole answer
stands beside the bare imports. Demand of areas with pupils on record must grow with their number, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from startup import BARE

from measure import PROGRAM, Job, prepare, program
from report import Limit, Setting, Yielded, alone, measured

AREAS, RECORDED = 2844, (100, 400)


def results(setting: Setting) -> Iterator[Yielded]:
    """Reading, the answer of one year, then demand of areas on record."""
    areas = setting.size(AREAS, 4)
    folder = setting.folder / "nation"
    prepare("country", folder, areas)
    nation = folder / "country"
    read = program(f"{areas:,} areas read", "reading", nation, "ours")
    bare = program("pyarrow.csv alone", "reading", nation, "pyarrow", needs="pyarrow", at_least=1 / 5)
    yield from measured(setting, "nation", read, [bare], [Limit(1.2, "s")], 7)
    yield from measured(
        setting, "nation", gap(nation), [replace(BARE, at_least=None)], [Limit(2.0, "s"), Limit(250, "MiB")], 5
    )
    for count in (3,) if setting.quick else RECORDED:
        recorded = setting.folder / f"record{count}"
        prepare("country", recorded, count, "record")
        what = program(f"demand of {count:,} areas on record", "reading", recorded / "record", "assess")
        yield from measured(setting, "nation", what, runs=3)


def gap(folder: Path) -> Job:
    """The command as its users meet it, in a pipe."""
    where = ("--plan", str(folder / "plan.yaml"), "--year", "2030")
    return Job("gap --year 2030 of them all", (PROGRAM, "gap", *where))


if __name__ == "__main__":
    alone(results)
