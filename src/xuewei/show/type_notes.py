"""Remarks on kinds of school and their stages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xuewei.model.mixes import Mix, mixes
from xuewei.model.plan import Plan
from xuewei.words.types import named, say

SCHOOLS_NAMED = 5
"""Schools that a remark names."""


def type_notes(plan: Plan, stages: Collection[str], lang: str) -> list[str]:
    """A remark on unusual mixes of stages and one on kinds that nobody knows, where there are any; ``stages`` are the
    names of those that there are."""
    found = list(mixes(plan.schools, stages, plan.published.by_type))
    unusual, unknown = [one for one in found if one.usual], [one for one in found if not one.usual]
    return [
        say(f"{key}.note", lang, found=_listed(parts, [_told(one, lang) for one in parts[:SCHOOLS_NAMED]], lang))
        for key, parts in (("mix", unusual), ("type", unknown))
        if parts
    ]


def _listed(found: Sequence[Mix], told: Sequence[str], lang: str) -> str:
    more = say("mix.more", lang, n=len(found) - SCHOOLS_NAMED) if len(found) > SCHOOLS_NAMED else ""
    return say("mix.join", lang).join(told) + more


def _told(one: Mix, lang: str) -> str:
    school, kind = one.school.name or one.school.id, named("type", one.school.type, lang)
    if not one.usual:
        key = "type.near" if one.near else "type.one"
        return say(key, lang, type=kind, school=school, near=one.near)
    held, usual = (say("mix.and", lang).join(say(each, lang) for each in part) for part in (one.held, one.usual))
    return say("mix.one", lang, school=school, type=kind, held=held, usual=usual)
