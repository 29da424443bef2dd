"""Where the children of a school year live: demand of each area, spread over points, estates, zones or schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assessment import Assessment
from xuewei.model.by_school import school_pupils
from xuewei.model.plan import School
from xuewei.model.seats.register import zones_of
from xuewei.model.siting import PointRow
from xuewei.model.zones import entry_children

Floats = NDArray[np.float64]
POINT, ESTATE, ZONE, SCHOOL = "point", "estate", "zone", "school"


@dataclass(frozen=True, eq=False, repr=False)
class Living:
    """Where children live: ``ids``, ``names``, ``areas``, ``zones`` and ``kinds`` of places, their ``spots`` (place,
    2) in degrees, and ``children[stage] (place,)``. ``nowhere`` are children, by area and stage, of whom no place is
    known; ``guessed`` the areas whose children live where their schools are, for want of anything better; ``plain``
    those whose points are not held to their zones. ``lost`` are estates without coordinates, ``middles`` zones whose
    centre is that of their schools."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    areas: tuple[str, ...]
    zones: tuple[str, ...]
    kinds: tuple[str, ...]
    spots: Floats
    children: Mapping[str, Floats]
    nowhere: Mapping[tuple[str, str], float]
    guessed: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    middles: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    id: str
    name: str
    area: str
    zone: str
    kind: str
    spot: tuple[float, float]


def living(found: Assessment, points: Sequence[PointRow], stages: Sequence[str], year: int) -> Living:
    """Where the children of some stages live in a school year. An estate with a place has its own pupils there; the
    others of its area live at its points in proportion to the children on these, of each zone those of the zone; in
    areas without points at the centres of zones, and without these where their schools are. Totals are those of the
    demand."""
    t = found.years.index(year)
    estates, lost = _estates(found, points, stages, t)
    places: list[_Place] = [place for place, _ in estates]
    children = {stage: [own.get(stage, 0.0) for _, own in estates] for stage in stages}
    nowhere: dict[tuple[str, str], float] = {}
    guessed, plain, middles = [], [], []
    shares = zone_shares(found, stages, t)
    for n, area in enumerate(found.areas):
        own = [row for row in points if row.area == area]
        kind, spread, level = _spread(found, area, own, stages, shares, t)
        guessed += [area] if kind == SCHOOL and spread else []
        plain += [area] if kind == POINT and not level else []
        middles += [place.id for place, _ in spread if kind == ZONE and not _written(found, place.id)]
        places += [place for place, _ in spread]
        for stage in stages:
            demand = float(np.nan_to_num(found.demand[stage][t, n].sum()))
            held = [m for m, (place, _) in enumerate(estates) if place.area == area]
            taken = sum(children[stage][m] for m in held)
            factor = min(1.0, demand / taken) if taken > 0 else 1.0
            for m in held:
                children[stage][m] *= factor
            rest, weights = demand - taken * factor, np.array([each.get(stage, 0.0) for _, each in spread])
            total = float(weights.sum())
            if total > 0:
                children[stage] += (weights * (rest / total)).tolist()
            else:
                children[stage] += [0.0] * len(spread)
                if rest > 1e-6:
                    nowhere[area, stage] = rest
    return _together(places, children, nowhere, (guessed, plain, lost, middles))


def _together(
    places: Sequence[_Place],
    children: Mapping[str, list[float]],
    nowhere: Mapping[tuple[str, str], float],
    told: tuple[list[str], list[str], list[str], list[str]],
) -> Living:
    """The places, those of one id as one."""
    first: dict[str, int] = {}
    member = np.array([first.setdefault(place.id, len(first)) for place in places], np.int64)
    one = {place.id: place for place in reversed(places)}
    kept = [one[name] for name in first]
    spots = np.array([place.spot for place in kept], np.float64).reshape(-1, 2)
    guessed, plain, lost, middles = map(tuple, told)
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
        guessed=guessed,
        plain=plain,
        lost=lost,
        middles=middles,
    )


def _sums(member: NDArray[np.int64], each: Sequence[float], count: int) -> Floats:
    return np.asarray(np.bincount(member, each, count), np.float64)


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
    whose zones are not all known are left out."""
    due = entry_children(found)
    answer: dict[str, dict[str, dict[str, float]]] = {}
    for stage in stages:
        if stage not in due.children:
            continue
        numbers = dict(zip(due.places, due.children[stage][t].tolist(), strict=True))
        for area in found.areas:
            own = {zone: numbers[zone] for zone in due.zones if due.part_of[zone] == area}
            if own and all(np.isfinite(each) for each in own.values()) and sum(own.values()) > 0:
                total = sum(own.values())
                answer.setdefault(stage, {})[area] = {zone: each / total for zone, each in own.items()}
    return answer


Spread = list[tuple[_Place, dict[str, float]]]


def _spread(
    found: Assessment,
    area: str,
    points: Sequence[PointRow],
    stages: Sequence[str],
    shares: Mapping[str, Mapping[str, Mapping[str, float]]],
    t: int,
) -> tuple[str, Spread, bool]:
    """The places of an area without its estates, what stages weigh at each, and whether these weights are held to the
    shares of zones."""
    if points:
        spread: Spread = []
        for row in points:
            place = _Place(row.id, row.name or row.id, area, row.zone, POINT, (row.lon, row.lat))
            spread.append((place, {stage: row.weight(stage) or 0.0 for stage in stages}))
        fitted = [_fitted(spread, stage, shares.get(stage, {}).get(area)) for stage in stages]
        return POINT, spread, all(fitted)
    centres = zone_centres(found, area)
    if centres:
        even = 1.0 / len(centres)
        weights = {
            zone: {stage: shares.get(stage, {}).get(area, {}).get(zone, even) for stage in stages} for zone in centres
        }
        return (
            ZONE,
            [(_Place(zone, zone, area, zone, ZONE, spot), weights[zone]) for zone, spot in centres.items()],
            True,
        )
    return SCHOOL, _at_schools(found, area, stages, t), True


def _fitted(spread: Spread, stage: str, shares: Mapping[str, float] | None) -> bool:
    """Scale weights so that those of each zone are its share; whether each zone with children has a point."""
    if not shares:
        return True
    held = dict.fromkeys(shares, 0.0)
    for place, weights in spread:
        if place.zone in held:
            held[place.zone] += weights[stage]
        elif weights[stage] > 0:
            return False
    if any(share > 0 and held[zone] <= 0 for zone, share in shares.items()):
        return False
    for place, weights in spread:
        if place.zone in held and held[place.zone] > 0:
            weights[stage] *= shares[place.zone] / held[place.zone]
    return True


def _written(found: Assessment, zone: str) -> bool:
    return any(row.area == zone and row.lon is not None for row in found.population.zones)


def zone_centres(found: Assessment, area: str) -> dict[str, tuple[float, float]]:
    """The centres of the zones of an area: as written, else the mean of the places of their schools by seats; none
    where one of them has neither."""
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
            size = [max(sum(one.seats.values()), 1) for one in own]
            lon, lat = (float(np.average([getattr(one, end) for one in own], weights=size)) for end in ("lon", "lat"))
        answer[zone] = lon, lat
    return answer


def located(school: School) -> bool:
    """Whether a school has coordinates."""
    return school.lon is not None and school.lat is not None


def _at_schools(found: Assessment, area: str, stages: Sequence[str], t: int) -> Spread:
    """The schools of an area with coordinates, and the pupils that each has."""
    pupils = school_pupils(found)
    answer: Spread = []
    for n, school in enumerate(found.plan.schools):
        if school.area == area and located(school):
            weights = {stage: float(np.nan_to_num(pupils.pupils[stage][t, n].sum())) for stage in stages}
            place = _Place(
                school.id, school.name or school.id, area, "", SCHOOL, (school.lon or 0.0, school.lat or 0.0)
            )
            answer.append((place, weights))
    return answer
