"""`check` reads the tables that single questions read, and tells what is wrong with all of them at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from inside import run
from program import TOP

WRONG = {
    "population/points.csv": "p99,x,合成县,,108,35,1,1,1,assumed,x\n",
    "sites.csv": "c99,x,合成区,,nine,1a,1,1,2028,108,35,assumed,x,\n",
    "population/staff.csv": "合成区,s99,primary,2026,32,,assumed,x\n",
    "population/distances.csv": "from,to,metres\np01-1,s01,100\np01-1,s98,200\n",
}
"""A row that is wrong in each table."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the district, in which commands run."""
    shutil.copytree(TOP / "examples" / "district", tmp_path / "d")
    monkeypatch.chdir(tmp_path / "d")
    return tmp_path / "d"


def spoilt(place: Path, *names: str) -> None:
    """Put the wrong rows into some tables, which may not be there yet."""
    for name in names:
        before = (place / name).read_text(encoding="utf-8") if (place / name).exists() else ""
        (place / name).write_text(before + WRONG[name], encoding="utf-8")


def test_what_they_hold_is_told(place: Path) -> None:
    """Rows, bases and files."""
    found = json.loads(run("check", "--format", "json").stdout)
    tables = {each["kind"]: (each["file"], each["rows"]) for each in found["tables"]}
    points = len((place / "population/points.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert tables["points"] == ("population/points.csv", points)
    assert tables["sites"][1] == 3
    assert found["bases"]["points"]["assumed"] == points
    assert {"kind": "staff", "file": "population/staff.csv"} in found["files"]


def test_every_fault_of_all_tables_is_told_at_once(place: Path) -> None:
    """Each with its file; a distance to nowhere beside points that cannot be read."""
    spoilt(place, *WRONG)
    done = run("check", "--lang", "en")
    assert done.returncode == 3
    lines = done.stderr.splitlines()
    for part in ("points.csv:78: area", "sites.csv:5: primary", "staff.csv:95: school"):
        assert any(part in line for line in lines), part


@pytest.mark.parametrize("name", WRONG)
def test_each_alone_is_told(place: Path, name: str) -> None:
    """No table hides behind another."""
    spoilt(place, name)
    done = run("check", "--lang", "en")
    assert done.returncode == 3
    assert name in done.stderr


def test_unknown_ends_of_distances_are_told_beside_broken_points(place: Path) -> None:
    """What can be held against schools is, though no point can be read."""
    spoilt(place, "population/points.csv", "population/distances.csv")
    done = run("check", "--lang", "en")
    assert "found s98" in done.stderr
    assert "is the id of no point" not in done.stderr


def test_a_table_in_gcj02_is_a_remark_that_names_the_option(place: Path) -> None:
    """Commands that read points turn them where they are asked to, so that nothing is wrong."""
    points = place / "population" / "points.csv"
    head, *rows = points.read_text(encoding="utf-8").splitlines()
    points.write_text("\n".join([f"{head},crs", *(f"{row},GCJ02" for row in rows), ""]), encoding="utf-8")
    done = run("check", "--format", "json", "--lang", "en")
    assert done.returncode == 0
    assert any("--convert-gcj02" in each["said"] for each in json.loads(done.stdout)["remarks"])


def test_a_folder_of_people_alone_says_what_it_cannot_check(place: Path) -> None:
    """Points and staff are held against a plan."""
    out = run("check", "population", "--lang", "en").stdout
    assert "population/points.csv; population/staff.csv can only be checked beside a plan" in " ".join(out.split())


def test_a_project_without_them_says_nothing(place: Path) -> None:
    """Neither a line nor a key."""
    for name in ("population/points.csv", "population/staff.csv", "sites.csv"):
        (place / name).unlink()
    assert "tables" not in json.loads(run("check", "--format", "json").stdout)
