"""Schools whose closing adds to a shortage ahead: how much of it is theirs, and when they could close without that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.gap.ahead import Ahead
from xuewei.model.assessment import Assessment
from xuewei.model.plan import School, opening_year
from xuewei.model.rounding import wholes
from xuewei.model.seats.ledger import CLOSES, CONVERTS, ENDS, REMOVES, rounded_seats

Seats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Closing:
    """The seats that a ``school`` takes away in ``gone`` (``kind``: closes, ends, removes or converts) are part of a
    shortage of ``stage``, on its own, in ``years``: up to ``seats`` of the ``of`` that lack in ``worst``. ``unsure``:
    the stage is short only if demand is high.

    ``until`` is the first school year from which they can go without adding to what is short, with the other ones put
    off too; ``gone`` where the others serve it all, or where another stage would be shorter for it; None where they
    are needed up to the last year assessed. ``gives`` are the seats ``(stage, year)`` that putting it off brings to
    what is short by the forecast, ``gives_high`` to what is short only if demand is high.
    """

    school: School
    kind: str
    gone: int
    stage: str
    years: tuple[int, ...]
    worst: int
    seats: int
    of: int
    unsure: bool
    until: int | None
    gives: Whole
    gives_high: Whole

    @property
    def later(self) -> bool:
        """Whether to put it off serves anybody."""
        return self.until != self.gone


def closings(ahead: Ahead) -> list[Closing]:
    """The schools that take seats away after now which a stage of their area lacks then: what is short by
    the forecast before what is so only if demand is high, the largest first.

    A school is taken to stay as it is, all others as planned, and by the years ahead each stage lacks less. To put
    them off, all stay first; then each goes as early as no stage lacks more for it, the one with the least part first.
    """
    found, years = ahead.found, range(max(ahead.now + 1, ahead.found.known.start), ahead.found.known.stop)
    if ahead.over or not years:
        return []
    wanted = set(ahead.areas)
    taking = [each for each in found.plan.schools if each.area in wanted and not each.cancelled]
    by_area: dict[str, list[tuple[School, str, int]]] = {}
    for school in taking:
        for kind, gone in _taken(school, found):
            if gone in years:
                by_area.setdefault(school.area, []).append((school, kind, gone))
    shown = np.array([stage.name in ahead.stages for stage in found.stages])
    told = [one for area, each in by_area.items() for one in _Place(ahead, area, years).closings(each, shown)]
    return sorted(told, key=lambda one: (one.unsure, -one.seats))


def _taken(school: School, found: Assessment) -> Iterator[tuple[str, int]]:
    """How a school takes seats away, and in which year."""
    ends = {CLOSES: school.closes, ENDS: None if school.until is None else school.until + 1}
    dated = [(year, key) for key, year in ends.items() if year is not None]
    gone, kind = min(dated, default=(0, ""))
    if kind:
        yield kind, gone
    elif len(school.convert) == 1:
        yield CONVERTS, school.convert[0].year
    elif school.removes and not any(school.seats.values()):
        yield REMOVES, opening_year(school, found.plan)


def put_off(school: School, kind: str, until: int) -> School:
    """A school that takes its seats away in the school year ``until`` only.

    >>> put_off(School("s", "primary", "甲", closes=2028), "closes", 2030).closes
    2030
    """
    if kind in (CLOSES, ENDS):
        return replace(school, closes=until, until=None)
    if kind == CONVERTS:
        return replace(school, convert=(replace(school.convert[0], year=until),))
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

    def closings(self, taken: Iterable[tuple[School, str, int]], shown: NDArray[np.bool_]) -> Iterator[Closing]:
        """Those of some that are part of a shortage of the stages that are ``shown``."""
        planned = self.short()
        parts = []
        for school, kind, gone in taken:
            alone = planned - self.short(self._kept(school, kind, gone, self.years.stop))
            own = np.where(shown[:, None], np.maximum(alone, 0), 0)
            if own.any():
                parts.append((school, kind, gone, own, bool((alone >= 0).all())))
        least_first = sorted(parts, key=lambda one: int(one[3].max()), reverse=True)[::-1]
        offered = [(school, kind, gone) for school, kind, gone, _, harmless in least_first if harmless]
        until, gives = self._latest(offered)
        for school, kind, gone, own, _ in parts:
            # a stage that is short by the forecast goes before one that is so only if demand is high
            sure = np.where(self.unsure[:, None], 0, own)
            s = int((sure if sure.any() else own).max(axis=1).argmax())
            n = int(own[s].argmax())
            given, unsure = gives.get(school.id, np.zeros_like(planned)), self.unsure[:, None]
            yield Closing(
                school=school,
                kind=kind,
                gone=gone,
                stage=self.stages[s].name,
                years=tuple(self.years[each] for each in np.flatnonzero(own[s]).tolist()),
                worst=self.years[n],
                seats=int(own[s, n]),
                of=int(planned[s, n]),
                unsure=bool(self.unsure[s]),
                until=until.get(school.id, gone),
                gives=np.where(unsure, 0, given),
                gives_high=np.where(unsure, given, 0),
            )

    def _kept(self, school: School, kind: str, gone: int, until: int) -> Seats:
        """The seats that it brings to put a school off until a year (the end of the years: for good)."""
        if until == gone:
            return np.zeros(self.seats.shape)
        late = put_off(school, kind, until)
        found: Seats = rounded_seats(self.plan, self.stages, self.years, late)
        return found - rounded_seats(self.plan, self.stages, self.years, school)

    def _latest(self, taken: list[tuple[School, str, int]]) -> tuple[dict[str, int | None], dict[str, Whole]]:
        """Until when each of some has to stay, and what that brings to what is short, each on top of those before."""
        end = self.years.stop
        held = {school.id: self._kept(school, kind, gone, end) for school, kind, gone in taken}
        total = sum(held.values(), np.zeros(self.seats.shape))
        least = self.short(total)
        until: dict[str, int | None] = {}
        for school, kind, gone in taken:
            rest = total - held[school.id]
            for year in range(gone, end + 1):
                kept = self._kept(school, kind, gone, year)
                if year == end or (self.short(rest + kept) <= least).all():
                    total, held[school.id] = rest + kept, kept
                    until[school.id] = None if year == end else year
                    break
        gives, so_far = {}, np.zeros(self.seats.shape)
        for school, _, _ in taken:
            gives[school.id] = self.short(so_far) - self.short(so_far + held[school.id])
            so_far = so_far + held[school.id]
        return until, gives
