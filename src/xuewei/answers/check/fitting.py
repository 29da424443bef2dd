"""Remarks on files that can be read: whether plans and people fit together, and what in them looks wrong."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.errors import Fault, InputError
from xuewei.formats.any_file import Found, read_plans
from xuewei.formats.project import Project
from xuewei.model.assessment import Assessment, assess
from xuewei.model.estate_remarks import estate_remarks
from xuewei.model.plan import Plan, stages_of
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import AGES
from xuewei.model.remarks import base_remarks, people_remarks, plan_remarks
from xuewei.model.school_remarks import absent_remarks, gone_remarks, school_remarks
from xuewei.model.seats.in_use import balanced_year
from xuewei.model.zone_remarks import zone_remarks
from xuewei.model.zoning import named_zones


def remarks(
    found: Found, paths: Sequence[str], *, skip_others: bool = False, projects: Sequence[Project] | None = None
) -> list[Fault]:
    """What can be read and looks wrong, each once, in the order of the files.

    Raises InputError with everything that would be refused when a plan is held against its people: those that it names,
    or that are among ``paths``. A plan that names none is held against the shipped people where they know its areas,
    else it gets a remark. ``projects`` are the plans with their people, where they are read already (:func:`planned`).
    """
    plans, populations, _ = found
    odd: list[Fault] = []
    faults: list[Fault] = []
    named = bool(populations) or not paths
    if projects is None:
        projects = planned(found, paths, skip_others=skip_others)
    for plan, people in projects:
        assumptions = people.assumptions
        caps = {kind: cap.value for kind, cap in assumptions.caps().items()}
        odd += plan_remarks(plan, [stage.name for stage in assumptions.stages], caps)
        odd += school_remarks(plan, stages_of(plan, assumptions), people.of_schools)
        odd += absent_remarks(plan, people.of_schools)
        odd += gone_remarks(plan, people.of_schools)
        odd += zone_remarks(plan, people)
        try:
            held = assess(plan, people)
            odd += [*_seats_in_use(held), *estate_remarks(held)]
            odd += [fault for faults in held.unheard.values() for fault in faults]
        except InputError as wrong:
            if plan.population is not None or named or _known(plan, people):
                faults += wrong.faults
            else:
                odd += [Fault(plan.place("area"), "area", "odd_people", {}, area) for area in plan.all_areas()]
    areas = [area for plan in plans for area in (*plan.all_areas(), *named_zones(plan))]
    for population in populations:
        try:
            odd += people_remarks(population, areas)
        except InputError as wrong:
            faults += wrong.faults
    if faults:
        raise InputError([*faults, *odd])  # what looks wrong may be why
    return list({each.text("en"): each for each in odd}.values())


def _seats_in_use(found: Assessment) -> list[Fault]:
    """Seats in use before a plan that do not look like the demand of their year, be it by pupils on record or by ages:
    a slip among the pupils has a remark of its own."""
    odd = _unlike_demand(found)
    if odd and (found.demand.followed or found.demand.refused):
        by_age = {each.field for each in _unlike_demand(assess(found.plan, found.population, method=AGES))}
        odd = [each for each in odd if each.field in by_age]
    return odd


def _unlike_demand(found: Assessment) -> list[Fault]:
    t = balanced_year(found.plan, found.demand.certain) - found.years.start
    at = {area: n for n, area in enumerate(found.areas)}
    return list(
        base_remarks(found.plan, found.stages, lambda area, stage: float(found.demand[stage][t, at[area]].sum()))
    )


def planned(found: Found, paths: Sequence[str], *, skip_others: bool = False) -> list[Project]:
    """Every plan, and every scenario over one, among what was read, with its people."""
    there = bool(found[0]) or any(kind == "scenario" for kind, _ in found[2])
    return read_plans(paths, skip_others=skip_others, kinds=found[2]) if there else []


def _known(plan: Plan, people: Population) -> bool:
    """Whether a population knows people of every area of a plan."""
    return people.known_areas.union(people.assumptions.scope).issuperset(plan.all_areas())
