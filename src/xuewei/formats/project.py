"""A plan, the scenarios over it and its people, read together; and the sides of a comparison, each such a project."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TypeAlias

from xuewei.errors import Fault, InputError, Place, in_order, read_both
from xuewei.formats.kinds import OURS, kind_of
from xuewei.formats.own_project import OWN_PLAN, people_of
from xuewei.formats.places import SHIPPED_PLAN, AnyPath, beside, exists, identity, inside, is_folder, same, shipped
from xuewei.formats.plan.once import plan_reader
from xuewei.formats.plan.own_estates import laid, with_estates
from xuewei.formats.plan.read import plan_of
from xuewei.formats.population.assumptions import folder_assumptions, read_assumptions
from xuewei.formats.population.folder import Fits, population_of, read_population
from xuewei.formats.population.tables import estates_too
from xuewei.formats.scenario.read import Base, Files, built_in, is_scenario, stack
from xuewei.formats.yaml import Node, read_yaml
from xuewei.model.assumptions import Assumptions
from xuewei.model.misfits import check_names
from xuewei.model.plan import Plan, asked_for, stages_of
from xuewei.model.population import EstateRow, Population
from xuewei.model.seats.register import with_seats

Project = tuple[Plan, Population]
PlanReader = Callable[[Node, str], Plan]
"""Reads the plan of a node, with the place that it is told by."""
Reader: TypeAlias = "Callable[[AnyPath | None], Population]"
"""Reads the people of a folder; None: of the shipped one."""


def read_project(
    plan: AnyPath | None = None,
    scenarios: Sequence[AnyPath] = (),
    population: AnyPath | None = None,
    *,
    one_area: Reader | None = None,
    to_hold: bool = False,
) -> Project:
    """A plan and its population with ``scenarios`` over them, later ones on top.

    ``one_area`` reads the people of a folder whose tables will be read again block by block. ``to_hold``: who asks
    holds the plan against the people next, so that large tables without any of its areas are refused before their rows
    are read, with what would be said then.

    Without ``plan``, the plan that the scenarios extend, else the shipped one; without ``population``, the folder that
    the plan names, else the shipped one. Raises InputError with the faults of plan, scenarios and population together.

    >>> plan, people = read_project()
    >>> len(plan.schools), people.assumptions.horizon
    (32, 2035)
    """
    return with_layers(*open_project(plan, scenarios, population, one_area=one_area, to_hold=to_hold))


def plans_below(
    plan: AnyPath | None, scenarios: Sequence[AnyPath], population: AnyPath | None = None
) -> tuple[Plan, ...]:
    """The plan below some scenarios, then the one with the first of them over it, and so on, without the last."""
    if not scenarios:
        return ()
    base, alone, people = open_project(plan, scenarios, population)
    below = (replace(base, layers=base.layers[:n], asked=base.asked[:n]) for n in range(len(base.layers)))
    return tuple(with_layers(each, alone, people)[0] for each in below)


class _Shared:
    """What sides of a comparison have in common: files, and plans with their people, each read once."""

    def __init__(self, population: AnyPath | None) -> None:
        self.files, self._population = Files(), population
        self._alone: dict[tuple[bool, str], Project] = {}
        self._read = plan_reader()

    def project(self, plan: AnyPath | None, scenarios: Sequence[AnyPath]) -> Project:
        """As :func:`read_project`, with the same objects where the same is read."""
        opened = open_project(plan, scenarios, self._population, to_hold=True, shared=self)
        return with_layers(*opened, self._read)

    def alone(self, base: Base, read: Callable[[], Project]) -> Project:
        """The plan at the bottom and its people."""
        key = identity(base.place)
        if key not in self._alone:
            self._alone[key] = read()
        return self._alone[key]


def open_project(
    plan: AnyPath | None,
    scenarios: Sequence[AnyPath],
    population: AnyPath | None,
    *,
    one_area: Reader | None = None,
    to_hold: bool = False,
    shared: _Shared | None = None,
) -> tuple[Base, Plan, Population]:
    """The plan at the bottom as written, with the scenarios that are to lie over it; the plan and its people alone."""
    shared = shared or _Shared(population)
    try:
        base = _base(plan, scenarios, shared.files)
    except InputError as wrong:
        raise InputError([*wrong.faults, *(_faults(population) if population is not None else ())]) from None
    try:
        return base, *shared.alone(base, lambda: _alone(base, population, one_area=one_area, to_hold=to_hold))
    except InputError as wrong:
        raise InputError([*base.faults, *wrong.faults]) from None


def stage_names(plan: Plan, place: AnyPath) -> tuple[list[str], tuple[str, ...]]:
    """The names of the stages of a plan in ``place`` and of its people, whose tables are not read, and of the optional
    ones. Raises InputError where their assumptions cannot be read."""
    folder = None if plan.population is None else beside(place, plan.population)
    assumptions = read_assumptions() if folder is None else folder_assumptions(folder)
    return [stage.name for stage in stages_of(plan, assumptions)], assumptions.offered


def _base(plan: AnyPath | None, scenarios: Sequence[AnyPath], files: Files) -> Base:
    if scenarios:
        return stack(plan, scenarios, files)
    where = shipped(SHIPPED_PLAN) if plan is None else plan
    return Base(files.plan(where), where)


def _faults(population: AnyPath) -> Sequence[Fault]:
    try:
        read_population(population)
    except InputError as wrong:
        return wrong.faults
    return ()


def _alone(base: Base, population: AnyPath | None, *, one_area: Reader | None, to_hold: bool) -> Project:
    """The plan at the bottom and its population, before any scenario."""
    written = base.node.value.get("population") if isinstance(base.node.value, dict) else None
    folder = people_of(base.place, str(written.value)) if population is None and written is not None else population
    if one_area is not None and not _estates_written(base):
        plan, people = read_both(lambda: plan_of(base.node, str(base.place)), lambda: one_area(folder))
    else:
        plan, people = _both(base, folder, to_hold=to_hold)
    people = replace(people, assumptions=asked_for(plan, people.assumptions)) if plan.use_stages else people
    people = _with_estates(people, plan, base.node) if plan.estates else people
    return replace(with_seats(plan, stages_of(plan, people.assumptions)), people=people.folder), people


def _both(base: Base, folder: AnyPath | None, *, to_hold: bool) -> Project:
    """The plan at the bottom and the people in a folder. Where it is to be held against these, and no scenario can
    change its areas, tables without any of them are refused."""
    found: list[Plan] = []

    def own() -> Plan:
        found.append(plan_of(base.node, str(base.place)))
        return found[0]

    def fits(names: Collection[str], assumptions: Assumptions) -> None:
        for plan in found:  # none that could not be read
            check_names(plan, names, assumptions)

    return read_both(own, lambda: _people(folder, base, fits if to_hold and not base.layers else None))


def _people(folder: AnyPath | None, base: Base, fits: Fits | None) -> Population:
    """The people of a plan; where their table of estates has faults, areas that nobody knows are told with these."""
    try:
        return population_of(folder, fits)
    except InputError as wrong:
        raise InputError(estates_too(wrong.faults, lambda: [plan_of(base.node, str(base.place))], folder)) from None


def _estates_written(base: Base) -> bool:
    """Whether a plan or the scenarios over it write estates, which are beside all people at once."""
    own = isinstance(base.node.value, dict) and "estates" in base.node.value
    return own or any(layer.estates.any for layer in base.layers)


def _with_estates(people: Population, plan: Plan, node: Node) -> Population:
    """The people of a plan that writes estates, with them."""
    written = node.value.get("estates") if isinstance(node.value, dict) else None
    return with_estates(people, plan, Place.of(written.line, plan.file) if written else None)


def with_layers(base: Base, plan: Plan, population: Population, read: PlanReader = plan_of) -> Project:
    """What becomes of a plan and its people under the scenarios of ``base``; where nothing changes, none is named.

    ``read`` reads the plan's node; that of many scenarios is :func:`~xuewei.formats.plan.once.plan_reader`.

    Raises InputError with every fault, at the line of the scenario that causes it.
    """
    if not base.layers:
        return plan, population
    from xuewei.formats.scenario import estates, overlay  # inside: most plans are read alone

    node, wrong = overlay.laid_over(base)
    rows: tuple[EstateRow, ...] | None = None
    if moves := any(layer.estates.any for layer in base.layers):
        node, rows, also = estates.estates_under(base, plan, population, node)
        wrong += also
    try:
        changed, assumptions = read_both(
            lambda: read(node, str(base.place)), lambda: overlay.assumed(plan, population, base.layers)
        )
        changed = _with_staff(
            changed, base, [stage.name for stage in stages_of(changed, assumptions)], population.folder
        )
    except InputError as broken:
        wrong += broken.faults
    if wrong:
        raise InputError(in_order(wrong))
    changed = overlay.marked(changed, base.layers)
    changed = with_seats(changed, stages_of(changed, assumptions))
    people = replace(population, assumptions=assumptions)
    if moves:
        people = laid(people, changed.estates if rows is None else rows, changed)
    same = (people.assumptions, people.estates) == (population.assumptions, population.estates)
    if same and changed == plan and not changed.staff_over:
        return plan, population
    return replace(changed, scenarios=base.asked, people=plan.people), people


def _with_staff(plan: Plan, base: Base, stages: Sequence[str], folder: str) -> Plan:
    """A plan with the staff that scenarios write over what is on record in the ``folder`` of its people."""
    if not any(layer.staff for layer in base.layers):
        return plan
    from xuewei.formats.scenario.staff import plan_with_staff

    return plan_with_staff(plan, base.layers, stages, folder)


def path_of(written: str) -> AnyPath:
    """Where ``written`` points: an existing file, a shipped plan's name, or ``REV:path``; of a project's folder the
    plan in it."""
    place = _place(written)
    return inside(place, OWN_PLAN) if _holds_plan(place) else place


def is_project(written: str) -> bool:
    """Whether ``written`` is the folder of a project, which holds a ``plan.yaml``. Raises InputError as
    :func:`path_of` does."""
    return _holds_plan(_place(written))


def _place(written: str) -> AnyPath:
    if os.path.lexists(written) or ":" not in written:
        return built_in(written)
    from xuewei.formats.git.revision import revision  # inside: most files are on the disk

    return revision(written)


def _holds_plan(place: AnyPath) -> bool:
    return place != "" and is_folder(place) and exists(inside(place, OWN_PLAN))


def read_side(written: str, over: Sequence[str] = (), population: str | None = None) -> Project:
    """The plan with its people on one side, under the scenarios ``over`` it. Raises InputError with every fault."""
    place = path_of(written)
    if is_scenario(read_yaml(place, OURS)):
        return read_project(None, [place, *over], population)
    return read_project(place, over, population)


def read_known(place: AnyPath) -> Project | None:
    """The plan with its people in a file that holds a plan or a scenario; None for any other file."""
    kind = kind_of(place)
    if kind is None:
        return None
    return read_project(None, [place]) if kind == "scenario" else read_project(place)


def read_pair(before: AnyPath | None, after: AnyPath | None) -> tuple[Project, Project] | None:
    """Both versions of a plan or a scenario; where one is missing, a scenario is held against the plan below it.

    None for other files, and for a plan without another version: there is nothing to hold it against.
    """
    sides = [place and read_known(place) for place in (before, after)]
    only = before or after
    if only is not None and None in (before, after) and kind_of(only) == "scenario":
        base = read_project(stack(None, [only]).place)
        sides = [side or base for side in sides]
    one, other = sides
    return (one, other) if one and other else None


def read_sides(
    plan: str | None, sides: Sequence[str], over: Sequence[str], population: str | None
) -> list[tuple[str, Project]]:
    """The base (its name empty) and every side on top of it, by name; all of them under the scenarios ``over``.

    The base is ``plan``, else the plan of the first side. Raises InputError with the faults of all sides.
    """
    wrong: list[Fault] = []
    found: list[tuple[str, Project]] = []
    shared = _Shared(population)
    base = None if plan is None else path_of(plan)
    for written in sides:
        try:
            place = path_of(written)
            node = shared.files.node(place)
            scenario = is_scenario(node)
            if not found:
                base = base or (stack(None, [place], shared.files).place if scenario else place)
                found.append(("", shared.project(base, over)))
            if scenario:
                found.append((_name(node, found, written), shared.project(plan, [*over, place])))
            elif base is None or not same(place, base):
                found.append((_name(node, found, written), shared.project(place, over)))
        except InputError as broken:
            wrong += broken.faults
    if wrong:
        raise InputError(wrong)
    return found


def _name(node: Node, found: Sequence[tuple[str, Project]], written: str) -> str:
    """What a side calls itself; with its file where another side has the same name."""
    inside = node.value if isinstance(node.value, dict) else {}
    own = inside.get("scenario") or inside.get("plan")
    name = str(own.value) if own else written
    return f"{name} ({written})" if name in [known for known, _ in found] else name
