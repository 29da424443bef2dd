"""Quantiles of draws beside the bands that they are to be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.tally import Block
from xuewei.model.assessment import Assessment
from xuewei.model.bands import Band, DemandBands

Cell = tuple[str, str, int]
"""Area, stage and year."""


def banded(found: Assessment, bands: DemandBands, draws: Block) -> Iterator[tuple[Cell, Band, NDArray[np.int64]]]:
    """Every cell with a band, and what 10, 50 and 90 % of its draws of demand stay below; demand without a band does
    not vary."""
    for one in draws.tallies:
        quantiles = one.quantiles[0].reshape(3, len(found.stages), len(found.years))
        for s, stage in enumerate(found.stages):
            for t, year in enumerate(found.years):
                band, drawn = bands.band(year, one.area, stage.name), quantiles[:, s, t]
                if band is None:
                    assert drawn[0] == drawn[2]
                else:
                    yield (one.area, stage.name, year), band, drawn
