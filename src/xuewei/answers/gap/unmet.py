"""What stays short ahead when the projects of a plan are decided as recommended, and which spare seats could serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from xuewei.answers.gap.advice import and_words, names_words, years_words
from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.closings import Closing
from xuewei.answers.gap.recommended import Recommended
from xuewei.answers.gap.words import say
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.rounding import wholes
from xuewei.model.stages import Stage, may_turn

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
    """What the forecast leaves short in the years ahead, the largest first, with the seats ``taken`` away kept as long
    as they serve; nothing where no year is ahead, or where projects do not count until they are open."""
    if todo is None or ahead.over or ahead.found.plan.delivery:
        return []
    lacking: dict[str, dict[str, dict[int, int]]] = {}
    for row in ahead.every:
        if row.balance < 0:
            lacking.setdefault(row.area, {}).setdefault(row.stage, {})[row.year] = -row.balance
    for turn in todo.turn_all:
        years = lacking.get(turn.school.area, {}).get(turn.target, {})
        for year in [each for each in years if each >= turn.year]:
            years[year] -= turn.seats
    kinds = [stage.name for stage in ahead.found.stages]
    for kept in taken:
        for s, n in np.argwhere(kept.gives).tolist():
            years, year = lacking.get(kept.school.area, {}).get(kinds[s], {}), todo.first + n
            years[year] = years.get(year, 0) - int(kept.gives[s, n])
    found = [
        one
        for area, spare in _spare(ahead.found, todo, list(lacking))
        for one in _of_area(ahead.found.stages, area, lacking[area], spare)
        if one.stage in ahead.stages
    ]
    return sorted(found, key=lambda one: -one.seats)


def _spare(found: Assessment, todo: Recommended, areas: Sequence[str]) -> Iterator[tuple[str, Spare]]:
    """The balances of some areas without the projects that are left out."""
    at, years = {area: n for n, area in enumerate(found.areas)}, range(todo.first, todo.last + 1)
    first = found.years.index(todo.first)
    gone: dict[tuple[str, str], int] = {}
    for school in todo.spare.schools:
        for stage, seats in school.seats.items():
            gone[school.area, stage] = gone.get((school.area, stage), 0) + ceil(seats)
    for area in areas:
        spare = {}
        for kind in found.stages:
            has, wants = (wholes(each[kind.name][first:, at[area]].sum(axis=1)) for each in (found.seats, found.demand))
            balances = (has - wants - gone.get((area, kind.name), 0)).tolist()
            spare[kind.name] = dict(zip(years, balances, strict=True))
        yield area, spare


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
    seats could; nothing without any."""
    if todo is None or not found:
        return []
    several = len(ahead.areas) > 1
    places = []
    for stage in (each for each in ahead.stages if any(one.stage == each for one in found)):
        name, areas = named("stage", stage, lang), [one.area for one in found if one.stage == stage]
        shown = names_words(areas, lang, "do.unmet.areas")
        places.append(say("do.unmet.of", lang, stage=name, areas=shown) if several else name)
    asked = later or any((todo.check, todo.begin, todo.later, todo.spare.schools))
    key = "do.unmet" if asked else "do.unmet.none"
    return [say(key, lang, places=and_words(places, lang), turned=_turned(found, lang, several=several))]


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
