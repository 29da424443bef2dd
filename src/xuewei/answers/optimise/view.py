"""The chosen schedule: what to do in words, schools with their reasons, before and after, the proof, and what binds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.chosen_view import (
    answer_sheet,
    conclusion,
    counted_names,
    listed,
    name_of,
    seats_words,
    turn_words,
)
from xuewei.answers.optimise.closing_saved import POSTS
from xuewei.answers.optimise.closing_view import closed_sheet
from xuewei.answers.optimise.keeping import SMALL
from xuewei.answers.optimise.programme import COST, IDLE, LARGE, UNMET, WALK
from xuewei.answers.optimise.reasons import BEYOND, Limit
from xuewei.answers.optimise.schedule_view import (
    CLOSED,
    COLUMNS,
    as_planned,
    besides_name,
    head,
    reason_words,
    records,
    robust_sheet,
    squeezed,
    turning_wan,
    turning_why,
)
from xuewei.answers.optimise.site_view import sites_sheet
from xuewei.answers.optimise.solve import Level
from xuewei.answers.optimise.solver import GAP
from xuewei.answers.optimise.words import say
from xuewei.language.words import named
from xuewei.language.words import say as say_label
from xuewei.model.assumptions import Costs
from xuewei.model.balance import BalanceRow
from xuewei.tables.beyond import estates_in_short
from xuewei.tables.notes import balance_words, cost_note, plan_head, plan_title, whence
from xuewei.tables.palette import BAD, DOUBTFUL
from xuewei.tables.stage_notes import unheard_notes
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View

HUNDRED = 100
"""万元 more of a budget, for which its price is shown."""
MANY = 60
"""Stages of areas from which those in which nothing changes are left out: they would bury the others."""
OBJECTIVES = {UNMET: "unmet", LARGE: "large", COST: "wan", POSTS: "posts", IDLE: "idle", WALK: "walk.sum"}


def optimised(found: Answer, lang: str, told: Sequence[str] = ()) -> View:
    """The view of an answer; ``told`` are notes on what was read."""
    stages, same = _stages(found, lang)
    sheets = [answer_sheet(found, lang), _schools(found, lang), *stages, _cost(found, lang), _proof(found, lang)]
    if found.case.budget or found.limits:
        sheets.append(_binding(found, lang))
    if found.case.around is not None:
        sheets.insert(1, sites_sheet(found, lang))
    if found.closing is not None:
        sheets.insert(1, closed_sheet(found, found.closing, lang))
    if found.against is not None:
        sheets.insert(1, robust_sheet(found, found.against, lang))
    return View(
        sheets,
        records(found, lang),
        {**plan_head(found.plan), "conclusion": conclusion(found, lang), **head(found)},
        [whence(found.plan, lang), *([say("note.same", lang, n=same)] if same else []), *_notes(found, lang), *told],
        COLUMNS if found.closing is None else (*COLUMNS, *CLOSED),
        heading=plan_title(found.plan, lang),
    )


def _proof(found: Answer, lang: str) -> Sheet:
    """The objectives before and after, with what is proven of each."""
    columns = [Column(say("objective", lang), rank=0)]
    columns += [Column(say(key, lang), number=True) for key in ("before", "after")]
    columns += [Column(say("bound", lang), number=True, rank=3), Column(say("gap", lang), number=True, rank=2)]
    columns.append(Column(say("proof", lang)))
    before, levels = found.values_before, {level.name: level for level in found.solved.levels}
    rows = []
    for name, label in OBJECTIVES.items():
        if name in (LARGE, POSTS, WALK) and name not in levels and not (name == LARGE and found.worth.values[LARGE]):
            continue
        level = levels.get(name)
        net = ".net" if name == COST and found.worth.saved else ""
        cells = [say(label + net, lang), f"{before[name]:,.0f}", f"{found.worth.values[name]:,.0f}"]
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
    """Every candidate as planned and as chosen, and below the table why."""
    columns = [
        Column(say("school", lang), rank=0),
        Column(say("opening", lang), number=True),
        Column(say("size", lang), number=True),
        Column(say("cost", lang), number=True),
        Column(say_label("id", lang), rank=2),
    ]
    rows: list[list[str | tuple[str, str]]] = []
    turns = []
    for each, why in zip(found.schedule.outcomes, found.reasons, strict=True):
        one, planned = each.candidate.school, as_planned(each, found.plan)
        none = say("none", lang)
        opening = _arrow(none if planned is None else str(planned), _opens(each.opens, why.kind, lang))
        size = seats_words(each.seats) if each.opens else ""
        seats = size if planned is None else _arrow(seats_words(one.seats), size or seats_words(one.seats))
        wan = f"{each.wan + turning_wan(found, each.turns):,.0f}"
        rows.append([name_of(one), _coloured(opening), _coloured(seats), wan, one.id])
        turns += [f"{name_of(one)}: {turn_words(turn, lang)}" for turn in each.turns]
    for school, turned in found.schedule.turned:
        wan = f"{turning_wan(found, turned):,.0f}"
        rows.append([name_of(school), "", seats_words(school.seats), wan, school.id])
        turns += [f"{name_of(school)}: {turn_words(turn, lang)}" for turn in turned]
    for row in found.schedule.besides:
        opening = spans(range(row.opens or 0, (row.until or row.opens or 0) + 1))
        rows.append(
            [
                besides_name(row, lang),
                (opening, DOUBTFUL),
                seats_words(row.seats),
                f"{row.cost_wan or 0:,.0f}",
                row.id,
            ]
        )
    return Sheet(say("title.schools", lang), columns, rows, [*turns, *_reasons(found, lang)])


def _arrow(was: str, now: str) -> str:
    return was if was == now else f"{was}→{now}"


def _coloured(text: str) -> str | tuple[str, str]:
    return (text, DOUBTFUL) if "→" in text else text


def _opens(opens: int | None, why: str, lang: str) -> str:
    return say("unjudged" if why == BEYOND else "cancelled", lang) if opens is None else str(opens)


def _reasons(found: Answer, lang: str) -> list[str]:
    """Why each school opens when it does, or not at all: schools of one reason together."""
    names: dict[str, list[str]] = {}
    for each, reason in zip(found.schedule.outcomes, found.reasons, strict=True):
        names.setdefault(reason_words(reason, lang), []).append(name_of(each.candidate.school))
    for row in found.schedule.besides:
        names.setdefault(say("why.turns_in_use" if row.removes else "why.temporary", lang), []).append(
            besides_name(row, lang)
        )
    for school, turns in found.schedule.turned:
        names.setdefault(turning_why(found, school, turns, lang), []).append(name_of(school))
    joined, lines = say("answer.list", lang), []
    for why, alike in names.items():
        lines.append(say("reason.line", lang, names=joined.join(counted_names(alike)), why=why))
    return [say("reasons", lang), *lines] if lines else []


def _stages(found: Answer, lang: str) -> tuple[list[Sheet], int]:
    """Seats and balance before and after, a sheet for each stage of an area; and of how many there is none, because
    they are more than ``MANY`` and nothing changes in them."""
    ranks = {"seats.before": 4, "seats.after": 3, "demand": 2}
    large = bool(found.worth.large.any())
    columns = [
        Column(say_label("year", lang), rank=0),
        *(Column(say(each, lang), number=True, rank=rank) for each, rank in ranks.items()),
        *(Column(say(each, lang), number=True) for each in ("balance.before", "balance.after")),
    ]
    columns += [Column(say("squeezed", lang), number=True, rank=2)] if large else []
    pairs: dict[tuple[str, str], list[tuple[BalanceRow, BalanceRow]]] = {}
    for was, now in zip(*found.rows, strict=True):
        pairs.setdefault((was.stage, was.area), []).append((was, now))
    sheets, same = [], 0
    for stage in found.before.stages:
        for area in found.before.areas:
            years = pairs[stage.name, area]
            if len(pairs) > MANY and not _changes(found, years):
                same += 1
                continue
            rows: list[list[str | tuple[str, str]]] = []
            for was, now in years:
                cells = [str(was.year), f"{was.seats:,}", f"{now.seats:,}", f"{was.demand:,}"]
                balances = [(balance_words(row.balance, lang), BAD if row.balance < 0 else "") for row in (was, now)]
                more = [f"{squeezed(found, area, stage.name, was.year):,}"] if large else []
                rows.append([*cells, *balances, *more])
            sheets.append(
                Sheet(say("title.stage", lang, area=area, stage=named("stage", stage.name, lang)), columns, rows)
            )
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
    columns = [Column(say("year", lang), rank=0)]
    columns += [Column(say(key, lang), number=True) for key in ("before", "after")]
    budget, outside = found.case.budget, found.outside if found.case.budget else {}
    columns += [Column(say("budget", lang), number=True)] if budget else []
    columns += [Column(say("outside", lang), number=True, rank=2)] if outside else []
    years = sorted({*found.spent_before, *found.worth.wan})
    rows = [
        [str(year), f"{found.spent_before.get(year, 0):,.0f}", f"{found.worth.wan.get(year, 0):,.0f}"]
        + ([f"{budget[year]:,.0f}" if year in budget else ""] if budget else [])
        + ([f"{outside.get(year, 0):,.0f}"] if outside else [])
        for year in years
    ]
    sums = [f"{sum(each.values()):,.0f}" for each in (found.spent_before, found.worth.wan)]
    sums += [""] if budget else []
    rows.append([say_label("total", lang), *sums, *([f"{sum(outside.values()):,.0f}"] if outside else [])])
    return Sheet(say("title.cost", lang), columns, rows, [say("note.elsewhere", lang)] if outside else [])


def _binding(found: Answer, lang: str) -> Sheet:
    """What more of each binding budget would save, and what else holds the schedule back."""
    prices = found.prices or ()
    sentences = [say(f"price.{each.objective}", lang, year=each.year, saved=each.saved * HUNDRED) for each in prices]
    notes = [*sentences, say("note.price", lang)] if sentences else []
    if found.case.budget and not sentences:
        why = "unpriced.written" if found.against and found.against.kept else "unpriced"
        notes = [say(f"note.{why}" if found.prices is None else "note.slack", lang)]
    return Sheet(say("title.binding", lang), [], [], [*notes, *_limits(found, lang)])


def _limits(found: Answer, lang: str) -> list[str]:
    """Limits in sentences, the schools that must open in one."""
    names = {each.candidate.school.id: name_of(each.candidate.school) for each in found.schedule.outcomes}
    must = [each for each in found.limits if each.id]
    known = {**names, **{school.id: name_of(school) for school in found.plan.schools}}
    sentences = [
        _limit_words(each, counted_names(known.get(one, one) for one in each.schools), found.keep.small, lang)
        for each in found.limits
        if not each.id
    ]
    if len(must) == 1:
        sentences.append(say("limit.must", lang, name=names[must[0].id], wan=must[0].wan))
    elif must:
        listed = say("answer.list", lang).join(names[each.id] for each in must)
        sentences.append(say("limit.musts", lang, n=len(must), wan=sum(each.wan for each in must), names=listed))
    return sentences


def _limit_words(each: Limit, names: Sequence[str], small: float, lang: str) -> str:
    stage = named("stage", each.stage, lang)
    values = {"area": each.area, "stage": stage, "years": spans(each.years), "n": each.missing}
    return say(f"limit.{each.kind}", lang, **values, names=listed(names, lang), small=small)


def _notes(found: Answer, lang: str) -> list[str]:
    assumed, present = found.before.assumptions, found.present
    weighted = any(level.name == "weighted" for level in found.solved.levels)
    building = assumed.building_months
    day_note = say(
        "note.now",
        lang,
        day=present.day,
        months=building.value,
        basis=say_label(f"basis.{building.basis}", lang),
        new=present.begun_now,
        next=present.next,
    )
    gap = "" if lang == "zh" else " "
    return [
        *([] if weighted else [say("note.order", lang)]),
        say("note.checked", lang),
        day_note,
        say("note.choices", lang),
        cost_note(found.cost_before, assumed.costs, lang) + gap + say("note.scaled", lang),
        *_means(found, assumed.costs, lang),
        *estates_in_short(found.before.demand, assumed, lang, found.case.years[-1]),
        *unheard_notes(found.before, lang),
    ]


def _means(found: Answer, costs: Costs, lang: str) -> list[str]:
    """What temporary classes and seats that turn cost, where the schedule has them."""
    rows = found.schedule.besides
    turns = found.schedule.turned or any(each.turns for each in found.schedule.outcomes)
    used = {
        "temporary": (costs.temporary_class, any(not row.removes for row in rows)),
        "conversion": (costs.conversion, bool(turns) or any(row.removes for row in rows)),
    }
    notes = [
        say(f"note.{key}", lang, wan=figure.value, basis=say_label(f"basis.{figure.basis}", lang))
        for key, (figure, is_used) in used.items()
        if is_used
    ]
    keep, named_levers = found.keep, any(lever.school for lever in found.case.levers)
    notes += [say("note.turns", lang)] if named_levers or found.case.withheld else []
    if any(why == SMALL for _, why in found.case.withheld):
        basis = say_label(f"basis.{keep.basis}", lang)
        notes.append(say("note.small", lang, small=keep.small, source=keep.source, clause=keep.clause, basis=basis))
    return notes
