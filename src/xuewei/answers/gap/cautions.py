"""What the advice rests on that may not be so: pupils of new estates, and demand that may be counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xuewei.answers.gap.advice import listed, names_words
from xuewei.answers.gap.ahead import UNSURE, Ahead, prospects, worst_of_areas
from xuewei.answers.gap.recommended import Need, Recommended, Shortage
from xuewei.answers.gap.unmet import Unmet
from xuewei.answers.gap.words import say
from xuewei.language.words import named
from xuewei.model.rounding import whole
from xuewei.tables.beyond import dropped_cautions


def cautions(ahead: Ahead, todo: Recommended | None, short: Sequence[Unmet], lang: str) -> list[str]:
    """Sentences beside the advice: pupils of estates that demand leaves out; of the shortages that are told, what comes
    of new estates; and the stages of areas without pupils on record that are short while other areas have such pupils.
    Nothing without any of these."""
    told = [*dropped_cautions(ahead.found.demand, lang), *_of_estates(ahead, todo, short, lang)]
    return told if todo is None else [*told, *_twice(ahead, short, lang)]


PLANNED, HIGH, UNBUILT, KEPT = "", "high", "unbuilt", "kept"
"""When a shortage is one: as planned by the forecast, so that the tables have it, if demand is high, if some projects
are not built (it is what lacks more then), or once all is done that is recommended."""


class Short(NamedTuple):
    """A shortage of up to ``seats`` of a ``stage`` in a ``year``, of ``areas`` together, and when it is one."""

    kind: str
    stage: str
    year: int
    seats: int
    areas: tuple[str, ...]


def _of_estates(ahead: Ahead, todo: Recommended | None, short: Sequence[Unmet], lang: str) -> Iterator[str]:
    """Of every shortage that is told how much comes of estates: first of those that the tables have, then, called so,
    of those that would be without some projects and those left once the advice is followed, in each the most first."""
    found = ahead.found
    rules = found.assumptions.estates
    if rules is None or found.demand.beyond is None or found.demand.beyond.estates is None:
        return
    places = [*_needed(todo.unbuilt, todo.check), *_needed(todo.unbegun, todo.begin)] if todo else []
    planned = list(_told(ahead))
    left = (Short(KEPT, each.stage, each.worst, each.seats, (each.area,)) for each in short)
    places += [*planned, *(each for each in left if each._replace(kind=PLANNED) not in planned)]
    parts: list[tuple[bool, int, str]] = []
    for each in places:
        n = min(sum(_estate_pupils(ahead, area, each.stage, each.year) for area in each.areas), each.seats)
        if n > 0:
            parts.append((each.kind in (UNBUILT, KEPT), -n, _part(each, n, lang, several=len(found.areas) > 1)))
    if parts:
        names = list(dict.fromkeys(told for *_, told in sorted(parts, key=lambda each: each[:2])))
        yield say("do.estates", lang, parts=names_words(names, lang, "do.unmet.turns"))


def _part(short: Short, n: int, lang: str, *, several: bool) -> str:
    """Of a shortage those that come of estates, the area named where there are ``several`` and it is of one."""
    return say(
        "do.estates.more" if short.kind == UNBUILT else "do.estates.of",
        lang,
        when=say(f"do.estates.{short.kind}", lang) if short.kind else "",
        area=say("do.estates.area", lang, area=short.areas[0]) if several and len(short.areas) == 1 else "",
        stage=named("stage", short.stage, lang),
        year=short.year,
        seats=short.seats,
        n=n,
    )


def _told(ahead: Ahead) -> Iterator[Short]:
    """The largest shortage of every stage and area that is short ahead, and, of a stage that is short only if demand
    is high, that one."""
    for each in prospects(ahead):
        if each.state == UNSURE:
            yield Short(HIGH, each.stage, each.row.year, -each.balance, (each.row.area,))
        short = [row for row in ahead.rows if row.stage == each.stage and row.balance < 0]
        for row in worst_of_areas(short):
            yield Short(PLANNED, row.stage, row.year, -row.balance, (row.area,))


def _needed(short: Sequence[Shortage], needs: Sequence[Need]) -> Iterator[Short]:
    """What is short without some projects."""
    areas = tuple(dict.fromkeys(each.school.area for each in needs))
    return (Short(UNBUILT, each.stage, each.worst, each.seats, areas) for each in short)


def _estate_pupils(ahead: Ahead, area: str, stage: str, year: int) -> int:
    """Pupils of a stage that an area has of its estates in a year."""
    demand = ahead.found.demand
    if demand.beyond is None:
        return 0
    t, n = ahead.found.years.index(year), ahead.found.areas.index(area)
    own, bare = (float(each[stage][t, n].sum()) for each in (demand, demand.beyond.without_estates))
    return max(whole(own - bare), 0)


def _twice(ahead: Ahead, short: Sequence[Unmet], lang: str) -> Iterator[str]:
    """Stages whose demand may be counted twice: short areas without pupils on record, beside others with them."""
    found = ahead.found
    if found.demand.flowed:
        return
    parts = []
    for stage in ahead.stages:
        without = [each.area for each in short if each.stage == stage and not found.grounds(each.area, stage).record]
        if without and any(found.grounds(area, stage).record for area in found.areas):
            names = names_words(without, lang, "do.unmet.areas")
            parts.append(say("do.unmet.of", lang, stage=named("stage", stage, lang), areas=names))
    if parts:
        yield say("do.twice", lang, places=listed(parts, lang))
