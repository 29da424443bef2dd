"""Where the next schools serve most: a search over sites that bounds itself.

*Cover* is searched here; *walk* by prices (:mod:`xuewei.answers.site.least_walk`). docs/method.en.md explains both.
"""

from __future__ import annotations

import time
from dataclasses import field, replace
from itertools import pairwise

import numpy as np

from xuewei.answers.site.flows import COVER, STOPPED, WALK, Case, Chosen, Flows, ended
from xuewei.answers.site.least_walk import least_walk
from xuewei.late import dataclass

SLIGHT = 1e-6
"""Children below which there is no difference."""


def choose(case: Case, count: int, seconds: float = 60.0, gap: float = 0.0) -> Chosen:
    """The best ``count`` sites, each of one size, in ``seconds`` at most; or those proven within ``gap`` of the best.

    >>> one = np.array([0, 1])
    >>> case = Case(np.array([30.0, 50.0]), np.zeros(2, int), one, one, np.array([200.0, 300.0]), np.zeros(2),
    ...             np.zeros(2, int), one, np.eye(2) * 40)
    >>> found = choose(case, 1)
    >>> found.options, found.value.seated, found.proven
    ((1,), 40.0, True)
    """
    if case.objective == WALK:
        return least_walk(kept_options(case), count, seconds, gap)
    return _most_covered(case, count, seconds, gap)


def _most_covered(case: Case, count: int, seconds: float, gap: float) -> Chosen:
    begun = time.perf_counter()
    search = _Search(kept_options(merged(case)), begun + seconds, gap)
    stopped = False
    try:
        search.go((), dict.fromkeys(search.usable, np.inf), count)
    except KeyboardInterrupt:
        stopped = True
        search.open.append(search.top)
    value, flow = Flows(case).of(search.best)
    bound = max([search.worth, *search.open])
    found = Chosen(search.best, value, flow, bound, bound <= search.worth + SLIGHT, time.perf_counter() - begun)
    return replace(found, ended=STOPPED if stopped and not found.proven else ended(found, COVER, gap))


@dataclass(eq=False, repr=False)
class _Search:
    """Branch and bound over sites: what one adds never grows as others are taken (flows to more outlets are submodular,
    as outlets are substitutes), so what it added before bounds what it can add later."""

    case: Case
    until: float
    gap: float
    best: tuple[int, ...] = ()
    open: list[float] = field(default_factory=list)
    known: dict[tuple[int, ...], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.flows = Flows(self.case)
        self.usable = [int(n) for n in np.flatnonzero(self.case.offers.any(axis=1))]
        self.worth, self.top = self.of(()), float(self.case.children.sum())

    def of(self, options: tuple[int, ...]) -> float:
        """Children who have a seat with some options."""
        key = tuple(sorted(options))
        if key not in self.known:
            self.known[key] = self.flows.of(key)[0].seated
        return self.known[key]

    def go(self, taken: tuple[int, ...], adds: dict[int, float], left: int) -> None:
        """Look through the choices that hold ``taken`` and ``left`` more of the sizes that ``adds`` bounds."""
        here = self.of(taken)
        if here > self.worth + SLIGHT:
            self.worth, self.best = here, taken
        adds, fresh = dict(adds), set[int]()
        while left and adds:
            first = self._first(adds, left)
            bound = here + sum(adds[n] for n in first)
            if not taken:
                self.top = min(bound, self.top)
            if bound <= self.worth + max(SLIGHT, self.gap * abs(self.worth)):
                self.open += [bound] if bound > self.worth else []
                return
            if time.perf_counter() > self.until:
                self.open.append(min(bound, float(self.case.children.sum())))
                return
            stale = next((n for n in first if n not in fresh), None)
            if stale is not None:
                adds[stale] = self.of((*taken, stale)) - here
                fresh.add(stale)
                continue
            site = self.case.site[first[0]]
            self.go((*taken, first[0]), {n: each for n, each in adds.items() if self.case.site[n] != site}, left - 1)
            del adds[first[0]]

    def _first(self, adds: dict[int, float], left: int) -> list[int]:
        """The sizes that may add most, one of a site."""
        best: dict[int, int] = {}
        for n in sorted(adds, key=lambda n: -adds[n]):
            best.setdefault(int(self.case.site[n]), n)
            if len(best) == left:
                break
        return list(best.values())


def merged(case: Case) -> Case:
    """The same case with children who can reach the same outlets as one row: to seat children
    within reach nobody need tell them apart."""
    order = np.lexsort((case.arc_outlet, case.arc_row))
    rows, outlets = case.arc_row[order], case.arc_outlet[order]
    ends = np.searchsorted(rows, np.arange(len(case.children) + 1))
    keys = [outlets[a:b].tobytes() for a, b in pairwise(ends)]
    known: dict[bytes, int] = {}
    member = np.array([known.setdefault(key, len(known)) for key in keys], np.int64)
    first = np.unique(member, return_index=True)[1]
    starts = np.isin(rows, first)
    return Case(
        np.asarray(np.bincount(member, case.children, len(known)), np.float64),
        case.group[first],
        member[rows[starts]],
        outlets[starts],
        case.metres[order][starts],
        case.seats,
        case.outlet_group,
        case.site,
        case.offers,
        case.objective,
    )


def kept_options(case: Case) -> Case:
    """The case without the seats of sizes that another size of the same site has as many of in every outlet: they
    achieve no more. Options keep their numbers."""
    offers = case.offers.copy()
    for n, site in enumerate(case.site.tolist()):
        for m in np.flatnonzero(case.site == site).tolist():
            covers = (case.offers[m] >= case.offers[n]).all()
            if m != n and covers and (m < n or (case.offers[m] > case.offers[n]).any()):
                offers[n] = 0.0
    return replace(case, offers=offers)
