"""Schools whose closing adds to a shortage ahead: how much of it is theirs, and when they could close without that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.gap.ahead import Ahead
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.plan import Conversion, School, opening_year
from xuewei.model.rounding import wholes
from xuewei.model.seats.ledger import CLOSES, CONVERTS, ENDS, REMOVES, seats_gained

Seats = NDArray[np.float64]
Whole = NDArray[np.int64]
Key = tuple[str, str, int]


@dataclass(frozen=True, eq=False, repr=False)
class Taking:
    """How a ``school`` takes seats away from ``gone`` on: its ``kind`` is closes, ends, removes or converts (by its
    conversion number ``turn``, from 0). From ``limit`` on they would be gone, or back, anyway (None: never); from
    ``onward`` on what it brings turns further, which it then could not (None: never)."""

    school: School
    kind: str
    gone: int
    turn: int = 0
    limit: int | None = None
    onward: int | None = None

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.school.id, self.kind, self.turn


@dataclass(frozen=True, eq=False, repr=False)
class Closing:
    """The seats that go by a ``taking`` are part of a shortage of ``stage``, on its own, in ``years`` (of those shown):
    up to ``seats`` of the ``of`` that lack in ``worst``. ``unsure``: the stage is short only if demand is high.

    ``until`` is the first school year from which they can go without adding to what is short, with the other ones put
    off too; ``gone`` where the others serve it all, where another stage would be shorter for it, or where the school
    takes seats away earlier too and that is put off; None where they are needed up to ``last``, the last year assessed
    or that in which the school has them at all. ``gives`` are the seats ``(stage, year)`` that putting it off brings to
    what is short by the forecast, ``gives_high`` to what is short only if demand is high.
    """

    taking: Taking
    stage: str
    years: tuple[int, ...]
    worst: int
    seats: int
    of: int
    unsure: bool
    until: int | None
    last: int
    gives: Whole
    gives_high: Whole

    @property
    def school(self) -> School:
        """The school that takes them away."""
        return self.taking.school

    @property
    def kind(self) -> str:
        """How: closes, ends, removes or converts."""
        return self.taking.kind

    @property
    def gone(self) -> int:
        """From which school year on."""
        return self.taking.gone

    @property
    def later(self) -> bool:
        """Whether to put it off serves anybody."""
        return self.until != self.gone

    def put_off(self, school: School, end: int) -> School:
        """The school, or what else has been made of it, put off as long as it serves; ``end``: after all years."""
        return put_off(school, self.kind, end if self.until is None else self.until, self.taking.turn)


def closings(ahead: Ahead) -> list[Closing]:
    """The schools that take seats away after now which a stage of their area lacks then: what is short by
    the forecast before what is so only if demand is high, the largest first.

    A school is taken to stay as it is, all others as planned, and by the years ahead each stage lacks less. To put
    them off, all stay first; then each goes as early as no stage lacks more for it, the one with the least part first.
    """
    found, years = ahead.found, ahead.assessed
    if ahead.over or not years:
        return []
    wanted = set(ahead.areas)
    schools = [each for each in found.plan.schools if each.area in wanted and not each.cancelled]
    by_area: dict[str, list[Taking]] = {}
    for school in schools:
        for each in _taken(school, found):
            if each.gone in years:
                by_area.setdefault(school.area, []).append(each)
    shown = np.array([[stage.name in ahead.stages and year in ahead.years for year in years] for stage in found.stages])
    told = [one for area, each in by_area.items() for one in _Place(ahead, area, years).closings(each, shown)]
    return sorted(told, key=lambda one: (one.unsure, -one.seats))


def _taken(school: School, found: Assessment) -> Iterator[Taking]:
    """The ways in which a school takes seats away, in order of their years: each conversion, the one back too, and
    what comes last."""
    ends = {CLOSES: school.closes, ENDS: None if school.until is None else school.until + 1}
    dated = [(year, key) for key, year in ends.items() if year is not None]
    gone, kind = min(dated, default=(None, ""))
    for n, turn in sorted(enumerate(school.convert), key=lambda each: each[1].year):
        if gone is None or turn.year < gone:
            after = turns_after(school, n)
            back = [each.year for each in after if each.target == turn.origin]
            limit = min([*back, *([] if gone is None else [gone])], default=None)
            yield Taking(school, CONVERTS, turn.year, n, limit, min((each.year for each in after), default=None))
    if gone is not None:
        yield Taking(school, kind, gone)
    elif school.removes and not any(school.seats.values()):
        yield Taking(school, REMOVES, opening_year(school, found.plan))


def turns_after(school: School, n: int) -> list[Conversion]:
    """The later conversions that turn what that number ``n`` brings: those back, and, where the school has no other
    seats of that stage, those onward, in the order of their years."""
    one = school.convert[n]
    own = school.seats.get(one.target, 0) > 0
    return sorted(
        (
            each
            for each in school.convert
            if each is not one and each.origin == one.target and each.year >= one.year
            if each.target == one.origin or not own
        ),
        key=lambda each: each.year,
    )


def put_off(school: School, kind: str, until: int, turn: int = 0) -> School:
    """A school that takes its seats away in the school year ``until`` only (of conversions that of number ``turn``;
    once a later one would turn what it brings, neither is left).

    >>> put_off(School("s", "primary", "甲", closes=2028), "closes", 2030).closes
    2030
    >>> there, back = Conversion(2024, "primary", "middle"), Conversion(2028, "middle", "primary")
    >>> school = School("s", "primary", "甲", convert=(there, back))
    >>> [[each.year for each in put_off(school, "converts", year).convert] for year in (2026, 2028)]
    [[2026, 2028], []]
    """
    if kind in (CLOSES, ENDS):
        return replace(school, closes=until, until=None)
    if kind == CONVERTS:
        one, after = school.convert[turn], turns_after(school, turn)
        if after and until >= min(each.year for each in after):
            gone = [one, *after]
            return replace(school, convert=tuple(each for each in school.convert if each not in gone))
        late = (replace(each, year=until) if each is one else each for each in school.convert)
        return replace(school, convert=tuple(late))
    return replace(school, opens=until, planned=None)


class _Place:
    """What an area has and wants, ``(stage, year)``: by the forecast, or, at stages that are never short by it, if
    demand is high."""

    def __init__(self, ahead: Ahead, area: str, years: range) -> None:
        found = ahead.found
        self.plan, self.stages, self.years = found.plan, found.stages, years
        at, first = found.areas.index(area), found.years.index(years.start)
        names = [stage.name for stage in found.stages]
        self.seats: Seats = np.array([found.seats[name][first:, at].sum(axis=1) for name in names])
        self.wanted: Whole = wholes(np.array([found.demand[name][first:, at].sum(axis=1) for name in names]))
        self.unsure: NDArray[np.bool_] = np.array([not each.any() for each in self.short()])
        for row in found.rows(years, names, [area]):
            s = names.index(row.stage)
            if self.unsure[s]:
                self.wanted[s, row.year - years.start] = row.seats - ahead.low(row)

    def short(self, more: Seats | float = 0.0) -> Whole:
        """Seats that lack, with some more of them."""
        found: Whole = np.maximum(self.wanted - wholes(self.seats + more), 0)
        return found

    def closings(self, taken: Iterable[Taking], shown: NDArray[np.bool_]) -> Iterator[Closing]:
        """Those of some that are part of a shortage of the stages in the years that are ``shown`` ``(stage, year)``."""
        planned = self.short()
        parts = []
        for each in taken:
            alone = planned - self.short(self._kept(each, self.years.stop))
            own = np.where(shown & self._loses(each)[:, None], np.maximum(alone, 0), 0)
            if own.any():
                parts.append((each, own, bool((alone >= 0).all())))
        least_first = sorted(parts, key=lambda one: int(one[1].max()), reverse=True)[::-1]
        until, gives = self._of_each_school_one(
            [each for each, _, harmless in parts if harmless], [each for each, *_ in least_first]
        )
        for each, own, _ in parts:
            # a stage that is short by the forecast goes before one that is so only if demand is high
            sure = np.where(self.unsure[:, None], 0, own)
            s = int((sure if sure.any() else own).max(axis=1).argmax())
            n = int(own[s].argmax())
            given, unsure = gives.get(each.key, np.zeros_like(planned)), self.unsure[:, None]
            yield Closing(
                taking=each,
                stage=self.stages[s].name,
                years=tuple(self.years[t] for t in np.flatnonzero(own[s]).tolist()),
                worst=self.years[n],
                seats=int(own[s, n]),
                of=int(planned[s, n]),
                unsure=bool(self.unsure[s]),
                until=until.get(each.key, each.gone),
                last=min(self.years.stop, each.limit or self.years.stop) - 1,
                gives=np.where(unsure, 0, given),
                gives_high=np.where(unsure, given, 0),
            )

    def _loses(self, taken: Taking) -> NDArray[np.bool_]:
        """Which stages may lose seats: of a conversion the one that it turns, and no other."""
        origin = taken.school.convert[taken.turn].origin if taken.kind == CONVERTS else None
        return np.array([origin in (None, stage.name) for stage in self.stages])

    def _end(self, taken: Taking) -> int:
        """The first year to which they cannot be put off: it is all the same then, or what comes of them is due."""
        return min(each for each in (taken.limit, taken.onward, self.years.stop) if each is not None)

    def _of_each_school_one(
        self, harmless: Sequence[Taking], order: Sequence[Taking]
    ) -> tuple[dict[Key, int | None], dict[Key, Whole]]:
        """Until when to put off one of the ways in which each school takes seats away, for what comes of a later one
        depends on it: the first (``harmless`` is by year) that serves once the others stay too."""
        waiting: dict[str, list[Taking]] = {}
        for each in harmless:
            waiting.setdefault(each.school.id, []).append(each)
        while True:
            first = {each[0].key for each in waiting.values()}
            until, gives = self._latest([each for each in order if each.key in first])
            idle = [each for each in waiting.values() if len(each) > 1 and until[each[0].key] == each[0].gone]
            if not idle:
                return until, gives
            for ways in idle:
                ways.pop(0)

    def _kept(self, taken: Taking, until: int) -> Seats:
        """The seats that it brings to put a school off until a year (the end of the years: for good)."""
        if until == taken.gone:
            return np.zeros(self.seats.shape)
        late = put_off(taken.school, taken.kind, until, taken.turn)
        return seats_gained(self.plan, self.stages, self.years, taken.school, late)

    def _latest(self, taken: list[Taking]) -> tuple[dict[Key, int | None], dict[Key, Whole]]:
        """Until when each of some has to stay, and what that brings to what is short, each on top of those before."""
        held = {each.key: self._kept(each, self.years.stop) for each in taken}
        total = sum(held.values(), np.zeros(self.seats.shape))
        least = self.short(total)
        until: dict[Key, int | None] = {}
        for each in taken:
            rest, end = total - held[each.key], self._end(each)
            for year in range(each.gone, end + 1):
                kept = self._kept(each, self.years.stop if year == end else year)
                if year == end or (self.short(rest + kept) <= least).all():
                    total, held[each.key] = rest + kept, kept
                    until[each.key] = None if year == end else year
                    break
        gives, so_far = {}, np.zeros(self.seats.shape)
        for each in taken:
            gives[each.key] = self.short(so_far) - self.short(so_far + held[each.key])
            so_far = so_far + held[each.key]
        return until, gives
