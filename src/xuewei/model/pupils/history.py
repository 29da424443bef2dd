"""The pupils on record of a population, in all its areas, with the births that go with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from xuewei.errors import InputError
from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import MONTHS
from xuewei.model.people.births import KnownBirths, known_births, with_nation
from xuewei.model.people.children_per_woman import projected
from xuewei.model.people.projection import Projection
from xuewei.model.population import BirthsRow, EnrolmentRow, Population
from xuewei.model.pupils.births_after import births_ahead, later_births, lent_births, of_one_period
from xuewei.model.pupils.mothers import Women, women_of
from xuewei.model.pupils.progression import BirthsAhead, Floats
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.pupils.sources import COMPULSORY_AGE, FIRST_RATIOS
from xuewei.model.stages import Stage

OF_NATION = "derived"
"""Basis of births that are a share of the nation's."""


PROJECTED = "projected"


def history_of(population: Population, assumptions: Assumptions, *, until: int | None = None) -> EnrolmentHistory:
    """Pupils up to the school year ``until`` (None: all) and births of every area with pupils on record; areas without
    births of their own take their share of those of their census area.

    Raises ValueError without pupils, and for a stage or grade that is not among those of the ``assumptions``.
    """
    births = births_of(population, assumptions)
    rows = [row for row in population.enrolment if until is None or row.year <= until]
    found = enrolment_history(rows, births, assumptions.stages, assumptions.entry_cutoff)
    return replace(found, women=_women(population, assumptions, found.areas))


def _women(population: Population, assumptions: Assumptions, areas: Sequence[str]) -> Women | None:
    """Women of the censuses of areas with pupils on record."""
    census = (*population.census, *population.lent_census)
    places = {n: assumptions.census_area(area) for n, area in enumerate(areas)}
    return women_of(census, places, assumptions.fertility.shape.values) if census else None


def births_of(population: Population, assumptions: Assumptions) -> tuple[BirthsRow, ...]:
    """Births of the areas with pupils on record, their own or lent, all of the same twelve months of the year.

    Where an area knows too few births of children whose entry is on record, years that it does not know, before the
    last that it does, are the nation's in its share of them.
    """
    own = _own(population, assumptions)
    return (*own, *_of_nation(own, population, assumptions))


def years_of_nation(population: Population, assumptions: Assumptions) -> dict[str, tuple[int, ...]]:
    """By area, the years whose births are the nation's in :func:`births_of`."""
    found: dict[str, tuple[int, ...]] = {}
    for row in _of_nation(_own(population, assumptions), population, assumptions):
        found[row.area] = (*found.get(row.area, ()), row.year)
    return found


def _own(population: Population, assumptions: Assumptions) -> tuple[BirthsRow, ...]:
    areas = {row.area: None for row in population.enrolment}
    rows = tuple(population.births)
    return of_one_period((*rows, *lent_births(rows, areas, assumptions.scope)), areas)


def _of_nation(own: Iterable[BirthsRow], population: Population, assumptions: Assumptions) -> list[BirthsRow]:
    """The nation's births in the years that areas lack, each at its area's share."""
    by_area: dict[str, list[BirthsRow]] = {}
    for row in own:
        by_area.setdefault(row.area, []).append(row)
    lacking = _lacking(by_area, population.enrolment, assumptions.stages)
    lacking.pop(assumptions.nation, None)
    if not any(lacking.values()):
        return []
    national = [row for row in population.births if row.area == assumptions.nation] or list(population.lent_births)
    nation = known_births(national)
    found = []
    for area, years in lacking.items():
        lent = with_nation(known_births(by_area[area]), nation)
        rows = (_lent(year, by_area[area], national, lent) for year in sorted(years))
        found += [row for row in rows if row is not None]
    return found


def _lent(
    year: int, own: Collection[BirthsRow], national: Collection[BirthsRow], lent: KnownBirths
) -> BirthsRow | None:
    """The row of a year that an area lacks: known when the nation's births of it were and the area's own that it is
    measured by. None where the nation's are unknown too."""
    like = min(own, key=lambda row: (abs(row.year - year), row.published_year or 0))
    ends = date(year + like.period_end.year - like.year, like.period_end.month, min(like.period_end.day, 28))
    end = ends.year * MONTHS + ends.month
    births = lent.between(end - MONTHS, end)
    if births is None:
        return None
    theirs = [row for row in national if abs(row.year - year) <= 1]
    published = max(row.published_year or row.period_end.year for row in (like, *theirs))
    source = next((row.source for row in theirs if row.year == year), "")
    return replace(
        like,
        year=year,
        births=births,
        period_end=ends,
        published_year=published,
        basis=OF_NATION,
        source=source,
        line=0,
    )


def _lacking(
    own: Mapping[str, Sequence[BirthsRow]], pupils: Iterable[EnrolmentRow], stages: Sequence[Stage]
) -> dict[str, set[int]]:
    """By area, the years of births that it lacks, before the last that it has, of children whose entry is on record: in
    stages of which it has the births of fewer than FIRST_RATIOS years on record."""
    found: dict[str, set[int]] = {}
    for (area, _), years in _born(pupils, stages).items():
        if area in own:
            known = {row.year for row in own[area]}
            if sum(born <= known for born in years.values()) < FIRST_RATIOS:
                wanted = set[int]().union(*years.values()) - known
                found.setdefault(area, set()).update(year for year in wanted if year < max(known))
    return found


def _born(pupils: Iterable[EnrolmentRow], stages: Sequence[Stage]) -> dict[tuple[str, str], dict[int, set[int]]]:
    """By area and stage, and by school year on record, the years in which those who entered were born: of a stage known
    only as a whole, all who are in it. Stages are those entered from births: up to the age at which school begins to
    be compulsory, and those without a stage before on record."""
    rows = tuple(pupils)
    there = {row.stage for row in rows}
    leaving = {stage.entry_age + stage.grades for stage in stages if stage.name in there}
    fed = {x.name: x for x in stages if x.entry_age <= COMPULSORY_AGE or x.entry_age not in leaving}
    found: dict[tuple[str, str], dict[int, set[int]]] = {}
    for row in rows:
        stage = fed.get(row.stage)
        if stage is not None and row.grade in (None, 1):
            cohorts = stage.grades if row.grade is None else 1
            born = row.year - stage.entry_age
            found.setdefault((row.area, row.stage), {})[row.year] = set(range(born - cohorts, born + 1))
    return found


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
    what stands in for its people where only part of a population is at hand; and of every area with births of the
    nation, which it would have in other years once the births that it borrows are filled up."""
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
        for area in (*unsure(population, assumptions), *years_of_nation(population, assumptions))
    }
