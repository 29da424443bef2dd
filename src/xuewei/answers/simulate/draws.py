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
    """Draws of one area in whole persons and seats: demand is ``still (stage, year)`` before the year with the index
    ``begin`` and ``varying (stage, year, draw)`` from it on; ``seats (stage, year)`` without chance, in whose place the
    ``moving`` rows of what varies, stage by stage, have ``moved (moving row, draw)``. ``even (stage, year)``: seats
    follow demand. ``spreads (source, stage, year)``: the standard deviation of the balance with each source held at its
    median, and last with none, over RANKED draws."""

    begin: int
    still: Wholes
    varying: Wholes
    seats: Wholes
    moving: NDArray[np.intp]
    moved: Wholes
    even: NDArray[np.bool_]
    spreads: Singles

    @property
    def demand(self) -> Wholes:
        """Pupils ``(stage, year, draw)``."""
        return _joined(self.still, self.varying)

    @property
    def missing(self) -> Wholes:
        """Seats ``(stage, year, draw)`` that are wanting."""
        return _joined(self.always, self.wanting)

    @cached_property
    def rows(self) -> Wholes:
        """What varies, ``(row, draw)``."""
        return self.varying.reshape(-1, self.varying.shape[2])

    @property
    def cells(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Stages and years (indices) of the moving rows."""
        stages, later = np.divmod(self.moving, max(self.varying.shape[1], 1))
        return stages, later + self.begin

    @cached_property
    def balance(self) -> Wholes:
        """Seats less demand ``(moving row, draw)``."""
        found: Wholes = self.moved - self.rows[self.moving]
        return found

    @cached_property
    def always(self) -> Wholes:
        """Seats ``(stage, year)`` that are wanting before anything varies."""
        found: Wholes = np.maximum(self.still - self.seats[:, : self.begin], 0)
        found[self.even[:, : self.begin]] = 0
        return found

    @cached_property
    def wanting(self) -> Wholes:
        """Seats ``(stage, year, draw)`` that are wanting where demand varies."""
        found = self.varying - self.seats[:, self.begin :, None]
        if len(self.moving):
            found.reshape(self.rows.shape)[self.moving] = -self.balance
        np.maximum(found, 0, out=found)
        found[self.even[:, self.begin :]] = 0
        return found


def _joined(still: Wholes, varying: Wholes) -> Wholes:
    return np.concatenate([np.repeat(still[:, :, None], varying.shape[2], axis=2), varying], axis=1)


def draw(case: AreaCase, dice: Dice, room: Space) -> AreaDraws:
    """All draws of one area, from its own stream, in ``room``."""
    own, years, stages = stream(dice.seed, case.area), case.years, len(case.stages)
    _throw(case, dice, own, room)
    seats = late_seats(case.openings, own, case.area, dice.seed, dice.uncertainty, dice.draws, RANKED)
    begin = min(case.births_from, case.moves_from, case.acts_from, int((seats.moving % years).min(initial=years)))
    late = None
    if case.estates is not None:
        late = case.estates.drawn()
        moves = late.every.any(axis=(0, 2))
        begin = min(begin, int(moves.argmax()) if moves.any() else years)
    medium = np.rint(case.demand).astype(np.int32).reshape(stages, years)
    varying, few = draw_demand(case, dice, room, begin, late)
    moving = seats.moving - begin * (seats.moving // years + 1)
    found = spreads(few, seats, moving, begin)
    if case.even.any():  # seats follow the demand: that of the medium answer stands for both
        varying[case.even[:, begin:]] = medium[:, begin:, None][case.even[:, begin:]]
        found[:, case.even] = 0.0
    whole = np.rint(seats.standing.round(NOISE_DIGITS)).astype(np.int32).reshape(stages, years)
    moved = np.rint(seats.moved.round(NOISE_DIGITS)).astype(np.int32)[:, seats.which]
    return AreaDraws(begin, medium[:, :begin], varying, whole, moving, moved, case.even, found)


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
