"""Shortages at once where they are rare, held against draws."""

from __future__ import annotations

import numpy as np
import pytest

from xuewei.model.shortages import shortages


@pytest.mark.parametrize("spare", [0.5, 4, 8, 12, 20])
@pytest.mark.parametrize("shared", [0.0, 0.04])
def test_whether_any_is_short_is_as_in_draws(spare: float, shared: float) -> None:
    """Two areas of 100: an end of the band has a short area, and a seat that is missing, where more draws than the tail
    have one, and none where fewer do; both ends say the same of areas and seats."""
    pupils, own = np.full(2, 100.0), np.full(2, 0.05)
    told = shortages(pupils, pupils + spare, np.full((1, 2), shared), own, 0.8)
    dice = np.random.default_rng(1)
    off = dice.normal(size=(40_000, 1)) * shared + dice.normal(size=(40_000, 2)) * own
    none = float((pupils * np.exp(off) <= pupils + spare + 0.5).all(axis=1).mean())
    for end, areas, missing in zip((0.1, 0.9), told.areas, told.missing, strict=True):
        assert (areas > 0) == (missing > 0)
        if abs(none - end) > 0.03:
            assert (areas > 0) == (none < end)
