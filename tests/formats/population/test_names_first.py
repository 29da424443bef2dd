"""Large tables without any of a plan's areas are refused by their names alone, in the words of who reads them whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet
import pytest

from xuewei.cli.asked import assessed
from xuewei.errors import InputError
from xuewei.formats.places import shipped
from xuewei.formats.population import folder as folders
from xuewei.formats.population import parquet_people
from xuewei.formats.population.tables import TABLES
from xuewei.formats.project import read_project

PLAN = """\
plan: 某县
area: 远县
areas: [远县, 邻县]
years: [2025, 2027]
population: people
schools:
  - {id: a, name: 一小, type: primary, area: 远县, seats: {primary: 540}, planned: 2025}
  - {id: b, name: 二小, type: primary, area: 山县, seats: {primary: 540}, planned: 2026}
  - {id: c, name: 三小, type: primary, area: 山县, seats: {primry: 540}, planned: 2026}
"""
KNOWN = "盐湖区"


@pytest.fixture(params=["csv", "parquet"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A plan beside the shipped people, in each of the forms that are read as arrays."""
    people = tmp_path / "people"
    people.mkdir()
    for name in TABLES:
        table = Path(str(shipped("population"))) / f"{name}.csv"
        if table.exists() and request.param == "csv":
            shutil.copy(table, people)
        elif table.exists():
            pyarrow.parquet.write_table(pyarrow.csv.read_csv(table), people / f"{name}.parquet")
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    return tmp_path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows of tables were made, table by table."""
    found: list[int] = []
    rows = parquet_people._rows

    def counted(name: str, part: Any) -> list[Any]:
        found.append(len(part))
        return rows(name, part)

    monkeypatch.setattr(parquet_people, "_rows", counted)
    return found


def large(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Let tables of so many bytes or rows be large ones."""
    monkeypatch.setattr(folders, "LARGE", size)
    monkeypatch.setattr(parquet_people, "MANY", size)


def told(folder: Path) -> list[str]:
    """What is wrong with the plan of a folder, as `gap` asks for it."""
    with pytest.raises(InputError) as wrong:
        assessed(str(folder / "plan.yaml"), None, None)
    return [str(fault) for fault in wrong.value.faults]


def test_nothing_is_made_where_nobody_is_known(folder: Path, made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The names alone tell, word for word and in the same order, also of what else is wrong with the plan."""
    large(monkeypatch, 2**62)
    whole = told(folder)
    assert len([line for line in whole if "山县" in line or "邻县" in line or "远县" in line]) == 3
    made.clear()
    large(monkeypatch, 0)
    assert told(folder) == whole
    assert made == []


def test_one_known_area_lets_all_be_read(folder: Path, made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with the others is told once everything is read."""
    plan = folder / "plan.yaml"
    plan.write_text(PLAN.replace("邻县", KNOWN), "utf-8")
    large(monkeypatch, 0)
    assert any("远县" in line for line in told(folder))
    assert made


def test_an_area_of_a_census_area_is_known(folder: Path, made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """By the folder's own assumptions."""
    (folder / "people" / "assumptions.yaml").write_text(
        f"scope:\n  远县: {{census_area: {KNOWN}, value: 0.5, basis: assumed, source: 假设}}\n", "utf-8"
    )
    large(monkeypatch, 0)
    told(folder)
    assert made


def test_who_only_reads_is_not_refused(folder: Path, made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as `track`, which holds nothing against the people."""
    large(monkeypatch, 0)
    plan, people = read_project(folder / "plan.yaml")
    assert plan.all_areas()[0] == "远县"
    assert people.knows(KNOWN)
    assert made


def test_a_scenario_may_bring_areas(folder: Path, made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """So everything is read under one."""
    (folder / "s.yaml").write_text(
        f"scenario: s\nextends: plan.yaml\nschools:\n  add:\n    - {{id: d, name: 四小, type: primary, area: {KNOWN},"
        " seats: {primary: 540}, planned: 2026}\n",
        "utf-8",
    )
    large(monkeypatch, 0)
    with pytest.raises(InputError):
        assessed(None, [str(folder / "s.yaml")], None)
    assert made


def test_registers_of_children_bring_areas(folder: Path, made: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Their names are not looked at first, so everything is read."""
    (folder / "people" / "children.csv").write_text(
        "area,birth_year,age,persons,kind,date,basis,source\n远县,2020,,100,hukou,2024-08-31,published,公报\n", "utf-8"
    )
    large(monkeypatch, 0)
    told(folder)
    assert made
