"""Grade progression: laws that hold for every record, and a case that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.chains import entrants_from
from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.ratios import POOLING, SMOOTHING, Choice, Floats, Ratios, fit, ratios
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.pupils.review import Gap, broken, gaps
from xuewei.model.stages import Stage

PRIMARY, MIDDLE = Stage("primary", 6, 6, 45), Stage("middle", 12, 3, 50)
YEARS = range(2010, 2018)
Pupils = Mapping[tuple[str, int, str, int | None], float]


def history(pupils: Pupils, births: Mapping[tuple[str, int], float] | None = None) -> EnrolmentHistory:
    """A record from pupils by area, year, stage and grade, and births by area and year."""
    return enrolment_history(
        [EnrolmentRow(*key, int(count), "published", "test") for key, count in pupils.items()],
        [BirthsRow(*key, count, "published", "test", date(key[1], 12, 31)) for key, count in (births or {}).items()],
        [MIDDLE, PRIMARY],
        (8, 31),
    )


def steady(of: Callable[[str, int, int], float], *areas: str) -> Pupils:
    """Pupils of every grade of primary by area, year and grade."""
    return {(a, year, "primary", grade): of(a, year, grade) for a in areas for year in YEARS for grade in range(1, 7)}


COUNTS = st.lists(st.integers(20, 400), min_size=6, max_size=6)


@settings(max_examples=12)
@given(COUNTS, st.integers(50, 500))
def test_constant_pupils_forecast_themselves(counts: list[int], born: int) -> None:
    """Where nothing ever changes, nothing will, with births on record or without."""
    pupils = steady(lambda area, year, grade: counts[grade - 1], "甲")
    for births in ({}, {("甲", year): born for year in range(2000, 2018)}):
        found = forecast(history(pupils, births).known_at(2017), 2024)
        assert np.allclose(found.pupils[:, 0, :6], counts)
        assert np.allclose(found.of_stage(PRIMARY), sum(counts))


@settings(max_examples=8)
@given(st.integers(0, 10**6), st.integers(2, 9))
def test_all_pupils_and_births_times_a_factor_give_the_forecast_times_that_factor(seed: int, factor: int) -> None:
    """The unit in which people are counted decides nothing, as far as counting them is exact."""
    chance = np.random.default_rng(seed)
    pupils = {key: int(chance.integers(300, 400)) * 100 for key in steady(lambda *_: 0, "甲", "乙")}
    births = {(area, year): int(chance.integers(300, 400)) * 100 for area in "甲乙" for year in range(2000, 2018)}
    once = forecast(history(pupils, births).known_at(2017), 2022)
    more = forecast(
        history({k: n * factor for k, n in pupils.items()}, {k: n * factor for k, n in births.items()}).known_at(2017),
        2022,
    )
    assert np.allclose(more.pupils, factor * once.pupils, rtol=1e-9, equal_nan=True)


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.sampled_from(SMOOTHING))
def test_areas_do_not_touch_where_nothing_is_pooled(seed: int, smoothing: float) -> None:
    """Without pooling an area's ratios are the same whoever its neighbours are; with all of it they are one ratio."""
    chance = np.random.default_rng(seed)
    pupils, source = chance.integers(1, 90, (2, 7, 4, 3)).astype(float)
    trust = np.ones_like(pupils)
    apart = Choice(smoothing, 0.0, 0.0)
    together = ratios(pupils, source, trust, apart).ahead(1)
    alone = ratios(pupils[:, :1], source[:, :1], trust[:, :1], apart).ahead(1)
    assert np.allclose(together[:1], alone)
    one = ratios(pupils, source, trust, Choice(smoothing, 1.0, 0.0)).ahead(1)
    assert np.allclose(one, one[:1])
    for share in POOLING:
        mixed = ratios(pupils, source, trust, Choice(smoothing, share, 0.0)).ahead(1)
        assert (mixed >= np.minimum(together, one) - 1e-9).all()
        assert (mixed <= np.maximum(together, one) + 1e-9).all()


def test_small_areas_borrow_from_large_ones_and_do_not_explode() -> None:
    """Areas of 30 pupils a grade, alike but for chance, take the ratio of all; ten years on they are still small."""
    chance = np.random.default_rng(5)
    areas = [f"区{n}" for n in range(40)]
    pupils = steady(lambda *_: int(chance.poisson(30)), *areas)
    found = forecast(history(pupils).known_at(2017), 2027)
    (grades,) = (part for part in found.parts if part.part == "grades")
    assert grades.ratios.choice.pooling >= 0.9
    assert found.of_stage(PRIMARY)[-1].max() < 2 * 180
    assert found.of_stage(PRIMARY)[-1].min() > 180 / 2


def test_a_case_by_hand() -> None:
    """100 births a year; 90 of them enter, 9 of 10 go on from grade to grade: 90, 81, 72.9 …"""
    births = {("甲", year): 1000 for year in range(2000, 2018)}
    pupils = steady(lambda area, year, grade: round(900 * 0.9 ** (grade - 1)), "甲")
    pupils = {**pupils, **{("甲", 2017, "primary", grade): 500 for grade in range(1, 7)}}
    found = forecast(history(pupils, births).known_at(2016), 2017).pupils[1, 0]
    assert found[:6] == pytest.approx([900, 810, 729, 656, 590, 531], abs=1.5)
    later = forecast(history(pupils, births).known_at(2017), 2018, _newest).pupils[1, 0]
    assert later[0] == pytest.approx(500)
    assert later[1] == pytest.approx(500 * 500 / 900)


def _newest(
    pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats], smoothing: Sequence[float]
) -> Ratios:
    """The ratio of the last year alone."""
    return ratios(pupils, source, np.ones_like(trust), Choice(1.0, 0.0, 0.0))


def test_pupils_of_primary_roll_forward_into_middle() -> None:
    """A small cohort in primary is the small cohort of middle, as many years later as it has to go."""
    pupils = steady(lambda area, year, grade: 40 if year - grade == 2012 else 100, "甲")
    pupils = {**pupils, **{("甲", year, "middle", grade): 100 for year in YEARS for grade in (1, 2, 3)}}
    found = forecast(history(pupils).known_at(2017), 2020)
    assert found.pupils[:, 0, found.history.lines(MIDDLE)].round().tolist()[2:] == [[40, 100, 100], [100, 40, 100]]


def test_a_zero_is_not_a_gap_and_a_gap_is_rolled_over() -> None:
    """A grade without pupils has none a year later; a grade without a row takes the pupils of the year before it."""
    pupils = dict(steady(lambda area, year, grade: 100, "甲"))
    pupils["甲", 2017, "primary", 2] = 0
    del pupils["甲", 2017, "primary", 4]
    del pupils["甲", 2014, "primary", 5]
    record = history(pupils)
    assert gaps(record) == [Gap("甲", "primary", 4, (2017,)), Gap("甲", "primary", 5, (2014,))]
    whole = forecast(record.known_at(2017), 2018)
    (grades,) = (part for part in whole.parts if part.part == "grades")
    assert np.isnan([grades.pupils[4, 0, 3], grades.sources[5, 0, 4]]).all()  # no ratio into or out of the gap
    found = whole.pupils[1, 0]
    assert found[2] == 0
    assert found[4] == pytest.approx(100, rel=0.05)
    assert np.isfinite(found[:6]).all()


def test_a_grade_that_grows_tenfold_is_flagged_and_not_believed() -> None:
    """One slip of the pen is named, and moves no ratio by more than a little."""
    chance = np.random.default_rng(3)
    pupils = dict(steady(lambda *_: int(chance.integers(95, 106)), "甲"))
    pupils["甲", 2014, "primary", 3] *= 10
    found = forecast(history(pupils).known_at(2017), 2018)
    assert forecast(history(pupils).known_at(2017), 2017).pupils.shape == (1, 1, 11)
    assert broken(forecast(history(pupils).known_at(2017), 2017)) == broken(found)
    flagged = {(each.year, each.grade) for each in broken(found)}
    assert flagged == {(2014, 3), (2015, 4)}
    assert found.pupils[1, 0, 1:6].max() < 125


def test_areas_may_differ_in_what_is_on_record() -> None:
    """One area has births, one has none, one has only whole stages: each is forecast from what it has."""
    pupils = dict(steady(lambda *_: 100, "甲", "乙"))
    pupils.update({("丙", year, "primary", None): 640 for year in YEARS})
    births = {(area, year): 150 for area in ("甲", "丙") for year in range(2000, 2018)}
    found = forecast(history(pupils, births).known_at(2017), 2021)
    assert found.of_stage(PRIMARY).round(6).tolist() == 5 * [[600, 600, 640]]
    assert [(part.part, part.source) for part in found.parts if part.stage == "primary"] == [
        ("entry", "births"),
        ("entry", "itself"),
        ("grades", "before"),
        ("whole", "births"),
    ]


def test_an_area_without_pupils_at_the_origin_is_not_forecast() -> None:
    """A school that closed does not come back, and an area that has not reported is left to the ages of its people."""
    pupils = {
        key: count for key, count in steady(lambda *_: 100, "甲", "乙").items() if key[0] == "甲" or key[1] < 2016
    }
    found = forecast(history(pupils).known_at(2017), 2019)
    assert np.isfinite(found.of_stage(PRIMARY)[1:, 0]).all()
    assert np.isnan(found.of_stage(PRIMARY)[1:, 1]).all()


def test_births_of_school_years_need_no_shares_of_calendar_years() -> None:
    """Births of twelve months that end on the day of the cut-off are the cohort; those that end in June lie between."""
    rows = [EnrolmentRow("甲", 2015, "primary", 1, 50, "published", "test")]
    for month, day, before in ((8, 31, 0.0), (12, 31, 4 / 12), (6, 30, 10 / 12)):
        births = [BirthsRow("甲", 2010, 90.0, "published", "test", date(2010, month, day))]
        found = enrolment_history(rows, births, [PRIMARY], (8, 31))
        assert found.before == pytest.approx(before)
        assert found.births.year.tolist() == [2009 if month == 6 else 2010]
    mixed = [*births, BirthsRow("甲", 2011, 90.0, "published", "test", date(2011, 8, 31))]
    with pytest.raises(ValueError, match="end in different months"):
        enrolment_history(rows, mixed, [PRIMARY], (8, 31))


def test_one_year_has_no_ratios() -> None:
    """With one year on record nothing can be forecast, and nothing is made up."""
    record = history({key: count for key, count in steady(lambda *_: 50, "甲").items() if key[1] == 2017})
    assert np.isnan(forecast(record.known_at(2017), 2019).pupils[1:]).all()
    with pytest.raises(ValueError, match="no pupils are on record in 2016"):
        forecast(record.known_at(2016), 2019)


def test_a_view_from_an_origin_refuses_later_years_and_later_vintages() -> None:
    """Pupils and births of later years, and births published later, are not to be had."""
    rows = [EnrolmentRow("甲", year, "primary", 1, 50, "published", "test") for year in YEARS]
    births = [
        BirthsRow("甲", 2012, count, "published", "test", date(2012, 12, 31), published)
        for count, published in ((100.0, 2013), (120.0, 2016))
    ]
    record = enrolment_history(rows, births, [PRIMARY], (8, 31))
    known = record.known_at(2014)
    assert known.births(range(2012, 2013)) == 100
    assert record.known_at(2016).births(range(2012, 2013)) == 120
    assert np.isnan(record.known_at(2012).births(range(2012, 2013)))
    with pytest.raises(ValueError, match="2015 lies after the origin 2014"):
        known.pupils(range(2010, 2016))
    with pytest.raises(ValueError, match="2015 lies after the origin 2014"):
        known.births(range(2010, 2016))


def test_the_choice_of_ratios_follows_what_the_record_shows() -> None:
    """Where every year is but chance all years count the same; where ratios drift, the newest count most."""
    chance = np.random.default_rng(2)
    source = np.full((16, 1, 4), 10_000.0)
    trust = np.ones_like(source)
    noisy = fit(source * chance.normal(1, 0.02, source.shape), source, trust)
    drifting = fit(source * np.exp(np.cumsum(chance.normal(0, 0.03, source.shape), axis=0)), source, trust)
    assert noisy.choice.smoothing <= 0.2
    assert drifting.choice.smoothing >= 0.3


def test_a_stage_of_which_only_the_first_grade_and_the_whole_are_on_record_comes_from_its_entrants() -> None:
    """The whole is forecast from those who entered in the years before, though the first grade has a forecast of its
    own; where all grades are known, what is asked for is what the first of them comes from."""
    part = {("甲", year, "primary", grade): count for year in YEARS for grade, count in ((1, 100), (None, 600))}
    found = forecast(history(part).known_at(2017), 2022)
    assert [(each.part, each.source) for each in found.parts] == [("entry", "itself"), ("whole", "entrants")]
    assert entrants_from(found, "甲", PRIMARY, 2022) == "entrants"
    every = forecast(history(steady(lambda *_: 100, "甲")).known_at(2017), 2022)
    assert entrants_from(every, "甲", PRIMARY, 2022) == "itself"
