"""Files of any kind, told apart by their place and their first keys."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from xuewei.assessment import assess
from xuewei.errors import Fault, InputError, read_both
from xuewei.files.people.assumptions_file import read_assumptions
from xuewei.files.people.assumptions_shapes import ASSUMPTIONS
from xuewei.files.people.bands_file import read_bands
from xuewei.files.people.enrolment_folder import read_enrolment
from xuewei.files.people.people_tables import CSV, PARQUET, has_table
from xuewei.files.people.population_folder import read_population
from xuewei.files.places import SHIPPED_PLAN, SHIPPED_POPULATION, shipped
from xuewei.files.plans.plan_file import plan_of
from xuewei.files.project import Project, read_project
from xuewei.files.sides import kind_of
from xuewei.files.written.nodes import read_yaml
from xuewei.model.plan import Plan
from xuewei.model.population import Population

PEOPLE = ("census", "enrolment")
"""Tables by which a folder of ours is known."""
Found = tuple[list[Plan], list[Population], list[tuple[str, str]]]


def read_all(paths: Sequence[str], *, skip_others: bool = False) -> Found:
    """Plans, populations, and (kind, path) of every file or folder; nothing named: the shipped plan and its people.

    A table of a population folder stands for its whole folder; a scenario is laid over what it extends and held
    against its people. ``skip_others`` passes over files that are none of ours. Raises InputError with the faults of
    all of them.
    """
    named = list(paths) or [str(shipped(SHIPPED_PLAN)), str(shipped(SHIPPED_POPULATION))]
    if skip_others:
        named = [path for path in named if _ours(Path(path))]
    found: Found = ([], [], [])
    faults: list[Fault] = []
    for path in dict.fromkeys(named):
        try:
            _read(path, found)
        except InputError as wrong:
            faults += wrong.faults
    if faults:
        raise InputError(faults)
    return found


def read_projects(paths: Sequence[str], *, skip_others: bool = False) -> list[Project]:
    """Every plan among the files with its people, and every scenario laid over its plan, in the order of the files.

    A plan that names no people takes the folder that is named beside it, if there is one, else the shipped one.
    Raises InputError with the faults of all files, also of those that are no plans.
    """
    kinds = dict.fromkeys(read_all(paths, skip_others=skip_others)[2])
    folders = [path for kind, path in kinds if kind == "population"]
    beside = folders[0] if len(folders) == 1 else None
    found: list[Project] = []
    for kind, path in kinds:
        if kind in ("plan", "scenario"):
            plan, scenarios = (path, []) if kind == "plan" else (None, [path])
            project = read_project(plan, scenarios)
            if beside is not None and project[0].population is None:
                project = read_project(plan, scenarios, beside)
            found.append(project)
    return found


def _ours(path: Path) -> bool:
    """Whether a file is a plan, a scenario or of a population folder, told without reading it as YAML."""
    if os.path.isdir(path) or any(has_table(path.parent, name) for name in PEOPLE):
        return True
    return path.suffix.lower() in (".yaml", ".yml") and kind_of(path) is not None


def _pupils_alone(folder: Path) -> bool:
    """Whether a folder holds pupils on record and no people."""
    return has_table(folder, "enrolment") and not has_table(folder, "census")


def _read(path: str, found: Found) -> None:
    plans, populations, kinds = found
    if Path(path).suffix.lower() in (CSV, PARQUET) and os.path.isfile(path):
        path = str(Path(path).parent)
    if _pupils_alone(Path(path)):
        populations.append(read_enrolment(path).rows)
        kinds.append(("enrolment", path))
        return
    if os.path.isdir(path):
        people, _ = read_both(lambda: read_population(path), lambda: read_bands(path))
        populations.append(people)
        kinds.append(("population", path))
        return
    node = read_yaml(path)
    keys = set(node.value) if isinstance(node.value, dict) else set()
    if "scenario" in keys:
        assess(*read_project(scenarios=[path]))
        kinds.append(("scenario", path))
    elif "plan" in keys or "schools" in keys or not keys:
        plans.append(plan_of(node, path))
        kinds.append(("plan", path))
    elif keys & set(ASSUMPTIONS.keys):
        read_assumptions(path)
        kinds.append(("assumptions", path))
    else:
        raise InputError([Fault(path, None, "", "unknown_file", {}, ", ".join(sorted(keys)[:5]))])
