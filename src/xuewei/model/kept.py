"""Schools that are never left out of a plan, and why."""

from __future__ import annotations

from xuewei.model.plan import School

UNDER_WAY = "under_construction"
BY_ESTATES = "estate_kindergarten"
BEGUN, MUST, ESTATE = "begun", "must", "estate"
"""Why a school is never left out: it is being built, its row says that it must be, or an estate has to provide it."""


def kept(school: School) -> str:
    """Why a school is never left out; empty where it may be.

    >>> kept(School("s", "estate_kindergarten", "甲")), kept(School("s", "estate_kindergarten", "甲", must=False))
    ('estate', '')
    """
    if school.status == UNDER_WAY:
        return BEGUN
    if school.must is not None:
        return MUST if school.must else ""
    return ESTATE if school.type == BY_ESTATES else ""
