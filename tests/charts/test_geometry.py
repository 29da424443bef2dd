"""Surfaces between steps and lines: laws that hold for any years."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.charts.geometry import Point, between, spread, steps

YEARS = st.integers(1, 7)
VALUES = st.lists(st.integers(0, 1000), min_size=16, max_size=16)


def size(outline: list[Point]) -> float:
    """Seats × years inside an outline."""
    x, y = np.asarray(outline).T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


@given(YEARS, VALUES)
def test_what_is_above_less_what_is_below_is_the_difference_of_line_and_steps(n: int, values: list[int]) -> None:
    """No part is drawn twice or left out, wherever the two cross."""
    years, seats, line = range(2020, 2021 + n), values[: n + 1], values[8 : 9 + n]
    above, below = (sum(map(size, between(years, seats, line, above=each))) for each in (True, False))
    weights = np.array([0.5, *[1.0] * (n - 1), 0.5])
    assert above - below == pytest.approx(float(weights @ line) - float(weights @ seats), abs=1e-6)


@given(YEARS, VALUES)
def test_every_corner_lies_on_the_steps_or_on_the_line(n: int, values: list[int]) -> None:
    """So that a surface ends where what bounds it is drawn."""
    years, seats, line = range(2020, 2021 + n), values[: n + 1], values[8 : 9 + n]
    stairs = steps(years, seats)
    for above in (True, False):
        for x, y in (point for outline in between(years, seats, line, above=above) for point in outline):
            on_line = y == pytest.approx(float(np.interp(x, years, line)))
            on_steps = any(y == height and abs(x - place) <= 0.5 for place, height in stairs)
            assert on_line or on_steps


@given(VALUES)
def test_a_year_is_drawn_only_where_it_fits(values: list[int]) -> None:
    """Half a year to both sides of its middle, no more."""
    years = range(2020, 2028)
    for outline in between(years, values[:8], values[8:], above=True, fits=lambda year: year == 2023):
        assert all(2022.5 <= x <= 2023.5 for x, _ in outline)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_names_are_spread_in_their_order_within_the_panel(heights: list[float]) -> None:
    """None nearer to another than a line, none outside."""
    placed = spread(heights, 4, 0, 100)
    ordered = sorted(placed)
    assert all(high - low >= 4 - 1e-9 for low, high in pairwise(ordered))
    assert 0 <= min(placed) <= max(placed) <= 100
    order = sorted(range(len(heights)), key=heights.__getitem__)
    assert [placed[n] for n in order] == ordered
