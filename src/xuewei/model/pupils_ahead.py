"""Demand of areas from their pupils on record: the record itself, then grade progression, or ages at its level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Assumptions, Scope
from xuewei.model.demand import GRADES, SCALED
from xuewei.model.enrolment_history import EnrolmentHistory, KnownHistory
from xuewei.model.grade_steps import entrants_from
from xuewei.model.history_of import births_of, history_of, years_of_nation
from xuewei.model.other_births import continued_births, last_years, other_projections
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
    """A year without pupils: the demand by ages times ``ratio``, which is ``pupils`` ÷ the demand by ``ages`` in year
    ``like``, 0 where that is 0."""

    like: int
    pupils: float
    ages: float

    @property
    def ratio(self) -> float:
        """Pupils for each child who would be one by age.

        >>> Fill(2023, 900.0, 1000.0).ratio
        0.9
        """
        return self.pupils / self.ages if self.ages > 0 else 0.0


@dataclass(frozen=True)
class Followed:
    """How demand of one stage of one area follows pupils. Rows of ``record``, the area itself or its census area, are
    taken times ``share``. ``known``: years on record among those assessed; ``filled``: years by ages; ``split``: years
    of which only the whole stage is known, so that its grades are split as ages split them. ``source``: what those who
    enter it in the last year are forecast from (see feeders), empty where that year is on record. ``origin``: the last
    year of the record. ``why``: what keeps its pupils from being followed from grade to grade, so that every year
    without pupils is filled; empty where nothing does."""

    record: str
    share: float
    known: tuple[int, ...]
    filled: Mapping[int, Fill]
    split: tuple[int, ...]
    source: str
    origin: int
    why: str = ""

    @property
    def method(self) -> str:
        """Grades, or scaled: ages at the level of the pupils on record."""
        return SCALED if self.why else GRADES


@dataclass(frozen=True, eq=False, repr=False)
class PupilsAhead:
    """What pupils on record say of demand. ``forecasts``: by the last year on record of some area, which is the origin
    of all that follows that record. ``demand`` is ``(year, grade)`` of every area and stage in ``followed``;
    ``refused`` says why of those that have no use of pupils. ``births``: rows that the forecasts used, of calendar
    years where they ended in different months; ``lent``: by area of the record, years whose births are the nation's.
    """

    forecasts: Mapping[int, Forecast]
    followed: Mapping[Key, Followed]
    refused: Mapping[Key, str]
    demand: Mapping[Key, Floats] = field(default_factory=dict)
    births: tuple[BirthsRow, ...] = ()
    lent: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def origin(self) -> int | None:
        """The last year on record of a planned area; None without pupils of any."""
        return max(self.forecasts, default=None)

    @property
    def forecast(self) -> Forecast | None:
        """The forecast from the last year on record."""
        return self.forecasts[max(self.forecasts)] if self.forecasts else None

    @property
    def history(self) -> EnrolmentHistory | None:
        """Pupils and births on record, up to the origin."""
        return self.forecast.history if self.forecast else None

    @property
    def short(self) -> dict[Key, str]:
        """Areas and stages that cannot be followed from grade to grade, with the reason: those without any use of
        pupils, and those at whose level ages are."""
        scaled = {key: each.why for key, each in self.followed.items() if each.why}
        return {**self.refused, **scaled}


def pupils_ahead(
    population: Population,
    assumptions: Assumptions,
    stages: Sequence[Stage],
    scopes: Mapping[str, Scope],
    projection: Projection,
    ages: Mapping[str, Floats],
) -> PupilsAhead:
    """Demand from pupils on record of the areas in ``scopes``, which lie in census areas of ``projection``.

    This is where it is decided how demand is forecast, for every command. ``ages[stage]`` is the demand by ages,
    ``(year, area, grade)``. Raises ValueError where rows name a stage or grade that ``stages`` do not have.
    """
    told: dict[Key, set[int]] = {}
    for row in population.enrolment:
        told.setdefault((row.area, row.stage), set()).add(row.year)
    last = last_years(population)
    places = list(scopes)
    followed: dict[Key, Followed] = {}
    refused: dict[Key, str] = {}
    wanted: dict[Key, Floats] = {}
    forecasts: dict[int, Forecast] = {}
    counted = {one.area for one in projection.areas}
    others = other_projections(population, assumptions, stages, counted)
    for area, scope in scopes.items():
        for stage in stages:
            key = area, stage.name
            record = next((name for name in (area, scope.census_area) if (name, stage.name) in told), None)
            if record is None:
                refused[key] = NO_PUPILS
                continue
            origin = last[record]
            if origin not in forecasts:
                forecasts[origin] = record_forecast(population, assumptions, stages, origin, [projection], others)
            share = 1.0 if record == area else scope.share.value
            by_ages = ages[stage.name][:, places.index(area)]
            why = _reason(told[record, stage.name], origin)
            found = _followed(forecasts[origin], record, share, stage, by_ages, projection.years, why)
            if found is None:
                refused[key] = why or UNREACHED
            else:
                followed[key], wanted[key] = found
    births = births_of(population, assumptions, stages)
    lent = years_of_nation(population, assumptions, stages)
    return PupilsAhead(dict(sorted(forecasts.items())), followed, refused, wanted, births, lent)


def record_forecast(
    population: Population,
    assumptions: Assumptions,
    stages: Sequence[Stage],
    origin: int,
    projections: Sequence[Projection],
    others: Sequence[Projection] = (),
    *,
    last: int = 0,
) -> Forecast:
    """Grade progression of every area of the record from ``origin`` on, by all that the population knows.

    It goes on to ``last`` or the last year of ``projections``, whose births continue those on record of the areas that
    lie in theirs, as do those of ``others``; elsewhere births stay what they last were. Raises ValueError as
    :func:`~xuewei.model.history_of.history_of` does.
    """
    history = history_of(population, assumptions, stages, until=origin)
    ahead = continued_births(history, assumptions, projections, others)
    end = max([origin, last, *(each.years[-1] for each in projections)])
    return forecast(KnownHistory(history, origin, today=True), end, births_ahead=ahead)


def _reason(years: set[int], origin: int) -> str:
    """Why pupils of these years are too few to be followed, empty where they are not."""
    if origin not in years:
        return ENDED
    return SHORT if len(years) < LEAST_YEARS else ""


def _followed(
    found: Forecast, record: str, share: float, stage: Stage, ages: Floats, years: range, why: str
) -> tuple[Followed, Floats] | None:
    """How one stage of one area follows the pupils of ``record``, and its demand ``(year, grade)``; None where no
    whole stage is on record in any of ``years``. ``ages (year, grade)`` is its demand by ages."""
    lines = found.history.lines(stage)
    place = found.history.areas.index(record)
    pupils = _pupils(found, years)[:, place, lines.start : lines.stop + 1] * share
    late = np.array([year > found.origin for year in years])
    if not why and np.isnan(pupils[late, -1]).any():
        why = UNREACHED
    if why:
        pupils[late] = np.nan
    if not np.isfinite(pupils[:, -1]).any():
        return None
    demand, known, filled, split = _course(pupils, ages, years, late)
    source = "" if why else entrants_from(found, record, stage, years[-1])
    return Followed(record, share, known, filled, split, source, found.origin, why), demand


def _pupils(found: Forecast, years: range) -> Floats:
    """Pupils ``(year, area, line)``: on record up to the origin, forecast after it; NaN where there are none."""
    pupils = found.history.truth(years)
    for t, year in enumerate(years):
        if year > found.origin:
            pupils[t] = found.pupils[year - found.origin]
    return pupils


def _course(
    pupils: Floats, ages: Floats, years: range, late: NDArray[np.bool_]
) -> tuple[Floats, tuple[int, ...], dict[int, Fill], tuple[int, ...]]:
    """Demand ``(year, grade)`` of one stage, with the years on record, filled and split. ``pupils (year, line)`` are
    its grades and the whole, ``ages (year, grade)`` the demand by ages, ``late (year,)`` the years after the origin."""
    parts, whole = pupils[:, :-1], pupils[:, -1]
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
        filled[years[t]] = fill = Fill(years[near], float(whole[near]), float(by_ages[near]))
        demand[t] = ages[t] * fill.ratio
    return demand, _those(years, known), filled, _those(years, np.isfinite(whole) & ~apart)


def _those(years: range, marked: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(years[int(t)] for t in np.flatnonzero(marked))
