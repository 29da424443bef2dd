"""Who is due to enter a stage of an area, source by source: a cohort, births, leavers of the stage before, demand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assessment import Assessment
from xuewei.model.people.children import Monthly, births_by_month
from xuewei.model.pupils.grounds import AT_HOME, GRADES
from xuewei.model.stages import COMPULSORY, Stage

Floats = NDArray[np.float64]


def whole_cohorts(found: Assessment, stage: Stage) -> bool:
    """Whether all children of an age, times participation, are those who enter a stage: not one that others leave for
    it (``after``), nor one that a plan may ask for, of which its demand alone says who enters."""
    return stage.after is None and stage.name not in found.assumptions.offered


def going(found: Assessment, stage: Stage) -> Floats:
    """The share of children of the entry age who enter a stage, by year: all where school is compulsory."""
    series = found.assumptions.participation.get(stage.name)
    if series is None or stage.compulsory:
        return np.ones(len(found.years))
    return np.array([series.at(year) for year in found.years])


def births_of_places(found: Assessment, places: Mapping[str, int]) -> Monthly:
    """Births of places, those of an area without its own being its share of those of its census area."""
    census = [found.assumptions.census_area(area) for area in found.areas]
    lending = {area: len(places) + n for n, area in enumerate(dict.fromkeys(census)) if area not in places}
    born = births_by_month(found.population.births, {**places, **lending})
    table = born.table[: len(places)].copy()
    for n, (area, scope) in enumerate(zip(census, found.scopes, strict=True)):
        if area in lending:
            lent = born.table[lending[area]] * scope
            table[n] = np.where(np.isnan(table[n]), lent, table[n])
    return Monthly(born.first, table)


def stage_before(found: Assessment, stage: Stage) -> Stage | None:
    """The stage whose leavers enter this one: the one it names, or that ends where it begins, once school is
    compulsory."""
    if stage.after is not None:
        return next((each for each in found.stages if each.name == stage.after), None)
    leaving = (each for each in found.stages if each.ages.stop == stage.entry_age and each.entry_age in COMPULSORY)
    fits = leaving if stage.entry_age in COMPULSORY else iter(())
    return next(fits, None)


def leavers_of(found: Assessment, stage: Stage) -> Floats | None:
    """Leavers ``(year, area)`` of the stage before, in the last grade a year earlier, of areas with pupils on record by
    grade; None without a stage before, and where demand says already who of them enters."""
    before = stage_before(found, stage)
    if before is None or not whole_cohorts(found, stage):
        return None
    leavers = np.full((len(found.years), len(found.areas)), np.nan)
    followed = [found.method(area, before.name) == GRADES for area in found.areas]
    leavers[1:, followed] = found.demand[before.name][:-1, followed, -1]
    return leavers


def own_demand(found: Assessment, stage: Stage) -> Floats:
    """Demand ``(year, area)`` of the first grade: of areas whose pupils are forecast where they live, before any
    leave for another area."""
    flowed = found.demand.flowed.get(stage.name)
    demand = found.demand[stage.name][:, :, 0]
    at_home = np.array([found.method(area, stage.name) in AT_HOME for area in found.areas])
    return demand if flowed is None else np.where(at_home, flowed.own[:, :, 0], demand)


def nearest_known(numbers: Floats) -> Floats:
    """Numbers ``(year, area)`` with unknown ones as in the nearest known year, of two as near the earlier; NaN of an
    area without any."""
    years = np.arange(len(numbers))
    known = np.isfinite(numbers)
    far = np.where(known[None], np.abs(years[:, None] - years)[:, :, None] * 2.0, np.inf)
    far += np.where(years > years[:, None], 0.5, 0.0)[:, :, None]
    return np.take_along_axis(numbers, far.argmin(axis=1), axis=0)
