"""Children as flows to schools and sites, which HiGHS solves.

Children are divided among outlets, which are schools and sites with the seats of one stage. *Cover* seats as many
children as it can within the walk of their stage; *walk* first leaves as few children as possible without a seat, then
has all walk the fewest metres. docs/method.en.md explains both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass

if TYPE_CHECKING:
    import highspy

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
COVER, WALK = OBJECTIVES = ("cover", "walk")
PROVEN, GAP, TIME, STOPPED = "proven", "gap", "time", "stopped"
"""Why a search is over: it is proven, near enough, out of time, or the reader has stopped it."""
NEAREST = 4
"""Outlets of each row that are looked at first; others follow where they are worth it."""


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
    (children of *cover*), or falls below (metres of *walk*); ``seconds`` what the search took;
    ``ended``: why it was over."""

    options: tuple[int, ...]
    value: Value
    flow: Floats
    bound: float
    proven: bool
    seconds: float = 0.0
    ended: str = PROVEN

    def gap(self, objective: str) -> float:
        """How far from the bound the answer may be, as a share of it; 0 where it is proven the best."""
        if self.proven:
            return 0.0
        if objective == WALK:  # a bound below nothing says nothing
            return (self.value.metres - max(self.bound, 0.0)) / max(self.value.metres, 1.0)
        return (self.bound - self.value.seated) / max(self.bound, 1.0)


def ended(found: Chosen, objective: str, gap: float) -> str:
    """Why a search that nobody stopped is over, which was asked for a ``gap``."""
    return PROVEN if found.proven else GAP if found.gap(objective) <= gap else TIME


@dataclass(eq=False, repr=False)
class Flows:
    """Children divided among outlets whose seats change from one question to the next: the solver begins each where it
    ended the one before. It begins with some ways of *walk* and adds those that are worth it; ``begin`` are the ways
    ``(way,)`` that it is likely to need."""

    case: Case
    begin: Whole | None = None
    held: Whole = field(init=False)
    engine: highspy.Highs = field(init=False)

    def __post_init__(self) -> None:
        every = np.arange(len(self.case.metres))
        if self.begin is not None:
            self.held = self.begin
        else:
            self.held = _nearest(self.case) if self.case.objective == WALK else every
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
