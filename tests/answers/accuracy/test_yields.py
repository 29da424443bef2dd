"""Yields by one's own estates: exact on numbers made up, drawn to what is assumed as far as they are unsure."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.answers.accuracy.yields import FittedYield, fitted_yields
from xuewei.model.assumptions import Figure
from xuewei.model.population import EstateCount

from builders import estate, estate_rules
from inside import run
from program import TOP

BEFORE = "year: is before 2026, when the first dwellings of the estate are completed (found 2025)"
RULES = replace(estate_rules(None, {1: 0.5}, {"primary": 20.0}), yield_spread=Figure(0.25))


def count(id: str, pupils: float, occupied: float | None, year: int = 2025) -> EstateCount:
    """Pupils of primary of an estate."""
    return EstateCount(id, year, "primary", pupils, occupied, "published", "学籍")


def fitted(*counts: EstateCount, spread: float = 0.25, between: float = 0.25) -> FittedYield:
    """What they come to."""
    rows = [estate(name, dwellings=400.0) for name in dict.fromkeys(each.id for each in counts)]
    rules = replace(RULES, yield_spread=Figure(spread), estate_spread=Figure(between))
    (found,) = fitted_yields(counts, rows, rules, ["primary", "middle"])
    return found


def test_a_case_by_hand() -> None:
    """100 of 400 and 60 of 400: 160 ÷ 800 = 20 per 100, and what is assumed is unsure by 0.25 × 20 = 5. Without the one
    15, without the other 25: squared, one estate is off by 2 × (1/2 × (5² + 5²)) = 50. It is assumed to be off by
    0.25 × 20 = 5 beside the count of its pupils, 5² + 2 × 2.5 = 30, and that counts as four estates: 34, and for the
    mean of two 17."""
    found = fitted(count("a", 100, 400), count("b", 60, 400))
    assert [found.own, found.own_error, found.weight] == pytest.approx([20, 17**0.5, 25 / 42])
    assert [found.yield_per_100, found.error] == pytest.approx([20, (1 / (1 / 25 + 1 / 17)) ** 0.5])


def test_one_estate_is_as_unsure_as_estates_differ() -> None:
    """100 pupils are unsure by a tenth, 2.5 per 100 dwellings, and another estate would be off by 5: √31.25."""
    one = fitted(count("a", 100, 400))
    assert [one.own, one.own_error] == pytest.approx([25, 31.25**0.5])
    sure = fitted(count("a", 100, 400), between=0.0)
    assert sure.own_error == pytest.approx(2.5)


@given(
    pupils=st.integers(0, 400),
    dwellings=st.sampled_from([100.0, 400.0, 5000.0]),
    between=st.floats(0.0, 1.0),
    spread=st.floats(0.01, 1.0),
)
def test_estates_that_agree_are_trusted_the_more_the_more_there_are(
    pupils: int, dwellings: float, between: float, spread: float
) -> None:
    """One never counts for more than two that say the same, nor two than three, … whatever is assumed."""
    found = [
        fitted(*(count(f"e{k}", pupils, dwellings) for k in range(n)), spread=spread, between=between)
        for n in (1, 2, 3, 5, 10)
    ]
    weights, errors = [each.weight for each in found], [each.error for each in found]
    assert weights == sorted(weights)
    assert errors == sorted(errors, reverse=True)


def test_estates_that_differ_are_trusted_less_than_those_that_agree() -> None:
    """The same pupils and dwellings in all."""
    alike = fitted(*(count(name, 80, 400) for name in "abc"))
    apart = fitted(count("a", 20, 400), count("b", 60, 400), count("c", 160, 400))
    assert (alike.own, alike.dwellings) == (apart.own, apart.dwellings)
    assert apart.weight < alike.weight


def test_nothing_is_drawn_from_what_is_sure_and_all_to_it_where_it_has_no_spread() -> None:
    """A spread of none keeps what is assumed."""
    assert fitted(count("a", 100, 400), spread=0).yield_per_100 == 20
    assert fitted(count("a", 100, 400), spread=1, between=0).yield_per_100 == pytest.approx(25, abs=0.2)


def test_dwellings_that_are_not_counted_follow_the_course() -> None:
    """Half of 400 a year after completion, and that is said; nobody lives there before."""
    found = fitted(count("a", 50, None, 2023), count("a", 50, None, 2022))
    assert [found.dwellings, found.own, found.guessed] == pytest.approx([200, 25, 1])


def test_the_command_says_what_to_write(tmp_path: Path) -> None:
    """And what is wrong with the file, with its lines."""
    people = tmp_path / "people"
    shutil.copytree(TOP / "examples" / "district" / "population", people)
    (people / "estates.csv").unlink()
    none = run("fit", people, "--estates", "--lang", "en")
    assert none.returncode == 3
    assert "people/estates.csv: no estates: write this table" in none.stderr
    estates = "id,area,dwellings,completes,basis,source\ne1,合成区,400,2024,assumed,x\n"
    (people / "estates.csv").write_text(estates, encoding="utf-8")
    lacking = run("fit", people, "--estates", "--lang", "en")
    assert lacking.returncode == 3
    assert "people/estate_pupils.csv: no such file: write id, year, stage, pupils" in lacking.stderr
    table, head = people / "estate_pupils.csv", "id,year,stage,pupils,occupied,basis,source\n"
    table.write_text(head + "e1,2026,primary,100,400,published,学籍\n", encoding="utf-8")
    done = run("fit", people, "--estates", "--lang", "en")
    assert "25.0 ± 6.0" in done.stdout
    assert "primary: {values: {1: 23.2}" in " ".join(done.stdout.split())
    (row,) = json.loads(run("fit", people, "--estates", "--format", "json").stdout)["rows"]
    assert (row["stage"], row["estates"], row["usual"]) == ("primary", 1, 21.7)
    table.write_text(head + "e2,2026,primry,100,0,published,学籍\n", encoding="utf-8")
    wrong = run("fit", people, "--estates", "--lang", "en")
    assert wrong.returncode == 3
    assert [line.split(": ")[1] for line in wrong.stderr.splitlines()] == ["id", "stage", "occupied"]
    assert run("fit", people, "--estates", "--origin", "2024").returncode == 2


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A folder with an estate of 2,000 dwellings of 2024, one of 2026 and one known by its floor area."""
    shutil.copytree(TOP / "examples" / "district" / "population", tmp_path / "people")
    rows = "e1,甲,合成区,2000,,2024,assumed,x\ne4,西府,合成区,2000,,2026,assumed,x\ne5,,合成区,,60000,2024,assumed,x\n"
    table = "id,name,area,dwellings,floor_area_m2,completes,basis,source\n" + rows
    (tmp_path / "people" / "estates.csv").write_text(table, encoding="utf-8")
    return tmp_path / "people"


def told(people: Path, rows: str, *options: str) -> CompletedProcess[str]:
    """What `fit --estates` says of some pupils by estate."""
    head = "id,year,stage,pupils,occupied,basis,source\n"
    lines = "".join(f"{row},published,x\n" for row in rows.split())
    (people / "estate_pupils.csv").write_text(head + lines, encoding="utf-8")
    return run("fit", people, "--estates", "--lang", "en", *options)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("e1,2026,primary,400,9000", "occupied: is more than the 2,000 dwellings completed by 2026 (found 9,000)"),
        ("e4,2026,primary,10,2001", "occupied: is more than the 2,000 dwellings completed by 2026 (found 2,001)"),
        ("e5,2026,primary,400,3001", "occupied: is more than the 3,000 dwellings completed by 2026 (found 3,001)"),
        ("e1,2026,primary,1000,100", "pupils: is more than 2 for each of 100 dwellings (found 1,000)"),
        ("e1,2026,primary,4001,", "pupils: is more than 2 for each of 2,000 dwellings (found 4,001)"),
        ("e4,2025,primary,10,", BEFORE),
        ("e4,2025,primary,0,3", BEFORE),
    ],
)
def test_counts_that_cannot_be_are_told(people: Path, row: str, fault: str) -> None:
    """With the line, behind a good row, and alone."""
    done = told(people, f"e1,2026,middle,100,1000 {row}")
    assert done.returncode == 3
    assert [line.partition("estate_pupils.csv:")[2] for line in done.stderr.splitlines()] == [f"3: {fault}"]


@pytest.mark.parametrize("row", ["e1,2026,primary,4000,2000", "e5,2026,primary,600,300", "e4,2025,primary,0,"])
def test_counts_that_can_be_are_taken(people: Path, row: str) -> None:
    """To the last dwelling and pupil."""
    assert told(people, f"e1,2026,middle,100,1000 {row}").returncode == 0


def test_where_nobody_lives_by_the_course_it_asks_for_the_dwellings_lived_in(people: Path) -> None:
    """Alone, and beside others, of whom it tells a figure."""
    alone = told(people, "e4,2026,primary,10,")
    assert alone.returncode == 3
    words = " ".join(alone.stderr.replace("│", " ").split())
    assert "西府 (2026)" in words
    assert "occupied" in words
    both = told(people, "e4,2026,primary,10, e1,2026,primary,100,400")
    assert "西府 (2026)" in both.stdout
    assert "西府" not in told(people, "e4,2026,primary,10,40 e1,2026,primary,100,400").stdout
    assert "西府" not in told(people, "e4,2026,primary,0, e1,2026,primary,100,400").stdout


def test_each_reason_for_which_nothing_is_estimated_is_told(people: Path) -> None:
    """Nothing on record of the stage, nobody lives there, and no yield to draw it to."""

    def why(rows: str, *options: str) -> str:
        done = told(people, rows, *options)
        assert done.returncode == 3
        return " ".join(done.stderr.replace("│", " ").split())

    assert "has pupils of the stages asked for" in why("e1,2026,primary,100,400", "--stage", "middle")
    assert "nobody lives" in why("e1,2026,primary,0,0")
    yaml = people / "assumptions.yaml"
    stages = {"nursery": (2, 1), "kindergarten": (3, 3), "primary": (6, 6), "middle": (12, 3)}
    own = [f"  {name}: {{entry_age: {age}, grades: {n}, class_size: 40}}\n" for name, (age, n) in stages.items()]
    yaml.write_text(yaml.read_text(encoding="utf-8") + "stages:\n" + "".join(own), encoding="utf-8")
    assert "estates.yields.nursery" in why("e1,2026,nursery,10,400")
    assert "estates.yields.nursery" in told(people, "e1,2026,nursery,10,400 e1,2026,primary,10,400").stdout
