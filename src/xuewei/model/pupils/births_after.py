"""Births after the last known year, and which pupils of a forecast they still decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Scope
from xuewei.model.calendar import MONTHS
from xuewei.model.people.births import known_births
from xuewei.model.people.projection import Projection
from xuewei.model.population import BirthsRow
from xuewei.model.pupils.progression import BirthsAhead, Forecast
from xuewei.model.pupils.record import EnrolmentHistory
from xuewei.model.pupils.sources import BEFORE, BIRTHS, ENTRY, ITSELF, Work, feeder, feeders, later
from xuewei.model.stages import Stage

Marks = NDArray[np.bool_]


def births_reach(found: Forecast) -> dict[str, Marks]:
    """By stage, whether pupils ``(year, area, grade)`` of each year after the origin are a number times births: not
    those on record, nor those who follow the entrants of the year before. Years are those of ``found.work``."""
    reach: dict[str, Marks] = {}
    entered: dict[str, Marks] = {}
    for stage in found.history.stages:
        fed = _fed(found.work, stage, reach, entered)
        entered[stage.name] = _entered(found.work, stage, fed)
        reach[stage.name] = _grades(found.work, stage, fed, entered[stage.name])
    return reach


def _fed(work: Work, stage: Stage, reach: Mapping[str, Marks], entered: Mapping[str, Marks]) -> dict[str, Marks]:
    """Whether births decide each source ``(year, area)`` that entrants of a stage can come from."""
    found = {BIRTHS: np.ones((len(work.years), len(work.history.areas)), dtype=bool)}
    before = feeder(work, stage)
    if before is not None:
        each, grade, years = before
        leavers = reach[each.name][:, :, -1] if (grade, years) == (each.grades, 1) else entered[each.name]
        found[BEFORE] = later(leavers.astype(float), years) == 1
    return found


def _entered(work: Work, stage: Stage, fed: Mapping[str, Marks]) -> Marks:
    """Whether births decide the entrants ``(year, area)``, whose source is the first that is known."""
    marks = np.zeros((len(work.years), len(work.history.areas)), dtype=bool)
    if stage.name not in work.entrants:
        return marks
    own = later(work.entrants[stage.name], 1)
    sources = {**feeders(work, stage), ITSELF: own}
    parts = [part for part in work.parts if (part.stage, part.part) == (stage.name, ENTRY)]
    for t in range(work.now + 1, len(work.years)):
        open_yet = np.ones(marks.shape[1], dtype=bool)
        for part in parts:
            known = open_yet & np.isfinite(part.ratios.ahead(t - work.now)[:, 0] * sources[part.source][t])
            marks[t, known] = (marks[t - 1] if part.source == ITSELF else fed[part.source][t])[known]
            open_yet &= ~known
    return marks


def _grades(work: Work, stage: Stage, fed: Mapping[str, Marks], entered: Marks) -> Marks:
    """Whether births decide pupils ``(year, area, grade)``: as those who entered with them, or, where the stage is
    known only as a whole, as the cohorts that it is forecast from."""
    mixed = work.combined.get(stage.name)
    sources = [fed.get(part.source, entered) for part in mixed.parts] if mixed else [entered]
    cohorts: Marks = np.asarray(np.any(sources, axis=0))
    after = np.arange(len(work.years))[:, None, None] > work.now
    marks = np.stack([later(entered.astype(float), n) == 1 for n in range(stage.grades)], axis=2)
    of_whole = np.stack([later(cohorts.astype(float), n) == 1 for n in range(stage.grades)], axis=2)
    alone = np.isnan(work.pupils[:, :, work.history.lines(stage)]).any(axis=2, keepdims=True)
    found: Marks = np.where(alone, of_whole, marks) & after
    return found


def known_women(found: Forecast) -> set[str]:
    """The areas of a forecast whose births to come follow the women of a census that was known."""
    women = found.work.women
    return set() if women is None else {found.history.areas[n] for n in women.area.tolist()}


def births_known_to(found: Forecast, area: str) -> int:
    """The last calendar year whose births an area of a forecast knows whole; 0 without births of its own."""
    rows, history = found.history.births, found.history
    years = rows.year[rows.area == history.places[area]]
    return int(years.max()) + history.end // MONTHS - 1 if len(years) else 0


Floats = NDArray[np.float64]


def lent_births(births: Sequence[BirthsRow], areas: Iterable[str], scope: Mapping[str, Scope]) -> tuple[BirthsRow, ...]:
    """Births of the ``areas`` that have none of their own: those of their census area, times their share of it."""
    known = {row.area for row in births}
    found = []
    for area in areas:
        held = scope.get(area)
        if held is not None and area not in known:
            of_census = [row for row in births if row.area == held.census_area]
            found += [replace(row, area=area, births=row.births * held.share.value) for row in of_census]
    return tuple(found)


def of_one_period(births: Iterable[BirthsRow], areas: Collection[str]) -> tuple[BirthsRow, ...]:
    """Births of ``areas``: where they are of twelve months that end in different months of the year, those of calendar
    years, each as far as it was known when its own row was published; else the rows as they are."""
    rows = [row for row in births if row.area in areas]
    if len({row.period_end.month for row in rows}) <= 1:
        return tuple(rows)
    return tuple(_of_calendar_year(row, rows) for row in rows)


def _of_calendar_year(row: BirthsRow, rows: Sequence[BirthsRow]) -> BirthsRow:
    """A row of births made one of its calendar year by what was published no later."""
    known = known_births(each for each in rows if each.area == row.area and _published(each) <= _published(row))
    births = known.in_year(row.year)
    end = date(row.year, MONTHS, 31)
    published = max(_published(row), row.year)
    return replace(row, births=row.births if births is None else births, period_end=end, published_year=published)


def _published(row: BirthsRow) -> int:
    return row.published_year or row.period_end.year


def births_ahead(
    history: EnrolmentHistory,
    projection: Projection,
    census: Sequence[int | None],
    *,
    written: Collection[int] = (),
) -> BirthsAhead:
    """What continues the births of a history: those of ``projection``.

    ``census (area,)`` says which of its areas each area of the history lies in; None: births stay what they last were.
    ``written`` are calendar years whose births a scenario sets.
    """

    def continued(years: range, births: Floats) -> Floats:
        found = births.copy()
        for n, place in enumerate(census):
            if place is not None and np.isfinite(found[:, n]).any():
                known, modelled = _series(projection, place, years, history.end)
                touched = np.array([_touches(year, history.end, written) for year in years])
                found[:, n] = joined(found[:, n], known, modelled, touched)
        return found

    return continued


def later_births(history: EnrolmentHistory) -> BirthsAhead:
    """What continues the births of a history by those that are on record after its origin."""

    def continued(years: range, births: Floats) -> Floats:
        known = history.births.table(years, len(history.areas), 1)[:, :, 0]
        return np.where(np.isnan(births), known, births)

    return continued


def joined(own: Floats, known: Floats, modelled: Floats, written: NDArray[np.bool_]) -> Floats:
    """Births ``own (year,)`` of an area, NaN where unknown, continued along those of its census area, of which
    ``modelled`` are those of the engine and ``known`` those on record, with the years between them put in.

    After the last year of its own they are the engine's times own ÷ those of the census area in that year. Years that
    a scenario has ``written`` are the engine's in the same way, known or not. A year missing between two of its own is
    that of the census area, times what lies on the straight line between the quotients of the years around it.

    >>> nothing = np.array([False, False, False])
    >>> joined(np.array([50.0, np.nan, np.nan]), np.array([100.0, np.nan, np.nan]), np.array([100.0, 90, 80]), nothing)
    array([50., 45., 40.])
    """
    found = own.copy()
    base = np.where(np.isnan(known), modelled, known)
    last = int(np.flatnonzero(np.isfinite(own))[-1])
    share = np.divide(own, base, out=np.full_like(own, np.nan), where=base > 0)
    _put_in(found, share, base, last)
    # where the census area is not known in the last year, its first known year after it joins
    there = np.flatnonzero(np.isfinite(modelled) & (base > 0))
    start = last if np.isfinite(share[last]) else next((int(t) for t in there if t > last), len(own))
    found[last:start] = own[last]
    if start < len(own):
        factor = share[last] if start == last else own[last] / base[start]
        after = slice(last + 1, None) if start == last else slice(start, None)
        ahead = factor * np.where(np.isnan(modelled), base, modelled)[after]
        found[after] = np.where(np.isnan(ahead), found[after.start - 1], ahead)
    before = written & np.isfinite(share * modelled) & (np.arange(len(own)) <= last)
    found[before] = (share * modelled)[before]
    return found


def _put_in(found: Floats, share: Floats, base: Floats, last: int) -> None:
    """Births of years missing between known ones, put into ``found`` as far as the census area has some."""
    at = np.flatnonzero(np.isfinite(share))
    if len(at):
        every = np.arange(len(found))
        between = np.isnan(found) & np.isfinite(base) & (every > at[0]) & (every < last)
        found[between] = (np.interp(every, at, share[at]) * base)[between]


def _series(projection: Projection, place: int, years: range, end: int) -> tuple[Floats, Floats]:
    """Births ``(year,)`` of a census area on record, and those of the engine, of twelve months that end in month
    ``end``; NaN where there are none."""
    births, engine = projection.areas[place].births, projection.births_by_year[:, place]
    known = [births.between(year * MONTHS + end - MONTHS, year * MONTHS + end) for year in years]
    of_calendar = dict(zip(projection.years, engine, strict=True))
    part = ((end - 1) % MONTHS + 1) / MONTHS
    modelled = []
    for year in years:
        ends = year + (end - 1) // MONTHS
        pair = of_calendar.get(ends, np.nan), of_calendar.get(ends - 1, np.nan) if part < 1 else 0.0
        modelled.append(part * pair[0] + (1 - part) * pair[1])
    return np.array([np.nan if each is None else each for each in known]), np.array(modelled)


def _touches(year: int, end: int, written: Collection[int]) -> bool:
    """Whether twelve months of births lie in a calendar year that is written."""
    last = year + (end - 1) // MONTHS
    return last in written or (end % MONTHS != 0 and last - 1 in written)
