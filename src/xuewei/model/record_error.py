"""The error of demand that follows pupils on record, for every area, stage and year: the parts that bands are made of
and that draws of chance draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Uncertainty
from xuewei.model.pupils.error_growth import COMMON, LOCAL
from xuewei.model.pupils.grounds import GRADES, LEAVERS, Demand
from xuewei.model.pupils.past_spread import BIRTHS, PastSpread, Term, record_spread
from xuewei.model.spread import Spread
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
PARTS = (COMMON, LOCAL, BIRTHS)
"""What makes demand that follows pupils on record unsure: what all areas have in common, what each does alone, and
births that were not known yet."""


@dataclass(frozen=True, eq=False, repr=False)
class _Errors:
    """Parts of errors of the lines of ``records``, by the last year of each, as a ``demand`` follows them."""

    demand: Demand
    records: Mapping[int, PastSpread]
    _found: dict[tuple[int, str, bool], tuple[Floats, Floats]] = field(default_factory=dict)

    def of(self, area: int, stage: Stage, *, last: bool = False) -> tuple[Floats, Floats]:
        """Deviations and degrees of freedom ``(part, year)`` of a stage of an area, or of its ``last`` grade: 0 in
        years that are known, NaN where past errors are too few to tell, or it follows no pupils on record."""
        key = area, stage.name, last
        if key not in self._found:
            method = self.demand.grounds[self.demand.areas[area], stage.name].method
            make = {GRADES: self._followed, LEAVERS: self._left}.get(method)
            unknown = np.full((2, len(PARTS), len(self.demand.years)), np.nan)
            self._found[key] = (unknown[0], unknown[1]) if make is None else make(area, stage, last)
        return self._found[key]

    def _followed(self, area: int, stage: Stage, last: bool) -> tuple[Floats, Floats]:
        """The same of a stage that follows pupils on record."""
        demand, how = self.demand, self.demand.grounds[self.demand.areas[area], stage.name]
        pupils = demand[stage.name][:, area, -1] if last else demand.whole[stage.name][:, area]
        squares, degrees = np.zeros((len(PARTS), len(demand.years))), np.full((len(PARTS), len(demand.years)), np.inf)
        record = self.records.get(how.origin)
        for t, year in enumerate(demand.years):
            if year <= how.known_to or year in how.given:
                continue
            line = None if record is None or how.single else record.past.history.lines(stage)
            terms: tuple[Term, ...] = ()
            if record is not None and line is not None:
                place = line.stop - 1 if last else line.stop
                terms = record.terms(place, year - how.known_to, record.behind_now(how.record))
            squares[:, t] = 0.0 if terms else np.nan
            for term in terms:
                part, size = PARTS.index(term.part), pupils[t] / (how.share or 1.0)
                squares[part, t] = term.steady + term.chance / size if size > 0 else 0.0
                degrees[part, t] = term.degrees
        return np.sqrt(squares), degrees

    def _left(self, area: int, stage: Stage, last: bool) -> tuple[Floats, Floats]:
        """The same of a stage whose pupils left another: each grade has the error of those who left that year."""
        demand, how = self.demand, self.demand.grounds[self.demand.areas[area], stage.name]
        (before,) = (each for each in demand.stages if each.name == stage.after)
        deviations, freedom = self.of(area, before, last=True)
        pupils = np.nan_to_num(demand[stage.name][:, area])
        found, degrees = np.zeros_like(deviations), np.full_like(freedom, np.inf)
        for t, year in enumerate(demand.years):
            if year <= how.known_to or year in how.given:
                continue
            for grade in [stage.grades - 1] if last else range(stage.grades):
                left = t - 1 - grade
                total = pupils[t, grade] if last else pupils[t].sum()
                if left >= 0 and total > 0:
                    found[:, t] += deviations[:, left] * pupils[t, grade] / total
                    degrees[:, t] = np.fmin(degrees[:, t], freedom[:, left])
        return found, degrees


def record_spreads(demand: Demand, unsure: Uncertainty | None) -> dict[int, PastSpread]:
    """What past forecasts were off by on the records that demand follows, by the last year of each. Births wander as is
    assumed where those on record are too few to tell."""
    assumed = None if unsure is None else unsure.births.deviation
    return {origin: record_spread(each.history, assumed) for origin, each in demand.forecasts.items()}


def record_error(demand: Demand, records: Mapping[int, PastSpread]) -> Spread:
    """The PARTS of the error of demand ``(area, stage, year)``: NaN where it follows no pupils on record, or past
    errors are too few to tell."""
    errors = _Errors(demand, records)
    found = [[errors.of(n, stage) for stage in demand.stages] for n in range(len(demand.areas))]
    deviations, degrees = (
        np.array([[each[k] for each in of_area] for of_area in found]).transpose(2, 0, 1, 3) for k in (0, 1)
    )
    return Spread(PARTS, deviations, np.where(np.isnan(degrees), np.inf, degrees))
