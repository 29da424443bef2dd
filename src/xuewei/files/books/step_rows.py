"""Rows that belong to schools of the ledger: the steps of their progress, and the stages that their seats turn to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.errors import nearest
from xuewei.files.books.rows import Rows
from xuewei.files.books.typed import text_of
from xuewei.files.written.nodes import Node
from xuewei.model.plan import STATUSES

PROGRESS = "progress"


def add_steps(rows: Rows, keys: Sequence[str], into: str, schools: Mapping[str, Node]) -> None:
    """Add the rows of a sheet to the list ``into`` of their schools, each a map of ``keys``."""
    for row in rows:
        name = rows.node(row, "id")
        school = schools.get(str(name.value)) if name else None
        if school is None or not isinstance(school.value, dict):
            if name is None:
                rows.faults.note(rows.sheet, rows.head, (row, "id"), "text_empty")
            else:
                near = nearest(str(name.value), schools)
                rows.faults.note(rows.sheet, rows.head, (row, "id"), "book_no_school", text_of(name.value), near)
            continue
        step = {key: node for key in keys if (node := rows.node(row, key)) is not None}
        for key in keys[:-1]:
            if key not in step and not rows.wrong(row, key):
                rows.faults.note(rows.sheet, rows.head, (row, key), "text_empty")
        steps = school.value.setdefault(into, Node([], rows.sheet.spot(row)))
        if isinstance(steps.value, list):
            steps.value.append(Node(step, rows.sheet.spot(row)))
        if into == PROGRESS and "status" in step:
            _follow(school.value, step["status"])


def _follow(school: dict[str, Node], step: Node) -> None:
    """Let the status of a school be that of a step that is further on: people date a step and forget the ledger."""
    written = school.get("status")
    known = written is not None and written.value in STATUSES and step.value in STATUSES
    if known and written is not None and STATUSES.index(str(written.value)) < STATUSES.index(str(step.value)):
        school["status"] = step
