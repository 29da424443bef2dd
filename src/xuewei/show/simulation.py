"""The answer under chance: quantiles, how likely a shortage is, and what it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xuewei.model.plan import Plan
from xuewei.show.gap import plan_head
from xuewei.show.view import Column, Sheet, View
from xuewei.simulation.area_draws import RANKED
from xuewei.simulation.blocks import Block
from xuewei.simulation.rows import COLUMNS, EVERYWHERE, Row, cells, columns, rows, total_columns
from xuewei.simulation.tasks import Throw
from xuewei.words.labels import say as say_label
from xuewei.words.simulation import say

AREAS = 12
"""Areas that the screen shows, those most likely to be short; machines get all."""
Cell = str | tuple[str, str]
LIKELY, POSSIBLE = 0.5, 0.1
"""Chances of a shortage from which a cell is red, or yellow."""


def simulation_head(plan: Plan, throw: Throw) -> dict[str, object]:
    """What stands beside the rows in JSON."""
    return {**plan_head(plan), "draws": throw.draws, "seed": throw.seed}


def simulation(
    plan: Plan, throw: Throw, found: Block, lang: str, *, stages: Sequence[str], years: Sequence[int]
) -> View:
    """The view of an answer: one table for every stage of an area; of many areas those most likely to be short."""
    likely = sorted(
        found.tallies, key=lambda one: -max(one.p_short[cell] for cell, _, _ in cells(found, stages, years))
    )
    several = len(found.tallies) > 1
    shown = likely[:AREAS] if len(likely) > AREAS else found.tallies
    records = list(rows(total_columns(found, stages, years))) if several else []
    records += rows(columns(replace(found, tallies=tuple(shown)), stages, years))
    sheets = []
    for area in dict.fromkeys(str(row["area"]) for row in records):
        for stage in stages:
            block = [row for row in records if row["area"] == area and row["stage"] == stage]
            sheets.append(_sheet(area, stage, block, len(found.tallies), throw.draws, lang))
    notes = [
        *([say("title.worst", lang, shown=len(shown), n=len(likely))] if len(shown) < len(likely) else []),
        say("note.draws", lang, draws=throw.draws, seed=throw.seed),
        say("note.read", lang),
        say("note.matters", lang, ranked=min(RANKED, throw.draws)),
        *([say("note.totals", lang)] if several else []),
        say("note.basis", lang),
    ]
    return View(sheets, records, simulation_head(plan, throw), notes, COLUMNS)


def _sheet(area: str, stage: str, block: Sequence[Row], areas: int, draws: int, lang: str) -> Sheet:
    """One stage of an area, year by year."""
    label = say_label(stage, lang)
    title = (
        say("title.all", lang, n=areas, stage=label)
        if area == EVERYWHERE
        else say("title", lang, area=area, stage=label)
    )
    heads = ("demand", "seats", "balance", "p_short", "expected")
    columns = [Column(say_label("year", lang)), *(Column(say(head, lang), number=True) for head in heads)]
    columns.append(Column(say("matters", lang)))
    rows: list[list[Cell]] = []
    for year in dict.fromkeys(int(str(row["year"])) for row in block):
        found = {str(row["quantity"]): row for row in block if row["year"] == year}
        balance = found["balance"]
        chance = float(str(balance["p_short"]))
        colour = "red" if chance >= LIKELY else "yellow" if chance >= POSSIBLE else ""
        rows.append(
            [
                str(year),
                *(_three(found[quantity], signed=quantity == "balance") for quantity in ("demand", "seats", "balance")),
                (f"{chance:.0%}" if chance in (0, 1) or 0.005 <= chance < 0.995 else f"{chance:.1%}", colour),
                f"{float(str(balance['expected_shortage'])):,.0f}",
                _matters(balance, lang),
            ]
        )
    return Sheet(title, columns, rows, [_sentence(label, block, draws, lang)])


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
    """The year in which a shortage is most likely."""
    balances = [row for row in block if row["quantity"] == "balance"]
    worst = max(balances, key=lambda row: (float(str(row["p_short"])), float(str(row["expected_shortage"]))))
    chance = float(str(worst["p_short"]))
    if chance == 0:
        return say("never", lang, stage=label, draws=draws)
    missing = float(str(worst["expected_shortage"]))
    return say("first", lang, stage=label, year=worst["year"], chance=chance, missing=missing)
