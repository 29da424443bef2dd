"""How sure a forecast is: its band at a level, from the record where there is one, else from a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xuewei.model.pupils.grounds import AGES, GRADES, Demand
from xuewei.model.pupils.half_widths import Half, TableBands, record_bands
from xuewei.model.stages import Stage

if TYPE_CHECKING:
    from xuewei.model.pupils.half_widths import RecordBands

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


@dataclass(frozen=True, eq=False, repr=False)
class DemandBands:
    """Bands of a ``demand``: ``by_origin``, the last year of the record that it follows, and ``banding`` from the last
    of them, which serves the rest."""

    demand: Demand
    banding: Banding
    by_origin: Mapping[int, Banding]

    def band(
        self, year: int, area: str, stage: str, grade: int | None = None, pupils: float | None = None
    ) -> Band | None:
        """The band of a year's demand of a whole stage, of which ``pupils`` are told (None: as it is, unrounded), or of
        those of one grade; None for a year that is known, and where nothing tells how sure it is."""
        demand, how = self.demand, self.demand.grounds[area, stage]
        if pupils is None:
            pupils = float(demand.whole[stage][demand.years.index(year), demand.areas.index(area)])
        banding = self.by_origin.get(how.origin, self.banding)
        (kind,) = (each for each in demand.stages if each.name == stage)
        lead = year - how.known_to
        if grade is None:
            return banding.stage(how.method, kind, lead, pupils, how.share)
        return banding.grade(how.method, kind, grade, lead, pupils, how.share)


def demand_bands(demand: Demand, table: Callable[[], TableBands], level: float) -> DemandBands:
    """Bands of ``level`` by the records that demand follows, and from ``table`` where these say nothing."""
    if not demand.forecasts:
        return DemandBands(demand, Banding(level, table), {})
    by_origin = {origin: Banding(level, table, record_bands(each.history)) for origin, each in demand.forecasts.items()}
    return DemandBands(demand, by_origin[max(by_origin)], by_origin)
