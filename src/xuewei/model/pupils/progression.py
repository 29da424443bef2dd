"""Grade progression: pupils of next year from those of this year, and one number of it by its factors."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from xuewei.model.pupils.combined import cohorts_of, combined
from xuewei.model.pupils.common import estimated
from xuewei.model.pupils.ratios import Ratios
from xuewei.model.pupils.record import EnrolmentHistory, KnownHistory
from xuewei.model.pupils.shocks import coming_back
from xuewei.model.pupils.sources import (
    BEFORE,
    BIRTHS,
    ENTRANTS,
    ENTRY,
    GRADES,
    ITSELF,
    Combined,
    Estimate,
    Part,
    Work,
    best,
    bridged,
    carried_back,
    feeder,
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


NOTHING = 1e-9
RECORD, COHORTS, GIVEN = "record", "cohorts", "given"


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
        each, shares = _by_part(work, stage, mixed, t)
        expected = np.where(left & np.isfinite(shares[0]), (np.nan_to_num(each) * shares).sum(axis=0), np.nan)
        whole[t] = np.where(left, _capped(work, stage, expected, limit), whole[t])


def _by_part(work: Work, stage: Stage, mixed: Combined, t: int) -> tuple[Floats, Floats]:
    """A whole stage by each part ``(part, area)`` in a year after the origin, and how much each of them counts."""
    lead, cohorts = t - work.now, cohorts_of(work, stage)
    each = np.stack([part.ratios.ahead(lead)[:, 0] * cohorts[part.source][t] for part in mixed.parts])
    return each, mixed.shares(lead, np.isfinite(each))


@dataclass(frozen=True)
class Step:
    """In ``year`` there are ``ratio`` times as many in ``grade`` (None: all) of ``stage`` as came; ``back``: because
    those who stayed away come back."""

    year: int
    stage: str
    grade: int | None
    ratio: float
    back: bool = False


@dataclass(frozen=True)
class Chain:
    """``start`` persons and the ``steps``, in order of years, that make pupils of them.

    ``kind``: pupils on ``record`` of a ``stage`` and ``grade`` (None: the whole stage) in ``year``; ``births`` of the
    twelve months before the cut-off of ``year``; ``entrants`` of a stage in a year before its record, as derived;
    pupils who were forecast elsewhere, ``given``; or ``cohorts``: those of ``source`` that are in a whole stage, the
    last of which entered in ``year``. ``weight``: what the chain counts where several make up a number.
    """

    kind: str
    year: int
    stage: str
    grade: int | None
    start: float
    steps: tuple[Step, ...] = ()
    source: str = ""
    weight: float = 1.0

    @property
    def pupils(self) -> float:
        """What the chain comes to: weight × start × ratios."""
        return self.weight * self.start * prod(step.ratio for step in self.steps)

    def told(self) -> dict[str, object]:
        """The chain as a record: with its weight where there are others, and steps say ``back`` only where pupils come
        back in them."""
        unsaid = [("back", False), ("weight", 1.0)]
        return asdict(self, dict_factory=lambda pairs: {key: each for key, each in pairs if (key, each) not in unsaid})


def grade_chain(found: Forecast, area: str, stage: Stage, grade: int, year: int) -> Chain:
    """Pupils of one grade in one year, followed back to what is on record. Raises ValueError where they are unknown."""
    work, n, steps = found.work, found.history.areas.index(area), list[Step]()
    while True:
        t = year - work.years.start
        line = found.history.lines(stage).start + grade - 1
        if t <= work.now and np.isfinite(work.record[t, n, line]):
            start = float(work.record[t, n, line])
            return Chain(RECORD, year, stage.name, grade, start, tuple(reversed(steps)))
        ahead = max(t - work.now, 0)
        if grade > 1:
            ratios = _part(work, stage, GRADES).ratios
            ratio = float(ratios.ahead(ahead)[n, grade - 2])
            ratio = _under_ceiling(ratio, work.pupils[t - 1, n, line - 1], work.pupils[t, n, line])
            steps += _steps(Step(year, stage.name, grade, ratio), ratios, ahead, n, grade - 2)
            grade, year = grade - 1, year - 1
            continue
        if t <= work.now and not np.isfinite(work.record[: t + 1, n, line]).any():
            start = float(work.entrants[stage.name][t, n])
            return Chain(ENTRANTS, year, stage.name, 1, start, tuple(reversed(steps)))
        source, ratio = _entrants_from(work, stage, t, n)
        (part,) = (each for each in work.parts if (each.stage, each.part, each.source) == (stage.name, ENTRY, source))
        steps += _steps(Step(year, stage.name, 1, ratio), part.ratios, ahead, n, 0)
        if source == BIRTHS:
            born = t - stage.entry_age
            start = float(work.births[born, n])
            return Chain(BIRTHS, year - stage.entry_age, stage.name, None, start, tuple(reversed(steps)))
        before = feeder(work, stage) if source == BEFORE else None
        stage, grade, years = before or (stage, 1, 1)
        year -= years


def _steps(step: Step, ratios: Ratios, ahead: int, area: int, line: int) -> list[Step]:
    """A step, the last first: where some of it is those who come back, they are a step of their own."""
    again = 1.0 if ratios.again is None or ahead != 1 else float(ratios.again[area, line])
    return [step] if again == 1 else [replace(step, ratio=again, back=True), replace(step, ratio=step.ratio / again)]


def _part(work: Work, stage: Stage, name: str) -> Part:
    for part in work.parts:
        if (part.stage, part.part) == (stage.name, name):
            return part
    raise ValueError(f"{stage.name} has no {name} on record")


def _entrants_from(work: Work, stage: Stage, t: int, n: int) -> tuple[str, float]:
    """What entrants of year ``t`` came from, and the ratio to it: the first source that is known."""
    own = later(work.entrants[stage.name], 1)
    sources = {**feeders(work, stage), ITSELF: own}
    for part in work.parts:
        if (part.stage, part.part) == (stage.name, ENTRY):
            ratio = float(part.ratios.ahead(max(t - work.now, 0))[n, 0])
            if np.isfinite(ratio * sources[part.source][t, n]):
                line = work.history.lines(stage).start
                return part.source, _under_ceiling(ratio, sources[part.source][t, n], work.pupils[t, n, line])
    raise ValueError(f"nothing is known of those who enter {stage.name} in {work.years[t]}")


def entrants_from(found: Forecast, area: str, stage: Stage, year: int) -> str:
    """What the first grade of a stage, or a stage known only as a whole, is forecast from in a year (what counts most,
    where there are several); empty where the year is not after the origin."""
    work, n = found.work, found.history.areas.index(area)
    t = year - work.years.start
    if t <= work.now:
        return ""
    parts = work.pupils[t, n, found.history.lines(stage)]
    if np.isfinite(parts).all():
        return _entrants_from(work, stage, t, n)[0]
    mixed = work.combined[stage.name]
    return mixed.parts[int(np.argmax(_by_part(work, stage, mixed, t)[1][:, n]))].source


def whole_chains(found: Forecast, area: str, stage: Stage, year: int) -> tuple[Chain, ...]:
    """Pupils of a whole stage in one year: those on record, or each of the cohorts that make it, by its weight."""
    work, n = found.work, found.history.areas.index(area)
    t, line = year - work.years.start, found.history.lines(stage).stop
    if t <= work.now:
        return (Chain(RECORD, year, stage.name, None, float(work.record[t, n, line])),)
    mixed, cohorts = work.combined[stage.name], cohorts_of(work, stage)
    each, shares = _by_part(work, stage, mixed, t)
    there = [k for k in range(len(mixed.parts)) if shares[k, n] > 0]
    total = float(sum(each[k, n] * shares[k, n] for k in there))
    held = _under_ceiling(1.0, total, work.pupils[t, n, line])
    chains = []
    for k in there:
        source = mixed.parts[k].source
        ratio = held * float(mixed.parts[k].ratios.ahead(t - work.now)[n, 0])
        step, start = Step(year, stage.name, None, ratio), float(cohorts[source][t, n])
        chains.append(Chain(COHORTS, year, stage.name, None, start, (step,), source, float(shares[k, n])))
    return tuple(chains)


def _under_ceiling(ratio: float, came: float, pupils: float) -> float:
    """The ratio of a step: what it comes to where pupils were held below ``ratio`` times those who ``came``."""
    held = came > 0 and ratio * came > pupils * (1 + NOTHING)
    return float(pupils / came) if held else ratio
