"""In what a plan and its people do not fit together: areas, stages and demand that nothing on file can tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from xuewei.errors import Fault, InputError, ModelError, Place, by_place, key_place, nearest, not_computed
from xuewei.model.assumptions import Assumptions
from xuewei.model.demand import counted_together, start_of
from xuewei.model.people.areas import today
from xuewei.model.plan import Plan, asked_for, opening_year, stages_of
from xuewei.model.plan_stages import misplaced_stages, strange_stages
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import AGES, ENDED, NO_PUPILS, Demand
from xuewei.model.pupils.school_sums import strange_schools
from xuewei.model.seats.in_use import base_year, unsaid
from xuewei.model.seats.register import excess_turns, strange_grades, with_seats
from xuewei.model.stages import Stage


def check_together(
    plan: Plan, population: Population, assumptions: Assumptions, stages: Sequence[Stage], last: int
) -> None:
    """Everything in the plan that the population or the assumptions know nothing of, or that cannot be computed of it
    together up to the school year ``last``."""
    missing = [area for area in plan.all_areas() if not population.knows(area, assumptions.census_area(area))]
    known = sorted({*population.known_areas, *population.assumptions.scope}) if missing else []
    of_schools, others = _unknown(plan, {area: _near(area, known, population) for area in missing})
    faults = [*_misfits_alone(plan, of_schools, assumptions, stages), *strange_schools(plan, population)]
    if plan.estates and not population.estates:
        faults.append(Fault(Place.of(plan.estates[0].line, plan.file), "estates", "estates_apart"))
    tables = population.children or population.zones or population.flows or population.estates
    if tables or any(school.zone for school in plan.schools):
        from xuewei.model.zone_remarks import zone_faults  # inside: only plans with zones or children need it

        faults += zone_faults(plan, population, stages)
    faults += others
    faults += horizon_faults(plan, population, min(last, assumptions.horizon))
    groups = counted_together(plan.all_areas(), population, assumptions)
    if len(groups) > 1:
        several = ModelError("census_years", years=", ".join(map(str, groups)))
        faults = faults or [not_computed(population.folder, several)]
    if faults:
        raise InputError(by_place(faults, plan.file))


def horizon_faults(plan: Plan, population: Population, last: int) -> list[Fault]:
    """What is wrong with a ``last`` school year before that of the seats in use: no balance has any year."""
    if last >= base_year(plan):
        return []
    at = key_place(population.assumptions if population.folder else plan, "horizon")
    return [Fault(at, "horizon", "horizon_before_seats", {"base": base_year(plan)}, str(last))]


def check_names(plan: Plan, names: Collection[str], assumptions: Assumptions) -> None:
    """What :func:`check_together` says of a plan none of whose areas is among ``names``, those with people, pupils or
    births on file: known before these are read. Nothing where one of them is, or where zones that schools name may make
    an area up."""
    areas = plan.all_areas()
    told = any(area in names or assumptions.census_area(area) in names for area in areas)
    if told or any(school.zone for school in plan.schools):
        return
    known = sorted({*names, *assumptions.scope})
    raise InputError(uncounted(plan, {area: nearest(area, known) for area in areas}, assumptions))


def uncounted(plan: Plan, areas: Mapping[str, str | None], assumptions: Assumptions) -> list[Fault]:
    """What is wrong with a plan that names ``areas`` which its people do not know, each with the name that is near."""
    asked = asked_for(plan, assumptions)
    stages = stages_of(plan, asked)
    plan = with_seats(plan, stages)
    of_schools, others = _unknown(plan, areas)
    return by_place([*_misfits_alone(plan, of_schools, asked, stages), *others], plan.file)


def _unknown(plan: Plan, near: Mapping[str, str | None]) -> tuple[dict[str, Fault], list[Fault]]:
    """A fault for each unknown area, with the name that is ``near``: by the id of the first school that is in it, else
    at the key that names it."""
    first: dict[str, Fault] = {}
    left = dict.fromkeys(near)
    for school in plan.schools if left else ():
        if school.area in left:
            del left[school.area]
            place, where = Place.of(school.line, plan.file), f"schools[{school.id}].area"
            first[school.id] = Fault(place, where, "no_people", {}, school.area, near[school.area])
    keys = {area: _area_key(plan, area) for area in left}
    return first, [Fault(plan.place(key), key, "no_people", {}, area, near[area]) for area, key in keys.items()]


def _misfits_alone(
    plan: Plan, unknown: Mapping[str, Fault], assumptions: Assumptions, stages: Sequence[Stage]
) -> list[Fault]:
    """What is wrong with a plan whoever lives there; ``unknown``: what is wrong with the areas of schools, by id."""
    faults, doubled = [], 0
    for school in plan.schools:
        if school.id in unknown:
            faults.append(unknown[school.id])
        if unsaid(school, opening_year(school, plan), plan.base_seats):
            if school.id in plan.registered:
                doubled += 1
                continue
            values = {"year": base_year(plan)}
            where = f"schools[{school.id}].counted"
            faults.append(Fault(Place.of(school.line, plan.file), where, "counted_unsaid", values))
    if doubled:
        values = {"year": base_year(plan), "n": doubled}
        faults.append(Fault(plan.place("base_seats.seats"), "base_seats.seats", "register_unsaid", values))
    for school in plan.schools:
        if school.convert and (school.classes or school.intake):  # the others are told where they are read
            where = f"schools[{school.id}].convert.seats"
            place = Place.of(school.line, plan.file)
            turns = excess_turns(school)
            faults += [Fault(place, where, "too_many_converted", {"there": n}, str(each)) for each, n in turns]
    faults += misplaced_stages(plan, assumptions, stages)
    faults += strange_stages(plan, [stage.name for stage in stages], assumptions.offered)
    faults += strange_grades(plan, stages)
    return faults


def _area_key(plan: Plan, area: str) -> str:
    """The key of a plan that names an area of which no school is. Of some areas of a plan nobody knows which they are
    of its list."""
    key = "area" if area == plan.area or area not in plan.areas else f"areas[{plan.areas.index(area) + 1}]"
    return key if key in plan.spots or not plan.spots else "areas"


def unheard(plan: Plan, population: Population, wanted: Demand) -> list[Fault]:
    """Of each area and stage without demand, what is missing: nobody was counted, so pupils or births must tell."""
    from xuewei.model.pupils.born import first_births  # inside: a plan whose people were counted needs no pupils

    since = start_of(population)
    cohorts = first_births(wanted.stages, since + 1, population.assumptions.entry_cutoff)
    file = f"{population.folder}/enrolment.csv" if population.folder else plan.file
    found, otherwise = [], AGES if population.enrolment else NO_PUPILS
    for area, stage in wanted.silent:
        how, whole = wanted.grounds[area, stage], wanted.whole[stage][:, wanted.areas.index(area)]
        missing = [year for year, count in zip(wanted.years, whole, strict=True) if year > since and np.isnan(count)]
        values = {"born": cohorts[stage], "origin": how.origin, "missing": ", ".join(map(str, missing))}
        found.append(Fault(Place(file), f"{area}.{stage}", f"unheard_{how.why or otherwise}", values))
    return found


def left_out(
    plan: Plan, population: Population, wanted: Demand, method: str | None, *, bare: bool = False
) -> dict[str, tuple[Fault, ...]]:
    """The stages that an answer is without because nothing is known of them, with what is missing of each; with
    ``bare`` any stage that no area has demand of. Raises InputError with all that is missing where something of an
    area's stage is known and does not suffice, or a ``method`` is asked for."""
    missing = unheard(plan, population, wanted)
    silent = _unknown_stages(population, wanted, bare=bare) if method is None else ()
    if {stage for _, stage in wanted.silent} != {*silent}:
        raise InputError(missing)
    told = list(zip(wanted.silent, missing, strict=True))
    return {stage: tuple(fault for (_, of), fault in told if of == stage) for stage in silent}


def _unknown_stages(population: Population, wanted: Demand, *, bare: bool) -> tuple[str, ...]:
    """The stages of which no area has demand, and no row speaks but of all pupils of the stage as one number, where
    there are others: those can be left out. A stage with grades on record that do not suffice is no such one, nor is
    one whose record has ended."""
    told = {row.stage for row in population.enrolment if row.grade is not None}
    told |= {row.stage for row in population.given}
    told |= {stage for area, stage in wanted.silent if wanted.grounds[area, stage].why == ENDED}
    areas: dict[str, int] = {}
    for _, stage in wanted.silent:
        areas[stage] = areas.get(stage, 0) + 1
    silent = tuple(stage for stage, n in areas.items() if n == len(wanted.areas))
    found = silent if bare else tuple(stage for stage in silent if stage not in told)
    return found if bare or len(found) < len(wanted.stages) else ()


def _near(area: str, known: Sequence[str], population: Population) -> str | None:
    """What an area that is not known has become since, else the known one most like it."""
    now = [each for each in today(area, population.areas) if each in known]
    return ", ".join(now) or nearest(area, known)
