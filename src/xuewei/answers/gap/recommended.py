"""What to do with the projects that nobody has begun: build, build later, leave out, turn into another stage, or see
first whether they are built already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.reliance import Course, Omission, courses_without, known
from xuewei.model.assessment import Assessment
from xuewei.model.plan import School, opening_year
from xuewei.model.rounding import wholes
from xuewei.model.seats.ledger import school_seats
from xuewei.model.stages import Stage


@dataclass(frozen=True, eq=False, repr=False)
class Need:
    """Without a ``school`` (and those left out, all others as planned) ``stage`` of its area is short, or by more, in
    ``years``, by ``seats`` at most, in ``worst``. ``until``: the last September to which its opening can be put off
    (None: to none)."""

    school: School
    opens: int
    stage: str
    years: tuple[int, ...]
    worst: int
    seats: int
    until: int | None = None


@dataclass(frozen=True)
class Shortage:
    """``stage`` is short, or by more, in ``years``, by ``seats`` at most, in ``worst``; over areas their sum."""

    stage: str
    years: tuple[int, ...]
    worst: int
    seats: int


@dataclass(frozen=True, eq=False, repr=False)
class Turning:
    """A ``school`` that could be left out, as ``seats`` of stage ``target`` instead of ``origin`` from ``year`` on;
    ``unsure``: the target is short only if demand is high."""

    school: School
    origin: str
    target: str
    seats: int
    year: int
    unsure: bool


@dataclass(frozen=True, eq=False, repr=False)
class Recommended:
    """Projects not begun, by what the years after ``now`` up to ``last`` make of them at the forecast demand. ``check``
    are needed and were to open by now, and nothing dated says how far they are; ``begin`` are needed when planned,
    ``later`` by a later September (all put off together), ``spare`` could be left out (all together), and ``turn`` are
    those of them that another stage of their area could use. ``unbuilt`` is what comes of building none of ``check``,
    ``unbegun`` of building none of ``begin``."""

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


def recommended(ahead: Ahead) -> Recommended | None:
    """What to do with the projects of the areas that ``ahead`` speaks of; None where no year is ahead at all.

    One pass over the courses of :func:`~xuewei.answers.gap.reliance.omission`: what can be left out goes first, then
    every other project is taken away alone, then what is needed is put off as far as no shortage comes of it, one after
    the other in the same order.
    """
    found = ahead.found
    since = max(ahead.now + 1, found.known.start)
    if since not in found.known:
        return None
    spare, courses, brings = courses_without(found, ahead.areas, since)
    years = range(since, found.known.stop)
    gone = {each.id for each in spare.schools}
    needs = [
        need
        for school, seats in brings.values()
        if school.id not in gone
        for need in _need(found, school, seats, courses[school.area], years)
    ]
    check = [each for each in needs if each.opens <= ahead.now and not known(each.school)]
    without = dict(courses)
    rest = [_put_off(found, each, brings[each.school.id][1], courses, years) for each in needs if each not in check]
    begin = [each for each in rest if each.until is None]
    taken = {each.school.id: brings[each.school.id][1] for each in needs}
    return Recommended(
        now=ahead.now,
        first=years[0],
        last=years[-1],
        unbuilt=tuple(_shortages(found, check, taken, without, years)),
        unbegun=tuple(_shortages(found, begin, taken, without, years)),
        check=tuple(check),
        begin=tuple(begin),
        later=tuple(each for each in rest if each.until is not None),
        spare=spare,
        turn=tuple(_turnings(ahead, spare.schools, brings, years)),
    )


def _need(
    found: Assessment, school: School, seats: NDArray[np.float64], course: Course, years: range
) -> Iterator[Need]:
    """The stage of a school's area that is shortest without it; nothing where none is shorter."""
    there, demand, least = course
    added = least - (wholes(there - seats) - demand)
    if (added > 0).any():
        s, t = np.unravel_index(int(added.argmax()), added.shape)
        short = tuple(years[n] for n in np.flatnonzero(added[s] > 0).tolist())
        opens = opening_year(school, found.plan)
        yield Need(school, opens, found.stages[int(s)].name, short, years[int(t)], int(added[s, t]))


def _shortages(
    found: Assessment,
    needs: Sequence[Need],
    brings: Mapping[str, NDArray[np.float64]],
    courses: Mapping[str, Course],
    years: range,
) -> Iterator[Shortage]:
    """What is short, or by more, without any of some projects."""
    total = np.zeros((len(found.stages), len(years)), dtype=np.int64)
    for area in dict.fromkeys(each.school.area for each in needs):
        there, demand, least = courses[area]
        seats = sum((brings[each.school.id] for each in needs if each.school.area == area), np.zeros(there.shape))
        total += np.maximum(least - (wholes(there - seats) - demand), 0)
    for stage, added in zip(found.stages, total, strict=True):
        if added.any():
            short = tuple(years[n] for n in np.flatnonzero(added).tolist())
            yield Shortage(stage.name, short, years[int(added.argmax())], int(added.max()))


def _put_off(
    found: Assessment, need: Need, seats: NDArray[np.float64], courses: dict[str, Course], years: range
) -> Need:
    """A need with the last September to which its opening can be put off; the course of its area is then without it
    until then."""
    school, plan = need.school, found.plan
    last = min([years[-1], *(turn.year for turn in school.convert), *_ends(school)])
    there, demand, least = courses[school.area]
    for year in range(last, max(need.opens, years.start), -1):
        late = replace(school, opens=year, planned=None)
        without = there - seats + school_seats(late, plan, found.stages, years)
        if (wholes(without) - demand >= least).all():
            courses[school.area] = without, demand, least
            return replace(need, until=year)
    return need


def _ends(school: School) -> Iterator[int]:
    """The last year with a school that goes."""
    if school.closes is not None:
        yield school.closes - 1
    if school.until is not None:
        yield school.until


def _turnings(
    ahead: Ahead, schools: Sequence[School], brings: Mapping[str, tuple[School, NDArray[np.float64]]], years: range
) -> Iterator[Turning]:
    """The schools, the largest first, whose seats another stage of their area lacks, until it lacks none."""
    kinds = {stage.name: stage for stage in ahead.found.stages}
    for area in dict.fromkeys(each.area for each in schools):
        waiting = sorted(
            (each for each in schools if each.area == area), key=lambda one: -float(brings[one.id][1].max())
        )
        for target in (stage for stage in ahead.stages if not kinds[stage].beside):
            lacking = _lacking(ahead, area, target)
            missing = max(lacking.values(), default=0)
            for school in list(waiting):
                one = _turning(school, brings[school.id][1], kinds, target, missing)
                year = max(opening_year(school, ahead.found.plan), min(lacking, default=years[-1]), years.start)
                if one and any(each >= year for each in lacking):
                    origin, seats = one
                    yield Turning(school, origin, target, seats, year, _unsure(ahead, area, target))
                    missing -= seats
                    waiting.remove(school)


def _turning(
    school: School, seats: NDArray[np.float64], kinds: Mapping[str, Stage], target: str, missing: int
) -> tuple[str, int] | None:
    """The stage of a school that could turn, and the seats that it becomes, in whole classes; None where none can. A
    room holds no more than the smaller class size of the two stages."""
    most, n = max((float(each.max()), -n) for n, each in enumerate(seats))
    origin = list(kinds.values())[-n]
    if missing <= 0 or school.convert or origin.beside or origin.name == target or school.seats.get(target):
        return None
    room = min(origin.class_size, kinds[target].class_size)
    classes = min(int(most // origin.class_size), ceil(missing / room))
    return (origin.name, classes * room) if classes else None


def _lacking(ahead: Ahead, area: str, stage: str) -> dict[int, int]:
    """Seats that a stage of an area lacks by year: by the forecast, or, where it never does, if demand is high."""
    rows = [row for row in ahead.rows if (row.area, row.stage) == (area, stage)]
    by_forecast = {row.year: -row.balance for row in rows if row.balance < 0}
    return by_forecast or {row.year: -low for row in rows for low in (ahead.low(row),) if low < 0}


def _unsure(ahead: Ahead, area: str, stage: str) -> bool:
    return all(row.balance >= 0 for row in ahead.rows if (row.area, row.stage) == (area, stage))
