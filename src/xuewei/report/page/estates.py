"""What a page needs to count pupils of new estates: how each part fills, how many live in it, who moves to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assessment import Assessment
from xuewei.model.demand import by_people
from xuewei.model.estate_rules import EstateRules
from xuewei.model.estates import EstatePupils, arrivals, curve_of, to_come, without_estates
from xuewei.model.population import EXTRA, EstateRow
from xuewei.model.pupils.grounds import Demand
from xuewei.model.pupils.leavers import Following, followings
from xuewei.report.page.pool import SeriesPool

Floats = NDArray[np.float64]
Plain = dict[str, object]


def bare_demand(found: Assessment) -> Demand:
    """The demand of an assessment without its estates."""
    return without_estates(found.demand, found.population, found.assumptions)


def estates_of(found: Assessment) -> EstatePupils | None:
    """The estates of an assessment in its areas; None where there are none."""
    ours = found.demand.beyond and found.demand.beyond.estates
    return ours if ours and ours.rows else None


def pools(found: Assessment, bare: Demand, pool: SeriesPool) -> list[int] | None:
    """Who arrives, of whom estates within net migration are a part: numbers of series over all years of the demand by
    stage with estates, area and grade. None where no estate can be within it, and of one area, in which all stay."""
    rules = found.assumptions.estates
    if rules is None or estates_of(found) is None or rules.counted == EXTRA or len(found.areas) == 1:
        return None
    if rules.counted is None and not found.assumptions.migration.years:
        return None
    came = arrivals(bare, found.assumptions, by_people(bare, found.population))
    return [
        pool.number(np.maximum(came[name][:, n, grade], 0.0))
        for name in _filled(found)
        for n in range(len(found.areas))
        for grade in range(found.stage(name).grades)
    ]


def estates(found: Assessment) -> Plain | None:
    """Parts of estates with what a page's script counts their pupils by; None where there are none. Controls move the
    parts that are completed after the last year that is no forecast: the others stand, and are named
    (``done``)."""
    ours, rules = estates_of(found), found.assumptions.estates
    if ours is None or rules is None:
        return None
    courses = _Courses()
    kinds = list(dict.fromkeys(row.kind for row in ours.rows))
    coming = to_come(found.demand)
    listed = list(dict.fromkeys(row.id for row, moves in zip(ours.rows, coming, strict=True) if moves))
    number = {each: n for n, each in enumerate(listed)}
    stages = _filled(found)
    demand = found.demand
    return {
        "list": [_listed(found, ours, coming, each) for each in listed],
        "done": list({row.id: row.name or row.id for row in ours.rows if row.id not in number}.values()),
        "counted": rules.counted,
        "first": demand.years.start,
        "count": len(demand.years),
        "written": sorted(found.assumptions.migration.years),
        "stages": [[stage.name for stage in found.stages].index(name) for name in stages],
        "last": [_last_known(demand, area, name) for name in stages for area in found.areas],
        "given": _given(found, stages),
        "yields": [[_yield(rules, kind, name, courses) for name in stages] for kind in kinds],
        "parts": [
            {
                "estate": number[row.id] if moves else None,
                "area": int(n),
                "completes": row.completes,
                "dwellings": float(dwellings),
                "curve": courses.number(curve_of(rules, row)),
                "kind": kinds.index(row.kind),
            }
            for row, n, dwellings, moves in zip(ours.rows, ours.at, ours.dwellings, coming, strict=True)
        ],
        "courses": courses.known,
        "after": [_following(found, each) for each in followings(demand, found.population, found.assumptions)],
    }


def _filled(found: Assessment) -> list[str]:
    """The stages of which estates have pupils."""
    ours = estates_of(found)
    return [stage.name for stage in found.stages if ours and stage.name in ours.filled]


def _listed(found: Assessment, ours: EstatePupils, coming: Sequence[bool], each: str) -> Plain:
    """An estate as the controls name it: what of it is still to come."""
    parts = [n for n, row in enumerate(ours.rows) if row.id == each and coming[n]]
    rows: list[EstateRow] = [ours.rows[n] for n in parts]
    years = sorted({row.completes for row in rows})
    return {
        "id": each,
        "name": rows[0].name or each,
        "area": int(ours.at[parts[0]]),
        "dwellings": float(ours.dwellings[parts].sum()),
        "years": [years[0], years[-1]],
        "within": bool(ours.within[parts].any()),
    }


def _last_known(demand: Demand, area: str, stage: str) -> list[int]:
    """The last year that is no forecast, and that after which estates count: never, where nothing is known."""
    how = demand.grounds[area, stage]
    return [how.known_to, how.known_to if how.method else demand.years[-1]]


def _given(found: Assessment, stages: Sequence[str]) -> list[list[int]]:
    """Years whose demand was forecast elsewhere, with their stage, among all, and area: estates change none of them."""
    names = [stage.name for stage in found.stages]
    after = [stage.name for stage in found.stages if stage.after is not None]
    return [
        [names.index(name), n, year]
        for name in (*stages, *after)
        for n, area in enumerate(found.areas)
        for year in found.grounds(area, name).given
    ]


def _yield(rules: EstateRules, kind: str, stage: str, courses: _Courses) -> list[float] | None:
    """The number of the course of pupils for each dwelling, and what it is times; None where nothing is assumed."""
    series = rules.series(kind, stage)
    return None if series is None else [courses.number(series.values), rules.factor(kind, stage) / 100]


def _following(found: Assessment, one: Following) -> Plain:
    """How a stage that follows another changes with it; areas with the same rates share a row of them."""
    names = [stage.name for stage in found.stages]
    rows, at = np.unique(one.each.T, axis=0, return_inverse=True)
    lent = [
        [n, int(first), np.nan_to_num(one.lent[n]).tolist()]
        for n, first in enumerate(one.first)
        if np.isfinite(one.lent[n]).any()
        and found.demand.years.start + first > found.known_to(found.areas[n], one.before.name)
    ]
    mixing = None
    if one.mixing is not None:
        mixing = [[int(a), int(b), float(one.mixing[a, b])] for a, b in np.argwhere(one.mixing != 0)]
    return {
        "stage": names.index(one.stage.name),
        "before": names.index(one.before.name),
        "step": one.step,
        "rates": rows.tolist(),
        "at": at.reshape(-1).tolist(),
        "stays": np.flatnonzero(one.stays).tolist(),
        "mixing": mixing,
        "lent": lent,
    }


class _Courses:
    """Values by years since completion, each course once."""

    def __init__(self) -> None:
        self.known: list[list[list[float]]] = []

    def number(self, values: Mapping[int, float]) -> int:
        course = [[float(each) for each in row] for row in zip(*sorted(values.items()), strict=True)]
        if course not in self.known:
            self.known.append(course)
        return self.known.index(course)
