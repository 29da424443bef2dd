"""Sentences under the policy checks: what the figures are, how shares stand, and what would decide the open rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xuewei.answers.policy.finding import (
    BREAKS,
    ESTATE_PROVISION,
    GROSS_RATE,
    INCLUSIVE_ALL,
    LARGE_CLASS,
    MEETS,
    PUBLIC_ALL,
    SHARES,
    SIZE_CAP,
    UNKNOWN,
    VERY_LARGE_CLASS,
    WHOLE_CLASSES,
    YEARLY_NEW,
    Finding,
)
from xuewei.answers.policy.words import named, say
from xuewei.model.assumptions import Assumptions
from xuewei.model.policy import Policy


def plain(number: float, places: int = 2) -> str:
    """A number with thousands separators and as many decimal places as it needs.

    >>> plain(2820), plain(59.85), plain(55.04, 1)
    ('2,820', '59.85', '55')
    """
    return f"{number:,.{places}f}".rstrip("0").rstrip(".")


def notes(found: Sequence[Finding], assumptions: Assumptions, rules: Policy, lang: str) -> list[str]:
    """Sentences under the tables, in the order of the rules."""
    open_rules = {each.rule for each in found if each.verdict != MEETS}
    lines = [*_grades(found, rules, lang)]
    if any(each.limit is None and not each.missing for each in found):
        lines.append(say("note.no_limit", lang))
    if WHOLE_CLASSES in open_rules:
        lines.append(say("note.whole_classes", lang))
    if any(
        each.rule in (LARGE_CLASS, VERY_LARGE_CLASS) and each.verdict != MEETS and not each.school for each in found
    ):
        lines.append(_crowding(assumptions, lang))
    assumed = sum(each.rule == SIZE_CAP and each.basis == "assumed" for each in found)
    if SIZE_CAP in open_rules and assumed:
        lines.append(say("note.caps", lang, n=assumed))
    full = sum(each.rule == SIZE_CAP and "pupils" in each.values for each in found)
    if full:
        lines.append(say("note.full", lang, n=full))
    lines += _recorded(found, lang)
    shares = (each for each in found if each.rule in SHARES and each.rule != GROSS_RATE and each.values)
    lines += [_share(each, lang) for each in shares if each.verdict != MEETS]
    if any(each.rule == ESTATE_PROVISION and each.verdict == UNKNOWN for each in found):
        lines.append(say("note.estate", lang))
    if any(each.rule == YEARLY_NEW and each.values["more"] for each in found):
        lines.append(say("note.yearly", lang, most=rules.yearly_new.most.value))
    return [*lines, *_missing(found, lang)]


def _missing(found: Sequence[Finding], lang: str) -> Iterator[str]:
    """What would decide the rules that are open, once for each thing, with the stages where a rule is not open of all;
    what shares lack stands with them."""
    told = {(each.rule, each.kind) for each in found}
    open_ones: dict[str, dict[str, dict[str, None]]] = {}
    for each in found:
        if each.missing and each.missing != "missing.provision":
            open_ones.setdefault(each.missing, {}).setdefault(each.rule, {})[each.kind] = None
    join = say("join", lang)
    for missing, rules in open_ones.items():
        names = []
        for rule, kinds in rules.items():
            part = any((rule, kind) in told for kind in {kind for _, kind in told} - {*kinds})
            of = join.join(named("type", kind, lang) for kind in kinds)
            name = say(f"rule.{rule}", lang)
            names.append(say("note.missing.of", lang, rule=name, kinds=of) if part else name)
        yield say("note.missing", lang, rules=join.join(names), missing=say(missing, lang))


def _recorded(found: Sequence[Finding], lang: str) -> Iterator[str]:
    """How many schools and classes are large by the record, and the worst by name."""
    for rule in (LARGE_CLASS, VERY_LARGE_CLASS):
        wrong = [each for each in found if each.rule == rule and each.school and each.verdict == BREAKS]
        if wrong:
            worst = max(wrong, key=size)
            yield say(
                "note.large",
                lang,
                rule=say(f"rule.{rule}", lang),
                schools=len({each.school.id for each in wrong if each.school}),
                classes=sum(int(each.values["classes"]) for each in wrong),
                name=_name(worst),
                stage=named("stage", worst.kind, lang),
                size=plain(size(worst), 1),
            )


def size(each: Finding) -> float:
    """The figure found; 0 where it is none."""
    return each.found if isinstance(each.found, int | float) else 0.0


def _name(each: Finding) -> str:
    return (each.school.name or each.school.id) if each.school else each.area


def _grades(found: Sequence[Finding], rules: Policy, lang: str) -> Iterator[str]:
    """The norms by grade of stages where they differ."""
    for stage in dict.fromkeys(each.kind for each in found):
        norm = rules.class_size.get(stage)
        if norm and norm.grades:
            each = [say("note.grade", lang, grade=grade, n=one.value) for grade, one in sorted(norm.grades.items())]
            grades = say("note.grade.join", lang).join(each)
            yield say("note.grades", lang, stage=named("stage", stage, lang), grades=grades, every=norm.every.value)


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
    if each.rule in (INCLUSIVE_ALL, PUBLIC_ALL):
        rule = say("note.share.all", lang, rule=rule, year=each.year, all=each.values["all"])
        if each.values["unlisted"]:
            key += ".unlisted"
    low, high = (f"{plain(100 * float(end or 0), 1)}%" for end in (each.found, each.highest))
    return say(f"note.share.{key}", lang, rule=rule, low=low, high=high, **each.values)
