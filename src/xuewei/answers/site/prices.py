"""What a seat is worth to each child in metres, and the metres that no choice of sites falls below at these prices.

Children pay the price of their row (a Lagrange multiplier of "everyone has one seat") and walk where they like; each
school and site takes those who bring it most within its seats, and the sites that earn most are open. What is paid
less what is earned is a bound at any prices; subgradients raise it. docs/method.en.md, section 20.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.site.flows import Case, Floats, Whole
from xuewei.late import dataclass

SCHOOL = -1
"""The option of a school, which is open whatever is chosen."""
FIRST, PATIENT, SLOWER, ENOUGH = 3, 12, 0.7, 2e-3
"""The nearest outlet at which prices begin, rounds without a gain before steps shrink, by how much, and where they
are too short to go on."""
LIKELY = 3
"""Ways of each row that a flow begins with."""
LOOK, HOPE = 30, 0.06
"""After so many rounds it must have come nearer to what it is to reach by this share, or it stops."""
BEYOND = 1e-3
"""How far past what is to be reached steps aim, lest they grow short before it."""
MEMORY = 0.7
"""How much of the last direction each step keeps."""


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """Choices that are looked at together: options ``taken``, ``left`` more of those ``free (option,)``."""

    taken: tuple[int, ...]
    free: NDArray[np.bool_]
    left: int


@dataclass(frozen=True, eq=False, repr=False)
class Prices:
    """What a seat is worth to a child of each row, metres ``(row,)``, none above ``most``, at which children stay
    without one."""

    row: Floats
    most: float


@dataclass(frozen=True, eq=False, repr=False)
class Round:
    """What some prices give: the ``bound`` in metres, children too few ``(row,)`` and without a seat too many
    (``over``), what every option ``earns (option,)``, and which are ``open``."""

    bound: float
    short: Floats
    over: float
    earns: Floats
    open: tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Climb:
    """The highest bound that was found, its prices and round, and how often each option was open of late
    ``(option,)``, 0 to 1."""

    prices: Prices
    at: Round
    often: Floats


@dataclass(eq=False, repr=False)
class Market:
    """Schools and the options of sites as sellers of seats. ``unseated``: children who have none in any choice looked
    at, which are the fewest that there can be. Prices stay below ``ceiling (row,)`` where it is given, so that ways
    as long need not be looked at; options outside ``within (option,)`` are not in the market."""

    case: Case
    unseated: float
    ceiling: Floats | None = None
    within: NDArray[np.bool_] | None = None
    seller_option: Whole = field(init=False)
    seller_seats: Floats = field(init=False)
    way_row: Whole = field(init=False)
    way_seller: Whole = field(init=False)
    way_metres: Floats = field(init=False)

    def __post_init__(self) -> None:
        case = self.case
        schools = np.flatnonzero(case.seats > 0)
        held = case.offers > 0 if self.within is None else (case.offers > 0) & self.within[:, None]
        option, outlet = np.nonzero(held)
        outlets = np.r_[schools, outlet]
        self.seller_option = np.r_[np.full(len(schools), SCHOOL), option].astype(np.int64)
        self.seller_seats = np.r_[case.seats[schools], case.offers[option, outlet]]
        ways = np.argsort(case.arc_outlet, kind="stable")
        begins = np.searchsorted(case.arc_outlet[ways], np.arange(len(case.seats) + 1))
        counts = (begins[1:] - begins[:-1])[outlets]
        parts = [ways[begins[n] : begins[n + 1]] for n in outlets.tolist()]
        arcs = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        sellers = np.repeat(np.arange(len(outlets)), counts)
        near = slice(None) if self.ceiling is None else case.metres[arcs] < self.ceiling[case.arc_row[arcs]]
        self.way_row, self.way_metres = case.arc_row[arcs][near], case.metres[arcs][near]
        self.way_seller = sellers[near]

    def first(self) -> Prices:
        """Prices to begin with: the way to an outlet that is not the very nearest."""
        order = np.lexsort((self.way_metres, self.way_row))
        rows = self.way_row[order]
        begins = np.searchsorted(rows, np.arange(len(self.case.children) + 1))
        at = np.minimum(begins[:-1] + FIRST - 1, np.maximum(begins[1:] - 1, 0))
        held = begins[1:] > begins[:-1]
        far = self.way_metres[order][np.minimum(at, max(len(order) - 1, 0))] if len(order) else np.zeros(len(held))
        most = 2.0 * float(self.way_metres.max(initial=1.0)) if self.unseated > 0 else np.inf
        return Prices(np.where(held, far, most if np.isfinite(most) else 0.0), most)

    def at(self, prices: Prices, node: Node) -> Round:
        """What prices give within a node."""
        case, sellers = self.case, len(self.seller_seats)
        worth = prices.row[self.way_row] - self.way_metres
        ways = np.flatnonzero(worth > 0)
        order = self.way_seller[ways] - worth[ways] / (1.0 + float(worth.max(initial=0.0)))
        ways = ways[np.argsort(order)]  # by seller, and those that bring most first
        worth, row, seller = worth[ways], self.way_row[ways], self.way_seller[ways]
        most = case.children[row]
        so_far = np.r_[0.0, np.cumsum(most)]
        before = so_far[:-1] - so_far[np.searchsorted(seller, np.arange(sellers))][seller]
        taken = np.minimum(np.maximum(self.seller_seats[seller] - before, 0.0), most)
        income = np.bincount(seller, taken * worth, sellers)
        sites = self.seller_option != SCHOOL
        earns = np.asarray(np.bincount(self.seller_option[sites], income[sites], len(case.site)), np.float64)
        chosen = (*node.taken, *self._best(earns, node))
        opened = np.zeros(len(case.site) + 1)
        opened[[*chosen, -1]] = 1.0
        seated = np.bincount(row, taken * opened[self.seller_option[seller]], len(case.children))
        bound = float(case.children @ prices.row) - float(income[~sites].sum()) - float(earns[list(chosen)].sum())
        short, over = np.asarray(case.children - seated, np.float64), 0.0
        if np.isfinite(prices.most):
            bound -= prices.most * self.unseated
            without = np.where(prices.row >= prices.most, np.maximum(short, 0.0), 0.0)
            short, over = short - without, float(without.sum()) - self.unseated
        return Round(bound, short, over, earns, chosen)

    def _best(self, earns: Floats, node: Node) -> list[int]:
        """The free options that earn most, one of a site."""
        best: dict[int, int] = {}
        free = np.flatnonzero(node.free)
        for n in free[np.argsort(-earns[free], kind="stable")].tolist():
            if len(best) == node.left:
                break
            best.setdefault(int(self.case.site[n]), n)
        return list(best.values())

    def likely(self, prices: Prices, options: Sequence[int]) -> Whole:
        """The ways ``(way,)`` of the case that a flow to these options is likely to take: of each row those that cost
        least with the price of the last seat of an outlet."""
        case = self.case
        seats = case.seats_with(options)
        ways = np.flatnonzero(seats[case.arc_outlet] > 0)
        worth = prices.row[case.arc_row[ways]] - case.metres[ways]
        order = np.lexsort((-worth, case.arc_outlet[ways]))
        outlet, children = case.arc_outlet[ways][order], case.children[case.arc_row[ways][order]]
        so_far = np.r_[0.0, np.cumsum(children)]
        full = so_far[1:] - so_far[np.searchsorted(outlet, np.arange(len(seats)))][outlet] >= seats[outlet]
        last = np.zeros(len(seats))
        np.maximum.at(last, outlet[full], worth[order][full])
        cost = case.metres[ways] + last[case.arc_outlet[ways]]
        order = np.lexsort((cost, case.arc_row[ways]))
        row = case.arc_row[ways][order]
        return np.asarray(ways[order[np.arange(len(order)) - np.searchsorted(row, row) < LIKELY]], np.int64)

    def climb(
        self, begin: Prices, node: Node, target: float, rounds: int, until: float, begun: float = 1.0, hope: bool = True
    ) -> Climb:
        """Raise the bound of a node from some prices towards ``target``, metres, past which it need not rise.

        In so many ``rounds`` at most, and no longer than ``until``; with ``hope``, only as long as it comes nearer fast
        enough. ``begun`` is how long the first steps are, as a share of those that would reach a flat target."""
        weight = np.maximum(self.case.children, 1e-9)
        ceiling = np.inf if self.ceiling is None else self.ceiling
        prices, best, at = begin, begin, self.at(begin, node)
        top, often = at, np.zeros(len(self.case.site))
        way, way_most, pace, idle, before = np.zeros(len(weight)), 0.0, begun, 0, top.bound
        for n in range(rounds):
            share = 1.0 if n == 0 else 0.03
            often *= 1.0 - share
            often[list(at.open)] += share
            way = at.short / weight + MEMORY * way
            way_most = at.over / float(weight.sum()) + MEMORY * way_most
            length = float((way * way) @ weight) + way_most * way_most * float(weight.sum())
            if n % LOOK == 0:
                if n and hope and top.bound - before < HOPE * (target - top.bound):
                    break
                before = top.bound
            if length <= 1e-12 or top.bound >= target or pace < ENOUGH or (n % 20 == 0 and time.perf_counter() > until):
                break
            goal = (1 + BEYOND) * target if np.isfinite(target) else 1.02 * abs(top.bound) + 1.0
            step = pace * max(goal - at.bound, 0.0) / length
            most = max(prices.most + step * way_most, 0.0)
            prices = Prices(np.clip(prices.row + step * way, 0.0, np.minimum(ceiling, most)), most)
            at = self.at(prices, node)
            if at.bound > top.bound + 1e-7 * abs(top.bound):
                top, best, idle = at, prices, 0
                continue
            idle += 1
            if idle > PATIENT:
                pace, idle, prices, at = pace * SLOWER, 0, best, top
                way, way_most = np.zeros(len(weight)), 0.0
        return Climb(best, top, often)
