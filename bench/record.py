"""`xuewei forecast` and `gap` over pupils on record by grades, against the same commands without a record.

    python bench/record.py [--quick]

100 synthetic areas with 8 years of pupils in 12 grades, whole processes: reading, fit and forecast of every grade.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measure import PROGRAM, Job, prepare
from report import Setting, Yielded, alone, measured

AREAS = 100


def results(setting: Setting) -> Iterator[Yielded]:
    """Each command with a record in turn with itself without one."""
    areas = setting.size(AREAS, 2)
    prepare("country", setting.folder, areas, "record")
    yield from measured(
        setting,
        "record",
        _job(f"forecast --by grade, {areas} areas on record", setting.folder / "record", "forecast", "--by", "grade"),
        [_job("the same, by ages", setting.folder / "country", "forecast", "--by", "grade")],
    )
    yield from measured(
        setting,
        "record",
        _job(f"gap, {areas} areas on record", setting.folder / "record", "gap"),
        [_job("gap without a record", setting.folder / "country", "gap")],
    )


def _job(name: str, folder: Path, *words: str) -> Job:
    where = ("--plan", str(folder / "plan.yaml"), "--population", str(folder), "--format", "csv")
    return Job(name, (PROGRAM, *words, *where))


if __name__ == "__main__":
    alone(results)
