"""结论推算 of the years up to now: the largest shortages of each stage, each of another area, and the line on them."""

from __future__ import annotations

from collections.abc import Mapping

from xuewei.answers.gap.advice import NAMED
from xuewei.answers.gap.conclusion import past
from xuewei.answers.gap.words import say as say_in_gap
from xuewei.language.words import named
from xuewei.workbook.write.ahead_steps import Steps, span
from xuewei.workbook.write.layout import Formula, Layout
from xuewei.workbook.write.spelled import quoted, spelled

Both = tuple[str, float | str]
"""A formula and what it comes to."""


def past_cells(steps: Steps, stage: str, at: Mapping[str, str]) -> dict[str, Both]:
    """What the years up to now lacked."""
    plan, known = steps.plan, steps.plan.balance
    years, areas = plan.ahead_years, plan.ahead_areas
    own = [row for row in steps.ahead.past if row.stage == stage and row.balance < 0]
    worst, count = steps.worst_past.get(stage, ()), len({row.year for row in own})
    before = f'{years.down("year")},"<="&{steps.cut_cell}'
    counted: Both = f'COUNTIF({areas.down(f"past.{stage}")},">0")' if areas else "1", len({row.area for row in own})
    found: dict[str, Both] = {
        **_worst_past(steps, stage, at),
        "past_years": (
            f'{years.sheet}!${years.column(f"past_years.{stage}")}${years.last}&""',
            span(steps, stage, "past"),
        ),
        "past_count": (f'COUNTIFS({years.down(f"short.{stage}")},">0",{before})', count),
        "past_areas": counted if areas else ("1", 1),
    }
    for key in ("area", "year"):
        text = f'IF({at["past_count"]}=0,"",INDEX({known.down(key)},{at["past_order"]}))'
        found[f"past_{key}"] = text, getattr(worst[0], key) if worst else ""
    return {**found, "past_words": _past_words(steps, stage, at, found)}


def _worst_past(steps: Steps, stage: str, at: Mapping[str, str]) -> dict[str, Both]:
    """The largest shortages of the years up to now and their rows, each of an area that the ones before are not of; of
    one area the first alone."""
    plan, known = steps.plan, steps.plan.balance
    worst = steps.worst_past.get(stage, ())
    short = steps.rows_of(stage, steps.when(past=True), f"{known.down('kind')},1")
    found: dict[str, Both] = {}
    for n in range(NAMED):
        value, order = (f"past_{key}_{n + 1}" if n else f"past_{key}" for key in ("value", "order"))
        row = worst[n] if n < len(worst) else None
        least = f"_xlfn.MINIFS({known.down('balance')},{short})"
        first = f"_xlfn.MINIFS({known.down('order')},{short},{known.down('balance')},{at[value]})"
        if n and not steps.several:
            least = first = "0"
        found[value] = least, row.balance if row else 0
        found[order] = first, steps.order[stage, row.area, row.year] if row else 0
        area = f"INDEX({known.down('area')},MAX({at[order]},1))"
        short += f',{known.down("area")},"<>"&{plan.sought(area)}'
    return found


def _past_words(steps: Steps, stage: str, at: Mapping[str, str], found: Mapping[str, Both]) -> Both:
    """The same in words; empty without any."""
    known, lang = steps.plan.balance, steps.plan.lang
    worst, list_join = steps.worst_past.get(stage, ()), say_in_gap("list", lang)
    places = '""'
    for n in range(NAMED):
        value, order = (at[f"past_{key}_{n + 1}" if n else f"past_{key}"] for key in ("value", "order"))
        each = {key: f"INDEX({known.down(key)},{order})" for key in ("area", "year")}
        cells = {"area": each["area"], "worst": each["year"], "n": f"-{value}"}
        place = spelled(say_in_gap("past.place", lang), lang, cells)
        places = f'{places}&IF({value}<0,{quoted(list_join)}&{place},"")' if n else place
    cells = {"stage": at["stage"], "n": f"-{at['past_value']}", "worst": at["past_year"], "places": places}
    cells |= {key: at[f"past_{key}"] for key in ("areas", "years")}
    texts = {
        sentence: spelled(say_in_gap(sentence, lang), lang, cells)
        for sentence in ("past.short", "past.short.once", "past.areas.short")
    }
    told = texts["past.areas.short"]
    if not steps.several:
        told = f"IF({at['past_count']}=1,{texts['past.short.once']},{texts['past.short']})"
    words = ""
    if worst:
        once = found["past_count"][1] == 1
        past_key = "past.areas.short" if steps.several else "past.short.once" if once else "past.short"
        named_places = [say_in_gap("past.place", lang, area=row.area, worst=row.year, n=-row.balance) for row in worst]
        values = {"stage": named("stage", stage, lang), "n": -worst[0].balance, "worst": worst[0].year}
        values |= {"places": list_join.join(named_places)}
        words = say_in_gap(past_key, lang, years=found["past_years"][1], areas=found["past_areas"][1], **values)
    return f'IF({at["past_count"]}=0,"",{told})', words


def past_formula(plan: Layout) -> Formula:
    """The line on the years up to now; empty without any."""
    steps, lang, first = Steps(plan), plan.lang, plan.assessment.known.start
    table = plan.ahead_stages
    parts, calm = (f"{table.sheet}!${table.column(key)}${table.last}" for key in ("past_so_far", "past_enough"))
    none = spelled(say_in_gap("past.none", lang), lang, {"stages": calm})
    join = f'IF({parts}="","",{quoted(say_in_gap("answer.join", lang))})'
    every = f'{parts}&IF({calm}="","",{join}&{none})'
    years = f'IF({steps.cut_cell}={first},"{first}","{first}–"&{steps.cut_cell})'
    kinds = ("past", "past.now", "past.to_now")
    told, alone, upto = (spelled(say_in_gap(kind, lang), lang, {"years": years, "parts": every}) for kind in kinds)
    if steps.ahead.dated:
        cut = steps.cut_cell
        told = f"IF({plan.parameters['this_year']}={cut},IF({cut}={first},{alone},{upto}),{told})"
    return Formula(f'IF({steps.cut_cell}<{first},"",{told})', past(steps.ahead, lang))
