"""The project around the working directory: which ``plan.yaml`` is meant where none is named.

Looking for it opens nothing: names are looked up, from the working directory up to the top of its git repository and no
further; without a repository in the working directory alone. A library never looks: only the command line does, for
those who type in a folder of theirs. What git calls on somebody's branch names every file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.git.around import repository_around
from xuewei.formats.kinds import OURS
from xuewei.formats.places import AnyPath, beside, exists, is_folder

OWN_PLAN = "plan.yaml"
"""What the plan of a project is called."""
STARTED = "population"
"""The folder of people of a project that `init` made."""


class FoundPlan(str):
    """The path of a plan that nobody named: found in the working directory or above it. ``top`` is that of the
    repository that holds it; None without one."""

    top: Path | None = None


def plan_around(folder: Path | None = None) -> FoundPlan | None:
    """The ``plan.yaml`` nearest to ``folder`` (None: the working directory), as a path from the working directory; None
    where there is none.

    A repository whose top belongs to somebody else is none. Raises InputError for a plan that is a link out of the
    project, or that belongs to somebody else.
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
    from xuewei.formats.yaml import read_yaml  # where yaml is, which not every command needs

    written = read_yaml(plan, OURS).value
    named = written.get("population") if isinstance(written, dict) else None
    return None if named is None else people_of(plan, str(named.value))


def people_of(plan: AnyPath, named: str) -> AnyPath:
    """The folder that a plan names as ``named``. Raises InputError where nobody named the plan and the folder lies
    outside its repository, links followed."""
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
    """As :func:`people_around`, for what does without a project: where that cannot be used there are no people, and
    the file or folder is named that is to blame."""
    try:
        return people_around(), None
    except InputError as wrong:
        return None, wrong.faults[0].place.file


def unasked(wrong: InputError, plan: str | None) -> InputError:
    """Faults of which one that a file is no plan says how another is named, where that file is ``plan``, which nobody
    named."""
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
    """Whose files are believed unasked: this user's, and those of the owner of the folder that was gone into."""
    return {getattr(os, "geteuid", lambda: 0)(), _owner(here)}


def _owner(path: Path) -> int:
    """The number of the user to whom a file, or a link, belongs; on Windows all have one."""
    return os.lstat(path).st_uid
