"""Bands of the forecast of a plan: shown where they are asked for, and never dropped without a word."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from shutil import copytree

import pytest

from recorded import long_record

from inside import run
from program import TOP

COUNTY = TOP / "tests" / "county" / "plan.yaml"


def rows(*words: str | Path, cwd: Path | None = None) -> list[dict[str, str]]:
    """The CSV rows of an answer."""
    done = run(*words, "--format", "csv", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.mark.parametrize("plan", ["", "examples/small_city/plan.yaml", "tests/county/plan.yaml"])
@pytest.mark.parametrize("level", ["50", "95"])
def test_the_bands_of_the_forecast_are_those_of_gap(plan: str, level: str) -> None:
    """Of the plan that comes with the package, of one with pupils on record, and of one whose record is too short."""
    own = ["--plan", plan] if plan else []
    keys = ("demand_low", "demand_high", "band_source", "band_tested")
    found = {(row["year"], row["area"], row["stage"]): row for row in rows("gap", *own, "--band", level)}
    ahead = rows("forecast", *own, "--band", level)
    compared = [row for row in ahead if (row["year"], row["area"], row["stage"]) in found]
    assert any(row["low"] for row in compared)
    for row in compared:
        of_gap = found[row["year"], row["area"], row["stage"]]
        assert [row[key] for key in ("low", "high", "band_source", "band_tested")] == [of_gap[key] for key in keys]


def test_nobody_who_asks_for_no_band_gets_one() -> None:
    """Rows and tables stay as they were."""
    assert list(rows("forecast", "--to", "2026")[0])[-1] == "method"
    assert "区间" not in run("forecast").stdout


def test_a_table_of_bands_stands_behind_that_of_the_demand() -> None:
    """In both languages, with what the bands are made of; only of years that have one."""
    told = run("forecast", "--band", "95").stdout
    assert "学位需求预测 · 中心城区 · 95% 区间" in told
    assert "uncertainty" in told
    table = told.split("95% 区间\n", 1)[1].split("\n\n", 1)[0].splitlines()
    assert table[2].startswith("2024")
    assert "–" in table[2]
    assert "95% band" in run("forecast", "--band", "95", "--lang", "en").stdout


def test_a_project_has_the_bands_that_are_asked_for(tmp_path: Path) -> None:
    """Inside a folder with a plan, where it is found without being named."""
    project = copytree(COUNTY.parent, tmp_path / "county")
    found = rows("forecast", "--band", "80", cwd=project)
    assert any(row["low"] for row in found if row["stage"] == "kindergarten")
    told = run("forecast", "--band", "80", cwd=project).stdout
    assert "没有区间：过去的预测错了多少，要有 4 年可查" in told  # of the stages whose record is too short


def test_grades_have_bands_where_a_record_gives_them(tmp_path: Path) -> None:
    """Of each grade, around its pupils."""
    folder = long_record(tmp_path / "people")
    asked = ("forecast", "--plan", TOP / "examples/small_city/plan.yaml", "--population", folder, "--by", "grade")
    found = [row for row in rows(*asked, "--band", "80", "--from", "2024", "--to", "2026") if row["low"]]
    assert {row["stage"] for row in found} >= {"primary", "middle"}
    for row in found:
        assert int(row["low"]) <= int(row["demand"]) <= int(row["high"])


def test_years_that_are_known_are_said_to_have_no_band() -> None:
    """A forecast or a balance of such years alone."""
    for words in (["forecast", "--to", "2021"], ["gap", "--year", "2020"], ["gap", "--to", "2021"]):
        assert "所列学年都已知，不是预测，没有区间。" in run(*words, "--band", "80").stdout
    assert "没有区间" not in run("gap", "--year", "2020").stdout


def test_people_by_age_have_no_band() -> None:
    """Which is said, with the option, before anything is computed."""
    done = run("forecast", "--by", "age", "--band", "80")
    assert done.returncode == 2
    assert "--band" in done.stderr
    assert run("forecast", "--by", "age").returncode == 0
