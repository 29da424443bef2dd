"""Bands: the conformal rule by hand, what they hold on made-up and real records, and that they know no future."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.accuracy.backtest import Cover, cohort_ages, coverage, disturbed
from xuewei.errors import InputError
from xuewei.formats.population.bands import bands_text, read_bands
from xuewei.formats.population.folder import read_enrolment
from xuewei.model.bands import LEVELS, TABLE, Banding, TableBands, TableRow, demand_bands, record_bands, table_rows
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.errors import (
    PastErrors,
    Scale,
    conformal,
    enough,
    in_lines,
    origins_of,
    past_errors,
    progressed,
    scale_of,
    width,
)
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


@given(st.lists(st.floats(0, 10, allow_nan=False), min_size=1, max_size=60), st.sampled_from(LEVELS))
def test_a_conformal_half_width_is_the_least_that_holds_its_share(scores: list[float], level: float) -> None:
    """At least ⌈(n + 1)·level⌉ scores lie within it, fewer lie strictly within, and too few scores have none."""
    found, rank = conformal(np.array(scores), level), math.ceil((len(scores) + 1) * level - 1e-9)
    if rank > len(scores):
        assert math.isinf(found)
    else:
        assert sum(score <= found for score in scores) >= rank > sum(score < found for score in scores)


def test_half_widths_hold_their_share_of_what_is_exchangeable() -> None:
    """Over many draws the next error lies within as often as the level says, to the share of one rank."""
    chance = np.random.default_rng(5)
    draws = np.abs(chance.standard_t(3, size=(4000, 25)))
    for level in LEVELS:
        held = np.mean([row[-1] <= conformal(row[:-1], level) for row in draws])
        assert level - 0.02 <= held <= level + 1 / 25 + 0.02


def test_the_scale_finds_both_parts_of_a_spread() -> None:
    """Errors of a common part and of chance in areas of 30 to 30,000 pupils give both back."""
    chance = np.random.default_rng(2)
    pupils = np.repeat([30.0, 300.0, 3000.0, 30000.0], 500)
    found = scale_of(chance.normal(0, Scale(0.0004, 1.0).of(pupils)), pupils)
    ratio = found.of(pupils) / Scale(0.0004, 1.0).of(pupils)
    assert ratio.max() / ratio.min() < 1.15


def test_small_and_large_areas_are_held_alike() -> None:
    """With areas of 30 and of 3,000 pupils a grade in one record, the 80 % band holds each of them; without the scale
    it would be far too narrow for the one and too wide for the other."""
    past = past_errors(wandering([30] * 25 + [3000] * 25, 14), 4)
    line = PRIMARY.grades
    for lead in (1, 2, 3):
        band = width(past, line, lead, 0.8, range(len(past.origins)))
        errors, pupils = past.errors[:, lead - 1, :, line], past.pupils[:, lead - 1, :, line]
        inside = np.where(np.isfinite(errors), np.abs(errors) <= band.half * band.scale.of(pupils), np.nan)
        small, large = np.nanmean(inside[:, :25]), np.nanmean(inside[:, 25:])
        assert 0.7 < small < 0.9
        assert 0.7 < large < 0.9
        plain = width(past, line, lead, 0.8, range(len(past.origins)), sized=False)
        assert np.nanmean(np.abs(errors[:, 25:])[np.isfinite(errors[:, 25:])] <= plain.half) > 0.95


def test_bands_hold_what_they_should_on_a_record_that_only_wanders() -> None:
    """Held out by origin, each level holds its share, and so it does with the errors known at the origin."""
    covers = coverage(past_errors(wandering([40, 80, 160, 320, 640, 1280] * 3, 22), 4))
    for level in LEVELS:
        held, points = together(covers, level)
        assert points > 800
        assert abs(held - level) < 0.04, level
        then = [(each.known_then or 0) * each.points_then for each in covers if each.level == level]
        all_then = sum(each.points_then for each in covers if each.level == level)
        assert abs(sum(then) / all_then - level) < 0.06, level


@pytest.mark.parametrize("revised", [False, True])
def test_bands_of_china_hold_four_fifths(revised: bool) -> None:
    """Over all stages and origins at leads 1 to 4, 76 to 84 % of what came (at least 82 of 108) lies in the 80 % bands
    of other origins."""
    held, points = together(coverage(past_errors(replace(read_enrolment("china").history, revised=revised), 7)), 0.8)
    assert points == 108
    assert 82 <= held * points <= 0.84 * points


def test_a_band_knows_nothing_that_was_published_after_its_origin() -> None:
    """Later pupils, births and revisions may be anything: the bands of an origin are the same."""
    history = read_enrolment("china").history
    for origin in (2019, 2022):
        one, other = (record_bands(each.known_at(origin).alone()) for each in (history, disturbed(history, origin)))
        for line in range(history.width):
            for lead in (1, 3, 9):
                assert one.half(line, lead, 0.8, 1e7) == other.half(line, lead, 0.8, 1e7)


def test_no_year_counts_on_both_sides_of_a_held_out_band() -> None:
    """A record of four origins has none two years away from the second for all to be held out at lead 3."""
    past = past_errors(wandering([100] * 8, 8), 4)
    assert past.origins == (2003, 2004, 2005, 2006)
    by_lead = {each.lead: each.points for each in coverage(past) if each.level == 0.8}
    assert by_lead[1] == 4 * 8
    assert by_lead[2] == 2 * 8  # 2003 from 2005, 2005 from 2003; 2004 is a year from both
    assert by_lead[3] == 0


def _flat(errors: list[float]) -> PastErrors:
    """One stage of one grade with these errors at lead 1, one for each origin."""
    rows = [EnrolmentRow("甲", 2000 + n, "one", 1, 100, "assumed", "test") for n in range(len(errors) + 4)]
    history = enrolment_history(rows, [], [Stage("one", 6, 1, 45)], (8, 31))
    shape = (len(errors), 1, 1, 2)
    return PastErrors(
        history,
        tuple(origins_of(history)),
        np.array(errors).reshape(-1, 1, 1, 1) * np.ones(shape),
        np.full(shape, 100.0),
    )


def test_too_few_errors_give_no_band() -> None:
    """Three errors give none; four give the largest for 50 and 80 % alike or less, none for 95 %."""
    assert [enough(level) for level in LEVELS] == [4, 4, 19]
    assert math.isinf(width(_flat([0.1, 0.2, 0.3]), 1, 1, 0.5, range(3)).half)
    four = _flat([0.1, -0.2, 0.3, -0.4])
    halves = [width(four, 1, 1, level, range(4)) for level in LEVELS]
    assert [each.half * float(each.scale.of(np.array(100.0))) for each in halves] == pytest.approx([0.3, 0.4, math.inf])


def test_a_higher_level_is_never_narrower_and_a_longer_lead_than_tested_is_stretched() -> None:
    """On the national record, at every lead up to twenty years."""
    bands = record_bands(read_enrolment("china").history)
    for stage in bands.past.history.stages:
        line = bands.past.history.lines(stage).stop
        for lead in range(1, 21):
            halves = [bands.half(line, lead, level, 1e7) for level in LEVELS]
            shares = [half.share for half in halves if half is not None]
            assert shares == sorted(shares)
            assert len(shares) == 3
        last = bands.half(line, 20, 0.8, 1e7)
        assert last is not None
        assert last.stretched


def test_the_shipped_table_is_what_the_nations_record_gives() -> None:
    """``xuewei backtest china --bands data/population/bands.csv`` would write the shipped file."""
    history = read_enrolment("china").history
    rows = [*table_rows(history, "grades", progressed), *table_rows(history, "ages", in_lines(cohort_ages))]
    wanted = bands_text(rows, "xuewei backtest china") + "\n"
    assert (TOP / "data" / "population" / "bands.csv").read_text(encoding="utf-8") == wanted


def test_a_table_adds_the_chance_of_small_numbers() -> None:
    """A stage of 400 children by ages: the root of 3 % squared and 1.2816² ÷ 400; nothing before lead 1 and nothing of
    a stage that the table lacks."""
    banding = Banding(0.8, lambda: TableBands((TableRow("ages", "primary", 1, 0.8, 0.03, 9),), "test"))
    band = banding.stage("ages", PRIMARY, 1, 400.0)
    assert band is not None
    assert band.high - 400 == pytest.approx(400 * math.hypot(0.03, 1.2816 / 20))
    assert banding.stage("ages", PRIMARY, 0, 400.0) is None
    assert banding.stage("ages", replace(PRIMARY, name="senior"), 1, 400.0) is None


@settings(max_examples=30)
@given(st.integers(1, 25), st.floats(1, 1e7), st.sampled_from(LEVELS))
def test_bands_of_the_table_hold_the_forecast(lead: int, pupils: float, level: float) -> None:
    """The forecast lies between the ends, which are no people less than none, and small numbers are less sure."""
    banding = Banding(level, lambda: read_bands(None))
    found, larger = (banding.stage("ages", PRIMARY, lead, count) for count in (pupils, 4 * pupils))
    assert found is not None
    assert larger is not None
    assert 0 <= found.low < pupils < found.high
    assert found.source == TABLE
    assert (found.high - pupils) / pupils > (larger.high - 4 * pupils) / (4 * pupils)


def test_the_command_writes_a_table_for_other_folders(tmp_path: Path) -> None:
    """``--bands`` writes what ``read_bands`` reads; every fault in such a file is told with its line."""
    done = run("backtest", "china", "--leads", "1:2", "--bands", str(tmp_path / "bands.csv"))
    assert done.returncode == 0
    assert read_bands(tmp_path) == read_bands(None)
    lines = (tmp_path / "bands.csv").read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("0.8", "0.7")
    lines[3] = lines[1]
    (tmp_path / "bands.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as broken:
        read_bands(tmp_path)
    assert [(fault.place.line, fault.kind) for fault in broken.value.faults] == [(3, "choice"), (4, "repeated_row")]


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
    rows = _gap("--scenario", "examples/one_year_late.yaml")
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
        assert row["band_source"] == "table"
    assert {row["band_warning"] for row in rows} >= {"green", "yellow"}


def test_the_band_of_gap_by_hand() -> None:
    """Middle schools in 2024, a year after the last known people: the nation's half-width by ages at lead 1 and the
    chance of 26,239 pupils."""
    (row,) = _gap("--year", "2024", "--stage", "middle")
    half = next(
        x.half for x in read_bands(None).rows if (x.method, x.stage, x.lead, x.level) == ("ages", "middle", 1, 0.8)
    )
    width = row["demand"] * math.hypot(half, 1.2816 / math.sqrt(row["demand"]))
    assert row["demand_high"] - row["demand"] == pytest.approx(width, abs=1)


def test_higher_levels_are_wider_in_gap() -> None:
    """50 % within 80 % within 95 %, in every row."""
    by_level = [_gap("--from", "2024", "--band", level) for level in ("50", "80", "95")]
    for rows in zip(*by_level, strict=True):
        highs = [row["demand_high"] for row in rows]
        assert highs == sorted(highs)
        assert highs[0] < highs[2]


def test_demand_by_grades_takes_its_bands_from_the_record() -> None:
    """In the invented town with pupils on record, bands of stages by grades come from its own errors, and the year
    after the last on record is the first with a band."""
    rows = _gap("--plan", "examples/small_city/plan.yaml", "--population", "examples/pupils")
    by_grades = [row for row in rows if row["method"] == "grades"]
    first = {row["stage"]: row["year"] for row in reversed(by_grades) if row["demand_low"] is not None}
    assert {row["band_source"] for row in by_grades if row["demand_low"] is not None} <= {"record", "table"}
    assert "record" in {row["band_source"] for row in by_grades}
    assert set(first.values()) == {max(_years_on_record()) + 1}


def _years_on_record() -> set[int]:
    lines = (TOP / "examples" / "pupils" / "enrolment.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {int(line.split(",")[1]) for line in lines}


def test_check_reads_the_half_widths_of_a_folder(tmp_path: Path) -> None:
    """A fault in ``bands.csv`` is told beside those of the other files."""
    shutil.copytree(TOP / "data" / "population", tmp_path / "people")
    path = tmp_path / "people" / "bands.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("ages,middle,1,0.5", "aegs,middle,1,0.5"), encoding="utf-8"
    )
    done = run("check", str(tmp_path / "people"), "--lang", "en")
    assert done.returncode == 3
    assert "method: must be one of grades, ages (found aegs). Did you mean ages?" in done.stderr


def test_low_is_the_smaller_number_in_tables_and_in_records() -> None:
    """The least balance of a table is the record's `balance_low`, and its heads say least and most."""
    from xuewei.answers.gap.view import gap as view

    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    rows = found.rows([2030])
    shown = view(found, rows, "zh", by_stage=False, bands=demand_bands(found.demand, lambda: read_bands(None), 0.8))
    heads = [column.title for column in shown.sheets[1].columns]
    assert heads[1:7] == ["需求下限", "需求", "需求上限", "余缺下限", "余缺", "余缺上限"]
    for cells, record in zip(shown.sheets[1].rows, shown.records, strict=True):
        least, most = cells[4], cells[6]
        assert isinstance(least, tuple)
        assert isinstance(most, tuple)
        assert (least[0], most[0]) == (f"{record['balance_low']:+,}", f"{record['balance_high']:+,}")
        assert int(str(record["balance_low"])) < int(str(record["balance"])) < int(str(record["balance_high"]))
