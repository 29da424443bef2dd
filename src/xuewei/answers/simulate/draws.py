"""The draws of one area: demand, seats and balance under chance, every draw in whole persons and seats.

The loop over areas lives off a few arrays that are made once (:class:`~xuewei.answers.simulate.dice.Space`): memory
does not grow with the number of areas.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.dice import AreaCase, Dice, Space, Wholes
from xuewei.answers.simulate.drawn_demand import draw_demand
from xuewei.answers.simulate.matters import RANKED, spreads
from xuewei.answers.simulate.normals import fill
from xuewei.answers.simulate.openings import late_seats
from xuewei.answers.simulate.shocks import Singles
from xuewei.late import dataclass
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.streams import stream


@dataclass(frozen=True, eq=False, repr=False)
class AreaDraws:
    """Draws of one area in whole persons and seats: ``demand (stage, year, draw)``, of which nothing varies before the
    year with the index ``begin``; ``seats (stage, year)`` without chance, in whose place the ``moving`` cells (indices
    into all cells) have ``moved (moving cell, draw)``. ``even (cell,)`` are indices of cells whose seats follow their
    demand. ``spreads (source, stage, year)``: the standard deviation of the balance with each source held at its
    median, and last with none, over RANKED draws."""

    begin: int
    demand: Wholes
    seats: Wholes
    moving: NDArray[np.intp]
    moved: Wholes
    even: NDArray[np.intp]
    spreads: Singles

    @cached_property
    def missing(self) -> Wholes:
        """Seats ``(stage, year, draw)`` that are wanting."""
        cells = np.arange(self.seats.size)
        return self.missing_in(cells).reshape(self.demand.shape)

    def missing_in(self, cells: NDArray[np.intp]) -> Wholes:
        """Seats ``(cell, draw)`` that are wanting in some cells."""
        found = self.demand.reshape(-1, self.demand.shape[2])[cells]
        there = self.seats.reshape(-1)[cells]
        if len(self.moving):
            places = np.full(self.seats.size, -1)
            places[self.moving] = np.arange(len(self.moving))
            at = places[cells]
            there[at >= 0] = 0
            found[at >= 0] -= self.moved[at[at >= 0]]
        found -= there[:, None]
        np.maximum(found, 0, out=found)
        if len(self.even):
            found[np.isin(cells, self.even)] = 0
        return found


def draw(case: AreaCase, dice: Dice, room: Space) -> AreaDraws:
    """All draws of one area, from its own stream, in ``room``."""
    own, years, stages = stream(dice.seed, case.area), case.years, len(room.demand)
    _throw(case, dice, own, room)
    seats = late_seats(case.openings, own, case.area, dice.seed, dice.uncertainty, dice.draws, RANKED)
    begin = min(case.births_from, case.moves_from, case.acts_from, int((seats.moving % years).min(initial=years)))
    late = None
    if case.estates is not None:
        late = case.estates.drawn()
        moves = late.every.any(axis=(0, 2))
        begin = min(begin, int(moves.argmax()) if moves.any() else years)
    few = draw_demand(case, dice, room, begin, late)
    whole = np.rint(seats.standing.round(NOISE_DIGITS)).astype(np.int32).reshape(stages, years)
    moved = np.rint(seats.moved.round(NOISE_DIGITS)).astype(np.int32)[:, seats.which]
    found, even = spreads(few, seats, begin), np.flatnonzero(case.even)
    if len(even):  # seats follow the demand: that of the medium answer stands for both
        room.demand.reshape(-1, dice.draws)[even] = np.rint(case.demand[even, None])
        found.reshape(len(found), -1)[:, even] = 0.0
    return AreaDraws(begin, room.demand, whole, seats.moving, moved, even, found)


def _throw(case: AreaCase, dice: Dice, own: np.random.Generator, room: Space) -> None:
    """The normals of an area into ``room``: one for each stage; then, from the last year back to the first that
    wanders, those of births and of net migration. So parts of one area have the same, whatever is known of each."""
    stages = case.factors.shape[1]
    rows = stages + 2 * (case.years - min(case.births_from, case.moves_from))
    if case.people == case.area:
        fill(own, room.normals[:rows])
        return
    fill(own, room.normals[:stages])
    fill(stream(dice.seed, case.people), room.normals[stages:rows])
