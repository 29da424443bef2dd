"""Births of areas with pupils on record that nobody asked about: ratios are learned from them as well, so that births
which have to be modelled must be the same whatever areas are asked about together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from xuewei.errors import InputError
from xuewei.model.assumptions import Assumptions
from xuewei.model.births_ahead import births_ahead, later_births
from xuewei.model.calendar import MONTHS
from xuewei.model.enrolment_history import EnrolmentHistory
from xuewei.model.fertility import projected
from xuewei.model.history_of import births_of, history_of
from xuewei.model.population import BirthsRow, Population
from xuewei.model.progression import BirthsAhead, Floats
from xuewei.model.projection import Projection

PROJECTED = "projected"


def continued_births(
    history: EnrolmentHistory,
    assumptions: Assumptions,
    projections: Sequence[Projection],
    others: Sequence[Projection] = (),
) -> BirthsAhead:
    """What continues the births of a history: those on record after its origin, then, where areas lie in one of the
    ``projections`` or in ``others``, those of the engine; births that a scenario writes are of the former."""
    inside = [assumptions.census_area(area) for area in history.areas]
    ahead = [later_births(history)]
    for projection in (*projections, *others):
        counted = {one.area: n for n, one in enumerate(projection.areas)}
        places = [counted.get(area) for area in inside]
        written = () if projection in others else tuple(assumptions.fertility.births)
        ahead.append(births_ahead(history, projection, places, written=written))

    def continued(years: range, births: Floats) -> Floats:
        for each in ahead:
            births = each(years, births)
        return births

    return continued


def last_years(population: Population) -> dict[str, int]:
    """The last year with pupils on record of every area that has any."""
    last: dict[str, int] = {}
    for row in population.enrolment:
        last[row.area] = max(row.year, last.get(row.area, row.year))
    return last


def unsure(population: Population, assumptions: Assumptions) -> list[str]:
    """Areas with pupils on record of whom some were born in years without births on record, after the first with."""
    last, youngest = last_years(population), min(stage.entry_age for stage in assumptions.stages)
    born: dict[str, set[int]] = {}
    for row in births_of(population, assumptions):
        born.setdefault(row.area, set()).add(row.year)
    return [area for area, years in born.items() if not years >= set(range(min(years), last[area] - youngest + 1))]


def other_projections(
    population: Population, assumptions: Assumptions, known: Collection[str] = ()
) -> list[Projection]:
    """The people of census areas, other than the ``known`` ones, whose births must be modelled for the sake of pupils
    on record, whatever births and moves a scenario writes. People who cannot be projected are left out: they are
    nobody's question."""
    last = last_years(population)
    if {assumptions.census_area(area) for area in last} <= set(known):
        return []
    counted = population.last_censuses
    wanted = {assumptions.census_area(area): None for area in unsure(population, assumptions)}
    found = []
    fertility, migration = replace(assumptions.fertility, births={}), replace(assumptions.migration, years={})
    plain = replace(assumptions, fertility=fertility, migration=migration)
    for area in wanted:
        if area in counted and area not in known:
            try:
                found.append(projected(population, (area,), plain, max(*last.values(), counted[area])))
            except InputError:
                continue
    return found


def settled_births(population: Population, assumptions: Assumptions) -> dict[str, tuple[BirthsRow, ...]]:
    """Births of every area that is :func:`unsure`, with those that have to be modelled up to the end of the record:
    what stands in for its people where only part of a population is at hand."""
    projections = other_projections(population, assumptions) if population.enrolment else []
    if not projections:
        return {}
    history = history_of(population, assumptions)
    if history.end != MONTHS:
        return {}
    years = range(int(history.births.year.min()), history.years.stop)
    known = history.births.table(years, len(history.areas), 1)[:, :, 0]
    births = continued_births(history, assumptions, (), projections)(years, known)
    return {
        area: tuple(
            BirthsRow(area, year, float(count), PROJECTED, "", date(year, MONTHS, 31))
            for year, count in zip(years, births[:, history.areas.index(area)], strict=True)
            if np.isfinite(count)
        )
        for area in unsure(population, assumptions)
    }
