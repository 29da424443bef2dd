"""Plans, scenarios, populations and assumptions among files of any kind, known by their place and their first keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from xuewei.errors import Fault, InputError, by_place, read_both
from xuewei.formats.git.around import repository_around
from xuewei.formats.kinds import OURS, Kind, kind_of
from xuewei.formats.own_project import with_projects
from xuewei.formats.places import (
    SHIPPED_PLAN,
    SHIPPED_POLICY,
    SHIPPED_POPULATION,
    AnyPath,
    Confined,
    exists,
    inside,
    is_folder,
    shipped,
)
from xuewei.formats.plan.read import plan_of
from xuewei.formats.plan.register import register_alone, with_register
from xuewei.formats.plan.register_table import is_register
from xuewei.formats.policy import policy_of
from xuewei.formats.population.assumption_shapes import ASSUMPTIONS
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.formats.population.folder import read_population, read_record
from xuewei.formats.population.tables import CSV, PARQUET, TABLES, estates_too, has_table
from xuewei.formats.project import Project, read_project, stage_names
from xuewei.formats.yaml import read_yaml
from xuewei.model.assessment import assess
from xuewei.model.plan import Plan, stages_of
from xuewei.model.plan_stages import strange_stages
from xuewei.model.population import Population

if TYPE_CHECKING:
    from xuewei.model.policy import Policy

PEOPLE = ("census", "enrolment")
"""Tables by which a folder of ours is known."""
YAML = (".yaml", ".yml")
KIND = Kind("unknown_file", tuple(ASSUMPTIONS.keys), OURS.marks)
"""YAML that is checked."""
Ruled: TypeAlias = "tuple[Plan, Population, Policy]"
Found = tuple[list[Plan], list[Population], list[tuple[str, str]]]


def read_all(paths: Sequence[str], *, skip_others: bool = False) -> Found:
    """Plans, populations, and (kind, path) of every file or folder; nothing named: the plan of the project around the
    working directory and its people, else the shipped ones.

    A folder that holds a ``plan.yaml`` is a project: its plan and the people that it names; one that holds no table of
    people stands for the plans and scenarios in it. A table of a population folder stands for its whole folder; a
    scenario is laid over what it extends and held against its people. ``skip_others``, for a hook, skips files of other
    kinds; inside a repository nothing outside it is read then. Raises InputError with the faults of all of them.
    """
    named = paths if skip_others else [file for path in with_projects(paths) for file in _files_in(path)]
    named = named or [str(shipped(SHIPPED_PLAN)), str(shipped(SHIPPED_POPULATION))]
    found: Found = ([], [], [])
    faults: list[Fault] = []
    broken: dict[str, Sequence[Fault]] = {}
    for path in dict.fromkeys(named):
        top = _bounds(path) if skip_others else None
        try:
            if not skip_others or _ours(path, top):
                _read(path, found, top)
        except InputError as wrong:
            broken[path] = wrong.faults
    for path, own in broken.items():
        faults += estates_too(own, lambda: found[0], path if is_folder(path) and found[0] else None)
    for plan, path in zip(found[0], (path for kind, path in found[2] if kind == "plan"), strict=True):
        faults += _strange(plan, _place(path, _bounds(path) if skip_others else None), found[1])
    if faults:
        raise InputError(faults)
    return found


def _files_in(path: str) -> list[str]:
    """The plans and scenarios of a folder that holds no table of people, with what there cannot be read; any other path
    as it is."""
    if not is_folder(path) or any(has_table(path, name) for name in TABLES):
        return [path]
    files: list[str] = []
    with suppress(OSError):  # a folder that cannot be read is told where it is needed
        files = [str(each) for each in sorted(Path(path).iterdir()) if each.suffix.lower() in YAML and each.is_file()]
    return [file for file in files if _may_be_ours(file)] or [path]


def _may_be_ours(file: str) -> bool:
    """Whether a file is a plan or a scenario, or cannot be read."""
    try:
        return kind_of(file) is not None
    except InputError:
        return True


def _strange(plan: Plan, place: AnyPath, populations: Sequence[Population]) -> Iterator[Fault]:
    """What a plan says of stages that neither its own people nor any that are named beside it know; with that, all
    else in which it does not fit its people, where they are known."""
    known = {stage.name for people in populations for stage in stages_of(plan, people.assumptions)}
    offered = {name for people in populations for name in people.assumptions.offered}
    with suppress(InputError):  # a folder that cannot be read is told where it is needed
        if plan.population is not None or not known:
            names, optional = stage_names(plan, place)
            known, offered = known.union(names), offered.union(optional)
        found = list(strange_stages(plan, [*known], offered))
        if found:
            yield from by_place([*found, *_misfits(plan, place, populations)], plan.file)


def _misfits(plan: Plan, place: AnyPath, populations: Sequence[Population]) -> Sequence[Fault]:
    """In what a plan does not fit its own people, or the only ones that are named beside it."""
    beside = [people for people in populations if people.known_areas]
    try:
        if plan.population is not None:
            assess(*read_project(place))
        elif len(beside) == 1:
            assess(plan, beside[0])
    except InputError as wrong:
        return wrong.faults
    return ()


def read_projects(paths: Sequence[str], *, skip_others: bool = False) -> list[Ruled]:
    """The same as :func:`read_plans`, each with the rules of its people's folder."""
    return [(*project, _rules(project, top)) for project, top in _projects(paths, skip_others=skip_others)]


def read_plans(
    paths: Sequence[str], *, skip_others: bool = False, kinds: Sequence[tuple[str, str]] | None = None
) -> list[Project]:
    """Every plan among the files with its people, and every scenario laid over its plan, in the order of the files.

    ``kinds`` are (kind, path) of the files, where :func:`read_all` has read them already.

    A plan that names no people takes the folder that is named beside it, if there is one, else the shipped one.
    Raises InputError with the faults of all files, also of those that are no plans.
    """
    return [project for project, _ in _projects(paths, skip_others=skip_others, kinds=kinds)]


def _projects(
    paths: Sequence[str], *, skip_others: bool, kinds: Sequence[tuple[str, str]] | None = None
) -> Iterator[tuple[Project, Path | None]]:
    """The same, each with the top of the repository that it is held inside."""
    kinds = list(dict.fromkeys(read_all(paths, skip_others=skip_others)[2] if kinds is None else kinds))
    folders = [path for kind, path in kinds if kind == "population"]
    beside = folders[0] if len(folders) == 1 else None
    for kind, path in kinds:
        if kind in ("plan", "scenario"):
            top = _bounds(path) if skip_others else None
            place = _place(path, top)
            plan, scenarios = (place, []) if kind == "plan" else (None, [place])
            project = read_project(plan, scenarios)
            if beside is not None and project[0].population is None:
                project = read_project(plan, scenarios, _place(beside, top))
            yield project, top


def place_in(*, skip_others: bool) -> Callable[[str], AnyPath]:
    """What gives the place of a path; with ``skip_others`` inside its repository."""
    return lambda path: _place(path, _bounds(path) if skip_others else None)


def _own_rules(folder: AnyPath) -> Policy | None:
    """The rules of a folder that writes some itself; None of any other."""
    if not exists(inside(folder, SHIPPED_POLICY)):
        return None
    return policy_of(folder)


def _rules(project: Project, top: Path | None) -> Policy:
    """The rules that a project is held against."""
    folder = project[1].folder
    return policy_of(folder if folder == str(shipped(SHIPPED_POPULATION)) else _place(folder, top))


def _bounds(path: str) -> Path | None:
    """The repository that holds a file, by its path as written; None outside one."""
    here, whole = repository_around(Path.cwd()), Path(os.path.abspath(path))
    return here if here and whole.is_relative_to(here) else repository_around(whole.parent)


def _place(path: str, top: Path | None) -> AnyPath:
    """Where a file is, held inside ``top``."""
    return Confined(Path(path), top) if top else path


def _ours(path: str, top: Path | None) -> bool:
    """Whether a file is a plan, a scenario or of a population folder, told without reading it as YAML."""
    place, folder = _place(path, top), _place(str(Path(path).parent), top)
    if is_folder(place) or any(has_table(folder, name) for name in PEOPLE) or _lists_schools(place, path):
        return True
    return Path(path).suffix.lower() in YAML and kind_of(place) is not None


def _lists_schools(place: AnyPath, path: str) -> bool:
    """Whether a file is a register of schools, and no table of people."""
    table = Path(path).suffix.lower() == CSV and Path(path).stem not in TABLES
    return table and os.path.isfile(path) and is_register(place)


def _pupils_alone(folder: AnyPath) -> bool:
    """Whether a folder holds pupils on record and no people."""
    return has_table(folder, "enrolment") and not has_table(folder, "census")


def _read(path: str, found: Found, top: Path | None) -> None:
    plans, populations, kinds = found
    place = _place(path, top)
    if _lists_schools(place, path):
        plan_of(register_alone(place), path)
        kinds.append(("register", path))
        return
    if Path(path).suffix.lower() in (CSV, PARQUET) and os.path.isfile(path):
        path = str(Path(path).parent)
    place = _place(path, top)
    if _pupils_alone(place):
        populations.append(read_record(place).rows)
        kinds.append(("enrolment", path))
        return
    if is_folder(place):
        people, _ = read_both(lambda: read_population(place), lambda: _own_rules(place))
        populations.append(people)
        kinds.append(("population", path))
        return
    node = read_yaml(place, KIND)
    keys = set(node.value) if isinstance(node.value, dict) else set()
    if "scenario" in keys:
        assess(*read_project(scenarios=[place]))
        kinds.append(("scenario", path))
    elif not keys.isdisjoint(OURS.marks):
        plans.append(plan_of(with_register(node, place), path))
        kinds.append(("plan", path))
    else:
        read_assumptions(place)
        kinds.append(("assumptions", path))
