"""Closings held against the pupils of every school, as `schools` tells them: nobody who stays may be fuller than full.

Children of a zone go on to its schools, so in later years a closing can fill others than it was counted for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from xuewei.answers.optimise.closing import Move, Town, Wholes
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import school_pupils
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.seats.register import zones_of

NEAR = 0.5
"""Pupils by which a school may seem to be too full: they are not counted as one."""
ROUNDS = 3
"""How often rooms are counted smaller before the schools whose closing overfills others are left as they are."""


@dataclass(frozen=True, eq=False, repr=False)
class Spill:
    """``less``: by school rooms ``(stage + 1, year)`` that it turned out not to have; ``barred``: schools whose closing
    overfills others (ids)."""

    less: Mapping[str, Wholes] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()


def spilled(town: Town, after: Assessment, closed: Sequence[Move], known: Spill, n: int) -> Spill | None:
    """What is known more once the plan with its closings is assessed, in the ``n``-th round; None where every school
    that takes pupils, or shares a zone with one that closes, has room for its own."""
    over = _over(town, after, closed)
    if not over:
        return None
    zones = {school.id: zones_of(school).keys() for school in town.schools}
    less, barred = dict(known.less), set(known.barred)
    for name, excess in over.items():
        senders = {move.school for move in closed if name in {each.school for each in move.to}}
        if senders and n < ROUNDS:
            less[name] = less.get(name, np.zeros_like(excess)) + excess
        else:
            near = {move.school for move in closed if not zones[name].isdisjoint(zones[move.school])}
            barred |= senders or near or {move.school for move in closed}
    return Spill(less, frozenset(barred))


def _over(town: Town, after: Assessment, closed: Sequence[Move]) -> dict[str, Wholes]:
    """Pupils ``(stage + 1, year)`` for whom schools have no room, of a stage or within the size cap, where closings
    have brought more of them than there were."""
    told, since = school_pupils(after), town.years.start - after.years.start
    order = {name: n for n, name in enumerate(told.schools)}
    gone = {move.school for move in closed}
    first = min((move.year for move in closed), default=town.years.stop) - town.years.start
    found = {}
    for n, school in enumerate(town.schools):
        if school.id in gone or school.id not in order:
            continue
        now = np.stack([told.pupils[name][since:, order[school.id]].sum(axis=1) for name in town.stages])
        more = np.vstack([now, now.sum(axis=0)]).round(NOISE_DIGITS)
        was = np.vstack([town.pupils[n], town.pupils[n].sum(axis=0)])
        excess = np.where((more > town.most[n] + NEAR) & (more > was + NEAR), more - town.most[n], 0.0)
        excess[:, :first] = 0.0
        if excess.any():
            found[school.id] = np.ceil(excess).astype(np.int64)
    return found
