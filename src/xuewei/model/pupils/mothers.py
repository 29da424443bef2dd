"""Births after the last known year as the women decide who were counted before it, each year's grown a year older."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.population import SEXES, CensusRow

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
FEMALE = SEXES[1]
PUBLISHED = 1
"""Years after a census in which its ages are known."""


@dataclass(frozen=True, eq=False, repr=False)
class Women:
    """Women ``counted (census, age)`` in a ``year (census,)``, and the index of their ``area (census,)``; ``shape
    (age,)`` is the births by age of mothers, of which only the form counts."""

    year: Whole
    area: Whole
    counted: Floats
    shape: Floats

    def where(self, kept: NDArray[np.bool_]) -> Women:
        """The censuses that ``kept`` marks."""
        return Women(self.year[kept], self.area[kept], self.counted[kept], self.shape)

    def known_in(self, moment: int) -> NDArray[np.bool_]:
        """Which censuses were known in a year."""
        return np.asarray(self.year + PUBLISHED <= moment)

    def continued(self, years: range, births: Floats) -> Floats:
        """Births ``(year, area)`` after the last known one of each area: as many for each woman as in that year, by the
        newest census; NaN is left where there is none. Nobody dies or moves on the way.

        >>> women = Women(np.array([2020]), np.array([0]), np.array([[80.0, 90.0, 100.0]]), np.array([0.0, 0.0, 1.0]))
        >>> women.continued(range(2020, 2023), np.array([[50.0], [np.nan], [np.nan]]))[:, 0]
        array([50., 45., 40.])
        """
        found = births.copy()
        for n in set(self.area.tolist()):
            known = np.flatnonzero(np.isfinite(births[:, n]))
            if len(known):
                last, census = int(known[-1]), self.where(self.area == n)
                newest = int(census.year.argmax())
                women = census._weighed(newest, years)
                if women[last] > 0:
                    found[last + 1 :, n] = births[last, n] * women[last + 1 :] / women[last]
        return found

    def _weighed(self, census: int, years: range) -> Floats:
        """Women ``(year,)`` of one census, weighed by how many of their age have children; of those born after it there
        are taken to be as many as of the youngest who were counted."""
        counted, shape = self.counted[census], self.shape[: self.counted.shape[1]]
        ages = np.arange(len(shape))
        at = ages - (np.array(years)[:, None] - int(self.year[census]))
        return np.asarray(np.where(at < len(counted), counted[np.clip(at, 0, len(counted) - 1)], 0.0) @ shape)


def women_of(census: Iterable[CensusRow], areas: Mapping[int, str], shape: Mapping[int, float]) -> Women | None:
    """The women of every census of ``areas`` (their index, and the census area that each lies in), groups of ages
    shared out evenly; None without any."""
    by_census: dict[tuple[int, str], Floats] = {}
    for row in census:
        if row.sex == FEMALE:
            oldest = max(shape)
            women = by_census.setdefault((row.date.year, row.area), np.zeros(oldest + 1))
            last = row.age_from if row.age_to is None else row.age_to
            for age in range(row.age_from, min(last, oldest) + 1):
                women[age] += row.persons / (last - row.age_from + 1)
    taken: dict[str, list[int]] = {}
    for year, area in by_census:
        taken.setdefault(area, []).append(year)
    found = [(year, n, by_census[year, place]) for n, place in areas.items() for year in taken.get(place, ())]
    if not found:
        return None
    rates = np.array([shape.get(age, 0.0) for age in range(max(shape) + 1)])
    years, at, counted = zip(*found, strict=True)
    return Women(np.array(years), np.array(at), np.stack(counted), rates)
