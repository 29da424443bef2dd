"""A run cut into tasks: some areas with the part of the plan that is theirs, which any process can answer alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from xuewei.answers.simulate.dice import dice
from xuewei.answers.simulate.tally import Block, simulated
from xuewei.errors import Fault, InputError, Spot, nearest
from xuewei.late import dataclass
from xuewei.model.assessment import assess
from xuewei.model.assumptions import Assumptions
from xuewei.model.misfits import uncounted
from xuewei.model.plan import Plan, School
from xuewei.model.population import Population
from xuewei.model.zoning import with_zone_sums

EVERYWHERE = "*"
"""The area of rows that add up all areas: no area has this name."""
BLOCK = 64
"""Areas in one task: what a task costs by itself is spread thin, and a task that is lost costs little."""


@dataclass(frozen=True)
class Sampling:
    """How often and from which seed is drawn, up to which school year."""

    draws: int
    seed: int
    horizon: int


@dataclass(frozen=True, eq=False, repr=False)
class Task:
    """Some areas of a plan, their population, and how to draw. ``number`` counts from 0 in the order of the areas."""

    number: int
    plan: Plan
    population: Population
    sampling: Sampling


def answer(task: Task) -> Block:
    """The answer of a task: that of every area is the same whatever other areas are in it.

    Raises InputError where plan and population do not fit together.
    """
    found = assess(task.plan, task.population, horizon=task.sampling.horizon)
    unsure = found.assumptions.uncertainty
    if unsure is None:
        raise ValueError("the assumptions say nothing of uncertainty")
    return simulated(found, dice(task.sampling.seed, task.sampling.draws, len(found.years), unsure))


def counted(plan: Plan, assumptions: Assumptions) -> list[str]:
    """The census areas that hold the areas of a plan, each once."""
    return list(dict.fromkeys(map(assumptions.census_area, plan.all_areas())))


def tasks(plan: Plan, assumptions: Assumptions, parts: Iterable[Population], sampling: Sampling) -> Iterator[Task]:
    """The tasks of a plan whose population comes in ``parts``, each with all that is known of some census areas.

    Raises InputError, after the last task, with every area that no part has counted.
    """
    wanted: dict[str, list[str]] = {}
    for area in plan.all_areas():
        wanted.setdefault(assumptions.census_area(area), []).append(area)
    if EVERYWHERE in plan.all_areas():
        raise InputError([Fault(plan.place("area"), "area", "reserved_area", {}, EVERYWHERE)])
    schools: dict[str, list[School]] = {}
    for school in plan.schools:
        schools.setdefault(school.area, []).append(school)
    counted: dict[str, None] = {}
    number = 0
    for part in _known(parts, plan, wanted, assumptions):
        here = dict.fromkeys(row.area for row in part.census)
        if not part.partial:
            known_of = with_zone_sums(plan, part)
            here |= {census: None for census, areas in wanted.items() if known_of.knows(census, *areas)}
        counted |= here
        areas = [area for census in here for area in wanted.pop(census, ())]
        if areas:
            yield Task(number, _part(plan, areas, schools), part, sampling)
            number += 1
    missing = [area for areas in wanted.values() for area in areas]
    if missing:
        known = sorted({*counted, *assumptions.scope})
        raise InputError(uncounted(plan, {area: nearest(area, known) for area in missing}, assumptions))


def _known(
    parts: Iterable[Population], plan: Plan, wanted: Mapping[str, Sequence[str]], assumptions: Assumptions
) -> Iterator[Population]:
    """The parts; a census area that the people do not know is told where the plan names the areas ``wanted`` of it."""
    try:
        yield from parts
    except InputError as wrong:
        strange = {fault.found: fault.suggestion for fault in wrong.faults if fault.kind == "no_people"}
        if len(strange) < len(wrong.faults):
            raise
        near = {area: nearby for census, nearby in strange.items() for area in wanted[str(census)]}
        raise InputError(uncounted(plan, near, assumptions)) from None


def _part(plan: Plan, areas: Sequence[str], schools: Mapping[str, Sequence[School]]) -> Plan:
    """The plan of some of its areas alone."""
    base, spots = plan.base_seats, dict[str, Spot]()
    if base is not None:
        seats = {area: base.seats[area] for area in areas if area in base.seats}
        base = replace(base, seats=seats)
        keys = (f"base_seats.seats.{area}.{stage}" for area, stages in seats.items() for stage in stages)
        spots = {key: plan.spots[key] for key in keys if key in plan.spots}
    mine = tuple(school for area in areas for school in schools.get(area, ()))
    return replace(plan, area=areas[0], areas=tuple(areas[1:]), schools=mine, base_seats=base, spots=spots)
