"""The findings of the policy checks: rules, schools that break them, and what would decide the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from xuewei.answers.policy.finding import (
    BREAKS,
    CLASSES_IN_USE,
    ENTRY_CLASS,
    ESTATE_BUILT,
    ESTATE_PROVISION,
    ESTATE_TIMELY,
    LARGE_CLASS,
    MEETS,
    QUALITY_SENIOR,
    SHARES,
    SIZE_CAP,
    SPECIAL_SCHOOL,
    UNKNOWN,
    VERY_LARGE_CLASS,
    WHOLE_CLASSES,
    YEARLY_NEW,
    Finding,
)
from xuewei.answers.policy.findings import findings
from xuewei.answers.policy.policy_notes import notes, plain, size
from xuewei.answers.policy.words import named, say
from xuewei.errors import InputError
from xuewei.formats.places import SHIPPED_POPULATION, shipped
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import Figure
from xuewei.model.people.of_zones import with_areas
from xuewei.model.plan import Plan
from xuewei.model.policy import Policy
from xuewei.model.population import Population
from xuewei.model.zoning import named_zones
from xuewei.tables.notes import cited, plan_title, whence
from xuewei.tables.palette import BAD, DOUBTFUL, GOOD
from xuewei.tables.view import Column, Sheet, View
from xuewei.version import __version__


def shown(each: Finding, lang: str) -> str:
    """What was found, with both bounds where there are two."""
    if each.found is None:
        return say("found.none" if each.rule == ESTATE_PROVISION else "found.unknown", lang)
    if isinstance(each.found, str):
        return named("provision", each.found, lang)
    if each.rule == ESTATE_TIMELY:
        return f"{each.found:g}"
    share = each.rule in SHARES
    ends = dict.fromkeys(end for end in (each.found, each.highest) if end is not None)
    return "–".join(f"{plain(100 * end, 1)}%" if share else plain(end) for end in ends)


COLOURS = {MEETS: GOOD, BREAKS: BAD, UNKNOWN: DOUBTFUL}
COLUMNS = (
    "plan", "scenario", "rule", "kind", "subject", "name", "found", "found_high", "limit", "unit", "basis", "verdict",
    "clause", "source", "area", "year", "missing",
)  # fmt: skip
SHOWN = 30
"""Lines of a table of what does not meet a rule; the worst first where there are more."""
Row = list[str | tuple[str, str]]


def policy(
    projects: Sequence[tuple[Plan, Population, Policy]], lang: str, year: int | None = None
) -> tuple[View, bool]:
    """The view of every plan held against its rules, and whether nothing breaks them; ``year`` is that of shares of all
    kindergartens (None: the plan's last)."""
    sheets, records, heads = [], [], []
    for plan, people, rules in projects:
        held = _held(plan, people, year)
        lent = plan.people in ("", str(shipped(SHIPPED_POPULATION)))
        folk = held.population if held else people
        zones = {row.area: row.part_of for row in folk.zones} or named_zones(plan)
        estates = with_areas(folk.estates, zones)
        rows = people.of_schools
        found = findings(plan, people.assumptions, rules, held, pupils=rows, year=year, lent=lent, estates=estates)
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
        records += [_record(plan.name, scenario, each, lang) for each in found]
        heads.append({"plan": plan.name, "scenario": scenario, "rules": counts})
    good = all(record["verdict"] != BREAKS for record in records)
    return View(sheets, records, {"version": __version__, "plans": heads}, columns=COLUMNS), good


def _held(plan: Plan, people: Population, year: int | None) -> Assessment | None:
    """The plan held against its people, as far as ``year``; None where they do not fit together."""
    try:
        return assess(plan, people, horizon=max(people.assumptions.horizon, year or 0))
    except InputError:
        return None


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


def _record(plan: str, scenario: str | None, each: Finding, lang: str) -> dict[str, object]:
    limit = each.limit
    return {
        "plan": plan,
        "scenario": scenario,
        "rule": each.rule,
        "kind": each.kind,
        "subject": each.school.id if each.school else None,
        "name": each.school.name if each.school else each.estate or None,
        "found": each.found,
        "found_high": each.highest,
        "limit": limit.value if isinstance(limit, Figure) else "/".join(limit.words) if limit else None,
        "unit": limit.unit if isinstance(limit, Figure) else None,
        "basis": each.basis or None,
        "verdict": each.verdict,
        "clause": (limit.clause or None) if limit else None,
        "source": (cited(limit, "zh") or None) if limit else None,
        "area": each.area or (each.school.area if each.school else None),
        "year": each.year,
        "missing": say(each.missing, lang) if each.missing else None,
    }


def _sheets(title: str, groups: Sequence[Sequence[Finding]], notes: Sequence[str], lang: str) -> list[Sheet]:
    """All rules, then for each rule its schools that do not meet it; the notes under the last of them."""
    heads = [
        *(Column(say(name, lang), rank=0) for name in ("rule", "kind")),
        *(Column(say(name, lang), number=True, rank=2) for name in ("found", "limit")),
        *(Column(say(name, lang), rank=rank) for name, rank in {"verdict": 1, "clause": 3, "source": 4}.items()),
    ]
    sheets = [Sheet(say("title", lang, plan=title), heads, [_rule(group, lang) for group in groups])]
    for rule in DETAILED:
        wrong = [each for group in groups for each in group if each.rule == rule and each.verdict != MEETS]
        wrong = [each for each in wrong if each.school or each.area]
        if wrong and (_detailed(rule, wrong) or rule == ESTATE_BUILT):
            sheets.append(_schools(rule, wrong, lang))
    last = sheets[-1]
    return [*sheets[:-1], Sheet(last.title, last.columns, last.rows, [*last.notes, *notes])]


DETAILED = (
    WHOLE_CLASSES, ENTRY_CLASS, CLASSES_IN_USE, LARGE_CLASS, VERY_LARGE_CLASS, SIZE_CAP, ESTATE_PROVISION,
    ESTATE_BUILT, ESTATE_TIMELY, YEARLY_NEW, SPECIAL_SCHOOL, QUALITY_SENIOR,
)  # fmt: skip
"""Rules whose schools and areas are told one by one."""


def _detailed(rule: str, wrong: Sequence[Finding]) -> bool:
    """Whether there is more to tell than the line of the rule does."""
    if wrong[0].school is not None:
        return True
    several = len({(each.found, each.highest) for each in wrong}) > 1 if rule == QUALITY_SENIOR else len(wrong) > 1
    return several or any(each.area and each.verdict == BREAKS for each in wrong)


def _rule(group: Sequence[Finding], lang: str) -> Row:
    """One line for a rule: what it finds, or for how many schools it is met, broken and unknown."""
    first, verdict = group[0], _worst(group)
    if first.school is None and len(group) == 1:
        found, words = shown(first, lang), say(f"verdict.{verdict}", lang)
    else:
        unit = "cases" if first.school is None else "school" if len(group) == 1 else "schools"
        found = say(unit, lang, n=len(group))
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
    if each.rule in (YEARLY_NEW, QUALITY_SENIOR):
        return say("limit.span", lang, n=limit.value, most=each.values["most"])
    kinds = {
        LARGE_CLASS: "below",
        VERY_LARGE_CLASS: "below",
        WHOLE_CLASSES: "whole",
        SPECIAL_SCHOOL: "count",
        ESTATE_BUILT: "count",
    }
    kind = kinds.get(each.rule, "least" if limit.unit == "share" else "most")
    return say(f"limit.{kind}", lang, n=limit.value)


def _schools(rule: str, wrong: Sequence[Finding], lang: str) -> Sheet:
    """The schools, or areas and years, that break a rule or cannot be decided, one by one; of many the worst."""
    of_areas = wrong[0].school is None
    columns = [
        *(Column(say(name, lang), rank=0) for name in (("area", "year") if of_areas else ("id", "name"))),
        *(Column(say(name, lang), number=True, rank=2) for name in ("found", "limit")),
        *(Column(say(name, lang), rank=rank) for name, rank in {"verdict": 1, "basis": 3}.items()),
    ]
    order = list(wrong)
    if len(order) > SHOWN:
        order.sort(key=lambda each: (each.verdict != BREAKS, -_over(each)))
    rows: list[Row] = []
    for each in order[:SHOWN]:
        verdict = say(f"verdict.{each.verdict}", lang)
        why = WHY.get((rule, each.verdict)) if each.values else None
        why = "why.late.one" if why == "why.late" and each.values["late"] == 1 else why
        rows.append(
            [
                *_whose(each),
                shown(each, lang),
                _limit(each, lang),
                (say(why, lang, verdict=verdict, **each.values) if why else verdict, COLOURS[each.verdict]),
                named("basis", each.basis, lang) if each.basis else "",
            ]
        )
    more = [say("detail.more", lang, n=len(wrong), shown=SHOWN)] if len(wrong) > SHOWN else []
    title = say("detail.areas" if of_areas else "detail", lang, rule=say(f"rule.{rule}", lang))
    return Sheet(title, columns, rows, more)


WHY = {
    (SIZE_CAP, BREAKS): "why.over",
    (WHOLE_CLASSES, UNKNOWN): "why.last",
    (LARGE_CLASS, BREAKS): "why.classes",
    (VERY_LARGE_CLASS, BREAKS): "why.classes",
    (SPECIAL_SCHOOL, BREAKS): "why.residents",
    (ESTATE_BUILT, BREAKS): "why.unbuilt",
    (ESTATE_TIMELY, BREAKS): "why.late",
}
"""What is said of a verdict."""


def _whose(each: Finding) -> list[str]:
    if each.school is None:
        return [f"{each.area} {each.estate}".rstrip(), str(each.year or "")]
    return [each.school.id, each.school.name or ""]


def _over(each: Finding) -> float:
    """How far a figure is over its limit, as a share of it."""
    limit = each.limit.value if isinstance(each.limit, Figure) else 0.0
    return size(each) / limit if limit else 0.0
