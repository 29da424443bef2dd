"""Balance by grade of a country of 20,000 areas, three stages and ten years, 2.4 million rows, as whole processes.

    python bench/by_grade.py [--quick]

Targets: 20 s, 1,024 MiB. The half of the areas stands beside it: time and memory should be half as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measure import PROGRAM, Job, prepare
from report import Limit, Setting, Yielded, alone, measured

AREAS, LAST = 20_000, "2029"
LIMITS = (Limit(20, "s"), Limit(1024, "MiB"))


def _rows(what: str, folder: Path, form: str) -> Job:
    asked = ("gap", "--by", "grade", "--to", LAST, "--format", form, "--plan", str(folder / "country" / "plan.yaml"))
    return Job(what, (PROGRAM, *asked))


def results(setting: Setting) -> Iterator[Yielded]:
    """Both forms, and the half of the areas as CSV."""
    areas = setting.size(AREAS, 12)
    folders = {each: setting.folder / f"grades{each}" for each in (areas, areas // 2)}
    for each, folder in folders.items():
        prepare("country", folder, each, "parquet")
    half = _rows(f"{areas // 2:,} areas", folders[areas // 2], "csv")
    whole = _rows(f"gap --by grade of {areas:,} areas as CSV", folders[areas], "csv")
    yield from measured(setting, "by grade", whole, [half], LIMITS, runs=2)
    yield from measured(setting, "by grade", _rows("the same as JSON", folders[areas], "json"), limits=LIMITS, runs=2)


if __name__ == "__main__":
    alone(results)
