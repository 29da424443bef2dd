"""Candidates: schools still to be chosen, and what can still be chosen on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import ceil, floor

from xuewei.late import dataclass
from xuewei.model.assumptions import Costs
from xuewei.model.calendar import LAST_OPENING_DAY, MONTHS, first_year, month_of, school_year
from xuewei.model.plan import CANCELLED, FINISHED, Plan, School, opening_year, unfinished
from xuewei.model.seats.costs import CENT, building_wan, turned_seats, turning_wan
from xuewei.model.seats.delivery import status_at
from xuewei.model.seats.in_use import BEGUN, ESTATE, MUST, UNDER_WAY, kept
from xuewei.model.stages import Stage

Seats = Mapping[str, int]
KEPT = "must_keep"
"""Why a school is neither left out nor resized, nor turns: it is among what must be kept."""


@dataclass(frozen=True, eq=False, repr=False)
class Candidate:
    """A school that may open in any year from ``earliest`` to ``latest`` with any of ``sizes`` (seats by stage), or,
    unless it ``must``, not at all. ``wan`` is its cost in 万元 at each size, spent in the year before it opens.
    ``added``: the plan does not have it, or has it otherwise: what is chosen is a whole new row. ``kept`` is why it
    must (BEGUN, MUST, ESTATE, KEPT; empty where it need not); ``earliest_written``: ``earliest`` is written as such;
    ``latest_written`` is the last opening year of its own, whatever years are looked at: as written, or the last before
    it turns, closes or ends (None: any).
    ``site``: it is a site, whose cost at each size is its own, and whose seats serve those near it alone."""

    school: School
    earliest: int
    latest: int
    sizes: tuple[Seats, ...]
    wan: tuple[float, ...]
    must: bool = False
    added: bool = False
    kept: str = ""
    earliest_written: bool = False
    latest_written: int | None = None
    site: bool = False

    @property
    def elsewhere(self) -> bool:
        """Whether its money is not of the budgets: what an estate has to provide is built by its developer."""
        return self.kept == ESTATE

    @property
    def never(self) -> bool:
        """Whether it could open only after the last opening year of its own."""
        return self.latest_written is not None and self.latest_written < self.earliest

    def within(self, years: range) -> range:
        """The opening years that it has among some years; none where it opens before or after them all."""
        return range(max(self.earliest, years.start), min(self.latest, years.stop - 1) + 1)

    def alike(self) -> tuple[object, ...]:
        """What candidates that can stand in for each other have in common."""
        one = self.school
        sizes = tuple(tuple(size.items()) for size in self.sizes)
        place = one.id if self.site else ""
        rest = (place, one.area, one.fill, one.closes, one.until, tuple(one.removes.items()), one.convert, one.type)
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
    latest_written: int | None = None,
) -> Candidate:
    """A candidate whose cost goes with its seats, and which opens before anything else happens to it."""
    ends = [turn.year for turn in school.convert]
    ends += [school.closes - 1] if school.closes is not None else []
    ends += [school.until] if school.until is not None else []
    wan = tuple(
        _wan(replace(school, seats=size), building_wan(school, size, costs.seat.value), costs) for size in sizes
    )
    own = min([*ends, *([] if latest_written is None else [latest_written])], default=None)
    found = Candidate(school, earliest, min([latest, *ends]), tuple(sizes), wan, must, added)
    return replace(found, latest_written=own)


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


def needs(seats: int, stage: Stage) -> int:
    """Children of a stage near a site without whom so many seats may not stand there: schools come in whole classes, so
    that half a 轨 may stay empty, but no more than half of the seats.

    >>> primary = Stage("primary", 6, 6, 45)
    >>> [needs(seats, primary) for seats in (90, 270, 540)]
    [45, 135, 405]
    """
    return ceil(seats - min(track(stage), seats) / 2)


def seats_for(children: int, stage: Stage) -> int:
    """The most seats that may stand near so many children: of which as many as these are what is needed.

    >>> primary = Stage("primary", 6, 6, 45)
    >>> seats_for(405, primary), seats_for(30, primary), needs(541, primary)
    (540, 60, 406)
    """
    return floor(children + min(children, track(stage) / 2))


def within_caps(found: Sequence[Candidate], caps: Mapping[str, float]) -> list[Candidate]:
    """The candidates without the sizes over the size cap of their kind; one may be left with none."""
    kept = []
    for each in found:
        cap = caps.get(each.school.type, float("inf"))
        pairs = [(size, wan) for size, wan in zip(each.sizes, each.wan, strict=True) if sum(size.values()) <= cap]
        kept.append(replace(each, sizes=tuple(size for size, _ in pairs), wan=tuple(wan for _, wan in pairs)))
    return kept


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
        """The first opening of a school that has not begun: building takes its months, and schools open in
        September.

        >>> [Present(date(year, month, 1), 14, 2020).begun_now for year, month in ((2021, 1), (2026, 7), (2026, 9))]
        [2022, 2027, 2028]
        """
        ready = month_of(self.day) + self.building_months
        year = floor(ready / MONTHS)
        return max(self.paid, year if ready - year * MONTHS < LAST_OPENING_DAY[0] else year + 1)

    def soonest(self, school: School, *, earliest_written: bool = False) -> int:
        """The first school year in which a school could open; ``earliest_written``: its file says how soon."""
        if school.status == UNDER_WAY or school.status in FINISHED:
            return self.next
        return self.paid if earliest_written else self.begun_now


def timely(found: Sequence[Candidate], present: Present) -> tuple[Candidate, ...]:
    """Candidates that open in no year which has passed. Schools of the plan that have begun by the day, or that have to
    be built, open as they are written, or as soon as they still can."""
    return tuple(_timely(each, present) for each in found)


def _timely(one: Candidate, present: Present) -> Candidate:
    earliest = max(one.earliest, present.soonest(one.school, earliest_written=one.earliest_written))
    under_way = one.kept == BEGUN and status_at(one.school, present.day) == UNDER_WAY
    fixed = not one.added and (under_way or one.kept in (ESTATE, MUST, KEPT))
    return replace(one, earliest=earliest, latest=min(one.latest, earliest) if fixed else one.latest)


def judged(found: Sequence[Candidate], plan: Plan, last: int) -> tuple[Candidate, ...]:
    """The candidates without the schools that a plan has open after the school year ``last`` and that cannot open
    sooner: what they are for cannot be seen yet, so that they stay as they are written."""
    later = {school.id for school in plan.schools if opens_after(school, plan, last)}
    return tuple(each for each in found if each.earliest <= last or each.school.id not in later)


def opens_after(school: School, plan: Plan, last: int) -> bool:
    """Whether a school of a plan is still to open, and only after the school year ``last``."""
    return unfinished(school) and opening_year(school, plan) > last


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
