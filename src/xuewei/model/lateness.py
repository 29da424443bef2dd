"""What is late: a project on a day against its due date and its opening September."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import FIRST_DAY, LAST_OPENING_DAY, month_of
from xuewei.model.plan import CLOSED_OUT, OPENED, STATUSES, Plan, School, opening_year
from xuewei.model.progress import reached, status_at

RED, YELLOW, GREEN = COLOURS = ("red", "yellow", "green")
PAST_DUE, NOT_OPEN, NOT_BEGUN, SOON = "past_due", "not_open", "not_begun", "soon"
_LATE = (PAST_DUE, NOT_OPEN)


@dataclass(frozen=True)
class Project:
    """A school that is to bring seats, as it stands on the day.

    ``opens`` is its opening year, ``days_late`` counts days from its due date or from the last day of its opening
    September, whichever passed first (0: not late). ``reasons`` say why it is not green. ``closed_out`` is the ISO
    date of its sign-off (None: none by that day, or none is written).
    """

    school: School
    status: str
    opens: int
    days_late: int
    reasons: tuple[str, ...]
    closed_out: str | None

    @property
    def colour(self) -> str:
        """Red where a date has passed, yellow where one can hardly be met, else green."""
        return RED if any(reason in _LATE for reason in self.reasons) else YELLOW if self.reasons else GREEN

    @property
    def in_use(self) -> bool:
        """Whether it takes pupils, closed out or not."""
        return self.status in OPENED

    @property
    def unit(self) -> str | None:
        """The responsible unit; None where none is written."""
        return self.school.responsible.get("unit")


def project(school: School, plan: Plan, day: date, assumptions: Assumptions) -> Project:
    """The project as it stands on ``day``."""
    status, opens = status_at(school, day), opening_year(school, plan)
    closed = reached(school, CLOSED_OUT) if status == CLOSED_OUT else None
    bare = Project(school, status, opens, 0, (), closed)
    if bare.in_use:
        return bare
    passed = {}
    if school.due and not _built(bare):
        passed[PAST_DUE] = (day - date.fromisoformat(school.due)).days
    passed[NOT_OPEN] = (day - date(opens, *LAST_OPENING_DAY)).days
    late = {reason: days for reason, days in passed.items() if days > 0}
    reasons = (*late, *_warnings(bare, day, assumptions))
    return replace(bare, days_late=max(late.values(), default=0), reasons=reasons)


def months_left(last: date, day: date) -> float:
    """Months from ``day`` to ``last``; negative once it has passed.

    >>> months_left(date(2024, 9, 1), date(2023, 9, 1))
    12.0
    """
    return month_of(last) - month_of(day)


def opening_day(project: Project) -> date:
    """The 1 September of the opening year."""
    return date(project.opens, *FIRST_DAY)


def next_date(project: Project, day: date) -> date | None:
    """The next date that a project has to meet: its due date or its opening; None where every date has passed.

    From 1 September of its opening year on, that is the last day of the month.
    """
    opening, last = opening_day(project), date(project.opens, *LAST_OPENING_DAY)
    dates = [opening if day < opening else last]
    if project.school.due and not _built(project):
        dates.append(date.fromisoformat(project.school.due))
    return min((each for each in dates if day <= each), default=None)


def _built(project: Project) -> bool:
    return STATUSES.index(project.status) >= STATUSES.index("completed")


def _begun(project: Project) -> bool:
    return STATUSES.index(project.status) >= STATUSES.index("under_construction")


def _warnings(project: Project, day: date, assumptions: Assumptions) -> Iterator[str]:
    """Why a date that has not passed can hardly be met."""
    coming, left = next_date(project, day), months_left(opening_day(project), day)
    if coming is None or _built(project):
        return
    to_open = day <= date(project.opens, *LAST_OPENING_DAY)
    if to_open and not _begun(project) and left < assumptions.building_months.value:
        yield NOT_BEGUN
    elif months_left(coming, day) < assumptions.soon_months.value:
        yield SOON
