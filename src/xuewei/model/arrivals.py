"""Pupils who come with net migration, by the grades of their age: how demand by ages differs without them; and those
who come from elsewhere, where inflow is another than pupils on record hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import Assumptions, Migration
from xuewei.model.people.flows import flowing
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import GRADES, Demand

Floats = NDArray[np.float64]
ByPeople = Callable[[Assumptions], Demand]
"""Demand by the ages of the people alone, under some assumptions."""


def usual_moves(found: Demand) -> float:
    """Net migration a year, persons of all census areas together, in the years on record of which totals tell it, else
    in all years of which they do; 0 where no total does. This is what the ratios of pupils on record hold."""
    total = 0.0
    for projection in found.projections:
        for n, one in enumerate(projection.areas):
            known = [year for year in one.totals if year in projection.years]
            record = {year for each in found.forecasts.values() for year in each.history.years}
            years = [year for year in known if year in record] or known
            moved = [float(projection.net_migration[projection.years.index(year), n]) for year in years]
            total += sum(moved) / len(moved) if moved else 0.0
    return total


def written_ahead(found: Demand, assumptions: Assumptions) -> dict[int, float]:
    """Written net migration by calendar year that pupils on record cannot hold: of years after the record."""
    if found.origin is None or not found.projections:
        return {}
    last = found.years[-1]
    return {year: moved for year, moved in assumptions.migration.years.items() if found.origin < year <= last}


def arrived(found: Demand, assumptions: Assumptions, by_people: ByPeople) -> dict[str, Floats]:
    """By stage the pupils ``(year, area, grade)`` who come by written net migration beyond the :func:`usual_moves`, in
    areas whose demand follows grades; they enter the grade of their age and go up with it. Negative where fewer come.
    Stages in which nobody does are not in it. Children born later are left out: births have them already."""
    written = written_ahead(found, assumptions)
    by_grades = {key for key, how in found.grounds.items() if how.method == GRADES}
    if not (written and by_grades):
        return {}
    usual = usual_moves(found)
    moves = {**assumptions.migration.years, **dict.fromkeys(written, usual)}
    more = difference(found, assumptions, replace(assumptions.migration, years=moves), by_people)
    answer = {}
    for stage in found.stages:
        if stage.after is not None:
            continue
        here = [(area, stage.name) in by_grades for area in found.areas]
        came = np.where(np.array(here)[:, None] & ahead(found, stage.name)[..., None], more[stage.name], 0.0)
        if came.any():
            answer[stage.name] = came
    return answer


def difference(
    found: Demand, assumptions: Assumptions, migration: Migration, by_people: ByPeople
) -> Mapping[str, Floats]:
    """By stage, how many pupils ``(year, area, grade)`` more there are by ages than under another net migration; births
    are the same in both, so it is who moves alone. 0 where nobody was counted, and in years of another demand."""
    born = assumptions
    if len(found.projections) == 1:
        people = found.projections[0]
        births = dict(zip(people.years[1:], people.births_by_year[1:].sum(axis=1).tolist(), strict=True))
        last = max((one.births.years[-1] for one in people.areas if one.births.years), default=people.base_year)
        births = {year: n for year, n in births.items() if year > last}
        fixed = replace(assumptions.fertility, births={**births, **assumptions.fertility.births})
        born = replace(assumptions, fertility=fixed)
    with_all, without = by_people(born), by_people(replace(born, migration=migration))
    answer = {}
    for stage in found.stages:
        more = np.zeros(found[stage.name].shape)
        first = with_all.years.start - found.years.start
        own = np.nan_to_num(with_all[stage.name] - without[stage.name])
        more[max(first, 0) :] = own[max(-first, 0) :]
        answer[stage.name] = more
    return answer


def times_record(assumptions: Assumptions, stage: str) -> float:
    """What pupils of a stage are times who follow those on record: inflow ÷ the inflow that these hold; 1 where it is
    the same, and where that is 0, since nobody then is on record.

    >>> from xuewei.formats.population.assumptions import read_assumptions
    >>> from xuewei.model.parameters import with_parameter
    >>> more = with_parameter(read_assumptions(), "inflow.middle", 1.2, areas=[], source="test")
    >>> times_record(more, "middle"), times_record(more, "primary")
    (1.2, 1.0)
    """
    inflow = assumptions.inflow.get(stage)
    if inflow is None or not inflow.on_record or inflow.on_record == inflow.value:
        return 1.0
    return inflow.value / inflow.on_record


def changed_inflow(found: Demand, known: Population, assumptions: Assumptions) -> dict[str, Floats]:
    """By stage what demand ``(year, area)`` is times because inflow is another than pupils on record hold: in years
    ahead of areas whose demand follows these, or is at their level, every grade alike. 1 in all others: where flows
    say who comes, and by ages, births and leavers, whose demand has inflow already. Stages with nothing but 1 are not
    in it."""
    answer = {}
    for stage in found.stages:
        times = times_record(assumptions, stage.name)
        if times == 1:
            continue
        flow = flowing(known.flows, stage.name, found.areas)
        here = [bool(found.grounds[area, stage.name].record) and area not in flow for area in found.areas]
        acts = np.array(here) & ahead(found, stage.name)
        if acts.any():
            answer[stage.name] = np.where(acts, times, 1.0)
    return answer


def ahead(found: Demand, stage: str) -> NDArray[np.bool_]:
    """The years ``(year, area)`` whose demand of a stage is a forecast of this project."""
    years = np.array(found.years)
    how = [found.grounds[area, stage] for area in found.areas]
    later = years[:, None] > np.array([each.known_to if each.method else years[-1] for each in how])
    for n, each in enumerate(how):
        for year in each.given:
            later[found.years.index(year), n] = False
    return later
