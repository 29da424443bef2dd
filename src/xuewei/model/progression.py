"""Grade progression: pupils of next year from pupils of this year, entrants from births or from the stage before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xuewei.model.broken_years import distances, trust
from xuewei.model.cohorts import carried_back, later, school_births, window
from xuewei.model.enrolment_history import EnrolmentHistory, KnownHistory
from xuewei.model.grade_ratios import Ratios
from xuewei.model.ratio_choice import NEWEST, SMOOTHING, STEPS, fit
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
Estimate = Callable[[Floats, Floats, Floats, Sequence[Floats], Sequence[float]], Ratios]
"""Ratios from pupils, sources, trust, sources as they were forecast, and the smoothing that may be chosen:
:func:`xuewei.model.ratio_choice.fit`, or a plainer rule beside it."""
REACH = 25
"""Years before the first pupils on record whose births matter: more than the age of the oldest pupils."""
COMPULSORY_AGE = 6
"""Completed years at which school begins to be compulsory (义务教育法 art. 11)."""
BIRTHS, BEFORE, ENTRANTS, ITSELF = "births", "before", "entrants", "itself"


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """Ratios of one part of a stage: ``part`` is entry, grades or whole. ``source``: births, the stage (or grade)
    before, the stage's own entrants, or the line itself a year earlier. ``pupils`` and ``sources`` are those on record,
    ``(year, area, line)`` from ``first`` on; ``grades`` names the lines, None the whole stage."""

    stage: str
    part: str
    source: str
    ratios: Ratios
    first: int
    grades: tuple[int | None, ...]
    pupils: Floats
    sources: Floats


@dataclass(frozen=True, eq=False, repr=False)
class Forecast:
    """Pupils ``(year, area, line)`` from the origin to the last year asked for, unrounded; NaN where nothing could be
    forecast. The line of a whole stage is the sum of its grades where these are on record."""

    origin: int
    history: EnrolmentHistory
    pupils: Floats
    parts: tuple[Part, ...] = ()

    def of_stage(self, stage: Stage) -> Floats:
        """Pupils ``(year, area)`` of a whole stage."""
        return np.asarray(self.pupils[:, :, self.history.lines(stage).stop])


@dataclass
class _Work:
    """What a forecast has found so far. Arrays are ``(year, area, line)`` over ``years``; ``now`` is the index of the
    origin and ``first`` that of the first pupils on record; ``entrants`` are by stage, ``(year, area)``."""

    history: EnrolmentHistory
    years: range
    first: int
    now: int
    births: Floats
    pupils: Floats
    estimate: Estimate
    entrants: dict[str, Floats] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)


def forecast(known: KnownHistory, last: int, estimate: Estimate = fit) -> Forecast:
    """Pupils of every year from the origin of ``known`` to ``last``, from what was known then.

    Raises ValueError where no pupils were on record at the origin.
    """
    history, first = known.history, known.history.years.start
    if known.origin < first:
        raise ValueError(f"no pupils are on record in {known.origin} or before")
    years = range(first - REACH, last + 1)
    past = range(years.start, known.origin + 1)
    record = known.pupils(past)
    pupils = np.full((len(years), *record.shape[1:]), np.nan)
    births = np.full((len(years), len(history.areas)), np.nan)
    pupils[: len(past)], births[: len(past)] = record, known.births(past)
    work = _Work(history, years, REACH, len(past) - 1, school_births(births, history.before), pupils, estimate)
    for stage in history.stages:
        _stage(work, stage)
    return Forecast(known.origin, history, work.pupils[work.now :], tuple(work.parts))


def _stage(work: _Work, stage: Stage) -> None:
    """Pupils of one stage, put into ``work``."""
    lines = work.history.lines(stage)
    grades, whole = work.pupils[:, :, lines], work.pupils[:, :, lines.stop]
    past = slice(0, work.now + 1)
    if np.isfinite(grades[past, :, 0]).any():
        _entry(work, stage, grades[:, :, 0])
    if stage.grades == 1 or np.isfinite(grades[past, :, 1:]).any():
        if stage.grades > 1:
            _grades(work, stage, grades)
        added = grades.sum(axis=2)
        whole[work.now + 1 :] = added[work.now + 1 :]
        whole[past] = np.where(np.isnan(whole[past]), added[past], whole[past])
    elif np.isfinite(whole[past]).any():
        _whole(work, stage, whole)


def _entry(work: _Work, stage: Stage, entrants: Floats) -> None:
    """The first grade of a stage, from the source that would have forecast it best."""
    offered = _feeders(work, stage)
    itself = {ITSELF: later(entrants, 1)}
    part = _best(work, stage, "entry", entrants, offered) or _best(work, stage, "entry", entrants, itself)
    if part is None:
        return
    work.parts.append(part)
    source = (offered | itself)[part.source]
    begun = np.isfinite(entrants).cumsum(axis=0) > 0
    for t in range(work.first + 1, len(work.years)):
        came = entrants[t - 1] if part.source == ITSELF else source[t]
        expected = part.ratios.ahead(max(t - work.now, 0))[:, 0] * came
        entrants[t] = np.where(np.isnan(entrants[t]) & begun[t - 1], expected, entrants[t])
    work.entrants[stage.name] = carried_back(entrants, source)


def _feeders(work: _Work, stage: Stage) -> dict[str, Floats]:
    """Where entrants can come from: births up to the age at which school begins to be compulsory (kindergarten may be
    left out), later the stage before; the other where that is not on record."""
    births, before = later(work.births, stage.entry_age), _before(work, stage)
    known = np.isfinite(births[work.first : work.now + 1]).any()
    if before is None or (known and stage.entry_age <= COMPULSORY_AGE):
        return {BIRTHS: births}
    return {BEFORE: before}


def _before(work: _Work, stage: Stage) -> Floats | None:
    """Pupils ``(year, area)`` who can come from the stage before: those of its last grade a year earlier, or, where
    its grades are not on record, those who entered it as many years ago as it has grades; None without either."""
    for each in work.history.stages:
        if each.entry_age + each.grades == stage.entry_age and each.name in work.entrants:
            leavers = work.pupils[:, :, work.history.lines(each).stop - 1]
            if np.isfinite(leavers[work.first : work.now + 1]).any():
                return later(leavers, 1)
            return later(work.entrants[each.name], each.grades)
    return None


def _grades(work: _Work, stage: Stage, grades: Floats) -> None:
    """The other grades of a stage, each from the grade below a year earlier. A grade that is missing at the origin is
    rolled forward from the last year on record."""
    part = _part(work, stage, "grades", BEFORE, grades[:, :, 1:], later(grades, 1)[:, :, :-1])
    work.parts.append(part)
    for t in range(work.first + 1, len(work.years)):
        expected = part.ratios.ahead(max(t - work.now, 0)) * grades[t - 1, :, :-1]
        grades[t, :, 1:] = np.where(np.isnan(grades[t, :, 1:]), expected, grades[t, :, 1:])


def _whole(work: _Work, stage: Stage, whole: Floats) -> None:
    """A stage of which only the whole is on record, from the cohorts that are in it: births, those who came from the
    stage before, or its own entrants, whichever would have forecast it best."""
    offered = {name: window(each, stage.grades) for name, each in _feeders(work, stage).items()}
    ahead: dict[str, list[Floats]] = {}
    if stage.name in work.entrants:
        offered[ENTRANTS] = window(work.entrants[stage.name], stage.grades)
        ahead[ENTRANTS] = _entrants_ahead(work, stage)
    part = _best(work, stage, "whole", whole, offered, ahead)
    if part is None:
        return
    work.parts.append(part)
    for t in range(work.now + 1, len(work.years)):
        whole[t] = part.ratios.ahead(t - work.now)[:, 0] * offered[part.source][t]


def _entrants_ahead(work: _Work, stage: Stage) -> list[Floats]:
    """Windows ``(year, area)`` of a stage's entrants as they would have been forecast one to STEPS years before."""
    (entry,) = (part for part in work.parts if (part.stage, part.part) == (stage.name, "entry"))
    entrants, found = work.entrants[stage.name][: work.now + 1], []
    for step in range(1, STEPS + 1):
        total = window(entrants, stage.grades)
        for n in range(min(step, stage.grades)):  # entered n years before the year that is forecast
            expected = np.full_like(entrants, np.nan)
            expected[work.first :] = (entry.ratios.was_ahead(step - n) * entry.sources)[:, :, 0]
            total = total + later(expected - entrants, n)
        found.append(total)
    return found


def _best(
    work: _Work,
    stage: Stage,
    name: str,
    pupils: Floats,
    offered: Mapping[str, Floats],
    ahead: Mapping[str, Sequence[Floats]] | None = None,
) -> Part | None:
    """Of some sources ``(year, area)`` the one whose ratios would have erred least; None where none is known."""
    past = slice(work.first, work.now + 1)
    parts = [
        _part(work, stage, name, each, pupils[:, :, None], source[:, :, None], (ahead or {}).get(each, ()))
        for each, source in offered.items()
        if np.isfinite(pupils[past] * source[past]).any()
    ]
    return min(parts, key=lambda part: part.ratios.loss, default=None)


def _part(
    work: _Work,
    stage: Stage,
    name: str,
    source: str,
    pupils: Floats,
    sources: Floats,
    ahead: Sequence[Floats] = (),
) -> Part:
    """The ratios of one part, from the years on record."""
    past = slice(work.first, work.now + 1)
    over, under = pupils[past].copy(), sources[past].copy()
    weights = trust(distances(over, under))
    smoothing = NEWEST if name == "whole" else SMOOTHING
    ratios = work.estimate(over, under, weights, [each[past, :, None] for each in ahead], smoothing)
    first = work.years.start + work.first
    grades = {"entry": (1,), "whole": (None,)}.get(name, tuple(range(2, stage.grades + 1)))
    return Part(stage.name, name, source, ratios, first, grades, over, under)
