"""Sites where a school could stand, as candidates: their seats serve children within their stage's distance alone.

A site may open with no more seats of a stage than there are children within the service distance for whom the schools
that stand within it have no seat, in the year with most of them, but for the seats that whole classes leave empty
(:func:`~xuewei.answers.optimise.candidates.needs`). Several sites count no child of a place twice, each
place being taken in its own year with most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.optimise.candidates import Candidate, candidate, needs
from xuewei.answers.optimise.case import Around, Case, Floats, Group
from xuewei.answers.optimise.cells import Columns, Numbers, Rows, entries
from xuewei.answers.optimise.nearby import SLIGHT, Beside, Standing, ways
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Costs
from xuewei.model.living import living, located
from xuewei.model.plan import School
from xuewei.model.policy import Walking
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.seats.costs import CENT
from xuewei.model.seats.register import seats_by_school
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


def around(case: Case, found: Assessment, homes: Dwelling, rules: Walking, distances: Distances | None) -> Around:
    """What lies around the sites among the candidates of a case, which is of the assessment ``found``."""
    sites = [each for each in case.candidates if each.site]
    area = np.array([case.areas.index(each) if each in case.areas else -1 for each in homes.areas], dtype=np.int64)
    counts = [year in case.years for year in homes.years]
    nobody = np.zeros((sum(counts), len(homes.ids)))
    each_year = [
        homes.children[stage.name][counts] if stage.name in homes.children else nobody for stage in case.stages
    ]
    metres = _metres(homes, [each.school for each in sites], rules, distances)
    first = [min(max(each.earliest, case.years.start), case.years[-1]) - case.years.start for each in sites]
    schools = _Schools.of(case, found, homes, rules, distances)
    limits = {k: rules.service[stage.name].value for k, stage in enumerate(case.stages) if stage.name in rules.service}
    near, most, every, standing = {}, {}, {}, {}
    for k, limit in limits.items():
        offer = [n for n, each in enumerate(sites) if any(size.get(case.stages[k].name) for size in each.sizes)]
        for a in sorted({case.areas.index(sites[n].school.area) for n in offer}):
            beside = schools.beside(a, k, each_year[k], area == a, limit)
            there = [n for n in offer if case.areas.index(sites[n].school.area) == a]
            for n in there:
                place = sites[n].school.id, k
                near[place] = np.flatnonzero((metres[:, n] <= limit) & (area == a))
                left, whole = beside.left(near[place], first[n])
                most[place], every[place] = round(left, NOISE_DIGITS), round(whole, NOISE_DIGITS)
            served = np.unique(np.concatenate([near[sites[n].school.id, k] for n in there]))
            held = beside.standing(served, min(first[n] for n in there))
            if held is not None:
                standing[a, k] = held
    since = min(first, default=0)
    children = np.array([each[since:].max(axis=0, initial=0).round(NOISE_DIGITS) for each in each_year])
    return Around(near, children, most, every, limits, standing, schools.unplaced, schools.unlisted)


def _metres(homes: Dwelling, to: Sequence[School], rules: Walking, distances: Distances | None) -> Floats:
    """Metres on foot from homes to schools ``(place, school)``; NaN where none are known."""
    if distances is not None:
        return distances.between(list(homes.ids), [each.id for each in to])
    there = [[np.nan if end is None else end for end in (each.lon, each.lat)] for each in to]
    return walk_m(rules, homes.spots, np.array(there, dtype=np.float64).reshape(-1, 2))


@dataclass(frozen=True, eq=False, repr=False)
class _Schools:
    """Schools that stand whatever is chosen: the ``area`` of each, ``seats[stage] (year, school)`` and ``metres (place,
    school)`` to it."""

    area: NDArray[np.int64]
    seats: tuple[Floats, ...]
    metres: Floats
    unplaced: tuple[str, ...]
    unlisted: Mapping[str, float]

    @classmethod
    def of(
        cls, case: Case, found: Assessment, homes: Dwelling, rules: Walking, distances: Distances | None
    ) -> _Schools:
        """Those of an assessment; what is closed, or not open yet, has no seats."""
        every, since = found.plan.schools, case.years.start - found.years.start
        held = seats_by_school(found.ledger, found.years, [each.id for each in every], found.stages)
        seats = tuple(np.maximum(held[stage.name][since:].sum(axis=2), 0.0) for stage in case.stages)
        used = np.flatnonzero((np.stack(seats) > SLIGHT).any(axis=(0, 1))).tolist()
        placed = [n for n in used if located(every[n])]
        unplaced = tuple(every[n].name or every[n].id for n in used if not located(every[n]))
        unlisted = {name: float(found.base[name].sum()) for name in (stage.name for stage in case.stages)}
        return cls(
            np.array([case.areas.index(every[n].area) for n in placed], dtype=np.int64),
            tuple(each[:, placed] for each in seats),
            _metres(homes, [every[n] for n in placed], rules, distances),
            unplaced,
            {name: each for name, each in unlisted.items() if each > SLIGHT},
        )

    def beside(self, area: int, k: int, children: Floats, here: NDArray[np.bool_], limit: float) -> Beside:
        """The schools of an area beside its places (``here``), of one stage."""
        place, school = ways(self.metres, limit, here[:, None] & (self.area == area)[None, :])
        return Beside(children, self.seats[k], place, school)


def site_rows(case: Case, columns: Columns, rows: Rows, opens: Sequence[Numbers]) -> None:
    """Rows of sites: as many children of the places near enough as the seats of a stage need, of whom none is counted
    twice, nor for a site who has a seat in a school that stands. Those are held as what differs from a flow that is
    known, so that columns which are all 0 are no site and meet every row."""
    if case.around is None:
        return
    taken: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for group, block in zip(case.groups, opens, strict=True):
        for k, stage in enumerate(case.stages):
            at = case.around.near.get((_site(group), k))
            if at is None:
                continue
            served = columns.add(case.around.children[k, at], integer=False)
            least = np.array([float(needs(size.get(stage.name, 0), stage)) for size in group.sizes])
            brought = entries(np.zeros(block.size), block.ravel(), np.repeat(-least, block.shape[1]))
            rows.add(1, entries(np.zeros(len(at)), served), brought, lower=0.0, upper=0.0)
            rows.add(1, entries(np.zeros(len(at)), served), upper=case.around.most[_site(group), k])
            for place, column in zip(at.tolist(), served.tolist(), strict=True):
                taken.setdefault((k, place), []).append((column, 1.0))
    used: dict[tuple[int, int], float] = {}
    for (_, k), held in case.around.standing.items():
        changes = _changed(held, case.around.children[k], columns, rows)
        for way, column, sign in changes:
            taken.setdefault((k, int(held.place[way])), []).append((column, sign))
        for place, flow in zip(held.place.tolist(), held.flow.tolist(), strict=True):
            used[k, place] = used.get((k, place), 0.0) + flow
    for (k, place), several in taken.items():
        if len(several) > 1 or (k, place) in used:
            numbers, signs = zip(*several, strict=True)
            left = float(case.around.children[k, place]) - used.get((k, place), 0.0)
            rows.add(1, entries(np.zeros(len(several)), numbers, signs), upper=max(left, 0.0))


def _changed(held: Standing, children: Floats, columns: Columns, rows: Rows) -> list[tuple[int, int, float]]:
    """Columns by which the flow to schools may differ from the one known, as many being seated: ways, columns, and
    whether more (1) or fewer (-1) go there."""
    fewer = np.flatnonzero(held.flow > 0)
    most = np.maximum(np.minimum(children[held.place], held.seats[held.school]) - held.flow, 0.0)
    ways_ = np.r_[np.arange(len(most)), fewer]
    numbers = np.r_[columns.add(most, integer=False), columns.add(held.flow[fewer], integer=False)]
    signs = np.r_[np.ones(len(most)), -np.ones(len(fewer))]
    room = np.maximum(held.seats - np.bincount(held.school, held.flow, len(held.seats)), 0.0)
    rows.add(len(held.seats), entries(held.school[ways_], numbers, signs), upper=room)
    rows.add(1, entries(np.zeros(len(ways_)), numbers, signs), lower=0.0)
    return list(zip(ways_.tolist(), numbers.tolist(), signs.tolist(), strict=True))


def _site(group: Group) -> str:
    """The id of the site that a group is; empty where it is none."""
    return group.members[0].school.id if group.members and group.members[0].site else ""
