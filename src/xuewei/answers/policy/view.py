"""The findings of the policy checks: rules, schools that break them, and what would decide the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from xuewei.answers.policy.findings import (
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
    findings,
)
from xuewei.answers.policy.words import named, say
from xuewei.model.assumptions import Assumptions, Figure
from xuewei.model.plan import Plan
from xuewei.model.policy import Policy
from xuewei.model.population import Population
from xuewei.tables.notes import cited, plan_title, whence
from xuewei.tables.view import Column, Sheet, View
from xuewei.version import __version__


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
    low, high = (f"{plain(100 * float(end or 0), 1)}%" for end in (each.found, each.highest))
    return say(f"note.share.{key}", lang, rule=rule, low=low, high=high, **each.values)


COLOURS = {MEETS: "green", BREAKS: "red", UNKNOWN: "yellow"}
COLUMNS = (
    "plan", "scenario", "rule", "kind", "subject", "name", "found", "found_high", "limit", "unit", "basis", "verdict",
    "clause", "source",
)  # fmt: skip
Row = list[str | tuple[str, str]]


def policy(projects: Sequence[tuple[Plan, Population, Policy]], lang: str) -> tuple[View, bool]:
    """The view of every plan held against its rules, and whether nothing breaks them."""
    sheets, records, heads = [], [], []
    for plan, people, rules in projects:
        found = findings(plan, people.assumptions, rules)
        scenario = " + ".join(plan.scenarios) or None
        groups = _groups(found)
        verdicts = Counter(_worst(group) for group in groups)
        counts = {verdict: verdicts[verdict] for verdict in COLOURS}
        sheets += _sheets(
            plan_title(plan, lang) if scenario is None else f"{plan_title(plan, lang)} · {scenario}",
            groups,
            [
                whence(plan, lang),
                *notes(found, people.assumptions, rules, lang),
                say("done", lang, n=len(groups), **counts),
            ],
            lang,
        )
        records += [_record(plan.name, scenario, each) for each in found]
        heads.append({"plan": plan.name, "scenario": scenario, "rules": counts})
    good = all(record["verdict"] != BREAKS for record in records)
    return View(sheets, records, {"version": __version__, "plans": heads}, columns=COLUMNS), good


def _groups(found: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of one rule and kind together, in the order in which the rules come."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for each in found:
        groups.setdefault((each.rule, each.kind), []).append(each)
    rules, kinds = (list(dict.fromkeys(names)) for names in zip(*groups, strict=True)) if groups else ([], [])
    return [groups[key] for key in sorted(groups, key=lambda key: (rules.index(key[0]), kinds.index(key[1])))]


def _worst(group: Iterable[Finding]) -> str:
    verdicts = {each.verdict for each in group}
    return BREAKS if BREAKS in verdicts else UNKNOWN if UNKNOWN in verdicts else MEETS


def _record(plan: str, scenario: str | None, each: Finding) -> dict[str, object]:
    limit = each.limit
    return {
        "plan": plan,
        "scenario": scenario,
        "rule": each.rule,
        "kind": each.kind,
        "subject": each.school.id if each.school else None,
        "name": each.school.name if each.school else None,
        "found": each.found,
        "found_high": each.highest,
        "limit": limit.value if isinstance(limit, Figure) else "/".join(limit.words) if limit else None,
        "unit": limit.unit if isinstance(limit, Figure) else None,
        "basis": each.basis or None,
        "verdict": each.verdict,
        "clause": (limit.clause or None) if limit else None,
        "source": (cited(limit, "zh") or None) if limit else None,
    }


def _sheets(title: str, groups: Sequence[Sequence[Finding]], notes: Sequence[str], lang: str) -> list[Sheet]:
    """All rules, then for each rule its schools that do not meet it; the notes under the last of them."""
    heads = [
        *(Column(say(name, lang), rank=0) for name in ("rule", "kind")),
        *(Column(say(name, lang), number=True, rank=2) for name in ("found", "limit")),
        *(Column(say(name, lang), rank=rank) for name, rank in {"verdict": 1, "clause": 3, "source": 4}.items()),
    ]
    sheets = [Sheet(say("title", lang, plan=title), heads, [_rule(group, lang) for group in groups])]
    for rule in (WHOLE_CLASSES, SIZE_CAP, ESTATE_PROVISION):
        wrong = [each for group in groups for each in group if each.rule == rule and each.verdict != MEETS]
        if wrong:
            sheets.append(_schools(rule, wrong, lang))
    last = sheets[-1]
    return [*sheets[:-1], Sheet(last.title, last.columns, last.rows, notes)]


def _rule(group: Sequence[Finding], lang: str) -> Row:
    """One line for a rule: what it finds, or for how many schools it is met, broken and unknown."""
    first, verdict = group[0], _worst(group)
    if first.school is None:
        found, words = shown(first, lang), say(f"verdict.{verdict}", lang)
    else:
        found = say("school" if len(group) == 1 else "schools", lang, n=len(group))
        counts = Counter(each.verdict for each in group)
        words = say("verdict.join", lang).join(
            say("verdict.count", lang, verdict=say(f"verdict.{each}", lang), n=counts[each])
            for each in COLOURS
            if counts[each]
        )
    limit = first.limit
    return [
        say(f"rule.{first.rule}", lang),
        named("type", first.kind, lang),
        found,
        _limit(first, lang),
        (words, COLOURS[verdict]),
        limit.clause if limit else "",
        cited(limit, lang) if limit else "",
    ]


def _limit(each: Finding, lang: str) -> str:
    limit = each.limit
    if limit is None:
        return say("limit.none", lang)
    if not isinstance(limit, Figure):
        return say("or", lang).join(say(f"limit.{word}", lang) for word in limit.words)
    kinds = {LARGE_CLASS: "below", VERY_LARGE_CLASS: "below", WHOLE_CLASSES: "whole"}
    kind = kinds.get(each.rule, "least" if limit.unit == "share" else "most")
    return say(f"limit.{kind}", lang, n=limit.value)


def _schools(rule: str, wrong: Sequence[Finding], lang: str) -> Sheet:
    """The schools that break a rule or cannot be decided, one by one."""
    columns = [
        *(Column(say(name, lang), rank=0) for name in ("id", "name")),
        *(Column(say(name, lang), number=True, rank=2) for name in ("found", "limit")),
        *(Column(say(name, lang), rank=rank) for name, rank in {"verdict": 1, "basis": 3}.items()),
    ]
    rows: list[Row] = []
    for each in wrong:
        verdict = say(f"verdict.{each.verdict}", lang)
        why = {(SIZE_CAP, BREAKS): "why.over", (WHOLE_CLASSES, UNKNOWN): "why.last"}.get((rule, each.verdict))
        rows.append(
            [
                each.school.id if each.school else "",
                (each.school.name or "") if each.school else "",
                shown(each, lang),
                _limit(each, lang),
                (say(why, lang, verdict=verdict, **each.values) if why else verdict, COLOURS[each.verdict]),
                named("basis", each.basis, lang) if each.basis else "",
            ]
        )
    return Sheet(say("detail", lang, rule=say(f"rule.{rule}", lang)), columns, rows)
