"""Notes on areas that changed, on where a mapping seems to be missing, and on kinds of school."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from xuewei.language.words import named
from xuewei.model.plan import Mix, Plan, mixes
from xuewei.model.population import AreaChange, Lacking
from xuewei.tables.text import spans
from xuewei.tables.words import named as named_shared
from xuewei.tables.words import say
from xuewei.tables.words import say as say_shared

if TYPE_CHECKING:
    from xuewei.model.assessment import Assessment
    from xuewei.model.assumptions import Assumptions
    from xuewei.model.people.inhabitants import Split
    from xuewei.model.pupils.review import Turnover

SCHOOLS_NAMED = 5
"""Schools that a remark names."""


def type_notes(plan: Plan, stages: Collection[str], lang: str) -> list[str]:
    """A remark on unusual mixes of stages and one on kinds that nobody knows, where there are any; ``stages`` are the
    names of those that there are."""
    found = list(mixes(plan.schools, stages, plan.published.by_type))
    unusual, unknown = [one for one in found if one.usual], [one for one in found if not one.usual]
    return [
        say_shared(f"{key}.note", lang, found=_listed(parts, [_told(one, lang) for one in parts[:SCHOOLS_NAMED]], lang))
        for key, parts in (("mix", unusual), ("type", unknown))
        if parts
    ]


def _listed(found: Sequence[Mix], told: Sequence[str], lang: str) -> str:
    more = say_shared("mix.more", lang, n=len(found) - SCHOOLS_NAMED) if len(found) > SCHOOLS_NAMED else ""
    return say_shared("mix.join", lang).join(told) + more


def _told(one: Mix, lang: str) -> str:
    school, kind = one.school.name or one.school.id, named_shared("type", one.school.type, lang)
    if not one.usual:
        key = "type.near" if one.near else "type.one"
        return say_shared(key, lang, type=kind, school=school, near=one.near)
    held, usual = (
        say_shared("mix.and", lang).join(named_shared("stage", each, lang) for each in part)
        for part in (one.held, one.usual)
    )
    return say_shared("mix.one", lang, school=school, type=kind, held=held, usual=usual)


SOME = 6
"""Changes and figures that the notes name; JSON has all."""


def area_notes(changes: Sequence[AreaChange], lacking: Sequence[Lacking], lang: str) -> list[str]:
    """How pupils and births were restated, and which figures could not be."""
    notes = []
    groups: dict[tuple[int, str], list[AreaChange]] = {}
    for change in changes:
        groups.setdefault((change.year, change.origin), []).append(change)
    if groups:
        told = [_change(group, lang) for group in groups.values()]
        notes.append(say("note.restated", lang, changes=some_of(told, lang)))
    years: dict[tuple[str, str | None, tuple[str, ...]], set[int]] = {}
    for each in lacking:
        years.setdefault((each.area, each.stage, each.without), set()).add(each.year)
    if years:
        told = [
            say(
                "lacking",
                lang,
                area=area,
                what=named("stage", stage, lang) if stage else say("births", lang),
                years=spans(sorted(found)),
                without=say("comma", lang).join(without),
            )
            for (area, stage, without), found in years.items()
        ]
        notes.append(say("note.lacking", lang, figures=some_of(told, lang)))
    return notes


def turnover_notes(turnovers: Sequence[Turnover], lang: str) -> list[str]:
    """Years in which some areas end and others begin without a word on how they belong together."""
    told = [
        say("turnover", lang, year=each.year, ended=some_areas(each.ended, lang), begun=some_areas(each.begun, lang))
        for each in turnovers
    ]
    return [say("note.turnover", lang, turnovers=some_of(told, lang))] if told else []


def area_records(changes: Sequence[AreaChange], lacking: Sequence[Lacking]) -> dict[str, list[dict[str, object]]]:
    """The same for machines: every change that was used and every figure that could not be made."""
    return {
        "restated": [
            {"year": each.year, "from": each.origin, "to": each.target, "share": each.share}
            | {"basis": each.basis, "source": each.source}
            for each in changes
        ],
        "lacking": [{**vars(each), "without": list(each.without)} for each in lacking],
    }


def leading_to(changes: Sequence[AreaChange], areas: Collection[str]) -> list[AreaChange]:
    """The changes by which the past of ``areas`` was restated, with those before them."""
    names, found = set(areas), set()
    for each in sorted(changes, key=lambda each: -each.year):
        if each.target in names:
            found.add(each)
            names.add(each.origin)
    return [each for each in changes if each in found]


def people_notes(assessment: Assessment, lang: str) -> list[str]:
    """By whose births the age groups of an assessment's census areas were shared out, how these births were restated,
    and which could not be."""
    names = {each.area for each in assessment.projection.areas}
    people = assessment.population
    lacking = [each for each in people.lacking if each.stage is None and each.area in names]
    splits = {each.area: each.split for each in assessment.projection.areas}
    return [
        *default_notes(assessment.assumptions, lang),
        *split_notes(splits, assessment.assumptions.nation, lang),
        *area_notes(leading_to(people.areas, names), lacking, lang),
    ]


def default_notes(assumptions: Assumptions, lang: str) -> list[str]:
    """That all assumptions are as shipped, where a folder writes none."""
    return [] if assumptions.written else [say("note.defaults", lang)]


def split_notes(splits: Mapping[str, Split], nation: str, lang: str) -> list[str]:
    """By whose births the age groups of children were shared out in each area, where that is not its own alone; the
    areas of which the same is true together."""
    alike: dict[Split, list[str]] = {}
    for area, split in splits.items():
        if split.nation or split.even:
            alike.setdefault(split, []).append(area)
    notes = []
    for split, areas in alike.items():
        names = {"areas": some_areas(areas, lang), "nation": nation}
        if split.own and split.nation:
            notes.append(say("split.both", lang, own=spans(split.own), lent=spans(split.nation), **names))
        elif split.nation:
            notes.append(say("split.nation", lang, lent=spans(split.nation), **names))
        if split.even:
            ages = say("comma", lang).join(f"{first}–{last}" for first, last in split.even)
            notes.append(say("split.even", lang, ages=ages, **names))
    return notes


def _change(group: Sequence[AreaChange], lang: str) -> str:
    parts = [say("part", lang, target=each.target, share=f"{100 * each.share:.6g}%") for each in group]
    sources = dict.fromkeys(each.source for each in group)
    return say(
        "change",
        lang,
        year=group[0].year,
        origin=group[0].origin,
        parts=say("comma", lang).join(parts),
        source=say("join", lang).join(sources),
    )


def some_areas(areas: Sequence[str], lang: str) -> str:
    """Areas in a row, the first of them where they are many."""
    return say("comma", lang).join(areas[:SOME]) + (say("more", lang) if len(areas) > SOME else "")


def some_of(told: Sequence[str], lang: str) -> str:
    """Things said in a row, the first of them where they are many."""
    return say("join", lang).join(told[:SOME]) + (say("more", lang) if len(told) > SOME else "")
