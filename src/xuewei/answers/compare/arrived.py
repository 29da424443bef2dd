"""What last year's project forecast, held against what this year's has on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.bands import DemandBands
from xuewei.model.calendar import MONTHS, cutoff_moment
from xuewei.model.population import BirthsRow
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.rounding import whole
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
OF_STAGE, ENTRANTS, BORN, RESIDENTS = FIGURES = ("pupils", "entrants", "births", "residents")
"""What can be held against each other: pupils of a stage, those of its entry grade, births, everybody on one day."""


@dataclass(frozen=True)
class Arrived:
    """One figure that was forecast and has come since, in whole persons; ``figure`` is one of :data:`FIGURES`.

    ``low`` and ``high`` are the band of the forecast, None where nothing tells how sure it was. ``day`` is that of a
    count (ISO). ``method``: how demand was forecast.
    """

    figure: str
    year: int
    area: str
    stage: str | None
    forecast: int
    came: int
    low: int | None = None
    high: int | None = None
    day: str | None = None
    method: str | None = None

    @property
    def difference(self) -> int:
        """How many more came than were forecast."""
        return self.came - self.forecast

    @property
    def share(self) -> float | None:
        """The difference as a share of the forecast; None where nobody was forecast.

        >>> Arrived("births", 2024, "甲", None, 200, 190).share
        -0.05
        """
        return self.difference / self.forecast if self.forecast else None

    @property
    def inside(self) -> bool | None:
        """Whether what came lies in the band; None without one."""
        return None if self.low is None or self.high is None else self.low <= self.came <= self.high


def arrived(before: Assessment, after: Assessment, bands: DemandBands) -> list[Arrived]:
    """All that ``before`` forecast and ``after`` has on record: pupils by stage, area and year, those of entry grades,
    then births and everybody by census area. ``bands`` are those of the demand of ``before``."""
    pupils = list(_pupils(before, after, bands))
    counted = {one.area: n for n, one in enumerate(before.projection.areas)}
    born, there = list(_births(before, after, counted)), list(_residents(before, after, counted))
    return [
        *(each for each in pupils if each.figure == OF_STAGE),
        *(each for each in pupils if each.figure == ENTRANTS),
        *born,
        *there,
    ]


def _pupils(before: Assessment, after: Assessment, bands: DemandBands) -> Iterator[Arrived]:
    known = _record(after, before.stages)
    if known is None:
        return
    years = range(max(before.years.start, known.years.start), min(before.years.stop, known.years.stop))
    came, place = known.truth(years), {area: n for n, area in enumerate(known.areas)}
    for stage in before.stages:
        lines = known.lines(stage)
        for n, area in enumerate(before.areas):
            record, share = _where(after, area, stage.name)
            if record not in place:
                continue
            since = before.known_to(area, stage.name)
            for y, year in enumerate(years):
                if year <= since:
                    continue
                t, here = year - before.years.start, came[y, place[record]]
                forecast = float(before.demand.whole[stage.name][t, n])
                if np.isfinite(forecast) and np.isfinite(here[lines.stop]):
                    yield _of_stage(before, bands, year, area, stage, forecast, float(here[lines.stop]) * share)
                entry = float(before.demand[stage.name][t, n, 0])
                if np.isfinite(entry) and np.isfinite(here[lines.start]):
                    yield _of_stage(before, bands, year, area, stage, entry, float(here[lines.start]) * share, grade=1)


def _of_stage(
    before: Assessment,
    bands: DemandBands,
    year: int,
    area: str,
    stage: Stage,
    forecast: float,
    came: float,
    grade: int | None = None,
) -> Arrived:
    band = bands.band(year, area, stage.name, grade, forecast)
    low, high = (None, None) if band is None else (whole(band.low), whole(band.high))
    figure, how = ENTRANTS if grade else OF_STAGE, before.grounds(area, stage.name).method_in(year)
    return Arrived(figure, year, area, stage.name, whole(forecast), whole(came), low, high, method=how)


def _record(after: Assessment, stages: Sequence[Stage]) -> EnrolmentHistory | None:
    """Pupils on record of the stages of last year's project; None without any."""
    grades = {stage.name: stage.grades for stage in stages}
    rows = [row for row in after.population.enrolment if row.grade is None or row.grade <= grades.get(row.stage, 0)]
    rows = [row for row in rows if row.stage in grades]
    return enrolment_history(rows, (), stages, after.assumptions.entry_cutoff) if rows else None


def _where(after: Assessment, area: str, stage: str) -> tuple[str, float]:
    """Whose pupils on record those of an area are, and its share of them."""
    how = after.demand.grounds.get((area, stage))
    return (how.record, how.share) if how is not None and how.record else (area, 1.0)


def _births(before: Assessment, after: Assessment, counted: dict[str, int]) -> Iterator[Arrived]:
    """Births of census areas; of areas where nobody was counted, which are taken to stay what they last were."""
    known, newest = _newest(before.population.births), _newest(after.population.births)
    last = {row.area: row for _, row in sorted(known.items(), key=lambda each: each[0][1])}
    alone = {area for area in before.uncounted if area in last}
    for (area, year), row in sorted(newest.items()):
        forecast = None
        if area in counted:
            forecast = _in_twelve_months(before, counted[area], row.period_end)
        elif area in alone and row.period_end > last[area].period_end:
            forecast = last[area].births
        if forecast is not None and (area, year) not in known:
            yield Arrived(BORN, year, area, None, whole(forecast), whole(row.births))


def _newest(rows: Sequence[BirthsRow]) -> dict[tuple[str, int], BirthsRow]:
    """The newest vintage of the births of every area and year."""
    return {(row.area, row.year): row for row in sorted(rows, key=lambda row: row.published_year or 0)}


def _in_twelve_months(before: Assessment, place: int, end: date) -> float | None:
    """Births forecast for the twelve months up to a day, those of a calendar year evenly over its months; None outside
    the forecast."""
    people, part = before.projection, end.month / MONTHS
    t = end.year - people.base_year
    needed = [t] if end.month == MONTHS else [t - 1, t]
    if needed[0] < 0 or t >= len(people.births_by_year):
        return None
    born = people.births_by_year[:, place]
    return float(part * born[t] + ((1 - part) * born[t - 1] if len(needed) > 1 else 0.0))


def _residents(before: Assessment, after: Assessment, counted: dict[str, int]) -> Iterator[Arrived]:
    last: dict[str, date] = {}
    days = [(row.area, row.date) for row in before.population.totals]
    for area, day in (*days, *((row.area, row.date) for row in before.population.census)):
        last[area] = max(day, last.get(area, day))
    for row in sorted(after.population.totals, key=lambda row: (row.area, row.date)):
        if row.area in counted and row.date > last[row.area]:
            forecast = _on(before, counted[row.area], row.date)
            if forecast is not None:
                on = row.date.isoformat()
                yield Arrived(RESIDENTS, row.date.year, row.area, None, whole(forecast), row.persons, day=on)


def _on(before: Assessment, place: int, day: date) -> float | None:
    """Everybody on a day, in a straight line between the cut-offs around it; None outside the forecast."""
    people = before.projection
    moments = [cutoff_moment(year, before.assumptions.entry_cutoff).toordinal() for year in people.years]
    if not moments[0] <= day.toordinal() <= moments[-1]:
        return None
    return float(np.interp(day.toordinal(), moments, people.residents[:, place]))
