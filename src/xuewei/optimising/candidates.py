"""Candidates: schools whose opening year, size and very building are still to be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xuewei.model.assumptions import Costs
from xuewei.model.costs import CENT, building_wan, turned_seats, turning_wan
from xuewei.model.kept import ESTATE, kept
from xuewei.model.plan import Plan, School, opening_year, unfinished
from xuewei.model.stages import Stage

Seats = Mapping[str, int]


@dataclass(frozen=True, eq=False, repr=False)
class Candidate:
    """A school that may open in any year from ``earliest`` to ``latest`` with any of ``sizes`` (seats by stage), or,
    unless it ``must``, not at all. ``wan`` is its cost in 万元 at each size, spent in the year before it opens.
    ``added``: the plan does not have it, or has it otherwise: what is chosen is a whole new row. ``kept`` is why it
    must (BEGUN, WRITTEN, ESTATE; empty where it need not); ``told``: ``earliest`` is written as such."""

    school: School
    earliest: int
    latest: int
    sizes: tuple[Seats, ...]
    wan: tuple[float, ...]
    must: bool = False
    added: bool = False
    kept: str = ""
    told: bool = False

    @property
    def elsewhere(self) -> bool:
        """Whether its money is not of the budgets: what an estate has to provide is built by its developer."""
        return self.kept == ESTATE

    def within(self, years: range) -> range:
        """The opening years that it has among some years; none where it opens before or after them all."""
        return range(max(self.earliest, years.start), min(self.latest, years.stop - 1) + 1)

    def alike(self) -> tuple[object, ...]:
        """What candidates that can stand in for each other have in common."""
        one = self.school
        sizes = tuple(tuple(size.items()) for size in self.sizes)
        rest = (one.area, one.fill, one.closes, one.until, tuple(one.removes.items()), one.convert, one.type)
        return (*rest, self.earliest, self.latest, sizes, self.wan, self.must, self.added, self.kept)


def to_open(school: School, plan: Plan, base: int) -> bool:
    """Whether a school is still to open: one that was to be open by the year ``base``, or of which no year is written,
    is among the seats in use before the plan."""
    dated = school.opens is not None or school.planned is not None
    return unfinished(school) and dated and opening_year(school, plan) > base


def of_plan(plan: Plan, stages: Sequence[Stage], last: int, costs: Costs, base: int) -> list[Candidate]:
    """The unfinished schools of a plan as candidates up to the school year ``last``; one that was to be open by the
    year ``base`` is among the seats in use before the plan.

    A school opens no earlier than it is written to. One that is :func:`kept` is neither resized nor cancelled.
    """
    found = []
    for school in plan.schools:
        if to_open(school, plan, base):
            why = kept(school)
            sizes = (dict(school.seats),) if why or school.convert else whole_tracks(school, stages)
            opens = opening_year(school, plan)
            found.append(replace(candidate(school, opens, last, sizes, costs, must=bool(why)), kept=why))
    return found


def candidate(
    school: School,
    earliest: int,
    latest: int,
    sizes: Sequence[Seats],
    costs: Costs,
    *,
    must: bool = False,
    added: bool = False,
) -> Candidate:
    """A candidate whose cost goes with its seats, and which opens before anything else happens to it."""
    ends = [turn.year for turn in school.convert]
    ends += [school.closes - 1] if school.closes is not None else []
    ends += [school.until] if school.until is not None else []
    wan = tuple(
        _wan(replace(school, seats=size), building_wan(school, size, costs.seat.value), costs) for size in sizes
    )
    return Candidate(school, earliest, min([latest, *ends]), tuple(sizes), wan, must, added)


def _wan(school: School, building: float, costs: Costs) -> float:
    """What a school costs with all that turns in it."""
    return round(building + sum(turning_wan(seats, costs) for _, seats in turned_seats(school)), CENT)


def whole_tracks(school: School, stages: Sequence[Stage]) -> tuple[Seats, ...]:
    """The sizes of a school: as written, and every smaller one in whole 轨 (one class a grade of each of its stages)
    down to the smallest school of the siting rule; largest first.

    >>> primary = Stage("primary", 6, 6, 45, 4)
    >>> [size["primary"] for size in whole_tracks(School("s", "primary", "甲", {"primary": 600}), [primary])]
    [600, 540, 270]
    """
    known = {stage.name: stage for stage in stages}
    held = [known[name] for name, seats in school.seats.items() if seats]
    most = min((school.seats[each.name] // track(each) for each in held), default=0)
    least = min((-(-(each.smallest_school or 1) // each.grades) for each in held), default=1)
    sizes = [{each.name: tracks * track(each) for each in held} for tracks in range(most, least - 1, -1)]
    written = dict(school.seats)
    return (written, *(size for size in sizes if size != written and sum(size.values()) < sum(written.values())))


def track(stage: Stage) -> int:
    """Seats of one 轨: one class in each grade.

    >>> track(Stage("primary", 6, 6, 45)), track(Stage("middle", 12, 3, 50))
    (270, 150)
    """
    return stage.grades * stage.class_size


def within_caps(found: Sequence[Candidate], caps: Mapping[str, float]) -> list[Candidate]:
    """The candidates without the sizes over the size cap of their kind; one may be left with none."""
    kept = []
    for each in found:
        cap = caps.get(each.school.type, float("inf"))
        pairs = [(size, wan) for size, wan in zip(each.sizes, each.wan, strict=True) if sum(size.values()) <= cap]
        kept.append(replace(each, sizes=tuple(size for size, _ in pairs), wan=tuple(wan for _, wan in pairs)))
    return kept
