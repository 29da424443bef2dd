"""项目台账: a row for every stage part of a school, inputs on the left, what is computed from them on the right."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.formats.plan.shapes import SEATS, YEAR
from xuewei.model.plan import CANCELLED
from xuewei.model.school_fields import INPUTS, FieldKind
from xuewei.workbook.columns import CLASSES_OF, VOCABULARY, BookColumn, ledger_columns, where_used
from xuewei.workbook.read.table_rows import kind_of
from xuewei.workbook.words import say
from xuewei.workbook.write.layout import HEAD_ROWS, SPARE, Formula, Layout, Table
from xuewei.workbook.write.lines import LedgerLine
from xuewei.workbook.write.marks import Marks
from xuewei.workbook.write.page import Cells, Page, Value
from xuewei.workbook.write.row_formulas import MANY, RowFormulas, seats_that_follow
from xuewei.workbook.write.school_cells import blocks, said, side_by_side, values_of, written

MOST_CLASSES = 500
"""Classes, or rooms, that a cell may hold."""
CELLS = {
    FieldKind.YEAR: "input_year",
    FieldKind.AMOUNT: "input_number",
    FieldKind.DAY: "input_date",
    FieldKind.SEATS: "input_whole",
    FieldKind.COUNT: "input_whole",
    FieldKind.DEGREES: "input_plain",
}
OF_ROWS = {
    "number": "year", "opening": "opening", "class_count": "plain", "streams": "plain", "part": "word",
    "sign_off": "word",
}  # fmt: skip
"""Kinds of cells that are not text: of columns that people fill in, and of the others."""


def write_ledger(page: Page, plan: Layout) -> Marks:
    """The whole sheet; the marks of what people fill in."""
    columns = ledger_columns(plan.stages, where_used(plan.lines.schools))
    lang, table = plan.lang, plan.ledger
    titles = [column.titles(lang) for column in columns]
    page.title(say("title.ledger", lang), _note(plan), len(columns))
    folded = _folded(plan, columns)
    page.head(titles, folded=[n for n, column in enumerate(columns) if column.key in folded])
    _total(page, plan, columns)
    kinds = [kind_of_cells(column) for column in columns]
    widths = [width_of(plan, column) for column in columns]
    high = widths if len(plan.lines) <= MANY else []
    formulas, marks, facts = RowFormulas(plan, table), Marks.of(plan, columns), said(plan.lines.schools)
    page.sheet.freeze_panes(HEAD_ROWS + 1, 3)
    for row, numbers, lines in blocks(table, plan.lines):
        cells = written(lines, numbers, lang, facts) | _computed(plan, formulas, lines)
        marks.add(row, cells)
        page.rows(row, side_by_side(cells, columns, kinds, len(lines)), high)
    spare = formulas.spare(SPARE)
    page.rows(table.first + len(plan.lines), side_by_side(spare, columns, kinds, SPARE))
    for n, column in enumerate(columns):
        options = {"level": 1, "hidden": True} if column.key in folded else {}
        page.sheet.set_column(n, n, widths[n], None, options)
    _finish(page, plan, columns)
    return marks


def _note(plan: Layout) -> str:
    """What the colours and units are, and how many projects the sum of cost is without."""
    lang, schools = plan.lang, (each for each in plan.lines.schools if not each.cancelled)
    unpriced = sum(each.cost_wan is None and any(each.seats.values()) for each in schools)
    note = say("note.ledger", lang, plan=plan.assessment.plan.name)
    return note + (say("note.ledger.cost", lang, n=unpriced) if unpriced else "")


def _folded(plan: Layout, columns: Sequence[BookColumn]) -> set[str]:
    """Columns that are folded away: steps of the computation, and what no school uses."""
    empty = {
        each.key
        for each in INPUTS
        if each.column.folded and all(getattr(school, each.field.name) is None for school in plan.lines.schools)
    }
    alone = {"area"} if len(plan.assessment.areas) == 1 else set()
    return {column.key for column in columns if column.group == "computed"} | empty | alone | {"bases"}


def width_of(plan: Layout, column: BookColumn) -> float:
    """The width of a column: Chinese breaks anywhere, English only between words."""
    if plan.lang == "zh":
        return column.width
    titles = [*column.titles(plan.lang), *(plan.said_in_words(column.key) if column.key in VOCABULARY else ())]
    return max(column.width, *(len(word) + 2 for title in titles for word in title.split()))


def kind_of_cells(column: BookColumn) -> str:
    """How the cells of a column look."""
    if column.group == "computed":
        return "computed"
    if column.key == "classes" or column.key.startswith(CLASSES_OF):
        return "input_whole"
    return OF_ROWS.get(column.key) or CELLS.get(kind_of(column.key), "input")


def _computed(plan: Layout, formulas: RowFormulas, lines: Sequence[LedgerLine]) -> Cells:
    """What follows from some rows, as formulas, and their seats in the columns of their stages."""
    found = formulas.of_rows(lines, values_of(lines, plan.lang))
    seats = [(line.stage.name, seats_that_follow(plan, plan.ledger, line)) for line in lines]
    for stage in plan.stages:
        found[f"seats.{stage}"] = [held if each == stage else None for each, held in seats]
    return found


def _total(page: Page, plan: Layout, columns: Sequence[BookColumn]) -> None:
    """Seats and cost of all that is not cancelled, above the rows so that rows can be added below."""
    table, row = plan.ledger, HEAD_ROWS + 1
    counted = f'{table.down("status")},"<>"&{plan.word("status", CANCELLED)}'
    schools = [each for each in plan.lines.schools if not each.cancelled]
    for n, column in enumerate(columns):
        value: Value = say("total", plan.lang) if n == 0 else None
        kind = kind_of(column.key)
        if kind in (FieldKind.AMOUNT, FieldKind.SEATS):
            stage = column.key.removeprefix("seats.")
            found: float = sum(each.seats.get(stage, 0) - each.removes.get(stage, 0) for each in schools)
            if kind is FieldKind.AMOUNT:
                found = sum(getattr(each, column.key) or 0 for each in schools)
            value = Formula(f"SUMIFS({table.down(column.key)},{counted})", found)
        page.put(row, n, value, "total")


def _finish(page: Page, plan: Layout, columns: Sequence[BookColumn]) -> None:
    """Widths, columns that are not needed folded away, drop-down lists, colours, filter and print."""
    table, sheet = plan.ledger, page.sheet
    bound(page, plan, table, columns)
    sheet.autofilter(table.first - 2, 0, table.last - 1, len(columns) - 1)
    for key, word, colour in (
        ("basis", plan.word("basis", "assumed"), "yellow"),
        ("status", plan.word("status", CANCELLED), "red"),
        ("sign_off", f'"{say("sign_off.closed", plan.lang)}"', "green"),
    ):
        page.colour(table, key, f"{table.here(key, table.first)}={word}", colour)
    printed = next(n for n, column in enumerate(columns) if column.group == "computed")
    page.prints(rows=table.last, columns=printed, page=say("print.page", plan.lang), top=HEAD_ROWS)


def bound(page: Page, plan: Layout, table: Table, columns: Sequence[BookColumn]) -> None:
    """Drop-down lists, and bounds of the numbers that people fill in, for the columns of a table of schools."""
    sheet = page.sheet
    for n, column in enumerate(columns):
        if column.key in VOCABULARY:
            strict = kind_of(column.key) is not FieldKind.NAME
            page.choose(table.first, table.last, n, plan.words(column.key), strict=strict)
    for n, column in enumerate(columns):
        kind = FieldKind.TEXT if column.formula or column.group == "computed" else kind_of(column.key)
        if kind is FieldKind.TRUTH:
            words = [say(f"held.{each}", plan.lang) for each in (True, False)]
            sheet.data_validation(table.first - 1, n, table.last - 1, n, {"validate": "list", "source": words})
        if kind is FieldKind.YEAR:
            page.numbers(table.first, table.last, n, YEAR.low, YEAR.high, say("error.year", plan.lang))
        elif kind is FieldKind.SEATS:
            lowest = 0 if column.key in ("seats", "intake") else -SEATS.high
            page.numbers(table.first, table.last, n, lowest, SEATS.high, say("error.seats", plan.lang))
        elif kind is FieldKind.COUNT or kind_of_cells(column) == "input_whole":
            page.numbers(table.first, table.last, n, 0, MOST_CLASSES, say("error.count", plan.lang))
