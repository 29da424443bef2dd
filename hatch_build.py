"""Put the charts library of the HTML report into the package while it is built.

Nothing of others' code is kept in this repository. A pinned package of the build environment carries Apache ECharts as
its maintainers released it; the digest proves that these are the very bytes of that release.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARY = "src/xuewei/show/report/page/echarts/echarts.min.js"
"""Where it goes, beside its licences; git ignores it."""
CARRIER, INSIDE = "nicegui", "nicegui/elements/lib/echarts/echarts.min.js"
"""The package that carries it (pinned in pyproject.toml), and where."""
DIGEST = "e84270bd0cd5bdf60fefc26d00c2a391cb2e81f4d26a7a9ee16185a54773a3cf"
"""SHA-256 of `dist/echarts.min.js` of Apache ECharts 5.5.1."""


class ChartLibrary(BuildHookInterface[Any]):
    """Runs before every build, of editable installs too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the library where it is not there yet (a source archive has it); stop at bytes that are not its own."""
        place = Path(self.root, LIBRARY)
        if place.is_file() and _digest(place.read_bytes()) == DIGEST:
            return
        try:
            raw = Path(str(distribution(CARRIER).locate_file(INSIDE))).read_bytes()
        except (PackageNotFoundError, OSError) as broken:
            raise SystemExit(
                f"{LIBRARY} is built from {CARRIER} (see [build-system] of pyproject.toml): {broken}"
            ) from None
        if _digest(raw) != DIGEST:
            raise SystemExit(f"{INSIDE} of {CARRIER} is not the release of Apache ECharts that was asked for")
        place.write_bytes(raw)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
