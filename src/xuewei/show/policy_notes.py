"""What a table of rules cannot say: why something is not decidable, and what would decide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xuewei.model.assumptions import Assumptions
from xuewei.model.findings import (
    BREAKS,
    ESTATE_PROVISION,
    INCLUSIVE_SHARE,
    LARGE_CLASS,
    MEETS,
    PUBLIC_SHARE,
    SIZE_CAP,
    UNKNOWN,
    VERY_LARGE_CLASS,
    WHOLE_CLASSES,
    Finding,
)
from xuewei.model.policy import Policy
from xuewei.words.policy import named, say


def plain(number: float, places: int = 2) -> str:
    """A number with thousands separators and as many decimal places as it needs.

    >>> plain(2820), plain(59.85), plain(55.04, 1)
    ('2,820', '59.85', '55')
    """
    return f"{number:,.{places}f}".rstrip("0").rstrip(".")


def shown(each: Finding, lang: str) -> str:
    """What was found, with both bounds where there are two."""
    if each.found is None:
        return say("found.none", lang)
    if isinstance(each.found, str):
        return named("provision", each.found, lang)
    share = each.rule in (INCLUSIVE_SHARE, PUBLIC_SHARE)
    ends = dict.fromkeys(end for end in (each.found, each.highest) if end is not None)
    return "–".join(f"{plain(100 * end, 1)}%" if share else plain(end) for end in ends)


def notes(found: Sequence[Finding], assumptions: Assumptions, rules: Policy, lang: str) -> list[str]:
    """Sentences under the tables, in the order of the rules."""
    open_rules = {each.rule for each in found if each.verdict != MEETS}
    lines = [*_grades(found, rules, lang)]
    if any(each.limit is None for each in found):
        lines.append(say("note.no_limit", lang))
    if WHOLE_CLASSES in open_rules:
        lines.append(say("note.whole_classes", lang))
    if {LARGE_CLASS, VERY_LARGE_CLASS} & open_rules:
        lines.append(_crowding(assumptions, lang))
    assumed = sum(each.rule == SIZE_CAP and each.basis == "assumed" for each in found)
    if SIZE_CAP in open_rules and assumed:
        lines.append(say("note.caps", lang, n=assumed))
    shares = (each for each in found if each.rule in (INCLUSIVE_SHARE, PUBLIC_SHARE))
    lines += [_share(each, lang) for each in shares if each.verdict != MEETS]
    if any(each.rule == ESTATE_PROVISION and each.verdict == UNKNOWN for each in found):
        lines.append(say("note.estate", lang))
    return lines


def _grades(found: Sequence[Finding], rules: Policy, lang: str) -> Iterator[str]:
    """The norms by grade of stages where they differ."""
    for stage in dict.fromkeys(each.kind for each in found):
        norm = rules.class_size.get(stage)
        if norm and norm.grades:
            each = [say("note.grade", lang, grade=grade, n=one.value) for grade, one in sorted(norm.grades.items())]
            grades = say("note.grade.join", lang).join(each)
            yield say("note.grades", lang, stage=say(stage, lang), grades=grades, every=norm.every.value)


def _crowding(assumptions: Assumptions, lang: str) -> str:
    crowding = assumptions.base_crowding
    high = crowding.range[1] if crowding.range else crowding.value
    more = say("note.crowding.range", lang, high=high) if high > crowding.value else ""
    basis = named("basis", crowding.basis, lang)
    return say("note.crowding", lang, crowding=crowding.value, basis=basis, range=more)


def _share(each: Finding, lang: str) -> str:
    rule = say(f"rule.{each.rule}", lang)
    key = (
        "breaks"
        if each.verdict == BREAKS and each.values["seats"]
        else "short"
        if each.verdict == BREAKS
        else "unknown"
    )
    low, high = (f"{plain(100 * float(end or 0), 1)}%" for end in (each.found, each.highest))
    return say(f"note.share.{key}", lang, rule=rule, low=low, high=high, **each.values)
