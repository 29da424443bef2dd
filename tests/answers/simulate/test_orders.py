"""Draws at ranks, and quantiles between them."""

from __future__ import annotations

import numpy as np
import pytest

from xuewei.answers.simulate.orders import SHORT, at_ranks, between, ranks_of


@pytest.mark.parametrize("width", [5, SHORT, SHORT + 1, 2**31 - 1, 2**32 - 2])
def test_draws_at_ranks_are_those_of_all_in_order(width: int) -> None:
    """However far apart the draws of a cell are: also in cells beside one whose draws are as far apart as can be."""
    chance = np.random.default_rng(width)
    draws = chance.integers(-(width // 2), width - width // 2, (3, 500), endpoint=True).astype(np.int32)
    draws[0, :2] = -(width // 2), width - width // 2
    draws[1] //= 2
    ranks, kept = [0, 49, 50, 499, -1], draws.copy()
    assert at_ranks(draws, ranks).tolist() == np.sort(draws, axis=1)[:, ranks].tolist()
    assert (draws == kept).all()


@pytest.mark.parametrize("size", [1, 2, 7, 11, 1000])
def test_quantiles_are_those_of_numpy(size: int) -> None:
    """In straight lines between the draws around them, and for few draws too."""
    draws, shares = np.random.default_rng(size).integers(0, 900, (4, size)), (0.1, 0.5, 0.9)
    found = between(at_ranks(draws, ranks_of(size, shares)), size, shares)
    np.testing.assert_allclose(found, np.quantile(draws, shares, axis=1).T, rtol=1e-12)
