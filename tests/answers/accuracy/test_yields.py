"""Yields by one's own estates: exact on numbers made up, drawn to what is assumed as far as they are unsure."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from xuewei.answers.accuracy.yields import FittedYield, fitted_yields
from xuewei.model.assumptions import Figure
from xuewei.model.population import EstateCount

from builders import estate, estate_rules
from inside import run
from program import TOP

RULES = replace(estate_rules(None, {1: 0.5}, {"primary": 20.0}), yield_spread=Figure(0.25))


def count(id: str, pupils: float, occupied: float | None, year: int = 2025) -> EstateCount:
    """Pupils of primary of an estate."""
    return EstateCount(id, year, "primary", pupils, occupied, "published", "学籍")


def fitted(*counts: EstateCount, spread: float = 0.25) -> FittedYield:
    """What they come to."""
    rows = [estate(name, dwellings=400.0) for name in dict.fromkeys(each.id for each in counts)]
    (found,) = fitted_yields(counts, rows, replace(RULES, yield_spread=Figure(spread)), ["primary", "middle"])
    return found


def test_a_case_by_hand() -> None:
    """100 of 400 and 60 of 400: 160 ÷ 800 = 20 per 100. Without the one 15, without the other 25: the jackknife is
    √(1/2 × (5² + 5²)) = 5, and so is the error of what is assumed, 0.25 × 20: half and half, with 5 ÷ √2."""
    found = fitted(count("a", 100, 400), count("b", 60, 400))
    assert [found.own, found.own_error, found.weight] == pytest.approx([20, 5, 0.5])
    assert [found.yield_per_100, found.error] == pytest.approx([20, 5 / 2**0.5])


def test_estates_that_agree_are_as_unsure_as_their_pupils_are_few() -> None:
    """100 pupils are unsure by a tenth: 2.5 per 100 dwellings; ten times as many estates draw less to the assumed."""
    one = fitted(count("a", 100, 400))
    assert [one.own, one.own_error] == pytest.approx([25, 2.5])
    many = fitted(*(count(f"e{n}", 100, 400) for n in range(10)))
    assert 20 < one.yield_per_100 < many.yield_per_100 < 25
    assert many.error < one.error < 2.5


def test_nothing_is_drawn_from_what_is_sure_and_all_to_it_where_it_has_no_spread() -> None:
    """A spread of none keeps what is assumed."""
    assert fitted(count("a", 100, 400), spread=0).yield_per_100 == 20
    assert fitted(count("a", 100, 400), spread=1).yield_per_100 == pytest.approx(25, abs=0.2)


def test_dwellings_that_are_not_counted_follow_the_course() -> None:
    """Half of 400 a year after completion, and that is said; nobody lives there before."""
    found = fitted(count("a", 50, None, 2023), count("a", 50, None, 2022))
    assert [found.dwellings, found.own, found.guessed] == pytest.approx([200, 25, 1])


def test_the_command_says_what_to_write(tmp_path: Path) -> None:
    """And what is wrong with the file, with its lines."""
    people = tmp_path / "people"
    shutil.copytree(TOP / "examples" / "district" / "population", people)
    assert run("fit", people, "--estates").returncode == 2
    estates = "id,area,dwellings,completes,basis,source\ne1,合成区,400,2024,assumed,x\n"
    (people / "estates.csv").write_text(estates, encoding="utf-8")
    assert run("fit", people, "--estates").returncode == 3
    table, head = people / "estate_pupils.csv", "id,year,stage,pupils,occupied,basis,source\n"
    table.write_text(head + "e1,2026,primary,100,400,published,学籍\n", encoding="utf-8")
    done = run("fit", people, "--estates", "--lang", "en")
    assert "25.0 ± 2.5" in done.stdout
    assert "primary: {values: {1: 24.4}" in " ".join(done.stdout.split())
    (row,) = json.loads(run("fit", people, "--estates", "--format", "json").stdout)["rows"]
    assert (row["stage"], row["estates"], row["usual"]) == ("primary", 1, 21.7)
    table.write_text(head + "e2,2026,primry,100,0,published,学籍\n", encoding="utf-8")
    wrong = run("fit", people, "--estates", "--lang", "en")
    assert wrong.returncode == 3
    assert [line.split(": ")[1] for line in wrong.stderr.splitlines()] == ["id", "stage", "occupied"]
    assert run("fit", people, "--estates", "--origin", "2024").returncode == 2
