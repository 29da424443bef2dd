"""Many scenarios in one table, best and worst marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from xuewei.assessment import Assessment
from xuewei.comparison import BASE, Standing, cost_of, marked, marks
from xuewei.show.compare_answer import compare_answer
from xuewei.show.costs import cost_note
from xuewei.show.migration import side_notes
from xuewei.show.plan_notes import balance_words, head
from xuewei.show.view import Column, Sheet, View
from xuewei.show.whence import plan_title, whence
from xuewei.words.comparing import say as say_of_comparing
from xuewei.words.labels import say as label

RANKS = {"first": 6, "last": 7, "years": 3, "end": 5}
"""How soon columns are left out: the last first."""


def compare(
    lines: Sequence[Standing],
    base: Assessment,
    lang: str,
    *,
    several: bool,
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> View:
    """The view of ``lines``, the base first; ``several``: over more than one area, so that both totals show.

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
        name = label("compare.base", lang) if line.scenario == BASE else line.scenario
        names = [values[name] for name in extra] if values else [name, *[""] * (len(extra) - 1)]
        rows.append([*names, *_cells(line, best, worst, lang, several=several, money=money)])
        record = {key: value for key, value in asdict(line).items() if key != "scenario"}
        where = {"scenario": line.scenario, **{name: values.get(name) for name in extra}}
        records.append({**where, **record, "best": " ".join(best), "worst": " ".join(worst)})
    plan = plan_title(base.plan, lang)
    answer = compare_answer(lines, lang, several=several)
    sheets = [
        Sheet(label("compare.title", lang, plan=plan), (), (), answer),
        Sheet(say_of_comparing("table", lang), columns, rows, [label("compare.marks", lang)]),
    ]
    notes = [whence(base.plan, lang), label("note.unit", lang)]
    notes += [cost_note(cost_of(base), base.assumptions.costs, lang)] if money else []
    notes += [label("note.totals", lang)] if several else []
    notes += side_notes([base], lang)
    return View(sheets, records, head(base), notes)


def _cells(
    line: Standing, best: Sequence[str], worst: Sequence[str], lang: str, *, several: bool, money: bool
) -> list[str | tuple[str, str]]:
    def cell(column: str, text: str) -> str | tuple[str, str]:
        if column in best:
            return label("compare.best", lang, text=text), "green"
        return (label("compare.poor", lang, text=text), "red") if column in worst else text

    never = label("compare.never", lang)
    first = never if line.first_short is None else str(line.first_short)
    return [
        label(line.stage, lang),
        cell("worst_balance", f"{line.worst_year} {balance_words(line.worst_balance, lang)}"),
        *([cell("worst_need_only", balance_words(line.worst_need_only, lang))] if several else []),
        cell("first_short", first),
        never if line.last_short is None else str(line.last_short),
        cell("years_short", str(line.years_short)),
        cell("last_balance", f"{line.last_year} {balance_words(line.last_balance, lang)}"),
        *([cell("cost_wan", "" if line.cost_wan is None else f"{line.cost_wan:,.0f}")] if money else []),
    ]
