"""Bands: what they hold on made-up and real records, and that they know no future."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import xuewei
from xuewei.answers.accuracy.backtest import Cover, coverage
from xuewei.formats.population.folder import read_enrolment
from xuewei.model.balance import BAND_LEVELS
from xuewei.model.bands import demand_bands
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.errors import past_errors
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.stages import Stage

from inside import run
from program import TOP

PRIMARY = Stage("primary", 6, 6, 45)


def wandering(areas: Sequence[int], years: int, seed: int = 3) -> EnrolmentHistory:
    """Areas of so many pupils a grade: births are given, and every ratio wanders by a common part and by chance."""
    chance = np.random.default_rng(seed)
    pupils, births = [], []
    for n, size in enumerate(areas):
        area = f"区{n}"
        here = np.full(6, float(size))
        for year in range(1990, 2000 + years):
            births.append(BirthsRow(area, year, float(size), "assumed", "test", date(year, 12, 31)))
        for year in range(2000, 2000 + years):
            before = np.concatenate([[size], here[:-1]])
            here = chance.poisson(before * np.exp(chance.normal(0, 0.02, 6))).astype(float)
            for grade, count in enumerate(here, start=1):
                pupils.append(EnrolmentRow(area, year, "primary", grade, int(count), "assumed", "test"))
    return enrolment_history(pupils, births, [PRIMARY], (8, 31))


def together(covers: Sequence[Cover], level: float) -> tuple[float, int]:
    """What bands of a level hold at leads 1 to 4 over everything together, and of how many points."""
    near = [each for each in covers if each.level == level and each.lead <= 4 and each.held_out is not None]
    points = sum(each.points for each in near)
    return sum((each.held_out or 0.0) * each.points for each in near) / points, points


def test_bands_hold_what_they_should_on_a_record_that_only_wanders() -> None:
    """Held out by origin, each level holds its share, and so it does with the errors known at the origin."""
    covers = coverage(past_errors(wandering([40, 80, 160, 320, 640, 1280] * 3, 22), 4))
    for level in BAND_LEVELS:
        held, points = together(covers, level)
        assert points > 800
        assert abs(held - level) < 0.04, level
        then = [(each.known_then or 0) * each.points_then for each in covers if each.level == level]
        all_then = sum(each.points_then for each in covers if each.level == level)
        assert abs(sum(then) / all_then - level) < 0.06, level


@pytest.mark.parametrize("revised", [False, True])
def test_bands_of_china_hold_four_fifths(revised: bool) -> None:
    """Over all stages and origins at leads 1 to 4, about four fifths of what came lies in the 80 % bands of other
    years, though registers were being cleaned up in the first of them."""
    held, points = together(coverage(past_errors(replace(read_enrolment("china").history, revised=revised), 7)), 0.8)
    assert points == 114
    assert 0.72 <= held <= 0.85


@pytest.mark.parametrize("level", ["50", "80", "95"])
def test_forecasts_have_bands_at_the_level_that_is_asked(level: str) -> None:
    """``forecast --by grade`` has ``low`` and ``high`` behind its columns, and wider ones at higher levels."""
    words = ("forecast", "--population", "china", "--origin", "2021", "--to", "2023", "--by", "grade")
    done = run(*words, "--band", level, "--format", "json")
    found = json.loads(done.stdout)
    assert found["band"] == int(level) / 100
    wholes = [row for row in found["rows"] if row["grade"] is None]
    assert all(row["low"] < row["demand"] < row["high"] for row in wholes)


def test_an_unknown_level_is_a_wrong_command_line() -> None:
    """Bands are made for three levels; another one is told with those that are known."""
    done = run("forecast", "--population", "china", "--band", "90")
    assert done.returncode == 2
    assert "50, 80, 95" in done.stderr


def _gap(*words: str) -> list[dict[str, Any]]:
    """The rows of ``gap`` as JSON."""
    rows: list[dict[str, Any]] = json.loads(run("gap", *words, "--format", "json").stdout)["rows"]
    return rows


def test_gap_has_low_middle_and_high_demand_with_the_balance_at_each() -> None:
    """Known years have no band; later ones hold the forecast, balances are seats less the ends, and the warning is red
    or yellow just where the low or the high demand is short of seats."""
    rows = _gap("--scenario", "examples/grade_by_grade.yaml")
    assert all((row["demand_low"] is None) == (row["year"] <= 2023) for row in rows)
    for row in rows:
        if row["demand_low"] is None:
            assert row["band_warning"] is None
            continue
        assert row["demand_low"] < row["demand"] < row["demand_high"]
        assert row["balance_low"] == row["seats"] - row["demand_high"]
        assert row["balance_high"] == row["seats"] - row["demand_low"]
        short = {True: "red", False: "yellow"}[row["balance_high"] < 0]
        assert row["band_warning"] == (short if row["balance_low"] < 0 else "green")
        assert (row["band_source"], row["band_tested"]) == ("people", False)
    assert {row["band_warning"] for row in rows} >= {"green", "yellow"}


def test_higher_levels_are_wider_in_gap() -> None:
    """50 % within 80 % within 95 %, in every row."""
    by_level = [_gap("--from", "2024", "--band", level) for level in ("50", "80", "95")]
    for rows in zip(*by_level, strict=True):
        highs = [row["demand_high"] for row in rows]
        assert highs == sorted(highs)
        assert highs[0] < highs[2]


def _longer(folder: Path, first: int) -> Path:
    """The invented town with pupils on record from ``first`` on: before 2018 a little off those of that year."""
    shutil.copytree(TOP / "examples" / "pupils", folder)
    path = folder / "enrolment.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    chance = np.random.default_rng(6)
    more = []
    for line in lines[1:]:
        cells = line.split(",")
        if cells[1] == "2018":
            for year in range(first, 2018):
                cells[1], cells[4] = str(year), str(round(float(cells[4]) * chance.uniform(0.97, 1.03)))
                more.append(",".join(cells))
    path.write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    return folder


def test_demand_by_grades_takes_its_bands_from_the_record(tmp_path: Path) -> None:
    """In the invented town with pupils on record for fourteen years, bands of stages by grades come from its own
    errors, the year after the last on record is the first with a band, and CSV says true and false as JSON does."""
    folder = str(_longer(tmp_path / "people", 2010))
    words = ("--plan", "examples/small_city/plan.yaml", "--population", folder)
    by_grades = [row for row in _gap(*words) if row["method"] == "grades"]
    first = {row["stage"]: row["year"] for row in reversed(by_grades) if row["demand_low"] is not None}
    assert {row["band_source"] for row in by_grades if row["year"] > 2023} == {"record"}
    assert set(first.values()) == {2024}
    table = run("gap", *words, "--format", "csv").stdout.splitlines()
    assert {line.rsplit(",", 1)[1] for line in table[1:]} == {"true", "false", ""}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_too_short_a_record_has_no_band_and_says_so(lang: str) -> None:
    """Six years of pupils are two years of errors: no row by grades has a band, none is borrowed, and the note names
    the file and how many years it takes."""
    words = ("--plan", "examples/small_city/plan.yaml", "--population", "examples/pupils")
    by_grades = [row for row in _gap(*words) if row["method"] == "grades"]
    assert {row["demand_low"] for row in by_grades} == {None}
    shown = " ".join(run("gap", *words, "--band", "80", "--lang", lang).stdout.split())
    wanted = {
        "zh": ("没有区间", "在校生连续 8 年（enrolment.csv）"),
        "en": ("no band", "8 years of pupils in a row (enrolment.csv)"),
    }
    for each in wanted[lang]:
        assert each.replace(" ", "") in shown.replace(" ", "")


def test_low_is_the_smaller_number_in_tables_and_in_records() -> None:
    """The least balance of a table is the record's `balance_low`, and its heads say least and most."""
    from xuewei.answers.gap.view import gap as view

    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    rows = found.rows([2030])
    shown = view(
        found, rows, "zh", by_stage=False, bands=demand_bands(found.demand, found.population, found.assumptions, 0.8)
    )
    heads = [column.title for column in shown.sheets[1].columns]
    assert heads[1:7] == ["需求下限", "需求", "需求上限", "余缺下限", "余缺", "余缺上限"]
    for cells, record in zip(shown.sheets[1].rows, shown.records, strict=True):
        least, most = cells[4], cells[6]
        assert isinstance(least, tuple)
        assert isinstance(most, tuple)
        assert (least[0], most[0]) == (f"{record['balance_low']:+,}", f"{record['balance_high']:+,}")
        assert int(str(record["balance_low"])) < int(str(record["balance"])) < int(str(record["balance_high"]))
