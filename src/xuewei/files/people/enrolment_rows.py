"""Rows of ``enrolment.csv``: their columns, and what is wrong with them beyond a single cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xuewei.errors import Fault, nearest
from xuewei.files.written.table import BASIS_AND_SOURCE, YEAR, Cell, number, whole, words
from xuewei.model.population import EnrolmentRow
from xuewei.model.stages import Stage

VINTAGE = {"published_year": Cell(YEAR.read, optional=True)}
ENROLMENT = {
    "area": Cell(words),
    "year": YEAR,
    "stage": Cell(words),
    "grade": Cell(whole(1, 15), optional=True),
    "pupils": Cell(number),
    **BASIS_AND_SOURCE,
    **VINTAGE,
}


def enrolment_row(row: Mapping[str, Any]) -> EnrolmentRow:
    """Pupils of one line."""
    return EnrolmentRow(*(row[name] for name in ENROLMENT))


def strange(file: str, pupils: Sequence[Mapping[str, Any]], stages: Sequence[Stage]) -> list[Fault]:
    """Stages that ``stages`` do not have, and grades that a stage does not have."""
    grades = {stage.name: stage.grades for stage in stages}
    found = []
    for row in pupils:
        name, grade = row["stage"], row["grade"]
        if name not in grades:
            found.append(Fault(file, row["line"], "stage", "no_stage", {}, name, nearest(name, grades)))
        elif grade is not None and grade > grades[name]:
            limits = {"low": 1, "high": grades[name]}
            found.append(Fault(file, row["line"], "grade", "whole", limits, str(grade)))
    return found
