"""The yearly round: how the balance changed from the project of last year to that of this year, and through what.

One input after another becomes that of this year, in a fixed order, and all is assessed anew each time. What a step
moves is that input's part, so the parts of a line are its whole change, to the seat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.compare.difference import PARAMETER, PEOPLE, Change, changes
from xuewei.answers.compare.regrouped import regrouped
from xuewei.errors import Fault, InputError, ModelError
from xuewei.model.assessment import Assessment, assess, balanced
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.model.rounding import wholes

Whole = NDArray[np.int64]
Project = tuple[Plan, Population]
BIRTHS, MOVES, PUPILS, CHILDREN, METHOD, SEATS, AREAS = PARTS = (
    "births", "moves", "pupils", "children", "method", "seats", "areas",
)  # fmt: skip
"""What a balance changes through, in the order in which inputs are exchanged. The last is what comes of comparing
areas that only one of the two projects has."""
_TABLES = {
    "births": BIRTHS, "census": MOVES, "totals": MOVES, "enrolment": PUPILS,
    "children": CHILDREN, "zones": CHILDREN, "flows": CHILDREN,
}  # fmt: skip
_MOVES = ("population.net_migration", "migration.")
_PLAN = ("opening_lag", "fill", "delivered_share", "base_seats", "must_keep", "published", "plan", "years", "source",
         "area", "areas", "register")  # fmt: skip


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
class Line:
    """A balance before and after, in whole seats, and what moved it: ``parts`` add up to the change."""

    year: int
    area: str
    stage: str
    seats_before: int
    seats_after: int
    demand_before: int
    demand_after: int
    parts: Mapping[str, int]

    @property
    def before(self) -> int:
        """The balance that the project of last year gives."""
        return self.seats_before - self.demand_before

    @property
    def after(self) -> int:
        """The balance that the project of this year gives."""
        return self.seats_after - self.demand_after

    @property
    def change(self) -> int:
        """How much larger the balance became."""
        return self.after - self.before


@dataclass(frozen=True)
class Joined:
    """Inputs that could not be exchanged before that of ``into``, in whose part theirs is, and why not."""

    parts: tuple[str, ...]
    into: str
    why: tuple[Fault, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Round:
    """Two projects held against each other over the ``stages``, ``years`` and ``areas`` that both know.

    ``first`` and ``last`` are their tables, ``parts`` the steps between them ``(stage, year, area)`` by name.
    ``written``: all that is written differently, by part. ``then`` is last year's project in the areas of today, which
    is ``before`` itself where no area changed; ``into`` what areas have become, ``taken_apart`` those that cannot be.
    """

    before: Assessment
    after: Assessment
    then: Assessment
    stages: tuple[str, ...]
    years: range
    areas: tuple[str, ...]
    first: Table
    last: Table
    parts: Mapping[str, Whole]
    joined: tuple[Joined, ...] = ()
    written: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    into: Mapping[str, str] = field(default_factory=dict)
    taken_apart: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether both projects say the same."""
        moved = (self.first.seats != self.last.seats).any() or (self.first.demand != self.last.demand).any()
        return not (self.written or moved or self.apart)

    @property
    def apart(self) -> bool:
        """Whether only one of the projects has some area, stage or year."""
        one, other = self.then, self.after
        stages = [{stage.name for stage in each.stages} for each in (one, other)]
        return stages[0] != stages[1] or {*one.areas} != {*other.areas} or one.known != other.known

    def lines(
        self,
        years: Sequence[int] | None = None,
        stages: Sequence[str] | None = None,
        areas: Sequence[str] | None = None,
    ) -> Iterator[Line]:
        """The lines by stage, area and year; None means all."""
        for s, stage in enumerate(self.stages):
            if stages is None or stage in stages:
                for n, area in enumerate(self.areas):
                    if areas is None or area in areas:
                        yield from (self._line(s, y, [n], area) for y in self._at(years))

    def totals(self, stage: str, years: Sequence[int] | None = None, areas: Sequence[str] | None = None) -> list[Line]:
        """The lines of a stage over some areas together, surplus and shortage netted."""
        here = [n for n, name in enumerate(self.areas) if areas is None or name in areas]
        return [self._line(self.stages.index(stage), y, here, "") for y in self._at(years)]

    def known_to(self, stage: str) -> int:
        """The last year whose demand was known everywhere last year, and no forecast."""
        return min(self.then.known_to(area, stage) for area in self.areas)

    def ahead(self, stage: str) -> list[int]:
        """The years of a stage that last year's project forecast, without a base year whose balance is even because it
        is taken to be so; all years where there are none."""
        base = {self.after.known.start} if any(balanced(self.after.plan, area, stage) for area in self.areas) else set()
        found = [year for year in self.years if year > self.known_to(stage) and year not in base]
        return found or [*self.years]

    def _at(self, years: Sequence[int] | None) -> list[int]:
        return [y for y, year in enumerate(self.years) if years is None or year in years]

    def _line(self, s: int, y: int, areas: Sequence[int], area: str) -> Line:
        def of(table: Whole) -> int:
            return int(table[s, y, areas].sum())

        parts = {name: of(each) for name, each in self.parts.items()}
        tables = (self.first.seats, self.last.seats, self.first.demand, self.last.demand)
        return Line(self.years[y], area, self.stages[s], *map(of, tables), parts)


def yearly(before: Assessment, after: Assessment) -> Round | None:
    """How the balance of every stage, year and area that both know changed, and through what; None where they have
    none in common.

    >>> from xuewei import assess, read_plan, read_population
    >>> found = assess(read_plan(), read_population())
    >>> yearly(found, found).equal
    True
    """
    moved = regrouped(before, after)
    then = before
    if moved.into:
        try:
            then = assess(moved.plan, moved.people, horizon=before.years[-1])
        except (InputError, ModelError):
            moved = replace(moved, into={}, apart=(*moved.apart, *moved.into))
    there = {stage.name for stage in then.stages}
    stages = tuple(stage.name for stage in after.stages if stage.name in there)
    areas = tuple(area for area in after.areas if area in then.areas)
    known = [each.known for each in (before, then, after)]
    years = range(max(each.start for each in known), min(each.stop for each in known))
    if not (stages and areas and years):
        return None

    def table(found: Assessment) -> Table | None:
        return _table(found, stages, years, areas, moved.into if found is before else {})

    first, last = table(before), table(after)
    if first is None or last is None:
        return None
    walk = _walked(then, after, table, first, last, areas, years[-1], regrouped=then is not before)
    return Round(
        before,
        after,
        then,
        stages,
        years,
        areas,
        first,
        last,
        walk.parts,
        tuple(walk.joined),
        _by_part(before, after),
        moved.into,
        moved.apart,
    )


def _walked(
    then: Assessment,
    after: Assessment,
    table: Callable[[Assessment], Table | None],
    first: Table,
    last: Table,
    areas: Sequence[str],
    horizon: int,
    *,
    regrouped: bool,
) -> _Walk:
    """The way from one table to the other, one input after another."""
    walk = _Walk(table, horizon, first)
    start, end = (_of_areas(each, areas) for each in (then, after))
    walk.to(AREAS, start, changed=regrouped or start[0] is not then.plan)
    for name, step in _STEPS:
        found = step(start, end)
        walk.to(name, found, changed=found != start)
        start = found
    walk.to(SEATS, end, changed=True, known=last if end[0] is after.plan else None)
    walk.finish(last)
    return walk


class _Walk:
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


def _table(
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
        np.add.at(added, (slice(None), slice(None), target), wholes(each))
        tables.append(added)
    return Table(*tables)


def _of_areas(found: Assessment, areas: Sequence[str]) -> Project:
    """A project with only these areas of its plan, so that it can be held against the people of the other."""
    plan, kept = found.plan, {*areas}
    people = replace(found.population, assumptions=found.assumptions)
    if {*found.areas} == kept:
        return plan, people
    first, *others = (area for area in found.areas if area in kept)
    schools = tuple(school for school in plan.schools if school.area in kept)
    base = plan.base_seats
    if base is not None:
        base = replace(base, seats={area: seats for area, seats in base.seats.items() if area in kept})
        if not isinstance(base.listed, bool):
            base = replace(base, listed=tuple(each for each in base.listed if each[0] in kept))
    return replace(plan, area=first, areas=tuple(others), schools=schools, base_seats=base), people


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
    tables = {name: getattr(new, name) for name in ("children", "zones", "flows", "summed", "unsummed")}
    return start[0], replace(people, **tables)


def _method(start: Project, end: Project) -> Project:
    plan = replace(start[0], stages=end[0].stages, use_stages=end[0].use_stages)
    return plan, replace(start[1], assumptions=end[1].assumptions)


_STEPS: tuple[tuple[str, Callable[[Project, Project], Project]], ...] = (
    (BIRTHS, _births),
    (MOVES, _moved),
    (PUPILS, _pupils),
    (CHILDREN, _children),
    (METHOD, _method),
)


def _by_part(before: Assessment, after: Assessment) -> dict[str, tuple[Change, ...]]:
    """All that is written differently, by the part to which it belongs."""
    sides = ((each.plan, each.population, each.assumptions) for each in (before, after))
    found: dict[str, list[Change]] = {}
    for change in changes(*sides):
        found.setdefault(part_of(change), []).append(change)
    return {name: tuple(found[name]) for name in PARTS if name in found}


def part_of(change: Change) -> str:
    """The part to which a change belongs.

    >>> part_of(Change(PEOPLE, "births.甲.2024", "", None, 90.0))
    'births'
    >>> part_of(Change(PARAMETER, "inflow.middle", "", 1.2, 1.3)), part_of(Change(PARAMETER, "opening_lag", "", 1, 2))
    ('method', 'seats')
    """
    if change.kind == PEOPLE:
        return _TABLES[change.subject.partition(".")[0]]
    if change.kind != PARAMETER:
        return SEATS
    if change.subject.startswith(_MOVES):
        return MOVES
    return SEATS if change.subject.partition(".")[0] in _PLAN else METHOD
