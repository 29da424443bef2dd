"""Births of calendar and school years: known, written, or modelled as fertility × women."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import ModelError
from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import MONTHS, cutoff_moment, month_of, months_after_cutoff
from xuewei.model.people.births import twelve_months
from xuewei.model.people.inhabitants import Inhabitants
from xuewei.model.population import SEXES

Floats = NDArray[np.float64]
FEMALE = SEXES.index("female")
ALL = slice(None)
"""Of areas, all of them."""


def rest_of_year(assumptions: Assumptions) -> float:
    """The share of a calendar year that lies after the cut-off."""
    return months_after_cutoff(assumptions.entry_cutoff) / MONTHS


def fertility_shape(assumptions: Assumptions, last_age: int) -> Floats:
    """Births by age of mothers ``(age,)``, which sum to one."""
    shape = np.zeros(last_age + 1)
    for age, rate in assumptions.fertility.shape.values.items():
        shape[min(age, last_age)] += rate
    return np.asarray(shape / shape.sum())


class ModelledBirths:
    """Births of calendar and school years: known, written, or modelled as fertility × women."""

    def __init__(self, areas: Sequence[Inhabitants], assumptions: Assumptions, years: range, share: Floats) -> None:
        self.shape = fertility_shape(assumptions, areas[0].people.shape[1] - 1)
        self.path = assumptions.fertility.paths[assumptions.fertility.path]
        self.rest = rest_of_year(assumptions)
        self.written = {year: births * share for year, births in assumptions.fertility.births.items()}
        self.years = years
        known = [one.births for one in areas]
        ends = [round(month_of(cutoff_moment(year, assumptions.entry_cutoff))) for year in years]
        self.by_year = twelve_months(known, [(year + 1) * MONTHS for year in years])
        self.by_school_year = twelve_months(known, ends)
        self.level = np.zeros(len(areas))
        self.level_year = np.full(len(areas), years[0])
        self.latest = [one.births.in_year(one.births.years[-1]) or 0.0 for one in areas]

    def start(self) -> None:
        """Forget the calibration of an earlier walk."""
        self.level[:] = 0.0

    def of_year(self, t: int, aged: Floats, part: slice = ALL) -> tuple[Floats, Floats]:
        """Births of a calendar year and the fertility behind them ``(area,)`` of a ``part`` of the areas; ``aged (area,
        sex, age)`` are its people before the year's moves. Known years calibrate the level that the path then
        follows."""
        year, level, level_year = self.years[t], self.level[part], self.level_year[part]
        women = np.maximum(aged[:, FEMALE] @ self.shape, 1e-12)
        known = self.by_year[t, part]
        if t == 0:
            known = np.where(np.isnan(known), self.latest, known)
        calibrated = ~np.isnan(known)
        level[calibrated] = known[calibrated] / women[calibrated]
        level_year[calibrated] = year
        bases, places = np.unique(level_year, return_inverse=True)
        factor = np.array([self._growth(int(base), year) for base in bases])[places]
        births = self.written[year][part] if year in self.written else level * factor * women
        fertility: Floats = births / women
        return births, fertility

    def _growth(self, base: int, year: int) -> float:
        """The path's factor of ``year`` against that of ``base``. Raises ValueError where that is nothing."""
        before = self.path.at(base)
        if before <= 0:
            raise ModelError("no_fertility", year=base)
        return self.path.at(year) / before

    def of_school_year(self, t: int, by_year: Floats, part: slice = ALL) -> Floats:
        """Births ``(area,)`` of the twelve months before the cut-off of year ``t``, of a ``part`` of the areas."""
        year, known = self.years[t], self.by_school_year[t, part]
        blended: Floats = self.rest * by_year[t - 1, part] + (1 - self.rest) * by_year[t, part]
        if year in self.written or year - 1 in self.written:
            return blended
        return np.where(np.isnan(known), blended, known)
