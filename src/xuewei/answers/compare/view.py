"""Many scenarios in one table, best and worst marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from xuewei.answers.compare.standings import BASE, Standing, cost_of, ends_of, marked, marks
from xuewei.answers.compare.words import say
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment
from xuewei.tables.beyond import side_told, told_cautions, told_notes
from xuewei.tables.forecast_notes import unmoved_notes
from xuewei.tables.move_notes import side_notes
from xuewei.tables.notes import balance_words, cost_note, head, plan_title, whence
from xuewei.tables.palette import BAD, GOOD
from xuewei.tables.view import Column, Sheet, View

if TYPE_CHECKING:
    from xuewei.tables.estate_cautions import SideTold

NAMED = 2
"""Scenarios that are named together."""


def compare_answer(lines: Sequence[Standing], lang: str, *, several: bool) -> list[str]:
    """A sentence for every stage, and one on cost where it is known. ``several``: over more than one area, where a
    surplus in one does not make up for a shortage in another."""
    stages = dict.fromkeys(line.stage for line in lines)
    sentences = [_stage([line for line in lines if line.stage == stage], lang, several=several) for stage in stages]
    return [*sentences, *_cost(lines, lang)]


def _stage(lines: Sequence[Standing], lang: str, *, several: bool) -> str:
    """The best and the worst scenario of one stage in its tightest year."""
    worths = {line.scenario: line.worst_need_only if several else line.worst_balance for line in lines}
    best, worst = (end(lines, key=lambda line: worths[line.scenario]) for end in (max, min))
    values = {"stage": named("stage", best.stage, lang), "good": _tightest(best, lang, several=several)}
    if several and not any(worths.values()):
        return say("never" if len(lines) > 1 else "never.one", lang, **values)
    if len(lines) == 1:
        return say("one", lang, **values)
    apart = worths[best.scenario] - worths[worst.scenario]
    if not apart:
        return say("alike", lang, **values)
    return say(
        "apart" if len(ends_of(lines)) == 1 else "unlike",
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
        return balance_words(line.worst_need_only, lang) if line.worst_need_only else label("compare.never", lang)
    return say("worst_year", lang, year=line.worst_year, words=balance_words(line.worst_balance, lang))


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


def name_of(scenario: str, lang: str) -> str:
    """What people call a scenario: the base by a word, any other by its own name."""
    return label("compare.base", lang) if scenario == BASE else scenario


def _names(scenarios: Iterable[str], lang: str) -> str:
    """Scenarios by name, the first few of many."""
    names = [name_of(each, lang) for each in scenarios]
    more = say("more", lang, n=len(names)) if len(names) > NAMED else ""
    return say("join", lang).join(names[:NAMED]) + more


RANKS = {"first": 6, "last": 7, "years": 3, "end": 5}
"""How soon columns are left out: the last first."""


def compare(
    lines: Sequence[Standing],
    base: Assessment,
    lang: str,
    *,
    several: bool,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    told: Mapping[str, SideTold | None] | None = None,
) -> View:
    """The view of ``lines``, the base first; ``several``: over more than one area, so that both totals show. ``told``
    is what is said of the estates of every scenario by name, the base among them (None: of the base alone).

    ``labels`` are the parameters of a grid by scenario: they stand in columns of their own instead of its name.
    """
    labels = labels or {}
    extra = list(dict.fromkeys(name for values in labels.values() for name in values))
    ends = {stage: marks([line for line in lines if line.stage == stage]) for stage in {line.stage for line in lines}}
    money = any(line.cost_wan is not None for line in lines)
    columns = [
        *(Column(name, rank=0) for name in (extra or [label("kind.scenario", lang)])),
        Column(label("stage", lang), rank=0),
        Column(label("compare.worst", lang), number=True, rank=1),
        *([Column(label("compare.need_only", lang), number=True, rank=2)] if several else []),
        *(Column(label(f"compare.{name}", lang), number=True, rank=rank) for name, rank in RANKS.items()),
        *([Column(label("compare.cost", lang), number=True, rank=4)] if money else []),
    ]
    rows, records = [], []
    for line in lines:
        best, worst = marked(line, ends[line.stage])
        values = labels.get(line.scenario, {})
        name = name_of(line.scenario, lang)
        names = [values[name] for name in extra] if values else [name, *[""] * (len(extra) - 1)]
        rows.append([*names, *_cells(line, best, worst, lang, several=several, money=money)])
        record = {key: value for key, value in asdict(line).items() if key != "scenario"}
        where = {"scenario": line.scenario, **{name: values.get(name) for name in extra}}
        records.append({**where, **record, "best": " ".join(best), "worst": " ".join(worst)})
    said = _called(told or {BASE: side_told(base, lang)}, labels, lang)
    plan = plan_title(base.plan, lang)
    answer = told_cautions(said, lang) + compare_answer(lines, lang, several=several)
    sheets = [
        Sheet(label("compare.title", lang, plan=plan), (), (), answer),
        Sheet(say("table", lang), columns, rows, [label("compare.marks", lang), *_unranked(lines, lang)]),
    ]
    notes = [whence(base.plan, lang), label("note.unit", lang)]
    notes += [cost_note(cost_of(base), base.assumptions.costs, lang)] if money else []
    notes += [label("note.totals", lang)] if several else []
    notes += told_notes(said, lang)
    notes += [*side_notes([base], lang), *unmoved_notes([base], lang)]
    return View(sheets, records, head(base), notes)


def _unranked(lines: Sequence[Standing], lang: str) -> list[str]:
    """Why nothing but cost is ranked, where scenarios end in different years."""
    ends = ends_of(lines)
    if len(ends) == 1:
        return []
    return [say("ends", lang, years=say("join", lang).join(map(str, ends)), first=ends[0])]


def _called(
    told: Mapping[str, SideTold | None], labels: Mapping[str, Mapping[str, str]], lang: str
) -> dict[str, SideTold | None]:
    """What is said of every scenario, by what people call it; combinations of a grid by those of its parameters that
    make what is said another, together where it is the same."""
    if not labels:
        return {name_of(name, lang): said for name, said in told.items()}
    needed = list(next(iter(labels.values())))
    for name in [*needed]:
        rest = [each for each in needed if each != name]
        found: dict[tuple[str, ...], SideTold | None] = {}
        kept = ((tuple(values[each] for each in rest), told.get(of)) for of, values in labels.items())
        needed = rest if all(found.setdefault(key, said) == said for key, said in kept) else needed
    named = {
        " ".join(f"{name}={values[name]}" for name in needed) or say("grid", lang): told.get(of)
        for of, values in labels.items()
    }
    return {name_of(name, lang): said for name, said in told.items() if name not in labels} | named


def _cells(
    line: Standing, best: Sequence[str], worst: Sequence[str], lang: str, *, several: bool, money: bool
) -> list[str | tuple[str, str]]:
    def cell(column: str, text: str) -> str | tuple[str, str]:
        if column in best:
            return label("compare.best", lang, text=text), GOOD
        return (label("compare.poor", lang, text=text), BAD) if column in worst else text

    never = label("compare.never", lang)
    first = never if line.first_short is None else str(line.first_short)
    need = balance_words(line.worst_need_only, lang) if line.worst_need_only else never
    return [
        named("stage", line.stage, lang),
        cell("worst_balance", f"{line.worst_year} {balance_words(line.worst_balance, lang)}"),
        *([cell("worst_need_only", need)] if several else []),
        cell("first_short", first),
        never if line.last_short is None else str(line.last_short),
        cell("years_short", str(line.years_short)),
        cell("last_balance", f"{line.last_year} {balance_words(line.last_balance, lang)}"),
        *([cell("cost_wan", "" if line.cost_wan is None else f"{line.cost_wan:,.0f}")] if money else []),
    ]
