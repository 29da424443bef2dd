"""A school closed out (销号) in its plan's file: one step more at the end of its progress."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.files.plans.plan_edit import plan_in, row_of, updated
from xuewei.files.plans.plan_file import read_plan
from xuewei.files.writing import write_bytes
from xuewei.files.written.place import read_bytes
from xuewei.files.written.text import YAML_LIMIT, decoded
from xuewei.model.plan import CLOSED_OUT, IN_USE, Plan, Progress, School
from xuewei.model.progress import reached, status_at


def close_out(path: str | Path, school: str, day: date, note: str | None = None) -> tuple[Plan, Plan]:
    """Record in the plan's file that ``school`` is closed out from ``day`` on; the plan before and after.

    A school that gives no dates begins its ``progress`` with this step. Raises InputError, leaving the file as it is,
    where the plan cannot be read or has no such school, where the school is not in use on that day or is closed out
    already, and where ``day`` is before its last step.
    """
    before = read_plan(path)
    text, encoding = decoded(read_bytes(path, YAML_LIMIT), str(path))
    row = row_of(before, school, str(path))
    found = before.schools[row]
    wrong = _refusal(found, day)
    if wrong:
        kind, values, shown = wrong
        field = f"schools[{found.id}].{'progress' if found.progress else 'status'}"
        raise InputError([Fault(Place.of(found.line, str(path)), field, kind, values, shown)])
    steps = (*found.progress, Progress(day.isoformat(), CLOSED_OUT, note))
    closed = replace(found, status=CLOSED_OUT, progress=steps)
    after = replace(before, schools=(*before.schools[:row], closed, *before.schools[row + 1 :]))
    after_text, _ = updated(text, before, after)
    after = plan_in(after_text, str(path))
    write_bytes(path, after_text.encode(encoding), change=True)
    return before, after


def _refusal(school: School, day: date) -> tuple[str, dict[str, object], str | None] | None:
    """Why a school cannot be closed out on ``day``: kind of fault, its values, what was found; None where it can."""
    if school.status == CLOSED_OUT:
        since = reached(school, CLOSED_OUT)
        return ("closed_out", {}, None) if since is None else ("closed_on", {"date": since}, None)
    if school.progress and day.isoformat() < school.progress[-1].date:
        return "progress_order", {"before": school.progress[-1].date}, day.isoformat()
    status = status_at(school, day)
    return None if status == IN_USE else ("not_in_use", {"day": day}, status)
