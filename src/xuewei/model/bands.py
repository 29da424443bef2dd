"""Bands of demand: from the errors on a record, or from what may become of the people known at the start."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Assumptions, Uncertainty
from xuewei.model.people_spread import people_spread
from xuewei.model.population import Population
from xuewei.model.pupils.errors import PastErrors, Width, past_errors, width
from xuewei.model.pupils.grounds import GIVEN, GRADES, Demand, Given
from xuewei.model.pupils.record import EnrolmentHistory
from xuewei.model.response import response
from xuewei.model.spread import Spread
from xuewei.model.stages import Stage

LEADS = 12
"""Years ahead up to which a record is asked for its errors."""
LEVELS = (0.5, 0.8, 0.95)
"""Shares of what comes that bands are to hold."""
RECORD, PEOPLE = "record", "people"
"""Sources of a band: past errors on a record, or what may become of the people known at the start."""


@dataclass(frozen=True)
class Half:
    """A half-width as a share of the forecast. ``stretched``: the lead is longer than any that could be tested, and the
    half-width of the longest that could was widened in proportion."""

    share: float
    stretched: bool = False


def widest(level: float, at: Callable[[float], Half | None]) -> Half | None:
    """The widest of the half-widths ``at`` a level and those below it, whose errors may have come from other stages: a
    band holds those of lower levels. None where there is none at the level itself."""
    halves: Sequence[Half | None] = [at(each) for each in LEVELS if each <= level]
    known = [half for half in halves if half is not None]
    return max(known, key=lambda half: half.share) if halves[-1] is not None else None


def stretched(lead: int, tested: Callable[[int], float | None], longest: int) -> Half | None:
    """The half-width of a lead, no less than that of any shorter one, or that of the longest that was tested times how
    much longer this one is.

    >>> stretched(6, {1: 0.125, 2: 0.25, 3: 0.5}.get, 3)
    Half(share=1.0, stretched=True)
    """
    known = {each: half for each in range(1, min(lead, longest) + 1) if (half := tested(each)) is not None}
    if not known:
        return None
    last = max(known)
    return Half(max(known.values()) * lead / last, stretched=last < lead)


@dataclass(frozen=True, eq=False, repr=False)
class RecordBands:
    """Bands of the lines of a record, from the errors of grade progression on it."""

    past: PastErrors
    _widths: dict[tuple[int, int, float], Width] = field(default_factory=dict)

    def half(self, line: int, lead: int, level: float, pupils: float) -> Half | None:
        """The half-width for so many ``pupils`` of a line; None where no lead could be tested."""
        longest = self.past.leads.stop - 1
        return widest(level, lambda each: stretched(lead, lambda at: self._tested(line, at, each, pupils), longest))

    def _tested(self, line: int, lead: int, level: float, pupils: float) -> float | None:
        key = line, lead, level
        if key not in self._widths:
            self._widths[key] = width(self.past, line, lead, level, range(len(self.past.origins)))
        found = self._widths[key]
        if not math.isfinite(found.half) or pupils <= 0:
            return None
        return found.half * math.sqrt(found.scale.common + found.scale.chance / pupils)


def record_bands(history: EnrolmentHistory) -> RecordBands:
    """The bands of all that a history holds; from an earlier origin, of ``known.alone()``."""
    return RecordBands(past_errors(history, LEADS))


@dataclass(frozen=True)
class Band:
    """Demand from ``low`` to ``high``, unrounded. ``source``: the record of the areas themselves, the people known at
    the start, or whoever forecast it elsewhere. ``stretched``: no forecast so far ahead could be tested, and the band
    is a guess from nearer ones."""

    low: float
    high: float
    source: str
    stretched: bool

    @property
    def tested(self) -> bool:
        """Whether past forecasts tell how often such a band holds."""
        return self.source != PEOPLE and not self.stretched


@dataclass(frozen=True)
class Banding:
    """Where bands of a ``level`` come from: the ``record`` for demand by grade progression, what is ``unsure`` of
    people for the rest."""

    level: float
    record: RecordBands | None = None
    unsure: Uncertainty | None = None

    def stage(self, stage: Stage, lead: int, pupils: float, share: float = 1.0) -> Band | None:
        """The band of a whole stage that follows pupils on record, so many years after the last that is known; None
        where nothing is known of it.

        ``share``: that of a record whose ``pupils`` these are; its errors are those of all of it.
        """
        if 0 < share != 1:
            band = self.stage(stage, lead, pupils / share)
            return band and replace(band, low=band.low * share, high=band.high * share)
        if self.record is None:
            return None
        line = self.record.past.history.lines(stage).stop
        return _band(self.record.half(line, lead, self.level, pupils), pupils, RECORD)

    def grade(self, stage: Stage, grade: int, lead: int, pupils: float, share: float = 1.0) -> Band | None:
        """The band of one grade (1 is the lowest), which only a record can give; ``share`` as for a stage."""
        if self.record is None:
            return None
        line = self.record.past.history.lines(stage).start + grade - 1
        half = self.record.half(line, lead, self.level, pupils / share if share > 0 else pupils)
        return _band(half, pupils, RECORD)


def _band(half: Half | None, pupils: float, source: str) -> Band | None:
    if half is None:
        return None
    return Band(pupils * max(1 - half.share, 0.0), pupils * (1 + half.share), source, half.stretched)


@dataclass(frozen=True, eq=False, repr=False)
class DemandBands:
    """Bands of a ``demand``: ``by_origin``, the last year of the record that it follows, and ``banding`` from the last
    of them, which serves the rest. ``people`` is the spread of what comes of people, asked for only where a band needs
    it."""

    demand: Demand
    banding: Banding
    by_origin: Mapping[int, Banding]
    people: Callable[[], Spread]

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where the areas of the demand stand."""
        return {area: n for n, area in enumerate(self.demand.areas)}

    @cached_property
    def _of_people(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What demand that comes of people is multiplied by at the ends of its bands ``(area, stage, year)``."""
        return self.people().factors(self.banding.level)

    def band(
        self, year: int, area: str, stage: str, grade: int | None = None, pupils: float | None = None
    ) -> Band | None:
        """The band of a year's demand of a whole stage, of which ``pupils`` are shown (None: all, unrounded), or of
        those of one grade; None for a year that is known, and where nothing tells how sure it is."""
        demand, how = self.demand, self.demand.grounds[area, stage]
        if year in how.given:
            return _given(how.given[year], grade)
        t, lead = demand.years.index(year), year - how.known_to
        if pupils is None:
            pupils = float(demand.whole[stage][t, self._places[area]])
        if lead < 1 or (grade is not None and how.method != GRADES):
            return None
        s, kind = next((n, each) for n, each in enumerate(demand.stages) if each.name == stage)
        if how.method != GRADES:
            low, high = (float(ends[self._places[area], s, t]) for ends in self._of_people)
            return None if math.isnan(low) else Band(low * pupils, high * pupils, PEOPLE, False)
        banding = self.by_origin.get(how.origin, self.banding)
        if how.single:
            banding = replace(banding, record=None)
        if grade is None:
            return banding.stage(kind, lead, pupils, how.share)
        return banding.grade(kind, grade, lead, pupils, how.share)


def _given(found: Given, grade: int | None) -> Band | None:
    """The band that came with a demand that was forecast elsewhere."""
    low, high = (found.low, found.high) if grade is None else found.grades.get(grade, (None, None))
    return None if low is None or high is None else Band(low, high, GIVEN, False)


def demand_bands(demand: Demand, population: Population, assumptions: Assumptions, level: float) -> DemandBands:
    """Bands of ``level`` by the records that demand follows, and by what is unsure of the people where it follows
    none."""
    unsure = assumptions.uncertainty

    def people() -> Spread:
        if unsure is None:
            cells = (1, len(demand.areas), len(demand.stages), len(demand.years))
            return Spread(("unknown",), np.full(cells, np.nan), np.full(cells, np.inf))
        return people_spread(demand, response(demand, population, assumptions, unsure), unsure)

    by_origin = {
        origin: Banding(level, record_bands(each.history), unsure) for origin, each in demand.forecasts.items()
    }
    last = by_origin[max(by_origin)] if by_origin else Banding(level, None, unsure)
    return DemandBands(demand, last, by_origin, people)
