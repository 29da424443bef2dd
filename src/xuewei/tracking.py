"""A plan's projects on a day: what is late, what has come, and what is closed out, by unit and by stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import school_year
from xuewei.model.in_use import existing
from xuewei.model.lateness import COLOURS, RED, YELLOW, Project, project
from xuewei.model.ledger import ledger
from xuewei.model.plan import CANCELLED, CLOSED_OUT, Plan, School
from xuewei.model.progress import is_project, status_at
from xuewei.model.rounding import whole
from xuewei.model.stages import Stage, together


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
        year, stages = school_year(self.day), together(self.assumptions.stages, self.plan.stages)
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
    known = together(assumptions.stages, plan.stages)
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
