"""`check --policy` and `estate` as their users meet them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from inside import run
from program import TOP

SHIPPED = TOP / "data" / "plan_2021_2025.yaml"
KEYS = "plan,scenario,rule,kind,subject,name,found,found_high,limit,unit,basis,verdict,clause,source,area,year,missing"
PLAN = """\
plan: 试
area: 中心城区
years: [2021, 2021]
schools:
  - {id: a, name: 一幼, type: kindergarten, planned: 2021, provision: public, seats: {kindergarten: 270}}
  - {id: b, name: 配建园, type: estate_kindergarten, planned: 2021, provision: inclusive, seats: {kindergarten: 180}}
"""


def rows_of(*words: str | Path) -> list[dict[str, Any]]:
    """The JSON rows of `check --policy`."""
    found: list[dict[str, Any]] = json.loads(run("check", "--policy", *words, "--format", "json").stdout)["rows"]
    return found


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A plan in which nothing breaks."""
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_a_plan_that_breaks_nothing_ends_with_0(good: Path) -> None:
    """Both shares are met; the crowding of classes in use stays open, and breaks nothing."""
    done = run("check", "--policy", good)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 项不合规" in done.stdout
    verdicts = {row["rule"]: row["verdict"] for row in rows_of(good)}
    assert (verdicts["inclusive_share"], verdicts["estate_provision"]) == ("meets", "meets")


def test_a_private_kindergarten_of_an_estate_ends_with_1(good: Path) -> None:
    """One word changes the verdict of two rules; each row says clause and source."""
    good.write_text(PLAN.replace("provision: inclusive", "provision: private"), encoding="utf-8")
    assert run("check", "--policy", good).returncode == 1
    broken = [row for row in rows_of(good) if row["verdict"] == "breaks"]
    assert [(row["rule"], row["subject"], row["found"]) for row in broken] == [
        ("inclusive_share", None, 0.6),
        ("estate_provision", "b", "private"),
    ]
    assert all(row["clause"] and row["source"] for row in rows_of(good))


def test_records_have_the_columns_of_the_contract(good: Path) -> None:
    """CSV and JSON name the same keys, also where nothing is found."""
    assert run("check", "--policy", good, "--format", "csv").stdout.splitlines()[0] == KEYS
    assert ",".join(rows_of(good)[0]) == KEYS
    rows = list(csv.DictReader(io.StringIO(run("check", "--policy", "--format", "csv").stdout)))
    assert len(rows) == len(rows_of()) == 98
    assert "### " in run("check", "--policy", "--format", "md").stdout


def test_a_scenario_lies_over_its_plan(tmp_path: Path) -> None:
    """A scenario that makes a primary school smaller takes its cap off the list, and is named."""
    path = tmp_path / "smaller.yaml"
    path.write_text(
        "scenario: 减小规模\nextends: plan_2021_2025\nchange: [{id: 2024-primary-1, seats: {primary: 1980}}]\n",
        encoding="utf-8",
    )
    for words in (["--scenario", path], [path]):
        rows = [row for row in rows_of(*words) if row["subject"] == "2024-primary-1" and row["rule"] == "size_cap"]
        assert [(row["scenario"], row["found"], row["verdict"]) for row in rows] == [("减小规模", 1980, "meets")]
    assert "减小规模" in run("check", "--policy", "--scenario", path).stdout
    assert {row["scenario"] for row in rows_of(SHIPPED, path)} == {None, "减小规模"}


def test_the_people_of_a_plan_bring_its_own_rules(good: Path, tmp_path: Path) -> None:
    """A plan's own folder, or the one beside it on the line, may have another cap."""
    folder = tmp_path / "people"
    folder.mkdir()
    shipped = TOP / "data" / "population"
    (folder / "census.csv").write_bytes((shipped / "census.csv").read_bytes())
    (folder / "assumptions.yaml").write_text(
        "size_caps: {kindergarten: {value: 100, basis: assumed, source: 试, clause: 一}}\n", encoding="utf-8"
    )
    assert run("check", "--policy", good).returncode == 0
    beside = [row for row in rows_of(good, folder) if row["verdict"] == "breaks"]
    assert [(row["subject"], row["limit"], row["clause"]) for row in beside] == [("a", 100, "一")]
    good.write_text(PLAN.replace("schools:", "population: people\nschools:"), encoding="utf-8")
    assert run("check", "--policy", good).returncode == 1


def test_nothing_to_hold_against_policy_is_a_wrong_command_line(tmp_path: Path) -> None:
    """A folder of people alone is no plan; a hook that passes over others says nothing."""
    done = run("check", "--policy", TOP / "data" / "population")
    assert (done.returncode, done.stdout) == (2, "")
    assert "方案或情景" in done.stderr
    other = tmp_path / "other.yaml"
    other.write_text("a: 1\n", encoding="utf-8")
    assert run("check", "--policy", "--skip-others", other).returncode == 0
    assert run("check", "--policy", tmp_path / "none.yaml").returncode == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--area-m2", "150000", "--residents", "5000"], "Both limbs, area and residents, bite"),
        (["--area-m2", "150000"], "The area limb bites: a kindergarten must be provided. 180 seats"),
        (["--residents", "12000"], "432 seats, in whole classes 450 (15 classes), kindergartens: 2."),
        (["--area-m2", "150000", "--residents", "4000"], "Only the area limb bites"),
        (["--area-m2", "150000", "--residents", "12000"], "The larger limb, residents, decides: 432 seats"),
        (["--area-m2", "149999", "--residents", "4999"], "Its children would still need about 180 seats elsewhere."),
        (["--households", "1000"], "Residents = 1,000 households × 2.84 people = 2,840."),
    ],
)  # fmt: skip
def test_an_estate_is_answered_in_words(words: list[str], said: str) -> None:
    """Which limb bites and how many seats; the derived figures are said to be so."""
    done = run("estate", *words, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout
    assert "30 m² per resident and 36 seats per 1,000 are derived" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--area-m2", "0"],
        ["--area-m2", "-1"],
        ["--area-m2", "nan"],
        ["--area-m2", "inf"],
        ["--area-m2", "150,000"],
        ["--residents", "-5"],
        ["--residents", "1e9"],
        ["--residents", "99999999999"],
        ["--households", "0"],
        ["--residents", "5000", "--households", "1800"],
        ["--area-m2", "1000", "--format", "xml"],
    ],
    ids=" ".join,
)
def test_an_estate_that_is_none_is_a_wrong_command_line(words: list[str]) -> None:
    """Exit 2, nothing on standard output, no traceback."""
    done = run("estate", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_estate_records_say_which_limb_decides() -> None:
    """One record a limb that is given; the figures stand beside them."""
    found = json.loads(run("estate", "--area-m2", "150000", "--residents", "12000", "--format", "json").stdout)
    assert [(row["limb"], row["bites"], row["decides"], row["class_seats"]) for row in found["rows"]] == [
        ("area", True, False, 180),
        ("residents", True, True, 450),
    ]
    assert found["required"] is True
    assert found["figures"]["m2_per_resident"]["basis"] == "derived"
