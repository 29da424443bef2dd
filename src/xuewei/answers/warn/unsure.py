"""Children of entry grades at the ends of the band of their forecast, and the alerts that they make at its high end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.spread import NORMAL
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
    """Warnings that know how far their children may be off: an area's by the band of its entry grade, a zone's that are
    a share of an area's by that band and the chance of who lives in it, and a school's in proportion."""
    low, high = {}, {}
    for stage in found.children:
        low[stage], high[stage] = _ends(found, bands, stage)
    return replace(found, unsure=Unsure(bands.banding.level, low, high))


def _ends(found: Entries, bands: DemandBands, stage: str) -> tuple[Floats, Floats]:
    """The ends of the children of a stage at every spot."""
    due, assessed = found.due, found.found
    at = [assessed.years.index(year) for year in found.years]
    areas, codes = found.area_children[stage], due.sources[stage][at]
    forecast = codes[:, : len(due.areas)] == SOURCES.index(FORECAST)
    reach = np.full((2, *areas.shape), np.nan)
    for t, n in np.argwhere(forecast & (areas > 0)).tolist():
        band = bands.band(found.years[t], due.areas[n], stage, 1, float(areas[t, n]))
        if band is not None:
            reach[:, t, n] = np.log(areas[t, n] / band.low), np.log(band.high / areas[t, n])
    place = {name: n for n, name in enumerate(due.places)}
    counted = [place[name] for name in found.counted_in]
    shared = np.isin(codes[:, counted], [SOURCES.index(SHARE), SOURCES.index(FORECAST)])
    alone = _by_chance(due.children[stage][at][:, counted], due.children[stage][at][:, found.at_area])
    both = np.sqrt(reach[:, :, found.at_area] ** 2 + NORMAL[bands.banding.level] ** 2 * alone)
    children = np.where(shared, found.children[stage], np.nan)
    low, high = (
        np.rint((children * np.exp(sign * each)).round(NOISE_DIGITS)) for sign, each in zip((-1, 1), both, strict=True)
    )
    return low, high


def _by_chance(children: Floats, of: Floats) -> Floats:
    """The variance, relative to them, of so many ``children`` of a place whose share is taken ``of`` those of its area:
    whether each of these lives there is chance.

    >>> _by_chance(np.array([20.0, 100.0]), np.array([100.0, 100.0])).tolist()
    [0.04, 0.0]
    """
    one, all_ = (np.divide(1.0, each, out=np.full(each.shape, np.nan), where=each > 0) for each in (children, of))
    return np.asarray(np.maximum(one - all_, 0.0))
