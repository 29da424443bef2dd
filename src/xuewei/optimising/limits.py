"""What holds a schedule back besides budgets: opening years, schools at hand, and schools that must open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xuewei.optimising.case import Case, Floats
from xuewei.optimising.choice import Worth
from xuewei.optimising.levers import CONVERT
from xuewei.optimising.reasons import MUST, Reason
from xuewei.optimising.schedule import Outcome

NOTHING, TOO_EARLY, ALL_OPEN = "nothing", "too_early", "all_open"


@dataclass(frozen=True)
class Limit:
    """A constraint that binds.

    - *nothing*: nothing that may be chosen brings a seat to the stage of the area in any year.
    - *too_early*: in ``years`` nothing that may be chosen could bring a seat to the stage of the area (yet).
    - *all_open*: in ``years`` not even everything that may be chosen, as early and as large as it may be, brings more.
    - *must*: the school ``id`` must open, though it fills no shortage; without it ``wan`` 万元 would be saved.

    ``missing`` are pupil-years without a seat over the years.
    """

    kind: str
    area: str = ""
    stage: str = ""
    years: tuple[int, ...] = ()
    missing: int = 0
    id: str = ""
    wan: float = 0.0


def limits(case: Case, worth: Worth, outcomes: Sequence[Outcome], reasons: Sequence[Reason]) -> list[Limit]:
    """The binding constraints of a choice other than budgets, by area and stage, then the schools that must open."""
    most, found = most_seats(case), []
    for a, area in enumerate(case.areas):
        for s, stage in enumerate(case.stages):
            short = worth.unmet[a, s]
            stuck = (short > 0) & (most[a, s] - worth.seats[a, s] < 1)
            nothing = most[a, s] <= case.standing[a, s]
            none = TOO_EARLY if (~nothing).any() else NOTHING
            for kind, when in ((none, stuck & nothing), (ALL_OPEN, stuck & ~nothing)):
                years = tuple(np.array(case.years)[when].tolist())
                if years:
                    found.append(Limit(kind, area, stage.name, years, int(short[when].sum())))
    pairs = zip(outcomes, reasons, strict=True)
    found += [Limit(MUST, id=each.candidate.school.id, wan=each.wan) for each, why in pairs if why.kind == MUST]
    return found


def most_seats(case: Case) -> Floats:
    """Seats by cell ``(area, stage, year)`` if all that may be chosen and could add to it were there: a bound."""
    found = case.standing.copy()
    for group in case.groups:
        found[group.area] += len(group.members) * group.tables.max(axis=(0, 1), initial=0.0)
    for lever in case.levers:
        found[lever.area, lever.target if lever.kind == CONVERT else lever.stage] += lever.most * lever.seats
    return found
