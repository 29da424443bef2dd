"""Several forecasts of a whole stage made one, births to come from the women who were counted, and ratios of entrants
to births that follow no trend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.accuracy.backtest import backtest, disturbed, progression
from xuewei.formats.population.folder import read_enrolment, read_population
from xuewei.model.demand import forecast_demand
from xuewei.model.population import BirthsRow, CensusRow, EnrolmentRow
from xuewei.model.pupils.chains import whole_chains
from xuewei.model.pupils.combined import _weighed
from xuewei.model.pupils.mothers import Women, women_of
from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.ratios import SLOW, STEADY, Choice, fit, ratios
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.stages import Stage

from program import TOP

PRIMARY = Stage("primary", 6, 6, 45)


def history(whole: Mapping[int, float], entered: Mapping[int, float], births: Mapping[int, float]) -> EnrolmentHistory:
    """One area with its primary school known as a whole, and by its entrants."""
    rows = [EnrolmentRow("甲", year, "primary", None, n, "published", "") for year, n in whole.items()]
    rows += [EnrolmentRow("甲", year, "primary", 1, n, "published", "") for year, n in entered.items()]
    born = [BirthsRow("甲", year, n, "published", "", date(year, 12, 31)) for year, n in births.items()]
    return enrolment_history(rows, born, [PRIMARY], (8, 31))


def unsteady(seed: int, years: int = 14) -> EnrolmentHistory:
    """Whole stages by chance, of entrants and births that wander."""
    chance = np.random.default_rng(seed)
    born = {1990 + n: float(births) for n, births in enumerate(1000 * np.exp(chance.normal(0, 0.05, 40).cumsum()))}
    entered = {2005 + n: born[1999 + n] * float(np.exp(chance.normal(0, 0.03))) for n in range(years)}
    whole = {
        2005 + n: sum(born[1994 + n + k] for k in range(6)) * float(np.exp(chance.normal(0, 0.02)))
        for n in range(years)
    }
    return history(whole, entered, {year: n for year, n in born.items() if year < 2005 + years})


def test_forecasts_that_erred_alike_count_alike_and_the_better_one_more() -> None:
    """By hand: in ten years one was wrong by 1 % and the other by 3 %, so of squared errors they have 0.1 and 0.9. With
    four years in which both had 0.5 they have (2 + 1) ÷ 14 and (2 + 9) ÷ 14, and count 11 and 3 of 14. Leads beside
    are heard a third each, the first and the last lead hear one of them only."""
    two = forecast(unsteady(1).today(), 2019).work.combined["primary"].parts
    alike = _weighed(two, np.full((5, 2, 10, 1), 0.02))
    assert alike.weights == pytest.approx(np.full((5, 2), 0.5))
    wrong = np.stack([np.full((5, 10, 1), 0.01), np.full((5, 10, 1), -0.03)], axis=1)
    found = _weighed(two, wrong)
    assert found.weights[2] == pytest.approx([11 / 14, 3 / 14])
    assert found.weights[0] == pytest.approx(found.weights[4])
    assert found.weights[0, 0] < found.weights[2, 0]
    assert found.errors[0] == pytest.approx([0.01, 0.03])
    nothing = _weighed(two, np.full((5, 2, 10, 1), np.nan))
    assert nothing.weights == pytest.approx(np.full((5, 2), 0.5))
    assert not nothing.years.any()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_a_whole_stage_lies_between_the_forecasts_that_make_it(seed: int) -> None:
    """Weights add up to one at every lead and change by little from one to the next; the forecast is between the ways
    it is made of, and its chains multiply out to it."""
    found = forecast(unsteady(seed).today(), 2028)
    mixed = found.work.combined["primary"]
    assert {part.source for part in mixed.parts} == {"births", "entrants"}
    assert mixed.weights.sum(axis=1) == pytest.approx(np.ones(5))
    assert np.abs(np.diff(mixed.weights, axis=0)).max() < 0.25
    for year in range(2019, 2029):
        chains = whole_chains(found, "甲", PRIMARY, year)
        total = float(found.of_stage(PRIMARY)[year - 2018, 0])
        assert sum(chain.pupils for chain in chains) == pytest.approx(total)
        ways = [chain.pupils / chain.weight for chain in chains]
        assert min(ways) - 1e-6 <= total <= max(ways) + 1e-6


def test_a_way_that_errs_in_every_year_counts_little() -> None:
    """Whole stages are exactly their entrants, who have little to do with births."""
    chance = np.random.default_rng(3)
    entered = {year: 1000.0 * float(np.exp(chance.normal(0, 0.2))) for year in range(1995, 2019)}
    whole = {year: sum(entered[year - n] for n in range(6)) for year in range(2005, 2019)}
    known = history(whole, entered, dict.fromkeys(range(1985, 2019), 1000.0))
    mixed = forecast(known.today(), 2022).work.combined["primary"]
    weights = dict(zip([part.source for part in mixed.parts], mixed.weights[0], strict=True))
    assert weights["entrants"] > 0.7


def counted(area: str, year: int, ages: Mapping[tuple[int, int], int]) -> list[CensusRow]:
    """A census of women."""
    return [CensusRow(area, "female", *group, n, date(year, 11, 1), "published", "") for group, n in ages.items()]


def test_births_to_come_follow_the_women_who_were_counted() -> None:
    """By hand: mothers are 25 to 29 alone; 500 of them in 2020, and half as many five years younger. Five years later
    there are 250, and half the births; in between a fifth fewer of the difference each year."""
    rows = counted("甲", 2020, {(20, 24): 250, (25, 29): 500})
    women = women_of(rows, {0: "甲"}, dict.fromkeys(range(25, 30), 10.0))
    assert women is not None
    births = np.full((8, 1), np.nan)
    births[:2, 0] = [90.0, 100.0]
    found = women.continued(range(2019, 2027), births)[:, 0]
    assert found == pytest.approx([90, 100, 90, 80, 70, 60, 50, 40])
    assert women_of(rows, {0: "乙"}, {25: 1.0}) is None
    assert women_of([], {0: "甲"}, {25: 1.0}) is None


def test_women_born_after_a_census_are_as_many_as_the_youngest_who_were_counted() -> None:
    """Forty years after a census all mothers were born after it; without them there would be no births at all."""
    shape = np.zeros(31)
    shape[25:31] = 1.0
    women = Women(np.array([2020]), np.array([0]), np.full((1, 31), 70.0), shape)
    births = np.full((41, 1), np.nan)
    births[0] = 100.0
    assert women.continued(range(2020, 2061), births)[:, 0] == pytest.approx(np.full(41, 100.0))


def test_of_two_censuses_the_newest_that_was_known_counts() -> None:
    """A census is known from the year after it; an area without any keeps its births."""
    shape = np.zeros(40)
    shape[25:30] = 1.0
    women = Women(np.array([2010, 2020]), np.array([0, 0]), np.ones((2, 40)), shape)
    assert women.known_in(2019).tolist() == [True, False]
    assert women.known_in(2020).tolist() == [True, False]
    assert women.known_in(2021).tolist() == [True, True]
    births = np.array([[100.0, 100.0], [np.nan, np.nan]])
    assert np.isnan(women.continued(range(2020, 2022), births)[1, 1])


def test_no_origin_knows_a_later_census() -> None:
    """Kindergarten of the nation: from 2016 on births to come are fewer than in the last year, by the census of 2010;
    what women are counted later changes nothing before it was known, and from then on it does."""
    china = read_enrolment("china").history
    assert china.women is not None
    assert sorted(china.women.year.tolist()) == [2010, 2020]
    for origin, same in ((2018, True), (2022, False)):
        other = replace(china, women=replace(china.women, counted=china.women.counted * [[1.0], [0.5]]))
        other = replace(
            other,
            women=replace(
                china.women, counted=np.where([[False], [True]], china.women.counted[:, ::-1], china.women.counted)
            ),
        )
        one, two = (progression(each.known_at(origin), origin + 6)[:, 0, 0] for each in (china, other))
        assert np.array_equal(one, two) == same
    backtest(china, [2018, 2021], [1, 5], {"grades": progression})  # LeakError where it knew better
    assert not np.array_equal(disturbed(china, 2018).women.counted, china.women.counted)  # type: ignore[union-attr]


def test_births_judged_by_women_are_nearer_than_the_last_value() -> None:
    """The nation's kindergartens five years on, whose children are not born: errors with the census are smaller than
    without, with births as known at the time and as revised."""
    for revised in (False, True):
        china = replace(read_enrolment("china").history, revised=revised)
        wrong = []
        for each in (china, replace(china, women=None)):
            test = backtest(each, range(2014, 2021), [5], {"grades": progression})
            wrong.append(float(np.nanmean(np.abs(test.errors["grades"][:, 0, 0, 0]))))
        assert wrong[0] < 0.97 * wrong[1], wrong


def test_entrants_of_school_age_follow_births_without_a_trend() -> None:
    """By hand: ratios 0.9, 1.0, 1.1 of 100 births each. All years alike give 1.0; with 0.3 for the newest (1.1 + 0.7 ×
    1.0 + 0.49 × 0.9) ÷ 2.19 = 1.023; the mean is 1.012, one year on and five years on. Where all smoothing may be
    chosen, a trend may be."""
    births, weights = np.full((3, 1, 1), 100.0), np.ones((3, 1, 1))
    entered = np.array([90.0, 100.0, 110.0]).reshape(3, 1, 1)
    found = fit(entered, births, weights, smoothing=SLOW)
    assert found.choice.way == STEADY
    assert found.ahead(1)[0, 0] == pytest.approx((1.0 + 2.241 / 2.19) / 2)
    assert found.ahead(5) == pytest.approx(found.ahead(1))
    again = ratios(entered, births, weights, found.choice)
    assert again.ahead(1) == pytest.approx(found.ahead(1))
    assert ratios(entered, births, weights, Choice(0.3, 0.0, 0.0)).ahead(1)[0, 0] == pytest.approx(2.241 / 2.19)


def test_kindergartens_may_have_a_trend_and_schools_have_none() -> None:
    """Participation of three-year-olds can go on rising; everybody comes to school at six."""
    work = forecast(read_enrolment("china").history.today(), 2026).work
    ways = {
        part.stage: part.ratios.choice.way for part in work.parts if part.part == "entry" and part.source == "births"
    }
    assert ways == {"kindergarten": "together", "primary": STEADY}


def test_what_is_judged_of_births_to_come_is_what_would_have_been_forecast() -> None:
    """The nation's record with its censuses, so that people are projected: from every origin, kindergartens by the
    births of the projected women, on the medium path, as known then, are those that a backtest judges, within half a
    percent up to five years ahead, and within two percent seven years ahead. Later origins are left out: the assumed
    path knows births of 2024 and 2025, which nobody knew."""
    china = read_enrolment("china").history
    lent = read_population(TOP / "data" / "china")
    people = replace(lent, census=lent.lent_census)
    (kindergarten,) = (stage for stage in china.stages if stage.name == "kindergarten")
    for origin in range(2014, 2020):
        judged = forecast(china.known_at(origin), origin + 7).of_stage(kindergarten)[1:, 0]
        told = forecast_demand(people, people.assumptions, china.areas, last=origin + 7, origin=origin, method="grades")
        shown = told.whole["kindergarten"][told.years.index(origin + 1) :, 0]
        assert told.projections
        assert shown[:5] == pytest.approx(judged[:5], rel=0.005)
        assert shown == pytest.approx(judged, rel=0.02)
