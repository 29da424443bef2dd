"""Bands of demand: from the errors on a record, or from what may become of the people known at the start."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Assumptions, Uncertainty
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import GIVEN, GRADES, Demand, Given, Grounds
from xuewei.model.pupils.past_spread import BIRTHS, PastSpread
from xuewei.model.record_error import record_spreads
from xuewei.model.spread import Spread
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.95)
"""Shares of what comes that bands are to hold."""
RECORD, PEOPLE = "record", "people"
"""Sources of a band: past errors on a record, or what may become of the people known at the start."""
ERRORS = "errors"
"""What there may be too few of for a band, beside births."""


@dataclass(frozen=True)
class Band:
    """Demand from ``low`` to ``high``, unrounded. ``source``: the record of the areas themselves, the people known at
    the start, or whoever forecast it elsewhere. ``stretched``: no forecast so far ahead could be tested, and the band
    goes on as nearer ones grow."""

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
    """Where bands of a ``level`` of demand by grade progression come from: past errors on the ``record``."""

    level: float
    record: PastSpread | None = None

    def stage(self, stage: Stage, lead: int, pupils: float, share: float = 1.0, area: str = "") -> Band | None:
        """The band of a whole stage so many years after the last that is known; None where nothing is known of it.

        ``share``: that of the record of an ``area`` whose ``pupils`` these are; its errors are those of all of it.
        """
        return self._of_record(stage, None, lead, pupils, share, area)

    def grade(
        self, stage: Stage, grade: int, lead: int, pupils: float, share: float = 1.0, area: str = ""
    ) -> Band | None:
        """The band of one grade (1 is the lowest), which only a record can give; ``share`` and ``area`` as for a
        stage."""
        return self._of_record(stage, grade, lead, pupils, share, area)

    def _of_record(
        self, stage: Stage, grade: int | None, lead: int, pupils: float, share: float, area: str
    ) -> Band | None:
        """The band of a grade (None: the whole stage), as far from the middle as errors of such forecasts."""
        if self.record is None or lead < 1:
            return None
        lines = self.record.past.history.lines(stage)
        line = lines.stop if grade is None else lines.start + grade - 1
        reach = self.record.reach(line, lead, self.level, pupils / share if share > 0 else pupils, area)
        if reach is None:
            return None
        untested = not self.record.tested(line, lead)
        return Band(pupils * math.exp(-reach), pupils * math.exp(reach), RECORD, untested)


@dataclass(frozen=True, eq=False, repr=False)
class DemandBands:
    """Bands of a ``demand``: ``by_origin``, the last year of the record that it follows, and ``banding`` from the last
    of them. ``people`` is the spread of demand that comes of people, asked for only where a band needs it, and
    ``unsure`` what it is made of. ``even``: years, areas and stages whose balance is even because it was set so; that
    has no band."""

    demand: Demand
    banding: Banding
    by_origin: Mapping[int, Banding]
    people: Callable[[], Spread]
    unsure: Uncertainty | None
    even: frozenset[tuple[int, str, str]] = frozenset()

    def lacking(self, year: int, area: str, stage: str) -> str:
        """What keeps a year's demand that follows pupils on record from having a band: too few ``errors`` of past
        forecasts, or too few ``births``; empty where nothing does, and for demand of other kinds."""
        how = self.demand.grounds[area, stage]
        lead = year - how.known_to
        if how.method != GRADES or year in how.given or lead < 1 or (year, area, stage) in self.even:
            return ""
        record = self._banding(how).record
        line = None if record is None else record.past.history.lines(self._kinds[stage]).stop
        if record is None or line is None or record.of_line(line) is None:
            return ERRORS
        return "" if record.terms(line, lead, record.behind_now(how.record)) else BIRTHS

    def _banding(self, how: Grounds) -> Banding:
        """Where bands of demand on these grounds come from; no record tests what one year of pupils makes of it."""
        banding = self.by_origin.get(how.origin, self.banding)
        return replace(banding, record=None) if how.single else banding

    @cached_property
    def _kinds(self) -> dict[str, Stage]:
        """The stages by name."""
        return {stage.name: stage for stage in self.demand.stages}

    @cached_property
    def _of_people(self) -> tuple[Floats, Floats]:
        """What demand that comes of people is multiplied by at the ends of its bands ``(area, stage, year)``."""
        return self.people().factors(self.banding.level)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where the areas of the demand stand."""
        return {area: n for n, area in enumerate(self.demand.areas)}

    def band(
        self, year: int, area: str, stage: str, grade: int | None = None, pupils: float | None = None
    ) -> Band | None:
        """The band of a year's demand of a whole stage, of which ``pupils`` are shown (None: all, unrounded), or of
        those of one grade; None for a year that is known or set even, and where nothing tells how sure it is."""
        demand, how = self.demand, self.demand.grounds[area, stage]
        if (year, area, stage) in self.even:
            return None
        if year in how.given:
            return _given(how.given[year], grade)
        t, kind, lead = demand.years.index(year), self._kinds[stage], year - how.known_to
        if pupils is None:
            pupils = float(demand.whole[stage][t, self._places[area]])
        if how.method == GRADES:
            banding = self._banding(how)
            if grade is None:
                return banding.stage(kind, lead, pupils, how.share, how.record)
            return banding.grade(kind, grade, lead, pupils, how.share, how.record)
        if lead < 1 or grade is not None:
            return None
        cell = self._places[area], demand.stages.index(kind), t
        low, high = (float(ends[cell]) for ends in self._of_people)
        return None if math.isnan(low) else Band(low * pupils, high * pupils, PEOPLE, False)


def _given(found: Given, grade: int | None) -> Band | None:
    """The band that came with a demand that was forecast elsewhere."""
    low, high = (found.low, found.high) if grade is None else found.grades.get(grade, (None, None))
    return None if low is None or high is None else Band(low, high, GIVEN, False)


def demand_bands(demand: Demand, population: Population, assumptions: Assumptions, level: float) -> DemandBands:
    """Bands of ``level`` by the records that demand follows, and by what is unsure of the people where it follows
    none."""
    unsure = assumptions.uncertainty
    records = record_spreads(demand, unsure)
    by_origin = {origin: Banding(level, each) for origin, each in records.items()}

    def people() -> Spread:
        from xuewei.model.people_spread import spread_of_people

        return spread_of_people(demand, population, assumptions, records)

    return DemandBands(demand, by_origin[max(by_origin)] if by_origin else Banding(level), by_origin, people, unsure)
