"""Parts of past errors: laws of the bands they make, parts of known size found again, and what must teach nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.accuracy.backtest import coverage, disturbed, held
from xuewei.formats.population.folder import read_enrolment
from xuewei.model.assumptions import Figure, Wander
from xuewei.model.balance import BAND_LEVELS
from xuewei.model.bands import RECORD, Banding
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.error_growth import COMMON, LOCAL, by_size, learnt
from xuewei.model.pupils.errors import PastErrors, past_errors
from xuewei.model.pupils.past_spread import BIRTHS, PastSpread, past_spread, record_spread
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.spread import student
from xuewei.model.stages import Stage

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
NURSERY = Stage("kindergarten", 3, 3, 30)
PRIMARY = Stage("primary", 6, 2, 45)
FIRST = 2000


def record(areas: int = 1, years: int = 14, born: Sequence[float] = ()) -> EnrolmentHistory:
    """A hundred pupils in every grade of two stages; births of the last years in each area, if any."""
    names = [f"区{n}" for n in range(areas)]
    rows = [
        EnrolmentRow(name, FIRST + t, stage.name, grade, 100, "assumed", "test")
        for name in names
        for t in range(years)
        for stage in (NURSERY, PRIMARY)
        for grade in range(1, stage.grades + 1)
    ]
    last = FIRST + years - 1
    births = [
        BirthsRow(name, last + 1 - len(born) + n, count, "assumed", "test", date(last + 1 - len(born) + n, 12, 31))
        for name in names
        for n, count in enumerate(born)
    ]
    return enrolment_history(rows, births, [NURSERY, PRIMARY], (8, 31))


def errors(history: EnrolmentHistory, wrong: Floats, pupils: float = 1e6) -> PastErrors:
    """Errors ``(origin, lead, area)`` (logarithms) alike in all lines, as far as the record goes."""
    origins = tuple(range(FIRST + 3, FIRST + 3 + len(wrong)))
    last = history.years.stop - 1
    late = np.add.outer(origins, range(1, wrong.shape[1] + 1)) > last
    found = np.where(late[:, :, None, None], np.nan, np.expm1(wrong)[..., None] * np.ones(history.width))
    return PastErrors(history, origins, found, np.where(np.isnan(found), np.nan, pupils))


def walked(areas: int, origins: int, common: float, local: float, seed: int, leads: int = 5) -> Floats:
    """Errors of levels that each walk: what all have in common, and what each area does."""
    chance = np.random.default_rng(seed)
    steps = chance.normal(0, common, (origins + leads, 1)) + chance.normal(0, local, (origins + leads, areas))
    walk = steps.cumsum(axis=0)
    return np.stack([walk[n + 1 : n + 1 + leads] - walk[n] for n in range(origins)])


PAST = st.builds(
    walked,
    st.sampled_from([1, 2, 5, 12]),
    st.integers(4, 10),
    st.sampled_from([0.0, 0.01, 0.1]),
    st.sampled_from([0.0, 0.003, 0.03]),
    st.integers(0, 10**6),
)
"""Past errors of one area or several, quiet and loud."""


def spread_of(wrong: Floats, born: Sequence[float] = (), pupils: float = 1e6) -> PastSpread:
    """The parts of such errors."""
    history = record(wrong.shape[2], len(wrong) + 4, born)
    return past_spread(errors(history, wrong, pupils))


@settings(max_examples=20, deadline=None)
@given(PAST, st.integers(0, 6), st.floats(1, 1e7), st.booleans())
def test_bands_widen_with_the_level_and_the_lead_and_narrow_with_size(
    wrong: Floats, line: int, pupils: float, born: bool
) -> None:
    """In every line: no level is narrower than a lower one, no lead than a shorter one, however far beyond the record,
    and no area relatively wider than a smaller one."""
    spread = spread_of(wrong, [100.0, 90.0, 110.0, 120.0, 100.0, 80.0] if born else ())

    def reach(lead: int, level: float, count: float) -> float:
        found = spread.reach(line, lead, level, count)
        assert found is not None
        return found

    for lead in (1, 2, 3, 4, 5, 6, 9, 20):
        levels = [reach(lead, level, pupils) for level in BAND_LEVELS]
        assert levels == sorted(levels)
        assert reach(lead, 0.8, 4 * pupils) <= levels[1] <= reach(lead + 1, 0.8, pupils) + 1e-12


def parts(spread: PastSpread, line: int, lead: int) -> tuple[str, ...]:
    """The parts of the error of a line, of areas whose births lie as far behind as in most."""
    return tuple(term.part for term in spread.terms(line, lead, spread.behind_now("")))


@settings(max_examples=10, deadline=None)
@given(PAST, st.sampled_from(BAND_LEVELS), st.integers(1, 9))
def test_a_band_is_that_of_its_parts(wrong: Floats, level: float, lead: int) -> None:
    """The parts that a simulation draws from make the band that is shown, whole numbers around the forecast."""
    spread = spread_of(wrong, [100.0, 90.0, 110.0, 120.0, 100.0, 80.0])
    terms, reach = spread.terms(3, lead, spread.behind_now("")), spread.reach(3, lead, level, 500.0)
    assert terms
    assert reach is not None
    units = student(np.array([term.degrees for term in terms]), level)
    deviations = np.sqrt([term.steady + term.chance / 500 for term in terms])
    assert float(np.hypot.reduce(units * deviations)) == pytest.approx(reach)
    band = Banding(level, spread).stage(NURSERY, lead, 500.0)
    assert band is not None
    assert band.low == pytest.approx(500 * math.exp(-reach))
    assert band.high == pytest.approx(500 * math.exp(reach))
    assert band.source == RECORD


def test_parts_of_known_size_are_found_again() -> None:
    """Levels that walk by 2 % a year in common and by 3 % in each area: deviations near these one year ahead, growing
    with about the root of the lead."""
    found = [
        learnt(wrong, np.full(wrong.shape, 1e6), np.ones(wrong.shape[:2], dtype=bool))
        for wrong in (walked(40, 12, 0.02, 0.03, seed) for seed in range(40))
    ]
    assert all(each is not None and each.local is not None for each in found)
    year = np.sqrt(np.mean([each.common.year**2 for each in found if each]))
    assert year == pytest.approx(0.02, rel=0.1)
    local = [each.local.year * each.local.steady**0.5 for each in found if each and each.local]
    assert np.mean(local) == pytest.approx(0.03, rel=0.1)
    assert np.mean([each.local.power for each in found if each and each.local]) == pytest.approx(0.5, abs=0.08)


def test_the_effect_of_size_is_found_again() -> None:
    """Squares of a steady part of 4 and of 1 ÷ pupils in areas of 30 to 30,000 pupils give both back."""
    chance, pupils = np.random.default_rng(2), np.repeat([30.0, 300.0, 3000.0, 30000.0], 10)
    squares = chance.normal(0, np.sqrt(0.0004 + 1 / pupils), (500, 40)) ** 2
    assert by_size(squares, np.broadcast_to(1 / pupils, squares.shape)) == pytest.approx((0.0004, 1.0), rel=0.1)


def test_one_area_has_one_part_and_students_t() -> None:
    """Four errors of 10 % one year ahead, and Student's t with four degrees of freedom: 1.533 × 10 %."""
    wrong = np.array([0.1, -0.1, 0.1, -0.1]).reshape(-1, 1, 1)
    spread = spread_of(wrong)
    assert parts(spread, 0, 1) == (COMMON,)
    assert spread.reach(0, 1, 0.8, 1e6) == pytest.approx(1.533 * 0.1, rel=1e-4)


def test_bias_counts_as_error() -> None:
    """Forecasts that are always 10 % too low are not sure."""
    assert spread_of(np.full((6, 1, 1), 0.1)).reach(0, 1, 0.8, 1e6) == pytest.approx(1.44 * 0.1, rel=1e-3)


def test_three_years_of_errors_give_no_band() -> None:
    """Four are the fewest, at every level; years, not areas, are counted."""
    assert spread_of(walked(30, 3, 0.01, 0.01, 1)).reach(0, 1, 0.5, 100.0) is None
    assert spread_of(walked(30, 4, 0.01, 0.01, 1)).reach(0, 1, 0.95, 100.0) is not None
    assert spread_of(walked(30, 4, 0.01, 0.01, 1)).reach(0, 1, 0.95, 0.0) is None


def test_children_not_yet_born_add_the_error_of_births_alone() -> None:
    """Births that double or halve every year: the kindergarten, whose entrants are born up to four years before, is as
    sure as without births to lead 3, and much less sure from lead 4 on; its error at those leads teaches nothing."""
    wild = [100.0 * 2 ** (n % 2) for n in range(13)]
    wrong = walked(5, 9, 0.01, 0.01, 4)
    spread, calm = spread_of(wrong, wild), spread_of(wrong)
    whole = NURSERY.grades
    assert spread.now.tolist() == [0.0] * 5
    for lead in (1, 2, 3):
        assert parts(spread, whole, lead) == (COMMON, LOCAL)
    assert parts(spread, whole, 4) == (COMMON, LOCAL, BIRTHS)
    births = spread.of_births
    assert births is not None
    # a third of a school year's children were born in the calendar year before, which is known
    term = spread.terms(whole, 4, 0.0)[2]
    assert math.sqrt(term.steady + term.chance / 100) == pytest.approx(births.common.year * 2 / 3 / 3, rel=1e-6)
    far = wrong.copy()
    far[:, 3:] += 1.0
    assert [spread_of(far, wild).reach(whole, lead, 0.8, 1e6) for lead in (1, 4, 9)] == [
        spread.reach(whole, lead, 0.8, 1e6) for lead in (1, 4, 9)
    ]
    assert spread_of(far).reach(whole, 1, 0.8, 1e6) != calm.reach(whole, 1, 0.8, 1e6)  # they do without births


def test_nothing_is_borrowed_from_another_stage() -> None:
    """Errors of primary schools, however large, leave the bands of kindergartens as they are, and where kindergartens
    have too few there is no band."""
    past = errors(record(3, 13), walked(3, 9, 0.01, 0.01, 4))
    other = past.errors.copy()
    other[..., NURSERY.grades + 1 :] = 30 * np.abs(other[..., NURSERY.grades + 1 :])
    one, two = past_spread(past), past_spread(replace(past, errors=other))
    assert one.reach(NURSERY.grades, 4, 0.8, 1e3) == two.reach(NURSERY.grades, 4, 0.8, 1e3)
    other[3:, :, :, : NURSERY.grades + 1] = np.nan
    assert past_spread(replace(past, errors=other)).reach(NURSERY.grades, 1, 0.8, 1e3) is None


def test_too_few_births_leave_what_is_assumed_of_them() -> None:
    """Births of four years have changed three times: what uncertainty.births says stands in, or there is no band."""
    wrong, path = walked(1, 9, 0.01, 0.01, 4), Wander(Figure(0.1), Figure(1.0))
    history = record(1, 13, [100.0, 100.0, 100.0, 100.0])
    assert past_spread(errors(history, wrong)).reach(NURSERY.grades, 4, 0.8, 100.0) is None
    assumed = past_spread(errors(history, wrong), path.deviation)
    term = assumed.terms(NURSERY.grades, 4, assumed.behind_now(""))[-1]
    assert math.sqrt(term.steady + term.chance / 100) == pytest.approx(0.1 * 2 / 3 / 3)
    assert np.isinf(term.degrees)


def test_a_band_knows_nothing_that_was_published_after_its_origin() -> None:
    """Later pupils, births and revisions may be anything: the bands of an origin are the same."""
    history = read_enrolment("china").history
    for origin in (2019, 2022):
        one, other = (record_spread(each.known_at(origin).alone()) for each in (history, disturbed(history, origin)))
        for line in range(history.width):
            for lead in (1, 3, 9):
                assert one.reach(line, lead, 0.8, 1e7) == other.reach(line, lead, 0.8, 1e7)


def test_bands_by_errors_known_then_know_no_later_ones() -> None:
    """What bands of an origin held by errors that were known then does not change with errors of later years."""
    past = past_errors(read_enrolment("china").history, 5)
    late = np.add.outer(past.origins, np.array(past.leads)) > 2021
    other = replace(past, errors=np.where(late[:, :, None, None], 3 * np.abs(past.errors), past.errors))
    one, two = ([each.reach for each in held(it) if each.then and each.origin <= 2021] for it in (past, other))
    assert len(one) > 30
    for before, after in zip(one, two, strict=True):
        np.testing.assert_array_equal(before, after)


def test_no_year_counts_on_both_sides_of_a_held_out_band() -> None:
    """Of eight origins, the third has no four others whose errors lie outside its five years; errors of those years may
    be anything."""
    wrong = walked(6, 8, 0.01, 0.01, 7)
    past = errors(record(6, 12), wrong)
    by_lead = {each.lead: each.points for each in coverage(past) if (each.stage, each.level) == ("primary", 0.8)}
    assert by_lead[1] == 8 * 6
    assert by_lead[5] < 4 * 6
    other = past.errors.copy()
    other[2, :2], other[1, 1:], other[3, 0], other[0, 2:] = 1.0, 1.0, 1.0, 1.0  # all that ends or starts in 2006, 2007
    apart = [
        [each.reach for each in held(it) if not each.then and (each.origin, each.lead) == (2005, 2)]
        for it in (past, replace(past, errors=np.where(np.isnan(past.errors), np.nan, other)))
    ]
    assert len(apart[0]) == len(apart[1]) > 0
    for before, after in zip(*apart, strict=True):
        np.testing.assert_array_equal(before, after)


def test_the_bands_of_china_widen_smoothly() -> None:
    """No lead of a stage is more than one and two thirds times as wide as the one before, nor from lead 2 on more than
    the lead itself makes it; primary 2031 is near 2032."""
    spread = record_spread(read_enrolment("china").history)
    for stage in spread.past.history.stages:
        line = spread.past.history.lines(stage).stop
        reaches = [spread.reach(line, lead, 0.8, 1e7) or 0.0 for lead in range(2, 16)]
        assert all(1 <= after / before < 1.67 for before, after in pairwise(reaches))
    assert not spread.tested(line, 13)
    assert spread.tested(line, 11)


def test_forecasts_whose_years_overlap_count_as_the_years_they_cover() -> None:
    """Six origins in a row are six years of errors one year ahead, and three and a half two years ahead: errors of 10
    and 30 % are weighed so."""
    wrong = np.stack([np.full((6, 1), 0.1), np.full((6, 1), 0.3)], axis=1)
    found = learnt(wrong, np.full(wrong.shape, 1e6), np.ones((6, 2), dtype=bool))
    assert found is not None
    year = (6 * 0.1**2 + 3.5 * 0.3**2 / 2 ** (2 * found.common.power)) / 9.5
    assert found.common.year == pytest.approx(math.sqrt(year))
    assert found.common.degrees == found.years == 6
