"""What the advice rests on that may not be so: pupils of new estates, and demand that may be counted twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

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


Short = tuple[str, int, int, list[str], bool]
"""Stage, year, seats and areas of a shortage, and whether it is one only if demand is high."""


def _of_estates(ahead: Ahead, todo: Recommended | None, short: Sequence[Unmet], lang: str) -> Iterator[str]:
    """Of every shortage that is told how much comes of estates, the most first: those ahead, be they filled by what is
    recommended or not, and those that would be without some projects."""
    found = ahead.found
    rules = found.assumptions.estates
    if rules is None or found.demand.beyond is None or found.demand.beyond.estates is None:
        return
    places = [*_needed(todo.unbuilt, todo.check), *_needed(todo.unbegun, todo.begin)] if todo else []
    places += [(each.stage, each.worst, each.seats, [each.area], False) for each in short]
    places += _told(ahead, {(each.stage, each.area) for each in short})
    parts: list[tuple[int, str]] = []
    for stage, year, seats, areas, high in places:
        n = min(sum(_estate_pupils(ahead, area, stage, year) for area in areas), seats)
        if n > 0:
            one = len(areas) == 1 and len(found.areas) > 1
            values = {"area": say("do.estates.area", lang, area=areas[0]) if one else ""}
            values["high"] = say("do.estates.high", lang) if high else ""
            told = say("do.estates.of", lang, stage=named("stage", stage, lang), year=year, seats=seats, n=n, **values)
            parts.append((n, told))
    if parts:
        names = list(dict.fromkeys(told for _, told in sorted(parts, key=lambda each: -each[0])))
        yield say("do.estates", lang, parts=names_words(names, lang, "do.unmet.turns"))


def _told(ahead: Ahead, besides: Collection[tuple[str, str]]) -> Iterator[Short]:
    """The largest shortage of every stage and area that is short ahead, but for some, and, of a stage that is short
    only if demand is high, that one."""
    for each in prospects(ahead):
        if each.state == UNSURE:
            yield each.stage, each.row.year, -each.balance, [each.row.area], True
        short = [row for row in ahead.rows if row.stage == each.stage and row.balance < 0]
        for row in worst_of_areas(short):
            if (row.stage, row.area) not in besides:
                yield row.stage, row.year, -row.balance, [row.area], False


def _needed(short: Sequence[Shortage], needs: Sequence[Need]) -> Iterator[Short]:
    """What is short without some projects."""
    areas = list(dict.fromkeys(each.school.area for each in needs))
    return ((each.stage, each.worst, each.seats, areas, False) for each in short)


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
