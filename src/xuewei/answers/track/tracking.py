"""A plan's projects on a day: what is late, what has come, and what is closed out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import FIRST_DAY, LAST_OPENING_DAY, month_of, school_year
from xuewei.model.plan import CANCELLED, CLOSED_OUT, OPENED, STATUSES, Plan, School, opening_year, stages_of
from xuewei.model.rounding import whole
from xuewei.model.seats.delivery import is_project, reached, status_at
from xuewei.model.seats.in_use import existing
from xuewei.model.seats.ledger import ledger
from xuewei.model.stages import Stage

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


@dataclass(frozen=True)
class UnitLine:
    """The projects of one responsible unit (None: none is written), counted; ``in_use`` holds those closed out too.

    ``seats_late`` are the whole seats of its red projects.
    """

    unit: str | None
    projects: int
    in_use: int
    closed_out: int
    red: int
    yellow: int
    green: int
    seats_late: int


@dataclass(frozen=True)
class StageLine:
    """Whole seats of one stage: ``planned`` to be there in the school year of the day, of which ``come`` are in use and
    ``missing`` are not; ``early`` are in use before their opening year."""

    stage: str
    planned: int
    come: int
    missing: int
    early: int


@dataclass(frozen=True, eq=False, repr=False)
class Tracking:
    """A plan's projects on ``day``, in order of the plan; ``stages`` are the stages that they hold.

    ``cancelled`` schools are not among them.
    """

    plan: Plan
    assumptions: Assumptions
    day: date
    projects: tuple[Project, ...]
    stages: tuple[str, ...]
    cancelled: int

    def late(self) -> list[Project]:
        """Red projects, the longest late first, then yellow ones, the first to open first."""
        red = sorted((one for one in self.projects if one.colour == RED), key=lambda one: -one.days_late)
        yellow = sorted((one for one in self.projects if one.colour == YELLOW), key=lambda one: one.opens)
        return [*red, *yellow]

    def closed_out(self) -> list[Project]:
        """Projects closed out by the day, by date; those without a date last."""
        found = [one for one in self.projects if one.status == CLOSED_OUT]
        return sorted(found, key=lambda one: (one.closed_out is None, one.closed_out or ""))

    def by_unit(self) -> list[UnitLine]:
        """A line for every responsible unit, the most red ones first; projects without one last."""
        units = dict.fromkeys(one.unit for one in self.projects)
        lines = [_unit_line(unit, [one for one in self.projects if one.unit == unit]) for unit in units]
        return sorted(lines, key=lambda line: (line.unit is None, -line.red, -line.yellow))

    def by_stage(self) -> list[StageLine]:
        """Seats planned by now against seats that have come, by stage."""
        year, stages = school_year(self.day), stages_of(self.plan, self.assumptions)
        due = [seats_due(one.school, self.plan, stages, year) for one in self.projects]
        return [_stage_line(stage, self.projects, due, year) for stage in self.stages]


def track(
    plan: Plan,
    assumptions: Assumptions,
    day: date,
    *,
    units: Iterable[str] | None = None,
    areas: Iterable[str] | None = None,
) -> Tracking:
    """Every project of ``plan`` on ``day``; of some responsible ``units`` and ``areas`` only, where they are given."""
    wanted_units, wanted_areas = (None if names is None else set(names) for names in (units, areas))
    asked = [
        school
        for school in plan.schools
        if (wanted_units is None or school.responsible.get("unit") in wanted_units)
        and (wanted_areas is None or school.area in wanted_areas)
    ]
    projects = tuple(
        project(school, plan, day, assumptions)
        for school in asked
        if is_project(school, day) and not existing(school, plan)
    )
    held = dict.fromkeys(stage for one in projects for stage in _held(one.school))
    known = stages_of(plan, assumptions)
    ordered = dict.fromkeys([*(stage.name for stage in known if stage.name in held), *held])
    cancelled = sum(status_at(school, day) == CANCELLED for school in asked)
    return Tracking(plan, assumptions, day, projects, tuple(ordered), cancelled)


def _held(school: School) -> list[str]:
    """The stages of a school: those it opens with, then those that it turns to."""
    return [*school.seats, *(turn.target for turn in school.convert)]


def _unit_line(unit: str | None, projects: Sequence[Project]) -> UnitLine:
    red, yellow, green = (sum(one.colour == colour for one in projects) for colour in COLOURS)
    return UnitLine(
        unit,
        len(projects),
        sum(one.in_use for one in projects),
        sum(one.status == CLOSED_OUT for one in projects),
        red,
        yellow,
        green,
        sum(sum(one.school.seats.values()) for one in projects if one.colour == RED),
    )


def _stage_line(stage: str, projects: Sequence[Project], due: Sequence[Mapping[str, float]], year: int) -> StageLine:
    """``due``: seats by stage that each project is to hold in ``year``."""
    counts = {True: 0.0, False: 0.0}
    for one, seats in zip(projects, due, strict=True):
        counts[one.in_use] += seats.get(stage, 0.0)
    come, missing = whole(counts[True]), whole(counts[False])
    early = sum(one.school.seats.get(stage, 0) for one in projects if one.in_use and one.opens > year)
    return StageLine(stage, come + missing, come, missing, early)


def seats_due(school: School, plan: Plan, stages: Sequence[Stage], year: int) -> dict[str, float]:
    """Seats by stage that a school has in the school year ``year`` if all goes as planned, as the ledger counts them:
    grade by grade where it fills so, and what has turned to another stage there.

    >>> from xuewei.model.plan import Conversion
    >>> plan = Plan("p", "甲", (), (2021, 2025))
    >>> turn = Conversion(2024, "primary", "middle", 100)
    >>> school = School("s", "nine_year", "甲", {"primary": 270}, 2021, convert=(turn,))
    >>> [seats_due(school, plan, (), year) for year in (2021, 2022, 2024)]
    [{}, {'primary': 270.0}, {'primary': 170.0, 'middle': 100.0}]
    """
    alone = replace(school, removes={})
    found: dict[str, float] = {}
    for row in ledger(replace(plan, schools=(alone,), delivered_share=1.0), stages, {}):
        if row.year <= year:
            found[row.stage] = found.get(row.stage, 0.0) + row.seats
    return found
