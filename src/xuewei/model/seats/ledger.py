"""The seat ledger (学位台账): dated rows of seats that come and go, and seats by year as their running sum."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.plan import BY_GRADE, OPENED, Conversion, Plan, School, opening_year
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.stages import Stage

OPENS, CLOSES, ENDS, CONVERTS, REMOVES = "opens", "closes", "ends", "converts", "removes"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LedgerRow:
    """``seats`` (negative: taken away) of one stage from ``year`` on; ``grade`` None spreads them over all grades, as
    :func:`grade_shares` has it.

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
    known = {stage.name: stage for stage in stages}
    rows = [row for school in plan.schools if not school.cancelled for row in _school(school, plan, known, caps)]
    return sorted(rows, key=lambda row: row.year)


def grade_shares(stage: Stage) -> NDArray[np.float64]:
    """Shares ``(grade,)`` of a stage's seats that are each grade's: as many classes in every grade, each of its grade's
    size.

    >>> grade_shares(Stage("kindergarten", 3, 3, 30, class_sizes=(20, 30, 30))).tolist()
    [0.25, 0.375, 0.375]
    """
    sizes = np.array(stage.sizes, dtype=float)
    found: NDArray[np.float64] = sizes / sizes.sum()
    return found


def classes_by_grade(school: School, stage: Stage) -> tuple[int, ...] | None:
    """A school's classes of every grade of a stage, where they are written, fit and hold any seats."""
    classes = school.classes.get(stage.name)
    return classes if isinstance(classes, tuple) and len(classes) == stage.grades and any(classes) else None


def school_shares(school: School, stage: Stage) -> NDArray[np.float64]:
    """Shares ``(grade,)`` of a school's seats of a stage that are each grade's: by its classes where they are known.

    >>> one = School("s", "primary", "甲", {"primary": 270}, classes={"primary": (2, 1, 1, 1, 1, 0)})
    >>> school_shares(one, Stage("primary", 6, 6, 45)).round(3).tolist()
    [0.333, 0.167, 0.167, 0.167, 0.167, 0.0]
    """
    classes = classes_by_grade(school, stage)
    if classes is None:
        return grade_shares(stage)
    seats = np.array(classes, dtype=float) * np.array(stage.sizes)
    found: NDArray[np.float64] = seats / seats.sum()
    return found


def first_grade(school: School, stage: Stage) -> float:
    """The share of a school's seats of a stage that are its first grade's."""
    return float(school_shares(school, stage)[0])


def _school(school: School, plan: Plan, stages: Mapping[str, Stage], caps: Mapping[str, float]) -> list[LedgerRow]:
    """The rows of one school in the order in which they take effect."""
    rows = _opened(school, plan, stages, caps)
    for conversion in conversions(school):
        rows, _ = _converted(rows, conversion, school, plan, share_within_cap(school, caps))
    for year, reason in ((school.closes, CLOSES), (None if school.until is None else school.until + 1, ENDS)):
        if year is not None:
            rows = [one for one in rows if one.year < year]
            for stage in dict.fromkeys(one.stage for one in rows):
                rows += [
                    LedgerRow(year, school.area, stage, grade, -seats, -usable, school.id, reason)
                    for grade, seats, usable in _standing(rows, year, stage)
                ]
    return rows


def _row(
    school: School, year: int, stage: str, grade: int | None, seats: float, reason: str, within: float
) -> LedgerRow:
    usable = seats if within == 1 else seats * within  # one number, not two that are equal
    return LedgerRow(year, school.area, stage, grade, seats, usable, school.id, reason)


def _opened(school: School, plan: Plan, stages: Mapping[str, Stage], caps: Mapping[str, float]) -> list[LedgerRow]:
    """The rows of a school that opens and is neither converted nor closed."""
    opens = opening_year(school, plan)
    delivered, within = delivered_share(school, plan), share_within_cap(school, caps)
    later, rows = fills_by_grade(school, plan), []
    for stage, seats in school.seats.items():
        kind = stages.get(stage)  # nobody's grades are not asked for
        known = kind and classes_by_grade(school, kind)
        if kind and (later or known):
            each = _of_grades(seats * delivered, school, kind)
            rows += [
                _row(school, opens + (grade - 1 if later else 0), stage, grade, part, OPENS, within)
                for grade, part in enumerate(each, start=1)
                if part or not known
            ]
        else:
            rows.append(_row(school, opens, stage, None, seats * delivered, OPENS, within))
    return rows + [_row(school, opens, stage, None, -seats, REMOVES, 1.0) for stage, seats in school.removes.items()]


def _of_grades(seats: float, school: School, stage: Stage) -> list[float]:
    """Seats of a stage by grade."""
    if classes_by_grade(school, stage) is None:
        if len({*stage.filling}) == 1:
            return [seats / stage.grades] * stage.grades
        return [seats * size / sum(stage.filling) for size in stage.filling]
    return [float(each) for each in seats * school_shares(school, stage)]


def _converted(
    rows: list[LedgerRow], conversion: Conversion, school: School, plan: Plan, within: float
) -> tuple[list[LedgerRow], Turned]:
    """The rows after one conversion, and what turns. What turns whole has no further grades to come."""
    year, origin = conversion.year, conversion.origin
    standing = _standing(rows, year, origin)
    there = sum(seats for _, seats, _ in standing)
    turned = max(there, 0.0)
    if conversion.seats is not None:
        turned = min(conversion.seats * delivered_share(school, plan), turned)
    if there > 0:
        part = turned / there
        rows = [one for one in rows if not (one.stage == origin and one.year > year and part == 1)]
        rows += [_row(school, year, origin, grade, -seats * part, CONVERTS, within) for grade, seats, _ in standing]
        rows.append(_row(school, year, conversion.target, None, turned, CONVERTS, within))
    graded = {grade: seats * turned / there for grade, seats, _ in standing if grade is not None and there > 0}
    return rows, Turned(conversion, there, turned, graded)


@dataclass(frozen=True, eq=False, repr=False)
class Turned:
    """A conversion, the seats of its old stage that stand when it begins, and those that turn; ``graded``: those of
    them that are of a grade of their own."""

    conversion: Conversion
    there: float
    turned: float
    graded: Mapping[int, float]

    @property
    def whole(self) -> bool:
        """Whether all that stands turns."""
        return 0 < self.there == self.turned


def conversions(school: School) -> list[Conversion]:
    """A school's conversions in the order of their years."""
    return sorted(school.convert, key=lambda conversion: conversion.year)


def turned_seats(school: School, plan: Plan, stages: Mapping[str, Stage]) -> list[Turned]:
    """What turns in each of a school's conversions, in the order of their years, its closing left aside."""
    rows, found = _opened(school, plan, stages, {}), []
    for conversion in conversions(school):
        rows, turned = _converted(rows, conversion, school, plan, 1.0)
        found.append(turned)
    return found


def delivered_share(school: School, plan: Plan) -> float:
    """The share of a school's seats that counts: all once it is open, else the plan's ``delivered_share``."""
    return 1.0 if school.status in OPENED else plan.delivered_share


def share_within_cap(school: School, caps: Mapping[str, float]) -> float:
    """The share of a school's seats that lies within the size cap of its kind.

    >>> share_within_cap(School("s", "primary", "甲", {"primary": 2500}), {"primary": 2000})
    0.8
    """
    design = sum(school.seats.values())
    return min(1.0, caps.get(school.type, np.inf) / design) if design else 1.0


def fills_by_grade(school: School, plan: Plan) -> bool:
    """Whether a school fills one grade a year, by its own row or else by the plan's."""
    return (school.fill or plan.fill) == BY_GRADE


def _standing(rows: Iterable[LedgerRow], year: int, stage: str) -> list[tuple[int | None, float, float]]:
    """Seats of a stage that stand when ``year`` begins, and those within the cap, by grade."""
    by_grade: dict[int | None, tuple[float, float]] = {}
    for row in rows:
        if row.stage == stage and row.year <= year:
            seats, usable = by_grade.get(row.grade, (0.0, 0.0))
            by_grade[row.grade] = seats + row.seats, usable + row.usable
    return [(grade, seats, usable) for grade, (seats, usable) in by_grade.items() if seats or usable]


def seats_by_year(
    rows: Iterable[LedgerRow], years: range, areas: Sequence[str], stages: Sequence[Stage], *, usable: bool = False
) -> dict[str, NDArray[np.float64]]:
    """Seats of the ledger by stage, each ``(year, area, grade)``: the running sum of its rows.

    Rows before the first year stand from the first year on; rows after the last year are not in it yet.
    """
    order = {area: n for n, area in enumerate(areas)}
    uneven = {stage.name: grade_shares(stage) for stage in stages if stage.class_sizes}
    found = {stage.name: np.zeros((len(years), len(areas), stage.grades)) for stage in stages}
    for row in rows:
        if row.year < years.stop:
            at = found[row.stage][max(row.year - years.start, 0), order[row.area]]
            seats = row.usable if usable else row.seats
            if row.grade is not None:
                at[row.grade - 1] += seats
            elif row.stage in uneven:
                at += seats * uneven[row.stage]
            else:
                at += seats / len(at)
    return {stage: np.cumsum(seats, axis=0) for stage, seats in found.items()}


def with_base(
    seats: Mapping[str, NDArray[np.float64]], base: Mapping[str, NDArray[np.float64]], stages: Sequence[Stage]
) -> dict[str, NDArray[np.float64]]:
    """Seats of the ledger on top of those in use before, which have as many classes in every grade."""
    uneven = {stage.name: grade_shares(stage) for stage in stages if stage.class_sizes}
    even = {stage: each[None, :, None] for stage, each in base.items()}
    return {
        stage: planned + (even[stage] * uneven[stage] if stage in uneven else even[stage] / planned.shape[2])
        for stage, planned in seats.items()
    }


def school_seats(school: School, plan: Plan, stages: Sequence[Stage], years: range) -> NDArray[np.float64]:
    """Seats ``(stage, year)`` that one school alone brings to some stages, those that it removes taken off."""
    order = {stage.name: n for n, stage in enumerate(stages)}
    found = np.zeros((len(stages), len(years)))
    known = {stage.name: stage for stage in stages}
    rows = [] if school.cancelled else _school(school, plan, known, {})
    for row in sorted(rows, key=lambda each: each.year):
        if row.year < years.stop and row.stage in order:
            found[order[row.stage], max(row.year - years.start, 0) :] += row.seats
    return found


def alike(school: School) -> tuple[Hashable, ...]:
    """What of a school decides which seats it brings by :func:`school_seats`: those alike in it bring the same.

    >>> from dataclasses import replace
    >>> one, other = (School(name, "primary", "甲", {"primary": 270}, opens=2024) for name in ("一小", "二小"))
    >>> alike(one) == alike(other), alike(one) == alike(replace(other, closes=2030))
    (True, False)
    """
    return (
        *(tuple(school.seats.items()), tuple(school.removes.items()), tuple(school.classes.items())),
        *(school.planned, school.opens, school.closes, school.until),
        *(school.status, school.fill, school.convert),
    )


def rounded_seats(plan: Plan, stages: Sequence[Stage], years: range, school: School) -> NDArray[np.float64]:
    """Seats ``(stage, year)`` that one school alone brings, without the noise of floating point."""
    return school_seats(school, plan, stages, years).round(NOISE_DIGITS)


def seats_gained(
    plan: Plan, stages: Sequence[Stage], years: range, school: School, other: School
) -> NDArray[np.float64]:
    """Seats ``(stage, year)`` that come on top where a school becomes the ``other`` one."""
    return rounded_seats(plan, stages, years, other) - rounded_seats(plan, stages, years, school)
