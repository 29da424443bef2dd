"""Places of the first grades (招生计划): of every school, of the stock that no listed school brings, of zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.rounding import whole_rows, wholes
from xuewei.model.seats.ledger import grade_shares
from xuewei.model.seats.register import intakes, seats_by_school, zones_of
from xuewei.model.zones import FORECAST, SOURCES, EntryChildren

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Offers:
    """Places of the first grade by stage, in the years asked for, unrounded: ``of_schools (year, school)``, ``of_areas
    (year, area)``, and ``of_places (year, place)``, which are areas, then zones, as of the children.

    ``unlisted (area,)`` are those of the stock that no listed school brings. ``links`` are ``(school, zone, share)`` of
    places that a school gives to a zone of its own area; ``loose (year, area)`` places that belong to no zone of an
    area that has zones, which are split over them by ``weights (year, zone)``. ``open_shares (school,)`` is the share
    of a school's places that is loose. ``seats`` are all those of the schools, by grade.
    """

    of_schools: Mapping[str, Floats]
    of_areas: Mapping[str, Floats]
    of_places: Mapping[str, Floats]
    unlisted: Mapping[str, Floats]
    links: tuple[Integers, Integers, Floats]
    loose: Mapping[str, Floats]
    weights: Mapping[str, Floats]
    open_shares: Floats
    zones: tuple[str, ...]
    zone_area: Integers
    school_area: Integers
    seats: Mapping[str, Floats]

    def children_of_schools(self, stage: str, children: Floats) -> Floats:
        """Children of every school ``(year, school)``: those of its zones, or of its area where that has none, by its
        share of their places; those of zones without any by its share of the places of the area. ``children (year,
        place)``."""
        areas = len(self.of_areas[stage][0])
        places, own = self.of_places[stage], self.of_schools[stage]
        ratio = np.where(places > 0, children / np.where(places > 0, places, 1.0), 0.0)
        school, zone, share = self.links
        found = np.zeros(own.shape)
        np.add.at(found.T, school, (own[:, school] * share * ratio[:, areas + zone]).T)
        rest = ratio[:, :areas].copy()
        zoned = np.unique(self.zone_area)
        rest[:, zoned] = summed(ratio[:, areas:] * self.weights[stage], self.zone_area, areas)[:, zoned]
        unserved = np.where(places[:, areas:] > 0, 0.0, np.nan_to_num(children[:, areas:]))
        nowhere = summed(unserved, self.zone_area, areas)
        left = np.divide(nowhere, places[:, :areas], out=np.zeros(nowhere.shape), where=places[:, :areas] > 0)
        return found + own * (self.open_shares * rest[:, self.school_area] + left[:, self.school_area])


def ratio_of(children: Floats, intake: Floats) -> Floats:
    """Children ÷ intake; NaN without places."""
    found = np.full(children.shape, np.nan)
    np.divide(children, intake, out=found, where=intake > 0)
    return found


def summed(values: Floats, group: Integers, groups: int) -> Floats:
    """Sums ``(year, group)`` of ``values (year, part)``."""
    found = np.zeros((len(values), groups))
    np.add.at(found.T, group, values.T)
    return found


def whole_where_known(values: Floats) -> Floats:
    """Whole numbers, NaN where unknown."""
    known = ~np.isnan(values)
    found = np.full(values.shape, np.nan)
    found[known] = wholes(values[known])
    return found


def children_of_areas(found: Assessment, due: EntryChildren, stage: str, at: Sequence[int]) -> Floats:
    """Children of a stage in whole numbers by ``(year, area)``, NaN where unknown; those that are a forecast are as
    many as in the first grade of `gap --by grade`, where the grades add up to the stage."""
    areas = slice(len(found.areas))
    children, demand = due.children[stage][at][:, areas], np.nan_to_num(found.demand[stage][at])
    first = whole_rows(demand, wholes(demand.sum(axis=2)))[:, :, 0]
    forecast = due.sources[stage][at][:, areas] == SOURCES.index(FORECAST)
    return np.where(forecast & np.isclose(children, demand[:, :, 0]), first, whole_where_known(children))


def offers(found: Assessment, at: Sequence[int], due: EntryChildren) -> Offers:
    """The places of the first grades in the years ``at`` (indices of the assessed years)."""
    seats = seats_by_school(found.ledger, found.years, [school.id for school in found.plan.schools], found.stages)
    of_schools = {stage: each[at] for stage, each in intakes(found.plan, seats, found.stages).items()}
    unlisted = {stage.name: found.base[stage.name] * grade_shares(stage)[0] for stage in found.stages}
    return shared(found, at, due, of_schools, unlisted, {stage: each[at] for stage, each in seats.items()})


def shared(
    found: Assessment,
    at: Sequence[int],
    due: EntryChildren,
    of_schools: Mapping[str, Floats],
    unlisted: Mapping[str, Floats],
    seats: Mapping[str, Floats],
) -> Offers:
    """What schools have by stage ``(year, school)``, and areas beyond them, put together by area and by zone."""
    order = {area: n for n, area in enumerate(found.areas)}
    areas, schools = len(order), found.plan.schools
    school_area = np.array([order[school.area] for school in schools], dtype=np.int64)
    zone_area = np.array([order[due.part_of[zone]] for zone in due.zones], dtype=np.int64)
    links = _links(found, due)
    given = np.zeros(len(schools))
    np.add.at(given, links[0], links[2])
    zoned = np.isin(np.arange(areas), zone_area)
    of_areas, of_places, loose, weights = {}, {}, {}, {}
    for stage, own in of_schools.items():
        of_areas[stage] = summed(own, school_area, areas) + unlisted[stage]
        bound = np.zeros((len(at), len(due.zones)))
        np.add.at(bound.T, links[1], (own[:, links[0]] * links[2]).T)
        rest = of_areas[stage] - summed(bound, zone_area, areas)
        weights[stage] = _weights(found, due, due.children[stage][at][:, areas:], zone_area)
        of_places[stage] = np.concatenate((of_areas[stage], bound + rest[:, zone_area] * weights[stage]), axis=1)
        loose[stage] = np.where(zoned, rest, 0.0)
    return Offers(
        of_schools=of_schools,
        of_areas=of_areas,
        of_places=of_places,
        unlisted=unlisted,
        links=links,
        loose=loose,
        weights=weights,
        open_shares=1.0 - given,
        zones=due.zones,
        zone_area=zone_area,
        school_area=school_area,
        seats=seats,
    )


def _links(found: Assessment, due: EntryChildren) -> tuple[Integers, Integers, Floats]:
    """Schools, the zones of their own area that they serve, and the shares of their places that those have."""
    at_zone = {zone: n for n, zone in enumerate(due.zones)}
    rows = [
        (n, at_zone[zone], share)
        for n, school in enumerate(found.plan.schools)
        if school.zone
        for zone, share in zones_of(school).items()
        if due.part_of.get(zone) == school.area
    ]
    schools, zones, shares = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(schools, dtype=np.int64), np.array(zones, dtype=np.int64), np.array(shares, dtype=np.float64)


def _weights(found: Assessment, due: EntryChildren, children: Floats, zone_area: Integers) -> Floats:
    """The share ``(year, zone)`` of its area's loose places that every zone has: as its share is written, where all of
    the area's are; else as its children of that year; else evenly. No year rests on another."""
    areas = len(found.areas)
    written = {row.area: row.share for row in found.population.zones if row.share is not None}
    shares = np.array([written.get(zone, np.nan) for zone in due.zones], dtype=np.float64)

    def of_area(values: Floats) -> Floats:
        return summed(values, zone_area, areas)[:, zone_area]

    unwritten, unknown = of_area(np.isnan(shares)[None].astype(float)), of_area(np.isnan(children).astype(float))
    counted: Floats = np.where(unknown == 0, np.nan_to_num(children), 0.0)
    weights: Floats = np.where(unwritten == 0, np.nan_to_num(shares)[None], counted)
    total, even = of_area(weights), 1.0 / of_area(np.ones(children.shape))
    np.divide(weights, total, out=even, where=total > 0)
    return even
