"""项目台账: a row for every stage part of a school, inputs on the left, what is computed from them on the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from xuewei.formats.plan.shapes import SEATS, YEAR
from xuewei.model.plan import CANCELLED
from xuewei.model.school_fields import INPUTS, FieldKind, Input
from xuewei.workbook.columns import (
    CLASSES_OF,
    OF_GRADE,
    OF_GRADE_WITHIN,
    REMOVAL,
    REMOVALS,
    VOCABULARY,
    BookColumn,
    basis_title,
    ledger_columns,
    where_used,
)
from xuewei.workbook.read.schools import AMOUNTS, FACTS
from xuewei.workbook.read.table_rows import kind_of
from xuewei.workbook.words import named, say
from xuewei.workbook.write.layout import HEAD_ROWS, Formula, Layout, Table
from xuewei.workbook.write.lines import LedgerLine
from xuewei.workbook.write.marks import Marks
from xuewei.workbook.write.page import Page, Value
from xuewei.workbook.write.row_formulas import RowFormulas, seats_that_follow

MOST_CLASSES = 500
"""Classes, or rooms, that a cell may hold."""
MANY = 2_000
"""Rows from which sums over the whole school look at their own row only, where a school has but one stage."""
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
    columns = ledger_columns(plan.stages, where_used(line.school for line in plan.lines))
    lang, table = plan.lang, plan.ledger
    titles = [column.titles(lang) for column in columns]
    page.title(say("title.ledger", lang), _note(plan), len(columns))
    folded = _folded(plan, columns)
    page.head(titles, folded=[n for n, column in enumerate(columns) if column.key in folded])
    _total(page, plan, columns)
    kinds = [kind_of_cells(column) for column in columns]
    widths = [width_of(plan, column) for column in columns]
    high = widths if len(plan.lines) <= MANY else []
    formulas, marks, facts = RowFormulas(plan, table), Marks.of(plan, columns), said(plan.lines)
    page.sheet.freeze_panes(HEAD_ROWS + 1, 3)
    for n, (number, line) in enumerate(numbered(plan.lines)):
        row = table.first + n
        cells = {**written(line, number, lang, facts), **_computed(plan, formulas, row, line)}
        marks.add(row, cells)
        page.whole_row(row, [(cells.get(column.key), kind) for column, kind in zip(columns, kinds, strict=True)], high)
    for row in range(table.first + len(plan.lines), table.last + 1):
        spare = _computed(plan, formulas, row, None)
        page.whole_row(row, [(spare.get(column.key), kind) for column, kind in zip(columns, kinds, strict=True)])
    for n, column in enumerate(columns):
        options = {"level": 1, "hidden": True} if column.key in folded else {}
        page.sheet.set_column(n, n, widths[n], None, options)
    _finish(page, plan, columns)
    return marks


def _note(plan: Layout) -> str:
    """What the colours and units are, and how many projects the sum of cost is without."""
    lang, schools = plan.lang, {line.school.id: line.school for line in plan.lines if not line.school.cancelled}
    unpriced = sum(each.cost_wan is None and any(each.seats.values()) for each in schools.values())
    note = say("note.ledger", lang, plan=plan.assessment.plan.name)
    return note + (say("note.ledger.cost", lang, n=unpriced) if unpriced else "")


def _folded(plan: Layout, columns: Sequence[BookColumn]) -> set[str]:
    """Columns that are folded away: steps of the computation, and what no school uses."""
    empty = {
        each.key
        for each in INPUTS
        if each.column.folded and all(getattr(line.school, each.field.name) is None for line in plan.lines)
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


def numbered(lines: Sequence[LedgerLine]) -> Iterator[tuple[int, LedgerLine]]:
    """Rows with the numbers of their schools: those of one school have one."""
    numbers: dict[str, int] = {}
    for line in lines:
        yield numbers.setdefault(line.school.id, len(numbers) + 1), line


def said(lines: Iterable[LedgerLine]) -> list[Input]:
    """What any of some schools says of the whole of it."""
    schools = {id(line.school): line.school for line in lines}.values()
    return [each for each in FACTS if any(getattr(school, each.field.name) is not None for school in schools)]


def written(line: LedgerLine, number: int, lang: str, facts: Sequence[Input]) -> dict[str, Value]:
    """What people fill in, apart from seats: of the whole school the ``facts`` of :func:`said`."""
    cells: dict[str, Value] = {each.key: _cell(line, each, lang) for each in facts}
    cells |= {key: getattr(line.school, key) if line.first else None for key in AMOUNTS}
    return cells | {
        "number": number,
        "id": line.school.id,
        "stage": named("stage", line.stage.name, lang),
        "works": named("works", _works(line), lang),
        **of_stage(line),
    }


def of_stage(line: LedgerLine) -> dict[str, Value]:
    """Classes and intake of the stage of a row: of classes by grade those of each grade alone."""
    if line.removes:
        return {}
    school, stage = line.school, line.stage.name
    classes = school.classes.get(stage)
    if isinstance(classes, tuple):
        by_grade = {f"{CLASSES_OF}{n}": each for n, each in enumerate(classes, start=1)}
        return {**by_grade, "intake": school.intake.get(stage)}
    return {"classes": classes, "intake": school.intake.get(stage)}


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
            parts = (
                f"{basis_title(key, lang)}={named('basis', basis, lang)}"
                for key, basis in value.items()
                if key != "seats"
            )
            return "; ".join(parts) or None
    found: Value = value
    return found


def _works(line: LedgerLine) -> str:
    """The word for the works of a row; a school that only takes seats away says its own works in that word."""
    if not line.removes:
        return line.school.works
    words = {of_school: word for word, of_school in REMOVALS.items() if not line.school.seats}
    return words.get(line.school.works, REMOVAL)


def _computed(plan: Layout, formulas: RowFormulas, row: int, line: LedgerLine | None) -> dict[str, Value]:
    """What follows from a row, as formulas; ``line`` None: an empty row, in which they come to nothing."""
    alone = line is not None and len(line.school.seats) < 2 and len(plan.lines) > MANY
    texts = formulas.of_row(alone=alone)
    values: Mapping[str, float | str] = dict.fromkeys(texts, "") if line is None else values_of(plan, line)
    cells: dict[str, Value] = {key: Formula(text, values.get(key, 0)) for key, text in texts.items()}
    if line is not None:
        cells.update(dict.fromkeys(formulas.seats))
        text = None if line.removes else seats_that_follow(plan, plan.ledger, row, line.school, line.stage)
        cells[f"seats.{line.stage.name}"] = line.seats if text is None else Formula(text, line.seats)
    return cells


def values_of(plan: Layout, line: LedgerLine) -> dict[str, float | str]:
    """What the formulas of a row come to."""
    school = line.school
    sign_off = {CANCELLED: "none", "closed_out": "closed", "in_use": "ready"}.get(school.status, "open")
    classes = line.seats / line.stage.class_size
    return {
        "part": named("stage", line.stage.name, plan.lang) + say("part.of", plan.lang)
        if sum(n > 0 for n in school.seats.values()) > 1
        else "",
        "opening": line.opening,
        "place": school.area,
        "class_count": classes,
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
        **{f"{OF_GRADE}{n}": seats for n, seats in enumerate(line.of_grades, start=1)},
        **{f"{OF_GRADE_WITHIN}{n}": seats * line.within for n, seats in enumerate(line.of_grades, start=1)},
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
        kind = kind_of(column.key) if column.group != "computed" else FieldKind.TEXT
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
