"""No chance of a shortage is told where no errors of the forecast could be drawn."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from recorded import CITY, long_record
from xuewei.answers.simulate.dice import dice
from xuewei.answers.simulate.tally import cases
from xuewei.errors import InputError
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess

from inside import run

COUNTY = ("simulate", "--plan", "tests/county/plan.yaml", "--draws", "60", "--to", "2028")


def rows(*words: str | Path) -> list[dict[str, str]]:
    """The CSV rows of an answer."""
    done = run(*words, "--format", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_there_is_a_chance_exactly_where_gap_has_a_band_or_the_year_is_no_forecast() -> None:
    """The record of primary and middle is too short for past errors; years that are given are as their source says."""
    bands = {
        (row["year"], row["area"], row["stage"]): row
        for row in rows("gap", "--plan", "tests/county/plan.yaml", "--band", "80", "--to", "2028")
    }
    found = [row for row in rows(*COUNTY) if row["quantity"] == "balance" and row["area"] != "*"]
    untold = {(row["year"], row["area"], row["stage"]) for row in found if not row["p_short"]}
    ahead = {key for key, row in bands.items() if key[0] > "2025" and row["method"] == "grades"}
    assert untold == ahead
    assert ahead
    for row in found:
        assert (row["p_short"] == "") == (row["expected_shortage"] == "")


def test_all_areas_together_have_no_chance_where_one_of_them_has_none() -> None:
    """For the chance is that of any of them."""
    found = rows(*COUNTY)
    balances = [row for row in found if row["quantity"] == "balance"]
    for row in balances:
        if row["area"] == "*":
            own = [each for each in balances if (each["year"], each["stage"]) == (row["year"], row["stage"])]
            assert (row["p_short"] == "") == any(not each["p_short"] for each in own if each["area"] != "*")


def test_no_percentage_stands_where_none_is_known_and_the_key_that_gives_one_is_told() -> None:
    """In both languages: a dash in the table, a sentence in the answer, and how many years of pupils it takes."""
    told = run(*COUNTY, "--stage", "middle").stdout
    assert "初中：2026–2028 年缺学位的可能不知道" in told
    assert "次抽样中没有一次缺" not in told.split("\n\n")[0]
    line = next(line for line in told.splitlines() if line.startswith("2026"))
    assert "—" in line
    assert "%" not in line
    assert "在校生连续 8 年（enrolment.csv）" in told
    english = run(*COUNTY, "--stage", "middle", "--lang", "en").stdout
    assert "how likely a shortage is in 2026–2028 is not known" in english
    assert "8 years of pupils in a row" in english


def test_a_record_that_is_long_enough_has_a_chance_throughout(tmp_path: Path) -> None:
    """And nothing is said of dashes."""
    words = ("simulate", "--plan", CITY, "--population", long_record(tmp_path / "people"), "--draws", "40")
    assert all(row["p_short"] for row in rows(*words) if row["quantity"] == "balance")
    assert "“—”" not in run(*words).stdout


def test_files_hold_nothing_in_the_place_of_such_a_chance(tmp_path: Path) -> None:
    """JSON and Parquet alike: null, not a number that is none."""
    file = tmp_path / "answer.parquet"
    assert run(*COUNTY, "--format", "parquet", "--output", file).returncode == 0
    written = json.loads(run(*COUNTY, "--format", "json").stdout)["rows"]
    assert parquet.read_table(file).to_pylist() == written
    assert any(row["p_short"] is None for row in written if row["quantity"] == "balance")


def test_more_than_draws_can_hold_is_refused(tmp_path: Path) -> None:
    """Pupils, or seats, that no nation has: draws of 32 bits would go round without a word."""
    head = "plan: 试\narea: 盐湖区\nyears: [2021, 2025]\nbase_seats: {year: 2020, seats: {primary: 5}}\nschools: []\n"
    (tmp_path / "plan.yaml").write_text(head, encoding="utf-8")
    asked = ("simulate", "--plan", tmp_path / "plan.yaml", "--draws", "5", "--to", "2022", "--lang", "en")
    both = [(sex, age) for sex in ("male", "female") for age in range(100)]
    for persons, code in ((9_000_000, 0), (90_000_000, 3)):
        rows = (f"盐湖区,{sex},{age},{age if age < 99 else ''},{persons},2020-11-01,published,x" for sex, age in both)
        census = "\n".join(("area,sex,age_from,age_to,persons,date,basis,source", *rows))
        (tmp_path / "census.csv").write_text(census, encoding="utf-8")
        done = run(*asked, "--population", tmp_path)
        assert done.returncode == code, done.stderr
    assert "more than the 134,217,728 that draws can hold: are the units right?" in done.stderr
    found = assess(*read_project())
    many = {stage: each * 1e5 for stage, each in found.seats.items()}
    unsure = found.assumptions.uncertainty
    assert unsure is not None
    with pytest.raises(InputError, match="中心城区 come to"):
        next(cases(replace(found, seats=many), dice(1, 5, len(found.years), unsure)))
