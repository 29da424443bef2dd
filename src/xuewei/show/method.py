"""What is said of demand that follows pupils on record, and of what could not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from xuewei.assessment import Assessment
from xuewei.model.feeders import ITSELF
from xuewei.model.pupils_ahead import Followed, Key, PupilsAhead
from xuewei.show.spans import spans
from xuewei.words.methods import say

MOST = 12
"""Areas that one note names."""


def method_notes(assessment: Assessment, lang: str) -> list[str]:
    """The notes under a table; none where the population has no pupils on record."""
    pupils = assessment.pupils
    if pupils is None:
        return [say("note.forced", lang)] if assessment.population.enrolment else []
    notes = []
    if pupils.followed:
        notes.append(say("note.grades", lang, areas=_together(pupils.followed, lang), origin=pupils.origin))
    notes += _census_notes(pupils, lang)
    filled, split = _years(pupils, lambda each: each.filled, lang), _years(pupils, lambda each: each.split, lang)
    notes += [say("note.filled", lang, areas=filled)] if filled else []
    notes += [say("note.split", lang, areas=split)] if split else []
    unborn = [key for key, each in pupils.followed.items() if each.source == ITSELF]
    notes += [say("note.itself", lang, areas=_together(unborn, lang))] if unborn else []
    if pupils.refused:
        notes.append(say("note.refused", lang, areas=_refused(pupils, lang)))
    return notes


def refused_note(assessment: Assessment, area: str, stage: str, lang: str) -> list[str]:
    """Why demand of one stage of one area is by ages, where there are pupils on record at all."""
    pupils = assessment.pupils
    if pupils is None or (area, stage) not in pupils.refused:
        return method_notes(assessment, lang) if pupils is None else []
    why = say(f"why.{pupils.refused[area, stage]}", lang, origin=pupils.origin)
    told = say("why", lang, areas=_together([(area, stage)], lang), why=why)
    return [say("note.refused", lang, areas=told)]


def _together(keys: Iterable[Key], lang: str) -> str:
    """Areas with their stages; areas that have the same stages stand together."""
    stages: dict[str, list[str]] = {}
    for area, stage in keys:
        stages.setdefault(area, []).append(say(stage, lang))
    alike: dict[tuple[str, ...], list[str]] = {}
    for area, names in stages.items():
        alike.setdefault(tuple(names), []).append(area)
    comma = say("stages", lang)
    return say("join", lang).join(
        say("named", lang, area=comma.join(_some(areas)), stages=comma.join(names)) for names, areas in alike.items()
    )


def _some(names: list[str]) -> list[str]:
    return names if len(names) <= MOST else [*names[:MOST], "…"]


def _census_notes(pupils: PupilsAhead, lang: str) -> list[str]:
    """Areas that follow the pupils of their census area."""
    found = {(area, each.record, each.share) for (area, _), each in pupils.followed.items() if each.record != area}
    return [say("note.census", lang, area=area, census=name, share=share) for area, name, share in sorted(found)]


def _years(pupils: PupilsAhead, told: Callable[[Followed], Iterable[int]], lang: str) -> str:
    """Areas and stages by the years that ``told`` finds in them; empty where it finds none."""
    alike: dict[str, list[Key]] = {}
    for key, each in pupils.followed.items():
        years = spans(sorted(told(each)))
        if years:
            alike.setdefault(years, []).append(key)
    return say("join", lang).join(f"{_together(keys, lang)} {years}" for years, keys in alike.items())


def _refused(pupils: PupilsAhead, lang: str) -> str:
    alike: dict[str, list[Key]] = {}
    for key, why in pupils.refused.items():
        alike.setdefault(why, []).append(key)
    return say("join", lang).join(
        say("why", lang, areas=_together(keys, lang), why=say(f"why.{why}", lang, origin=pupils.origin))
        for why, keys in alike.items()
    )
