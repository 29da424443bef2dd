"""One area and the same people in several: together they are forecast alike, however they are cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.model.pupils.common import estimated, own_share
from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.ratios import NEWEST, SLOW, SMOOTHING, Floats, Pairs, distances, fit, trust
from xuewei.model.pupils.record import EnrolmentHistory, Rows
from xuewei.model.stages import Stage

STAGES = (Stage("kindergarten", 3, 3, 30), Stage("primary", 6, 6, 45), Stage("middle", 12, 3, 50))
FIRST, YEARS, AHEAD = 2005, 12, 12


def whole_area(seed: int, growth: float, *, births: bool, grades: bool, odd: bool) -> EnrolmentHistory:
    """One area whose pupils grow, with or without births and grades, and perhaps a year far from the others."""
    chance = np.random.default_rng(seed)
    history = EnrolmentHistory(("甲",), STAGES, rows({}), rows({}), 1 / 3)
    born = {(year, 0): 900 * growth ** (year - FIRST) * chance.normal(1, 0.03) for year in range(FIRST - 16, 2017)}
    pupils: dict[tuple[int, int], float] = {}
    entered = {year: 850 * growth ** (year - FIRST) * chance.normal(1, 0.03) for year in range(FIRST - 12, 2017)}
    for year in range(FIRST, FIRST + YEARS):
        for stage in STAGES:
            lines, before = history.lines(stage), stage.entry_age - 3
            of_grades = [entered[year - before - g] * 0.99 ** (before + g) for g in range(stage.grades)]
            there = [each * chance.normal(1, 0.015) for each in of_grades]
            if odd and year == FIRST + 7:
                there[0] *= 0.8
            if grades:
                pupils |= {(year, lines.start + g): each for g, each in enumerate(there)}
            else:
                pupils |= {(year, lines.start): there[0], (year, lines.stop): sum(there)}
    return replace(history, enrolment=rows(pupils), births=rows(born if births else {}))


def rows(of: dict[tuple[int, int], float]) -> Rows:
    """Rows of one area by year and line."""
    year, line = (np.array([key[n] for key in of], dtype=np.int64) for n in (0, 1))
    return Rows(year, year, np.zeros_like(year), line, np.array([*of.values()]))


def cut(history: EnrolmentHistory, shares: Floats) -> EnrolmentHistory:
    """An area in parts, each with its share of everything."""

    def shared(of: Rows) -> Rows:
        many = {name: np.tile(getattr(of, name), len(shares)) for name in ("year", "published", "line")}
        area = np.repeat(np.arange(len(shares)), len(of.year))
        return Rows(many["year"], many["published"], area, many["line"], np.outer(shares, of.persons).ravel())

    names = tuple(f"区{n + 1}" for n in range(len(shares)))
    return replace(history, areas=names, enrolment=shared(history.enrolment), births=shared(history.births))


def ahead(history: EnrolmentHistory) -> Floats:
    """Pupils ``(year, area, line)`` of twelve years."""
    last = history.years[-1]
    return forecast(history.today(), last + AHEAD).pupils


@settings(max_examples=14, deadline=None)
@given(
    st.integers(0, 10**6),
    st.floats(0.93, 1.07),
    st.lists(st.floats(0.05, 1.0), min_size=2, max_size=5),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_the_parts_of_an_area_add_up_to_it(
    seed: int, growth: float, parts: list[float], births: bool, grades: bool, odd: bool
) -> None:
    """Whatever the record, its growth, and a year far from the others: areas that are parts of one, in each of which
    everything goes as in the whole, have twelve years on as many pupils as it, each its share; in any order."""
    shares = np.array(parts) / sum(parts)
    one = whole_area(seed, growth, births=births, grades=grades, odd=odd)
    alone, many = ahead(one)[:, 0], ahead(cut(one, shares))
    assert np.allclose(many.sum(axis=1), alone, rtol=1e-9, atol=0, equal_nan=True)
    assert np.allclose(many, alone[:, None] * shares[:, None], rtol=1e-9, atol=0, equal_nan=True)
    again = ahead(cut(one, shares[::-1]))
    assert np.allclose(again[:, ::-1], many, rtol=1e-9, atol=0, equal_nan=True)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.95, 1.05), st.booleans())
def test_parts_of_whole_pupils_add_up_to_it_but_for_rounding(seed: int, growth: float, births: bool) -> None:
    """Two halves of some hundred pupils, in numbers rounded up or down by chance: within one percent of their sum,
    twelve years on."""
    one = whole_area(seed, growth, births=births, grades=True, odd=False)
    many = cut(one, np.array([0.5, 0.5]))
    chance = np.random.default_rng(seed).uniform(size=len(many.enrolment.persons))
    counted = replace(many.enrolment, persons=np.floor(many.enrolment.persons + chance))
    added = replace(one.enrolment, persons=counted.persons.reshape(2, -1).sum(axis=0))
    alone = ahead(replace(one, enrolment=added))[:, 0]
    halves = ahead(replace(many, enrolment=counted)).sum(axis=1)
    there = np.isfinite(alone)
    assert halves[there] == pytest.approx(alone[there], rel=0.01)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([SMOOTHING, SLOW, NEWEST]))
def test_an_area_beside_a_very_small_one_is_forecast_as_if_alone(seed: int, smoothing: tuple[float, ...]) -> None:
    """The second has a hundred-thousandth of its pupils and goes its own way: one in a thousand is all that it
    moves."""
    chance = np.random.default_rng(seed)
    source = np.full((10, 1, 3), 1e6)
    pupils = source * np.exp(chance.normal(0, 0.02, source.shape).cumsum(axis=0))
    beside = source * 1e-5
    both = [np.concatenate(each, axis=1) for each in ((pupils, chance.poisson(beside)), (source, beside))]
    alone = estimated(pupils, source, trust(distances(pupils, source)), (), smoothing).ahead(5)
    found = estimated(both[0], both[1], trust(distances(both[0], both[1])), (), smoothing).ahead(5)
    assert found[0] == pytest.approx(alone[0], rel=0.001 if smoothing != NEWEST else 0.02)


def test_how_much_areas_do_by_themselves_by_hand() -> None:
    """Two alike areas, one of which rises by ten percent (of logarithms) and falls again while the other does the
    opposite: all is their own; where both rise together nothing is; where one rises alone, half of it is shared."""
    source = np.full((3, 2, 1), 1000.0)

    def share(first: float, second: float) -> float:
        off = np.array([[0.0, 0.0], [first, second], [0.0, 0.0]])[:, :, None]
        return own_share(Pairs(source * np.exp(off), source, np.ones_like(source)))

    assert share(0.01, -0.01) == pytest.approx(1.0, abs=0.001)
    assert share(0.01, 0.01) == 0.0
    assert share(0.01, 0.0) == pytest.approx(0.5, abs=0.01)


def test_areas_that_go_their_own_ways_are_not_taken_for_one() -> None:
    """Nearly all change is each area's own: the common part is the mean of many weights, not what one area alone would
    choose, here the newest ratio."""
    chance = np.random.default_rng(2)
    source = np.full((12, 30, 1), 500.0)
    pupils = source * np.exp(0.01 * np.arange(12)[:, None, None] + chance.normal(0, 0.05, source.shape))
    found = estimated(pupils, source, np.ones_like(source))
    assert found.choice.own > 0.9
    assert found.common is not None
    assert found.choice.whole is not None
    alone = fit(pupils.sum(axis=1, keepdims=True), source.sum(axis=1, keepdims=True), np.ones((12, 1, 1)))
    assert found.common[-1] != pytest.approx(alone.levels[-1, 0], rel=0.001)
