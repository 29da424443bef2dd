"""Bands of grades in the tables of `gap --by grade`: those of its JSON, and of the whole stage in `gap`."""

from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from quantiles import assessed, recorded
from recorded import CITY, long_record
from xuewei.answers.gap.by_grade import by_grade
from xuewei.cli.asked import bands_asked
from xuewei.language.words import grade_name
from xuewei.model.grades import grade_table

from inside import run


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A command about the small city with a long record of pupils."""
    people = long_record(tmp_path_factory.mktemp("long") / "people")
    return "gap", "--plan", str(CITY), "--population", str(people), "--stage", "primary", "--area", "西区"


def test_one_year_has_the_band_of_every_grade_and_of_the_stage(words: tuple[str, ...]) -> None:
    """Both ends of demand and of the balance, and the alert, of six grades and all of them."""
    asked = (*words, "--year", "2026", "--band", "80")
    grades = json.loads(run(*asked, "--by", "grade", "--format", "json").stdout)["rows"]
    (whole,) = json.loads(run(*asked, "--format", "json").stdout)["rows"]
    table = run(*asked, "--by", "grade", "--format", "md", "--lang", "en").stdout
    names = [*(grade_name("primary", n, 6, "en") for n in range(1, 7)), "total"]
    for name, row in zip(names, [*grades, whole], strict=True):
        (line,) = (each for each in table.splitlines() if each.startswith(f"| {name} |"))
        ends = f"| {row['demand_low']:,}–{row['demand_high']:,} | {row['balance_low']:+,} | {row['balance_high']:+,} |"
        assert ends in line


def test_several_years_have_the_balance_at_both_ends(words: tuple[str, ...]) -> None:
    """A second table by year and grade, of the years that are forecast; nothing of it without a band."""
    rows = json.loads(run(*words, "--by", "grade", "--band", "95", "--format", "json").stdout)["rows"]
    table = run(*words, "--by", "grade", "--band", "95").stdout
    assert "分年级余缺 · 95% 区间，余缺下限～上限" in table
    banded = [row for row in rows if row["demand_low"] is not None]
    assert {row["year"] for row in banded} == set(range(2024, 2031))
    for row in banded:
        assert f"{row['balance_low']:+,}～{row['balance_high']:+,}" in table
    assert "～" not in run(*words, "--by", "grade").stdout
    assert max(cell_len(line) for line in table.splitlines() if line[:2] == "20") <= 80


def test_stages_whose_grades_have_no_band_are_named() -> None:
    """The shipped case has no pupils on record: the stage has a band, its grades do not, and that is said."""
    told = run("gap", "--by", "grade", "--band", "80", "--year", "2026", "--stage", "primary").stdout
    assert "各年级没有区间" in told
    assert "enrolment.csv" in told
    (line,) = (each for each in told.splitlines() if each.startswith("合计"))
    assert "–" in line or "+" in line


def test_of_many_areas_it_is_said_where_bands_of_grades_are() -> None:
    """Where only the worst areas are listed, their bands are in CSV and JSON; not said where grades have none."""
    found = assessed(recorded(*[300] * 4), *(f"区{n}" for n in range(4)))
    tables = [grade_table(found, "primary", found.known, found.areas)]
    told = by_grade(found, tables, "zh", one_year=False, bands=bands_asked(found)).notes
    assert any("--format csv" in line for line in told)
    counties = ("--plan", "examples/counties/plan.yaml", "--by", "grade", "--band", "80", "--stage", "primary")
    assert "--format csv" not in run("gap", *counties).stdout
