"""The answer of a comparison in words: which scenario is best and worst in which stage, by how much, at what cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xuewei.comparison import BASE, Standing
from xuewei.show.plan_notes import balance_words
from xuewei.words.comparing import say
from xuewei.words.labels import say as say_label

NAMED = 2
"""Scenarios that are named together."""


def compare_answer(lines: Sequence[Standing], lang: str, *, several: bool) -> list[str]:
    """A sentence for every stage, and one on cost where it is known. ``several``: over more than one area, where a
    surplus in one does not make up for a shortage in another."""
    stages = dict.fromkeys(line.stage for line in lines)
    told = [_stage([line for line in lines if line.stage == stage], lang, several=several) for stage in stages]
    return [*told, *_cost(lines, lang)]


def _stage(lines: Sequence[Standing], lang: str, *, several: bool) -> str:
    """The best and the worst scenario of one stage in its tightest year."""
    worths = {line.scenario: line.worst_need_only if several else line.worst_balance for line in lines}
    best, worst = (end(lines, key=lambda line: worths[line.scenario]) for end in (max, min))
    values = {"stage": say_label(best.stage, lang), "good": _tightest(best, lang, several=several)}
    if len(lines) == 1:
        return say("one", lang, **values)
    apart = worths[best.scenario] - worths[worst.scenario]
    if not apart:
        return say("alike", lang, **values)
    return say(
        "apart",
        lang,
        best=_names((name for name, worth in worths.items() if worth == worths[best.scenario]), lang),
        worst=_names((name for name, worth in worths.items() if worth == worths[worst.scenario]), lang),
        poor=_tightest(worst, lang, several=several),
        n=apart,
        **values,
    )


def _tightest(line: Standing, lang: str, *, several: bool) -> str:
    """The tightest year of a scenario; over several areas what is short in the worst one."""
    if several:
        return balance_words(line.worst_need_only, lang) if line.worst_need_only else say_label("compare.never", lang)
    return say("year", lang, year=line.worst_year, words=balance_words(line.worst_balance, lang))


def _cost(lines: Sequence[Standing], lang: str) -> list[str]:
    """What the scenarios cost, as far as costs are written."""
    costs = {line.scenario: line.cost_wan for line in lines if line.cost_wan is not None}
    if not costs:
        return []
    low, high = min(costs.values()), max(costs.values())
    values = {"low": low, "high": high, "n": high - low}
    if low == high:
        return [say("cost.alike", lang, **values)]
    best, worst = (_names((name for name, cost in costs.items() if cost == end), lang) for end in (low, high))
    return [say("cost.apart", lang, best=best, worst=worst, **values)]


def _names(scenarios: Iterable[str], lang: str) -> str:
    """Scenarios by name, the first few of many."""
    names = [say_label("compare.base", lang) if name == BASE else name for name in scenarios]
    more = say("more", lang, n=len(names)) if len(names) > NAMED else ""
    return say("join", lang).join(names[:NAMED]) + more
