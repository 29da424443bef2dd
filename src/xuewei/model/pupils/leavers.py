"""Stages that follow another: their pupils are the leavers of the stage before who go on, not everybody of an age.

Of those aged 15 to 17 who live in a town many board there, or study; so entrants of a year are the pupils of the last
grade of the stage before, a year earlier, times participation (the share of leavers who enter) and inflow.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import cutoff_moment, month_of
from xuewei.model.people.births import births_of_age, known_births
from xuewei.model.people.flows import carried, from_outside
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import GRADES, LEAVERS, Demand, Grounds
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
DEMAND, RECORD, NATION, ALIKE = "demand", "record", "nation", "alike"
"""Where the leavers of a year are from: the demand of the stage before; its pupils on record; or, before its first
year, those of that year by the nation's births of both cohorts, or as many as these where births are not known."""


@dataclass(frozen=True, eq=False, repr=False)
class Leavers:
    """Pupils ``(year, area)`` in the last grade of ``before``, unrounded, of ``years``; NaN where they are unknown.
    ``whence (year, area)`` says where each is from."""

    before: Stage
    years: range
    pupils: Floats
    whence: NDArray[np.str_]


def leavers(found: Demand, stage: Stage, known: Population, assumptions: Assumptions) -> Leavers:
    """The leavers who are, or were, in a stage in any of the years of a demand."""
    before = next(each for each in found.stages if each.name == stage.after)
    years = range(found.years.start - stage.grades, found.years.stop)
    pupils = np.full((len(years), len(found.areas)), np.nan)
    pupils[stage.grades :] = found[before.name][:, :, -1]
    whence = np.full(pupils.shape, DEMAND, dtype="<U6")
    for n, area in enumerate(found.areas):
        how = found.grounds[area, before.name]
        if how.record:
            from xuewei.model.pupils.pupils_ahead import pupils_of

            early = pupils_of(found.forecasts[how.origin], how, before, years[: stage.grades])[:, -2]
            early[: 1 + max(np.flatnonzero(np.isnan(early)), default=-1)] = np.nan  # what lies before a gap
            pupils[: stage.grades, n] = early
            whence[: stage.grades, n] = RECORD
    there = np.isfinite(pupils)
    first = np.where(there.any(axis=0), there.argmax(axis=0), 0)
    born = _cohorts(before.ages[-1], years, known, assumptions)
    each, at = np.arange(len(found.areas)), np.arange(len(years))[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = born[:, None] / born[first]
    lent = np.isfinite(ratios)
    guessed = (at < first) & (at >= first - stage.grades)
    pupils = np.where(guessed, pupils[first, each] * np.where(lent, ratios, 1.0), pupils)
    whence = np.where(guessed, np.where(lent, NATION, ALIKE), whence)
    return Leavers(before, years, pupils, whence)


def _cohorts(age: int, years: range, known: Population, assumptions: Assumptions) -> Floats:
    """The nation's births ``(year,)`` of those who are ``age`` years old in each of ``years``; NaN where unknown."""
    rows = [row for row in known.births if row.area == assumptions.nation] or known.lent_births
    births = known_births(rows)
    moments = [month_of(cutoff_moment(year, assumptions.entry_cutoff)) for year in years]
    made = [births_of_age(births, age, moment) for moment in moments]
    return np.array([np.nan if each is None else each for each in made])


def grade_step(assumptions: Assumptions, stage: str) -> float:
    """Pupils of a grade ÷ those of the grade below a year before, of a stage that follows leavers."""
    found = assumptions.grade_step.get(stage)
    return found.value if found else 1.0


def entering(assumptions: Assumptions, stage: str, years: range) -> Floats:
    """Entrants ``(year,)`` for each leaver of the year before: participation × inflow."""
    inflow = assumptions.inflow.get(stage)
    return going_on(assumptions, stage, years) * (inflow.value if inflow else 1.0)


def going_on(assumptions: Assumptions, stage: str, years: range) -> Floats:
    """The share ``(year,)`` of the leavers of the year before who enter a stage, wherever its schools are."""
    rate = assumptions.share_of(stage)
    return np.array([rate.at(year) if rate else 1.0 for year in years])


def follow_leavers(found: Demand, known: Population, assumptions: Assumptions) -> Demand:
    """Demand with the stages that follow others put in, apart from what their own pupils on record decide."""
    late = [stage for stage in found.stages if stage.after is not None]
    for stage in late:
        found = _with_stage(found, stage, known, assumptions)
    return found


def _with_stage(found: Demand, stage: Stage, known: Population, assumptions: Assumptions) -> Demand:
    """Demand with one stage put in. Grade g of year t are the entrants of year t − g + 1, times the steps since."""
    came = leavers(found, stage, known, assumptions)
    step = grade_step(assumptions, stage.name)
    entrants = came.pupils[:-1] * entering_each(found, stage, came.years[1:], known, assumptions)
    last = stage.grades - 1
    pupils = np.stack(
        [entrants[last - grade : len(entrants) - grade] * step**grade for grade in range(stage.grades)], axis=2
    )
    own = np.array([bool(found.grounds[area, stage.name].record) for area in found.areas])
    pupils[np.isnan(found[came.before.name][:, :, -1])] = np.nan
    demand = np.where(own[None, :, None], found[stage.name], pupils)
    grounds = dict(found.grounds)
    for n, area in enumerate(found.areas):
        before = found.grounds[area, came.before.name]
        if not own[n] and before.method:
            followed = before.method == GRADES or (before.method == LEAVERS and not before.why)
            why = "" if followed else grounds[area, stage.name].why
            grounds[area, stage.name] = Grounds(LEAVERS, before.known_to, why)
    found = replace(
        found,
        pupils={**found.pupils, stage.name: demand},
        whole={**found.whole, stage.name: np.where(own, found.whole[stage.name], demand.sum(axis=2))},
        grounds=grounds,
    )
    return found.carried(stage.name, pupils, known.flows) if stage.name in found.flowed else found


def entering_each(found: Demand, stage: Stage, years: range, known: Population, assumptions: Assumptions) -> Floats:
    """Entrants ``(year, area)`` for each leaver of an area; without inflow in areas of which flows say who comes."""
    if stage.name not in found.flowed:
        return entering(assumptions, stage.name, years)[:, None]
    inflow = assumptions.inflow.get(stage.name)
    come = from_outside(known.flows, stage.name, found.areas, inflow.value if inflow else 1.0)
    return going_on(assumptions, stage.name, years)[:, None] * come


@dataclass(frozen=True, eq=False, repr=False)
class Following:
    """How the pupils of a ``stage`` change with the last grade of the one ``before``, in the years of a demand.

    ``each (year, area)``: entrants for each leaver of the year before, from as many years less one before the demand as
    the stage has grades. ``step``: pupils of a grade for each of the grade below a year before. ``stays (area,)``: the
    areas whose own pupils on record decide. ``mixing (area, area)``: pupils at school in the second for each who left
    in the first (None: all stay). ``lent (area, year)``: where the leavers of years before the ``first (area,)`` are
    those of that year times so much, the nearest year first; of an area that has none no number.
    """

    stage: Stage
    before: Stage
    each: Floats
    step: float
    stays: NDArray[np.bool_]
    mixing: Floats | None
    first: NDArray[np.int64]
    lent: Floats


def followings(found: Demand, known: Population, assumptions: Assumptions) -> list[Following]:
    """Of every stage that follows another, in the order in which they do, how it changes with that."""
    answer = []
    for stage in found.stages:
        if stage.after is None:
            continue
        came = leavers(found, stage, known, assumptions)
        rates = entering_each(found, stage, came.years[1:], known, assumptions)
        mixing = None
        if stage.name in found.flowed:
            mixing = carried(known.flows, stage.name, found.areas, np.eye(len(found.areas)))
        stays = np.array([bool(found.grounds[area, stage.name].record) for area in found.areas])
        first, lent = _lent(came, stage.grades)
        each = np.broadcast_to(rates, (len(rates), len(found.areas)))
        step = grade_step(assumptions, stage.name)
        answer.append(Following(stage, came.before, each, step, stays, mixing, first, lent))
    return answer


def _lent(came: Leavers, grades: int) -> tuple[NDArray[np.int64], Floats]:
    """The first year of a demand with leavers of each area, and what they are times in each of the years before it."""
    told = (came.whence == NATION) | (came.whence == ALIKE)
    at = np.arange(came.pupils.shape[1])
    first = np.where(told.any(axis=0), len(told) - told[::-1].argmax(axis=0), 0)
    lent = np.full((len(at), grades), np.nan)
    for k in range(grades):
        there = (first - k - 1 >= 0) & told[np.maximum(first - k - 1, 0), at]
        base = came.pupils[np.minimum(first, len(told) - 1), at]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = came.pupils[np.maximum(first - k - 1, 0), at] / base
        lent[:, k] = np.where(there & np.isfinite(ratio), ratio, np.nan)
    return first - grades, lent
