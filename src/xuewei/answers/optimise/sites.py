"""Sites where a school could stand, as candidates: their seats serve children within their stage's distance alone.

A site may open with no more seats of a stage than there are children within the service distance, in the year with most
of them. Several sites count no child of a place twice, each place being taken in its own year with most. How seats of
schools that stand are used there is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xuewei.answers.optimise.candidates import Candidate, candidate
from xuewei.answers.optimise.case import Around, Case, Floats, Group
from xuewei.answers.optimise.cells import Columns, Numbers, Rows, entries
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Costs
from xuewei.model.living import living
from xuewei.model.plan import School
from xuewei.model.policy import Walking
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.seats.costs import CENT
from xuewei.model.siting import Distances, PointRow, SiteRow
from xuewei.model.walking import walk_m


@dataclass(frozen=True, eq=False, repr=False)
class Dwelling:
    """Where children live in the school ``years``, by :func:`xuewei.model.living.living`: ``ids``, ``areas``, ``kinds``
    and ``spots`` (place, 2) of places, ``children[stage] (year, place)``. ``nowhere``: the most children, by area and
    stage, of whom no place is known; ``lost`` are estates without one."""

    years: range
    ids: tuple[str, ...]
    areas: tuple[str, ...]
    kinds: tuple[str, ...]
    spots: Floats
    children: Mapping[str, Floats]
    nowhere: Mapping[tuple[str, str], float]
    lost: tuple[str, ...] = ()

    def count(self, kind: str) -> int:
        """Places of a kind."""
        return self.kinds.count(kind)


def dwelling(found: Assessment, points: Sequence[PointRow], stages: Sequence[str]) -> Dwelling:
    """Where the children of some stages live in every school year of an assessment from the first on that is not
    known."""
    years = range(found.known.start, found.years.stop)
    each = [living(found, points, stages, year) for year in years]
    first: dict[str, tuple[int, int]] = {}
    for y, lives in enumerate(each):
        for n, name in enumerate(lives.ids):
            first.setdefault(name, (y, n))
    at = {name: n for n, name in enumerate(first)}
    children = {stage: np.zeros((len(years), len(first))) for stage in stages}
    nowhere: dict[tuple[str, str], float] = {}
    for y, lives in enumerate(each):
        places = [at[name] for name in lives.ids]
        for stage in stages:
            children[stage][y, places] = lives.children[stage]
        for place, many in lives.nowhere.items():
            nowhere[place] = max(nowhere.get(place, 0.0), many)
    return Dwelling(
        years=years,
        ids=tuple(first),
        areas=tuple(each[y].areas[n] for y, n in first.values()),
        kinds=tuple(each[y].kinds[n] for y, n in first.values()),
        spots=np.array([each[y].spots[n] for y, n in first.values()], dtype=np.float64).reshape(-1, 2),
        children=children,
        nowhere=nowhere,
        lost=tuple(dict.fromkeys(name for lives in each for name in lives.lost)),
    )


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
    """What lies around the sites among the candidates of a case."""
    sites = [each.school for each in case.candidates if each.site]
    area = np.array([case.areas.index(each) if each in case.areas else -1 for each in homes.areas], dtype=np.int64)
    counts = [year in case.years for year in homes.years]
    nobody = np.zeros((sum(counts), len(homes.ids)))
    each_year = [
        homes.children[stage.name][counts] if stage.name in homes.children else nobody for stage in case.stages
    ]
    if distances is None:
        there = np.array([[each.lon, each.lat] for each in sites], dtype=np.float64).reshape(-1, 2)
        metres = walk_m(rules, homes.spots, there)
    else:
        metres = distances.between(list(homes.ids), [each.id for each in sites])
    near, most = {}, {}
    for n, site in enumerate(sites):
        for k, stage in enumerate(case.stages):
            rule = rules.service.get(stage.name)
            if rule is not None and site.seats.get(stage.name):
                at = np.flatnonzero((metres[:, n] <= rule.value) & (area == case.areas.index(site.area)))
                near[site.id, k] = at
                most[site.id, k] = float(each_year[k][:, at].sum(axis=1).max(initial=0).round(NOISE_DIGITS))
    children = np.array([each.max(axis=0, initial=0).round(NOISE_DIGITS) for each in each_year])
    limits = [rules.service.get(stage.name) for stage in case.stages]
    return Around(near, children, most, {k: rule.value for k, rule in enumerate(limits) if rule is not None})


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
            served = columns.add(case.around.children[k, at], integer=False)
            seats = np.array([float(size.get(stage.name, 0)) for size in group.sizes])
            brought = entries(np.zeros(block.size), block.ravel(), np.repeat(-seats, block.shape[1]))
            rows.add(1, entries(np.zeros(len(at)), served), brought, lower=0.0, upper=0.0)
            rows.add(1, entries(np.zeros(len(at)), served), upper=case.around.most[_site(group), k])
            for point, column in zip(at.tolist(), served.tolist(), strict=True):
                taken.setdefault((k, point), []).append(column)
    for (k, point), several in taken.items():
        if len(several) > 1:
            rows.add(1, entries(np.zeros(len(several)), several), upper=float(case.around.children[k, point]))


def _site(group: Group) -> str:
    """The id of the site that a group is; empty where it is none."""
    return group.members[0].school.id if group.members and group.members[0].site else ""
