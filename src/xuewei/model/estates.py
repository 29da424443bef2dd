"""Pupils of new housing (小区): dwellings × share lived in × pupils for each of them, beyond a forecast of demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.arrivals import ByPeople, ahead, arrived, changed_inflow, difference
from xuewei.model.assumptions import Assumptions
from xuewei.model.estate_rules import EstateRules
from xuewei.model.people.of_zones import with_areas
from xuewei.model.population import WITHIN, EstateRow, Population
from xuewei.model.pupils.grounds import Beyond, Demand
from xuewei.model.pupils.leavers import follow_leavers
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
Course = Mapping[int, float]
"""Shares of dwellings that are lived in by years since completion."""


@dataclass(frozen=True, eq=False, repr=False)
class EstatePupils:
    """Pupils of the estates of a demand. ``rows`` are the parts of estates in its areas, ``at (row,)`` the index of
    their area, ``within (row,)`` whether they count within net migration.

    By stage: ``filled (row, year)``, the share of a part's dwellings in which families live since the last year that is
    no forecast; ``each (row, year)``, pupils for each of these dwellings; ``net (year, area, grade)``, what demand of
    an area changes by. ``moved`` is by stage the part of the pupils within migration ``(year,)`` for whom there are
    arrivals enough, and ``pool (year, area, grade)`` are all who arrive, of whom those are. ``beside``: parts in no
    area of the demand.
    """

    rows: tuple[EstateRow, ...]
    at: NDArray[np.int64]
    within: NDArray[np.bool_]
    dwellings: Floats
    filled: Mapping[str, Floats]
    each: Mapping[str, Floats]
    net: Mapping[str, Floats]
    moved: Mapping[str, Floats]
    beside: tuple[EstateRow, ...] = ()
    pool: Mapping[str, Floats] = field(default_factory=dict)

    def pupils(self, stage: str) -> Floats:
        """Pupils ``(row, year)`` of a stage in each part, unrounded."""
        if stage not in self.filled:
            return np.zeros((len(self.rows), 0))
        return self.dwellings[:, None] * self.filled[stage] * self.each[stage]


def dwellings_of(rules: EstateRules, row: EstateRow) -> float:
    """Dwellings of a part, by its floor area where they are not written."""
    if row.dwellings is not None:
        return row.dwellings
    return (row.floor_area_m2 or 0.0) / rules.dwelling_m2.value


def curve_of(rules: EstateRules, row: EstateRow) -> Course:
    """Shares of a part's dwellings that are lived in, by years since completion."""
    if isinstance(row.occupancy, tuple):
        return dict(row.occupancy)
    return rules.curves[row.occupancy or rules.occupancy].values


def occupied(rules: EstateRules, row: EstateRow, year: int) -> float:
    """The share of a part's dwellings that is lived in in September of a school year."""
    return float(_between(np.array([[float(year - row.completes)]]), [curve_of(rules, row)], before=0.0)[0, 0])


def _between(since: Floats, courses: Sequence[Mapping[int, float] | None], *, before: float | None = None) -> Floats:
    """Values ``(row, year)`` of each row's course at the years ``since (row, year)`` its completion: straight lines
    between, level outside, ``before`` ahead of its first year; 0 of rows without one. Rows share few courses."""
    found = np.zeros(since.shape)
    groups: dict[int, list[int]] = {}
    for n, course in enumerate(courses):
        if course is not None:
            groups.setdefault(id(course), []).append(n)
    for rows in groups.values():
        years, values = zip(*sorted((courses[rows[0]] or {}).items()), strict=True)
        found[rows] = np.interp(since[rows], years, values, left=before)
    return found


def with_beyond(found: Demand, known: Population, assumptions: Assumptions, by_people: ByPeople) -> Demand:
    """A demand with those who come by another inflow and by written net migration and the pupils of estates; itself
    where there are none."""
    before = found
    inflow = changed_inflow(found, known, assumptions)
    if inflow:
        found = found.times(inflow)
    came = arrived(found, assumptions, by_people)
    if came:
        found = found.plus(came)
    estates = None
    if known.estates and assumptions.estates:
        estates = estate_pupils(found, known, assumptions, by_people)
        found = found.plus(estates.net)
    if found is before:
        return before
    return replace(_left(found, before, known, assumptions), beyond=Beyond(before, came, estates, inflow))


def without_estates(found: Demand, known: Population, assumptions: Assumptions) -> Demand:
    """A demand as it is without its estates; itself where it has none."""
    beyond = found.beyond
    if beyond is None or beyond.estates is None:
        return found
    bare = beyond.without_estates
    if bare is beyond.before:
        return bare
    return replace(_left(bare, beyond.before, known, assumptions), beyond=replace(beyond, estates=None))


def arrivals(found: Demand, assumptions: Assumptions, by_people: ByPeople) -> Mapping[str, Floats]:
    """By stage the pupils ``(year, area, grade)`` who come by net migration, of whom estates within it are a part."""
    none = replace(assumptions.migration, path="low", years=dict.fromkeys(assumptions.migration.years, 0.0))
    return difference(found, assumptions, none, by_people)


def to_come(found: Demand) -> list[bool]:
    """Which parts of estates are completed after the last year that is no forecast, of any stage of their area, so that
    they may still be late, smaller or nothing."""
    if found.beyond is None or found.beyond.estates is None:
        return []
    estates = found.beyond.estates
    places = zip(estates.rows, estates.at.tolist(), strict=True)
    return [
        row.completes > max((found.grounds[found.areas[n], stage].known_to for stage in estates.filled), default=0)
        for row, n in places
    ]


def _left(found: Demand, before: Demand, known: Population, assumptions: Assumptions) -> Demand:
    """A demand with stages that follow others counted anew, but for what was given; on the same grounds."""
    late = [stage.name for stage in found.stages if stage.after is not None]
    if not late:
        return found
    found = follow_leavers(found, known, assumptions)
    pupils, whole = ({**table} for table in (found.pupils, found.whole))
    for n, area in enumerate(found.areas):
        for name in late:
            for year in before.grounds[area, name].given:
                t = found.years.index(year)
                pupils[name][t, n], whole[name][t, n] = before[name][t, n], before.whole[name][t, n]
    return replace(found, pupils=pupils, whole=whole, grounds=before.grounds)


def estate_pupils(found: Demand, known: Population, assumptions: Assumptions, by_people: ByPeople) -> EstatePupils:
    """What estates add to each stage of a demand that does not follow another. Families who moved in by the last year
    that is no forecast are in it already, with their children: only those who come later count, in every grade
    alike, so that who enters one is in the next a year later."""
    rules = assumptions.estates
    assert rules is not None
    zones = {row.area: row.part_of for row in known.zones}
    place = {area: n for n, area in enumerate(found.areas)}
    every = with_areas(known.estates, zones)
    rows = tuple(row for row in every if row.area in place)
    at = np.array([place[row.area] for row in rows], np.int64)
    stages = [stage for stage in found.stages if stage.after is None and stage.name in rules.stages]
    filled, each = {}, {}
    for stage in stages:
        of_stage = stage_of_rows(found, rules, rows, at, stage.name)
        filled[stage.name] = of_stage.filled([curve_of(rules, row) for row in rows], of_stage.done)
        each[stage.name] = of_stage.each(of_stage.done)
    within = _within(filled, assumptions, rules, found.years)
    dwellings = np.array([dwellings_of(rules, row) for row in rows])
    beside = tuple(row for row in every if row.area not in place)
    answer = EstatePupils(rows, at, within, dwellings, filled, each, {}, {}, beside)
    return _counted(answer, found, assumptions, stages, by_people)


@dataclass(frozen=True, eq=False, repr=False)
class StageOfRows:
    """What a stage of parts of estates ``rows`` is made from: the ``years``, by ``(row, 1)`` the last one that is no
    forecast in their areas, ``known``, and which years are, ``forecast (row, year)``; their yields and the factors of
    these ``(row, 1)``."""

    years: Floats
    rows: Sequence[EstateRow]
    known: Floats
    forecast: NDArray[np.bool_]
    yields: Sequence[Course | None]
    factors: Floats

    @property
    def done(self) -> Floats:
        """When each is completed ``(row, 1)``."""
        return np.array([row.completes for row in self.rows], np.float64).reshape(-1, 1)

    def filled(self, courses: Sequence[Course], done: Floats) -> Floats:
        """The share of dwellings ``(row, year)`` filled since the last year that is no forecast."""
        gained = _between(self.years - done, courses, before=0.0) - _between(self.known - done, courses, before=0.0)
        return np.where(self.forecast, np.maximum(gained, 0.0), 0.0)

    def each(self, done: Floats) -> Floats:
        """Pupils ``(row, year)`` for each of these dwellings."""
        return _between(self.years - done, self.yields) * self.factors


def stage_of_rows(
    found: Demand, rules: EstateRules, rows: Sequence[EstateRow], at: NDArray[np.int64], stage: str
) -> StageOfRows:
    """The same of a demand."""
    known = np.array([found.grounds[found.areas[n], stage].known_to for n in at], np.float64).reshape(-1, 1)
    series = {kind: rules.series(kind, stage) for kind in {row.kind for row in rows}}
    yields = {kind: each.values if each else None for kind, each in series.items()}
    factors = {kind: rules.factor(kind, stage) / 100 for kind in series}
    years, kinds = np.array(found.years, np.float64), [row.kind for row in rows]
    times = np.array([factors[kind] for kind in kinds]).reshape(-1, 1)
    return StageOfRows(years, rows, known, ahead(found, stage)[:, at].T, [yields[kind] for kind in kinds], times)


def _within(
    filled: Mapping[str, Floats], assumptions: Assumptions, rules: EstateRules, years: range
) -> NDArray[np.bool_]:
    """Which parts count within net migration ``(row,)``: as is written, else those of which it is written for all years
    in which they fill."""
    count = len(next(iter(filled.values()), ()))
    if rules.counted is not None or not filled:
        return np.full(count, rules.counted == WITHIN)
    growing = np.any([np.diff(each, axis=1, prepend=0.0) > 0 for each in filled.values()], axis=0)
    written = np.array([year in assumptions.migration.years for year in years])
    return np.asarray(growing.any(axis=1) & ~(growing & ~written).any(axis=1))


def _counted(
    found: EstatePupils, demand: Demand, assumptions: Assumptions, stages: Sequence[Stage], by_people: ByPeople
) -> EstatePupils:
    """The same with what demand changes by: extra pupils are added; those within net migration come to where their
    estates are, and so many fewer to all areas."""
    pool: dict[str, Floats] = {}
    if found.within.any():
        pool = {name: np.maximum(n, 0.0) for name, n in arrivals(demand, assumptions, by_people).items()}
    net, moved = {}, {}
    for stage in stages:
        pupils = found.pupils(stage.name)
        extra = added(pupils, found.at, len(demand.areas), ~found.within)
        change = np.repeat(extra[..., None] / stage.grades, stage.grades, axis=2)
        if found.within.any():
            coming = added(pupils, found.at, len(demand.areas), found.within)[..., None] / stage.grades
            share, moves = shifted(np.repeat(coming, stage.grades, axis=2), pool[stage.name])
            change, moved[stage.name] = change + moves, share
        net[stage.name] = change
    return replace(found, net=net, moved=moved, pool=pool)


def added(pupils: Floats, at: NDArray[np.int64], areas: int, those: NDArray[np.bool_]) -> Floats:
    """Pupils ``(row, year)`` of some rows by year and area."""
    found = np.zeros((areas, pupils.shape[1]))
    np.add.at(found, at[those], pupils[those])
    return found.T


def shifted(coming: Floats, pool: Floats) -> tuple[Floats, Floats]:
    """How pupils of estates ``(year, area, grade)`` within those who arrive, the ``pool`` of the same shape, change
    where these are: the sum over areas stays. Also the part ``(year,)`` of them for whom there are arrivals enough.

    >>> share, change = shifted(np.array([[[30.0], [0.0]]]), np.array([[[20.0], [40.0]]]))
    >>> share.tolist(), change[0, :, 0].tolist()
    ([1.0], [20.0, -20.0])
    """
    wanted, there = coming.sum(axis=1, keepdims=True), pool.sum(axis=1, keepdims=True)
    taken = np.minimum(wanted, there)
    part = np.divide(taken, wanted, out=np.ones_like(wanted), where=wanted > 0)
    lost = np.divide(taken, there, out=np.zeros_like(there), where=there > 0)
    every, served = wanted.sum(axis=(1, 2)), taken.sum(axis=(1, 2))
    share = np.divide(served, every, out=np.ones_like(every), where=every > 0)
    if coming.shape[1] == 1:  # one area: who comes stays in it, to the last bit
        return share, np.zeros_like(coming)
    return share, coming * part - pool * lost
