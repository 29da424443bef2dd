"""Where the next schools serve most: children as flows, which HiGHS solves, and a search over sites that bounds itself.

Children are divided among outlets, which are schools and sites with the seats of one stage. *Cover* seats as many
children as it can within the walk of their stage; *walk* first leaves as few children as possible without a seat, then
has all walk the fewest metres. docs/method.en.md explains both.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import highspy

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
COVER, WALK = OBJECTIVES = ("cover", "walk")
NEAREST = 4
"""Outlets of each row that are looked at first; others follow where they are worth it."""
SLIGHT = 1e-6
"""Children below which there is no difference."""


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """Children and outlets. ``children (row,)`` live in one place each and are of one stage; ``group (row,)`` are those
    who may go to the same outlets, an area and a stage. ``arc_row``, ``arc_outlet`` and ``metres (arc,)`` say who may
    go where, how far. ``seats (outlet,)`` are those of schools, 0 of sites; ``outlet_group`` their groups. ``options``
    are sizes of sites: ``site (option,)``, and ``offers (option, outlet)`` the seats that each brings."""

    children: Floats
    group: Whole
    arc_row: Whole
    arc_outlet: Whole
    metres: Floats
    seats: Floats
    outlet_group: Whole
    site: Whole
    offers: Floats
    objective: str = COVER

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return int(self.site.max(initial=-1)) + 1

    def seats_with(self, options: Sequence[int]) -> Floats:
        """Seats of every outlet ``(outlet,)`` with some options taken."""
        return np.asarray(self.seats + self.offers[list(options)].sum(axis=0))

    def unseated(self, seats: Floats) -> float:
        """The fewest children without a seat, however far they walk, with these seats ``(outlet,)``."""
        groups = int(max(self.group.max(initial=0), self.outlet_group.max(initial=0))) + 1
        there = np.bincount(self.group, self.children, groups)
        return float(np.maximum(there - np.bincount(self.outlet_group, seats, groups), 0.0).sum())


@dataclass(frozen=True)
class Value:
    """What some sites achieve: children who are ``seated``, and the ``metres`` that these walk together. The better one
    is the greater (:meth:`key`)."""

    seated: float
    metres: float = 0.0

    def key(self) -> tuple[float, float]:
        """What values are compared by."""
        return round(self.seated, 4), -round(self.metres, 1)


@dataclass(frozen=True, eq=False, repr=False)
class Chosen:
    """The ``options`` taken, what they achieve, and ``flow (arc,)`` of children; ``bound`` is what no choice exceeds
    (children of *cover*), or falls below (metres of *walk*); ``seconds`` what the search took."""

    options: tuple[int, ...]
    value: Value
    flow: Floats
    bound: float
    proven: bool
    seconds: float = 0.0

    def gap(self, objective: str) -> float:
        """How far from the bound the answer may be, as a share of it; 0 where it is proven the best."""
        if self.proven:
            return 0.0
        if objective == WALK:  # a bound below nothing says nothing
            return (self.value.metres - max(self.bound, 0.0)) / max(self.value.metres, 1.0)
        return (self.bound - self.value.seated) / max(self.bound, 1.0)


@dataclass(eq=False, repr=False)
class Flows:
    """Children divided among outlets whose seats change from one question to the next: the solver begins each where it
    ended the one before."""

    case: Case
    engine: highspy.Highs = field(init=False)
    held: Whole = field(init=False)

    def __post_init__(self) -> None:
        self.held = _nearest(self.case) if self.case.objective == WALK else np.arange(len(self.case.metres))
        self.engine = _loaded(self.case, self.held)

    def of(self, options: Sequence[int]) -> tuple[Value, Floats]:
        """What some options achieve, and the flow of children ``(arc,)``."""
        case, rows, free = self.case, len(self.case.children), self._free
        seats = case.seats_with(options)
        for outlet, most in enumerate(seats.tolist()):
            self.engine.changeRowBounds(rows + outlet, -np.inf, most)
        self.engine.run()
        while self._lacking(seats):
            self.engine.run()
        flow = np.zeros(len(case.metres))
        flow[self.held] = np.array(self.engine.getSolution().col_value)[free:]
        return value_of(case, flow), flow

    @property
    def _free(self) -> int:
        """Columns of children without a seat, which stand before the ways."""
        return len(self.case.children) if self.case.objective == WALK else 0

    def _lacking(self, seats: Floats) -> bool:
        """Add the ways that would be worth taking and are not held yet; whether there were any."""
        case, rows = self.case, len(self.case.children)
        if len(self.held) == len(case.metres):
            return False
        duals = np.array(self.engine.getSolution().row_dual)
        worth = case.metres - duals[case.arc_row] - duals[rows + case.arc_outlet]
        worth[self.held] = 0.0
        found = np.flatnonzero((worth < -1e-6) & (seats[case.arc_outlet] > 0))
        ends = np.stack([case.arc_row[found], rows + case.arc_outlet[found]], axis=1).ravel().astype(np.int32)
        count, none = len(found), np.zeros(len(found))
        if count:
            starts = np.arange(0, 2 * count, 2, dtype=np.int32)
            far = case.metres[found]
            self.engine.addCols(count, far, none, none + np.inf, 2 * count, starts, ends, np.ones(2 * count))
            self.held = np.r_[self.held, found]
        return count > 0


def _nearest(case: Case) -> Whole:
    """The ways of each row to the few outlets that are nearest."""
    order = np.lexsort((case.metres, case.arc_row))
    first = np.searchsorted(case.arc_row[order], case.arc_row[order])
    return np.asarray(order[np.arange(len(order)) - first < NEAREST], np.int64)


def value_of(case: Case, flow: Floats) -> Value:
    """What a flow achieves."""
    return Value(float(flow.sum()), float(flow @ case.metres) if case.objective == WALK else 0.0)


def choose(case: Case, count: int, seconds: float = 60.0, gap: float = 0.0) -> Chosen:
    """The best ``count`` sites, each of one size, in ``seconds`` at most; or those proven within ``gap`` of the best.

    >>> one = np.array([0, 1])
    >>> case = Case(np.array([30.0, 50.0]), np.zeros(2, int), one, one, np.array([200.0, 300.0]), np.zeros(2),
    ...             np.zeros(2, int), one, np.eye(2) * 40)
    >>> found = choose(case, 1)
    >>> found.options, found.value.seated, found.proven
    ((1,), 40.0, True)
    """
    begun = time.perf_counter()
    search = _Search(kept_options(merged(case) if case.objective == COVER else case), begun + seconds, gap)
    search.go((), dict.fromkeys(search.usable, np.inf), count)
    value, flow = Flows(case).of(search.best)
    bound = max([search.worth, *search.open])
    proven = bound <= search.worth + SLIGHT * search.scale
    if case.objective == WALK:  # what no choice falls below
        bound = value.metres - (bound - search.worth)
    return Chosen(search.best, value, flow, bound, proven, time.perf_counter() - begun)


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
        walk = self.case.objective == WALK
        farthest = float(self.case.metres.max(initial=1.0))
        self.child = float(self.case.children.sum()) * farthest + 1.0 if walk else 1.0
        self.scale = farthest if walk else 1.0
        self.worth = self.of(())

    def of(self, options: tuple[int, ...]) -> float:
        """What some options are worth: children with a seat; of *walk* each more than all metres, less these."""
        key = tuple(sorted(options))
        if key not in self.known:
            value = self.flows.of(key)[0]
            seated = value.seated
            if self.case.objective == WALK:
                seated = float(self.case.children.sum()) - self.case.unseated(self.case.seats_with(key))
            self.known[key] = self.child * seated - value.metres
        return self.known[key]

    def go(self, taken: tuple[int, ...], adds: dict[int, float], left: int) -> None:
        """Look through the choices that hold ``taken`` and ``left`` more of the sizes that ``adds`` bounds."""
        here = self.of(taken)
        if here > self.worth + SLIGHT * self.scale:
            self.worth, self.best = here, taken
        adds, fresh = dict(adds), set[int]()
        while left and adds:
            first = self._first(adds, left)
            bound = here + sum(adds[n] for n in first)
            if bound <= self.worth + max(SLIGHT * self.scale, self.gap * abs(self.worth)):
                self.open += [bound] if bound > self.worth else []
                return
            if time.perf_counter() > self.until:
                self.open.append(min(bound, self.child * float(self.case.children.sum())))
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


def _loaded(case: Case, held: Whole) -> highspy.Highs:
    """A silent solver with the flows of a case along the ways ``held``, as long as no site is open. Of *walk* a child
    without a seat costs more than any exchange of seats could save."""
    import highspy

    rows, outlets, walk = len(case.children), len(case.seats), case.objective == WALK
    free, height = rows if walk else 0, rows + outlets
    start = np.r_[np.arange(free), free + 2 * np.arange(len(held) + 1)]
    ends = np.stack([case.arc_row[held], rows + case.arc_outlet[held]], axis=1).ravel()
    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    engine.silent()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = free + len(held), height
    lost = (outlets + 2) * float(case.metres.max(initial=1.0))
    lp.col_cost_ = np.r_[np.full(free, lost), case.metres[held]] if walk else np.full(len(held), -1.0)
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.full(lp.num_col_, np.inf)
    lp.row_lower_ = np.r_[case.children if walk else np.full(rows, -np.inf), np.full(outlets, -np.inf)]
    lp.row_upper_ = np.r_[case.children, case.seats]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = start.astype(np.int32)
    lp.a_matrix_.index_ = np.r_[np.arange(free), ends].astype(np.int32)
    lp.a_matrix_.value_ = np.ones(free + 2 * len(held))
    engine.passModel(lp)
    return engine
