"""A base year that is set even is no alarm: its seats follow the demand, however high that turns out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from inside import run


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project whose seats in use are not known, so that its first year, which is ahead, is set even."""
    place = tmp_path_factory.mktemp("even")
    done = run("new", "p", "--census-area", "盐湖区", "--share", "0.7", "--base-year", "2026", cwd=place)
    assert done.returncode == 0, done.stderr
    return place / "p"


def rows(project: Path, *words: str) -> list[dict[str, str]]:
    """The CSV rows of an answer."""
    done = run(*words, "--plan", project / "plan.yaml", "--format", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_the_balance_of_the_base_year_has_no_band_and_no_alert(project: Path) -> None:
    """That of every later year has; the demand of the base year keeps its own in the forecast."""
    found = rows(project, "gap", "--band", "80")
    for row in found:
        assert (row["balance_low"] == "") == (row["year"] == "2026") == (row["band_warning"] == "")
    ahead = rows(project, "forecast", "--band", "80", "--year", "2026")
    assert all(int(row["low"]) < int(row["demand"]) < int(row["high"]) for row in ahead)


def test_it_is_said_why_and_what_changes_it(project: Path) -> None:
    """With the key, and that later bands are wider than need be; the answer in words names no such year."""
    told = run("gap", "--plan", project / "plan.yaml", "--band", "80").stdout.replace("\n", "")
    assert "2026 学年设为供需平衡（base_seats），学位随需求而定，余缺没有区间" in told
    assert "偏宽" in told
    assert "没有过去的预测可以检验" not in told
    assert "2026 年" not in told.split("。")[0]


def test_draws_have_no_shortage_in_it(project: Path) -> None:
    """Seats follow the demand that is drawn: the balance is even, and no shortage is likely."""
    found = [row for row in rows(project, "simulate", "--draws", "200") if row["quantity"] == "balance"]
    for row in found:
        if row["year"] == "2026":
            assert {row[key] for key in ("p10", "p50", "p90", "p_short", "expected_shortage")} == {"0", "0.0"}
    assert any(float(row["p_short"]) > 0.05 for row in found if row["year"] == "2027")


def test_seats_that_are_written_have_their_band_in_the_base_year(project: Path, tmp_path: Path) -> None:
    """Written at the very same number: the year is an alarm then, if demand is high."""
    seats = {row["stage"]: int(row["seats"]) for row in rows(project, "gap", "--year", "2026")}
    before = (project / "plan.yaml").read_text(encoding="utf-8")
    plan = project / "written.yaml"
    plan.write_text(before.replace("seats: balanced", f"seats: {json.dumps(seats)}"), encoding="utf-8")
    done = run("gap", "--plan", plan, "--year", "2026", "--format", "csv")
    assert {row["band_warning"] for row in csv.DictReader(io.StringIO(done.stdout))} == {"yellow"}
