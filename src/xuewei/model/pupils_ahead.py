"""Demand of a plan's areas from their pupils on record: the record itself, then grade progression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Assumptions, Scope
from xuewei.model.births_ahead import births_ahead, lent_births, of_one_period
from xuewei.model.enrolment_history import EnrolmentHistory, enrolment_history
from xuewei.model.grade_steps import entrants_from
from xuewei.model.population import BirthsRow, Population
from xuewei.model.progression import LEAST_YEARS, Forecast, forecast
from xuewei.model.projection import Projection
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
Key = tuple[str, str]
"""An area of the plan and a stage."""
NO_PUPILS, SHORT, ENDED, UNREACHED = "no_pupils", "short_record", "ended_record", "unreached_record"
"""Why a stage cannot be forecast from its pupils: none on record, fewer years than two, none in the last year of the
record, or nothing on record that they come from."""


@dataclass(frozen=True)
class Fill:
    """A year without pupils: the demand by ages times ``ratio``, which is pupils ÷ demand by ages in year ``like``."""

    like: int
    ratio: float


@dataclass(frozen=True)
class Followed:
    """How demand of one stage of one area follows pupils. Rows of ``record``, the area itself or its census area, are
    taken times ``share``. ``known``: years on record among those assessed; ``filled``: years by ages; ``split``: years
    of which only the whole stage is known, so that its grades are split as ages split them. ``source``: what those who
    enter it in the last year are forecast from (see feeders), empty where that year is on record."""

    record: str
    share: float
    known: tuple[int, ...]
    filled: Mapping[int, Fill]
    split: tuple[int, ...]
    source: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class PupilsAhead:
    """What pupils on record say of demand. ``origin``: the last year on record of a planned area. ``demand`` is
    ``(year, grade)`` of every area and stage in ``followed``; ``refused`` says why of the others. ``births``: rows that
    the forecast used, of calendar years where they ended in different months. Without pupils of any planned area,
    origin and forecast are None."""

    origin: int | None
    forecast: Forecast | None
    followed: Mapping[Key, Followed]
    refused: Mapping[Key, str]
    demand: Mapping[Key, Floats] = field(default_factory=dict)
    births: tuple[BirthsRow, ...] = ()

    @property
    def history(self) -> EnrolmentHistory | None:
        """Pupils and births on record, up to the origin."""
        return self.forecast.history if self.forecast else None


def pupils_ahead(
    population: Population,
    assumptions: Assumptions,
    stages: Sequence[Stage],
    scopes: Mapping[str, Scope],
    projection: Projection,
    ages: Mapping[str, Floats],
) -> PupilsAhead:
    """Demand from pupils on record of the planned areas in ``scopes``, which lie in census areas of ``projection``.

    ``ages[stage]`` is the demand by ages, ``(year, area, grade)``. Raises ValueError where rows name a stage or grade
    that ``stages`` do not have.
    """
    there = {(row.area, row.stage) for row in population.enrolment}
    records: dict[Key, str] = {}
    for area, scope in scopes.items():
        for stage in stages:
            named = next((name for name in (area, scope.census_area) if (name, stage.name) in there), None)
            if named is not None:
                records[area, stage.name] = named
    every = [(area, stage.name) for area in scopes for stage in stages]
    if not records:
        return PupilsAhead(None, None, {}, dict.fromkeys(every, NO_PUPILS))
    used = {(name, stage) for (_, stage), name in records.items()}
    origin = max(row.year for row in population.enrolment if (row.area, row.stage) in used)
    rows = [row for row in population.enrolment if row.year <= origin]
    counted = dict.fromkeys(row.area for row in rows)
    births = (*population.births, *lent_births(population.births, counted, scopes))
    births = of_one_period(births, counted)
    history = enrolment_history(rows, births, stages, assumptions.entry_cutoff)
    found = forecast(
        history.today(),
        max(projection.years[-1], origin),
        births_ahead=births_ahead(
            history,
            projection,
            _places(history.areas, scopes, projection),
            written=assumptions.fertility.births,
            later=True,
        ),
    )
    told: dict[Key, set[int]] = {}
    for row in rows:
        told.setdefault((row.area, row.stage), set()).add(row.year)
    every_pupil = _pupils(found, projection.years)
    followed, refused, wanted = {}, {}, {}
    for n, (area, scope) in enumerate(scopes.items()):
        for stage in stages:
            key, record = (area, stage.name), records.get((area, stage.name))
            reason = _reason(told.get((record or area, stage.name), set()), origin)
            if record is None or reason is not None:
                refused[key] = reason or NO_PUPILS
                continue
            share = 1.0 if record == area else scope.share.value
            lines = history.lines(stage)
            pupils = every_pupil[:, history.areas.index(record), lines.start : lines.stop + 1] * share
            course = _course(pupils, ages[stage.name][:, n], projection.years, origin)
            if course is None:
                refused[key] = UNREACHED
            else:
                wanted[key], (known, filled, split) = course
                source = entrants_from(found, record, stage, projection.years[-1])
                followed[key] = Followed(record, share, known, filled, split, source)
    return PupilsAhead(origin, found, followed, refused, wanted, births)


def _places(areas: Sequence[str], scopes: Mapping[str, Scope], projection: Projection) -> list[int | None]:
    """Which census area of ``projection`` each area with pupils on record lies in; None for one that is not planned."""
    counted = {one.area: n for n, one in enumerate(projection.areas)}
    return [counted.get(scopes[area].census_area if area in scopes else area) for area in areas]


def _reason(years: set[int], origin: int) -> str | None:
    """Why pupils of these years are too few, None where they are not."""
    if not years:
        return NO_PUPILS
    if origin not in years:
        return ENDED
    return SHORT if len(years) < LEAST_YEARS else None


def _pupils(found: Forecast, years: range) -> Floats:
    """Pupils ``(year, area, line)``: on record up to the origin, forecast after it; NaN where there are none."""
    pupils = found.history.truth(years)
    for t, year in enumerate(years):
        if year > found.origin:
            pupils[t] = found.pupils[year - found.origin]
    return pupils


Told = tuple[tuple[int, ...], dict[int, Fill], tuple[int, ...]]


def _course(pupils: Floats, ages: Floats, years: range, origin: int) -> tuple[Floats, Told] | None:
    """Demand ``(year, grade)`` of one stage, with the years on record, filled and split; None where some year after the
    origin cannot be forecast. ``pupils (year, line)`` are its grades and the whole, ``ages (year, grade)`` the demand
    by ages."""
    parts, whole = pupils[:, :-1], pupils[:, -1]
    late = np.array([year > origin for year in years])
    if np.isnan(whole[late]).any() or not np.isfinite(whole).any():
        return None
    by_ages = ages.sum(axis=1)
    shares = np.full_like(ages, 1 / ages.shape[1])
    np.divide(ages, by_ages[:, None], out=shares, where=by_ages[:, None] > 0)
    apart: NDArray[np.bool_] = np.isfinite(parts).min(axis=1)
    demand = np.where(apart[:, None], parts, whole[:, None] * shares)
    known = np.isfinite(whole) & ~late
    like = np.flatnonzero(known if known.any() else np.isfinite(whole))
    filled: dict[int, Fill] = {}
    for t in map(int, np.flatnonzero(np.isnan(whole))):
        near = int(like[np.argmin(np.abs(like - t))])
        ratio = float(whole[near] / by_ages[near]) if by_ages[near] > 0 else 0.0
        demand[t] = ages[t] * ratio
        filled[years[t]] = Fill(years[near], ratio)
    return demand, (_those(years, known), filled, _those(years, np.isfinite(whole) & ~apart))


def _those(years: range, marked: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(years[int(t)] for t in np.flatnonzero(marked))
