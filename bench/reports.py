"""`xuewei report` as a whole process: the page and the document of the shipped plan, and the page of 100 areas.

    python bench/reports.py [--quick]

Each in turn with `xuewei gap --format json` over the same plan: what the same answer costs without a report around it.
Targets: 2 s for the shipped plan, 10 s for 100 areas.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measure import PROGRAM, Job, prepare
from report import Limit, Setting, Yielded, alone, measured

AREAS = 100


def results(setting: Setting) -> Iterator[Yielded]:
    """Both forms of the shipped plan, then the page of many areas."""
    areas = setting.size(AREAS, 2)
    prepare("country", setting.folder, areas)
    country = ("--plan", str(setting.folder / "country" / "plan.yaml"))
    two, ten = [Limit(2, "s")], [Limit(10, "s")]
    yield from measured(setting, "report", _report(setting.folder, ".html"), [_gap("gap of it")], two)
    yield from measured(setting, "report", _report(setting.folder, ".docx"), [_gap("gap of it")], two)
    page = _report(setting.folder, ".html", f"{areas} areas", *country)
    yield from measured(setting, "report", page, [_gap("gap of them", *country)], ten)


def _report(folder: Path, ending: str, what: str = "shipped plan", *words: str) -> Job:
    return Job(f"{ending} of {what}", (PROGRAM, "report", "--output", str(folder / f"report{ending}"), *words))


def _gap(name: str, *words: str) -> Job:
    return Job(name, (PROGRAM, "gap", "--format", "json", *words))


if __name__ == "__main__":
    alone(results)
