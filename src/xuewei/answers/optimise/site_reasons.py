"""Why sites stay empty, or smaller than they could be: the children near enough, who are counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from xuewei.answers.optimise.candidates import Seats, needs, seats_for
from xuewei.answers.optimise.case import Case, Group
from xuewei.answers.optimise.closing import NONE_CLOSE
from xuewei.answers.optimise.programme import programme
from xuewei.answers.optimise.reasons import UNBUILT, Limit, Reason
from xuewei.answers.optimise.schedule import Outcome, Worth
from xuewei.answers.optimise.solver import INFEASIBLE, Search, search
from xuewei.late import dataclass

TOO_FEW, SHARED = "too_few", "shared"
NEAR = "near"


@dataclass(frozen=True)
class Fit:
    """How ``least`` seats of a stage go with the children near a site: ``near`` within ``metres``, of whom ``left``
    have no seat in schools that stand, while the seats need ``need``; ``fits`` seats could stand there."""

    stage: str
    metres: float
    near: int
    left: int
    least: int
    need: int
    fits: int

    @property
    def met(self) -> bool:
        """Whether there are children enough."""
        return self.left >= self.need


def fits_of(case: Case, site: str, size: Seats, first: Sequence[str] = ()) -> tuple[Fit, ...]:
    """Every stage of a size that has a distance, those ``first`` before the others, and those without children enough
    before those with."""
    assert case.around is not None
    found = []
    for k, stage in enumerate(case.stages):
        reached, seats = case.around.reached(site, k), size.get(stage.name, 0)
        if reached is not None and seats:
            near, left = (int(each) for each in reached)
            limit = case.around.metres.get(k, 0.0)
            found.append(Fit(stage.name, limit, near, left, seats, needs(seats, stage), seats_for(left, stage)))
    places = [*first, *(each.stage for each in found)]
    return tuple(sorted(found, key=lambda each: (each.stage not in first, each.met, places.index(each.stage))))


def reasons_of_sites(case: Case, outcomes: Sequence[Outcome], reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """The reasons, with those of sites that stay empty though seats are short.

    - *too_few*: no size fits the children near it: those of a stage whom schools that stand near them leave are
      fewer than its smallest size needs (``fits``: every stage, those first that are short).
    - *shared*: the children near it are counted for other sites, which are built.
    """
    if case.around is None:
        return tuple(reasons)
    taken = [each for each in outcomes if each.candidate.site and each.opens is not None]
    found = []
    for each, why in zip(outcomes, reasons, strict=True):
        if each.candidate.site and why.kind == UNBUILT:
            found.append(_why(case, each, taken, why))
        else:
            found.append(why)
    return tuple(found)


def _why(case: Case, outcome: Outcome, taken: Sequence[Outcome], why: Reason) -> Reason:
    """The reason for a site that stays empty though seats are short."""
    one = outcome.candidate
    if all(_over(case, one.school.id, size) for size in one.sizes):
        least = min(one.sizes, key=lambda size: sum(size.values()))
        return Reason(TOO_FEW, {**why.values, "fits": fits_of(case, one.school.id, least, short_stages(why))})
    if taken and not any(_together(case, [*taken, replace(outcome, seats=size)]) for size in one.sizes):
        others = [each for each in taken if _overlap(case, one.school.id, each.candidate.school.id)]
        names = tuple(each.candidate.school.name or each.candidate.school.id for each in others or taken)
        return Reason(SHARED, {**why.values, "others": names})
    return why


def left_of(near: object, left: object) -> str:
    """How a sentence on children near a site goes on: there are none, all have a seat, some have, or none has.

    >>> left_of(0, 0), left_of(90, 0), left_of(90, 40), left_of(90, 90)
    ('.none', '.seated', '.beside', '')
    """
    if not near:
        return ".none"
    if not left:
        return ".seated"
    return "" if left == near else ".beside"


def fits_told(why: Reason) -> tuple[Fit, ...]:
    """How the stages of a site go with the children near it, of a reason that says so."""
    found = why.values.get("fits")
    return tuple(each for each in found if isinstance(each, Fit)) if isinstance(found, tuple) else ()


def short_stages(why: Reason) -> list[str]:
    """The stages that are short in the year of a reason, that which is short of most first."""
    lacks = why.values.get("by_stage")
    if not isinstance(lacks, tuple):
        return []
    return [stage for stage, _ in sorted(lacks, key=lambda each: -int(each[1]))]


def _reached(case: Case, site: str, k: int) -> int:
    """Children of a stage near a site for whom schools that stand have no seat, in whole numbers."""
    assert case.around is not None
    return int(case.around.most[site, k])


def _over(case: Case, site: str, size: Seats) -> list[int]:
    """The stages of a size, by index, of which fewer children without a seat live near the site than it needs."""
    assert case.around is not None
    bound = [k for k in range(len(case.stages)) if (site, k) in case.around.near]
    return [k for k in bound if needs(size.get(case.stages[k].name, 0), case.stages[k]) > _reached(case, site, k)]


def _overlap(case: Case, one: str, other: str) -> bool:
    """Whether some place is near both sites."""
    assert case.around is not None
    near = case.around.near
    return any(np.isin(at, near.get((other, k), [])).any() for (site, k), at in near.items() if site == one)


def _together(case: Case, outcomes: Sequence[Outcome]) -> bool:
    """Whether all these sites could open as they are, as far as children near them go."""
    years = range(case.years.start, case.years.start + 1)
    shape = (1, 1, len(case.stages), len(case.years))
    groups = tuple(
        Group((each.candidate,), 0, years, (each.seats,), (0.0,), np.zeros(shape), True) for each in outcomes
    )
    nobody, nothing = np.zeros_like(case.demand), np.zeros_like(case.standing)
    trial = replace(case, demand=nobody, standing=nothing, groups=groups, levers=(), budget={}, closings=NONE_CLOSE)
    made = programme(replace(trial, keep=np.zeros_like(case.keep), withheld=()))
    return search(made, Search(np.zeros(made.columns.count))).how != INFEASIBLE


def site_limits(case: Case, worth: Worth, outcomes: Sequence[Outcome], known: Sequence[Limit]) -> list[Limit]:
    """Where a stage of an area stays short in years in which a site could help, but for the children near it: *near*.
    Years of which another limit is ``known`` to be all there is are left to it."""
    if case.around is None:
        return []
    found = []
    for a, area in enumerate(case.areas):
        for k, stage in enumerate(case.stages):
            told = {year for each in known if (each.area, each.stage) == (area, stage.name) for year in each.years}
            bound = [
                each for each in outcomes if each.candidate.school.area == area and _binds(case, each, k, outcomes)
            ]
            since = min((each.candidate.earliest for each in bound), default=case.years.stop)
            short = np.array([year >= since and year not in told for year in case.years]) & (worth.unmet[a, k] > 0)
            if short.any():
                years = tuple(np.array(case.years)[short].tolist())
                ids = tuple(each.candidate.school.id for each in bound)
                found.append(Limit(NEAR, area, stage.name, years, int(worth.unmet[a, k][short].sum()), schools=ids))
    return found


def _binds(case: Case, outcome: Outcome, k: int, outcomes: Sequence[Outcome]) -> bool:
    """Whether a site would have more seats of a stage at another of its sizes, but for the children near it."""
    one, name = outcome.candidate, case.stages[k].name
    if not one.site:
        return False
    others = [each for each in outcomes if each.candidate.site and each.opens is not None and each is not outcome]
    larger = [size for size in one.sizes if size.get(name, 0) > outcome.seats.get(name, 0)]
    return any(
        _over(case, one.school.id, size) or not _together(case, [*others, replace(outcome, seats=size)])
        for size in larger
    )
