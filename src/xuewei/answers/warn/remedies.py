"""What closes a shortage of an entry grade: a class more where there are rooms, a neighbour with room, the plan.

What one place takes is not there for the next: years in their order, in each the stages, in each the tightest first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import count, islice
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.warn.entries import AREA, SCHOOL, UNLISTED, Entries, level_codes
from xuewei.late import dataclass
from xuewei.model.plan import opening_year
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
CLASS, NEIGHBOUR, ELSEWHERE, PLAN, NONE = "class", "neighbour", "elsewhere", "plan", "none"
MOST = 3
"""Schools, neighbours or areas that a remedy names."""


@dataclass(frozen=True, slots=True)
class Step:
    """One means: ``classes`` more at a school, ``children`` whom a neighbour has room for (or, elsewhere, the places to
    spare there), or a school of the plan that opens in ``year`` with ``children`` places of the first grade."""

    kind: str
    place: str
    classes: int = 0
    children: int = 0
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What closes a shortage of ``classes`` whole classes: ``steps`` in the order in which they are named; ``left`` are
    classes that neither rooms nor a neighbour close in that year."""

    classes: int
    steps: tuple[Step, ...]
    left: int

    @property
    def kind(self) -> str:
        """The kind of the first step; ``none`` without one."""
        return self.steps[0].kind if self.steps else NONE

    @property
    def place(self) -> str | None:
        """Where the first step is."""
        return self.steps[0].place if self.steps else None

    @property
    def year(self) -> int | None:
        """The September from which a school of the plan helps, where one does."""
        return next((step.year for step in self.steps if step.year is not None), None)


Key = tuple[str, int, int]
"""A stage, a year (its place among those shown) and a spot."""


@dataclass(slots=True)
class Room:
    """Children whom a neighbour has room for, and where it stands among its neighbours: the lowest first."""

    children: int
    order: int


@dataclass(eq=False, repr=False)
class Pool:
    """What is still to be had: ``rooms (year, school)`` that are free (0 where they are not written), and ``near``, of
    a stage in a year the neighbours in an area by spot, in their order: at first the roomiest before the others.
    ``of_zone``: the spots of every zone, of schools alone."""

    rooms: NDArray[np.int64]
    of_zone: Mapping[str, Sequence[int]]
    near: dict[tuple[str, int, int], OrderedDict[int, Room]] = field(default_factory=dict)
    first: Iterator[int] = field(default_factory=lambda: count(-1, -1))
    last: Iterator[int] = field(default_factory=count)

    def put(self, stage: str, t: int, area: int, n: int, children: int) -> None:
        """A neighbour with room, behind all others; of one that is there already this is all its room."""
        near = self.near.setdefault((stage, t, area), OrderedDict())
        near.pop(n, None)
        near[n] = Room(children, next(self.last))

    def own_first(self, near: OrderedDict[int, Room], zones: Sequence[str]) -> None:
        """Put the neighbours that serve ``zones`` before all others, in the order in which they stand."""
        own = {n for zone in zones for n in self.of_zone[zone] if n in near}
        for n in sorted(own, key=lambda n: near[n].order, reverse=True):
            near[n].order = next(self.first)
            near.move_to_end(n, last=False)


def remedies(found: Entries) -> dict[Key, Remedy]:
    """A remedy for every shortage."""
    schools = _schools_of(found)
    pool = Pool(free_rooms(found), _of_zone(found))
    opening = _opening(found)
    spare = {stage.name: _spare_areas(found, stage.name) for stage in found.stages}
    closed = {}
    for stage, t, short in _shortages(found, pool):
        added = {n: _added(found, stage, t, n, schools.get(n, ()), pool) for n in short}
        for n in sorted(short, key=lambda n: not _has_own(found, stage.name, t, n, pool)):
            closed[stage.name, t, n] = _remedy(
                found, stage, t, n, pool, added[n], schools.get(n, ()), opening, spare[stage.name][t]
            )
    return closed


def _shortages(found: Entries, pool: Pool) -> Iterator[tuple[Stage, int, list[int]]]:
    """Shortages of every stage and year, years in their order, in each the stages, in each the tightest first. The
    neighbours of a stage and year are put into the pool as it comes."""
    for t in range(len(found.years)):
        for stage in found.stages:
            children, intake = found.children[stage.name][t], found.intake[stage.name][t]
            listed = found.levels[stage.name][t] != UNLISTED
            short = np.flatnonzero((np.nan_to_num(children) > intake) & found.shown[stage.name] & listed)
            if not len(short):
                continue
            if found.by != AREA:
                _put_neighbours(found, stage.name, t, pool)
            ratio = children[short] / np.maximum(intake[short], 1)
            yield stage, t, short[np.argsort(-ratio, kind="stable")].tolist()


def _put_neighbours(found: Entries, stage: str, t: int, pool: Pool) -> None:
    """Spots that are neither short nor warned of, by area, with the children whom each can take without a warning."""
    room = _room(found, found.children[stage][t], found.intake[stage][t], found.levels[stage][t])
    for n in np.argsort(-room, kind="stable").tolist():
        if room[n] <= 0:
            break
        pool.put(stage, t, int(found.at_area[n]), n, int(room[n]))


def _room(found: Entries, children: Floats, intake: NDArray[np.int64], levels: NDArray[np.int8]) -> NDArray[np.int64]:
    """Children whom places take without coming to the first limit of a warning."""
    limits = [each.value for name, each in found.found.assumptions.entry.items() if name != "blue" and each.value]
    most = np.ceil(np.round(intake * min(limits, default=1.0), NOISE_DIGITS)) - 1
    free = np.where(levels < 0, 0, most - np.nan_to_num(children))
    result: NDArray[np.int64] = np.maximum(free, 0).astype(np.int64)
    return result


def _has_own(found: Entries, stage: str, t: int, n: int, pool: Pool) -> bool:
    """Whether a school has a neighbour of its own zone with room, which nobody else should take before it."""
    near = pool.near.get((stage, t, int(found.at_area[n])), OrderedDict())
    return any(other in near for zone in _zones(found, n) for other in pool.of_zone[zone] if other != n)


def _zones(found: Entries, n: int) -> list[str]:
    """The zones that a school serves; none of any other spot."""
    return [zone for zone in (found.spots[n].zone or "").split(";") if zone] if found.by == SCHOOL else []


def _of_zone(found: Entries) -> dict[str, list[int]]:
    """The schools that serve each zone."""
    spots: dict[str, list[int]] = {}
    for n in range(len(found.spots)):
        for zone in _zones(found, n):
            spots.setdefault(zone, []).append(n)
    return spots


def _added(found: Entries, stage: Stage, t: int, n: int, schools: Sequence[int], pool: Pool) -> list[tuple[int, int]]:
    """Classes that schools of a shortage add; what the last leaves of places is room for its neighbours."""
    children, intake = int(found.children[stage.name][t, n]), found.intake[stage.name][t, n : n + 1]
    taken = list(_taken_rooms(found, stage, t, schools, ceil((children - int(intake[0])) / stage.sizes[0]), pool))
    places = intake + stage.sizes[0] * sum(classes for _, classes in taken)
    room = int(_room(found, np.array([float(children)]), places, np.zeros(1, np.int8))[0])
    if taken and room > 0 and found.by != AREA:
        pool.put(stage.name, t, int(found.at_area[n]), n, room)
    return taken


def _remedy(
    found: Entries,
    stage: Stage,
    t: int,
    n: int,
    pool: Pool,
    added: Sequence[tuple[int, int]],
    schools: Sequence[int],
    opening: Mapping[tuple[str, int], list[tuple[int, int, int]]],
    spare: Sequence[tuple[int, int]],
) -> Remedy:
    """The remedy of one shortage, whose means leave the pool."""
    size = stage.sizes[0]
    short = int(found.children[stage.name][t, n]) - int(found.intake[stage.name][t, n])
    wanted = ceil(short / size)
    steps: list[Step] = []
    for school, classes in added:
        steps.append(Step(CLASS, _title(found, school), classes))
        short -= classes * size
    for other, children in _taken_room(found, stage.name, t, n, short, pool):
        steps.append(Step(NEIGHBOUR, found.spots[other].name, 0, children))
        short -= children
    left = ceil(max(short, 0) / size)
    if left:
        area = int(found.at_area[n])
        steps += [
            Step(ELSEWHERE, found.found.areas[other], 0, places)
            for other, places in [each for each in spare if each[0] != area][:MOST]
        ]
        steps += _from_plan(found, t, schools, opening.get((stage.name, area), []))
    return Remedy(wanted, tuple(steps), left)


def _taken_rooms(
    found: Entries, stage: Stage, t: int, schools: Sequence[int], wanted: int, pool: Pool
) -> Iterator[tuple[int, int]]:
    """Schools that hold the stage and have rooms, with the classes that each takes: a class stays until it leaves."""
    own = found.offers.of_schools[stage.name][t]
    for school in schools:
        if wanted <= 0:
            return
        stay = pool.rooms[t : t + stage.grades, school]
        classes = min(int(stay.min()), wanted) if own[school] > 0 else 0
        if classes > 0:
            stay -= classes
            wanted -= classes
            yield school, classes


def _taken_room(found: Entries, stage: str, t: int, n: int, short: int, pool: Pool) -> Iterator[tuple[int, int]]:
    """Neighbours with the children whom each takes, at most :data:`MOST` of them."""
    if short <= 0 or found.by == AREA:
        return
    near = pool.near.get((stage, t, int(found.at_area[n])), OrderedDict())
    pool.own_first(near, _zones(found, n))
    for other, room in list(islice(near.items(), MOST)):
        children = min(room.children, short)
        room.children -= children
        short -= children
        yield other, children
        if not room.children:
            del near[other]
        if short <= 0:
            break


def _from_plan(found: Entries, t: int, schools: Sequence[int], opening: Sequence[tuple[int, int, int]]) -> list[Step]:
    """The schools of the place, else of its area, that open in the next of the years shown in which any does."""
    later = [each for each in opening if each[0] > found.years[t]]
    own = [each for each in later if each[1] in schools] or later
    first = [each for each in own if each[0] == own[0][0]]
    return [Step(PLAN, _title(found, school), 0, places, year) for year, school, places in first]


def _title(found: Entries, school: int) -> str:
    row = found.found.plan.schools[school]
    return row.name or row.id


def _schools_of(found: Entries) -> dict[int, list[int]]:
    """The schools of every spot, in the order of the plan."""
    if found.by == SCHOOL:
        return {n: [n] for n in range(len(found.spots))}
    at = {(spot.area, spot.zone): n for n, spot in enumerate(found.spots)}
    schools: dict[int, list[int]] = {}
    offered = found.offers
    zones = [spot for spot in found.spots if spot.zone] if found.by != AREA else []
    if found.by != AREA:
        for school, zone in zip(offered.links[0].tolist(), offered.links[1].tolist(), strict=True):
            schools.setdefault(at[found.found.areas[offered.zone_area[zone]], offered.zones[zone]], []).append(school)
    zoned = {spot.area for spot in zones}
    for school, row in enumerate(found.found.plan.schools):
        if row.area not in zoned:
            schools.setdefault(at[row.area, None], []).append(school)
    return schools


def free_rooms(found: Entries) -> NDArray[np.int64]:
    """Rooms ``(year, school)`` of every school that its classes leave free; none where rooms are not written."""
    plan = found.found.plan
    used = np.zeros((len(found.years), len(plan.schools)))
    for stage in found.stages:
        seats = found.offers.seats[stage.name].sum(axis=2)
        size = np.array([_class_seats(found, stage, n) for n in range(len(plan.schools))])
        used += np.maximum(seats, 0.0) / size
    rooms = np.array([school.rooms or 0 for school in plan.schools], dtype=float)
    free: NDArray[np.int64] = np.floor(np.round(np.maximum(rooms - np.ceil(used.round(NOISE_DIGITS)), 0), 6)).astype(
        np.int64
    )
    return free


def _class_seats(found: Entries, stage: Stage, n: int) -> float:
    """Seats of one class of a school: its own where it writes classes, else those of the stage."""
    school = found.found.plan.schools[n]
    classes = school.classes.get(stage.name)
    count = sum(classes) if isinstance(classes, tuple) else classes
    seats = school.seats.get(stage.name, 0)
    return seats / count if count and seats > 0 else float(stage.class_size)


def _opening(found: Entries) -> dict[tuple[str, int], list[tuple[int, int, int]]]:
    """By stage and area: the year, the school and its places of the first grade, of every school of the plan that
    brings places after the first year shown, the first one first."""
    first, last = found.years[0], found.years[-1]
    opened: dict[tuple[str, int], list[tuple[int, int, int]]] = {}
    for n, school in enumerate(found.found.plan.schools):
        year = None if school.cancelled else opening_year(school, found.found.plan)
        if year is None or not first < year <= last:
            continue
        for stage, own in found.offers.of_schools.items():
            places = floor(float(own[found.years.index(year), n])) if year in found.years else 0
            if places > 0:
                opened.setdefault((stage, int(found.offers.school_area[n])), []).append((year, n, places))
    return {key: sorted(each) for key, each in opened.items()}


def _spare_areas(found: Entries, stage: str) -> list[list[tuple[int, int]]]:
    """By year: areas with places to spare short of a warning, the roomiest first, and how many."""
    children, intake = found.area_children[stage], found.area_intake[stage]
    limits = {name: each.value for name, each in found.found.assumptions.entry.items() if each.value}
    room = _room(found, children, intake, level_codes(children, intake, limits))
    room[found.bare[stage]] = 0
    return [
        [(n, int(each[n])) for n in np.argsort(-each, kind="stable").tolist()[: MOST + 1] if each[n] > 0]
        for each in room
    ]
