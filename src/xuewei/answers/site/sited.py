"""The ground on which sites are chosen, and the choice: which, for whom, and why these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.site.flows import COVER, WALK, Case, Chosen, Flows, Value
from xuewei.answers.site.least_walk import likely_flows, worth_beside
from xuewei.answers.site.locating import choose
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.living import Living, located
from xuewei.model.policy import Walking
from xuewei.model.seats.register import seats_by_school
from xuewei.model.siting import Distances, SiteRow
from xuewei.model.walking import walk_m

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NOW, PLAN = "now", "plan"
RIVALS, MANY = 12, 50_000
"""Other sites that are tried in the place of one that is chosen, and ways of children from which on only one is."""
SAME = 0.5
"""Children below which two sites are said to serve alike."""


@dataclass(frozen=True, eq=False, repr=False)
class Ground:
    """What sites are chosen on: an assessment in a school ``year``, where its children live, the located ``schools``
    (their places in the plan) with ``seats[when][stage] (school,)``, the ``sites``, and metres on foot from each place
    to each school and, behind them, each site ``(place, school or site)``. ``across``: children may go to other
    areas. ``unplaced`` are schools with seats and no coordinates, ``unlisted`` seats of no listed school, by stage."""

    found: Assessment
    year: int
    living: Living
    stages: tuple[str, ...]
    rules: Walking
    schools: tuple[int, ...]
    seats: Mapping[str, Mapping[str, Floats]]
    sites: tuple[SiteRow, ...]
    metres: Floats
    across: bool = False
    unplaced: tuple[str, ...] = ()
    unlisted: Mapping[str, float] = field(default_factory=dict)

    def within(self, metres: Floats) -> Floats:
        """The same metres, infinite between a place and a school or site of another area."""
        if self.across:
            return metres
        areas = [self.found.plan.schools[n].area for n in self.schools] + [site.area for site in self.sites]
        here = np.array([[area == other for other in areas] for area in self.living.areas], dtype=bool)
        return np.where(here.reshape(metres.shape), metres, np.inf)


def ground(
    found: Assessment,
    lives: Living,
    sites: Sequence[SiteRow],
    rules: Walking,
    years: tuple[int, int],
    distances: Distances | None = None,
    across: bool = False,
) -> Ground:
    """The ground of a choice in the second of two ``years``; the first is today's."""
    stages, (now, year) = tuple(lives.children), years
    every = found.plan.schools
    ids = [school.id for school in every]
    seats = seats_by_school(found.ledger, found.years, ids, found.stages)
    known = {
        when: {name: seats[name][found.years.index(at)].sum(axis=1) for name in stages}
        for when, at in ((NOW, now), (PLAN, year))
    }
    held = [any(known[when][name][n] > 0.5 for when in known for name in stages) for n in range(len(every))]
    placed = tuple(n for n, school in enumerate(every) if held[n] and located(school))
    spots = np.array([(every[n].lon, every[n].lat) for n in placed] + [(s.lon, s.lat) for s in sites], np.float64)
    spots = spots.reshape(-1, 2)
    if distances is None:
        metres = walk_m(rules, lives.spots, spots)
    else:
        metres = distances.between(list(lives.ids), [ids[n] for n in placed] + [site.id for site in sites])
    unplaced = tuple(every[n].name or ids[n] for n in range(len(every)) if held[n] and not located(every[n]))
    unlisted = {name: float(found.base[name].sum()) for name in stages if found.base[name].sum() > 0.5}
    at = {when: {name: each[list(placed)] for name, each in of.items()} for when, of in known.items()}
    return Ground(found, year, lives, stages, rules, placed, at, tuple(sites), metres, across, unplaced, unlisted)


def case_of(here: Ground, objective: str, when: str = PLAN) -> tuple[Case, list[tuple[int, int]]]:
    """The case of a ground; and of each row its stage and place, by their numbers."""
    outlets = len(here.schools) + len(here.sites)
    metres = here.within(here.metres)
    areas = {area: n for n, area in enumerate(here.found.areas)}
    rows, arcs, seats = list[tuple[int, int]](), list[tuple[Whole, Whole, Floats]](), list[Floats]()
    group, outlet_group = list[int](), list[int]()
    options = [(n, size) for n, site in enumerate(here.sites) for size in site.sizes]
    offers = np.zeros((len(options), outlets * len(here.stages)))
    whose = [here.found.plan.schools[n].area for n in here.schools] + [site.area for site in here.sites]
    for s, stage in enumerate(here.stages):
        children = here.living.children[stage]
        service = here.rules.service.get(stage)
        most = np.inf if objective == WALK else service.value if service else 0.0
        some = np.flatnonzero(children > 1e-9)
        offered = np.array([any(size.get(stage) for size in site.sizes) for site in here.sites], dtype=bool)
        open_ = np.r_[here.seats[when][stage] > 0.5, offered].astype(bool)
        near = np.where(open_[None, :], metres[some], np.inf)
        at, to = np.nonzero(np.isfinite(near) & (near <= most))
        arcs.append((np.asarray(len(rows) + at, np.int64), np.asarray(s * outlets + to, np.int64), near[at, to]))
        rows += [(s, int(n)) for n in some]
        span = s * (1 if here.across else len(areas))
        group += [span if here.across else span + areas[here.living.areas[n]] for n in some]
        outlet_group += [span if here.across else span + areas[area] for area in whose]
        seats.append(np.r_[here.seats[when][stage], np.zeros(len(here.sites))])
        for n, (site, size) in enumerate(options):
            offers[n, s * outlets + len(here.schools) + site] = size.get(stage, 0)
    each = [here.living.children[here.stages[s]][n] for s, n in rows]
    row, outlet, far = (np.concatenate([part[n] for part in arcs]) for n in range(3))
    case = Case(
        np.array(each),
        np.array(group, np.int64),
        row.astype(np.int64),
        outlet.astype(np.int64),
        far,
        np.maximum(np.concatenate(seats), 0.0),
        np.array(outlet_group, np.int64),
        np.array([site for site, _ in options], np.int64),
        offers,
        objective,
    )
    return case, rows


@dataclass(frozen=True, eq=False, repr=False)
class Pick:
    """A site that was chosen, at one of its sizes. ``gains``: children who have a seat (of *walk*: metres that are
    saved) because of it, beyond the sites before it; ``serves``: the children who go there, by the name of the place
    they live in, most first; ``rival``: the best site in its place, with which the choice would lose ``lead`` (children
    with a seat; of *walk* metres), and leave ``lead_seated`` more children without a seat."""

    site: SiteRow
    seats: Mapping[str, int]
    wan: float | None
    gains: float
    total: float
    serves: tuple[tuple[str, str, float], ...]
    rival: SiteRow | None
    lead: float
    lead_seated: float


@dataclass(frozen=True, eq=False, repr=False)
class Sited:
    """A choice of sites: the ``picks``, best first; ``before`` and ``after``, what the schools of the plan achieve, and
    what they do with the sites; ``alone``: what each site adds on its own, by its id, at its largest size. ``wanted``:
    how many were asked for; ``proven`` the best, or within ``gap`` of it; ``ended``: why the search was over."""

    here: Ground
    objective: str
    picks: tuple[Pick, ...]
    before: Value
    after: Value
    alone: Mapping[str, float]
    children: float
    wanted: int
    proven: bool
    gap: float
    ended: str


def sited(here: Ground, count: int, objective: str = COVER, seconds: float = 60.0, gap: float = 0.0) -> Sited:
    """The ``count`` sites that serve most, at the smallest size that serves as many."""
    case, rows = case_of(here, objective)
    best: Chosen = choose(case, count, seconds, gap)
    flows = likely_flows(case, best.options)
    before, alone = flows.of([])[0], _alone(case, flows, here)
    options = _smallest(case, flows, here, [n for n in best.options if case.offers[n].any()])
    order = _ordered(case, flows, options)
    value, flow = flows.of(order)
    picks, last = [], before
    for n, option in enumerate(order):
        so_far = flows.of(order[: n + 1])[0]
        picks.append(_pick(here, case, rows, flows, order, option, _worth(so_far, last, objective), flow, value))
        last = so_far
    total = float(case.children.sum())
    proven, short, why = best.proven, best.gap(objective), best.ended
    return Sited(here, objective, tuple(picks), before, value, alone, total, count, proven, short, why)


def _worth(value: Value, before: Value, objective: str) -> float:
    """Children who have a seat beyond those before; of *walk*, where as many have one, the metres saved."""
    return value.seated - before.seated if objective == COVER else before.metres - value.metres


def _alone(case: Case, flows: Flows, here: Ground) -> dict[str, float]:
    """Children who gain a seat (of *walk*: as a whole) by each site alone, at its best size."""

    def seated(*options: int) -> float:
        if case.objective == WALK:  # however far: seats alone decide
            return total - case.unseated(case.seats_with(options))
        return flows.of(options)[0].seated

    total, answer = float(case.children.sum()), dict[str, float]()
    before = seated()
    for n, site in enumerate(here.sites):
        options = np.flatnonzero(case.site == n).tolist()
        answer[site.id] = max((seated(option) - before for option in options), default=0.0)
    return answer


def _cost(here: Ground, option: int, case: Case) -> tuple[float, float]:
    site = here.sites[int(case.site[option])]
    first = int(np.flatnonzero(case.site == case.site[option])[0])
    wan = site.wan[option - first]
    return (wan if wan is not None else 0.0), float(case.offers[option].sum())


def _smallest(case: Case, flows: Flows, here: Ground, options: Sequence[int]) -> list[int]:
    """The same sites, each at the cheapest size, then the smallest, with which all together achieve as much."""
    taken = list(options)
    best = flows.of(taken)[0]
    for n in range(len(taken) - 1, -1, -1):
        others = np.flatnonzero(case.site == case.site[taken[n]]).tolist()
        for other in sorted(others, key=lambda option: _cost(here, option, case)):
            if other == taken[n]:
                break
            trial = [*taken[:n], other, *taken[n + 1 :]]
            if flows.of(trial)[0].key() >= best.key():
                taken = trial
                break
    return taken


def _ordered(case: Case, flows: Flows, options: Sequence[int]) -> list[int]:
    """Sites in the order in which each adds most to those before it."""
    left, order = list(options), list[int]()
    while left:
        best = max(left, key=lambda option: (flows.of([*order, option])[0].key(), -option))
        order.append(best)
        left.remove(best)
    return order


def _pick(
    here: Ground,
    case: Case,
    rows: Sequence[tuple[int, int]],
    flows: Flows,
    order: Sequence[int],
    option: int,
    gains: float,
    flow: Floats,
    value: Value,
) -> Pick:
    """What is told of one chosen site."""
    number = int(case.site[option])
    site, first = here.sites[number], int(np.flatnonzero(case.site == number)[0])
    size = site.sizes[option - first]
    mine = np.isin(case.arc_outlet, np.flatnonzero(case.offers[option]))
    served: dict[tuple[str, str], float] = {}
    for arc in np.flatnonzero(mine & (flow > 1e-6)).tolist():
        s, place = rows[int(case.arc_row[arc])]
        key = here.living.names[place], here.stages[s]
        served[key] = served.get(key, 0.0) + float(flow[arc])
    serves = tuple((*key, each) for key, each in sorted(served.items(), key=lambda item: -item[1]))
    rival, lead, unseated = _rival(here, case, flows, order, option, value)
    wan = site.wan[option - first]
    return Pick(site, size, wan, gains, sum(served.values()), serves, rival, lead, unseated)


def _rival(
    here: Ground, case: Case, flows: Flows, order: Sequence[int], option: int, value: Value
) -> tuple[SiteRow | None, float, float]:
    """The site that would do best in the place of a chosen one, and what is lost with it: of *walk* metres; children
    with a seat."""
    rest = [each for each in order if each != option]
    taken = {int(case.site[each]) for each in order}
    others = [n for n in range(len(case.site)) if int(case.site[n]) not in taken]
    if case.objective == WALK:
        promise = worth_beside(case, rest)
    else:
        near = np.bincount(case.arc_outlet, case.children[case.arc_row], len(case.seats))
        promise = np.minimum(near, case.offers).sum(axis=1)
    others.sort(key=lambda n: -float(promise[n]))
    tried = {n: flows.of([*rest, n])[0] for n in others[: RIVALS if len(case.metres) < MANY else 1]}
    if not tried:
        return None, 0.0, 0.0
    best = max(tried, key=lambda n: tried[n].key())
    lost = value.seated - tried[best].seated
    lead = lost if case.objective == COVER else tried[best].metres - value.metres
    return here.sites[int(case.site[best])], lead, lost
