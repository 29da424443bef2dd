"""Bands of demand: their parts, from the errors on a record, or half-widths from a table that another record gave."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from xuewei.model.assumptions import Wander
from xuewei.model.pupils.errors import Lines, half_width, past_errors
from xuewei.model.pupils.grounds import AGES, GIVEN, GRADES, Demand, Given, Grounds
from xuewei.model.pupils.past_spread import BIRTHS, LEADS, PastSpread, record_spread
from xuewei.model.pupils.record import EnrolmentHistory
from xuewei.model.stages import Stage

LEVELS = (0.5, 0.8, 0.95)
"""Shares of what comes that bands are to hold."""
RECORD, TABLE = "record", "table"
"""Sources of a band."""
ERRORS = "errors"
"""What there may be too few of for a band, beside births."""
CHANCE = dict(zip(LEVELS, (0.6745, 1.2816, 1.96), strict=True))
"""Standard normal quantiles of the levels: chance alone moves a count of n by their multiples of √n."""


@dataclass(frozen=True)
class Half:
    """A half-width as a share of the forecast. ``stretched``: the lead is longer than any that could be tested, and the
    half-width of the longest that could was widened in proportion."""

    share: float
    stretched: bool = False


@dataclass(frozen=True)
class TableRow:
    """The half-width (a share of the forecast) of a ``method``, ``stage``, ``lead`` and ``level`` on another record;
    ``points`` errors are behind it."""

    method: str
    stage: str
    lead: int
    level: float
    half: float
    points: int


@dataclass(frozen=True)
class TableBands:
    """Bands of another record, to which the chance of small numbers is added. ``source`` names that record."""

    rows: tuple[TableRow, ...]
    source: str

    @cached_property
    def _by_lead(self) -> dict[tuple[str, str, float], dict[int, float]]:
        """The half-widths by lead, of every method, stage and level."""
        found: dict[tuple[str, str, float], dict[int, float]] = {}
        for row in self.rows:
            found.setdefault((row.method, row.stage, row.level), {})[row.lead] = row.half
        return found

    def half(self, method: str, stage: str, lead: int, level: float, pupils: float) -> Half | None:
        """The half-width for so many ``pupils`` of a whole stage; None for a stage that the table lacks.

        >>> table = TableBands((TableRow("ages", "primary", 1, 0.5, 0.03, 9),), "")
        >>> found = table.half("ages", "primary", 2, 0.5, pupils=400)
        >>> round(found.share, 3), found.stretched  # twice the root of 0.03² + 0.6745²/400
        (0.09, True)
        """
        if pupils <= 0:
            return None

        def at(level: float) -> Half | None:
            chance = CHANCE[level] / math.sqrt(pupils)
            halves = self._by_lead.get((method, stage, level), {})
            found = {each: math.hypot(half, chance) for each, half in halves.items()}
            return stretched(lead, found.get, max(found, default=0))

        return widest(level, at)


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


def table_rows(history: EnrolmentHistory, method: str, lines: Lines) -> list[TableRow]:
    """The half-widths of every whole stage, lead and level of a record, where there are errors enough for any."""
    past = past_errors(history, LEADS, method=lines)
    found = []
    for stage in history.stages:
        line = history.lines(stage).stop
        for lead in past.leads:
            if not np.isfinite(past.errors[:, lead - 1, :, line]).any():
                continue
            for level in LEVELS:
                half, points = half_width(past, line, lead, level)
                if math.isfinite(half):
                    found.append(TableRow(method, stage.name, lead, level, half, points))
    return found


@dataclass(frozen=True)
class Band:
    """Demand from ``low`` to ``high``, unrounded. ``source``: the record of the areas themselves, or a table of another
    one. ``stretched``: no forecast so far ahead could be tested, and the band goes on as nearer ones grow."""

    low: float
    high: float
    source: str
    stretched: bool


@dataclass(frozen=True)
class Banding:
    """Where bands of a ``level`` come from: past errors on the ``record`` for demand by grade progression, ``table``
    for the rest. The table is asked for only when a band is needed of it."""

    level: float
    table: Callable[[], TableBands]
    record: PastSpread | None = None

    def stage(
        self, method: str, stage: Stage, lead: int, pupils: float, share: float = 1.0, area: str = ""
    ) -> Band | None:
        """The band of a whole stage so many years after the last that is known; None where nothing is known of it.

        ``share``: that of the record of an ``area`` whose ``pupils`` these are; its errors are those of all of it.
        """
        if method == GRADES and self.record is not None:
            return self._of_record(self.record.past.history.lines(stage).stop, lead, pupils, share, area)
        if lead < 1 or method == GRADES:
            return None
        if 0 < share != 1:
            band = self.stage(method, stage, lead, pupils / share)
            return band and replace(band, low=band.low * share, high=band.high * share)
        return _band(self.table().half(AGES, stage.name, lead, self.level, pupils), pupils, TABLE)

    def grade(
        self, method: str, stage: Stage, grade: int, lead: int, pupils: float, share: float = 1.0, area: str = ""
    ) -> Band | None:
        """The band of one grade (1 is the lowest), which only a record can give; ``share`` and ``area`` as for a
        stage."""
        if self.record is None or method != GRADES:
            return None
        return self._of_record(self.record.past.history.lines(stage).start + grade - 1, lead, pupils, share, area)

    def _of_record(self, line: int, lead: int, pupils: float, share: float, area: str) -> Band | None:
        """The band of a line of the record, as far from the middle as errors of such forecasts."""
        if self.record is None or lead < 1:
            return None
        reach = self.record.reach(line, lead, self.level, pupils / share if share > 0 else pupils, area)
        if reach is None:
            return None
        untested = not self.record.tested(line, lead)
        return Band(pupils * math.exp(-reach), pupils * math.exp(reach), RECORD, untested)


def _band(half: Half | None, pupils: float, source: str) -> Band | None:
    if half is None:
        return None
    return Band(pupils * max(1 - half.share, 0.0), pupils * (1 + half.share), source, half.stretched)


@dataclass(frozen=True, eq=False, repr=False)
class DemandBands:
    """Bands of a ``demand``: ``by_origin``, the last year of the record that it follows, and ``banding`` from the last
    of them, which serves the rest."""

    demand: Demand
    banding: Banding
    by_origin: Mapping[int, Banding]

    def lacking(self, year: int, area: str, stage: str) -> str:
        """What keeps a year's demand that follows pupils on record from having a band: too few ``errors`` of past
        forecasts, or too few ``births``; empty where nothing does, and for demand of other kinds."""
        how, line = self.demand.grounds[area, stage], self._kinds[stage]
        lead = year - how.known_to
        if how.method != GRADES or year in how.given or lead < 1:
            return ""
        record = self._banding(how).record
        if record is None or record.of_line(record.past.history.lines(line).stop) is None:
            return ERRORS
        return "" if record.terms(record.past.history.lines(line).stop, lead, record.behind_now(how.record)) else BIRTHS

    def _banding(self, how: Grounds) -> Banding:
        """Where bands of demand on these grounds come from; no record tests what one year of pupils makes of it."""
        banding = self.by_origin.get(how.origin, self.banding)
        return replace(banding, record=None) if how.single else banding

    @cached_property
    def _kinds(self) -> dict[str, Stage]:
        """The stages by name."""
        return {stage.name: stage for stage in self.demand.stages}

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where the areas of the demand stand."""
        return {area: n for n, area in enumerate(self.demand.areas)}

    def band(
        self, year: int, area: str, stage: str, grade: int | None = None, pupils: float | None = None
    ) -> Band | None:
        """The band of a year's demand of a whole stage, of which ``pupils`` are shown (None: all, unrounded), or of
        those of one grade; None for a year that is known, and where nothing tells how sure it is."""
        demand, how = self.demand, self.demand.grounds[area, stage]
        if year in how.given:
            return _given(how.given[year], grade)
        if pupils is None:
            pupils = float(demand.whole[stage][demand.years.index(year), self._places[area]])
        banding, kind, lead = self._banding(how), self._kinds[stage], year - how.known_to
        if grade is None:
            return banding.stage(how.method, kind, lead, pupils, how.share, how.record)
        return banding.grade(how.method, kind, grade, lead, pupils, how.share, how.record)


def _given(found: Given, grade: int | None) -> Band | None:
    """The band that came with a demand that was forecast elsewhere."""
    low, high = (found.low, found.high) if grade is None else found.grades.get(grade, (None, None))
    return None if low is None or high is None else Band(low, high, GIVEN, False)


def demand_bands(
    demand: Demand, table: Callable[[], TableBands], level: float, births: Wander | None = None
) -> DemandBands:
    """Bands of ``level`` by the records that demand follows, and from ``table`` where there are none. ``births`` is how
    they wander where those on record are too few to tell."""
    if not demand.forecasts:
        return DemandBands(demand, Banding(level, table), {})
    wander = None if births is None else births.deviation
    by_origin = {
        origin: Banding(level, table, record_spread(each.history, wander)) for origin, each in demand.forecasts.items()
    }
    return DemandBands(demand, by_origin[max(by_origin)], by_origin)
