"""Seats in use before a plan: how they are known, and which schools of the plan are among them."""

from __future__ import annotations

from collections.abc import Mapping

from xuewei.model.plan import BALANCED, LISTED, BaseSeats, Plan, School, opening_year

WRITTEN = "written"


UNDER_WAY = "under_construction"
BY_ESTATES = "estate_kindergarten"
BEGUN, MUST, ESTATE = "begun", "must", "estate"
"""Why a school is never left out: it is being built, its row says that it must be, or an estate has to provide it."""


def base_year(plan: Plan) -> int:
    """The school year of the seats in use before the plan: as written, else the year before its first."""
    return plan.base_seats.year if plan.base_seats else plan.years[0] - 1


def balanced_year(plan: Plan, years: range) -> int:
    """The base year, or the nearest of the computed ``years``: the first year of which seats are known."""
    return min(max(base_year(plan), years.start), years.stop - 1)


def rule(base: BaseSeats | None, area: str, stage: str) -> str:
    """What the seats in use are: ``written``, ``listed`` (those of the listed schools) or ``balanced``.

    >>> rule(BaseSeats(2023, {"甲": {"primary": 540}}), "甲", "primary"), rule(None, "甲", "primary")
    ('written', 'balanced')
    """
    if base is None:
        return BALANCED
    if stage in base.seats.get(area, {}):
        return WRITTEN
    return LISTED if base.lists(area, stage) else BALANCED


def balanced(plan: Plan, area: str, stage: str) -> bool:
    """Whether the seats of a stage of an area in use before the plan are neither written nor listed, so that those of
    the base year are its demand."""
    return rule(plan.base_seats, area, stage) == BALANCED


def set_even(
    plan: Plan, year: int, known_to: Mapping[tuple[str, str], int], crowding: float
) -> frozenset[tuple[int, str, str]]:
    """The base ``year`` with the areas and stages whose balance is even in it, though their demand, ``known_to`` an
    earlier year, is a forecast, because seats were taken to be that demand: they move with it, and nothing of the
    balance is unsure. None where seats are fewer for ``crowding``."""
    keys = (key for key, last in known_to.items() if year > last and rule(plan.base_seats, *key) == BALANCED)
    return frozenset((year, *key) for key in keys) if crowding == 1 else frozenset()


def open_by(school: School, plan: Plan, year: int) -> bool:
    """Whether a school, as written, is in use in the school year ``year``; never where it is cancelled.

    >>> plan = Plan("p", "甲", (), (2021, 2025))
    >>> [open_by(School("s", "primary", "甲", {"primary": 540}, 2021), plan, year) for year in (2021, 2022)]
    [False, True]
    """
    return _stands(school, opening_year(school, plan), year)


def _stands(school: School, opens: int, year: int) -> bool:
    if school.cancelled or opens > year:
        return False
    return (school.closes is None or school.closes > year) and (school.until is None or school.until >= year)


def in_stock(school: School, plan: Plan) -> bool:
    """Whether a school is one of those in use before the plan: nothing about it is still to come."""
    return school.counted is not False and open_by(school, plan, base_year(plan))


def existing(school: School, plan: Plan) -> bool:
    """Whether a school is there and no project: nothing says when it was planned or how it came, and it is open by the
    base year.

    >>> plan = Plan("p", "甲", (), (2021, 2025))
    >>> [existing(School("s", "primary", "甲", opens=each), plan) for each in (1958, 2024)]
    [True, False]
    """
    return school.planned is None and not school.progress and in_stock(school, plan)


def unsaid(school: School, opens: int, base: BaseSeats | None) -> bool:
    """Whether a school that opens in ``opens`` is in use in the year of written seats, and has no ``counted``.

    Where no seats are written (0), none can be its own.

    >>> base = BaseSeats(2023, {"甲": {"primary": 13200}})
    >>> [unsaid(School("s", "primary", "甲", {"primary": 2400}, opens=each), each, base) for each in (2022, 2024)]
    [True, False]
    """
    if base is None or school.counted is not None or not _stands(school, opens, base.year):
        return False
    stages = {*school.seats, *school.removes, *(turn.target for turn in school.convert)}
    return any(base.seats.get(school.area, {}).get(stage, 0) > 0 for stage in stages)


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
