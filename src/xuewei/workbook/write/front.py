"""首页: the conclusion as formulas, the result of all checks, what is said as of writing, and what each sheet is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.answers.gap.ahead import Card, cards
from xuewei.answers.gap.conclusion import cards_sheet
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.answers.gap.words import say as say_in_gap
from xuewei.language.words import named
from xuewei.model.balance import GREEN, RED, SURPLUS, YELLOW, BalanceRow
from xuewei.model.rounding import whole
from xuewei.tables.plain import plain_lines
from xuewei.tables.words import say as say_in_tables
from xuewei.workbook.words import say
from xuewei.workbook.write.ahead_past import past_formula
from xuewei.workbook.write.ahead_sheet import message_formula
from xuewei.workbook.write.ahead_steps import Steps
from xuewei.workbook.write.checks import Inputs, colour_result, result, result_cell
from xuewei.workbook.write.estate_sheet import estates_of
from xuewei.workbook.write.layout import Formula, Layout
from xuewei.workbook.write.page import LINE_PIXELS, Page, Value, lines_of
from xuewei.workbook.write.spelled import quoted
from xuewei.workbook.write.wrong_cells import or_empty, or_wrong

WIDTHS = (14.0, *[12.0] * 8)
RESULT_ROW = 4

INPUT, CALCULATION, OUTPUT = "input", "calculation", "output"
SHEETS = {
    "front": OUTPUT,
    "notes": OUTPUT,
    **dict.fromkeys(("ledger", "register", "conversions", "progress", "estates", "parameters"), INPUT),
    **dict.fromkeys(("demand", "seats", "ahead"), CALCULATION),
    **dict.fromkeys(("balance", "grades", "resources", "charts", "checks"), OUTPUT),
}
"""Every sheet in its order, with what it is for."""


def write_front(page: Page, plan: Layout, inputs: Inputs) -> None:
    """The whole sheet."""
    lang = plan.lang
    page.title(plan.assessment.plan.name, say("note.front", lang), len(WIDTHS), sum(WIDTHS))
    for column, width in enumerate(WIDTHS):
        page.sheet.set_column(column, column, width)
    _line(page, 3, or_wrong(plan, message_formula(plan)), "message", 15)
    checked = Formula(result_cell(plan), result(plan, inputs))
    page.row(RESULT_ROW, [(say("sheet.checks", lang), "head")])
    _over(page, RESULT_ROW, 1, checked, "text")
    page.formulas.pop(1)  # no check sees its own result
    colour_result(page, RESULT_ROW - 1, 1, f"$B${RESULT_ROW}", lang)
    row = _cards(page, plan, RESULT_ROW + 2)
    before = or_empty(plan, past_formula(plan))
    _line(page, row, before, "quiet", 10)
    row += 2
    told = plan.conclusion
    unsure = cards_sheet(told.ahead, lang).notes
    grades = grade_sentences(plan.assessment, told.rows, lang)
    written = [*told.closings(lang), *grades, *unsure, *told.delivered(lang), *told.to_do(lang)]
    if written:
        _line(page, row, say("front.written", lang, year=told.ahead.now), "section", 12)
        told_plainly = plain_lines(written, lang)
        for row, words in enumerate(told_plainly, start=row + 1):  # noqa: B020 # the last row goes on below
            _line(page, row, words, "plain_text", 10)
        row += 2
    row = _contents(page, plan, row)
    page.prints(rows=row - 1, columns=len(WIDTHS), page=say("print.page", lang), top=2, pages=1)


def sheets_of(plan: Layout) -> list[tuple[str, str]]:
    """The sheets of a workbook in their order, each with what it is for; the first two say what all is about."""
    missing = {"register": plan.register is None, "conversions": plan.conversions is None}
    missing["estates"] = estates_of(plan.assessment, plan.lang) is None
    return [(key, group) for key, group in SHEETS.items() if not missing.get(key)]


def _line(page: Page, row: int, value: Value, kind: str, size: int) -> None:
    """A text over all columns, in as many lines as it needs."""
    text = str(value.value if isinstance(value, Formula) else value)
    lines = lines_of(text, sum(WIDTHS) * 10 / size)
    page.sheet.set_row_pixels(row - 1, round(LINE_PIXELS * size / 10 + 3) * lines + 6)
    _over(page, row, 0, value, kind)


def _over(page: Page, row: int, column: int, value: Value, kind: str) -> None:
    """A value over the columns from one to the last."""
    page.sheet.merge_range(row - 1, column, row - 1, len(WIDTHS) - 1, "", page.styles[kind])
    page.put(row, column, value, kind)


def _cards(page: Page, plan: Layout, row: int) -> int:
    """A line for each stage: now, the tightest year ahead with its band and its alert, the last year; of several areas
    how many are short, the tightest of them, and the shortages of the last year together. The row below them."""
    lang, steps, table = plan.lang, Steps(plan), plan.ahead_stages
    last = plan.assessment.known.stop - 1
    year = plan.parameters["this_year"]
    now = Formula(f"{year}&{quoted(say('front.year', lang))}", f"{steps.ahead.now}{say('front.year', lang)}")
    heads: list[tuple[Value, str]] = [(say("balance.stage", lang), "head")]
    if steps.several:
        heads += [(say_in_gap("ahead.short_areas", lang), "head"), (say_in_gap("ahead.place", lang), "head")]
    else:
        heads += [(now, "head")]
    heads += [(say(f"front.{each}", lang), "head") for each in ("tight_year", "tight_balance")]
    if plan.banded:
        heads += [(say_in_tables(f"band.{end}", lang), "head") for end in ("balance.low", "balance.high")]
    heads += [(say_in_gap("ahead.alert", lang), "head")]
    at_last = "ahead.together" if steps.several else "ahead.now"
    heads += [(say_in_gap(at_last, lang, year=last), "head")]
    page.row(row, heads, WIDTHS[: len(heads)])
    for n, card in enumerate(cards(steps.ahead)):
        at = {key: f"{table.sheet}!${table.column(key)}${table.first + n}" for key in table.keys}
        page.row(row + 1 + n, [(named("stage", card.tightest.stage, lang), "word"), *_card(plan, steps, card, at)])
    first = row + 1
    for column, (value, _) in enumerate(heads):
        form = page.styles.colours
        cell = f"{'ABCDEFGHI'[column]}{first}"
        place = (first - 1, column, row + len(plan.stages) - 1, column)
        for colour, word in _alert_words(lang):
            if value == say_in_gap("ahead.alert", lang):
                rule = f"={cell}={quoted(word)}"
                page.sheet.conditional_format(*place, {"type": "formula", "criteria": rule, "format": form[colour]})
        if column:
            rule = f"=N({cell})<0"
            page.sheet.conditional_format(*place, {"type": "formula", "criteria": rule, "format": form[RED]})
    return row + len(plan.stages) + 1


def _alert_words(lang: str) -> Sequence[tuple[str, str]]:
    words = [(each, named("warning", each, lang)) for each in (RED, YELLOW, GREEN, SURPLUS)]
    return [*words, (YELLOW, say_in_tables("band.yellow", lang))]


def _card(plan: Layout, steps: Steps, card: Card, at: Mapping[str, str]) -> list[tuple[Value, str]]:
    """The cells of a stage behind its name."""
    table, lang, row, order = plan.balance, plan.lang, card.tightest, at["tight"]
    stage, last = row.stage, plan.assessment.known.stop - 1
    which = steps.rows_of(stage)

    def of(key: str) -> str:
        return f"INDEX({table.down(key)},{order})"

    def in_year(year: str, found: BalanceRow | None) -> Formula:
        here = f"{which},{table.down('year')},{year}"
        text = f'IF(COUNTIFS({here})=0,"—",SUMIFS({table.down("balance")},{here}))'
        return Formula(text, "—" if found is None else found.balance)

    alert = named("warning", row.warning, lang)
    text = of("warning")
    cells: list[tuple[Value, str]] = []
    if steps.several:
        every = len(plan.assessment.areas)
        held = plan.ahead_areas
        assert held is not None
        short = f'COUNTIF({held.down(f"short.{stage}")},">0")'
        words = say_in_gap("ahead.short_areas.of", lang, n=card.short, all=every)
        cells += [
            (Formula(f'{short}&"{words[len(f"{card.short:,}") :]}"', words), "word"),
            (Formula(of("area"), row.area), "text"),
        ]
    else:
        cells += [(in_year(plan.parameters["this_year"], card.now), "signed")]
    cells += [(Formula(of("year"), row.year), "year"), (Formula(of("balance"), row.balance), "signed")]
    if plan.banded:
        band = card.band
        for key, end in (("balance_low", "high"), ("balance_high", "low")):
            found = "" if band is None else row.seats - whole(getattr(band, end))
            cells.append((Formula(f'IF(ISNUMBER({of(key)}),{of(key)},"")', found), "signed"))
        unsure = say_in_tables("band.yellow", lang)
        text = f"IF(AND({of('balance')}>=0,N({of('balance_low')})<0),{quoted(unsure)},{text})"
        alert = unsure if band and row.balance >= 0 > row.seats - whole(band.high) else alert
    cells.append((Formula(text, alert), "word"))
    if steps.several:
        lost = f'SUMIFS({table.down("balance")},{which},{table.down("year")},{last},{table.down("balance")},"<0")'
        return [*cells, (Formula(lost, card.together), "missing")]
    return [*cells, (in_year(str(last), card.last), "signed")]


def _contents(page: Page, plan: Layout, row: int) -> int:
    """What each sheet is, by inputs, calculations and outputs; the row below."""
    lang = plan.lang
    _line(page, row, say("front.contents", lang), "section", 12)
    for row, (key, group) in enumerate(sheets_of(plan), start=row + 1):  # noqa: B020 # the last row goes on below
        name = say(f"sheet.{key}", lang)
        page.sheet.write_url(row - 1, 0, f"internal:'{name}'!A1", page.styles["link"], name)
        page.put(row, 1, say(f"group.{group}", lang), f"group_{group}")
        page.sheet.merge_range(row - 1, 2, row - 1, len(WIDTHS) - 1, "", page.styles["plain_text"])
        text = say(f"about.{key}", lang)
        page.sheet.set_row_pixels(row - 1, LINE_PIXELS * lines_of(text, sum(WIDTHS[2:])) + 6)
        page.put(row, 2, text, "plain_text")
    return row + 1
