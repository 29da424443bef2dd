"""Numbers without the noise of floating point, one by one and many at once."""

from __future__ import annotations

import numpy as np

from xuewei.model.rounding import NOISE_DIGITS, exact, exact_all


def test_many_numbers_are_rounded_as_each_alone() -> None:
    """To the last bit, also where one more digit would be a 5: there the product that numpy rounds is half a digit off
    in hundreds of numbers."""
    chance = np.random.default_rng(1)
    halves = (chance.integers(0, 10**14, 20_000) + 0.5) / 10**NOISE_DIGITS
    drawn = chance.normal(0, 1, 20_000) * 10.0 ** chance.integers(-12, 20, 20_000)
    values = np.concatenate([halves, -halves, drawn, [0.0, -0.0]])
    found, known = exact_all(values), np.array([exact(each) for each in values.tolist()])
    assert found.tobytes() == known.tobytes()
    assert (np.round(values, NOISE_DIGITS) != known).sum() > 100
