"""结论推算: from the rows of 余缺表 to the sentences of the first sheet, by formulas that follow what is edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from xuewei.answers.gap.ahead import ENOUGH, SHORT, SPARE, STATES, TIGHT
from xuewei.answers.gap.conclusion import message
from xuewei.answers.gap.words import say as say_in_gap
from xuewei.language.words import named
from xuewei.workbook.words import say
from xuewei.workbook.write.ahead_past import Both, past_cells
from xuewei.workbook.write.ahead_steps import CUT, Steps, flagged, span
from xuewei.workbook.write.layout import AHEAD_YEAR, HEAD_ROWS, Formula, Layout, Table
from xuewei.workbook.write.page import Page, Value, name_width
from xuewei.workbook.write.spelled import (
    listing_formula,
    listings,
    quoted,
    run_formulas,
    runs,
    spelled,
)

WIDTH, PRINTED = 16.0, 14
"""Characters of a column, and columns of a printed page."""


def write_ahead(page: Page, plan: Layout) -> None:
    """The whole sheet: the years, the stages, and the areas where there are several."""
    steps, lang = Steps(plan), plan.lang
    stages, years, areas = plan.ahead_stages, plan.ahead_years, plan.ahead_areas
    page.title(say("title.ahead", lang), say("note.ahead", lang), PRINTED, (PRINTED - 1) * WIDTH, left=1)
    last = plan.assessment.known.stop - 1
    cut = Formula(f"MIN({plan.parameters['this_year']},{last - 1})", steps.cut)
    page.row(HEAD_ROWS - 2, [(say("ahead.cut", lang), "text"), (cut, "year")])
    _table(page, plan, years, _of_years(steps))
    _table(page, plan, stages, _of_stages(steps))
    if areas:
        _table(page, plan, areas, _of_areas(steps, areas))
    page.sheet.set_column(0, max(len(years.keys), len(stages.keys)) - 1, WIDTH)
    page.sheet.set_column(0, 0, name_width(plan.assessment.areas if areas else (), WIDTH))
    page.sheet.freeze_panes(HEAD_ROWS - 2, 1)
    columns = max(len(years.keys), len(stages.keys))
    page.prints(rows=(areas or stages).last, columns=columns, page=say("print.page", lang), top=2)
    page.sheet.fit_to_pages(-(-columns // PRINTED), 0)
    page.sheet.repeat_columns(0, 0)


def _table(page: Page, plan: Layout, table: Table, rows: Iterator[Mapping[str, Value]]) -> None:
    titles: list[tuple[Value, str]] = []
    for key in table.keys:
        name, _, stage = key.partition(".")
        of = f"{named('stage', stage, plan.lang)} · " if stage else ""
        titles.append((of + say(f"ahead.{name}", plan.lang), "head"))
    page.row(table.first - 1, titles, [WIDTH] * len(titles))
    for n, cells in enumerate(rows, start=table.first):
        page.row(n, [(cells[key], "step") for key in table.keys], [WIDTH] * len(table.keys))


def _of_years(steps: Steps) -> Iterator[Mapping[str, Value]]:
    plan, table, known = steps.plan, steps.plan.ahead_years, steps.plan.assessment.known
    between, found = say_in_gap("list", plan.lang), plan.balance
    flags = {
        (stage, key): [flagged(steps, stage, year, key) for year in known]
        for stage in plan.stages
        for key in ("short", "more", "past")
    }
    values = {place: [*runs(known, each, between)] for place, each in flags.items()}
    for n, (row, year) in enumerate(zip(range(table.first, table.last + 1), known, strict=True)):
        cells: dict[str, Value] = {"year": year}
        when = table.here("year", row)
        for stage in plan.stages:
            here = {key: table.here(f"{key}.{stage}", row) for key in AHEAD_YEAR}
            above = {key: table.here(f"{key}.{stage}", row - 1) for key in AHEAD_YEAR} if n else {}
            for key, kind in (("short", 1), ("unsure", 2)):
                which = steps.rows_of(stage, f"{found.down('year')},{when}", f"{found.down('kind')},{kind}")
                cells[f"{key}.{stage}"] = Formula(f"COUNTIFS({which})", steps.count(stage, year, kind))
            tests = {
                "short": f"AND({when}>{CUT},{here['short']}>0)",
                "more": f"AND({when}>{CUT},{here['short']}=0,{here['unsure']}>0)",
                "past": f"AND({when}<={CUT},{here['short']}>0)",
            }
            for key, test in tests.items():
                both = (above[f"{key}_start"], above[f"{key}_years"]) if above else None
                start, text = run_formulas(test, when, here[f"{key}_start"], both, between)
                cells[f"{key}_start.{stage}"] = Formula(start, values[stage, key][n][0])
                cells[f"{key}_years.{stage}"] = Formula(text, values[stage, key][n][1])
        yield cells


def _of_areas(steps: Steps, table: Table) -> Iterator[Mapping[str, Value]]:
    plan, found = steps.plan, steps.plan.balance
    counts: Counter[tuple[str, str, str]] = Counter()
    for (stage, year, area), kind in steps.kinds.items():
        ahead = year > steps.cut
        key = "past" if kind == 1 and not ahead else {1: "short", 2: "more"}.get(kind, "") if ahead else ""
        counts[area, stage, key] += 1
    for row, area in enumerate(plan.assessment.areas, start=table.first):
        cells: dict[str, Value] = {"area": area}
        place = f"{found.down('area')},{plan.same(table.here('area', row))}"
        for stage in plan.stages:
            for key, kind in (("short", 1), ("more", 2), ("past", 1)):
                which = steps.rows_of(stage, place, steps.when(past=key == "past"), f"{found.down('kind')},{kind}")
                cells[f"{key}.{stage}"] = Formula(f"COUNTIFS({which})", counts[area, stage, key])
        yield cells


def _of_stages(steps: Steps) -> Iterator[Mapping[str, Value]]:
    plan, table, lang = steps.plan, steps.plan.ahead_stages, steps.plan.lang
    names = [named("stage", stage, lang) for stage in plan.stages]
    joints, join = (say_in_gap("list", lang), say_in_gap("list.last", lang)), say_in_gap("answer.join", lang)
    states = [STATES.index(steps.prospects[stage].state) + 1 for stage in plan.stages]
    tests = {"enough": ("state", 4), "surplus": ("state", 5), "past_enough": ("past_count", 0)}
    flags = {key: [state == code for state in states] for key, (_, code) in tests.items()}
    flags["past_enough"] = [stage not in steps.worst_past for stage in plan.stages]
    lists = {key: [*listings(names, each, *joints)] for key, each in flags.items()}
    told = {"part": "", "past_words": ""}
    for n, stage in enumerate(plan.stages):
        at = {key: table.here(key, table.first + n) for key in table.keys}
        above = {key: table.here(key, table.first + n - 1) for key in table.keys} if n else {}
        found: dict[str, Both] = {**_ahead(steps, stage, at), **past_cells(steps, stage, at)}
        for key, (cell, code) in tests.items():
            so_far, whole = (f"COUNTIF({_to_here(table, cell, upto)},{code})" for upto in (n, None))
            text = listing_formula(f"{at[cell]}={code}", at["stage"], above.get(key), so_far, whole, joints)
            found[key] = text, lists[key][n]
        found["part"] = _part(steps, at, found, n, states, lists)
        for key, each in (("so_far", "part"), ("past_so_far", "past_words")):
            own = str(found[each][1])
            told[each] += f"{join if told[each] and own else ''}{own}"
            text = f'{at[each]}&""'
            if above:
                text = f'{above[key]}&IF(OR({above[key]}="",{at[each]}=""),"",{quoted(join)})&{at[each]}'
            found[key] = text, told[each]
        yield {"stage": names[n], **{key: Formula(*both) for key, both in found.items()}}


def _to_here(table: Table, key: str, n: int | None = None) -> str:
    """A column of a table down to its row ``n`` (None: the last)."""
    letters = table.column(key)
    return f"${letters}${table.first}:${letters}${table.last if n is None else table.first + n}"


def _ahead(steps: Steps, stage: str, at: Mapping[str, str]) -> dict[str, Both]:
    """What awaits a stage, in numbers and in words."""
    plan, known, found = steps.plan, steps.plan.balance, steps.prospects[stage]
    which = steps.rows_of(stage, steps.when(past=False))
    counts = {kind: f"COUNTIFS({which},{known.down('kind')},{kind})" for kind in (1, 2, 3, 5)}
    alike = f'{which},{known.down("kind")},IF({at["state"]}>3,">=4",{at["state"]})'
    least = f"_xlfn.MINIFS({known.down('balance')},{alike})"
    first = f"_xlfn.MINIFS({known.down('order')},{alike},{known.down('balance')},{at['value']})"
    if plan.banded:
        low = known.down("balance_low")
        least = f"IF({at['state']}=2,_xlfn.MINIFS({low},{alike}),{least})"
        first = f"IF({at['state']}=2,_xlfn.MINIFS({known.down('order')},{alike},{low},{at['value']}),{first})"
    tight = steps.tightest[stage]
    lowest = f"_xlfn.MINIFS({known.down('balance')},{which})"
    state = STATES.index(found.state) + 1
    years, areas = plan.ahead_years, plan.ahead_areas
    short, more = (f"{years.sheet}!${years.column(f'{key}_years.{stage}')}${years.last}" for key in ("short", "more"))
    spans = {key: span(steps, stage, key) for key in ("short", "more")}
    ahead = f'{years.down("year")},">"&{steps.cut_cell}'
    of_areas: dict[str, Both] = {"areas": ("1", 1), "more_areas": ("0", 0)}
    if areas:
        held, besides = (areas.down(f"{key}.{stage}") for key in ("short", "more"))
        counted = f'IF({at["state"]}=1,COUNTIF({held},">0"),COUNTIF({besides},">0"))'
        of_areas["areas"] = counted, len(found.areas) if state < 3 else 0
        of_areas["more_areas"] = (
            f'COUNTIFS({held},0,{besides},">0")',
            len(found.more_areas if state == 1 else found.areas if state == 2 else ()),
        )
    numbers: dict[str, Both] = {
        "state": (
            f"IF({counts[1]}>0,1,IF({counts[2]}>0,2,IF({counts[3]}>0,3,IF({counts[5]}=COUNTIFS({which}),5,4))))",
            state,
        ),
        "value": (least, found.balance),
        "order": (first, steps.order[stage, found.row.area, found.row.year]),
        "area": (f"INDEX({known.down('area')},{at['order']})", found.row.area),
        "year": (f"INDEX({known.down('year')},{at['order']})", found.row.year),
        "alert": (f"INDEX({known.down('warning')},{at['order']})", named("warning", found.row.warning, plan.lang)),
        "years": (f"IF({at['state']}=1,{short},{more})", spans["short" if state == 1 else "more"]),
        "count": (f'COUNTIFS({years.down(f"short.{stage}")},">0",{ahead})', len(found.years) if state == 1 else 0),
        "more": (f'IF({at["state"]}=1,{more},"")', spans["more"] if state == 1 else ""),
        **of_areas,
        "tight": (
            at["order"]
            if steps.several
            else f"_xlfn.MINIFS({known.down('order')},{which},{known.down('balance')},{lowest})",
            steps.order[stage, tight.area, tight.year],
        ),
    }
    return {**numbers, "words": _words(steps, at, numbers, stage)}


def _words(steps: Steps, at: Mapping[str, str], numbers: Mapping[str, Both], stage: str) -> Both:
    """What awaits a stage, unless it is enough: formula and words."""
    plan, over = steps.plan, "ahead.areas" if steps.several else "ahead"
    cells = {key: at[key] for key in ("stage", "years", "areas", "area", "alert")}
    cells |= {"worst": at["year"], "n": f"ABS({at['value']})"}
    values = {key: numbers[key][1] for key in ("years", "areas", "area", "alert")}
    values |= {"stage": named("stage", stage, plan.lang), "worst": numbers["year"][1]}
    values["n"] = abs(int(numbers["value"][1]))

    def told(sentence: str, **more: str) -> str:
        return spelled(say_in_gap(sentence, plan.lang), plan.lang, {**cells, **more})

    once = f"IF({at['count']}=1,{told('ahead.short.once')},{told('ahead.short')})"
    first = told(f"{over}.short") if steps.several else once
    if steps.several:
        besides = f'IF({at["more_areas"]}=0,"",{told("ahead.areas.short.more", areas=at["more_areas"])})'
    else:
        besides = f'IF({at["more"]}="","",{told("ahead.short.more", years=at["more"])})'
    tight = f"IF({at['value']}=0,{told(f'{over}.tight.even')},{told(f'{over}.tight')})"
    text = f'CHOOSE({at["state"]},{first}&{besides},{told(f"{over}.short_if_high")},{tight},"","")'
    state = STATES[int(numbers["state"][1]) - 1]
    if state in (ENOUGH, SPARE):
        return text, ""
    sentence, found = f"{over}.{state}", steps.prospects[stage]
    if state == SHORT and not steps.several and numbers["count"][1] == 1:
        sentence += ".once"
    elif state == TIGHT and not found.balance:
        sentence += ".even"
    words = say_in_gap(sentence, plan.lang, **values)
    if steps.several and state == SHORT and found.more_areas:
        words += say_in_gap("ahead.areas.short.more", plan.lang, areas=len(found.more_areas))
    elif not steps.several and state == SHORT and found.more_years:
        words += say_in_gap("ahead.short.more", plan.lang, years=numbers["more"][1])
    return text, words


def _part(
    steps: Steps,
    at: Mapping[str, str],
    found: Mapping[str, Both],
    n: int,
    states: Sequence[int],
    lists: Mapping[str, Sequence[str]],
) -> Both:
    """What the sentence says of a stage: stages of which the same plain thing is said come together, with the first."""
    table, lang, key = steps.plan.ahead_stages, steps.plan.lang, "ahead.areas" if steps.several else "ahead"
    plain = [
        spelled(say_in_gap(f"{key}.{STATES[code - 1]}", lang), lang, {"stages": f"${table.column(name)}${table.last}"})
        for code, name in ((4, "enough"), (5, "surplus"))
    ]
    first = f"COUNTIF({_to_here(table, 'state', n)},{at['state']})=1"
    text = f'IF({at["state"]}<4,{at["words"]},IF({first},IF({at["state"]}=4,{plain[0]},{plain[1]}),""))'
    if states[n] < 4:
        return text, found["words"][1]
    if states[n] in states[:n]:
        return text, ""
    return text, say_in_gap(
        f"{key}.{STATES[states[n] - 1]}", lang, stages=lists["enough" if states[n] == 4 else "surplus"][-1]
    )


def message_formula(plan: Layout) -> Formula:
    """The sentence on the years ahead."""
    steps, lang, known = Steps(plan), plan.lang, plan.assessment.known
    table = plan.ahead_stages
    parts, first, last = f"{table.sheet}!${table.column('so_far')}${table.last}", known.start, known.stop - 1
    begin = f"MAX({steps.cut_cell}+1,{first})"
    whole = str(first) if first == last else f"{first}–{last}"
    values = {"years": quoted(whole), "last": quoted(str(last)), "parts": parts}
    over, running = (spelled(say_in_gap(f"ahead.{key}", lang), lang, values) for key in ("over", "running"))
    years = f'IF({begin}={last},"{last}",{begin}&"–{last}")'
    told = spelled(say_in_gap("ahead", lang), lang, {"years": years, "parts": parts})
    year = plan.parameters["this_year"]
    return Formula(f"IF({year}<{last},{told},IF({year}={last},{running},{over}))", message(steps.ahead, lang))
