"""What a plan costs: as its schools write it, else by the seat; seats that turn by the seat too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import fsum
from typing import NamedTuple

from xuewei.late import dataclass
from xuewei.model.assumptions import Costs
from xuewei.model.plan import Plan, School, opening_year
from xuewei.model.seats.in_use import existing

CENT = 2
"""Decimals of 万元 to which a cost is rounded, so that sums of costs are not lost in noise."""


@dataclass(frozen=True)
class PlanCost:
    """万元 ``by_year``, the calendar year in which it is spent: that before a school opens, or before its seats turn.

    ``written`` schools say what they cost; ``estimated`` ones do not, and are counted by ``costs.seat``; of
    ``turned`` seats each is counted by ``costs.conversion``.
    """

    by_year: Mapping[int, float]
    written: int = 0
    estimated: int = 0
    turned: int = 0

    @property
    def wan(self) -> float:
        """All of it, in 万元."""
        return round(fsum(self.by_year.values()), CENT)

    @property
    def nothing(self) -> bool:
        """Whether there is nothing that could cost anything."""
        return not (self.written or self.estimated or self.turned)


def plan_cost(plan: Plan, costs: Costs, since: int) -> PlanCost:
    """What the schools of a plan that are not cancelled cost together; ``since`` is the school year of the seats in use
    before it: a school that was open by then is no part of what is built, and costs only what is written; one that is
    there and no project costs nothing.

    >>> one = School("s", "primary", "甲", {"primary": 540}, planned=2021, cost_wan=3000)
    >>> other = School("t", "primary", "甲", {"primary": 270}, planned=2022)
    >>> found = plan_cost(Plan("p", "甲", (one, other), (2021, 2025)), Costs(), 2020)
    >>> found.wan, dict(found.by_year), found.written, found.estimated
    (4350.0, {2021: 3000.0, 2022: 1350.0}, 1, 1)
    """
    spent: dict[int, float] = {}
    written = estimated = turned = 0
    for school in plan.schools:
        for each in spending(school, plan, costs, since):
            spent[each.year] = spent.get(each.year, 0.0) + each.wan
            written += not each.turned and school.cost_wan is not None
            estimated += not each.turned and school.cost_wan is None
            turned += sum(each.seats.values()) if each.turned else 0
    return PlanCost(dict(sorted(spent.items())), written, estimated, turned)


class Spent(NamedTuple):
    """万元 spent in a calendar ``year`` on seats of a school, by stage; ``turned``: they were there, of another stage.
    A school that is priced and holds no seats costs what is written, for none."""

    year: int
    wan: float
    seats: Mapping[str, int]
    turned: bool = False

    def of(self, stage: str) -> float:
        """The part of the cost that is of a stage, by its seats.

        >>> Spent(2026, 300.0, {"primary": 200, "middle": 100}).of("middle")
        100.0
        """
        every = sum(self.seats.values())
        return self.wan * self.seats.get(stage, 0) / every if every else 0.0


def spending(school: School, plan: Plan, costs: Costs, since: int) -> Iterator[Spent]:
    """What is spent on a school of a plan, as :func:`plan_cost` counts it."""
    if school.cancelled:
        return
    opens = since if school.opens is None and school.planned is None else opening_year(school, plan)
    built = (opens > since or school.counted is False) and any(school.seats.values())
    if built or (school.cost_wan is not None and not existing(school, plan)):
        yield Spent(opens - 1, building_wan(school, school.seats, costs.seat.value), school.seats)
    if not school.convert:
        return
    turns = sorted(school.convert, key=lambda each: each.year)
    for turn, (year, seats) in zip(turns, turned_seats(school), strict=True):
        if year > since:
            yield Spent(year - 1, turning_wan(seats, costs), {turn.target: seats}, turned=True)


def building_wan(school: School, seats: Mapping[str, int], seat_wan: float) -> float:
    """The cost of a school with so many seats, in 万元: its own by the seat, else ``seat_wan`` for each.

    >>> building_wan(School("s", "primary", "甲", {"primary": 540}, cost_wan=2160), {"primary": 270}, 5.0)
    1080.0
    """
    written, built = sum(school.seats.values()), sum(seats.values())
    each = seat_wan if school.cost_wan is None or not written else school.cost_wan / written
    return round(each * built, CENT)


def turning_wan(seats: float, costs: Costs) -> float:
    """The cost of so many seats that turn to another stage, in 万元."""
    return round(seats * costs.conversion.value, CENT)


def turned_seats(school: School) -> list[tuple[int, int]]:
    """Years in which seats of a school turn to another stage, and how many, the earliest first.

    >>> from xuewei.model.plan import Conversion
    >>> turns = (Conversion(2026, "middle", "primary"), Conversion(2025, "primary", "middle", 100))
    >>> turned_seats(School("s", "nine_year", "甲", {"primary": 540, "middle": 300}, convert=turns))
    [(2025, 100), (2026, 400)]
    """
    there, found = dict(school.seats), []
    for turn in sorted(school.convert, key=lambda each: each.year):
        stands = there.get(turn.origin, 0)
        moved = stands if turn.seats is None else min(turn.seats, stands)
        there[turn.origin] = stands - moved
        there[turn.target] = there.get(turn.target, 0) + moved
        found.append((turn.year, moved))
    return found
