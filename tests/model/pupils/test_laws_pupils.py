"""Laws of pupils: what is on record, what stands in for it, and what births do to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.accuracy.backtest import LeakError, backtest, last_ratios, mean_ratios, naive
from xuewei.model.people.areas import restated, today
from xuewei.model.people.inhabitants import inhabitants
from xuewei.model.people.projection import project
from xuewei.model.population import AreaChange, BirthsRow, EnrolmentRow
from xuewei.model.pupils.births_after import births_ahead, births_reach, joined, of_one_period
from xuewei.model.pupils.chains import grade_chain
from xuewei.model.pupils.errors import PastErrors, origins_of
from xuewei.model.pupils.history import other_projections
from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.pupils_ahead import strange_pupils
from xuewei.model.pupils.ratios import DAMPING, Choice, Floats, Ratios, usual
from xuewei.model.pupils.record import EnrolmentHistory, KnownHistory, enrolment_history, misfits, with_ungraded
from xuewei.model.pupils.review import Unborn, unborn
from xuewei.model.pupils.sources import ENTRANTS
from xuewei.model.stages import Stage

from builders import assumptions, immortal, level, plan, population, pupils, school

PRIMARY = Stage("primary", 6, 6, 45)
ASSUMED = replace(assumptions(), survival=immortal())
MIDDLE = Stage("middle", 12, 3, 50)
SHORT = Stage("primary", 6, 2, 45)
Counts = dict[tuple[str, int, str, int | None], int]
FLOATS = st.lists(st.none() | st.floats(-9, 9), min_size=1, max_size=9)


def record(*grades: list[float], births: dict[int, float] | None = None, stage: Stage = SHORT) -> EnrolmentHistory:
    """Pupils of each grade of a stage of 甲, year by year up to 2017, with births by year."""
    rows = [
        EnrolmentRow("甲", 2018 - len(counts) + n, stage.name, grade, count, "published", "")
        for grade, counts in enumerate(grades, start=1)
        for n, count in enumerate(counts)
    ]
    born = [BirthsRow("甲", year, n, "published", "", date(year, 12, 31)) for year, n in (births or {}).items()]
    return enrolment_history(rows, born, [stage], (8, 31))


# grade progression


def test_a_trend_goes_on_damped_from_year_to_year() -> None:
    """`E[t+1, g+1] = E[t, g]·r[g]`, `r` being level × exp(trend × (φ + φ² + …)) as many years as have passed: with a
    level of 0.9, a trend of 0.1 and φ = 0.5, of 100 there are 90·exp(0.05) after a year and of those who enter then
    0.9·exp(0.075) another year later."""

    def estimate(
        pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats], smoothing: Sequence[float]
    ) -> Ratios:
        return Ratios(np.full_like(pupils, 0.9), np.full((len(pupils), pupils.shape[2]), 0.1), Choice(0.0, 0.0, 0.5))

    found = forecast(record([100.0] * 4, [80.0] * 4).known_at(2017), 2019, estimate).pupils[:, 0]
    entered, next_entered = 90 * np.exp(0.05), 90 * np.exp(0.05) * 0.9 * np.exp(0.075)
    assert found[1] == pytest.approx([entered, 90 * np.exp(0.05), 2 * entered])
    assert found[2] == pytest.approx([next_entered, entered * 0.9 * np.exp(0.075), 2 * next_entered])


def test_the_rival_of_last_ratios_knows_the_ratios_of_the_last_year_alone() -> None:
    """Of 100 who entered each year 90, then 80, then 60 went on: 60 go on from now, and as many enter as before."""
    known = record([100.0] * 4, [95.0, 90.0, 80.0, 60.0]).known_at(2017)
    assert last_ratios(known, 2019)[:, 0, 0] == pytest.approx([160, 160, 160])
    assert mean_ratios(known, 2019)[1:, 0, 0] == pytest.approx([100 + 230 / 3] * 2)


@settings(max_examples=25)
@given(st.lists(st.sampled_from([0.0, 90.0, 120.0]), min_size=9, max_size=9))
def test_births_decide_who_enters_after_the_origin_and_nobody_who_entered_before(born: list[float]) -> None:
    """Pupils answer to births where their chain of grades begins with them: those on record do not, nor those who were
    on record in a lower grade. A year in which nobody was born decides as well: nobody enters."""
    births = {**dict.fromkeys(range(2000, 2009), 100.0), **dict(zip(range(2009, 2018), born, strict=True))}
    found = forecast(record([90.0] * 6, [90.0] * 6, births=births).known_at(2017), 2022)
    marks = births_reach(found)["primary"][:, 0]
    for t, year in enumerate(found.work.years):
        assert marks[t].tolist() == [year > 2017, year - 1 > 2017]


def test_births_decide_nothing_where_entrants_follow_those_of_the_year_before() -> None:
    """Of two areas on record one has births: they decide who enters there, and nobody in the other."""
    told: Counts = {
        (area, year, "primary", n): 90 for area in ("甲", "乙") for year in range(2012, 2018) for n in (1, 2)
    }
    born = [BirthsRow("甲", year, 100.0, "published", "", date(year, 12, 31)) for year in range(2000, 2018)]
    found = forecast(enrolment_history(pupils(told), born, [SHORT], (8, 31)).known_at(2017), 2020)
    marks = births_reach(found)["primary"][-3:]
    assert marks[:, 0].tolist() == [[True, False], [True, True], [True, True]]
    assert not marks[:, 1].any()


@given(FLOATS)
def test_what_is_usual_is_the_median_of_a_year_and_two_on_each_side(values: list[float | None]) -> None:
    """Hampel's window: of an even number known the mean of the two in the middle, of none known nothing."""
    ratios = np.array([np.nan if each is None else each for each in values])
    for n, found in enumerate(usual(ratios)):
        near = sorted(each for each in ratios[max(n - 2, 0) : n + 3] if np.isfinite(each))
        assert found == pytest.approx(median(near) if near else np.nan, nan_ok=True)


def test_entrants_before_the_record_are_births_times_the_ratio_of_its_first_three_years() -> None:
    """Where only those who enter primary are on record, middle comes of them six years later; who entered in the year
    before the record began is derived: of 100 births a year 90, 80 and 60 entered in its first three, 230 of 300."""
    entered = {("primary", 2013 + n, 1): count for n, count in enumerate((90.0, 80.0, 60.0, 60.0, 60.0))}
    middle = {("middle", year, grade): 70.0 for year in range(2010, 2018) for grade in (1, 2, 3)}
    rows = [
        EnrolmentRow("甲", year, stage, grade, count, "published", "")
        for (stage, year, grade), count in {**entered, **middle}.items()
    ]
    born = [BirthsRow("甲", year, 100.0, "published", "", date(year, 12, 31)) for year in range(2000, 2018)]
    found = forecast(enrolment_history(rows, born, [PRIMARY, MIDDLE], (8, 31)).known_at(2017), 2018)
    chain = grade_chain(found, "甲", MIDDLE, 1, 2018)
    assert (chain.kind, chain.year, chain.stage) == (ENTRANTS, 2012, "primary")
    assert chain.start == pytest.approx(230 / 3)
    assert chain.pupils == pytest.approx(found.pupils[1, 0, found.history.lines(MIDDLE).start])


def test_a_trend_always_fades() -> None:
    """The trend of a ratio goes on damped by φ a year, and no trend at all is the simplest that is tried."""
    assert DAMPING[0] == 0
    assert all(0 <= each < 1 for each in DAMPING)


def test_years_without_births_between_known_ones_are_named() -> None:
    """As far as the births of the area itself up to the origin show it."""
    history = record([90.0] * 4, [90.0] * 4, births={2008: 100.0, 2011: 100.0, 2014: 100.0})
    assert unborn(history) == [Unborn("甲", (2009, 2010, 2012, 2013))]
    assert unborn(history, 2012) == [Unborn("甲", (2009, 2010))]


def test_a_forecast_that_knows_later_births_is_caught_with_births_as_revised_too() -> None:
    """Every forecast is made a second time with all figures changed that came after its origin."""
    births = {year: 100.0 + year % 3 for year in range(2000, 2018)}
    history = replace(record([90.0] * 6, [90.0] * 6, births=births), revised=True)

    def leaky(known: KnownHistory, last: int) -> Floats:
        return np.asarray(naive(known, last) * (1 + 1e-6 * known.history.births.persons.sum()))

    with pytest.raises(LeakError, match="leaky from 2015"):
        backtest(history, [2015], [1], {"leaky": leaky})


def test_births_of_areas_on_record_that_nobody_asked_about_are_modelled_beside() -> None:
    """Ratios are learned from them as well: where some of their pupils were born after the last births on record, their
    people are projected, unless they are projected anyway."""
    ages = {area: level(100, 101) for area in ("甲", "乙", "丙")}
    births = {(area, year): 200.0 for area in ages for year in range(2005, 2024 if area == "甲" else 2016)}
    told: Counts = {(area, year, "kindergarten", 1): 90 for area in ("甲", "乙") for year in range(2018, 2024)}
    folk = replace(population(ages, births=births, assumed=ASSUMED), enrolment=pupils(told))
    for known, beside in ((("甲",), [["乙"]]), (("甲", "乙"), []), (("丙",), [["乙"]])):
        found = other_projections(folk, ASSUMED, known)
        assert [[one.area for one in each.areas] for each in found] == beside


# areas that changed


def test_an_area_of_old_is_what_became_of_it_since_and_nothing_that_was_before() -> None:
    """甲 went into 乙 in 2021; what 乙 gave to 丙 in 2018 was none of it, and a share of nothing is nothing."""
    gave, went = AreaChange(2018, "乙", "丙", 1.0, "", ""), AreaChange(2021, "甲", "乙", 1.0, "", "")
    assert today("甲", [went, gave, AreaChange(2021, "甲", "丁", 0.0, "", "")]) == ("乙",)
    assert today("乙", [went, gave]) == ("丙",)
    assert today("戊", [went, gave]) == ()


def test_a_sum_of_figures_of_two_kinds_is_derived() -> None:
    """What two areas published is published still when they merge; of two bases, or of a part, it is derived."""
    merge = AreaChange(2018, "甲", "丙", 1.0, "published", ""), AreaChange(2018, "乙", "丙", 1.0, "published", "")
    rows = [EnrolmentRow(area, 2017, "primary", 1, 50, "published", "") for area in "甲乙"]
    for basis, found in (("published", "published"), ("assumed", "derived")):
        (row,) = restated([rows[0], replace(rows[1], basis=basis)], [], merge, [PRIMARY]).enrolment
        assert (row.area, row.pupils, row.basis) == ("丙", 100, found)


# bands


def test_origins_are_tested_from_the_third_year_after_the_first_to_the_last_but_one() -> None:
    """An origin in the last year of the record has nothing to be held against."""
    assert list(origins_of(record([9.0] * 8, [9.0] * 8))) == list(range(2013, 2017))


def errors(*wrong: float) -> PastErrors:
    """Errors one year ahead of whole stages of 100 pupils, from one origin after another."""
    found = np.full((len(wrong), 1, 1, 3), np.nan)
    found[:, 0, 0, 2] = wrong
    pupils = np.where(np.isnan(found), np.nan, 100.0)
    return PastErrors(record([100.0] * 4, [100.0] * 4), tuple(range(2001, 2001 + len(wrong))), found, pupils)


# rows of pupils


def test_a_stage_of_one_grade_may_be_on_record_as_a_whole() -> None:
    """A row without a grade is of the whole stage, whatever grades that has; a grade that it has not is a fault."""
    nursery = Stage("nursery", 2, 1, 20)
    folk = replace(population({"甲": level(9)}), enrolment=pupils({("甲", 2020, "nursery", None): 40}))
    assert list(strange_pupils(folk, [nursery])) == []
    second = replace(folk, enrolment=pupils({("甲", 2020, "nursery", 2): 40}))
    assert [fault.field for fault in strange_pupils(second, [nursery])] == ["nursery.2"]


@pytest.mark.parametrize(("whole", "over"), [(296.0, [False]), (300.0, []), (331.0, []), (333.0, [True])])
def test_a_whole_stage_is_its_grades_and_those_in_none_of_them(whole: float, over: list[bool]) -> None:
    """Of 200 and 100 pupils in grades and 30 in none there are 330, and half a person off for each figure printed; with
    none said to be ungraded there are 300."""
    rows = [EnrolmentRow("甲", 2023, "primary", n, count, "published", "") for n, count in ((1, 200.0), (2, 100.0))]
    extra = 30.0 if whole > 310 else None
    told = [EnrolmentRow("甲", 2023, "primary", None, whole, "published", "", ungraded=extra), *rows]
    assert [each.over for each in misfits(told, [SHORT])] == over


def test_pupils_in_no_grade_are_put_into_those_of_their_own_stage_alone() -> None:
    """In proportion to the grades, where all of them are on record; other areas are as they were."""

    def rows(area: str, whole: float, ungraded: float | None, *grades: float) -> list[EnrolmentRow]:
        told = [(None, whole, ungraded), *((n, count, None) for n, count in enumerate(grades, start=1))]
        return [EnrolmentRow(area, 2023, "primary", n, count, "published", "", None, out) for n, count, out in told]

    some, none, part = rows("甲", 330, 30, 200, 100), rows("乙", 300, None, 200, 100), rows("丙", 330, 30, 200)
    found = with_ungraded([*some, *none, *part], [SHORT])
    assert [row.pupils for row in found[:3]] == [330, 220, 110]
    assert list(found[3:]) == [*none, *part]


# demand that follows pupils


@settings(max_examples=25)
@given(st.dictionaries(st.integers(2020, 2033), st.integers(300, 900), min_size=1, max_size=6))
def test_a_year_without_pupils_is_at_the_level_of_the_nearest_on_record(told: dict[int, int]) -> None:
    """Demand by ages × record ÷ demand by ages in the nearest year on record, of two equally near the earlier one."""
    folk = population({"甲": [100 + age for age in range(101)]}, assumed=replace(assumptions(), horizon=2033))
    counts: Counts = {("甲", year, "primary", None): count for year, count in told.items()}
    counts["甲", 2033, "middle", None] = 300  # so that no year of primary is forecast from grade to grade
    by_ages = xuewei.assess(plan(school("一")), folk).demand["primary"][:, 0]
    found = xuewei.assess(plan(school("一")), replace(folk, enrolment=pupils(counts)))
    for t, year in enumerate(found.years):
        near = min(sorted(told), key=lambda each: abs(each - year))
        expected = by_ages[t] * told[near] / by_ages[near - 2020].sum()
        assert found.demand["primary"][t, 0] == pytest.approx(expected)


def test_only_years_known_as_a_whole_are_split_as_ages_split_them() -> None:
    """A year of which only the whole stage is known is split over grades; years by grade, and years that are filled,
    are not."""
    folk = population({"甲": [100 + age for age in range(101)]}, assumed=replace(ASSUMED, horizon=2023))
    years = 2020, 2022, 2023
    told: Counts = {("甲", year, "primary", grade): 90 + grade for year in years for grade in range(1, 7)}
    told["甲", 2021, "primary", None] = 600
    del told["甲", 2022, "primary", 3]
    found = xuewei.assess(plan(school("一")), replace(folk, enrolment=pupils(told)))
    how = found.grounds("甲", "primary")
    assert (how.known, how.split, sorted(how.filled)) == ((2020, 2021, 2023), (2021,), [2022])


# births that a scenario writes


@settings(max_examples=25)
@given(st.integers(1, 12), st.integers(2021, 2024))
def test_a_written_year_of_births_reaches_the_twelve_months_that_lie_in_it_and_no_others(end: int, year: int) -> None:
    """A written year of births counts even where births are known, scaled as the others. Births of twelve months that
    end in another month than December lie in two calendar years, and either of them reaches these."""
    years = range(2015, 2026)
    folk = population({"县": level(100, 101)}, births={("县", each): 200.0 for each in years}, assumed=ASSUMED)
    born = [BirthsRow("区", each, 50.0, "published", "", _last_day(each, end)) for each in years]
    pupil = EnrolmentRow("区", 2025, "primary", 1, 9, "published", "")
    history = enrolment_history([pupil], born, [PRIMARY], (8, 31))
    known = history.births.table(years, 1, 1)[:, :, 0]
    written = replace(ASSUMED, fertility=replace(ASSUMED.fertility, births={year: 1e4}))
    engine = project(inhabitants(folk, ("县",), ASSUMED), written, 2030)
    found = births_ahead(history, engine, [0], written={year})(years, known)
    of_record = [t for t in range(len(years)) if np.isfinite(known[t, 0])]
    changed = {years[t] for t in of_record if found[t, 0] != pytest.approx(known[t, 0])}
    months = {years[t]: range(years[t] * 12 + history.end - 12, years[t] * 12 + history.end) for t in of_record}
    assert changed == {each for each, lie in months.items() if year in {month // 12 for month in lie}}


def test_a_calendar_year_has_the_births_of_its_own_months_as_far_as_they_are_published() -> None:
    """Of 2020 three months are of the row that ends in March, at ten a month, and nine of its own, at five."""
    early = BirthsRow("甲", 2019, 120.0, "published", "", date(2020, 3, 31))
    year = BirthsRow("甲", 2020, 60.0, "published", "", date(2020, 12, 31))
    found = {each.year: each.births for each in of_one_period([early, year], {"甲"})}
    assert found == {2019: pytest.approx(120), 2020: pytest.approx(75)}
    sooner = of_one_period([replace(early, published_year=2022), year], {"甲"})
    assert [each.births for each in sooner if each.year == 2020] == [pytest.approx(60)]


def _last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def test_births_on_record_stay_where_the_engine_has_none_for_a_written_year() -> None:
    """A scenario writes births of the census year; months before the engine's first year are known from the record
    alone (method.en.md, section 9)."""
    own, known = np.array([50.0, 40.0, np.nan]), np.array([100.0, 80.0, np.nan])
    modelled, written = np.array([np.nan, 80.0, 60.0]), np.array([True, False, False])
    assert joined(own, known, modelled, written).tolist() == [50.0, 40.0, 30.0]
