"""`xuewei optimise` as its users meet it: words in, answers and files out."""

from __future__ import annotations

import csv
import io
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inside import run
from program import TOP

CANDIDATES = """\
candidates:
  - {id: a, type: primary, seats: {primary: 1620}, earliest: 2022, latest: 2024, must: "yes", cost_wan: 8000}
  - {id: b, name: 乙校, type: middle, seats: {middle: 1500}, earliest: 2023, latest: 2023, must: "yes", sizes: [6, 8]}
  - {id: c, type: kindergarten, seats: {kindergarten: 360}, earliest: 2022}
"""


@cache
def asked(*words: str | Path) -> dict[str, Any]:
    """The JSON of an answer that was found; the same words are asked once."""
    done = run("optimise", "--now", "2021", *words, "--format", "json", cwd=TOP)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def values(found: dict[str, Any]) -> dict[str, float]:
    """The value of every objective."""
    return {each["objective"]: each["value"] for each in found["objectives"]}


def test_the_shipped_schools_are_chosen_to_proven_optimality() -> None:
    """No choice can lack fewer seats than the plan does; the same costs less than half."""
    found = asked()
    assert found["proven"]
    before = {each["objective"]: each["before"] for each in found["objectives"]}
    assert values(found)["unmet"] == before["unmet"] == 3914
    assert values(found)["cost"] < before["cost"] / 2
    assert len(found["rows"]) == 32
    assert {row["reason"] for row in found["rows"]} == {"serves", "no_shortage", "surplus"}


def test_the_scenario_that_is_written_is_what_gap_then_shows(tmp_path: Path) -> None:
    """`gap`, `ledger` and `diff` read the schedule, and its balances are those of the answer."""
    chosen = tmp_path / "chosen.yaml"
    found = asked("--output", chosen, "--budget", "2021=20000,2022=25000", "--gap", "0.01")
    rows = json.loads(run("gap", "--scenario", chosen, "--format", "json").stdout)["rows"]
    key = ("year", "area", "stage")
    told = {tuple(row[each] for each in key): row["balance"] for row in found["balances"]}
    assert {tuple(row[each] for each in key): row["balance"] for row in rows} == told
    assert -sum(min(row["balance"], 0) for row in rows) == values(found)["unmet"]
    assert run("ledger", "--scenario", chosen).returncode == 0
    assert run("diff", "plan_2021_2025", chosen).returncode == 1
    spent = {row["year"]: row["after"] - row["outside"] for row in found["costs"]}
    assert spent.get(2021, 0) <= 20000
    assert spent.get(2022, 0) <= 25000
    assert {each["year"] for each in found["binding"]} <= {2021, 2022}


def test_budgets_of_several_options_are_joined() -> None:
    """None is dropped: two years in two options bind as in one; so do means and weights."""
    apart = asked("--budget", "2021=20000", "--budget", "2022=25000", "--gap", "0.01")
    together = asked("--budget", "2021=20000,2022=25000", "--gap", "0.01")
    assert {**apart, "provenance": None} == {**together, "provenance": None}
    assert {cost["year"]: cost["budget"] for cost in apart["costs"] if cost["budget"]} == {2021: 20000, 2022: 25000}
    rows = asked("--allow", "convert", "--allow", "temporary", "--gap", "0.05")["rows"]
    assert {"temporary", "turns_in_use"} <= {row["reason"] for row in rows}


def test_what_a_school_spares_is_said_to_be_added() -> None:
    """The figure is what is short besides; of a school of two stages it names both."""
    why = {row["id"]: row["why"] for row in asked()["rows"]}
    assert why["2021-nine-year-1"] == "没有它，2022 年多缺 2,202 个学位（小学、初中合计）。"
    assert why["2021-primary-1"] == "没有它，2022 年多缺 1,620 个学位。"
    english = run("optimise", "--now", "2021", "--lang", "en").stdout
    assert "Short by 1,620 more in 2022 without it." in " ".join(english.split())


def test_more_budget_never_leaves_more_unmet() -> None:
    """Least unmet falls, or stays, as the budget of a year rises; and a price says so where it falls."""
    unmet = [values(asked("--budget", f"2021={wan}", "--gap", "0.001"))["unmet"] for wan in (5000, 15000, 30000)]
    assert unmet == sorted(unmet, reverse=True)
    assert unmet[0] > unmet[-1]


def test_weights_put_the_objectives_into_one() -> None:
    """With nothing but cost to weigh, only what is under construction, and what estates provide, is built."""
    found = asked("--weights", "cost=1")
    assert [row["id"] for row in found["rows"] if row["opens"] is not None] == [
        "2021-nine-year-1",
        *(f"2021-estate-{n}" for n in range(1, 5)),
    ]
    assert found["objectives"][0]["objective"] == "weighted"


@pytest.mark.parametrize("format", ["table", "md", "csv"])
def test_every_format_tells_the_same_schools(format: str) -> None:
    """Tables name every school; CSV has a row for each."""
    done = run("optimise", "--now", "2021", "--gap", "0.05", "--format", format, "--lang", "en", cwd=TOP)
    assert done.returncode == 0
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        assert list(rows[0]) == [
            *("id", "name", "area", "type", "planned_opens", "opens"),
            *("seats_before", "seats", "cost_wan", "reason", "why", "turns", "kept", "now"),
        ]
        assert len(rows) == 32
    else:
        assert "2025-kindergarten-3" in done.stdout
        assert "agrees to the seat" in done.stdout


def test_candidates_of_a_file_come_on_top_of_the_plan(tmp_path: Path) -> None:
    """What must open opens within its years, at one of its sizes; the schedule adds whole rows."""
    (tmp_path / "c.yaml").write_text(CANDIDATES, encoding="utf-8")
    found = asked("--candidates", tmp_path / "c.yaml", "--output", tmp_path / "s.yaml")
    rows = {row["id"]: row for row in found["rows"]}
    assert rows["a"]["opens"] in (2022, 2023, 2024)
    assert (rows["b"]["opens"], rows["b"]["seats"]) == (2023, 900)
    assert rows["a"]["planned_opens"] is None
    told = {
        row["id"]: row
        for row in json.loads(run("ledger", "--scenario", tmp_path / "s.yaml", "--format", "json").stdout)["rows"]
    }
    assert told["b"]["middle"] == 900
    assert len(told) == 32 + sum(row["opens"] is not None for row in found["rows"])


def test_seats_in_use_may_turn_and_gap_shows_them(tmp_path: Path) -> None:
    """With conversions fewer schools are built; what turns is a row of the scenario, and `gap` counts it the same."""
    found, plain = asked("--allow", "convert", "--gap", "0.01", "--output", tmp_path / "s.yaml"), asked()
    assert values(found)["cost"] < values(plain)["cost"]
    assert values(found)["unmet"] < values(plain)["unmet"]
    assert "removes: {" in (tmp_path / "s.yaml").read_text(encoding="utf-8")
    rows = json.loads(run("gap", "--scenario", tmp_path / "s.yaml", "--format", "json").stdout)["rows"]
    key = ("year", "area", "stage")
    told = {tuple(row[each] for each in key): row["balance"] for row in found["balances"]}
    assert {tuple(row[each] for each in key): row["balance"] for row in rows} == told


def test_every_cost_stands_in_a_row() -> None:
    """Schools, temporary classes and what turns: the rows add up to the sums by year, as the engine counts them."""
    found = asked("--allow", "convert,temporary", "--gap", "0.05")
    assert {"temporary", "turns_in_use"} <= {row["reason"] for row in found["rows"]}
    assert sum(row["cost_wan"] for row in found["rows"]) == pytest.approx(sum(each["after"] for each in found["costs"]))
    assert values(found)["cost"] == pytest.approx(sum(each["after"] for each in found["costs"]))


def test_what_clashes_is_found_where_seats_may_turn_too() -> None:
    """Budgets that do not pay for the school under construction clash, whatever else is allowed."""
    done = run("optimise", "--now", "2021", "--allow", "convert", "--budget-default", "500", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert "must open in" in done.stdout


def test_parts_of_seats_are_no_hindrance_to_a_first_schedule(tmp_path: Path) -> None:
    """Where not all seats count, so that cells hold parts of seats, a short search still ends with a schedule."""
    text = "scenario: 九成\nextends: plan_2021_2025\nset: {delivered_share: 0.9}\n"
    (tmp_path / "share.yaml").write_text(text, encoding="utf-8")
    found = asked("--scenario", tmp_path / "share.yaml", "--allow", "temporary", "--time-limit", "1")
    assert len(found["rows"]) >= 32


def test_what_holds_a_schedule_back_is_told(tmp_path: Path) -> None:
    """Every pupil-year that is short of the shipped plan's schools lies before they can open, or is more than they
    all bring; and a school that must open though nobody needs it is named with its cost."""
    found = asked()
    assert {each["kind"] for each in found["limits"]} == {"too_early", "all_open"}
    assert sum(each["missing"] for each in found["limits"]) == values(found)["unmet"]
    needless = CANDIDATES.replace("earliest: 2022}", 'earliest: 2034, must: "yes"}')
    (tmp_path / "c.yaml").write_text(needless, encoding="utf-8")
    limits = asked("--candidates", tmp_path / "c.yaml")["limits"]
    assert {"kind": "must", "id": "c", "cost_wan": 900.0} in limits
    told = run("optimise", "--now", "2021", "--candidates", tmp_path / "c.yaml", "--lang", "en").stdout
    assert "2 are built though they fill no shortage, for 5,400 × 10,000 yuan: 乙校, c." in told
    plain = CANDIDATES.replace('must: "yes"', 'must: "no"').replace("earliest: 2022}", "earliest: 2034, must: yes}")
    (tmp_path / "c.yaml").write_text(plain, encoding="utf-8")
    told = run("optimise", "--now", "2021", "--candidates", tmp_path / "c.yaml", "--lang", "en").stdout
    assert "c must open, though it fills no shortage: without it 900 × 10,000 yuan would be saved." in told


def test_what_clashes_is_told_and_no_more_than_that(tmp_path: Path) -> None:
    """A budget too small for one school that must open in one year: these two, and no other constraint."""
    (tmp_path / "c.yaml").write_text(CANDIDATES, encoding="utf-8")
    words = ["--candidates", str(tmp_path / "c.yaml"), "--budget", "2021=1,2022=100,2030=5", "--lang", "en"]
    done = run("optimise", "--now", "2021", *words)
    assert (done.returncode, done.stderr) == (1, "")
    lines = [line for line in done.stdout.splitlines() if line.startswith("- ")]
    assert lines == [
        "- 乙校 (b) must open in 2023–2023, for 4,500 × 10,000 yuan at least",
        "- the budget of 2022: 100 × 10,000 yuan",
    ]


def test_a_size_cap_may_be_what_clashes() -> None:
    """What is under construction above the cap cannot be kept within it."""
    done = run("optimise", "--now", "2021", "--within-caps", "--lang", "en")
    assert done.returncode == 1
    assert "no size of it is within the size cap" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "latest: 2024",
            "latest: 2021",
            ":2: candidates[a].latest: is before the earliest opening year 2022 (found 2021)",
        ),
        ("type: middle", "type: midle", ":3: schools[b].type: "),
        (
            "earliest: 2022}",
            "earliest: 2022, area: 西城}",
            ":4: candidates[c].area: is not an area of the plan (found 西城)",
        ),
        ("must:", "muss:", ":2: candidates[a].muss: unknown key. Did you mean must?"),
    ],
)
def test_faults_of_a_candidates_file_name_their_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    """Every slip is told at its line, and ends with exit 3."""
    place = tmp_path / "c.yaml"
    place.write_text(CANDIDATES.replace(old, new, 1), encoding="utf-8")
    done = run("optimise", "--now", "2021", "--candidates", place, "--lang", "en")
    assert done.returncode == 3
    assert f"{place}{told}" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--budget", "2022"],
        ["--budget", "2022=x"],
        ["--budget", "2022=1,2022=2"],
        ["--budget", "2022=1", "--budget", "2022=2"],
        ["--weights", "unmet=1", "--weights", "unmet=2"],
        ["--weights", "unmet=1,price=2"],
        ["--allow", "tents"],
        ["--gap", "nan"],
        ["--to", "2025"],
        ["--weights", "unmet=0"],
        ["--time-limit", "nan"],
        ["--scenario", "a.yaml", "--scenario", "b.yaml", "--output", "c.yaml"],
    ],
)
def test_a_wrong_command_line_ends_with_2(words: list[str]) -> None:
    """What cannot be meant is told before anything is read."""
    done = run("optimise", "--now", "2021", *words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def hard(folder: Path) -> list[str | Path]:
    """Words for a choice that takes long to prove: 200 schools that all cost otherwise, and budgets for a few."""
    dice, lines = random.Random(1), ["candidates:"]
    for n in range(200):
        stage, track = dice.choice((("kindergarten", 90), ("primary", 270), ("middle", 150)))
        seats = track * dice.randint(4, 9)
        lines.append(
            f"  - {{id: c{n}, type: {stage}, seats: {{{stage}: {seats}}}, earliest: {dice.randint(2022, 2028)},"
            f" cost_wan: {round(seats * dice.uniform(3, 8))}}}"
        )
    (folder / "hard.yaml").write_text("\n".join(lines), encoding="utf-8")
    more = "scenario: 拥挤\nextends: plan_2021_2025\nset: {base_crowding: 2}\n"
    (folder / "more.yaml").write_text(more, encoding="utf-8")
    return ["--candidates", folder / "hard.yaml", "--scenario", folder / "more.yaml", "--budget-default", "15000"]


def test_a_time_limit_gives_the_best_so_far_and_says_so(tmp_path: Path) -> None:
    """Where the time does not suffice the answer is still checked, and its gap is told."""
    found = asked(*hard(tmp_path), "--time-limit", "1")
    assert not found["proven"]
    assert found["objectives"][0]["ended"] == "time"
    assert found["objectives"][0]["gap"] > 0


def test_nothing_is_written_where_the_format_cannot_be_had(tmp_path: Path) -> None:
    """Titles of columns are asked for without CSV: exit 2 before the search, and no scenario is left behind."""
    done = run("optimise", "--now", "2021", "--labels", "--output", tmp_path / "s.yaml")
    assert done.returncode == 2
    assert "--labels" in done.stderr
    assert not (tmp_path / "s.yaml").exists()


def test_the_conclusion_is_the_first_sentence_and_stands_in_json() -> None:
    """In both languages, with names, the cost, and what stays short; and what clashes where there is no schedule."""
    for lang, begin in (("zh", "结论：建 "), ("en", "In short: build ")):
        words = ("optimise", "--now", "2021", "--gap", "0.05", "--lang", lang)
        told = json.loads(run(*words, "--format", "json").stdout)["conclusion"]
        assert told.startswith(begin)
        assert "规划十小 2022" in told
        assert "3,914" in told
        assert f"{values(asked('--gap', '0.05'))['cost']:,.0f}" in told
        assert told in run(*words, "--format", "md").stdout
    clash = run("optimise", "--now", "2021", "--budget-default", "500", "--lang", "en", "--format", "json")
    assert "these constraints clash" in json.loads(clash.stdout)["conclusion"]
