"""Where pupils come from: births, the stage before, their own entrants; and the ratios to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.pupils.mothers import Women
from xuewei.model.pupils.ratios import NEWEST, SLOW, SMOOTHING, Ratios, distances, trust
from xuewei.model.pupils.record import EnrolmentHistory
from xuewei.model.stages import COMPULSORY, Stage

Floats = NDArray[np.float64]
FIRST_RATIOS = 3
"""Years whose ratio is carried back to cohorts that entered before the record begins."""


JUDGED = 5
"""Years ahead at which the forecasts of a whole stage are held against each other."""
COMPULSORY_AGE = 6
"""Completed years at which school begins to be compulsory (义务教育法 art. 11)."""
SCHOOL_AGE = 5
"""Completed years from which all children go to school, here and elsewhere; at a younger age more may come from year to
year."""
BIRTHS, BEFORE, ENTRANTS, ITSELF = "births", "before", "entrants", "itself"
ENTRY, GRADES, WHOLE = "entry", "grades", "whole"


def later(values: Floats, years: int) -> Floats:
    """Values ``(year, …)`` moved so many years later; NaN where none come from.

    >>> later(np.array([1.0, 2.0, 3.0]), 1)
    array([nan,  1.,  2.])
    """
    moved = np.full_like(values, np.nan)
    moved[years:] = values[: len(values) - years]
    return moved


def window(cohorts: Floats, grades: int) -> Floats:
    """Sums ``(year, …)`` of the cohorts that entered in a year and in the ``grades`` − 1 years before it.

    >>> window(np.array([1.0, 2.0, 3.0]), 2)
    array([nan,  3.,  5.])
    """
    return np.asarray(sum(later(cohorts, n) for n in range(grades)))


def bridged(by_year: Floats) -> Floats:
    """Values ``(year, area)`` with the unknown ones between two known ones put in, in a straight line.

    >>> bridged(np.array([[np.nan], [90.0], [np.nan], [120.0], [np.nan]]))[:, 0]
    array([ nan,  90., 105., 120.,  nan])
    """
    found, years = by_year.copy(), np.arange(len(by_year))
    for n in range(by_year.shape[1]):
        known = np.isfinite(by_year[:, n])
        if known.any():
            found[:, n] = np.interp(years, years[known], by_year[known, n], np.nan, np.nan)
    return found


def school_births(by_year: Floats, before: float) -> Floats:
    """Births ``(year, area)`` of the school years that end in each year, from those of calendar years, NaN where
    unknown. After the last known year there are as many as in it; ``before`` is the share of the year before.

    >>> school_births(np.array([[90.0], [120.0], [np.nan]]), 1 / 3)[:, 0]
    array([ nan, 110., 120.])
    """
    known = by_year.copy()
    for t in range(1, len(known)):
        ended = ~np.isfinite(by_year[t:]).any(axis=0)
        known[t] = np.where(ended, known[t - 1], known[t])
    found = np.full_like(known, np.nan)
    found[1:] = before * known[:-1] + (1 - before) * known[1:]
    return found


def carried_back(entrants: Floats, source: Floats) -> Floats:
    """Entrants ``(year, area)`` with the cohorts before the first on record put in: their source times the ratio of
    the first three years on record."""
    there = np.isfinite(entrants)
    known = there & np.isfinite(source) & (source > 0)
    first = known & (known.cumsum(axis=0) <= FIRST_RATIOS)
    over, under = (np.where(first, values, 0.0).sum(axis=0) for values in (entrants, source))
    ratio = np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)
    return np.where(there.cumsum(axis=0) == 0, ratio * source, entrants)


Estimate = Callable[[Floats, Floats, Floats, Sequence[Floats], Sequence[float]], Ratios]
"""Ratios from pupils, sources, trust, sources as they were forecast, and the smoothing that may be chosen (none where
the source is the line itself): :func:`xuewei.model.pupils.common.estimated`, or a plainer rule beside it."""


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
class Combined:
    """Forecasts of a whole stage by several ``parts``, each ratios to cohorts of its own, and their ``weights (lead,
    part)`` at leads 1 to JUDGED, later leads as the last. ``errors (lead, part)`` are those that each would have made
    on the record, root mean square of logarithms, in so many ``years (lead,)``; NaN and 0 where nothing can be
    judged."""

    parts: tuple[Part, ...]
    weights: Floats
    errors: Floats
    years: NDArray[np.int64]

    def shares(self, lead: int, known: NDArray[np.bool_]) -> Floats:
        """Weights ``(part, area)`` at a lead where the forecasts that are ``known (part, area)`` make up the whole;
        NaN where none is."""
        weights = np.where(known, self.weights[min(lead, JUDGED) - 1][:, None], 0.0)
        total = weights.sum(axis=0)
        return np.asarray(np.divide(weights, total, out=np.full_like(weights, np.nan), where=total > 0))


@dataclass
class Work:
    """What a forecast has found so far. Arrays are ``(year, area, line)`` over ``years``; ``now`` is the index of the
    origin and ``first`` that of the first pupils on record; ``record`` are the pupils on record alone, up to the
    origin; ``between (year, area)`` marks births put in between known years; no line goes above ``ceiling`` times the
    most on record, and ``capped`` are areas and stages where that mattered; ``entrants`` are by stage,
    ``(year, area)``; ``combined`` are the forecasts of stages known only as a whole. Of areas that are ``alone
    (area,)`` a single year of pupils will do. ``returning``: those who stayed away in a year far from the others come
    back; ``left`` is by stage what is there of cohorts, see :func:`~xuewei.model.pupils.shocks.left_of`. ``plain``:
    stages are forecast by one source alone. ``women``: those whom births to come follow."""

    history: EnrolmentHistory
    years: range
    first: int
    now: int
    births: Floats
    pupils: Floats
    estimate: Estimate
    record: Floats
    between: NDArray[np.bool_]
    ceiling: float
    alone: NDArray[np.bool_]
    returning: bool = False
    plain: bool = False
    women: Women | None = None
    left: dict[str, Floats] = field(default_factory=dict)
    capped: list[tuple[str, str]] = field(default_factory=list)
    entrants: dict[str, Floats] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    combined: dict[str, Combined] = field(default_factory=dict)


def feeders(work: Work, stage: Stage) -> dict[str, Floats]:
    """Where entrants can come from: births up to the age at which school begins to be compulsory (kindergarten may be
    left out), later the stage before; the other where that is not on record. Births that were put in between known
    years are there for those who are yet to enter, and teach no ratio."""
    births, before = later(work.births, stage.entry_age), _before(work, stage)
    put_in = later(work.between.astype(float), stage.entry_age) == 1
    births[: work.now + 1][put_in[: work.now + 1]] = np.nan
    known = np.isfinite(births[work.first : work.now + 1]).any()
    if before is None or (known and stage.entry_age <= COMPULSORY_AGE):
        return {BIRTHS: births}
    return {BEFORE: before}


def feeder(work: Work, stage: Stage) -> tuple[Stage, int, int] | None:
    """The stage before, which of its grades feeds this one, and how many years later: its last grade a year later, or,
    where its grades are not on record, its first as many years later as it has grades. None without a stage before, and
    for a stage beside others."""
    for each in [] if stage.beside else work.history.stages:
        comes_before = each.entry_age + each.grades == stage.entry_age and not each.beside
        if (each.name == stage.after if stage.after else comes_before) and each.name in work.entrants:
            leavers = work.pupils[:, :, work.history.lines(each).stop - 1]
            known = np.isfinite(leavers[work.first : work.now + 1]).any()
            return (each, each.grades, 1) if known else (each, 1, each.grades)
    return None


def _before(work: Work, stage: Stage) -> Floats | None:
    """Pupils ``(year, area)`` who can come from the stage before; None where there is none on record."""
    found = feeder(work, stage)
    if found is None:
        return None
    each, grade, years = found
    leavers = work.pupils[:, :, work.history.lines(each).stop - 1]
    return later(leavers if (grade, years) == (each.grades, 1) else work.entrants[each.name], years)


def entrants_ahead(work: Work, stage: Stage) -> list[Floats]:
    """Windows ``(year, area)`` of a stage's entrants as they would have been forecast one to JUDGED years before."""
    entries = [part for part in work.parts if (part.stage, part.part) == (stage.name, ENTRY)]
    entrants, found = work.entrants[stage.name][: work.now + 1], []
    for step in range(1, JUDGED + 1):
        total = window(entrants, stage.grades)
        for n in range(min(step, stage.grades)):  # entered n years before the year that is forecast
            expected = np.full_like(entrants, np.nan)
            for entry in reversed(entries):
                found_ahead = (entry.ratios.was_ahead(step - n) * entry.sources)[:, :, 0]
                expected[work.first :] = np.where(np.isnan(found_ahead), expected[work.first :], found_ahead)
            total = total + later(expected - entrants, n)
        found.append(total)
    return found


def best(
    work: Work,
    stage: Stage,
    name: str,
    pupils: Floats,
    offered: Mapping[str, Floats],
    ahead: Mapping[str, Sequence[Floats]] | None = None,
) -> Part | None:
    """Of some sources ``(year, area)`` the one whose ratios would have erred least; None where none is known."""
    past = slice(work.first, work.now + 1)
    parts = [
        part_of(work, stage, name, each, pupils[:, :, None], source[:, :, None], (ahead or {}).get(each, ()))
        for each, source in offered.items()
        if np.isfinite(pupils[past] * source[past]).any()
    ]
    return min(parts, key=lambda part: part.ratios.loss, default=None)


def part_of(
    work: Work,
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
    offered = [each[past, :, None] for each in ahead]
    ratios = work.estimate(over, under, weights, offered, _smoothing(stage, name, source))
    first = work.years.start + work.first
    grades = {ENTRY: (1,), WHOLE: (None,)}.get(name, tuple(range(2, stage.grades + 1)))
    return Part(stage.name, name, source, ratios, first, grades, over, under)


def _smoothing(stage: Stage, name: str, source: str) -> Sequence[float]:
    """The weights of the newest year that may be chosen for a part; none where the source is the line itself."""
    if name == ENTRY and source == BIRTHS and stage.entry_age >= SCHOOL_AGE:
        return SLOW
    return () if source == ITSELF else NEWEST if name == WHOLE else SMOOTHING


def of_one_year(part: Part, stage: Stage, single: NDArray[np.bool_]) -> Part:
    """A part of which the ``single`` areas (those with one year on record) show no ratio: their grades follow each
    other at 1, those who leave a stage before the end of compulsory school go on, and otherwise as many enter as in
    the last year; births alone have a ratio of their own. Nobody knows how many of a kindergarten's children stay, nor
    how many go on when school is no longer compulsory."""
    if not single.any() or part.source == BIRTHS:
        return part
    if part.part == ENTRY and part.source == BEFORE and stage.entry_age not in COMPULSORY[1:]:
        unknown = np.where(single[:, None], np.nan, part.ratios.levels)
        return replace(part, ratios=replace(part.ratios, levels=unknown))
    return replace(part, ratios=replace(part.ratios, ones=single))
