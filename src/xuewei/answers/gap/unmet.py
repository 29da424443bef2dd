"""What stays short ahead when the projects of a plan are decided as recommended, and which spare seats could serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.gap.advice import and_words, names_words, years_words
from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.closings import Closing
from xuewei.answers.gap.recommended import Recommended
from xuewei.answers.gap.reliance import brought
from xuewei.answers.gap.words import say
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.rounding import wholes
from xuewei.model.seats.ledger import seats_gained
from xuewei.model.stages import Stage, may_turn

Seats = NDArray[np.float64]
Spare = Mapping[str, dict[int, int]]
"""Seats by stage and year, less than nought where some are missing."""


@dataclass(frozen=True)
class Turned:
    """So many ``classes`` of stage ``origin`` stand empty in all years in question: ``seats`` of the stage that lacks
    them."""

    origin: str
    classes: int
    seats: int


@dataclass(frozen=True)
class Unmet:
    """An ``area`` lacks up to ``seats`` of ``stage`` between the first and the last of ``years`` whatever is done with
    the projects, most in ``worst``; ``turned`` is what its other stages could give, none of it twice."""

    area: str
    stage: str
    years: tuple[int, ...]
    seats: int
    turned: tuple[Turned, ...]
    worst: int

    @property
    def left(self) -> int:
        """Seats that are missing all the same."""
        return max(self.seats - sum(each.seats for each in self.turned), 0)


def unmet(ahead: Ahead, todo: Recommended | None, taken: Sequence[Closing] = ()) -> list[Unmet]:
    """What the forecast leaves short in the years ahead, the largest first, once all is done that is recommended: with
    projects left out, put off and turned, and the seats that are ``taken`` away kept as long as they serve. Nothing
    where no year is ahead, or where projects do not count until they are open."""
    if todo is None or ahead.over or ahead.found.plan.delivery:
        return []
    lacking: dict[str, dict[str, dict[int, int]]] = {}
    balances = dict(_balances(ahead, todo, taken))
    for row in ahead.every:
        balance = balances[row.area][row.stage][row.year]
        if balance < 0:
            lacking.setdefault(row.area, {}).setdefault(row.stage, {})[row.year] = -balance
    for turn in todo.turn_all:
        years = lacking.get(turn.school.area, {}).get(turn.target, {})
        for year in [each for each in years if each >= turn.year]:
            years[year] -= turn.seats
    found = [
        one
        for area in lacking
        for one in _of_area(ahead.found.stages, area, lacking[area], balances[area])
        if one.stage in ahead.stages
    ]
    return sorted(found, key=lambda one: -one.seats)


def _balances(ahead: Ahead, todo: Recommended, taken: Sequence[Closing]) -> Iterator[tuple[str, Spare]]:
    """The balances of the areas with everything done that is recommended, but for what turns."""
    found, years = ahead.found, range(todo.first, todo.last + 1)
    first, more = found.years.index(todo.first), _moved(found, todo, taken, years)
    at = {area: n for n, area in enumerate(found.areas)}
    for area in ahead.areas:
        spare = {}
        for n, kind in enumerate(found.stages):
            has, wants = (each[kind.name][first:, at[area]].sum(axis=1) for each in (found.seats, found.demand))
            has = has + more[area][n] if area in more else has
            spare[kind.name] = dict(zip(years, (wholes(has) - wholes(wants)).tolist(), strict=True))
        yield area, spare


def _moved(found: Assessment, todo: Recommended, taken: Sequence[Closing], years: range) -> dict[str, Seats]:
    """Seats ``(stage, year)`` that the areas have more, or fewer, than planned: without what is left out (less than
    nothing is lost with one that takes away more than it brings), with what opens or goes later."""
    more: dict[str, Seats] = {}
    gone = {school.id for school in todo.spare.schools}
    later = {need.school.id: (need.school, replace(need.school, opens=need.until, planned=None)) for need in todo.later}
    for each in taken:
        if each.later and each.school.id not in gone:
            school, late = later.get(each.school.id, (each.school, each.school))
            later[school.id] = school, each.put_off(late, years.stop)
    brings = brought(found, todo.spare.schools, years)
    for school in todo.spare.schools:
        more[school.area] = more.get(school.area, 0) - brings[school.id]
    for school, late in later.values():
        gained = seats_gained(found.plan, found.stages, years, school, late)
        more[school.area] = more.get(school.area, 0) + gained
    return more


def _of_area(
    stages: Sequence[Stage], area: str, lacking: Mapping[str, Mapping[int, int]], spare: Spare
) -> Iterator[Unmet]:
    """What an area lacks by stage, with the rooms of other stages, those that give most first."""
    for target in stages:
        years = sorted(year for year, seats in lacking.get(target.name, {}).items() if seats > 0)
        if not years:
            continue
        seats = missing = max(lacking[target.name][year] for year in years)
        worst = max(years, key=lambda year: lacking[target.name][year])
        turned = []
        for origin in sorted(stages, key=lambda one: -_classes(one, target, spare, years) * _room(one, target)):
            classes = min(_classes(origin, target, spare, years), ceil(missing / _room(origin, target)))
            if classes > 0:
                turned.append(Turned(origin.name, classes, classes * _room(origin, target)))
                missing -= turned[-1].seats
                for year in range(years[0], years[-1] + 1):
                    spare[origin.name][year] -= classes * origin.class_size
        yield Unmet(area, target.name, tuple(years), seats, tuple(turned), worst)


def _room(origin: Stage, target: Stage) -> int:
    """Children that a room of one stage holds of another."""
    return min(origin.class_size, target.class_size)


def _classes(origin: Stage, target: Stage, spare: Spare, years: Sequence[int]) -> int:
    """Whole classes that a stage could give up from the first to the last of some years."""
    if not may_turn(origin, target):
        return 0
    least = min(spare[origin.name][year] for year in range(years[0], years[-1] + 1))
    return max(least, 0) // origin.class_size


def unmet_words(
    ahead: Ahead, todo: Recommended | None, found: Sequence[Unmet], lang: str, *, later: bool = False
) -> list[str]:
    """A sentence on where seats stay short, whether projects could help, or seats that go ``later``, and which spare
    seats could; without any nothing, unless leaving out what takes seats away is what makes it so."""
    if todo is None or not found:
        return [say("do.unmet.over", lang)] if todo and _helps(ahead, todo) else []
    several = len(ahead.areas) > 1
    places = []
    for stage in (each for each in ahead.stages if any(one.stage == each for one in found)):
        name, areas = named("stage", stage, lang), [one.area for one in found if one.stage == stage]
        shown = names_words(areas, lang, "do.unmet.areas")
        places.append(say("do.unmet.of", lang, stage=name, areas=shown) if several else name)
    asked = later or any((todo.check, todo.begin, todo.later, todo.spare.schools))
    key = "do.unmet" if asked else "do.unmet.none"
    return [say(key, lang, places=and_words(places, lang), turned=_turned(found, lang, several=several))]


def _helps(ahead: Ahead, todo: Recommended) -> bool:
    """Whether a stage is short ahead of an area where a project that takes seats away of it could be left out."""
    if ahead.found.plan.delivery:
        return False
    less = {(each.area, stage) for each in todo.spare.schools for stage in each.removes}
    return any(row.balance < 0 and (row.area, row.stage) in less for row in ahead.rows)


def _turned(found: Sequence[Unmet], lang: str, *, several: bool) -> str:
    """Which spare seats could serve, and what is short all the same."""
    names = [
        say(
            "do.unmet.turn",
            lang,
            area=say("do.unmet.area", lang, area=one.area) if several else "",
            origin=named("stage", each.origin, lang),
            target=named("stage", one.stage, lang),
            classes=each.classes,
            years=years_words(range(one.years[0], one.years[-1] + 1), lang),
        )
        for one in found
        for each in one.turned
    ]
    if not names:
        return say("do.unmet.nothing", lang)
    left = [
        say(
            "do.unmet.left.of",
            lang,
            area=say("do.unmet.area", lang, area=one.area) if several else "",
            stage=named("stage", one.stage, lang),
            n=one.left,
        )
        for one in found
        if one.left
    ]
    still = (
        say("do.unmet.left", lang, left=names_words(left, lang, "do.unmet.turns"))
        if left
        else say("do.unmet.met", lang)
    )
    return say("do.unmet.turned", lang, names=names_words(names, lang, "do.unmet.turns"), left=still)
