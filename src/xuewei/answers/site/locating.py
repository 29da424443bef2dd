"""Where the next schools serve most: places for children as a programme of flows, solved by HiGHS.

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
SLIGHT = 1e-6
"""Children below which there is no difference."""
ROUNDS = 8
"""Rounds of rows that are added where a site is used more than it is opened."""


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
        worth = self.value.seated if objective == COVER else self.value.metres
        return abs(self.bound - worth) / max(abs(self.bound), 1.0)


@dataclass(eq=False, repr=False)
class Flows:
    """Children divided among outlets whose seats change from one question to the next: the solver begins each where it
    ended the one before."""

    case: Case
    engine: highspy.Highs = field(init=False)

    def __post_init__(self) -> None:
        self.engine = _loaded(self.case, ())

    def of(self, options: Sequence[int]) -> tuple[Value, Floats]:
        """What some options achieve, and the flow of children ``(arc,)``."""
        case, rows = self.case, len(self.case.children)
        seats = case.seats_with(options)
        for outlet, most in enumerate(seats.tolist()):
            self.engine.changeRowBounds(rows + outlet, -np.inf, most)
        if case.objective == WALK:
            self.engine.changeRowBounds(rows + len(seats), -np.inf, case.unseated(seats) + SLIGHT)
        self.engine.run()
        flow = np.array(self.engine.getSolution().col_value)[: len(case.metres)]
        return value_of(case, flow), flow


def value_of(case: Case, flow: Floats) -> Value:
    """What a flow achieves."""
    return Value(float(flow.sum()), float(flow @ case.metres) if case.objective == WALK else 0.0)


def choose(case: Case, count: int, seconds: float = 60.0, gap: float = 0.0) -> Chosen:
    """The best ``count`` sites, each of one size, in ``seconds`` at most.

    >>> one = np.array([0, 1])
    >>> case = Case(np.array([30.0, 50.0]), np.zeros(2, int), one, one, np.array([200.0, 300.0]), np.zeros(2),
    ...             np.zeros(2, int), one, np.eye(2) * 40)
    >>> found = choose(case, 1)
    >>> found.options, found.value.seated, found.proven
    ((1,), 40.0, True)
    """
    begun = time.perf_counter()
    small = kept_options(merged(case) if case.objective == COVER else case)
    begin = greedy(small, count, begun + seconds / 3)
    target = _fewest_unseated(small, count) if small.objective == WALK else 0.0
    taken, bound, proven = _search(small, count, begin, begun + seconds, gap, target)
    best = max((taken, begin), key=lambda each: Flows(small).of(each)[0].key())
    value, flow = Flows(case).of(best)
    worth = value.seated if case.objective == COVER else value.metres
    close = abs(bound - worth) <= max(1e-6 * abs(worth), 1e-3)
    return Chosen(tuple(best), value, flow, bound, proven or close, time.perf_counter() - begun)


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


def greedy(case: Case, count: int, until: float) -> tuple[int, ...]:
    """Sites taken one after the other, each the one that then adds most, then exchanged for others as long as that
    helps; what was last found where time (``until``) runs out."""
    flows = Flows(case)
    usable = [int(n) for n in np.flatnonzero(case.offers.any(axis=1))]
    taken: list[int] = []
    best = flows.of([])[0]
    promise = dict.fromkeys(usable, np.inf)
    while len(taken) < count and time.perf_counter() < until:
        here = {int(case.site[n]) for n in taken}
        found = None
        for n in sorted((n for n in usable if int(case.site[n]) not in here), key=lambda n: -promise[n]):
            if found is not None and promise[n] <= promise[found[0]]:
                break  # what a site adds never grows as others are taken
            value = flows.of([*taken, n])[0]
            promise[n] = value.seated - best.seated if case.objective == COVER else np.inf
            if found is None or value.key() > found[1].key():
                found = n, value
            if time.perf_counter() > until:
                break
        if found is None or (case.objective == COVER and found[1].seated <= best.seated + SLIGHT):
            break
        taken, best = [*taken, found[0]], found[1]
    return tuple(taken)


def _fewest_unseated(case: Case, count: int) -> float:
    """The fewest children without a seat that ``count`` sites leave, however far these walk."""
    import highspy

    groups = int(max(case.group.max(initial=0), case.outlet_group.max(initial=0))) + 1
    there = np.bincount(case.group, case.children, groups)
    old = np.bincount(case.outlet_group, case.seats, groups)
    new = np.array([np.bincount(case.outlet_group, each, groups) for each in case.offers]).reshape(-1, groups)
    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    engine.silent()
    options = [engine.addBinary() for _ in case.site]
    missing = [engine.addVariable(lb=0) for _ in range(groups)]
    for g in range(groups):
        engine.addConstr(
            missing[g] + sum(float(new[n, g]) * options[n] for n in range(len(options))) >= float(there[g] - old[g])
        )
    for site in range(case.sites):
        engine.addConstr(sum(options[n] for n in np.flatnonzero(case.site == site).tolist()) <= 1)
    engine.addConstr(sum(options) <= count)
    engine.minimize(sum(missing))
    taken = np.flatnonzero(np.array([engine.val(each) for each in options]) > 0.5).tolist()
    return case.unseated(case.seats_with(taken))


def _search(
    case: Case, count: int, begin: Sequence[int], until: float, gap: float, target: float
) -> tuple[tuple[int, ...], float, bool]:
    """The best options that a search of the whole programme finds, its bound, and whether they are proven the best (or
    within ``gap`` of it)."""
    import highspy

    engine = _loaded(case, begin, count, target)
    arcs, free = len(case.metres), len(case.children) if case.objective == WALK else 0
    options = range(arcs + free, arcs + free + len(case.site))
    _tightened(engine, case, until)
    for n in options:
        engine.changeColIntegrality(n, highspy.HighsVarType.kInteger)
    _start(engine, case, begin)
    engine.setOptionValue("presolve", "off")  # cuts find more in the rows as they are
    engine.setOptionValue("mip_rel_gap", max(gap, 1e-9))
    _until(engine, until)
    engine.run()
    info, status = engine.getInfo(), engine.getModelStatus()
    proven = status == highspy.HighsModelStatus.kOptimal and gap <= 0
    bound = info.mip_dual_bound if case.objective == WALK else -info.mip_dual_bound
    solution = engine.getSolution()
    if not solution.value_valid:
        return tuple(begin), bound, False
    values = np.array(solution.col_value)[arcs + free :]
    return tuple(np.flatnonzero(values > 0.5).tolist()), bound, proven


def _tightened(engine: highspy.Highs, case: Case, until: float) -> None:
    """Add rows ``flow ≤ children × opened`` of sites where the relaxation breaks them."""
    arcs, free = len(case.metres), len(case.children) if case.objective == WALK else 0
    opened_by = [np.flatnonzero(case.offers[:, outlet] > 0) for outlet in range(len(case.seats))]
    of_site = np.array([len(each) > 0 for each in opened_by])[case.arc_outlet]
    there = np.zeros(arcs, dtype=bool)
    for _ in range(ROUNDS):
        if time.perf_counter() > until:
            return
        _until(engine, until)
        engine.run()
        solution = engine.getSolution()
        if not solution.value_valid or len(solution.col_value) < arcs:
            return
        values = np.array(solution.col_value)
        opened = np.array([values[arcs + free + each].sum() for each in opened_by])
        most = case.children[case.arc_row]
        broken = of_site & ~there & (values[:arcs] > most * opened[case.arc_outlet] + 1e-4 * np.maximum(most, 1.0))
        if not broken.any():
            return
        for arc in np.flatnonzero(broken).tolist():
            columns = opened_by[case.arc_outlet[arc]] + arcs + free
            index = np.r_[arc, columns].astype(np.int32)
            engine.addRow(-np.inf, 0.0, len(index), index, np.r_[1.0, np.full(len(columns), -most[arc])])
        there |= broken


def _until(engine: highspy.Highs, until: float) -> None:
    """Let a solver run until a moment, a second at least."""
    engine.setOptionValue("time_limit", max(until - time.perf_counter(), 1.0) + engine.getRunTime())


def _start(engine: highspy.Highs, case: Case, begin: Sequence[int]) -> None:
    """Hand a first choice to the solver."""
    import highspy

    flow = Flows(case).of(begin)[1]
    values = [flow]
    if case.objective == WALK:
        values.append(np.maximum(case.children - np.bincount(case.arc_row, flow, len(case.children)), 0.0))
    taken = np.zeros(len(case.site))
    taken[list(begin)] = 1.0
    known = highspy.HighsSolution()
    known.col_value = np.concatenate([*values, taken]).tolist()
    engine.setSolution(known)


def _loaded(case: Case, begin: Sequence[int], count: int | None = None, target: float = 0.0) -> highspy.Highs:
    """A silent solver with the flows of a case; with ``count`` also the choice of so many sites."""
    import highspy

    rows, outlets, arcs = len(case.children), len(case.seats), len(case.metres)
    walk = case.objective == WALK
    free, options = rows if walk else 0, 0 if count is None else len(case.site)
    part = [
        (case.arc_row, np.arange(arcs), np.ones(arcs)),
        (rows + case.arc_outlet, np.arange(arcs), np.ones(arcs)),
    ]
    lower = [np.full(rows, -np.inf), np.full(outlets, -np.inf)]
    upper = [case.children, case.seats]
    height = rows + outlets
    if walk:
        lower[0] = case.children
        part += [(np.arange(rows), arcs + np.arange(rows), np.ones(rows))]
        part += [(np.full(rows, height), arcs + np.arange(rows), np.ones(rows))]
        lower, upper, height = [*lower, np.array([-np.inf])], [*upper, np.array([target + SLIGHT])], height + 1
    if options:
        option, outlet = np.nonzero(case.offers)
        part += [(rows + outlet, arcs + free + option, -case.offers[option, outlet])]
        part += [(height + case.site, arcs + free + np.arange(options), np.ones(options))]
        part += [(np.full(options, height + case.sites), arcs + free + np.arange(options), np.ones(options))]
        lower = [*lower, np.full(case.sites + 1, -np.inf)]
        upper = [*upper, np.ones(case.sites), np.array([float(count or 0)])]
        height += case.sites + 1
    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    engine.silent()
    row, column, value = (np.concatenate([each[n] for each in part]) for n in range(3))
    order = np.lexsort((column, row))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = arcs + free + options, height
    lp.col_cost_ = np.r_[case.metres if walk else np.full(arcs, -1.0), np.zeros(free + options)]
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.r_[np.full(arcs + free, np.inf), np.ones(options)]
    lp.row_lower_, lp.row_upper_ = np.concatenate(lower), np.concatenate(upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(row[order], np.arange(height + 1)).astype(np.int32)
    lp.a_matrix_.index_ = column[order].astype(np.int32)
    lp.a_matrix_.value_ = value[order]
    engine.passModel(lp)
    return engine
