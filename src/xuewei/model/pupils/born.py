"""Demand of areas where nobody was counted and pupils cannot be followed, from the children who were born there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assumptions import BESIDE, Assumptions, Survival
from xuewei.model.calendar import MONTHS, cutoff_moment, month_of
from xuewei.model.people.births import KnownBirths, births_of_age, fill_gaps, known_births
from xuewei.model.people.children import Monthly, registers
from xuewei.model.people.mortality import life_table
from xuewei.model.population import COUNTED_KINDS, MIGRANT, SEXES, BirthsRow, Population
from xuewei.model.pupils.births_after import lent_births
from xuewei.model.pupils.grounds import BORN, Demand, Grounds, Key
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]


def by_births(
    found: Demand, known: Population, assumptions: Assumptions, since: int, per_child: Callable[[Stage], Floats]
) -> Demand:
    """A demand in which stages of which nothing is known, in areas where nobody was counted, follow the registers of
    their children, or the births of their cohorts: who lives on, nobody moving, times the pupils ``per_child (year,)``
    of a stage. Only where every year after ``since`` has all its children; after the last known twelve months as many
    are born as in these."""
    pupils, whole = ({name: each.copy() for name, each in table.items()} for table in (found.pupils, found.whole))
    grounds: dict[Key, Grounds] = dict(found.grounds)
    for area, name in found.silent:
        n = found.areas.index(area)
        if found.census[n] >= 0:
            continue
        (stage,) = (each for each in found.stages if each.name == name)
        children, kinds = children_of(area, known, assumptions, found.years, stage.ages)
        demand = children * per_child(stage)[:, None]
        if np.isnan(demand[max(since + 1 - found.years.start, 0) :]).any():
            continue
        pupils[name][:, n], whole[name][:, n] = demand, demand.sum(axis=1)
        ends = [row.period_end.year for row in births_in(area, known.births, assumptions)]
        ends += [row.period_end.year for row in known.children if row.area == area]
        grounds[area, name] = Grounds(BORN, max(ends), registers=kinds)
    return replace(found, pupils=pupils, whole=whole, grounds=grounds)


def children_of(
    area: str, known: Population, assumptions: Assumptions, years: range, ages: range
) -> tuple[Floats, tuple[str, ...]]:
    """Children ``(year, age)`` of an area: those in its registers, else those born who live on, nobody moving, else as
    many as in the last twelve months of its registers; and the kinds of registers that were used. NaN where nobody
    knows. Which register counts, and whether children of migrants do, is an assumption."""
    rows = births_in(area, known.births, assumptions)
    found = np.full((len(years), len(ages)), np.nan)
    written = registers((row for row in known.children if row.area == area), {area: 0})
    wanted = COUNTED_KINDS if assumptions.children.kind is None else (assumptions.children.kind,)
    kinds = tuple(kind for kind in wanted if kind in written)
    for kind in kinds:
        found = np.where(np.isnan(found), _in_register(written[kind], assumptions, years, ages), found)
    if assumptions.children.migrants != BESIDE and MIGRANT in written and found.size:
        found += np.nan_to_num(_in_register(written[MIGRANT], assumptions, years, ages))
    if rows:
        born = living(ahead(rows, known, assumptions, years[-1]), assumptions, years, ages)
        found = np.where(np.isnan(found), born, found)
    for kind in kinds:
        later = written[kind].held((years.stop + 1) * MONTHS)
        found = np.where(np.isnan(found), _in_register(later, assumptions, years, ages), found)
    return found, kinds


def _in_register(written: Monthly, assumptions: Assumptions, years: range, ages: range) -> Floats:
    """Children ``(year, age)`` of the one place of a register."""
    return np.stack([written.entering(years, age, assumptions.entry_cutoff)[:, 0] for age in ages], axis=1)


def births_in(area: str, births: Sequence[BirthsRow], assumptions: Assumptions) -> list[BirthsRow]:
    """The births of an area: its own, else its share of those of its census area."""
    own = [row for row in births if row.area == area]
    return own or [row for row in lent_births(births, [area], assumptions.scope) if row.area == area]


def ahead(rows: Sequence[BirthsRow], known: Population, assumptions: Assumptions, last: int) -> KnownBirths:
    """Births of an area up to the end of a calendar year, from its ``rows``: years missing between known ones put in by
    the nation's, those after the last known as many as in it."""
    nation = known_births(row for row in (*known.births, *known.lent_births) if row.area == assumptions.nation)
    return held(fill_gaps(known_births(rows), nation), last)


def held(born: KnownBirths, last: int) -> KnownBirths:
    """Births that go on to the end of the calendar year ``last`` as in the last twelve months that are known.

    >>> born = held(KnownBirths(24, [2.0] * 12), 4)
    >>> born.in_year(3), born.in_year(4), born.in_year(1)
    (24.0, 24.0, None)
    """
    monthly = (born.between(born.end - MONTHS, born.end) or 0.0) / MONTHS
    later = [monthly] * ((last + 1) * MONTHS - born.end)
    return replace(born, monthly=[*born.monthly, *later])


def living(born: KnownBirths, assumptions: Assumptions, years: range, ages: range) -> Floats:
    """Children ``(year, age)`` alive at the cut-off of each year of those born, if nobody moves; NaN where the births
    of their twelve months are unknown."""
    alive = survival_to(assumptions.survival, ages)
    found = np.full((len(years), len(ages)), np.nan)
    for t, year in enumerate(years):
        moment = month_of(cutoff_moment(year, assumptions.entry_cutoff))
        made = (births_of_age(born, age, moment) for age in ages)
        found[t] = [np.nan if births is None else births for births in made] * alive
    return found


def survival_to(survival: Survival, ages: range) -> Floats:
    """The shares ``(age,)`` of those born in twelve months who live at the cut-off at which they are of an age; as many
    boys as girls."""
    tables = [life_table(survival, sex, ages.stop) for sex in SEXES]
    return np.asarray(np.mean([[table.birth * table.ages[:age].prod() for age in ages] for table in tables], axis=0))


def born_in(born: KnownBirths, year: int, age: int, cutoff: tuple[int, int]) -> float:
    """Births of the twelve months that made those of ``age`` at the cut-off of a year; 0 where they are unknown."""
    return births_of_age(born, age, month_of(cutoff_moment(year, cutoff))) or 0.0


def first_births(stages: Sequence[Stage], year: int, cutoff: tuple[int, int]) -> Mapping[str, int]:
    """By stage, the first calendar year whose births the demand of a school year needs.

    >>> first_births([Stage("primary", 6, 6, 45)], 2025, (8, 31))
    {'primary': 2013}
    """
    start = round(month_of(cutoff_moment(year, cutoff)))
    return {stage.name: (start - stage.ages.stop * MONTHS) // MONTHS for stage in stages}
