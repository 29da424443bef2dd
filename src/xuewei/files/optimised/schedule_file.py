"""A schedule as a scenario: YAML that lies over the plan, and that every other command reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from xuewei.files.places import BUILT_IN
from xuewei.files.plans.plan_writer import school_document
from xuewei.files.written.yaml_text import entry
from xuewei.model.plan import CANCELLED, Conversion, Plan
from xuewei.optimising.schedule import Schedule, added_row, change
from xuewei.words.shown import visible


def scenario_text(
    found: Schedule, plan: Plan, name: str, extends: str, comment: str = "", note: str | None = None
) -> str:
    """The scenario of a schedule over ``plan``; ``extends`` is how it names the plan, ``comment`` stands above it, and
    ``note`` in it.

    Schools that stay as written are not in it.
    """
    known = {school.id for school in plan.schools}
    changes, adds, gone = [], [], []
    for each in found.outcomes:
        one = each.candidate
        if one.added and each.opens is not None:
            gone += [one.school.id] if one.school.id in known else []
            adds.append(school_document(added_row(each, plan), plan.area))
        elif one.school.id in known:
            written = change(each, plan)
            if written:
                changes.append({"id": one.school.id, **_document(written)})
    turned = {school.id: _document({"convert": turns}) for school, turns in found.turned}
    moved = {each.id: {"status": CANCELLED} if each.cancelled else {"opens": each.opens} for each in found.moved}
    besides = dict.fromkeys((*moved, *turned))
    changes += [{"id": name, **moved.get(name, {}), **turned.get(name, {})} for name in besides]
    adds += [school_document(school, plan.area) for school in found.besides]
    document: dict[str, Any] = {
        "scenario": name,
        "extends": extends,
        "note": note,
        "remove": gone,
        "change": changes,
        "add": adds,
    }
    lines = [f"# {visible(line)}" for line in comment.split("\n") if line]
    lines += [entry(key, value, 0) for key, value in document.items() if value]
    return "\n".join(lines) + "\n"


def _document(written: Mapping[str, Any]) -> dict[str, Any]:
    """Changes as they are written."""
    turns: tuple[Conversion, ...] = written.get("convert", ())
    found = dict(written)
    if turns:
        found["convert"] = [
            {"year": each.year, "from": each.origin, "to": each.target, "seats": each.seats} for each in turns
        ]
    return found


def reference(plan: str | None, scenario: str | None, output: str | None) -> str:
    """How a scenario written to ``output`` names what it lies over: a shipped plan by its name, else by a path relative
    to the output.

    >>> reference(None, None, "out.yaml"), reference("a/plan.yaml", None, "a/b/out.yaml")
    ('plan_2021_2025', '../plan.yaml')
    """
    below = scenario or plan
    if below is None:
        return next(iter(BUILT_IN))
    if below in BUILT_IN:
        return below
    folder = os.path.dirname(os.path.abspath(output)) if output else os.getcwd()
    try:
        return os.path.relpath(below, folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return os.path.abspath(below)
