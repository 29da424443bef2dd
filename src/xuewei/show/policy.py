"""The findings of the policy checks: rules in one table, then the schools that break them or cannot be decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from xuewei import __version__
from xuewei.model.assumptions import Figure
from xuewei.model.findings import (
    BREAKS,
    ESTATE_PROVISION,
    LARGE_CLASS,
    MEETS,
    SIZE_CAP,
    UNKNOWN,
    VERY_LARGE_CLASS,
    WHOLE_CLASSES,
    Finding,
    findings,
)
from xuewei.model.plan import Plan
from xuewei.model.policy import Policy
from xuewei.model.population import Population
from xuewei.show.cited import cited
from xuewei.show.policy_notes import notes, shown
from xuewei.show.view import Column, Sheet, View
from xuewei.show.whence import plan_title, whence
from xuewei.words.policy import named, say

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
        found, said = shown(first, lang), say(f"verdict.{verdict}", lang)
    else:
        found = say("school" if len(group) == 1 else "schools", lang, n=len(group))
        counts = Counter(each.verdict for each in group)
        said = say("verdict.join", lang).join(
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
        (said, COLOURS[verdict]),
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
