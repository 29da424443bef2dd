"""What pupils need by stage, area and school: whole classes, posts, and money to run; and what building costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import SchoolPupils, graded_demand, school_pupils
from xuewei.model.plan import School, opening_year
from xuewei.model.resource_rules import BY_MOST, BY_PUPILS, ResourceRules
from xuewei.model.resources import Posts, funded, posts_needed, running_wan, whole_classes
from xuewei.model.rounding import whole_groups, wholes
from xuewei.model.seats.costs import Spent, spending
from xuewei.model.seats.in_use import base_year
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class StageNeeds:
    """What a stage needs, each ``(year, area)`` over the years of an assessment: whole ``pupils``, ``classes``,
    ``posts``, and the cost of running (万元; None: no rate). ``told``: whether demand is known. ``by_school (area,)``:
    classes are those of every school and grade, else those of every grade of the area as if it were one school."""

    stage: Stage
    told: NDArray[np.bool_]
    pupils: Ints
    classes: Ints
    posts: Posts
    running: Floats | None
    by_school: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class SpotNeeds:
    """What each school of a plan, and behind these each area outside its schools, needs of a stage in one year, by
    place ``(spot,)`` as :class:`StageNeeds`. On one basis they add up to their area."""

    pupils: Ints
    classes: Ints
    posts: Ints | None
    by_pupils: Ints | None
    by_classes: Ints | None
    running: Floats | None


def spots_of(found: Assessment) -> NDArray[np.int64]:
    """The area of every school of a plan, and behind them every area."""
    place = {area: n for n, area in enumerate(found.areas)}
    return np.array([*(place[school.area] for school in found.plan.schools), *place.values()], dtype=np.int64)


def small_rural(found: Assessment, rules: ResourceRules, stage: Stage) -> NDArray[np.bool_]:
    """The areas ``(area,)`` whose small schools of a stage are funded as of more pupils."""
    small = stage.compulsory and not stage.beside
    return np.array([small and area in (rules.rural or ()) for area in found.areas], dtype=bool)


def pupils_of_schools(found: Assessment, *, wanted: bool = False) -> SchoolPupils | None:
    """Pupils by school where any are on record, or ``wanted`` anyhow."""
    return school_pupils(found) if wanted or found.population.of_schools else None


@dataclass(frozen=True, eq=False, repr=False)
class _Spots:
    """Of every school, and behind them of every area outside its schools, each ``(year, spot)``: the area it is in
    (``group (spot,)``), whole pupils that add up to each area's, classes, and pupils as of whom it is funded."""

    group: NDArray[np.int64]
    pupils: Ints
    classes: Ints
    paid: Floats


def _spots(found: Assessment, rules: ResourceRules, stage: Stage, schools: SchoolPupils, years: slice) -> _Spots:
    parts = schools.pupils[stage.name][years], schools.rest[stage.name][years]
    every = np.nan_to_num(np.concatenate(parts, axis=1))
    group, sums = spots_of(found), every.sum(axis=2)
    pupils = whole_groups(sums, group)
    classes = np.maximum(whole_classes(every, stage.sizes).sum(axis=2), pupils > 0)
    rural = small_rural(found, rules, stage)[group] & (np.arange(len(group)) < len(schools.schools))
    paid = np.where(rural, funded(sums, rules.small_school.value, small=True), sums)
    return _Spots(group, pupils, classes, paid)


def stage_needs(found: Assessment, rules: ResourceRules, stage: Stage, schools: SchoolPupils | None) -> StageNeeds:
    """What a stage needs in every year and area."""
    grades, areas = graded_demand(found, stage), len(found.areas)
    told = np.asarray(np.isfinite(grades).all(axis=2))
    grades = np.nan_to_num(grades)
    paid = grades.sum(axis=2)
    pupils, classes = wholes(paid), whole_classes(grades, stage.sizes).sum(axis=2)
    rule, by_school = rules.posts.get(stage.name), np.zeros(areas, dtype=bool)
    each: _Spots | None = None
    if schools is not None and stage.name in schools.pupils:
        known = schools.known
        by_school = np.array([bool(known.get((area, stage.name))) for area in found.areas], dtype=bool)
        each = _spots(found, rules, stage, schools, slice(None))
        classes = np.where(by_school, _summed(each.classes, each.group, areas), classes)
        paid = np.where(by_school, _summed(each.paid, each.group, areas), paid)
    classes = np.maximum(classes, pupils > 0)
    posts = posts_needed(rule, pupils, classes)
    if each is not None and rule is not None and rule.by == BY_MOST:  # every school has whichever is more
        own = posts_needed(rule, each.pupils, each.classes).posts
        if own is not None and posts.posts is not None:
            posts = posts._replace(posts=np.where(by_school, _summed(own, each.group, areas), posts.posts))
    yuan = rules.yuan(stage.name)
    running = None if yuan is None else running_wan(paid, yuan)
    return StageNeeds(stage, told, pupils, classes, posts, running, by_school)


def _summed(values: NDArray[Any], group: NDArray[np.int64], areas: int) -> NDArray[Any]:
    """Sums ``(year, area)`` of values ``(year, spot)``."""
    found = np.zeros((areas, len(values)), dtype=values.dtype)
    np.add.at(found, group, values.T)
    return found.T


def spot_needs(
    found: Assessment, rules: ResourceRules, of_stage: StageNeeds, schools: SchoolPupils, t: int
) -> SpotNeeds:
    """What every school, and every area outside its schools, needs of a stage in the ``t``-th year. Posts of an area
    by pupils are shared among its places, and so are those by classes that are counted by school."""
    stage = of_stage.stage
    each = _spots(found, rules, stage, schools, slice(t, t + 1))
    group, pupils, classes = each.group, each.pupils[0], each.classes[0]
    rule = rules.posts.get(stage.name)
    alone = posts_needed(rule, pupils, classes)
    by_pupils, by_classes = alone.by_pupils, alone.by_classes
    if rule is not None and rule.pupils_per_post is not None and of_stage.posts.by_pupils is not None:
        by_pupils = _shared(pupils / rule.pupils_per_post.value, of_stage.posts.by_pupils[t], group)
    if rule is not None and rule.posts_per_class is not None and by_classes is not None:
        assert of_stage.posts.by_classes is not None
        shared = _shared(classes * rule.posts_per_class.value, of_stage.posts.by_classes[t], group)
        by_classes = np.where(of_stage.by_school[group], shared, by_classes)
    posts = alone.posts
    if rule is not None and rule.by != BY_MOST:
        posts = by_pupils if rule.by == BY_PUPILS else by_classes
    yuan = rules.yuan(stage.name)
    running = None if yuan is None else running_wan(each.paid[0], yuan)
    return SpotNeeds(pupils, classes, posts, by_pupils, by_classes, running)


def _shared(parts: Floats, totals: Ints, group: NDArray[np.int64]) -> Ints:
    """Whole numbers near ``parts (spot,)`` that add up to the ``totals (area,)``."""
    found: Ints = whole_groups(parts[None], group, totals[None])[0]
    return found


@dataclass(frozen=True, eq=False, repr=False)
class Building:
    """What the schools of a plan cost that are still to be built, as ``optimise`` and ``compare`` count it."""

    found: Assessment

    @cached_property
    def of_area(self) -> Mapping[tuple[str, str, int], float]:
        """万元 by area, stage and calendar year."""
        return self._sums(lambda school: school.area)

    @cached_property
    def wan(self) -> Mapping[tuple[str, str, int], float]:
        """万元 by school, stage and calendar year."""
        return self._sums(lambda school: school.id)

    @cached_property
    def built(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """The seats of a stage that are built for it, by school with the school year in which they open."""
        return {
            (school.id, stage): (opening_year(school, self.found.plan), seats)
            for school, spent in self._spent()
            for stage, seats in spent.seats.items()
            if not spent.turned and seats
        }

    def _spent(self) -> Iterator[tuple[School, Spent]]:
        plan, costs = self.found.plan, self.found.assumptions.costs
        since = base_year(plan)
        return ((school, spent) for school in plan.schools for spent in spending(school, plan, costs, since))

    def _sums(self, whose: Callable[[School], str]) -> dict[tuple[str, str, int], float]:
        found: dict[tuple[str, str, int], float] = {}
        for school, spent in self._spent():
            for stage in spent.seats:
                key = whose(school), stage, spent.year
                found[key] = found.get(key, 0.0) + spent.of(stage)
        return found


@dataclass(frozen=True)
class SeatCost:
    """What building costs in a stage: ``building_wan`` in all years for ``seats``; in the school year in which most of
    them are used (``used_year``), ``seats_used`` are; 万元 for a seat, and for one that is used (None: none is)."""

    stage: str
    building_wan: float
    seats: int
    seats_used: int
    used_year: int | None
    wan_per_seat: float | None
    wan_per_seat_used: float | None


def seat_cost(found: Assessment, stage: str, money: Building, areas: Sequence[str]) -> SeatCost | None:
    """What the seats of a stage that are built in some ``areas`` cost, and how many of them are used at most in any
    year of the forecast: of an area as many as are not empty, were the oldest used first. None where nothing is
    built."""
    home = {school.id: school.area for school in found.plan.schools}
    wan = sum(each for (area, kind, _), each in money.of_area.items() if kind == stage and area in areas)
    opened: dict[str, list[tuple[int, int]]] = {}
    for (school, kind), each in money.built.items():
        if kind == stage and home[school] in areas:
            opened.setdefault(home[school], []).append(each)
    seats = sum(n for each in opened.values() for _, n in each)
    if not wan and not seats:
        return None
    best, at = 0, None
    for year in found.known:
        used = 0
        for row in found.rows([year], [stage], list(opened)):
            new = sum(n for opens, n in opened[row.area] if opens <= year)
            used += max(min(new, row.seats) - max(row.balance, 0), 0)
        if used > best:
            best, at = used, year
    return SeatCost(stage, wan, seats, best, at, wan / seats if seats else None, wan / best if best else None)
