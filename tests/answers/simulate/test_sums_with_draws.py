"""Bands of areas together and quantiles of the sums of their draws are one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from quantiles import LAST, assessed, drawn, recorded
from xuewei.answers.simulate.dice import dice, space
from xuewei.answers.simulate.draws import draw
from xuewei.answers.simulate.tally import cases
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure, Scope
from xuewei.model.bands import PEOPLE, RECORD, DemandBands, demand_bands
from xuewei.model.population import Population

SIZES = 900, 400, 700, 300, 500, 800
NAMES = [f"区{n}" for n in range(6)]


def without_pupils(people: Population, *areas: str, since: int = 0) -> Population:
    """Without the pupils of some areas, or theirs of later years than ``since``."""
    kept = tuple(row for row in people.enrolment if row.area not in areas or row.year <= since)
    return replace(people, enrolment=kept)


def parted(people: Population) -> Population:
    """区0 is planned in two parts, 甲 and 乙, and half of 区1 as 丙."""
    shares = {"甲": ("区0", 0.4), "乙": ("区0", 0.3), "丙": ("区1", 0.5)}
    scope = {area: Scope(census, Figure(share)) for area, (census, share) in shares.items()}
    return replace(people, assumptions=replace(people.assumptions, scope=scope))


def together(common: float) -> Population:
    """Six areas without pupils whose births have so much in common."""
    people = without_pupils(recorded(*SIZES), *NAMES)
    unsure = people.assumptions.uncertainty
    assert unsure is not None
    births = replace(unsure.births, common=Figure(common))
    return replace(people, assumptions=replace(people.assumptions, uncertainty=replace(unsure, births=births)))


CASES: Mapping[str, Callable[[], Assessment]] = {
    "pupils of three areas": lambda: assessed(recorded(900, 400, 150), *NAMES[:3]),
    "pupils of thirty": lambda: assessed(recorded(*[300] * 30), *(f"区{n}" for n in range(30))),
    "births beyond the record": lambda: assessed(recorded(700, 300, births_to=2019), *NAMES[:2]),
    "primary on record alone": lambda: assessed(recorded(900, 400, stages=("primary",)), *NAMES[:2]),
    "senior after middle on record": lambda: assessed(recorded(900, 400), *NAMES[:2], use_stages=("senior",)),
    "people": lambda: assessed(without_pupils(recorded(*SIZES), *NAMES), *NAMES),
    "births in common": lambda: assessed(together(0.9), *NAMES),
    "births alone": lambda: assessed(together(0.0), *NAMES),
    "pupils of three and people of three": lambda: assessed(without_pupils(recorded(*SIZES), *NAMES[:3]), *NAMES),
    "two records that ended before": lambda: assessed(without_pupils(recorded(*SIZES), *NAMES[:2], since=2021), *NAMES),
    "parts of one area's pupils": lambda: assessed(parted(recorded(900, 400, 150)), "甲", "乙", "丙", "区2"),
    "parts of one area's people": lambda: assessed(
        parted(without_pupils(recorded(900, 400, 150), *NAMES)), "甲", "乙", "丙", "区2"
    ),
}


@cache
def of_case(case: str) -> tuple[Assessment, DemandBands]:
    """A case and its 80 % bands."""
    found = CASES[case]()
    return found, demand_bands(found.demand, found.population, found.assumptions, 0.8)


@cache
def primary_drawn(case: str) -> dict[str, NDArray[np.float64]]:
    """2,000 draws of the children of primary age of every area: ``(year, draw)``."""
    found, _ = of_case(case)
    unsure = found.assumptions.uncertainty
    assert unsure is not None
    thrown, room = dice(7, 2000, len(found.years), unsure), space(len(found.stages), len(found.years), 2000)
    return {each.area: draw(each, thrown, room).demand[1].astype(float) for each in cases(found, thrown)}


@pytest.mark.parametrize("case", CASES)
def test_quantiles_of_sums_are_the_ends_of_bands(case: str) -> None:
    """10 and 90 % of 5,000 sums over the areas are no further from the ends of the 80 % band than an eighth of its
    half-width, as the furthest of all years is in most seeds (0.07 to 0.12 where births alone are drawn). Sums without
    a band do not vary."""
    found, bands = of_case(case)
    sums = drawn(found).totals.demand
    low, high = np.quantile(sums, [0.1, 0.9], axis=1).reshape(2, len(found.stages), len(found.years))
    apart = []
    for s, stage in enumerate(found.stages):
        for t, year in enumerate(found.years):
            band = bands.together(year, stage.name)
            if band is None:
                assert low[s, t] == high[s, t]
            else:
                half = max((band.high - band.low) / 2, 8)
                apart.append(max(abs(band.low - low[s, t]), abs(band.high - high[s, t])) / half)
    assert len(apart) >= 30
    assert max(apart) < 0.125


def test_parts_of_one_area_are_off_together() -> None:
    """甲 and 乙 are parts of 区0: both together are as unsure, in share of their demand, as either; with 丙, of another
    area, less so."""
    for people in (recorded(900, 400, 150), without_pupils(recorded(900, 400, 150), *NAMES)):
        found = assessed(parted(people), "甲", "乙", "丙")
        bands = demand_bands(found.demand, found.population, found.assumptions, 0.8)
        year = LAST + 3
        alone, both, three = (bands.together(year, "middle", names) for names in (["甲"], ["甲", "乙"], ["甲", "丙"]))
        assert alone
        assert both
        assert three
        assert both.high / both.low == pytest.approx(alone.high / alone.low, rel=2e-3)
        assert three.high / three.low < alone.high / alone.low


def test_the_source_is_that_of_the_band_that_is_tested_least() -> None:
    """A record's where all follow one, else the people's, of whom no forecast was tested."""
    _, bands = of_case("pupils of three and people of three")
    of_pupils, of_both = (bands.together(LAST + 2, "primary", names) for names in (NAMES[3:], NAMES))
    assert of_pupils
    assert of_both
    assert (of_pupils.source, of_pupils.tested) == (RECORD, True)
    assert (of_both.source, of_both.tested) == (PEOPLE, False)


@pytest.mark.parametrize("case", ["pupils of thirty", "people", "pupils of three and people of three"])
@pytest.mark.parametrize("crowded", [0.95, 1.0, 1.05])
def test_so_many_areas_and_seats_are_short_at_once_as_in_draws(case: str, crowded: float) -> None:
    """With seats for a little more or less than the children of each area: less than 16 % of the draws' numbers of
    short areas, and of what they lack, are beyond either end, and more than 4 % at it or beyond."""
    found, bands = of_case(case)
    years = [LAST + 2, LAST + 5, LAST + 8]
    short, lack = np.zeros((2, len(years), 2000))
    seats: list[dict[str, float]] = [{} for _ in years]
    for area, drawn_of in primary_drawn(case).items():
        for y, year in enumerate(years):
            t = found.years.index(year)
            seats[y][area] = round(float(found.demand.whole["primary"][t, found.areas.index(area)]) / crowded)
            over = drawn_of[t] - seats[y][area]
            short[y] += over > 0
            lack[y] += np.maximum(over, 0)
    for y, year in enumerate(years):
        told = bands.shortages(year, "primary", seats[y])
        assert told
        for (low, high), draws in ((told.areas, short[y]), (told.missing, lack[y])):
            assert (draws < low).mean() < 0.16
            assert (draws > high).mean() < 0.16
            assert (draws <= low).mean() > 0.04
            assert (draws >= high).mean() > 0.04
