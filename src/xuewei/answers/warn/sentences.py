"""Warnings of entry grades in words: who is warned and when, what closes a shortage, what it all rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.warn.entries import LEVELS, SCHOOL, UNLISTED, WARNED, ZONE, Entries
from xuewei.answers.warn.remedies import CLASS, ELSEWHERE, NEIGHBOUR, PLAN, Remedy, Step
from xuewei.answers.warn.resting import NAMED, Kept, listed
from xuewei.answers.warn.words import named, say
from xuewei.model.seats.in_use import balanced
from xuewei.tables.text import spans

Levels = NDArray[np.int8]


def answer_sentences(found: Entries, kept: Kept, lang: str) -> list[str]:
    """A sentence for every year: of each stage the places with a warning, the worst level first, by name; one for all
    years together where there is none."""
    stages = [stage for stage, spots in kept.items() if len(spots)]
    if not stages:
        return [say("nothing", lang)]
    even = [*_even(found, kept, lang)]
    codes = [found.levels[stage][:, kept[stage]] for stage in stages]
    if not any((each >= LEVELS.index(WARNED[0])).any() or (each == UNLISTED).any() for each in codes):
        names = say("list", lang).join(named("stage", stage, lang) for stage in stages)
        quiet = say("all_quiet", lang, years=spans(found.years), stages=names)
        return [*even, quiet, *_possible(found, kept, lang), *_raised(found, kept, lang)]
    join = say("join", lang)
    return [
        *even,
        *(
            say(
                "in_year",
                lang,
                year=year,
                parts=join.join(_stage(found, t, stage, kept[stage], found.levels[stage], lang) for stage in stages),
            )
            for t, year in enumerate(found.years)
        ),
        *_possible(found, kept, lang),
        *_raised(found, kept, lang),
    ]


def _even(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """Stages of which levels rest on schools and on seats in use that are assumed to be as many as the children."""
    places: dict[tuple[int, ...], list[str]] = {}
    every = {int(area) for spots in kept.values() for area in found.at_area[list(spots)]} if kept else set[int]()
    for stage, spots in kept.items():
        areas = np.unique(found.at_area[list(spots)]) if len(spots) else np.zeros(0, np.int64)
        stock = [balanced(found.found.plan, found.found.areas[n], stage) for n in areas.tolist()]
        mixed = np.array(stock, dtype=bool) & (found.offers.unlisted[stage][areas] > 0) & ~found.bare[stage][:, areas]
        if mixed.any() and found.by != SCHOOL:
            places.setdefault(tuple(areas[mixed.any(axis=0)].tolist()), []).append(named("stage", stage, lang))
    parts = []
    for at, stages in places.items():
        told, names = say("list", lang).join(stages), [found.found.areas[n] for n in at]
        parts.append(
            told if {*at} == every else say("even.in", lang, areas=listed(names, len(names), lang), stages=told)
        )
    if parts:
        yield say("even", lang, stages=say("list", lang).join(parts), year=found.found.known.start)


def _raised(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """A sentence for every year in which children outside the count, counted too, would make a warning or a worse
    one."""
    for year, parts in _worse(found, kept, found.raised, lang):
        yield say("raised", lang, year=year, parts=parts)


def _possible(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """A sentence for every year in which the high end of the band of children would make a warning or a worse one."""
    for year, parts in _worse(found, kept, found.possible, lang):
        level = f"{found.unsure.level:.0%}" if found.unsure else ""
        yield say("possible", lang, year=year, parts=parts, level=level)


def _worse(found: Entries, kept: Kept, levels: Mapping[str, Levels], lang: str) -> Iterator[tuple[int, str]]:
    """Each year in which any of some worse levels ``(year, spot)`` stands, and those of all stages in words."""
    for t, year in enumerate(found.years):
        parts = [
            _stage(found, t, stage, spots, levels[stage], lang)
            for stage, spots in kept.items()
            if len(spots) and levels[stage][t, spots].any()
        ]
        if parts:
            yield year, say("join", lang).join(parts)


def _stage(found: Entries, t: int, stage: str, spots: Sequence[int], levels: Levels, lang: str) -> str:
    """One stage in one year, by ``levels (year, spot)``."""
    codes, parts = levels[t, spots], []
    for level in reversed(WARNED):
        held = [spots[n] for n in np.flatnonzero(codes == LEVELS.index(level)).tolist()]
        if held:
            ratio = found.children[stage][t, held] / np.maximum(found.intake[stage][t, held], 1)
            names = [found.spots[held[n]].name for n in np.argsort(-ratio, kind="stable")[:NAMED].tolist()]
            parts.append(
                say(
                    "of_level" if len(held) <= NAMED else "of_level.many",
                    lang,
                    level=named("level", level, lang),
                    n=len(held),
                    unit=say(f"unit.{found.by}", lang),
                    names=listed(names, len(held), lang),
                )
            )
    title, bare = named("stage", stage, lang), int((codes == UNLISTED).sum())
    if bare:
        if bare == len(codes):
            return say("unlisted", lang, stage=title)
        parts.append(say("unlisted.some", lang, n=bare, unit=say(f"unit.{found.by}", lang)))
    return (
        say("of_stage", lang, stage=title, parts=say("list", lang).join(parts))
        if parts
        else say("no_alert", lang, stage=title)
    )


def remedy_words(remedy: Remedy, lang: str, unit: str, *, public: bool = False) -> str:
    """What closes a shortage, in words without a full stop; ``public``: without numbers of children."""
    by_kind = {
        kind: [step for step in remedy.steps if step.kind == kind] for kind in (CLASS, NEIGHBOUR, ELSEWHERE, PLAN)
    }
    list_, parts = say("list", lang), []
    if by_kind[CLASS]:
        places = list_.join(say("remedy.class.of", lang, place=step.place, n=step.classes) for step in by_kind[CLASS])
        parts.append(say("remedy.class", lang, n=sum(step.classes for step in by_kind[CLASS]), places=places))
    parts += [
        say("remedy.neighbour.public" if public else "remedy.neighbour", lang, place=step.place, n=step.children)
        for step in by_kind[NEIGHBOUR]
    ]
    helped = bool(parts)
    if by_kind[PLAN]:
        first = by_kind[PLAN][0]
        places = listed([step.place for step in by_kind[PLAN]], len(by_kind[PLAN]), lang)
        total = sum(step.children for step in by_kind[PLAN])
        parts.append(say("remedy.plan", lang, year=first.year, places=places, n=total))
        parts.append(say("remedy.before", lang, n=remedy.left))
    elif remedy.left:
        key = (
            "remedy.public"
            if public
            else "remedy.still"
            if helped
            else "remedy.inside"
            if by_kind[ELSEWHERE]
            else "remedy.none"
        )
        parts.append(say(key, lang, n=remedy.left, unit=say(f"remedy.unit.{unit}", lang)))
    if by_kind[ELSEWHERE]:
        places = list_.join(_elsewhere(step, lang, public) for step in by_kind[ELSEWHERE])
        parts.append(say("remedy.elsewhere", lang, places=places))
    return say("join", lang).join(parts)


def _elsewhere(step: Step, lang: str, public: bool) -> str:
    return step.place if public else say("remedy.elsewhere.of", lang, place=step.place, n=step.children)


def place_title(found: Entries, lang: str) -> str:
    """What the column of places is called."""
    return say(f"column.{found.by if found.by != ZONE else 'zone'}", lang)
