"""The schools of a ledger: rows of an id put together, with the steps of their progress and what they turn to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cache
from typing import TypeAlias

from xuewei.errors import nearest
from xuewei.formats.book.sheet import blank, number_of, text_of, year_of
from xuewei.formats.yaml import Common, Node
from xuewei.language.words import LANGUAGES
from xuewei.late import dataclass
from xuewei.model.plan import ALWAYS, BASES, IN_USE, STATUSES, UNDATED
from xuewei.model.school_fields import INPUTS, WHERE_USED, FieldKind
from xuewei.model.seats.register import DERIVED
from xuewei.workbook.columns import REMOVALS, basis_title
from xuewei.workbook.read.heads import SEATS
from xuewei.workbook.read.labels import normal
from xuewei.workbook.read.table_rows import LOOK, Column, Rows

PROGRESS = "progress"


def add_steps(rows: Rows, keys: Sequence[str], into: str, schools: Mapping[str, Node]) -> None:
    """Add the rows of a sheet to the list ``into`` of their schools, each a map of ``keys``."""
    for row in rows:
        name = rows.node(row, "id")
        school = schools.get(str(name.value)) if name else None
        if school is None or not isinstance(school.value, dict):
            if name is None:
                rows.faults.note(rows.sheet, rows.head, (row, "id"), "text_empty")
            else:
                near = nearest(str(name.value), schools)
                rows.faults.note(rows.sheet, rows.head, (row, "id"), "book_no_school", text_of(name.value), near)
            continue
        step = {key: node for key in keys if (node := rows.node(row, key)) is not None}
        for key in keys[:-1]:
            if key not in step and not rows.wrong(row, key):
                rows.faults.note(rows.sheet, rows.head, (row, key), "text_empty")
        steps = school.value.setdefault(into, Node([], rows.sheet.spot(row)))
        if isinstance(steps.value, list):
            steps.value.append(Node(step, rows.sheet.spot(row)))
        if into == PROGRESS and "status" in step:
            _follow(school.value, step["status"])


def _follow(school: dict[str, Node], step: Node) -> None:
    """Let the status of a school be that of a step that is further on: people date a step and forget the ledger."""
    written = school.get("status")
    known = written is not None and written.value in STATUSES and step.value in STATUSES
    if known and written is not None and STATUSES.index(str(written.value)) < STATUSES.index(str(step.value)):
        school["status"] = step


FACTS = tuple(
    each
    for each in (*INPUTS, *WHERE_USED)
    if each.key not in ("id", "works") and each.kind not in (FieldKind.SEATS, FieldKind.AMOUNT, FieldKind.CLASSES)
)
"""What is said of the whole school, in each of its rows."""
AMOUNTS = tuple(each.key for each in INPUTS if each.kind is FieldKind.AMOUNT)
"""What is said of the whole school in one of its rows."""


@dataclass(slots=True)
class _School:
    """What the rows of one id have said so far: ``row`` is the first, ``facts`` its values, ``works`` the kind of
    works with the row that says it, so are ``amounts``, ``parts`` the seats and removals by stage."""

    row: int
    facts: dict[str, Node]
    works: tuple[Node, int] | None = None
    amounts: dict[str, tuple[Node, int]] = field(default_factory=dict)
    parts: dict[str, dict[str, Node]] = field(default_factory=dict)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)

    def part(self, key: str, stage: str, node: Node) -> None:
        """Take a figure of a stage."""
        self.parts.setdefault(key, {})[stage] = node


Read: TypeAlias = Callable[[int, str], Node | None]
"""Reads a cell: of the first row of a school into a node that other rows share, of others into one with its place."""


def ledger_schools(rows: Rows, lag: int) -> dict[str, Node]:
    """The schools of a ledger by id, in the order of their first rows; ``lag`` is years from ``planned`` to opening."""
    schools: dict[str, _School] = {}
    given = [each.key for each in FACTS if rows.has(each.key)]
    columns: dict[str, Column] = {}
    odd: set[int] = set()
    for row in rows:
        if not columns:  # ranges that are merged are spread by now
            columns = {key: rows.column(key) for key in given}
            odd = {n for key in given for n in rows.looks(key)}
        name = rows.shared(row, "id")
        if name is None:
            if not rows.wrong(row, "id"):
                rows.faults.note(rows.sheet, rows.head, (row, "id"), "text_empty")
            continue
        school = schools.get(str(name.value))
        read = rows.shared if school is None else rows.node
        if school is not None or row in odd:
            facts = {key: node for key in given if (node := read(row, key)) is not None}
        else:
            facts = {key: node for key, column in columns.items() if (node := column[row]) is not None}
        _typed_over(rows, row, facts, lag)
        if school is None:
            school = schools[str(name.value)] = _School(row, facts)
        else:
            _agree(rows, row, facts, school)
        _part(rows, row, school, read)
        for key in AMOUNTS:
            amount = read(row, key)
            if amount is not None:
                first, place = school.amounts.setdefault(key, (amount, row))
                if amount.value != first.value:
                    _differs(rows, row, key, amount, place)
    alike: Alike = {}
    return {name: _node(rows, name, schools.pop(name), alike) for name in [*schools]}


def _agree(rows: Rows, row: int, facts: dict[str, Node], school: _School) -> None:
    """Note every fact of a later row that is not the one of the first; an empty cell says the same."""
    for key, node in facts.items():
        first = school.facts.get(key)
        unread = first is None and rows.sheet.cell(school.row, rows.head.columns.get(key), key) in rows.faults.cells
        if not unread and (first is None or first.value != node.value):
            _differs(rows, row, key, node, school.row)


def _differs(rows: Rows, row: int, key: str, node: Node, first: int) -> None:
    other = rows.sheet.ref(first, rows.head.columns.get(key))
    shown = text_of(rows.cell(row, key)) or node.value
    rows.faults.note(rows.sheet, rows.head, (row, key), "book_differs", shown, other=other)


def _typed_over(rows: Rows, row: int, facts: dict[str, Node], lag: int) -> None:
    """Take a year that was typed over the formula of the opening year as the written one."""
    shared = None if rows.registered else rows.column("opening")[row]
    written = year_of(rows.cell(row, "opening")) if shared is LOOK else shared and shared.value
    if not isinstance(written, int) or isinstance(written, bool) or written == ALWAYS:
        return
    opens, planned = facts.get("opens"), facts.get("planned")
    computed = opens.value if opens else planned.value + lag if planned and isinstance(planned.value, int) else None
    column = rows.head.columns["opening"]
    if written != computed and (row, column) not in rows.sheet.formulas:
        facts["opens"] = Node(written, rows.sheet.spot(row, column))


def _part(rows: Rows, row: int, school: _School, read: Read) -> None:
    """Note what a row adds or takes away at its stage."""
    works = read(row, "works")
    removal = works is not None and works.value in REMOVALS
    if works is not None and removal:
        of_school = REMOVALS[str(works.value)]
        works = Node(of_school, works.line) if of_school is not None else None
    if works is not None:
        if school.works is not None and school.works[0].value != works.value:
            _differs(rows, row, "works", works, school.works[1])
        school.works = school.works or (works, row)
    stage = _stage(rows, row)
    if stage is None:
        return
    key = "seats" if "seats" in rows.head.columns else SEATS + stage
    for other in rows.head.of_seats:
        stray = rows.shared(row, other) if other != key else None
        if stray is not None and stray.value != 0:
            title = rows.head.title("stage")
            values = {"title": title, "stage": text_of(rows.cell(row, "stage")) or stage}
            rows.faults.note(rows.sheet, rows.head, (row, other), "book_stage", stray.value, **values)
    written = not _has_figures(rows, row) or (row, rows.head.columns[key]) not in rows.sheet.formulas
    seats = read(row, key) if written else None
    kind = "removes" if removal else "seats"
    if (kind, stage) in school.rows:
        first = rows.sheet.ref(school.rows[kind, stage], rows.head.columns["stage"])
        rows.faults.note(rows.sheet, rows.head, (row, "stage"), "book_repeated", rows.cell(row, "stage"), first=first)
        return
    school.rows[kind, stage] = row
    follows = not removal and bool(rows.head.of_figures) and _figures(rows, row, stage, school)
    if follows and (seats is None or (row, rows.head.columns[key]) in rows.sheet.formulas):
        return
    if seats is None:
        if not rows.wrong(row, key):
            rows.faults.note(rows.sheet, rows.head, (row, key), "book_no_seats")
        return
    school.part(kind, stage, _signed(rows, row, key, seats, removal=removal))


def _has_figures(rows: Rows, row: int) -> bool:
    """Whether a row says classes or intake, of which its seats can follow."""
    figures = rows.head.of_figures
    return bool(figures) and any(not blank(rows.cell(row, key)) for key in figures)


def _figures(rows: Rows, row: int, stage: str, school: _School) -> bool:
    """Note the classes and the intake of a row; whether it has any."""
    classes, intake = _classes(rows, row), _count(rows, row, "intake")
    for key, node in (("classes", classes), ("intake", intake)):
        if node is not None:
            school.part(key, stage, node)
    return classes is not None or intake is not None


def _classes(rows: Rows, row: int) -> Node | None:
    """The classes of a row: by grade where any stand there, else in all; one sum that is another is a fault."""
    keys = rows.head.of_grades
    filled = [n for n, key in enumerate(keys) if not blank(rows.cell(row, key))]
    if not filled:
        return _count(rows, row, "classes")
    computed = (row, rows.head.columns.get("classes", -1)) in rows.sheet.formulas
    of_grades = [_count(rows, row, key) or Node(0, rows.sheet.spot(row)) for key in keys[: filled[-1] + 1]]
    whole = None if computed else _count(rows, row, "classes")
    counts = [each.value for each in of_grades if isinstance(each.value, int | float)]
    if whole is not None and len(counts) == len(of_grades) and whole.value != sum(counts):
        rows.faults.note(rows.sheet, rows.head, (row, "classes"), "classes_sum", whole.value, added=sum(counts))
    return Node(of_grades, of_grades[0].line)


def _count(rows: Rows, row: int, key: str) -> Node | None:
    """A number of classes or of places."""
    column = rows.head.columns.get(key)
    if column is None or rows.wrong(row, key) or blank(rows.cell(row, key)):
        return None
    return Node(number_of(rows.cell(row, key)), rows.sheet.spot(row, column))


def _signed(rows: Rows, row: int, key: str, seats: Node, *, removal: bool) -> Node:
    """Seats as the format has them: never negative."""
    value = seats.value
    if not isinstance(value, int | float) or isinstance(value, bool):
        return seats
    if removal and value > 0:
        rows.faults.note(rows.sheet, rows.head, (row, key), "book_removal", value)
    elif not removal and value < 0:
        rows.faults.note(rows.sheet, rows.head, (row, key), "book_negative", value)
    return seats if value >= 0 else Node(abs(value), seats.line)


def _stage(rows: Rows, row: int) -> str | None:
    """The stage of a row: as it says, else the only one whose column holds seats."""
    stage = rows.shared(row, "stage")
    if stage is not None:
        if SEATS + str(stage.value) not in rows.head.columns and "seats" not in rows.head.columns:
            titles = [rows.head.title(key) for key in rows.head.of_seats]
            rows.faults.note(
                rows.sheet, rows.head, (row, "stage"), "book_no_stage", rows.cell(row, "stage"), known=", ".join(titles)
            )
            return None
        return str(stage.value)
    filled = [key for key in rows.head.of_seats if rows.shared(row, key) is not None]
    if len(filled) != 1:
        rows.faults.note(rows.sheet, rows.head, (row, "stage"), "text_empty")
        return None
    return filled[0].removeprefix(SEATS)


Alike: TypeAlias = dict[tuple[object, ...], Common]
"""Maps of nodes that rows share, which rows share as well."""
_PLACED = {each.key: ("" if each.kind is FieldKind.BASES else each.field.name, each.column.inside) for each in FACTS}
"""The field of every fact (none for what other figures rest on), and the key in its map."""


def _map(parts: dict[str, Node], alike: Alike) -> Node:
    """A map of values, in the place of the first; the same for all rows that share all its values."""
    at = (*parts, *map(id, parts.values()))
    found = alike.get(at)  # which holds its nodes, so that no other has their ids
    if found is None:
        found = Common(parts, next(iter(parts.values())).line)
        if not all(isinstance(node, Common) for node in parts.values()):
            return Node(parts, found.line)
        alike[at] = found
    return found


def _node(rows: Rows, name: str, school: _School, alike: Alike) -> Node:
    """A school as the format of a plan has it, its row as the place of the whole."""
    facts = school.facts
    place = rows.sheet.spot(school.row)
    found: dict[str, Node] = {"id": Node(name, rows.sheet.spot(school.row, rows.head.columns["id"]))}
    if "type" not in facts and not rows.wrong(school.row, "type"):
        rows.faults.note(rows.sheet, rows.head, (school.row, "type"), "text_empty")
    status = facts.get("status")
    dated = "planned" in facts or "opens" in facts or (status is not None and status.value in UNDATED)
    if rows.registered and status is None and not rows.wrong(school.row, "status"):
        facts["status"] = Node(IN_USE, place)
    elif not (dated or rows.wrong(school.row, "planned") or rows.wrong(school.row, "opens")):
        years = {"planned": rows.head.title("planned"), "opens": rows.head.title("opens")}
        rows.faults.note(rows.sheet, rows.head, (school.row, "planned"), "book_no_year", **years)
    maps: dict[str, dict[str, Node]] = {}
    for key, node in facts.items():
        name, inside = _PLACED[key]
        if inside:
            maps.setdefault(name, {})[inside] = node
        elif name:
            found[name] = node
    for key, parts in school.parts.items():
        found[key] = _map(parts, alike)
    if school.works is not None:
        found["works"] = school.works[0]
    for key, (node, _) in school.amounts.items():
        found[key] = node
    if "bases" in facts:
        maps["basis"] = {**maps.get("basis", {}), **_bases(rows, school.row, facts["bases"])}
    basis = maps.get("basis", {}).get("seats")
    if basis is not None and basis.value == DERIVED and school.parts.keys().isdisjoint(("seats", "removes")):
        del maps["basis"]["seats"]  # which goes without saying
    for key, parts in maps.items():
        if parts:
            found[key] = _map(parts, alike)
    return Node(found, place)


@cache
def _basis_titles() -> Mapping[str, str]:
    """The keys of what has a basis by their normal titles."""
    return {normal(basis_title(each.key, lang)): each.key for each in INPUTS for lang in LANGUAGES}


def _bases(rows: Rows, row: int, node: Node) -> dict[str, Node]:
    """What other figures rest on: ``status=published; cost_wan=published``, in keys or in words."""
    found: dict[str, Node] = {}
    for part in re.split(r"[;；,，、\n]+", str(node.value)):
        key, equals, word = (each.strip() for each in part.replace("＝", "=").replace("：", "=").partition("="))
        if not part.strip():
            continue
        key = _basis_titles().get(normal(key), key)
        value = rows.words.key("basis", word)
        if not (equals and key and value):
            known = ", ".join(f"cost_wan={each}" for each in BASES[:2])
            rows.faults.note(rows.sheet, rows.head, (row, "bases"), "book_bases", part.strip(), known=known)
        else:
            found[key] = Node(value, node.line)
    return found
