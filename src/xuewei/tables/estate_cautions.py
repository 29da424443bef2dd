"""What of new estates bends an answer, in words: pupils that are left out, and sides that count them differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.pupils.grounds import Demand
from xuewei.model.rounding import whole
from xuewei.tables.estate_notes import SLIGHT, estates_in_short
from xuewei.tables.words import say

APART = 6
"""Sides that are named together, and notes that are shown of those that are not the same on all sides."""


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


@dataclass(frozen=True)
class SideTold:
    """What is said of the estates of one of several answers, without the answer itself, so that it can be kept of many
    and sent from another process: ``notes`` for below, and of which cautions are made, the ``marks`` of each estate,
    the ``ways`` in which they count and who is ``dropped``."""

    notes: tuple[str, ...] = ()
    marks: tuple[tuple[str, frozenset[bool]], ...] = ()
    ways: str = ""
    dropped: str = ""


def side_told(side: Assessment, lang: str, year: int | None = None) -> SideTold:
    """What is said of the estates of an answer, its notes up to ``year`` (None: the last)."""
    notes = estates_in_short(side.demand, side.assumptions, lang, year)
    marks = tuple(_marks(side.demand).items())
    return SideTold(tuple(notes), marks, _ways(side.demand, lang), dropped_words(side.demand, lang))


def told_cautions(sides: Mapping[str, SideTold], lang: str) -> list[str]:
    """That sides, each by what people call it, count the pupils of the same estates differently, so that they differ by
    more than what is written; and who is left out on which side."""
    found = list[str]()
    if _differ([side.marks for side in sides.values()]):
        ways = _told({name: side.ways for name, side in sides.items()}, lang)
        found.append(say("caution.estates.counted", lang, parts=ways))
    dropped = _told({name: side.dropped for name, side in sides.items()}, lang)
    return [*found, say("caution.estates.dropped", lang, told=dropped)] if dropped else found


def told_notes(sides: Mapping[str, SideTold], lang: str) -> list[str]:
    """The notes of all sides: what is so on some of them alone with their names, of more than :data:`APART` such notes
    that there are."""
    found, apart = list[str](), list[str]()
    for note in dict.fromkeys(note for side in sides.values() for note in side.notes):
        names = [name for name, side in sides.items() if note in side.notes]
        if len(names) == len(sides):
            found.append(note)
        else:
            apart.append(say("estates.side", lang, names=_some(names, lang), told=note))
    more = [say("estates.apart", lang, n=len(apart) - APART)] if len(apart) > APART else []
    return [*found, *apart[:APART], *more]


def _told(told: Mapping[str, str], lang: str) -> str:
    """What is told of sides by name, those of which the same is told together; of which nothing is, left out."""
    parts = []
    for words in dict.fromkeys(filter(None, told.values())):
        names = _some([name for name, own in told.items() if own == words], lang)
        parts.append(say("estates.side", lang, names=names, told=words))
    if len(parts) > APART:
        parts = [*parts[:APART], say("estates.more", lang, n=len(parts) - APART)]
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


def _differ(sides: Iterable[Sequence[tuple[str, frozenset[bool]]]]) -> bool:
    """Whether any estate counts differently on two sides, by the marks of each."""
    first: dict[str, frozenset[bool]] = {}
    return any(first.setdefault(name, mark) != mark for marks in sides for name, mark in marks)


def _some(names: Sequence[str], lang: str) -> str:
    """Sides by name, the first few of many."""
    more = say("estates.sides", lang, n=len(names)) if len(names) > APART else ""
    return say("comma", lang).join(names[:APART]) + more


def _ways(demand: Demand, lang: str) -> str:
    """How many estates count in which way."""
    marks = [mark for marks in _marks(demand).values() for mark in marks]
    ways = [(marks.count(mark), f"estates.way.{how}") for mark, how in ((False, "extra"), (True, "within"))]
    return say("comma", lang).join(say(key, lang, n=n) for n, key in ways if n)
