"""Children of entry grades at the ends of the band of their forecast, and the alerts that they make at its high end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xuewei.model.rounding import whole
from xuewei.model.zones import FORECAST, SHARE, SOURCES

if TYPE_CHECKING:
    from xuewei.answers.warn.entries import Entries
    from xuewei.model.bands import DemandBands

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Unsure:
    """``low`` and ``high`` children by stage ``(year, spot)``, whole, at the ends of a band of ``level``; NaN where
    children are no forecast, or nothing tells how sure it is."""

    level: float
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]

    def ends(self, stage: str, t: int, n: int) -> tuple[int, int] | None:
        """The two ends at a spot in a year."""
        low, high = self.low[stage][t, n], self.high[stage][t, n]
        return None if np.isnan(high) else (int(low), int(high))


def with_bands(found: Entries, bands: DemandBands) -> Entries:
    """Warnings that know how far their children may be off: an area's by the band of its entry grade, those that are a
    share of an area's in proportion."""
    low, high = {}, {}
    for stage in found.children:
        low[stage], high[stage] = _ends(found, bands, stage)
    return replace(found, unsure=Unsure(bands.banding.level, low, high))


def _ends(found: Entries, bands: DemandBands, stage: str) -> tuple[Floats, Floats]:
    """The ends of the children of a stage at every spot."""
    due, assessed = found.due, found.found
    at = [assessed.years.index(year) for year in found.years]
    areas = due.children[stage][at][:, : len(due.areas)]
    codes = due.sources[stage][at]
    forecast = codes[:, : len(due.areas)] == SOURCES.index(FORECAST)
    parts = np.full((2, *areas.shape), np.nan)
    ends = parts.copy()
    for t, n in np.argwhere(forecast & (areas > 0)).tolist():
        band = bands.band(found.years[t], due.areas[n], stage, 1, float(areas[t, n]))
        if band is not None:
            ends[:, t, n] = whole(band.low), whole(band.high)
            parts[:, t, n] = np.array([band.low, band.high]) / areas[t, n]
    place = {name: n for n, name in enumerate(due.places)}
    counted = [place[name] for name in found.counted_in]
    shared = np.isin(codes[:, counted], [SOURCES.index(SHARE), SOURCES.index(FORECAST)])
    children = found.children[stage]
    of_spots = np.rint(children * np.where(shared, parts[:, :, found.at_area], np.nan))
    own = np.array([spot.zone is None and spot.school is None for spot in found.spots], dtype=bool)
    low, high = np.where(own, ends[:, :, found.at_area], of_spots)
    return low, high
