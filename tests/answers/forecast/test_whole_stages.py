"""A stage of which only the whole is on record follows no grades, and is not said to."""

from __future__ import annotations

import csv
from pathlib import Path
from shutil import copytree

import pytest

from inside import run
from program import TOP


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A county of which one area gives its primary pupils as a whole."""
    folder = copytree(TOP / "tests" / "county", tmp_path / "county")
    file = folder / "people" / "enrolment.csv"
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    wholes: dict[str, dict[str, str]] = {}
    kept = []
    for row in rows:
        if (row["area"], row["stage"]) != ("东片", "primary"):
            kept.append(row)
        elif row["basis"] != "projected":
            whole = wholes.setdefault(row["year"], {**row, "grade": "", "pupils": "0"})
            whole["pupils"] = str(int(whole["pupils"]) + int(row["pupils"]))
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows([*kept, *wholes.values()])
    return folder


def told(*words: str | Path) -> str:
    """What an answer says, on one line."""
    return run(*words).stdout.replace("\n", " ")


def test_gap_names_it_apart_from_those_that_follow_grades(county: Path) -> None:
    """In both languages, with what its forecast comes from."""
    words = ("gap", "--plan", county / "plan.yaml", "--year", "2027")
    assert "按年级推进：东片初中；西片小学、初中。" in told(*words)
    assert "整学段推算：东片小学，没有各年级的在校生（enrolment.csv）。" in told(*words)
    assert "Forecast as whole stages: 东片 primary" in told(*words, "--lang", "en")


def test_the_forecast_heads_it_as_what_it_is(county: Path) -> None:
    """Stage by stage; the method in files stays the one of the contract."""
    words = ("forecast", "--population", county / "people", "--area", "东片", "--to", "2028")
    assert "小学 (整学段)" in told(*words)
    assert "初中 (年级推进)" in told(*words)
    assert "整学段推算：" in told(*words)
    assert "年级推进：" in told(*words)
    rows = run(*words, "--format", "csv").stdout.splitlines()
    assert {row.split(",")[4] for row in rows if "primary" in row} == {"grades"}


def test_stages_by_grade_are_told_nothing_of_it() -> None:
    """Where every stage has its grades, or none follows pupils."""
    for words in (("gap", "--plan", TOP / "tests/county/plan.yaml", "--year", "2027"), ("gap", "--year", "2027")):
        assert "整学段推算" not in told(*words)


def test_a_nation_of_whole_stages_follows_no_grades() -> None:
    """Of all of its stages only entrants are known beside the whole."""
    found = told("forecast", "--population", "china", "--to", "2028", "--lang", "en")
    assert "grade progression" not in found.lower()
    assert "primary (whole stage)" in found
