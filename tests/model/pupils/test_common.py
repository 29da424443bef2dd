"""What all areas share, what each does by itself, and entrants who are followed from themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.accuracy.fitted import sureness
from xuewei.model.population import EnrolmentRow
from xuewei.model.pupils.chains import grade_chain
from xuewei.model.pupils.common import MEMBERS, common_part, estimated, lasting_share, together
from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.ratios import APART, Choice, Floats, Pairs, distances, fit, trust
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.stages import Stage

PRIMARY = Stage("primary", 6, 3, 45)
YEARS = range(2008, 2020)


def ratios_of(shared: Floats, own: Floats, size: float = 100_000.0) -> tuple[Floats, Floats]:
    """Pupils and sources of areas that share ``shared (year,)`` and stand ``own (area,)`` times off it."""
    source = np.full((len(shared), len(own), 1), size)
    return source * shared[:, None, None] * own[None, :, None], source


def test_the_common_part_is_the_mean_of_four_weights_by_hand() -> None:
    """Ratios of 0.8, 0.9 and 1.0, each change the same as the one before: all years 0.9; a third of weight on the
    newest (0.3) 1.0 + 0.7 × 0.9 + 0.49 × 0.8 over 1 + 0.7 + 0.49; 0.6 likewise; the last alone 1.0."""
    pupils, source = ratios_of(np.array([0.8, 0.9, 1.0]), np.array([1.0, 1.0]))
    found, _ = common_part(Pairs(pupils, source, np.ones_like(pupils)), Choice(0.0, 0.0, 0.0, way=APART))
    by_hand = [0.9, (1 + 0.63 + 0.392) / 2.19, (1 + 0.36 + 0.128) / 1.56, 1.0]
    assert len(by_hand) == len(MEMBERS)
    assert lasting_share(pupils[:, 0] / source[:, 0]) == 1
    assert found[-1, 0] == pytest.approx(np.mean(by_hand))


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(2, 6))
def test_what_areas_do_by_themselves_is_found_whatever_years_do_to_all(seed: int, areas: int) -> None:
    """However all ratios swing together, each area stays as far off the others as it always was; one smoothing for both
    loses that."""
    chance = np.random.default_rng(seed)
    own = np.linspace(0.9, 1.1, areas)
    pupils, source = ratios_of(np.exp(np.cumsum(chance.normal(0, 0.03, 12))), own)
    found = estimated(pupils, source, np.ones_like(pupils))
    assert found.choice.way == APART
    ahead = found.ahead(1)[:, 0]
    assert ahead / ahead.mean() == pytest.approx(own / own.mean(), rel=1e-6)


def test_an_area_alone_is_forecast_as_ever() -> None:
    """Its common part is its own: nothing is taken apart, whether the others are left out or have nothing on record."""
    chance = np.random.default_rng(3)
    source = np.full((10, 1, 2), 500.0)
    pupils = source * chance.normal(0.95, 0.03, source.shape)
    weights = np.ones_like(source)
    alone = fit(pupils, source, weights)
    assert np.array_equal(estimated(pupils, source, weights).ahead(3), alone.ahead(3))
    nobody = np.full_like(pupils, np.nan)
    over, under = (np.concatenate([each, nobody], axis=1) for each in (pupils, source))
    two = estimated(over, under, np.ones_like(over))
    assert two.ahead(3)[0] == pytest.approx(alone.ahead(3)[0])


def test_a_year_in_which_all_areas_fall_at_once_does_not_stay_in_the_ratios() -> None:
    """A tenth fewer everywhere in one year, too little to stand out in any one of these areas: afterwards the ratio is
    what it was, within one percent; without looking at all together it is off by more than two."""
    chance = np.random.default_rng(5)
    shared = np.ones(10)
    shared[8] = 0.9
    pupils, source = ratios_of(shared, np.exp(chance.normal(0, 0.01, 30)), 300.0)
    pupils = chance.poisson(pupils).astype(float)
    weights = trust(distances(pupils, source))
    assert (weights[8] == 1).mean() > 0.5
    before = pupils[:8].sum() / source[:8].sum()
    found = estimated(pupils[:9], source[:9], weights[:9]).common
    assert found is not None
    assert found[-1, 0] == pytest.approx(before, rel=0.01)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.permutations(range(4)))
def test_the_order_of_areas_changes_nothing(seed: int, order: list[int]) -> None:
    """Of ratios taken apart, and of entrants followed from themselves."""
    chance = np.random.default_rng(seed)
    pupils, source = chance.integers(20, 200, (2, 8, 4, 2)).astype(float)
    weights = np.ones_like(pupils)
    for smoothing in ((0.0, 0.3, 1.0), ()):
        one, other = (
            estimated(pupils[:, at, :1], source[:, at, :1], weights[:, at, :1], (), smoothing).ahead(1)
            for at in (range(4), order)
        )
        assert np.allclose(one[order], other)


def entrants(of: dict[str, list[int]]) -> EnrolmentHistory:
    """Pupils of three grades, all of whom go on, with so many entrants in each year and no births."""
    rows = [
        EnrolmentRow(area, YEARS[t], "primary", grade, each[t - grade + 1], "published", "test")
        for area, each in of.items()
        for t in range(2, len(each))
        for grade in (1, 2, 3)
    ]
    return enrolment_history(rows, [], [PRIMARY], (8, 31))


def first_grades(history: EnrolmentHistory, last: int) -> Floats:
    """Entrants ``(year, area)`` from the year after the record on."""
    return np.asarray(forecast(history.today(), last).pupils[1:, :, 0])


def test_entrants_come_back_from_one_odd_year_and_every_step_can_be_multiplied_out() -> None:
    """A hundred a year, then seventy in one of two areas: a third of the way is believed, and never seventy again."""
    history = entrants({"甲": [100] * 11 + [70], "乙": [100] * 12})
    found = first_grades(history, 2024)
    assert (found[:, 0] > 80).all()
    assert (found[:, 0] < 100).all()
    assert np.allclose(found, found[0])
    ahead = forecast(history.today(), 2024)
    for n, area in enumerate(history.areas):
        for year in range(2020, 2025):
            for grade in (1, 2, 3):
                chain = grade_chain(ahead, area, PRIMARY, grade, year)
                assert chain.pupils == pytest.approx(ahead.pupils[year - 2019, n, grade - 1])


def test_a_fall_that_went_on_goes_on_and_one_that_came_and_went_does_not() -> None:
    """Five percent fewer each year is borne out by the record; up and down is not."""
    falling = first_grades(entrants({"甲": [round(10_000 * 0.95**n) for n in range(12)]}), 2023)[:, 0]
    assert falling[1:] / falling[:-1] == pytest.approx(0.95, abs=0.01)
    moving = first_grades(entrants({"甲": [1000, 950] * 6}), 2023)[:, 0]
    assert moving == pytest.approx(moving[0], rel=0.005)


def test_an_area_without_entrants_stays_without() -> None:
    """Nobody comes of nobody, though the others have some."""
    found = first_grades(entrants({"甲": [0] * 12, "乙": [100] * 12}), 2022)
    assert (found[:, 0] == 0).all()
    assert np.isfinite(found).all()


def test_years_before_the_first_entrants_do_not_draw_them_down() -> None:
    """Nothing for eight years, then a hundred each year: a hundred go on, beside others or alone."""
    opened = [0] * 8 + [100] * 4
    for of in ({"甲": opened}, {"甲": opened, "乙": [300] * 12}):
        assert first_grades(entrants(of), 2024)[:, 0] == pytest.approx(100)


@pytest.mark.parametrize(("walk", "spread"), [(0.02, 0.03), (0.005, 0.05), (0.03, 0.0)])
def test_what_made_a_record_is_found_again(walk: float, spread: float) -> None:
    """Forty areas of two thousand pupils, whose truth is known: the common course of ratios, as chance lets it be
    seen, and how far areas lie off it within a tenth, or, where they do not, less than chance makes of one year."""
    chance = np.random.default_rng(11)
    shared = np.exp(np.cumsum(chance.normal(0, walk, 12)))
    own = np.exp(chance.normal(0, spread, 40))
    pupils, source = ratios_of(shared, own, 2000.0)
    pupils = chance.poisson(pupils).astype(float)
    weights = trust(distances(pupils, source))
    now = together(Pairs(pupils, source, weights)).ratio
    assert now[:, 0, 0] / own.mean() == pytest.approx(shared, rel=4 / np.sqrt(40 * 2000))
    found = estimated(pupils, source, weights)
    assert found.common is not None
    local = np.log(found.levels[-1, :, 0] / found.common[-1, 0])
    assert local.std() == pytest.approx(np.log(own).std(), rel=0.1, abs=0.5 / np.sqrt(2000))


@pytest.mark.parametrize(("walk", "spread"), [(0.0, 0.02), (0.004, 0.03), (0.008, 0.02)])
def test_how_unsure_a_local_part_is_said_to_be_is_how_wrong_it_is(walk: float, spread: float) -> None:
    """Forty areas of a thousand pupils whose own ratios walk and stand apart, while all together swing by 3 % a year:
    the standard errors that `fit` shows are within half and twice of how far local parts are off the truth, and the
    common swing is not in them."""
    chance = np.random.default_rng(4)
    shared = np.exp(np.cumsum(chance.normal(0, 0.03, 12)))
    own = np.exp(chance.normal(0, spread, 40) + np.cumsum(chance.normal(0, walk, (12, 40)), axis=0))
    source = np.full((12, 40, 1), 1000.0)
    pupils = chance.poisson(source[:, :, 0] * shared[:, None] * own).astype(float)[:, :, None]
    found = sureness(pupils, source, estimated(pupils, source, trust(distances(pupils, source))).choice)
    off = found.local[:, 0] - own[-1] / own[-1].mean()
    wrong = np.sqrt((off**2).mean())
    said = np.sqrt((found.local_error**2).mean())
    assert wrong / 2 < said < wrong * 2
    assert wrong < 0.03
