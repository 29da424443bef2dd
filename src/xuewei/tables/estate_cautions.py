"""What of new estates bends an answer, in words: pupils that are left out, and sides that count them differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.pupils.grounds import Demand
from xuewei.model.rounding import whole
from xuewei.tables.estate_notes import SLIGHT
from xuewei.tables.words import say

Sides = Sequence[tuple[str, Assessment]]
"""Answers side by side, each by what people call it."""


def dropped_words(demand: Demand, lang: str) -> str:
    """How many pupils of estates are left out, for fewer arrive than the estates hold, in the year in which they are
    the most; empty where none are."""
    beyond = demand.beyond
    if beyond is None or beyond.estates is None:
        return ""
    found = beyond.estates
    left = {name: found.pupils(name)[found.within].sum(axis=0) * (1 - part) for name, part in found.moved.items()}
    if not left:
        return ""
    t = int(np.argmax(sum(left.values())))
    parts = [
        say("estates.left", lang, stage=named("stage", name, lang), n=whole(float(n[t])))
        for name, n in left.items()
        if n[t] > SLIGHT
    ]
    if not parts:
        return ""
    return say("estates.dropped", lang, year=demand.years[t], parts=say("comma", lang).join(parts))


def dropped_cautions(demand: Demand, lang: str) -> list[str]:
    """The same as a sentence of its own, with the keys that change it."""
    told = dropped_words(demand, lang)
    return [say("caution.estates.dropped", lang, told=told)] if told else []


def side_cautions(sides: Sides, lang: str) -> list[str]:
    """That sides count the pupils of the same estates differently, so that they differ by more than what is written;
    and who is left out on which side."""
    found, ways = [], _told({name: _ways(side.demand, lang) for name, side in sides}, lang)
    if _differ([side.demand for _, side in sides]):
        found.append(say("caution.estates.counted", lang, parts=ways))
    dropped = _told({name: dropped_words(side.demand, lang) for name, side in sides}, lang)
    return [*found, say("caution.estates.dropped", lang, told=dropped)] if dropped else found


def _told(told: Mapping[str, str], lang: str) -> str:
    """What is told of sides by name, those of which the same is told together; of which nothing is, left out."""
    parts = []
    for words in dict.fromkeys(filter(None, told.values())):
        names = say("comma", lang).join(name for name, own in told.items() if own == words)
        parts.append(say("estates.side", lang, names=names, told=words))
    return say("join", lang).join(parts)


def _marks(demand: Demand) -> dict[str, frozenset[bool]]:
    """How the pupils of each estate that has some count: within net migration, or not."""
    if demand.beyond is None or demand.beyond.estates is None:
        return {}
    found, marks = demand.beyond.estates, dict[str, frozenset[bool]]()
    pupils = sum((found.pupils(name).sum(axis=1) for name in found.filled), np.zeros(len(found.rows)))
    for row, n, within in zip(found.rows, pupils.tolist(), found.within.tolist(), strict=True):
        if n > 0:
            marks[row.id] = marks.get(row.id, frozenset()) | {within}
    return marks


def _differ(demands: Sequence[Demand]) -> bool:
    """Whether any estate counts differently in two of them."""
    first: dict[str, frozenset[bool]] = {}
    return any(first.setdefault(name, mark) != mark for each in demands for name, mark in _marks(each).items())


def _ways(demand: Demand, lang: str) -> str:
    """How many estates count in which way."""
    marks = [mark for marks in _marks(demand).values() for mark in marks]
    ways = [(marks.count(mark), f"estates.way.{how}") for mark, how in ((False, "extra"), (True, "within"))]
    return say("comma", lang).join(say(key, lang, n=n) for n, key in ways if n)
