"""The draws of one area: demand, seats and balance under chance, every draw in whole persons and seats.

The loop over areas lives off a few arrays that are made once (:class:`~xuewei.answers.simulate.dice.Space`): memory
does not grow with the number of areas.
"""

from __future__ import annotations

from dataclasses import replace
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

_NOWHERE: Wholes = np.empty((0, 1), dtype=np.int32)


@dataclass(frozen=True, eq=False, repr=False)
class AreaDraws:
    """Draws of one area in whole persons and seats: demand is ``still (stage, year)`` before the year with the index
    ``begin`` and ``varying (stage, year, draw)`` from it on; ``seats (stage, year)`` without chance, in whose place the
    ``moving`` rows of what varies, stage by stage, have ``moved (moving row, draw)``. ``even (stage, year)``: seats
    follow demand (None: nowhere). ``spreads (source, stage, year)``: the standard deviation of the balance with each
    source held at its median, and last with none, over RANKED draws."""

    begin: int
    still: Wholes
    varying: Wholes
    seats: Wholes
    moving: NDArray[np.intp]
    moved: Wholes
    even: NDArray[np.bool_] | None
    spreads: Singles

    @property
    def demand(self) -> Wholes:
        """Pupils ``(stage, year, draw)``."""
        still = np.repeat(self.still[:, :, None], self.varying.shape[2], axis=2)
        return np.concatenate([still, self.varying], axis=1)

    @property
    def missing(self) -> Wholes:
        """Seats ``(stage, year, draw)`` that are wanting."""
        stages, years = self.cells
        at = stages * self.seats.shape[1] + years
        return replace(self, begin=0, still=self.still[:, :0], varying=self.demand, moving=at).wanting()

    @property
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

    def wanting(self) -> Wholes:
        """Seats ``(stage, year, draw)`` that are wanting where demand varies."""
        found = self.varying - self.seats[:, self.begin :, None]
        if len(self.moving):
            found.reshape(self.rows.shape)[self.moving] = -self.balance
        # a row of noughts: with a single one numpy takes twice as long
        np.maximum(found, np.zeros(found.shape[2], dtype=np.int32), out=found)
        if self.even is not None:
            found[self.even[:, self.begin :]] = 0
        return found


def draw(case: AreaCase, dice: Dice, room: Space) -> AreaDraws:
    """All draws of one area, from its own stream, in ``room``."""
    own, years, stages = stream(dice.seed, case.area), case.years, len(case.stages)
    _throw(case, dice, own, room)
    seats = late_seats(case.openings, own, case.area, dice.seed, dice.uncertainty, dice.draws, RANKED)
    begin, moving, moved = min(case.births_from, case.moves_from, case.acts_from), seats.moving, _NOWHERE
    if len(moving):
        begin = min(begin, int((moving % years).min()))
    late = None
    if case.estates is not None:
        late = case.estates.drawn()
        moves = late.every.any(axis=(0, 2))
        begin = min(begin, int(moves.argmax()) if moves.any() else years)
    medium = np.rint(case.demand).astype(np.int32).reshape(stages, years)
    varying, few = draw_demand(case, dice, room, begin, late)
    if len(moving):
        moving = moving - begin * (moving // years + 1)
        moved = np.rint(seats.moved.round(NOISE_DIGITS)).astype(np.int32).take(seats.which, axis=1)
    found = spreads(few, seats, moving, begin)
    even = case.even.any()
    if even:  # seats follow the demand: that of the medium answer stands for both
        varying[case.even[:, begin:]] = medium[:, begin:, None][case.even[:, begin:]]
        found[:, case.even] = 0.0
    whole = np.rint(seats.standing.round(NOISE_DIGITS)).astype(np.int32).reshape(stages, years)
    return AreaDraws(begin, medium[:, :begin], varying, whole, moving, moved, case.even if even else None, found)


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
