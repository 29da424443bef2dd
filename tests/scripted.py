"""The page's script in plain node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from needed import needed
from program import TOP

SCRIPT = TOP / "src/xuewei/report/page/script"
"""In the checkout: what is installed has no ``package.json``, by which node reads the files as modules."""


def program() -> str:
    """Node; skips the test where there is none, except where everything has to run."""
    return needed("no Node.js on this machine (Debian: nodejs)", "node", "nodejs")


def told(
    reports: Sequence[tuple[dict[str, object], Sequence[Sequence[object]]]] = (),
    *,
    wholes: Sequence[float] = (),
    pool: str = "",
    shapes: Sequence[dict[str, list[float]]] = (),
) -> dict[str, Any]:
    """What the page's script makes of what a page is given, in settings of its controls; how it draws ``shapes``."""
    names = ("lag", "births", "migration", "scope", "off", "estates")
    cases = [
        {"data": data, "settings": [dict(zip(names, each, strict=False)) for each in settings]}
        for data, settings in reports
    ]
    done = subprocess.run(
        [program(), TOP / "tests/report/page/page_answers.mjs", SCRIPT],
        input=json.dumps({"reports": cases, "wholes": list(wholes), "pool": pool, "shapes": list(shapes)}),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
