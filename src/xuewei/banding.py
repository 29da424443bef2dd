"""How sure a forecast is: its band at a level, from the record where there is one, else from a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xuewei.model.band_table import Half, TableBands
from xuewei.model.demand import AGES, GRADES
from xuewei.model.record_bands import record_bands
from xuewei.model.stages import Stage

if TYPE_CHECKING:
    from xuewei.assessment import Assessment
    from xuewei.model.progression import Forecast
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

    def stage(self, method: str, stage: Stage, lead: int, pupils: float, share: float = 1.0) -> Band | None:
        """The band of a whole stage so many years after the last that is known; None where nothing is known of it.

        ``share``: that of a record whose ``pupils`` these are; its errors are those of all of it.
        """
        if 0 < share != 1:
            band = self.stage(method, stage, lead, pupils / share)
            return band and replace(band, low=band.low * share, high=band.high * share)
        if lead < 1:
            return None
        if self.record is not None and method == GRADES:
            line = self.record.past.history.lines(stage).stop
            half = self.record.half(line, lead, self.level, pupils)
            if half is not None:
                return _band(half, pupils, RECORD)
        told = GRADES if method == GRADES else AGES
        return _band(self.table().half(told, stage.name, lead, self.level, pupils), pupils, TABLE)

    def grade(self, method: str, stage: Stage, grade: int, lead: int, pupils: float, share: float = 1.0) -> Band | None:
        """The band of one grade (1 is the lowest), which only a record can give; ``share`` as for a stage."""
        if lead < 1 or self.record is None or method != GRADES:
            return None
        line = self.record.past.history.lines(stage).start + grade - 1
        half = self.record.half(line, lead, self.level, pupils / share if share > 0 else pupils)
        return _band(half, pupils, RECORD)


def _band(half: Half | None, pupils: float, source: str) -> Band | None:
    if half is None:
        return None
    return Band(pupils * max(1 - half.share, 0.0), pupils * (1 + half.share), source, half.stretched)


@dataclass(frozen=True)
class Bandings:
    """Bandings ``by_origin``, the last year of the record that demand follows; ``main`` that of the last of them."""

    main: Banding
    by_origin: Mapping[int, Banding]

    def of(self, origin: int | None) -> Banding:
        """The banding of demand that follows a record up to ``origin``, or (None) none."""
        return self.main if origin is None else self.by_origin.get(origin, self.main)


def bandings(level: float, table: Callable[[], TableBands], forecasts: Iterable[Forecast]) -> Bandings:
    """Bands of ``level`` from the records that ``forecasts`` follow, and from ``table`` where these say nothing."""
    found = {each.origin: each.history for each in forecasts}
    if not found:
        return Bandings(Banding(level, table), {})
    by_origin = {origin: Banding(level, table, record_bands(history)) for origin, history in found.items()}
    return Bandings(by_origin[max(by_origin)], by_origin)


@dataclass(frozen=True, eq=False, repr=False)
class PlanBands:
    """Bands of the demand in an assessment."""

    found: Assessment
    bandings: Bandings

    @property
    def banding(self) -> Banding:
        """The banding from the last year on record."""
        return self.bandings.main

    def band(self, year: int, area: str, stage: str) -> Band | None:
        """The band of a year's demand; None for a year that is known, and where nothing tells how sure it is."""
        found = self.found
        n, how, kind = found.areas.index(area), found.followed(area, stage), found.stage(stage)
        lead = year - found.known_to(area, stage)
        pupils = float(found.demand[stage][found.years.index(year), n].sum())
        if how is None:
            return self.banding.stage(AGES, kind, lead, pupils)
        return self.bandings.of(how.origin).stage(how.method, kind, lead, pupils, how.share)


def plan_bands(found: Assessment, table: Callable[[], TableBands], level: float) -> PlanBands:
    """The bands of an assessment: by its record where demand follows pupils, else from ``table``."""
    forecasts = found.pupils.forecasts.values() if found.pupils is not None else ()
    return PlanBands(found, bandings(level, table, forecasts))
