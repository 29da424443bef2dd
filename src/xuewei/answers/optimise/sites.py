"""Sites where a school could stand, as candidates: their seats serve children within their stage's distance alone.

A site may open with no more seats of a stage than there are children within the service distance, in the year with most
of them, and several sites count no child twice. How seats of schools that stand are used there is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xuewei.answers.optimise.candidates import Candidate, candidate
from xuewei.answers.optimise.case import Around, Case, Group
from xuewei.answers.optimise.cells import Columns, Numbers, Rows, entries
from xuewei.model.assumptions import Costs
from xuewei.model.plan import School
from xuewei.model.policy import Walking
from xuewei.model.seats.costs import CENT
from xuewei.model.seats.register import zones_of
from xuewei.model.siting import Distances, PointRow, SiteRow
from xuewei.model.walking import walk_m

POINTS, ZONES = "points", "zones"
"""Where children are taken to live: at points that are written, or in the middle of the schools of their zones."""


@dataclass(frozen=True, eq=False, repr=False)
class Dwelling:
    """Where children live: points, and whether they are written (POINTS) or ZONES stand for them."""

    points: tuple[PointRow, ...]
    kind: str = POINTS


def zone_points(schools: Sequence[School], centres: Mapping[str, tuple[float, float]]) -> tuple[PointRow, ...]:
    """A point for every zone with a place: its centre, else the middle of its schools by their seats, which also say
    how the children of an area are spread over its zones."""
    held: dict[tuple[str, str], list[tuple[School, float]]] = {}
    for school in schools:
        for zone, share in zones_of(school).items() if not school.cancelled else ():
            held.setdefault((school.area, zone), []).append((school, share))
    found = []
    for (area, zone), rows in held.items():
        children: dict[str, float] = {}
        for school, share in rows:
            for stage, seats in school.seats.items():
                children[stage] = children.get(stage, 0.0) + seats * share
        placed = [(one, sum(one.seats.values()) * share) for one, share in rows if None not in (one.lon, one.lat)]
        weight = sum(each for _, each in placed)
        if zone in centres:
            lon, lat = centres[zone]
        elif weight > 0:
            lon, lat = (sum((getattr(one, key) or 0.0) * n for one, n in placed) / weight for key in ("lon", "lat"))
        else:
            continue
        found.append(PointRow(zone, zone, area, zone, lon, lat, children, "assumed", ""))
    return tuple(found)


def site_candidates(sites: Sequence[SiteRow], costs: Costs, first: int, last: int) -> list[Candidate]:
    """The sites as candidates that may open from ``earliest``, or else ``first``, to ``last``."""
    found = []
    for site in sites:
        earliest = first if site.earliest is None else site.earliest
        school = School(
            id=site.id,
            name=site.name or None,
            type=site.type,
            area=site.area,
            zone=site.zone or None,
            seats=site.sizes[0],
            opens=earliest,
            lon=site.lon,
            lat=site.lat,
            source=site.source or None,
            note=site.note or None,
            basis={"seats": site.basis} if site.basis else {},
        )
        one = candidate(school, earliest, last, site.sizes, costs, added=True)
        wan = tuple(own if each is None else round(each, CENT) for own, each in zip(one.wan, site.wan, strict=True))
        found.append(replace(one, wan=wan, earliest_written=site.earliest is not None, site=True))
    return found


def around(case: Case, homes: Dwelling, rules: Walking, distances: Distances | None) -> Around:
    """What lies around the sites among the candidates of a case. Children of an area are spread over its points in
    proportion to what these say of them."""
    points, sites = homes.points, [each.school for each in case.candidates if each.site]
    area = np.array([case.areas.index(point.area) if point.area in case.areas else -1 for point in points])
    children = np.zeros((len(case.stages), len(points)))
    for k, stage in enumerate(case.stages):
        weights = np.array([point.weight(stage.name) or 0.0 for point in points])
        for a in range(len(case.areas)):
            mine = np.where(area == a, weights, 0.0)
            if mine.sum() > 0:
                children[k] += mine / mine.sum() * case.demand[a, k].max(initial=0)
    if distances is None:
        here = np.array([[each.lon, each.lat] for each in points], dtype=np.float64).reshape(-1, 2)
        there = np.array([[each.lon, each.lat] for each in sites], dtype=np.float64).reshape(-1, 2)
        metres = walk_m(rules, here, there)
    else:
        metres = distances.between([each.id for each in points], [each.id for each in sites])
    near = {}
    for n, site in enumerate(sites):
        for k, stage in enumerate(case.stages):
            rule = rules.service.get(stage.name)
            if rule is not None and site.seats.get(stage.name):
                inside = (metres[:, n] <= rule.value) & (area == case.areas.index(site.area))
                near[site.id, k] = np.flatnonzero(inside)
    limits = [rules.service.get(stage.name) for stage in case.stages]
    return Around(near, children, {k: rule.value for k, rule in enumerate(limits) if rule is not None})


def site_rows(case: Case, columns: Columns, rows: Rows, opens: Sequence[Numbers]) -> None:
    """Rows of sites: as many seats of a stage as children of the points near enough, of whom none is counted twice."""
    if case.around is None:
        return
    taken: dict[tuple[int, int], list[int]] = {}
    for group, block in zip(case.groups, opens, strict=True):
        for k, stage in enumerate(case.stages):
            at = case.around.near.get((_site(group), k))
            if at is None:
                continue
            most = np.floor(case.around.children[k, at])
            served = columns.add(most, integer=False)
            seats = np.array([float(size.get(stage.name, 0)) for size in group.sizes])
            brought = entries(np.zeros(block.size), block.ravel(), np.repeat(-seats, block.shape[1]))
            rows.add(1, entries(np.zeros(len(at)), served), brought, lower=0.0, upper=0.0)
            for point, column in zip(at.tolist(), served.tolist(), strict=True):
                taken.setdefault((k, point), []).append(column)
    for (k, point), several in taken.items():
        if len(several) > 1:
            most_there = float(np.floor(case.around.children[k, point]))
            rows.add(1, entries(np.zeros(len(several)), several), upper=most_there)


def _site(group: Group) -> str:
    """The id of the site that a group is; empty where it is none."""
    return group.members[0].school.id if group.members and group.members[0].site else ""
