"""A plan from the workbook of its ledger, with every check that a plan in YAML gets; faults name sheet and cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from xuewei.errors import Fault, InputError, Place, in_order, nearest
from xuewei.formats.book.sheet import BookSheet, Typed, blank, text_of
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.read import plan_of
from xuewei.formats.yaml import Node
from xuewei.garbage import garbage_collection_paused
from xuewei.late import dataclass
from xuewei.model.plan import Plan
from xuewei.model.school_fields import INPUTS, WHERE_USED
from xuewei.workbook.columns import (
    CLASSES_OF,
    CONVERSION_COLUMNS,
    OPTIONAL,
    PARAMETER_COLUMNS,
    PROGRESS_COLUMNS,
    BookColumn,
    Vocabulary,
    column_title,
    ledger_columns,
    sheet_names,
)
from xuewei.workbook.read.heads import LOOKED_AT, SEATS, Head, find_head, need_head
from xuewei.workbook.read.labels import normal
from xuewei.workbook.read.parameter_cells import Parameters, Path, ShownBalance, read_parameters, shown_balances
from xuewei.workbook.read.schools import add_steps, ledger_schools
from xuewei.workbook.read.table_rows import NUMBERED, BookFaults, Rows, is_numbering
from xuewei.workbook.register_columns import REGISTER_KNOWN, REGISTER_NEEDED
from xuewei.workbook.words import BOOK

Table = tuple[BookSheet, Head]
Tables = Mapping[int, Table]
"""Every sheet that was read, with its head, by its number."""


def named(place: Place, tables: Tables) -> Place:
    """A place with the cell's name and the title of its column, or what its row is called; of the workbook as a whole
    the sheet where the plan's own values stand."""
    if not place.line:
        return replace(place, cell=next(iter(tables.values()))[0].name)
    sheet, head = tables[place.sheet]
    row, column = place.line - 1, place.column - 1
    if "key" in head.columns:
        name = sheet.rows[row][head.columns["parameter"]] or sheet.rows[row][head.columns["key"]]
        return sheet.cell(row, column, text_of(name) or "")
    if column < 0:
        column = head.columns.get("id", 0)
        return sheet.cell(row, column, text_of(sheet.rows[row][column]) or head.titles.get(column, ""))
    return sheet.cell(row, column, head.titles.get(column, ""))


def relocated(fault: Fault, file: str, tables: Tables) -> Fault:
    """A fault that knows a school of ``file`` by its row, at the cell it is about."""
    if fault.place.file != file or not fault.place.line:
        return fault
    sheet, head = tables[fault.place.sheet]
    outer, _, key = fault.path.rpartition(".")
    if key not in head.columns:
        key = outer.rpartition(".")[2]
    if fault.kind == "no_stage" and f"{SEATS}{fault.found}" in head.columns:
        key = f"{SEATS}{fault.found}"
    own = fault.place.column  # that of a parameter is known: it has a row of its own
    place = (own - 1, "") if own and key not in head.columns else (head.columns.get(key), head.title(key))
    return replace(fault, place=sheet.cell(fault.place.line - 1, *place))


SHEETS = (
    "notes",
    "ledger",
    "register",
    "seats",
    "demand",
    "balance",
    "grades",
    "charts",
    "progress",
    "conversions",
    "parameters",
)
ABSENCES = ("required", "no_seats", "no_opening", "status_differs")
"""Faults that follow where a cell could not be read: they are left out beside the fault of that row."""
LEDGER_ONLY = {"id", "stage", "works", "opens", "bases"}
"""Columns that no list has all of."""
STEPS = (("progress", PROGRESS_COLUMNS, "progress"), ("conversions", CONVERSION_COLUMNS, "convert"))
"""Sheets of rows that belong to schools: their key, their columns, and the school's key that they fill."""


@dataclass(frozen=True)
class BookPlan:
    """A plan read from a workbook.

    ``assumed`` are the values of the population that it was made with, by path, each with its cell; ``ignored`` the
    titles of columns that are not of the contract, by sheet; ``macros`` whether it holds any; ``shown`` the balances
    that it shows, ``totals`` the rows of sums among its schools, each with what it is called; ``unshown`` are, by id,
    the fields of a school of which its sheet has no column.
    """

    plan: Plan
    assumed: Mapping[Path, tuple[Typed, Place]]
    ignored: Mapping[str, tuple[str, ...]]
    macros: bool
    tables: Tables = field(repr=False)
    shown: list[ShownBalance] = field(default_factory=list, repr=False)
    totals: Sequence[tuple[Place, str]] = field(default=(), repr=False)
    unshown: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)

    def relocated(self, fault: Fault) -> Fault:
        """A fault of a later check, which knows a school by the number of its row, at the cell it is about."""
        return relocated(fault, self.plan.file, self.tables)


def is_ledger(book: Workbook) -> bool:
    """Whether a workbook is that of a ledger: it has the sheet of parameters, or the ledger's with its head."""
    parameters, ledger = ({normal(each) for each in sheet_names(key)} for key in ("parameters", "ledger"))
    if any(normal(name) in parameters for name in book.names):
        return True
    name = next((name for name in book.names if normal(name) in ledger), None)
    head = find_head(book.sheet(name, LOOKED_AT + 1), ledger_columns(()), {}) if name is not None else None
    return head is not None and set(head.columns) >= LEDGER_ONLY


@garbage_collection_paused()
def read_book(book: Workbook) -> BookPlan:
    """The plan of a workbook. Raises InputError with every fault, by sheet, row and column."""
    faults, words = BookFaults(), Vocabulary()
    tables: dict[int, Table] = {}
    stages = _stages(words)

    def table(
        key: str, columns: Sequence[BookColumn], more: Sequence[BookColumn] = (), *, needed: bool = True
    ) -> Rows | None:
        name = _sheet_name(book, key, needed=needed)
        if name is None:
            return None
        sheet = book.sheet(name)
        head = need_head(sheet, columns, stages, more)
        tables[sheet.number] = (sheet, head)
        inputs = [each for each in head.columns if each in _inputs((*columns, *more)) or each.startswith(SEATS)]
        return Rows(sheet, head, inputs, words, faults, registered=key == "register")

    parameters_rows = table("parameters", PARAMETER_COLUMNS)
    parameters = read_parameters(parameters_rows) if parameters_rows else Parameters()
    stages |= _stages(words)
    ledger = table("ledger", ledger_columns(()), OPTIONAL)
    assert ledger is not None
    if not any(key.startswith(SEATS) for key in ledger.head.columns):
        column = column_title("seats", ledger.head.lang)
        raise InputError([Fault(Place(book.file), "", "missing_column", {"column": column})])
    lag = parameters.head.get("opening_lag")
    schools = ledger_schools(ledger, lag.value if lag and isinstance(lag.value, int) else 1)
    register = table("register", REGISTER_NEEDED, REGISTER_KNOWN, needed=False)
    unshown = dict.fromkeys(schools, _unshown(ledger.head))
    if register is not None:
        listed = ledger_schools(register, 0)
        unshown |= dict.fromkeys(listed, _unshown(register.head))
        schools = _together(listed, schools, register, ledger)
    for key, columns, into in STEPS:
        rows = table(key, columns, needed=key == "progress")
        if rows is not None:
            add_steps(rows, [each.key for each in columns if each.key not in ("id", "name")], into, schools)
    node = Node({**parameters.head, "schools": Node(list(schools.values()), 0)}, 0)
    plan = _checked(node, book.file, tables, faults)
    ignored = {sheet.name: own for sheet, head in tables.values() if (own := _filled_in(sheet, head))}
    totals = [
        (rows.sheet.cell(row, column, ""), text_of(rows.sheet.rows[row][column]) or "")
        for rows in (ledger, register)
        if rows is not None
        for row, column in rows.totals
    ]
    shown = shown_balances(book, words)
    return BookPlan(plan, parameters.assumed, ignored, book.macros, tables, shown, totals, unshown)


def _unshown(head: Head) -> list[str]:
    """The fields of schools that no column of a head is of."""
    shown = {each.field.name for each in (*INPUTS, *WHERE_USED) if each.key in head.columns}
    shown |= {key.partition(".")[0].partition("_")[0] for key in head.columns if key.startswith((SEATS, CLASSES_OF))}
    return [each.field.name for each in (*INPUTS, *WHERE_USED) if each.field.name not in shown]


def _together(listed: dict[str, Node], schools: dict[str, Node], register: Rows, ledger: Rows) -> dict[str, Node]:
    """The schools of the register before those of the ledger; one that stands in both is a fault."""
    rows = {name: Place.of(listed[name].line, "").line - 1 for name in listed if name in schools}
    for name, row in rows.items():
        first = ledger.sheet.ref(Place.of(schools[name].line, "").line - 1, ledger.head.columns["id"])
        register.faults.note(register.sheet, register.head, (row, "id"), "book_twice", name, first=first)
    return {**listed, **schools}


def _checked(node: Node, file: str, tables: Tables, faults: BookFaults) -> Plan:
    """The plan of a node, its faults together with those that the cells showed before."""
    try:
        plan = plan_of(node, file)
    except InputError as wrong:
        rows = {(place.sheet, place.line) for place in faults.cells}
        for fault in wrong.faults:
            if fault.kind not in ABSENCES or (fault.place.sheet, fault.place.line) not in rows:
                faults.add(replace(fault, place=named(fault.place, tables)))
    if faults.found:
        raise InputError(in_order(faults.found))
    return plan


def _filled_in(sheet: BookSheet, head: Head) -> tuple[str, ...]:
    """The titles of columns that are not ours and are filled in: neither computed nor empty."""
    found = []
    rows = range(head.first, len(sheet.rows))
    numbers = {n for n in rows[:NUMBERED] if is_numbering(sheet.rows[n])}
    for place, title in head.own.items():
        upper, _, lower = title.partition("·")
        if normal(lower or upper) not in _OUR_TITLES and normal(upper) not in _COMPUTED:
            filled = (n for n in rows if n not in numbers and not blank(sheet.rows[n][place]))
            if any((n, place) not in sheet.formulas for n in filled):
                found.append(title)
    return tuple(found)


_COMPUTED = {normal(label) for label in BOOK["column.computed"]}
_OUR_TITLES = {
    *(normal(label) for key, labels in BOOK.items() if key.startswith("column.") for label in labels),
    *(normal(label) for each in INPUTS for label in each.title),
}


def _stages(words: Vocabulary) -> dict[str, str]:
    return dict(words.words("stage"))


def _inputs(columns: Sequence[BookColumn]) -> set[str]:
    return {each.key for each in columns if not each.formula and each.key != "number"}


def _sheet_name(book: Workbook, key: str, *, needed: bool) -> str | None:
    """A sheet by its key. Raises InputError, naming the nearest, where it is needed or another is nearly it."""
    wanted = sheet_names(key)
    known = {normal(each) for name in SHEETS for each in sheet_names(name)}
    for name in book.names:
        if normal(name) in {normal(each) for each in wanted}:
            return name
    others = [name for name in book.names if normal(name) not in known]
    near = next((found for each in wanted if (found := nearest(each, others))), None)
    if needed or near:
        raise InputError([Fault(Place(book.file), "", "missing_sheet", {"sheet": wanted[0]}, None, near)])
    return None
