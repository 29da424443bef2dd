"""Demand for seats (学位需求): of every area, stage and year, for every command.

By ages it is the children of a stage's ages who go to school in the area. Where pupils are on record it follows them
(:mod:`xuewei.model.pupils.pupils_ahead`), and a stage after another its leavers (:mod:`xuewei.model.pupils.leavers`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import InputError, ModelError, not_computed
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import school_year
from xuewei.model.people.children_per_woman import projected
from xuewei.model.people.flows import flowing, from_outside
from xuewei.model.people.of_zones import with_sums_of_zones, zones_of_areas
from xuewei.model.people.projection import Projection
from xuewei.model.population import ChildrenRow, Population
from xuewei.model.pupils.grounds import AGES, BORN, GRADES, LEAVERS, METHODS, Demand, Flowed, Grounds, Key
from xuewei.model.stages import Stage, together

Floats = NDArray[np.float64]
People = Callable[[Population, Sequence[str], Assumptions, int], Projection]
"""Projects the people of census areas, as :func:`~xuewei.model.people.children_per_woman.projected`."""


@dataclass(frozen=True)
class Factors:
    """What turns one child of the census area into demand: ``scope × participation × inflow``."""

    scope: float
    participation: float
    inflow: float

    @property
    def product(self) -> float:
        """Pupils per child of the census area.

        >>> Factors(0.5, 0.9, 2.0).product
        0.9
        """
        return self.scope * self.participation * self.inflow


def factors(assumptions: Assumptions, stage: str, scope: float, year: int, *, flowed: float | None = None) -> Factors:
    """The factors of a stage and year; 1 where nothing is assumed. ``flowed`` is what flows say in place of inflow."""
    participation = assumptions.share_of(stage)
    inflow = assumptions.inflow.get(stage)
    usual = inflow.value if inflow else 1.0
    return Factors(scope, participation.at(year) if participation else 1.0, usual if flowed is None else flowed)


def per_child(assumptions: Assumptions, stage: Stage, years: range) -> Floats:
    """Pupils ``(year,)`` of a stage for each child of its ages in an area."""
    return np.array([factors(assumptions, stage.name, 1.0, year).product for year in years])


def by_ages(
    children: Floats, years: range, scopes: Floats, stage: Stage, assumptions: Assumptions, *, last_age: int
) -> Floats:
    """Pupils ``(year, area, grade)`` of one stage, from ``children (year, area, age)`` of the census areas that hold
    the planned areas and the planned areas' ``scopes (area,)``.

    Raises ValueError where the stage reaches into the open ``last_age``: no single ages are known there.
    """
    if stage.ages.stop > last_age:
        raise ModelError("open_age", stage=stage.name, last=stage.ages.stop - 1, single=last_age - 1)
    each = per_child(assumptions, stage, years)
    pupils: Floats = children[:, :, stage.ages.start : stage.ages.stop] * scopes[None, :, None] * each[:, None, None]
    return pupils


def forecast_demand(
    population: Population,
    assumptions: Assumptions,
    areas: Sequence[str],
    *,
    last: int,
    origin: int | None = None,
    first: int | None = None,
    method: str | None = None,
    people: People = projected,
) -> Demand:
    """Demand of ``areas`` up to the school year ``last``. This is where it is decided how demand is forecast.

    What is on file decides, or, from an ``origin``, what was known then. ``method``: ``grades`` from pupils on record
    alone, ``ages`` alone, or None: by grades where it can. Areas without a census have demand where their pupils can be
    followed, or where enough of their births are known; where no area has one, years begin with ``first`` (None: after
    all that is known). Demand that is given goes before all of this. ``people`` projects the people of census areas.

    Raises InputError, with every fault, where people cannot be projected and rows of pupils cannot be used;
    ValueError for a method that there is not.
    """
    if method not in (None, *METHODS):
        raise ValueError(f"method must be one of {METHODS}, or None: {method!r}")
    known = _with_zones(population if origin is None else known_at(population, origin))
    since = start_of(population) if origin is None else origin
    found = _of_people(
        known, assumptions, areas, last, since if first is None else _begin(known, since, first) - 1, people
    )
    if method == GRADES or (method is None and known.enrolment):
        from xuewei.model.pupils.pupils_ahead import follow_pupils

        found = _after(follow_pupils(found, known, assumptions, since), known, assumptions)
    if found.silent and method != GRADES:
        found = _of_births(found, known, assumptions, since)
    if known.given and method is None:
        from xuewei.model.pupils.given import with_given

        found = with_given(found, known, assumptions, since)
    if known.estates or (known.enrolment and _changes(assumptions)):
        from xuewei.model.estates import with_beyond

        found = with_beyond(found, known, assumptions, by_people(found, known))
    if method == GRADES:
        silent = {
            key: replace(each, method="")
            for key, each in found.grounds.items()
            if each.method != GRADES and (each.method != LEAVERS or each.why)
        }
        found = replace(found, grounds={**found.grounds, **silent})
    return found


def _with_zones(known: Population) -> Population:
    """A population whose areas have the sums of their zones."""
    return with_sums_of_zones(known, zones_of_areas(known.zones)) if known.zones else known


def by_people(found: Demand, known: Population) -> Callable[[Assumptions], Demand]:
    """What demand of the same areas and years would be by the ages of the people alone, under some assumptions."""
    areas, last, since, known = found.areas, found.years[-1], found.years.start - 1, _with_zones(known)
    return lambda assumed: _of_people(known, assumed, areas, last, since)


def _of_people(
    known: Population,
    assumptions: Assumptions,
    areas: Sequence[str],
    last: int,
    since: int,
    people: People = projected,
) -> Demand:
    """Demand by ages of all areas whose people were counted, up to ``last``; where none were, from after ``since``."""
    groups = counted_together(areas, known, assumptions)
    projections = tuple(people(known, census_areas(group, assumptions), assumptions, last) for group in groups.values())
    years = range(min((each.base_year for each in projections), default=since + 1), last + 1)
    stages, place = together(assumptions.stages, ()), {area: n for n, area in enumerate(areas)}
    held = [assumptions.scope.get(area) for area in areas]
    scopes = np.array([each.share.value if each else 1.0 for each in held])
    pupils = {stage.name: np.full((len(years), len(areas), stage.grades), np.nan) for stage in stages}
    residents, census = np.full((len(years), len(areas)), np.nan), np.full(len(areas), -1)
    flows = {stage.name for stage in stages if flowing(known.flows, stage.name, areas)}
    at_home = _without_inflow(assumptions, flows)
    grounds: dict[Key, Grounds] = {}
    for group, projection in zip(groups.values(), projections, strict=True):
        at, after = [place[area] for area in group], slice(projection.base_year - years.start, None)
        counted = {one.area: n for n, one in enumerate(projection.areas)}
        census[at] = [counted[assumptions.census_area(area)] for area in group]
        folk, children, last_age = projection.residents, projection.children, projection.last_age
        if not np.array_equal(census[at], np.arange(folk.shape[1])):
            folk, children = folk[:, census[at]], children[:, census[at]]
        try:
            for stage in stages:
                if stage.after is not None:
                    continue
                pupils[stage.name][after, at] = by_ages(
                    children, projection.years, scopes[at], stage, at_home, last_age=last_age
                )
        except ValueError as broken:
            raise InputError([not_computed(known.folder, broken)]) from broken
        residents[after, at] = folk * scopes[at]
        for area, n in zip(group, census[at], strict=True):
            plain = Grounds(AGES, projection.areas[n].last_known)
            grounds.update({(area, stage.name): plain for stage in stages})
    for area in areas:
        for stage in stages:
            grounds.setdefault((area, stage.name), Grounds(""))
    whole = {name: each.sum(axis=2) for name, each in pupils.items()}
    found = Demand(years, tuple(areas), stages, pupils, whole, grounds, projections, census, scopes, residents)
    found = _flowed(found, flows, known, assumptions, since) if flows else found
    return _after(found, known, assumptions)


def _without_inflow(assumptions: Assumptions, stages: Collection[str]) -> Assumptions:
    """The assumptions with nobody from elsewhere in ``stages``."""
    return replace(assumptions, inflow={name: each for name, each in assumptions.inflow.items() if name not in stages})


def _flowed(found: Demand, stages: Collection[str], known: Population, assumptions: Assumptions, since: int) -> Demand:
    """Demand by ages of ``stages`` where their pupils go to school; in areas that none of these leaves or comes to, as
    ``inflow`` says."""
    ends = {row.from_area for row in known.flows if row.stage in stages and row.to_area in found.areas}
    elsewhere = sorted(ends.difference(found.areas, {""}))
    beyond = counted_together(elsewhere, known, assumptions)
    others = None
    if beyond:
        # what a scenario says of all planned areas together is not said of these
        plain = replace(assumptions, fertility=replace(assumptions.fertility, births={}))
        plain = replace(plain, migration=replace(plain.migration, years={}))
        places = [area for group in beyond.values() for area in group]
        others = _of_people(replace(known, flows=()), _without_inflow(plain, stages), places, found.years[-1], since)
    for stage in stages:
        comes = {row.from_area for row in known.flows if row.stage == stage and row.to_area in found.areas}
        silent = comes.difference(found.areas, {""}, others.areas if others else ())
        abroad = _abroad(found.years, stage, others)
        own = found.pupils[stage] * _from_outside(found, stage, known, assumptions)[:, None]
        none = Flowed(own, np.full(own.shape[:2], np.nan), tuple(sorted(silent)), abroad)
        found = replace(found, flowed={**found.flowed, stage: none}).carried(stage, own, known.flows)
    return found


def _from_outside(found: Demand, stage: str, known: Population, assumptions: Assumptions) -> Floats:
    """Pupils ``(area,)`` for each who lives in an area and goes to school, before flows act."""
    inflow = assumptions.inflow.get(stage)
    return from_outside(known.flows, stage, found.areas, inflow.value if inflow else 1.0)


def _of_births(found: Demand, known: Population, assumptions: Assumptions, since: int) -> Demand:
    """Demand with areas where nobody was counted by their births and registers, and who goes to school elsewhere."""
    from xuewei.model.pupils.born import by_births

    at_home = _without_inflow(assumptions, found.flowed)
    born = by_births(found, known, assumptions, since, lambda stage: per_child(at_home, stage, found.years))
    for stage, flowed in found.flowed.items():
        fresh = np.array([born.grounds[area, stage].method == BORN for area in born.areas])
        if fresh.any():
            there = born.pupils[stage] * _from_outside(born, stage, known, assumptions)[:, None]
            born = born.carried(stage, np.where(fresh[:, None], there, flowed.own), known.flows)
    return _after(born, known, assumptions)


def _abroad(years: range, stage: str, others: Demand | None) -> dict[str, Floats]:
    """Pupils ``(year, grade)`` of a stage who live in each area that is not planned; NaN where unknown."""
    if others is None:
        return {}
    there = np.full((len(years), *others[stage].shape[1:]), np.nan)
    first = others.years.start - years.start
    there[max(first, 0) :] = others[stage][max(-first, 0) :]
    return {area: there[:, n] for n, area in enumerate(others.areas)}


def _changes(assumptions: Assumptions) -> bool:
    """Whether something is written that may change what follows pupils on record."""
    inflow = any(each.on_record not in (None, each.value) for each in assumptions.inflow.values())
    return inflow or bool(assumptions.migration.years)


def _begin(known: Population, since: int, first: int) -> int:
    """The first year of a demand without people: ``first``, or the nearest between the first with anything on record
    and the one after ``since``."""
    tables = (known.enrolment, known.births, known.given)
    years = [row.year for table in tables for row in table]
    begun = min(years, default=min((_told(row) for row in known.children), default=since + 1))
    return min(max(first, begun), since + 1)


def _after(found: Demand, known: Population, assumptions: Assumptions) -> Demand:
    """Demand with the stages that follow the leavers of others, where there are any."""
    if all(stage.after is None for stage in found.stages):
        return found
    from xuewei.model.pupils.leavers import follow_leavers

    return follow_leavers(found, known, assumptions)


def counted_together(areas: Sequence[str], known: Population, assumptions: Assumptions) -> dict[int, list[str]]:
    """The areas whose people were counted, by the year of their last census."""
    years, groups = known.last_censuses, dict[int, list[str]]()
    for area in areas:
        census = assumptions.census_area(area)
        if census in years:
            groups.setdefault(years[census], []).append(area)
    return dict(sorted(groups.items()))


def census_areas(areas: Sequence[str], assumptions: Assumptions) -> tuple[str, ...]:
    """The census areas that hold some areas, each once."""
    return tuple(dict.fromkeys(map(assumptions.census_area, areas)))


def areas_of(population: Population, assumptions: Assumptions) -> tuple[str, ...]:
    """Areas with pupils on record, or forecast elsewhere, then the planned areas, or, where no area is planned, the
    census areas but the nation; with none of these those with births."""
    counted = [row.area for row in population.census if row.area != assumptions.nation]
    pupils = [row.area for row in (*population.enrolment, *population.given)]
    found = tuple(dict.fromkeys([*pupils, *(assumptions.scope or counted)]))
    zones = {row.area for row in population.zones}
    born = [row.area for row in population.births if row.area != assumptions.nation]
    born += [row.area for row in population.children]
    return found or tuple(
        area for area in dict.fromkeys([*(row.part_of for row in population.zones), *born]) if area not in zones
    )


def start_of(population: Population) -> int:
    """The year after which a population is forecast by all that it knows: the last with pupils on record, or the one
    before its people were counted, if that is later; without either the last with births, 0 with people alone."""
    pupils = [row.year for row in population.enrolment]
    if not (pupils or population.census):
        given = min((row.year - 1 for row in population.given), default=0)
        told = max((_told(row) for row in population.children), default=given)
        return max((row.period_end.year for row in population.births), default=told)
    return max([*pupils, *(row.date.year - 1 for row in population.census)]) if pupils else 0


def _told(row: ChildrenRow) -> int:
    """The school year in which the day of a register lies."""
    return school_year(row.day)


def known_at(population: Population, origin: int) -> Population:
    """What was known in ``origin``: pupils up to it, people counted by its end, and of births and pupils what had been
    published by then, or, where the file says that the pupils of the origin were published later, by that year; of
    estates nothing."""
    published = [row.published_year or row.year for row in population.enrolment if row.year == origin]
    moment = max(origin, min(published, default=origin))
    end = date(origin + 1, 1, 1)
    born, lent = (
        tuple(row for row in rows if row.period_end.year <= origin and (row.published_year or 0) <= moment)
        for rows in (population.births, population.lent_births)
    )
    return replace(
        population,
        census=tuple(row for row in population.census if row.date < end),
        births=born,
        totals=tuple(row for row in population.totals if row.date < end),
        enrolment=tuple(
            row for row in population.enrolment if row.year <= origin and (row.published_year or row.year) <= moment
        ),
        of_schools=tuple(
            row for row in population.of_schools if row.year <= origin and (row.published_year or row.year) <= moment
        ),
        lent_census=tuple(row for row in population.lent_census if row.date < end),
        lent_births=lent,
        children=tuple(row for row in population.children if row.day < end),
        given=(),
        estates=(),
    )
