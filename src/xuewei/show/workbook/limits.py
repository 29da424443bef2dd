"""What a sheet cannot hold, told before anything is written."""

from __future__ import annotations

from collections.abc import Iterator

from xuewei.errors import Fault, InputError, Place
from xuewei.model.plan import Plan, School
from xuewei.model.school_fields import FieldKind, fields_of

LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
"""Characters of a cell and rows of a sheet in the format of Excel."""


def refuse_too_large(plan: Plan, rows: int) -> None:
    """Raise InputError for every text that no cell holds, or where ``rows`` are more than a sheet has."""
    faults = [
        Fault(Place.of(school.line, plan.file), f"schools[{school.id}].{key}", "too_long", {"limit": LONGEST_TEXT})
        for school in plan.schools
        for key, text in _texts(school)
        if len(text) > LONGEST_TEXT
    ]
    if rows > MOST_ROWS:
        faults.append(Fault(Place(plan.file), "schools", "too_many_rows", {"limit": MOST_ROWS}))
    if faults:
        raise InputError(faults)


def _texts(school: School) -> Iterator[tuple[str, str]]:
    for key in fields_of(FieldKind.TEXT, FieldKind.NAME):
        yield key, getattr(school, key) or ""
    yield from school.responsible.items()
    for step in school.progress:
        yield "progress", step.note or ""
