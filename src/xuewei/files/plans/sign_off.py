"""A school closed out (销号) in its plan's file: one step more at the end of its progress."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from xuewei.errors import Fault, InputError
from xuewei.files.plans.plan_edit import edit_school
from xuewei.model.plan import CLOSED_OUT, IN_USE, Plan, School
from xuewei.model.progress import reached, status_at


def close_out(path: str | Path, school: str, day: date, note: str | None = None) -> tuple[Plan, Plan]:
    """Record in the plan's file that ``school`` is closed out from ``day`` on; the plan before and after.

    A school that gives no dates begins its ``progress`` with this step. Raises InputError, leaving the file as it is,
    where the plan cannot be read or has no such school, where the school is not in use on that day or is closed out
    already, and where ``day`` is before its last step.
    """

    def close(row: Any, found: School, place: str) -> None:
        wrong = _refusal(found, day)
        if wrong:
            kind, values, shown = wrong
            field = "progress" if found.progress else "status"
            raise InputError([Fault(str(path), found.line or None, f"{place}.{field}", kind, values, shown)])
        _append(row, _step(day, note))

    return edit_school(path, school, close)


def _refusal(school: School, day: date) -> tuple[str, dict[str, object], str | None] | None:
    """Why a school cannot be closed out on ``day``: kind of fault, its values, what was found; None where it can."""
    if school.status == CLOSED_OUT:
        since = reached(school, CLOSED_OUT)
        return ("closed_out", {}, None) if since is None else ("closed_on", {"date": since}, None)
    if school.progress and day.isoformat() < school.progress[-1].date:
        return "progress_order", {"before": school.progress[-1].date}, day.isoformat()
    status = status_at(school, day)
    return None if status == IN_USE else ("not_in_use", {"day": day}, status)


def _step(day: date, note: str | None) -> CommentedMap:
    step = CommentedMap({"date": day, "status": CLOSED_OUT})
    if note is not None:
        step["note"] = note
    step.fa.set_flow_style()
    return step


def _append(row: Any, step: CommentedMap) -> None:
    """The step at the end of the row's progress, written as the step before it is."""
    steps = row.get("progress")
    if steps:
        if steps[-1].fa.flow_style() is False:
            step.fa.set_block_style()
        steps.append(step)
    else:
        begun = CommentedSeq([step])
        begun.fa.set_flow_style()
        row.pop("progress", None)
        row.insert(list(row).index("status") + 1, "progress", begun)
    if "status" in row:
        row["status"] = CLOSED_OUT
