"""The status of a project on a day, and the plan as far as it is delivered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xuewei.model.calendar import first_year, school_year
from xuewei.model.plan import (
    CANCELLED,
    CLOSED_OUT,
    IN_USE,
    OPENED,
    STATUSES,
    Delivery,
    Plan,
    Progress,
    School,
    opening_year,
)
from xuewei.model.seats.in_use import base_year, unsaid


def status_at(school: School, day: date) -> str:
    """The status of ``school`` on ``day``: that of the last step by then, ``planned`` before the first.

    A school that is :func:`undated` is taken as it is written whatever the day, and so is one that is cancelled
    without a date; one whose only steps say that it was closed out was in use before.

    >>> school = School("s", "primary", "a", progress=(Progress("2023-09-01", "in_use"),), status="in_use")
    >>> status_at(school, date(2023, 8, 31)), status_at(school, date(2023, 9, 1))
    ('planned', 'in_use')
    """
    if school.cancelled and (not school.progress or school.progress[-1].status != CANCELLED):
        return CANCELLED
    steps = _until(school, day)
    if steps:
        return steps[-1].status
    if undated(school):
        return IN_USE if school.progress else school.status
    return STATUSES[0]


def undated(school: School) -> bool:
    """Whether no date says how it came to be where it is: it has no steps, or only that it was closed out."""
    return not school.progress or school.progress[0].status == CLOSED_OUT


def reached(school: School, status: str) -> str | None:
    """The ISO date of the first step to ``status``; None where no step says so."""
    return next((step.date for step in school.progress if step.status == status), None)


def is_project(school: School, day: date) -> bool:
    """Whether seats are to come of it: rows that only take seats away, cancelled ones and those that have gone bring
    none."""
    return any(school.seats.values()) and status_at(school, day) != CANCELLED and not gone(school, school_year(day))


def gone(school: School, year: int) -> bool:
    """Whether a school is closed, or its seats have ended, by the school year ``year``.

    >>> school = School("s", "primary", "a", closes=2025)
    >>> gone(school, 2024), gone(school, 2025), gone(School("s", "primary", "a", until=2024), 2024)
    (False, True, False)
    """
    return (school.closes is not None and school.closes <= year) or (school.until is not None and school.until < year)


def as_delivered(plan: Plan, day: date) -> Plan:
    """The plan with the seats alone that are in use on ``day``, from the school year in which they came into use.

    A school in use by 30 September counts in the school year that has just begun; one that gives no dates counts from
    its opening year as written. Schools not in use are left out, and what such a row would remove stays; rows that
    only remove seats are as written.
    """
    schools, counted, without_date, left_out = [], 0, 0, 0
    for school in plan.schools:
        if not any(school.seats.values()):
            schools.append(school)
        elif status_at(school, day) in OPENED:
            schools.append(_delivered(school, plan, day))
            counted += 1
            without_date += undated(school)
        else:
            left_out += is_project(school, day)
    delivery = Delivery(day.isoformat(), counted, left_out, without_date)
    return replace(plan, schools=tuple(schools), areas=plan.all_areas(), delivery=delivery)


def _delivered(school: School, plan: Plan, day: date) -> School:
    """A school in use on ``day`` as it came; what it was to turn into before that, it turns into then.

    Written seats hold the schools that are counted in them, and no other that came earlier than planned.
    """
    since = None if undated(school) else reached(school, IN_USE) or reached(school, CLOSED_OUT)
    opens = opening_year(school, plan) if since is None else first_year(date.fromisoformat(since))
    turns = tuple(replace(turn, year=max(turn.year, opens)) for turn in school.convert)
    steps = _until(school, day)
    found = replace(school, opens=opens, convert=turns, progress=steps, status=status_at(school, day))
    if school.counted:
        return replace(found, opens=min(opens, base_year(plan)))
    return replace(found, counted=False) if unsaid(found, opens, plan.base_seats) else found


def _until(school: School, day: date) -> tuple[Progress, ...]:
    if not school.progress:
        return ()
    return tuple(step for step in school.progress if step.date <= day.isoformat())
