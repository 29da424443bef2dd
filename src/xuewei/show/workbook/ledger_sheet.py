"""项目台账: a row for every stage part of a school, what people fill in on the left, what follows on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from xuewei.files.books.columns import REMOVAL, REMOVALS, VOCABULARY, BookColumn, ledger_columns
from xuewei.files.plans.plan_shapes import SEATS, YEAR
from xuewei.model.plan import CANCELLED, School
from xuewei.show.workbook.layout import HEAD_ROWS, Formula, Layout
from xuewei.show.workbook.ledger_formulas import LedgerFormulas
from xuewei.show.workbook.ledger_rows import LedgerLine
from xuewei.show.workbook.page import Page, Value
from xuewei.words.book import named, say

YEARS = ("planned", "opens", "closes", "until")
FREE = ("founder", "type")
"""Columns that may hold words of people's own."""
MANY = 2_000
"""Rows from which sums over the whole school look at their own row only, where a school has but one stage."""
NUMBERS = {
    "number": "year", "planned": "input_year", "opens": "input_year", "closes": "input_year", "until": "input_year",
    "cost_wan": "input_number", "due": "input_date", "opening": "opening", "classes": "plain", "streams": "plain",
    "part": "word", "sign_off": "word",
}  # fmt: skip
"""Kinds of cells that are not text."""


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
    empty = {key for key, use in USED.items() if not any(use(line.school) for line in plan.lines)}
    alone = {"area"} if len(plan.assessment.areas) == 1 else set()
    return {column.key for column in columns if column.group == "computed"} | empty | alone | {"bases"}


def _width(plan: Layout, column: BookColumn) -> float:
    """The width of a column: Chinese breaks anywhere, English only between words."""
    if plan.lang == "zh":
        return column.width
    titles = [*column.titles(plan.lang), *(plan.said(column.key) if column.key in VOCABULARY else ())]
    return max(column.width, *(len(word) + 2 for title in titles for word in title.split()))


def _kind(column: BookColumn) -> str:
    if column.key.startswith("seats."):
        return "input_whole"
    return NUMBERS.get(column.key, "computed" if column.group == "computed" else "input")


def _written(line: LedgerLine, number: int, lang: str) -> dict[str, Value]:
    """What people fill in."""
    school = line.school
    others = "; ".join(f"{key}={basis}" for key, basis in school.basis.items() if key != "seats")
    basis = school.basis.get("seats")
    return {
        "number": number,
        "id": school.id,
        "name": school.name,
        "area": school.area,
        "stage": say(line.stage.name, lang),
        "type": named("type", school.type, lang),
        "works": named("works", _works(line), lang),
        "planned": school.planned,
        "opens": school.opens,
        "closes": school.closes,
        "until": school.until,
        "fill": named("fill", school.fill, lang) if school.fill else None,
        "cost_wan": school.cost_wan if line.first else None,
        "founder": named("founder", school.founder, lang) if school.founder else None,
        "provision": named("provision", school.provision, lang) if school.provision else None,
        "must": None if school.must is None else named("must", "yes" if school.must else "no", lang),
        "unit": school.responsible.get("unit"),
        "person": school.responsible.get("person"),
        "due": date.fromisoformat(school.due) if school.due else None,
        "status": named("status", school.status, lang),
        "held": None if school.counted is None else say(f"held.{school.counted}", lang),
        "basis": named("basis", basis, lang) if basis else None,
        "bases": others or None,
        "note": school.note,
    }


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
        if column.key == "cost_wan" or column.key.startswith("seats."):
            stage = column.key.removeprefix("seats.")
            found: float = sum(line.seats for line in lines if line.stage.name == stage)
            if column.key == "cost_wan":
                found = sum(line.school.cost_wan or 0 for line in lines if line.first)
            value = Formula(f"SUMIFS({table.down(column.key)},{counted})", found)
        page.put(row, n, value, "total")


def _finish(page: Page, plan: Layout, columns: Sequence[BookColumn]) -> None:
    """Widths, columns that are not needed folded away, drop-down lists, colours, filter and print."""
    table, sheet = plan.ledger, page.sheet
    for n, column in enumerate(columns):
        if column.key in VOCABULARY:
            page.choose(table.first, table.last, n, plan.words(column.key), strict=column.key not in FREE)
    for n, column in enumerate(columns):
        if column.key == "held":
            words = [say(f"held.{each}", plan.lang) for each in (True, False)]
            sheet.data_validation(table.first - 1, n, table.last - 1, n, {"validate": "list", "source": words})
        if column.key in YEARS:
            page.numbers(table.first, table.last, n, YEAR.low, YEAR.high, say("error.year", plan.lang))
        elif column.key.startswith("seats."):
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


USED: Mapping[str, Callable[[School], object]] = {
    "closes": lambda school: school.closes,
    "until": lambda school: school.until,
    "fill": lambda school: school.fill,
    "provision": lambda school: school.provision,
    "must": lambda school: school.must is not None,
    "held": lambda school: school.counted is not None,
}
"""Columns that are folded away where no school uses them, and what using them is."""
