"""Candidates: schools whose opening year, size and very building are still to be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xuewei.model.in_use import in_stock
from xuewei.model.plan import Plan, School, opening_year, unfinished
from xuewei.model.stages import Stage

BEGUN = "under_construction"
CENT = 2
"""Decimals of 万元 to which a cost is rounded, so that sums of costs can be told apart from noise."""
Seats = Mapping[str, int]


@dataclass(frozen=True, eq=False, repr=False)
class Candidate:
    """A school that may open in any year from ``earliest`` to ``latest`` with any of ``sizes`` (seats by stage), or,
    unless it ``must``, not at all. ``wan`` is its cost in 万元 at each size, spent in the year before it opens.
    ``added``: the plan does not have it, or has it otherwise: what is chosen is a whole new row."""

    school: School
    earliest: int
    latest: int
    sizes: tuple[Seats, ...]
    wan: tuple[float, ...]
    must: bool = False
    added: bool = False

    def within(self, years: range) -> range:
        """The opening years that it has among some years; none where it opens before or after them all."""
        return range(max(self.earliest, years.start), min(self.latest, years.stop - 1) + 1)

    def alike(self) -> tuple[object, ...]:
        """What candidates that can stand in for each other have in common."""
        one = self.school
        sizes = tuple(tuple(size.items()) for size in self.sizes)
        rest = (one.area, one.fill, one.closes, one.until, tuple(one.removes.items()), one.convert, one.type)
        return (*rest, self.earliest, self.latest, sizes, self.wan, self.must, self.added)


def of_plan(plan: Plan, stages: Sequence[Stage], last: int, seat_wan: float) -> list[Candidate]:
    """The unfinished schools of a plan as candidates up to the school year ``last``.

    A school opens no earlier than it is written to; those in use before the plan are not to be chosen. One that is
    under construction is neither resized nor cancelled.
    ``seat_wan`` is the cost of a seat, in 万元, where a school does not say its own.
    """
    found = []
    for school in plan.schools:
        if unfinished(school) and not in_stock(school, plan):
            begun = school.status == BEGUN
            sizes = (dict(school.seats),) if begun or school.convert else whole_tracks(school, stages)
            found.append(candidate(school, opening_year(school, plan), last, sizes, seat_wan, must=begun))
    return found


def candidate(
    school: School,
    earliest: int,
    latest: int,
    sizes: Sequence[Seats],
    seat_wan: float,
    *,
    must: bool = False,
    added: bool = False,
) -> Candidate:
    """A candidate whose cost goes with its seats, and which opens before anything else happens to it."""
    ends = [turn.year for turn in school.convert]
    ends += [school.closes - 1] if school.closes is not None else []
    ends += [school.until] if school.until is not None else []
    wan = tuple(cost_wan(school, size, seat_wan) for size in sizes)
    return Candidate(school, earliest, min([latest, *ends]), tuple(sizes), wan, must, added)


def cost_wan(school: School, seats: Seats, seat_wan: float) -> float:
    """The cost of a school with so many seats, in 万元: its own by the seat, else ``seat_wan`` for each.

    >>> cost_wan(School("s", "primary", "甲", {"primary": 540}, cost_wan=2160), {"primary": 270}, 5.0)
    1080.0
    """
    written, built = sum(school.seats.values()), sum(seats.values())
    each = seat_wan if school.cost_wan is None or not written else school.cost_wan / written
    return round(each * built, CENT)


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
