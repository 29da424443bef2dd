"""Every estimated parameter of grade progression at an origin: how sure it is, and how far it moved in a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.demand import census_areas, counted_together, known_at
from xuewei.model.feeders import ENTRY, GRADES, WHOLE, Part
from xuewei.model.fertility import projected
from xuewei.model.grade_ratios import Choice, Ratios, lasting
from xuewei.model.population import Population
from xuewei.model.progression import Forecast
from xuewei.model.pupils_ahead import progression
from xuewei.model.ratio_errors import sureness, together


@dataclass(frozen=True)
class FittedRatio:
    """Pupils of a ``stage`` and ``grade`` (None: the whole stage) of an ``area`` (None: all areas together) over their
    ``source``, for the first year ahead: ``level`` × (1 + ``trend``), the trend damped.

    ``error`` is its standard error, ``low`` to ``high`` an interval of 95 %; None where fewer than two years are on
    record. ``miss``: how far the ratio that came lay off the one expected a year before, root mean square over the
    record, None where none was expected. ``first`` to ``last``: years with such a ratio on record, ``years`` in number,
    of which ``broken`` are trusted less; None and 0 where the area borrows all of it. ``before``: the same ratio as it
    stood a year earlier.
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


@dataclass(frozen=True, eq=False, repr=False)
class Fitted:
    """All that was estimated at the origin of ``forecast``; ``earlier`` is the origin it is held against, None where
    no pupils are on record before."""

    forecast: Forecast
    earlier: int | None
    choices: tuple[FittedChoice, ...]
    ratios: tuple[FittedRatio, ...]


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
    return Fitted(now, then.origin if then else None, choices, ratios)


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
        )
