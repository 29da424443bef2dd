"""核对: whether the workbook is whole, says what the engine said when it was written, and what was edited since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from xuewei.answers.check.proof import Check, prove
from xuewei.late import dataclass
from xuewei.model.seats.in_use import existing
from xuewei.workbook.columns import dotted
from xuewei.workbook.words import named, say
from xuewei.workbook.write.estate_sheet import estates_of
from xuewei.workbook.write.layout import HEAD_ROWS, ROW, Formula, Layout, Table
from xuewei.workbook.write.marks import Marks, texts, wrong_signs
from xuewei.workbook.write.page import Page, Value
from xuewei.workbook.write.parameters import FIRST_PARAMETER
from xuewei.workbook.write.spelled import quoted, spelled
from xuewei.workbook.write.typed_over import typed_over, written_values, year_typed_over
from xuewei.workbook.write.wrong_cells import errors_of, negative, no_numbers, unknown_rows

MANY = 2_000
"""Rows of schools up to which a sheet counts schools one by one."""
TITLES = ("what", "here", "wanted", "differing", "verdict")
WIDTHS = (46.0, 20.0, 20.0, 12.0, 12.0)
FIRST = HEAD_ROWS + 1
CLOSE = 1e-9
"""Relative difference of sums that the order of adding may make."""
PASSED, FAILED, EDITED, KEPT, OPEN = "passed", "failed", "edited", "kept", "open"
UNWATCHED = ("notes", "progress", "checks")
"""Sheets without formulas, or whose formulas make no answer; this one cannot watch itself."""
COLOURS = {PASSED: "green", KEPT: "green", FAILED: "red", EDITED: "yellow", OPEN: "baseline"}


class Row(NamedTuple):
    """One check: what, the cell as it is, what it should be, the rows that are not as they should be (where they are
    told one by one), the formula of the verdict and the verdict. ROW stands for the number of its row."""

    what: str
    here: Formula
    wanted: Value
    rows: Value
    text: str
    verdict: str


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the sheets held when they were written: marks of the tables of schools and of conversions by the key of
    their sheet, the sum of the inputs of the sheet of demand, and every sheet, by its key, with its formulas."""

    marks: Mapping[str, Marks]
    demand: float
    pages: Mapping[str, Page]


def write_checks(page: Page, plan: Layout, inputs: Inputs) -> None:
    """The whole sheet, the result of all checks above them."""
    lang, edited = plan.lang, [*_inputs(plan, inputs)]
    sections = [
        ("inputs", edited),
        ("engine", [*_engine(plan, len(edited))]),
        ("whole", [*_typed(plan, inputs), *_whole(plan)]),
    ]
    sections += [("printed", [*_printed(plan)])]
    rows = [row for _, held in sections for row in held]
    last = FIRST - 1 + len(rows) + sum(1 for _, held in sections if held)
    page.title(say("title.checks", lang), say("note.checks", lang), len(TITLES), sum(WIDTHS))
    page.put(3, 0, say("checks.all", lang), "head")
    page.sheet.merge_range(2, 1, 2, len(TITLES) - 1, "", page.styles["text"])
    page.put(3, 1, _all(plan, rows, last), "text")
    page.row(FIRST - 1, [(say(f"checks.{key}", lang), "head") for key in TITLES])
    n = FIRST
    for key, held in sections:
        if held:
            page.row(n, [(say(f"checks.of.{key}", lang), "section")])
        for row in held:
            n += 1
            told = Formula(row.text.replace(ROW, str(n)), _word(row.verdict, lang))
            cells: list[tuple[Value, str]] = [(row.what, "text"), (row.here, "figure"), (row.wanted, "figure")]
            page.row(n, [*cells, (row.rows, "whole"), (told, "word")], WIDTHS)
        n += bool(held)
    for column, width in enumerate(WIDTHS):
        page.sheet.set_column(column, column, width)
    for verdict, colour in COLOURS.items():
        form = page.styles.colours[colour]
        rule = {"type": "formula", "criteria": f"=$E{FIRST}={quoted(_word(verdict, lang))}", "format": form}
        page.sheet.conditional_format(FIRST - 1, 4, last - 1, 4, rule)
    colour_result(page, 2, 1, "$B$3", lang)
    page.sheet.freeze_panes(FIRST - 1, 1)
    page.prints(rows=last, columns=len(TITLES), page=say("print.page", lang))


def colour_result(page: Page, row: int, column: int, cell: str, lang: str) -> None:
    """Colour the result of all checks by how it begins."""
    rules = {}
    for key, colour in (("all.passed", "green"), ("all.edited", "yellow")):
        begins = say(f"checks.{key}", lang).partition("{")[0]
        rules[colour] = f"=LEFT({cell},{len(begins)})={quoted(begins)}"
    for colour, rule in {**rules, "red": f'={cell}<>""'}.items():
        how = {"type": "formula", "criteria": rule, "format": page.styles.colours[colour], "stop_if_true": True}
        page.sheet.conditional_format(row, column, row, column, how)


def result_cell(plan: Layout) -> str:
    """The cell that says the result of all checks, for formulas of other sheets."""
    return f"{say('sheet.checks', plan.lang)}!$B$3"


def result(plan: Layout, inputs: Inputs) -> str:
    """What all checks come to when the workbook is written."""
    edited = [*_inputs(plan, inputs)]
    rows = [*edited, *_engine(plan, len(edited)), *_typed(plan, inputs), *_whole(plan), *_printed(plan)]
    return str(_all(plan, rows, FIRST).value)


def _all(plan: Layout, rows: Iterable[Row], last: int) -> Formula:
    """All checks in one sentence: how many failed, else how many inputs are edited, else how many passed; and how many
    cannot be told."""
    lang, held = plan.lang, [row.verdict for row in rows]
    every = (PASSED, FAILED, EDITED, OPEN)
    counts = {key: f"COUNTIF($E${FIRST}:$E${last},{quoted(_word(key, lang))})" for key in every}
    told = {key: spelled(say(f"checks.all.{key}", lang), lang, {"n": counts[key]}) for key in every}
    found = next((key for key in (FAILED, EDITED) if key in held), PASSED)
    text = f"IF({counts[FAILED]}>0,{told[FAILED]},IF({counts[EDITED]}>0,{told[EDITED]},{told[PASSED]}))"
    text += f'&IF({counts[OPEN]}>0,{told[OPEN]},"")'
    more = say("checks.all.open", lang, n=held.count(OPEN)) if OPEN in held else ""
    return Formula(text, say(f"checks.all.{found}", lang, n=held.count(found)) + more)


def _word(verdict: str, lang: str) -> str:
    return say(f"checks.{verdict}", lang)


def _told(plan: Layout, test: str, good: str, bad: str) -> str:
    """A verdict by a test; an error is a bad one."""
    return f"IFERROR(IF({test},{quoted(_word(good, plan.lang))},{bad}),{bad})"


def _inputs(plan: Layout, inputs: Inputs) -> Iterator[Row]:
    """A row for each input column of schools, for the parameters and for the sheet of demand."""
    lang, changed = plan.lang, quoted(_word(EDITED, plan.lang))
    same = _told(plan, f"$B{ROW}=$C{ROW}", KEPT, changed)
    for key, marks in inputs.marks.items():
        table = _table(plan, key)
        assert table is not None
        for column, found in marks.sums.items():
            what = f"{table.sheet} · {marks.titles[column]}"
            yield Row(what, Formula(marks.formula(table, column), found), found, None, same, KEPT)
        if table is not plan.conversions:
            typed = Formula(year_typed_over(table), 0)
            yield Row(say("checks.year", lang, sheet=_name(table)), typed, 0, None, same, KEPT)
    sheet = say("sheet.parameters", lang)
    last = FIRST_PARAMETER + sum(len(section.rows) + 1 for section in plan.sections) - 1
    value, written = (f"{sheet}!${column}${FIRST_PARAMETER}:${column}${last}" for column in "CG")
    count = Formula(f"SUMPRODUCT(--({value}<>{written}))", 0)
    yield Row(say("checks.parameters", lang), count, 0, None, same, KEPT)
    table = plan.resources
    staff = f"SUMPRODUCT(--({table.down('staff')}<>{table.down('staff_written')}))"
    if plan.held.known:
        yield Row(say("checks.staff", lang), Formula(staff, 0), 0, None, same, KEPT)
    close = f"ABS($B{ROW}-$C{ROW})<={CLOSE!r}*MAX(1,ABS($C{ROW}))"
    text = _told(plan, close, KEPT, changed)
    estates = estates_of(plan.assessment, lang)
    if estates:
        yield Row(say("checks.estates", lang), Formula(*estates.mark()), estates.mark()[1], None, text, KEPT)
    whole = written_values(plan.demand, inputs.pages["demand"], 2)
    yield Row(say("checks.demand", lang), Formula(whole, inputs.demand), inputs.demand, None, text, KEPT)


def _engine(plan: Layout, inputs: int) -> Iterator[Row]:
    """Seats, demand and balance of every stage against what the engine had, row by row; where a row is another and an
    input is edited, that is what it comes from."""
    lang, table, found = plan.lang, plan.balance, plan.assessment.rows()
    edited = quoted(_word(EDITED, lang))
    changed = f"COUNTIF($E${FIRST + 1}:$E${FIRST + inputs},{edited})>0"
    bad = f"IF({changed},{edited},{quoted(_word(FAILED, lang))})"
    for stage in plan.stages:
        word, rows = plan.word("stage", stage), [row for row in found if row.stage == stage]
        for key in ("seats", "demand"):
            total = sum(getattr(row, key) for row in rows)
            here = Formula(f"SUMIFS({table.down(key)},{table.down('stage')},{word})", total)
            differs = f"--({table.down(key)}<>{table.down(f'{key}_written')})"
            count = Formula(f"SUMPRODUCT(--({table.down('stage')}={word}),{differs})", 0)
            what = say(f"checks.engine.{key}", lang, stage=named("stage", stage, lang))
            yield Row(what, here, total, count, _told(plan, f"$D{ROW}=0", PASSED, bad), PASSED)


def _table(plan: Layout, key: str) -> Table | None:
    """The table of schools or of conversions of a sheet by its key."""
    return {"ledger": plan.ledger, "register": plan.register, "conversions": plan.conversions}.get(key)


def _name(table: Table) -> str:
    return table.sheet.strip("'")


def _typed(plan: Layout, inputs: Inputs) -> Iterator[Row]:
    """A row for each sheet whose formulas make the answer: how many of them were typed over, which none may be."""
    lang = plan.lang
    none = _told(plan, f"$B{ROW}=$C{ROW}", PASSED, quoted(_word(FAILED, lang)))
    for key, page in inputs.pages.items():
        if key in UNWATCHED:
            continue
        name = say(f"sheet.{key}", lang)
        text = typed_over(f"'{name}'" if " " in name else name, page, _table(plan, key)) or "0"
        yield Row(say("checks.typed", lang, sheet=name), Formula(text, 0), 0, None, none, PASSED)


def _whole(plan: Layout) -> Iterator[Row]:
    """What holds of the sheets whatever is edited: sums are the same everywhere, no cell is an error, and no row of
    schools is left out for a stage or an area that nobody knows."""
    lang, table, balance = plan.lang, plan.grades, plan.balance
    failed = quoted(_word(FAILED, lang))
    none = _told(plan, f"$B{ROW}=$C{ROW}", PASSED, failed)
    yield Row(say("checks.grades", lang), Formula(f"SUM({table.down('check')})", 0), 0, None, none, PASSED)
    charts = plan.charts
    for stage in plan.stages:
        total = sum(row.balance for row in plan.assessment.rows() if row.stage == stage)
        here = Formula(f"SUM({charts.down(f'balance.{stage}')})", total)
        wanted = f"SUMIFS({balance.down('seats')},{balance.down('stage')},{plan.word('stage', stage)})"
        wanted += f"-SUMIFS({balance.down('demand')},{balance.down('stage')},{plan.word('stage', stage)})"
        what = say("checks.charts", lang, stage=named("stage", stage, lang))
        yield Row(what, here, Formula(wanted, total), None, none, PASSED)
    yield Row(say("checks.errors", lang), Formula(errors_of(plan), 0), 0, None, none, PASSED)
    if estates := estates_of(plan.assessment, lang):
        tests = {"texts": no_numbers(estates), "signs": negative(estates), "rows": unknown_rows(plan, estates)}
        for key, text in tests.items():
            what = say(f"checks.estate_{key}", lang, sheet=_name(estates.table))
            yield Row(what, Formula(text, 0), 0, None, none, PASSED)
    areas = f"{plan.demand.sheet}!$A${plan.demand.first}:$A${plan.demand.last}"
    for each in (*plan.tables, *([plan.conversions] if plan.conversions else [])):
        yield Row(say("checks.texts", lang, sheet=_name(each)), Formula(texts(each), 0), 0, None, none, PASSED)
    for each in plan.tables:
        signs = Formula(wrong_signs(plan, each), 0)
        yield Row(say("checks.signs", lang, sheet=_name(each)), signs, 0, None, none, PASSED)
        lost = f"ISNA(MATCH({each.down('stage')},{plan.words('stage')},0))"
        if not plan.marked:
            lost += f"+ISNA(MATCH({each.down('place')},{areas},0))"
        text = f'SUMPRODUCT(({each.down("id")}<>"")*(({lost}+NOT(ISNUMBER({each.down("opening")})))>0))'
        yield Row(say("checks.rows", lang, sheet=_name(each)), Formula(text, 0), 0, None, none, PASSED)


def _printed(plan: Layout) -> Iterator[Row]:
    """Every printed total against the rows of the ledger, as ``check`` has it."""
    found, lang = plan.assessment.plan, plan.lang
    rows = [] if any(existing(school, found) for school in plan.lines.schools) else prove(found)
    failed, unsure = (quoted(_word(each, lang)) for each in (FAILED, OPEN))
    for each in rows:
        text = _sum(plan, each)
        if text is None:
            continue
        other = failed
        if each.group == "founder":
            unknown = _schools(plan, f'({plan.ledger.down("founder")}="")')
            other = f"IF(AND($B{ROW}<$C{ROW},$C{ROW}<=$B{ROW}+{unknown}),{unsure},{failed})"
        verdict = {True: PASSED, False: FAILED, None: OPEN}[each.agrees]
        cell = Formula(plan.cells[_key(each)], each.printed)
        yield Row(
            _printed_words(plan, each),
            Formula(text, each.added),
            cell,
            None,
            f"IF($B{ROW}=$C{ROW},{quoted(_word(PASSED, lang))},{other})",
            verdict,
        )


def _key(each: Check) -> str:
    """The key of the parameter that holds a printed total."""
    match each.group:
        case "all" | "printed":
            return dotted(["published", *(["schools"] if each.item == "schools" else ["seats", each.item])])
        case "year":
            return dotted(["published", "by_year", each.name, each.item])
    return dotted(["published", f"by_{each.group}", each.name])


def _printed_words(plan: Layout, each: Check) -> str:
    lang = plan.lang
    item = say("schools", lang) if each.item == "schools" else named("stage", each.item, lang)
    if each.group == "printed":
        return say(f"checks.parts.{each.name}", lang, item=item)
    name = named(each.group, each.name, lang) if each.group in ("type", "founder") else each.name
    return " · ".join([say("printed", lang), *([name] if name else []), item])


def _sum(plan: Layout, each: Check) -> str | None:
    """The formula of what the rows come to; None where it would take too long."""
    ledger = plan.ledger
    if each.group == "printed":
        keys = [key for key in plan.cells if key.startswith(f"published.{each.name}.")]
        keys = [key for key in keys if each.name != "by_year" or key.endswith(f".{each.item}")]
        return "+".join(plan.cells[key] for key in keys)
    if each.item != "schools":
        seats = ledger.down(f"seats.{each.item}")
        of_year = f",{ledger.down('planned')},{each.name}" if each.group == "year" else ""
        return f'SUMIFS({seats},{seats},">0"{of_year})'
    if len(plan.lines) > MANY:
        return None
    if each.group == "all":
        return _schools(plan, "1")
    if each.group == "year":
        return _schools(plan, f"({ledger.down('planned')}={each.name})")
    return _schools(plan, f"({ledger.down(each.group)}={plan.word(each.group, each.name)})")


def _schools(plan: Layout, test: str) -> str:
    """How many schools with seats pass a test: each row counts as one part of all rows of its school."""
    ledger, ids = plan.ledger, plan.same(plan.ledger.down("id"))
    columns = [ledger.down(key) for key in ledger.keys if key.startswith("seats.")]
    own = "+".join(f'COUNTIFS({ledger.down("id")},{ids},{each},">0")' for each in columns)
    some = "(" + "+".join(f"({each}>0)" for each in columns) + ">0)"
    return f"ROUND(SUMPRODUCT({test}*{some}/({own}+NOT({some}))),0)"
