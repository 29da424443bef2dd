"""Parts of the error of demand, and the band that they make."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from xuewei.model.spread import NORMAL, STUDENT, Spread, student

SHARES = some.floats(0.001, 0.4)
FREEDOMS = some.floats(1, 200)


def test_quantiles_of_few_years_are_those_of_student() -> None:
    """Between two rows of the table they lie between these; without number they are those of the normal curve."""
    assert 3.182 < student(np.array([2.5]))[0] < 4.303
    assert student(np.array([3.0]))[0] == STUDENT[0.95][3]
    assert [float(student(np.array([np.inf]), level)[0]) for level in NORMAL] == [*NORMAL.values()]


def test_parts_of_known_spread_add_up_as_squares() -> None:
    """By hand: 0.3 and 0.4 are 0.5 together, and an 80 % band of a normal error reaches 1.2816 of that."""
    found = Spread(("a", "b"), np.array([[0.3], [0.4]]), np.full((2, 1), np.inf))
    low, high = found.factors(0.8)
    assert np.log(high[0]) == pytest.approx(1.2816 * 0.5)
    assert np.log(low[0]) == pytest.approx(-1.2816 * 0.5)


def test_what_is_unknown_of_one_part_is_unknown_of_all() -> None:
    """No band is made of half an error."""
    found = Spread(("a", "b"), np.array([[0.1], [np.nan]]), np.full((2, 1), np.inf))
    assert np.isnan(found.factors(0.8)[0][0])


@given(SHARES, SHARES, FREEDOMS, FREEDOMS)
def test_another_part_never_narrows_a_band(one: float, other: float, many: float, few: float) -> None:
    """However few the years behind one of them."""
    alone = Spread(("a",), np.array([[one]]), np.array([[many]]))
    both = Spread(("a", "b"), np.array([[one], [other]]), np.array([[many], [few]]))
    for level in NORMAL:
        assert both.factors(level)[1][0] >= alone.factors(level)[1][0]
