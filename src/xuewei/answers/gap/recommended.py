"""What to do with the projects that nobody has begun: build, build later, leave out, turn into another stage, or see
first whether they are built already."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.gap.ahead import KNOWN, NOT_ASKED, Ahead, lacking
from xuewei.answers.gap.reliance import Course, Omission, courses_without, known
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow
from xuewei.model.plan import School, opening_year
from xuewei.model.rounding import wholes
from xuewei.model.seats.ledger import alike, school_seats
from xuewei.model.stages import may_turn


@dataclass(frozen=True)
class Shortage:
    """``stage`` is short, or by more, in ``years``, by ``seats`` at most, in ``worst``; over areas their sum.
    ``anyway``: in some of these years it is short without that, too."""

    stage: str
    years: tuple[int, ...]
    worst: int
    seats: int
    anyway: bool


@dataclass(frozen=True, eq=False, repr=False)
class Need:
    """What is ``short`` without a ``school`` (and those left out, all others as planned): the stage of its area that
    lacks most. ``until``: the last September to which its opening can be put off (None: to none)."""

    school: School
    opens: int
    short: Shortage
    until: int | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Turning:
    """A ``school`` that could be left out, as ``seats`` of stage ``target`` instead of ``origin`` from ``year`` on, for
    the short ``years`` in which it serves; ``unsure``: the target is short only if demand is high."""

    school: School
    origin: str
    target: str
    seats: int
    year: int
    years: tuple[int, ...]
    unsure: bool


@dataclass(frozen=True, eq=False, repr=False)
class Recommended:
    """Projects not begun, by what the years after ``now`` up to ``last`` make of them at the forecast demand.
    ``check`` are needed and were to open by now, and nothing dated says how far they are; ``begin`` are needed when
    planned, ``later`` by a later September (all put off together), ``spare`` could be left out (all together), and
    ``turn`` are those of them that another stage of their area could use (of the stages asked for; ``turn_all`` of
    every one), which then still lacks what ``left`` says. ``unbuilt`` is what comes of building none of ``check``,
    ``unbegun`` of building none of ``begin``; ``spare_high`` is what comes of leaving out ``spare`` if demand is
    high (nothing without bands), ``later_high`` of putting ``later`` off too; ``spare_untried`` and ``later_untried``
    are the stages of these projects for which high demand was not tried, as some year has no band."""

    now: int
    first: int
    last: int
    unbuilt: tuple[Shortage, ...]
    unbegun: tuple[Shortage, ...]
    check: tuple[Need, ...]
    begin: tuple[Need, ...]
    later: tuple[Need, ...]
    spare: Omission
    turn: tuple[Turning, ...]
    turn_all: tuple[Turning, ...]
    left: tuple[Shortage, ...]
    spare_high: tuple[Shortage, ...] = ()
    later_high: tuple[Shortage, ...] = ()
    spare_untried: tuple[str, ...] = ()
    later_untried: tuple[str, ...] = ()


def recommended(ahead: Ahead) -> Recommended | None:
    """What to do with the projects of the areas that ``ahead`` speaks of; None where no year of it is ahead.

    One pass over the courses of :func:`~xuewei.answers.gap.reliance.omission`: what can be left out goes first, then
    every other project is taken away alone, then what is needed is put off as far as no shortage comes of it, one after
    the other in the same order.
    """
    found = ahead.found
    years = ahead.assessed
    if ahead.over or not years:
        return None
    spare, courses, candidates, brings = courses_without(found, ahead.areas, years.start)
    turn, left = _turnings(ahead, spare.schools, brings, courses, years)
    gone = {each.id for each in spare.schools}
    needs = [
        need
        for school in candidates
        if school.id not in gone
        for need in _need(found, school, brings[school.id], courses[school.area], years)
    ]
    check = [each for each in needs if each.opens <= ahead.now and not known(each.school)]
    without = dict(courses)
    areas = dict.fromkeys(each.area for each in spare.schools)
    spare_high = _if_high(ahead, areas, courses, years)
    rest = [_put_off(found, each, brings[each.school.id], courses, years) for each in needs if each not in check]
    begin = [each for each in rest if each.until is None]
    late = dict.fromkeys(each.school.area for each in rest if each.until is not None)
    return Recommended(
        now=ahead.now,
        first=years[0],
        last=years[-1],
        unbuilt=tuple(_shortages(found, check, brings, without, years)),
        unbegun=tuple(_shortages(found, begin, brings, without, years)),
        check=tuple(check),
        begin=tuple(begin),
        later=tuple(each for each in rest if each.until is not None),
        spare=spare,
        turn=tuple(each for each in turn if each.target in ahead.stages),
        turn_all=tuple(turn),
        left=tuple(left),
        spare_high=tuple(spare_high),
        later_high=tuple(_if_high(ahead, late, courses, years)),
        spare_untried=untried(ahead, spare.schools),
        later_untried=untried(ahead, [each.school for each in rest if each.until is not None]),
    )


def _need(
    found: Assessment, school: School, seats: NDArray[np.float64], course: Course, years: range
) -> Iterator[Need]:
    """The stage of a school's area that is shortest without it; nothing where none is shorter."""
    there, demand, least = course
    added = least - (wholes(there - seats) - demand)
    if (added > 0).any():
        s = int(added.max(axis=1).argmax())
        short = shortage_of(found.stages[s].name, np.maximum(added[s], 0), least[s] < 0, years)
        yield Need(school, opening_year(school, found.plan), short)


def shortage_of(stage: str, added: NDArray[np.int64], short: NDArray[np.bool_], years: range) -> Shortage:
    """Seats ``(year,)`` that are missing, and the years in which some are missing anyway."""
    missing = tuple(years[n] for n in np.flatnonzero(added).tolist())
    return Shortage(stage, missing, years[int(added.argmax())], int(added.max()), bool(short[added > 0].any()))


def _shortages(
    found: Assessment,
    needs: Sequence[Need],
    brings: Mapping[str, NDArray[np.float64]],
    courses: Mapping[str, Course],
    years: range,
) -> Iterator[Shortage]:
    """What is short, or by more, without any of some projects."""
    total = np.zeros((len(found.stages), len(years)), dtype=np.int64)
    short = np.zeros(total.shape, dtype=bool)
    for area in dict.fromkeys(each.school.area for each in needs):
        there, demand, least = courses[area]
        seats = sum((brings[each.school.id] for each in needs if each.school.area == area), np.zeros(there.shape))
        total += np.maximum(least - (wholes(there - seats) - demand), 0)
        short |= least < 0
    for stage, added, anyway in zip(found.stages, total, short, strict=True):
        if added.any():
            yield shortage_of(stage.name, added, anyway, years)


def _if_high(ahead: Ahead, areas: Iterable[str], courses: Mapping[str, Course], years: range) -> list[Shortage]:
    """What is short, or by more, in some areas on other courses than planned, if demand is high; nothing without a
    band."""
    order = {stage.name: n for n, stage in enumerate(ahead.found.stages)}
    wanted = {area: wholes(courses[area][0]) for area in areas}
    total, short = np.zeros((len(order), len(years)), dtype=np.int64), np.zeros((len(order), len(years)), dtype=bool)
    for row in ahead.rows if wanted else ():
        if row.area in wanted and row.year in years and ahead.band(row) is not None:
            at = order[row.stage], row.year - years.start
            low = ahead.low(row)
            then = low - row.seats + int(wanted[row.area][at])
            total[at] += max(min(low, 0) - then, 0)
            short[at] |= low < 0
    return [shortage_of(stage, total[n], short[n], years) for stage, n in order.items() if total[n].any()]


def touched(school: School) -> set[str]:
    """The stages whose seats a school changes: that it has, takes away, or turns seats into."""
    return {*school.seats, *school.removes, *(turn.target for turn in school.convert)}


def untried(ahead: Ahead, schools: Sequence[School]) -> tuple[str, ...]:
    """The stages of some schools of which a year that is forecast has no band, though bands were asked for."""
    places = {(each.area, stage) for each in schools for stage in touched(each)}
    without = (NOT_ASKED, KNOWN, "")
    found = {row.stage for row in ahead.rows if (row.area, row.stage) in places and lacking(ahead, row) not in without}
    return tuple(stage for stage in ahead.stages if stage in found)


def _put_off(
    found: Assessment, need: Need, seats: NDArray[np.float64], courses: dict[str, Course], years: range
) -> Need:
    """A need with the last September to which its opening can be put off; the course of its area is then without it
    until then."""
    school, plan = need.school, found.plan
    last = min([years[-1], *(turn.year for turn in school.convert)])
    there, demand, least = courses[school.area]
    for year in range(last, max(need.opens, years.start), -1):
        late = replace(school, opens=year, planned=None)
        without = there - seats + school_seats(late, plan, found.stages, years)
        if (wholes(without) - demand >= least).all():
            courses[school.area] = without, demand, least
            return replace(need, until=year)
    return need


def _turnings(
    ahead: Ahead,
    schools: Sequence[School],
    brings: Mapping[str, NDArray[np.float64]],
    courses: Mapping[str, Course],
    years: range,
) -> tuple[list[Turning], list[Shortage]]:
    """The schools whose seats another stage of their area lacks, the one first that fills most of it over its years,
    until none fills anything; and what the stages lack then still."""
    kinds = {stage.name: stage for stage in ahead.found.stages}
    rows: dict[tuple[str, str], list[BalanceRow]] = {}
    for row in ahead.every:
        rows.setdefault((row.area, row.stage), []).append(row)
    turned, left = list[Turning](), dict[str, NDArray[np.int64]]()
    most = {id(seats): seats for seats in brings.values()}  # those alike share one array
    order = {one: -float(seats.max()) for one, seats in most.items()}
    by_area: dict[str, list[School]] = {}
    for each in schools:
        by_area.setdefault(each.area, []).append(each)
    for area, waiting in by_area.items():
        waiting.sort(key=lambda one: order[id(brings[one.id])])
        for target in (stage for stage, kind in kinds.items() if not kind.beside):
            lack = _lack(ahead, rows[area, target], courses[area], years)
            turns = list(_fill(ahead.found, waiting, brings, target, lack, years)) if lack.now.any() else []
            turned += turns
            if turns and target in ahead.stages:
                left[target] = left.get(target, np.zeros(len(years), dtype=np.int64)) + lack.now
    return turned, [shortage_of(stage, each, each < 0, years) for stage, each in left.items() if each.any()]


def _fill(
    found: Assessment,
    waiting: list[School],
    brings: Mapping[str, NDArray[np.float64]],
    target: str,
    lack: _Lack,
    years: range,
) -> Iterator[Turning]:
    """Those of some schools that fill what is lacking; they are no longer waiting then, and it no longer lacks."""
    at = [stage.name for stage in found.stages].index(target)
    kinds: dict[tuple[Hashable, ...], list[int]] = {}
    for n, school in enumerate(waiting):
        kinds.setdefault(alike(school), []).append(n)
    gone = set[int]()
    while True:
        tried = []
        for places in kinds.values():  # of those alike the first, which goes before the others
            school = waiting[places[0]]
            into = _turned(found, school, brings[school.id], at, lack.now)
            given = school_seats(into[1], found.plan, found.stages, years)[at] if into else np.zeros(len(years))
            tried.append((int((lack.now - lack.after(given)).sum()), -places[0], into, given))
        most, n, into, given = max(tried, key=lambda one: one[:2], default=(0, 0, None, np.zeros(0)))
        if into is None or most <= 0:
            break
        filled = tuple(years[n] for n in np.flatnonzero(lack.after(given) < lack.now).tolist())
        school = waiting[-n]
        yield Turning(school, into[0], target, into[1].seats[target], filled[0], filled, lack.unsure)
        lack.take(given)
        gone.add(-n)
        places = kinds[alike(school)]
        places.pop(0)
        if not places:
            del kinds[alike(school)]
    waiting[:] = [each for n, each in enumerate(waiting) if n not in gone]


def _turned(
    found: Assessment, school: School, seats: NDArray[np.float64], at: int, lacking: NDArray[np.int64]
) -> tuple[str, School] | None:
    """The stage of a school that could turn, and what it becomes, in whole classes, no more than the years that it
    serves lack; None where it cannot. A room holds no more than the smaller class size of the two stages."""
    target = found.stages[at]
    most, n = max((float(each.max()), -n) for n, each in enumerate(seats))
    origin = found.stages[-n]
    if school.convert or not may_turn(origin, target) or school.seats.get(target.name):
        return None
    room = min(origin.class_size, target.class_size)
    served = int(lacking[seats[-n] > 0].max(initial=0))
    classes = min(int(most // origin.class_size), ceil(served / room))
    into = replace(school, type=target.name, seats={target.name: classes * room}, classes={}, removes={})
    return (origin.name, into) if classes else None


class _Lack:
    """Seats ``now`` ``(year,)`` that a stage of an area lacks, by the forecast, or (``unsure``) if demand is high where
    it never does."""

    def __init__(self, there: NDArray[np.float64], wanted: NDArray[np.int64], *, unsure: bool) -> None:
        self.there, self.wanted, self.unsure = there, wanted, unsure

    @property
    def now(self) -> NDArray[np.int64]:
        """What is lacking."""
        return self.after(np.zeros(self.there.shape))

    def after(self, given: NDArray[np.float64]) -> NDArray[np.int64]:
        """What is lacking with more seats."""
        lacking: NDArray[np.int64] = np.maximum(self.wanted - wholes(self.there + given), 0)
        return lacking

    def take(self, given: NDArray[np.float64]) -> None:
        """More seats for good."""
        self.there = self.there + given


def _lack(ahead: Ahead, rows: Sequence[BalanceRow], course: Course, years: range) -> _Lack:
    """What a stage of an area lacks in the years of ``rows``, with the projects that are left out gone unless it is
    lacking only if demand is high."""
    found = ahead.found
    s = [stage.name for stage in found.stages].index(rows[0].stage)
    unsure = all(row.balance >= 0 for row in rows)
    there = course[0][s]
    if unsure:
        n, t = found.areas.index(rows[0].area), found.years.index(years.start)
        there = found.seats[rows[0].stage][t:, n].sum(axis=1)
    wanted = np.zeros(len(years), dtype=np.int64)
    for row in rows:
        if row.year in years:
            wanted[row.year - years.start] = row.seats - (ahead.low(row) if unsure else row.balance)
    return _Lack(there, wanted, unsure=unsure)
