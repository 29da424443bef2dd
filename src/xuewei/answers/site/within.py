"""Shares of children with a school within reach: today, with the plan and with the sites chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.site.flows import COVER, Flows
from xuewei.answers.site.sited import NOW, PLAN, Ground, Pick, case_of
from xuewei.late import dataclass
from xuewei.model.siting import SiteRow
from xuewei.model.zoning import named_zones

Floats = NDArray[np.float64]
SITES = "sites"


def reached(here: Ground, when: str, options: Sequence[SiteRow], stage: str) -> Floats:
    """Metres on foot ``(place,)`` to the nearest school of a stage; infinite without one."""
    seats = here.seats[PLAN if when == SITES else when][stage]
    chosen = {one.id for one in options if any(size.get(stage) for size in one.sizes)} if when == SITES else set()
    there = np.r_[seats > 0.5, [site.id in chosen for site in here.sites]].astype(bool)
    metres = here.within(here.metres)
    return np.asarray(np.where(there[None, :], metres, np.inf).min(axis=1, initial=np.inf))


@dataclass(frozen=True)
class Line:
    """Children of a stage of a place (an area, a zone; empty: all) within ``metres`` of a school, as shares: today,
    with the plan and with the sites chosen (None: none were). ``seated``: they also have a seat there."""

    stage: str
    area: str
    zone: str
    metres: float
    rule: bool
    children: float
    now: float
    plan: float
    sites: float | None
    seated: bool = False


def lines(here: Ground, chosen: Sequence[SiteRow], by: str = "") -> list[Line]:
    """Shares of children within each ring and within the service distance of each stage, of all or ``by`` area or
    zone."""
    lives, answer = here.living, list[Line]()
    keys = [
        ("", "") if not by else (area, zone if by == "zone" else "")
        for area, zone in zip(lives.areas, lives.zones, strict=True)
    ]
    order = _order(here, keys)
    for stage in here.stages:
        service = here.rules.service.get(stage)
        rings = sorted({each.value for each in here.rules.rings} | ({service.value} if service else set()))
        whens = (NOW, PLAN, SITES) if chosen else (NOW, PLAN)
        near = {when: reached(here, when, chosen, stage) for when in whens}
        for key in sorted(dict.fromkeys(keys), key=order.__getitem__):
            own = np.where([each == key for each in keys], lives.children[stage], 0.0)
            total = float(own.sum())
            if total <= 0:
                continue
            for metres in rings:
                share = {when: float(own[near[when] <= metres].sum()) / total for when in whens}
                rule = service is not None and metres == service.value
                answer.append(Line(stage, *key, metres, rule, total, share[NOW], share[PLAN], share.get(SITES)))
    return answer


def _order(here: Ground, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    """What areas and their zones are sorted by: as the plan and then its zones have them, what is in no zone last."""
    plan = here.found.plan
    zones = [row.area for row in here.found.population.zones] or list(named_zones(plan))
    areas = {area: n for n, area in enumerate(here.found.areas)}
    at = {zone: n for n, zone in enumerate(zones)}
    return {(area, zone): (areas.get(area, len(areas)), at.get(zone, len(at))) for area, zone in keys}


def seated_shares(here: Ground, chosen: Sequence[Pick]) -> dict[str, tuple[float, float, float | None]]:
    """By stage, shares of children with a seat within its service distance: today, with the plan, with the sites."""
    answer = {}
    whole = {when: case_of(here, COVER, when) for when in (NOW, PLAN)}
    numbers = {site.id: n for n, site in enumerate(here.sites)}
    for s, stage in enumerate(here.stages):
        total = float(here.living.children[stage].sum())
        if stage not in here.rules.service or total <= 0:
            continue
        shares: list[float | None] = []
        for when, taken in ((NOW, ()), (PLAN, ()), (PLAN, chosen)):
            case, rows = whole[when]
            options = [
                int(np.flatnonzero(case.site == numbers[pick.site.id])[pick.site.sizes.index(pick.seats)])
                for pick in taken
            ]
            flow = Flows(case).of(options)[1]
            own = np.array([row[0] == s for row in rows])[case.arc_row] if len(rows) else np.zeros(0, bool)
            shares.append(float(flow[own].sum()) / total)
        now, plan, sites = shares
        answer[stage] = (now or 0.0, plan or 0.0, sites if chosen else None)
    return answer
