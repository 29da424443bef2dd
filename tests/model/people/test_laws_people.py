"""Laws of people: census, births and moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.answers.synthetic.areas import area_name, shapes, synthetic_areas
from xuewei.errors import InputError
from xuewei.formats.population.folder import read_population
from xuewei.model.assumptions import Series
from xuewei.model.people import projection
from xuewei.model.people.births import KnownBirths
from xuewei.model.people.children_per_woman import projected
from xuewei.model.people.inhabitants import at_cutoff, inhabitants, single_ages
from xuewei.model.people.migration import age_shares, five_year, yearly_rates
from xuewei.model.people.projection import project
from xuewei.model.population import CensusRow
from xuewei.model.streams import stream

from builders import population

COUNTS = st.lists(st.floats(1, 1e5), min_size=2, max_size=40)


def group(first: int, last: int | None, persons: int, day: date = date(2020, 9, 1)) -> CensusRow:
    """Men of an age group."""
    return CensusRow("甲", "male", first, last, persons, day, "published", "")


# people on the cut-off day


@given(COUNTS, st.floats(0, 1), st.integers(1, 9), st.lists(st.floats(0, 1e4), min_size=9, max_size=9))
def test_a_cutoff_after_the_census_counts_the_births_of_the_months_between(
    ages: list[float], boys: float, month: int, births: list[float]
) -> None:
    """`P[a] = (1 − m/12)·C[a] + (m/12)·C[a−1]` where the cut-off comes m months after the census: nobody is lost, and
    those born in the months between are those on record, boys and girls as among the infants counted."""
    counted = np.array([[boys * each for each in ages], [(1 - boys) * each for each in ages]])
    known = KnownBirths(2020 * 12, births)
    moved = at_cutoff(counted, date(2020, month, 1), (8, 31), known)
    months = 9 - month
    born = sum(births[month - 1 : 8])
    shares = np.array([boys, 1 - boys])
    assert moved.sum() == pytest.approx(counted.sum() + born)
    assert moved[:, 0] == pytest.approx((1 - months / 12) * counted[:, 0] + born * shares)
    between = (1 - months / 12) * counted[:, 1:-1] + months / 12 * counted[:, :-2]
    assert moved[:, 1:-1] == pytest.approx(between)
    assert moved[:, -1] == pytest.approx(counted[:, -1] + months / 12 * counted[:, -2])


def test_groups_of_children_follow_the_births_and_groups_that_begin_above_14_are_even() -> None:
    """Three of four of those aged 14 and 15 were born in the year that had three times the births; those aged 16 and 17
    are as many each, whatever the births were."""
    month = 2020 * 12 + 8
    born = [births for births in (10.0, 30.0, 10.0, 30.0) for _ in range(12)]  # who are 17, 16, 15 and 14
    rows = [group(0, 13, 1400), group(14, 15, 400), group(16, 17, 400), group(18, None, 99)]
    people = single_ages(rows, date(2020, 9, 1), KnownBirths(month - 18 * 12, born))
    assert people[0, 14:].tolist() == [300, 100, 200, 200, 99]
    assert people[0, :14].tolist() == [100] * 14  # births of their years are not known


def test_boys_and_girls_are_born_as_they_were_counted_at_0() -> None:
    """Where 60 boys and 40 girls are aged 0, three of five who are born are boys; where nobody is, one of two."""
    folk = population({"甲": [50] * 50})
    rows = tuple(
        replace(row, persons=60 if row.sex == "male" else 40) if not row.age_from else row for row in folk.census
    )
    (one,) = inhabitants(replace(folk, census=rows), ("甲",), folk.assumptions)
    assert one.boys == 0.6
    rows = tuple(row if row.age_from else replace(row, persons=0) for row in rows)
    (one,) = inhabitants(replace(folk, census=rows), ("甲",), folk.assumptions)
    assert one.boys == 0.5


def test_series_are_level_before_their_first_year_and_after_their_last() -> None:
    """Straight lines between the years that are written."""
    series = Series({2020: 0.5, 2024: 1.0, 2026: 0.0})
    assert [series.at(year) for year in (1990, 2020, 2021, 2024, 2025, 2026, 2050)] == [0.5, 0.5, 0.625, 1, 0.5, 0, 0]


def test_births_that_nobody_believes_are_the_fault_of_their_own_line() -> None:
    """Of the rows of an area the one of the year itself, else the nearest before it, whose births the path goes on
    from."""
    folk = population({"甲": [100] * 50}, births={("甲", year): 250.0 for year in (2019, 2020, 2021, 2022)})
    for wrong, line in ((2020, 3), (2021, 4), (2022, 5)):
        rows = tuple(
            replace(row, line=n, births=1e6 if row.year == wrong else row.births)
            for n, row in enumerate(folk.births, start=2)
        )
        with pytest.raises(InputError) as refused:
            projected(replace(folk, births=rows), ["甲"], folk.assumptions, 2030)
        assert [fault.place.line for fault in refused.value.faults] == [line]


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(2020, 2032), st.booleans())
def test_people_that_are_not_kept_are_made_again_as_they_were(seed: int, areas: int, last: int, moves: bool) -> None:
    """People of many areas are there for two years at a time; who asks for all of them gets, to the bit, those that
    would have been kept. Residents and children are their sums, whichever way they came about."""
    chance = np.random.default_rng(seed)
    assumed = read_population().assumptions
    if moves:
        assumed = replace(assumed, migration=replace(assumed.migration, years={2021: 40.0, 2025: -70.0}))
    names = [f"区{n}" for n in range(areas)]
    folk = population(
        {name: chance.integers(20, 900, 60).tolist() for name in names},
        births={(name, year): float(chance.integers(50, 900)) for name in names for year in (2019, 2021)},
        assumed=assumed,
    )
    counted = inhabitants(folk, tuple(names), assumed)
    kept, again = project(counted, assumed, last), project(counted, assumed, last, held=0)
    assert again.held is None
    assert kept.held is not None
    assert again.people.tobytes() == kept.people.tobytes()
    for name in ("residents", "children", "births", "deaths", "net_migration", "fertility", "moves", "moved_before"):
        assert getattr(again, name).tobytes() == getattr(kept, name).tobytes()
    oldest = max(stage.ages.stop for stage in assumed.stages)
    assert kept.residents.tobytes() == kept.people.sum(axis=(2, 3)).tobytes()
    assert (kept.children == kept.people[:, :, :, :oldest].sum(axis=2)).all()


@given(st.integers(0, 10**6), st.integers(2, 7), st.integers(2020, 2030), st.booleans(), st.data())
def test_a_part_of_the_areas_is_as_in_the_whole(
    seed: int, areas: int, last: int, kept: bool, drawn: st.DataObject
) -> None:
    """Up to any year, in any order, whether people are kept or made again; and the whole is the same however many areas
    go through a year together."""
    names, chance = [f"区{n}" for n in range(areas)], np.random.default_rng(seed)
    folk = population(
        {name: chance.integers(20, 900, 60).tolist() for name in names},
        births={(name, 2019): float(chance.integers(50, 900)) for name in names[1:]},
    )
    counted = inhabitants(folk, tuple(names), folk.assumptions)
    whole = project(counted, folk.assumptions, last, held=2**20 if kept else 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projection, "AT_ONCE", 2)
        again = project(counted, folk.assumptions, last)
    places = drawn.draw(st.permutations(range(areas)))[: drawn.draw(st.integers(1, areas))]
    end = drawn.draw(st.integers(2021, last + 1))
    part = whole.part(places, end)
    assert [one.area for one in part.areas] == [names[n] for n in places]
    assert part.years == range(2020, end)
    for name in ("residents", "children", "births", "deaths", "net_migration", "births_by_year", "fertility", "people"):
        assert getattr(again, name) == pytest.approx(getattr(whole, name), abs=1e-6)
        assert getattr(part, name).tobytes() == getattr(whole, name)[: end - 2020, places].tobytes()


# ages of those who move


def test_rates_of_moving_come_of_two_censuses_ten_years_apart() -> None:
    """The tenth root of what a cohort became in ten years ÷ what the nation's became, less one; no other pair of
    censuses says what a year is."""
    days = date(2010, 9, 1), date(2020, 9, 1)
    area = [group(age, age + 4, 100 if day == days[0] else 200, day) for day in days for age in range(0, 85, 5)]
    area += [group(85, None, 100 if day == days[0] else 600, day) for day in days]
    nation = {days[0]: dict.fromkeys(range(0, 90, 5), 1000.0), days[1]: dict.fromkeys(range(0, 90, 5), 1000.0)}
    nation[days[1]][85] = 3000.0
    rates = yearly_rates(tuple(area), lambda day: nation[day], days, 85)
    assert rates == pytest.approx(np.full(86, 2 ** (1 / 10) - 1))
    for other in (date(2015, 9, 1), date(2011, 9, 1)):
        moved = tuple(replace(row, date=other) if row.date == days[0] else row for row in area)
        assert five_year(moved, other) == five_year(area, days[0])
        assert yearly_rates(moved, lambda day: nation.get(day, nation[days[0]]), (other, days[1]), 85) is None
    assert yearly_rates(tuple(area), lambda day: nation[day], days[1:], 85) is None


@given(st.integers(0, 10**6), st.integers(2, 30), st.floats(-0.1, 0.1))
def test_rates_of_moving_hold_unless_arrivals_and_departures_nearly_cancel(seed: int, ages: int, lean: float) -> None:
    """Those who move are people × rates. Where the rates leave a net of no more than a fifth of all moves, everybody is
    as likely to move: a handful of net migrants must not stand for crowds that come and go."""
    chance = np.random.default_rng(seed)
    people = chance.uniform(1, 1000, (1, 2, ages))
    rates = chance.normal(lean, 0.05, (1, ages))
    moves = people[0] * rates[0]
    shares = age_shares(people, rates)[0]
    assert shares.sum() == pytest.approx(1)
    assert np.abs(shares).sum() <= 5 + 1e-9
    settled = abs(moves.sum()) <= 0.2 * np.abs(moves).sum()
    expected = people[0] / people.sum() if settled else moves / moves.sum()
    assert shares == pytest.approx(expected)


def test_those_who_move_are_everybody_where_as_many_come_as_go() -> None:
    """100 come at one age and 80 go at the other: a net of 20 is less than a fifth of 180 moves, and a third of it is
    of the age that a third of the people have. With 60 who go, 40 is a quarter of 160 moves, and the rates hold."""
    people = np.array([[[500.0, 1000.0], [500.0, 1000.0]]])
    rates = np.array([[0.1, -0.04]])
    assert age_shares(people, rates)[0].sum(axis=0) == pytest.approx([1 / 3, 2 / 3])
    assert age_shares(people, np.array([[0.1, -0.03]]))[0].sum(axis=0) == pytest.approx([2.5, -1.5])


# a synthetic country


def test_the_median_synthetic_area_has_400000_people() -> None:
    """Sizes are log-normal, median 400,000 and spread 0.655, by the first standard normal of each area's own stream."""
    around = shapes(read_population(), "盐湖区")
    people = synthetic_areas(7, 200, around).later.sum(axis=(1, 2))
    size = [stream(7, area_name(n)).standard_normal() for n in range(1, 201)]
    assert np.mean(np.log(people) - 0.655 * np.array(size)) == pytest.approx(np.log(400_000), abs=1e-6)
