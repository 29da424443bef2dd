"""Bands of several areas together: what is shared adds up, what is not adds up in squares."""

from __future__ import annotations

import cProfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantiles import LAST, assessed, recorded
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BAND_LEVELS
from xuewei.model.bands import PEOPLE, Band, DemandBands, demand_bands
from xuewei.model.population import EnrolmentRow, Population
from xuewei.model.pupils.grounds import GIVEN
from xuewei.model.sum_bands import wider

from builders import assumptions, level, population

NAMES = [f"区{n}" for n in range(6)]
YEARS = range(LAST + 1, 2034)
KINDS = ("pupils", "people", "both")


@cache
def case(kind: str) -> Assessment:
    """Six areas of which none, all or three have pupils on record."""
    people, kept = recorded(900, 400, 70, 700, 40, 500), {"pupils": NAMES, "people": [], "both": NAMES[::2]}[kind]
    rows = tuple(row for row in people.enrolment if row.area in kept)
    return assessed(replace(people, enrolment=rows), *NAMES)


@cache
def bands_of(kind: str, level: float) -> DemandBands:
    """The bands of those areas."""
    found = case(kind)
    return demand_bands(found.demand, found.population, found.assumptions, level)


def known(band: Band | None) -> Band:
    """A band that is there."""
    assert band
    return band


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(
    areas=st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    year=st.sampled_from(YEARS),
    stage=st.sampled_from(["kindergarten", "primary", "middle"]),
    level=st.sampled_from(BAND_LEVELS),
)
def test_laws_of_sums(kind: str, areas: list[str], year: int, stage: str, level: float) -> None:
    """The band of one area is its own, to the last bit. That of several reaches no further than all of theirs added up,
    and, in pupils, no less far than any of them; it holds the sum; nothing hangs on their order."""
    bands = bands_of(kind, level)
    ones = [known(bands.band(year, area, stage)) for area in areas]
    both = known(bands.together(year, stage, areas))
    assert bands.together(year, stage, areas[:1]) == ones[0]
    slack = 1e-9 * sum(one.high for one in ones)
    assert sum(one.low for one in ones) <= both.low + slack
    assert both.high <= sum(one.high for one in ones) + slack
    demand = case(kind).demand
    pupils = [float(demand.whole[stage][demand.years.index(year), demand.areas.index(area)]) for area in areas]
    assert both.low <= sum(pupils) <= both.high
    assert sum(pupils) - both.low >= max(n - one.low for n, one in zip(pupils, ones, strict=True)) - slack
    assert both.high - sum(pupils) >= max(one.high - n for n, one in zip(pupils, ones, strict=True)) - slack
    other = known(bands.together(year, stage, areas[::-1]))
    assert (other.low, other.high) == pytest.approx((both.low, both.high), rel=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_a_surer_band_is_wider(kind: str) -> None:
    """Those of 50, 80 and 95 % lie in each other, in every year and stage."""
    for stage in ("kindergarten", "primary", "middle"):
        for year in YEARS:
            half, most, nearly = (known(bands_of(kind, level).together(year, stage)) for level in BAND_LEVELS)
            assert nearly.low < most.low < half.low < half.high < most.high < nearly.high


def test_what_is_known_is_sure() -> None:
    """A year on record has no band; areas without children neither add to one nor keep it away."""
    assert bands_of("pupils", 0.8).together(LAST, "primary") is None
    assert bands_of("pupils", 0.8).unbanded(LAST, "primary") == []


def without(people: Population, area: str, years: range) -> Population:
    """Without the pupils of an area in some years."""
    return replace(people, enrolment=tuple(r for r in people.enrolment if r.area != area or r.year not in years))


def test_one_area_without_a_band_leaves_the_sum_without_and_is_named() -> None:
    """Where nothing is said of uncertainty, people have no band, and so no sum with them."""
    found = case("both")
    silent = replace(found.assumptions, uncertainty=None)
    bands = demand_bands(found.demand, found.population, silent, 0.8)
    year = LAST + 1
    assert bands.together(year, "primary") is None
    assert bands.unbanded(year, "primary") == NAMES[1::2]
    assert known(bands.together(year, "primary", NAMES[::2])).source == "record"


def elsewhere(bands: Mapping[str, tuple[float, float] | None]) -> Assessment:
    """Six areas with people, and demand of 2025's primary from elsewhere for some, each with a band or none."""
    found = case("people")
    rows = tuple(
        EnrolmentRow(area, 2025, "primary", None, 1000.0, "projected", "某院", low=None, high=None)
        if band is None
        else EnrolmentRow(area, 2025, "primary", None, 1000.0, "projected", "某院", low=band[0], high=band[1])
        for area, band in bands.items()
    )
    return assessed(replace(found.population, given=rows), *NAMES)


def test_bands_from_elsewhere_add_up() -> None:
    """Nobody says what such forecasts share; beside others they are errors of their own."""
    found = elsewhere({"区0": (900.0, 1100.0), "区1": (950.0, 1200.0)})
    bands = demand_bands(found.demand, found.population, found.assumptions, 0.8)
    both = known(bands.together(2025, "primary", ["区0", "区1"]))
    assert (both.low, both.high, both.source) == (1850.0, 2300.0, GIVEN)
    one, three = (known(bands.together(2025, "primary", each)) for each in (["区2"], ["区0", "区1", "区2"]))
    pupils = float(found.demand.whole["primary"][found.years.index(2025), 2])
    assert three.high - 2000 - pupils == pytest.approx(np.hypot(300, one.high - pupils))
    assert three.source == PEOPLE
    none = elsewhere({"区0": None})
    silent = demand_bands(none.demand, none.population, none.assumptions, 0.8)
    assert silent.together(2025, "primary") is None
    assert silent.unbanded(2025, "primary") == ["区0"]


def test_sums_of_long_tails_are_as_wide_as_sums_of_draws() -> None:
    """Of 100,000 sums of 2, 10 and 50 errors of Student's t: within 3 % for 4, 6 and 15 degrees of freedom."""
    chance = np.random.default_rng(3)
    for freedom in (4, 6, 15):
        for count in (2, 10, 50):
            sums = np.abs(chance.standard_t(freedom, (count, 100_000)).sum(axis=0)) / np.sqrt(count)
            alone = np.abs(chance.standard_t(freedom, 400_000))
            for share in BAND_LEVELS:
                drawn = np.quantile(sums, share) / np.quantile(alone, share)
                assert wider(float(freedom), count, share) == pytest.approx(drawn, rel=0.03)


def test_sums_of_many_areas_take_as_many_steps_as_those_of_few() -> None:
    """Areas are added up as arrays and not one by one."""
    few, many = steps_of_sums(100), steps_of_sums(400)
    assert many < 1.25 * few, (few, many)


def steps_of_sums(areas: int) -> int:
    """Calls of functions for the sums of three stages over ten years of so many areas by people."""
    names = [f"区{n}" for n in range(areas)]
    people = population(dict.fromkeys(names, level(300)), assumed=assumptions(horizon=2033))
    found = assessed(people, *names)
    bands = demand_bands(found.demand, found.population, found.assumptions, 0.8)
    known(bands.band(2025, names[0], "primary"))
    with cProfile.Profile() as calls:
        for year in YEARS:
            for stage in found.stages:
                known(bands.together(year, stage.name))
    return sum(each.callcount for each in calls.getstats())
