"""The answer under chance: quantiles, how likely a shortage is, and what it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from xuewei.answers.simulate.matters import RANKED
from xuewei.answers.simulate.rows import COLUMNS, Row, cells, figures, rows, total_figures
from xuewei.answers.simulate.tally import Block, Tally
from xuewei.answers.simulate.tasks import EVERYWHERE, Sampling
from xuewei.answers.simulate.words import say
from xuewei.language.words import named
from xuewei.language.words import say as say_label
from xuewei.model.assumptions import Figure
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.model.seats.in_use import base_year
from xuewei.tables.band_notes import YEARS_FOR_ERRORS
from xuewei.tables.base_seats import years_told
from xuewei.tables.forecast_notes import together
from xuewei.tables.notes import plan_head, plan_title, whence
from xuewei.tables.palette import BAD, DOUBTFUL
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import say as say_in_tables

AREAS = 12
"""Areas that the screen shows, those most likely to be short; machines get all."""
NAMED = 3
"""Areas that the answer in words names."""
Cell = str | tuple[str, str]
UNTOLD = "—"
"""Stands for a chance of which nothing is known."""
LIKELY, POSSIBLE = 0.5, 0.1
"""Chances of a shortage from which a cell is red, or yellow."""


def simulation_head(plan: Plan, sampling: Sampling) -> dict[str, object]:
    """What stands beside the rows in JSON."""
    return {**plan_head(plan), "draws": sampling.draws, "seed": sampling.seed}


def simulation(
    plan: Plan,
    sampling: Sampling,
    found: Block,
    lang: str,
    *,
    stages: Sequence[str],
    years: Sequence[int],
    record: bool = False,
    unknown: Sequence[str] = (),
) -> View:
    """The view of an answer, from pupils on ``record`` if so: one table for every stage of an area, or, of one year of
    several areas, for every stage; of many areas those most likely to be short, and shortest. ``unknown``: notes on
    what is not known of people."""
    since = base_year(plan)
    earlier, years = [year for year in years if year < since], [year for year in years if year >= since]
    several = len(found.tallies) > 1
    many = len(found.tallies) > AREAS
    sheets, records = _earlier(found, stages, earlier, since, lang)
    groups = [[stage] for stage in stages] if several and len(years) == 1 else [[*stages]] if years else []
    for group in groups:
        asked = [cell for cell, _, _ in cells(found, group, years)]
        shown = sorted(found.tallies, key=lambda one: _shortness(one, asked))[:AREAS] if many else found.tallies
        found_rows = list(rows(total_figures(found, group, years))) if several else []
        found_rows += rows(figures(replace(found, tallies=tuple(shown)), group, years))
        records += found_rows
        if len(groups) > 1 or (several and len(years) == 1):
            sheets.append(_one_year(group[0], years[0], found_rows, len(found.tallies), lang))
        else:
            sheets += _by_area(group, found_rows, len(found.tallies), sampling.draws, lang, with_sentences=several)
    told = years_told(years, range(since, found.years.stop), lang)
    sheets.insert(0, _answer(plan, records, sampling.draws, lang, told))
    notes = [
        whence(plan, lang),
        *([say("title.worst", lang, shown=AREAS, n=len(found.tallies))] if many else []),
        say("note.draws", lang, draws=sampling.draws, seed=sampling.seed),
        say("note.read", lang),
        say("note.matters", lang, ranked=min(RANKED, sampling.draws)),
        *([say("note.record", lang)] if record else []),
        *_untold_notes(records, lang),
        *([say("note.totals", lang)] if several else []),
        say("note.basis", lang),
        *unknown,
    ]
    return View(sheets, records, simulation_head(plan, sampling), notes, COLUMNS)


def estates_notes(people: Population, lang: str) -> list[str]:
    """How new estates are drawn; nothing where there are none."""
    rules = people.assumptions.estates
    if not people.estates or rules is None:
        return []
    values: dict[str, object] = {}
    for name, figure in {"common": rules.yield_spread, "own": rules.estate_spread}.items():
        each = figure or Figure(0.0)
        values |= {name: each.value, f"{name}_basis": named("basis", each.basis, lang)}
    return [say("note.estates", lang, **values)]


def _untold_notes(records: Sequence[Row], lang: str) -> list[str]:
    """The areas and stages of which nothing tells how likely a shortage is, and what would."""
    rows_of = [row for row in records if row["quantity"] == "balance" and row["area"] != EVERYWHERE and _untold(row)]
    keys = list(dict.fromkeys((str(row["area"]), str(row["stage"])) for row in rows_of))
    return [say("note.untold", lang, needed=YEARS_FOR_ERRORS, areas=together(keys, lang))] if keys else []


def _earlier(
    found: Block, stages: Sequence[str], years: Sequence[int], since: int, lang: str
) -> tuple[list[Sheet], list[Row]]:
    """Demand of the years before ``since``, whose seats are unknown: a table, and its rows."""
    if not years:
        return [], []
    shown = replace(found, tallies=found.tallies[:AREAS])
    records = list(rows(figures(shown, stages, years, since)))
    lines: dict[tuple[object, object], list[Cell]] = {}
    for row in records:
        if row["quantity"] == "demand":
            lines.setdefault((row["year"], row["area"]), []).append(_three(row, signed=False))
    several = len(shown.tallies) > 1
    heads = [Column(say_label("year", lang)), *([Column(say_label("area", lang))] if several else [])]
    heads += [Column(named("stage", stage, lang), number=True) for stage in stages]
    table = [[str(year), *([str(area)] if several else []), *cells] for (year, area), cells in lines.items()]
    return [Sheet(say_in_tables("before", lang, first=since), heads, table)], records


def _shortness(one: Tally, asked: Sequence[int]) -> tuple[float, float]:
    """Where an area stands among those most likely to be short, of those the shortest first."""
    return -float(np.nan_to_num(one.p_short[asked]).max()), -float(np.nan_to_num(one.expected[asked]).max())


def _by_area(
    stages: Sequence[str], records: Sequence[Row], areas: int, draws: int, lang: str, *, with_sentences: bool
) -> list[Sheet]:
    """A table for every stage of every area, year by year; ``with_sentences``: with a sentence on each."""
    sheets = []
    for area in dict.fromkeys(str(row["area"]) for row in records):
        for stage in stages:
            block = [row for row in records if row["area"] == area and row["stage"] == stage]
            label = named("stage", stage, lang)
            everywhere = area == EVERYWHERE
            title = say("title.all" if everywhere else "title", lang, n=areas, area=area, stage=label)
            lines = [_line(str(year), of_year, lang) for year, of_year in _grouped(block, "year").items()]
            sentences = [_sentence(label, block, draws, lang)] if with_sentences else []
            sheets.append(Sheet(title, _heads("year", lang), lines, sentences))
    return sheets


def _one_year(stage: str, year: int, records: Sequence[Row], areas: int, lang: str) -> Sheet:
    """A table of one stage and year, area by area, all of them together first."""
    title = say("title.year", lang, n=areas, stage=named("stage", stage, lang), year=year)
    lines = [
        _line(say("everywhere", lang) if area == EVERYWHERE else str(area), of_area, lang)
        for area, of_area in _grouped(records, "area").items()
    ]
    return Sheet(title, _heads("area", lang), lines)


def _grouped(records: Sequence[Row], key: str) -> dict[object, dict[str, Row]]:
    """Rows by the value of one column, then by quantity."""
    found: dict[object, dict[str, Row]] = {}
    for row in records:
        found.setdefault(row[key], {})[str(row["quantity"])] = row
    return found


def _heads(first: str, lang: str) -> list[Column]:
    heads = {"demand": 5, "seats": 6, "balance": 3, "p_short": 1, "expected": 2}
    columns = [Column(say(head, lang), number=True, rank=rank) for head, rank in heads.items()]
    return [Column(say_label(first, lang), rank=0), *columns, Column(say("matters", lang), rank=4)]


def _line(name: str, found: dict[str, Row], lang: str) -> list[Cell]:
    """One line of a table: demand, seats and balance, and how likely a shortage is."""
    balance = found["balance"]
    chance: list[Cell] = [UNTOLD] * 2
    if not _untold(balance):
        likely, missing = _danger(balance)
        chance = [(_percent(likely), _colour(likely)), f"{missing:,.0f}"]
    return [
        name,
        *(_three(found[quantity], signed=quantity == "balance") for quantity in ("demand", "seats", "balance")),
        *chance,
        _matters(balance, lang),
    ]


def _colour(chance: float) -> str:
    """That of a chance of a shortage."""
    return BAD if chance >= LIKELY else DOUBTFUL if chance >= POSSIBLE else ""


def _untold(balance: Row) -> bool:
    """Whether nothing was drawn that tells how likely a shortage is."""
    return balance["p_short"] is None


def _percent(chance: float) -> str:
    """A chance that is not quite none or certain is not shown as such.

    >>> _percent(0.5), _percent(0.998), _percent(1.0)
    ('50%', '99.8%', '100%')
    """
    return f"{chance:.0%}" if chance in (0, 1) or 0.005 <= chance < 0.995 else f"{chance:.1%}"


def _three(row: Row, *, signed: bool) -> str:
    """Three quantiles, or one figure where nothing is uncertain."""
    values = [int(str(row[name])) for name in ("p10", "p50", "p90")]
    sign = "+" if signed else ""
    if len(set(values)) == 1:
        return f"{values[0]:{sign},}"
    return " / ".join(f"{value:{sign},}" for value in values)


def _matters(row: Row, lang: str) -> str:
    source = row.get("matters_most")
    return "" if source is None else say("by", lang, source=say(str(source), lang), part=row[str(source)])


def _sentence(label: str, block: Iterable[Row], draws: int, lang: str) -> str:
    """The year in which a shortage is most likely, and those of which that is not known."""
    balances = [row for row in block if row["quantity"] == "balance"]
    untold, told = _split(balances, label, lang)
    if untold and not any(_danger(row)[0] for row in told):
        return untold
    return untold + say("between", lang) * bool(untold) + _likeliest(label, told, draws, lang)


def _split(balances: Sequence[Row], label: str, lang: str) -> tuple[str, list[Row]]:
    """A sentence on the years of which nothing tells how likely a shortage is, empty without any, and the others."""
    years = [int(str(row["year"])) for row in balances if _untold(row)]
    sentence = say("untold", lang, stage=label, years=spans(years)) if years else ""
    return sentence, [row for row in balances if not _untold(row)]


def _likeliest(label: str, balances: Sequence[Row], draws: int, lang: str) -> str:
    """The year in which a shortage is most likely."""
    worst = max(balances, key=_danger)
    chance, missing = _danger(worst)
    if chance == 0:
        return say("never", lang, stage=label, draws=draws)
    return say("first", lang, stage=label, year=worst["year"], chance=_percent(chance), missing=missing)


def _danger(row: Row) -> tuple[float, float]:
    """How likely a shortage is, and how large on average."""
    return float(str(row["p_short"])), float(str(row["expected_shortage"]))


def _answer(plan: Plan, records: Sequence[Row], draws: int, lang: str, told: Sequence[str]) -> Sheet:
    """The answer in words: for every stage, the likeliest first, when it is short, how likely, where and why."""
    found, none = [], list[str]()
    for stage in dict.fromkeys(str(row["stage"]) for row in records):
        block = [row for row in records if row["stage"] == stage and row["quantity"] == "balance"]
        everywhere = [row for row in block if row["area"] == EVERYWHERE] or block
        untold, known = _split(everywhere, named("stage", stage, lang), lang)
        none += [untold] if untold else []
        worst = max(known, key=_danger, default=None)
        if worst is not None and not (untold and _danger(worst)[0] == 0):
            found.append((stage, [row for row in block if not _untold(row)], worst))
    found.sort(key=lambda each: _danger(each[2]), reverse=True)
    names = " + ".join((plan_title(plan, lang), *plan.scenarios))
    sentences = [*(told if found or none else ()), *(_told(*each, draws, lang) for each in found), *none]
    return Sheet(say("answer.title", lang, plan=names), (), (), sentences)


def _told(stage: str, block: Sequence[Row], worst: Row, draws: int, lang: str) -> str:
    """The answer for one stage."""
    chance, missing = _danger(worst)
    label = named("stage", stage, lang)
    if chance == 0:
        return say("never", lang, stage=label, draws=draws)
    everywhere = worst["area"] == EVERYWHERE
    years = [int(str(row["year"])) for row in block if row["area"] == worst["area"] and _danger(row)[0] >= POSSIBLE]
    likely = sorted((row for row in block if row["area"] != EVERYWHERE and row["year"] == worst["year"]), key=_danger)
    likely = [row for row in reversed(likely) if _danger(row)[0] > 0][:NAMED]
    areas = [say("answer.area", lang, area=row["area"], chance=_percent(_danger(row)[0])) for row in likely]
    source = next((str(row["matters_most"]) for row in (worst, *likely) if row.get("matters_most")), None)
    more = [
        *([say("answer.years", lang, years=spans(years))] if len(years) > 1 else []),
        *([say("answer.areas", lang, areas=say("answer.join", lang).join(areas))] if everywhere and areas else []),
        *([say("answer.matters", lang, source=say(source, lang))] if source else []),
    ]
    values = {"stage": label, "year": worst["year"], "chance": _percent(chance), "missing": missing}
    return say("answer.all" if everywhere else "answer.one", lang, more="".join(more), **values)
