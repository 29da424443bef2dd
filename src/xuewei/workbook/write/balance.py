"""余缺表: a row of the balance for every stage, area and year, and the seats behind it as formulas."""

from __future__ import annotations

from collections.abc import Mapping

from xuewei.answers.gap.bands_view import band_values, gap_band_notes
from xuewei.language.heads import head
from xuewei.model.balance import BASELINE, GREEN, RED, SURPLUS, WARNINGS, YELLOW, BalanceRow, norm_band
from xuewei.model.bands import Band
from xuewei.model.plan import BALANCED, LISTED
from xuewei.model.rounding import NOISE_DIGITS, exact
from xuewei.model.stages import Stage
from xuewei.tables.words import say as say_in_tables
from xuewei.workbook.columns import OF_GRADE, OF_GRADE_WITHIN
from xuewei.workbook.words import named, say
from xuewei.workbook.write.ahead_steps import kind_formula, kind_of_row
from xuewei.workbook.write.layout import (
    BAND_SHARES,
    HEAD_ROWS,
    OF_BAND,
    Formula,
    Layout,
    Table,
    grade_numbers,
)
from xuewei.workbook.write.page import Page, Titles, Value, name_width


def added(plan: Layout, stage: Stage, area: str, year: str, *, within: bool, held: str = "") -> str:
    """Seats of one stage of an area that stand in a year by the ledger and the register, all or those within the caps;
    ``held``: only rows of schools whose word on the seats in use meets this criterion."""
    found = "+".join(_of_rows(plan, each, stage, area, year, within=within, held=held) for each in plan.tables)
    return f"{found}{_turned(plan, stage.name, area, year, within=within, held=held)}"


def _of_rows(plan: Layout, ledger: Table, stage: Stage, area: str, year: str, *, within: bool, held: str) -> str:
    """Seats of the rows of one table."""
    which = f"{ledger.down('stage')},{plan.word('stage', stage.name)},{ledger.down('place')},{area}"
    which += f",{ledger.down('held')},{held}" if held else ""
    lasts = f'{ledger.down("ends")},">"&{year}'
    numbers = grade_numbers(stage)
    opening = ledger.down("opening")
    whole, each = ("all_within", "each_within") if within else ("all_grades", "each_grade")
    at_once = f'SUMIFS({ledger.down(whole)},{which},{opening},"<="&{year},{lasts})'
    graded = f'{opening},"<="&({year}+1-{numbers}),{ledger.down("grades")},">="&{numbers}'
    graded = f"SUMIFS({ledger.down(each)},{which},{lasts},{graded})"
    graded = f"SUMPRODUCT({graded}{weights(stage)})"
    start = OF_GRADE_WITHIN if within else OF_GRADE
    opens = f"{ledger.down(whole)},0,{opening}"
    parts = [
        f'SUMIFS({ledger.down(f"{start}{n}")},{which},{lasts},{opens},"<="&({year}+1-{n}),{ledger.down("grades")},">={n}")'
        for n in range(1, stage.grades + 1)
        if f"{start}{n}" in ledger.keys
    ]
    return "+".join([at_once, graded, *parts])


def weights(stage: Stage) -> str:
    """What an even part of a school's seats is times, grade by grade, where somebody wrote the sizes of classes."""
    sizes = stage.filling
    if len({*sizes}) == 1:
        return ""
    return "*{" + ",".join(map(str, sizes)) + "}*" + f"{len(sizes)}/{sum(sizes)}"


def weight(stage: Stage, grade: int) -> str:
    """The same of one grade.

    >>> weight(Stage("kindergarten", 3, 3, 30, class_sizes=(25, 30, 35)), 1)
    '*25*3/90'
    """
    sizes = stage.filling
    return f"*{sizes[grade - 1]}*{len(sizes)}/{sum(sizes)}" if len({*sizes}) > 1 else ""


def _turned(plan: Layout, stage: str, area: str, year: str, *, within: bool, held: str) -> str:
    """Seats that turned into the stage, less those that turned into another."""
    turns = plan.conversions
    if turns is None:
        return ""
    when = f'{turns.down("area")},{area},{turns.down("year")},"<="&{year},{turns.down("ends")},">"&{year}'
    when += f",{turns.down('held')},{held}" if held else ""
    amounts = turns.down("turned_within" if within else "turned")
    return "".join(
        f"{sign}SUMIFS({amounts},{turns.down(side)},{plan.word('stage', stage)},{when})"
        for sign, side in (("+", "to"), ("-", "from"))
    )


def rest(plan: Layout, area: str, stage: str) -> str:
    """Seats in use before the plan that no listed school brings: written ones less the schools counted in them, or the
    demand of the base year ÷ crowding less all schools open by then; nothing where schools are listed."""
    cell, demand, parameters = plan.parameters[f"base.{area}.{stage}"], plan.demand, plan.parameters
    kind, year, written = plan.assessment.stage(stage), parameters["base_year"], parameters["base_seats.year"]
    # the name of the area where it stands already: in a formula it could act, or be no character of a workbook
    row = demand.first + plan.assessment.areas.index(area) * len(plan.assessment.years)
    here = plan.same(f"{demand.sheet}!${demand.column('area')}${row}")
    where = f"{demand.down('area')},{here},{demand.down('year')},{year}"
    wanted = f"SUMIFS({demand.down(f'wanted.{stage}')},{where})/{parameters['base_crowding']}"
    yes, no = (f'"{sign}{say(f"held.{word}", plan.lang)}"' for sign, word in (("", True), ("<>", False)))
    inside = added(plan, kind, here, year, within=False, held=no)
    counted = added(plan, kind, here, f"MIN({year},{written})", within=False, held=yes)
    balanced, listed = plan.says(cell, "rule", "", BALANCED), plan.says(cell, "rule", LISTED)
    return f"IF({listed},0,IF({balanced},{wanted}-({inside}),VALUE({cell})-({counted})))"


GROUPS = {
    **dict.fromkeys(("norm_low", "norm_high", "norm_position"), "norm"),
    **dict.fromkeys(("usable_seats", "usable_balance"), "usable"),
    **dict.fromkeys(("seats_exact", "demand_exact", "usable_exact", "low_exact", "high_exact"), "exact"),
    **dict.fromkeys(("order", "kind", "seats_written", "demand_written"), "steps"),
}
FOLDED = (*(key for key, group in GROUPS.items() if group in ("exact", "steps")), *BAND_SHARES)
"""Columns that only compute."""
KINDS = {
    "stage": "word", "area": "text", "year": "year", "balance": "signed", "usable_balance": "signed", "rate": "share",
    "warning": "word", "norm_position": "word", "balance_low": "signed", "balance_high": "signed",
    "band_warning": "word",
}  # fmt: skip
OF_SEATS = (
    *("seats", "balance", "rate", "warning", "classes_short", "norm_position", "usable_seats", "usable_balance"),
    *("seats_exact", "usable_exact"),
)
"""What a year has only if seats are known: not where somebody makes the base year a later one."""
WIDTHS = {"stage": 9, "area": 12, "year": 7, "warning": 7, "rate": 9, "norm_position": 8}
USUAL = 10.5
"""Characters of a column, and of the others."""


def write_balance(page: Page, plan: Layout) -> None:
    """The whole sheet."""
    lang, table, rows = plan.lang, plan.balance, plan.assessment.rows()
    titles = [_titles(plan, key) for key in table.keys]
    found = [(row, plan.banded.get((row.year, row.area, row.stage))) for row in rows]
    notes = gap_band_notes(plan.bands, found, lang) if plan.bands else []
    more = [say_in_tables("book.band", lang)] if plan.banded else []
    width = sum(_widths(plan).get(key, USUAL) for key in table.keys if key not in FOLDED) if notes else 0
    note = "\n".join([say("note.balance", lang), *notes, *more])
    page.title(say("title.balance", lang), note, len(titles), width)
    page.head(titles)
    kinds = [KINDS.get(key, "computed" if key in FOLDED else "whole") for key in table.keys]
    for n, (row, band) in enumerate(found, start=table.first):
        cells: dict[str, Value] = _cells(plan, n, row) | (_of_band(plan, n, row, band) if band else {})
        kind = Formula(kind_formula(plan, n), kind_of_row(plan.conclusion.ahead, row))
        cells |= {"order": n - table.first + 1, "kind": kind}
        cells |= {"seats_written": row.seats, "demand_written": row.demand}
        page.row(n, [(cells.get(key), kind) for key, kind in zip(table.keys, kinds, strict=True)])
    _finish(page, plan)


def _widths(plan: Layout) -> dict[str, float]:
    return {**WIDTHS, "area": name_width(plan.assessment.areas, WIDTHS["area"])}


def _titles(plan: Layout, key: str) -> Titles:
    """The upper and the lower title of a column; the lower is empty where it has both rows to itself."""
    lang = plan.lang
    if key in OF_BAND and plan.bands:
        return say_in_tables("band", lang, level=plan.bands.banding.level), head(key, lang)
    if key in BAND_SHARES:
        return say_in_tables("book.band.shares", lang), say_in_tables(f"book.band.{key}", lang)
    own = say(f"balance.{key}", lang)
    return (say(f"balance.{GROUPS[key]}", lang), own) if key in GROUPS else (own, "")


def _cells(plan: Layout, row: int, found: BalanceRow) -> dict[str, Value]:
    written: dict[str, Value] = {
        "stage": named("stage", found.stage, plan.lang),
        "area": found.area,
        "year": found.year,
    }
    formulas, values = _formulas(plan, row, found), _values(plan, found)
    return {**written, **{key: Formula(text, values[key]) for key, text in formulas.items()}}


def _of_band(plan: Layout, n: int, row: BalanceRow, band: Band) -> dict[str, Value]:
    """The band of a row: its ends are shares of the demand, which the parameters move, or numbers where there is none;
    the balance at them and its alert follow the seats."""
    at = {key: plan.balance.here(key, n) for key in plan.balance.keys}
    values = band_values(row.seats, band)
    found = plan.assessment
    pupils = float(found.demand[row.stage][found.years.index(row.year), found.areas.index(row.area)].sum())
    cells: dict[str, Value] = {key: values[key] for key in OF_BAND[:2]}
    if pupils > 0:
        for key, share, end in zip(OF_BAND, BAND_SHARES, (band.low, band.high), strict=False):
            cells[share] = end / pupils
            cells[key] = Formula(half_even(_exact(f"{at['demand_exact']}*{at[share]}")), values[key])
    word = {each: f'"{say_in_tables(f"band.{each}", plan.lang)}"' for each in (RED, YELLOW, GREEN)}
    low, high, seats = at["demand_low"], at["demand_high"], at["seats"]
    alert = f"IF({seats}<{low},{word[RED]},IF({seats}<{high},{word[YELLOW]},{word[GREEN]}))"
    known = say_in_tables(f"band.{values['band_warning']}", plan.lang)
    least, most = Formula(f"{seats}-{high}", values["balance_low"]), Formula(f"{seats}-{low}", values["balance_high"])
    formulas = {"balance_low": least, "balance_high": most, "band_warning": Formula(alert, known)}
    return cells | {key: Formula(_once_known(plan, at, each.text), each.value) for key, each in formulas.items()}


def _once_known(plan: Layout, at: Mapping[str, str], formula: str) -> str:
    """A formula that comes to nothing in years whose seats are unknown, if the base year is made a later one."""
    return f'IF({at["year"]}<{plan.parameters["base_year"]},"",{formula})'


def _values(plan: Layout, row: BalanceRow) -> dict[str, float | str]:
    found, lang = plan.assessment, plan.lang
    t, n = found.years.index(row.year), found.areas.index(row.area)
    counted = found.census[n] >= 0
    band = norm_band(float(found.residents[t, n]), found.stage(row.stage)) if counted else None
    sums = {key: exact(float(getattr(found, key)[row.stage][t, n].sum())) for key in ("seats", "demand", "usable")}
    return {
        **{name: getattr(row, name) for name in ("seats", "demand", "balance", "classes_short", "usable_seats")},
        "rate": "" if row.rate is None else row.rate,
        "warning": named("warning", row.warning, lang),
        "norm_low": "" if row.norm_low is None else row.norm_low,
        "norm_high": "" if row.norm_high is None else row.norm_high,
        "norm_position": named("norm_position", row.norm_position, lang) if row.norm_position else "",
        "usable_balance": row.usable_seats - row.demand,
        **{f"{key}_exact": value for key, value in sums.items()},
        "low_exact": exact(band.seats_low) if band else "",
        "high_exact": exact(band.seats_high) if band else "",
    }


def half_even(cell: str) -> str:
    """A whole number as the engine rounds: half to even.

    >>> half_even("A1")
    'IF(MOD(A1,1)=0.5,2*ROUND(A1/2,0),ROUND(A1,0))'
    """
    return f"IF(MOD({cell},1)=0.5,2*ROUND({cell}/2,0),ROUND({cell},0))"


def _formulas(plan: Layout, row: int, found: BalanceRow) -> dict[str, str]:
    parameters, stage, lang = plan.parameters, found.stage, plan.lang
    at = {key: plan.balance.here(key, row) for key in plan.balance.keys}

    def of_year(table: str, key: str) -> str:
        other = plan.seats if table == "seats" else plan.demand
        return (
            f"SUMIFS({other.down(key)},{other.down('area')},{plan.same(at['area'])},{other.down('year')},{at['year']})"
        )

    below, inside, above = (f'"{named("norm_position", place, lang)}"' for place in ("below", "inside", "above"))
    formulas = {
        "seats": half_even(at["seats_exact"]),
        "demand": half_even(at["demand_exact"]),
        "balance": f"{at['seats']}-{at['demand']}",
        "rate": f'IF({at["demand_exact"]}>0,{at["seats_exact"]}/{at["demand_exact"]},"")',
        "warning": _warning(plan, at, found),
        "classes_short": f"ROUNDUP(MAX(-{at['balance']},0)/{parameters[f'class_size.{stage}']},0)",
        "norm_low": f'IF({at["low_exact"]}="","",{half_even(at["low_exact"])})',
        "norm_high": f'IF({at["high_exact"]}="","",{half_even(at["high_exact"])})',
        "norm_position": f'IF({at["low_exact"]}="","",IF({at["seats_exact"]}<{at["low_exact"]},{below},'
        f"IF({at['seats_exact']}>{at['high_exact']},{above},{inside})))",
        "usable_seats": half_even(at["usable_exact"]),
        "usable_balance": f"{at['usable_seats']}-{at['demand']}",
        "seats_exact": _exact(of_year("seats", f"available.{stage}")),
        "demand_exact": _exact(of_year("demand", f"wanted.{stage}")),
        "usable_exact": _exact(of_year("seats", f"usable.{stage}")),
        "low_exact": _norm(plan, stage, of_year("demand", "residents"), "most_residents"),
        "high_exact": _norm(plan, stage, of_year("demand", "residents"), "fewest_residents"),
    }
    if found.area in plan.assessment.uncounted:  # nobody knows the residents
        formulas |= {"low_exact": '""', "high_exact": '""'}
    return {key: _once_known(plan, at, text) if key in OF_SEATS else text for key, text in formulas.items()}


def _warning(plan: Layout, at: Mapping[str, str], found: BalanceRow) -> str:
    """The word of a warning by the limits of the parameters; the base year that is even by assumption has its own."""
    word = {each: f'"{named("warning", each, plan.lang)}"' for each in WARNINGS}
    red, yellow, surplus = (plan.parameters[f"warning.{each}"] for each in (RED, YELLOW, SURPLUS))
    taken, base = f"{at['demand']}/{at['seats']}", plan.parameters[f"base.{found.area}.{found.stage}"]
    warned = (
        f"IF({taken}>={red},{word[RED]},IF({taken}>={yellow},{word[YELLOW]},"
        f"IF({taken}<{surplus},{word[SURPLUS]},{word[GREEN]})))"
    )
    warned = f"IF({at['seats']}<=0,IF({at['demand']}>0,{word[RED]},{word[GREEN]}),{warned})"
    even = f"{at['balance']}=0,{at['year']}={plan.parameters['base_year']},{plan.says(base, 'rule', '', BALANCED)}"
    return f"IF(AND({even}),{word[BASELINE]},{warned})"


def _exact(formula: str) -> str:
    """A number without the noise of floating arithmetic, as the engine has it before it rounds."""
    return f"ROUND({formula},{NOISE_DIGITS})"


def _norm(plan: Layout, stage: str, residents: str, end: str) -> str:
    """Seats that the siting rule wants at one of its ends; nothing where a stage has no rule."""
    ratio, smallest, size = (plan.parameters[f"{key}.{stage}"] for key in (end, "smallest_school", "class_size"))
    return f'IF(OR({ratio}="",{smallest}=""),"",{_exact(f"{residents}/{ratio}*({smallest}*{size})")})'


def _finish(page: Page, plan: Layout) -> None:
    table = plan.balance
    shown = [key for key in table.keys if key not in FOLDED]
    widths = _widths(plan)
    for n, key in enumerate(table.keys):
        page.sheet.set_column(n, n, widths.get(key, USUAL), None, {} if key in shown else {"level": 1, "hidden": True})
    for key in ("warning", "balance"):
        for colour in WARNINGS:
            if key == "warning" or colour == RED:
                rule = f'{table.here("warning", table.first)}="{named("warning", colour, plan.lang)}"'
                rule = rule if key == "warning" else f"{table.here('balance', table.first)}<0"
                page.colour(table, key, rule, colour)
    if plan.banded:
        for colour in (RED, YELLOW, GREEN):
            word = say_in_tables(f"band.{colour}", plan.lang)
            page.colour(table, "band_warning", f'{table.here("band_warning", table.first)}="{word}"', colour)
        page.colour(table, "balance_low", f"N({table.here('balance_low', table.first)})<0", RED)
    page.sheet.freeze_panes(HEAD_ROWS, 3)
    page.sheet.autofilter(HEAD_ROWS - 1, 0, table.last - 1, len(table.keys) - 1)
    page.prints(rows=table.last, columns=len(shown), page=say("print.page", plan.lang))
