"""How sure a forecast is: its band at a level, from the record where there is one, else from a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xuewei.model.band_table import Half, TableBands
from xuewei.model.demand import GRADES
from xuewei.model.stages import Stage

if TYPE_CHECKING:
    from xuewei.assessment import Assessment
    from xuewei.model.record_bands import RecordBands

RECORD, TABLE = "record", "table"


@dataclass(frozen=True)
class Band:
    """Demand from ``low`` to ``high``, unrounded. ``source``: the record of the areas themselves, or a table of another
    one. ``stretched``: no forecast so far ahead could be tested, and the band is a guess from nearer ones."""

    low: float
    high: float
    source: str
    stretched: bool


@dataclass(frozen=True)
class Banding:
    """Where bands of a ``level`` come from: the ``record`` for demand by grade progression, ``table`` for the rest and
    where the record is too short. The table is asked for only when a band is needed of it."""

    level: float
    table: Callable[[], TableBands]
    record: RecordBands | None = None

    def stage(self, method: str, stage: Stage, lead: int, pupils: float) -> Band | None:
        """The band of a whole stage so many years after the last that is known; None where nothing is known of it."""
        if lead < 1:
            return None
        if self.record is not None and method == GRADES:
            line = self.record.past.history.lines(stage).stop
            half = self.record.half(line, lead, self.level, pupils)
            if half is not None:
                return _band(half, pupils, RECORD)
        return _band(self.table().half(method, stage.name, lead, self.level, pupils), pupils, TABLE)

    def grade(self, method: str, stage: Stage, grade: int, lead: int, pupils: float) -> Band | None:
        """The band of one grade (1 is the lowest), which only a record can give."""
        if lead < 1 or self.record is None or method != GRADES:
            return None
        line = self.record.past.history.lines(stage).start + grade - 1
        return _band(self.record.half(line, lead, self.level, pupils), pupils, RECORD)


def _band(half: Half | None, pupils: float, source: str) -> Band | None:
    if half is None:
        return None
    return Band(pupils * max(1 - half.share, 0.0), pupils * (1 + half.share), source, half.stretched)


@dataclass(frozen=True, eq=False, repr=False)
class PlanBands:
    """Bands of the demand in an assessment."""

    found: Assessment
    banding: Banding

    def band(self, year: int, area: str, stage: str) -> Band | None:
        """The band of a year's demand; None for a year that is known, and where nothing tells how sure it is."""
        found = self.found
        n, method, kind = found.areas.index(area), found.method(area, stage), found.stage(stage)
        lead = year - found.known_to(area, stage)
        pupils = float(found.demand[stage][found.years.index(year), n].sum())
        if found.pupils is not None and method == GRADES:
            # the errors of a record are those of its whole areas
            share = found.pupils.followed[area, stage].share
            band = self.banding.stage(method, kind, lead, pupils / share)
            return band and replace(band, low=band.low * share, high=band.high * share)
        return self.banding.stage(method, kind, lead, pupils)


def plan_bands(found: Assessment, table: Callable[[], TableBands], level: float) -> PlanBands:
    """The bands of an assessment: by its record where demand follows pupils, else from ``table``."""
    record = None
    if found.pupils is not None and found.pupils.history is not None:
        from xuewei.model.record_bands import record_bands

        record = record_bands(found.pupils.history)
    return PlanBands(found, Banding(level, table, record))
