"""Bands of demand: from the errors on a record, or from what may become of the people known at the start."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions, Uncertainty
from xuewei.model.people_spread import spread_of_people
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import GIVEN, GRADES, Demand, Given, Grounds
from xuewei.model.pupils.past_spread import BIRTHS, PastSpread
from xuewei.model.record_error import record_error, record_spreads
from xuewei.model.shortages import Shortages, shortages
from xuewei.model.spread import NORMAL, Spread
from xuewei.model.stages import Stage
from xuewei.model.sum_bands import Sums, sources

Floats = NDArray[np.float64]

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
    ``assumptions`` say what it is made of. ``even``: years, areas and stages whose balance is even because it was set
    so; that has no band."""

    demand: Demand
    banding: Banding
    by_origin: Mapping[int, Banding]
    people: Callable[[], Spread]
    assumptions: Assumptions
    even: frozenset[tuple[int, str, str]] = frozenset()

    @property
    def unsure(self) -> Uncertainty | None:
        """What is unsure of the people."""
        return self.assumptions.uncertainty

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
        return self._spread_of_people.factors(self.banding.level)

    @cached_property
    def _spread_of_people(self) -> Spread:
        """The parts of the error of demand that comes of people."""
        return self.people()

    @cached_property
    def _stages(self) -> dict[str, int]:
        """Where the stages of the demand stand."""
        return {stage.name: n for n, stage in enumerate(self.demand.stages)}

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
        cell = self._places[area], self._stages[stage], t
        low, high = (float(ends[cell]) for ends in self._of_people)
        return None if math.isnan(low) else Band(low * pupils, high * pupils, PEOPLE, False)

    def together(self, year: int, stage: str, areas: Sequence[str] | None = None) -> Band | None:
        """The band of a year's demand of a whole stage of several ``areas`` (None: all) together: what they share adds
        up, what each does alone adds up in squares. None where all of it is known, and where the demand of one is
        forecast without a band (:meth:`unbanded`). Of one area it is that area's.

        Bands that came with demand from elsewhere add up: nobody says what such forecasts share. The source is that of
        the band that is tested least."""
        demand = self.demand
        at = np.arange(len(demand.areas)) if areas is None else np.array([self._places[area] for area in areas])
        whole = demand.whole[stage][demand.years.index(year)]
        at = at[whole[at] > 0]
        if len(at) == 1:
            return self.band(year, demand.areas[at[0]], stage)
        course = self._courses[stage]
        elsewhere = at[[year in course.given[n] for n in at]] if course.any_given else at[:0]
        own = at if not len(elsewhere) else np.setdiff1d(at, elsewhere)
        drawn = own[course.known_to[own] < year]
        given = [_given(course.given[n][year], None) for n in elsewhere]
        if not len(drawn) + len(given) or None in given:
            return None
        middle = float(whole[drawn].sum())
        low, high = (
            self._sums.ends(drawn, course.followed[drawn], stage, year, self.banding.level)
            if len(drawn)
            else (0.0, 0.0)
        )
        if math.isnan(low):
            return None
        source, stretched = self._tested_least(course, drawn, year) if len(drawn) else (GIVEN, False)
        if len(drawn) == len(at):
            return Band(low, high, source, stretched)
        total, of_given = float(whole[at].sum()), float(whole[elsewhere].sum())
        ends = [(each.low, each.high) for each in given if each is not None]
        down, up = (float(each) for each in np.abs(np.sum(ends, axis=0) - of_given)) if ends else (0.0, 0.0)
        below, above = math.hypot(middle - low, down), math.hypot(high - middle, up)
        return Band(max(total - below, 0.0), total + above, GIVEN if given and source == RECORD else source, stretched)

    def shortages(self, year: int, stage: str, seats: Mapping[str, float]) -> Shortages | None:
        """How many areas with so many ``seats``, and how many seats, may be short at once; None where those together
        have no band (:meth:`together`), and where demand comes from elsewhere."""
        demand, course = self.demand, self._courses[stage]
        areas = list(seats)
        at = np.array([self._places[area] for area in areas])
        if self.together(year, stage, areas) is None or any(year in course.given[n] for n in at):
            return None
        pupils = demand.whole[stage][demand.years.index(year), at]
        ahead = (course.known_to[at] < year) & (pupils > 0)
        shared, own = np.zeros((2, len(at))), np.zeros(len(at))
        some = at[ahead]
        shared[:, ahead], own[ahead] = self._sums.apart(some, course.followed[some], stage, year, self.banding.level)
        unit, level = NORMAL[self.banding.level], self.banding.level
        return shortages(pupils, np.array([*seats.values()], dtype=float), shared / unit, own / unit, level)

    def unbanded(self, year: int, stage: str, areas: Sequence[str] | None = None) -> list[str]:
        """The areas whose demand of a year is forecast, but has no band, so that those together have none."""
        demand, course = self.demand, self._courses[stage]
        whole = demand.whole[stage][demand.years.index(year)]
        asked = [self._places[area] for area in (demand.areas if areas is None else areas)]
        ahead = (n for n in asked if whole[n] > 0 and (course.known_to[n] < year or year in course.given[n]))
        return [demand.areas[n] for n in ahead if self.band(year, demand.areas[n], stage) is None]

    def _tested_least(self, course: _Course, drawn: NDArray[np.intp], year: int) -> tuple[str, bool]:
        """The source of a band of areas together, and whether it reaches further ahead than any of their records could
        be tested."""
        if not course.followed[drawn].all():
            return PEOPLE, False
        line = course.stage
        stretched = False
        for origin, known_to in {*zip(course.origin[drawn].tolist(), course.known_to[drawn].tolist(), strict=True)}:
            record = self.by_origin[origin].record if origin in self.by_origin else None
            if record is not None:
                stretched |= not record.tested(record.past.history.lines(line).stop, year - known_to)
        return RECORD, stretched

    @cached_property
    def _courses(self) -> dict[str, _Course]:
        """What decides of every area whether its demand of a stage has a band."""
        demand = self.demand
        return {
            stage.name: _course(stage, [demand.grounds[area, stage.name] for area in demand.areas])
            for stage in demand.stages
        }

    @cached_property
    def _sums(self) -> Sums:
        """The errors of all areas, with what they share."""
        records = {origin: each.record for origin, each in self.by_origin.items() if each.record is not None}
        people = any(how.method not in (GRADES, GIVEN) for how in self.demand.grounds.values())
        unsure = self.unsure
        return Sums(
            self.demand,
            record_error(self.demand, records),
            self._spread_of_people if people else None,
            sources(self.demand, [self.assumptions.census_area(area) for area in self.demand.areas]),
            0.0 if unsure is None else unsure.births.common.value,
        )


@dataclass(frozen=True, eq=False, repr=False)
class _Course:
    """Of the areas of a ``stage``, ``(area,)``: the last year whose demand is no forecast, whether it follows a record,
    the last year of that, and demand from elsewhere by year."""

    stage: Stage
    known_to: NDArray[np.int64]
    followed: NDArray[np.bool_]
    origin: NDArray[np.int64]
    given: Sequence[Mapping[int, Given]]
    any_given: bool


def _course(stage: Stage, grounds: Sequence[Grounds]) -> _Course:
    given = [how.given for how in grounds]
    known_to, origin = (np.array(each) for each in zip(*((how.known_to, how.origin) for how in grounds), strict=True))
    return _Course(stage, known_to, np.array([how.method == GRADES for how in grounds]), origin, given, any(given))


def _given(found: Given, grade: int | None) -> Band | None:
    """The band that came with a demand that was forecast elsewhere."""
    low, high = (found.low, found.high) if grade is None else found.grades.get(grade, (None, None))
    return None if low is None or high is None else Band(low, high, GIVEN, False)


def demand_bands(
    demand: Demand, population: Population, assumptions: Assumptions, level: float, end: int | None = None
) -> DemandBands:
    """Bands of ``level`` by the records that demand follows, and by what is unsure of the people where it follows
    none; nobody asks for those of years from ``end`` on (None: for those of any)."""
    unsure = assumptions.uncertainty
    records = record_spreads(demand, unsure)
    by_origin = {origin: Banding(level, each) for origin, each in records.items()}

    def people() -> Spread:
        return spread_of_people(demand, population, assumptions, records, end)

    last = by_origin[max(by_origin)] if by_origin else Banding(level)
    return DemandBands(demand, last, by_origin, people, assumptions)
