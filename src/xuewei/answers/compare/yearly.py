"""The yearly round: how the balance changed from the project of last year to that of this year, and through what.

One input after another becomes that of this year, in a fixed order, and all is assessed anew each time. What a step
moves is that input's part, so the parts of a line are its whole change, to the seat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from xuewei.answers.compare.difference import PARAMETER, PEOPLE, Change, changes
from xuewei.answers.compare.exchange import (
    BIRTHS,
    CHILDREN,
    METHOD,
    MOVES,
    PARTS,
    PUPILS,
    SEATS,
    Joined,
    Table,
    Whole,
    exchanged,
    table_of,
)
from xuewei.answers.compare.regrouped import Regrouped, regrouped
from xuewei.errors import InputError, ModelError
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment, assess
from xuewei.model.seats.in_use import balanced

_TABLES = {
    "births": BIRTHS, "census": MOVES, "totals": MOVES, "enrolment": PUPILS,
    "children": CHILDREN, "zones": CHILDREN, "flows": CHILDREN, "estates": CHILDREN,
}  # fmt: skip
_MOVES = ("population.net_migration", "migration.")
_PLAN = ("opening_lag", "fill", "delivered_share", "base_seats", "must_keep", "published", "plan", "years", "source",
         "area", "areas", "register")  # fmt: skip


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


@dataclass(frozen=True, eq=False, repr=False)
class Round:
    """Two projects held against each other over the ``stages``, ``years`` and ``areas`` that both know.

    ``first`` and ``last`` are their tables, ``parts`` the steps between them ``(stage, year, area)`` by name.
    ``written``: all that is written differently, by part. ``into`` is what areas of last year have become, and
    ``taken_apart`` those that became parts of several; ``then`` is last year's project in the areas of today, which is
    ``before`` itself where no area changed, or where it cannot be assessed so.
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
        return not (self.written or moved or self.apart or self.into)

    @property
    def apart(self) -> bool:
        """Whether only one of the projects has some area, stage or year."""
        one, other = self.before, self.after
        stages = [{stage.name for stage in each.stages} for each in (one, other)]
        return stages[0] != stages[1] or {*self.members} != {*other.areas} or one.known != other.known

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """The areas of last year of which each area consists, by its name today."""
        found: dict[str, list[str]] = {}
        for area in self.before.areas:
            found.setdefault(self.into.get(area, area), []).append(area)
        return found

    def lines(
        self,
        years: Sequence[int] | None = None,
        stages: Sequence[str] | None = None,
        areas: Sequence[str] | None = None,
    ) -> Iterator[Line]:
        """The lines by stage, area and year; None means all."""
        asked, at = {*(self.areas if areas is None else areas)}, self._at(years)
        here = [n for n, area in enumerate(self.areas) if area in asked]
        for s, stage in enumerate(self.stages):
            if stages is None or stage in stages:
                columns = [each[s].T.tolist() for each in self._tables()]  # numbers of numpy are slow one by one
                for n in here:
                    for y in at:
                        yield self._line(s, y, self.areas[n], [each[n][y] for each in columns])

    def totals(self, stage: str, years: Sequence[int] | None = None, areas: Sequence[str] | None = None) -> list[Line]:
        """The lines of a stage over some areas together, surplus and shortage netted."""
        asked, s = {*(self.areas if areas is None else areas)}, self.stages.index(stage)
        here = [n for n, name in enumerate(self.areas) if name in asked]
        sums = [each[s][:, here].sum(axis=1).tolist() for each in self._tables()]
        return [self._line(s, y, "", [each[y] for each in sums]) for y in self._at(years)]

    def known_to(self, stage: str) -> int:
        """The last year whose demand was known everywhere last year, and no forecast."""
        return min(self.before.known_to(each, stage) for area in self.areas for each in self.members[area])

    def ahead(self, stage: str) -> list[int]:
        """The years of a stage that last year's project forecast, without a base year whose balance is even because it
        is taken to be so; all years where there are none."""
        base = {self.after.known.start} if any(balanced(self.after.plan, area, stage) for area in self.areas) else set()
        found = [year for year in self.years if year > self.known_to(stage) and year not in base]
        return found or [*self.years]

    def _at(self, years: Sequence[int] | None) -> list[int]:
        return [y for y, year in enumerate(self.years) if years is None or year in years]

    def _tables(self) -> list[Whole]:
        """Seats and demand before and after, then the parts, each ``(stage, year, area)``."""
        ends = (self.first.seats, self.last.seats, self.first.demand, self.last.demand)
        return [*ends, *(self.parts[name] for name in PARTS)]

    def _line(self, s: int, y: int, area: str, values: Sequence[int]) -> Line:
        parts = dict(zip(PARTS, values[4:], strict=True))
        return Line(self.years[y], area, self.stages[s], values[0], values[1], values[2], values[3], parts)


def yearly(before: Assessment, after: Assessment) -> Round | None:
    """How the balance of every stage, year and area that both know changed, and through what; None where they have
    none in common.

    >>> from xuewei import assess, read_plan, read_population
    >>> found = assess(read_plan(), read_population())
    >>> yearly(found, found).equal
    True
    """
    moved = regrouped(before, after)
    there = {stage.name for stage in before.stages}
    now = {moved.into.get(area, area) for area in before.areas}
    stages = tuple(stage.name for stage in after.stages if stage.name in there)
    areas = tuple(area for area in after.areas if area in now)
    years = range(max(before.known.start, after.known.start), min(before.known.stop, after.known.stop))
    if not (stages and areas and years):
        return None

    def table(found: Assessment) -> Table | None:
        return table_of(found, stages, years, areas, moved.into if found is before else {})

    first, last = table(before), table(after)
    if first is None or last is None:
        return None
    walk = exchanged(
        (moved.plan, moved.people), after, table, (first, last), areas, years[-1], regrouped=bool(moved.into)
    )
    then = _again(before, moved)
    written = _by_part(then, after)
    joined = tuple(walk.joined)
    return Round(
        before, after, then, stages, years, areas, first, last, walk.parts, joined, written, moved.into, moved.apart
    )


def _again(before: Assessment, moved: Regrouped) -> Assessment:
    """Last year's project in the areas of today; as it was where it cannot be assessed so."""
    if not moved.into:
        return before
    try:
        return assess(moved.plan, moved.people, horizon=before.years[-1])
    except (InputError, ModelError):
        return before


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
