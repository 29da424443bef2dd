"""A plan with its people, and scenarios over both: what every command starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xuewei.errors import Fault, InputError, in_order, read_both
from xuewei.formats.own_project import people_of
from xuewei.formats.places import SHIPPED_PLAN, AnyPath, beside, shipped
from xuewei.formats.plan.read import plan_of
from xuewei.formats.population.assumptions import folder_assumptions, read_assumptions
from xuewei.formats.population.blocks import one_area
from xuewei.formats.population.folder import read_population
from xuewei.formats.scenario.overlay import assumed, laid_over
from xuewei.formats.scenario.read import Base, stack
from xuewei.formats.text import OURS
from xuewei.formats.yaml_read import read_yaml
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.model.stages import together

Project = tuple[Plan, Population]


def read_project(
    plan: AnyPath | None = None,
    scenarios: Sequence[AnyPath] = (),
    population: AnyPath | None = None,
    *,
    in_parts: bool = False,
) -> Project:
    """A plan and its population with ``scenarios`` over them, later ones on top.

    ``in_parts``: people who will be read again part by part (``files.people.parts``) are read of one area only.

    Without ``plan``, the plan that the scenarios extend, else the shipped one; without ``population``, the folder that
    the plan names, else the shipped one. Raises InputError with the faults of plan, scenarios and population together.

    >>> plan, people = read_project()
    >>> len(plan.schools), people.assumptions.horizon
    (32, 2035)
    """
    return with_layers(*open_project(plan, scenarios, population, in_parts=in_parts))


def open_project(
    plan: AnyPath | None, scenarios: Sequence[AnyPath], population: AnyPath | None, *, in_parts: bool = False
) -> tuple[Base, Plan, Population]:
    """The plan at the bottom as written, with the scenarios that are to lie over it; the plan and its people alone."""
    try:
        base = _base(plan, scenarios)
    except InputError as wrong:
        raise InputError([*wrong.faults, *(_faults(population) if population is not None else ())]) from None
    try:
        return base, *_alone(base, population, in_parts=in_parts)
    except InputError as wrong:
        raise InputError([*base.faults, *wrong.faults]) from None


def stage_names(plan: Plan, place: AnyPath) -> list[str]:
    """The names of the stages of a plan in ``place`` and of its people, whose tables are not read. Raises InputError
    where their assumptions cannot be read."""
    folder = None if plan.population is None else beside(place, plan.population)
    assumptions = read_assumptions() if folder is None else folder_assumptions(folder)
    return [stage.name for stage in together(assumptions.stages, plan.stages)]


def _base(plan: AnyPath | None, scenarios: Sequence[AnyPath]) -> Base:
    if scenarios:
        return stack(plan, scenarios)
    where = shipped(SHIPPED_PLAN) if plan is None else plan
    return Base(read_yaml(where, OURS), where)


def _faults(population: AnyPath) -> Sequence[Fault]:
    try:
        read_population(population)
    except InputError as wrong:
        return wrong.faults
    return ()


def _alone(base: Base, population: AnyPath | None, *, in_parts: bool) -> Project:
    """The plan at the bottom and its population, before any scenario."""
    written = base.node.value.get("population") if isinstance(base.node.value, dict) else None
    folder = people_of(base.place, str(written.value)) if population is None and written is not None else population
    if in_parts:
        plan, people = read_both(lambda: plan_of(base.node, str(base.place)), lambda: one_area(folder))
    else:
        plan, people = read_both(lambda: plan_of(base.node, str(base.place)), lambda: read_population(folder))
    return replace(plan, people=people.folder), people


def with_layers(base: Base, plan: Plan, population: Population) -> Project:
    """What becomes of a plan and its people under the scenarios of ``base``; where nothing changes, none is named.

    Raises InputError with every fault, at the line of the scenario that causes it.
    """
    if not base.layers:
        return plan, population
    node, wrong = laid_over(base)
    try:
        changed, assumptions = read_both(
            lambda: plan_of(node, str(base.place)), lambda: assumed(plan, population, base.layers)
        )
    except InputError as broken:
        wrong += broken.faults
    if wrong:
        raise InputError(in_order(wrong))
    if (changed, assumptions) == (plan, population.assumptions):
        return plan, population
    return replace(changed, scenarios=base.asked, people=plan.people), replace(population, assumptions=assumptions)
