"""项目台账: a row for every stage part of a school, what people fill in on the left, what follows on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xuewei.files.books.columns import REMOVAL, REMOVALS, VOCABULARY, BookColumn, ledger_columns
from xuewei.files.books.ledger_rows import AMOUNTS, FACTS
from xuewei.files.books.rows import kind_of
from xuewei.files.plans.plan_shapes import SEATS, YEAR
from xuewei.model.plan import CANCELLED
from xuewei.model.school_fields import INPUTS, FieldKind, Input
from xuewei.show.workbook.layout import HEAD_ROWS, Formula, Layout
from xuewei.show.workbook.ledger_formulas import LedgerFormulas
from xuewei.show.workbook.ledger_rows import LedgerLine
from xuewei.show.workbook.page import Page, Value
from xuewei.words.book import named, say

MANY = 2_000
"""Rows from which sums over the whole school look at their own row only, where a school has but one stage."""
CELLS = {
    FieldKind.YEAR: "input_year",
    FieldKind.AMOUNT: "input_number",
    FieldKind.DAY: "input_date",
    FieldKind.SEATS: "input_whole",
}
OF_ROWS = {
    "number": "year", "opening": "opening", "classes": "plain", "streams": "plain", "part": "word", "sign_off": "word",
}  # fmt: skip
"""Kinds of cells that are not text: of columns that people fill in, and of the others."""


def write_ledger(page: Page, plan: Layout) -> None:
    """The whole sheet."""
    columns = ledger_columns(plan.stages)
    lang, table = plan.lang, plan.ledger
    titles = [column.titles(lang) for column in columns]
    note = say("note.ledger", lang, plan=plan.assessment.plan.name)
    page.title(say("title.ledger", lang), note, len(columns))
    folded = _folded(plan, columns)
    page.head(titles, folded=[n for n, column in enumerate(columns) if column.key in folded])
    _total(page, plan, columns)
    kinds = [_kind(column) for column in columns]
    widths = [_width(plan, column) for column in columns]
    high = widths if len(plan.lines) <= MANY else []
    formulas = LedgerFormulas(plan)
    page.sheet.freeze_panes(HEAD_ROWS + 1, 3)
    for n, line in enumerate(plan.lines):
        row = table.first + n
        cells = {**_written(line, n + 1, lang), **_computed(plan, formulas, row, line)}
        page.row(row, [(cells.get(column.key), kind) for column, kind in zip(columns, kinds, strict=True)], high)
    for row in range(table.first + len(plan.lines), table.last + 1):
        spare = _computed(plan, formulas, row, None)
        page.row(row, [(spare.get(column.key), kind) for column, kind in zip(columns, kinds, strict=True)])
    for n, column in enumerate(columns):
        options = {"level": 1, "hidden": True} if column.key in folded else {}
        page.sheet.set_column(n, n, widths[n], None, options)
    _finish(page, plan, columns)


def _folded(plan: Layout, columns: Sequence[BookColumn]) -> set[str]:
    """Columns that are folded away: steps of the computation, and what no school uses."""
    empty = {
        each.key
        for each in INPUTS
        if each.column.folded and all(getattr(line.school, each.field.name) is None for line in plan.lines)
    }
    alone = {"area"} if len(plan.assessment.areas) == 1 else set()
    return {column.key for column in columns if column.group == "computed"} | empty | alone | {"bases"}


def _width(plan: Layout, column: BookColumn) -> float:
    """The width of a column: Chinese breaks anywhere, English only between words."""
    if plan.lang == "zh":
        return column.width
    titles = [*column.titles(plan.lang), *(plan.said(column.key) if column.key in VOCABULARY else ())]
    return max(column.width, *(len(word) + 2 for title in titles for word in title.split()))


def _kind(column: BookColumn) -> str:
    if column.group == "computed":
        return "computed"
    return OF_ROWS.get(column.key) or CELLS.get(kind_of(column.key), "input")


def _written(line: LedgerLine, number: int, lang: str) -> dict[str, Value]:
    """What people fill in, apart from seats."""
    cells: dict[str, Value] = {each.key: _cell(line, each, lang) for each in FACTS}
    cells |= {key: getattr(line.school, key) if line.first else None for key in AMOUNTS}
    return cells | {
        "number": number,
        "id": line.school.id,
        "stage": say(line.stage.name, lang),
        "works": named("works", _works(line), lang),
    }


def _cell(line: LedgerLine, each: Input, lang: str) -> Value:
    """A fact of the school as people write it."""
    value: Any = getattr(line.school, each.field.name)
    if each.column.inside:
        value = value.get(each.column.inside)
    if value is None:
        return None
    match each.kind:
        case FieldKind.NAME | FieldKind.CHOICE:
            return named(each.key, value, lang)
        case FieldKind.YES_NO:
            return named(each.key, "yes" if value else "no", lang)
        case FieldKind.TRUTH:
            return say(f"held.{value}", lang)
        case FieldKind.DAY:
            return date.fromisoformat(value)
        case FieldKind.BASES:
            return "; ".join(f"{key}={basis}" for key, basis in value.items() if key != "seats") or None
    found: Value = value
    return found


def _works(line: LedgerLine) -> str:
    """The word for the works of a row; a school that only takes seats away says its own works in that word."""
    if not line.removes:
        return line.school.works
    words = {of_school: word for word, of_school in REMOVALS.items() if not line.school.seats}
    return words.get(line.school.works, REMOVAL)


def _computed(plan: Layout, formulas: LedgerFormulas, row: int, line: LedgerLine | None) -> dict[str, Value]:
    """What follows from a row, as formulas; ``line`` None: an empty row, in which they come to nothing."""
    alone = line is not None and len(line.school.seats) < 2 and len(plan.lines) > MANY
    texts = formulas.of_row(row, alone=alone)
    values: Mapping[str, float | str] = dict.fromkeys(texts, "") if line is None else _values(plan, line)
    cells: dict[str, Value] = {key: Formula(text, values[key]) for key, text in texts.items()}
    if line is not None:
        cells.update(dict.fromkeys(formulas.seats))
        cells[f"seats.{line.stage.name}"] = line.seats
    return cells


def _values(plan: Layout, line: LedgerLine) -> dict[str, float | str]:
    school = line.school
    sign_off = {CANCELLED: "none", "closed_out": "closed", "in_use": "ready"}.get(school.status, "open")
    classes = line.seats / line.stage.class_size
    return {
        "part": say(line.stage.name, plan.lang) + say("part.of", plan.lang)
        if sum(n > 0 for n in school.seats.values()) > 1
        else "",
        "opening": line.opening,
        "place": school.area,
        "classes": classes,
        "streams": classes / line.stage.grades,
        "sign_off": say(f"sign_off.{sign_off}", plan.lang),
        "counted": line.counted,
        "ends": line.ends,
        "grades": line.grades or 0,
        "all_grades": line.all_grades,
        "each_grade": line.each_grade,
        "within": line.within,
        "all_within": line.all_grades * line.within,
        "each_within": line.each_grade * line.within,
    }


def _total(page: Page, plan: Layout, columns: Sequence[BookColumn]) -> None:
    """Seats and cost of all that is not cancelled, above the rows so that rows can be added below."""
    table, row = plan.ledger, HEAD_ROWS + 1
    counted = f'{table.down("status")},"<>"&{plan.word("status", CANCELLED)}'
    lines = [line for line in plan.lines if not line.school.cancelled]
    for n, column in enumerate(columns):
        value: Value = say("total", plan.lang) if n == 0 else None
        kind = kind_of(column.key)
        if kind in (FieldKind.AMOUNT, FieldKind.SEATS):
            stage = column.key.removeprefix("seats.")
            found: float = sum(line.seats for line in lines if line.stage.name == stage)
            if kind is FieldKind.AMOUNT:
                found = sum(getattr(line.school, column.key) or 0 for line in lines if line.first)
            value = Formula(f"SUMIFS({table.down(column.key)},{counted})", found)
        page.put(row, n, value, "total")


def _finish(page: Page, plan: Layout, columns: Sequence[BookColumn]) -> None:
    """Widths, columns that are not needed folded away, drop-down lists, colours, filter and print."""
    table, sheet = plan.ledger, page.sheet
    for n, column in enumerate(columns):
        if column.key in VOCABULARY:
            strict = kind_of(column.key) is not FieldKind.NAME
            page.choose(table.first, table.last, n, plan.words(column.key), strict=strict)
    for n, column in enumerate(columns):
        kind = kind_of(column.key) if column.group != "computed" else FieldKind.TEXT
        if kind is FieldKind.TRUTH:
            words = [say(f"held.{each}", plan.lang) for each in (True, False)]
            sheet.data_validation(table.first - 1, n, table.last - 1, n, {"validate": "list", "source": words})
        if kind is FieldKind.YEAR:
            page.numbers(table.first, table.last, n, YEAR.low, YEAR.high, say("error.year", plan.lang))
        elif kind is FieldKind.SEATS:
            page.numbers(table.first, table.last, n, -SEATS.high, SEATS.high, say("error.seats", plan.lang))
    sheet.autofilter(table.first - 2, 0, table.last - 1, len(columns) - 1)
    for key, word, colour in (
        ("basis", plan.word("basis", "assumed"), "yellow"),
        ("status", plan.word("status", CANCELLED), "red"),
        ("sign_off", f'"{say("sign_off.closed", plan.lang)}"', "green"),
    ):
        page.colour(table, key, f"{table.here(key, table.first)}={word}", colour)
    printed = next(n for n, column in enumerate(columns) if column.group == "computed")
    page.prints(rows=table.last, columns=printed, page=say("print.page", plan.lang), top=HEAD_ROWS)
