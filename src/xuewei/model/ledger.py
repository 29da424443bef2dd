"""The seat ledger (学位台账): dated rows of seats that come and go, and seats by year as their running sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.model.plan import OPENED, Plan, School, opening_year
from xuewei.model.stages import Stage

OPENS, CLOSES, ENDS, CONVERTS, REMOVES = "opens", "closes", "ends", "converts", "removes"


@dataclass(frozen=True)
class LedgerRow:
    """``seats`` (negative: taken away) of one stage from ``year`` on; ``grade`` None spreads them over all grades.

    ``usable`` are the seats of this row within the size cap of its school (合规可用学位).
    """

    year: int
    area: str
    stage: str
    grade: int | None
    seats: float
    usable: float
    school: str
    reason: str


def ledger(plan: Plan, stages: Sequence[Stage], caps: Mapping[str, float]) -> list[LedgerRow]:
    """Every row of every school that is not cancelled, by year and then in the order of the plan.

    ``caps``: pupils one school of a kind may hold. Seats not yet open count with the plan's ``delivered_share``.
    """
    grades = {stage.name: stage.grades for stage in stages}
    rows = [row for school in plan.schools if not school.cancelled for row in _school(school, plan, grades, caps)]
    return sorted(rows, key=lambda row: row.year)


def _school(school: School, plan: Plan, grades: Mapping[str, int], caps: Mapping[str, float]) -> list[LedgerRow]:
    """The rows of one school in the order in which they take effect."""
    opens = opening_year(school, plan)
    delivered = 1.0 if school.status in OPENED else plan.delivered_share
    design = sum(school.seats.values())
    usable = min(1.0, caps.get(school.type, np.inf) / design) if design else 1.0

    def row(year: int, stage: str, grade: int | None, seats: float, reason: str, within: float = usable) -> LedgerRow:
        return LedgerRow(year, school.area, stage, grade, seats, seats * within, school.id, reason)

    rows = []
    for stage, seats in school.seats.items():
        if (school.fill or plan.fill) == "by_grade":
            each = seats * delivered / grades[stage]
            rows += [row(opens + grade - 1, stage, grade, each, OPENS) for grade in range(1, grades[stage] + 1)]
        else:
            rows.append(row(opens, stage, None, seats * delivered, OPENS))
    rows += [row(opens, stage, None, -seats, REMOVES, 1.0) for stage, seats in school.removes.items()]
    for conversion in sorted(school.convert, key=lambda conversion: conversion.year):
        standing = _standing(rows, conversion.year, conversion.origin)
        there = sum(seats for _, seats in standing)
        turned = there if conversion.seats is None else min(conversion.seats * delivered, there)
        if there > 0:
            part = turned / there
            rows = [
                one for one in rows if not (one.stage == conversion.origin and one.year > conversion.year and part == 1)
            ]
            rows += [
                row(conversion.year, conversion.origin, grade, -seats * part, CONVERTS) for grade, seats in standing
            ]
            rows.append(row(conversion.year, conversion.target, None, turned, CONVERTS))
    for year, reason in ((school.closes, CLOSES), (None if school.until is None else school.until + 1, ENDS)):
        if year is not None:
            rows = [one for one in rows if one.year < year]
            for stage in dict.fromkeys(one.stage for one in rows):
                rows += [row(year, stage, grade, -seats, reason) for grade, seats in _standing(rows, year, stage)]
    return rows


def _standing(rows: Iterable[LedgerRow], year: int, stage: str) -> list[tuple[int | None, float]]:
    """Seats of a stage that stand when ``year`` begins, by grade."""
    by_grade: dict[int | None, float] = {}
    for row in rows:
        if row.stage == stage and row.year <= year:
            by_grade[row.grade] = by_grade.get(row.grade, 0.0) + row.seats
    return [(grade, seats) for grade, seats in by_grade.items() if seats]


def seats_by_year(
    rows: Iterable[LedgerRow], years: range, areas: Sequence[str], stages: Sequence[Stage], *, usable: bool = False
) -> dict[str, NDArray[np.float64]]:
    """Seats of the ledger by stage, each ``(year, area, grade)``: the running sum of its rows.

    Rows before the first year stand from the first year on; rows after the last year are not in it yet.
    """
    order = {area: n for n, area in enumerate(areas)}
    found = {stage.name: np.zeros((len(years), len(areas), stage.grades)) for stage in stages}
    for row in rows:
        if row.year < years.stop:
            at = found[row.stage][max(row.year - years.start, 0), order[row.area]]
            seats = row.usable if usable else row.seats
            if row.grade is None:
                at += seats / len(at)
            else:
                at[row.grade - 1] += seats
    return {stage: np.cumsum(seats, axis=0) for stage, seats in found.items()}
