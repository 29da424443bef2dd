"""Rows of ``enrolment.csv``: their columns, and what is wrong with them beyond a single cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xuewei.errors import Fault, Place, in_order, nearest
from xuewei.files.written.table import BASIS_AND_SOURCE, YEAR, Cell, number, whole, words
from xuewei.model.population import EnrolmentRow
from xuewei.model.stages import Stage
from xuewei.model.ungraded import misfits

VINTAGE = {"published_year": Cell(YEAR.read, optional=True)}
ENROLMENT = {
    "area": Cell(words),
    "year": YEAR,
    "stage": Cell(words),
    "grade": Cell(whole(1, 15), optional=True),
    "pupils": Cell(number),
    **BASIS_AND_SOURCE,
    **VINTAGE,
    "ungraded": Cell(number, optional=True),
}


def enrolment_row(row: Mapping[str, Any]) -> EnrolmentRow:
    """Pupils of one line."""
    return EnrolmentRow(*(row[name] for name in (*ENROLMENT, "line")))


def strange(file: str, pupils: Sequence[Mapping[str, Any]], stages: Sequence[Stage]) -> list[Fault]:
    """Stages that ``stages`` do not have, and grades that a stage does not have."""
    grades = {stage.name: stage.grades for stage in stages}
    found = []
    for row in pupils:
        name, grade = row["stage"], row["grade"]
        if name not in grades:
            found.append(Fault(Place(file, row["line"]), "stage", "no_stage", {}, name, nearest(name, grades)))
        elif grade is not None and grade > grades[name]:
            limits = {"low": 1, "high": grades[name]}
            found.append(Fault(Place(file, row["line"]), "grade", "whole", limits, str(grade)))
    return found


def contradictions(
    file: str, pupils: Sequence[EnrolmentRow], lines: Sequence[int], stages: Sequence[Stage]
) -> list[Fault]:
    """Whole stages that are not their grades, and ungraded pupils where there can be none; ``lines`` are where the rows
    stand."""
    return in_order(_contradictions(file, pupils, lines, stages))


def _contradictions(
    file: str, pupils: Sequence[EnrolmentRow], lines: Sequence[int], stages: Sequence[Stage]
) -> Iterator[Fault]:
    for row, line in zip(pupils, lines, strict=True):
        if row.ungraded is not None and (row.grade is not None or row.ungraded > row.pupils):
            kind = "ungraded_grade" if row.grade is not None else "ungraded_more"
            yield Fault(Place(file, line), "ungraded", kind, {}, f"{row.ungraded:.15g}")
    for each in misfits(pupils, stages):
        row = pupils[each.n]
        told = {"area": row.area, "year": row.year, "added": each.added, "n": abs(each.pupils - each.added)}
        kind = "whole_over_grades" if each.over else "whole_under_grades"
        yield Fault(Place(file, lines[each.n]), "pupils", kind, told, f"{each.pupils:.15g}")
