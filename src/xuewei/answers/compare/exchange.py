"""One input after another exchanged between two projects, and what each moves: the parts of a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, InputError, ModelError
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment, assess
from xuewei.model.plan import Plan, only
from xuewei.model.population import Population
from xuewei.model.rounding import wholes

Whole = NDArray[np.int64]
Project = tuple[Plan, Population]
BIRTHS, MOVES, PUPILS, CHILDREN, METHOD, SEATS, AREAS = PARTS = (
    "births", "moves", "pupils", "children", "method", "seats", "areas",
)  # fmt: skip
"""What a balance changes through, in the order in which inputs are exchanged. The last is what comes of comparing
areas that only one of the two projects has."""


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """Seats and demand ``(stage, year, area)`` in whole numbers."""

    seats: Whole
    demand: Whole

    @property
    def balance(self) -> Whole:
        """Seats less demand."""
        return self.seats - self.demand


@dataclass(frozen=True)
class Joined:
    """Inputs that could not be exchanged before that of ``into``, in whose part theirs is, and why not."""

    parts: tuple[str, ...]
    into: str
    why: tuple[Fault, ...]


def exchanged(
    start: Project,
    after: Assessment,
    table: Callable[[Assessment], Table | None],
    ends: tuple[Table, Table],
    areas: Sequence[str],
    horizon: int,
    *,
    regrouped: bool,
) -> Walk:
    """The way from one table to the other, one input after another. ``start`` is the first project, whose areas
    are others than those of its table where it was ``regrouped``."""
    first, last = ends
    walk = Walk(table, horizon, first)
    here = _of_areas(start, areas)
    end = _of_areas((after.plan, replace(after.population, assumptions=after.assumptions)), areas)
    walk.to(AREAS, here, changed=regrouped or here is not start)
    for name, step in STEPS:
        found = step(here, end)
        walk.to(name, found, changed=found != here)
        here = found
    walk.to(SEATS, end, changed=True, known=last if end[0] is after.plan else None)
    walk.finish(last)
    return walk


class Walk:
    """The way from the first table to the last; ``parts`` are its steps so far."""

    def __init__(self, table: Callable[[Assessment], Table | None], horizon: int, first: Table) -> None:
        self.table, self.horizon, self.here = table, horizon, first
        self.parts: dict[str, Whole] = {name: np.zeros_like(first.seats) for name in PARTS}
        self.joined: list[Joined] = []
        self._waiting: dict[str, tuple[Fault, ...]] = {}

    def to(self, name: str, project: Project, *, changed: bool, known: Table | None = None) -> None:
        """Exchange an input. Where the mixture cannot be assessed, it waits for the next one."""
        if not changed:
            return
        found, why = (known, ()) if known is not None else self._assessed(project)
        if found is None:
            self._waiting[name] = why
            return
        self._take(name, found)

    def finish(self, last: Table) -> None:
        """Step to the last table: what is left is that of areas, or of inputs that still wait."""
        rest = (last.balance != self.here.balance).any()
        if rest or self._waiting:
            self._take(AREAS, last)

    def _take(self, name: str, found: Table) -> None:
        self.parts[name] = self.parts[name] + (found.balance - self.here.balance)
        waited = tuple(each for each in self._waiting if each != name)
        if waited:
            why = tuple(fault for each in waited for fault in self._waiting[each])
            self.joined.append(Joined(waited, name, why))
        self._waiting.clear()
        self.here = found

    def _assessed(self, project: Project) -> tuple[Table | None, tuple[Fault, ...]]:
        plan, people = project
        try:
            return self.table(assess(plan, people, horizon=self.horizon)), ()
        except InputError as wrong:
            return None, tuple(wrong.faults)
        except ModelError:
            return None, ()


def table_of(
    found: Assessment, stages: Sequence[str], years: range, areas: Sequence[str], into: Mapping[str, str]
) -> Table | None:
    """Seats and demand of some stages, years and areas, of those that went ``into`` one together; None where any of
    them is not known."""
    there = {stage.name for stage in found.stages}
    now = [into.get(area, area) for area in found.areas]
    if not ({*stages} <= there and {*areas} <= {*now}):
        return None
    if years.start < found.known.start or years.stop > found.known.stop:
        return None
    first, place = years.start - found.years.start, {area: n for n, area in enumerate(areas)}
    columns = [n for n, area in enumerate(now) if area in place]
    target = np.array([place[now[n]] for n in columns])
    tables = []
    for unrounded in (found.seats, found.demand):
        each = np.stack([unrounded[stage].sum(axis=2)[first : first + len(years)][:, columns] for stage in stages])
        if not np.isfinite(each).all():
            return None
        added = np.zeros((*each.shape[:2], len(areas)), dtype=np.int64)
        np.add.at(np.moveaxis(added, 2, 0), target, np.moveaxis(wholes(each), 2, 0))
        tables.append(added)
    return Table(*tables)


def _of_areas(project: Project, areas: Sequence[str]) -> Project:
    """A project with only these areas of its plan: the people of the other may not know the rest."""
    plan, people = project
    return only(plan, {*areas}), people


def _births(start: Project, end: Project) -> Project:
    return start[0], replace(start[1], births=end[1].births, lent_births=end[1].lent_births)


def _moved(start: Project, end: Project) -> Project:
    people, new = start[1], end[1]
    assumed = replace(people.assumptions, migration=new.assumptions.migration)
    return start[0], replace(
        people, census=new.census, lent_census=new.lent_census, totals=new.totals, assumptions=assumed
    )


def _pupils(start: Project, end: Project) -> Project:
    # pupils of single schools are in the sums of their areas; beside schools of another plan they would not fit
    people, new = start[1], end[1]
    return start[0], replace(
        people, enrolment=new.enrolment, of_schools=(), given=new.given, areas=new.areas, lacking=new.lacking
    )


def _children(start: Project, end: Project) -> Project:
    people, new = start[1], end[1]
    tables = {name: getattr(new, name) for name in ("children", "zones", "flows", "estates", "summed", "unsummed")}
    assumed = replace(people.assumptions, estates=new.assumptions.estates)
    plan = replace(start[0], estates=end[0].estates)  # as written, beside those of people that count
    return plan, replace(people, **tables, assumptions=assumed)


def _method(start: Project, end: Project) -> Project:
    plan = replace(start[0], stages=end[0].stages, use_stages=end[0].use_stages)
    return plan, replace(start[1], assumptions=end[1].assumptions)


STEPS: tuple[tuple[str, Callable[[Project, Project], Project]], ...] = (
    (BIRTHS, _births),
    (MOVES, _moved),
    (PUPILS, _pupils),
    (CHILDREN, _children),
    (METHOD, _method),
)
