"""学校名册: a row for every school in use and stage, of which the balance follows as it does of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.model.school_fields import FieldKind, Input
from xuewei.workbook.columns import CLASSES_OF, BookColumn
from xuewei.workbook.read.schools import AMOUNTS
from xuewei.workbook.read.table_rows import kind_of
from xuewei.workbook.register_columns import register_columns
from xuewei.workbook.words import say
from xuewei.workbook.write.layout import HEAD_ROWS, SPARE, Formula, Layout, Table
from xuewei.workbook.write.ledger_sheet import (
    MANY,
    bound,
    kind_of_cells,
    numbered,
    of_stage,
    said,
    values_of,
    width_of,
    written,
)
from xuewei.workbook.write.lines import LedgerLine
from xuewei.workbook.write.marks import Marks
from xuewei.workbook.write.page import Page, Value
from xuewei.workbook.write.row_formulas import RowFormulas, seats_that_follow

FOLDABLE = (
    *("zone", "intake", "provision", "rooms", "address", "lon", "lat", "closes", "merge_into", "basis", "held", "note"),
)
"""Columns that are folded away where no school uses them."""
KINDS = {"class_size": "whole", "pupils": "whole", "utilisation": "share", "per_class": "tenth"}


def write_register(page: Page, plan: Layout, table: Table) -> Marks:
    """The whole sheet; the marks of what people fill in."""
    schools = list({line.school.id: line.school for line in plan.listed}.values())
    columns = register_columns(schools, pupils=bool(plan.pupils.counts))
    page.title(say("title.register", plan.lang), _note(plan), len(columns))
    folded = _folded(plan, columns)
    page.head([column.titles(plan.lang) for column in columns], folded=folded)
    _total(page, plan, table, columns)
    kinds = [KINDS.get(column.key) or kind_of_cells(column) for column in columns]
    widths = [width_of(plan, column) for column in columns]
    high = widths if len(plan.listed) <= MANY else []
    formulas, marks, facts = RowFormulas(plan, table), Marks.of(plan, columns), said(plan.listed)
    page.sheet.freeze_panes(HEAD_ROWS + 1, 3)
    held = [*numbered(plan.listed), *[(0, None)] * SPARE]
    for row, (number, line) in enumerate(held, start=table.first):
        cells = _cells(plan, table, formulas, row, number, line, facts)
        marks.add(row, cells)
        values = [cells.get(column.key) for column in columns]
        looks = [_look(column.key, value, kind) for column, value, kind in zip(columns, values, kinds, strict=True)]
        page.whole_row(row, [*zip(values, looks, strict=True)], high if line else ())
    for n, width in enumerate(widths):
        page.sheet.set_column(n, n, width, None, {"level": 1, "hidden": True} if n in folded else {})
    bound(page, plan, table, columns)
    page.sheet.autofilter(table.first - 2, 0, table.last - 1, len(columns) - 1)
    if "utilisation" in table.keys:
        cell = table.here("utilisation", table.first)
        page.colour(table, "utilisation", f"AND(ISNUMBER({cell}),{cell}>1)", "red")
    printed = next(n for n, column in enumerate(columns) if column.group == "computed")
    page.prints(rows=table.last, columns=printed, page=say("print.page", plan.lang), top=HEAD_ROWS)
    return marks


def _note(plan: Layout) -> str:
    note = say("note.register", plan.lang, plan=plan.assessment.plan.name)
    return note + (say("note.register.pupils", plan.lang, year=plan.pupils.year) if plan.pupils.counts else "")


def _folded(plan: Layout, columns: Sequence[BookColumn]) -> list[int]:
    """The places of columns that are folded away: steps of the computation, and what no school uses."""
    lines = plan.listed
    unused = {key for key in FOLDABLE if not any(getattr(line.school, _FIELDS.get(key, key)) for line in lines)}
    one_area = {"area"} if len(plan.assessment.areas) == 1 else set()
    in_use = {"status"} if all(line.school.status == "in_use" for line in lines) else set()
    away = unused | one_area | in_use | {"bases"}
    return [n for n, column in enumerate(columns) if column.group == "computed" or column.key in away]


_FIELDS = {"held": "counted"}


def _look(key: str, value: Value, kind: str) -> str:
    """The kind of a cell; what can be filled in is black where a formula stands."""
    return "whole" if isinstance(value, Formula) and key in ("seats", "classes") else kind


def _cells(
    plan: Layout,
    table: Table,
    formulas: RowFormulas,
    row: int,
    number: int,
    line: LedgerLine | None,
    facts: Sequence[Input],
) -> dict[str, Value]:
    """A row by the keys of its columns, with the ``number`` of its school and the ``facts`` of any; ``line`` None: an
    empty row, whose formulas come to nothing."""
    alone = line is not None and len(line.school.seats) < 2 and len(plan.listed) > MANY
    texts = {**formulas.of_row(alone=alone), **_own(table, row)}
    if line is None:
        return {key: Formula(text, "") for key, text in {**texts, **_spare(table, row)}.items()}
    values = {**values_of(plan, line), **_measured(plan, line)}
    cells = written(line, number, plan.lang, facts)
    cells |= {key: Formula(text, values.get(key, 0)) for key, text in texts.items()}
    cells["pupils"] = plan.pupils.counts.get((line.school.id, line.stage.name))
    by_grade = line.school.classes.get(line.stage.name)
    if isinstance(by_grade, tuple):
        first, last = (table.here(f"{CLASSES_OF}{n}", row) for n in (1, len(by_grade)))
        cells["classes"] = Formula(f"SUM({first}:{last})", sum(by_grade))
    text = seats_that_follow(plan, table, row, line.school, line.stage)
    cells["seats"] = line.seats if text is None else Formula(text, line.seats)
    return cells


def _own(table: Table, row: int) -> dict[str, str]:
    """The formulas that only the register has."""
    if "pupils" not in table.keys:
        return {}
    pupils, seats, classes = (table.here(key, row) for key in ("pupils", "seats", "classes"))
    parts = (("utilisation", seats), ("per_class", classes))
    return {key: f'IF(OR({pupils}="",N({under})=0),"",{pupils}/{under})' for key, under in parts}


def _spare(table: Table, row: int) -> dict[str, str]:
    """Seats of an empty row, once somebody writes its stage and its classes."""
    stage, classes, size = (table.here(key, row) for key in ("stage", "classes", "class_size"))
    return {"seats": f'IF(OR({stage}="",{classes}=""),"",{classes}*{size})'}


def _measured(plan: Layout, line: LedgerLine) -> dict[str, float | str]:
    """What the register's own formulas come to."""
    pupils = plan.pupils.counts.get((line.school.id, line.stage.name))
    classes = line.school.classes.get(line.stage.name)
    classes = sum(classes) if isinstance(classes, tuple) else classes
    return {
        "class_size": line.stage.class_size,
        "utilisation": "" if pupils is None or not line.seats else pupils / line.seats,
        "per_class": "" if pupils is None or not classes else pupils / classes,
    }


def _total(page: Page, plan: Layout, table: Table, columns: Sequence[BookColumn]) -> None:
    """Sums above the rows, so that rows can be added below."""
    sums, row = _sums(plan), HEAD_ROWS + 1
    for n, column in enumerate(columns):
        value: Value = say("total", plan.lang) if n == 0 else None
        if column.key in sums or kind_of(column.key) is FieldKind.AMOUNT:
            value = Formula(f"SUM({table.down(column.key)})", sums.get(column.key, 0))
        page.put(row, n, value, "total")


def _sums(plan: Layout) -> dict[str, float]:
    """What the columns of numbers come to."""
    found: dict[str, float] = dict.fromkeys(("seats", "classes", "intake"), 0)
    for line in plan.listed:
        school, stage = line.school, line.stage.name
        classes = school.classes.get(stage)
        cells = {key: float(value) for key, value in of_stage(line).items() if isinstance(value, (int, float))}
        cells |= {"seats": line.seats, "classes": sum(classes) if isinstance(classes, tuple) else classes or 0}
        cells |= {key: getattr(school, key) or 0 for key in AMOUNTS if line.first}
        for key, value in {**cells, "pupils": plan.pupils.counts.get((school.id, stage), 0)}.items():
            found[key] = found.get(key, 0) + value
    return found
