"""Where the children of a school year live: demand of each area, spread over points, estates, zones or schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import school_pupils
from xuewei.model.plan import School, opening_year
from xuewei.model.rounding import whole, whole_parts
from xuewei.model.seats.register import seats_by_school, zones_of
from xuewei.model.siting import PointRow
from xuewei.model.zones import SHARE, EntryChildren, entry_children

Floats = NDArray[np.float64]
POINT, ESTATE, ZONE, SCHOOL = "point", "estate", "zone", "school"


@dataclass(frozen=True, eq=False, repr=False)
class Living:
    """Where children live: ``ids``, ``names``, ``areas``, ``zones`` and ``kinds`` of places, their ``spots`` (place,
    2) in degrees, and ``children[stage] (place,)``. ``nowhere`` are children, by area and stage, of whom no place is
    known, ``uncounted`` those of them whose area has points that say nothing of the stage; ``guessed`` the areas whose
    children live where their schools are, for want of anything better, ``seated`` those whose zones have children by
    their seats of today; ``plain`` areas and stages whose points are not held to their zones, with the zones that have
    no point (none: a point says no zone), ``alone`` areas of several zones whose children are not all known, so that
    points alone divide them. ``lost`` are estates without coordinates, ``middles`` zones whose centre is
    that of their schools."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    areas: tuple[str, ...]
    zones: tuple[str, ...]
    kinds: tuple[str, ...]
    spots: Floats
    children: Mapping[str, Floats]
    nowhere: Mapping[tuple[str, str], float]
    uncounted: frozenset[tuple[str, str]] = frozenset()
    guessed: tuple[str, ...] = ()
    seated: tuple[str, ...] = ()
    plain: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    lost: tuple[str, ...] = ()
    middles: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    id: str
    name: str
    area: str
    zone: str
    kind: str
    spot: tuple[float, float]


def living(
    found: Assessment, points: Sequence[PointRow], stages: Sequence[str], year: int, now: int | None = None
) -> Living:
    """Where the children of some stages live in a school year. An estate with a place has its own pupils there; the
    others of its area live at its points in proportion to the children on these, of each zone those that are known to
    be of the zone; in areas without points at the centres of zones, and without these where their schools are. What
    schools say of that is what those of ``now`` (by default the first year after what is known) say, so that no plan
    moves children. Numbers are whole and add up to the demand, so that whatever counts them counts the same."""
    t = found.years.index(year)
    today = found.years.index(min(max(found.known.start if now is None else now, found.years[0]), found.years[-1]))
    estates, lost = _estates(found, points, stages, t)
    places: list[_Place] = [place for place, _ in estates]
    children = {stage: [own.get(stage, 0.0) for _, own in estates] for stage in stages}
    nowhere: dict[tuple[str, str], float] = {}
    shares = zone_shares(found, stages, t)
    spreads = [_spread(found, area, points, stages, shares, today) for area in found.areas]
    for n, (area, spread) in enumerate(zip(found.areas, spreads, strict=True)):
        places += [place for place, _ in spread.places]
        held = [m for m, (place, _) in enumerate(estates) if place.area == area]
        for stage in stages:
            demand = float(np.nan_to_num(found.demand[stage][t, n].sum()))
            own = [children[stage][m] for m in held]
            weights = [each.get(stage, 0.0) for _, each in spread.places]
            pupils, others, left = shared_out(demand, own, weights, [place.zone for place, _ in spread.places])
            for m, many in zip(held, pupils, strict=True):
                children[stage][m] = many
            children[stage] += others
            if left:
                nowhere[area, stage] = left
    return _together(found, places, children, nowhere, spreads, lost)


def shared_out(
    demand: float, estates: Sequence[float], weights: Sequence[float], zones: Sequence[str]
) -> tuple[list[int], list[int], int]:
    """The children of a stage of an area in whole numbers, which add up to its demand: those of its estates, no more
    than there are in all; the others by the weights of its places, those of each of their ``zones`` in whole numbers
    first; and those of whom no place is known.

    >>> shared_out(10.4, [2.2], [1.0, 1.0, 1.0], ["a", "b", "b"])
    ([2], [3, 3, 2], 0)
    >>> shared_out(10.4, [20.0], [], []), shared_out(10.4, [], [0.0], [""])
    (([10], [], 0), ([], [0], 10))
    """
    taken, total = sum(estates), sum(weights)
    factor = min(1.0, demand / taken) if taken > 0 else 1.0
    rest = demand - taken * factor
    others = [weight * (rest / total) if total > 0 else 0.0 for weight in weights]
    of_zone: dict[str, list[int]] = {}
    for m, zone in enumerate(zones):
        of_zone.setdefault(zone, []).append(m)
    sums = [sum(others[m] for m in held) for held in of_zone.values()]
    found = whole_parts([*(each * factor for each in estates), *sums, 0.0 if total > 0 else rest], whole(demand))
    at_places = [0] * len(weights)
    for held, many in zip(of_zone.values(), found[len(estates) :], strict=False):
        for m, each in zip(held, whole_parts([others[m] for m in held], many), strict=True):
            at_places[m] = each
    return found[: len(estates)], at_places, found[-1]


def _together(
    found: Assessment,
    places: Sequence[_Place],
    children: Mapping[str, list[float]],
    nowhere: Mapping[tuple[str, str], float],
    spreads: Sequence[_Spread],
    lost: Sequence[str],
) -> Living:
    """The places, those of one id as one."""
    first: dict[str, int] = {}
    member = np.array([first.setdefault(place.id, len(first)) for place in places], np.int64)
    one = {place.id: place for place in reversed(places)}
    kept = [one[name] for name in first]
    spots = np.array([place.spot for place in kept], np.float64).reshape(-1, 2)
    areas = dict(zip(found.areas, spreads, strict=True))
    centres = [place.id for each in spreads for place, _ in each.places if place.kind == ZONE]
    return Living(
        ids=tuple(place.id for place in kept),
        names=tuple(place.name for place in kept),
        areas=tuple(place.area for place in kept),
        zones=tuple(place.zone for place in kept),
        kinds=tuple(place.kind for place in kept),
        spots=spots,
        children={
            stage: np.asarray(np.bincount(member, each, len(kept)), np.float64) for stage, each in children.items()
        },
        nowhere=nowhere,
        uncounted=frozenset(key for key in nowhere if areas[key[0]].kind == POINT),
        guessed=tuple(area for area, each in areas.items() if each.kind == SCHOOL and each.places),
        seated=tuple(area for area, each in areas.items() if each.seated),
        plain=tuple((area, stage, zones) for area, each in areas.items() for stage, zones in each.plain.items()),
        lost=tuple(lost),
        middles=tuple(zone for zone in centres if not _written(found, zone)),
        alone=tuple(area for area, each in areas.items() if each.alone),
    )


def _estates(
    found: Assessment, points: Sequence[PointRow], stages: Sequence[str], t: int
) -> tuple[list[tuple[_Place, dict[str, float]]], list[str]]:
    """Estates with a place and their pupils by stage; and the names of those with pupils and no place."""
    beyond = found.demand.beyond
    if beyond is None or beyond.estates is None:
        return [], []
    estates, at = beyond.estates, {row.id: row for row in points}
    pupils = {stage: estates.pupils(stage) for stage in stages if stage in estates.filled}
    held: dict[str, dict[str, float]] = {}
    for n, row in enumerate(estates.rows):
        own = held.setdefault(row.id, {})
        for stage, each in pupils.items():
            own[stage] = own.get(stage, 0.0) + float(each[n, t])
    answer, lost = [], []
    for row in {row.id: row for row in reversed(estates.rows)}.values():
        spot = next(((one.lon, one.lat) for one in estates.rows if one.id == row.id and one.lon is not None), None)
        if spot is None and row.id in at:
            spot = at[row.id].lon, at[row.id].lat
        if not any(each > 0 for each in held[row.id].values()):
            continue
        if spot is None or spot[1] is None or spot[0] is None:
            lost.append(row.name or row.id)
        else:
            place = _Place(row.id, row.name or row.id, row.area, row.zone, ESTATE, (spot[0], spot[1]))
            answer.append((place, held[row.id]))
    return answer[::-1], lost[::-1]


def zone_shares(found: Assessment, stages: Sequence[str], t: int) -> dict[str, dict[str, dict[str, float]]]:
    """The share of each area's children that each of its zones has, by stage and area: by those due to enter it. Areas
    are left out whose zones are not all known, or known by nothing but the places that their schools offer."""
    due = entry_children(found)
    answer: dict[str, dict[str, dict[str, float]]] = {}
    for stage in stages:
        if stage not in due.children:
            continue
        numbers = dict(zip(due.places, due.children[stage][t].tolist(), strict=True))
        for area in found.areas:
            own = {zone: numbers[zone] for zone in due.zones if due.part_of[zone] == area}
            known = own and all(np.isfinite(each) for each in own.values()) and sum(own.values()) > 0
            if known and not _by_places(found, due, list(own), stage, t):
                total = sum(own.values())
                answer.setdefault(stage, {})[area] = {zone: each / total for zone, each in own.items()}
    return answer


def _by_places(found: Assessment, due: EntryChildren, zones: Sequence[str], stage: str, t: int) -> bool:
    """Whether some zones of an area share what is left of it by the places that their schools offer: two or more have
    no share in writing, and no number of their own, nor one of another year by which all could be shared."""
    written = {row.area for row in found.population.zones if row.share is not None}
    named = {row.area for row in found.population.zones} or set(zones)
    shared = [zone for zone in zones if zone in named and due.source(zone, stage, found.years[t]) == SHARE]
    unwritten = [zone for zone in shared if zone not in written]
    if len(unwritten) == len(shared):
        known = [any(due.source(zone, stage, year) not in ("", SHARE) for year in found.years) for zone in unwritten]
        return len(unwritten) > 1 and not all(known)
    return len(unwritten) > 1


@dataclass(frozen=True)
class _Spread:
    """The places of an area without its estates and what stages weigh at each; ``plain`` as :class:`Living` has them,
    by stage; ``seated``: zones weigh what their seats of today are; ``alone``: points are not held to zones, as their
    children are not all known."""

    kind: str
    places: list[tuple[_Place, dict[str, float]]]
    plain: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seated: bool = False
    alone: bool = False


def _spread(
    found: Assessment,
    area: str,
    points: Sequence[PointRow],
    stages: Sequence[str],
    shares: Mapping[str, Mapping[str, Mapping[str, float]]],
    today: int,
) -> _Spread:
    """The places of an area, and what stages weigh there."""
    own = [row for row in points if row.area == area]
    if own:
        places: list[tuple[_Place, dict[str, float]]] = []
        for row in own:
            place = _Place(row.id, row.name or row.id, area, row.zone, POINT, (row.lon, row.lat))
            places.append((place, {stage: row.weight(stage) or 0.0 for stage in stages}))
        fitted = {stage: _fitted(places, stage, shares.get(stage, {}).get(area)) for stage in stages}
        several = sum(row.part_of == area for row in found.population.zones) > 1
        alone = several and any(area not in shares.get(stage, {}) for stage in stages)
        plain = {stage: zones for stage, zones in fitted.items() if zones is not None}
        return _Spread(POINT, places, plain, alone=alone)
    centres = zone_centres(found, area, today)
    if not centres:
        return _Spread(SCHOOL, _at_schools(found, area, stages, today))
    weights: dict[str, dict[str, float]] = {zone: {} for zone in centres}
    seated = False
    for stage in stages:
        known = shares.get(stage, {}).get(area)
        if known is None and len(centres) > 1:
            seated, known = True, _seats_of_zones(found, area, list(centres), stage, today)
        for zone in centres:
            weights[zone][stage] = 1.0 if known is None else known.get(zone, 0.0)
    spots = [(_Place(zone, zone, area, zone, ZONE, spot), weights[zone]) for zone, spot in centres.items()]
    return _Spread(ZONE, spots, {}, seated)


def _fitted(
    places: Sequence[tuple[_Place, dict[str, float]]], stage: str, shares: Mapping[str, float] | None
) -> tuple[str, ...] | None:
    """Scale weights so that those of each zone are its share. Where that cannot be, the zones with children and without
    a point that has some, none where some point is in no such zone; nothing is to tell of stages that weigh nothing."""
    if not shares or not any(weights[stage] > 0 for _, weights in places):
        return None
    held = dict.fromkeys(shares, 0.0)
    for place, weights in places:
        if place.zone in held:
            held[place.zone] += weights[stage]
        elif weights[stage] > 0:
            return ()
    empty = tuple(zone for zone, share in shares.items() if share > 0 and held[zone] <= 0)
    if empty:
        return empty
    for place, weights in places:
        if place.zone in held and held[place.zone] > 0:
            weights[stage] *= shares[place.zone] / held[place.zone]
    return None


def _seats_of_zones(found: Assessment, area: str, zones: Sequence[str], stage: str, today: int) -> dict[str, float]:
    """What the schools of each zone have of the seats of an area today; the same of every zone where these have
    none."""
    seats = seats_by_school(found.ledger, found.years, [one.id for one in found.plan.schools], found.stages)[stage]
    held = dict.fromkeys(zones, 0.0)
    for n, school in enumerate(found.plan.schools):
        own = zones_of(school) if school.area == area else {}
        for zone in [each for each in own if each in held]:
            held[zone] += float(np.nan_to_num(seats[today, n].sum())) * own[zone]
    return held if sum(held.values()) > 0 else dict.fromkeys(zones, 1.0)


def _written(found: Assessment, zone: str) -> bool:
    return any(row.area == zone and row.lon is not None for row in found.population.zones)


def zone_centres(found: Assessment, area: str, today: int) -> dict[str, tuple[float, float]]:
    """The centres of the zones of an area: as written, else the mean of the places of their schools by seats, those of
    today where there are any; none where one of them has neither."""
    written = {row.area: (row.lon, row.lat) for row in found.population.zones if row.part_of == area}
    names = list(written) or list(
        dict.fromkeys(zone for one in found.plan.schools if one.area == area for zone in zones_of(one))
    )
    answer: dict[str, tuple[float, float]] = {}
    for zone in names:
        lon, lat = written.get(zone, (None, None))
        if lon is None or lat is None:
            own = [one for one in found.plan.schools if zone in zones_of(one) and located(one) and not one.cancelled]
            if not own:
                return {}
            own = [one for one in own if _opened(one, found, today)] or own
            size = [max(sum(one.seats.values()), 1) for one in own]
            lon, lat = (float(np.average([getattr(one, end) for one in own], weights=size)) for end in ("lon", "lat"))
        answer[zone] = lon, lat
    return answer


def _opened(school: School, found: Assessment, today: int) -> bool:
    return opening_year(school, found.plan) <= found.years[today]


def located(school: School) -> bool:
    """Whether a school has coordinates."""
    return school.lon is not None and school.lat is not None


def _at_schools(found: Assessment, area: str, stages: Sequence[str], t: int) -> list[tuple[_Place, dict[str, float]]]:
    """The schools of an area with coordinates, and the pupils that each has in the ``t``-th year."""
    pupils = school_pupils(found)
    answer: list[tuple[_Place, dict[str, float]]] = []
    for n, school in enumerate(found.plan.schools):
        if school.area == area and located(school):
            weights = {stage: float(np.nan_to_num(pupils.pupils[stage][t, n].sum())) for stage in stages}
            place = _Place(
                school.id, school.name or school.id, area, "", SCHOOL, (school.lon or 0.0, school.lat or 0.0)
            )
            answer.append((place, weights))
    return answer
