"""How long the page of the shipped plan takes to open in a browser: until its answer is seen, its charts are drawn, all
of it is there; each in turn with an empty page that carries the same library of charts.

    python bench/pages.py [--quick]

Target: 0.6 s until the charts of the first window are drawn. Needs Chromium and playwright; seconds are the browser's.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from measure import PROGRAM, Job, program
from report import Limit, Setting, Yielded, alone, measured

EMPTY = """<!DOCTYPE html><html data-ready="yes"><head><meta charset="utf-8"></head>
<body><p>.</p><script>{}</script></body>"""
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
MOMENTS = {"seen": "the answer is seen", "drawn": "the charts are drawn", "whole": "all of it is there"}


def results(setting: Setting) -> Iterator[Yielded]:
    """The three moments."""
    from xuewei.report.page.page_file import library

    if not BROWSER or not _opened("", Path(), "").there:
        yield "pages: not measured, for Chromium or playwright is not installed"
        return
    page, empty = setting.folder / "report.html", setting.folder / "empty.html"
    subprocess.run([PROGRAM, "report", "--output", str(page)], check=True, capture_output=True)
    empty.write_text(EMPTY.format(library()), encoding="utf-8")
    for moment, words in MOMENTS.items():
        job, other = (_opened(name, at, moment) for name, at in ((f"until {words}", page), ("empty page", empty)))
        yield from measured(setting, "pages", job, [other], [Limit(0.6, "s")] if moment == "drawn" else [])


def _opened(name: str, file: Path, moment: str) -> Job:
    return program(name, "opened", file, moment, needs="playwright")


if __name__ == "__main__":
    alone(results)
