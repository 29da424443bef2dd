"""学校名册: a row for every school in use and stage, of which the balance follows as it does of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.model.school_fields import FieldKind
from xuewei.workbook.columns import CLASSES_OF, BookColumn
from xuewei.workbook.read.schools import AMOUNTS
from xuewei.workbook.read.table_rows import kind_of
from xuewei.workbook.register_columns import register_columns
from xuewei.workbook.words import say
from xuewei.workbook.write.layout import HEAD_ROWS, ROW, SPARE, Formula, Layout, Table
from xuewei.workbook.write.ledger_sheet import bound, kind_of_cells, width_of
from xuewei.workbook.write.lines import LedgerLine
from xuewei.workbook.write.marks import Marks
from xuewei.workbook.write.page import Cells, Column, Page, Value
from xuewei.workbook.write.row_formulas import MANY, RowFormulas, seats_that_follow
from xuewei.workbook.write.school_cells import blocks, of_stage, said, side_by_side, values_of, written

FOLDABLE = (
    *("zone", "intake", "provision", "rooms", "address", "lon", "lat", "closes", "merge_into", "basis", "held", "note"),
)
"""Columns that are folded away where no school uses them."""
KINDS = {"class_size": "whole", "pupils": "whole", "utilisation": "share", "per_class": "tenth"}


def write_register(page: Page, plan: Layout, table: Table) -> Marks:
    """The whole sheet; the marks of what people fill in."""
    columns = register_columns(plan.listed.schools, pupils=bool(plan.pupils.counts))
    page.title(say("title.register", plan.lang), _note(plan), len(columns))
    folded = _folded(plan, columns)
    page.head([column.titles(plan.lang) for column in columns], folded=folded)
    _total(page, plan, table, columns)
    kinds = [KINDS.get(column.key) or kind_of_cells(column) for column in columns]
    widths = [width_of(plan, column) for column in columns]
    high = widths if len(plan.listed) <= MANY else []
    formulas, marks, facts = RowFormulas(plan, table, _own(table)), Marks.of(plan, columns), said(plan.listed.schools)
    page.sheet.freeze_panes(HEAD_ROWS + 1, 3)
    for row, numbers, lines in blocks(table, plan.listed):
        cells = written(lines, numbers, plan.lang, facts) | _computed(plan, table, formulas, lines)
        marks.add(row, cells)
        page.rows(row, _side_by_side(cells, columns, kinds, len(lines)), high)
    spare = formulas.spare(SPARE, _spare(table))
    page.rows(table.first + len(plan.listed), _side_by_side(spare, columns, kinds, SPARE))
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
    schools = plan.listed.schools
    unused = {key for key in FOLDABLE if not any(getattr(school, _FIELDS.get(key, key)) for school in schools)}
    one_area = {"area"} if len(plan.assessment.areas) == 1 else set()
    in_use = {"status"} if all(school.status == "in_use" for school in schools) else set()
    away = unused | one_area | in_use | {"bases"}
    return [n for n, column in enumerate(columns) if column.group == "computed" or column.key in away]


_FIELDS = {"held": "counted"}


def _side_by_side(cells: Cells, columns: Sequence[BookColumn], kinds: Sequence[str], rows: int) -> list[Column]:
    """The columns of some rows from left to right; what can be filled in is black where a formula stands."""
    found = side_by_side(cells, columns, kinds, rows)
    for n, (column, (values, looks)) in enumerate(zip(columns, found, strict=True)):
        if column.key in ("seats", "classes"):
            found[n] = (
                values,
                ["whole" if isinstance(each, Formula) else kind for each, kind in zip(values, looks, strict=True)],
            )
    return found


def _computed(plan: Layout, table: Table, formulas: RowFormulas, lines: Sequence[LedgerLine]) -> Cells:
    """What follows from some rows, as formulas, with their seats and pupils."""
    found = formulas.of_rows(lines, values_of(lines, plan.lang) | _measured(plan, lines))
    found["pupils"] = [plan.pupils.counts.get((line.school.id, line.stage.name)) for line in lines]
    found["seats"] = [seats_that_follow(plan, table, line) for line in lines]
    if "classes" in table.keys:
        found["classes"] = [_classes(table, line) for line in lines]
    return found


def _classes(table: Table, line: LedgerLine) -> Value:
    """The classes of a row, as the sum of those of its grades where these are known."""
    classes = line.school.classes.get(line.stage.name)
    if not isinstance(classes, tuple):
        return classes
    first, last = (table.here(f"{CLASSES_OF}{n}", ROW) for n in (1, len(classes)))
    return Formula(f"SUM({first}:{last})", sum(classes))


def _own(table: Table) -> dict[str, str]:
    """The formulas that only the register has."""
    if "pupils" not in table.keys:
        return {}
    pupils, seats, classes = (table.here(key, ROW) for key in ("pupils", "seats", "classes"))
    parts = (("utilisation", seats), ("per_class", classes))
    return {key: f'IF(OR({pupils}="",N({under})=0),"",{pupils}/{under})' for key, under in parts}


def _spare(table: Table) -> dict[str, str]:
    """Seats of an empty row, once somebody writes its stage and its classes."""
    stage, classes, size = (table.here(key, ROW) for key in ("stage", "classes", "class_size"))
    return {"seats": f'IF(OR({stage}="",{classes}=""),"",{classes}*{size})'}


def _measured(plan: Layout, lines: Sequence[LedgerLine]) -> dict[str, Sequence[float | str]]:
    """What the register's own formulas come to, by column."""
    pupils = [plan.pupils.counts.get((line.school.id, line.stage.name)) for line in lines]
    classes = [line.school.classes.get(line.stage.name) for line in lines]
    counts = [sum(each) if isinstance(each, tuple) else each for each in classes]
    return {
        "class_size": [line.stage.class_size for line in lines],
        "utilisation": _shares(pupils, [line.seats for line in lines]),
        "per_class": _shares(pupils, counts),
    }


def _shares(pupils: Sequence[float | None], under: Sequence[float | None]) -> list[float | str]:
    """Pupils by seats or classes, empty where either is not known."""
    return ["" if n is None or not of else n / of for n, of in zip(pupils, under, strict=True)]


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
