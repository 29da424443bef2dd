"""How far children due may be off: the band of `gap` for entry grades, and what its high end makes of an alert."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from recorded import CITY, long_record
from warned import YEARS, due, found_of, paragraphs, primary
from xuewei.answers.warn.entries import AREA, LEVELS, SCHOOL, ZONE, Entries, entries
from xuewei.answers.warn.remedies import remedies
from xuewei.answers.warn.sentences import answer_sentences
from xuewei.answers.warn.unsure import with_bands
from xuewei.answers.warn.view import Asked, Warnings, record
from xuewei.cli.asked import bands_asked
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.model.grades import grade_table
from xuewei.model.population import ZoneRow
from xuewei.model.rounding import whole
from xuewei.model.zones import FORECAST, SHARE
from xuewei.report.notice.notice_file import write_notice

from inside import run


@pytest.fixture(scope="module")
def pupils(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder of people with a long record."""
    return str(long_record(tmp_path_factory.mktemp("long") / "people"))


@cache
def city(pupils: str, **zones: float) -> Assessment:
    """The small city with pupils on record; ``zones`` are parts of its western area."""
    plan, people = read_project(str(CITY), (), pupils)
    rows = tuple(ZoneRow(zone, "西区", share, "published", "test") for zone, share in zones.items())
    return assess(plan, replace(people, zones=rows))


bands_of = cache(bands_asked)
"""The bands of an assessment, which takes seconds of a long record."""


def held(found: Assessment, by: str) -> Entries:
    """Warnings of the years shown, with the bands of the plan."""
    return with_bands(entries(found, YEARS, by), bands_of(found))


def test_children_of_an_area_have_the_band_of_its_entry_grade(pupils: str) -> None:
    """Where they are a forecast, both ends are those of `gap --by grade`; where they are leavers there are none."""
    found = city(pupils)
    counted, bands = held(found, AREA), bands_of(found)
    assert counted.unsure
    seen = 0
    for stage, t, n in counted.places():
        area, year = counted.spots[n].area, YEARS[t]
        source = counted.source(stage.name, t, n)
        ends = counted.unsure.ends(stage.name, t, n)
        if source != FORECAST:
            assert ends is None
            continue
        demand = int(grade_table(found, stage.name, [year], [area]).demand[0, 0, 0])
        assert counted.children[stage.name][t, n] == demand
        band = bands.band(year, area, stage.name, 1, float(demand))
        assert (ends is None) == (band is None)
        if band:
            assert ends == (whole(band.low), whole(band.high))
            seen += 1
    assert seen


def test_a_band_that_reaches_a_limit_is_named_and_one_that_does_not_is_not(pupils: str) -> None:
    """Places just above the children: the high end alone is red. Twice the places: nothing is said."""
    found = city(pupils)
    counted = held(found, AREA)
    assert counted.unsure
    (stage,) = (each.name for each in found.stages if each.name == "primary")
    n = found.areas.index("西区")
    kept = {stage: [n]}
    for factor, level in ((1.0, "red"), (3.0, "green")):
        high = counted.unsure.high[stage]
        intake = {**counted.intake, stage: np.ceil(high * factor).astype(np.int64)}
        levels = {**counted.levels, stage: np.zeros_like(counted.levels[stage])}
        changed = replace(counted, intake=intake, levels=levels)
        assert LEVELS[int(changed.possible[stage][0, n])] == level
        told = [line for line in answer_sentences(changed, kept, "zh") if line.startswith("儿童取 80% 区间的上限")]
        assert len(told) == (len(YEARS) if level == "red" else 0)
        assert all("小学起始年级红色 1 个区域（西区）" in line for line in told)


def test_warnings_gap_by_grade_and_the_forecast_have_the_same_entrants(pupils: str) -> None:
    """The children and both ends of every area's entry grade, to the child."""
    plan, people = ("--plan", str(CITY)), ("--population", pupils)
    words = (
        ("warn", *plan, *people, "--from", "2024", "--by", "area"),
        ("gap", *plan, *people, "--by", "grade", "--band", "80"),
        ("forecast", *people, "--by", "grade"),
    )
    warned, grades, forecast = (
        {
            (row["year"], row["area"], row["stage"]): row
            for row in json.loads(run(*each, "--format", "json").stdout)["rows"]
            if row.get("grade", 1) == 1
        }
        for each in words
    )
    keys = [key for key, row in warned.items() if row["children_high"] is not None]
    assert len(keys) >= 12
    for key in keys:
        ends = [warned[key][each] for each in ("children_low", "children", "children_high")]
        assert ends == [grades[key][each] for each in ("demand_low", "demand", "demand_high")]
        assert ends == [forecast[key][each] for each in ("low", "demand", "high")]


def test_a_zones_children_have_the_band_of_its_area_and_the_chance_of_who_lives_there(pupils: str) -> None:
    """Zones with shares: the logarithms of the area's end, and of 1.2816 standard deviations of a share of so many
    children, squared and added up; the smaller the zone, the wider. The schools of an area have its band in proportion.
    """
    found = city(pupils, 北片=0.25, 南片=0.75)
    area, zones = held(found, AREA), held(found, ZONE)
    assert area.unsure
    assert zones.unsure
    west = found.areas.index("西区")
    for n, spot in enumerate(zones.spots):
        if spot.zone:
            assert zones.source("primary", 0, n) == SHARE
            part = area.unsure.high["primary"][:, west] / area.children["primary"][:, west]
            own = zones.children["primary"][:, n]
            chance = 1.2816**2 * (1 / own - 1 / area.children["primary"][:, west])
            by_hand = own * np.exp(np.sqrt(np.log(part) ** 2 + chance))
            assert zones.unsure.high["primary"][:, n] == pytest.approx(by_hand, abs=1.5)
            assert (zones.unsure.high["primary"][:, n] > own * part).all()
            assert (zones.unsure.low["primary"][:, n] < own).all()
    whole_zone = held(city(pupils, 西片=1.0), ZONE)
    assert whole_zone.unsure
    (n,) = (n for n, spot in enumerate(whole_zone.spots) if spot.zone)
    assert (whole_zone.unsure.high["primary"][:, n] == area.unsure.high["primary"][:, west]).all()
    schools = held(found, SCHOOL)
    assert schools.unsure
    assert (schools.unsure.high["primary"][schools.children["primary"] > 0] > 0).any()


def test_registered_children_have_no_band() -> None:
    """Nor do levels change, nor is anything said."""
    found = found_of(primary("a", 6))
    plain = entries(found, YEARS, AREA, due(found, {"甲": [250, 250, 250]}))
    counted = with_bands(plain, bands_asked(found))
    assert counted.unsure
    assert np.isnan(counted.unsure.high["primary"]).all()
    assert not counted.possible["primary"].any()
    assert answer_sentences(counted, {"primary": [0]}, "zh") == answer_sentences(plain, {"primary": [0]}, "zh")


def test_rows_without_bands_have_empty_ends(pupils: str) -> None:
    """A library that asks for no bands has none, and every column is there."""
    found = city(pupils)
    counted = entries(found, YEARS, AREA)
    warnings = Warnings.of(counted, remedies(counted), Asked())
    assert record(warnings, counted.row(found.stages[0], 0, 0), None, "zh")["name"] == "东区"
    assert not any(each.any() for each in counted.possible.values())


def test_the_command_tells_ends_and_level(pupils: str) -> None:
    """JSON has both ends, the level at the high one and how sure that is; CSV the same columns; the table what the band
    is."""
    words = ("warn", "--plan", str(CITY), "--population", pupils, "--from", "2027")
    told = json.loads(run(*words, "--format", "json").stdout)
    assert told["band"] == 0.8
    rows = [row for row in told["rows"] if row["children_high"] is not None]
    assert rows
    for row in rows:
        assert row["children_low"] <= row["children"] <= row["children_high"]
        assert LEVELS.index(row["level_high"]) >= LEVELS.index(row["level"])
    head = run(*words, "--format", "csv").stdout.splitlines()[0]
    assert head.endswith("children_low,children_high,level_high")
    detail = run(*words, "--detail", "--lang", "en").stdout
    assert "children at most" in detail
    assert "80% band of entry grades" in detail


def test_the_notice_says_what_may_be_and_why(pupils: str, tmp_path: Path) -> None:
    """A worse level at the high end alone is in the notice, with what that means; without one nothing is said of it."""
    counted = held(city(pupils), AREA)
    assert counted.unsure
    high = {stage: np.nan_to_num(each).astype(np.int64) for stage, each in counted.unsure.high.items()}
    intake = {stage: np.where(high[stage] > 0, high[stage], each) for stage, each in counted.intake.items()}
    green = {stage: np.zeros_like(each) for stage, each in counted.levels.items()}
    path = tmp_path / "notice.docx"
    for changed, told in (
        (replace(counted, intake=intake, levels=green), True),
        (replace(counted, unsure=None), False),
    ):
        write_notice(Warnings.of(changed, remedies(changed), Asked()), str(path), "zh", None, None)
        text = paragraphs(path)
        assert ("儿童取 80% 区间的上限" in text) == told
        assert ("写作“可能”" in text) == told
