"""Grade progression: pupils of next year from those of this year."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.pupils.combined import by_part, combined
from xuewei.model.pupils.common import estimated
from xuewei.model.pupils.record import EnrolmentHistory, KnownHistory
from xuewei.model.pupils.shocks import coming_back
from xuewei.model.pupils.sources import (
    BEFORE,
    BIRTHS,
    ENTRY,
    GRADES,
    ITSELF,
    Estimate,
    Part,
    Work,
    best,
    bridged,
    carried_back,
    feeders,
    later,
    of_one_year,
    part_of,
    school_births,
)
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
BirthsAhead = Callable[[range, Floats], Floats]
LEAST_YEARS = 2
"""Years on record without which there is nothing to learn from; an area that has nothing else is forecast from one."""
CEILING = 4.0
"""Times the most pupils that any grade of a stage ever had in an area, above which none is forecast: beyond it ratios
of a few pupils, multiplied year by year, speak of chance."""
REACH = 25
"""Years before the first pupils on record whose births matter: more than the age of the oldest pupils."""


@dataclass(frozen=True, eq=False, repr=False)
class Forecast:
    """Pupils ``(year, area, line)`` from the origin to the last year asked for, unrounded; NaN where nothing could be
    forecast. The line of a whole stage is the sum of its grades where these are on record. ``work`` holds every step;
    ``capped``: areas and stages of which some grade was held at CEILING."""

    origin: int
    history: EnrolmentHistory
    pupils: Floats
    parts: tuple[Part, ...]
    work: Work
    capped: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _followed(self) -> dict[range, Floats]:
        """What :meth:`followed` has made: every area and stage asks for the same."""
        return {}

    def followed(self, years: range) -> Floats:
        """Pupils ``(year, area, line)`` of any years: on record up to the origin, forecast after it."""
        if years not in self._followed:
            pupils = self.history.truth(years)
            for t, year in enumerate(years):
                if year > self.origin:
                    pupils[t] = self.pupils[year - self.origin]
            pupils.flags.writeable = False
            self._followed[years] = pupils
        return self._followed[years]

    @cached_property
    def _feeders(self) -> dict[str, dict[str, Floats]]:
        """Where entrants of a stage can come from ``(year, area)``, by the source; of stages that were asked for."""
        return {}

    def came(self, stage: Stage, source: str, t: int, n: int) -> float:
        """What entrants of a stage in year ``t`` of the work and area ``n`` can come from; NaN where unknown."""
        if source == ITSELF:
            return float(self.work.entrants[stage.name][t - 1, n]) if t else np.nan
        if stage.name not in self._feeders:
            self._feeders[stage.name] = feeders(self.work, stage)
        return float(self._feeders[stage.name][source][t, n])

    def of_stage(self, stage: Stage) -> Floats:
        """Pupils ``(year, area)`` of a whole stage."""
        return np.asarray(self.pupils[:, :, self.history.lines(stage).stop])


def forecast(
    known: KnownHistory,
    last: int,
    estimate: Estimate = estimated,
    ceiling: float = CEILING,
    *,
    births_ahead: BirthsAhead | None = None,
    alone: Collection[str] = (),
    returning: bool = False,
    plain: bool = False,
) -> Forecast:
    """Pupils of every year from the origin of ``known`` to ``last``, from what was known then, no grade above
    ``ceiling`` times the most on record.

    ``births_ahead`` continues the births ``(year, area)`` of some years, NaN where unknown; after it and without it
    they follow the women who were counted, and where nobody was, they stay what they last were. A single year
    of pupils will do for areas in ``alone``: see :func:`~xuewei.model.pupils.sources.of_one_year`. ``returning``:
    those who stayed away in a year in which all areas together were far from the years around it come back to their
    grades in the first year ahead. ``plain``: as who has no census forecasts, and every stage by one of its sources.
    Raises ValueError where no pupils were on record at the origin.
    """
    history, first = known.history, known.history.years.start
    if known.origin < first:
        raise ValueError(f"no pupils are on record in {known.origin} or before")
    years = range(first - REACH, max(last, known.origin + 1) + 1)
    past = range(years.start, known.origin + 1)
    record = known.pupils(past)
    pupils = np.full((len(years), *record.shape[1:]), np.nan)
    births = np.full((len(years), len(history.areas)), np.nan)
    pupils[: len(past)], births[: len(past)] = record, known.births(past)
    counted = pupils.copy()
    if births_ahead is not None:
        births = births_ahead(years, births)
    women = None if plain else known.women()
    births = births if women is None else women.continued(years, births)
    born = school_births(bridged(births), history.before)
    between = np.isfinite(born) & np.isnan(school_births(births, history.before))
    lonely = np.array([area in alone for area in history.areas])
    work = Work(
        history,
        years,
        REACH,
        len(past) - 1,
        born,
        pupils,
        estimate,
        counted,
        between,
        ceiling,
        lonely,
        returning,
        plain,
        women,
    )
    for stage in history.stages:
        _stage(work, stage)
    asked = slice(work.now, work.now + last - known.origin + 1)
    capped = tuple(dict.fromkeys(work.capped))
    return Forecast(known.origin, history, work.pupils[asked], tuple(work.parts), work, capped)


def _stage(work: Work, stage: Stage) -> None:
    """Pupils of one stage, put into ``work``: none for an area without any of it on record at the origin, or in that
    year alone."""
    lines = work.history.lines(stage)
    every = work.pupils[:, :, lines.start : lines.stop + 1]
    grades, whole = every[:, :, :-1], every[:, :, -1]
    past, after = slice(0, work.now + 1), slice(work.now + 1, None)
    record = every.copy()
    there: NDArray[np.bool_] = np.isfinite(record[past]).max(axis=2)
    single = there[-1] & work.alone & (there.sum(axis=0) == 1)
    counted = single | (there[-1] & (there.sum(axis=0) >= LEAST_YEARS))
    limit = _limit(work, record[past, :, :-1])
    if np.isfinite(grades[past, :, 0]).any():
        _entry(work, stage, grades[:, :, 0], limit, single)
    if np.isfinite(grades[past, :, 1:]).any():
        _grades(work, stage, grades, record[:, :, :-1], limit, single)
    # nobody comes of nobody, whatever the ratio
    nobody = there[-1][:, None] & (np.nan_to_num(record[past], nan=-1.0).max(axis=0) == 0)
    every[after] = np.where(np.isnan(every[after]) & nobody, 0.0, every[after])
    added = grades.sum(axis=2)
    whole[past] = np.where(np.isnan(added[past]), whole[past], added[past])
    whole[after] = added[after]
    if np.isfinite(whole[past]).any() and np.isnan(whole[-1]).any():
        _whole(work, stage, whole)
    every[after, ~counted] = np.nan
    # what was rolled over a gap has done its work, and is no record for the stages to come
    gap = np.isnan(record[: work.now, :, :-1])
    grades[: work.now][gap] = np.nan


def _limit(work: Work, record: Floats) -> Floats:
    """The most pupils ``(area,)`` that any line of ``record`` is forecast to have; none where there never were any."""
    most = np.nan_to_num(record).max(axis=(0, 2))
    return np.asarray(work.ceiling * np.where(most > 0, most, np.inf))


def _capped(work: Work, stage: Stage, expected: Floats, limit: Floats) -> Floats:
    """``expected (area, …)`` up to the ``limit``; where that matters it is kept in mind."""
    above = np.nan_to_num(expected) > limit
    if above.any():
        areas = above.reshape(len(above), -1).any(axis=1)
        work.capped += [(work.history.areas[n], stage.name) for n in np.flatnonzero(areas)]
    return np.asarray(np.minimum(expected, limit))


def _entry(work: Work, stage: Stage, entrants: Floats, limit: Floats, single: NDArray[np.bool_]) -> None:
    """The first grade of a stage: from births or the stage before, and where an area has neither, from its own entrants
    of the year before."""
    begun = np.isfinite(entrants).cumsum(axis=0) > 0
    record = entrants.copy()
    carried = record.copy()
    for name, source in {**feeders(work, stage), ITSELF: later(record, 1)}.items():
        left = np.isnan(entrants[-1])
        shown = np.where(left, record, np.nan)
        part = best(work, stage, ENTRY, shown, {name: source})
        if part is None and (single & left).any() and name != BIRTHS:
            part = part_of(work, stage, ENTRY, name, shown[:, :, None], source[:, :, None])
        if part is None:
            continue
        part = coming_back(work, stage, of_one_year(part, stage, single))
        work.parts.append(part)
        for t in range(work.first + 1, len(work.years)):
            came = entrants[t - 1] if name == ITSELF else source[t]
            expected = part.ratios.ahead(max(t - work.now, 0))[:, 0] * came
            put = np.isnan(entrants[t]) & begun[t - 1] & left
            entrants[t] = np.where(put, _capped(work, stage, np.where(put, expected, np.nan), limit), entrants[t])
        carried = np.where(np.isnan(carried) & left, carried_back(record, source), carried)
    work.entrants[stage.name] = np.where(np.isnan(entrants), carried, entrants)


def _grades(work: Work, stage: Stage, grades: Floats, record: Floats, limit: Floats, single: NDArray[np.bool_]) -> None:
    """The other grades of a stage, each from the grade below a year earlier, by the ratios of the ``record``. A grade
    that is missing at the origin is rolled forward from the last year on record."""
    found = part_of(work, stage, GRADES, BEFORE, record[:, :, 1:], later(record, 1)[:, :, :-1])
    work.parts.append(of_one_year(found, stage, single))
    work.parts[-1] = part = coming_back(work, stage, work.parts[-1])
    for t in range(work.first + 1, len(work.years)):
        expected = part.ratios.ahead(max(t - work.now, 0)) * grades[t - 1, :, :-1]
        put = np.isnan(grades[t, :, 1:])
        under = _capped(work, stage, np.where(put, expected, np.nan), limit[:, None])
        grades[t, :, 1:] = np.where(put, under, grades[t, :, 1:])


def _whole(work: Work, stage: Stage, whole: Floats) -> None:
    """A stage of which only the whole is on record, from all cohorts that can be in it, by the weights of
    :mod:`~xuewei.model.pupils.combined`."""
    left = np.isnan(whole[-1])
    mixed = combined(work, stage, np.where(left, whole, np.nan))
    if mixed is None:
        return
    work.parts += mixed.parts
    work.combined[stage.name] = mixed
    limit = _limit(work, whole[: work.now + 1, :, None])
    for t in range(work.now + 1, len(work.years)):
        each, shares = by_part(work, stage, mixed, t)
        expected = np.where(left & np.isfinite(shares[0]), (np.nan_to_num(each) * shares).sum(axis=0), np.nan)
        whole[t] = np.where(left, _capped(work, stage, expected, limit), whole[t])
