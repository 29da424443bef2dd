"""Children due to enter the first grade of a stage against the places offered, by area, zone or school."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.warn.offers import Offers, children_of_areas, offers, ratio_of, shared, summed, whole_where_known
from xuewei.answers.warn.unsure import Unsure
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import GREEN, RATE_DIGITS, RED, YELLOW
from xuewei.model.calendar import school_year
from xuewei.model.rounding import whole_groups, wholes
from xuewei.model.seats.in_use import balanced
from xuewei.model.seats.register import served
from xuewei.model.stages import Stage
from xuewei.model.zones import EntryChildren, entry_children

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
AREA, ZONE, SCHOOL = "area", "zone", "school"
BY = (AREA, ZONE, SCHOOL)
BLUE, ORANGE = "blue", "orange"
LEVELS = (GREEN, BLUE, YELLOW, ORANGE, RED)
"""Levels of a warning; ``blue`` is a surplus. Their places here are the codes of :attr:`Entries.levels`."""
UNKNOWN = -1
"""The code where children are not known."""
UNLISTED = -2
"""The code where the places are nothing but seats in use that are neither written nor listed: as many as the children
of the base year, so that they warn of nothing."""
WARNED = (YELLOW, ORANGE, RED)


@dataclass(frozen=True, slots=True)
class Spot:
    """An area, a zone or a school: its ``name``, the ``area`` that it is in, and its own key as a row has it."""

    name: str
    area: str
    zone: str | None = None
    school: str | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One year × place × stage, in whole children and places. ``balance`` is intake − children, negative a shortage;
    ``ratio`` children ÷ intake (None without places); ``classes_short`` whole classes of the first grade that a
    shortage fills. What rests on children is None where they are not known."""

    year: int
    spot: Spot
    stage: str
    children: int | None
    others: int | None
    intake: int
    balance: int | None
    ratio: float | None
    level: str | None
    classes_short: int | None
    whence: str

    @property
    def word(self) -> str:
        """The level, or why there is none: ``unknown`` children, or ``unlisted`` places."""
        return self.level or ("unknown" if self.children is None else "unlisted")


@dataclass(frozen=True, eq=False, repr=False)
class Entries:
    """Children and places of the first grades, by stage ``(year, spot)``: ``children`` and ``others`` (NaN unknown) and
    ``intake`` in whole numbers, ``levels`` as places in :data:`LEVELS`. ``offers`` say which school brings what.
    ``area_children`` and ``area_intake`` are the same of whole areas; ``due`` are the children before rounding;
    ``bare (year, area)``: those of :data:`UNLISTED`; ``by_pupils``: those of schools are shared by the pupils who are
    expected there; ``unsure``: how far they may be off (None: nobody asked)."""

    found: Assessment
    by: str
    years: tuple[int, ...]
    stages: tuple[Stage, ...]
    spots: tuple[Spot, ...]
    at_area: Integers
    children: Mapping[str, Floats]
    others: Mapping[str, Floats]
    intake: Mapping[str, Integers]
    levels: Mapping[str, NDArray[np.int8]]
    offers: Offers
    area_children: Mapping[str, Floats]
    area_intake: Mapping[str, Integers]
    due: EntryChildren
    bare: Mapping[str, NDArray[np.bool_]]
    by_pupils: bool = False
    unsure: Unsure | None = None

    @cached_property
    def shown(self) -> Mapping[str, NDArray[np.bool_]]:
        """Spots by stage that have children or places in any year; the others have no such stage."""
        return {
            stage: (np.nan_to_num(each, nan=1.0) > 0).any(axis=0) & (self.by != SCHOOL)
            | (self.intake[stage] != 0).any(axis=0)
            for stage, each in self.children.items()
        }

    @cached_property
    def raised(self) -> Mapping[str, NDArray[np.int8]]:
        """Levels by stage where children outside the count, if they were counted too, would make a warning or a worse
        one; green elsewhere."""
        both = {stage: each + np.nan_to_num(self.others[stage]) for stage, each in self.children.items()}
        return {stage: self._worse(stage, each) for stage, each in both.items()}

    @cached_property
    def possible(self) -> Mapping[str, NDArray[np.int8]]:
        """Levels by stage that the high end of the band of children would make, where that is a warning or a worse one;
        green elsewhere."""
        high = {stage: np.full(each.shape, np.nan) for stage, each in self.levels.items()}
        return {stage: self._worse(stage, each) for stage, each in (self.unsure.high if self.unsure else high).items()}

    def _worse(self, stage: str, children: Floats) -> NDArray[np.int8]:
        """Levels of a stage that so many children would make, where they are a warning or a worse one."""
        codes, levels = level_codes(children, self.intake[stage], _limits(self.found)), self.levels[stage]
        higher = (codes > np.maximum(levels, LEVELS.index(YELLOW) - 1)) & (levels >= 0)
        return np.where(higher, codes, np.int8(0))

    @cached_property
    def counted_in(self) -> tuple[str, ...]:
        """The place whose children every spot has: itself; of a school its first zone, or its area."""
        names = [spot.area for spot in self.spots]
        if self.by != SCHOOL:
            return tuple(spot.zone or spot.area for spot in self.spots)
        schools, zones, _ = self.offers.links
        for school, zone in zip(schools[::-1].tolist(), zones[::-1].tolist(), strict=True):
            names[school] = self.offers.zones[zone]
        return tuple(names)

    def source(self, stage: str, t: int, n: int) -> str:
        """What the children of a spot are known from in the ``t``-th year; empty where they are not."""
        return self.due.source(self.counted_in[n], stage, self.years[t])

    def row(self, stage: Stage, t: int, n: int) -> EntryRow:
        """The row of a stage in the ``t``-th year at the ``n``-th spot."""
        name = stage.name
        children, intake = _known(self.children[name][t, n]), int(self.intake[name][t, n])
        code = int(self.levels[name][t, n])
        return EntryRow(
            year=self.years[t],
            spot=self.spots[n],
            stage=name,
            children=children,
            others=_known(self.others[name][t, n]),
            intake=intake,
            balance=None if children is None else intake - children,
            ratio=None if children is None or intake <= 0 else round(children / intake, RATE_DIGITS),
            level=None if code < 0 else LEVELS[code],
            classes_short=None if children is None else ceil(max(children - intake, 0) / stage.sizes[0]),
            whence=self.source(name, t, n),
        )

    def there(self, stage: str) -> NDArray[np.bool_]:
        """Which years and spots have a row: a school none before it opens and after it has closed."""
        if self.by != SCHOOL:
            return np.broadcast_to(self.shown[stage], self.intake[stage].shape)
        found: NDArray[np.bool_] = (self.intake[stage] != 0) | (np.nan_to_num(self.children[stage]) > 0)
        return found

    def places(self) -> Iterator[tuple[Stage, int, int]]:
        """Every stage, spot and year that has a row, in this order, as ``(stage, t, n)``."""
        for stage in self.stages:
            for n, t in np.argwhere(self.there(stage.name).T).tolist():
                yield stage, t, n

    def rows(self) -> Iterator[EntryRow]:
        """Every row: by stage, spot and year."""
        return (self.row(*place) for place in self.places())


def _known(value: float) -> int | None:
    return None if np.isnan(value) else int(value)


def first_september(day: date) -> int:
    """The first September that comes after a day; a school year that begins that month is still to come in it.

    >>> first_september(date(2026, 8, 31)), first_september(date(2026, 9, 1))
    (2026, 2027)
    """
    return school_year(day) + 1


def usual_kind(due: EntryChildren) -> str:
    """By what is warned unless something else is asked for: by zone where there are zones, else by area."""
    return ZONE if due.zones else AREA


Going = Mapping[str, tuple[Floats, Floats]]
"""By stage, those who are expected to enter each school ``(year, school)``, and each area beyond its schools ``(year,
area)``, over all assessed years."""


def entries(
    found: Assessment,
    years: Sequence[int],
    by: str,
    due: EntryChildren | None = None,
    going: Going | None = None,
) -> Entries:
    """Children against places of the first grade of every stage, in school ``years`` that were assessed.

    ``due`` are the children (default: those that the people's files give). By zone, an area without zones is a spot of
    its own. Children of a school are those of its zones, or of its area, by its share of those who are ``going`` to the
    schools there (None: of their places). Rows of zones sum to those of their area, in whole numbers too.
    """
    due = due or entry_children(found)
    at = [found.years.index(year) for year in years]
    offered = offers(found, at, due)
    whole_areas = {
        stage: (children_of_areas(found, due, stage, at), wholes(offered.of_areas[stage])) for stage in offered.of_areas
    }
    drawn = offered
    if going is not None and by == SCHOOL:
        schools, beyond = ({stage: each[n][at] for stage, each in going.items()} for n in (0, 1))
        drawn = shared(found, at, due, schools, beyond, offered.seats)
    spots, at_area, values = _spots(found, by, due, (offered, drawn), at)
    children, others, intake, levels = {}, {}, {}, {}
    bare = {stage: _bare(found, stage, offered) for stage in offered.of_areas}
    for kind in found.stages:
        stage = kind.name
        counted, outside, places = values[stage]
        area_children, area_intake = whole_areas[stage]
        exact = by != SCHOOL
        children[stage] = _grouped(counted, at_area, area_children if exact else None)
        others[stage] = whole_where_known(outside)
        intake[stage] = whole_groups(places, at_area, area_intake if exact else None) if len(spots) else wholes(places)
        levels[stage] = level_codes(children[stage], intake[stage], _limits(found))
        levels[stage][bare[stage][:, at_area] & ~np.isnan(children[stage]) & (by != SCHOOL)] = UNLISTED
    return Entries(
        found=found,
        by=by,
        years=tuple(years),
        stages=found.stages,
        spots=spots,
        at_area=at_area,
        children=children,
        others=others,
        intake=intake,
        levels=levels,
        offers=offered,
        area_children={stage: each for stage, (each, _) in whole_areas.items()},
        area_intake={stage: each for stage, (_, each) in whole_areas.items()},
        due=due,
        bare=bare,
        by_pupils=going is not None,
    )


def _bare(found: Assessment, stage: str, offered: Offers) -> NDArray[np.bool_]:
    """Years and areas of which all places are seats in use that are assumed to be as many as the children."""
    even = np.array([balanced(found.plan, area, stage) for area in found.areas], dtype=bool)
    listed = summed(offered.of_schools[stage], offered.school_area, len(found.areas))
    result: NDArray[np.bool_] = even & (offered.unlisted[stage] > 0) & (listed <= 0)
    return result


def _limits(found: Assessment) -> dict[str, float]:
    return {name: limit.value for name, limit in found.assumptions.entry.items() if limit.value}


def level_codes(children: Floats, intake: Integers, limits: Mapping[str, float]) -> NDArray[np.int8]:
    """Places in :data:`LEVELS`: each level from its limit of children ÷ intake on, blue below its own, else green. No
    places and some children is red; children who are not known have no level.

    >>> counts, places = np.array([[89.0, 90, 99, 100, 5, 0, np.nan]]), np.array([[100, 100, 100, 100, 0, 0, 9]])
    >>> level_codes(counts, places, {"yellow": 0.9, "red": 1.0}).tolist()
    [[0, 2, 2, 4, 4, 0, -1]]
    """
    ratio = ratio_of(children, intake.astype(float))
    found = np.zeros(children.shape, dtype=np.int8)
    if BLUE in limits:
        found[(ratio < limits[BLUE]) & (intake > 0)] = LEVELS.index(BLUE)
    for name in WARNED:
        if name in limits:
            found[ratio >= limits[name]] = LEVELS.index(name)
    found[(intake <= 0) & (children > 0)] = LEVELS.index(RED)
    found[np.isnan(children)] = UNKNOWN
    return found


def _grouped(values: Floats, group: Integers, totals: Floats | None) -> Floats:
    """Whole numbers that add up to those of their areas; where some of an area are unknown, each by itself."""
    if not values.shape[1]:
        return values
    unknown = np.isnan(values)
    found = whole_groups(np.nan_to_num(values), group).astype(float)
    if totals is not None:
        sums = summed(np.nan_to_num(values), group, totals.shape[1])
        target = np.where(np.isclose(sums, totals, rtol=0, atol=1.0001), np.nan_to_num(totals), np.rint(sums))
        found = whole_groups(np.nan_to_num(values), group, target.astype(np.int64)).astype(float)
    if unknown.any():
        mixed = summed(unknown.astype(float), group, int(group.max()) + 1)[:, group] > 0
        found[mixed] = whole_where_known(values)[mixed]
    return found


Values = tuple[Floats, Floats, Floats]


def _spots(
    found: Assessment, by: str, due: EntryChildren, both: tuple[Offers, Offers], at: Sequence[int]
) -> tuple[tuple[Spot, ...], Integers, dict[str, Values]]:
    """The spots of a kind, the places of their areas, and by stage their children, those outside the count and their
    places, unrounded. ``both`` are places, and what the children of schools are shared by."""
    (offered, drawn), areas = both, found.areas
    order = {area: n for n, area in enumerate(areas)}
    columns: list[int] = list(range(len(areas)))
    if by == SCHOOL:
        schools = found.plan.schools
        spots = tuple(
            Spot(each.name or each.id, each.area, ";".join(one.zone for one in served(each.zone)) or None, each.id)
            for each in schools
        )
        values = {
            stage: (drawn.children_of_schools(stage, due.children[stage][at]), np.full(each.shape, np.nan), each)
            for stage, each in offered.of_schools.items()
        }
        return spots, np.array([order[each.area] for each in schools], dtype=np.int64), values
    spots = tuple(Spot(area, area) for area in areas)
    if by == ZONE:
        zoned = {due.part_of[zone] for zone in due.zones}
        columns = [n for n in columns if areas[n] not in zoned]
        spots = (
            *(Spot(areas[n], areas[n]) for n in columns),
            *(Spot(zone, due.part_of[zone], zone) for zone in due.zones),
        )
        columns += [len(areas) + n for n in range(len(due.zones))]
        ranked = sorted(range(len(spots)), key=lambda n: order[spots[n].area])
        spots, columns = tuple(spots[n] for n in ranked), [columns[n] for n in ranked]
    values = {
        stage: (
            due.children[stage][at][:, columns],
            due.others[stage][at][:, columns],
            offered.of_places[stage][:, columns],
        )
        for stage in offered.of_places
    }
    return spots, np.array([order[spot.area] for spot in spots], dtype=np.int64), values
