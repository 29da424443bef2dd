"""What can still be chosen on a day: years that have passed are past, what has begun goes on, what must be is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import floor

from xuewei.model.calendar import LAST_OPENING_DAY, MONTHS, first_year, month_of, school_year
from xuewei.model.kept import BEGUN, ESTATE, MUST, UNDER_WAY
from xuewei.model.plan import CANCELLED, FINISHED, Plan, School, opening_year
from xuewei.model.progress import status_at
from xuewei.optimising.candidates import Candidate, to_open

LONG_AGO = date(1900, 1, 1)
"""A day on which nothing has passed yet."""


@dataclass(frozen=True)
class Present:
    """The ``day`` of the choice, how many months pass from a school's beginning to its use (``building_months``), and
    the school year of the seats in use before the plan (``base``)."""

    day: date
    building_months: float
    base: int

    @property
    def spending(self) -> int:
        """The first calendar year whose money is not spent yet."""
        return self.day.year

    @property
    def since(self) -> int:
        """The school year that runs on the day: earlier ones are past."""
        return school_year(self.day)

    @property
    def next(self) -> int:
        """The first school year that is still to begin: what is being built may open in it.

        >>> [Present(date(2026, month, 1), 14, 2020).next for month in (9, 10)]
        [2026, 2027]
        """
        return max(first_year(self.day), self.base + 1)

    @property
    def paid(self) -> int:
        """The first opening that is paid in a year which has not passed: schools are paid the year before."""
        return max(self.spending + 1, self.base + 1)

    @property
    def begun_now(self) -> int:
        """The first opening of a school that nobody has begun: building takes its months, and schools open in
        September.

        >>> [Present(date(year, month, 1), 14, 2020).begun_now for year, month in ((2021, 1), (2026, 7), (2026, 9))]
        [2022, 2027, 2028]
        """
        ready = month_of(self.day) + self.building_months
        year = floor(ready / MONTHS)
        return max(self.paid, year if ready - year * MONTHS < LAST_OPENING_DAY[0] else year + 1)

    def soonest(self, school: School, *, told: bool = False) -> int:
        """The first school year in which a school could open; ``told``: its file says how soon that may be."""
        if school.status == UNDER_WAY or school.status in FINISHED:
            return self.next
        return self.paid if told else self.begun_now


def timely(found: Sequence[Candidate], present: Present) -> tuple[Candidate, ...]:
    """Candidates that open in no year which has passed. Schools of the plan that have begun by the day, or that have to
    be built, open as they are written, or as soon as they still can."""
    return tuple(_timely(each, present) for each in found)


def _timely(one: Candidate, present: Present) -> Candidate:
    earliest = max(one.earliest, present.soonest(one.school, told=one.told))
    under_way = one.kept == BEGUN and status_at(one.school, present.day) == UNDER_WAY
    fixed = not one.added and (under_way or one.kept in (ESTATE, MUST))
    return replace(one, earliest=earliest, latest=min(one.latest, earliest) if fixed else one.latest)


def overdue(plan: Plan, present: Present) -> list[School]:
    """Schools of a plan that were to be open by now, or so soon that they cannot be any more, and are not in use."""
    return [school for school in plan.schools if _late(school, plan, present)]


def _late(school: School, plan: Plan, present: Present) -> bool:
    return to_open(school, plan, present.base) and opening_year(school, plan) < present.soonest(school)


def still(plan: Plan, present: Present) -> Plan:
    """The plan as it can still be: what is overdue opens as soon as it can, or, where it was to turn, close or end
    before that, not at all."""
    late = {school.id for school in overdue(plan, present)}
    schools = (_later(each, present.soonest(each)) if each.id in late else each for each in plan.schools)
    return replace(plan, schools=tuple(schools)) if late else plan


def _later(school: School, opens: int) -> School:
    ends = [turn.year - 1 for turn in school.convert]
    ends += [school.closes - 1] if school.closes is not None else []
    ends += [school.until] if school.until is not None else []
    return replace(school, opens=opens) if opens <= min(ends, default=opens) else replace(school, status=CANCELLED)
