"""The error of demand that follows pupils on record, for every area, stage and year: the parts that bands are made of
and that draws of chance draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assumptions import Uncertainty
from xuewei.model.pupils.error_growth import COMMON, LOCAL
from xuewei.model.pupils.grounds import GRADES, LEAVERS, Demand
from xuewei.model.pupils.past_spread import BIRTHS, PastSpread, record_spread
from xuewei.model.spread import Spread
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
Areas = NDArray[np.intp]
PARTS = (COMMON, LOCAL, BIRTHS)
"""What makes demand that follows pupils on record unsure: what all areas have in common, what each does alone, and
births that were not known yet."""


@dataclass(frozen=True, eq=False, repr=False)
class _Errors:
    """Parts of errors of the lines of ``records``, by the last year of each, as a ``demand`` follows them."""

    demand: Demand
    records: Mapping[int, PastSpread]
    _found: dict[tuple[str, bool], tuple[Floats, Floats]] = field(default_factory=dict)

    def of(self, stage: Stage, *, last: bool = False) -> tuple[Floats, Floats]:
        """Deviations and degrees of freedom ``(part, area, year)`` of a stage, or of its ``last`` grade: 0 in years
        that are known, NaN where past errors are too few to tell, or it follows no pupils on record."""
        key = stage.name, last
        if key not in self._found:
            shape = len(PARTS), len(self.demand.areas), len(self.demand.years)
            deviations, degrees = np.full((2, *shape), np.nan)
            grounds = [self.demand.grounds[area, stage.name] for area in self.demand.areas]
            for method, make in ((GRADES, self._followed), (LEAVERS, self._left)):
                at = np.array([n for n, how in enumerate(grounds) if how.method == method], dtype=np.intp)
                if len(at):
                    deviations[:, at], degrees[:, at] = make(at, stage, last)
            for n, how in enumerate(grounds):
                if how.method in (GRADES, LEAVERS):
                    known = [t for t, year in enumerate(self.demand.years) if year <= how.known_to or year in how.given]
                    deviations[:, n, known], degrees[:, n, known] = 0.0, np.inf
            self._found[key] = deviations, degrees
        return self._found[key]

    def _followed(self, at: Areas, stage: Stage, last: bool) -> tuple[Floats, Floats]:
        """The same of the areas ``at (area,)`` whose stage follows pupils on record."""
        demand = self.demand
        pupils = demand[stage.name][:, at, -1] if last else demand.whole[stage.name][:, at]
        every = [demand.grounds[demand.areas[n], stage.name] for n in at]
        sizes = pupils / np.array([how.share or 1.0 for how in every])
        squares, degrees = np.full((len(PARTS), *sizes.T.shape), np.nan), np.full((len(PARTS), *sizes.T.shape), np.inf)
        alike: dict[tuple[int, int, float], list[int]] = {}
        for n, how in enumerate(every):
            record = self.records.get(how.origin)
            if record is not None and not how.single:
                alike.setdefault((how.origin, how.known_to, record.behind_now(how.record)), []).append(n)
        for (origin, known_to, behind), some in alike.items():
            record = self.records[origin]
            lines = record.past.history.lines(stage)
            for t, year in enumerate(demand.years):
                terms = (
                    record.terms(lines.stop - 1 if last else lines.stop, year - known_to, behind)
                    if year > known_to
                    else ()
                )
                if terms:
                    squares[:, some, t] = 0.0
                for term in terms:
                    part, size = PARTS.index(term.part), sizes[t, some]
                    chance = np.divide(term.chance, size, out=np.zeros_like(size), where=size > 0)
                    squares[part, some, t] = np.where(size > 0, term.steady + chance, 0.0)
                    degrees[part, some, t] = term.degrees
        return np.sqrt(squares), degrees

    def _left(self, at: Areas, stage: Stage, last: bool) -> tuple[Floats, Floats]:
        """The same of areas whose pupils left another stage: each grade has the error of those who left that year."""
        (before,) = (each for each in self.demand.stages if each.name == stage.after)
        deviations, freedom = (each[:, at] for each in self.of(before, last=True))
        pupils = np.nan_to_num(self.demand[stage.name][:, at])
        found, degrees = np.zeros_like(deviations), np.full_like(freedom, np.inf)
        for t in range(len(self.demand.years)):
            total = pupils[t, :, -1] if last else pupils[t].sum(axis=1)
            for grade in [stage.grades - 1] if last else range(stage.grades):
                left = t - 1 - grade
                if left >= 0:
                    some = np.flatnonzero(total > 0)
                    share = deviations[:, some, left] * pupils[t, some, grade]
                    found[:, some, t] += share / total[some]
                    degrees[:, some, t] = np.fmin(degrees[:, some, t], freedom[:, some, left])
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
    deviations, degrees = (
        np.stack(each, axis=2) for each in zip(*(errors.of(stage) for stage in demand.stages), strict=True)
    )
    return Spread(PARTS, deviations, np.where(np.isnan(degrees), np.inf, degrees))
