"""What the advice rests on that may not be so: pupils of new estates, and demand that may be counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xuewei.answers.gap.advice import listed, names_words
from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.recommended import Need, Recommended, Shortage
from xuewei.answers.gap.unmet import Unmet
from xuewei.answers.gap.words import say
from xuewei.language.words import named
from xuewei.model.rounding import whole
from xuewei.tables.beyond import dropped_cautions


def cautions(ahead: Ahead, todo: Recommended | None, short: Sequence[Unmet], lang: str) -> list[str]:
    """Sentences beside the advice: pupils of estates that demand leaves out; of its shortages, what comes of new
    estates; and the stages of areas without pupils on record that are short while other areas have such pupils.
    Nothing without any of these."""
    dropped = dropped_cautions(ahead.found.demand, lang)
    if todo is None:
        return dropped
    return [*dropped, *_of_estates(ahead, todo, short, lang), *_twice(ahead, short, lang)]


def _of_estates(ahead: Ahead, todo: Recommended, short: Sequence[Unmet], lang: str) -> Iterator[str]:
    found = ahead.found
    rules = found.assumptions.estates
    if rules is None or found.demand.beyond is None or found.demand.beyond.estates is None:
        return
    places = [*_needed(todo.unbuilt, todo.check), *_needed(todo.unbegun, todo.begin)]
    places += [(each.stage, each.worst, each.seats, [each.area]) for each in short]
    parts = []
    for stage, year, seats, areas in places:
        n = min(sum(_estate_pupils(ahead, area, stage, year) for area in areas), seats)
        if n > 0:
            values = {"area": say("do.estates.area", lang, area=areas[0]) if len(found.areas) > 1 else ""}
            if len(areas) > 1:
                values["area"] = ""
            parts.append(
                say("do.estates.of", lang, stage=named("stage", stage, lang), year=year, seats=seats, n=n, **values)
            )
    if parts:
        yield say("do.estates", lang, parts=names_words(list(dict.fromkeys(parts)), lang, "do.unmet.turns"))


def _needed(short: Sequence[Shortage], needs: Sequence[Need]) -> Iterator[tuple[str, int, int, list[str]]]:
    """Stage, year, seats and areas of what is short without some projects."""
    areas = list(dict.fromkeys(each.school.area for each in needs))
    return ((each.stage, each.worst, each.seats, areas) for each in short)


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
