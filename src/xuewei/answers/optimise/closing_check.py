"""Closings held against the pupils of every school, as `schools` tells them: nobody who stays may be fuller than full.

Children of a zone go on to its schools, so in later years a closing can fill others than it was counted for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

import numpy as np

from xuewei.answers.optimise.closing import Move
from xuewei.answers.optimise.closing_town import Floats, Town, Wholes
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import school_pupils
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.seats.register import zones_of

NEAR = 0.5
"""Pupils by which a school may seem to be too full: they are not counted as one."""
ROUNDS = 4
"""How often the rooms of a school are counted smaller, each time by twice as much, before those whose closing overfills
it are left as they are."""


@dataclass(frozen=True, eq=False, repr=False)
class Spill:
    """``less``: by school rooms ``(stage + 1, year)`` that it turned out not to have, found so many ``times``;
    ``barred``: schools whose closing
    overfills others (ids)."""

    less: Mapping[str, Wholes] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()


def spilled(town: Town, without: Assessment, after: Assessment, closed: Sequence[Move], known: Spill) -> Spill | None:
    """What is known more once the plan is assessed ``without`` its closings and with them (``after``); None where
    every school has room for those whom they bring."""
    over = _over(town, without, after, closed)
    if not over:
        return None
    zones = {school.id: zones_of(school).keys() for school in town.schools}
    less, times, barred = dict(known.less), dict(known.times), set(known.barred)
    for name, excess in over.items():
        senders = {move.school for move in closed if name in {each.school for each in move.to}}
        n = times[name] = times.get(name, 0) + 1
        if senders and n <= ROUNDS:
            less[name] = less.get(name, np.zeros_like(excess)) + excess * 2 ** (n - 1)
        else:
            near = {move.school for move in closed if not zones[name].isdisjoint(zones[move.school])}
            barred |= senders or near or {move.school for move in closed}
    return Spill(less, times, frozenset(barred))


def _over(town: Town, without: Assessment, after: Assessment, closed: Sequence[Move]) -> dict[str, Wholes]:
    """Pupils ``(stage + 1, year)`` for whom schools have no room, of a stage or within the size cap, where closings
    have brought more of them than there were."""
    then, told = _by_school(town, without), _by_school(town, after)
    gone = {move.school for move in closed}
    first = min((move.year for move in closed), default=town.years.stop) - town.years.start
    found = {}
    for n, school in enumerate(town.schools):
        if school.id in gone or school.id not in told:
            continue
        more, was = told[school.id], then[school.id]
        excess = np.where((more > town.most[n] + NEAR) & (more > was + NEAR), more - town.most[n], 0.0)
        excess[:, :first] = 0.0
        if excess.any():
            found[school.id] = np.ceil(excess).astype(np.int64)
    return found


def _by_school(town: Town, found: Assessment) -> dict[str, Floats]:
    """Pupils ``(stage + 1, year)`` of every school by id, those of all stages together behind."""
    told, since = school_pupils(found), town.years.start - found.years.start
    every = np.stack([np.nan_to_num(told.pupils[name][since:]).sum(axis=2) for name in town.stages])
    both = np.concatenate([every, every.sum(axis=0, keepdims=True)]).round(NOISE_DIGITS)
    return {name: both[:, :, n] for n, name in enumerate(told.schools)}
