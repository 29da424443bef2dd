"""The sites with which children walk the fewest metres: branch and bound over sites, bounded by prices of seats.

First the fewest children without a seat that any choice leaves (a small whole-number program over seats); then, among
the choices that leave no more, the fewest metres. A node is bounded by :class:`xuewei.answers.site.prices.Market`; what
cannot be in a better choice, or must be, is fixed by what it earns; a choice that is left over is solved as flows.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Sequence
from dataclasses import field, replace

import numpy as np

from xuewei.answers.site.flows import STOPPED, WALK, Case, Chosen, Floats, Flows, Value, ended
from xuewei.answers.site.prices import Climb, Market, Node, Prices
from xuewei.late import dataclass

NOTHING = Value(0.0, np.inf)
"""Before anything is known."""
SLIGHT = 1e-6
"""Children below which there is no difference."""
EXACT = 1e-7
"""Share of all metres below which there is no difference."""
ROUNDS, FEWER = 600, 150
"""Rounds of prices at the root, and at each node."""
CALM = 0.3
"""How long the first steps of a node are, as a share of those at the root."""
HIGH, AND = 1.6, 0.02
"""Prices after the root stay below so many times those of it, and so much of the farthest way."""
TRIED = 8
"""Nodes whose likeliest choice is tried out."""


def least_walk(case: Case, count: int, seconds: float = 60.0, gap: float = 0.0) -> Chosen:
    """The best ``count`` sites of a *walk* case in ``seconds`` at most, or those within ``gap`` of the best.

    >>> case = Case(np.array([30.0]), np.zeros(1, int), np.zeros(2, int), np.arange(2), np.array([900.0, 300.0]),
    ...             np.zeros(2), np.zeros(2, int), np.arange(2), np.eye(2) * 40, WALK)
    >>> found = least_walk(case, 1)
    >>> found.options, found.value.seated, found.value.metres, found.proven
    ((1,), 30.0, 9000.0, True)
    """
    begun = time.perf_counter()
    options, sure = _most_seated(case, count, seconds)
    search = _Search(case, begun + seconds, gap, case.unseated(case.seats_with(options)))
    stopped = False
    try:
        search.run(count, options)
    except KeyboardInterrupt:
        if not np.isfinite(search.value.metres):
            raise
        stopped = True
    value, flow = search.value, search.flow
    taken = tuple(n for n in search.best if flow[np.isin(case.arc_outlet, np.flatnonzero(case.offers[n]))].any())
    bound = min([value.metres, search.in_hand, *(bound for bound, *_ in search.heap), *search.open]) if sure else 0.0
    proven = sure and bound >= value.metres - search.slack
    found = Chosen(taken, value, flow, bound, proven, time.perf_counter() - begun)
    return replace(found, ended=STOPPED if stopped and not proven else ended(found, WALK, gap))


def likely_flows(case: Case, options: Sequence[int], rounds: int = 100) -> Flows:
    """Flows that begin with the ways that are likely to be taken, with some options and with none."""
    if case.objective != WALK:
        return Flows(case)
    some, none = (_priced(case, taken, rounds) for taken in (tuple(options), ()))
    return Flows(case, np.union1d(some[0].likely(some[1].prices, options), none[0].likely(none[1].prices, ())))


def worth_beside(case: Case, options: Sequence[int], rounds: int = 60) -> Floats:
    """About how many metres each option would save ``(option,)`` beside those taken: what it earns at their prices."""
    return _priced(case, tuple(options), rounds)[1].at.earns


def _priced(case: Case, options: tuple[int, ...], rounds: int) -> tuple[Market, Climb]:
    """The market of a case in which these options alone are open, and its prices."""
    market = Market(case, case.unseated(case.seats_with(options)))
    node = Node(options, np.zeros(len(case.site), dtype=bool), 0)
    return market, market.climb(market.first(), node, np.inf, rounds, np.inf, hope=False)


def _most_seated(case: Case, count: int, seconds: float) -> tuple[tuple[int, ...], bool]:
    """Options that leave as few children as can be without a seat, and whether that is sure."""
    import highspy

    usable = np.flatnonzero(case.offers.any(axis=1)).tolist()
    before = case.unseated(case.seats)
    if before <= SLIGHT or not usable:
        return (), True
    there, seats, offers = _by_group(case)
    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    engine.silent()
    engine.setOptionValue("time_limit", max(seconds, 0.1))
    engine.setOptionValue("mip_rel_gap", 0.0)
    engine.setOptionValue("mip_abs_gap", SLIGHT)
    pick = {n: engine.addBinary() for n in usable}
    short = [g for g in range(len(there)) if there[g] - seats[g] > 0]
    gains = [engine.addVariable(0.0, float(there[g] - seats[g])) for g in short]
    for g, gain in zip(short, gains, strict=True):
        bring = [float(offers[n, g]) * pick[n] for n in usable if offers[n, g] > 0]
        engine.addConstr(gain <= engine.qsum(bring) if bring else gain <= 0.0)
    for site in sorted({int(case.site[n]) for n in usable}):
        engine.addConstr(engine.qsum(pick[n] for n in usable if case.site[n] == site) <= 1)
    engine.addConstr(engine.qsum(pick.values()) <= count)
    engine.maximize(engine.qsum(gains))
    values = engine.getSolution().col_value
    if not values:
        return (), False
    options = tuple(n for n in usable if values[pick[n].index] > 0.5)
    return options, engine.getModelStatus() == highspy.HighsModelStatus.kOptimal


def _by_group(case: Case) -> tuple[Floats, Floats, Floats]:
    """Children and seats of every group ``(group,)``, and seats that options bring ``(option, group)``."""
    groups = int(max(case.group.max(initial=0), case.outlet_group.max(initial=0))) + 1
    offers = np.zeros((len(case.site), groups))
    np.add.at(offers.T, case.outlet_group, case.offers.T)
    there = np.asarray(np.bincount(case.group, case.children, groups), np.float64)
    return there, np.asarray(np.bincount(case.outlet_group, case.seats, groups), np.float64), offers


@dataclass(eq=False, repr=False)
class _Search:
    """Nodes by their bounds, lowest first, but the one ``in_hand``. ``unseated`` is what the best choices leave."""

    case: Case
    until: float
    gap: float
    unseated: float
    best: tuple[int, ...] = ()
    value: Value = NOTHING
    heap: list[tuple[float, int, Node, Prices]] = field(default_factory=list)
    open: list[float] = field(default_factory=list)
    known: dict[tuple[int, ...], float] = field(default_factory=dict)
    nodes: int = 0
    in_hand: float = np.inf

    def __post_init__(self) -> None:
        self.market = Market(self.case, self.unseated)
        self.there, self.seats, self.brings = _by_group(self.case)
        self.flow = np.zeros(len(self.case.metres))

    @property
    def slack(self) -> float:
        """Metres that a better choice would have to save."""
        return max(EXACT * self.value.metres, 1e-3) if np.isfinite(self.value.metres) else 0.0

    @property
    def enough(self) -> float:
        """The bound from which on a node need not be looked at: nothing in it is better, or more than the gap asked."""
        metres = self.value.metres
        return metres - max(self.slack, self.gap * metres) if np.isfinite(metres) else np.inf

    def run(self, count: int, options: Sequence[int]) -> None:
        """Look through all choices of ``count`` sites; ``options`` are one that leaves the fewest without a seat."""
        free = np.asarray(self.case.offers.any(axis=1), np.bool_)
        root = Node((), free, min(count, len(set(self.case.site[free].tolist()))))
        begin = self.market.first()
        self._push(-np.inf, root, begin)
        first = True
        while self.heap and self.heap[0][0] < self.enough:
            if not first and time.perf_counter() > self.until:
                return
            bound, _, node, prices = self.heap[0]
            rounds = ROUNDS if first else FEWER
            found = self.market.climb(prices, node, self.enough, rounds, self.until, 1.0 if first else CALM, not first)
            if first:
                self.try_out(self._rounded(found, node), found.prices)
                if options or not np.isfinite(self.value.metres):
                    self.try_out((*options,), found.prices)
                first = False
                ceiling = HIGH * found.prices.row + AND * self.case.metres.max(initial=0.0)
                node = self._fixed(max(bound, found.at.bound), node, found)
                within = node.free.copy()
                within[list(node.taken)] = True
                self.market = Market(self.case, self.unseated, ceiling, within)
            self.in_hand = max(bound, found.at.bound)
            heapq.heappop(self.heap)
            self._look(self.in_hand, node, found)
            self.in_hand = np.inf
        self.open += [bound for bound, *_ in self.heap]
        self.heap.clear()

    def _push(self, bound: float, node: Node, prices: Prices) -> None:
        self.nodes += 1
        heapq.heappush(self.heap, (bound, self.nodes, node, prices))

    def _look(self, bound: float, node: Node, found: Climb) -> None:
        """Leave a node, or go into two: with and without an option that is open most often."""
        if bound >= self.enough:
            self.open.append(bound)
            return
        node = self._fixed(bound, node, found)
        if not self._seatable(node):
            return
        if not node.left or not node.free.any():
            self.open.append(self.try_out(node.taken, found.prices))
            return
        if self.nodes < TRIED:
            self.try_out(self._rounded(found, node), found.prices)
        free = np.flatnonzero(node.free)
        often = found.often[free]
        pick = int(
            free[np.argmax(np.minimum(often, 1 - often) + 1e-6 * found.at.earns[free] / (1 + found.at.earns.max()))]
        )
        without = node.free.copy()
        without[pick] = False
        self._push(bound, self._with(node, pick), found.prices)
        self._push(bound, replace(node, free=without), found.prices)

    def _with(self, node: Node, pick: int) -> Node:
        return Node((*node.taken, pick), node.free & (self.case.site != self.case.site[pick]), node.left - 1)

    def _fixed(self, bound: float, node: Node, found: Climb) -> Node:
        """The node without options that no better choice holds, and with those that every one does."""
        at, site = found.at, self.case.site
        open_ = [n for n in at.open if n not in node.taken]
        if len(open_) < node.left or not open_:
            return node
        sites = {int(site[n]): n for n in open_}
        least = min(at.earns[n] for n in open_)
        free, must = node.free.copy(), list[int]()
        for n in np.flatnonzero(node.free).tolist():
            other = at.earns[sites[int(site[n])]] if int(site[n]) in sites else least
            if n not in open_ and at.bound + other - at.earns[n] >= self.enough:
                free[n] = False
        outside = [at.earns[n] for n in np.flatnonzero(node.free).tolist() if int(site[n]) not in sites]
        for n in open_:
            same = [at.earns[m] for m in np.flatnonzero(node.free & (site == site[n])).tolist() if m != n]
            if at.bound + at.earns[n] - max([*outside, *same], default=0.0) >= self.enough:
                must.append(n)
        node = replace(node, free=free)
        for n in must:
            node = self._with(node, n)
        return node

    def _seatable(self, node: Node) -> bool:
        """Whether something in a node may leave as few children without a seat as the best do: what options add to
        those seated grows smaller as others are taken."""
        if self.unseated >= float(np.maximum(self.there - self.seats, 0.0).sum()) - SLIGHT:
            return True
        lack = np.maximum(self.there - self.seats - self.brings[list(node.taken)].sum(axis=0), 0.0)
        adds = np.minimum(self.brings, lack).sum(axis=1) * node.free
        best = np.zeros(self.case.sites)
        np.maximum.at(best, self.case.site, adds)
        most = float(np.sort(best)[::-1][: node.left].sum())
        return float(lack.sum()) - most <= self.unseated + SLIGHT

    def _rounded(self, found: Climb, node: Node) -> tuple[int, ...]:
        """The options that were open most often."""
        taken = list(node.taken)
        for n in np.argsort(-(found.often + node.free), kind="stable").tolist():
            if len(taken) == len(node.taken) + node.left:
                break
            if node.free[n] and self.case.site[n] not in self.case.site[taken]:
                taken.append(n)
        return tuple(taken)

    def try_out(self, options: tuple[int, ...], prices: Prices) -> float:
        """What no more can be asked of these options alone: their metres, or a bound above what is known already."""
        key = tuple(sorted(options))
        if key in self.known:
            return self.known[key]
        self.known[key] = np.inf
        if self.case.unseated(self.case.seats_with(key)) > self.unseated + SLIGHT:
            return np.inf
        if np.isfinite(self.value.metres):
            alone = Node(key, np.zeros(len(self.case.site), dtype=bool), 0)
            better = self.value.metres - self.slack
            found = self.market.climb(prices, alone, better, FEWER, np.inf)
            if found.at.bound >= better:
                self.known[key] = found.at.bound
                return found.at.bound
        value, flow = Flows(self.case, self.market.likely(prices, key)).of(key)
        self.known[key] = value.metres
        if value.metres < self.value.metres:
            self.best, self.value, self.flow = key, value, flow
        return value.metres
