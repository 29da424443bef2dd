"""The sides of a comparison: a plan or a scenario, by a file, a shipped plan's name, or a revision in git."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from xuewei.errors import Fault, InputError
from xuewei.formats.git.revision import revision
from xuewei.formats.places import OURS, YAML_LIMIT, AnyPath, read_text, same
from xuewei.formats.project import Project, read_project
from xuewei.formats.scenario.read import built_in, is_scenario, stack
from xuewei.formats.yaml import Node, read_yaml

_KEYS = re.compile(r"^([a-z_]+)[ \t]*:", re.MULTILINE)


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


def kind_of(place: AnyPath) -> str | None:
    """``plan`` or ``scenario`` by the keys at the left edge of a YAML file; None for anything else.

    Nothing else of the file is read: it may be any YAML of somebody else's.
    """
    found = set(_KEYS.findall(read_text(place, YAML_LIMIT)))
    return "scenario" if {"scenario", "extends"} <= found else "plan" if {"plan", "schools"} <= found else None


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
