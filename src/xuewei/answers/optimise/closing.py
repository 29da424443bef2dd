"""Schools in use that may close: when, who could take their pupils and how far they would walk, and why others stay.

A closing moves pupils to named schools of the same area that have room. Where its children live is not known: the way
from the school that closes to the one that takes them stands for theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from math import floor

import numpy as np

from xuewei.answers.optimise.closing_saved import COUNTS, Saved, nothing_saved, saved
from xuewei.answers.optimise.closing_town import Floats, Town, Wholes
from xuewei.answers.optimise.keeping import Keep
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.plan import School, opening_year
from xuewei.model.policy import Policy
from xuewei.model.resource_rules import ResourceRules
from xuewei.model.rounding import whole_parts
from xuewei.model.seats.ledger import rounded_seats
from xuewei.model.seats.mergers import heirs
from xuewei.model.seats.register import zones_of

CLOSE, MERGE = "close", "merge"
MOVES = (CLOSE, MERGE)
"""Means of which schools close: with pupils to one school or several, and to one alone."""
NEAREST = 5
"""Of the schools that could take all pupils of one so many are tried, the nearest first."""
HALF = 0.5
"""From so many pupils or seats on a grade is one that a school has."""
PARTS = 100
"""Shares of pupils are hundredths."""
PRIVATE, INCLUSIVE = "private", "inclusive"
NOT_PUBLIC, UNKNOWN, USED, NO_ROOM, TOO_FAR, NO_PLACE, BOUND, SPILLS, NO_SAVING = (
    "not_public",
    "unknown",
    "used",
    "no_room",
    "too_far",
    "no_place",
    "bound",
    "spills",
    "no_saving",
)
"""Why a school stays, beside what must be kept: it is not public and was not named, its pupils are not known, its seats
are used, no school near enough has room, none is near enough, no place or zone says who is near, its row says already
that it changes, others would be too full in later years, or it saves nothing though savings are all counted."""


@dataclass(frozen=True, eq=False, repr=False)
class Taker:
    """A school that takes the ``share`` (0 to 1) of the pupils of one that closes, ``pupils (stage, year)`` of them,
    who walk ``metres`` to it (None: not known, both serve one zone)."""

    school: str
    share: float
    metres: float | None
    pupils: Wholes


Way = tuple[Taker, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Move:
    """That the school of this id closes in ``year``: ``table (stage, year)`` are its seats, negative, from then on;
    ``pupils (stage, year)`` those it would have had, all of whom go ``to`` others. ``area`` is an index,
    ``saved`` what it saves by itself, where that is asked for."""

    school: str
    area: int
    year: int
    table: Floats
    pupils: Wholes
    to: tuple[Taker, ...]
    saved: Saved

    @property
    def metres(self) -> float | None:
        """How far the farthest walk, where that is known of all."""
        known = [each.metres for each in self.to if each.metres is not None]
        return max(known) if len(known) == len(self.to) else None

    def at(self, years: range) -> int:
        """The index of its year."""
        return years.index(self.year)

    def walked(self, years: range) -> int:
        """Metres that its pupils of the first year walk together; of ways that are not known nothing."""
        first = self.at(years)
        return sum(round((each.metres or 0.0) * int(each.pupils[:, first].sum())) for each in self.to)


@dataclass(frozen=True, eq=False, repr=False)
class Closings:
    """Every way in which schools may close. ``rooms``: by school seats ``(stage, year)`` that are free of a stage, in
    the row behind the last stage those that its size cap leaves. ``stays``: why others do not close, by id.
    ``count``: which savings are part of the objectives (RUNNING of the cost, POSTS of their own). ``shared``: schools
    whose pupils are a share of their area's, as none of their own are on record."""

    moves: tuple[Move, ...] = ()
    rooms: Mapping[str, Wholes] = field(default_factory=dict)
    stays: Mapping[str, str] = field(default_factory=dict)
    count: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()


NONE_CLOSE = Closings()


@dataclass(frozen=True, eq=False, repr=False)
class Asked:
    """Which closings are asked for: ``means`` (CLOSE, MERGE), of the schools ``named`` by id (empty: all), by these
    rules; what it saves is counted where there are ``rules`` of it, and is part of the objectives for the kinds
    ``count``. The first school year in which one may close is ``first``; the schools ``shut`` take nobody."""

    means: frozenset[str]
    policy: Policy
    rules: ResourceRules | None = None
    named: frozenset[str] = frozenset()
    first: int = 0
    count: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()

    @property
    def must_save(self) -> bool:
        """Whether a closing that saves nothing is not proposed: all savings are counted, and no school was named."""
        return self.rules is not None and self.count == frozenset(COUNTS) and not self.named


def closings(
    found: Assessment, town: Town, keep: Keep, asked: Asked, less: Mapping[str, Wholes], barred: frozenset[str]
) -> Closings:
    """The closings there are in an assessment of the plan without its candidates. ``less``: by school the rooms that it
    turned out not to have; ``barred``: schools whose closing overfills others."""
    town, years = _with_less(town, less), town.years
    asked = replace(asked, shut=_shut(town.schools, keep))
    places = {area: n for n, area in enumerate(found.areas)}
    moves: list[Move] = []
    stays: dict[str, str] = {}
    for n, school in enumerate(town.schools):
        if not _listed(school, found, asked.first) or (asked.named and school.id not in asked.named):
            continue
        mine, why = [], SPILLS if school.id in barred else _why(found, town, n, keep, asked)
        if not why:
            table = -rounded_seats(found.plan, found.stages, years, school)
            when = [year for year in years if year >= asked.first and (asked.named or _unused(town, n, year, asked))]
            idle = False
            for year in when:
                now = np.where(np.array(years) >= year, table, 0.0)
                ways = _ways(town, n, year - years.start, asked)
                for way in ways:
                    gain = _saved(town, n, way, year - years.start, asked)
                    if asked.must_save and not gain.anything:
                        idle = True
                        continue
                    mine.append(Move(school.id, places[school.area], year, now, town.pupils[n], way, gain))
            why = "" if mine else NO_SAVING if idle else _why_not(town, n, asked) if when else USED
        if why:
            stays[school.id] = why
        moves += mine
    takers = {each.school for move in moves for each in move.to}
    rooms = {school.id: town.rooms[n] for n, school in enumerate(town.schools) if school.id in takers}
    return Closings(tuple(moves), rooms, stays, asked.count, town.shared)


def _shut(schools: Sequence[School], keep: Keep) -> frozenset[str]:
    """Small schools, which take nobody unless a row says that its school merges into them."""
    wanted = {heir for school in schools if not school.cancelled for heir in heirs(school.merge_into)}
    return frozenset(school.id for school in schools if keep.is_small(school)) - wanted


def _saved(town: Town, n: int, way: Way, t: int, asked: Asked) -> Saved:
    """What a closing saves by itself."""
    if asked.rules is None:
        return nothing_saved(town.years)
    order = {school.id: m for m, school in enumerate(town.schools)}
    return saved(town, n, [(order[each.school], each.pupils) for each in way], asked.rules, t)


def _with_less(town: Town, less: Mapping[str, Wholes]) -> Town:
    """The same with smaller rooms."""
    rooms = town.rooms.copy()
    for n, school in enumerate(town.schools):
        if school.id in less:
            rooms[n] = np.maximum(rooms[n] - less[school.id], 0)
    return replace(town, rooms=rooms)


def _listed(school: School, found: Assessment, first: int) -> bool:
    """Whether a row is a school in use: not one that enlarges another, or takes seats away."""
    there = not school.cancelled and any(school.seats.values()) and opening_year(school, found.plan) < first
    return there and school.works != "extension" and not school.removes and _stands(school, first)


def _stands(school: School, year: int) -> bool:
    return (school.closes is None or school.closes > year) and (school.until is None or school.until >= year)


def _changes(school: School) -> bool:
    """Whether a row says already what is to become of its school."""
    return bool(school.convert or school.removes) or school.closes is not None or school.until is not None


def _why(found: Assessment, town: Town, n: int, keep: Keep, asked: Asked) -> str:
    """Why a school cannot close at all; empty where it may."""
    school = town.schools[n]
    held = [stage for stage, seats in school.seats.items() if seats]
    if why := keep.why(school):
        return why
    if school.provision in (PRIVATE, INCLUSIVE) and school.id not in asked.named:
        return NOT_PUBLIC
    if _changes(school):
        return BOUND
    stages = [town.stages.index(stage) for stage in held if stage in town.stages]
    return "" if len(stages) == len(held) and town.known[n, stages].all() else UNKNOWN


def _unused(town: Town, n: int, year: int, asked: Asked) -> bool:
    """Whether less than the rule's share of a school's seats is used in each of the rule's years from ``year`` on."""
    rule, first = asked.policy.closing, year - town.years.start
    span = slice(first, first + round(rule.years.value))
    pupils, seats = town.pupils[n].sum(axis=0)[span], town.seats[n].sum(axis=0)[span]
    return bool((pupils < rule.use.value * seats).all())


def _held(town: Town, n: int) -> list[int]:
    return [k for k, stage in enumerate(town.stages) if town.schools[n].seats.get(stage)]


def _near(town: Town, n: int, k: int, asked: Asked) -> list[int]:
    """Schools that hold a stage and are near enough to take its pupils, nearest first; those of the same zone of which
    the way is not known behind them."""
    one, rule = town.schools[n], asked.policy.walking.closing(town.stages[k])
    zones, found = zones_of(one), list[tuple[float, int]]()
    for m, other in enumerate(town.schools):
        if m == n or other.id in asked.shut or not _may_take(town, one, other, k):
            continue
        metres = town.metres[n, m]
        if np.isnan(metres):
            if zones and not zones.keys().isdisjoint(zones_of(other)):
                found.append((np.inf, m))
        elif rule is None or metres <= rule.value:
            found.append((float(metres), m))
    return [m for _, m in sorted(found)]


def _may_take(town: Town, one: School, other: School, k: int) -> bool:
    """Whether a school is one to which pupils of another may be sent: of its area, there to stay, and public or of its
    own kind."""
    alike = other.provision in (None, "public", one.provision) or (
        other.provision == INCLUSIVE and one.provision != PRIVATE
    )
    there = other.area == one.area and not other.cancelled and not _changes(other)
    return there and alike and bool(other.seats.get(town.stages[k]))


def _ways(town: Town, n: int, t: int, asked: Asked) -> list[Way]:
    """Every way to place the pupils of a school that closes in the ``t``-th year: all in one school, or, where that is
    asked for, nearest first in several, or of each stage in another one."""
    held = _held(town, n)
    near = {k: _near(town, n, k, asked) for k in held}
    alone = [m for m in near[held[0]] if all(m in near[k] for k in held) and _fits(town, n, m, held, t)]
    ways: list[Way] = [(_taker(town, n, m, 1.0, town.pupils[n]),) for m in alone[:NEAREST]]
    if CLOSE not in asked.means:
        return ways
    if len(held) == 1 and not (alone and alone[0] == near[held[0]][0]):
        ways += _split(town, n, held[0], near[held[0]], t)
    elif len(held) > 1 and not alone:
        ways += _by_stage(town, n, near, t)
    return ways


def _fits(town: Town, n: int, m: int, stages: Sequence[int], t: int) -> bool:
    """Whether a school has room for all pupils of some stages of another from the ``t``-th year on."""
    mine, room = town.pupils[n][:, t:], town.rooms[m][:, t:]
    open_ = all(_opens(town, n, m, k, t) for k in stages)
    return open_ and bool((mine[stages] <= room[stages]).all() and (mine[stages].sum(axis=0) <= room[-1]).all())


def _opens(town: Town, n: int, m: int, k: int, t: int) -> bool:
    """Whether a school has every grade of a stage in which another has pupils, from the ``t``-th year on."""
    pupils, seats = town.grades[k]
    return bool(((seats[t:, m] >= HALF) | (pupils[t:, n] < HALF)).all())


def _split(town: Town, n: int, k: int, near: Sequence[int], t: int) -> list[Way]:
    """The pupils of a stage placed nearest first, each school taking as large a share as it has room for in every
    year; nothing where not all find a place."""
    mine, left = town.pupils[n][k, t:], PARTS
    shares: dict[int, int] = {}
    for m in (each for each in near if _opens(town, n, each, k, t)):
        room = np.minimum(town.rooms[m][k, t:], town.rooms[m][-1, t:])
        part = np.divide(room * PARTS, mine, out=np.full(len(mine), float(PARTS)), where=mine > 0).min()
        shares[m] = min(left, floor(part + 1e-9))
        left -= shares[m]
    if left:
        return []
    takers = [(m, part) for m, part in shares.items() if part]
    if len(takers) < 2:
        return []
    weights = np.array([part / PARTS for _, part in takers])
    placed = np.zeros((len(takers), *town.pupils[n].shape), dtype=np.int64)
    for year, pupils in enumerate(town.pupils[n][k].tolist()):
        placed[:, k, year] = whole_parts(weights * pupils, pupils)
    return [tuple(_taker(town, n, m, part / PARTS, placed[i]) for i, (m, part) in enumerate(takers))]


def _by_stage(town: Town, n: int, near: Mapping[int, Sequence[int]], t: int) -> list[Way]:
    """The pupils of each stage all in the nearest school with room that holds none of the others."""
    way = []
    for k, schools in near.items():
        fits = [m for m in schools if _fits(town, n, m, [k], t) and not (set(_held(town, m)) & near.keys()) - {k}]
        if not fits:
            return []
        mine = np.zeros_like(town.pupils[n])
        mine[k] = town.pupils[n][k]
        way.append(_taker(town, n, fits[0], 1 / len(near), mine))
    return [tuple(way)]


def _taker(town: Town, n: int, m: int, share: float, pupils: Wholes) -> Taker:
    metres = float(town.metres[n, m])
    return Taker(town.schools[m].id, share, None if np.isnan(metres) else metres, pupils)


def _why_not(town: Town, n: int, asked: Asked) -> str:
    """Why nobody can take the pupils of a school that is hardly used."""
    if all(_near(town, n, k, asked) for k in _held(town, n)):
        return NO_ROOM
    if np.isnan(town.metres[n, n]) and not zones_of(town.schools[n]):
        return NO_PLACE
    return TOO_FAR
