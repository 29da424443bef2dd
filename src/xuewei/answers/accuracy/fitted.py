"""The estimated parameters of grade progression at an origin: how sure each is, and how far it moved in a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.demand import census_areas, counted_together, known_at
from xuewei.model.people.children_per_woman import projected
from xuewei.model.population import Population
from xuewei.model.pupils.common import MEMBERS, given
from xuewei.model.pupils.progression import Forecast
from xuewei.model.pupils.pupils_ahead import progression
from xuewei.model.pupils.ratios import APART, Choice, Pairs, Ratios, distances, lasting, members, trust
from xuewei.model.pupils.sources import ENTRY, GRADES, WHOLE, Part
from xuewei.model.spread import student

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Sureness:
    """Ratios ``(area, line)`` for the first year ahead, their standard ``error``, and half the width of an interval of
    95 %, ``reach``; NaN where fewer than two years are on record. ``miss``: by how much the ratios that came lay off
    those expected a year before, root mean square, NaN where none was expected. ``local`` is what an area's own part
    multiplies the ``common`` one by, with its standard error ``local_error``; NaN where they are not taken apart.
    ``pairs`` and ``broken (year, area,
    line)`` mark the years with a ratio on record, and those that are trusted less."""

    ratio: Floats
    error: Floats
    reach: Floats
    miss: Floats
    common: Floats
    local: Floats
    local_error: Floats
    pairs: NDArray[np.bool_]
    broken: NDArray[np.bool_]


def sureness(pupils: Floats, source: Floats, choice: Choice) -> Sureness:
    """The jackknife over years (Tukey 1958) of ratios of ``pupils`` to ``source``, both ``(year, area, line)``.

    A year that is left out is as a year without rows, in all areas at once: what happens in a year happens to all.
    The trust in the other years stays what it was.

    >>> pupils = np.array([90.0, 92.0, 88.0]).reshape(3, 1, 1)
    >>> sureness(pupils, np.full((3, 1, 1), 100.0), Choice(0.0, 0.0, 0.0)).error.round(4)
    array([[0.0115]])
    """
    weights = trust(distances(pupils, source))
    known = Pairs(pupils, source, weights)
    pairs = known.trust > 0
    heard = _weight(known, choice)
    used = heard > 0
    without, apart = np.full_like(weights, np.nan), np.full_like(weights, np.nan)
    for t in np.flatnonzero(pairs.any(axis=(1, 2))):
        kept = weights.copy()
        kept[t] = 0.0
        again = given(pupils, source, kept, choice)
        without[t], apart[t] = again.ahead(1), _parts(again)[1]
    chosen = given(pupils, source, weights, choice)
    found, (common, local) = chosen.ahead(1), _parts(chosen)
    error, local_error = _jackknife(without, found, used), _jackknife(apart, local, used)
    miss = _miss(known.pupils, known.source, chosen.was_ahead(1))
    reach = error * student(_freedom(heard))
    return Sureness(found, error, reach, miss, common, local, local_error, pairs, np.asarray(pairs & (known.trust < 1)))


def _jackknife(without: Floats, found: Floats, used: NDArray[np.bool_]) -> Floats:
    """Standard error ``(area, line)`` of what was ``found``, from what is found ``without`` each year that is used."""
    years = used.sum(axis=0)
    held = np.where(used, without - found, 0.0)  # about what was found, so that what is constant has no error
    off = np.where(used, held - held.sum(axis=0) / np.maximum(years, 1), 0.0)
    error = np.sqrt((off**2).sum(axis=0) * (years - 1) / np.maximum(years, 1))
    return np.where(years > 1, error, np.nan)


def _parts(found: Ratios) -> tuple[Floats, Floats]:
    """The common and the local part ``(area, line)`` of the last ratios; NaN where they are not taken apart."""
    last = found.levels[-1]
    if found.common is None:
        return np.full_like(last, np.nan), np.full_like(last, np.nan)
    common = np.broadcast_to(found.common[-1], last.shape)
    return common, np.divide(last, common, out=np.full_like(last, np.nan), where=common > 0)


def together(pupils: Floats, source: Floats, choice: Choice) -> Sureness:
    """The same of all areas together, as a single one. A year is broken where it is in any area."""
    found = sureness(pupils, source, replace(choice, pooling=1.0))
    known = Pairs(pupils, source, np.ones_like(pupils))
    expected = given(pupils, source, trust(distances(pupils, source)), replace(choice, pooling=1.0)).was_ahead(1)
    over, under = (each.sum(axis=1, keepdims=True) for each in (known.pupils, known.source))
    pairs, broken = (np.asarray(each.any(axis=1, keepdims=True)) for each in (found.pairs, found.broken))
    miss = _miss(over, under, expected[:, :1])
    alone = np.full_like(found.ratio[:1], np.nan)
    return Sureness(found.ratio[:1], found.error[:1], found.reach[:1], miss, alone, alone, alone, pairs, broken)


def _miss(pupils: Floats, source: Floats, expected: Floats) -> Floats:
    """Root mean square ``(area, line)`` of ratios on record less those expected; NaN where there are none."""
    there = (source > 0) & np.isfinite(expected)
    off = np.where(there, pupils / np.where(source > 0, source, 1.0) - np.where(there, expected, 0.0), 0.0)
    years = there.sum(axis=0)
    return np.where(years > 0, np.sqrt((off**2).sum(axis=0) / np.maximum(years, 1)), np.nan)


def _weight(known: Pairs, choice: Choice) -> Floats:
    """What each year ``(year, area, line)`` weighs in a ratio: its source, as far as trusted, faded by later years. An
    area that borrows hears the years of all areas."""
    whole = choice.whole or choice
    mixed = {MEMBERS: choice.own, members(whole): 1 - choice.own} if choice.way == APART else {members(choice): 1.0}
    rates = [(rate, share / len(each)) for each, share in mixed.items() for rate in each]
    later = np.ones_like(known.trust)
    later[:-1] = sum(share * np.cumprod((1 - rate * known.trust)[:0:-1], axis=0)[::-1] for rate, share in rates)
    weight = known.source * known.trust
    faded = weight * later
    if choice.pooling > 0 or choice.way == APART:
        faded = np.broadcast_to(faded.sum(axis=1, keepdims=True), faded.shape)
        weight = np.broadcast_to(weight.sum(axis=1, keepdims=True), weight.shape)
    # a year that has faded away is still a year that could have come instead
    return np.where(weight > 0, np.maximum(faded, np.finfo(float).tiny), 0.0)


def _freedom(weight: Floats) -> Floats:
    """Degrees of freedom: the number of years of equal weight that would say as much (Kish 1965) less one; at least
    one."""
    share = weight / np.maximum(weight.max(axis=0), np.finfo(float).tiny)
    years = share.sum(axis=0) ** 2 / np.maximum((share**2).sum(axis=0), 1.0)
    return np.asarray(np.maximum(years - 1, 1.0))


@dataclass(frozen=True)
class FittedRatio:
    """Pupils of a ``stage`` and ``grade`` (None: the whole stage) of an ``area`` (None: all areas together) over their
    ``source``, for the first year ahead: ``level`` × (1 + ``trend``), the trend damped.

    ``error`` is its standard error, ``low`` to ``high`` an interval of 95 %; None where fewer than two years are on
    record. ``miss``: how far the ratio that came lay off the one expected a year before, root mean square over the
    record, None where none was expected. ``first`` to ``last``: years with such a ratio on record, ``years`` in number,
    of which ``broken`` are trusted less; None and 0 where the area borrows all of it. ``before``: the same ratio as it
    stood a year earlier. ``common`` × ``local`` is the level where what all areas share is taken apart, ``local_error``
    the standard error of the latter; None elsewhere.
    """

    area: str | None
    stage: str
    part: str
    grade: int | None
    source: str
    ratio: float
    level: float
    trend: float
    error: float | None
    low: float | None
    high: float | None
    miss: float | None
    first: int | None
    last: int | None
    years: int
    broken: int
    before: float | None = None
    common: float | None = None
    local: float | None = None
    local_error: float | None = None

    @property
    def change(self) -> float | None:
        """The ratio now less the ratio a year earlier; None where there was none."""
        return None if self.before is None else self.ratio - self.before


@dataclass(frozen=True)
class FittedChoice:
    """What was chosen for one ``part`` of a ``stage``, and out of how much; ``before``: what was chosen a year earlier
    (with its source), None where there was no such part. The rest is as in :class:`Ratios`."""

    stage: str
    part: str
    source: str
    choice: Choice
    loss: float | None
    tried: int
    as_good: tuple[Choice, ...]
    pooled_as_good: tuple[float, ...]
    before: tuple[str, Choice] | None = None


@dataclass(frozen=True)
class FittedWeight:
    """What the forecast of a whole ``stage`` by one ``source`` counts, ``weight`` at each lead from 1 on (later ones as
    the last), beside the others; ``error`` is what it was wrong by at that lead on the record, root mean square, as a
    share, in ``years`` years, None where none could be judged."""

    stage: str
    source: str
    weight: tuple[float, ...]
    error: tuple[float | None, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Fitted:
    """All that was estimated at the origin of ``forecast``; ``earlier`` is the origin it is held against, None where
    no pupils are on record before."""

    forecast: Forecast
    earlier: int | None
    choices: tuple[FittedChoice, ...]
    ratios: tuple[FittedRatio, ...]
    weights: tuple[FittedWeight, ...] = ()


def fitted_at(population: Population, origin: int, *, today: bool = False) -> Fitted:
    """What is estimated at ``origin``, from all on file (``today``) or from what was known then, held against what was
    known a year earlier: the ratios that demand of a record which ends there rests on.

    Raises InputError where people cannot be projected, ValueError where no pupils were on record at the origin.
    """
    now = population if today else known_at(population, origin)
    return fitted_from(_progression(now, origin), _progression(known_at(population, origin - 1), origin - 1))


def _progression(known: Population, origin: int) -> Forecast:
    """Grade progression of every area with pupils on record, one year from ``origin`` on."""
    assumptions, areas = known.assumptions, dict.fromkeys(row.area for row in known.enrolment)
    projections = [
        projected(known, census_areas(group, assumptions), assumptions, max(origin + 1, year))
        for year, group in counted_together(tuple(areas), known, assumptions).items()
    ]
    return progression(known, assumptions, origin, projections, last=origin + 1)


def fitted_from(now: Forecast, then: Forecast | None) -> Fitted:
    """What is estimated for a forecast, held against one from an earlier year."""
    old = {} if then is None else {_key(each): each.ratio for each in _ratios(then)}
    ratios = tuple(replace(each, before=old.get(_key(each))) for each in _ratios(now))
    kept = {(each.stage, each.part, each.source) for each in ratios}
    before = [] if then is None else [each for each in then.parts if np.isfinite(each.ratios.levels[-1]).any()]
    choices = tuple(_choice(part, before) for part in now.parts if (part.stage, part.part, part.source) in kept)
    return Fitted(now, then.origin if then else None, choices, ratios, tuple(_weights(now)))


def _weights(found: Forecast) -> Iterator[FittedWeight]:
    """The weights of every stage that several forecasts make."""
    for stage, mixed in found.work.combined.items():
        for n, part in enumerate(mixed.parts if len(mixed.parts) > 1 else ()):
            errors = tuple(_known(each) for each in mixed.errors[:, n])
            weights = tuple(float(each) for each in mixed.weights[:, n])
            yield FittedWeight(stage, part.source, weights, errors, tuple(int(each) for each in mixed.years))


def _key(each: FittedRatio) -> tuple[object, ...]:
    return each.area, each.stage, each.part, each.grade, each.source


def _choice(part: Part, before: Iterable[Part]) -> FittedChoice:
    """What was chosen for a part; a year earlier it may have had another source."""
    same = [each for each in before if (each.stage, each.part) == (part.stage, part.part)]
    same.sort(key=lambda each: each.source != part.source)
    old = (same[0].source, same[0].ratios.choice) if same else None
    ratios: Ratios = part.ratios
    loss = ratios.loss if np.isfinite(ratios.loss) else None
    key = part.stage, part.part, part.source
    return FittedChoice(*key, ratios.choice, loss, ratios.tried, ratios.as_good, ratios.pooled_as_good, old)


def _ratios(found: Forecast) -> Iterator[FittedRatio]:
    """The ratios in use, those of all areas together first where there are several."""
    for part in found.parts:
        used = _used(found, part)
        if used.any():
            if used.shape[0] > 1:
                yield from _lines(part, (None,), np.asarray(used.any(axis=0, keepdims=True)))
            yield from _lines(part, found.history.areas, used)


def _used(found: Forecast, part: Part) -> NDArray[np.bool_]:
    """Which ratios ``(area, line)`` of a part the forecast rests on: those of a line that is forecast and has such a
    ratio on record; grades may borrow it."""
    (stage,) = (each for each in found.history.stages if each.name == part.stage)
    lines = found.history.lines(stage)
    at = {ENTRY: slice(lines.start, lines.start + 1), WHOLE: slice(lines.stop, lines.stop + 1)}
    ahead = np.isfinite(found.pupils[1][:, at.get(part.part, slice(lines.start + 1, lines.stop))])
    known = (np.isfinite(part.pupils * part.sources) & (part.sources > 0)).any(axis=0)
    return np.asarray(ahead & (known | (part.part == GRADES)) & np.isfinite(part.ratios.levels[-1]))


def _lines(part: Part, areas: tuple[str | None, ...], used: NDArray[np.bool_]) -> Iterator[FittedRatio]:
    """The ratios of a part that are ``used``, by area and line."""
    choice = part.ratios.choice
    measure = together if areas == (None,) else sureness
    found = measure(part.pupils, part.sources, choice)
    pairs = found.pairs
    growth = np.exp(part.ratios.trends[-1] * lasting(choice.damping, 1))
    years, odd = pairs.sum(axis=0), found.broken.sum(axis=0)
    first, last = pairs.argmax(axis=0), len(pairs) - 1 - pairs[::-1].argmax(axis=0)
    for n, line in zip(*np.nonzero(used), strict=True):
        ratio, error, reach = (float(each[n, line]) for each in (found.ratio, found.error, found.reach))
        miss = float(found.miss[n, line])
        sure = np.isfinite(error)
        yield FittedRatio(
            areas[n],
            part.stage,
            part.part,
            part.grades[line],
            part.source,
            ratio,
            level=ratio / float(growth[line]),
            trend=float(growth[line]) - 1,
            error=error if sure else None,
            low=max(ratio - reach, 0.0) if sure else None,
            high=ratio + reach if sure else None,
            miss=miss if np.isfinite(miss) else None,
            first=part.first + int(first[n, line]) if years[n, line] else None,
            last=part.first + int(last[n, line]) if years[n, line] else None,
            years=int(years[n, line]),
            broken=int(odd[n, line]),
            common=_known(found.common[n, line]),
            local=_known(found.local[n, line]),
            local_error=_known(found.local_error[n, line]) if np.isfinite(found.local[n, line]) else None,
        )


def _known(value: float) -> float | None:
    """A number, None for NaN."""
    return float(value) if np.isfinite(value) else None
