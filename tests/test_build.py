"""Building the package: the charts library comes out of a wheel, or is there already, byte for byte."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from xuewei.report.page.page_file import library

from needed import lacking
from program import TOP, environment

INSIDE = "xuewei/report/page"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What a build needs of this project, without the library."""
    if not (find_spec("hatchling") and find_spec("pip")):
        lacking("no hatchling or pip in this environment")
    folder = tmp_path / "checkout"
    for name in ("src", "data", "examples/small_city", "examples/counties/thirteen"):
        shutil.copytree(TOP / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "echarts.min.js"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md"):
        shutil.copy(TOP / name, folder / name)
    return folder


def build(checkout: Path, wheels: Path) -> subprocess.CompletedProcess[str]:
    """A wheel built with an index that is but a folder."""
    wheels.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", checkout / "dist"],
        cwd=checkout,
        env=environment(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels), PIP_CONFIG_FILE="/dev/null"),
        capture_output=True,
        encoding="utf-8",
    )


def carrier(checkout: Path, wheels: Path, content: str, number: int = 0) -> None:
    """A wheel of the name and version of a carrier with ``content`` in its place."""
    text = (checkout / "hatch_build.py").read_text("utf-8")
    name, version, place = re.findall(r'"(\w+)==([\d.]+)": "(\S+)"', text)[number]
    wheels.mkdir(exist_ok=True)
    inner = f"{name}-{version}.dist-info"
    with ZipFile(wheels / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(place, content)
        wheel.writestr(
            f"{inner}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Dist: nowhere\n"
        )
        wheel.writestr(f"{inner}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{inner}/RECORD", "")


@pytest.mark.parametrize("number", [0, 1])
def test_the_library_comes_out_of_whichever_carrier_there_is(number: int, checkout: Path, tmp_path: Path) -> None:
    """Without what the carrier depends on. The wheel holds the page's parts, and not what only checks of them read."""
    carrier(checkout, tmp_path / "wheels", library(), number)
    done = build(checkout, tmp_path / "wheels")
    assert done.returncode == 0, done.stderr
    (wheel,) = (checkout / "dist").glob("*.whl")
    with ZipFile(wheel) as parts:
        assert parts.read(f"{INSIDE}/echarts/echarts.min.js").decode() == library()
        assert {f"xuewei/data/{name}" for name in ("starter/plan.yaml", "counties/census.csv")} <= {*parts.namelist()}
        script = {name.removeprefix(f"{INSIDE}/script/") for name in parts.namelist() if "/script/" in name}
    assert script == {file.name for file in (TOP / "src" / INSIDE / "script").glob("*.js")}


def test_another_librarys_bytes_stop_the_build(checkout: Path, tmp_path: Path) -> None:
    """A carrier that holds something else is not believed, and nothing is left behind."""
    carrier(checkout, tmp_path / "wheels", library() + " ")
    done = build(checkout, tmp_path / "wheels")
    assert done.returncode != 0
    assert "not the release of Apache ECharts" in done.stderr
    assert not (checkout / "src" / INSIDE / "echarts" / "echarts.min.js").exists()


def test_without_a_carrier_the_build_says_what_it_needs(checkout: Path, tmp_path: Path) -> None:
    """Both names, and where mirrors are named."""
    done = build(checkout, tmp_path / "wheels")
    assert done.returncode != 0
    assert all(each in done.stderr for each in ("vizly", "nicegui", "PIP_INDEX_URL"))


def test_where_the_library_is_already_nothing_is_fetched(checkout: Path, tmp_path: Path) -> None:
    """As in a source archive: an index with nothing in it is enough."""
    (checkout / "src" / INSIDE / "echarts" / "echarts.min.js").write_text(library(), encoding="utf-8")
    done = build(checkout, tmp_path / "wheels")
    assert done.returncode == 0, done.stderr
