"""A plan, the scenarios over it and its people, read together; and the sides of a comparison, each such a project."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xuewei.errors import Fault, InputError, Place, in_order, read_both
from xuewei.formats.git.revision import revision
from xuewei.formats.git.setup import repository_around
from xuewei.formats.places import (
    OURS,
    SHIPPED_PLAN,
    AnyPath,
    beside,
    exists,
    is_folder,
    kind_of,
    same,
    shipped,
)
from xuewei.formats.plan.read import plan_of
from xuewei.formats.population.assumptions import folder_assumptions, read_assumptions
from xuewei.formats.population.blocks import one_area
from xuewei.formats.population.folder import read_population
from xuewei.formats.scenario.overlay import assumed, laid_over
from xuewei.formats.scenario.read import Base, built_in, is_scenario, stack
from xuewei.formats.yaml import Node, read_yaml
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.model.stages import together

OWN_PLAN = "plan.yaml"
"""What the plan of a project is called."""
STARTED = "population"
"""The folder of people of a project that `init` made."""


class FoundPlan(str):
    """The path of a plan found in the working directory or above it, not named by the user. ``top`` is the top of the
    repository that holds it; None without one."""

    top: Path | None = None


def plan_around(folder: Path | None = None) -> FoundPlan | None:
    """The ``plan.yaml`` nearest to ``folder`` (None: the working directory), as a path from the working directory; None
    where there is none.

    A repository that belongs to another user is ignored. Raises InputError for a plan that is a link out of the
    project, or that belongs to another user.
    """
    try:
        here = Path(os.path.abspath(folder or Path.cwd()))
        top = _top(here)
        found = next((each for each in _upwards(here, top) if os.path.lexists(each / OWN_PLAN)), None)
        if found is None:
            return None
        shown = FoundPlan(os.path.relpath(found / OWN_PLAN))
    except (OSError, ValueError):  # the working directory is gone, or on another drive
        return None
    _meant(found / OWN_PLAN, shown, here, top)
    shown.top = top if (top / ".git").exists() else None
    return shown


def own_people(plan: AnyPath) -> AnyPath | None:
    """The population folder that a plan names, from where the plan is; None where it names none. Nothing else of the
    plan is checked. Raises InputError where it cannot be read, and as :func:`people_of` does."""
    written = read_yaml(plan, OURS).value
    named = written.get("population") if isinstance(written, dict) else None
    return None if named is None else people_of(plan, str(named.value))


def people_of(plan: AnyPath, named: str) -> AnyPath:
    """The folder that a plan names as ``named``. Raises InputError if the plan was found rather than named
    and the folder lies outside its repository, links followed."""
    folder = beside(plan, named)
    top = plan.top if isinstance(plan, FoundPlan) else None
    if top is not None and not Path(os.path.realpath(str(folder))).is_relative_to(os.path.realpath(top)):
        raise InputError([Fault(Place(str(folder)), "", "found_outside")])
    return folder


def people_around() -> AnyPath | None:
    """The population folder of the project around the working directory; None where there is none. Raises InputError
    as :func:`plan_around` and :func:`own_people` do."""
    plan = plan_around()
    try:
        return None if plan is None else own_people(plan)
    except InputError as wrong:
        raise unasked(wrong, plan) from None


def people_there() -> tuple[AnyPath | None, str | None]:
    """As :func:`people_around`, for commands that do without a project: if it cannot be used, no people and the file or
    folder at fault."""
    try:
        return people_around(), None
    except InputError as wrong:
        return None, wrong.faults[0].place.file


def unasked(wrong: InputError, plan: str | None) -> InputError:
    """The same faults; that ``plan``, which was found rather than named, is not a plan says how to name another."""
    return InputError(
        replace(fault, kind="found_other") if (fault.place.file, fault.kind) == (plan, "no_plan_file") else fault
        for fault in wrong.faults
    )


def with_projects(paths: Sequence[str]) -> list[str]:
    """Files and folders with every folder that holds a ``plan.yaml`` taken for its plan and the people that the plan
    names; no path is the project around the working directory, or nothing where there is none."""
    if not paths:
        around = plan_around()
        return [] if around is None else _project(around)
    found: list[str] = []
    for path in paths:
        plan = Path(path, OWN_PLAN)
        found += _project(str(plan)) if is_folder(path) and exists(plan) else [path]
    return found


def _project(plan: str) -> list[str]:
    """A plan and its people: the folder it names; where it cannot be read, the one that projects begin with."""
    try:
        people = own_people(plan)
    except InputError as wrong:
        if any(fault.kind == "found_outside" for fault in wrong.faults):
            raise
        people = beside(plan, STARTED)
        people = people if is_folder(people) else None
    return [plan, *([] if people is None else [str(people)])]


def _upwards(here: Path, top: Path) -> list[Path]:
    """The folders from ``here`` to ``top``, both included."""
    return [each for each in (here, *here.parents) if each.is_relative_to(top)]


def _top(here: Path) -> Path:
    """How far up a plan is looked for: the top of a repository of this user's, never that of the disk; else ``here``
    alone."""
    top = repository_around(here)
    if top is None or top == Path(top.anchor) or not {_owner(top), _owner(top / ".git")} <= _mine(here):
        return here
    return top


def _meant(plan: Path, shown: str, here: Path, top: Path) -> None:
    """Raise InputError where a ``plan.yaml`` that is there may not be read unless it is named."""
    owners = {_owner(plan), _owner(plan.parent) if plan.parent != here else _owner(plan)}
    if not owners <= _mine(here):
        raise InputError([Fault(Place(shown), "", "found_others")])
    if stat.S_ISLNK(os.lstat(plan).st_mode) and not Path(os.path.realpath(plan)).is_relative_to(os.path.realpath(top)):
        raise InputError([Fault(Place(shown), "", "found_outside")])


def _mine(here: Path) -> set[int]:
    """The users whose files are trusted without being named: this user, and the owner of the folder."""
    return {getattr(os, "geteuid", lambda: 0)(), _owner(here)}


def _owner(path: Path) -> int:
    """The number of the user to whom a file, or a link, belongs; on Windows all have one."""
    return os.lstat(path).st_uid


Project = tuple[Plan, Population]


def read_project(
    plan: AnyPath | None = None,
    scenarios: Sequence[AnyPath] = (),
    population: AnyPath | None = None,
    *,
    in_parts: bool = False,
) -> Project:
    """A plan and its population with ``scenarios`` over them, later ones on top.

    ``in_parts``: people whose tables will be read again block by block are read of one area only.

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


def path_of(written: str) -> AnyPath:
    """Where ``written`` points: an existing file, a shipped plan's name, or ``REV:path``."""
    if os.path.lexists(written) or ":" not in written:
        return built_in(written)
    return revision(written)


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
    base = None if plan is None else path_of(plan)
    for written in sides:
        try:
            place = path_of(written)
            node = read_yaml(place, OURS)
            scenario = is_scenario(node)
            if not found:
                base = base or (stack(None, [place]).place if scenario else place)
                found.append(("", read_project(base, over, population)))
            if scenario:
                found.append((_name(node, found, written), read_project(plan, [*over, place], population)))
            elif base is None or not same(place, base):
                found.append((_name(node, found, written), read_project(place, over, population)))
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
