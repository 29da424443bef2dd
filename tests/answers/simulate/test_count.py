"""Areas counted together, against each of their draws looked at alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from xuewei.answers.simulate.draws import AreaDraws
from xuewei.answers.simulate.matters import SOURCES
from xuewei.answers.simulate.tally import QUANTILES, Count

STAGES, YEARS, DRAWS = 2, 3, 40


def drawn(chance: np.random.Generator, size: int, begin: int, *, even: bool) -> AreaDraws:
    """An area of so many pupils, of which two rows of seats move."""
    varying = chance.integers(size // 2, size, (STAGES, YEARS - begin, DRAWS)).astype(np.int32)
    seats, still = (chance.integers(0, size, (STAGES, years)).astype(np.int32) for years in (YEARS, begin))
    moving = np.array([0, STAGES * (YEARS - begin) - 1])
    moved = chance.integers(-size // 9, size, (2, DRAWS)).astype(np.int32)
    spreads = np.ones((len(SOURCES) + 1, STAGES, YEARS), dtype=np.float32)
    settled = np.zeros((STAGES, YEARS), dtype=bool)
    settled[0] = True
    return AreaDraws(begin, still, varying, seats, moving, moved, settled if even else None, spreads)


def seats_of(draws: AreaDraws) -> NDArray[np.int64]:
    """Seats ``(stage, year, draw)``."""
    found = np.repeat(draws.seats.astype(np.int64)[:, :, None], DRAWS, axis=2)
    for (stage, year), each in zip(np.transpose(draws.cells), draws.moved, strict=True):
        found[stage, year] = each
    return found


@pytest.mark.parametrize("size", [900, 200_000, 1_500_000_000])
def test_areas_counted_together_are_those_of_each_draw(size: int) -> None:
    """Of few pupils, of more than 16 bits know, and of so many that two areas have more than 32 bits know; with years
    that do not vary, and balances that are even."""
    chance, none = np.random.default_rng(size), np.zeros((STAGES, YEARS), dtype=bool)
    areas = [drawn(chance, size, begin, even=even) for begin, even in ((0, False), (1, False), (2, True), (1, False))]
    count = Count(len(areas), STAGES, YEARS, DRAWS)
    for n, each in enumerate(areas):
        count.add(str(n), each, none)
    block = count.block(range(2020, 2020 + YEARS), ("a", "b"), 2020)
    demand, seats, missing = (np.zeros((STAGES, YEARS, DRAWS)) for _ in range(3))
    for each, tally in zip(areas, block.tallies, strict=True):
        pupils, there = each.demand.astype(np.int64), seats_of(each)
        lacking = np.maximum(pupils - there, 0)
        if each.even is not None:
            lacking[each.even] = 0
        assert (each.missing == lacking).all()
        quantiles = [np.quantile(of, QUANTILES, axis=2) for of in (pupils, there, there - pupils)]
        np.testing.assert_allclose(tally.quantiles, np.reshape(quantiles, (3, 3, -1)), atol=0.51)
        assert tally.p_short.tolist() == (lacking > 0).mean(axis=2).ravel().tolist()
        np.testing.assert_allclose(tally.expected, lacking.mean(axis=2).ravel(), rtol=1e-12)
        demand, seats, missing = demand + pupils, seats + there, missing + lacking
    for found, known in ((block.totals.demand, demand), (block.totals.seats, seats), (block.totals.missing, missing)):
        assert (found == known.reshape(-1, DRAWS)).all()
