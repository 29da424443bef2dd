"""The chosen schedule: schools with their reasons, before and after, the proof, and what budgets bind."""

from __future__ import annotations

from collections.abc import Iterable

from xuewei.model.balance import BalanceRow
from xuewei.model.plan import Conversion, School
from xuewei.optimising.answer import Answer
from xuewei.optimising.engine import GAP
from xuewei.optimising.limits import Limit
from xuewei.optimising.programme import COST, IDLE, LARGE, UNMET
from xuewei.optimising.solve import Level
from xuewei.show.gap import balance_words, plan_head
from xuewei.show.robust import robust_sheet
from xuewei.show.schedule_rows import (
    COLUMNS,
    as_planned,
    head,
    in_use,
    records,
    squeezed,
    turning_wan,
)
from xuewei.show.spans import spans
from xuewei.show.view import Column, Sheet, View
from xuewei.show.whence import plan_title, whence
from xuewei.words.labels import say as say_label
from xuewei.words.optimise import say

HUNDRED = 100
"""万元 by which the price of a budget is told."""
MANY = 60
"""Stages of areas from which those in which nothing changes are left out: they would bury the others."""
OBJECTIVES = {UNMET: "unmet", LARGE: "large", COST: "wan", IDLE: "idle"}


def optimised(found: Answer, lang: str) -> View:
    """The view of an answer."""
    stages, same = _stages(found, lang)
    sheets = [_proof(found, lang), _schools(found, lang), *stages, _cost(found, lang)]
    if found.case.budget or found.limits:
        sheets.append(_binding(found, lang))
    if found.against is not None:
        sheets.insert(0, robust_sheet(found, found.against, lang))
    return View(
        sheets,
        records(found, lang),
        {**plan_head(found.plan), **head(found)},
        [whence(found.plan, lang), *([say("note.same", lang, n=same)] if same else []), *_notes(found, lang)],
        COLUMNS,
        heading=plan_title(found.plan, lang),
    )


def _proof(found: Answer, lang: str) -> Sheet:
    """The objectives before and after, with what is proven of each."""
    columns = [Column(say("objective", lang))]
    columns += [Column(say(key, lang), number=True) for key in ("before", "after", "bound", "gap")]
    columns.append(Column(say("proof", lang)))
    before, levels = found.values_before, {level.name: level for level in found.solved.levels}
    rows = []
    for name, label in OBJECTIVES.items():
        if name == LARGE and not found.worth.values[LARGE] and LARGE not in levels:
            continue
        level = levels.get(name)
        cells = [say(label, lang), f"{before[name]:,.0f}", f"{found.worth.values[name]:,.0f}"]
        rows.append([*cells, *(_proven(level, lang) if level else ("", "", ""))])
    if "weighted" in levels:
        level = levels["weighted"]
        rows.append([say("weighted", lang), "", f"{level.value:,.1f}", *_proven(level, lang)])
    return Sheet(say("title.proof", lang), columns, rows)


def _proven(level: Level, lang: str) -> tuple[str, str, str]:
    """Bound, gap and proof of one objective."""
    if level.bound is None or level.gap is None:
        return "", say("unbounded", lang), say(level.ended, lang)
    ended = say("gap.ended" if level.ended == GAP else level.ended, lang)
    return f"{level.bound:,.0f}", f"{level.gap:.2%}", ended


def _schools(found: Answer, lang: str) -> Sheet:
    """Every candidate as planned and as chosen, and why."""
    columns = [Column(say_label("id", lang)), Column(say("written", lang)), Column(say("chosen", lang))]
    columns += [Column(say("cost", lang), number=True), Column(say("why", lang))]
    rows: list[list[str | tuple[str, str]]] = []
    for each, why in zip(found.schedule.outcomes, found.reasons, strict=True):
        one, planned = each.candidate.school, as_planned(each, found.plan)
        was = say("none", lang) if planned is None else f"{planned} · {_seats(one.seats.values())}"
        now = say("cancelled", lang) if each.opens is None else f"{each.opens} · {_seats(each.seats.values())}"
        now += "".join(f"; {_turn(turn, lang)}" for turn in each.turns)
        colour = "" if was == now else "yellow"
        rows.append(
            [
                one.id,
                was,
                (now, colour),
                f"{each.wan + turning_wan(found, each.turns):,.0f}",
                say(why.kind, lang, **why.values),
            ]
        )
    for school, turns in found.schedule.turned:
        now = "; ".join(_turn(turn, lang) for turn in turns)
        cost = f"{turning_wan(found, turns):,.0f}"
        rows.append([school.id, _seats(school.seats.values()), (now, "yellow"), cost, say("why.turns_standing", lang)])
    for row in found.schedule.besides:
        cost = f"{row.cost_wan or 0:,.0f}"
        why_told = say("why.turns_in_use" if row.removes else "why.temporary", lang)
        rows.append([row.id, say("none", lang), (_besides(row, lang), "yellow"), cost, why_told])
    return Sheet(say("title.schools", lang), columns, rows)


def _besides(row: School, lang: str) -> str:
    """Temporary classes, or seats in use that turn, in a few words."""
    turns = "; ".join(_turn(turn, lang) for turn in in_use(row))
    return turns or f"{row.opens}–{row.until} · {_seats(row.seats.values())}"


def _turn(turn: Conversion, lang: str) -> str:
    """A conversion in a few words."""
    labels = {"origin": say_label(turn.origin, lang), "target": say_label(turn.target, lang)}
    return say("turns", lang, year=turn.year, n=turn.seats, **labels)


def _seats(seats: Iterable[int]) -> str:
    return "+".join(f"{each:,}" for each in seats)


def _stages(found: Answer, lang: str) -> tuple[list[Sheet], int]:
    """Seats and balance before and after, a sheet for each stage of an area; and of how many there is none, because
    they are more than ``MANY`` and nothing changes in them."""
    heads = ["seats.before", "seats.after", "demand", "balance.before", "balance.after"]
    large = bool(found.worth.large.any())
    columns = [Column(say_label("year", lang)), *(Column(say(each, lang), number=True) for each in heads)]
    columns += [Column(say("squeezed", lang), number=True)] if large else []
    pairs: dict[tuple[str, str], list[tuple[BalanceRow, BalanceRow]]] = {}
    for was, now in zip(*found.rows, strict=True):
        pairs.setdefault((was.stage, was.area), []).append((was, now))
    sheets, same = [], 0
    for stage in found.before.stages:
        for area in found.before.areas:
            told = pairs[stage.name, area]
            if len(pairs) > MANY and not _changes(found, told):
                same += 1
                continue
            rows: list[list[str | tuple[str, str]]] = []
            for was, now in told:
                cells = [str(was.year), f"{was.seats:,}", f"{now.seats:,}", f"{was.demand:,}"]
                balances = [(balance_words(row.balance, lang), "red" if row.balance < 0 else "") for row in (was, now)]
                more = [f"{squeezed(found, area, stage.name, was.year):,}"] if large else []
                rows.append([*cells, *balances, *more])
            sheets.append(Sheet(say("title.stage", lang, area=area, stage=say_label(stage.name, lang)), columns, rows))
    return sheets, same


def _changes(found: Answer, rows: Iterable[tuple[BalanceRow, BalanceRow]]) -> bool:
    """Whether the schedule changes a balance, or sizes of classes, in a stage of an area."""
    large = bool(found.worth.large.any())
    return any(
        was.balance != now.balance or (large and squeezed(found, was.area, was.stage, was.year) > 0)
        for was, now in rows
    )


def _cost(found: Answer, lang: str) -> Sheet:
    """万元 by calendar year before and after, beside the budget."""
    columns = [Column(say("year", lang)), *(Column(say(key, lang), number=True) for key in ("before", "after"))]
    budget = found.case.budget
    columns += [Column(say("budget", lang), number=True)] if budget else []
    years = sorted({*found.spent_before, *found.worth.wan})
    rows = [
        [str(year), f"{found.spent_before.get(year, 0):,.0f}", f"{found.worth.wan.get(year, 0):,.0f}"]
        + ([f"{budget[year]:,.0f}" if year in budget else ""] if budget else [])
        for year in years
    ]
    sums = [f"{sum(each.values()):,.0f}" for each in (found.spent_before, found.worth.wan)]
    rows.append([say_label("total", lang), *sums, *([""] if budget else [])])
    return Sheet(say("title.cost", lang), columns, rows)


def _binding(found: Answer, lang: str) -> Sheet:
    """What more of each binding budget would save, and what else holds the schedule back."""
    prices = found.prices or ()
    told = [say(f"price.{each.objective}", lang, year=each.year, saved=each.saved * HUNDRED) for each in prices]
    notes = [*told, say("note.price", lang)] if told else []
    if found.case.budget and not told:
        notes = [say("note.unpriced" if found.prices is None else "note.slack", lang)]
    return Sheet(say("title.binding", lang), [], [], [*notes, *(_limit_words(each, lang) for each in found.limits)])


def _limit_words(each: Limit, lang: str) -> str:
    """A limit in a sentence."""
    if each.id:
        return say("limit.must", lang, id=each.id, wan=each.wan)
    stage = say_label(each.stage, lang)
    return say(f"limit.{each.kind}", lang, area=each.area, stage=stage, years=spans(each.years), n=each.missing)


def _notes(found: Answer, lang: str) -> list[str]:
    seat = found.before.assumptions.costs.seat
    low, high = seat.range or (seat.value, seat.value)
    weighted = any(level.name == "weighted" for level in found.solved.levels)
    return [
        *([] if weighted else [say("note.order", lang)]),
        say("note.checked", lang),
        say("note.choices", lang),
        say("note.cost", lang, seat=seat.value, basis=say_label(f"basis.{seat.basis}", lang), low=low, high=high),
    ]
