"""Years in which pupils of all areas together were fewer than usual: found, named, and what becomes of those away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.chains import grade_chain
from xuewei.model.pupils.progression import Forecast, forecast
from xuewei.model.pupils.ratios import Choice, Floats, Ratios
from xuewei.model.pupils.record import EnrolmentHistory, Rows, enrolment_history
from xuewei.model.pupils.review import broken
from xuewei.model.pupils.shocks import Shock, away, left_by, left_of, shocks
from xuewei.model.pupils.sources import Part
from xuewei.model.stages import Stage

PRIMARY, MIDDLE = Stage("primary", 6, 3, 45), Stage("middle", 9, 3, 50)
YEARS = range(2006, 2020)
ROWS = ("year", "published", "area", "line", "persons")
Fall = Callable[[int, str, int], float]


def fell(year: int, stage: str, grades: Sequence[int], share: float) -> Fall:
    """A fall of some grades of a stage in one year."""
    return lambda when, where, grade: share if (when, where) == (year, stage) and grade in grades else 1.0


def record(
    fall: Fall, areas: int = 12, size: int = 1000, *, births: bool = True, seed: int = 1, gaps: int = 0
) -> EnrolmentHistory:
    """Two stages whose areas go on by 0.99, by chance, but for a ``fall``; the first ``gaps`` areas have no rows of
    2015."""
    chance = np.random.default_rng(seed)
    rows, born = [], []
    for n in range(areas):
        name, children = f"区{n + 1:02}", int(size * (0.6 + 0.8 * n / max(areas - 1, 1)))
        born += [
            BirthsRow(name, year, children, "published", "test", date(year, 12, 31))
            for year in range(YEARS[0] - 7, YEARS[-1] + 1)
        ]
        before = [children] * 6
        for year in YEARS:
            here = []
            for at, came in enumerate([children, *before[:-1]]):
                stage, grade = (PRIMARY, at + 1) if at < 3 else (MIDDLE, at - 2)
                here.append(int(chance.binomial(int(came), 0.99 * fall(year, stage.name, grade))))
                if not (year == 2015 and n < gaps):
                    rows.append(EnrolmentRow(name, year, stage.name, grade, here[-1], "published", "test"))
            before = here
    return enrolment_history(rows, born if births else [], [PRIMARY, MIDDLE], (8, 31))


def both(history: EnrolmentHistory, origin: int, years: int = 3) -> tuple[Forecast, Forecast]:
    """Those who stayed away do not come back, and do."""
    known = replace(history, revised=True).known_at(origin)
    stay, again = (forecast(known, origin + years, returning=each) for each in (False, True))
    return stay, again


def told(found: Forecast) -> dict[tuple[int, str], Shock]:
    """What is named, by year and stage."""
    return {(each.year, each.stage): each for each in shocks(found.work)}


def test_a_tenth_fewer_entrants_everywhere_are_named_with_year_stage_size_and_number() -> None:
    """Twelve areas of a thousand children on average: some 1,200 stay away in 2015, and no area is named by itself."""
    stay, _ = both(record(fell(2015, "primary", [1], 0.9)), 2018)
    assert list(told(stay)) == [(2015, "primary")]
    (found,) = told(stay).values()
    assert found.grades == (1,)
    assert found.change == pytest.approx(-0.1, abs=0.015)
    assert found.away == pytest.approx(1188, rel=0.15)
    assert len(found.areas) == 12
    assert not found.newest
    assert not [each for each in broken(stay) if each.year == 2015]


def test_a_twentieth_less_of_every_grade_is_found_though_no_grade_stands_out() -> None:
    """Two areas, in which the ratios of a grade swing by 2 % from year to year: 5 % fewer in each of two grades at once
    are a year of both."""
    chance = np.random.default_rng(3)
    swings = {(year, grade): float(chance.normal(0, 0.012)) for year in YEARS for grade in range(1, 4)}

    def fall(year: int, stage: str, grade: int) -> float:
        off = 0.93 if year == 2015 and stage == "primary" else 0.98
        return off * float(np.exp(np.clip(swings[year, grade], -0.02, 0.02))) if stage == "primary" else 1.0

    stay, _ = both(record(fall, 2, 20_000), 2018)
    assert told(stay)[2015, "primary"].grades[-2:] == (2, 3)


def test_a_gap_of_some_areas_in_that_year_hides_it_not() -> None:
    """Five areas of twelve have no rows of the year in which the others fall; these are left out of those named."""
    stay, _ = both(record(fell(2015, "primary", [2, 3], 0.9), gaps=5), 2018)
    found = told(stay)[2015, "primary"]
    assert found.change == pytest.approx(-0.1, abs=0.015)
    assert len(found.areas) == 7


def test_the_newest_year_is_named_as_one_of_which_nobody_knows() -> None:
    """It weighs little in the ratios, and who is there is where the forecast starts: a tenth fewer leave the third
    grade after, and as many as ever enter the second."""
    history = record(fell(2018, "primary", [2], 0.9))
    stay, _ = both(history, 2018)
    assert told(stay)[2018, "primary"].newest
    usual, _ = both(record(lambda *_: 1.0), 2018)
    line = history.lines(PRIMARY).start
    shown = stay.pupils[1:, :, line : line + 3].sum(axis=1) / usual.pupils[1:, :, line : line + 3].sum(axis=1)
    assert shown[0] == pytest.approx([1.0, 1.0, 0.9], abs=0.01)
    assert shown[1] == pytest.approx([1.0, 1.0, 1.0], abs=0.01)


def test_a_single_area_is_held_against_its_own_years() -> None:
    """The year is named with the area."""
    stay, again = both(record(fell(2015, "primary", [1, 2, 3], 0.85), 1, 6000), 2015)
    assert told(stay)[2015, "primary"].areas == ("区01",)
    assert again.of_stage(PRIMARY)[1].sum() > stay.of_stage(PRIMARY)[1].sum() * 1.03


def test_small_areas_together_show_what_none_of_them_can() -> None:
    """Sixty areas of thirty children: a fifth fewer in all grades of the primary schools."""
    stay, _ = both(record(fell(2015, "primary", [1, 2, 3], 0.8), 60, 30), 2018)
    assert told(stay)[2015, "primary"].change == pytest.approx(-0.2, abs=0.05)
    assert not [each for each in broken(stay) if each.year == 2015]


def test_entrants_without_births_are_held_against_the_years_around() -> None:
    """A tenth fewer in one year and as many as ever after it is a shock; a fall in the newest year may be births."""
    history = record(fell(2015, "primary", [1], 0.9), births=False)
    later, _ = both(history, 2018)
    assert told(later)[2015, "primary"].change == pytest.approx(-0.1, abs=0.015)
    then, _ = both(history, 2015)
    assert (2015, "primary") not in told(then)


def test_one_area_that_falls_alone_is_no_year_of_all() -> None:
    """The largest of three loses half of its entrants: that is its own, and named so."""
    chance = record(lambda *_: 1.0, 3, 3000)
    rows = chance.enrolment
    lost = (rows.area == 2) & (rows.year == 2015) & (rows.line == chance.lines(PRIMARY).start)
    halved = replace(chance, enrolment=replace(rows, persons=np.where(lost, rows.persons // 2, rows.persons)))
    stay, _ = both(halved, 2018)
    assert (2015, "primary") not in told(stay)
    assert any((each.year, each.area, each.grade) == (2015, "区03", 1) for each in broken(stay))


def test_who_comes_back_is_in_the_grade_of_the_cohort_by_hand() -> None:
    """Of the first grade of 2018 a tenth stayed away: in 2019 the second grade has 1 ÷ 0.9 times as many as without
    them, in 2020 the third, in 2021 the first of the next stage; nothing else differs."""
    history = record(fell(2018, "primary", [1], 0.9))
    stay, again = both(history, 2018)
    back = 1 / (1 + told(stay)[2018, "primary"].change)
    primary, middle = history.lines(PRIMARY), history.lines(MIDDLE)
    with np.errstate(invalid="ignore"):
        more = again.pupils / stay.pupils
    for year, line in enumerate((primary.start + 1, primary.start + 2, middle.start), start=1):
        assert more[year, :, line] == pytest.approx(back)
        more[year, :, line] = 1.0
    assert more[..., [*range(primary.start, primary.stop), *range(middle.start, middle.stop)]] == pytest.approx(1.0)
    (missing,) = dict(away(stay.work, history.areas)).values()
    grades = again.pupils[0, :, primary.start].sum()
    assert missing == pytest.approx(grades * (back - 1))


def test_leavers_of_the_newest_year_come_back_in_the_next_stage() -> None:
    """A tenth of the last primary grade of 2018 stayed away: the first middle grade of 2019 has them."""
    history = record(fell(2018, "primary", [3], 0.9))
    stay, again = both(history, 2018)
    line = history.lines(MIDDLE).start
    assert again.pupils[1, :, line].sum() / stay.pupils[1, :, line].sum() == pytest.approx(1 / 0.9, rel=0.02)


def test_whom_a_later_year_brought_back_is_not_away_any_more() -> None:
    """A tenth of the second grade of 2015 stay away; all of them are back in the third of 2016, or half."""
    for back, left in ((1 / 0.9, 1.0), (1.05, 0.945)):
        unusual = {(2015, "primary", 2): 0.9, (2016, "primary", 3): back}
        history = record(lambda *at, off=unusual: 0.85 * off.get(at, 1.0), 12, 5000)
        stay, _ = both(history, 2016)
        assert left_of(stay.work, PRIMARY)[-1, :, 2] == pytest.approx(left, abs=0.02)


def test_explain_multiplies_out_with_a_step_for_those_who_come_back() -> None:
    """Every grade of every area and year ahead; the step stands in the first year alone."""
    history = record(fell(2018, "primary", [1, 2, 3], 0.9))
    _, again = both(history, 2018)
    seen = 0
    for stage in (PRIMARY, MIDDLE):
        for grade in (1, 2, 3):
            for year in (2019, 2020, 2021):
                chain = grade_chain(again, "区05", stage, grade, year)
                line = history.lines(stage).start + grade - 1
                assert chain.pupils == pytest.approx(again.pupils[year - 2018, 4, line])
                back = [step for step in chain.steps if step.back]
                assert all(step.year == 2019 and step.ratio > 1 for step in back)
                seen += len(back)
    assert seen == 9  # three cohorts, three years each


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.floats(0.75, 1.0), st.integers(2013, 2018))
def test_who_comes_back_never_makes_fewer(seed: int, areas: int, share: float, year: int) -> None:
    """Whatever fell when, by how much, and in how many areas."""
    stay, again = both(record(fell(year, "primary", [1, 2], share), areas, 400, seed=seed), 2018)
    assert (np.nan_to_num(again.pupils) >= np.nan_to_num(stay.pupils) * (1 - 1e-12)).all()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_without_such_a_year_both_readings_are_one(seed: int, areas: int) -> None:
    """Where nothing is named nothing comes back."""
    stay, again = both(record(lambda *_: 1.0, areas, 400, seed=seed), 2018)
    if not shocks(stay.work):
        assert np.array_equal(stay.pupils, again.pupils, equal_nan=True)
    else:
        assert all(each.change > -0.12 for each in shocks(stay.work))


def ratios_ahead(found: Forecast, stage: str, part: str) -> Floats:
    """The ratios of the first year ahead."""
    return next(each.ratios.ahead(1) for each in found.work.parts if (each.stage, each.part) == (stage, part))


def test_the_year_weighs_little_in_the_ratios_ahead() -> None:
    """A tenth fewer in the newest year move the ratio that is expected next by less than half a percent."""
    stay, _ = both(record(fell(2018, "primary", [1], 0.9)), 2018)
    assert ratios_ahead(stay, "primary", "entry") == pytest.approx(0.99, rel=0.005)


def test_a_slip_of_a_digit_is_no_year_of_all() -> None:
    """A single area with ten times the pupils of a grade in one year: a broken ratio, and nobody comes back."""
    history = record(lambda *_: 1.0, 1, 2000)
    rows = history.enrolment
    slip = (rows.year == 2015) & (rows.line == history.lines(PRIMARY).start + 1)
    tenfold = replace(history, enrolment=replace(rows, persons=np.where(slip, rows.persons * 10, rows.persons)))
    stay, again = both(tenfold, 2015)
    assert (2015, "primary") not in told(stay)
    assert (2015, 2) in {(each.year, each.grade) for each in broken(stay)}
    assert np.array_equal(stay.pupils, again.pupils, equal_nan=True)


def test_who_left_the_stage_before_is_still_away_in_the_next() -> None:
    """A tenth of the last primary grade of 2017 stayed away: in 2018 they are not in the first middle grade either."""
    stay, _ = both(record(fell(2017, "primary", [3], 0.9)), 2018)
    assert left_of(stay.work, MIDDLE)[-1, :, 0] == pytest.approx(0.9, abs=0.015)
    assert left_of(stay.work, MIDDLE)[-1, :, 1:] == pytest.approx(1.0)


def test_a_large_area_that_falls_while_the_others_rise_is_no_year_of_all() -> None:
    """A hundred thousand pupils fall by a tenth, four areas of a thousand rise by a percent, and swing more in other
    years: the total falls, and the middle area does not."""
    swing = np.array([1.0, 1.04, 0.97, 1.03, 0.96, 1.0, 1.02, 0.98, 1.03, 0.97])
    pupils = np.outer(np.roll(swing, 1), np.full(5, 1000.0))
    pupils[:, 0], pupils[6, 1:] = 100_000.0, 1010.0
    pupils[6, 0] = 90_000.0
    source = np.tile([100_000.0, *[1000.0] * 4], (10, 1))
    choice = Ratios(pupils[:, :, None] * np.nan, np.zeros((10, 1)), Choice(0.0, 0.0, 0.0))
    part = Part("primary", "entry", "births", choice, 2010, (1,), pupils[:, :, None], source[:, :, None])
    assert (left_by(part) == 1).all()
    pupils[6, 1:] = 900.0
    assert left_by(part)[6, 0] == pytest.approx(0.9, abs=0.02)


def test_records_without_such_a_year_seldom_show_one() -> None:
    """Thirty records of fourteen years, by turns of one area, of three, and of one with a stage known as a whole, whose
    ratios swing by 1 % in every grade and 0.5 % in a year: at most one in twenty names a year. With a tenth fewer in
    all grades of one year, at least nine in ten of those with grades name it."""
    seen, found = 0, 0
    for seed in range(30):
        chance = np.random.default_rng(seed)
        swing = {
            (year, stage, grade): chance.normal(0, 0.01) for year in YEARS for stage in "pm" for grade in (1, 2, 3)
        }
        years = {year: chance.normal(0, 0.005) for year in YEARS}

        def fall(
            year: int, stage: str, grade: int, of: dict[Any, float] = swing, all_of: dict[int, float] = years
        ) -> float:
            return float(np.exp(of[year, stage[0], grade] + all_of[year] - 0.08))

        def fallen(year: int, stage: str, grade: int, usual: Fall = fall) -> float:
            return usual(year, stage, grade) * (0.9 if year == 2013 else 1.0)

        areas = 3 if seed % 3 == 1 else 1
        usually, once = (record(each, areas, 6000, seed=seed) for each in (fall, fallen))
        if seed % 3 == 2:
            usually = as_wholes(usually)
        seen += bool(told(forecast(usually.today(), 2020)))
        found += any(year == 2013 for year, _ in told(forecast(once.today(), 2020)))
    assert seen <= 1
    assert found >= 27


def as_wholes(history: EnrolmentHistory) -> EnrolmentHistory:
    """The same with the middle school known as a whole, of one area."""
    rows, lines = history.enrolment, history.lines(MIDDLE)
    inside = (rows.line >= lines.start) & (rows.line < lines.stop)
    years = np.unique(rows.year)
    whole = np.array([rows.persons[inside & (rows.year == year)].sum() for year in years])
    kept = rows.where(~inside)
    more = Rows(years, years, np.zeros_like(years), np.full_like(years, lines.stop), whole)
    joined = (np.concatenate([getattr(each, name) for each in (kept, more)]) for name in ROWS)
    return replace(history, enrolment=Rows(*joined))
