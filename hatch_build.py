"""Put the charts library of the HTML report into the package while it is built.

Nothing of others' code is kept in this repository. A package of the index carries Apache ECharts as its maintainers
released it; the digest proves that these are the very bytes of that release. Of that package one file is read: it is
neither installed nor run, and what it depends on is not fetched.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARY = "src/xuewei/report/page/echarts/echarts.min.js"
"""Where it goes, beside its licences; git ignores it."""
DIGEST = "e84270bd0cd5bdf60fefc26d00c2a391cb2e81f4d26a7a9ee16185a54773a3cf"
"""SHA-256 of `dist/echarts.min.js` of Apache ECharts 5.5.1."""
CARRIERS = {
    "vizly==1.0.1": "vizly/assets/echarts.min.js",
    "nicegui==2.24.2": "nicegui/elements/lib/echarts/echarts.min.js",
}
"""Packages that carry it, the smaller first, and where in their wheels; the second is for indexes without the first."""


class ChartLibrary(BuildHookInterface[Any]):
    """Runs before every build, of editable installs too."""

    def dependencies(self) -> list[str]:
        """What fetches the library; nothing where it is there already, as in a source archive."""
        return [] if is_library(Path(self.root, LIBRARY)) else ["pip"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the library where it is not there yet."""
        place = Path(self.root, LIBRARY)
        if not is_library(place):
            place.write_bytes(fetched())


def is_library(file: Path) -> bool:
    """Whether a file is the release, byte for byte."""
    return file.is_file() and digest(file.read_bytes()) == DIGEST


def fetched() -> bytes:
    """The library out of the first carrier that the index has; SystemExit without one, or at bytes of another release.

    pip is asked with its own settings (its files and PIP_INDEX_URL, PIP_FIND_LINKS, PIP_NO_INDEX …), which hold inside
    a build too, unlike options of a command line.
    """
    for raw in carried():
        if digest(raw) != DIGEST:
            raise SystemExit(f"{LIBRARY}: what was fetched is not the release of Apache ECharts that was asked for")
        return raw
    raise SystemExit(
        f"{LIBRARY} comes out of the wheel of {' or '.join(CARRIERS)}, which pip could not fetch (see above); "
        "a source archive has it already. Mirrors are named in pip's settings or by PIP_INDEX_URL, not by -i."
    )


def carried() -> Iterator[bytes]:
    """What stands in the carriers' place of the library, fetched one after the other while they are asked for."""
    for carrier, inside in CARRIERS.items():
        with TemporaryDirectory() as folder:
            fetch = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder, carrier]
            if subprocess.run([sys.executable, "-m", "pip", *fetch], check=False).returncode == 0:
                (wheel,) = Path(folder).glob("*.whl")
                with ZipFile(wheel) as parts:
                    yield parts.read(inside)


def digest(raw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
